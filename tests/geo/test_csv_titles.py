"""Where the table begins in a CSV: titles and remarks above it are none of its rows."""

from __future__ import annotations

import pytest

from geo.foreign.csv_titles import delimiter_of, title_lines

SIGNS = (",", ";", "\t", "|")
TABLE = ["id;date;lat", "A1;2022-10-09;52,05"]


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ([], 0),
        (["Report of January"], 1),
        (["# exported, by X, on 2022-10-12", "# separator ;"], 2),
        (["Report;;", ";;", ""], 3),
        (["place"], 0),  # a table of one column, and rows with too many cells
        (["Report of January", "one, two, 3"], 0),
        (["a,b", "Report of January"], 0),
    ],
)
def test_lines_above_a_table(above: list[str], count: int) -> None:
    assert title_lines([*above, *TABLE], SIGNS) == count


@pytest.mark.parametrize(
    "lines",
    [
        ["what was seen", "Tanks, many", "Trucks, 20, old"],
        ["what was seen", "Tanks, many", "Trucks, few"],
        ["what was seen", "Tanks, many"],
        ["what was seen"],
        ["# remark"],
        ["x" * 1_000_000],
    ],
)
def test_what_is_no_title(lines: list[str]) -> None:
    """Rows of a table are not taken for its header: nothing may be lost."""
    assert title_lines(lines, SIGNS) == 0


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("a,b;c;d", ";"),
        ("a|b|c", "|"),
        ("a,b", ","),
        ('"a;b;c",d', ","),
        ("a", ","),
        ("a\tb,c", ","),
    ],
)
def test_delimiters(line: str, sign: str) -> None:
    assert delimiter_of(line, SIGNS) == sign
