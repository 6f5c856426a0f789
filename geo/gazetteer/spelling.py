"""One name in many spellings: Latin or Cyrillic, Belarusian, Russian or Ukrainian, in disguise.

`sounded` reduces a name to what it sounds like, roughly: Мазыр, Мозырь, Мозир, Mazyr and Mozyr
become one key. It is coarse on purpose; what it finds is ranked afterwards (`geo.gazetteer`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

__all__ = ["disguises", "like", "plain", "plain_all", "sounded", "sounded_all", "stem"]

#: Below this likeness (0 to 100) of what two names sound like nothing is proposed.
_LEAST_LIKE: Final = 78.0
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]")
#: Letters that look alike: Latin, and Cyrillic.
_LATIN: Final = "aceiopxyABCEHIKMOPTXYʼ"
_CYRILLIC: Final = "асеіорхуАВСЕНІКМОРТХУ'"
_TO_CYRILLIC: Final = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN: Final = str.maketrans(_CYRILLIC, _LATIN)
_WORD = re.compile(r"[^\W\d_]+")
#: A line with letters of both scripts: only there a word can be one in disguise.
_BOTH = re.compile("^(?=.*[A-Za-z])(?=.*[\u0400-\u052f]).*$", re.MULTILINE)

#: Cyrillic letters of three languages as Latin ones, before these are made coarser.
_LETTERS: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "io", "є": "ie",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "ł": "l", "ß": "ss", "ø": "o", "đ": "d", "ı": "i",
}  # fmt: skip
#: From left to right; what differs between transliterations, and between the languages.
_COARSER: Final = (
    ("schtsch|shch|szcz|chtch|sch|sh|sz", "s"), ("tsch|tch|ch|cz", "c"), ("zh|rz", "z"),
    ("kh|gh|h", "g"), ("ts|tz", "c"), ("ck|q", "k"), ("x", "ks"), ("ph", "f"), ("w", "v"),
    ("ou", "u"), ("[yj]", "i"), ("i+", "i"), ("ie", "e"), ("ia", "a"), ("io", "o"), ("iu", "u"),
    ("o", "a"), (r"(.)\1+", r"\1"),
)  # fmt: skip
#: Endings of adjectives made of names, and of the names themselves, as `sounded` has them.
_ENDING = re.compile(r"(?:enk|sk|ck|s|c)?(?:[aeiu]{0,3}|aga|ai|am|im|em|ei)g?[aeiu]?$")
#: In Брестская the t of Brest would sound with the s behind it.
_OF_BREST = re.compile(r"(?<=ст|st)(?:ск|sk)\w{1,4}(?=\W*$)", re.IGNORECASE)
_RULES: Final = tuple((re.compile(pattern), put) for pattern, put in _COARSER)
_LATIN_LETTERS: Final = str.maketrans(_LETTERS)
_CARONS: Final = str.maketrans({"č": "ch", "š": "sh", "ž": "zh", "ć": "ch", "ś": "s", "ż": "zh"})


def plain(text: str) -> str:
    """A name without case, accents on Latin letters, signs and spaces; hidden characters go too."""
    return plain_all([text])[0]


def plain_all(texts: Iterable[str]) -> list[str]:
    """`plain` of many names, in one go: a hundred thousand take a moment."""
    lines, empty = _lines(texts)
    shown = _HIDDEN.sub("", unicodedata.normalize("NFKC", lines)).casefold()
    parted = unicodedata.normalize("NFKD", shown.replace("й", "\0").replace("ї", "\1"))
    letters = _only(parted, lambda c: c.isalnum() or c in "\0\1")
    letters = letters.replace("\0", "й").replace("\1", "ї").replace("ł", "l")
    return [] if empty else letters.split("\n")


@cache
def sounded(text: str) -> str:
    """What a name sounds like, in a few Latin letters; "" where it has none."""
    return sounded_all([text])[0]


def sounded_all(texts: Iterable[str]) -> list[str]:
    """`sounded` of many names, in one go."""
    lines, empty = _lines(texts)
    honest = _BOTH.sub(
        lambda line: _WORD.sub(lambda word: _one_script(word[0]), line[0]), _HIDDEN.sub("", lines)
    )
    lower = unicodedata.normalize("NFC", honest).casefold().translate(_CARONS)
    parted = unicodedata.normalize("NFKD", lower.translate(_LATIN_LETTERS))
    keys = _only(parted, lambda c: "a" <= c <= "z" or c.isdigit())
    for pattern, put in _RULES:
        keys = pattern.sub(put, keys)
    return [] if empty else keys.split("\n")


def stem(name: str) -> str:
    """What a name and adjectives made of it share: Гомельская is of Homiel, Брестской of Brest."""
    return _ENDING.sub("", sounded(_OF_BREST.sub("", name)))


def like(
    key: str, keys: Sequence[str], rows_of: Mapping[str, Iterable[int]], most: int
) -> dict[int, float]:
    """Rows of which a name sounds much like ``key``, and how much: 78 to 100.

    ``keys`` are what the names sound like (`sounded`), ``rows_of`` the rows of each; the ``most``
    likest of them are taken.
    """
    from rapidfuzz import fuzz, process

    found = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKE, limit=most)
    best: dict[int, float] = {}
    for sound, likeness, _ in found:
        for row in rows_of[sound]:
            best[row] = max(best.get(row, 0.0), likeness)
    return best


def _lines(texts: Iterable[str]) -> tuple[str, bool]:
    """One name a line, for nothing reaches from one into the next; and whether there is none."""
    lines = [text.replace("\n", " ") for text in texts]
    return "\n".join(lines), not lines


def _only(text: str, wanted: Callable[[str], bool]) -> str:
    """The wanted characters, and the ends of lines."""
    return text.translate(dict.fromkeys(ord(c) for c in set(text) if c != "\n" and not wanted(c)))


def disguises(text: str) -> list[str]:
    """What of a text is not as it looks, in words: hidden characters, letters of two scripts."""
    found = []
    if _HIDDEN.search(text):
        found.append("invisible or direction characters left out")
    for word in _WORD.findall(text):
        if _one_script(word) != word:
            found.append(f"{word}: letters of two scripts, read as {_one_script(word)}")
    return found


def _one_script(word: str) -> str:
    """The word in the script of most of its letters, where the others look alike."""
    cyrillic = sum("\u0400" <= c <= "\u052f" for c in word)
    latin = sum(c.isascii() and c.isalpha() for c in word)
    if not cyrillic or not latin:
        return word
    tables = (_TO_CYRILLIC, _TO_LATIN) if cyrillic >= latin else (_TO_LATIN, _TO_CYRILLIC)
    for table in tables:
        changed = word.translate(table)
        left = {"\u0400" <= c <= "\u052f" for c in changed if c.isalpha()}
        if len(left) == 1:
            return changed
    return word
