"""What is to be read, file by file: of folders every file below, of archives every file inside.

What is hidden is left out, and said; what is not can be read, or is an error that names it. A
file of an archive is called ``a.zip/b.csv``, and a shapefile is one with all its parts.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final, NoReturn

from geo.errors import ForeignFileError
from geo.foreign.limits import Limits
from geo.foreign.packed import Member, kind_of, unpacked
from geo.foreign.parent import format_of
from geo.foreign.paths import PICTURES, checked_path, companions, hidden, spool
from geo.foreign.sniff import FORMATS
from layers.store.address import is_address, name_of
from layers.store.database import is_store

__all__ = ["Input", "each_input", "files_below"]

_MOST_FILES: Final = 10_000
_MOST_NAMES: Final = 10

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Input:
    """One file to be read: where it lies, what it is called, and what there is to say of it.

    A ``plain`` one is called as it lies there; others were unpacked, or came in.
    """

    path: PathLike
    shown: str
    notes: tuple[str, ...] = ()
    plain: bool = True


def each_input(
    names: Iterable[PathLike],
    limits: Limits,
    input_format: str | None = None,
    *,
    plain_limits: Limits | None = None,
) -> Iterator[Input]:
    """Yield the files that are meant by names, folders, archives and ``-``, in their order.

    Text in folders and archives must be called like a table, unless ``input_format`` says what it
    is: a note beside the data would be read as rows that nobody wrote. ``plain_limits`` are those
    of files that are not packed, if they are others. What was unpacked is there until the next one
    is asked for. Raises `ForeignFileError`.
    """
    plain_limits = plain_limits or limits
    for name in names:
        shown = os.fspath(name)
        if shown == "-":
            with tempfile.TemporaryDirectory(prefix="kordon-") as folder:
                found = spool(Path(folder), limits)
                for one in _opened(found, "standard input", limits, input_format):
                    yield dataclasses.replace(one, plain=False)
        elif os.path.isdir(shown):
            files, notes = files_below(shown)
            for file in files:
                path = Path(file)
                if is_store(path):
                    yield Input(path, file, notes)
                    notes = ()
                    continue
                checked_path(file, plain_limits)
                if not kind_of(path, file):
                    _check_name(path, file, input_format)
                yield from _opened(path, file, limits, input_format, notes)
                notes = ()
        elif is_store(name):
            yield Input(name, name_of(name) if is_address(name) else shown)
        else:
            checked_path(name, plain_limits)
            yield from _opened(Path(shown), shown, limits, input_format)


def files_below(folder: str) -> tuple[list[str], tuple[str, ...]]:
    """Files in a folder and the folders below, in sorted order, and what was left out.

    Links to folders are not followed. Raises `ForeignFileError` for a folder that cannot be
    looked into, one with nothing to read, and one with more files than anybody meant.
    """
    found: list[str] = []
    unseen: list[str] = []
    links: list[str] = []
    for root, folders, names in os.walk(folder, onerror=_refused):
        below = os.path.relpath(root, folder).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        unseen += [f"{prefix}{name}/" for name in folders if hidden(name)]
        folders[:] = [name for name in folders if not hidden(name)]
        links += [f"{prefix}{name}" for name in folders if os.path.islink(f"{root}/{name}")]
        unseen += [f"{prefix}{name}" for name in names if hidden(name)]
        found += [f"{prefix}{name}" for name in names if not hidden(name)]
        if len(found) > _MOST_FILES:
            raise ForeignFileError(
                f"{folder} holds more than {_MOST_FILES:,} files; name a folder in it."
            )
    found = sorted(set(found) - companions(found))
    if not found:
        raise ForeignFileError(f"{folder} is a folder without a file to read.")
    notes = [f"hidden in {folder}, and left out: {_listed(unseen)}"] if unseen else []
    if links:
        notes.append(f"links to folders in {folder}, not followed: {_listed(links)}")
    return [os.path.join(folder, name) for name in found], tuple(notes)


def _refused(error: OSError) -> NoReturn:
    raise ForeignFileError(
        f"{error.filename} cannot be looked into: {error.strerror or error}."
    ) from error


def _opened(
    path: Path,
    shown: str,
    limits: Limits,
    input_format: str | None,
    notes: tuple[str, ...] = (),
) -> Iterator[Input]:
    """A file, or the files that it packs."""
    kind = kind_of(path, shown)
    if not kind:
        yield Input(path, shown, notes)
        return
    with tempfile.TemporaryDirectory(prefix="kordon-") as folder:
        archive = unpacked(path, shown, Path(folder), limits)
        if archive.kmz:
            yield Input(path, shown, notes)
            return
        if PurePath(shown).suffix.lower() == ".kmz":
            yield from _of_kmz(path, shown, [*archive.members], notes)
            return
        if archive.hidden:
            notes += (f"hidden in {shown}, and left out: {_listed(archive.hidden)}",)
        if not archive.members:
            raise ForeignFileError(f"{shown} is an archive without a file to read.")
        for member in archive.members:
            inner = f"{shown}/{member.name}"
            if kind_of(member.path, inner):
                raise ForeignFileError(
                    f"{inner} is an archive in an archive, which is not opened: unpack "
                    f"{shown}, and read what is in it."
                )
            if kind == "zip":
                _check_name(member.path, inner, input_format)
            yield Input(member.path, inner, notes, plain=False)
            notes = ()


def _of_kmz(
    path: Path, shown: str, members: list[Member], notes: tuple[str, ...]
) -> Iterator[Input]:
    """A KMZ that holds more than documents and pictures: one file, and so is each KMZ in it."""
    named = [(PurePath(member.name).suffix.lower(), member) for member in members]
    inner = [member for suffix, member in named if suffix == ".kmz"]
    others = [member.name for suffix, member in named if suffix not in (".kml", ".kmz", *PICTURES)]
    if others:
        notes += (f"in {shown}, and left out: {_listed(others)}",)
    if any(suffix == ".kml" for suffix, _ in named):
        yield Input(path, shown, notes)
        notes = ()
    elif not inner:
        raise ForeignFileError(
            f"{shown} is called KMZ and holds no KML: it is a ZIP archive of something else; "
            "call it .zip, and what is in it is read."
        )
    for member in inner:
        yield Input(member.path, f"{shown}/{member.name}", notes, plain=False)
        notes = ()


def _check_name(path: Path, shown: str, input_format: str | None) -> None:
    """Raise `ForeignFileError` for what is not read, and for text that is no table by its name."""
    text = input_format is None and format_of(path, shown, None) == "csv"
    if text and PurePath(shown).suffix.lower() not in FORMATS["csv"]:
        raise ForeignFileError(
            f"{shown} is text, and not called like a table: call it .csv if it is one, else take "
            "it out of what is read."
        )


def _listed(names: Iterable[str]) -> str:
    listed = sorted(names)
    more = len(listed) - _MOST_NAMES
    return ", ".join(listed[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
