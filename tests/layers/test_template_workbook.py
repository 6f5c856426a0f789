"""The workbook to fill in: read back it is empty, and filled it is valid records."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from layers.readers import read
from layers.record import FIELD_BY_NAME, LAYERS
from layers.vocabulary import VOCABULARIES
from layers.writing.template import template, template_fields
from layers.writing.template_workbook import _letters

_MAIN = "xl/worksheets/sheet1.xml"


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist()}


def filled(data: bytes, row: dict[str, str], names: list[str], path: Path) -> Path:
    """The workbook with one row typed into it: text as text, numbers as numbers."""
    cells = []
    for column, name in enumerate(names):
        text, at = escape(row.get(name, "")), f"{_letters(column)}2"
        if FIELD_BY_NAME[name].type == "number" and text:
            cells.append(f'<c r="{at}"><v>{text}</v></c>')
        else:
            inner = f"<is><t>{text}</t></is>" if text else ""
            cells.append(f'<c r="{at}" t="inlineStr">{inner}</c>' if text else "")
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts_of(data).items():
            if name == _MAIN:
                row_2 = f'<row r="2">{"".join(cells)}</row>'
                text = text.replace("</sheetData>", f"{row_2}</sheetData>")
            book.writestr(name, text)
    return path


@pytest.mark.parametrize("layer", [None, *LAYERS])
def test_empty_it_is_no_rows_and_filled_a_record(layer: str | None, tmp_path: Path) -> None:
    data = template(layer, ".xlsx")
    names = template_fields(layer)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    intake = read(path)
    assert (intake.read, list(intake.files[0].mapping)) == (0, names)
    assert "'kordon_words' is left out" in " ".join(intake.files[0].notes)
    row = {name: FIELD_BY_NAME[name].example for name in names}
    words = [term.word for term in VOCABULARIES["category"] if layer in (None, term.layer)]
    row |= {"layer": layer or "deployment", "category": words[0], "date_start": "2022-10"}
    row |= {"id": "007", "geometry": "", "date_end": "2022-11", "date_precision": "month"}
    intake = read(filled(data, row, names, path))
    assert (intake.read, intake.accepted) == (1, 1), [r.reasons for r in intake.rows]
    assert not intake.rows[0].reasons
    sighting = intake.sightings.iloc[0]
    for name in names:
        if name != "geometry" and row[name]:
            said = sighting[name]
            assert (float(row[name]) if isinstance(said, float) else row[name]) == said, name


def test_rows_without_a_layer_take_that_of_the_sheet(tmp_path: Path) -> None:
    names = template_fields("fortification")
    row = {"date_start": "2022-10", "latitude": "52", "longitude": "29", "description": "Seen."}
    path = filled(template("fortification", ".xlsx"), row, names, tmp_path / "a.xlsx")
    assert read(path).sightings["layer"].tolist() == ["fortification"]


def test_every_vocabulary_is_a_list_to_choose_from() -> None:
    parts = parts_of(template(None, ".xlsx"))
    sheet = parts[_MAIN]
    lists = set(re.findall(r"<formula1>(kordon_words!\$[A-Z]+\$2:\$[A-Z]+\$\d+)</formula1>", sheet))
    listed = [n for n in template_fields() if FIELD_BY_NAME[n].vocabulary]
    assert len(lists) == len(listed)
    sizes = sorted(int(one.rpartition("$")[2]) - 1 for one in lists)
    assert sizes == sorted(len(VOCABULARIES[FIELD_BY_NAME[n].vocabulary]) for n in listed)
    for words in VOCABULARIES.values():
        for term in words:
            assert f">{escape(term.word)}<" in parts["xl/sharedStrings.xml"]


def test_category_lists_only_those_of_the_layer() -> None:
    text = parts_of(template("shelling", ".xlsx"))["xl/sharedStrings.xml"]
    assert ">mortar_fire<" in text
    assert ">trench_line<" not in text


def test_header_is_frozen_and_explained() -> None:
    parts = parts_of(template(None, ".xlsx"))
    assert 'state="frozen"' in parts[_MAIN]
    comments = next(text for name, text in parts.items() if name.startswith("xl/comments"))
    assert comments.count("<comment ") == len(template_fields())
    assert "Radius of the disc that surely holds the true place, in m." in comments
    assert "2022-10 for a month" in comments


def test_what_is_typed_stays_as_it_is_typed() -> None:
    """Dates, ids and words are cells of text, or 2022-10 would become a day."""
    parts = parts_of(template(None, ".xlsx"))
    formats = re.findall(r'<xf numFmtId="(\d+)"', parts["xl/styles.xml"].split("<cellXfs")[1])
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" [^>]*?>', parts[_MAIN])
    assert columns
    names = template_fields()
    for found in re.finditer(r'<col min="(\d+)" max="(\d+)"([^>]*)/>', parts[_MAIN]):
        style = re.search(r'style="(\d+)"', found[3])
        for k in range(int(found[1]), int(found[2]) + 1):
            number = FIELD_BY_NAME[names[k - 1]].type == "number"
            assert (style is None) == number, names[k - 1]
            assert style is None or formats[int(style[1])] == "49"  # text


def test_the_same_bytes_each_time() -> None:
    assert template(None, ".xlsx") == template(None, ".xlsx")
    assert "2000-01-01T00:00:00Z" in parts_of(template(None, ".xlsx"))["docProps/core.xml"]
