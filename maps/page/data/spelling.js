// One word in many spellings: Latin or Cyrillic, by the rules of six languages.
//
// A word becomes sounds, and each sound a regular expression of the letters that write it. The
// expression runs over texts as they are, so nothing has to be folded before, and it says where
// it matched. Short words are taken more strictly than long ones: the longer the word, the less
// likely that another one sounds like it.

const LOOSE = 5; // from so many sounds on g/h/kh and s/z are one
const AKANIE = 6; // from so many on a and o are one, and a last vowel may differ
const LETTER = "A-Za-z0-9\\u00c0-\\u024f\\u0400-\\u052f\\u02bc\\u0300-\\u036f";
// What may stand after any letter: soft and hard signs, apostrophes, accents, hidden breaks.
const TAIL = "[ьъ'’ʼ\\u0060\\u0300-\\u036f\\u00ad\\u200b-\\u200d\\u2060]*";
const CYRILLIC = "\\u0400-\\u052f";
const SOME = "[iyjïíиіїйы]+";
const SOFT = "[iyjïíиіїйы]*";

const CH = "ч|č|ć|cz|t?sch|tch|ch";
const SH = "ш|ж|š|ž|ż|sch|sh|zh|sz|ch|j|rz";
const KH = "[ghґгхҳ]|kh|ch|gh";
const writes = (strict, loose = strict, vowel = false) => ({ strict, loose, vowel });

/** How each sound is written: in a short word, and in a long one. */
const SOUNDS = {
  a: writes("[aаáàâäãåąā]", "[aаáàâäãåąā]", true),
  o: writes("[oоóòôöõøő]", "[oоóòôöõøő]", true),
  e: writes(`${SOFT}[eеэєёéèêëęěē]`, `${SOFT}[eеэєёéèêëęěē]`, true),
  u: writes("ou|[uуúùûüūű]", "ou|[uуúùûüūű]", true),
  i: writes("[iyjиіїйыíìîïýīı]+", "[iyjиіїйыíìîïýīı]+", true),
  ya: writes(`я|${SOME}[aаáâ]`, `${SOFT}[яaаáâ]`, true),
  yo: writes(`[ёеoоëö]|${SOME}[oоeе]`, `${SOFT}[ёеoоeóëö]`, true),
  yu: writes(`ю|${SOME}(?:ou|[uуüú])`, `${SOFT}(?:ou|[юuуüú])`, true),
  v: writes("[vwвўŭ]", "[vwвўŭuу]|ff?"),
  b: writes(`[bб]|в(?=[a-z])|b(?=[${CYRILLIC}])`),
  d: writes("[dдďđ][zз]?"),
  f: writes("[fф]|ph"),
  g: writes("[gгґğ]|gh", KH),
  h: writes("[hгґх]|kh", KH),
  kh: writes(`[хh]|kh|ch|x(?=[${CYRILLIC}])`, `${KH}|x(?=[${CYRILLIC}])`),
  k: writes("[kкq]|ck", "[kкqc]|ck"),
  q: writes("[qк]"),
  c: writes("[cčćкkц]|t[sz]"),
  ts: writes("[цcț]|t[sz]|z(?=[kк])"),
  ch: writes(CH, `${CH}|${SH}|${KH}`),
  tch: writes(CH),
  sh: writes("ш|š|ś|sch|sh|sz|ch", SH),
  zh: writes("ж|ž|ż|ź|zh|sch|j|rz|g(?=[ei])", SH),
  shch: writes("щ|шч|š[čt]|shch|sch?tsch|chtch|szcz"),
  dj: writes("д[жз]|d[zž]h?|dsch|dj|j"),
  j: writes("[jžжyiийї]|zh"),
  l: writes("[lлłľĺ]"),
  m: writes("[mм]"),
  n: writes("[nнńňñ]"),
  p: writes("[pп]"),
  r: writes(`[rрŕř]|p(?=[${CYRILLIC}])|(?<=[${CYRILLIC}])p`),
  s: writes(`[sсśşßz]|c(?=[${CYRILLIC}])`, `[sсśşßzзźżž]|c(?=[${CYRILLIC}])`),
  z: writes("[zзźżž]", "[sсśßzзźżž]"),
  t: writes("[tтťţ]"),
  th: writes("th"),
  x: writes("x|[кk]+[сs]|х"),
};
const AO = "[aаáàâäãåąāoоóòôöõøő]";

/** Letters to sounds, the longest first. */
const SPELT = new Map(
  Object.entries({
    shch: "schtsch shtsh shch chtch szcz щ шч",
    tch: "tsch tch cz ч",
    sh: "sch sz sh ш",
    zh: "zh ж",
    ch: "ch",
    kh: "kh х",
    g: "gh g г ґ",
    h: "h",
    dj: "dzh dsch dj дж",
    ts: "ts tz ц",
    d: "dz d дз д",
    f: "ph f ф",
    th: "th",
    t: "t т",
    u: "ou u у",
    a: "a а",
    o: "o о",
    e: "e е э є",
    yo: "ё",
    yu: "ю",
    ya: "я",
    v: "v w в ў",
    b: "b б",
    k: "ck k к",
    q: "q",
    c: "c",
    l: "l л",
    m: "m м",
    n: "n н",
    p: "p п",
    r: "r р",
    s: "s с",
    z: "z з",
    x: "x",
  }).flatMap(([sound, spellings]) => spellings.split(" ").map((s) => [s, sound])),
);
const LONGEST = 7;
const GLIDE = /^[iyjиіїйы]+/;
const AFTER_GLIDE = new Map([
  ...[..."aа"].map((c) => [c, "ya"]),
  ...[..."oо"].map((c) => [c, "yo"]),
  ...[..."uу"].map((c) => [c, "yu"]),
  ...[..."eеэє"].map((c) => [c, "e"]),
  ["я", "ya"],
  ["ё", "yo"],
  ["ю", "yu"],
]);
const ACCENTED = { š: "sh", ž: "zh", č: "tch", ć: "tch", ż: "zh", ŭ: "ў", ł: "l", ß: "s", ø: "o" };
// Cyrillic letters that look like Latin ones, and the Latin ones in the same order.
const LOOKS = ["асеіоркхутмвнАСЕІОРКХУТМВН", "aceiopkxytmbhACEIOPKXYTMBH"];

const swapped = (text, [from, to]) =>
  [...text].map((c) => (from.includes(c) ? to[from.indexOf(c)] : c)).join("");

/** A word typed in two scripts, all in the one that most of it is in. */
function oneScript(word) {
  const cyrillic = word.match(/[\u0400-\u052f]/g)?.length ?? 0;
  const latin = word.match(/[a-z]/gi)?.length ?? 0;
  if (!cyrillic || !latin) return word;
  return swapped(word, cyrillic >= latin ? [LOOKS[1], LOOKS[0]] : LOOKS);
}

/** Small letters without signs and accents that say nothing about the sound. */
function bareWord(word) {
  const known = oneScript(word.normalize("NFC")).toLowerCase();
  const letters = [...known].map((c) => ACCENTED[c] ?? c).join("");
  return letters
    .normalize("NFKD")
    .replace(/и\u0306|і\u0308|е\u0308|у\u0306/g, (c) => c.normalize("NFC")) // letters of their own
    .replace(/[\u0300-\u036fьъ'’ʼ\u0060]/g, "");
}

/** The sounds of a word: names of SOUNDS, or ["=", character] for what is no letter. */
export function soundsOf(word) {
  let rest = bareWord(word);
  const out = [];
  let again = false; // a doubled consonant is one, a trebled is not
  const put = (sound) => {
    again = !again && out.at(-1) === sound && !SOUNDS[sound].vowel;
    if (!again) out.push(sound);
  };
  while (rest) {
    const glide = GLIDE.exec(rest)?.[0] ?? "";
    const soft = glide && AFTER_GLIDE.get(rest[glide.length]);
    if (glide) {
      const french = glide === "j" && !soft; // Jytomyr, Jlobine
      put(soft || (french ? "j" : "i"));
      rest = rest.slice(glide.length + (soft ? 1 : 0));
      continue;
    }
    let length = Math.min(LONGEST, rest.length);
    while (length && !SPELT.has(rest.slice(0, length))) length--;
    let sound = SPELT.get(rest.slice(0, length));
    if (sound === "u" && SOUNDS[out.at(-1)]?.vowel) sound = "v"; // Barysau is Barysaw
    if (sound) put(sound);
    else out.push(["=", rest[0]]);
    rest = rest.slice(length || 1);
  }
  return out;
}

export const literal = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** The expression of one sound; `n`: how many the word has. */
function soundSource(sound, n) {
  if (Array.isArray(sound)) return literal(sound[1]);
  const { strict, loose, vowel } = SOUNDS[sound];
  if (n >= AKANIE && (sound === "a" || sound === "o")) return AO + TAIL;
  const letters = n >= LOOSE ? loose : strict;
  return `(?:${letters})${vowel ? "" : "{1,2}"}${TAIL}`;
}

/** The expression (source, for flag i) of a word from its beginning on: other letters may follow.
 *  `loose`: as tolerant as with long words, for comparing with names that are known. */
export function spelt(word, { loose = false } = {}) {
  let sounds = soundsOf(word);
  const n = loose ? Math.max(AKANIE, sounds.length) : sounds.length;
  if (sounds.length >= AKANIE && SOUNDS[sounds.at(-1)]?.vowel) sounds = sounds.slice(0, -1);
  const begins = /^[\p{L}\p{N}]/u.test(word) ? `(?<![${LETTER}])` : "";
  return begins + sounds.map((sound) => soundSource(sound, n)).join("");
}
