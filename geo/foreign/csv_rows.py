"""Rows of a CSV file as tables: each as wide as the header, with its number in a spreadsheet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.foreign.plain_csv import rows_shown
from geo.foreign.tables import LINE, PROBLEM

__all__ = ["Told", "cells_told", "plain_table", "rows_table", "too_many_cells"]

_TOO_MANY = re.compile(r"\d+ cells where the header has \d+: ")


def too_many_cells(cells: list[str], width: int) -> str:
    """What is said of a row with more cells than the header, with all of them."""
    return f"{len(cells)} cells where the header has {width}: " + json.dumps(
        cells, ensure_ascii=False
    )


def cells_told(problem: str) -> list[str] | None:
    """The cells of a row of which `too_many_cells` was said; None where something else was."""
    match = _TOO_MANY.match(problem)
    return None if match is None else list(json.loads(problem[match.end() :]))


@dataclass
class Told:
    """What is said of a file's rows at its end, and the number of the next one.

    ``number`` is the one that a spreadsheet shows beside it: blank rows count there.
    """

    number: int
    short: int = 0
    beyond: int = 0
    blank: int = 0

    def notes(self) -> list[str]:
        """What was filled in or left out."""
        told = []
        if self.short:
            rows = "1 row has" if self.short == 1 else f"{self.short} rows have"
            told.append(f"{rows} fewer cells than the header; the missing ones are empty")
        if self.beyond:
            rows = "1 row has" if self.beyond == 1 else f"{self.beyond} rows have"
            told.append(f"{rows} empty cells beyond the header's, which are left out")
        if self.blank:
            rows = "1 row that has" if self.blank == 1 else f"{self.blank:,} rows that have"
            told.append(f"{rows} nothing but delimiters left out")
        return told


def plain_table(table: pa.Table, piece: str, schema: pa.Schema, told: Told) -> pa.Table:
    """What Arrow read of a piece of text, as a table of that schema, without empty rows."""
    places, shown = rows_shown(piece, len(table))
    problems, lines = pa.nulls(len(table), pa.string()), pa.array(places + told.number, pa.int64())
    told.number += shown
    whole = table.append_column(schema.field(PROBLEM), problems)
    return _filled(table, whole.append_column(schema.field(LINE), lines), told)


def _filled(cells: pa.Table, whole: pa.Table, told: Told) -> pa.Table:
    """The rows that have something in their cells, as spreadsheets write many that have not."""
    empty = None
    for column in cells.columns:
        here = pc.equal(column, "")
        empty = here if empty is None else pc.and_(empty, here)
        if not pc.any(empty).as_py():
            return whole
    told.blank += pc.sum(empty).as_py()
    return whole.filter(pc.invert(empty))


def rows_table(
    chunk: list[list[str] | str], schema: pa.Schema, told: Told, *, shifted: bool
) -> pa.Table | None:
    """Rows as a table of that schema, without empty ones; None if nothing is left.

    What is wrong with a row is in `PROBLEM`. Between commas (``shifted``) 52,05 shifts what
    follows it, also an empty cell: there it stays beyond the header's.
    """
    numbers = np.flatnonzero([any(cells) for cells in chunk])
    told.blank += sum(1 for cells in chunk if cells and not any(cells))
    lines = pa.array(numbers + told.number, pa.int64())
    told.number += len(chunk)
    rows = [chunk[number] for number in numbers]
    if not rows:
        return None
    if not shifted:
        told.beyond += _cut(rows, len(schema) - 2)
    width = len(schema) - 2
    problems: list[str | None] = [None] * len(rows)
    for index, cells in enumerate(rows):
        if isinstance(cells, str):
            problems[index] = f"its quotation marks do not match: {cells[:20_000]}"
            rows[index] = [""] * width
        elif len(cells) > width:
            problems[index] = too_many_cells(cells, width)
            rows[index] = cells[:width]
        elif len(cells) < width:
            told.short += 1
            rows[index] = cells + [""] * (width - len(cells))
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.table([*columns, pa.array(problems, pa.string()), lines], schema=schema)


def _cut(rows: list[list[str] | str], width: int) -> int:
    """Cut rows to their width that have nothing but empty cells beyond it; how many were."""
    count = 0
    for index, cells in enumerate(rows):
        if (
            isinstance(cells, list)
            and len(cells) > width
            and not any(map(str.strip, cells[width:]))
        ):
            rows[index] = cells[:width]
            count += 1
    return count
