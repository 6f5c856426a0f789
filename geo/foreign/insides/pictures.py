"""Pictures: what stands in them beside the picture. What is drawn cannot be read."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Final

from geo.foreign.tables import RefusalError

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_picture"]

#: Chunks of a PNG without which, or with which only, it is drawn: no words.
_DRAWN: Final = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT", b"hIST", b"cICP",
})  # fmt: skip
#: The end of the pixels of a JPEG: neither a byte that was escaped nor a mark to start again at.
_MARK: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def open_picture(opener: Opener, data: bytes, where: str) -> None:
    """Write down the texts, remarks and camera data of a picture."""
    if data.startswith(b"\x89PNG"):
        _png(opener, data, where)
    elif data.startswith(b"\xff\xd8\xff"):
        _jpeg(opener, data, where)
    elif data.startswith(b"RIFF"):
        _riff(opener, data, where)
    else:
        opener.put("bytes", data, where)
        if data[:2] in (b"II", b"MM"):
            opener.fact("exif", "a TIFF picture, whose tags may say anything", where)


def _png(opener: Opener, data: bytes, where: str) -> None:
    at, drawn = 8, []
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if len(body) != size:
            raise RefusalError(f"the picture {where} is cut.")
        at += 12 + size
        if kind not in _DRAWN:
            _png_chunk(opener, kind, body, where)
        if kind == b"IDAT":
            drawn.append(body)
        if kind == b"IEND":
            break
    else:
        raise RefusalError(f"the picture {where} is cut.")
    _behind(opener, _unused(b"".join(drawn)), where)
    _behind(opener, data[at:], where)


def _behind(opener: Opener, data: bytes, where: str) -> None:
    if data.strip(b"\0"):
        opener.fact("hidden", "bytes behind the end of a picture", where)
        opener.look(data, f"{where} (behind the picture)")


def _unused(data: bytes) -> bytes:
    """What stands behind the end of the packed pixels, as of a larger picture before."""
    stream, left = zlib.decompressobj(), data
    try:
        while left and not stream.eof:
            stream.decompress(left, 1 << 20)
            left = stream.unconsumed_tail
    except zlib.error:
        return b""  # no viewer can show it either
    return stream.unused_data


def _png_chunk(opener: Opener, kind: bytes, body: bytes, where: str) -> None:
    from geo.foreign.insides.opener import inflated

    place = f"{where}, {kind.decode('latin-1')}"
    key, _, rest = body.partition(b"\0")
    label = key.decode("latin-1")
    if kind == b"tEXt":
        _png_text(opener, label, rest.decode("latin-1"), rest, place)
    elif kind in (b"zTXt", b"iCCP"):
        text, _ = inflated(opener, rest[1:])
        if text is None:
            raise RefusalError(f"a text in the picture {where} is damaged.")
        _png_text(opener, label, text.decode("latin-1"), text, place)
    elif kind == b"iTXt":
        packed, tail = rest[:1] == b"\x01", rest[2:]
        language, _, tail = tail.partition(b"\0")
        translated, _, tail = tail.partition(b"\0")
        opener.put("text", language + b" " + translated, place)
        text, _ = inflated(opener, tail) if packed else (tail, b"")
        if text is None:
            raise RefusalError(f"a text in the picture {where} is damaged.")
        _png_text(opener, label, text.decode("utf-8", "replace"), text, place)
    else:
        if kind == b"eXIf":
            opener.fact("exif", "camera data (EXIF)", place)
            _camera(opener, body, place)
        if kind == b"tIME" and len(body) == 7:
            year, month, day, *rest_ = struct.unpack(">H5B", body)
            opener.fact("date", f"{year:04}-{month:02}-{day:02}T{rest_[0]:02}:{rest_[1]:02}:"
                        f"{rest_[2]:02}", place)  # fmt: skip
        opener.put("bytes", body, place)


def _png_text(opener: Opener, label: str, text: str, raw: bytes, place: str) -> None:
    opener.put("text", f"{label}: {text}".encode("utf-8", "replace"), place)
    opener.look(raw, place)  # the bytes may be UTF-8 whatever the standard says
    opener.fact(f"document {label.casefold()}", text[:500], place)
    if "exif" in label.casefold():
        opener.fact("exif", "camera data (EXIF)", place)


def _jpeg(opener: Opener, data: bytes, where: str) -> None:
    """All segments up to the first end; what comes behind it counts as hidden."""
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xD9:
            _behind(opener, data[at + 2 :], where)
            return
        if kind == 0xFF:  # filled up
            at += 1
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + size]
        if kind == 0xFE:
            opener.fact("comment", body.decode("utf-8", "replace")[:500], where)
        if kind == 0xFE or (0xE1 <= kind <= 0xEF):
            _segment(opener, kind, body, f"{where} (segment {kind:02X})")
        at += 2 + max(2, size)
        if kind == 0xDA:
            ends = _MARK.search(data, at)
            at = ends.start() if ends else len(data)
    if data[at:].strip(b"\0"):
        raise RefusalError(f"the picture {where} is damaged.")


def _segment(opener: Opener, kind: int, body: bytes, place: str) -> None:
    opener.put("bytes", body, place)
    if kind != 0xE1:
        return
    opener.fact("exif", "camera data (EXIF or XMP)", place)
    if body.startswith(b"Exif\0"):
        _camera(opener, body[6:], place)
    else:
        opener.look(body.partition(b"\0")[2], place)  # XMP behind its name


def _camera(opener: Opener, exif: bytes, place: str) -> None:
    """Where the camera was, which stands in fractions."""
    from PIL import Image

    try:
        told = Image.Exif()
        told.load(exif)
        gps = told.get_ifd(0x8825)
        sides = [
            (float(d) + float(m) / 60 + float(s) / 3600) * (-1 if side in ("S", "W") else 1)
            for (d, m, s), side in ((gps[2], gps.get(1)), (gps[4], gps.get(3)))
        ]
    except (KeyError, TypeError, ValueError, SyntaxError, ZeroDivisionError, OverflowError,
            struct.error, OSError, IndexError):  # fmt: skip
        return
    opener.put("text", f"{sides[0]:.6f}, {sides[1]:.6f}".encode(), place)


def _riff(opener: Opener, data: bytes, where: str) -> None:
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while at + 8 <= min(end, len(data)):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        place = f"{where}, {kind.decode('latin-1')}"
        if kind in (b"EXIF", b"XMP "):
            opener.fact("exif", "camera data (EXIF or XMP)", where)
        if kind == b"EXIF":
            _camera(opener, body.removeprefix(b"Exif\0\0"), place)
        if kind == b"XMP ":
            opener.look(body, place)
        elif kind not in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF"):
            opener.put("bytes", body, place)
        at += 8 + size + size % 2
    _behind(opener, data[end:], where)
