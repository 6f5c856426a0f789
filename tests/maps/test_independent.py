"""Counts and memberships of the example map against a calculation that shares no code with it.

Discs are made here from `pyproj.Geod.fwd` alone, and tested with geopandas; only the zones and
hubs themselves, and the record columns, are taken from Kordon.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyproj
import pytest
from shapely.geometry import Polygon

AZIMUTHS = np.arange(0, 360, 0.5)
#: Radii this much off are taken as touching or not by the polygons that stand for circles.
TOLERANCE = 0.001


def discs(rows: list[dict[str, str]], grow: float) -> geopandas.GeoDataFrame:
    """One 720-sided polygon per record, from its own columns."""
    geod = pyproj.Geod(ellps="WGS84")
    shapes = []
    for row in rows:
        n = len(AZIMUTHS)
        radius = float(row["coordinate_uncertainty_m"]) * grow
        x, y, _ = geod.fwd(
            np.full(n, float(row["longitude"])), np.full(n, float(row["latitude"])),
            AZIMUTHS, np.full(n, radius),
        )  # fmt: skip
        shapes.append(Polygon(np.column_stack([x, y])))
    columns = {"id": [r["id"] for r in rows], "layer": [r["layer"] for r in rows]}
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def rows(examples_csv: Path) -> list[dict[str, str]]:
    with examples_csv.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pairs(left: geopandas.GeoDataFrame, right: Any, predicate: str) -> set[tuple[str, str]]:
    joined = geopandas.sjoin(left, right[["region_id", "geometry"]], predicate=predicate)
    return set(zip(joined["id"], joined["region_id"], strict=True))


def test_layer_counts(rows: list[dict[str, str]], example_map: Any) -> None:
    """Records per layer are those of the file."""
    expected = pd.Series([r["layer"] for r in rows]).value_counts().to_dict()
    assert example_map.layer_counts == expected
    assert sum(expected.values()) == example_map.intake.read == 150


def test_memberships(rows: list[dict[str, str]], example_map: Any) -> None:
    """Certain is what lies within, possible what reaches in, up to the width of a polygon's edge.

    A pair may differ only where growing or shrinking the disc by a thousandth changes the
    answer of the independent calculation too.
    """
    page = example_map.page
    ids = page.sightings["id"]
    table = page.memberships.assign(id=page.memberships["sighting"].map(ids))
    ours = set(zip(table["id"], table["region_id"], strict=True))
    sure = table[table["certainty"] == "certain"]
    certain = set(zip(sure["id"], sure["region_id"], strict=True))
    small, large = discs(rows, 1 - TOLERANCE), discs(rows, 1 + TOLERANCE)
    regions = page.regions
    assert pairs(small, regions, "intersects") <= ours <= pairs(large, regions, "intersects")
    assert pairs(large, regions, "within") <= certain <= pairs(small, regions, "within")
    assert len(ours) > 1000
    assert len(certain) > 80


def test_region_counts(rows: list[dict[str, str]], example_map: Any) -> None:
    """The figures that `kordon map` prints: certain .. possible per layer and region."""
    exact = discs(rows, 1)
    regions = example_map.page.regions
    layer = {r["id"]: r["layer"] for r in rows}
    expected: dict[tuple[str, str], list[int]] = {}
    for predicate, place in (("within", 0), ("intersects", 1)):
        for identifier, region in pairs(exact, regions, predicate):
            expected.setdefault((region, layer[identifier]), [0, 0])[place] += 1
    got = {
        (row["region_id"], row["group"]): [row["low"], row["high"]]
        for row in example_map.region_counts.to_dict("records")
    }
    assert got.keys() == expected.keys()
    differing = {key for key in got if got[key] != expected[key]}
    assert len(differing) <= 0.01 * len(got), differing


def test_shares(rows: list[dict[str, str]], example_map: Any) -> None:
    """The share of a possible membership is the part of the disc's area inside."""
    page = example_map.page
    table = page.memberships.assign(id=page.memberships["sighting"].map(page.sightings["id"]))
    some = table[table["certainty"] == "possible"].iloc[::37]
    shapes = discs(rows, 1).set_index("id").geometry
    regions = page.regions.set_index("region_id").geometry
    for row in some.to_dict("records"):
        disc, region = shapes[row["id"]], regions[row["region_id"]]
        flat = f"+proj=laea +lat_0={disc.centroid.y} +lon_0={disc.centroid.x} +ellps=WGS84"
        inside, whole = geopandas.GeoSeries(
            [disc.intersection(region), disc], crs=4326
        ).to_crs(flat).area  # fmt: skip
        assert row["share"] == pytest.approx(inside / whole, abs=0.005)
