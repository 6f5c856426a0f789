"""Fixtures for tests of records: a small file written and read in one step."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from layers.intake import Intake
from layers.readers import read

#: A complete, plain record; tests change one thing in it.
PLAIN = {
    "id": "A1",
    "layer": "deployment",
    "category": "troop_arrival",
    "date_start": "2022-01-18",
    "latitude": "52.05",
    "longitude": "29.25",
    "description": "Seen.",
}


@pytest.fixture
def read_rows(tmp_path: Path) -> Callable[..., Intake]:
    """Write rows (mappings) as CSV and read them; each is laid over a plain record."""
    count = 0

    def run(*rows: dict[str, Any], plain: bool = True, **options: Any) -> Intake:
        nonlocal count
        count += 1
        base: dict[str, Any] = PLAIN if plain else {}
        full = [{**base, **({"id": f"A{n}"} if plain else {}), **row} for n, row in enumerate(rows)]
        names = list(dict.fromkeys(name for row in full for name in row))
        path = tmp_path / f"rows{count}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(full)
        options.setdefault("today", dt.date(2024, 6, 1))
        return read(path, **options)

    return run


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[..., Intake]:
    """Write a text or bytes as a file and read it."""

    def run(content: str | bytes, name: str = "a.csv", **options: Any) -> Intake:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        options.setdefault("today", dt.date(2024, 6, 1))
        return read(path, **options)

    return run


@pytest.fixture
def formats_folder() -> Path:
    """Folder with real files of other projects, which are not part of the repository."""
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "formats"
    if not folder.is_dir():
        pytest.skip(f"the real files of other projects are not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def balanced() -> Callable[[Intake], Sequence[str]]:
    """Give the check of the sum that every intake must satisfy."""
    return _balanced


def _balanced(intake: Intake) -> Sequence[str]:
    """Check the sum that every intake must satisfy and return the outcomes of the rows."""
    for report in intake.files:
        parts = (report.accepted, report.repaired, report.set_aside, report.duplicates)
        assert report.read == sum(parts) == len(report.rows)
        assert [row.row for row in report.rows] == list(range(1, report.read + 1))
        outcomes = [row.outcome for row in report.rows]
        for outcome, counted in zip(
            ("accepted", "repaired", "set_aside", "duplicate"), parts, strict=True
        ):
            assert outcomes.count(outcome) == counted
        for row in report.rows:
            assert row.reasons or row.outcome in ("accepted", "repaired"), row
            assert bool(row.repairs) or row.outcome != "repaired", row
    assert len(intake.sightings) == intake.accepted + intake.repaired
    return [row.outcome for row in intake.rows]
