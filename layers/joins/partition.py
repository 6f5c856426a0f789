"""A file of points sorted by where they lie, and divided into parts that are near each other.

What is near on the ground comes to be near in the files, so that who asks for a place reads few
of them. The parts are GeoParquet with the bounds of every row and statistics of every column.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any, Final

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from geo.errors import ArgumentError, ForeignFileError, OutputError
from geo.files import atomic_write
from geo.foreign import ForeignTable, Limits
from geo.foreign.parent import read_file

__all__ = ["partition"]

_GEOMETRY: Final = "geometry"
_BOX: Final = ("xmin", "ymin", "xmax", "ymax")
#: Rows of a row group, each with statistics of its own.
_GROUP_ROWS: Final = 65_536

PathLike = str | os.PathLike[str]


def partition(
    path: PathLike,
    folder: PathLike,
    *,
    rows: int = 500_000,
    overwrite: bool = False,
    limits: Limits | None = None,
) -> int:
    """Sort a GeoParquet file along a Hilbert curve over its bounds; write parts of ``rows`` rows.

    Every row is kept, with its columns and their types; rows without a place come last. Any
    other vector file of one layer is taken, too. The file is held in memory. Returns how many
    parts ``folder`` holds, which is made whole or not at all: it must be new, empty, or, with
    ``overwrite``, hold nothing but parts.

    Raises `ForeignFileError` for a file that cannot be read, ArgumentError for less than a row,
    and OutputError when the folder cannot be written.
    """
    if rows < 1:
        raise ArgumentError(f"parts of {rows} rows: say 1 or more")
    if not os.fspath(folder):
        raise OutputError("the folder for the parts has no name; give it one.")
    target = Path(folder)
    if target.is_symlink():  # the folder it leads to is replaced, and the link stays
        target = Path(os.path.realpath(target))
    _check_free(target, overwrite)
    if os.path.dirname(os.path.realpath(path)) == os.path.realpath(target):
        raise OutputError(
            f"{target} holds {path}, which is read, and all in it would be replaced; choose "
            "another folder."
        )
    table = _sorted(_table(path, limits or Limits()))
    temporary = _beside(target)
    try:
        for number, start in enumerate(range(0, max(len(table), 1), rows)):
            part = table.slice(start, rows)

            def write(file: IO[bytes], part: pa.Table = part) -> None:
                pq.write_table(part, file, row_group_size=_GROUP_ROWS, compression="zstd")

            atomic_write(temporary / f"part-{number:05d}.parquet", write)
        _publish(temporary, target)
    except OutputError as error:  # by the name that the part would have had
        said = str(error).replace(os.fspath(temporary), os.fspath(target))
        raise OutputError(said) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return number + 1


def _table(path: PathLike, limits: Limits) -> pa.Table:
    """The file as an Arrow table with its geometry as WKB, described as GeoParquet 1.1."""
    file = read_file(path, "native", None, None, (), limits)
    tables = [table for table in file.tables if table.geometry is not None]
    if len(tables) != 1:
        raise ForeignFileError(
            f"{file.path} ({file.format}) has {len(tables) or 'no'} layers with a geometry, and "
            "one is wanted; `kordon query FILE -o FILE.parquet` makes GeoParquet of records."
        )
    (table,) = tables
    for row, why in table.problems.items():
        raise ForeignFileError(f"{file.path}: feature {row + 1}: {why}.")
    columns = table.columns
    for name in (_GEOMETRY, "bbox"):
        if name in columns.column_names:
            at = columns.column_names.index(name)
            kept = pa.field(f"{name}_attribute", columns.schema.field(name).type)
            columns = columns.set_column(at, kept, columns.column(name))
    columns = columns.append_column(_GEOMETRY, table.geometry)
    return columns.replace_schema_metadata({"geo": json.dumps(_described(table))})


def _described(table: ForeignTable) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [],
        "crs": None if table.crs is None else CRS(table.crs).to_json_dict(),
        "covering": {"bbox": {name: ["bbox", name] for name in _BOX}},
    }
    return {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: column}}


def _sorted(table: pa.Table) -> pa.Table:
    shapes = shapely.from_wkb(table.column(_GEOMETRY).to_numpy())
    bounds = shapely.bounds(shapes)
    somewhere = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    nowhere = np.flatnonzero(~np.isfinite(bounds).all(axis=1))
    if len(somewhere):
        distance = geopandas.GeoSeries(shapes[somewhere]).hilbert_distance().to_numpy()
        somewhere = somewhere[np.argsort(distance, kind="stable")]
    order = np.concatenate([somewhere, nowhere])
    boxes = [pa.array(side, from_pandas=True) for side in bounds[order].T]
    box = pa.StructArray.from_arrays(boxes, _BOX)
    return table.take(pa.array(order)).append_column("bbox", box)


def _check_free(target: Path, overwrite: bool) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file; name a folder for the parts.")
    if not target.absolute().parent.is_dir():
        raise OutputError(
            f"{target} cannot be written: the folder {target.absolute().parent} does not exist. "
            "Make it first or choose another place."
        )
    present = list(target.iterdir()) if target.exists() else []
    if present and not overwrite:
        raise OutputError(f"{target} is not empty; use --force to replace the parts in it.")
    other = [p.name for p in present if not p.match("part-*.parquet")]
    if other:
        raise OutputError(f"{target} holds {other[0]}, which is no part; choose another folder.")


def _beside(target: Path) -> Path:
    try:
        name = tempfile.mkdtemp(prefix=f".{target.name[:64]}.", dir=target.absolute().parent)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}.") from error
    return Path(name)


def _publish(temporary: Path, target: Path) -> None:
    """Give the finished folder its name; what had it was parts, as was checked."""
    umask = os.umask(0)
    os.umask(umask)
    temporary.chmod(0o777 & ~umask)
    before = temporary.with_name(f"{temporary.name}-before")
    try:
        if target.exists():
            target.rename(before)
        try:
            temporary.rename(target)
        except BaseException:  # also when somebody stops it
            if before.exists():
                before.rename(target)
            raise
    except OSError as error:
        raise OutputError(f"{target} was not written: {error.strerror}.") from error
    shutil.rmtree(before, ignore_errors=True)
