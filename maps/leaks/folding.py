"""Texts made alike, in whatever way they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from maps.leaks.escapes import UNDOING, decoded, unquoted

__all__ = [
    "MARK",
    "SEAM",
    "View",
    "decoded",
    "fold",
    "fold_all",
    "readings",
    "views",
    "with_spaces",
]

#: Stands between texts that were put together: it stays where it is, and no value goes across it.
MARK: Final = "\x1e"
#: Stands where tags were, in texts without them, where that has to be known.
SEAM: Final = "\ue000"
#: Stands where a tag was that begins a line, a paragraph or a cell.
_BREAK: Final = "\x1f"

_ALIKE: Final = {
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "ʼ": "'",
     "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "ё": "е",
}  # fmt: skip
_ALIKE_ANY: Final = re.compile(f"[{''.join(_ALIKE)}]")
#: Shown nowhere: soft hyphens, joiners, marks of direction, tags, selectors of a variant.
_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\U0001d173-\U0001d17a\U000e0000-\U000e01ef\u3164\uffa0"
    # Lines through letters and below them.
    "\u0305\u0332\u0333\u0335-\u0337]"
)
#: Of more bytes than one in UTF-8.
_ODD_SPACE: Final = re.compile("[\x80-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]")
#: Of one byte, but for the mark between cells; "~" is one in LaTeX.
_SPACES: Final = bytes(
    0x20 if (byte < 0x20 and byte != ord(MARK)) or byte in b"~\x7f" else byte for byte in range(256)
)
#: An address, which has no spaces of its own.
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\x1e\x1f]+")
_TAG: Final = re.compile(r"<[^<>]{0,4096}>")
_CDATA: Final = re.compile(r"<!\[CDATA\[([^\]]*)\]\]>")
#: Escapes of digits and of what stands between them, and other forms of them.
_IN_NUMBER: Final = re.compile(
    r"%(?:3\d|2[BCDEF]|20(?=[-+\d])|B0|25|EF%BC)"
    r"|&(?:#(?:x0*(?:3\d|2[b-f]|b0|ad|200b)|0*(?:4[3-7]|5[0-7]|17[36]|8203));"
    r"|(?:amp|period|comma|deg|plus|minus|num|shy|zwnj|zwj|ZeroWidthSpace);)|\\(?:u\{?(?:0*(?:3\d|2[b-f]|b0)|ff[01])|x(?:3\d|2[b-f]|b0)"
    r"|0{0,4}(?:3\d|2[b-f]|b0)|05[3-7]|06[0-7]|07[01])",
    re.IGNORECASE,
)
_QUOTED_NUMBER: Final = re.compile(r"=(?:3\d|2[BCDEF]|B0|3D)")
_ODD_NUMBER: Final = re.compile(
    "[\uff10-\uff19\uff0e\uff0c\u00ad\u0332-\u0337\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0f\ufeff"
    "\U0001d7ce-\U0001d7ff]"
)
#: Points in the middle of a line, of Chinese and of Arabic; between digits.
_ODD_POINT: Final = re.compile("[\u00b7\u22c5\u2024\u3002\u066b](?<=\\d.)(?=\\d)")
#: Signs about degrees and minutes, and in numbers, that LaTeX and old pages have.
_ODD_MARK: Final = re.compile(
    r"~(?=[\s\d])|\$(?=[\^\d'])|\\ang\b|\{,\}|\u2218|<sup>\s?[oOоО0]\s?</sup>"
)
#: One of these is in each of them: so many looks for one letter are quicker than that one.
_ODD_MARKS: Final = ("~", "$", "\\ang", "{,}", "\u2218", "<sup>")
_LETTER_O: Final = re.compile(r"o(?<=\do)(?=\s?\d{1,2}(?:[.,]\d+)?\s?['′’])")
_ANGLE: Final = re.compile(r"\\ang(?:\[[^\]]*\])?\{([^;{}]*);([^;{}]*);?([^;{}]*)\}")
_RAISED: Final = re.compile(r"<sup>\s?[oOоО0]\s?</sup>")
_BREAKING: Final = re.compile(
    r"<(?:/?(?:p|div|br|tr|td|th|li|h\d|w:p|a:p|w:tc|a:tc|w:br|a:br)\b)[^<>]*>"
)
#: The ends of a record and of a value in KML.
_RECORD: Final = re.compile(r"</(?:\w+:)?Placemark>")
_VALUE: Final = re.compile(
    r"</(?:\w+:)?(?:name|description|SimpleData|value|coordinates|begin|end|when|styleUrl)>"
)
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE: Final = re.compile("[\ud800-\udfff]")
_MOST_ROUNDS: Final = 4


class View(NamedTuple):
    """A text, folded; and with its tags, as far as they were taken out, as it was before."""

    text: str
    tagged: str = ""
    #: How often its escapes were undone, once its tags were out.
    rounds: int = 0

    def seamed(self) -> str:
        """With a `SEAM` where tags were; as it is where there were none."""
        if not self.tagged:
            return self.text
        now = _without_tags(self.tagged, SEAM)
        for _ in range(self.rounds):
            now = decoded(now)
        return fold(now)


def fold(text: str) -> str:
    """A text without what does not tell it from another: case, forms of letters, spaces, marks."""
    if not text.isascii():
        text = _HIDDEN.sub("", text)
        if _LONE.search(text):
            text = _LONE.sub("\ufffd", _PAIR.sub(_joined, text))
        text = unicodedata.normalize("NFKC", text).casefold()
        text = _ALIKE_ANY.sub(lambda found: _ALIKE[found[0]], text)
        text = _ODD_SPACE.sub(" ", text)
    else:
        text = text.lower().replace("`", "'")
    return _spaced(text)


def _spaced(text: str) -> str:
    """With one space for each run of spaces, and of what is not shown.

    Byte by byte, which is quicker than a pattern: no letter of more bytes has one of these in it.
    """
    text = text.encode("utf-8").translate(_SPACES).decode("utf-8")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def fold_all(texts: Sequence[str]) -> list[str]:
    """Many texts, each as `fold` makes it and without spaces at its ends, in one go."""
    if not texts:
        return []
    joined = MARK.join(texts)
    if joined.count(MARK) >= len(texts):
        joined = MARK.join(text.replace(MARK, " ") for text in texts)
    return [text.strip() for text in fold(joined).split(MARK)]


def views(text: str) -> Iterator[View]:
    """The text as it is, with its escapes undone round by round, and without its tags; folded.

    In each round every kind of escape is undone by itself, and all of them one after the other.
    Tags are taken out before escapes are undone, and after it, for what was escaped as a whole.
    Of texts with a `MARK` between them only those come again of which something was undone.
    """
    yield from _with_and_without_tags(text)
    now = text
    for _ in range(_MOST_ROUNDS):
        before = now
        for undo in UNDOING:
            alone = undo(before)
            if alone == before and now == before:
                continue
            if alone != before:
                yield from _with_and_without_tags(alone, before)
            together = undo(now)
            if together not in (now, alone):
                yield from _with_and_without_tags(together, now)
            now = together
        if now == before:
            break
    words = with_spaces(now)
    if words != now:
        yield View(fold(_changed(words, now)))
    if "<" in text:
        now = _without_tags(text)
        for number in range(_MOST_ROUNDS):
            before, now = now, decoded(now)
            if now == before:
                return
            yield View(fold(now), text, number + 1)


def with_spaces(text: str) -> str:
    """With spaces in addresses where other signs stand for them: ``/wiki/Homel_Region``."""
    return _ADDRESS.sub(_spaces_in, text) if "_" in text or "+" in text else text


def _spaces_in(found: re.Match[str]) -> str:
    return found[0].replace("_", " ").replace("+", " ")


def _with_and_without_tags(text: str, before: str = "") -> Iterator[View]:
    yield View(fold(_changed(text, before)))
    if "<" in text:  # a tag may go across a mark
        yield View(fold(_without_tags(text)), text)


def _changed(text: str, before: str) -> str:
    """Those of the texts with a mark between them that are not as ``before``.

    Nothing that is undone takes a mark away: where there are as many, they are the same ones.
    """
    if MARK not in before or text.count(MARK) != before.count(MARK):
        return text
    pairs = zip(text.split(MARK), before.split(MARK), strict=True)
    return MARK.join(new for new, old in pairs if new != old)


def readings(text: str) -> Iterator[str]:
    """What a text says of numbers: as it is, with escapes in numbers undone, and without tags.

    And each of those with points instead of other signs for one.
    """
    for one in _readings(text):
        yield one
        if not one.isascii() and _ODD_POINT.search(one):
            yield _ODD_POINT.sub(".", one)
        odd = any(mark in one for mark in _ODD_MARKS) and _ODD_MARK.search(one)
        if odd or _LETTER_O.search(one):
            yield _usual_marks(one)


def _readings(text: str) -> Iterator[str]:
    yield text
    plain = _plain_numbers(text)
    if plain != text:
        yield plain
    if _QUOTED_NUMBER.search(text):
        yield unquoted(text)
    if "<" in plain:
        bare = _bare(plain)
        yield bare
        again = _plain_numbers(_bare(text))
        if again != bare:
            yield again


def _usual_marks(text: str) -> str:
    """With the usual signs of degrees and minutes for those of LaTeX and old pages."""
    text = _LETTER_O.sub("°", _RAISED.sub("°", _ANGLE.sub(r"\1° \2' \3 ", text)))
    return text.replace("~", " ").replace("$", "").replace("{,}", ",").replace("\u2218", "°")


def _plain_numbers(text: str) -> str:
    plain = _usual(text)
    for _ in range(_MOST_ROUNDS):
        if not _IN_NUMBER.search(plain):
            break
        before = plain
        for undo in UNDOING:  # "=52" in an address is no letter
            plain = plain if undo is unquoted else undo(plain)
        plain = _usual(plain)
        if plain == before:
            break
    return plain


def _usual(text: str) -> str:
    """With the usual digits and signs for others."""
    if text.isascii() or not _ODD_NUMBER.search(text):
        return text
    return unicodedata.normalize("NFKC", _HIDDEN.sub("", text))


def _without_tags(text: str, instead: str = "") -> str:
    cells = _VALUE.sub(MARK, _RECORD.sub(MARK, _BREAKING.sub(MARK, text)))
    return _TAG.sub(instead, _CDATA.sub(r"\1", cells))


def _bare(text: str) -> str:
    """Without tags; a mark stands only where a record ends."""
    whole = _VALUE.sub(_BREAK, _RECORD.sub(MARK, _BREAKING.sub(_BREAK, text)))
    return _TAG.sub("", _CDATA.sub(r"\1", whole))


def _joined(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")
