"""Texts, and what is packed in them: base64, hexadecimal digits, elements of a page, cells."""

from __future__ import annotations

import base64
import binascii
import csv
import html
import io
import json
import re
import urllib.parse
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_text"]

_INERT: Final = re.compile(
    r'<script type="text/plain" id="(kordon-[a-z0-9-]{1,40})">([A-Za-z0-9+/=\s]*)(?:</script>|\Z)'
)
_SRCDOC: Final = re.compile(r'\bsrcdoc="([^"]*)"')
#: In one piece, or in lines as mail and PEM have it. A point in WKB makes 28 characters.
_BASE64: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]+={0,2}|[A-Za-z0-9+/_-]{12,}={0,2}"
)
_HEX: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\\?[xX]|0[xX])?((?:[0-9a-fA-F]{2}){8,})(?![0-9A-Za-z])"
)
_NAMED: Final = re.compile(
    r"<(?:\w+:)?(?:Simple)?Data\s+name=\"([^\"<>]{1,200})\"[^<>]*>\s*(?:<(?:\w+:)?value>)?([^<>]*)<"
)
_SHORT: Final = 4_096
#: A digest or a key is no longer, and what is packed hardly as short (bytes).
_NO_FILE: Final = 128
_ODD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def open_text(opener: Opener, text: str, where: str) -> None:
    """Write a text down, and look into what is packed in it."""
    text = _SRCDOC.sub(lambda found: _framed(opener, found, where), text)
    rest = _INERT.sub(lambda found: _element(opener, found, where), text)
    opener.put("text", rest.encode("utf-8", "surrogatepass"), where)
    _cells(opener, rest, where)
    runs = [(found.start(), found[0]) for found in _BASE64.finditer(rest)]
    if "%" in rest or "&" in rest or "\\/" in rest:
        plain = urllib.parse.unquote(html.unescape(rest.replace("\\/", "/")))
        known = {run for _, run in runs}
        runs += [(at.start(), at[0]) for at in _BASE64.finditer(plain) if at[0] not in known]
    for at, run in runs:
        _unpacked64(opener, run, f"{where}, base64 at character {at}")
    for found in _HEX.finditer(rest):
        _maybe(opener, bytes.fromhex(found[1]), f"{where}, digits at character {found.start()}")


def _framed(opener: Opener, found: re.Match[str], where: str) -> str:
    """Look into a document that stands in an attribute; it leaves the text."""
    inner = html.unescape(found[1])
    opener.count(len(inner))
    with opener.deeper():
        open_text(opener, inner, f"{where}, frame at character {found.start()}")
    return 'srcdoc=""'


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
        if text is None:
            opener.put("bytes", data, place)
            continue
        with opener.deeper():
            open_text(opener, text, place)
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
            _maybe(opener, data, where)
            return
    if len(plain) >= 28:
        opener.count(len(plain))
        opener.put(
            "bytes", base64.b64decode(plain.rstrip("=")[: len(plain) // 4 * 4] + "===="), where
        )


def _maybe(opener: Opener, data: bytes, where: str) -> None:
    """Look into what may be no more than a name or a digest that begins like something packed."""
    from geo.foreign.tables import RefusalError

    opener.count(len(data))
    try:
        opener.look(data, where)
    except RefusalError:
        if len(data) > _NO_FILE or opener.left < 0:
            raise
        opener.put("bytes", data, where)


def _sensible(data: bytes) -> bool:
    """Whether bytes are of a known kind, or text that somebody may have written."""
    from geo.foreign.insides.opener import _kind, as_text, looks_zlib

    if _kind(data) is not None or looks_zlib(data):
        return True
    try:
        return not _ODD.search(data.decode("utf-8"))
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
                _pages_in(opener, values, f"{where}, {name}")
    elif start == "<":
        _xml_cells(opener, text, where)
    else:
        _csv_cells(opener, text, where)


def _pages_in(opener: Opener, values: list[str], where: str) -> None:
    """Pages in the outputs of a notebook, which may be cut into lines."""
    if any("kordon-head" in value for value in values):
        with opener.deeper():
            open_text(opener, "".join(values), where)


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


def _xml_cells(opener: Opener, text: str, where: str) -> None:
    """What KML calls data, by name."""
    columns: dict[str, list[str]] = {}
    for name, value in _NAMED.findall(text):
        columns.setdefault(html.unescape(name), []).append(html.unescape(value))
    for name, values in columns.items():
        opener.column(name, values, where)


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
