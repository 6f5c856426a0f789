"""Files as analysts are sent them, which are not ours to ship: every row is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.readers import read

FORMATS = Path(__file__).resolve().parents[3] / "shared" / "data" / "formats"
#: File, rows, of them set aside, and a note that tells the dialect.
FILES = [
    ("uawardata/units_all.csv", 2_269, 0, "read as uawardata"),
    ("uawardata/btgs_all.geojson", 1_112, 0, "read as uawardata"),
    ("uawardata/units_current.geojson", 0, 0, "read as uawardata"),
    ("ucdp_ged/UCDP-Ukraine.csv", 3_883, None, "read as UCDP GED"),
    ("smoking_grads_2014/artillery_attacks_2014.kml", 356, None, "read as Smoking Grads"),
    ("smoking_grads_2014/crater_fields.kml", 0, 0, "read as Smoking Grads"),
    ("smoking_grads_2014/craters.csv", 6_150, 0, "read as Smoking Grads"),
]


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the real files are not beside the repository")
@pytest.mark.parametrize(("name", "rows", "aside", "note"), FILES, ids=[one[0] for one in FILES])
def test_every_row_is_accounted_for(name: str, rows: int, aside: int | None, note: str) -> None:
    """With no option at all; what is set aside has its reason."""
    intake = read(FORMATS / name)
    assert intake.read == (rows or intake.read) > 0
    assert intake.read == (intake.accepted + intake.repaired + intake.set_aside + intake.duplicates)
    assert len(intake.sightings) == intake.accepted + intake.repaired > intake.read / 2
    assert aside is None or intake.set_aside == aside
    (report,) = intake.files
    assert any(text.startswith(note) for text in report.notes)
    assert all(row.reasons for row in report.rows.not_plain() if row.outcome == "set_aside")
