"""Checking where: coordinates, lines and areas of one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyproj
import shapely

from geo.errors import PlaceError
from geo.shapes import to_degrees
from geo.shapetexts import DEGREES, read_shape
from layers.checking import coordinates
from layers.checking.sheet import Checked, RawTable, rows_by_code
from layers.checking.validate_positions import take_pairs, take_position
from layers.checking.validate_shapes import judge_shapes, unwrap

__all__ = ["check_places"]


def check_places(raw: RawTable, sheet: Checked) -> None:
    """Fill ``geometries`` and ``located`` from coordinates, shapes in texts and native geometry."""
    longitude, latitude = sheet.number("longitude"), sheet.number("latitude")
    geometries = _given_geometries(raw, sheet)
    unwrap(geometries)
    points = shapely.get_type_id(geometries) == 0
    points &= ~shapely.is_empty(geometries)
    free = points & np.isnan(longitude) & np.isnan(latitude)
    longitude[free] = shapely.get_x(geometries[free])
    latitude[free] = shapely.get_y(geometries[free])
    _note_disagreement(sheet, geometries, points & ~free)
    given, at = geometries.copy(), (longitude.copy(), latitude.copy())
    free &= (shapely.get_coordinate_dimension(given) == 2) & (shapely.get_srid(given) == 0)
    geometries[shapely.get_type_id(geometries) == 0] = None
    findings, countries = sheet.findings, sheet.text("country")
    target = sheet.number("target_longitude"), sheet.number("target_latitude")
    coordinates.judge_pairs(longitude, latitude, countries, findings)
    coordinates.judge_pairs(*target, countries, findings, "target_")
    judge_shapes(geometries, countries, findings)
    # A point that was given, and nothing was changed of, need not be made again.
    free &= (longitude == at[0]) & (latitude == at[1])
    geometries[free] = given[free]
    fill = shapely.is_missing(geometries) & ~np.isnan(longitude)
    geometries[fill] = shapely.points(longitude[fill], latitude[fill])
    sheet.geometries, sheet.located = geometries, ~shapely.is_missing(geometries)


def _given_geometries(raw: RawTable, sheet: Checked) -> Any:
    geometries = np.full(raw.rows, None, dtype=object)
    if raw.geometry is not None:
        geometries[:] = shapely.from_wkb(raw.geometry.to_numpy(zero_copy_only=False))
    if "geometry" not in sheet.texts:
        return geometries
    text = take_pairs(sheet, sheet.texts.pop("geometry"))
    encoded = text.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    texts = encoded.dictionary.to_pylist()
    rows_of = rows_by_code(codes, len(texts))
    elsewhere: dict[str, dict[int, str]] = {}
    for code, given in enumerate(texts):
        rows = rows_of(code)
        rows = rows[shapely.is_missing(geometries[rows])]
        try:
            shape, why = read_shape(given), ""
        except PlaceError as error:
            shape, why = None, str(error)
        if shape is not None:
            geometries[rows] = shape.geometry
            if shape.crs != DEGREES:
                elsewhere.setdefault(shape.crs, {}).update(dict.fromkeys(rows.tolist(), given))
        elif said := take_position(sheet, rows, given):
            # Of what looks like a shape it is worth knowing what is wrong with that.
            _drop(sheet, rows, given, why or said)
    for crs, written in elsewhere.items():
        _bring_to_degrees(sheet, geometries, crs, written)
    return geometries


def _drop(sheet: Checked, rows: Any, text: str, why: str) -> None:
    for row in rows:
        sheet.findings.drop(int(row), "geometry", text, "geometry cannot be read", why)


def _bring_to_degrees(
    sheet: Checked, geometries: Any, crs: str, written: Mapping[int, str]
) -> None:
    """Convert (in place) the shapes of some rows, which their texts say are in another system."""
    rows = np.array([*written], dtype=np.intp)
    try:
        known = pyproj.CRS(crs)
        if not (known.is_projected or known.is_geographic):
            raise PlaceError(f"{crs} ({known.name}) has no easting and northing")
        moved = to_degrees(geometries[rows], crs)
    except (pyproj.exceptions.ProjError, PlaceError) as error:
        why = str(error) if isinstance(error, PlaceError) else f"there is no {crs} in PROJ"
        moved = np.full(len(rows), None)
        fine = np.zeros(len(rows), dtype=bool)
    else:
        why = f"its coordinates are none of {crs}, in which it says it is"
        fine = np.isfinite(shapely.bounds(moved)).all(axis=1) | shapely.is_empty(moved)
    for row, shape, whole in zip(rows.tolist(), moved, fine, strict=True):
        geometries[row] = shape if whole else None
        if whole:
            after = shapely.to_wkt(shape, rounding_precision=6)[:500]
            said = f"{crs} converted to WGS 84"
            sheet.findings.repair(row, "geometry", written[row][:200], after, said)
        else:
            _drop(sheet, [row], written[row], f"{why}; convert it to WGS 84 (EPSG:4326)")


def _note_disagreement(sheet: Checked, geometries: Any, rows: Any) -> None:
    chosen = np.flatnonzero(rows)
    x, y = shapely.get_x(geometries[chosen]), shapely.get_y(geometries[chosen])
    longitude, latitude = sheet.numbers["longitude"], sheet.numbers["latitude"]
    # 0.0001 degrees is about 10 m: below that it is rounding.
    apart = np.hypot(x - longitude[chosen], y - latitude[chosen]) > 1e-4
    for row, left, right in zip(chosen[apart], x[apart].tolist(), y[apart].tolist(), strict=True):
        code = "geometry and coordinates differ"
        text = f"{code}: POINT ({left:.6f} {right:.6f}) is not used"
        sheet.findings.reason(int(row), code, text)
        # Part of what the row says, and so of which row it is.
        sheet.findings.unused[int(row)].append(f"geometry=POINT ({left!r} {right!r})")
