"""What Word and PowerPoint look at when they open a file, and else offer to repair it."""

from __future__ import annotations

import io
import posixpath
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineWorkbook

__all__ = ["bars_of", "faults"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def faults(data: bytes, kind: str) -> list[str]:
    """Everything that is against the rules in a file whose name would end in ``kind``.

    The rules of the Open XML SDK's validator (schemas, relations, content types), and those that
    span more than one element: names and ids that are not unique, rows with more cells than there
    are columns.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"file.{kind}"
        path.write_bytes(data)
        found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path)).errors
    told = [f"{one.part_uri} {one.path}: {one.description}" for one in found]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = Counter(archive.namelist())
        told += [f"{name}: stands {n} times in the archive" for name, n in names.items() if n > 1]
        parts = {one: archive.read(one) for one in names if one.endswith((".xml", ".rels"))}
    trees = {name: etree.fromstring(part) for name, part in parts.items()}
    for name, tree in trees.items():
        told += [f"{name}: {one}" for one in _rows(tree)]
        if not name.endswith(".rels"):
            told += [f"{name}: {one}" for one in _relations(name, tree, trees)]
    told += [*_types(trees["[Content_Types].xml"], set(names)), *_ids(trees)]
    return told


def _types(listed: Any, names: set[str]) -> Iterator[str]:
    """Parts of no kind, and kinds of parts that are not there."""
    own = {one.get("PartName").lstrip("/"): one.get("ContentType") for one in listed
           if one.get("PartName")}  # fmt: skip
    by_ending = {one.get("Extension"): one.get("ContentType") for one in listed}
    for name in sorted(names - {"[Content_Types].xml"}):
        if own.get(name, by_ending.get(name.rpartition(".")[2])) in (None, "application/xml"):
            yield f"{name}: nothing says what kind of part it is"
    yield from (f"{name}: a kind is said of it, and it is not there" for name in own.keys() - names)


def _rows(tree: Any) -> Iterator[str]:
    """Tables whose rows have more or fewer cells than their grid has columns."""
    for table in tree.iter(f"{_W}tbl", f"{_A}tbl"):
        space = _W if table.tag.startswith(_W) else _A
        columns = len(table.findall(f"{space}tblGrid/{space}gridCol"))
        for row in table.findall(f"{space}tr"):
            cells = sum(
                int(cell.find(f"{_W}tcPr/{_W}gridSpan").get(f"{_W}val"))
                if cell.find(f"{_W}tcPr/{_W}gridSpan") is not None
                else 1
                for cell in row.findall(f"{space}tc")
            )
            if cells != columns:
                yield f"a row of {cells} cells in a table of {columns} columns"


def _relations(name: str, tree: Any, trees: dict[str, Any]) -> Iterator[str]:
    """Relations that a part uses and does not have."""
    folder, file = posixpath.split(name)
    listed = trees.get(f"{folder}/_rels/{file}.rels")
    known = {one.get("Id") for one in listed} if listed is not None else set()
    for element in tree.iter():
        for attribute, value in element.attrib.items():
            if attribute.startswith(_R) and value and value not in known:
                yield f"{attribute} names {value}, which is no relation of this part"


def _ids(trees: dict[str, Any]) -> list[str]:
    """Ids of drawings that stand twice: on one slide, or in one Word document."""
    told = []
    ids: Counter[str] = Counter()
    for name, tree in trees.items():
        found = [one.get("id") for one in tree.iter() if _names_a_drawing(one)]
        if name.startswith("ppt/"):
            twice = [one for one, n in Counter(found).items() if n > 1]
            told += [f"{name}: id {one} of a shape is not unique" for one in twice]
        elif name.startswith("word/"):
            ids.update(found)
    return told + [f"id {one} of a drawing is not unique" for one, n in ids.items() if n > 1]


def _names_a_drawing(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    kind = etree.QName(element).localname
    return kind == "docPr" or (kind == "cNvPr" and "presentationml" in element.tag)


def bars_of(data: bytes) -> list[tuple[list[str], dict[str, list[float]], list[list[Any]]]]:
    """The charts of a file: labels, heights by name of series, and the rows of their workbooks."""
    out = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for name in (one for one in names if "/charts/" in one and "/_rels/" not in one):
            tree = etree.fromstring(archive.read(name))
            folder, file = posixpath.split(name)
            (relation,) = etree.fromstring(archive.read(f"{folder}/_rels/{file}.rels"))
            sheet = posixpath.normpath(posixpath.join(folder, relation.get("Target")))
            book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(sheet.lstrip("/"))))
            series = {}
            labels: list[str] = []
            for one in tree.iter(f"{_C}ser"):
                labels = [point.text for point in one.iterfind(f"{_C}cat//{_C}v")]
                title = one.findtext(f"{_C}tx//{_C}v")
                series[title] = [float(v.text) for v in one.iterfind(f"{_C}val//{_C}v")]
            out.append((labels, series, book.get_sheet_by_index(0).to_python()))
    return out
