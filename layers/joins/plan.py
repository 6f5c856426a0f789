"""A join in parts: which part is which rows of which file, and what the folder was made from.

The folder holds ``part-00000.parquet`` and so on, each whole or not there, and ``_kordon.json``,
which says what they are made from. A part that is there is not made again, and a folder that was
made from something else is refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.errors import ForeignFileError, OutputError
from geo.files import atomic_write, sha256_of
from geo.foreign import Limits, file_format, row_groups
from geo.grid import fingerprint
from geo.version import __version__
from layers.joins.joining import Joiner
from layers.readers.batches import How

__all__ = [
    "IDS",
    "LEFT_BEHIND",
    "MANIFEST",
    "PART_ROWS",
    "Part",
    "check_apart",
    "claimed",
    "made_from",
    "open_folder",
    "parquet_files",
    "parts_of",
]

MANIFEST: Final = "_kordon.json"
#: Folder, inside the output, of what is needed until all parts are there.
IDS: Final = "_kordon-ids"
#: How the names of files begin that a run leaves behind when it is killed.
LEFT_BEHIND: Final = (".part-", f".{MANIFEST}.", f".{IDS}")
#: Row groups are put together until a part has so many rows.
PART_ROWS: Final = 500_000

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Part:
    """Row groups of a Parquet file, from the first up to the second number.

    ``first_row`` is the number, from 1, of its first row in the file.
    """

    number: int
    file: str
    groups: tuple[int, int]
    first_row: int
    rows: int

    @property
    def name(self) -> str:
        """Name of the file with its memberships."""
        return f"part-{self.number:05d}.parquet"


def parquet_files(inputs: Sequence[PathLike]) -> list[str]:
    """Parquet files: those named, and for a folder all ``.parquet`` files in it, by name.

    Absolute names, for workers elsewhere. Raises `ForeignFileError` for anything else.
    """
    files: list[str] = []
    for name in inputs:
        path = Path(name)
        inside = [path]
        if path.is_dir():
            inside = sorted(p for p in path.glob("*.parquet") if not p.name.startswith((".", "_")))
        if not inside:
            raise ForeignFileError(f"{path} is a folder without .parquet files.")
        for file in inside:
            if (found := file_format(file)) != "geoparquet":
                raise ForeignFileError(
                    f"{file} is {found}, and parts are made of Parquet files only: "
                    "`kordon query FILE -o FILE.parquet` writes one."
                )
            files.append(str(file.absolute()))
    return files


def parts_of(
    files: Sequence[str], rows: int = PART_ROWS, limits: Limits | None = None
) -> list[Part]:
    """Divide files into parts of whole row groups, each as small as ``rows`` allows."""
    parts: list[Part] = []
    for file in files:
        first, first_row, count = 0, 1, 0
        groups = row_groups(file, limits=limits)
        for number, size in enumerate(groups, 1):
            count += size
            following = groups[number] if number < len(groups) else rows
            if count + following > rows or number == len(groups):
                parts.append(Part(len(parts), file, (first, number), first_row, count))
                first, first_row, count = number, first_row + count, 0
        if not groups:
            parts.append(Part(len(parts), file, (0, 0), 1, 0))
    return parts


def made_from(
    files: Sequence[str], parts: Sequence[Part], joiner: Joiner, how: How
) -> dict[str, Any]:
    """What the parts are made from, for the manifest: the same again gives the same parts."""
    regions = joiner.regions
    names = regions[["region_id", "name"]].to_json(orient="values")
    shapes = fingerprint(regions.geometry.to_numpy())
    options = {
        "predicate": joiner.predicate,
        "assume_uncertainty_m": joiner.assume_uncertainty_m,
        "certain_only": joiner.certain_only,
        "fields": list(joiner.fields),
        "layer": how.layer,
        "mapping": dict(how.mapping),
        **how.policy.told(),
    }
    return {
        "kordon": __version__,
        "input": [{"file": Path(file).name, "sha256": sha256_of(file)} for file in files],
        "regions": hashlib.sha256(f"{names}{shapes}".encode()).hexdigest(),
        "options": options,
        "parts": [
            {**dataclasses.asdict(part), "file": Path(part.file).name, "groups": list(part.groups)}
            for part in parts
        ],
    }


def check_apart(files: Sequence[str], folder: PathLike) -> None:
    """Raise OutputError if a file that is read lies in the folder, whose parts may be replaced."""
    own = os.path.realpath(folder)
    for file in files:
        if own in (os.path.realpath(Path(file).parent), os.path.dirname(os.path.realpath(file))):
            raise OutputError(
                f"{os.fspath(folder)} holds {Path(file).name}, which is read, and parts in it may "
                "be replaced; choose another folder."
            )


@contextmanager
def claimed(folder: PathLike) -> Iterator[None]:
    """Keep a folder, which is made if it is not there, to this run: another one is refused.

    Where the system or the file system knows no locks, nobody is refused. Raises OutputError.
    """
    path = _made(folder)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise OutputError(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                f"another run is making parts in {path}: wait for it, or choose another folder."
            ) from None
        except OSError:  # of a file system without locks
            pass
        yield
    finally:
        with suppress(OSError):
            os.close(handle)


def _made(folder: PathLike) -> Path:
    if not os.fspath(folder):
        raise OutputError("the folder for the parts has no name; give it one.")
    path = Path(folder)
    try:
        path.mkdir(exist_ok=True)
        os.listdir(path)
    except (FileExistsError, NotADirectoryError):
        raise OutputError(f"{path} is a file; name a folder for the parts.") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        more = (
            " Make the folder that it lies in first."
            if isinstance(error, FileNotFoundError)
            else ""
        )
        raise OutputError(f"{path} cannot be made: {why}.{more}") from error
    return path


def open_folder(folder: PathLike, made: dict[str, Any], *, overwrite: bool = False) -> None:
    """Make the folder ready for parts that are ``made_from`` this.

    It may be new, empty, or one in which the same parts were begun, or no part is yet; with
    ``overwrite`` also one with other parts, which are removed. Raises OutputError for any other.
    """
    path = _made(folder)
    present = {e.name for e in path.iterdir() if not e.name.startswith(LEFT_BEHIND)}
    if MANIFEST in present:
        before = _manifest(path)
        if before == made:
            return
        begun = before.keys() != made.keys() or any(path.glob("part-*.parquet"))
        if begun and not overwrite:
            changed = ", ".join(key for key in made if before.get(key) != made[key])
            raise OutputError(
                f"{path} holds parts that were made from something else (different: {changed}); "
                "choose another folder, or use --force to replace them."
            )
        for part in path.glob("part-*.parquet"):
            part.unlink()
        shutil.rmtree(path / IDS, ignore_errors=True)
    elif present:
        raise OutputError(f"{path} holds files that are no parts; choose a new or empty folder.")
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    atomic_write(path / MANIFEST, text, overwrite=True)


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{path / MANIFEST} cannot be read ({error}); choose another folder."
        ) from None
    if not isinstance(manifest, dict):
        raise OutputError(f"{path / MANIFEST} is not what Kordon writes; choose another folder.")
    return manifest
