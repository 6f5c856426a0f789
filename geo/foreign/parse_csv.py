"""CSV in the child process: encoding, delimiter, ragged rows, quotes that never close."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc

from geo.foreign.csv_titles import cells_of, delimiter_of, title_lines
from geo.foreign.encodings import tell_encoding
from geo.foreign.plain_csv import even, plain_rows
from geo.foreign.tables import PROBLEM, Parsed, RefusalError, unique_names

__all__ = ["parse_csv"]

_BATCH_ROWS = 20_000
#: So much is looked at at once.
_PIECE_CHARACTERS = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 5_000
_MAX_HEADER_LINES = 5


def parse_csv(path: Path, encoding: str | None) -> Iterator[Parsed]:
    """Read a CSV file as text: one table, blank lines skipped, every other line a row.

    A row with too many cells, or with quotation marks that do not match, keeps its place with
    the whole content in `PROBLEM`; a short row is filled with empty cells.
    """
    csv.field_size_limit(2**31 - 1)
    notes: list[str] = []
    if encoding is None:
        encoding = _found_encoding(path, notes)
    else:
        _check_encoding(path, encoding)
    delimiter, header, first_line = _read_header(path, encoding, notes)
    if len(header) > _MOST_COLUMNS:
        raise RefusalError(
            f"the first line has {len(header):,} cells, and at most {_MOST_COLUMNS:,} columns are "
            "read: is the table the wrong way round?"
        )
    names = unique_names(header, notes)
    schema = pa.schema([(name, pa.string()) for name in [*names, PROBLEM]])
    notes.insert(0, f"encoding {encoding}, delimiter {_named(delimiter)}")
    batches = _batches(path, encoding, delimiter, first_line, schema, notes)
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
            f"the encoding {encoding!r} is not known; try utf-8, cp1251, cp1252, koi8-u or utf-16."
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
                    "--encoding cp1251 (Cyrillic), cp1252 (western), koi8-u or utf-16."
                )
            offset += len(line)
    return RefusalError(f"the text is not valid {encoding}; say what it is with --encoding.")


def _read_header(path: Path, encoding: str, notes: list[str]) -> tuple[str, list[str], int]:
    """Delimiter, column names and the number of the first physical line after them.

    Lines above that hold a title and no table are told in ``notes``.
    """
    with path.open(encoding=encoding, newline="") as file:
        lines = itertools.islice(file, 50)
        skipped = 0
        delimiter = None
        for line in lines:
            if line.lower().startswith("sep=") and delimiter is None:
                told = line.strip("\r\n")[4:5]
                delimiter = told if told in _DELIMITERS else None
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
    return delimiter, header, skipped + reader.line_num


def _named(delimiter: str) -> str:
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
    return names.get(delimiter, repr(delimiter))


def _batches(
    path: Path, encoding: str, delimiter: str, first_line: int, schema: pa.Schema, notes: list[str]
) -> Iterator[pa.RecordBatch]:
    short, beyond, blank = [0], [0], [0]
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(first_line):
            file.readline()
        yield from even(_tables(file, delimiter, schema, short, beyond, blank), _BATCH_ROWS)
    if short[0]:
        rows = "1 row has" if short[0] == 1 else f"{short[0]} rows have"
        notes.append(f"{rows} fewer cells than the header; the missing ones are empty")
    if beyond[0]:
        rows = "1 row has" if beyond[0] == 1 else f"{beyond[0]} rows have"
        notes.append(f"{rows} empty cells beyond the header's, which are left out")
    if blank[0]:
        rows = "1 row that has" if blank[0] == 1 else f"{blank[0]:,} rows that have"
        notes.append(f"{rows} nothing but delimiters left out, and not numbered")


def _tables(
    file: TextIO,
    delimiter: str,
    schema: pa.Schema,
    short: list[int],
    beyond: list[int],
    blank: list[int],
) -> Iterator[pa.Table]:
    """The rest of a file piece by piece: at once where it is plain, else row by row."""
    names = schema.names[:-1]
    while piece := _piece(file):
        table = plain_rows(piece, delimiter, names)
        if table is not None:
            table = _filled(table, blank)
            yield table.append_column(schema.field(PROBLEM), pa.nulls(len(table), pa.string()))
            continue
        rows = _rows(piece, file, delimiter)
        while chunk := list(itertools.islice(rows, _BATCH_ROWS)):
            filled = [cells for cells in chunk if any(cells)]
            blank[0] += len(chunk) - len(filled)
            chunk = filled
            if not chunk:
                continue
            if delimiter != ",":  # between commas 52,05 shifts what follows it, also an empty cell
                beyond[0] += _cut(chunk, len(names))
            yield _table(chunk, schema, short)


def _filled(table: pa.Table, blank: list[int]) -> pa.Table:
    """The rows of a table that have something in them, as spreadsheets write many that have not."""
    empty = None
    for column in table.columns:
        here = pc.equal(column, "")
        empty = here if empty is None else pc.and_(empty, here)
        if not pc.any(empty).as_py():
            return table
    blank[0] += pc.sum(empty).as_py()
    return table.filter(pc.invert(empty))


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
    """Yield rows of cells, and the bare line of a row whose quotation marks are wrong.

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
        if cells:
            yield cells


def _cut(chunk: list[list[str] | str], width: int) -> int:
    """Cut rows to their width that have nothing but empty cells beyond it; how many were."""
    count = 0
    for index, cells in enumerate(chunk):
        if (
            isinstance(cells, list)
            and len(cells) > width
            and not any(map(str.strip, cells[width:]))
        ):
            chunk[index] = cells[:width]
            count += 1
    return count


def _table(chunk: list[list[str] | str], schema: pa.Schema, short: list[int]) -> pa.Table:
    """Rows as a table: each as wide as the header, with what is wrong with it in `PROBLEM`."""
    width = len(schema) - 1
    problems: list[str | None] = [None] * len(chunk)
    for index, cells in enumerate(chunk):
        if isinstance(cells, str):
            problems[index] = f"its quotation marks do not match: {cells[:20_000]}"
            chunk[index] = [""] * width
        elif len(cells) > width:
            problems[index] = f"{len(cells)} cells where the header has {width}: " + json.dumps(
                cells, ensure_ascii=False
            )
            chunk[index] = cells[:width]
        elif len(cells) < width:
            short[0] += 1
            chunk[index] = cells + [""] * (width - len(cells))
    columns = [pa.array(column, pa.string()) for column in zip(*chunk, strict=True)]
    return pa.table([*columns, pa.array(problems, pa.string())], schema=schema)
