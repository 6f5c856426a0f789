"""The gate: who may see what, how coarse, when, and that nothing else comes through."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ArgumentError, PublicationError
from layers.intake import Intake
from layers.record import FIELDS
from maps.publication.deciding import REASONS, fates, ukrainian_side
from maps.publication.earlier import read_earlier
from maps.publication.gate import Publication, publish_records
from maps.publication.grid import GRIDS_M, cell_of, middle_of
from maps.publication.manifest import manifest, receipt
from maps.publication.profile import load_profile
from maps.publication.publicsource import is_public_address, personal
from maps.publication.shown import blank_frame, generalise

NOW = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)
PUBLIC = load_profile("public")
#: A record of class (a): cited, public, read by somebody.
CITED = {
    "id": "A1", "layer": "deployment", "category": "rail_echelon", "date_start": "2024-05-01",
    "place": "Mazyr", "country": "BY", "latitude": "52.04950", "longitude": "29.24560",
    "coordinate_uncertainty_m": "1500", "actor": "RUS", "handling": "public", "reviewed": "true",
    "source_title": "A paper", "source_url": "https://example.org/a", "source_reliability": "B",
    "information_credibility": "2", "description": "A train.",
}  # fmt: skip
#: A record of class (b).
OURS = CITED | {
    "id": "B1", "layer": "fortification", "category": "trench_line", "country": "UA",
    "actor": "UKR", "latitude": "51.50000", "longitude": "28.60000", "source_official": "true",
    "place": "Slovechne", "unit": "95th brigade",
}  # fmt: skip

Intakes = Callable[..., Intake]


@pytest.fixture(scope="module")
def published(intake_of: Intakes) -> Callable[..., Publication]:
    """Rows through the gate of the public profile, on 1 June 2024."""

    def run(*rows: Mapping[str, str], profile: Any = PUBLIC, **more: Any) -> Publication:
        options = {"now": NOW, "seed": "s"} | more
        return publish_records(intake_of(rows).sightings, profile, **options)

    return run


def reasons(publication: Publication) -> dict[str, int]:
    return {why: len(rows) for why, rows in publication.withheld.items()}


def test_a_cited_public_record_keeps_what_its_source_gave(published: Any) -> None:
    publication = published(CITED)
    (row,) = publication.sightings.to_dict("records")
    assert (row["longitude"], row["latitude"]) == (29.2456, 52.0495)
    assert (row["coordinate_uncertainty_m"], row["place"]) == (1500, "Mazyr")
    assert row["source_url"] == "https://example.org/a"
    assert not publication.withheld
    assert not publication.cells
    assert row["id"] != "A1"
    assert row["id"].startswith("p-")
    assert {"input_file", "input_row", "input_notes"}.isdisjoint(publication.sightings.columns)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"handling": ""}, "too_few"),
        ({"handling": "partner"}, "too_few"),
        ({"handling": "internal"}, "handling"),
        ({"handling": "restricted"}, "handling"),
        ({"handling": "for our eyes"}, "handling"),
        ({"source_at_risk": "true"}, "too_few"),
        ({"source_at_risk": "perhaps"}, "too_few"),
        ({"source_url": ""}, "too_few"),
        ({"source_url": "https://t.me/+Zm9v"}, "too_few"),
        ({"source_url": "https://example.org/a | phone call"}, "too_few"),
        ({"date_start": "2024-05-30"}, "embargo"),
        ({"date_start": "2024-06"}, "embargo"),
        ({"date_start": ""}, "undated"),
        ({"embargo_until": "2024-06"}, "embargo"),
        ({"embargo_until": "2024-06-01T12:01Z"}, "embargo"),
        ({"embargo_until": "when it is over"}, "embargo"),
        ({"ingested_at": "2024-05-31T09:00Z"}, "embargo"),
        ({"ingested_at": "soon"}, "embargo"),
        ({"retracted": "true"}, "standing"),
        ({"verification_status": "rejected"}, "standing"),
        ({"source_reliability": ""}, "grade"),
        ({"source_reliability": "F"}, "grade"),
        ({"source_reliability": "E"}, "grade"),
        ({"information_credibility": "6"}, "grade"),
    ],
)
def test_why_a_record_is_withheld(change: dict[str, str], why: str, published: Any) -> None:
    publication = published(CITED, CITED | {"id": "A2"} | change)
    assert reasons(publication) == {why: 1}
    assert publication.withheld[why] == (1,)
    assert len(publication.sightings) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"embargo_until": "2024-06-01T12:00Z"},
        {"embargo_until": "2024-05"},
        {"ingested_at": "2024-05-29T11:59Z"},
        {"date_start": "2024-05-28"},
        {"source_at_risk": "false"},
    ],
)
def test_what_is_over_is_over(change: dict[str, str], published: Any) -> None:
    assert not published(CITED | change).withheld


def test_the_embargo_of_a_layer(published: Any) -> None:
    hours = {"observed": 24 * 60, "ingested": 0}
    profile = dataclasses.replace(PUBLIC, embargo_hours_by_layer={"deployment": hours})
    assert reasons(published(CITED, profile=profile)) == {"embargo": 1}


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"date_start": "2024-05-30"}, dt.datetime(2024, 6, 3)),
        ({"embargo_until": "2024-06"}, dt.datetime(2024, 7, 1)),
        ({"embargo_until": "2024-06-01T12:01Z"}, dt.datetime(2024, 6, 1, 12, 1)),
        ({"ingested_at": "2024-05-31T09:00Z"}, dt.datetime(2024, 6, 3, 9)),
        ({"ingested_at": "2024-05-31T09:00Z", "embargo_until": "2024-06-20"},
         dt.datetime(2024, 6, 21)),
        ({"embargo_until": "when it is over"}, None),
        ({"handling": "restricted"}, None),
    ],
)  # fmt: skip
def test_when_an_embargo_ends(
    change: dict[str, str], ends: dt.datetime | None, published: Any
) -> None:
    """Then, and not a minute before, the record is shown."""
    found = published(CITED | change).embargo_ends
    assert found == (ends and ends.replace(tzinfo=dt.UTC))
    if found is not None:
        minute = dt.timedelta(minutes=1)
        assert published(CITED | change, now=found - minute).withheld == {"embargo": (0,)}
        assert not published(CITED | change, now=found).withheld


def test_ukrainian_positions_are_coarse_and_bare(published: Any) -> None:
    publication = published(OURS)
    (row,) = publication.sightings.to_dict("records")
    assert (row["longitude"], row["latitude"]) != (28.6, 51.5)
    assert pd.isna(row["place"])
    assert pd.isna(row["unit"])
    assert pd.isna(row["description"])
    assert row["coordinate_uncertainty_m"] >= 1500 + 7_000
    assert "10 km" in row["data_generalizations"]
    assert publication.generalised == 1


@pytest.mark.parametrize(
    ("change", "ours"),
    [
        ({}, True),
        ({"actor": "RUS;UKR"}, True),
        ({"actor": ""}, True),
        ({"actor": "", "country": ""}, True),
        ({"actor": "some brigade"}, True),
        ({"actor": "RUS"}, False),
        ({"actor": "", "country": "", "latitude": "53.9", "longitude": "27.5"}, False),
        ({"layer": "deployment", "category": "troop_presence"}, True),
        ({"layer": "shelling", "category": "artillery_fire"}, True),
        ({"layer": "shelling", "category": "artillery_fire", "target_latitude": "51.5",
          "target_longitude": "28.6"}, False),
        ({"layer": "shelling", "category": "artillery_fire", "target_latitude": "51.5",
          "target_longitude": "28.6", "azimuth_deg": "10"}, True),
    ],
)  # fmt: skip
def test_which_positions_are_of_the_ukrainian_side(
    change: dict[str, str], ours: bool, intake_of: Intakes
) -> None:
    assert ukrainian_side(intake_of([OURS | change]).sightings).tolist() == [ours]


def test_ukrainian_positions_need_an_official_public_source(published: Any) -> None:
    rows = [
        OURS | {"id": "1", "source_official": ""},
        OURS | {"id": "2", "source_official": "yes and no"},
        OURS | {"id": "3", "source_url": ""},
        OURS | {"id": "4", "handling": ""},
        OURS | {"id": "5", "source_at_risk": "true"},
        OURS | {"id": "6"},
    ]
    publication = published(*rows)
    assert reasons(publication) == {"not_official": 5}
    assert not publication.cells, "five of them in a cell are still positions"


def test_free_text_that_nobody_read_stays_in(published: Any) -> None:
    unread = CITED | {"reviewed": "", "unit": "x", "equipment": "y", "consist": "z"}
    (row,) = published(unread).sightings.to_dict("records")
    for name in ("description", "place", "unit", "equipment", "consist", "source_title"):
        assert pd.isna(row[name]), name
    assert row["source_url"] == "https://example.org/a"


@pytest.mark.parametrize(
    ("field", "word", "shown"),
    [
        ("category", "rail_echelon", True),
        ("category", "house of Ivan", False),
        ("status", "as Ivan says", False),
        ("actor", "RUS;BLR", True),
        ("actor", "RUS;Ivan", False),
        ("country", "BY", True),
        ("country", "behind the mill", False),
        ("source_date", "2024-05-01", True),
        ("sidc", "SHGPUCIZ--AJ---", True),
        ("sidc", "ask Ivan", False),
        ("data_generalizations", "moved away from the mill", False),
    ],
)
def test_words_that_nobody_lists_are_free_text(
    field: str, word: str, shown: bool, published: Any
) -> None:
    unread = CITED | {"reviewed": "", field: word}
    value = published(unread).sightings[field].iat[0]
    assert (value == word) is shown
    assert shown or pd.isna(value)
    assert published(unread | {"reviewed": "true"}).sightings[field].iat[0] == word


@pytest.mark.parametrize(
    "text",
    [
        "ask ivan@example.org",
        "ask ivan (at) example.org",
        "seen by @ivan_homiel",
        "seen by \uff20ivan_homiel",
        "written to t.me/ivan_homiel",
        "https://t.me/+AbCdEfGh",
        "call +375 29 123-45-67",
        "Тел. 80291234567",
        "8 (029) 123-45-67",
        "8 0232 12-34-56",
        "029\u2011123\u201145\u201167",
        "(067) 123 45 67",
        "380671234567",
        "8 916 123-45-67",
        "tel: 512 345 678",
    ],
)
def test_personal_data_is_left_out_even_if_somebody_read_it(text: str, published: Any) -> None:
    publication = published(CITED | {"description": text})
    assert pd.isna(publication.sightings["description"]).all()
    assert publication.blanked == {"description: personal data": 1}
    assert personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://t.me/hajun/123 of 3 May",
        "380 trucks and 12 000 men",
        "unit 08275 at 0800 on 12.11.2022",
        "7 945 123 rounds, mob. reserve of 300 000",
        "52.0291234567, 29.2456",
        "36U 02935 50213",
    ],
)
def test_other_numbers_and_posts_of_channels_are_no_personal_data(text: str) -> None:
    assert not personal(text)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://example.org/a?id=3", True),
        ("http://www.example.co.uk", True),
        ("https://t.me/hajun/123", True),
        ("https://t.me/joinchat/abc", False),
        ("https://t.me/c/123/4", False),
        ("https://wa.me/375291234567", False),
        ("https://example.org/a?from=ivan%40example.org", False),
        ("https://me:secret@example.org/", False),
        ("https://example.org/a?access_token=1", False),
        ("https://example.org/a#sig=1", False),
        ("https://localhost/a", False),
        ("https://files.corp/a", False),
        ("https://10.0.0.1/a", False),
        ("https://93.184.216.34/a", True),
        ("https://93.184.216.34/a?token=1", False),
        ("https://[::1]/a", False),
        ("https://example.org:8443/", False),
        ("ftp://example.org/a", False),
        ("file:///home/a", False),
        ("a friend", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_what_a_public_address_is(address: str, public: bool) -> None:
    assert is_public_address(address) is public


def test_licences_that_forbid_stop_everything(published: Any) -> None:
    rows = [CITED, CITED | {"id": "A2", "licence": "all rights reserved"}]
    with pytest.raises(PublicationError, match=r"1 of 2 rows .* 'all rights reserved'.*A2") as told:
        published(*rows)
    assert told.value.exit_code == 8
    assert len(published(CITED, CITED | {"id": "A2", "licence": "cc-by-4.0"}).sightings) == 2
    # What would not be shown stops nothing.
    assert reasons(published(CITED, rows[1] | {"handling": "internal"})) == {"handling": 1}


def test_ids_are_new_each_time_and_the_same_by_the_same_seed(published: Any) -> None:
    rows = [CITED, CITED | {"id": "A2", "movement_id": "M1"}]
    ids = [published(*rows, seed=seed).sightings["id"].tolist() for seed in ("a", "a", "b", None)]
    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])
    assert not set(ids[2]) & set(ids[3])
    moved = published(*rows, profile=load_profile("partner")).sightings["movement_id"]
    assert "M1" not in set(moved)


def test_the_order_of_the_rows_says_nothing(published: Any) -> None:
    rows = [CITED, CITED | {"id": "A2", "date_start": "2024-04-01"}, OURS]
    one, other = published(*rows), published(*reversed(rows))
    pd.testing.assert_frame_equal(one.sightings, other.sightings)


def test_the_internal_profile_changes_nothing_but_the_restricted(
    published: Any, intake_of: Intakes
) -> None:
    rows = [OURS | {"own": "x"}, CITED | {"handling": "restricted"}]
    given_ = intake_of(rows).sightings
    out = published(*rows, profile=load_profile("internal")).sightings
    assert out["id"].tolist() == ["B1"]
    assert out["own"].tolist() == ["x"]
    for field in FIELDS:
        if field.name != "geometry":
            assert out[field.name].iloc[:1].equals(given_[field.name].iloc[:1]), field.name


def test_a_moment_without_a_zone_is_refused(published: Any) -> None:
    with pytest.raises(ArgumentError, match="zone"):
        published(CITED, now=dt.datetime(2024, 6, 1))


def test_no_rows_at_all(published: Any, intake_of: Intakes) -> None:
    none = intake_of([CITED]).sightings.iloc[:0]
    publication = publish_records(none, PUBLIC, now=NOW)
    assert len(publication.frame()) == 0
    assert not publication.withheld
    assert manifest(publication)["at_least"] == {}


# Positions

LONGITUDE = st.floats(20, 44)
LATITUDE = st.floats(43.5, 60)


def frame_of(longitude: float, latitude: float, radius_m: float) -> Any:
    import shapely

    out = blank_frame(1)
    out["coordinate_uncertainty_m"] = radius_m
    return out.set_geometry([shapely.Point(longitude, latitude)], crs=4326)


@settings(max_examples=40)
@given(LONGITUDE, LATITUDE, st.floats(0, 100_000), st.sampled_from(GRIDS_M))
def test_the_coarse_circle_holds_the_fine_one(
    longitude: float, latitude: float, radius_m: float, grid_m: int
) -> None:
    out = generalise(frame_of(longitude, latitude, radius_m), grid_m, 0)
    middle = out["longitude"].iat[0], out["latitude"].iat[0]
    apart = pyproj.Geod(ellps="WGS84").inv(longitude, latitude, *middle)[2]
    raised = out["coordinate_uncertainty_m"].iat[0]
    assert raised >= apart + radius_m - 1
    assert raised % (grid_m / 2) == 0, "the radius tells the distance from the middle"


@settings(max_examples=40)
@given(LONGITUDE, LATITUDE, st.floats(0, 100_000), st.sampled_from(GRIDS_M))
def test_coarse_twice_is_coarse_once(
    longitude: float, latitude: float, radius_m: float, grid_m: int
) -> None:
    once = generalise(frame_of(longitude, latitude, radius_m), grid_m, 0)
    pd.testing.assert_frame_equal(once, generalise(once, grid_m, 0))


@given(LONGITUDE, LATITUDE, st.integers(0, len(GRIDS_M) - 2))
def test_grids_lie_within_each_other(longitude: float, latitude: float, level: int) -> None:
    """So two of them laid over each other tell no more than the finer one."""
    fine, coarse = GRIDS_M[level], GRIDS_M[level + 1]
    middle = middle_of(cell_of([longitude], [latitude], fine), fine)
    assert (cell_of(*middle.T, coarse) == cell_of([longitude], [latitude], coarse)).all()


def test_lines_become_the_circle_about_them(intake_of: Intakes, published: Any) -> None:
    line = OURS | {"latitude": "", "longitude": "", "geometry": "LINESTRING (28.5 51.5, 29 51.5)"}
    out = published(line).sightings
    assert out.geometry.geom_type.tolist() == ["Point"]
    assert out["coordinate_uncertainty_m"].iat[0] >= 17_000


def test_beyond_the_grid_is_withheld(published: Any) -> None:
    far = OURS | {"latitude": "-33.9", "longitude": "151.2"}
    assert reasons(published(far)) == {"outside_grid": 1}


# Nothing comes through

HANDLING = st.sampled_from(["public", "partner", "internal", "restricted", ""])
FREE = [
    field.name
    for field in FIELDS
    if field.type == "text"
    and field.name not in ("id", "country", "licence", "source_url", "source_archive_url")
]


@st.composite
def a_row(draw: Any) -> dict[str, str]:
    row = dict(draw(st.sampled_from([CITED, OURS])))
    row["id"] = f"secretid{draw(st.integers(0, 10**9))}"
    for name in ("reviewed", "source_official", "source_at_risk", "retracted"):
        row[name] = draw(st.sampled_from(["true", "", "false"]))
    row["handling"] = draw(HANDLING)
    row["date_start"] = draw(st.sampled_from(["2024-05-01", "2024-05-31", ""]))
    row["longitude"] = f"{draw(st.integers(2_800_001, 2_899_999)) / 100_000:.5f}"
    row["latitude"] = f"{draw(st.integers(5_100_001, 5_199_999)) / 100_000:.5f}"
    return row


@settings(max_examples=25)
@given(st.lists(a_row(), min_size=1, max_size=12, unique_by=lambda row: row["id"]))
def test_what_is_withheld_is_in_nothing_that_goes_out(
    intake_of: Intakes, rows: list[dict[str, str]]
) -> None:
    """Each text field of each row holds a word of its own; only allowed ones come out."""
    marked = [row | {name: f"word{k}x{name}x" for name in FREE} for k, row in enumerate(rows)]
    sightings = intake_of(marked).sightings
    publication = publish_records(sightings, PUBLIC, now=NOW, seed="s")
    out = publication.frame()
    text = out.to_csv() + str(manifest(publication)) + str(out.to_dict("list"))
    for k, fate in enumerate(publication.fate):
        rule = {"records": PUBLIC.records, "ukrainian": PUBLIC.ukrainian}.get(fate)
        read = rows[k]["reviewed"] == "true"
        for name in FREE:
            may = rule is not None and name in rule.fields
            may &= read or name not in PUBLIC.reviewed_fields
            assert may == (f"word{k}x{name}x" in text), (fate, name)
        if fate != "records":  # its position is in nothing, unless another one stands there
            position = rows[k]["longitude"].rstrip("0"), rows[k]["latitude"].rstrip("0")
            assert not all(number in text for number in position) or any(
                other == "records" and rows[j]["longitude"] == rows[k]["longitude"]
                for j, other in enumerate(publication.fate)
            )
        assert rows[k]["id"] not in text
    house = receipt(publication, ids=sightings["id"].tolist())
    withheld = sum(part["rows"] for part in house["withheld"].values())
    shown = house["shown"]["records"] + house["shown"]["reports_in_cells"]
    assert withheld + shown == len(rows) == house["in"]


def test_every_reason_is_explained(intake_of: Intakes) -> None:
    found = set(fates(intake_of([CITED, OURS]).sightings, PUBLIC, NOW))
    assert found == {"records", "ukrainian"}
    assert all(REASONS.values())


def test_the_places_that_a_position_may_be_are_counted(published: Any) -> None:
    publication = published(CITED, OURS)
    assert (publication.places.records, publication.places.k) == (2, 5)
    assert publication.places.smallest is not None
    wide = published(CITED | {"coordinate_uncertainty_m": "60000"}).places
    assert wide.below_k == 0
    assert (wide.smallest or 0) > 5


def test_the_manifest_tells_no_exact_number_of_what_is_withheld(published: Any) -> None:
    rows = [
        CITED | {"id": f"A{k}", "handling": "internal" if k > 3 else "public"} for k in range(21)
    ]
    publication = published(*rows)
    told = manifest(publication)
    assert told["at_least"] == {"in": 15, "withheld": 10, "withheld_handling": 10}
    assert told["inputs"] == []
    assert told["shown"]["records"] == 4
    assert np.isin(list(told["at_least"].values()), range(0, 100, 5)).all()


def at_risk(number: int, **changes: str) -> dict[str, str]:
    place = {"latitude": f"53.1{number % 10}", "longitude": "28.3"}
    return CITED | place | {"id": f"R{number}", "source_at_risk": "true"} | changes


@pytest.mark.parametrize(
    "one",
    [
        at_risk(7),
        at_risk(7, latitude="54.9", longitude="25.5"),
        at_risk(7, date_start="2024-04-11"),
        at_risk(7, layer="shelling", category="mortar_fire"),
        at_risk(7, handling="restricted"),
        at_risk(7, date_start="2024-05-31"),
        at_risk(7, source_reliability="F"),
        OURS | {"id": "R7", "source_official": ""},
    ],
)
def test_a_second_publication_tells_nothing_of_one_more_report(
    one: dict[str, str], published: Any, tmp_path: Path
) -> None:
    """Wherever it is and whyever it is not shown: records, cells and manifest are the same."""
    rows = [CITED, OURS, *(at_risk(k) for k in range(6))]
    path = tmp_path / "first.json"
    path.write_text(json.dumps(manifest(published(*rows))), "utf-8")
    before = read_earlier(path)
    without, with_it = (published(*more, against=before) for more in (rows, [*rows, one]))
    pd.testing.assert_frame_equal(without.frame(), with_it.frame())
    told = [manifest(found, against=before) for found in (without, with_it)]
    assert told[0] == told[1]
    assert told[0]["cells"] == [list(cell) for cell in json.loads(path.read_text("utf-8"))["cells"]]
    assert len(with_it.fate) == len(without.fate) + 1


def test_each_publication_by_itself_would_tell_of_it(published: Any) -> None:
    """So the test above can fail."""
    rows = [CITED, OURS, *(at_risk(k) for k in range(6))]
    one, other = published(*rows), published(*rows, at_risk(7))
    assert [cell.n for cell in one.cells] == [6]
    assert [cell.n for cell in other.cells] == [7]
    assert other.cells[0].fresh
