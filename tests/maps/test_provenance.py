"""The figures of the foot: where the rows on a page came from."""

from __future__ import annotations

import hashlib

import pandas as pd

from geo.version import __version__
from maps.build import MapResult
from maps.provenance import InputFile, Provenance

ROWS = pd.DataFrame(
    {
        "date_start": ["2022-01-05", "2022-03-01T10:00Z", None],
        "date_end": ["2022-04-02", None, None],
    }
)


def test_as_of_is_the_newest_day_that_is_spoken_of() -> None:
    assert Provenance().to_dict(ROWS)["as_of"] == "2022-04-02"
    assert Provenance().to_dict(ROWS.iloc[1:])["as_of"] == "2022-03-01"
    assert Provenance().to_dict(ROWS.iloc[2:])["as_of"] == ""


def test_without_files_the_rows_are_the_rows() -> None:
    """A frame made in Python: all of it is read and accepted."""
    counts = Provenance().to_dict(ROWS)["counts"]
    assert counts == {"read": 3, "accepted": 3, "repaired": 0, "set_aside": 0, "duplicates": 0,
                      "not_selected": 0}  # fmt: skip


def test_what_the_selection_left_out_is_counted() -> None:
    told = Provenance(read=9, accepted=4, repaired=2, set_aside=2, duplicates=1).to_dict(ROWS)
    assert told["counts"]["not_selected"] == 3
    assert told["counts"]["read"] == 9


def test_inputs_are_base_name_and_hash() -> None:
    told = Provenance(inputs=[InputFile("a.csv", "00ff")]).to_dict(ROWS)
    assert told["inputs"] == [{"name": "a.csv", "sha256": "00ff"}]
    assert told["version"] == __version__


def test_own_credits_stand_before_the_base_maps() -> None:
    told = Provenance(credits=["Records: me"]).to_dict(ROWS)
    assert told["credits"][0] == "Records: me"
    assert any("OpenStreetMap" in text for text in told["credits"])


def test_the_example_page_names_its_file_and_its_hash(example_map: MapResult) -> None:
    """The sha256 in the foot is that of the file's bytes."""
    from pathlib import Path

    told = example_map.page.provenance.to_dict(example_map.page.sightings)
    data = Path(example_map.intake.files[0].file).read_bytes()
    assert told["inputs"] == [
        {"name": "belarus-border-2021-2023.csv", "sha256": hashlib.sha256(data).hexdigest()}
    ]
    assert told["as_of"] == "2023-08-24" or told["as_of"].startswith("2023-")
    assert told["counts"]["read"] == 150
