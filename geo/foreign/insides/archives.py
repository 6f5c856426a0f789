"""ZIP archives, and the documents that are some: DOCX, PPTX, XLSX, ODS, KMZ."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from geo.foreign.tables import RefusalError

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["open_archive"]

_MOST_MEMBERS: Final = 5_000
_LOCAL: Final = struct.Struct("<4s5H3I2H")
#: The moment that writers without a clock put in.
_NO_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
#: Fields of an entry that say nothing of the machine: sizes beyond 4 GiB, padding, Unicode names.
_HARMLESS_EXTRA: Final = frozenset({0x0001, 0xA220, 0x7075, 0xCAFE, 0xD935, 0x9901})


def open_archive(opener: Opener, data: bytes, where: str) -> None:
    """Look into every file of an archive, its remarks, and what lies between its files."""
    foot = data.rfind(b"PK\x05\x06")
    # Counted before a table of a million entries is read; the sizes of large ones stand elsewhere.
    if foot < 0 or _MOST_MEMBERS < int.from_bytes(data[foot + 10 : foot + 12], "little") < 0xFFFF:
        raise RefusalError(f"it holds more than {_MOST_MEMBERS:,} files, or none that can be told.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_MEMBERS:
                raise RefusalError(f"it holds more than {_MOST_MEMBERS:,} files.")
            if archive.comment:
                opener.fact("zip comment", archive.comment.decode("utf-8", "replace"), where)
            taken = [_member(opener, archive, info, data, where) for info in infos]
            directory = archive.start_dir
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error,
            struct.error, ValueError) as error:  # fmt: skip
        raise RefusalError(f"the archive {where} is damaged ({str(error)[:100]}).") from None
    if any(info.filename == "xl/workbook.xml" for info in infos):
        _sheets(opener, data, where)
    at = 0
    for start, end in sorted(taken):
        _between(opener, data[at:start], where)
        at = max(at, end)
    _between(opener, data[at:directory], where)
    opener.put("bytes", data[directory:], f"{where} (table of files)")
    behind = foot + 22 + int.from_bytes(data[foot + 20 : foot + 22], "little")
    if data[behind:].strip(b"\0"):
        opener.fact("hidden", "bytes behind the end of an archive", where)
        opener.put("free", data[behind:], f"{where} (behind the archive)")
        opener.look(data[behind:], f"{where} (behind the archive)")


def _sheets(opener: Opener, data: bytes, where: str) -> None:
    """The cells of a workbook by the names in the first row; its texts were looked at before."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            for k, field in enumerate(rows[0] if rows else ()):
                values = [str(row[k]) if k < len(row) else "" for row in rows[1:]]
                opener.column(str(field), values, f"{where}, sheet {name}")
    except (python_calamine.CalamineError, OSError) as error:
        raise RefusalError(f"the workbook {where} is damaged ({str(error)[:100]}).") from None


def _member(
    opener: Opener, archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes, where: str
) -> tuple[int, int]:
    """Look into one file; where it begins and ends in the archive."""
    place = f"{where}/{info.filename}"
    if info.flag_bits & 0x1:
        raise RefusalError(f"its file {info.filename[:200]!r} is locked with a password.")
    fields = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + fields[9]
    opener.put("bytes", data[start - fields[9] : start], f"{place} (name before the file)")
    _fields(opener, data[start : start + fields[10]], place)
    start += fields[10]
    end = start + info.compress_size
    plain, rest = _plain(opener, archive, info, data[start:end])
    _told(opener, info, place)
    if not info.is_dir():
        opener.look(plain, place)
    if rest.strip(b"\0"):
        opener.fact("hidden", "bytes behind the end of a file in an archive", place)
        opener.look(rest, f"{place} (behind it)")
    if info.flag_bits & 0x8:  # sizes stand behind the data, with or without a mark
        end += 16 if data[end : end + 4] == b"PK\x07\x08" else 12
    return info.header_offset, end


def _plain(
    opener: Opener, archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: bytes
) -> tuple[bytes, bytes]:
    """A file, and what is kept with it behind its end, or behind the size that is told."""
    from geo.foreign.insides.opener import inflated

    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with archive.open(info) as file:
            parts = []
            while part := file.read(1 << 20):
                opener.count(len(part))
                parts.append(part)
        return b"".join(parts), b""
    if info.compress_type == zipfile.ZIP_STORED:
        opener.count(len(packed))
        whole, rest = packed, b""
    else:
        unpacked, rest = inflated(opener, packed, raw=True)
        if unpacked is None:
            raise zipfile.BadZipFile(f"{info.filename[:200]!r} is cut")
        whole = unpacked
    plain = whole[: info.file_size]
    if zlib.crc32(plain) != info.CRC:
        raise zipfile.BadZipFile(f"{info.filename[:200]!r} is not what it was")
    return plain, whole[info.file_size :] + rest


def _told(opener: Opener, info: zipfile.ZipInfo, place: str) -> None:
    """What an entry says beside the file: its name, remark, moment and fields of its system."""
    opener.put("text", info.filename.encode("utf-8", "replace"), f"{place} (name)")
    if info.comment:
        opener.fact("zip comment", info.comment.decode("utf-8", "replace"), place)
    if info.date_time != _NO_MOMENT and any(info.date_time[3:]):
        opener.fact("zip time", "{}-{:02}-{:02} {:02}:{:02}:{:02}".format(*info.date_time), place)
    _fields(opener, info.extra, place)


def _fields(opener: Opener, extra: bytes, place: str) -> None:
    """Fields of an entry, which stand in the table of files, and before the file itself."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind not in _HARMLESS_EXTRA:
            opener.fact("zip extra field", f"0x{kind:04x}", place)
        opener.put("bytes", extra[at + 4 : at + 4 + size], f"{place} (extra field)")
        at += 4 + size


def _between(opener: Opener, data: bytes, where: str) -> None:
    """What lies between the files that an archive names: maybe files that it names no more."""
    if not data.strip(b"\0"):
        return
    from geo.foreign.insides.opener import inflated

    opener.put("free", data, f"{where} (between its files)")
    for found in re.finditer(rb"PK\x03\x04", data):
        if found.start() + _LOCAL.size > len(data):
            continue
        fields = _LOCAL.unpack_from(data, found.start())
        start = found.start() + _LOCAL.size + fields[9] + fields[10]
        plain: bytes | None = data[start : start + fields[7]]
        if fields[3] == zipfile.ZIP_DEFLATED:
            plain, _ = inflated(opener, data[start:], raw=True)
        if plain:
            opener.fact("deleted", "a file that the archive no longer names", where)
            opener.look(plain, f"{where} (a file that is no longer named)")
