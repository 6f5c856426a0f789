"""Records from JSON: lists, lines, features on lines, and lines that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import ForeignFileError
from layers.export import export
from layers.readers import read

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
