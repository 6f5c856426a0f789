"""Texts in UTF-8 that a program read in another encoding and saved again: *ÐœÐ¾Ð·Ñ‹Ñ€* for Мозыр.

A text is mended where that is proved: it can be written in the wrong encoding, what is written is
valid UTF-8 from the first byte to the last, and gives letters of Cyrillic or of our neighbours, or
the marks and pictures of texts, and no others. Honest text does not pass: its letters are no pairs
of a leading and a following byte. Each text is judged by itself, so that parts of a file are read
like the whole.
"""

from __future__ import annotations

import codecs
import dataclasses
import functools
import re
from collections import Counter
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.foreign import unique_names
from layers.checking.bytesin import texts_of
from layers.checking.sheet import Mended, RawTable

__all__ = ["Read", "mended", "read_rightly"]

_TEXT: Final = pa.large_string()
#: What text is misread as: of western, Cyrillic and Polish Windows, and the Russian console.
_WRONG: Final = ("cp1252", "cp1251", "cp1250", "cp866")
#: Twice is seen, more often hardly.
_MOST_TIMES: Final = 3
#: No longer text is looked at: it is set aside anyway.
_LONGEST: Final = 200_000
#: First bytes of Latin letters and signs, and of Cyrillic letters.
_LATIN: Final = b"\xc2\xc3\xc4\xc5"
_CYRILLIC: Final = b"\xd0\xd1\xd2\xd3"
#: How marks and pictures of three and four bytes begin.
_BEGINS: Final = (b"\xe2\x80", b"\xe2\x82", b"\xe2\x84", b"\xf0\x9f")
#: Marks that text has, of three bytes each.
_MARKS: Final = frozenset("–—―‐‑‘’‚“”„†‡…•‰′″€₽₴№™‹›−→←\u200b\u200d\u200e\u2009\u202f\ufe0f")
#: Signs of two bytes, and those of them that prove it.
_SIGNS: Final = frozenset(map(chr, range(0xA0, 0xC0)))
_SURE_SIGNS: Final = frozenset("°±²³½¼«»§")
#: Second signs of a Latin letter's pair that may be the quotation mark, or end, behind a letter.
_LOOSE: Final = frozenset("…‘’‚“”„–—•«»°‹›´·¨¸")
_CLOSING: Final = frozenset("»›”…")
_WORD: Final = re.compile("[\u0400-\u04ff]{2}")
_LONGER_WORD: Final = re.compile("[\u0400-\u04ff]{3}")
#: A space that was no break: the second byte of a letter, which programs put a plain one for.
_LOST: Final = re.compile(rb"([\xc2-\xc5\xd0-\xd3]) ")


class Read(NamedTuple):
    """A text as it was meant, and what it had been read as."""

    text: str
    encoding: str


def _signs(encoding: str) -> str:
    """The character of each byte of an encoding; of a byte that it lacks the control character."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(256))


_SIGNS_OF: Final = {encoding: _signs(encoding) for encoding in _WRONG}
_BYTES_OF: Final = {name: codecs.charmap_build(signs) for name, signs in _SIGNS_OF.items()}
#: In Latin-1, which has the signs of cp1252 but for these, they are control characters.
_OF_LATIN_1: Final = {byte: _SIGNS_OF["cp1252"][byte] for byte in range(0x80, 0xA0)}
_CONTROLS: Final = re.compile("[\x80-\x9f]")


def _leading(encoding: str, data: bytes) -> str:
    return "".join(_SIGNS_OF[encoding][byte] for byte in data)


def _look() -> str:
    """What a text must hold to be looked at closely; in honest text it is rare."""
    ways = [re.escape(begin.decode("latin-1")) for begin in _BEGINS]
    for name in _WRONG:
        ways += [re.escape(_leading(name, begin)) for begin in _BEGINS]
        latin, cyrillic = _leading(name, _LATIN), _leading(name, _CYRILLIC)
        following = f"[{re.escape(_SIGNS_OF[name][0x80:0xC0])}]"
        if name == "cp1252":
            following = following[:-1] + "\x80-\x9f]"
        if name == "cp1251":  # in which those that lead are letters of honest text
            ways += [f"(?:[{cyrillic}]{following}){{3}}"]
            ways += [f"[a-zA-Z][{latin}]{following}|[{latin}]{following}[a-zA-Z]"]
        else:
            ways.append(f"[{latin}{cyrillic}]{following}")
    return "|".join(ways)


_LOOK: Final = _look()
#: Faster on a text that was read rightly, and enough to look at it closely.
_FIRST: Final = re.compile("[ÂÃÄÅÐÑÒÓâðĂĹĐŃŇ┬├─┼╨╤╥╙]|[В-ЕРСТУв][^А-Яа-яЁё\\x00-\\x7f]|т[АВД]")


def read_rightly(text: str) -> Read | None:
    """A text as it was meant where it was misread; None for any other."""
    if text.isascii() or len(text) > _LONGEST:
        return None
    meant, told = text, ""
    for _ in range(_MOST_TIMES):
        found = _once(meant) if _FIRST.search(meant) else None
        if found is None:
            break
        meant, encoding = found
        told = f"{told}, and again as {encoding}" if told else encoding
    return Read(meant, told) if told else None


def _once(text: str) -> Read | None:
    for encoding, table in _BYTES_OF.items():
        signs = text
        if encoding == "cp1252" and _CONTROLS.search(text):
            signs = text.translate(_OF_LATIN_1)
        try:
            data = codecs.charmap_encode(signs, "strict", table)[0]
        except UnicodeEncodeError:
            continue
        meant = _decoded(data) or _decoded(_LOST.sub(b"\\1\xa0", data))
        if meant and _is_proof(text, meant, encoding):
            return Read(meant, encoding)
    return None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _is_proof(text: str, meant: str, encoding: str) -> bool:
    """Whether a text that decodes was misread: by letters that stand in texts, and no others."""
    kinds = {sign: _kind(sign) for sign in set(meant) if sign > "\x7f"}
    if "" in kinds.values():
        return False
    marks = sum(meant.count(sign) for sign, kind in kinds.items() if kind == "mark")
    least = 2 if encoding == "cp866" else 1  # in which a mark is three letters, тАУ
    word = _LONGER_WORD if encoding == "cp1251" else _WORD  # РІРё are honest letters each
    if marks >= least or word.search(meant):
        return True
    sure = _is_sure_in_cyrillic if encoding == "cp1251" else _is_sure
    return any(sure(text, place, sign) for place, sign in _beyond_ascii(meant) if sign < "\u0180")


def _beyond_ascii(meant: str) -> list[tuple[int, str]]:
    """Signs beyond ASCII, and where the bytes of each begin in the text that was misread."""
    found, place = [], 0
    for sign in meant:
        if sign > "\x7f":
            found.append((place, sign))
        place += len(sign.encode("utf-8", "surrogatepass"))
    return found


def _is_sure(text: str, place: int, sign: str) -> bool:
    """Whether a pair is no honest letter with a mark or a letter behind it."""
    before, second, behind = text[max(place - 1, 0) : place], text[place + 1], text[place + 2 :][:1]
    if second in " \xa0":
        return sign == "\xa0" and second == sign and not before.isalpha()
    if sign in _SIGNS:
        return sign in _SURE_SIGNS
    if second.isalpha() and second not in "ªºµƒŸ" and text[place] not in "Ã├┼┬":
        return False  # two letters, as in Romanian ĂŞ
    within = behind.isalpha() and (before.isalpha() or second in _CLOSING)
    return within or second not in _LOOSE


def _is_sure_in_cyrillic(text: str, place: int, sign: str) -> bool:
    """Whether a pair of Cyrillic signs stands beside a Latin letter, as in *MiЕ„sk*."""
    beside = text[max(place - 1, 0) : place] + text[place + 2 : place + 3]
    return sign not in _SIGNS and any(one.isascii() and one.isalpha() for one in beside)


@functools.cache
def _kind(sign: str) -> str:
    """What a sign of a text that was mended is; "" for one that no text of ours has."""
    if sign in _MARKS:
        return "mark"
    if "\u0400" <= sign <= "\u045f" or sign in "Ґґ":
        return "cyrillic"
    if ("\xc0" <= sign <= "\u024f" and sign.isalpha()) or sign in _SIGNS:
        return "latin"
    if "\u0300" <= sign <= "\u036f" or "\u0460" <= sign <= "\u04ff":
        return "beside others"
    if "\U0001f000" <= sign <= "\U0001faff" or "\u2600" <= sign <= "\u27bf":
        return "mark"
    return ""


def mended(raw: RawTable, *, names: bool = True) -> RawTable:
    """The table with texts mended that were misread, and with ``names`` those of its columns.

    ``raw.mended`` keeps what stood there, by row, and the notes say how many of each column were.
    """
    notes: list[str] = []
    columns = dict(raw.columns)
    rows: dict[int, tuple[Mended, ...]] = {}
    for name, column in raw.columns.items():
        if not len(column) or texts_of(column).isascii():
            continue
        found = _misread(column)
        if not found:
            continue
        mask = np.zeros(len(column), bool)
        mask[list(found)] = True
        meant = pa.array([found[row].text for row in sorted(found)], _TEXT)
        columns[name] = pc.replace_with_mask(column, pa.array(mask), meant)
        for row, read in found.items():
            one = Mended(name, column[row].as_py(), read.text, _why(read))
            rows[row] = (*rows.get(row, ()), one)
        notes += _told(name, found, column)
    if names:
        columns = _renamed(columns, notes)
    if not notes:
        return raw
    return dataclasses.replace(raw, columns=columns, mended=rows, notes=(*raw.notes, *notes))


def _misread(column: pa.Array) -> dict[int, Read]:
    """The rows (0-based) of a column whose text was misread."""
    hits: Any = pc.fill_null(pc.match_substring_regex(column, _LOOK), False)
    places = np.flatnonzero(hits.to_numpy(zero_copy_only=False)).tolist()
    if not places:
        return {}
    read: dict[str, Read | None] = {}
    found: dict[int, Read] = {}
    for row, text in zip(places, column.take(pa.array(places)).to_pylist(), strict=True):
        if text not in read:
            read[text] = read_rightly(text)
        if (one := read[text]) is not None:
            found[row] = one
    return found


def _told(name: str, found: dict[int, Read], column: pa.Array) -> list[str]:
    """A note for each encoding that texts of a column were misread in, with the first of them."""
    notes = []
    for encoding, count in sorted(Counter(one.encoding for one in found.values()).items()):
        row = min(row for row, one in found.items() if one.encoding == encoding)
        before, after = column[row].as_py()[:40], found[row].text[:20]
        texts = "1 text was" if count == 1 else f"{count:,} texts were"
        notes.append(
            f"column {name!r}: {texts} UTF-8 that had been read as {encoding}, and read rightly "
            f"({before!r} is {after!r})"
        )
    return notes


def _why(read: Read) -> str:
    return f"UTF-8 that had been read as {read.encoding}"


def _renamed(columns: dict[str, pa.Array], notes: list[str]) -> dict[str, pa.Array]:
    read = {name: read_rightly(name) for name in columns}
    if not any(read.values()):
        return columns
    meant = unique_names([one.text if one else name for name, one in read.items()], notes)
    for (name, one), new in zip(read.items(), meant, strict=True):
        if one:
            notes.append(f"column {name!r} is called {new!r}: {_why(one)}")
    return dict(zip(meant, columns.values(), strict=True))
