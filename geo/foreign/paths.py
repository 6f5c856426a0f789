"""Checking a path argument before anything opens it, and what the names of files say."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from geo.errors import ForeignFileError
from geo.foreign.limits import Limits

__all__ = ["PICTURES", "SHAPEFILE_PARTS", "checked_path", "companions", "hidden", "spool"]

#: What a KMZ shows, and nobody reads.
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".dae")
#: What lies beside a shapefile, and is read with it or not at all.
SHAPEFILE_PARTS = (
    ".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".shp.xml"
)  # fmt: skip
#: Left behind by systems; hidden there.
_LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini"})

# GDAL reads these as instructions, not as names: /vsicurl/..., CSV:..., WFS:..., inline XML.
_VIRTUAL = re.compile(r"^[/\\]+vsi", re.IGNORECASE)
_PREFIXED = re.compile(r"^[A-Za-z][A-Za-z0-9_+.-]+:")


def checked_path(path: str | os.PathLike[str], limits: Limits) -> Path:
    """Return the absolute path of a regular, readable, non-empty file of allowed size.

    Raises `ForeignFileError` otherwise, naming the file and the way out.
    """
    name = os.fspath(path)
    if not name:
        raise ForeignFileError("An empty file name was given.")
    if "\0" in name:
        raise ForeignFileError(f"{name!r} is not a file name: it contains a NUL character.")
    if _VIRTUAL.match(name):
        raise ForeignFileError(
            f"{name} is a GDAL virtual path; Kordon opens files on this machine only. "
            "Download or unpack it and give the file."
        )
    try:
        status = os.stat(name)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(name) from None
    except OSError as error:
        raise ForeignFileError(f"{_short(name)} cannot be read: {error.strerror}.") from error
    if stat.S_ISDIR(status.st_mode):
        raise ForeignFileError(f"{name} is a folder; name a file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise ForeignFileError(f"{name} is not a regular file; use - to read standard input.")
    if status.st_size == 0:
        raise ForeignFileError(f"{name} is empty (0 bytes).")
    if status.st_size > limits.file_bytes:
        raise ForeignFileError(
            f"{name} is too big: {status.st_size:,} bytes, the limit is {limits.file_bytes:,}. "
            "Split it into smaller files."
        )
    if not os.access(name, os.R_OK):
        raise ForeignFileError(f"{name} cannot be read: no permission.")
    return Path(name).absolute()


def spool(folder: Path, limits: Limits, stream: BinaryIO | None = None) -> Path:
    """Copy standard input (or ``stream``) into a file in ``folder`` and return its path.

    Raises `ForeignFileError` when it is empty or larger than ``limits.file_bytes``.
    """
    source = sys.stdin.buffer if stream is None else stream
    target = folder / "stdin"
    size = 0
    with target.open("wb") as file:
        while chunk := source.read(1 << 20):
            size += len(chunk)
            if size > limits.file_bytes:
                raise ForeignFileError(
                    f"Standard input is too big: over {limits.file_bytes:,} bytes. "
                    "Split it into smaller parts."
                )
            file.write(chunk)
    if size == 0:
        raise ForeignFileError("Standard input is empty.")
    return target


def hidden(name: str) -> bool:
    """Whether a path, of which ``/`` divides the parts, leads to a hidden file."""
    parts = name.split("/")
    return any(
        (part.startswith(".") and part not in (".", "..")) or part.casefold() in _LITTER
        for part in parts
    )


def companions(names: Iterable[str]) -> set[str]:
    """Those of some paths that are parts of a shapefile whose ``.shp`` is there, too."""
    listed = list(names)
    stems = {name[:-4].casefold() for name in listed if name.casefold().endswith(".shp")}
    return {
        name
        for name in listed
        for ending in SHAPEFILE_PARTS
        if name.casefold().endswith(ending) and name[: -len(ending)].casefold() in stems
    }


def _missing(name: str) -> ForeignFileError:
    if name.lstrip().startswith(("<", "{")):
        return ForeignFileError(f"{_short(name)} is a document, not the name of a file.")
    if _PREFIXED.match(name) and not re.match(r"^[A-Za-z]:[\\/]", name):
        return ForeignFileError(
            f"{_short(name)} is an address or a driver prefix, not a file on this machine. "
            "Download it and give the file."
        )
    return ForeignFileError(f"{_short(name)} does not exist. Check the name and the folder.")


def _short(name: str) -> str:
    text = name if len(name) <= 120 else name[:117] + "..."
    return text if text.isprintable() else repr(text)
