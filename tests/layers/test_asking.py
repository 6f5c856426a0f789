"""Selection, query and export: what is kept, how sure, and that it comes back as it went."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import ArgumentError, RegionError
from geo.resolve import find_near, find_within
from geo.zones import parse_zone
from layers.asking.query import ANSWER_COLUMNS, query
from layers.asking.selection import Selection, parse_bbox, parse_condition, parse_day, select
from layers.readers import read
from layers.writing.export import EXPORTS, export


@pytest.fixture(scope="module")
def sightings(examples_csv: Path) -> geopandas.GeoDataFrame:
    return read(examples_csv).sightings


def kept(frame: Any, *where: str, **options: Any) -> Any:
    selection = Selection(where=tuple(parse_condition(w) for w in where), **options)
    return select(frame, selection)[0]


class TestWords:
    """What is typed becomes what is meant, or an error that shows how to write it."""

    @pytest.mark.parametrize(
        ("text", "first", "after"),
        [
            ("2022-10-09", "2022-10-09", "2022-10-10"),
            ("2022-10", "2022-10-01", "2022-11-01"),
            ("2022", "2022-01-01", "2023-01-01"),
            ("2022-12-31", "2022-12-31", "2023-01-01"),
            ("2024-02", "2024-02-01", "2024-03-01"),
        ],
    )
    def test_days(self, text: str, first: str, after: str) -> None:
        assert parse_day(text) == pd.Timestamp(first, tz="UTC")
        assert parse_day(text, end=True) == pd.Timestamp(after, tz="UTC")

    @pytest.mark.parametrize("text", ["", "yesterday", "2022-13", "2022-02-30", "09.10.2022"])
    def test_days_that_are_none(self, text: str) -> None:
        with pytest.raises(ArgumentError, match="is not a date: write 2022-10-09"):
            parse_day(text)

    def test_boxes(self) -> None:
        assert parse_bbox("23,51,33.5,53") == (23, 51, 33.5, 53)
        for text in ("23,51,33", "a,b,c,d", "33,51,23,53", "23,53,33,51", "23,51,33,95"):
            with pytest.raises(ArgumentError, match=r"west,south,east,north"):
                parse_bbox(text)

    def test_conditions(self) -> None:
        assert str(parse_condition(" quantity_low >= 20 ")) == "quantity_low>=20"
        assert parse_condition("place=").value == ""
        assert parse_condition("source_url~a=b").value == "a=b"
        with pytest.raises(ArgumentError, match="not a condition"):
            parse_condition("mazyr")


class TestSelect:
    """Each sign does what it says, beside pandas on the same columns."""

    @pytest.mark.parametrize(
        ("condition", "rule"),
        [
            ("category=rail_echelon", lambda f: f["category"] == "rail_echelon"),
            ("category=rail_echelon,TROOP_ARRIVAL",
             lambda f: f["category"].isin(["rail_echelon", "troop_arrival"])),
            ("category!=rail_echelon", lambda f: f["category"] != "rail_echelon"),
            ("actor=BLR", lambda f: f["actor"].str.contains("BLR")),
            ("place~mazyr", lambda f: f["place"].str.contains("mazyr", case=False)),
            ("place!~mazyr", lambda f: ~f["place"].str.contains("mazyr", case=False)),
            ("quantity_low>=20", lambda f: f["quantity_low"] >= 20),
            ("quantity_low<20", lambda f: f["quantity_low"] < 20),
            ("coordinate_uncertainty_m<=5000", lambda f: f["coordinate_uncertainty_m"] <= 5000),
            ("source_reliability<=B", lambda f: f["source_reliability"] <= "B"),
            ("date_start>=2023-01-01", lambda f: f["date_start"] >= "2023-01-01"),
            ("equipment=", lambda f: f["equipment"].isna()),
        ],
    )  # fmt: skip
    def test_conditions(self, condition: str, rule: Any, sightings: Any) -> None:
        expected = sightings[rule(sightings).fillna(False)]["id"].tolist()
        assert 0 < len(expected) < 150
        assert kept(sightings, condition)["id"].tolist() == expected

    def test_all_conditions_hold(self, sightings: Any) -> None:
        both = kept(sightings, "layer=deployment", "quantity_low>20")
        assert len(both) == ((sightings["layer"] == "deployment")
                             & (sightings["quantity_low"] > 20)).sum()  # fmt: skip

    def test_what_cannot_be_asked(self, sightings: Any) -> None:
        with pytest.raises(ArgumentError, match="no field 'shoe'"):
            kept(sightings, "shoe=44")
        with pytest.raises(ArgumentError, match="'many' is none"):
            kept(sightings, "quantity_low>many")

    def test_period_edges(self, intake_of: Any) -> None:
        """Half-open: a day touches its own period only; an instant lies at its start."""
        row = {"lat": 52, "lon": 29, "category": "rail_echelon"}
        frame = intake_of(
            [row | {"id": "day", "date": "2022-10-09"},
             row | {"id": "instant", "date": "2022-10-10T00:00:00+00:00"},
             row | {"id": "week", "date": "2022-10-14", "date_precision": "week"},
             row | {"id": "none", "date": ""}]
        ).sightings  # fmt: skip

        def during(first: str, last: str) -> list[str]:
            chosen, notes = select(
                frame, Selection(since=parse_day(first), until=parse_day(last, end=True))
            )
            assert notes == ["1 without a date left out, because a period was asked for"]
            return list(chosen["id"])

        assert during("2022-10-09", "2022-10-09") == ["day"]
        assert during("2022-10-10", "2022-10-10") == ["instant"]
        assert during("2022-10-11", "2022-10-11") == ["week"]
        assert during("2022-10-08", "2022-10-08") == []
        assert during("2022", "2022") == ["day", "instant", "week"]

    def test_box_counts_what_reaches_in(self, intake_of: Any) -> None:
        """A disc that reaches into the box is kept; a point outside it is not."""
        row = {"lat": 52, "date": "2022-10-09", "category": "rail_echelon"}
        frame = intake_of(
            [row | {"id": "in", "lon": 29.5, "coordinate_uncertainty_m": 100},
             row | {"id": "reaches", "lon": 30.05, "coordinate_uncertainty_m": 5000},
             row | {"id": "out", "lon": 30.05, "coordinate_uncertainty_m": 100},
             row | {"id": "nowhere", "lat": "", "lon": ""}]
        ).sightings  # fmt: skip
        chosen, notes = select(frame, Selection(bbox=(29, 51, 30, 53)))
        assert chosen["id"].tolist() == ["in", "reaches"]
        assert notes == ["1 without a place left out, because a box was asked for"]


class TestQuery:
    """One row per sighting, and how sure."""

    def test_nothing_asked_about_where(self, sightings: Any) -> None:
        answer = query(sightings)
        assert (answer.low, answer.high, answer.asked) == (150, 150, 150)
        assert set(answer.sightings["certainty"]) == {""}

    def test_zone_as_geopandas_has_it(self, sightings: Any, example_map: Any) -> None:
        """Within a zone: certain and possible are those of the independent figures."""
        rows = example_map.region_counts
        mine = rows[rows["region_id"] == "BY-UA-25km-BY"]
        answer = query(sightings, within=[parse_zone("BY-UA-25km-BY")])
        assert (answer.low, answer.high) == (mine["low"].sum(), mine["high"].sum())
        assert answer.sightings["id"].is_unique
        assert list(answer.sightings.columns[-4:]) == list(ANSWER_COLUMNS)

    def test_many_regions_one_row(self, sightings: Any) -> None:
        zones = [parse_zone(f"BY-UA-{km}km") for km in (10, 25, 50)]
        answer = query(sightings, within=zones)
        assert answer.sightings["id"].is_unique
        assert answer.high == query(sightings, within=zones[2:]).high
        told = answer.sightings["regions"].str.count(r"\((?:certain|possible)\)")
        assert told.max() == 3

    def test_within_and_near_must_both_hold(self, sightings: Any) -> None:
        within, near = [find_within("BY")], [find_near("Mazyr,30km")]
        both = query(sightings, within=within, near=near)
        ids = set(query(sightings, within=within).sightings["id"])
        assert set(both.sightings["id"]) == ids & set(query(sightings, near=near).sightings["id"])
        sure = query(sightings, within=within, near=near, certain_only=True)
        assert sure.low == sure.high == both.low
        assert any("only possibly" in note for note in sure.notes)

    def test_distance_is_from_the_hub(self, sightings: Any) -> None:
        import pyproj

        answer = query(sightings, near=[find_near("Kalinkavichy,30km")]).sightings
        geod = pyproj.Geod(ellps="WGS84")
        n = len(answer)
        _, _, truth = geod.inv(np.full(n, 29.3257), np.full(n, 52.1323),
                               answer["longitude"], answer["latitude"])  # fmt: skip
        assert answer["distance_m"].to_numpy() == pytest.approx(truth, abs=0.1)


class TestNames:
    """Zones, oblasts, countries, hubs and files by what an analyst types."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("BY-UA-25km-BY", "BY-UA-25km-BY"),
            ("ua-by-25km", "BY-UA-25km"),
            ("BY", "BY"),
            ("Belarus", "BY"),
            ("Homiel Region", "admin-homiel-region"),
            ("homiel region", "admin-homiel-region"),
            ("Gomel", "hub-BY-homyel"),
        ],
    )
    def test_within(self, text: str, expected: str) -> None:
        assert find_within(text)["region_id"].tolist() == [expected]

    def test_own_regions_go_first(self) -> None:
        own = parse_zone("BY-UA-5km").assign(region_id="mine", name="Belarus")
        assert find_within("Belarus", own)["region_id"].tolist() == ["mine"]

    @pytest.mark.parametrize("text", ["Atlantis", "BY-UA-", "BY-XX-10km", ""])
    def test_unknown(self, text: str) -> None:
        with pytest.raises(RegionError):
            find_within(text)

    @pytest.mark.parametrize("text", ["Mazyr", "Mazyr,far", "Mazyr,10", ",10km"])
    def test_near_needs_a_distance(self, text: str) -> None:
        with pytest.raises(RegionError, match="write it as Kalinkavichy,10km"):
            find_near(text)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"]),
    min_size=1, max_size=20,
)  # fmt: skip
RECORD = st.fixed_dictionaries(
    {
        "layer": st.sampled_from(["deployment", "fortification", "shelling"]),
        "date_start": st.dates(min_value=pd.Timestamp("2014-01-01").date(),
                               max_value=pd.Timestamp("2024-01-01").date()).map(str),
        "latitude": st.floats(48, 57).map(lambda v: round(v, 5)),
        "longitude": st.floats(22, 42).map(lambda v: round(v, 5)),
        "coordinate_uncertainty_m": st.integers(1, 500_000),
        "place": TEXT,
        "description": TEXT,
        "quantity_low": st.integers(0, 99),
    }
)  # fmt: skip


@given(records=st.lists(RECORD, min_size=1, max_size=8), format_=st.sampled_from(sorted(EXPORTS)))
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_property_export_comes_back(records: list[dict[str, Any]], format_: str, tmp_path: Path,
                                    intake_of: Any) -> None:  # fmt: skip
    """Property: written and read again, the same records in every format."""
    rows = [r | {"id": f"00{k}", "my column": r["place"]} for k, r in enumerate(records)]
    first = intake_of(rows).sightings
    if first.empty:
        return
    names = {"jsonl": None, **{one: f"a.{one}" for one in EXPORTS if one != "jsonl"}}
    data = export(first, format_)
    assert export(first, format_) == data, "the same bytes each time"
    if names[format_] is None:  # read in a later version; its lines must be JSON of the records
        lines = [json.loads(line) for line in data.decode().splitlines()]
        assert [line["id"] for line in lines] == first["id"].tolist()
        return
    path = tmp_path / str(names[format_])
    path.write_bytes(data)
    again = read(path).sightings
    if format_ in ("gpkg", "kml"):  # one layer after the other
        first, again = (f.sort_values("id", ignore_index=True) for f in (first, again))
    told = [c for c in first.columns if not c.startswith(("input_", "time_")) and c != "geometry"]
    assert set(again.columns) <= set(first.columns), "nothing is doubled"
    for column in told:
        one, two = first[column], again[column]
        same = (one == two) | (one.isna() & two.isna()) if column in again else one.isna()
        assert same.all(), column
    assert first.geometry.geom_equals_exact(again.geometry, 1e-9).all()
    assert first["time_from"].equals(again["time_from"])


def test_formulas_are_made_harmless(intake_of: Any) -> None:
    """A cell that a spreadsheet would run is written as text."""
    row = {"lat": 52, "lon": 29, "date": "2022-10-09", "category": "rail_echelon"}
    frame = intake_of([row | {"place": "=1+1", "unit": "@x", "description": "-2"}]).sightings
    cells = next(csv.DictReader(io.StringIO(export(frame, "csv").decode())))
    assert cells["place"] == "'=1+1"
    assert cells["unit"] == "'@x"
    assert cells["description"] == "'-2"
    assert cells["longitude"] == "29"


def test_geojson_is_rfc_7946(sightings: Any) -> None:
    """Longitude first, no crs member, missing fields left out."""
    body = json.loads(export(sightings, "geojson"))
    assert set(body) == {"type", "features"}
    first = body["features"][0]
    assert first["geometry"]["coordinates"] == [33.18474, 54.57735]
    assert None not in first["properties"].values()
