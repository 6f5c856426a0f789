"""Tables of coverage: every row accounted for, nothing guessed, no other file opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from geo.errors import ForeignFileError, InputError
from layers.coverage import COVERAGE_FIELDS, DEGREES, Coverage, read_coverage

ROOT = Path(__file__).parents[2]
HEAD = "area,date_start,date_end,coverage,note,source"
Read = Callable[..., Coverage]


@pytest.fixture
def covered(tmp_path: Path) -> Read:
    def run(*lines: str, head: str = HEAD) -> Coverage:
        path = tmp_path / "coverage.csv"
        path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
        return read_coverage(path)

    return run


def outcomes(coverage: Coverage) -> list[str]:
    n = coverage.counts
    assert n["read"] == n["accepted"] + n["repaired"] + n["set_aside"] + n["duplicate"]
    assert len(coverage.rows) == n["accepted"] + n["repaired"]
    return [row.outcome for row in coverage.outcomes]


def test_a_plain_row(covered: Read) -> None:
    coverage = covered("Homiel Region,2022-02,2022-06-30,partial,why,who")
    assert outcomes(coverage) == ["accepted"]
    [row] = coverage.rows
    assert row.region["region_id"] == "admin-homiel-region"
    assert (row.degree, row.note, row.source) == ("partial", "why", "who")
    assert row.first == np.datetime64("2022-02-01")
    assert row.after == np.datetime64("2022-07-01"), "the last day is included"


@pytest.mark.parametrize("area", ["BY", "Гомельская вобласць", "BY-UA-25km-BY", "Kalinkavichy"])
def test_areas_by_name(covered: Read, area: str) -> None:
    [row] = covered(f"{area},,,none,,").rows
    assert row.shape.area > 0
    assert row.first is None
    assert row.after is None


@pytest.mark.parametrize("end", ["", "open", "ongoing", "now", " Present "])
def test_open_ends(covered: Read, end: str) -> None:
    [row] = covered(f"BY,2022,{end},none,,").rows
    assert row.after is None


def test_areas_as_wkt(covered: Read) -> None:
    lines = (
        '"POLYGON((33 51,34 51,34 52,33 51))",,,none,,',
        '"SRID=4326; multipolygon (((33 51,34 51,34 52,33 51)))",,,partial,,',
    )
    rows = covered(*lines).rows
    assert [row.shape.area for row in rows] == [0.5, 0.5]
    assert {row.region["name"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",2022,,none,,", "area: it is empty"),
        ("Atlantis,2022,,none,,", "no border zone is called 'Atlantis'"),
        ("BY,soon,,none,,", "date_start: 'soon' is not a date"),
        ("BY,03/04/2022,,none,,", "day first or month first"),
        ("BY,2023,2022,none,,", "it ends (2022) before it begins (2023)"),
        ("BY,2022,,excellent,,", "'excellent' is none of good, partial, none, unknown"),
        ("BY,2022,,,,", "coverage: it is empty"),
        ('"POLYGON((33 51,34 52,34 51,33 52,33 51))",,,none,,', "its polygon is not valid"),
        ('"POLYGON((33 51,34 52",,,none,,', "no WKT polygon"),
        ('"POLYGON EMPTY",,,none,,', "no WKT polygon"),
        ('"POLYGON((333 51,334 51,334 52,333 51))",,,none,,', "not in degrees"),
        ('"POLYGON((-170 51,170 51,170 52,-170 51))",,,none,,', "not in degrees"),
        ('"POINT(33 51)",,,none,,', "no WKT polygon"),
        (f"BY,2022,,none,{'x' * 2001},", "2,001 characters"),
        ("BY,2022,,none,,,,too,many", "cells where the header has"),
    ],
)
def test_rows_that_are_set_aside(covered: Read, line: str, why: str) -> None:
    """With the reason and the values; the row before it is used."""
    coverage = covered("BY,2021,2021,good,,", line)
    assert outcomes(coverage) == ["accepted", "set_aside"]
    assert why in "; ".join(coverage.outcomes[1].reasons)
    assert any("row 2, set aside" in told for told in coverage.told)


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "csv"])
def test_an_area_never_opens_a_file(covered: Read, tmp_path: Path, kind: str) -> None:
    """Not by its ending, not by a path, not because it is there."""
    path = tmp_path / f"zones.{kind}"
    path.write_text('{"type":"FeatureCollection","features":[]}')
    coverage = covered(
        "BY,,,good,,", f"{path},,,none,,", f"zones.{kind},,,none,,", "/etc/passwd,,,none,,"
    )
    assert outcomes(coverage) == ["accepted", *["set_aside"] * 3]
    assert all("no border zone is called" in r.reasons[0] for r in coverage.outcomes[1:])


def test_repairs_are_told(covered: Read) -> None:
    coverage = covered("BY,18.01.2022,,limited,a\x07b,")
    assert outcomes(coverage) == ["repaired"]
    [row] = coverage.rows
    assert (row.degree, row.note, row.first) == ("partial", "ab", np.datetime64("2022-01-18"))
    assert [r.column for r in coverage.outcomes[0].repairs] == ["coverage", "date_start", "note"]


def test_duplicates_and_contradictions(covered: Read) -> None:
    coverage = covered(
        "Sumy Oblast,2022,,good,,", "Sumy Oblast,2022,,good,,", "Sumy Oblast,2023,,none,,",
        "Sumy Oblast,2020,2021,none,,",
    )  # fmt: skip
    assert outcomes(coverage) == ["accepted", "duplicate", "accepted", "accepted"]
    assert coverage.notes == [
        "rows 1 and 3 say good and none of Sumy Oblast at the same time: both are kept, and the "
        "map shows the poorer"
    ]


def test_columns_by_other_names(covered: Read) -> None:
    coverage = covered("none,BY,2022,x", head="Level,Region,Since,mood")
    assert coverage.rows[0].degree == "none"
    assert coverage.notes == ["column 'mood' is not used"]
    with pytest.raises(InputError, match="no column area and no column coverage"):
        covered("x", head="mood")
    assert set(COVERAGE_FIELDS) == set(HEAD.split(","))


def test_files_that_are_no_table(tmp_path: Path, covered: Read) -> None:
    path = tmp_path / "a.geojson"
    point = '{"type":"Point","coordinates":[30,52]}'
    feature = f'{{"type":"Feature","properties":{{"area":"BY"}},"geometry":{point}}}'
    path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}')
    with pytest.raises(InputError, match="no plain table"):
        read_coverage(path)
    with pytest.raises(ForeignFileError, match="does not exist"):
        read_coverage(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="none of its 2 rows can be used; row 1: area"):
        covered("Atlantis,,,none,,", "Atlantis,,,good,,")
    assert covered().rows == []


def test_the_example_is_made_up_and_whole() -> None:
    """It shows every degree, every kind of area, and says of itself that it claims nothing."""
    coverage = read_coverage(ROOT / "examples" / "coverage-made-up.csv")
    assert coverage.counts["accepted"] == coverage.counts["read"] == 5
    assert {row.degree for row in coverage.rows} == set(DEGREES)
    assert all("Made up" in row.note for row in coverage.rows)
