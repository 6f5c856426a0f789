"""Saved mappings: what was used is saved, and reads other files in the same way."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from geo.errors import InputError
from layers.columns import map_columns
from layers.mappings import SavedMapping, mapping_json, mapping_used, read_mapping
from layers.readers import read

ONE = "kennung,Breite,Laenge,was,wann,intern\na,52.1,29.3,rail_echelon,2022-10-09,secret\n"
TWO = "id,lat,lon,type,date\nb,52.1,29.3,rail_echelon,2022-10-09\n"
TYPED = {"kennung": "id", "Breite": "latitude", "Laenge": "longitude", "was": "category",
         "wann": "date_start", "intern": ""}  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "map.json"
    path.write_bytes(mapping_json(TYPED))
    return path


def test_what_was_used_reads_the_file_again(tmp_path: Path, saved: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(ONE, "utf-8")
    first = read(path, mapping=TYPED)
    used = mapping_used(first, TYPED)
    assert used == TYPED
    saved.write_bytes(mapping_json(used))
    again = read(path, mapping=read_mapping(saved))
    assert again.accepted == 1
    assert again.files[0].mapping == first.files[0].mapping
    assert again.sightings["intern"].tolist() == ["secret"]


def test_one_mapping_of_several_files(tmp_path: Path, saved: Path) -> None:
    """What one file does not have is said of it, and no error."""
    (tmp_path / "one.csv").write_text(ONE, "utf-8")
    (tmp_path / "two.csv").write_text(TWO, "utf-8")
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    intake = read(files, mapping=read_mapping(saved))
    assert intake.accepted == 2
    used = mapping_used(intake, read_mapping(saved))
    assert used == TYPED | {"id": "id", "lat": "latitude", "lon": "longitude",
                            "type": "category", "date": "date_start"}  # fmt: skip
    saved.write_bytes(mapping_json(used))
    again = read(files, mapping=read_mapping(saved))
    assert [report.mapping for report in again.files] == [r.mapping for r in intake.files]
    said = "columns of the saved mapping that are not here: kennung, "
    assert any(note.startswith(said) for note in again.files[1].notes)


def test_a_typed_column_must_be_there() -> None:
    given = SavedMapping({"was": "category", "wo": "place"}, {"wo"})
    with pytest.raises(InputError, match="a column 'was' that the file does not have"):
        map_columns(["id"], given)
    assert map_columns(["was"], given).fields == {"category": "was"}
    assert pickle.loads(pickle.dumps(given)).optional == {"wo"}


def test_a_column_with_two_meanings_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id,date,lat,lon,source,note\na,2022,52,29,A paper,x\n")
    (tmp_path / "two.csv").write_text("id,date,lat,lon,source,note\nb,2022,52,29,https://a.b,x\n")
    intake = read([tmp_path / "one.csv", tmp_path / "two.csv"], layer="deployment")
    with pytest.raises(InputError, match=r"'source' is source_title in .*one\.csv and source_url"):
        mapping_used(intake)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not JSON", "is no saved mapping"),
        ("[1]", "must be one JSON object"),
        ('{"a": 1}', "must be one JSON object"),
        ('{"a": {"b": "id"}}', "must be one JSON object"),
        ('{"was": "kategorie"}', "column 'was' is mapped to a field 'kategorie'"),
        ('{"a": "id", "a": "layer"}', "'a' stands in it twice"),
        ("[" * 100_000, "is no saved mapping"),
        ('{"a": "id"', "is no saved mapping"),
    ],
)
def test_what_is_no_mapping(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        read_mapping(path)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_mapping(tmp_path / "no.json")
    (tmp_path / "big.json").write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(InputError, match="too big"):
        read_mapping(tmp_path / "big.json")
    (tmp_path / "a.json").write_bytes('{"Широта": "latitude"}'.encode("cp1251"))
    with pytest.raises(InputError, match="is no saved mapping"):
        read_mapping(tmp_path / "a.json")


def test_written_as_people_read_it() -> None:
    assert mapping_json({"Широта": "latitude", "x": ""}).decode() == (
        '{\n  "Широта": "latitude",\n  "x": ""\n}\n'
    )
    assert json.loads(mapping_json({})) == {}
