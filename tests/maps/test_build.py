"""The figures of the map against a calculation that shares no code with it."""

from __future__ import annotations

import re
from collections.abc import Callable

import geopandas
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from geo.errors import InputError
from layers.intake import Intake
from layers.selection import Selection
from maps.build import MapResult, build_map, chosen_regions, describe, made_up_title
from maps.page import first_view

CORNERS = 720


def independent_discs(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Each sighting's circle on the WGS84 ellipsoid, as a polygon of 720 corners."""
    geod = pyproj.Geod(ellps="WGS84")
    azimuth = np.linspace(0, 360, CORNERS, endpoint=False)
    shapes = []
    for x, y, radius in zip(
        frame["longitude"], frame["latitude"], frame["coordinate_uncertainty_m"], strict=True
    ):
        if not radius > 0:
            shapes.append(shapely.Point(x, y))
            continue
        ring = geod.fwd([x] * CORNERS, [y] * CORNERS, azimuth, [radius] * CORNERS)
        shapes.append(shapely.Polygon(np.column_stack(ring[:2])))
    return geopandas.GeoDataFrame(
        {"sighting": frame.index, "layer": frame["layer"]}, geometry=shapes, crs=4326
    )


@pytest.fixture(scope="module")
def own_join(example_map: MapResult) -> pd.DataFrame:
    """Pairs of sighting and region by geopandas.sjoin: reached, and covered or not."""
    sightings, regions = example_map.page.sightings, example_map.page.regions
    discs = independent_discs(sightings)
    areas = regions[["region_id", "geometry"]]
    reached = discs.sjoin(areas, predicate="intersects")
    covered = discs.sjoin(areas, predicate="covered_by")
    inside = set(zip(covered["sighting"], covered["region_id"], strict=True))
    pairs = zip(reached["sighting"], reached["region_id"], strict=True)
    return reached.assign(certain=[pair in inside for pair in pairs])


def test_every_row_is_accounted_for(example_map: MapResult) -> None:
    intake = example_map.intake
    parts = intake.accepted + intake.repaired + intake.set_aside + intake.duplicates
    assert intake.read == parts == 150
    assert len(example_map.page.sightings) == intake.accepted + intake.repaired


def test_layer_counts_are_the_counts_of_the_file(example_map: MapResult) -> None:
    """Counted with pandas alone, from the CSV."""
    raw = pd.read_csv(example_map_csv(example_map), dtype=str, keep_default_na=False)
    assert example_map.layer_counts == raw["layer"].value_counts().to_dict()


def example_map_csv(result: MapResult) -> str:
    return result.intake.files[0].file


def test_no_sighting_has_an_unknown_size_here(example_map: MapResult) -> None:
    """The independent calculation below takes every radius as given."""
    assert example_map.page.sightings["coordinate_uncertainty_m"].notna().all()


def test_memberships_equal_an_independent_calculation(
    example_map: MapResult, own_join: pd.DataFrame
) -> None:
    """Which sightings lie in which zones and hubs, certainly or possibly: pair for pair."""
    table = example_map.page.memberships
    ours = {(r.sighting, r.region_id): r.certainty == "certain" for r in table.itertuples()}
    theirs = {(r.sighting, r.region_id): r.certain for r in own_join.itertuples()}
    assert len(theirs) > 1000
    assert ours == theirs


def test_shares_equal_an_overlay(example_map: MapResult, own_join: pd.DataFrame) -> None:
    """The part of a circle inside a region, by geopandas.overlay in an equal-area projection."""
    table = example_map.page.memberships
    possible = table[(table["certainty"] == "possible")]
    picked = possible.iloc[:: max(1, len(possible) // 150)]
    discs = independent_discs(example_map.page.sightings).loc[picked["sighting"].unique()]
    laea = "+proj=laea +lat_0=52 +lon_0=30 +ellps=WGS84"
    wanted = example_map.page.regions["region_id"].isin(picked["region_id"])
    areas = example_map.page.regions.loc[wanted, ["region_id", "geometry"]]
    pieces = discs.overlay(areas, how="intersection", keep_geom_type=True).to_crs(laea)
    inside = pieces.assign(area=pieces.area).groupby(["sighting", "region_id"])["area"].sum()
    whole = discs.set_index("sighting").to_crs(laea).area
    assert len(picked) >= 100
    for row in picked.itertuples():
        share = inside.get((row.sighting, row.region_id), 0.0) / whole[row.sighting]
        assert row.share == pytest.approx(share, abs=0.004), (row.sighting, row.region_id)


def test_region_counts_are_low_to_high(example_map: MapResult, own_join: pd.DataFrame) -> None:
    """Per zone or hub and layer: certain .. certain or possible, no sighting twice."""
    keys = [own_join["region_id"], own_join["layer"]]
    low, high = own_join.groupby(keys)["certain"].sum(), own_join.groupby(keys).size()
    got = example_map.region_counts.set_index(["region_id", "group"])
    assert got["high"].sort_index().to_dict() == high.sort_index().to_dict()
    assert got["low"].sort_index().to_dict() == low.sort_index().to_dict()


def test_region_counts_are_in_the_order_of_the_regions(example_map: MapResult) -> None:
    order = {name: k for k, name in enumerate(example_map.page.regions["region_id"])}
    places = [order[name] for name in example_map.region_counts["region_id"]]
    assert places == sorted(places)


def test_default_regions_are_the_bands_and_the_hubs() -> None:
    regions, notes = chosen_regions()
    kinds = regions["kind"].value_counts().to_dict()
    assert kinds["border_zone"] == 16, "two pairs, four distances, two sides"
    assert kinds["rail_hub"] > 50
    assert regions["region_id"].is_unique
    assert notes == []


def test_regions_can_be_none_or_one() -> None:
    assert len(chosen_regions(["none"], ["NONE"])[0]) == 0
    one, _ = chosen_regions(["BY-UA-30km-UA"], ["none"])
    assert one["region_id"].tolist() == ["BY-UA-30km-UA"]
    pair, _ = chosen_regions(["BY-LT"], ["none"])
    assert len(pair) == 8


def test_selection_is_applied_and_said(examples_csv: object) -> None:
    october = Selection(
        since=pd.Timestamp("2022-10-01", tz="UTC"), until=pd.Timestamp("2022-11-01", tz="UTC")
    )
    result = build_map([str(examples_csv)], zones=["none"], hubs=["none"], selection=october)
    frame = result.page.sightings
    assert 0 < len(frame) < 150
    assert (frame["time_from"] < october.until).all()
    assert (frame["time_to"] > october.since).all()
    told = result.page.provenance.to_dict(frame)
    assert told["selection"] == "from 2022-10-01; until 2022-10-31"
    assert told["counts"]["not_selected"] == 150 - len(frame)
    assert sum(result.layer_counts.values()) == len(frame)


def test_a_file_of_which_no_row_can_be_used_is_an_error(tmp_path: object) -> None:
    path = tmp_path / "bad.csv"  # type: ignore[operator]
    path.write_text("category,latitude,longitude\n,,\nrail_echelon,,\n", "utf-8")
    with pytest.raises(
        InputError, match=r"none of the \d+ rows could be used.*kordon check bad\.csv"
    ):
        build_map([path], zones=["none"], hubs=["none"])


@pytest.mark.parametrize(
    ("dates", "title"),
    [
        ([], "Border activity"),
        ([("2022-01-18", "2022-01-20")], "Border activity, January 2022"),
        ([("2021-11-09", None), ("2023-08-01", "2023-08-02")],
         "Border activity, November 2021 to August 2023"),
        ([("2021", None), ("2022-03", None)], "Border activity, January 2021 to March 2022"),
    ],
)  # fmt: skip
def test_made_up_title_is_the_span_of_the_dates(dates: list, title: str) -> None:
    frame = geopandas.GeoDataFrame(dates, columns=["date_start", "date_end"], dtype=object)
    assert made_up_title(frame) == title


def test_describe_says_nothing_of_an_empty_selection() -> None:
    assert describe(None) == []
    assert describe(Selection()) == []
    assert describe(Selection(layers=("shelling",), bbox=(23, 51, 33, 53))) == [
        "layers shelling", "box 23, 51, 33, 53"
    ]  # fmt: skip


def test_first_view_frames_the_records(example_map: MapResult) -> None:
    """Most records are in view, and one that is known to a country only does not widen it."""
    west, south, east, north = first_view(example_map.page.sightings)
    x, y = (example_map.page.sightings[c].astype(float) for c in ("longitude", "latitude"))
    assert ((x > west) & (x < east) & (y > south) & (y < north)).mean() > 0.85
    assert west < east
    assert south < north


def test_first_view_without_places_is_the_border(intake_of: Callable[..., Intake]) -> None:
    rows = [{"date_start": "2022-03-01", "category": "rail_echelon", "layer": "deployment",
             "place": "somewhere"}]  # fmt: skip
    assert first_view(intake_of(rows).sightings) == [23.0, 50.0, 34.0, 56.3]


def test_command_line_in_the_page_names_no_folder(example_html: str) -> None:
    """Where files lie on the maker's disk is nobody's business."""
    assert not re.search(r"/(home|work|tmp|Users|root)/", example_html.split("kordon-data")[0])
