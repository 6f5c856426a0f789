"""What a workbook (XLSX) says beside the values of its cells: hidden, merged, and notes.

Read from its XML in the child process; a workbook that is damaged is left to who reads the cells.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element

__all__ = ["Beside", "beside_cells"]

_MOST_BYTES: Final = 16 << 20
_PIECE_BYTES: Final = 1 << 20
# What may stand in a tag is bounded, or a hostile one would take a search without end.
_HIDDEN = re.compile(
    rb'<(?:\w{1,20}:)?(row|col)\s([^<>]{0,400}?\bhidden="(?:1|true)"[^<>]{0,400})>'
)
_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_ERROR = re.compile(
    rb'<((?:\w{1,20}:)?)c\s([^<>]{0,200}?\bt="e"[^<>]{0,200})>\s*'
    rb"(?:<\1f\b[^<>]{0,400}/>|<\1f\b[^<>]{0,400}>[^<]{0,9000}</\1f>)?\s*<\1v>([^<]{1,20})<"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: A formula, and no value of it: nobody has opened the workbook since a program wrote it.
_UNWORKED = re.compile(
    rb"<((?:\w{1,20}:)?)c\s([^<>]{0,200})>\s*"
    rb"(?:<\1f\b[^<>]{0,400}/>|<\1f\b[^<>]{0,400}>[^<]{0,9000}</\1f>)"
    rb"\s*(?:<\1v\s?/>|<\1v></\1v>)?\s*</\1c>"
)
_LINKED = re.compile(rb"<(?:\w{1,20}:)?hyperlink\s([^<>]{0,3000})>")
_LINK_AT = re.compile(rb'\bref="([A-Z]{1,3})(\d{1,7})"')
_LINK_ID = re.compile(rb'\b\w{1,20}:id="([^"<>]{1,60})"')
_LINK_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?c\s([^<>]{0,200})>\s*<(?:\w{1,20}:)?f\b[^<>]{0,400}>\s*HYPERLINK\("
    rb'(?:"|&quot;)((?:[^<"&]|&amp;){1,2000})(?:"|&quot;)'
)
#: What Excel writes before a comment that is part of a talk, for older programs.
_THREADED = re.compile(r"^\[Threaded comment\].*?(?:Comment|Комментарий|Коментар):\s*", re.DOTALL)
_PLACES = re.compile(rb'\b(r|min|max)="(\d{1,7})"')
_COLUMNS: Final = 16_384
_LONGEST_CELL: Final = 65_536


@dataclass
class Beside:
    """What is said of one sheet. Rows and columns are counted from 0, at the cell ``origin``.

    ``merged``: first row, first column, last row and last column of each range; ``notes``: what
    somebody wrote beside a cell, and ``errors`` what a cell shows that a formula cannot fill
    (#N/A), by row and column; ``unworked``: cells whose formulas have no values;
    ``links``: where cells lead.
    """

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unworked: list[tuple[int, int]] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    origin: tuple[int, int] = (0, 0)

    def seen_from(self, row: int, column: int) -> Beside:
        """The same where rows and columns are counted from a cell."""
        return Beside(
            [one - row for one in self.hidden_rows],
            {one - column for one in self.hidden_columns},
            [(top - row, left - column, bottom - row, right - column)
             for top, left, bottom, right in self.merged],
            {(top - row, left - column): text for (top, left), text in self.notes.items()},
            {(top - row, left - column): text for (top, left), text in self.errors.items()},
            [(top - row, left - column) for top, left in self.unworked],
            {(top - row, left - column): link for (top, left), link in self.links.items()},
            (self.origin[0] + row, self.origin[1] + column),
        )  # fmt: skip

    def name(self, row: int, column: int) -> str:
        """A cell as the spreadsheet calls it: A1."""
        return _cell_name(row + self.origin[0], column + self.origin[1])


def beside_cells(path: Path) -> dict[str, Beside]:
    """What is said beside the cells, by the name of the sheet; nothing of what is no XLSX."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    found: dict[str, Beside] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in _sheets(archive):
                one = found[name] = Beside()
                targets = _targets(archive, part)
                with archive.open(part) as file:
                    for piece in _pieces(file):
                        _scan(piece, one)
                        _scan_links(piece, targets, one)
                for kind, target in _related(archive, part).values():
                    if kind == "comments":
                        one.notes |= _notes(archive, target)
    except (LookupError, OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError,
            zlib.error, EOFError, struct.error, ParseError, DefusedXmlException):  # fmt: skip
        return {}
    return found


def _cell_name(row: int, column: int) -> str:
    """A cell, counted from 0, as a spreadsheet calls it: A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    book = "xl/workbook.xml"
    parts = _related(archive, book)
    for element in _xml(archive, book).iter():
        if _local(element.tag) != "sheet":
            continue
        key = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
        kind, target = parts.get(key, ("", ""))
        if kind == "worksheet":
            yield element.get("name", ""), target


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to in the archive, by id: the last word of its type, and its name."""
    folder = posixpath.split(part)[0]
    return {
        one.get("Id", ""): (
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in _relations(archive, part)
        if one.get("TargetMode", "") != "External"
    }


def _targets(archive: zipfile.ZipFile, part: str) -> dict[bytes, str]:
    """Where the links of a sheet lead, by id; those that lead out of the workbook."""
    return {
        one.get("Id", "").encode(): one.get("Target", "")
        for one in _relations(archive, part)
        if one.get("TargetMode", "") == "External"
    }


def _relations(archive: zipfile.ZipFile, part: str) -> Iterable[Element]:
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    return _xml(archive, listed) if listed in archive.NameToInfo else ()


def _notes(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    found = {}
    for element in _xml(archive, part).iter():
        match = (
            _CELL.fullmatch(element.get("ref", "")) if _local(element.tag) == "comment" else None
        )
        if match:
            text = "".join(t.text or "" for t in element.iter() if _local(t.tag) == "t")
            text = " ".join(_THREADED.sub("", text).split())
            found[int(match[2]) - 1, _number(match[1])] = text
    return found


def _xml(archive: zipfile.ZipFile, part: str) -> Element:
    from defusedxml.ElementTree import fromstring

    with archive.open(part) as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(part)
    root: Element = fromstring(data, forbid_dtd=True)
    return root


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces that end between two tags, and before a cell, if there is one near."""
    rest = b""
    while part := file.read(_PIECE_BYTES):
        whole = rest + part
        cut = whole.rfind(b"<c ")
        if cut < len(whole) - _LONGEST_CELL:
            cut = whole.rfind(b"<")
        cut = cut if cut >= 0 else len(whole)
        yield whole[:cut]
        rest = whole[cut:] if len(whole) - cut <= _PIECE_BYTES else b""
    yield rest


def _scan(piece: bytes, into: Beside) -> None:
    if b"hidden=" in piece:
        for kind, attributes in _HIDDEN.findall(piece):
            said = {name: int(number) for name, number in _PLACES.findall(attributes)}
            if kind == b"row" and b"r" in said:
                into.hidden_rows.append(said[b"r"] - 1)
            elif kind == b"col" and {b"min", b"max"} <= set(said):
                last = min(said[b"max"], _COLUMNS)
                into.hidden_columns |= set(range(said[b"min"] - 1, last))
    if b't="e"' in piece:
        for _, attributes, text in _ERROR.findall(piece):
            if at := _REFERENCE.search(attributes):
                cell = int(at[2]) - 1, _number(at[1].decode())
                into.errors[cell] = text.decode("utf-8", "replace")
    if b"<f" in piece or b":f" in piece:
        for _, attributes in _UNWORKED.findall(piece):
            at = _REFERENCE.search(attributes)
            if at and b't="str"' not in attributes:  # of which "" is the value
                into.unworked.append((int(at[2]) - 1, _number(at[1].decode())))
    if b"mergeCell" in piece:
        into.merged += [
            (int(top) - 1, _number(left.decode()), int(bottom) - 1, _number(right.decode()))
            for left, top, right, bottom in _MERGED.findall(piece)
        ]


def _scan_links(piece: bytes, targets: dict[bytes, str], into: Beside) -> None:
    if b"hyperlink" in piece:
        for attributes in _LINKED.findall(piece):
            at, key = _LINK_AT.search(attributes), _LINK_ID.search(attributes)
            if at and key and key[1] in targets:
                into.links[int(at[2]) - 1, _number(at[1].decode())] = targets[key[1]]
    if b"HYPERLINK(" in piece:
        for attributes, link in _LINK_FORMULA.findall(piece):
            if at := _REFERENCE.search(attributes):
                cell = int(at[2]) - 1, _number(at[1].decode())
                into.links[cell] = link.replace(b"&amp;", b"&").decode("utf-8", "replace")


def _number(letters: str) -> int:
    """A column from 0."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
