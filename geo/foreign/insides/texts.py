"""Texts, and what is packed in them: base64, hexadecimal digits, elements of a page."""

from __future__ import annotations

import base64
import binascii
import html
import re
import urllib.parse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from geo.foreign.insides.base64_runs import may_hold
from geo.foreign.insides.cells import put_cells

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_text"]

_INERT: Final = re.compile(
    r"<script\b[^<>]{0,200}?\bid\s{0,9}=\s{0,9}[\"']?(kordon-[a-z0-9-]{1,40})[\"']?[^<>]{0,200}>"
    r"([A-Za-z0-9+/=\s]*)(?:</script|\Z)",
    re.IGNORECASE,
)
_SRCDOC: Final = re.compile(r"\bsrcdoc\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
#: In one piece, or in lines as mail and PEM have it. Two floats make 11 characters and a sign.
_BASE64: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]+={0,2}|[A-Za-z0-9+/_-]{12,}={0,2}"
    r"|(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{11}="
)
#: Of a picture, or of something else that is packed: nobody wrote words in it.
_LONG64: Final = re.compile(r"[A-Za-z0-9+/]{4096,}={0,2}")
_HEX: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\\?[xX]|0[xX])?((?:[0-9a-fA-F]{2}){8,})(?![0-9A-Za-z])"
)
#: A dump: bytes with signs between them, of several lines with offsets and letters at their ends.
#: It begins with one of a few signs, so that it is quick.
_DUMP: Final = re.compile(
    r"([0-9a-fA-F](?<![0-9A-WYZa-wyz].)[0-9a-fA-F](?:(?:[ :-]{1,2}|,?\s{0,2}0x|\r?\n"
    r"|[ ]{2,3}\S[^\n]{0,20}\n[0-9a-f]{6,8}:?[ ]{1,2})[0-9a-fA-F]{2}){7,})(?![0-9A-Za-z])"
)
_DUMP_ENDS: Final = re.compile(r"[ ]{2,3}\S[^\n]{0,20}\n[0-9a-f]{6,8}:?[ ]{1,2}|0x|[^0-9a-fA-F]")
#: Bytes as Python and C write them. They begin with one that is no letter, as those of shapes do.
_ESCAPED: Final = re.compile(
    r"\\{1,2}x[0-9a-fA-F]{2}(?:\\{1,2}(?:x[0-9a-fA-F]{2}|[nrt'\"\\])|[ !#-&(-\[\]-~]){7,4096}"
)
_ESCAPE: Final = re.compile(r"\\{1,2}(?:x([0-9a-fA-F]{2})|(.))")
_SIGNS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_SHORT: Final = 4_096
#: Numbers, or none, stand so far apart that two of different runs are no place.
_APART: Final = bytes(80)
#: A digest or a key is no longer, and what is packed hardly as short (bytes).
_NO_FILE: Final = 128
_PLAIN64: Final = str.maketrans("-_", "+/", "= \t\r\n")
_ODD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def open_text(opener: Opener, text: str, where: str, name: str = "") -> None:
    """Write a text down, and look into what is packed in it; ``name``: of the page's element."""
    from geo.foreign.insides.opener import BEGINNINGS

    text = _SRCDOC.sub(lambda found: _framed(opener, found, where), text)
    elements: set[str] = set()
    rest = _INERT.sub(lambda found: _element(opener, found, where, elements), text)
    rest = _LONG64.sub(lambda found: _taken64(opener, found, where), rest)
    opener.put("text", rest.encode("utf-8", "surrogatepass"), where, name)
    put_cells(opener, rest, where)
    runs = [(found.start(), found[0]) for found in _BASE64.finditer(rest)]
    if "%" in rest or "&" in rest or "\\/" in rest:
        plain = urllib.parse.unquote(html.unescape(rest.replace("\\/", "/")))
        known = {run for _, run in runs}
        runs += [(at.start(), at[0]) for at in _BASE64.finditer(plain) if at[0] not in known]
    loose: list[bytes] = []
    likely = may_hold([run for _, run in runs], BEGINNINGS)
    for (at, run), is_likely in zip(runs, likely.tolist(), strict=True):
        if not is_likely or not _unpacked64(opener, run, f"{where}, base64 at character {at}"):
            _keep_numbers(run, loose)
    for at, data in _in_digits(rest):
        if _sensible(data):
            _maybe(opener, data, f"{where}, digits at character {at}")
        else:
            loose.append(data)
    if loose:
        joined = _APART.join(loose)
        opener.count(len(joined))
        opener.put("bytes", joined, f"{where}, digits")


def _in_digits(text: str) -> Iterator[tuple[int, bytes]]:
    """Bytes in hexadecimal digits, as they are, as dumps and as strings of code; where each is."""
    for found in _HEX.finditer(text):
        yield found.start(), bytes.fromhex(found[1])
    for found in _DUMP.finditer(text):
        yield found.start(), bytes.fromhex(_DUMP_ENDS.sub("", found[1]))
    for found in _ESCAPED.finditer(text) if "\\x" in text else ():
        letters = _ESCAPE.sub(
            lambda one: chr(int(one[1], 16)) if one[1] else _SIGNS.get(one[2], one[2]), found[0]
        )
        yield found.start(), letters.encode("latin-1")


def _framed(opener: Opener, found: re.Match[str], where: str) -> str:
    """Look into a document that stands in an attribute; it leaves the text."""
    inner = html.unescape(found[1] or found[2] or "")
    opener.count(len(inner))
    with opener.deeper():
        open_text(opener, inner, f"{where}, frame at character {found.start()}")
    return 'srcdoc=""'


def _element(opener: Opener, found: re.Match[str], where: str, before: set[str]) -> str:
    """Unpack an inert element of a page of ours, stream by stream; it leaves the text."""
    from geo.foreign.insides.opener import as_text, inflated, looks_zlib
    from geo.foreign.tables import RefusalError

    name, place = found[1], f"{where}, {found[1]}"
    if name in before:
        raise RefusalError(f"its part {name} is there twice: there are two pages in it.")
    before.add(name)
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
            open_text(opener, text, place, name)
    if left:
        opener.look(left, f"{place} (rest)")
    return found[0][: found.start(2) - found.start()] + "</script>"


def _unpacked64(opener: Opener, run: str, where: str) -> bool:
    """Look into what a run of base64 holds, if it is that: it may begin in the middle of one."""
    plain = run.translate(_PLAIN64)
    for shift in range(4 if len(plain) < _SHORT else 1):
        data = _bytes64(plain[shift:])
        if _sensible(data):
            _maybe(opener, data, where)
            return True
    return False


def _keep_numbers(run: str, loose: list[bytes]) -> None:
    """What may be no more than a word, or numbers, goes to ``loose``."""
    plain = run.translate(_PLAIN64)
    if len(plain) > 20 or run.endswith("="):  # two doubles make 22 letters
        loose.append(_bytes64(plain))


def _taken64(opener: Opener, found: re.Match[str], where: str) -> str:
    """Look into something packed, letter for letter; then it leaves the text."""
    from geo.foreign.insides.opener import is_packed

    run = found[0]
    if len(run) % 4 or not is_packed(data := _bytes64(run.rstrip("="))):
        return run
    if base64.b64encode(data).decode("ascii") != run:
        return run
    _maybe(opener, data, f"{where}, base64 at character {found.start()}")
    return " "


def _bytes64(letters: str) -> bytes:
    part = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(part + "=" * (-len(part) % 4))


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
    from geo.foreign.insides.opener import is_packed

    if is_packed(data):
        return True
    try:
        if not _ODD.search(data.decode("utf-8")):
            return True
    except UnicodeDecodeError:
        if len(data) < 16 and not data.count(0):
            return False
    even = data[: len(data) // 2 * 2]
    if data.count(0) * 3 >= len(data):  # Latin letters in UTF-16
        return True
    return even[:2] in (b"\xff\xfe", b"\xfe\xff")
