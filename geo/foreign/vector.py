"""Vector files of zones: their layers as GeoDataFrames, with the file's own types and CRS."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from geo.errors import ForeignFileError
from geo.foreign.limits import Limits
from geo.foreign.parent import ForeignFile, ForeignTable, read_file

if TYPE_CHECKING:
    import geopandas

__all__ = ["read_layers", "read_vector"]


def read_vector(
    path: str | os.PathLike[str], *, layer: str | None = None, limits: Limits | None = None
) -> geopandas.GeoDataFrame:
    """Read a vector file of one layer, or one of its layers, as `read_layers` does.

    KML folders are read one after another with their names in a column ``folder``; any other
    file with several layers needs ``layer``. Raises `ForeignFileError`.
    """
    import pandas as pd

    source, tables = _with_geometry(path, layer, limits)
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


def read_layers(
    path: str | os.PathLike[str], *, limits: Limits | None = None
) -> list[tuple[str, geopandas.GeoDataFrame]]:
    """Read every layer of a vector file (GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, KML ...).

    Returns names ("" where the format has none) and GeoDataFrames, each with the file's own
    column types, its own CRS (None when it names none) and a ``geometry`` column. Raises
    `ForeignFileError`, also for a geometry that cannot be read.
    """
    source, tables = _with_geometry(path, None, limits)
    several = len(tables) > 1
    return [
        (
            table.name,
            _frame(table, f"{source.path}, layer {table.name}" if several else source.path),
        )
        for table in tables
    ]


def _with_geometry(
    path: str | os.PathLike[str], layer: str | None, limits: Limits | None
) -> tuple[ForeignFile, list[ForeignTable]]:
    asked = () if layer is None else (layer,)
    source = read_file(path, "native", None, None, asked, limits or Limits())
    tables = [table for table in source.tables if table.geometry is not None]
    if not tables:
        raise ForeignFileError(
            f"{source.path} ({source.format}) has no geometry column: give a file of shapes, "
            "such as GeoJSON, GeoPackage, Shapefile, KML or GeoParquet."
        )
    return source, tables


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
