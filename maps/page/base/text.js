// Words, numbers and dates of the page's language.

export const DAY_MS = 86400000;

// Controls that change how text looks or hide in it: shown as what they are, not obeyed.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding controls is the point
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text with hidden and direction-changing characters written out, e.g. U+202E as [U+202E]. */
export function visible(text) {
  return String(text ?? "").replace(
    HIDDEN,
    (c) => `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

/** A word's label, or the word itself when there is none. */
export function labelOf(labels, word) {
  return Object.hasOwn(labels, word) ? labels[word] : word;
}

const FIGURES = "de"; // a decimal comma and hours as Belarusian has them
const GAPS = { fr: "\u202f" }; // before a sign of two parts

/** Date options without names of months. */
function inFigures({ dateStyle, timeStyle, day, month, year }) {
  const out = timeStyle ? { hour: "2-digit", minute: "2-digit" } : {};
  if (dateStyle || day) out.day = "2-digit";
  if (dateStyle || month) out.month = "2-digit";
  if (dateStyle || year) out.year = "numeric";
  return out;
}

/** A date with the names of `calendar`: months stand in the genitive beside a day. */
export function inWords(ms, { dateStyle, timeStyle, weekday, day, month, year }, calendar) {
  const at = new Date(ms);
  const brief = dateStyle ? dateStyle !== "long" : month === "short";
  const withDay = Boolean(dateStyle || day);
  const names = calendar[`months${withDay ? "_of" : ""}${brief ? "_short" : ""}`];
  const parts = [];
  if (withDay) parts.push(at.getUTCDate());
  if (dateStyle || month) parts.push(names[at.getUTCMonth()]);
  if (dateStyle || year) {
    const figures = String(at.getUTCFullYear());
    // A year on its own needs no word for it.
    parts.push(parts.length ? calendar.year.replace("{year}", figures) : figures);
  }
  const onDay = weekday && calendar[weekday === "short" ? "weekdays_short" : "weekdays"];
  const two = (n) => String(n).padStart(2, "0");
  const time = timeStyle ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}` : "";
  return [onDay?.[at.getUTCDay()], parts.join(" "), time].filter(Boolean).join(", ");
}

export class Words {
  /** calendar: names of months and weekdays where the browser may have none. */
  constructor(catalogue, language, calendar = null) {
    this.catalogue = catalogue;
    this.language = language === "en" ? "en-GB" : language; // day before month
    this.plural = new Intl.PluralRules(this.language);
    const whole = { maximumFractionDigits: 0 };
    this.integers = new Intl.NumberFormat(this.language, whole);
    // Chromium has no Belarusian and would write as in English. (To ask it what it supports, or
    // for a date in its own time zone, takes longer than all else here.)
    const [known] = this.integers.resolvedOptions().locale.split("-");
    this.named = known === language;
    this.calendar = calendar;
    const locale = this.named ? this.language : FIGURES;
    this.locale = locale;
    if (!this.named) this.integers = new Intl.NumberFormat(locale, whole);
    this.formats = new Map(); // making one costs more than using it a hundred times
    this.decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  }

  /** The phrase for a key; {names} are filled in, and `n` chooses the plural form. `text`, if there
   *  is one, stands in the place of n. */
  say(key, { text, ...values } = {}) {
    let phrase = this.catalogue[key];
    if (phrase === undefined) return key;
    if (typeof phrase === "object") {
      phrase = phrase[this.plural.select(values.n ?? 0)] ?? phrase.other;
    }
    const written = (value) => (typeof value === "number" ? this.number(value) : String(value));
    return phrase.replace(/\{(\w+)\}/g, (whole, name) => {
      if (name === "n" && text !== undefined) return text;
      return name in values ? written(values[name]) : whole;
    });
  }

  number(value) {
    const text = Number.isInteger(value)
      ? this.integers.format(value)
      : this.decimals.format(value);
    return text.replace(/[,.\u00a0\u202f](?=\d{3}\b)/g, "\u202f"); // thin spaces between thousands
  }

  /** A distance in metres, in words: 800 m, 12 km. */
  distance(metres) {
    if (metres < 1000) return this.say("metres", { value: Math.round(metres) });
    const km = metres / 1000;
    return this.say("kilometres", { value: km < 10 ? Math.round(km * 10) / 10 : Math.round(km) });
  }

  /** low..high with an en dash; a missing high means "at least". */
  interval(low, high) {
    const has = (v) => v !== null && v !== undefined && !Number.isNaN(v);
    if (!has(low) && !has(high)) return "";
    if (!has(high)) return this.say("at_least", { value: this.number(low) });
    if (!has(low)) return this.say("up_to", { value: this.number(high) });
    if (low === high) return this.number(low);
    return `${this.number(low)}–${this.number(high)}`;
  }

  /** A name and what it is, with a colon as the language sets it. */
  pair(name, value) {
    return `${name}${GAPS[this.language] ?? ""}: ${value}`;
  }

  /** Parts of a list, with semicolons as the language sets them. */
  listed(parts) {
    return parts.join(`${GAPS[this.language] ?? ""}; `);
  }

  format(ms, options) {
    if (this.calendar) return inWords(ms, options, this.calendar);
    const key = JSON.stringify(options);
    if (!this.formats.has(key)) {
      const asked = this.named ? options : inFigures(options);
      const format = new Intl.DateTimeFormat(this.locale, { timeZone: "UTC", ...asked });
      this.formats.set(key, format);
    }
    return this.formats.get(key).format(ms);
  }

  day(ms) {
    return this.format(ms, { day: "numeric", month: "long", year: "numeric" });
  }

  shortDay(ms) {
    return this.format(ms, { day: "numeric", month: "short", year: "numeric" });
  }

  month(ms) {
    return this.format(ms, { month: "long", year: "numeric" });
  }

  /** A date as the record has it (2022, 2022-10, 2022-10-09) in words; other text as it is. */
  date(text) {
    const found = /^(\d{4})(-\d\d)?(-\d\d)?$/.exec(text);
    const ms = found ? Date.parse(text) : NaN;
    if (Number.isNaN(ms)) return text;
    return found[3] ? this.day(ms) : found[2] ? this.month(ms) : found[1];
  }

  /** A half-open interval of days, in words. */
  period(from, to) {
    const [first, last] = [from, Math.max(from, to - 1)].map((ms) => this.shortDay(ms));
    return first === last ? first : `${first} – ${last}`;
  }
}

/** yyyy-mm-dd of a time in ms, in UTC. */
export const isoDay = (ms) => new Date(ms).toISOString().slice(0, 10);
