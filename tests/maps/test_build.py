"""From files to a page: what is read, chosen, counted and said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from page_unpack import code_of, head_of

from geo.errors import InputError
from layers.asking.selection import Selection
from layers.intake import Intake
from maps.build import MapResult, build_map, chosen_regions, describe
from maps.page import first_view
from maps.terms import made_up_title


def test_every_row_is_accounted_for(example_map: MapResult) -> None:
    intake = example_map.intake
    parts = intake.accepted + intake.repaired + intake.set_aside + intake.duplicates
    assert intake.read == parts == 150
    assert len(example_map.page.sightings) == intake.accepted + intake.repaired


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
    path.write_text("category,latitude,longitude\ntents,,\nrail_echelon,,\n", "utf-8")
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


def test_first_view_holds_the_circle_of_an_only_area(intake_of: Callable[..., Intake]) -> None:
    """An area is drawn as its circle: a view that lay within it would show nothing at all."""
    row = {"date_start": "2022-03-01", "category": "rail_echelon", "layer": "deployment",
           "latitude": "52.1", "longitude": "29.3"}  # fmt: skip
    rows = [row | {"id": str(k), "coordinate_uncertainty_m": "60000"} for k in range(3)]
    west, south, east, north = first_view(intake_of(rows).sightings)
    assert west < 29.3 - 0.877 < 29.3 + 0.877 < east
    assert south < 52.1 - 0.54 < 52.1 + 0.54 < north
    assert east - west < 2.5
    precise = first_view(intake_of([row | {"coordinate_uncertainty_m": "500"}]).sightings)
    assert precise == [29.15, 51.95, 29.45, 52.25]


def test_first_view_without_places_is_the_border(intake_of: Callable[..., Intake]) -> None:
    rows = [{"date_start": "2022-03-01", "category": "rail_echelon", "layer": "deployment",
             "place": "somewhere"}]  # fmt: skip
    assert first_view(intake_of(rows).sightings) == [23.0, 50.0, 34.0, 56.3]


def test_command_line_in_the_page_names_no_folder(example_html: str) -> None:
    """Where files lie on the maker's disk is nobody's business."""
    told = json.dumps(head_of(example_html)), *(text for _, text in code_of(example_html))
    for text in (example_html.split('id="kordon-code"')[0], *told):
        assert not re.search(r"/(home|work|tmp|Users|root)/", text)


def test_retracted_and_superseded_reports_are_in_no_zone_count(
    examples_csv: Path, tmp_path: Path
) -> None:
    """They stay on the page, hollow, and count nowhere: not in Python, not in the page."""
    frame = pd.read_csv(examples_csv, dtype=str, keep_default_na=False)
    before = build_map([examples_csv], hubs=["none"]).region_counts
    certain = build_map([examples_csv], hubs=["none"]).page.memberships
    assert certain is not None
    frame["retracted"] = ""
    frame["supersedes"] = ""
    frame.loc[0, "retracted"] = "true"
    frame.loc[1, "supersedes"] = frame.loc[2, "id"]
    path = tmp_path / "marked.csv"
    frame.to_csv(path, index=False)
    result = build_map([path], hubs=["none"])
    gone = {frame.loc[0, "id"], frame.loc[2, "id"]}
    page = result.page.sightings
    memberships = result.page.memberships
    assert memberships is not None
    labels = page.index[page["id"].isin(gone)]
    lost = memberships[memberships["sighting"].isin(labels)]
    assert len(lost) > 0, "the example needs records that lie in zones"
    assert before["high"].sum() - result.region_counts["high"].sum() == len(lost)
    assert len(page) == 150
