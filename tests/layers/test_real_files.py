"""Files as analysts are sent them, most of them not ours to ship: every row is accounted for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layers.readers import read

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
FORMATS = ROOT.parent / "shared" / "data" / "formats"
#: Project, file, and the five numbers, as docs/dialects.md shows them.
FILES = re.findall(
    r"^\| ([\w ]+) `([\w.-]+)`[^|]* \|((?: [\d,]+ \|){5})$",
    (ROOT / "docs" / "dialects.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_the_page_has_the_files() -> None:
    """Every one that is here, but what explains them, and what is no table of sightings."""
    assert len(FILES) == 8
    here = {path.name for folder in (EXAMPLES, FORMATS) for path in folder.rglob("*.*")}
    assert here <= {name for _, name, _ in FILES} | {"README.md", "coverage-made-up.csv"}


@pytest.mark.parametrize(("title", "name", "told"), FILES, ids=[one[1] for one in FILES])
def test_every_row_is_accounted_for(title: str, name: str, told: str) -> None:
    """With no option at all, as the page says; what is set aside has its reason."""
    ours = (EXAMPLES / name).is_file()
    if not ours and not FORMATS.is_dir():
        pytest.skip("the real files are not beside the repository")
    (path,) = (EXAMPLES if ours else FORMATS).rglob(name)
    intake = read(path)
    parts = (intake.accepted, intake.repaired, intake.set_aside, intake.duplicates)
    assert intake.read == sum(parts)
    assert [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", told)] == [
        intake.read,
        *parts,
    ]
    assert len(intake.sightings) == intake.accepted + intake.repaired
    (report,) = intake.files
    spoken = [note for note in report.notes if note.startswith("read as ")]
    assert [note.startswith(f"read as {title}, told by") for note in spoken] == [True] * (not ours)
    assert all(row.reasons for row in report.rows.not_plain() if row.outcome == "set_aside")
