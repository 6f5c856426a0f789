"""Which sightings lie in which regions: certainly, possibly, or not.

A sighting is a disc: its point and ``coordinate_uncertainty_m``. Against a region it is

- certain: the whole disc is inside;
- possible: the disc reaches in, or its size is not known; ``share`` is the part of the
  disc's area that is inside;
- outside: neither; not in the result.

With uncertainty 0 this is ``geopandas.sjoin`` with the same predicate, pair for pair. Lines
and polygons join by their geometry (`geo.outlines`): certain when the region covers all of it,
with the uncertainty to spare. The result is a table of memberships, never a longer list of
sightings: count it with `geo.counts`.

A disc beyond `MAXIMUM_DISC_M`, or one that comes near a pole or crosses the antimeridian, is no
shape in degrees: it is possibly in each region within its radius, and the share is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import geodesy
from geo.discs import disc_pairs
from geo.errors import InputError
from geo.grid import Predicate
from geo.outlines import outlines
from geo.pairs import Floats, Ints, Pairs
from geo.prepared import PreparedRegions
from geo.shapes import places_of_points

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CERTAIN",
    "MAXIMUM_DISC_M",
    "MEMBERSHIP_COLUMNS",
    "POSSIBLE",
    "Predicate",
    "join",
    "matched",
    "uncertainties_m",
]

CERTAIN = "certain"
POSSIBLE = "possible"
MEMBERSHIP_COLUMNS = ("sighting", "region_id", "certainty", "share", "distance_m")

#: Nearer than this (radians) to a pole a box in degrees about a disc says nothing.
_POLAR = np.radians(89.0)
#: A longer edge (degrees) is cut before its ends stand for it.
_LONG_DEG = 1.0

#: A larger disc says no more than "somewhere", and is no polygon in degrees.
MAXIMUM_DISC_M = 2_000_000.0


def join(
    sightings: geopandas.GeoDataFrame,
    regions: geopandas.GeoDataFrame | PreparedRegions,
    *,
    predicate: Predicate = "intersects",
    assume_uncertainty_m: float | None = None,
) -> pd.DataFrame:
    """Make the membership table of sightings (EPSG:4326) in regions (EPSG:4326).

    ``regions`` is a regions frame, or one that was prepared (`geo.prepared.PreparedRegions`) to
    be joined several times. ``sightings`` needs a geometry and may have
    ``coordinate_uncertainty_m`` (metres); where that is missing ``assume_uncertainty_m`` stands
    in, and where that is None too, a point inside a region is possible there, with no share.
    ``predicate`` decides for sightings of uncertainty 0 whether a region's edge counts as inside
    ("intersects") or not ("within"). Sightings without a place are in no region.

    A line, an area or a shape of several parts is certain where the region covers it and it is
    at least its uncertainty away from the region's edge; possible where it reaches in (share:
    the part of its own length or area, below 1) or comes within its uncertainty (share NaN).

    Returns a frame with ``sighting`` (label in the index of ``sightings``), ``region_id``,
    ``certainty`` ("certain" or "possible"), ``share`` (0..1, NaN when unknown) and
    ``distance_m`` (geodesic, from the point or shape to the region; 0 when they touch),
    sorted by sighting, then by the order of regions.

    The index of ``sightings`` and the ``region_id`` of ``regions`` must not repeat, because a
    membership names one of each. Raises InputError if they do, and for another CRS, an unknown
    predicate, an uncertainty that is negative or infinite, or a line or area that is not valid
    (an outline that crosses itself): it encloses nobody knows what.
    """
    prepared = regions if isinstance(regions, PreparedRegions) else PreparedRegions(regions)
    found = matched(
        sightings, prepared, predicate=predicate, assume_uncertainty_m=assume_uncertainty_m
    )
    # Texts are taken as they are kept: pandas would look at each to find out that it is one.
    ids, words = pd.Series(prepared.ids).array, pd.Series([POSSIBLE, CERTAIN]).array
    return pd.DataFrame(
        {
            "sighting": sightings.index.to_numpy()[found.sighting],
            "region_id": ids.take(found.region),
            "certainty": words.take((found.share == 1.0).astype(np.intp)),
            "share": found.share,
            "distance_m": found.distance_m,
        }
    )


def matched(
    sightings: geopandas.GeoDataFrame,
    prepared: PreparedRegions,
    *,
    predicate: Predicate = "intersects",
    assume_uncertainty_m: float | None = None,
) -> Pairs:
    """What `join` finds, in its order, by the positions of sightings and regions.

    A pair is certain where its share is 1. Raises what `join` raises.
    """
    _check(sightings, predicate)
    shapes = sightings.geometry.to_numpy()
    at = places_of_points(shapes)
    point = np.isfinite(at[0]) & np.isfinite(at[1])
    drawn = np.flatnonzero(shapely.get_type_id(shapes) > 0)
    drawn = drawn[np.isfinite(shapely.bounds(shapes[drawn])).all(axis=1)]  # NaN where it is empty
    _check_shapes(shapes, drawn, sightings.index)
    radius = uncertainties_m(sightings, assume_uncertainty_m)
    wide = point & (radius > 0)
    vast = np.zeros(len(shapes), bool)
    vast[wide] = _vast(at[0][wide], at[1][wide], radius[wide])
    kinds: tuple[tuple[npt.NDArray[np.bool_], Callable[..., Pairs]], ...] = (
        (point & ~wide, _points),
        (wide & ~vast, _discs),
        (vast, _vast_discs),
    )
    found = [
        rule(rows, at[0][rows], at[1][rows], radius[rows], prepared, predicate)
        for rows, rule in ((np.flatnonzero(mask), rule) for mask, rule in kinds)
        if len(rows)
    ]
    if len(drawn):
        found.append(outlines(drawn, shapes, radius, prepared, predicate))
    return _in_order(found, len(prepared.areas))


def _check(sightings: geopandas.GeoDataFrame, predicate: str) -> None:
    if predicate not in ("intersects", "within"):
        raise InputError(f"predicate {predicate!r} is not known: use 'intersects' or 'within'")
    if sightings.crs is None or not sightings.crs.equals("EPSG:4326", ignore_axis_order=True):
        raise InputError(
            f"the sightings are in {sightings.crs or 'no coordinate system'}: "
            "bring them to EPSG:4326 (longitude, latitude) with .to_crs(4326)"
        )
    if not sightings.index.is_unique:
        twice = sightings.index[sightings.index.duplicated()][0]
        raise InputError(
            f"the index of the sightings repeats {twice!r}: memberships name sightings by it; "
            "give each its own (.reset_index(drop=True))"
        )


def _check_shapes(shapes: Any, rows: Ints, labels: pd.Index) -> None:
    wrong = rows[~shapely.is_valid(shapes[rows])]
    if len(wrong):
        why = shapely.is_valid_reason(shapes[wrong[0]])
        raise InputError(
            f"sighting {labels[wrong[0]]!r} has a geometry that is not valid ({why[:100]}): mend "
            "it with shapely.make_valid(method='structure'), or 'Fix geometries' in QGIS"
        )


def uncertainties_m(sightings: geopandas.GeoDataFrame, assumed_m: float | None = None) -> Floats:
    """Uncertainty of each sighting in metres, or ``assumed_m`` where nobody said; NaN is unknown.

    Raises InputError for one that is negative, infinite or no number.
    """
    if "coordinate_uncertainty_m" in sightings:
        try:
            radius = sightings["coordinate_uncertainty_m"].to_numpy(
                dtype=np.float64, na_value=np.nan
            )
        except (ValueError, TypeError) as error:
            raise InputError(
                f"coordinate_uncertainty_m of the sightings is no column of metres ({error}): "
                "make numbers of it, and leave out what nobody knows"
            ) from None
    else:
        radius = np.full(len(sightings), np.nan)
    wrong = np.flatnonzero((radius < 0) | np.isinf(radius))
    if len(wrong):
        raise InputError(
            f"sighting {sightings.index[wrong[0]]!r} has a coordinate_uncertainty_m of "
            f"{radius[wrong[0]]:g}: give a radius in metres, or leave it empty if nobody said"
        )
    if assumed_m is None:
        return np.asarray(radius)
    if not 0 <= assumed_m < np.inf:
        raise InputError(f"an assumed uncertainty of {assumed_m:g} m: say 0 or more metres")
    return np.where(np.isnan(radius), assumed_m, radius)


def _vast(x: Floats, y: Floats, radius: Floats) -> npt.NDArray[np.bool_]:
    """Whether a disc is too large for, or lies where there is no, polygon in degrees."""
    lat, lon = np.radians(y), np.abs(x)
    angle = np.minimum(radius, MAXIMUM_DISC_M) / geodesy.EARTH_RADIUS_M * 1.01
    with np.errstate(invalid="ignore"):
        polar = np.abs(lat) + angle >= _POLAR
        reach = np.degrees(np.arcsin(np.minimum(1.0, np.sin(angle) / np.cos(lat))))
        vast = (radius > MAXIMUM_DISC_M) | polar | (lon + reach >= 180)
    return np.asarray(vast)


def _points(
    rows: Ints,
    x: Floats,
    y: Floats,
    radius: Floats,
    regions: PreparedRegions,
    predicate: Predicate,
) -> Pairs:
    """Points: exactly known ones are certain, ones of unknown uncertainty only possible."""
    at, region = regions.pairs(x, y, predicate)
    share = np.where(radius[at] == 0, 1.0, np.nan)
    return Pairs(rows[at], region.astype(np.intp), share, np.zeros(len(at)))


def _discs(
    rows: Ints, x: Floats, y: Floats, radius: Floats, regions: PreparedRegions, predicate: str
) -> Pairs:
    """Discs: certain when covered, else possible with the share of their area inside."""
    found = disc_pairs(x, y, radius, regions)
    return Pairs(rows[found.sighting], found.region, found.share, found.distance_m)


def _vast_discs(
    rows: Ints, x: Floats, y: Floats, radius: Floats, regions: PreparedRegions, predicate: str
) -> Pairs:
    """Discs that no polygon stands for: possible wherever they reach, by distance alone."""
    held, of = regions.pairs(x, y)
    found = [(rows[held], of.astype(np.intp), np.zeros(len(held)))]
    for region, area in enumerate(regions.areas):
        if area is None or area.is_empty:
            continue
        near = np.flatnonzero(_least_m(x, y, area) <= radius)
        distance = geodesy.distance_m(x[near], y[near], area)
        reached = (distance > 0) & (distance <= radius[near])  # 0: it is held
        near, distance = near[reached], distance[reached]
        found.append((rows[near], np.full(len(near), region, np.intp), distance))
    sighting, region_, distance = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Pairs(sighting, region_, np.full(len(sighting), np.nan), distance)


def _least_m(x: Floats, y: Floats, area: Any) -> Floats:
    """No point outside is nearer to an area than this: quick, on the sphere, 1 % to spare."""
    # A long edge along a parallel leaves what holds its ends.
    corners = _directions(*shapely.get_coordinates(shapely.segmentize(area, _LONG_DEG)).T)
    middle = corners.mean(axis=0)
    middle /= np.linalg.norm(middle) or 1.0
    holds = np.arccos(np.clip(corners @ middle, -1, 1)).max(initial=0.0)
    away = np.arccos(np.clip(_directions(x, y) @ middle, -1, 1))
    return np.asarray(0.99 * (away - 1.01 * holds) * geodesy.EARTH_RADIUS_M)


def _directions(x: Floats, y: Floats) -> Floats:
    """Degrees as unit vectors from the middle of the Earth, (n, 3)."""
    lon, lat = np.radians(x), np.radians(y)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _in_order(found: list[Pairs], regions: int) -> Pairs:
    """All pairs, by sighting and then by region."""
    kinds = {"sighting": np.intp, "region": np.intp, "share": np.float64, "distance_m": np.float64}
    whole = [
        np.concatenate([np.empty(0, kind), *(getattr(pairs, name) for pairs in found)])
        for name, kind in kinds.items()
    ]
    key = whole[0] * max(regions, 1) + whole[1]
    if (np.diff(key) < 0).any():
        order = np.argsort(key, kind="stable")
        whole = [values[order] for values in whole]
    return Pairs(*whole)
