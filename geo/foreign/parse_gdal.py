"""Formats that GDAL reads, in the child process: GeoPackage, FlatGeobuf, shapefile, KML."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.foreign.dbf import dbf_encoding
from geo.foreign.drivers import DRIVER_OF_FORMAT, skip_list
from geo.foreign.tables import (
    GEOMETRY,
    Parsed,
    RefusalError,
    chosen_names,
    left_out,
    unique_names,
)

__all__ = ["ensure_drivers", "parse_gdal"]

_AGAIN = "KORDON_CHILD_AGAIN"
#: Where QGIS keeps styles in a GeoPackage.
_STYLES = "layer_styles"


def ensure_drivers(format_: str) -> None:
    """Make sure that GDAL has the one driver for ``format_`` and no other that opens vectors.

    A newer GDAL may bring a driver that is not on our list; then this process starts itself
    again, once, with a longer ``GDAL_SKIP``. Must run before anything was read from stdin.
    """
    import pyogrio

    wanted = DRIVER_OF_FORMAT[format_]
    present = set(pyogrio.list_drivers(read=True))
    if wanted not in present:
        raise RefusalError(f"this GDAL has no driver for {format_} ({wanted}).")
    others = present - {wanted}
    if not others:
        return
    if os.environ.get(_AGAIN):
        raise RefusalError(
            f"these GDAL drivers cannot be switched off: {', '.join(sorted(others))}."
        )
    environment = dict(os.environ) | {_AGAIN: "1", "GDAL_SKIP": skip_list(wanted, others)}
    os.execve(sys.executable, sys.orig_argv, environment)


def parse_gdal(
    path: Path, format_: str, *, sheets: Sequence[str], native: bool
) -> Iterator[Parsed]:
    """Read every layer of a file (or only those called so), each with its own columns and CRS."""
    import pyogrio

    if format_ == "geopackage":
        _check_database(path)
    if format_ == "shapefile" and not _has_index(path):
        raise RefusalError(
            "its index (.shx) does not lie beside it: keep .shp, .shx, .dbf and .prj together, "
            "under one name, or give the archive (.zip) that they came in."
        )
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    if not layers:
        raise RefusalError("it holds no layer: it is empty or damaged.")
    notes: list[str] = []
    asked = sheets if native or format_ == "geopackage" else ()
    wanted = chosen_names(layers, asked, "layer") if asked else layers
    if asked:
        notes += left_out(layers, wanted, "layer")
    elif format_ == "geopackage" and len(layers) > 1 and _STYLES in layers:
        wanted = [name for name in layers if name != _STYLES]
        notes.append(f"layer {_STYLES!r} left out: it says how QGIS draws the others")
    encoding = dbf_encoding(path, notes) if format_ == "shapefile" else None
    for name in wanted:
        parsed = _read_layer(path, name, native=native, encoding=encoding)
        parsed.notes += notes
        parsed.among = layers if asked else []
        notes = []
        yield parsed


def _has_index(path: Path) -> bool:
    wanted = path.with_suffix(".shx").name.casefold()
    return any(one.name.casefold() == wanted for one in path.parent.iterdir())


def _read_layer(path: Path, name: str, *, native: bool, encoding: str | None) -> Parsed:
    import pyogrio

    said: dict[str, Any] = {} if encoding is None else {"encoding": encoding}
    options: dict[str, Any] = {} if native else {"datetime_as_string": True}
    notes: list[str] = []
    try:
        # All rows come through Arrow: a GeoPackage's stored feature count may be wrong.
        meta, table = pyogrio.raw.read_arrow(path, layer=name, **said, **options)
    except TypeError:
        # pyogrio before 0.12 cannot give times as text.
        meta, table = pyogrio.raw.read_arrow(path, layer=name, **said)
    geometry_name = meta.get("geometry_name") or "wkb_geometry"
    names = [str(field.name) for field in table.schema]
    attributes = [column for column in names if column != geometry_name]
    arrays = [table.column(column) for column in attributes]
    labels = unique_names(attributes, notes)
    if geometry_name in names:
        arrays.append(table.column(geometry_name).cast(pa.binary()))
        labels.append(GEOMETRY)
    return Parsed.of_table(
        name, pa.table(arrays, names=labels), crs=meta.get("crs") or None, notes=notes
    )


def _check_database(path: Path) -> None:
    """Refuse virtual tables other than spatial indexes: they can read other files."""
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
    except sqlite3.Error as error:
        raise RefusalError(f"the database is damaged: {error}.") from None
    finally:
        database.close()
    for name, sql in rows:
        words = str(sql).lower().split("using", 1)
        if len(words) < 2 or not words[1].strip().startswith("rtree"):
            raise RefusalError(
                f"its table {str(name)[:60]!r} is a virtual table, which is not opened."
            )
