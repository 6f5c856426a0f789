"""Records from workbooks: every sheet, every row, and what spreadsheets do to values."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from geo.errors import ForeignFileError
from layers.readers import read

HEAD = ["id", "date", "lat", "lon", "category", "quantity", "note"]
ROW = ["007", dt.date(2022, 10, 9), 52.05, 29.25, "rail_echelon", 20, "Ёлка"]


def workbook(path: Path, sheets: dict[str, list[list[Any]]], **options: Any) -> Path:
    """A workbook as Excel writes it; dates are dates there, numbers numbers."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return path


def test_a_sheet_is_a_table(tmp_path: Path) -> None:
    intake = read(workbook(tmp_path / "a.xlsx", {"Sheet1": [HEAD, ROW]}))
    assert (intake.read, intake.accepted, intake.files[0].format) == (1, 1, "xlsx")
    sighting = intake.sightings.iloc[0]
    assert (sighting["id"], sighting["description"]) == ("007", "Ёлка")
    assert (sighting["date_start"], sighting["date_precision"]) == ("2022-10-09", "day")
    assert (sighting.geometry.x, sighting["quantity_best"]) == (29.25, 20)


@pytest.mark.parametrize("epoch", [False, True])
def test_dates_are_those_that_are_seen(epoch: bool, tmp_path: Path) -> None:
    """Also in a workbook that counts from 1904."""
    rows = [HEAD, ROW, ["b", dt.date(2021, 2, 28), *ROW[2:]]]
    intake = read(workbook(tmp_path / "a.xlsx", {"S": rows}, date_1904=epoch))
    assert intake.sightings["date_start"].tolist() == ["2022-10-09", "2021-02-28"]


def test_every_sheet_is_read_and_names_its_layer(tmp_path: Path) -> None:
    head, row = [h for h in HEAD if h != "category"], [c for c in ROW if c != "rail_echelon"]
    row[0] = "a"
    other = ["b", *row[1:]]
    path = workbook(
        tmp_path / "a.xlsx",
        {"Fortification": [head, row], "shelling": [["Title of it all"], [], head, [], other]},
    )
    intake = read(path)
    assert intake.sightings["layer"].tolist() == ["fortification", "shelling"]
    assert intake.sightings["sheet"].tolist() == ["Fortification", "shelling"]
    assert [one.called for one in intake.files[0].rows] == [
        "row 1 (row 2 of sheet 'Fortification')",
        "row 2 (row 5 of sheet 'shelling')",
    ]
    notes = " ".join(intake.files[0].notes)
    assert "2 sheets read one after another: Fortification (1), shelling (1)" in notes
    assert "above the header: Title of it all" in notes


def test_ods(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    pd.DataFrame([ROW], columns=HEAD).to_excel(path, engine="odf", index=False)
    intake = read(path)
    assert (intake.accepted, intake.files[0].format) == (1, "ods")
    assert intake.files[0].rows[0].line == 2
    assert intake.sightings["date_start"].tolist() == ["2022-10-09"]


def test_what_is_in_cells_stays_text(tmp_path: Path) -> None:
    """Long numbers keep their digits, times their time, truth its word, formulas their result."""
    cells = [123456789012, dt.datetime(2022, 10, 9, 14, 30), True, "=1+1", 0.1, 1.0]
    path = workbook(
        tmp_path / "a.xlsx", {"S": [[*HEAD, "a", "b", "c", "d", "e", "f"], [*ROW, *cells]]}
    )
    sighting = read(path).sightings.iloc[0]
    found = [sighting[name] for name in "abcdef"]
    assert found == ["123456789012", "2022-10-09T14:30:00", "true", "=1+1", "0.1", "1"]


def test_empty_sheets_and_hidden_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Hidden")
        for column, (name, cell) in enumerate(zip(HEAD, ROW, strict=True)):
            hidden.write(0, column, name)
            hidden.write(1, column, cell)
        hidden.hide()
        book.add_chartsheet("Chart")
    intake = read(path)
    assert intake.read == 1
    assert "the sheet 'Hidden' is hidden, and read" in intake.files[0].notes


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.docx", {"[Content_Types].xml": "", "word/document.xml": ""}, "a document, not a table"),
        ("a.xlsx", {"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}, "damaged, locked"),
        ("b.xlsx", {"xl/": ""}, "damaged, locked"),
    ],
)
def test_what_is_no_workbook(name: str, content: dict[str, str], told: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        for part, text in content.items():
            archive.writestr(part, text)
    with pytest.raises(ForeignFileError, match=told):
        read(tmp_path / name)


def test_one_cell_far_off_costs_a_message(tmp_path: Path) -> None:
    """Its rows and columns would not fit in any memory."""
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, "far")
    with pytest.raises(ForeignFileError, match=r"memory|far off"):
        read(path)


def test_only_empty_sheets(tmp_path: Path) -> None:
    intake = read(workbook(tmp_path / "a.xlsx", {"S": []}))
    assert intake.read == 0


GROUPED = [
    ["id", "Where", None, "When", None, "category"],
    [None, "lat", "lon", "start", "end", None],
    ["A1", 52.05, 29.25, dt.date(2022, 1, 18), dt.date(2022, 1, 20), "rail_echelon"],
    ["A2", 52.06, 29.26, dt.date(2022, 2, 18), None, "rail_echelon"],
]


def merged(path: Path, rows: list[list[Any]], ranges: list[str]) -> Path:
    """A workbook with merged cells, which keep what their first cell has."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("S")
        for one in ranges:
            sheet.merge_range(one, "")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    return path


@pytest.mark.parametrize("title", [False, True])
def test_names_below_merged_headings(title: bool, tmp_path: Path) -> None:
    """Two rows of names: the lower ones count, and those of the upper row that stand alone."""
    ranges = ["B3:C3", "D3:E3"] if title else ["B1:C1", "D1:E1"]
    above: list[list[Any]] = [["Situation report"], []] if title else []
    intake = read(merged(tmp_path / "a.xlsx", [*above, *GROUPED], ranges))
    assert (intake.read, intake.accepted) == (2, 2)
    assert intake.sightings["date_start"].tolist() == ["2022-01-18", "2022-02-18"]
    assert intake.sightings.geometry.x.tolist() == [29.25, 29.26]
    assert "names of columns stand in two rows" in " ".join(intake.files[0].notes)


def test_names_that_occur_under_two_headings(tmp_path: Path) -> None:
    rows = [["id", "Seen", None, "Fired at", None], [None, "lat", "lon", "lat", "lon"],
            ["A1", 52.05, 29.25, 51.05, 31.25]]  # fmt: skip
    intake = read(merged(tmp_path / "a.xlsx", rows, ["B1:C1", "D1:E1"]), layer="shelling")
    assert intake.files[0].columns == ("id", "Seen lat", "Seen lon", "Fired at lat", "Fired at lon")


@pytest.mark.parametrize(
    "rows",
    [
        [["place", "where"], ["Mazyr", "52.05", "29.25"], ["Yelsk", "51.8", "29.1"]],
        [["place", "where"], ["Mazyr", "north", "south"], ["Yelsk", "east", "west"]],
        [["place", "where"]],
    ],
)
def test_a_merged_heading_of_values_is_one_row_of_names(rows: Any, tmp_path: Path) -> None:
    """No row of values is taken for names: nothing may be lost."""
    intake = read(merged(tmp_path / "a.xlsx", rows, ["B1:C1"]))
    assert intake.read == len(rows) - 1


def test_what_is_hidden_merged_or_noted_is_said(tmp_path: Path) -> None:
    """All of it is read; what is beside the cells is told, and where."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range("G3:G4", "")
        for number, row in enumerate([HEAD, *([f"A{k}", *ROW[1:]] for k in range(4))]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column("E:E", None, None, {"hidden": True})
        sheet.set_column("X:XFD", None, None, {"hidden": True})
        sheet.write_comment("A1", "what the column means")
        sheet.write_comment("C2", "position doubtful")
    intake = read(path)
    assert intake.read == 4
    notes = intake.files[0].notes
    assert "sheet 'S': 2 hidden rows are read, too (the first is row 3)" in notes
    assert "sheet 'S': a hidden column is read, too ('category')" in notes
    assert any("cells are merged over several rows (G3:G4)" in note for note in notes)
    assert "sheet 'S': a note on a cell is in no row (C2 'position doubtful')" in notes


def test_notes_of_a_sheet_that_does_not_begin_at_a1(tmp_path: Path) -> None:
    """Cells are called as the spreadsheet calls them."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("S")
        for number, row in enumerate([HEAD, ROW], 3):
            for column, cell in enumerate(row, 2):
                sheet.write(number, column, cell)
        sheet.write_comment("E5", "position doubtful")
        sheet.set_row(4, None, None, {"hidden": True})
    report = read(path).files[0]
    notes, (row,) = report.notes, report.rows
    assert row.called == "row 1 (spreadsheet row 5)"
    assert "sheet 'S': 1 hidden row is read, too (the first is row 5)" in notes
    assert "sheet 'S': a note on a cell is in no row (E5 'position doubtful')" in notes


def test_errors_of_formulas_are_told(tmp_path: Path) -> None:
    """What a cell shows is kept where it cannot be used; numbers beside it stay numbers."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("S")
        for number, row in enumerate([HEAD, ROW, ["A2", *ROW[1:5], 1.125, "x"]], 2):
            for column, cell in enumerate(row, 1):
                sheet.write(number, column, cell)
        sheet.write_formula(3, 6, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 7, "=SUM(A1:A9)+NA()", None, "#N/A")
    intake = read(path)
    assert intake.sightings["quantity_best"].tolist()[1] == 1.125
    assert intake.sightings["description"].tolist() == ["#N/A", "x"]
    notes = intake.sightings["input_notes"].tolist()[0]
    assert notes == "quantity_best: '#DIV/0!' is not a number; not used: quantity_best=#DIV/0!"


def test_a_workbook_of_another_name_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [HEAD, ROW]})
    for name in ("old.xls", "a.ods", "b.xlsb", "table"):
        assert read(path.rename(tmp_path / name)).accepted == 1, name
        path = tmp_path / name
