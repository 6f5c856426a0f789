"""CSV in the child process: encoding, delimiter, ragged rows, quotes that never close."""

from __future__ import annotations

import csv
import io
import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from geo.foreign.csv_rows import Told, plain_table, rows_table
from geo.foreign.csv_titles import cells_of, delimiter_of, title_lines
from geo.foreign.encodings import tell_encoding
from geo.foreign.plain_csv import even, plain_rows
from geo.foreign.tables import LINE, PROBLEM, Parsed, RefusalError, unique_names

__all__ = ["parse_csv"]

_BATCH_ROWS = 20_000
#: So much is looked at at once.
_PIECE_CHARACTERS = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 5_000
_MAX_HEADER_LINES = 5


@dataclass(frozen=True)
class Header:
    """What stands above the rows: the delimiter, the names, so many lines of text.

    ``first_number`` is what a spreadsheet shows beside the first line below: it counts a header
    of several lines as one row, and does not show ``sep=;``.
    """

    delimiter: str
    names: list[str]
    lines: int
    first_number: int


def parse_csv(path: Path, encoding: str | None) -> Iterator[Parsed]:
    """Read a CSV file as text: one table, blank lines skipped, every other line a row.

    A row with too many cells, or with quotation marks that do not match, keeps its place with
    the whole content in `PROBLEM`; a short row is filled with empty cells. `LINE` has the numbers
    that a spreadsheet shows.
    """
    csv.field_size_limit(2**31 - 1)
    notes: list[str] = []
    if encoding is None:
        encoding = _found_encoding(path, notes)
    else:
        _check_encoding(path, encoding)
    header = _read_header(path, encoding, notes)
    if len(header.names) > _MOST_COLUMNS:
        raise RefusalError(
            f"the first line has {len(header.names):,} cells, and at most {_MOST_COLUMNS:,} "
            "columns are read: is the table the wrong way round?"
        )
    names = unique_names(header.names, notes)
    texts = [(name, pa.string()) for name in [*names, PROBLEM]]
    schema = pa.schema([*texts, (LINE, pa.int64())])
    notes.insert(0, f"encoding {encoding}, delimiter {_named(header.delimiter)}")
    batches = _batches(path, encoding, header.delimiter, header, schema, notes)
    yield Parsed("", schema, batches, None, notes)


def _found_encoding(path: Path, notes: list[str]) -> str:
    """UTF-8 or UTF-16 if it is that, else what its words tell, with a note; refused if unclear."""
    encoding = _encoding_of(path)
    try:
        _check_encoding(path, encoding)
    except RefusalError:
        told = tell_encoding(path) if encoding == "utf-8-sig" else None
        if told is None:
            raise
        _check_encoding(path, told.encoding)
        notes.append(
            f"it is not UTF-8, and read as {told.encoding}, which gives words "
            f"({', '.join(told.words)[:80]}); --encoding says otherwise"
        )
        return told.encoding
    return encoding


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _check_encoding(path: Path, encoding: str) -> None:
    """Refuse a file with a byte that its encoding does not have, naming the first one."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(1 << 20):
                pass
    except LookupError:
        raise RefusalError(
            f"the encoding {encoding!r} is not known; try utf-8, cp1251, cp1252, cp1250, "
            "koi8-u or utf-16."
        ) from None
    except UnicodeError as error:
        if encoding.replace("_", "-").lower().startswith("utf-16"):
            raise RefusalError(f"the text is not valid {encoding} ({error}).") from None
        raise _bad_byte(path, encoding) from None


def _bad_byte(path: Path, encoding: str) -> RefusalError:
    offset = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8" if encoding == "utf-8-sig" else encoding)
            except UnicodeDecodeError as error:
                name = "UTF-8" if encoding == "utf-8-sig" else encoding
                return RefusalError(
                    f"the text is not valid {name}: byte 0x{line[error.start]:02x} at offset "
                    f"{offset + error.start} (line {number}). Say what it is, for instance "
                    "--encoding cp1251 (Cyrillic), cp1252 (western), cp1250 (Polish), cp866 (old "
                    "Russian), koi8-u or utf-16."
                )
            offset += len(line)
    return RefusalError(f"the text is not valid {encoding}; say what it is with --encoding.")


def _read_header(path: Path, encoding: str, notes: list[str]) -> Header:
    """Delimiter, column names and where the rows begin.

    Lines above that hold a title and no table are told in ``notes``.
    """
    with path.open(encoding=encoding, newline="") as file:
        lines = itertools.islice(file, 50)
        skipped, unseen = 0, 0
        delimiter = None
        for line in lines:
            if line.lower().startswith("sep=") and delimiter is None:
                told = line.strip("\r\n")[4:5]
                delimiter = told if told in _DELIMITERS else None
                unseen = 0 if delimiter is None else 1
            elif line.strip():
                break
            skipped += 1
        else:
            raise RefusalError("there is no header line.")
        rest = list(lines)
    above = 0 if delimiter else title_lines([line, *rest], _DELIMITERS)
    if above:
        titles = [" ".join(cells_of(text, _DELIMITERS)) for text in [line, *rest][:above]]
        notes.append(f"above the header: {'; '.join(filter(None, titles))[:500]}")
        line, *rest = [line, *rest][above:]
        skipped += above
    if len(line) > 1_000_000:
        raise RefusalError("the first line is longer than a million characters: no header line.")
    delimiter = delimiter or delimiter_of(line, _DELIMITERS)
    reader = csv.reader(itertools.chain([line], rest), delimiter=delimiter)
    header = next(reader)
    if any("\0" in name for name in header):
        raise RefusalError(
            "the first line holds NUL characters: it is not text, or UTF-16 without a byte-order "
            "mark (then say --encoding utf-16-le)."
        )
    if reader.line_num > _MAX_HEADER_LINES:
        raise RefusalError("the header opens a quotation mark that is never closed.")
    if not any(any(char.isalpha() for char in name) for name in header):
        raise RefusalError(
            "the first line does not look like a header (no column name in it has a letter). "
            "Add a line with the column names; 'kordon template' prints one."
        )
    first_number = skipped - unseen + 2
    return Header(delimiter, header, skipped + reader.line_num, first_number)


def _named(delimiter: str) -> str:
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
    return names.get(delimiter, repr(delimiter))


def _batches(
    path: Path, encoding: str, delimiter: str, header: Header, schema: pa.Schema, notes: list[str]
) -> Iterator[pa.RecordBatch]:
    told = Told(header.first_number)
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(header.lines):
            file.readline()
        yield from even(_tables(file, delimiter, schema, told), _BATCH_ROWS)
    notes += told.notes()


def _tables(file: TextIO, delimiter: str, schema: pa.Schema, told: Told) -> Iterator[pa.Table]:
    """The rest of a file piece by piece: at once where it is plain, else row by row."""
    names = schema.names[:-2]
    while piece := _piece(file):
        table = plain_rows(piece, delimiter, names)
        if table is not None:
            yield plain_table(table, piece, schema, told)
            continue
        rows = _rows(piece, file, delimiter)
        while chunk := list(itertools.islice(rows, _BATCH_ROWS)):
            table = rows_table(chunk, schema, told, shifted=delimiter == ",")
            if table is not None:
                yield table


def _piece(file: TextIO) -> str:
    """The next million characters and the rest of their line; of their row, if it is not long."""
    text = file.read(_PIECE_CHARACTERS)
    if not text:
        return text
    parts = [text, file.readline()]
    marks, size = sum(part.count('"') for part in parts), 0
    while marks % 2 and size < _PIECE_CHARACTERS and (line := file.readline()):
        parts.append(line)
        marks, size = marks + line.count('"'), size + len(line)
    return "".join(parts)


def _rows(piece: str, file: TextIO, delimiter: str) -> Iterator[list[str] | str]:
    """Yield rows of cells, none of them blank ones, and the bare line of wrong quotation marks.

    Such a row ends with its line and reading goes on with the next one; else a mark that is
    never closed would swallow the rest of the file, and two of them the rows between. The last
    row of the piece may end in the file.
    """
    again = deque(io.StringIO(piece, newline=""))
    used: list[str] = []

    def feed() -> Iterator[str]:
        while line := again.popleft() if again else file.readline():
            used.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while again:
        used.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            again.extendleft(reversed(used[1:]))
            yield used[0].rstrip("\r\n")
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            continue
        yield cells
