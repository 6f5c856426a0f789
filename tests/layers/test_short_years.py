"""Dates whose year has two digits are read where their column shows which part it is."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.readers.batches import Account, How, read_batches
from layers.times.shortyears import short_years, with_whole_year

TODAY = dt.date(2024, 6, 1)


@pytest.mark.parametrize(
    ("texts", "ways"),
    [
        # 31 and 27 are no years yet, and 13 and more no months.
        (["12.10.22", "31.10.22"], {".": "day first"}),
        (["12/10/22", "31/10/22"], {"/": "day first"}),
        (["10/12/22", "10/31/22"], {"/": "month first"}),
        (["22-10-12", "22-10-31"], {"-": "year first"}),
        (["18-Jan-22", "31-Jan-22"], {"a": "day first"}),
        (["12.10.22 14:30", "30.10.22"], {".": "day first"}),
        # Others of the column have whole years.
        (["13.10.22", "12.10.2022"], {".": "day first"}),
        # Each may still be two things.
        (["13.10.22", "14.10.22"], {}),
        (["05/06/22", "07/06/22"], {}),
        (["18-Jan-22"], {}),
        # None can be all of them.
        (["31.10.22", "22.10.31"], {}),
        (["31.10.99"], {}),
        (["2022-10-12", "Tuesday", "12.13", ""], {}),
    ],
)
def test_which_way(texts: list[str], ways: dict[str, str]) -> None:
    assert short_years(texts, "unknown", TODAY) == ways


def test_what_the_name_of_the_column_says() -> None:
    assert short_years(["05/06/22"], "day first", TODAY) == {"/": "day first"}
    assert short_years(["05/06/22"], "month first", TODAY) == {"/": "month first"}
    assert short_years(["05.06.22"], "month first", TODAY) == {".": "day first"}
    assert short_years(["22/06/25"], "month first", TODAY) == {}


@given(st.lists(st.dates(dt.date(2000, 1, 1), TODAY), min_size=1), st.sampled_from("./-"))
def test_never_another_date_than_was_written(days: list[dt.date], sep: str) -> None:
    """Property: written day first, a date is read so or not at all."""
    texts = [f"{day:%d{sep}%m{sep}%y}" for day in days]
    ways = short_years(texts, "unknown", TODAY)
    if ways and max(day.day for day in days) > 24:
        read = [with_whole_year(text, ways) for text in texts]
        assert read == [day.isoformat() for day in days]


def test_a_column_of_them(read_rows) -> None:
    days = [f"{day}.10.22" for day in (1, 12, 31)]
    intake = read_rows(*({"date_start": day} for day in [*days, "13.10.22 14:30"]))
    assert intake.sightings["date_start"].tolist() == [
        "2022-10-01", "2022-10-12", "2022-10-31", "2022-10-13T14:30",
    ]  # fmt: skip
    (repair,) = intake.rows[1].repairs
    assert (repair.before, repair.after) == ("12.10.22", "2022-10-12")
    assert "two digits" in repair.why


def test_batches_ask_the_whole_file(tmp_path: Path) -> None:
    """What decides stands in one row, far from the others."""
    path, rows = tmp_path / "rows.csv", 25_000
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["layer", "category", "date_start", "latitude", "longitude", "id"])
        for n in range(rows):
            day = "31.10.22" if n == 1 else f"{n % 9 + 1}.10.22"
            writer.writerow(["deployment", "field_camp", day, "52", "29", f"A{n}"])
    parts = list(read_batches([path], How(today=TODAY), Account()))
    assert len(parts) > 1
    dates = [date for part in parts for date in part["date_start"]]
    assert dates == ["2022-10-31" if n == 1 else f"2022-10-0{n % 9 + 1}" for n in range(rows)]
