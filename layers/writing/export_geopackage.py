"""Sightings as a GeoPackage: a table per layer and kind of shape, which QGIS draws as Kordon does.

Tables are called like their layer (``deployment``), with ``_points`` (several of one record),
``_lines``, ``_areas`` or ``_mixed`` (shapes of several kinds) behind it where they hold no single
points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from string import Template
from typing import Any, Final

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.foreign.tables import GEOMETRY
from geo.foreign.writing import WrittenTable, geopackage_of
from layers.colours import COLOURS, rgb_of
from layers.columns import claimed_fields
from layers.registry import LAYERS
from layers.writing.portable import portable

__all__ = ["TABLES", "geopackage_bytes"]

#: Kind of shape: what stands behind the layer's name, the type of the table, and its drawing.
_KINDS: Final = {
    "points": ("", "Point", "points.qml"),
    "several": ("_points", "MultiPoint", "points.qml"),
    "lines": ("_lines", "MultiLineString", "lines.qml"),
    "areas": ("_areas", "MultiPolygon", "areas.qml"),
    "mixed": ("_mixed", "Unknown", ""),
}
#: The kinds of what shapely calls 0 .. 7, and of None: a record without a place is with the points.
_KIND_OF: Final = np.array(
    ["points", "lines", "lines", "areas", "several", "lines", "areas", "mixed", "points"]
)
#: Layer -> its shape on the map.
_SHAPES: Final = {layer.id: layer.shape for layer in LAYERS}
#: What rows of no layer are called; reading gives every row one.
_OTHERS: Final = "sightings"
#: Names of the tables that are written.
TABLES: Final = frozenset(
    name + suffix for name in (*_SHAPES, _OTHERS) for suffix, _, _ in _KINDS.values()
)


def geopackage_bytes(sightings: geopandas.GeoDataFrame) -> bytes:
    """The sightings as a GeoPackage, with styles for QGIS. Raises `OutputError`.

    Lines and areas are written as multi-part ones, as QGIS wants them; reading takes a part that
    is alone out again. Where two columns differ only in capitals the second gets a number.
    """
    return geopackage_of(list(_tables(sightings)))


def _tables(sightings: geopandas.GeoDataFrame) -> Iterator[WrittenTable]:
    attributes = sightings.drop(columns=sightings.geometry.name)
    columns = [_column(attributes[name]) for name in attributes.columns]
    names = [portable(str(name)) for name in attributes.columns]
    if "geometry" in claimed_fields(names):
        # Another column would be read as the place of records that have none.
        names.append("geometry")
        columns.append(pa.nulls(len(sightings), pa.string()))
    labels = [*_labels(names), GEOMETRY]
    shapes = sightings.geometry.to_numpy()
    for name, kind, rows in _parts(sightings, shapes):
        suffix, type_, drawing = _KINDS[kind]
        arrays = [column.take(pa.array(rows)) for column in columns]
        arrays.append(pa.array(shapely.to_wkb(_several(shapes[rows], kind)), pa.binary()))
        style = _style(drawing, name) if drawing and name in _SHAPES else ""
        yield WrittenTable(name + suffix, pa.table(arrays, names=labels), type_, style)


def _parts(sightings: geopandas.GeoDataFrame, shapes: Any) -> list[tuple[str, str, Any]]:
    """Layer, kind and rows of each table; one without rows where there are none."""
    kinds = _KIND_OF[shapely.get_type_id(shapes)]
    words = sightings["layer"].astype(object).to_numpy()
    layers = np.array([word if word in _SHAPES else _OTHERS for word in words], dtype=object)
    found = [
        (layer, kind, np.flatnonzero((layers == layer) & (kinds == kind)))
        for layer in (*_SHAPES, _OTHERS)
        for kind in _KINDS
    ]
    nothing = np.array([], dtype=np.int64)
    return [part for part in found if len(part[2])] or [(_OTHERS, "points", nothing)]


def _column(values: pd.Series) -> pa.Array:
    """Numbers as numbers, the rest as text; missing is null."""
    if pd.api.types.is_float_dtype(values):
        return pa.array(values.to_numpy(dtype=float), pa.float64(), from_pandas=True)
    if pd.api.types.is_integer_dtype(values) and not values.isna().any():
        return pa.array(values.to_numpy(dtype=np.int64))
    missing = values.isna().to_numpy()
    texts = [
        None if nothing else portable(_text(value))
        for value, nothing in zip(values, missing, strict=True)
    ]
    return pa.array(texts, pa.string())


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _labels(names: Iterable[str]) -> list[str]:
    """Names that SQLite tells apart, which does not look at capitals."""
    taken: set[str] = set()
    labels = []
    for name in names:
        label, count = name, 1
        while label.casefold() in taken:
            count += 1
            label = f"{name} ({count})"
        taken.add(label.casefold())
        labels.append(label)
    return labels


def _several(shapes: Any, kind: str) -> Any:
    """Lines and areas as multi-part ones."""
    make: Any = {"lines": shapely.multilinestrings, "areas": shapely.multipolygons}.get(kind)
    if make is None:
        return shapes
    one = np.flatnonzero(np.isin(shapely.get_type_id(shapes), (1, 3)))
    result = shapes.copy()
    if len(one):
        result[one] = make(shapes[one], indices=np.arange(len(one)))
    return result


def _style(drawing: str, layer: str) -> str:
    text = (resources.files("layers.writing") / "qgis" / drawing).read_text("utf-8")
    colour = ",".join(str(part) for part in rgb_of(COLOURS[layer]))
    return Template(text).substitute(colour=colour, shape=_SHAPES[layer])
