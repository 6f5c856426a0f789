"""Opens one thing after the other, each by what it is, and writes down what was in it."""

from __future__ import annotations

import contextlib
import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from geo.foreign.tables import RefusalError

__all__ = ["BEGINNINGS", "Opener", "inflated", "is_packed", "open_insides"]

_MOST_DEPTH: Final = 10
_MOST_PIECES: Final = 2_000_000
_BATCH_BYTES: Final = 8 << 20
_SCHEMA: Final = pa.schema(
    [("where", pa.string()), ("kind", pa.string()), ("name", pa.string()),
     ("data", pa.large_binary()), ("offset", pa.int64()), ("rows", pa.large_binary())]
)  # fmt: skip
#: Packed in ways that are not read here: as the first bytes say, or those from 257 on.
_CLOSED: Final = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "as documents of Office before 2007 are",
    b"\xfd7zXZ\0": "as xz", b"\x28\xb5\x2f\xfd": "as Zstandard", b"\x04\x22\x4d\x18": "as LZ4",
    b"7z\xbc\xaf\x27\x1c": "as 7z", b"Rar!\x1a\x07": "as RAR", b"MSCF\0\0\0\0": "as CAB",
    b"{\\rtf": "as RTF",
}  # fmt: skip
#: Beside Windows-1251, which is tried first.
_OLD_ENCODINGS: Final = ("latin-1", "cp866", "koi8-r", "iso8859-5", "mac-cyrillic")
#: One look for all of them: hardly any of the many short things that are asked about is one.
BEGINNINGS: Final = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"SQLite format 3\0", b"PAR1", b"\x89PNG",
    b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"BZh", *_CLOSED,
)  # fmt: skip
_KNOWN: Final = re.compile(b"|".join(map(re.escape, BEGINNINGS)))
_BZIP2: Final = re.compile(rb"BZh[1-9]1AY&SY")
#: What browsers, Office and GIS pack in is known by its first bytes.
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")


def open_insides(request: dict[str, Any], folder: Path) -> int:
    """Write ``pieces.arrow`` into the folder for the file of a request; how many there are."""
    path = Path(request["path"])
    data = path.read_bytes()
    with pa.OSFile(str(folder / "pieces.arrow"), "wb") as sink:
        opener = Opener(sink, int(request["most_bytes"]), folder)
        opener.count(len(data))
        opener.look(data, str(request["name"]), top=True)
        for ending in ("-wal", "-journal"):
            beside = path.with_name(path.name + ending)
            if data.startswith(b"SQLite format 3\0") and beside.is_file():
                opener.fact("wal", f"{request['name']}{ending}", request["name"])
                opener.put("free", beside.read_bytes(), f"{request['name']}{ending}")
        return opener.close()


class Opener:
    """Takes things apart; ``count`` is told of every byte that comes out, before it is kept."""

    def __init__(self, sink: Any, most_bytes: int, folder: Path) -> None:
        self._writer = pa.ipc.new_stream(sink, _SCHEMA)
        self._rows: list[tuple[str, str, str, bytes, int, bytes]] = []
        self._waiting = 0
        self._pieces = 0
        self._depth = 0
        self.left = most_bytes
        self.folder = folder

    def count(self, size: int) -> None:
        """Raise RefusalError when more comes out than a file of this size may hold."""
        self.left -= size
        if self.left < 0:
            raise RefusalError("it unpacks to far more than a file of its size may hold.")

    def put(
        self, kind: str, data: bytes, where: str, name: str = "", offset: int = 0,
        rows: bytes = b"",
    ) -> None:  # fmt: skip
        """Write a piece down."""
        self._pieces += 1
        if self._pieces > _MOST_PIECES:
            raise RefusalError(f"it holds more than {_MOST_PIECES:,} things.")
        self._rows.append((where, kind, name, data, offset, rows))
        self._waiting += len(data) + len(rows)
        if self._waiting > _BATCH_BYTES or len(self._rows) > 10_000:
            self._flush()

    def fact(self, name: str, text: str, where: str) -> None:
        """Write down something about the file itself."""
        self.put("fact", text.encode("utf-8", "replace"), where, name)

    def column(
        self, name: str, values: list[str], where: str, *, kind: str = "column", part: int = 0,
        rows: bytes = b"",
    ) -> None:  # fmt: skip
        """Write down the values of a field, in a ``part`` of the rows of a table.

        ``kind`` is ``cells`` where the values were written down as text before; ``rows`` as for
        `geo.foreign.insides.Piece`.
        """
        from geo.foreign.insides import BETWEEN

        joined = BETWEEN.join(value.replace(BETWEEN, " ") for value in values)
        if joined.strip(BETWEEN):
            self.count(len(joined) + len(rows))
            self.put(kind, joined.encode("utf-8", "replace"), where, name, part, rows)

    def close(self) -> int:
        """Write what waits; how many pieces there are."""
        self._flush()
        self._writer.close()
        return self._pieces

    def _flush(self) -> None:
        if self._rows:
            columns = [list(column) for column in zip(*self._rows, strict=True)]
            arrays = [
                pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)
            ]
            self._writer.write_batch(pa.record_batch(arrays, schema=_SCHEMA))
        self._rows, self._waiting = [], 0

    @contextlib.contextmanager
    def deeper(self) -> Iterator[None]:
        """Around the opening of what was packed; RefusalError when it never ends."""
        if self._depth >= _MOST_DEPTH:
            raise RefusalError(f"it is packed more than {_MOST_DEPTH} times into itself.")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def look(self, data: bytes, where: str, *, top: bool = False) -> bool:
        """Open whatever ``data`` is; whether it is of a kind that is known.

        At the ``top`` an unknown kind is a RefusalError; further down it is written as bytes.
        """
        with self.deeper():
            opened = self._opened(data, where)
        if not opened and top:
            raise RefusalError(
                "it is of a kind that cannot be looked into: pages, tables, GeoPackage, Parquet, "
                "KML, pictures, PDF and documents of Word, PowerPoint and Excel can."
            )
        if not opened and data:
            self.put("bytes", data, where)
        return opened

    def _opened(self, data: bytes, where: str) -> bool:
        opening = _kind(data)
        if opening is not None:
            opening(self, data, where)
            return True
        if looks_zlib(data):
            unpacked, rest = inflated(self, data)
            if unpacked is not None:
                self.look(unpacked, f"{where} (unpacked)")
                if rest:
                    self.look(rest, f"{where} (rest)")
                return True
        text = as_text(data)
        if text is None:
            return False
        from geo.foreign.insides.texts import open_text

        open_text(self, text, where)
        for encoding in () if is_unicode(data) else _OLD_ENCODINGS:
            self.count(len(data))
            self.put("text", data.decode(encoding, "replace").encode(), f"{where} ({encoding})")
        return True


Opening = Callable[[Opener, bytes, str], None]


def _kind(data: bytes) -> Opening | None:
    """What opens bytes of a kind that is known by how they begin."""
    later = b"%PDF-" in data[:1024] or data[257:262] == b"ustar"
    if not later and not _KNOWN.match(data):
        return None
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from geo.foreign.insides.archives import open_archive

        return open_archive
    if data.startswith(b"\x1f\x8b\x08"):
        return _open_gzip
    if data.startswith(b"SQLite format 3\0"):
        from geo.foreign.insides.databases import open_database

        return open_database
    if data.startswith(b"PAR1"):
        from geo.foreign.insides.parquet import open_parquet

        return open_parquet
    if b"%PDF-" in data[:1024]:
        from geo.foreign.insides.pdfs import open_pdf

        return open_pdf
    if data.startswith(_PICTURES):
        from geo.foreign.insides.pictures import open_picture

        return open_picture
    return _refuse if _closed(data) else None


def _closed(data: bytes) -> str:
    """How bytes are packed that cannot be looked into; empty when they are not."""
    if _BZIP2.match(data):
        return "as bzip2"
    if data[257:262] == b"ustar":
        return "as tar"
    return next((how for begin, how in _CLOSED.items() if data.startswith(begin)), "")


def _refuse(_: Opener, data: bytes, where: str) -> None:
    raise RefusalError(f"{where} is packed {_closed(data)}, which is not read.")


def is_packed(data: bytes) -> bool:
    """Whether bytes begin like a kind that is known, or like a zlib stream."""
    return _kind(data) is not None or looks_zlib(data)


def looks_zlib(data: bytes) -> bool:
    """Whether bytes begin like a zlib stream."""
    return len(data) > 8 and data[0] == 0x78 and (data[0] << 8 | data[1]) % 31 == 0


def inflated(opener: Opener, data: bytes, *, raw: bool = False) -> tuple[bytes | None, bytes]:
    """What a zlib (or ``raw`` deflate) stream holds, None if it is none, and what follows it."""
    stream = zlib.decompressobj(-15 if raw else 15)
    out, source = [], data
    try:
        while source and not stream.eof:
            part = stream.decompress(source, 1 << 20)
            opener.count(len(part))
            out.append(part)
            source = stream.unconsumed_tail
            if not part and not source:
                break
    except zlib.error:
        return None, b""
    return (b"".join(out), stream.unused_data) if stream.eof else (None, b"")


def _open_gzip(opener: Opener, data: bytes, where: str) -> None:
    stream = zlib.decompressobj(31)
    out, source = [], data
    _gzip_head(opener, data, where)
    try:
        while source:
            part = stream.decompress(source, 1 << 20)
            opener.count(len(part))
            out.append(part)
            source = stream.unconsumed_tail
            if stream.eof:  # one member, and there may be more
                source = stream.unused_data
                if not source.startswith(b"\x1f\x8b"):
                    break
                _gzip_head(opener, source, where)
                stream = zlib.decompressobj(31)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise RefusalError(f"a packed part of it is damaged ({error}).") from None
    if not stream.eof:
        raise RefusalError("a packed part of it is cut.")
    if source.strip(b"\0"):
        opener.fact("hidden", "bytes behind the end of a packed file", where)
        opener.look(source, f"{where} (behind it)")
    opener.look(b"".join(out), f"{where} (unpacked)")


def _gzip_head(opener: Opener, data: bytes, where: str) -> None:
    """The name of the file and a remark, which may stand before what is packed, and its time."""
    if len(data) < 18:
        return
    flags, moment, at = data[3], int.from_bytes(data[4:8], "little"), 10
    if moment:
        told = datetime.fromtimestamp(moment, UTC)
        opener.fact("date", f"{told:%Y-%m-%dT%H:%M:%S}", f"{where} (head)")
    if flags & 4:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            at = max(at, data.find(b"\0", at) + 1)
    if at > 10:
        opener.put("bytes", data[10:at], f"{where} (head)")


def as_text(data: bytes) -> str | None:
    """Bytes as text where they are some: UTF-8, or UTF-16 with a mark at its beginning."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    text: str | None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _one_byte_text(data)
    return None if text is None or "\0" in text else text


def is_unicode(data: bytes) -> bool:
    """Whether text is in UTF-8, or says that it is in UTF-16; else nobody knows in what it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _one_byte_text(data: bytes) -> str | None:
    """Texts of before Unicode: few control characters, and many letters."""
    controls = sum(data.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13))
    if controls or b"\x7f" in data:
        return None
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError:
        return data.decode("latin-1")
