"""Telling the encoding of a text that is not UTF-8 by the words it would give.

Only where the answer is clear: nearly every word with a byte above 127 must be a word of Ukrainian,
Belarusian or Russian letters (or of western or Polish ones) in one encoding and in no other.
Guessers that count bytes alone take cp866 for Japanese; here a word counts by its letters, their
case, and how common they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Told", "tell_encoding", "told_of"]

#: Encodings that are taken when the answer is clear, and others that would make it unclear.
TAKEN: Final = ("cp1251", "cp1252", "koi8-u", "cp866", "cp1250", "iso8859-2", "cp852")
#: Encodings of Polish, told by its letters where it is no text of western ones.
_POLISH: Final = ("cp1250", "iso8859-2", "cp852")
_CYRILLIC: Final = ("cp1251", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic")
#: As much of the lines with such bytes is looked at.
_SAMPLE_BYTES: Final = 1 << 18
#: Fewer letters, or words of western text, are not enough to tell by.
_LEAST_LETTERS: Final = 20
_LEAST_WORDS: Final = 3
#: Of Polish, beyond ASCII.
_LETTERS: Final = frozenset("ąćęłńóśźż")
#: Share of words that must be words.
_PLAUSIBLE: Final = 0.95
#: By how much the next best must be worse, and how good the best must be: mean natural logarithm
#: of the share of its letters. Text has -3.1 to -3.4, letters at random about -4.1.
_MARGIN: Final = 0.5
_GOOD: Final = -3.6
#: What a capital letter within a word costs.
_CAPITAL: Final = 1.0

_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
#: Rough shares of letters in Ukrainian, Belarusian and Russian text taken together, per thousand;
#: only which are common and which rare matters.
_SHARES: Final = dict(
    zip("оаинетсрвлікмдупязьыбгчйхжшцюєїфэўщёґъ",
        (95, 88, 64, 64, 62, 54, 48, 46, 46, 38, 38, 36, 31, 31, 31, 28, 28, 22, 18, 20, 18,
         15, 13, 12, 11, 9, 8, 9, 7, 4, 5, 4, 8, 12, 4, 2, 0.3, 0.3), strict=True)
)  # fmt: skip
#: Marks that stand in and beside words of any of these languages.
_MARKS: Final = re.compile(r"[’‘'`ʼ“”„‚–—…«»·•°№§©®™€‹›\xa0]+")


@dataclass(frozen=True)
class Told:
    """An encoding, and some words that it gives."""

    encoding: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Score:
    encoding: str
    letters: float
    total: float
    words: tuple[str, ...]


def tell_encoding(path: Path) -> Told | None:
    """Tell the encoding of a file that is not UTF-8; None where the answer is not clear."""
    size = 0
    sample = []
    with path.open("rb") as file:
        while size < _SAMPLE_BYTES and (line := file.readline(_SAMPLE_BYTES)):
            if not line.isascii():
                sample.append(line)
                size += len(line)
    return told_of(b"".join(sample))


def told_of(data: bytes) -> Told | None:
    """Tell the encoding of some bytes; None where the answer is not clear."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(not char.isascii() for char in text) > 2 * broken:
        return None  # mostly UTF-8, and damaged
    words = list(dict.fromkeys(_WORD.findall(data)))
    western = _western(words)
    cyrillic = [score for name in _CYRILLIC if (score := _scored(words, name))]
    cyrillic.sort(key=lambda score: -score.total)
    if western is not None:
        return None if cyrillic else western
    if not cyrillic:
        return _polish(words)
    best = cyrillic[0]
    rivals = [score for score in cyrillic[1:] if score.words != best.words]
    clear = best.letters > _GOOD and all(
        best.total > rival.total + _MARGIN and best.letters > rival.letters for rival in rivals
    )
    if not clear or best.encoding not in TAKEN:
        return None
    return Told(best.encoding, best.words[:3])


def _decoded(words: Iterable[bytes], encoding: str) -> list[str] | None:
    """The parts between marks that have a letter beyond ASCII; None where a byte is none at all."""
    try:
        texts = [word.decode(encoding) for word in words]
    except UnicodeDecodeError:
        return None
    return [part for text in texts for part in _MARKS.split(text) if not part.isascii()]


def _scored(words: list[bytes], encoding: str) -> _Score | None:
    """How much a Cyrillic encoding looks like text; None where it does not."""
    telling = _decoded(words, encoding)
    if telling is None:
        return None
    good = [text for text in telling if _is_cyrillic(text)]
    letters = [char for text in good for char in text.lower()]
    if len(letters) < _LEAST_LETTERS or len(good) < _PLAUSIBLE * len(telling):
        return None
    common = math.fsum(math.log(_SHARES[char] / 1000) for char in letters) / len(letters)
    capitals = sum(char.isupper() for text in good for char in text[1:])
    total = common - _CAPITAL * capitals / len(letters)
    return _Score(encoding, common, total, tuple(good))


def _is_cyrillic(text: str) -> bool:
    """Whether all letters are ours, in a case that words are written in."""
    return all(char in _SHARES for char in text.lower()) and _is_cased(text)


def _is_cased(text: str) -> bool:
    return text.islower() or text.isupper() or len(text) == 1 or text[1:].islower()


def _western(words: list[bytes]) -> Told | None:
    """cp1252, where words of ASCII letters have a few others in them, or marks beside them.

    Marks alone, which cp1251 has in the same places, read alike in both.
    """
    telling = _decoded(words, "cp1252")
    if telling is None or len(words) < _LEAST_WORDS:
        return None
    good = [text for text in telling if _is_western(text)]
    if len(good) < _PLAUSIBLE * len(telling):
        return None
    return Told("cp1252", tuple(good[:3] or [word.decode("cp1252") for word in words[:3]]))


def _polish(words: list[bytes]) -> Told | None:
    """The encoding in which all words are Polish ones; None where two give different words."""
    found: dict[tuple[str, ...], Told] = {}
    for encoding in _POLISH:
        telling = _decoded(words, encoding)
        if telling is None or len(telling) < _LEAST_WORDS:
            continue
        good = [text for text in telling if _is_polish(text)]
        if len(good) >= _PLAUSIBLE * len(telling):
            found.setdefault(tuple(good), Told(encoding, tuple(good[:3])))
    return found.popitem()[1] if len(found) == 1 else None


def _is_polish(text: str) -> bool:
    others = [char for char in text.lower() if not char.isascii()]
    return 2 * len(others) <= len(text) and set(others) <= _LETTERS and _is_cased(text)


def _is_western(text: str) -> bool:
    others = sum(not char.isascii() for char in text)
    few = len(text) == 1 or 2 * others <= len(text)  # "à" is a word
    return text.isalpha() and few and _is_cased(text)
