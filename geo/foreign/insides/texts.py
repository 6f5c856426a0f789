"""Texts, and what is packed in them: base64, hexadecimal digits, elements of a page, cells."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_text"]

_INERT: Final = re.compile(
    r'<script type="text/plain" id="(kordon-[a-z0-9-]{1,40})">([A-Za-z0-9+/=\s]*)(?:</script>|\Z)'
)
#: In one piece, or in lines as mail and PEM have it. A point in WKB makes 28 characters.
_BASE64: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]+={0,2}|[A-Za-z0-9+/_-]{16,}={0,2}"
)
_HEX: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\\?[xX]|0[xX])?((?:[0-9a-fA-F]{2}){8,})(?![0-9A-Za-z])"
)
_SHORT: Final = 4_096
_PLAIN: Final = re.compile(r"[\w\s.,:;/@()'\"+&%#?!=<>{}\[\]|*$^~`№°′″–—-]+")


def open_text(opener: Opener, text: str, where: str) -> None:
    """Write a text down, and look into what is packed in it."""
    rest = _INERT.sub(lambda found: _element(opener, found, where), text)
    opener.put("text", rest.encode("utf-8", "surrogatepass"), where)
    _cells(opener, rest, where)
    for found in _BASE64.finditer(rest):
        _unpacked64(opener, found[0], f"{where}, base64 at character {found.start()}")
    for found in _HEX.finditer(rest):
        data = bytes.fromhex(found[1])
        opener.count(len(data))
        opener.look(data, f"{where}, hexadecimal at character {found.start()}")


def _element(opener: Opener, found: re.Match[str], where: str) -> str:
    """Unpack an inert element of a page of ours, stream by stream; it leaves the text."""
    from geo.foreign.insides.opener import as_text, inflated, looks_zlib
    from geo.foreign.tables import RefusalError

    name, place = found[1], f"{where}, {found[1]}"
    try:
        left = base64.b64decode(found[2], validate=False)
    except binascii.Error:
        raise RefusalError(f"its part {name} is damaged.") from None
    whole = len(left)
    opener.count(whole)
    while looks_zlib(left):
        offset = whole - len(left)
        data, left = inflated(opener, left)
        if data is None:
            raise RefusalError(f"its part {name} is damaged.")
        opener.put("stream", data, place, name, offset)
        text = as_text(data)
        if text is not None:
            open_text(opener, text, place)
        else:
            opener.put("bytes", data, place)
    if left:
        opener.look(left, f"{place} (rest)")
    return found[0][: found.start(2) - found.start()] + "</script>"


def _unpacked64(opener: Opener, run: str, where: str) -> None:
    """Look into what a run of base64 holds, if it is that: it may begin in the middle of one."""
    plain = re.sub(r"\s", "", run).replace("-", "+").replace("_", "/")
    for shift in range(4 if len(plain) < _SHORT else 1):
        part = plain[shift:].rstrip("=")
        part = part[: len(part) - (len(part) % 4 == 1)]
        data = base64.b64decode(part + "=" * (-len(part) % 4))
        if _sensible(data):
            opener.count(len(data))
            opener.look(data, where)
            return
    if len(plain) >= 28:
        opener.count(len(plain))
        opener.put(
            "bytes", base64.b64decode(plain.rstrip("=")[: len(plain) // 4 * 4] + "===="), where
        )


def _sensible(data: bytes) -> bool:
    """Whether bytes are of a known kind, or text that somebody may have written."""
    from geo.foreign.insides.opener import _kind, as_text, looks_zlib

    if _kind(data) is not None or looks_zlib(data):
        return True
    try:
        return bool(_PLAIN.fullmatch(data.decode("utf-8")))
    except UnicodeDecodeError:
        pass
    even = data[: len(data) // 2 * 2]
    if data.count(0) * 3 >= len(data):  # Latin letters in UTF-16
        return True
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") and as_text(even) is not None


def _cells(opener: Opener, text: str, where: str) -> None:
    """The values of a table in JSON or CSV by the names of their fields."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        for document in _documents(text):
            columns: dict[str, list[str]] = {}
            _collect(document, columns)
            for name, values in columns.items():
                opener.column(name, values, where)
    elif start != "<":
        _csv_cells(opener, text, where)


def _documents(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        pass
    documents = []
    for line in text.splitlines():
        try:
            documents.append(json.loads(line))
        except (ValueError, RecursionError):
            if line.strip():
                return []
    return [documents]


def _collect(value: Any, columns: dict[str, list[str]]) -> None:
    """All plain values of a document, whatever they are nested in, by their keys."""
    waiting = [value]
    while waiting:
        now = waiting.pop()
        inner = now.items() if isinstance(now, dict) else [("", one) for one in now]
        for key, one in inner:
            if isinstance(one, dict | list):
                waiting.append(one)
                if isinstance(one, list) and key:
                    plain = [str(v) for v in one if isinstance(v, str | int | float)]
                    columns.setdefault(key, []).extend(plain)
            elif one is not None and not isinstance(one, bool) and key:
                columns.setdefault(key, []).append(str(one))


def _csv_cells(opener: Opener, text: str, where: str) -> None:
    head = text[:4096].splitlines()[:1]
    if not head:
        return
    comma = max(",;\t|", key=head[0].count)
    if not head[0].count(comma):
        return
    csv.field_size_limit(1 << 27)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma) if row]
    except csv.Error:
        return
    width = len(rows[0])
    if width < 2 or sum(len(row) == width for row in rows) * 2 < len(rows):
        return
    for k, name in enumerate(rows[0]):
        opener.column(name, [row[k] if k < len(row) else "" for row in rows[1:]], where)
