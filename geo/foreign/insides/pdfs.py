"""PDF: every stream and string of it, also of older revisions, and the text of its pages.

Streams and strings are looked for in the bytes themselves, so that what no page refers to is seen
as well. What fonts make of the codes in a page is PDFium's to say.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from geo.foreign.tables import RefusalError

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_pdf"]

_MOST_PAGES: Final = 5_000
_STREAM: Final = re.compile(rb"stream\r?\n")
_FILTERS: Final = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/\w+))")
_INDIRECT: Final = re.compile(rb"/Filter\s+\d+\s+\d+\s+R")
_PREDICTED: Final = re.compile(rb"/Predictor\s+(?:[2-9]|1\d)\b")
_STRING: Final = re.compile(
    rb"\(((?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*)\)|<([0-9A-Fa-f\s]*)>",
    re.DOTALL,
)
_SHOWN: Final = re.compile(rb"\[(?:\\.|\((?:\\.|[^\\)])*\)|[^\]\\(])*\]\s*TJ", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NOTES: Final = re.compile(
    rb"/Subtype\s*/(Text|FreeText|Popup|Highlight|Underline|StrikeOut|Caret|Ink|Stamp)\b"
)
#: Pictures packed in ways of their own: no words but those of a camera.
_PICTURE_FILTERS: Final = (b"/DCTDecode", b"/JPXDecode", b"/CCITTFaxDecode", b"/JBIG2Decode")
_FACTS: Final = ("Author", "Creator", "Producer", "Title", "Subject", "Keywords")


def open_pdf(opener: Opener, data: bytes, where: str) -> None:
    """Write down all that a document holds."""
    if re.search(rb"/Encrypt\b", data):
        raise RefusalError(f"the document {where} is locked with a password.")
    outside, at = [], 0
    for found in _STREAM.finditer(data):
        if found.start() < at or data[found.start() - 3 : found.start()] == b"end":
            continue
        end = data.find(b"endstream", found.end())
        if end < 0:
            raise RefusalError(f"the document {where} is cut.")
        head = data[max(0, found.start() - 2_000) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        _stream(opener, head, data[found.end() : end], f"{where}, stream at byte {found.end()}")
        outside.append(data[at : found.start()])
        at = end
    last = data.rfind(b"%%EOF")
    behind = data[last + 5 :] if last >= at else b""
    if behind := behind.lstrip(b"\0 \t\r\n"):
        opener.fact("hidden", "bytes behind the end of a document", where)
        opener.look(behind, f"{where} (behind the document)")
    outside.append(data[at:])
    objects = b"\n".join(outside)
    opener.put("bytes", objects, f"{where} (objects)")
    _strings(opener, objects, f"{where} (objects)")
    _pages(opener, data, where)


def _stream(opener: Opener, head: bytes, body: bytes, place: str) -> None:
    data = _unfiltered(opener, head, body, place)
    if data is None:
        return
    if re.search(rb"/Subtype\s*/Image\b", head):
        opener.fact("picture", "a picture", place)
        return  # bare pixels
    if _PREDICTED.search(head) and not re.search(rb"/Type\s*/XRef\b", head):
        raise RefusalError(f"{place} is written as differences (a predictor), which is not read.")
    if re.search(rb"/Type\s*/EmbeddedFile\b", head):
        opener.fact("attachment", "a file inside the document", place)
    if not opener.look(data, place) or re.search(rb"/ObjStm\b|\bTj\b|\bTJ\b", head + data):
        _strings(opener, data, place)


def _unfiltered(opener: Opener, head: bytes, body: bytes, place: str) -> bytes | None:
    """A stream's data; a picture is looked into and is None."""
    from geo.foreign.insides.opener import inflated

    if _INDIRECT.search(head):
        raise RefusalError(f"{place} says elsewhere how it is packed, which is not read.")
    found = _FILTERS.search(head)
    names = re.findall(rb"/\w+", (found[1] or found[2]) if found else b"")
    data = body
    for name in names:
        if name in (b"/FlateDecode", b"/Fl"):
            plain, rest = inflated(opener, data)
            if plain is None:
                raise RefusalError(f"{place} is damaged.")
            if rest.strip(b"\0 \t\r\n"):
                opener.look(rest, f"{place} (behind it)")
            data = plain
        elif name in (b"/ASCII85Decode", b"/A85"):
            data = _ascii85(data, place)
        elif name in (b"/ASCIIHexDecode", b"/AHx"):
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.partition(b">")[0])
            data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        elif name in _PICTURE_FILTERS:
            opener.look(data, place)
            return None
        else:
            raise RefusalError(f"{place} is packed as {name.decode('latin-1')}, which is not read.")
    if not names:
        opener.count(len(data))
    return data


def _ascii85(data: bytes, place: str) -> bytes:
    text = data.strip().removeprefix(b"<~").partition(b"~>")[0]
    try:
        return base64.a85decode(text)
    except ValueError:
        raise RefusalError(f"{place} is damaged.") from None


def _strings(opener: Opener, data: bytes, place: str) -> None:
    """All strings of PDF syntax; those that one operator shows without anything between."""
    shown = [b"".join(_plain(part) for part in _parts(found[0])) for found in _SHOWN.finditer(data)]
    lone = [_plain(part) for part in _parts(data)]
    texts = [_decoded(text) for text in (*shown, *lone) if text]
    if texts:
        joined = "\n".join(texts)
        opener.count(len(joined))
        opener.put("text", joined.encode("utf-8", "replace"), f"{place} (strings)")


def _parts(data: bytes) -> list[tuple[bytes, bytes]]:
    return _STRING.findall(data)


def _plain(part: tuple[bytes, bytes]) -> bytes:
    literal, digits = part
    if digits:
        packed = re.sub(rb"\s", b"", digits).decode("ascii")
        return bytes.fromhex(packed + "0" * (len(packed) % 2))
    return _ESCAPE.sub(_unescaped, literal)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return b"" if code in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(code, code)


def _decoded(text: bytes) -> str:
    if text.startswith(b"\xfe\xff"):
        return text[2:].decode("utf-16-be", "replace")
    if text.startswith(b"\xff\xfe"):
        return text[2:].decode("utf-16-le", "replace")
    try:
        return text.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _pages(opener: Opener, data: bytes, where: str) -> None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        raise RefusalError(f"the document {where} is damaged ({str(error)[:100]}).") from None
    if pages > _MOST_PAGES:
        raise RefusalError(f"the document {where} has more than {_MOST_PAGES:,} pages.")
    told = document.get_metadata_dict()
    for name in _FACTS:
        if told.get(name):
            opener.fact(f"document {name.casefold()}", told[name], where)
    for name in ("CreationDate", "ModDate"):
        if told.get(name):
            opener.fact("date", told[name], where)
    for note in set(_NOTES.findall(data)):
        opener.fact("comment", f"a remark ({note.decode('ascii')})", where)
    try:
        for number in range(pages):
            text = document[number].get_textpage().get_text_range()
            opener.count(len(text))
            opener.put("text", text.encode("utf-8", "replace"), f"{where}, page {number + 1}")
    except pypdfium2.PdfiumError as error:
        raise RefusalError(f"the document {where} is damaged ({str(error)[:100]}).") from None
    finally:
        document.close()
