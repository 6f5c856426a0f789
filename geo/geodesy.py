"""Distances, discs and buffers on the WGS84 ellipsoid, for geometries in degrees.

Every coordinate is longitude, latitude (x, y) in EPSG:4326, every length in metres, every
area in square metres. Degrees are never treated as metres: lengths and areas are geodesic
(``pyproj.Geod``, Karney 2013), buffers are made in azimuthal equidistant projections centred
near what they surround. Nothing here handles geometries that cross the antimeridian.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError

__all__ = ["GEOD", "area_m2", "buffer_m", "discs", "distance_m", "foot_points", "length_m"]

#: The one ellipsoid of the project.
GEOD: Final = pyproj.Geod(ellps="WGS84")

#: Longest diagonal of a piece that is buffered in one projection. Between a point p metres
#: from the centre of an azimuthal equidistant projection and any other point, distances are
#: stretched by at most (p/R)**2 / 6, however far the other one is: 0.01 % at half of this.
PIECE_M: Final = 300_000.0
#: Longitude and latitude of the tiles in which `foot_points` looks for candidates.
TILE_DEG: Final = np.array([6.0, 4.0])
EARTH_RADIUS_M: Final = 6_371_009.0
#: Longest edge before it is projected: a line that is straight in degrees bends in the
#: projection, by less than two metres over this length.
EDGE_DEG: Final = 0.05
#: Chords per quarter of a circle in buffers. A chord of half-angle a is at worst 1 - cos(a)
#: inside its circle; growing the radius by half of that (`_ROUNDING`) splits the error
#: evenly, 0.015 % on either side.
QUAD_SEGS: Final = 32

#: A curve is first simplified by this share of the buffer's distance ...
ROUGH: Final = 0.0006
#: ... and the outline corrected at points no further apart than this share of it: chords
#: between them are (step)**2 / 8 = 0.03 % inside the true outline.
OUTLINE_STEP: Final = 0.05
GOOD_ENOUGH: Final = 0.0001
METRES_PER_DEGREE: Final = 111_320.0

_ROUNDING: Final = 1 + (1 - np.cos(np.pi / (4 * QUAD_SEGS))) / 2

FloatArray = npt.NDArray[np.float64]


def length_m(geometry: Any) -> Any:
    """Geodesic length of lines, or perimeter of polygons, in metres; arrays give arrays."""
    if isinstance(geometry, BaseGeometry):
        return float(GEOD.geometry_length(geometry))
    return np.array([np.nan if g is None else GEOD.geometry_length(g) for g in geometry])


def area_m2(geometry: Any) -> Any:
    """Geodesic area in square metres, never negative; arrays give arrays, None gives NaN."""
    if isinstance(geometry, BaseGeometry):
        # Each ring counts by its role, whichever way round it is drawn.
        return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(geometry))[0]))
    return np.array([np.nan if g is None else area_m2(g) for g in geometry])


def discs(longitude: Any, latitude: Any, radius_m: Any, *, vertices: int = 96) -> Any:
    """Polygons around points whose edge is the circle of geodesic radius ``radius_m``.

    ``longitude``, ``latitude`` (degrees) and ``radius_m`` (metres) broadcast together; the
    result is an array of shapely polygons of their shape (1-D at least). The polygon's edge
    swings evenly about the true circle: vertices outside, middles of edges inside, by
    0.03 % of the radius with 96 vertices. A NaN coordinate or a missing or zero
    radius gives None, because no polygon stands for it.

    Raises InputError for a negative radius or fewer than 32 vertices.
    """
    lon, lat, radius = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (longitude, latitude, radius_m))
    )
    if vertices < 32:
        raise InputError(f"a disc of {vertices} vertices is no circle: use 32 or more")
    if (radius < 0).any():
        raise InputError(f"a radius is negative: {float(np.nanmin(radius))} m")
    result = np.full(lon.shape, None, dtype=object)
    usable = np.isfinite(lon) & np.isfinite(lat) & (radius > 0) & np.isfinite(radius)
    count = int(usable.sum())
    if count:
        grown = radius[usable] * (1 + (1 - np.cos(np.pi / vertices)) / 2)
        # Anticlockwise, as RFC 7946 wants outer rings.
        azimuth = -np.arange(vertices) * (360.0 / vertices)
        x, y, _ = GEOD.fwd(
            np.repeat(lon[usable], vertices),
            np.repeat(lat[usable], vertices),
            np.tile(azimuth, count),
            np.repeat(grown, vertices),
        )
        rings = np.stack([x, y], axis=-1).reshape(count, vertices, 2)
        rings = np.concatenate([rings, rings[:, :1]], axis=1)
        result[usable] = shapely.polygons(rings)
    return result


def buffer_m(geometry: BaseGeometry, distance: float) -> BaseGeometry:
    """Everything within ``distance`` metres of ``geometry`` (degrees), geodesically.

    Points, lines, polygons and collections of them; the outline lies within 0.1 % of the
    distance (measured: 0.07 % at worst, in notches between two arcs). The geometry is first
    buffered piece by piece in azimuthal equidistant projections and joined. GEOS makes that
    up to 1 % too wide where a line curves away a little, so each vertex of the outline is
    then moved along the geodesic from its foot point to the exact distance. None or an
    empty geometry gives an empty polygon.

    Raises InputError for a distance that is not positive or that exceeds 500 km.
    """
    if not 0 < distance <= 500_000:
        raise InputError(f"a buffer of {distance} m: say more than 0 and at most 500,000 m")
    if geometry is None or geometry.is_empty:
        return shapely.Polygon()
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = parts[shapely.get_dimensions(parts) == 2]
    curves = np.concatenate([parts[shapely.get_dimensions(parts) < 2], shapely.boundary(polygons)])
    rough = shapely.simplify(curves, distance * ROUGH / METRES_PER_DEGREE)
    pieces = [_buffer_piece(piece, distance) for curve in rough for piece in _short_pieces(curve)]
    joined = shapely.union_all([*pieces, *polygons])
    dense = shapely.segmentize(joined, distance * OUTLINE_STEP / METRES_PER_DEGREE)
    exact = shapely.transform(dense, lambda xy: _at_distance(xy, curves, distance))
    return exact if exact.is_valid else shapely.make_valid(exact, method="structure")


def _at_distance(xy: FloatArray, curves: Any, distance: float) -> FloatArray:
    """Move points straight away from, or towards, the curves to a given distance."""
    lon, lat = xy.T
    foot = foot_points(lon, lat, shapely.GeometryCollection(list(curves)))
    azimuth, _, apart = GEOD.inv(foot[:, 0], foot[:, 1], lon, lat)
    x, y, _ = GEOD.fwd(foot[:, 0], foot[:, 1], azimuth, np.full(len(xy), distance))
    # An outline that is good already stays as smooth as it was drawn.
    off = np.abs(apart / distance - 1) > GOOD_ENOUGH
    return np.where(off[:, None], np.column_stack([x, y]), xy)


def distance_m(longitude: Any, latitude: Any, geometry: BaseGeometry) -> FloatArray:
    """Geodesic distance in metres from points (degrees) to a geometry; 0 inside a polygon.

    NaN where a coordinate is NaN or the geometry is empty. Accurate to about a millimetre
    per kilometre: see `foot_points`.
    """
    lon, lat = _points(longitude, latitude)
    foot = foot_points(lon, lat, geometry)
    found = np.isfinite(foot).all(axis=1)
    result = np.full(lon.shape, np.nan)
    _, _, result[found] = GEOD.inv(lon[found], lat[found], foot[found, 0], foot[found, 1])
    return result


def foot_points(longitude: Any, latitude: Any, geometry: BaseGeometry) -> FloatArray:
    """Find the point of ``geometry`` nearest to each point: an (n, 2) array of degrees.

    Candidate edges are found in one azimuthal equidistant projection for each tile of points,
    with slack for what it stretches; the nearest among them is decided in such a projection
    about the point itself, where distances from it are true. Points inside a polygon are
    their own foot. NaN in, or an empty geometry: NaN out.
    """
    lon, lat = _points(longitude, latitude)
    result = np.full((len(lon), 2), np.nan)
    todo = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if geometry is None or geometry.is_empty or not len(todo):
        return result
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areas = parts[shapely.get_dimensions(parts) == 2]
    if len(areas):
        area = shapely.MultiPolygon(list(areas))
        shapely.prepare(area)
        inside = shapely.intersects_xy(area, lon[todo], lat[todo])
        result[todo[inside]] = np.column_stack([lon, lat])[todo[inside]]
        todo = todo[~inside]
    start, end = _segments(parts)
    tiles = np.floor(np.column_stack([lon, lat])[todo] / TILE_DEG)
    for tile in np.unique(tiles, axis=0):
        members = todo[(tiles == tile).all(axis=1)]
        for some in np.array_split(members, len(members) // 5_000 + 1):
            middle = (tile + 0.5) * TILE_DEG
            result[some] = _feet(lon[some], lat[some], (start, end), middle)
    return result


def _equidistant(longitude: float, latitude: float) -> pyproj.Proj:
    return pyproj.Proj(proj="aeqd", lon_0=longitude, lat_0=latitude, ellps="WGS84")


def _points(longitude: Any, latitude: Any) -> tuple[FloatArray, FloatArray]:
    lon = np.atleast_1d(np.asarray(longitude, dtype=np.float64))
    lat = np.atleast_1d(np.asarray(latitude, dtype=np.float64))
    if lon.shape != lat.shape or lon.ndim != 1:
        raise InputError(f"longitudes {lon.shape} and latitudes {lat.shape} must be of one length")
    return lon, lat


def _segments(parts: Any) -> tuple[FloatArray, FloatArray]:
    """Start and end of every edge; a point, or a line of no length, is an edge of none."""
    curves = np.where(shapely.get_dimensions(parts) == 2, shapely.boundary(parts), parts)
    curves = shapely.get_parts(curves)
    drawn = shapely.length(curves) > 0
    # Long edges are cut: an edge straight in degrees is not straight in the projection.
    xy, owner = shapely.get_coordinates(
        shapely.segmentize(curves[drawn], EDGE_DEG), return_index=True
    )
    joined = np.flatnonzero(owner[1:] == owner[:-1])
    single = shapely.get_coordinates(curves[~drawn])
    return np.concatenate([xy[joined], single]), np.concatenate([xy[joined + 1], single])


def _feet(
    lon: FloatArray, lat: FloatArray, edges: tuple[FloatArray, FloatArray], middle: FloatArray
) -> FloatArray:
    """Find the foot of each point of one tile on the edges (their starts and ends)."""
    flat = _equidistant(*middle)
    ends = [np.column_stack(flat(*xy.T)) for xy in edges]
    lines: Any = shapely.linestrings(np.stack(ends, axis=1))
    tree = shapely.STRtree(lines)
    xy = np.column_stack(flat(lon, lat))
    points = shapely.points(xy)
    _, apart = tree.query_nearest(points, return_distance=True, all_matches=False)
    # Distances in the plane are too long, by no more than `stretch` (see PIECE_M; half as
    # much again to be safe), and edges bend by a few metres when they are projected.
    stretch = 1.5 * (xy**2).sum(axis=1).max() / (6 * EARTH_RADIUS_M**2)
    pairs = tree.query(points, predicate="dwithin", distance=apart * (1 + stretch) + 10.0)
    who, edge = pairs[:, np.lexsort(pairs[::-1])]
    feet, lengths = _project_to_edges(lon[who], lat[who], edges[0][edge], edges[1][edge])
    best = np.lexsort((edge, lengths, who))
    _, first = np.unique(who[best], return_index=True)
    return np.asarray(feet[best[first]])


def _project_to_edges(
    lon: FloatArray, lat: FloatArray, start: FloatArray, end: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Foot of the perpendicular from each point on its edge (degrees), and its distance."""
    a, b = _plane(lon, lat, start), _plane(lon, lat, end)
    along = b - a
    with np.errstate(invalid="ignore", divide="ignore"):
        share = -(a * along).sum(axis=1) / (along**2).sum(axis=1)
    share = np.clip(np.nan_to_num(share, posinf=0.0, neginf=0.0), 0.0, 1.0)
    feet = start + (end - start) * share[:, None]
    return feet, np.asarray(GEOD.inv(lon, lat, feet[:, 0], feet[:, 1])[2])


def _plane(lon: FloatArray, lat: FloatArray, xy: FloatArray) -> FloatArray:
    """Metres east and north of each point, in its own azimuthal equidistant projection."""
    azimuth, _, length = GEOD.inv(lon, lat, xy[:, 0], xy[:, 1])
    turn = np.radians(azimuth)
    return np.column_stack([length * np.sin(turn), length * np.cos(turn)])


def _short_pieces(curve: BaseGeometry) -> list[BaseGeometry]:
    """Cut a curve at its vertices into pieces whose boxes stay within `PIECE_M`."""
    if not curve.length:
        return [shapely.Point(shapely.get_coordinates(curve)[0])]
    pieces: list[BaseGeometry] = []
    stack = list(shapely.get_parts(shapely.segmentize(curve, EDGE_DEG)))
    while stack:
        line = stack.pop()
        west, south, east, north = line.bounds
        count = shapely.get_num_coordinates(line)
        if count <= 2 or GEOD.inv(west, south, east, north)[2] <= PIECE_M:
            pieces.append(line)
            continue
        xy = shapely.get_coordinates(line)
        middle = count // 2
        stack += [shapely.LineString(xy[middle:]), shapely.LineString(xy[: middle + 1])]
    return pieces


def _buffer_piece(piece: BaseGeometry, distance: float) -> BaseGeometry:
    west, south, east, north = piece.bounds
    projection = _equidistant((west + east) / 2, (south + north) / 2)
    flat = shapely.transform(piece, lambda xy: np.column_stack(projection(*xy.T)))
    grown = shapely.buffer(flat, distance * _ROUNDING, quad_segs=QUAD_SEGS)
    back: BaseGeometry = shapely.transform(
        shapely.segmentize(grown, max(distance / 4, 2_000.0)),
        lambda xy: np.column_stack(projection(xy[:, 0], xy[:, 1], inverse=True)),
    )
    return back
