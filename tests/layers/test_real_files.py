"""Files as analysts are sent them, which are not ours to ship: every row is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.readers import read

FORMATS = Path(__file__).resolve().parents[3] / "shared" / "data" / "formats"
FILES = [
    ("uawardata/units_all.csv", 2_269, {"layer": "deployment"}),
    ("uawardata/btgs_all.geojson", 1_112, {"layer": "deployment"}),
    ("ucdp_ged/UCDP-Ukraine.csv", 3_883, {"layer": "shelling", "encoding": "cp1252"}),
    ("smoking_grads_2014/artillery_attacks_2014.kml", 356, {"layer": "shelling"}),
    ("smoking_grads_2014/craters.csv", 6_150, {"layer": "shelling"}),
]


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the real files are not beside the repository")
@pytest.mark.parametrize(("name", "rows", "options"), FILES, ids=[name for name, *_ in FILES])
def test_every_row_is_accounted_for(name: str, rows: int, options: dict[str, str]) -> None:
    intake = read(FORMATS / name, **options)
    assert intake.read == rows
    assert intake.read == (intake.accepted + intake.repaired + intake.set_aside + intake.duplicates)
    assert len(intake.sightings) == intake.accepted + intake.repaired
