"""The side that asks: start the child, wait, and take its Arrow tables or its refusal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.errors import ForeignFileError
from geo.files import sha256_of
from geo.foreign.drivers import child_environment
from geo.foreign.limits import Limits
from geo.foreign.paths import checked_path, spool
from geo.foreign.sniff import FORMATS, HEAD_BYTES, sniff_format

if TYPE_CHECKING:
    import geopandas

__all__ = ["ForeignFile", "ForeignTable", "read_table", "read_vector"]

_GEOMETRY = "__kordon_geometry__"
_PROBLEM = "__kordon_problem__"
_BOOT = (
    "import sys; sys.path[:0] = {paths!r}; from geo.foreign.child import main; main({request!r})"
)


@dataclass(frozen=True)
class ForeignTable:
    """One table of a foreign file.

    ``columns`` holds the attributes as the file names them; ``geometry`` is a chunked array of
    WKB (None when the table has no geometry at all), in ``crs``; ``problems`` says per 0-based
    row what was wrong with the row itself.
    """

    name: str
    columns: pa.Table
    geometry: pa.ChunkedArray | None
    crs: str | None
    problems: dict[int, str]
    notes: tuple[str, ...]


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
    layer: str | None = None,
    limits: Limits | None = None,
) -> ForeignFile:
    """Read a file's tables as text, with geometry as WKB in EPSG:4326 (x = longitude).

    ``-`` is standard input. The format is told by the content unless ``input_format`` (a key of
    `geo.foreign.sniff.FORMATS`) names it; ``encoding`` is for CSV; ``layer`` picks one layer of
    a GeoPackage. Raises `ForeignFileError`, naming the file, for anything that cannot be opened
    safely and whole.
    """
    return _read(path, "text", input_format, encoding, layer, limits or Limits())


def read_vector(
    path: str | os.PathLike[str], *, layer: str | None = None, limits: Limits | None = None
) -> geopandas.GeoDataFrame:
    """Read a vector file (GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, shapefile, KML).

    Returns a GeoDataFrame with the file's own column types and CRS (None when it names none)
    and a ``geometry`` column. A file with several layers needs ``layer``, except KML, whose
    folders are read one after another with their names in a column ``folder``.
    Raises `ForeignFileError`.
    """
    import pandas as pd

    source = _read(path, "native", None, None, layer, limits or Limits())
    tables = [table for table in source.tables if table.geometry is not None]
    if not tables:
        raise ForeignFileError(f"{source.path} ({source.format}) has no geometry column.")
    if len(tables) == 1:
        return _frame(tables[0], source.path)
    names = [table.name for table in tables]
    if source.format != "kml":
        raise ForeignFileError(
            f"{source.path} has {len(names)} layers: {', '.join(names)}. Name one of them."
        )
    frames = [_frame(table, source.path).assign(folder=table.name) for table in tables]
    joined: geopandas.GeoDataFrame = pd.concat(frames, ignore_index=True)
    return joined


def _frame(table: ForeignTable, path: str) -> geopandas.GeoDataFrame:
    import geopandas
    import shapely

    if table.problems:
        row, why = next(iter(table.problems.items()))
        raise ForeignFileError(f"{path}: feature {row + 1}: {why}.")
    assert table.geometry is not None
    frame = table.columns.to_pandas()
    try:
        geometry = shapely.from_wkb(table.geometry.to_pylist())
    except shapely.errors.ShapelyError as error:
        raise ForeignFileError(f"{path}: a geometry cannot be read ({error}).") from error
    if "geometry" in frame.columns:
        frame = frame.rename(columns={"geometry": "geometry_attribute"})
    return geopandas.GeoDataFrame(frame, geometry=geometry, crs=table.crs)


def _read(
    path: str | os.PathLike[str],
    mode: str,
    input_format: str | None,
    encoding: str | None,
    layer: str | None,
    limits: Limits,
) -> ForeignFile:
    shown = os.fspath(path)
    with tempfile.TemporaryDirectory(prefix="kordon-") as name:
        folder = Path(name)
        if shown == "-":
            shown, source = "standard input", spool(folder, limits)
        else:
            source = checked_path(path, limits)
        format_ = _format_of(source, shown, input_format)
        with _said_of(shown):
            digest = sha256_of(source)
            request = {
                "path": str(source),
                "format": format_,
                "mode": mode,
                "encoding": encoding,
                "layer": layer,
            }
            tables = _ask(request, folder, source.stat().st_size, limits)
    return ForeignFile(shown, digest, format_, tables)


@contextmanager
def _said_of(shown: str) -> Iterator[None]:
    try:
        yield
    except ForeignFileError as error:
        raise ForeignFileError(f"{shown} cannot be read: {error}") from None
    except OSError as error:
        raise ForeignFileError(f"{shown} cannot be read: {error.strerror or error}.") from error


def _format_of(source: Path, shown: str, input_format: str | None) -> str:
    if input_format is not None and input_format not in FORMATS:
        raise ForeignFileError(
            f"The format {input_format!r} is not known; known are {', '.join(FORMATS)}."
        )
    with _said_of(shown), source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if input_format in ("csv", "geojson"):
        # Text can be anything, so the user's word counts; neither is ever given to GDAL.
        return input_format
    found = sniff_format(head, shown)
    if input_format not in (None, found):
        raise ForeignFileError(f"{shown} is {found} by its content, not {input_format}.")
    return found


def _ask(
    request: dict[str, Any], folder: Path, size: int, limits: Limits
) -> tuple[ForeignTable, ...]:
    """Run the child on ``request`` and return its tables; ForeignFileError without the name."""
    seconds = limits.seconds_for(size)
    request |= {
        "memory_bytes": limits.memory_for(size),
        "seconds": seconds,
        "output_bytes": limits.output_bytes,
    }
    if not sys.executable:
        raise ForeignFileError("no Python was found to start the parser with.")
    request_path = folder / "request.json"
    request_path.write_text(json.dumps(request), "utf-8")
    paths = [str(Path(entry).absolute()) for entry in sys.path if entry]
    paths.insert(0, str(Path(__file__).parents[2]))
    boot = _BOOT.format(paths=paths, request=str(request_path))
    with (folder / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", boot],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            cwd=folder,
            env=child_environment(request["format"]) | {"TMPDIR": str(folder)},
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise ForeignFileError(
                f"parsing it took longer than {seconds:.0f} seconds, so it was stopped. "
                "It may be damaged, or made to do harm."
            ) from None
        finally:
            _end(process)
    return _answer(folder, code)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()


def _answer(folder: Path, code: int) -> tuple[ForeignTable, ...]:
    path = folder / "answer.json"
    try:
        answer = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise ForeignFileError(_death(folder, code)) from None
    if "refused" in answer:
        raise ForeignFileError(answer["refused"])
    return tuple(_load(folder, entry) for entry in answer["tables"])


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
    last = said.splitlines()[-1][:200] if said else "no reason given"
    return f"the parser failed (exit code {code}: {last})."


def _load(folder: Path, entry: dict[str, Any]) -> ForeignTable:
    with pa.OSFile(str(folder / entry["file"]), "rb") as file:
        table = pa.ipc.open_file(file).read_all()
    table.validate(full=True)
    problems: dict[int, str] = {}
    if _PROBLEM in table.column_names:
        column = table.column(_PROBLEM)
        if column.null_count < len(column):
            problems = {row: text for row, text in enumerate(column.to_pylist()) if text}
        table = table.drop_columns([_PROBLEM])
    geometry = None
    if _GEOMETRY in table.column_names:
        geometry = table.column(_GEOMETRY)
        table = table.drop_columns([_GEOMETRY])
    return ForeignTable(
        entry["name"], table, geometry, entry["crs"], problems, tuple(entry["notes"])
    )
