"""Workbooks: what is hidden, merged, noted or not worked out in ODS, and in XLSX of programs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from layers.intake import Intake
from layers.readers import read

HEAD = ("id", "category", "date", "lat", "lon", "note")
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def cell(text: object, more: str = "", inside: str = "") -> str:
    """A cell of a text, with further attributes, and what stands in it before the text."""
    return (
        f'<table:table-cell office:value-type="string" {more}>{inside}'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def row(*texts: str, more: str = "") -> str:
    """A row of texts; what begins with < is a cell as it is."""
    cells = "".join(text if text.startswith("<") else cell(text) for text in texts)
    return f"<table:table-row {more}>{cells}</table:table-row>"


def ods(path: Path, rows: str, columns: str = "", style: str = "") -> Path:
    """An ODS of one sheet, S."""
    display = f'<style:table-properties table:display="{style or "true"}"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>"
            f'<style:style style:name="ta1" style:family="table">{display}</style:style>'
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="S" table:style-name="ta1">{columns}{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return path


def a_row(name: str, more: str = "") -> str:
    return row(name, "rail_echelon", "2022-01-18", "52.05", "29.25", "Seen.", more=more)


def notes_of(intake: Intake) -> list[str]:
    return list(intake.files[0].notes)


def test_hidden_rows_and_columns_of_an_ods(tmp_path: Path) -> None:
    """Also where columns and rows without a word stand for several."""
    columns = (
        '<table:table-column table:number-columns-repeated="3"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '<table:table-column table:number-columns-repeated="16379"/>'
    )
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        + row(*HEAD)
        + a_row("A1")
        + '<table:table-row-group table:display="false">'
        + a_row("A2", 'table:visibility="collapse"')
        + "</table:table-row-group>"
        + a_row("A3", 'table:visibility="filter"')
        + '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    intake = read(ods(tmp_path / "a.ods", rows, columns))
    assert (intake.read, intake.accepted) == (3, 3)
    assert notes_of(intake) == [
        "sheet 'S': 2 hidden rows are read, too (the first is row 5)",
        "sheet 'S': 2 hidden columns are read, too ('lat', 'lon')",
    ]


def test_a_hidden_sheet_of_an_ods(tmp_path: Path) -> None:
    intake = read(ods(tmp_path / "a.ods", row(*HEAD) + a_row("A1"), style="false"))
    assert notes_of(intake) == ["the sheet 'S' is hidden, and read"]


def test_notes_on_cells_of_an_ods(tmp_path: Path) -> None:
    """In no cell: neither what is noted, nor who noted it, and when."""
    said = (
        "<office:annotation><dc:creator>N. N.</dc:creator><dc:date>2022-01-19</dc:date>"
        "<text:p>position</text:p><text:p>very <text:span>doubtful</text:span></text:p>"
        "</office:annotation>"
    )
    head = row(cell("id", inside=said.replace("very", "not")), *HEAD[1:])
    one = row("A1", "rail_echelon", "2022-01-18", cell("52.05", inside=said), "29.25", "Seen.")
    intake = read(ods(tmp_path / "a.ods", head + one))
    assert intake.files[0].columns == HEAD
    assert intake.sightings.geometry.y.tolist() == [52.05]
    assert notes_of(intake) == [
        "sheet 'S': a note on a cell is in no row (D2 'position very doubtful')"
    ]


def test_merged_cells_of_an_ods(tmp_path: Path) -> None:
    """Headings above names, and a value that stands for several rows."""
    covered = "<table:covered-table-cell/>"
    wide = cell("Where", 'table:number-columns-spanned="2"')
    tall = cell("rail_echelon", 'table:number-rows-spanned="2"')
    head = row("id", "category", "date", wide, covered, "note")
    names = row(*["<table:table-cell/>"] * 3, "lat", "lon", "<table:table-cell/>")
    one = row("A1", tall, "2022-01-18", "52.05", "29.25", "Seen.")
    two = row("A2", covered, "2022-01-18", "52.05", "29.25", "Seen.")
    intake = read(ods(tmp_path / "a.ods", head + names + one + two), layer="deployment")
    assert (intake.read, intake.accepted) == (2, 2)
    assert intake.sightings["latitude"].tolist() == [52.05, 52.05]
    names_told, tall_told = notes_of(intake)
    assert "in two rows, below merged cells (id, category, date, lat, lon, note)" in names_told
    assert "cells are merged over several rows (B3:B4)" in tall_told


@pytest.mark.parametrize("value", ['office:value="0"', 'office:string-value=""'])
def test_errors_of_formulas_of_an_ods(value: str, tmp_path: Path) -> None:
    """0 is not what the cell shows, and no place."""
    kind = "float" if "0" in value else "string"
    wrong = (
        f'<table:table-cell table:formula="of:=NA()" office:value-type="{kind}" {value} '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    one = row("A1", "rail_echelon", "2022-01-18", wrong, "29.25", "Seen.")
    intake = read(ods(tmp_path / "a.ods", row(*HEAD) + one))
    assert (intake.accepted, intake.unlocated) == (1, 1)
    assert "latitude: '#N/A' is not a number" in intake.sightings["input_notes"].tolist()[0]


def rewritten(path: Path, part: str, change: tuple[str, str]) -> None:
    """Change a text of a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part]
    parts[part] = before.replace(*(text.encode() for text in change))
    assert parts[part] != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("value", ["<v></v>", "<v />", ""])
def test_formulas_without_values_are_told(value: str, tmp_path: Path) -> None:
    """A program wrote the workbook, and nobody opened it: the cells are empty, not 0."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ("A1", "rail_echelon", "2022-01-18"))
        sheet.write_formula(1, 3, "=50+2.05", None, 52.05)
        sheet.write_formula(1, 4, "=29.25", None, 29.25)
        sheet.write_formula(1, 5, '=IF(1>2,"x","")', None, "")
    rewritten(path, "xl/worksheets/sheet1.xml", ("<v>52.05</v>", value))
    rewritten(path, "xl/worksheets/sheet1.xml", ('<c r="F2">', '<c r="F2" t="str">'))
    intake = read(path)
    assert (intake.accepted, intake.unlocated) == (1, 1)
    assert notes_of(intake) == [
        "sheet 'S': a formula has no value (D2), so the cells are empty: open the workbook in a "
        "spreadsheet, save it, and read it again"
    ]


def test_comments_of_a_talk_are_told_by_what_they_say(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ("A1", "rail_echelon", "2022-01-18", 52.05, 29.25, "Seen."))
        sheet.write_comment(
            "D2",
            "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; "
            "however, any edits to it will get removed if the file is opened in a newer version of "
            "Excel. Learn more: https://example.org/\n\nComment:\n    position doubtful",
        )
    assert notes_of(read(path)) == [
        "sheet 'S': a note on a cell is in no row (D2 'position doubtful')"
    ]


def test_links_that_cells_do_not_show_are_kept(tmp_path: Path) -> None:
    """Of links and of HYPERLINK; a link that is the text itself, or nearly, adds no column."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(1, 1, (*HEAD, "Source", "site"))
        for row in (2, 3):
            sheet.write_row(
                row, 1, (f"A{row}", "rail_echelon", "2022-01-18", 52.05, 29.25, "Seen.")
            )
            sheet.write_url(row, 8, "https://a.example/", string="https://A.example")
        sheet.write_url(2, 7, "https://t.me/x/1?a=1&b=2", string="post")
        sheet.write_formula(3, 7, '=HYPERLINK("https://t.me/x/2?a=1&b=2","post")', None, "post")
    intake = read(path)
    found = intake.sightings
    assert found["source_title"].tolist() == ["post", "post"]
    assert found["source_url"].tolist() == ["https://t.me/x/1?a=1&b=2", "https://t.me/x/2?a=1&b=2"]
    assert "site url" not in found
    told = "sheet 'S': links of 'Source' that its cells do not show are in 'Source url'"
    assert told in notes_of(intake)


def test_links_of_an_ods(tmp_path: Path) -> None:
    link = '<text:a xlink:href="https://t.me/x/1?a=1&amp;b=2">post</text:a>'
    one = row("A1", "rail_echelon", "2022-01-18", "52.05", "29.25", "Seen.", cell(link))
    intake = read(ods(tmp_path / "a.ods", row(*HEAD, "Source") + one))
    assert intake.sightings["source_url"].tolist() == ["https://t.me/x/1?a=1&b=2"]
