"""Workbooks (XLSX, ODS) in the child process: every sheet as a table of text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.foreign.ods_parts import beside_ods
from geo.foreign.sheet_notes import linked_columns, said_beside, two_rows_of_names
from geo.foreign.sheet_parts import Beside, beside_cells
from geo.foreign.tables import (
    LINE,
    TEMPLATE_LISTS,
    Parsed,
    RefusalError,
    chosen_names,
    left_out,
    text_of,
    unique_names,
)

__all__ = ["parse_sheets"]

_MOST_CELLS = 50_000_000
_BATCH_ROWS = 20_000
#: A header is looked for in so many rows; what stands above it is a title.
_HEADER_ROWS = 50
_MIDNIGHT = dt.time(0, 0)


def parse_sheets(path: Path, sheets: Sequence[str] = ()) -> Iterator[Parsed]:
    """Read every sheet that holds cells, or only those called so; hidden ones, too, with a note.

    The header is the first row of which at least two cells are filled (or one, where the sheet
    has one column); what stands above is told. Where cells of it are merged above several names,
    these are the header. Rows without anything are left out. Dates are ISO, without a time where
    it is midnight; whole numbers have no decimals. What is hidden is read, and that is said, as
    are notes on cells, which are in no row, and merged cells. Where cells lead that do not show it
    is in a column more.
    """
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    beside = beside_ods(path) or beside_cells(path)
    try:
        book = _opened(path)
        told = [
            f"the sheet {TEMPLATE_LISTS!r} is left out: it holds lists to choose from"
            for about in book.sheets_metadata
            if about.name == TEMPLATE_LISTS
        ]
        there = [
            about
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.name != TEMPLATE_LISTS
        ]
        names = [about.name for about in there]
        wanted = chosen_names(names, sheets, "sheet") if sheets else names
        told += left_out(names, wanted, "sheet")
        empty = True
        for about in there:
            if about.name not in wanted:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.height * sheet.width > _MOST_CELLS:
                raise RefusalError(
                    f"its sheet {about.name[:60]!r} claims {sheet.height:,} rows and "
                    f"{sheet.width:,} columns: delete the cell that stands far off."
                )
            notes = []
            if about.visible != SheetVisibleEnum.Visible:
                notes.append(f"the sheet {about.name!r} is hidden, and read")
            rows = sheet.to_python(skip_empty_area=True)
            start = sheet.start or (0, 0)
            said = beside.get(about.name, Beside()).seen_from(*start)
            parsed = _table(about.name, rows, said, notes, start[0] + 1)
            if parsed is not None:
                parsed.notes += told
                parsed.among = names if sheets else []
                told, empty = [], False
                yield parsed
        if sheets and empty:
            raise RefusalError(f"its {', '.join(map(repr, wanted))[:300]} holds no cells.")
    except CalamineError as error:
        raise RefusalError(
            f"the workbook is damaged, locked with a password, or none ({str(error)[:200]})."
        ) from None


def _opened(path: Path) -> Any:
    """The workbook; the library goes by its name, which may be that of another format."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        except CalamineError:
            raise error from None


def _table(
    name: str, rows: Sequence[Sequence[Any]], beside: Beside, notes: list[str], first_line: int
) -> Parsed | None:
    """The rows of a sheet, the first of which a spreadsheet calls ``first_line``."""
    texts = [[_text(cell) for cell in row] for row in rows]
    for (row, column), error in beside.errors.items():
        if 0 <= row < len(texts) and 0 <= column < len(texts[row]):
            texts[row][column] = error
    filled = [sum(cell is not None for cell in row) for row in texts]
    if not any(filled):
        return None
    width = max(len(row) for row in texts)
    least = min(2, width)
    header = next((k for k, count in enumerate(filled[:_HEADER_ROWS]) if count >= least), None)
    if header is None:
        raise RefusalError(f"its sheet {name[:60]!r} has no row with the names of columns.")
    above = [" ".join(cell for cell in row if cell) for row in texts[:header] if any(row)]
    if above:
        notes.append(f"sheet {name!r}, above the header: {'; '.join(above)[:500]}")
    labels = two_rows_of_names(rows, header, beside)
    if labels:
        told = ", ".join(filter(None, labels))[:300]
        notes.append(
            f"sheet {name!r}: names of columns stand in two rows, below merged cells ({told})"
        )
    body = header + (2 if labels else 1)
    labels = labels or texts[header]
    used = [
        k
        for k in range(width)
        if _cell(labels, k) or any(len(row) > k and row[k] for row in texts[body:])
    ]
    linked = linked_columns(texts, body, beside, used)
    names = unique_names([_cell(labels, k) or "" for k in used], notes)
    labelled = dict(zip(used, names, strict=True))
    names = unique_names([*names, *(f"{labelled[k]} url" for k in linked)], notes)
    notes += said_beside(name, beside, body, len(rows), labelled)
    notes += [
        f"sheet {name!r}: links of {labelled[k]!r} that its cells do not show are in {new!r}"
        for k, new in zip(linked, names[len(used) :], strict=True)
    ]
    below = [
        [_cell(row, k) for k in used]
        + [beside.links.get((number, k)) for k in linked]
        + [first_line + number]
        for number, (row, count) in enumerate(zip(texts, filled, strict=True))
        if number >= body and count
    ]
    numeric = [
        label
        for label, k in zip(names, used, strict=False)
        if all(isinstance(row[k], float | int) for row in rows[body:] if _filled(row, k))
    ]
    schema = pa.schema([*((label, pa.string()) for label in names), (LINE, pa.int64())])
    return Parsed(name, schema, _batches(below, schema), None, notes, numeric)


def _batches(rows: list[list[Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), _BATCH_ROWS):
        columns = zip(*rows[start : start + _BATCH_ROWS], strict=True)
        typed = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
        yield pa.record_batch(typed, schema=schema)


def _cell(row: Sequence[str | None], k: int) -> str | None:
    return row[k] if k < len(row) else None


def _filled(row: Sequence[Any], k: int) -> bool:
    return k < len(row) and row[k] not in ("", None)


def _text(cell: Any) -> str | None:
    if cell in ("", None):
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return str(cell.date()) if cell.time() == _MIDNIGHT else cell.isoformat()
    return text_of(cell)
