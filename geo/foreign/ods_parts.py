"""What an ODS workbook says beside the values of its cells: hidden, merged, and notes.

Read from its XML in the child process, and only where there is anything of the kind in it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from geo.foreign.sheet_parts import Beside
from geo.foreign.tables import RefusalError

__all__ = ["beside_ods"]

_PIECE_BYTES: Final = 1 << 20
#: A workbook without any of this has nothing to tell.
_TELLING: Final = re.compile(
    rb'annotation|xlink:href=|visibility="(?:collapse|filter)"|-spanned="|value-type="error"'
)
_LONGEST_TELLING: Final = 32
_COLUMNS: Final = 16_384
#: A cell or a row may say that it is there a million times.
_MOST_REPEATED: Final = 10_000
_MOST: Final = 1 << 20
_MOST_CHARACTERS: Final = 1_000


def beside_ods(path: Path) -> dict[str, Beside]:
    """What is said beside the cells, by the name of the sheet; nothing of what is no ODS.

    Raises RefusalError for an ODS whose XML is damaged: who reads the cells would wait without end
    for the end of a tag.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            telling = False
            rest = b""
            parser = expat.ParserCreate()
            for piece in _pieces(archive):
                telling = telling or _TELLING.search(rest + piece) is not None
                rest = piece[-_LONGEST_TELLING:]
                parser.Parse(piece, False)
            parser.Parse(b"", True)
            if not telling:
                return {}
            reader = _Reader()
            parser = expat.ParserCreate(namespace_separator=" ")
            parser.StartElementHandler = reader.start
            parser.EndElementHandler = reader.end
            parser.CharacterDataHandler = reader.text
            for piece in _pieces(archive):
                parser.Parse(piece, False)
            return reader.sheets
    except expat.ExpatError as error:
        raise RefusalError(f"the workbook is damaged: its XML is not whole ({error}).") from None
    except (KeyError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return {}  # no ODS, or damaged in a way that who reads the cells names


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    with archive.open("content.xml") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


class _Reader:
    """Goes along the rows and cells of each sheet, which have no numbers but are counted."""

    def __init__(self) -> None:
        self.sheets: dict[str, Beside] = {}
        self._sheet = Beside()
        self._tables = 0  # within each other; a table in a cell is none of the sheets
        self._row = self._rows = 0
        self._column = self._columns = 0
        self._wrong = self._written = False
        self._inside = ""  # of which text is taken: a cell or a note on it
        self._said: dict[str, list[str]] = {}
        self._room = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "table":
            self._tables += 1
        if self._tables != 1:
            return
        said = {_local(key): value for key, value in attributes.items()}
        if kind == "table":
            self._sheet = self.sheets.setdefault(said.get("name", ""), Beside())
            self._row = self._column = 0
        elif kind == "table-column":
            self._columns = _count(said, "number-columns-repeated")
            if _unseen(said):
                last = min(self._column + self._columns, _COLUMNS)
                self._sheet.hidden_columns |= set(range(self._column, last))
            self._column += self._columns
        elif kind == "table-row":
            self._column, self._rows = 0, _count(said, "number-rows-repeated")
            if _unseen(said) and len(self._sheet.hidden_rows) < _MOST:
                last = self._row + min(self._rows, _MOST_REPEATED)
                self._sheet.hidden_rows += range(self._row, last)
        elif kind in ("table-cell", "covered-table-cell"):
            self._wrong = any(
                _local(key) == "value-type" and value == "error"  # of two that are called so
                for key, value in attributes.items()
            )
            self._cell(said)
        elif kind == "annotation" and self._inside:
            self._inside = "note"
        elif kind == "a" and self._inside == "cell" and said.get("href"):
            self._sheet.links.setdefault((self._row, self._column), said["href"])
        elif kind == "p":
            self._written = True

    def _cell(self, said: dict[str, str]) -> None:
        self._columns = _count(said, "number-columns-repeated")
        self._inside, self._said = "cell", {"cell": [], "note": []}
        self._room = _MOST_CHARACTERS
        high, wide = (_count(said, f"number-{what}-spanned") for what in ("rows", "columns"))
        if high > 1 or wide > 1:
            last = self._row + high - 1, self._column + wide - 1
            self._sheet.merged.append((self._row, self._column, *last))

    def end(self, name: str) -> None:
        kind = _local(name)
        if kind == "table":
            self._tables -= 1
        if self._tables != 1:
            return
        if kind == "table-row":
            self._row += self._rows
        elif kind == "annotation" and self._inside:
            self._inside = "cell"
        elif kind in ("table-cell", "covered-table-cell"):
            texts = {what: " ".join("".join(parts).split()) for what, parts in self._said.items()}
            if texts["note"]:
                self._sheet.notes[self._row, self._column] = texts["note"]
            if self._wrong and texts["cell"] and len(self._sheet.errors) < _MOST:
                for row in range(self._row, self._row + min(self._rows, _MOST_REPEATED)):
                    self._sheet.errors[row, self._column] = texts["cell"]
            self._column += self._columns
            self._inside = ""
        elif kind == "p":
            self._written = False
            self.text(" ", between=True)

    def text(self, text: str, *, between: bool = False) -> None:
        # Of a note, who wrote it and when stand in no paragraph.
        if self._inside and (self._written or between) and self._room > 0:
            self._said[self._inside].append(text[: self._room])
            self._room -= len(text)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _count(said: dict[str, str], name: str) -> int:
    number = said.get(name, "1")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else 1


def _unseen(said: dict[str, str]) -> bool:
    return said.get("visibility") in ("collapse", "filter")
