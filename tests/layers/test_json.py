"""Records from JSON: lists, lines, features on lines, and lines that are none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from geo.errors import ForeignFileError
from layers.readers import read
from layers.writing.export import export

RECORD = {"id": "007", "date": "2022-10-09", "lat": 52.05, "lon": 29.25, "was": "Ёлка",
          "category": "rail_echelon", "quantity": 20, "tags": ["a", "b"]}  # fmt: skip
FEATURE = {"type": "Feature", "properties": {k: v for k, v in RECORD.items() if k[0] != "l"},
           "geometry": {"type": "Point", "coordinates": [29.25, 52.05]}}  # fmt: skip


def lines(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", lines(RECORD)),
        ("a.ndjson", lines(RECORD) + "\n\n"),
        ("a.json", json.dumps([RECORD], indent=1)),
        ("a.jsonl", lines(FEATURE)),
        ("a.geojson", json.dumps([FEATURE])),
        ("a.jsonl", lines({**FEATURE["properties"], "geometry": FEATURE["geometry"]})),
        ("a.txt", lines(RECORD, {**RECORD, "id": "b"})),
    ],
)
def test_records_in_any_dress(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    intake = read(tmp_path / name)
    assert intake.files[0].format == "json"
    assert intake.accepted == intake.read == text.count("rail_echelon")
    sighting = intake.sightings.iloc[0]
    assert (sighting["id"], sighting["was"], sighting["tags"]) == ("007", "Ёлка", '["a", "b"]')
    assert (sighting.geometry.x, sighting["quantity_best"]) == (29.25, 20)


def test_a_broken_line_is_a_row_of_its_own(tmp_path: Path) -> None:
    text = lines(RECORD) + '\n{"id": "b", \n[1, 2]\n"word"\n' + lines({**RECORD, "id": "c"})
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    intake = read(tmp_path / "a.jsonl")
    assert (intake.read, intake.accepted, intake.set_aside) == (5, 2, 3)
    assert "line 2 is no JSON" in " ".join(intake.rows[1].reasons)
    assert "no object: [1, 2]" in " ".join(intake.rows[2].reasons)


ROWS = [["id", "date", "lat", "lon", "category"],
        ["a", "2022-10-09", 52.05, 29.25, "rail_echelon"],
        ["b", "2022-10-10", 52.05, 29.25, "rail_echelon"]]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (ROWS, "a list of rows, the first of which names the columns"),
        ({"range": "Sheet1!A1:E3", "values": ROWS}, "rows of the list 'values'"),
        ({"columns": ROWS[0], "index": [0, 1], "data": ROWS[1:]}, "rows of the list 'data'"),
    ],
    ids=["list", "Google Sheets", "pandas split"],
)
def test_lists_of_lists_by_the_names_that_they_say(
    document: object, told: str, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document), encoding="utf-8")
    intake = read(tmp_path / "a.json", layer="deployment")
    assert (intake.read, intake.set_aside) == (2, 0)
    assert intake.sightings["id"].tolist() == ["a", "b"]
    assert intake.sightings["longitude"].tolist() == [29.25, 29.25]
    assert told in " ".join(intake.files[0].notes)


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[1:],  # no names
        [ROWS[0], ["a", "b", "c", "d", "e"]],  # words only: the first may be one of them
        [ROWS[0], ["a", "2022-10-09", 52.05, 29.25, "rail_echelon", "more"]],
        [["id", "date", "date"], ["a", "2022-10-09", "2022-10-10"]],
    ],
    ids=["values", "words", "wider", "twice"],
)
def test_lists_of_lists_without_sure_names_are_set_aside(rows: object, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    intake = read(tmp_path / "a.json")
    assert intake.read == intake.set_aside == len(json.loads(json.dumps(rows)))
    assert "nothing says what their values are" in " ".join(intake.files[0].notes)


def test_frames_by_column_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"lat": {"0": 52.05}, "lon": {"0": 29.25}}')
    with pytest.raises(ForeignFileError, match=r"to_json\(orient='records'\)"):
        read(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("text", "called"),
    [("date lat lon\n2022-10-09 52.05 29.25\n", "blanks"), ("date:lat:lon\n1:2:3\n", "colons")],
)
def test_a_csv_divided_otherwise_is_told(text: str, called: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    intake = read(tmp_path / "a.csv")
    assert f"divided by {called}" in " ".join(intake.files[0].notes)


def test_what_kordon_writes_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(RECORD, FEATURE | {"id": "x"}), encoding="utf-8")
    before = read(tmp_path / "a.jsonl").sightings
    (tmp_path / "b.jsonl").write_bytes(export(before, "jsonl"))
    after = read(tmp_path / "b.jsonl").sightings
    assert after["id"].tolist() == before["id"].tolist()
    assert after.geometry.equals(before.geometry)


@pytest.mark.parametrize(
    ("text", "told"),
    [("[1, 2", "the JSON is broken"), ("[" * 100_000, "too deeply|is broken")],
)
def test_what_is_no_json(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ForeignFileError, match=told):
        read(tmp_path / "a.json")


PLACED = {name: value for name, value in RECORD.items() if name not in ("lat", "lon")}


@pytest.mark.parametrize(
    "place",
    [
        {"location": {"lat": 52.05, "lon": 29.25}},
        {"location": {"Latitude": "52.05", "Longitude": "29.25", "name": "Mazyr"}},
        {"geo": {"type": "Point", "coordinates": [29.25, 52.05]}},
        {"coords": {"lat": 52.05, "lng": 29.25, "accuracy": 5}},
    ],
)
def test_where_a_record_is_may_stand_in_an_object(place: dict, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(PLACED | place), encoding="utf-8")
    intake = read(tmp_path / "a.jsonl")
    (sighting,) = intake.sightings.to_dict("records")
    assert (sighting["geometry"].x, sighting["geometry"].y) == (29.25, 52.05)
    (name,) = place
    assert f"the place of 1 records is read from {name!r}" in intake.files[0].notes
    if name == "location":
        assert sighting["place"] in ("Mazyr", None) or sighting["place"] != sighting["place"]


@pytest.mark.parametrize(
    "place",
    [
        {"seen_from": {"lat": 52, "lon": 29}, "seen_at": {"lat": 53, "lon": 30}},
        {"lat": 51, "lon": 28, "seen_from": {"lat": 52, "lon": 29}},
        {"area": {"lat": [1, 2], "lon": [3, 4]}},
        {"area": {"lat": 1, "latitude": 2, "lon": 3}},
        {"area": {"type": "Point"}},
    ],
)
def test_which_of_several_places_is_not_guessed(place: dict, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(PLACED | place), encoding="utf-8")
    intake = read(tmp_path / "a.jsonl")
    assert intake.unlocated == (0 if "lat" in place else 1)
    name = list(place)[-1]
    assert json.loads(intake.sightings[name].iloc[0]) == place[name], "nothing is lost"


def test_what_exports_of_mongodb_write_for_types(tmp_path: Path) -> None:
    record = PLACED | {"id": {"$oid": "62f"}, "date": {"$date": "2022-10-09T05:30:00Z"},
                       "quantity": {"$numberInt": "20"}}  # fmt: skip
    counted = {"$date": {"$numberLong": "1665293400000"}}
    text = lines(record, record | {"id": "b", "date": counted})
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    assert read(tmp_path / "a.jsonl").sightings["date_start"].nunique() == 1, "the same moment"
    sighting = read(tmp_path / "a.jsonl").sightings.iloc[0]
    assert (sighting["id"], sighting["date_start"]) == ("62f", "2022-10-09T05:30:00Z")
    assert sighting["quantity_best"] == 20


def test_the_one_list_of_an_answer_is_read(tmp_path: Path) -> None:
    answer = {"type": "page", "events": [RECORD, RECORD | {"id": "b"}], "next": None}
    (tmp_path / "a.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    intake = read(tmp_path / "a.json")
    assert (intake.read, intake.accepted) == (2, 2)
    told = "records of the list 'events' in an object; what stands beside it is not read: "
    assert f"{told}'type', 'next'" in intake.files[0].notes


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"a": [RECORD], "b": [RECORD]}, "several lists of records (a, b)"),
        ({"a": [1]}, "a FeatureCollection or a Feature is wanted"),
    ],
)
def test_an_object_that_is_no_list_of_records(document: dict, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(ForeignFileError, match=re.escape(told)):
        read(tmp_path / "a.json")


def test_members_of_a_feature_beside_its_properties_are_kept(tmp_path: Path) -> None:
    """Those of the properties go first."""
    feature = FEATURE | {"source": "https://a.example/1", "was": "other", "bbox": [1, 2, 3, 4]}
    (tmp_path / "a.geojson").write_text(json.dumps(feature), encoding="utf-8")
    sighting = read(tmp_path / "a.geojson").sightings.iloc[0]
    assert (sighting["source_url"], sighting["was"]) == ("https://a.example/1", "Ёлка")
    assert "bbox" not in sighting
