"""The columns in the page say what the frame of sightings says, row for row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
from page_unpack import NO_TIME, coded, column, data_of, everything, head_of, texts

from layers.frames import empty_sightings
from layers.intake import Intake
from layers.readers import read
from layers.registry import LAYERS
from layers.sources import sources_of
from maps.build import MapResult
from maps.page import Page
from maps.payload import in_page_order
from maps.texts import LARGE


class Packed:
    """A page taken apart again."""

    def __init__(self, document: str) -> None:
        self.head = head_of(document)
        self.data = data_of(document)
        self.texts = texts(document)

    def __getitem__(self, name: str) -> np.ndarray:
        return column(self.data, self.head["toc"], name)

    def words(self, name: str) -> list[str]:
        return [self.head["words"][name][code] for code in self[name]]

    def coded(self, name: str) -> np.ndarray:
        return coded(self.data, self.head["toc"], name)


@pytest.fixture(scope="module")
def packed(example_html: str) -> Packed:
    return Packed(example_html)


@pytest.fixture(scope="module")
def frame(example_map: MapResult) -> geopandas.GeoDataFrame:
    """The sightings in the order of the page, with their own index."""
    sightings = example_map.page.sightings
    order = sightings["time_from"].argsort(kind="stable")
    dated = sightings.iloc[[k for k in order if pd.notna(sightings["time_from"].iloc[k])]]
    return pd.concat([dated, sightings[sightings["time_from"].isna()]])


def text_of(frame: pd.DataFrame, field: str) -> list[str]:
    return ["" if pd.isna(v) else str(v) for v in frame[field]]


def test_every_row_is_on_the_page(packed: Packed, frame: pd.DataFrame) -> None:
    assert packed.head["n"] == len(frame) == 150
    assert [row["id"] for row in packed.texts] == list(frame["id"])
    lengths = {name: len(packed[name]) for name in packed.head["toc"] if name in (
        "from", "lasts", "x", "y", "tx", "ty", "radius", "category", "status", "actor",
        "direction", "precision", "reliability", "credibility", "country", "low", "high", "unit",
        "retracted", "members")}  # fmt: skip
    assert set(lengths.values()) == {150}
    assert len(lengths) == 20
    assert len(packed.texts) == 150


@pytest.mark.parametrize(
    ("name", "field"),
    [("status", "status"), ("actor", "actor"), ("direction", "direction"),
     ("unit", "quantity_unit"), ("precision", "date_precision"), ("country", "country")],
)  # fmt: skip
def test_words_are_the_words_of_the_record(
    packed: Packed, frame: pd.DataFrame, name: str, field: str
) -> None:
    assert packed.words(name) == text_of(frame, field)


def test_states_of_obstacles_travel_when_somebody_said_any(
    packed: Packed, intake_of: Callable[..., Intake]
) -> None:
    """A word per record, as read: one that nobody knows too; no column where nothing was said."""
    states = ["destroyed", "", "projected", "half done"]
    rows = [
        {"id": str(k), "date": "2022-10-09", "latitude": "52", "longitude": "30",
         "layer": "fortification", "category": "bunker", "obstacle_status": state}
        for k, state in enumerate(states)
    ]  # fmt: skip
    sightings = intake_of(rows).sightings
    mine = Packed(Page(sightings).html())
    assert mine.words("obstacle_status") == text_of(sightings, "obstacle_status")
    assert mine.words("obstacle_status")[:3] == ["destroyed", "", "planned"]
    assert "obstacle_status" not in packed.head["toc"]


def test_layers_and_categories(packed: Packed, frame: pd.DataFrame) -> None:
    """Codes lead back to the words, and the totals are the counts."""
    ids = [layer["id"] for layer in packed.head["layers"]]
    assert ids == [layer.id for layer in LAYERS]
    categories = [packed.head["categories"][k] for k in packed["category"]]
    assert [c["layer"] for c in categories] == list(frame["layer"])
    assert [c["id"] for c in categories] == list(frame["layer"] + "." + frame["category"])
    counts = frame.groupby(["layer", "category"]).size()
    assert {c["id"]: c["total"] for c in packed.head["categories"]} == {
        f"{layer}.{category}": n for (layer, category), n in counts.items()
    }
    totals = {layer["id"]: layer["total"] for layer in packed.head["layers"]}
    assert totals == {**dict.fromkeys(ids, 0), **frame["layer"].value_counts()}


def test_only_running_totals_are_marked_cumulative(packed: Packed) -> None:
    marked = [c["id"] for c in packed.head["categories"] if c["cumulative"]]
    assert marked == ["shelling.missile_launch_total"]


def test_times_are_minutes_since_1970(packed: Packed, frame: pd.DataFrame) -> None:
    begins = [NO_TIME if pd.isna(t) else int(t.timestamp() // 60) for t in frame["time_from"]]
    assert packed["from"].tolist() == begins
    ends = [NO_TIME if pd.isna(t) else -int(-t.timestamp() // 60) for t in frame["time_to"]]
    assert (packed["from"] + packed.coded("lasts").astype(int)).tolist() == ends


def test_places_are_within_a_metre(packed: Packed, frame: geopandas.GeoDataFrame) -> None:
    x, y = packed["x"] / packed.head["scale"], packed["y"] / packed.head["scale"]
    np.testing.assert_allclose(x, frame["longitude"].to_numpy(float), atol=0.51e-5)
    np.testing.assert_allclose(y, frame["latitude"].to_numpy(float), atol=0.51e-5)
    for name, field in (("tx", "target_longitude"), ("ty", "target_latitude")):
        given = frame[field].to_numpy(float)
        values = packed[name]
        assert ((values == NO_TIME) == np.isnan(given)).all()
        held = ~np.isnan(given)
        np.testing.assert_allclose(values[held] / packed.head["scale"], given[held], atol=0.51e-5)


def test_radius_and_grades(packed: Packed, frame: pd.DataFrame) -> None:
    want = np.ceil(frame["coordinate_uncertainty_m"].to_numpy(float))
    np.testing.assert_array_equal(packed.coded("radius"), want)
    for name, field, ladder in (("reliability", "source_reliability", "ABCDEF"),
                                ("credibility", "information_credibility", "123456")):  # fmt: skip
        grades = [ladder.index(g[0]) + 1 if g else 0 for g in text_of(frame, field)]
        assert packed[name].tolist() == grades


def test_quantities_keep_their_open_ends(packed: Packed, frame: pd.DataFrame) -> None:
    low = frame["quantity_low"].fillna(frame["quantity_best"])
    np.testing.assert_array_equal(packed.coded("low"), low.to_numpy(float))
    np.testing.assert_array_equal(packed.coded("high"), frame["quantity_high"].to_numpy(float))
    occurs = ~np.isnan(packed.coded("low")) & np.isnan(packed.coded("high"))
    assert occurs.any(), "the case occurs"


def test_memberships_are_the_join(
    packed: Packed, example_map: MapResult, frame: pd.DataFrame
) -> None:
    """The compressed rows hold exactly the pairs of the membership table."""
    ids = [region["id"] for region in packed.head["regions"]]
    first = np.concatenate([[0], np.cumsum(packed["members"])])
    assert first[-1] == len(packed["region"]) == len(packed["share"])
    got = {
        (frame.index[i], ids[packed["region"][k]]): packed["share"][k]
        for i in range(len(frame))
        for k in range(first[i], first[i + 1])
    }
    table = example_map.page.memberships
    assert table is not None
    assert len(got) == len(table) > 1000
    for row in table.itertuples():
        share = got[row.sighting, row.region_id]
        assert (share == 255) == (row.certainty == "certain")
        if row.certainty != "certain":
            assert share == 254 if np.isnan(row.share) else abs(share / 200 - row.share) <= 0.0026


def test_texts_and_sources(packed: Packed, frame: pd.DataFrame) -> None:
    records = frame.to_dict("records")
    for got, want in zip(packed.texts, records, strict=True):
        assert got["id"] == want["id"]
        for field in ("place", "description", "place_local", "equipment"):
            assert got[field] == ("" if pd.isna(want[field]) else want[field])
        assert got["sources"] == [list(source) for source in sources_of(want)]
        assert got["extra"] == {}
        assert got["input_row"] == str(want["input_row"])
    two = [got for got in packed.texts if len(got["sources"]) == 2]
    assert two, "records with two sources are in the examples"


def test_page_order_is_by_time_with_undated_rows_last() -> None:
    """A stable order: ties stay as they came, missing times go to the end."""
    stamps = pd.to_datetime(["2022-02-01", None, "2022-01-01", "2022-02-01", None], utc=True)
    ordered = in_page_order(geopandas.GeoDataFrame({"time_from": stamps}))
    assert ordered.index.tolist() == [2, 0, 3, 1, 4]


def test_memberships_follow_the_labels_not_the_order(
    intake_of: Callable[..., Intake], example_map: MapResult
) -> None:
    """Rows out of time order: each keeps its own memberships, computed here or given."""
    rows = [
        {"date_start": "2022-03-01", "category": "rail_echelon", "latitude": 52.05,
         "longitude": 29.25, "coordinate_uncertainty_m": 0, "layer": "deployment"},
        {"date_start": "2021-03-01", "category": "rail_echelon", "latitude": 59.9,
         "longitude": 30.3, "coordinate_uncertainty_m": 0, "layer": "deployment"},
    ]  # fmt: skip
    sightings = intake_of(rows).sightings
    regions = example_map.page.regions
    packed = Packed(Page(sightings=sightings, regions=regions).html())
    assert packed["members"].tolist()[0] == 0, "the earlier one, far away, comes first"
    assert packed["members"].tolist()[1] > 0
    shuffled = sightings.iloc[::-1]
    again = Packed(Page(sightings=shuffled, regions=regions).html())
    assert again["members"].tolist() == packed["members"].tolist()


def test_columns_that_nobody_knows_travel_along(intake_of: Callable[..., Intake]) -> None:
    rows = [{"date_start": "2022-03-01", "category": "rail_echelon", "layer": "deployment",
             "latitude": 52, "longitude": 29, "zz_note": "seen twice", "zz_none": ""}]  # fmt: skip
    packed = Packed(Page(sightings=intake_of(rows).sightings).html())
    assert packed.texts[0]["extra"] == {"zz_note": "seen twice"}


def test_a_page_without_texts_has_none(example_map: MapResult) -> None:
    """For overviews: a page of places, times and counts, and nothing to read."""
    page = replace(example_map.page, texts=False)
    document = page.html()
    assert head_of(document)["fields"] == []
    assert "kordon-texts" in document
    whole = everything(example_map.page.html())
    for word in ("Obuz-Liasnouski", "firam.net", "EX-D-001"):
        assert word in whole
        assert word not in everything(document)
    assert len(document) < len(example_map.page.html())


def test_points_of_large_pages_travel_no_finer_than_they_are_known(
    example_map: MapResult,
) -> None:
    """Rounded by less than a fortieth of the radius; to a metre where that is not known."""
    some = example_map.page.sightings
    many = pd.concat([some] * 60, ignore_index=True)
    assert len(many) > LARGE
    radius = np.tile([3.0, 44.0, 45.0, 500.0, 5_000.0, 29_000.0, 200_000.0, np.nan, 0.0],
                     len(many) // 9 + 1)[: len(many)]  # fmt: skip
    many["coordinate_uncertainty_m"] = radius
    packed = Packed(Page(many).html())
    order = in_page_order(many)
    known = order["coordinate_uncertainty_m"].to_numpy(float)
    for name, field in (("x", "longitude"), ("y", "latitude")):
        degrees = positions(packed, name) / packed.head["step"]
        off_m = np.abs(degrees - order[field].to_numpy(float)) * 111_320
        assert (off_m <= np.maximum(0.56, np.nan_to_num(known) / 40)).all()
        assert off_m[known > 1_000].max() > 20, "rounded indeed"
        assert (off_m[~(known > 40)] <= 0.56).all()
    assert Packed(Page(some).html()).head["grains"] == []


def positions(packed: Packed, name: str) -> np.ndarray:
    """Steps of every record, from the column of its grain."""
    grain = np.array(packed.head["grains"])[packed["radius"]]
    out = np.empty(len(grain))
    for power in np.unique(grain):
        part = packed[f"{name}.{power}" if power else name]
        out[grain == power] = part.astype(float) * 2.0**power
    return out


def test_texts_of_a_large_page(intake_of: Callable[..., Intake]) -> None:
    """All of them come back, over several blocks; only made-up ids are left out."""
    rows = [
        {"date_start": "2022-03-01", "category": "rail_echelon", "layer": "deployment",
         "latitude": 52 + k / 10**5, "longitude": 29, "quantity_best": k % 7,
         "description": f"{k % 5} trains, wagon {k * k} of 2022-03-01",
         "source_title": f"post {k}", "my number": str(3 * k),
         "supersedes": made if k == 9 else ""}
        for made in ("k-0123456789ab",)
        for k in range(LARGE + 1)
    ]  # fmt: skip
    sightings = intake_of(rows).sightings
    sightings.loc[sightings.index[3], "id"] = "mine"
    sightings.loc[sightings.index[4], "id"] = "k-0123456789ab"
    packed = Packed(Page(sightings=sightings).html())
    assert len(packed.texts) == len(rows) > 2 * packed.head["texts"]["block"]
    assert {t["id"] for t in packed.texts[5:]} == {""}
    assert [t["id"] for t in packed.texts[:5]] == ["", "", "", "mine", "k-0123456789ab"]
    for got, row in zip(packed.texts, rows, strict=True):
        assert got["description"] == row["description"]
        assert got["quantity_best"] == str(row["quantity_best"])
        assert got["sources"] == [[row["source_title"], "", "", ""]]
        assert got["extra"] == {"my number": row["my number"]}


def test_a_page_without_records_has_all_columns() -> None:
    packed = Packed(Page(sightings=empty_sightings()).html())
    assert packed.head["n"] == 0
    assert packed.head["categories"] == []
    assert packed["x"].tolist() == []
    assert packed.texts == []


def test_lines_and_areas_travel_as_outlines(intake_of: Callable[..., Intake]) -> None:
    """A trench as a line and a mined belt as a polygon; a symbol stands on each."""
    rows = [
        {"date_start": "2022-03-01", "category": "trench_line", "layer": "fortification",
         "geometry": "LINESTRING (29 51.5, 29.1 51.6, 29.2 51.5)"},
        {"date_start": "2022-03-02", "category": "minefield", "layer": "fortification",
         "geometry": "POLYGON ((30 51, 30.2 51, 30.2 51.2, 30 51.2, 30 51))"},
        {"date_start": "2022-03-03", "category": "minefield", "layer": "fortification",
         "latitude": 51.0, "longitude": 30.0},
    ]  # fmt: skip
    packed = Packed(Page(sightings=intake_of(rows).sightings).html())
    assert packed["outlines.features"].tolist() == [1, 1, 0]
    assert packed["outlines.paths"].tolist() == [3, 4]
    assert packed.head["closed"] == [1]
    assert (packed["x"] != NO_TIME).all()


def test_far_times_stay_in_their_order(intake_of: Callable[..., Intake]) -> None:
    """A typing error in the year is kept and shown; it never turns into another past."""
    rows = [
        {"date_start": day, "category": "rail_echelon", "layer": "deployment", "latitude": 52,
         "longitude": 29}
        for day in ("9999-01-01", "1066-10-14", "2022-10-09")
    ]  # fmt: skip
    begins = Packed(Page(sightings=intake_of(rows).sightings).html())["from"].tolist()
    assert begins == sorted(begins)
    assert begins[0] < 0 < begins[1] < begins[2] == 2**31 - 1


def test_directions_of_fire_travel_only_when_there_are_any(packed: Packed, tmp_path: Path) -> None:
    """Degrees and kilometres as they were given, null where nothing was."""
    fans = ("azimuth", "range_")
    assert not [name for name in packed.head["toc"] if name.startswith(fans)]
    path = tmp_path / "fire.csv"
    path.write_text(
        "id,layer,category,latitude,longitude,azimuth_deg,azimuth_error_deg,range_max_km\n"
        "a,shelling,artillery_fire,51.2,30.1,315.5,6,20\n"
        "b,shelling,mortar_fire,51.2,30.1,,,\n"
    )
    page = Packed(Page(read(path)).html())
    for name, value in (("azimuth", 315.5), ("azimuth_error", 6.0), ("range_max", 20.0)):
        got = page.coded(name)
        assert got[0] == value
        assert np.isnan(got[1])
    assert "range_min" not in page.head["toc"]
