"""Archives (ZIP) and packed files (gzip) in the child process: their files, under limits.

Nothing in an archive decides where anything is written: files are numbered, and a shapefile's
parts lie together. Sizes are counted while unpacking, since what an archive says of them proves
nothing.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import stat
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from geo.foreign.paths import PICTURES, SHAPEFILE_PARTS, companions, hidden
from geo.foreign.tables import RefusalError

__all__ = ["Meter", "check_member", "unpack"]

_CHUNK_BYTES: Final = 1 << 20
_MOST_MEMBERS: Final = 1_000
#: A table of numbers and words packs to a tenth or twentieth, one of one row over and over to a
#: hundredth; deflate ends at 1,032.
_MOST_RATIO: Final = 250
#: Below this nobody is harmed.
_HARMLESS_BYTES: Final = 10 << 20
_OUTSIDE: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
#: Names of files in Cyrillic, of which no word is half Latin.
_CYRILLIC: Final = re.compile("[\x20-\x7e\u0400-\u04ff№]+")
_MIXED: Final = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")


def unpack(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Unpack into ``folder``: ``members`` (name, file) in the order of names, ``hidden`` names.

    ``kmz`` is true, and nothing unpacked, of an archive that is a KMZ by what it holds.
    """
    path, most = Path(request["path"]), int(request["most_bytes"])
    packed = path.stat().st_size
    try:
        if request["format"] == "gzip":
            name = str(request["name"])
            target = folder / "0"
            with gzip.open(path) as source:
                _copy(source, target, Meter(most, packed), name)
            return {"members": [{"name": name, "file": target.name}], "hidden": [], "kmz": False}
        with zipfile.ZipFile(path) as archive:
            return _unpack_zip(archive, folder, Meter(most, packed))
    except (zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError, EOFError, zlib.error,
            RuntimeError) as error:  # fmt: skip
        raise RefusalError(f"the archive is damaged ({str(error)[:100]}).") from None


class Meter:
    """Counts what comes out of an archive, and stops it in time."""

    def __init__(self, most_bytes: int, packed_bytes: int) -> None:
        self.left = most_bytes
        self.most = most_bytes
        self.packed = packed_bytes
        self.total = 0

    def add(self, size: int, name: str) -> None:
        """Count bytes of a file. Raises RefusalError when they are too many."""
        self.left -= size
        self.total += size
        if self.left < 0:
            raise RefusalError(
                f"unpacked it is larger than {self.most:,} bytes, which is the limit; unpack it "
                "and read its files one by one."
            )
        if self.total > _HARMLESS_BYTES and self.total > _MOST_RATIO * self.packed:
            raise RefusalError(
                f"its file {name!r} grows to more than {_MOST_RATIO} times its packed size, as "
                "one that is made to do harm; unpack it yourself if you trust it."
            )


def _unpack_zip(archive: zipfile.ZipFile, folder: Path, meter: Meter) -> dict[str, Any]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > _MOST_MEMBERS:
        raise RefusalError(
            f"it holds {len(infos):,} files, and the limit is {_MOST_MEMBERS:,}; unpack it and "
            "read the folder."
        )
    for info in infos:
        info.filename = _name_of(info)  # that in the archive itself stays where it is
        check_member(info)
    names = [info.filename for info in infos]
    for name, count in Counter(names).items():
        if count > 1:
            raise RefusalError(f"it holds {count} files called {name[:200]!r}.")
    if _is_kmz(names):
        return {"members": [], "hidden": [], "kmz": True}
    declared = sum(info.file_size for info in infos)
    if declared > meter.most:
        meter.add(declared, "")
    unseen = sorted(name for name in names if hidden(name))
    parts = companions(names)
    members: list[dict[str, str]] = []
    for info in sorted(infos, key=lambda info: info.filename):
        if info.filename in unseen or info.filename in parts:
            continue
        place = folder / str(len(members))
        place.mkdir()
        file = _take(archive, info, place, meter)
        if info.filename.casefold().endswith(".shp"):
            stem = info.filename[:-4].casefold()
            for part in infos:
                if part.filename in parts and part.filename.casefold().startswith(f"{stem}."):
                    _take(archive, part, place, meter)
        members.append({"name": info.filename, "file": str(file.relative_to(folder))})
    return {"members": members, "hidden": unseen, "kmz": False}


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name as its packer saw it: by the standard it is UTF-8 and says so, or cp437.

    In truth it may be UTF-8 that does not say so, or, out of Windows, Cyrillic in cp866. It is used
    in messages only.
    """
    name = info.filename
    if info.flag_bits & 0x800 or name.isascii():
        return name
    written = name.encode("cp437", "replace")
    with contextlib.suppress(UnicodeDecodeError):
        return written.decode("utf-8")
    meant = written.decode("cp866")
    return meant if _CYRILLIC.fullmatch(meant) and not _MIXED.search(meant) else name


def check_member(info: zipfile.ZipInfo) -> None:
    """Raise RefusalError for a member that is locked, no file, or leads out of the archive."""
    name = info.filename
    shown = repr(name[:200])
    if info.flag_bits & 0x1:
        raise RefusalError(
            f"its file {shown} is locked with a password: unpack it yourself, and read that."
        )
    if _OUTSIDE.search(name) or "\0" in name:
        raise RefusalError(f"its file {shown} leads out of the archive, as made to do harm.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        what = "a link" if kind == stat.S_IFLNK else "no regular file"
        raise RefusalError(f"its file {shown} is {what}, which is not followed.")


def _is_kmz(names: list[str]) -> bool:
    """KML documents, and nothing but the pictures that they show."""
    documents = [name for name in names if name.casefold().endswith(".kml")]
    others = [name for name in names if name not in documents and not hidden(name)]
    return bool(documents) and all(name.casefold().endswith(PICTURES) for name in others)


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Path, meter: Meter) -> Path:
    """Unpack one file under a name of ours, with its ending, by which parts find each other."""
    name = info.filename.casefold()
    ending = next(
        (end for end in SHAPEFILE_PARTS if name.endswith(end)), PurePosixPath(name).suffix
    )
    target = place / ("data" + re.sub(r"[^.a-z0-9]", "", ending))
    with archive.open(info) as source:
        _copy(source, target, meter, info.filename)
    return target


def _copy(source: IO[bytes] | io.BufferedIOBase, target: Path, meter: Meter, name: str) -> None:
    size = 0
    with target.open("wb") as file:
        while chunk := source.read(_CHUNK_BYTES):
            size += len(chunk)
            meter.add(len(chunk), name[:200])
            file.write(chunk)
    if not size:
        raise RefusalError(f"its file {name[:200]!r} is empty (0 bytes).")
