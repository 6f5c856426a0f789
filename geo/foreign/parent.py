"""The side that asks: start the child, wait, and take its Arrow tables or its refusal."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.errors import ForeignFileError
from geo.files import sha256_of
from geo.foreign.limits import Limits
from geo.foreign.paths import checked_path, spool
from geo.foreign.processes import end_child, start_child
from geo.foreign.sniff import FORMATS, HEAD_BYTES, sniff_format

__all__ = [
    "ForeignFile",
    "ForeignTable",
    "answer_of",
    "foreign_table",
    "format_of",
    "naming",
    "read_file",
    "read_table",
    "run_child",
]

#: With less than this a disk is full: then the child cannot even say so.
_ROOM_BYTES = 1_000_000
_GEOMETRY = "__kordon_geometry__"
_LINE = "__kordon_line__"
_PROBLEM = "__kordon_problem__"
_RAW = "__kordon_raw__"


@dataclass(frozen=True)
class ForeignTable:
    """One table of a foreign file.

    ``columns`` holds the attributes as the file names them; ``geometry`` is a chunked array of
    WKB (None when the table has no geometry at all), in ``crs``; ``problems`` says per 0-based
    row what was wrong with the row itself, ``unread`` what was written where its geometry could
    not be read; ``numeric`` names the columns of real numbers, which came as text here;
    ``lines`` are the numbers that a spreadsheet shows beside the rows, None where no spreadsheet
    shows them; ``among`` are all sheets or layers of the file, where some were asked for.
    """

    name: str
    columns: pa.Table
    geometry: pa.ChunkedArray | None
    crs: str | None
    problems: dict[int, str]
    notes: tuple[str, ...]
    unread: dict[int, str] = field(default_factory=dict)
    numeric: frozenset[str] = frozenset()
    lines: Sequence[int] | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignFile:
    """A file that was opened: its name as given, content hash, format and tables."""

    path: str
    sha256: str
    format: str
    tables: tuple[ForeignTable, ...]


def read_table(
    path: str | os.PathLike[str],
    *,
    input_format: str | None = None,
    encoding: str | None = None,
    sheets: Sequence[str] = (),
    limits: Limits | None = None,
    shown: str | None = None,
) -> ForeignFile:
    """Read a file's tables as text, with geometry as WKB in EPSG:4326 (x = longitude).

    ``-`` is standard input. The format is told by the content unless ``input_format`` (a key of
    `geo.foreign.sniff.FORMATS`) names it; ``encoding`` is for CSV; ``sheets`` picks sheets
    of a workbook and layers of a GeoPackage, one of which must be there; ``shown`` is the file's
    name in messages, where its path says nothing. Raises `ForeignFileError`, naming the file, for
    anything that cannot be opened safely and whole.
    """
    return read_file(path, "text", input_format, encoding, sheets, limits or Limits(), shown)


def read_file(
    path: str | os.PathLike[str],
    mode: str,
    input_format: str | None,
    encoding: str | None,
    sheets: Sequence[str],
    limits: Limits,
    shown: str | None = None,
) -> ForeignFile:
    """Have the child parse a file: ``mode`` "text" for records, "native" for the file's types.

    The other arguments are those of `read_table`. Raises `ForeignFileError`, naming the file.
    """
    shown = shown or os.fspath(path)
    with tempfile.TemporaryDirectory(prefix="kordon-") as name:
        folder = Path(name)
        if os.fspath(path) == "-":
            shown, source = "standard input", spool(folder, limits)
        else:
            source = checked_path(path, limits)
        format_ = format_of(source, shown, input_format)
        with naming(shown):
            digest = sha256_of(source)
            request = {
                "path": str(source),
                "format": format_,
                "mode": mode,
                "encoding": encoding,
                "sheets": list(sheets),
            }
            tables = _ask(request, folder, source.stat().st_size, limits)
    return ForeignFile(shown, digest, format_, tables)


@contextmanager
def naming(shown: str) -> Iterator[None]:
    """Let what goes wrong be said of the file with this name."""
    try:
        yield
    except ForeignFileError as error:
        raise ForeignFileError(f"{shown} cannot be read: {error}") from None
    except OSError as error:
        raise ForeignFileError(f"{shown} cannot be read: {error.strerror or error}.") from error


def format_of(source: Path, shown: str, input_format: str | None) -> str:
    """Tell the format by the content; ``input_format`` is the user's word for it."""
    if input_format is not None and input_format not in FORMATS:
        raise ForeignFileError(
            f"The format {input_format!r} is not known; known are {', '.join(FORMATS)}."
        )
    with naming(shown), source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if input_format in ("csv", "geojson", "json"):
        # Text can be anything, so the user's word counts; none of them is ever given to GDAL.
        return input_format
    found = sniff_format(head, shown)
    if input_format not in (None, found):
        raise ForeignFileError(f"{shown} is {found} by its content, not {input_format}.")
    return found


def _ask(
    request: dict[str, Any], folder: Path, size: int, limits: Limits
) -> tuple[ForeignTable, ...]:
    """Have the child parse tables; ForeignFileError without the name."""
    answer = run_child(request, folder, size, limits)
    return tuple(_load(folder, entry) for entry in answer["tables"])


def run_child(request: dict[str, Any], folder: Path, size: int, limits: Limits) -> dict[str, Any]:
    """Run the child on ``request`` for a file of ``size`` bytes and return what it answered.

    Files of the answer lie in ``folder``. Raises ForeignFileError, without the file's name.
    """
    seconds = limits.seconds_for(size)
    request |= {
        "memory_bytes": limits.memory_for(size),
        "seconds": seconds,
        "output_bytes": limits.output_for(size),
    }
    with (folder / "stderr").open("wb") as stderr:
        process = start_child(request, folder, stderr)
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise ForeignFileError(
                f"parsing it took longer than {seconds:.0f} seconds, so it was stopped. "
                "It may be damaged, or made to do harm."
            ) from None
        finally:
            end_child(process)
    return answer_of(folder, code)


def answer_of(folder: Path, code: int) -> dict[str, Any]:
    """What the child answered; ForeignFileError where it refused or died."""
    path = folder / "answer.json"
    try:
        answer: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise ForeignFileError(_death(folder, code)) from None
    if "refused" in answer:
        raise ForeignFileError(answer["refused"])
    return answer


def _death(folder: Path, code: int) -> str:
    with (folder / "stderr").open("rb") as file:
        said = file.read(65_536).decode("utf-8", "replace").strip()
    if "MemoryError" in said or "bad_alloc" in said or "llocat" in said:
        return "it needs more memory than a file of its size may take."
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        if name == "SIGXCPU":
            return "parsing it took too much processor time, so it was stopped."
        return f"the parser was ended by {name} while reading it. It is damaged or made to do harm."
    if "No space left" in said or (not said and shutil.disk_usage(folder).free < _ROOM_BYTES):
        return (
            f"the folder for temporary files, {folder.parent}, has no room for what is in it; make "
            "room there, or name another folder in TMPDIR."
        )
    last = said.splitlines()[-1][:200] if said else "no reason given"
    return f"the parser failed (exit code {code}: {last})."


def _load(folder: Path, entry: dict[str, Any]) -> ForeignTable:
    with pa.OSFile(str(folder / entry["file"]), "rb") as file:
        table = pa.ipc.open_file(file).read_all()
    return foreign_table(table, entry)


def foreign_table(table: pa.Table, about: dict[str, Any]) -> ForeignTable:
    """What the child wrote as a table: columns, geometry and remarks apart."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        raise ForeignFileError(
            f"its values are damaged ({str(error).splitlines()[0][:120]}). Save it anew, as UTF-8."
        ) from None
    table, problems = _said(table, _PROBLEM)
    table, unread = _said(table, _RAW)
    table, lines = _numbered(table)
    geometry = None
    if _GEOMETRY in table.column_names:
        geometry = table.column(_GEOMETRY)
        table = table.drop_columns([_GEOMETRY])
    return ForeignTable(
        about.get("name", ""),
        table,
        geometry,
        about.get("crs"),
        problems,
        tuple(about["notes"]),
        unread,
        frozenset(about["numeric"]),
        lines,
        tuple(about.get("among", ())),
    )


def _said(table: pa.Table, name: str) -> tuple[pa.Table, dict[int, str]]:
    """Take a column of remarks out of a table: the rest, and the remarks by 0-based row."""
    if name not in table.column_names:
        return table, {}
    column = table.column(name)
    said: dict[int, str] = {}
    if column.null_count < len(column):
        said = {row: text for row, text in enumerate(column.to_pylist()) if text}
    return table.drop_columns([name]), said


def _numbered(table: pa.Table) -> tuple[pa.Table, Sequence[int] | None]:
    """Take the numbers of rows out of a table: the rest, and they, if they are one, as a range."""
    if _LINE not in table.column_names:
        return table, None
    numbers = table.column(_LINE).to_numpy()
    lines: Sequence[int] = numbers
    if len(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1:  # they rise, always
        lines = range(int(numbers[0]), int(numbers[-1]) + 1)
    return table.drop_columns([_LINE]), lines
