"""Zones as bands: both sides as one area, from which the page cuts each side again."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
import shapely
from page_unpack import column

from geo import reference
from geo.hubs import rail_hubs
from geo.regions import concat_regions, make_regions
from geo.zones import border_zones
from maps.encode import Chunks
from maps.outlines import BAND_SCALE, pack_regions
from maps.terms import Terms
from maps.words import catalogue


def packed(regions: Any) -> tuple[dict[str, Any], Chunks]:
    chunks = Chunks()
    return pack_regions(chunks, regions, catalogue("en"), Terms("en")), chunks


def areas(chunks: Chunks, name: str, scale: int) -> list[shapely.Geometry]:
    """Outlines as areas, as the page fills them: even-odd."""
    data = base64.b64decode(chunks.base64())
    steps = column(data, chunks.toc, f"{name}.xy").reshape(-1, 2).cumsum(axis=0) / scale
    counts = column(data, chunks.toc, f"{name}.paths")
    paths = np.split(steps, np.cumsum(counts)[:-1]) if len(counts) else []
    out, at = [], 0
    for n in column(data, chunks.toc, f"{name}.features"):
        area: Any = shapely.Polygon()
        for path in paths[at : at + int(n)]:
            area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(path)))
        out.append(area)
        at += int(n)
    return out


@pytest.fixture(scope="module")
def zones() -> Any:
    return border_zones(["BY-UA"], [10_000, 25_000])


def test_a_band_cut_to_a_country_is_the_zone(zones: Any) -> None:
    """The side that the page draws differs from the zone by less than half a per cent."""
    head, chunks = packed(zones)
    bands = areas(chunks, "bands", BAND_SCALE)
    countries = reference.countries().set_index("iso").geometry
    assert len(bands) == 2
    for region, zone in zip(head["regions"], zones.geometry, strict=True):
        drawn = bands[region["band"]].intersection(countries[region["side"]])
        assert drawn.symmetric_difference(zone).area < 0.005 * zone.area, region["id"]


def test_bands_have_no_line_along_their_border(zones: Any) -> None:
    """The border runs through the middle: no point of an outline is near it but at its ends."""
    _, chunks = packed(zones)
    line = reference.borders().set_index("pair").geometry["BY-UA"]
    middle = line.intersection(shapely.box(24.5, 50, 30, 53)).simplify(0.01)
    for band in areas(chunks, "bands", BAND_SCALE):
        assert shapely.distance(band.boundary, middle) > 0.05
        holes = sum(len(part.interiors) for part in shapely.get_parts([band]))
        assert holes == 0, "no sliver is left between the sides"


def test_the_innermost_of_each_set_is_hatched() -> None:
    head, _ = packed(border_zones(["BY-UA", "RU-UA"], [25_000, 10_000]))
    seen = [(b["set"], b["distance_m"], b["rank"], b["hatched"]) for b in head["bands"]]
    assert sorted(seen) == [
        ("zones-BY-UA", 10_000, 0, True), ("zones-BY-UA", 25_000, 1, False),
        ("zones-RU-UA", 10_000, 0, True), ("zones-RU-UA", 25_000, 1, False),
    ]  # fmt: skip


@pytest.mark.parametrize("sides", ["BY", "both"])
def test_one_side_alone_keeps_its_own_outline_and_both_are_a_band(sides: str) -> None:
    """Half a band cannot be cut out of a whole one that is not there."""
    head, chunks = packed(border_zones(["BY-UA"], [10_000], sides))
    (region,) = head["regions"]
    assert region["band"] == (0 if sides == "both" else -1)
    assert areas(chunks, "regions", 100_000)[0].is_empty == (sides == "both")


def test_parts_by_oblast_keep_their_own_outlines() -> None:
    head, chunks = packed(border_zones(["BY-UA"], [10_000], by_oblast=True))
    assert {region["band"] for region in head["regions"]} == {-1}
    assert not any(area.is_empty for area in areas(chunks, "regions", 100_000))


def test_hubs_travel_as_circles_and_polygons_as_outlines() -> None:
    square = make_regions(
        [{"region_id": "x", "name": "X", "geometry": shapely.box(28, 52, 29, 53)}]
    )
    head, chunks = packed(concat_regions([rail_hubs(), square]))
    hubs = [r for r in head["regions"] if r["kind"] == "rail_hub"]
    assert all(hub["circle"] and hub["band"] == -1 for hub in hubs)
    assert areas(chunks, "regions", 100_000)[-1].area == pytest.approx(1)
    assert head["regions"][-1]["hatched"]


def test_no_regions_at_all() -> None:
    head, _ = packed(make_regions([]))
    assert head["regions"] == []
    assert head["bands"] == []


def test_zones_are_small() -> None:
    """Eight zones of two borders: less than a third of what their outlines would take."""
    _, chunks = packed(border_zones())
    assert len(base64.b64decode(chunks.base64())) < 22_000
