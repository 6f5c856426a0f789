"""Two tables in one file or sheet, and names of columns below a heading, are read by their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from layers.checking.sheet import RawTable
from layers.intake import Intake
from layers.readers import batches, read
from layers.readers.batches import Account, How, read_batches

HEAD = "date,lat,lon,type,note"
ROW = "2022-10-09,52.05,29.25,rail_echelon,x"
OTHER = "Datum,place,type,Latitude,Longitude"
BELOW = "2022-10-10,Mazyr,rail_echelon,52.1,29.3"


def in_batches(path: Path) -> tuple[list[str], Account]:
    account = Account()
    frames = [*read_batches([path], How(), account)]
    return [place for frame in frames for place in frame["latitude"].astype(str)], account


def test_a_heading_above_the_names(read_text: Callable[..., Intake]) -> None:
    """A workbook with merged headings, saved as CSV."""
    intake = read_text(
        "Where,,When,,category\nlat,lon,date,from,\n52.05,29.25,2022-01-18,Homiel,rail_echelon\n"
    )
    assert (intake.read, intake.accepted, intake.unlocated, intake.undated) == (1, 1, 0, 0)
    assert intake.sightings[["from_place", "category"]].iloc[0].tolist() == [
        "Homiel",
        "rail_echelon",
    ]
    assert intake.files[0].rows[0].line == 3
    assert (
        "spreadsheet row 2 names the columns (lat, lon, date, from), below a heading (Where, When, "
        "category)"
    ) in intake.files[0].notes


@pytest.mark.parametrize(
    ("between", "other"),
    [
        ("", OTHER), ("\n", OTHER), ("\n", "date,place,type"), ("", f"{OTHER},quantity,remark"),
        ("The second part,,,,\n", OTHER),
    ],
)  # fmt: skip
def test_a_second_table_below(
    between: str, other: str, read_text: Callable[..., Intake], balanced: Callable[..., object]
) -> None:
    """Also a wider or narrower one; rows of text between them are no records of either."""
    below = ",".join([*BELOW.split(","), "3", "seen, twice"][: other.count(",") + 1])
    below = below.replace("seen, twice", '"seen, twice"')
    later = below.replace("10-10", "10-11")
    intake = read_text(f"{HEAD}\n{ROW}\n{between}{other}\n{below}\n{later}\n")
    balanced(intake)
    assert intake.set_aside == (1 if "part" in between else 0)
    places = intake.sightings["place"].dropna().tolist()
    assert places == ["Mazyr", "Mazyr"]
    if other.startswith("Datum"):
        assert intake.sightings["latitude"].tolist() == [52.05, 52.1, 52.1]
    if "quantity" in other:
        assert intake.sightings["quantity_best"].tolist()[1:] == [3, 3]
        assert intake.sightings["remark"].tolist()[1:] == ["seen, twice"] * 2
    assert any("names the columns of another table" in note for note in intake.files[0].notes)


def test_what_may_be_another_table_is_not_read_by_wrong_names(
    read_text: Callable[..., Intake],
) -> None:
    text = f"{HEAD}\n{ROW}\n{'date,place,,,'}\n{'2022-10-10,Mazyr,,,'}\n"
    intake = read_text(text)
    assert (intake.accepted, intake.set_aside) == (1, 2)
    (note,) = [note for note in intake.files[0].notes if "may name" in note]
    assert note.startswith("spreadsheet row 3 may name the columns of another table (date, place)")
    assert "put a blank row above it" in note
    assert read_text(text.replace("date,place", "\ndate,place")).set_aside == 1  # it says no what


@pytest.mark.parametrize("again", [HEAD, "Дата,Широта,Долгота,Тип,", "date,lat,lon,,"])
def test_names_that_are_repeated(again: str, read_text: Callable[..., Intake]) -> None:
    """Files put together, or labels in another language below the names."""
    intake = read_text(f"{HEAD}\n{ROW}\n{again}\n{ROW}y\n")
    assert (intake.accepted, intake.set_aside) == (2, 1)
    assert intake.files[0].reasons["repeats the names of the columns"] == 1


def test_in_batches_as_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a batch ends; what only the second table decides holds for that alone."""
    path = tmp_path / "a.csv"
    first = "".join(f"0{k}/04/2022,52.{k},29.25,rail_echelon,x\n" for k in range(1, 7))
    path.write_text(f"{HEAD}\n{first}13/04/2022,52.7,29.25,rail_echelon,x\n\n{OTHER}\n{BELOW}\n")
    whole = read(path)
    assert (whole.read, whole.undated, whole.set_aside) == (8, 0, 0)
    stream = batches.stream_table

    def in_twos(*args: object, **more: object) -> object:
        import dataclasses

        for table in stream(*args, **more):  # type: ignore[arg-type]
            rows = len(table.columns)
            for at in range(0, rows, 2):
                lines = table.lines[at : at + 2] if table.lines is not None else None
                yield dataclasses.replace(table, columns=table.columns[at : at + 2], lines=lines)

    monkeypatch.setattr(batches, "stream_table", in_twos)
    places, account = in_batches(path)
    assert places == whole.sightings["latitude"].astype(str).tolist()
    assert (account.read, account.used, account.undated) == (8, 8, 0)


def test_two_tables_of_a_sheet(tmp_path: Path) -> None:
    """The name of the sheet is not taken for one of them."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("A", "B"):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(
                [HEAD, ROW + name, "", OTHER, BELOW + "1" * (name == "B")]
            ):
                for column, cell in enumerate(row.split(",") if row else ()):
                    sheet.write_string(number, column, cell)
    intake = read(path)
    assert (intake.read, intake.accepted) == (4, 4)
    assert intake.sightings["sheet"].tolist() == ["A", "A", "B", "B"]
    assert intake.files[0].rows[3].called == "row 4 (row 5 of sheet 'B')"


def test_a_typed_column_of_one_of_the_tables(read_text: Callable[..., Intake]) -> None:
    text = f"date,lat,lon,was\n2022-10-09,52.05,29.25,rail_echelon\n\n{OTHER}\n{BELOW}\n"
    intake = read_text(text, mapping={"was": "category"})
    assert intake.accepted == 2


def test_tables_without_lines_are_left_as_they_are() -> None:
    raw = RawTable({}, 0)
    from layers.readers.apart import tables_apart

    (part,) = tables_apart([raw])
    assert (part.number, part.raw) == (0, raw)
