"""The same join by each: coordinates and polygons in, pairs out.

What each has to make for it (points, indexes, tables) is part of its time. Asked is "within", since
geopandas is a hundred times slower with "intersects" here: it then asks a tree of the regions, with
points, and prepares neither. A pair is one number, ``point * regions + region``, so that results
can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import shapely

__all__ = ["PEERS", "Peer", "as_numbers"]

Pairs = tuple[Any, Any]
Join = Callable[[Any, Any, geopandas.GeoDataFrame], Pairs]


@dataclass(frozen=True)
class Peer:
    """A name, the packages whose versions count, the join, and how many points it is given."""

    name: str
    package: str
    join: Join
    #: More points than this it is not given; its time is then worked out from this many.
    most: int | None = None


def as_numbers(pairs: Pairs, regions: int) -> Any:
    """Pairs as sorted numbers."""
    point, region = pairs
    return np.sort(np.asarray(point, dtype=np.int64) * regions + np.asarray(region, dtype=np.int64))


def _kordon(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    from geo.prepared import PreparedRegions

    return PreparedRegions(regions.geometry.to_numpy()).pairs(x, y, "within")


def _kordon_numpy(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    """As without ``kordon[fast]``."""
    from geo.grid import index_regions

    index = index_regions(regions.geometry.to_numpy(), compiled=False)
    return index.pairs(x, y, predicate="within", compiled=False)


def _geopandas(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    sightings = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4326)
    joined = geopandas.sjoin(sightings, regions, predicate="within")
    return joined.index.to_numpy(), joined["index_right"].to_numpy()


def _strtree(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    """The quicker way round: a tree of the points, asked with each (prepared) region."""
    tree = shapely.STRtree(shapely.points(x, y))
    region, point = tree.query(regions.geometry.to_numpy(), predicate="contains")
    return point, region


def _sedonadb(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    """The quickest of the ways tried to ask it."""
    return _sedonadb_asked(x, y, regions, "ST_Contains(r.geometry, p.place)")


def _sedonadb_intersects(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    """As its documentation joins points with polygons."""
    return _sedonadb_asked(x, y, regions, "ST_Intersects(p.place, r.geometry)")


def _sedonadb_asked(x: Any, y: Any, regions: geopandas.GeoDataFrame, how: str) -> Pairs:
    import pyarrow as pa
    import sedonadb

    db = sedonadb.connect()
    table = pa.table({"point": np.arange(len(x)), "x": x, "y": y})
    db.create_data_frame(table).to_view("points", overwrite=True)
    areas = regions.assign(region=np.arange(len(regions)))
    db.create_data_frame(areas).to_view("regions", overwrite=True)
    found = db.sql(
        "SELECT p.point, r.region FROM regions r JOIN "
        "(SELECT point, ST_SetSRID(ST_Point(x, y), 4326) AS place FROM points) p "
        f"ON {how}"
    ).to_arrow_table()
    return found["point"].to_numpy(), found["region"].to_numpy()


def _duckdb(x: Any, y: Any, regions: geopandas.GeoDataFrame) -> Pairs:
    import duckdb
    import duckdb_ext
    import pyarrow as pa

    wkb = pa.array(shapely.to_wkb(regions.geometry.to_numpy()), pa.binary())
    (folder,) = duckdb_ext.__path__  # the extension from PyPI, instead of a download
    with duckdb.connect(config={"extension_directory": f"{folder}/extensions"}) as db:
        db.execute("LOAD spatial")
        db.register("p", pa.table({"point": np.arange(len(x)), "x": x, "y": y}))
        db.register("r", pa.table({"region": np.arange(len(regions)), "wkb": wkb}))
        db.execute("CREATE TABLE points AS SELECT point, ST_Point(x, y) AS place FROM p")
        db.execute("CREATE TABLE regions AS SELECT region, ST_GeomFromWKB(wkb) AS area FROM r")
        found = db.execute(
            "SELECT point, region FROM points JOIN regions ON ST_Contains(area, place)"
        ).fetch_arrow_table()
    return found["point"].to_numpy(), found["region"].to_numpy()


PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        Peer("kordon", "kordon", _kordon),
        Peer("Kordon without Numba", "numba", _kordon_numpy),
        Peer("geopandas", "geopandas", _geopandas),
        Peer("shapely STRtree", "shapely", _strtree),
        Peer("SedonaDB", "sedonadb", _sedonadb),
        Peer("SedonaDB, ST_Intersects", "sedonadb", _sedonadb_intersects),
        Peer("DuckDB spatial", "duckdb", _duckdb, most=10_000),
    )
}
