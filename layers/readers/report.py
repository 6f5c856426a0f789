"""From the raw tables of one file to its sightings and its report."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.errors import PlaceError
from geo.foreign import ForeignFile
from geo.positions import read_position
from layers.checking.findings import Findings
from layers.checking.identity import Seen, content_hashes, find_duplicates, give_ids
from layers.checking.sheet import Checked, RawTable
from layers.checking.validate import checked
from layers.columns import ColumnMapping, field_meant, map_columns, names_in_rows
from layers.dialects import spoken
from layers.frames import joined, sightings
from layers.intake import OUTCOMES, FileReport, Row, Rows
from layers.policy import UNDECIDED, Policy
from layers.readers.apart import mapping_for, tables_apart
from layers.readers.base import Source

__all__ = [
    "Pieces",
    "content_of",
    "count_addresses",
    "count_reasons",
    "holds_addresses",
    "outcomes_of",
    "take_in",
]

_TEXT = pa.large_string()
#: Among so many rows the names of columns are looked for, where the header has few.
_FIRST_ROWS = 20
_POSITIONS = frozenset({"latitude", "longitude", "geometry"})


@dataclass(kw_only=True)
class Pieces:
    """What was asked for, and what has come together of one file so far."""

    layer: str | None
    mapping: Mapping[str, str]
    today: dt.date
    policy: Policy = UNDECIDED
    outcomes: list[Any] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    ids: list[str | None] = field(default_factory=list)
    special: dict[int, Row] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)
    columns: dict[str, None] = field(default_factory=dict)
    unlocated: int = 0
    undated: int = 0


def take_in(
    file: ForeignFile, source: Source, pieces: Pieces, seen: Seen
) -> tuple[geopandas.GeoDataFrame, FileReport]:
    """Check all tables of a file; return its sightings and its report."""
    pieces.notes += source.notes
    tables = deque(part.raw for table in source.hand_over() for part in tables_apart([table]))
    names = {name for raw in tables for name in raw.columns}
    frames = []
    while tables:  # the last one to hold a table is who checks it
        given = mapping_for(pieces.mapping, tables[0], names)
        frames.append(_take_table(file, tables.popleft(), given, pieces, seen))
    outcomes = np.concatenate(pieces.outcomes) if pieces.outcomes else np.array([], np.uint8)
    counts = np.bincount(outcomes, minlength=len(OUTCOMES))
    report = FileReport(
        file=file.path,
        sha256=file.sha256,
        format=file.format,
        accepted=int(counts[0]),
        repaired=int(counts[1]),
        set_aside=int(counts[2]),
        duplicates=int(counts[3]),
        unlocated=pieces.unlocated,
        undated=pieces.undated,
        mapping=pieces.used,
        reasons=pieces.reasons,
        notes=tuple(dict.fromkeys(pieces.notes)),
        columns=tuple(pieces.columns),
        rows=Rows(file.path, outcomes.tobytes(), pieces.ids, pieces.special, pieces.lines),
    )
    return joined(frames), report


def _take_table(
    file: ForeignFile, raw: RawTable, given: Mapping[str, str], pieces: Pieces, seen: Seen
) -> geopandas.GeoDataFrame:
    said = spoken(raw, given)
    table = said.table
    mapping = map_columns(
        table.columns,
        said.mapping,
        functools.partial(holds_addresses, table),
        local_times=bool(pieces.policy.time_zone),
    )
    sheet = checked(table, mapping, layer=pieces.layer, today=pieces.today, policy=pieces.policy)
    first_row = len(pieces.ids) + 1
    hashes = content_hashes(content_of(sheet), sheet.rows)
    ids = give_ids(sheet.text("id").to_pylist(), hashes)
    called = raw.naming(first_row)
    duplicate = find_duplicates(ids, hashes, file.path, sheet.findings, seen, called)
    del hashes  # a hundred bytes for each row
    outcomes = outcomes_of(sheet, duplicate)
    _account(file, raw, sheet, pieces, mapping, outcomes, ids)
    pieces.ids += ids
    del raw, said, table  # of the sheet each column goes as it is taken
    return sightings(sheet, outcomes <= 1, ids=ids, file=Path(file.path).name, first_row=first_row)


def holds_addresses(raw: RawTable, name: str) -> bool:
    """Whether most of the values of a column are web addresses."""
    found, present = count_addresses(raw.columns[name])
    return 2 * found > present


def count_addresses(column: pa.Array) -> tuple[int, int]:
    """How many values of a column are web addresses, and how many there are."""
    present = column.filter(pc.not_equal(column, ""))
    found = pc.sum(pc.match_substring_regex(present, r"^\s*https?://")).as_py() or 0
    return int(found), len(present)


def content_of(sheet: Checked) -> dict[str, pa.Array]:
    """Everything a record says, as text, by name; what could not be used is part of it.

    Its id is not: a record that got one from its content keeps both when it is written with it.
    """
    columns = {name: text for name, text in sheet.texts.items() if name != "id"}
    columns |= {f"+{name}": column for name, column in sheet.extras.items()}
    for name, numbers in sheet.numbers.items():
        if np.isnan(numbers).all():
            continue
        column = pa.array(numbers, pa.float64(), mask=np.isnan(numbers))
        columns[name] = column.cast(pa.string()).cast(_TEXT)
    lines = np.flatnonzero(shapely.get_type_id(sheet.geometries) > 0)
    if len(lines):
        shapes = np.full(sheet.rows, None, dtype=object)
        # Which way round a ring runs is no content: GeoJSON and KML turn them.
        turned = shapely.orient_polygons(sheet.geometries[lines])
        shapes[lines] = shapely.to_wkb(turned, hex=True, byte_order=1)
        columns["geometry"] = pa.array(shapes, _TEXT)
    if sheet.findings.unused:
        unused: list[str | None] = [None] * sheet.rows
        for row, texts in sheet.findings.unused.items():
            unused[row] = "\n".join(sorted(texts))
        columns["-unused"] = pa.array(unused, _TEXT)
    return columns


def outcomes_of(sheet: Checked, duplicate: Any) -> Any:
    """What becomes of each row, as positions in `layers.intake.OUTCOMES`."""
    outcomes = np.zeros(sheet.rows, dtype=np.uint8)
    outcomes[[row for row, repairs in sheet.findings.repairs.items() if repairs]] = 1
    outcomes[duplicate] = 3
    outcomes[list(sheet.findings.set_aside)] = 2
    return outcomes


def count_reasons(findings: Findings, kept: Any) -> Counter[str]:
    """In how many rows each reason occurs; ``kept`` (booleans): which rows are used."""
    reasons: Counter[str] = Counter()
    for row, codes in findings.codes.items():
        # These two are counted like the numbers of that name: among the rows that are used.
        reasons.update(set(codes) if kept[row] else set(codes) - {"unlocated", "undated"})
    return reasons


def _account(
    file: ForeignFile,
    raw: RawTable,
    sheet: Checked,
    pieces: Pieces,
    mapping: ColumnMapping,
    outcomes: Any,
    ids: list[str],
) -> None:
    """Add one table to the account of its file."""
    findings, first = sheet.findings, len(pieces.ids)
    kept = outcomes <= 1
    pieces.outcomes.append(outcomes)
    pieces.lines.append((raw.lines, raw.rows, raw.sheet))
    pieces.unlocated += int((kept & ~sheet.located).sum())
    pieces.undated += int((kept & ~sheet.dated).sum())
    pieces.reasons.update(count_reasons(findings, kept))
    for row in sorted({*findings.codes, *findings.repairs}):
        aside = bool(outcomes[row] == 2)
        pieces.special[first + row] = Row(
            first + row + 1,
            ids[row],
            OUTCOMES[outcomes[row]],
            tuple(dict.fromkeys(findings.texts.get(row, ()))),
            tuple(findings.repairs.get(row, ())),
            file.path,
            _values(raw, sheet, row) if aside else None,
            raw.line(row),
            raw.sheet,
        )
    pieces.columns |= dict.fromkeys(raw.columns)
    pieces.used |= {column: name for name, column in mapping.fields.items()}
    pieces.notes += [*mapping.notes, *sheet.notes, *_unknown_words(sheet)]
    few = [
        [column[row].as_py() for column in raw.columns.values()]
        for row in range(min(_FIRST_ROWS, raw.rows))
    ]
    pieces.notes += _positions_in_places(raw, mapping)
    pieces.notes += _no_dates(sheet, mapping)
    named = names_in_rows(few, mapping.fields, raw.naming(first + 1))
    pieces.notes += [named] if named else []
    if not mapping.fields and raw.geometry is None:
        shown = ", ".join(repr(name[:40]) for name in list(raw.columns)[:8])
        pieces.notes.append(
            f"no column was recognised ({shown}); name them with --map; if these are values, put "
            f"a line with names above them (`kordon schema` lists them){_in_one(raw)}"
        )


def _in_one(raw: RawTable) -> str:
    """What to say of a table with one column whose name is several names of fields."""
    for sign, called in ((" ", "blanks"), (":", "colons"), ("/", "slashes")):
        parts = [part for name in raw.columns for part in name.split(sign) if part.strip()]
        if len(raw.columns) == 1 and sum(map(bool, map(field_meant, parts))) >= 2:
            return (
                f"; its columns seem to be divided by {called}: put commas, semicolons or tabs "
                "between them"
            )
    return ""


def _positions_in_places(raw: RawTable, mapping: ColumnMapping) -> list[str]:
    """A note on a column of places that holds positions, where no column is read as positions."""
    column = mapping.fields.get("place")
    if column is None or raw.geometry is not None or _POSITIONS & set(mapping.fields):
        return []
    texts = raw.columns[column].drop_null()[:_FIRST_ROWS].to_pylist()
    if 2 * sum(map(_is_position, texts)) <= len(texts):
        return []
    return [
        f"column {column!r} is read as place and holds positions: --map {column!r}=geometry reads "
        "where they are"
    ]


def _no_dates(sheet: Checked, mapping: ColumnMapping) -> list[str]:
    """A note on a column of dates in which there is none, as English columns called data."""
    column = mapping.fields.get("date_start")
    if column in (None, "date_start") or sheet.dated.any():
        return []
    unused = [text for texts in sheet.findings.unused.values() for text in texts]
    first = next((text[11:51] for text in unused if text.startswith("date_start=")), "")
    if not first:
        return []
    return [
        f"column {column!r} is read as date_start, and none of its values is a date (the first is "
        f"{first!r}): --map {column!r}= keeps it as it is"
    ]


def _is_position(text: str) -> bool:
    try:
        read_position(text)
    except PlaceError:
        return False
    return True


def _values(raw: RawTable, sheet: Checked, row: int) -> dict[str, str]:
    """Give the row as it was read, so that a set-aside row can be mended by hand."""
    values = {name: column[row].as_py() for name, column in raw.columns.items()}
    told = {name: text for name, text in values.items() if text not in (None, "")}
    if row in raw.problems:
        told["(row)"] = raw.problems[row]
    if raw.geometry is not None and raw.geometry[row].is_valid:
        told["(geometry)"] = str(shapely.from_wkb(raw.geometry[row].as_py()))
    return told


def _unknown_words(sheet: Checked) -> list[str]:
    notes = []
    for name, words in sheet.unknown_words.items():
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{word!r} ({count})" for word, count in ranked[:10])
        more = f" and {len(ranked) - 10} more" if len(ranked) > 10 else ""
        notes.append(f"{name}: words not in the vocabulary, kept: {shown}{more}")
    return notes
