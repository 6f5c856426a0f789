"""Names of places in the language of the page, from names whose language nobody noted.

GeoNames lists the other names of a place without saying in which language each is. Cyrillic
ones give themselves away: Belarusian has no и and no soft р, Russian no і, Ukrainian no ы, and
so on. Of what a language could write, the name that sounds most like the place's own is taken;
what is nowhere near it is not (old names, such as Артемівськ). Names of larger places are
written down by hand in ``names/places.json``. When unsure: no name, and the page shows the
main one, in Latin letters.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

from geo import reference

__all__ = ["LANGUAGES", "by_hand", "display", "name_in", "plausible"]

LANGUAGES = ("en", "uk", "be", "ru", "de", "fr")
#: How alike two names must sound, from 0 to 1, to be the same name in two languages.
ALIKE = 0.6
#: The language whose spelling is the place's own.
OWN = {"BY": "be", "RU": "ru", "UA": "uk"}

#: Where other languages' spellings with the same letters are rare among the names.
_RUSSIAN_READ = ("BY", "EE", "LT", "LV", "MD", "RU", "UA")

_CYRILLIC = re.compile(r"[а-яёіїєґў’' -]+")
# What a language never writes: letters it has not, and neighbours that its spelling forbids.
_NEVER = {
    "be": re.compile(
        r"[ищъїєґ]|[сц]ьк"
        r"|р[яюёеіь]|[чжш][яюёеіь]"  # р and hushing sounds are hard
        r"|[дт][еёіьюя]"  # soft ones are дз, ц
        r"|[аеёіоуыэюя]в(?![аеёіоуыэюя])"  # в after a vowel is ў
        r"|о.*о|о$|[^дт]ц[яюёі]"  # о only under stress
    ),
    "ru": re.compile(
        r"[іїєґў’']|[сцнз]ьк|дзь|[аеёиоуыэюя]йо|ьо|що|ця$|ець$|ъ(?![еёюя])|[жчшщ]ы|[б-джзк-нпр-тф-щ]э"
    ),
    "uk": re.compile(
        r"[ыэёъў]"
        r"|[^я]ск|цк|зк(?=$|ий|а$|е$)"  # -ськ, -цьк
        r"|[аеєиіїоуюя]е|ца$|рь(?!о)|[жчшщ]ь|^и|[гкх]ие|ие$"
    ),
}
# What, of the three, mostly this one writes: it goes before what others could write too.
_ONLY = {
    "be": re.compile(r"ў|і(?=.*[ыэё])|[ыэё](?=.*і)|дзь"),
    "ru": re.compile(r"[ыэъё]"),
    "uk": re.compile(r"[їєґі]|[сцнз]ьк"),
}

_SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "io", "є": "e",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia",
}  # fmt: skip


def display(name: str) -> str:
    """A main name without the marks of transliteration: Elektrostal’ is Elektrostal."""
    return re.sub(r"(?<=\w)[’'ʼ](?=\W|$)", "", name)


def plausible(name: str, language: str) -> bool:
    """Could this be written in the language: ``be``, ``ru`` or ``uk``?"""
    low = name.lower().replace("ʼ", "’")
    if not _CYRILLIC.fullmatch(low):
        return False
    return not any(_NEVER[language].search(word) for word in re.split(r"[ -]+", low))


def name_in(language: str, main: str, others: str, country: str) -> str:
    """The name of a place in a language, or "" when unsure.

    ``main`` is its main name in Latin letters, ``others`` its other names joined with ``|``,
    ``country`` its two-letter code. Names by hand come first.
    """
    known = by_hand().get(f"{country} {main}", {})
    if language in known:
        return known[language]
    if language not in _NEVER:
        return ""
    own = OWN.get(country)
    found = _best(language, main, others)
    if own is None:
        return found[0] if found and _sure(found[0], language, country) else ""
    if language == own:
        return found[0] if found else ""
    theirs = (_best(own, main, others) or [""])[0]
    if language == "ru":
        found = _not_copied(found, theirs)
    if found and (language == "ru" or (theirs and _fits(found[0], theirs, language, country))):
        return found[0]
    return ""


def _best(language: str, main: str, others: str) -> list[str]:
    """Plausible names that sound like the main one, the likeliest first."""
    words = len(re.split(r"[ -]", main))
    scored = []
    for name in dict.fromkeys(others.split("|")):
        if plausible(name, language) and len(re.split(r"[ -]", name)) == words:
            alike = _alike(main, name)
            if alike >= ALIKE:
                only = bool(_ONLY[language].search(name.lower())) and alike > 0.7
                scored.append((-only, -alike, -len(name), name))
    names = [name for *_, name in sorted(scored)]
    return sorted(names, key=lambda name: _twin_rank(name, names, language))


def _twin_rank(name: str, names: list[str], language: str) -> int:
    """Of Копыль and Капыль the one with а is Belarusian; of Мости and Мосты the latter Russian."""
    low = name.lower()
    open_vowels = sum(map(low.count, "ая"))
    for other in names:
        twin = other.lower()
        if twin == low or _skeleton(twin) != _skeleton(low):
            continue
        more = sum(map(twin.count, "ая")) > open_vowels
        fewer = sum(map(twin.count, "ая")) < open_vowels
        if more if language == "be" else fewer:
            return 1
        if language == "ru" and twin.count("ы") > low.count("ы"):
            return 1
    return 0


def _skeleton(name: str) -> str:
    return re.sub("[ыі]", "и", re.sub("[оя]", "а", name)).replace("е", "а").replace("э", "а")


def _not_copied(found: list[str], theirs: str) -> list[str]:
    """Without the country's own spelling in other letters (Бердичив), if anything else is left."""

    def plain(name: str) -> str:
        low = name.lower()
        for letters, letter in (("ыіїй", "и"), ("ў", "в"), ("эёє", "е"), ("ґ", "г"), ("’'ь", "")):
            low = re.sub(f"[{letters}]", letter, low)
        return low

    kept = [name for name in found if plain(name) != plain(theirs) or _spells(name, theirs)]
    return kept or found


def _spells(name: str, theirs: str) -> bool:
    """With a soft sign or ы that the country's own name has not, it is no mere copy."""
    low = name.lower()
    return name != theirs and ("ы" in low or low.count("ь") > theirs.lower().count("ь"))


def _fits(name: str, theirs: str, language: str, country: str) -> bool:
    """Does a Belarusian or Ukrainian name go with the one in the country's own language?"""
    if language == "be":
        return bool(_ONLY["be"].search(name.lower()))
    if country == "BY":  # what is written the same must be without the vowels that differ
        vowels = re.sub("[^іы]", "", theirs.lower()[:-1]).replace("ы", "и")
        same = name == theirs and re.search("[аяё]", name.lower()[1:])
        return not same and re.sub("[^іи]", "", name.lower()[:-1]) == vowels
    return name != theirs or not re.search("(?<![жшчщц])и", name.lower())


def _sure(name: str, language: str, country: str) -> bool:
    """Is a name abroad of this language, not merely of its letters?"""
    low = name.lower()
    if language == "ru":
        return country in _RUSSIAN_READ or bool(re.search("[ыэёь]", low))
    return bool((_ONLY["be"] if language == "be" else re.compile("[їє]|ьк")).search(low))


def _alike(main: str, name: str) -> float:
    return SequenceMatcher(None, _bones(main), _bones(_latin(name)), autojunk=False).ratio()


def _latin(name: str) -> str:
    return "".join(_SOUNDS.get(char, char) for char in name.lower())


@cache
def _bones(name: str) -> str:
    """Latin letters only, with spellings of the same sound made one."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l").replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for one, other in (("kh", "h"), ("ch", "c"), ("w", "v"), ("y", "i"), ("j", "i"), ("g", "h"),
                       ("ii", "i")):  # fmt: skip
        plain = plain.replace(one, other)
    return re.sub(r"[^a-z]", "", plain)


@cache
def by_hand(what: str = "places") -> Mapping[str, Mapping[str, str]]:
    """Names that were written down: ``places`` ("UA Kyiv"), ``waters`` or ``oblasts``."""
    if what == "oblasts":  # places are narrowed down by them, too
        return reference.oblast_names()
    text = (resources.files("maps") / "names" / f"{what}.json").read_text("utf-8")
    names: dict[str, dict[str, str]] = json.loads(text)
    return names
