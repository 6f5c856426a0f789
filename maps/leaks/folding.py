"""Texts made alike, in whatever way they were written."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

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
    "\ufeff\U000e0000-\U000e01ef]"
)
#: Of more bytes than one in UTF-8.
_ODD_SPACE: Final = re.compile("[\x80-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
#: Of one byte, but for the mark between cells.
_SPACES: Final = bytes(
    0x20 if (byte < 0x20 and byte != ord(MARK)) or byte == 0x7F else byte for byte in range(256)
)
#: An address, which has no spaces of its own.
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\x1e\x1f]+")
_TAG: Final = re.compile(r"<[^<>]{0,4096}>")
_CDATA: Final = re.compile(r"<!\[CDATA\[([^\]]*)\]\]>")
#: Escapes of digits and of what stands between them, and other forms of them.
_IN_NUMBER: Final = re.compile(
    r"%(?:3\d|2[BCDEF]|B0|25|EF%BC)|&(?:#(?:x0*(?:3\d|2[b-f]|b0)|0*(?:4[3-7]|5[0-7]|176));"
    r"|(?:amp|period|comma|deg|plus|minus|num);)|\\(?:u\{?(?:0*(?:3\d|2[b-f]|b0)|ff[01])|x(?:3\d|2[b-f]|b0)"
    r"|0{0,4}(?:3\d|2[b-f]|b0)|05[3-7]|06[0-7]|07[01])",
    re.IGNORECASE,
)
_QUOTED_NUMBER: Final = re.compile(r"=(?:3\d|2[BCDEF]|B0|3D)")
_ODD_NUMBER: Final = re.compile(
    "[\uff10-\uff19\uff0e\uff0c\u00ad\u200b-\u200f\u2060-\u2064\ufeff\U0001d7ce-\U0001d7ff]"
)
#: Points in the middle of a line, of Chinese and of Arabic; between digits.
_ODD_POINT: Final = re.compile("[\u00b7\u22c5\u2024\u3002\u066b](?<=\\d.)(?=\\d)")
_BREAKING: Final = re.compile(
    r"<(?:/?(?:p|div|br|tr|td|th|li|h\d|w:p|a:p|w:tc|a:tc|w:br|a:br)\b)[^<>]*>"
)
_BY_NUMBER: Final = re.compile(r"\[U\+[0-9A-F]{4,6}(?:\s+U\+[0-9A-F]{4,6})*(?:\s+…\s+\+\d+)?\]")
#: The ends of a record and of a value in KML.
_RECORD: Final = re.compile(r"</(?:\w+:)?Placemark>")
_VALUE: Final = re.compile(
    r"</(?:\w+:)?(?:name|description|SimpleData|value|coordinates|begin|end|when|styleUrl)>"
)
_SLASH: Final = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|(['\"/\\`nrtbf0]))"
)
_SLASHES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "0": " "}
_QUOTED: Final = re.compile(r"(?:=[0-9A-F]{2})+")
_CSS: Final = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE: Final = re.compile("[\ud800-\udfff]")
_MOST_ROUNDS: Final = 4


class View(NamedTuple):
    """A text, folded; and with its tags, as far as they were taken out, as it was before."""

    text: str
    tagged: str = ""

    def seamed(self) -> str:
        """With a `SEAM` where tags were; as it is where there were none."""
        return fold(_without_tags(self.tagged, SEAM)) if self.tagged else self.text


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
        for undo in _UNDOING:
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
        for _ in range(_MOST_ROUNDS):
            before, now = now, decoded(now)
            if now == before:
                return
            yield View(fold(now))


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


def decoded(text: str) -> str:
    """One round of undoing all kinds of escapes."""
    for undo in _UNDOING:
        text = undo(text)
    return text


def readings(text: str) -> Iterator[str]:
    """What a text says of numbers: as it is, with escapes in numbers undone, and without tags.

    And each of those with points instead of other signs for one.
    """
    for one in _readings(text):
        yield one
        if not one.isascii() and _ODD_POINT.search(one):
            yield _ODD_POINT.sub(".", one)


def _readings(text: str) -> Iterator[str]:
    yield text
    plain = _plain_numbers(text)
    if plain != text:
        yield plain
    if _QUOTED_NUMBER.search(text):
        yield _quoted_printable(text)
    if "<" in plain:
        bare = _bare(plain)
        yield bare
        again = _plain_numbers(_bare(text))
        if again != bare:
            yield again


def _plain_numbers(text: str) -> str:
    plain = _usual(text)
    for _ in range(_MOST_ROUNDS):
        if not _IN_NUMBER.search(plain):
            break
        before = plain
        for undo in _UNDOING:  # "=52" in an address is no letter
            plain = plain if undo is _quoted_printable else undo(plain)
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


def _entities(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _slashes(text: str) -> str:
    return _SLASH.sub(_unslashed, text) if "\\" in text else text


def _style_escapes(text: str) -> str:
    return _CSS.sub(_from_number, text) if "\\" in text else text


def _percents(text: str) -> str:
    if "%" not in text:
        return text
    plain = unquote(text, errors="replace")
    return plain.replace("+", " ") if plain != text else text


def _quoted_printable(text: str) -> str:
    return _QUOTED.sub(_unquoted, re.sub(r"=\r?\n", "", text)) if "=" in text else text


def _letters_by_number(text: str) -> str:
    """As stills and PDFs tell letters that their typeface lacks: ``[U+6771 U+4EAC]``."""
    return _BY_NUMBER.sub(_from_numbers, text) if "[U+" in text else text


def _doubled_quotes(text: str) -> str:
    return text.replace('""', '"').replace("''", "'")


_UNDOING: Final = (
    _entities, _slashes, _style_escapes, _percents, _quoted_printable, _doubled_quotes,
    _letters_by_number,
)  # fmt: skip


def _unslashed(found: re.Match[str]) -> str:
    for digits in (found[1], found[2], found[3]):
        if digits:
            number = int(digits, 16)
            return chr(number) if number < 0x110000 else found[0]
    if found[4]:
        return chr(int(found[4], 8))
    return _SLASHES.get(found[5], found[5])


def _from_number(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if 0x20 <= number < 0x110000 else found[0]


def _from_numbers(found: re.Match[str]) -> str:
    numbers = [int(number, 16) for number in re.findall(r"U\+([0-9A-F]+)", found[0])]
    fine = all(n < 0xD800 or 0xDFFF < n < 0x110000 for n in numbers)
    return "".join(map(chr, numbers)) if fine else found[0]


def _unquoted(found: re.Match[str]) -> str:
    raw = bytes.fromhex(found[0].replace("=", ""))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _joined(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")
