"""How well places were watched: a small table of areas, times and degrees, row by row.

Silence means something only where somebody would have spoken. A row says of an area (by name, or
drawn as WKT) and a time (open at either end) whether coverage was good, partial, none or is
unknown, with a note and a source. Every row ends accepted, repaired, set aside or duplicate.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geo.errors import InputError, RegionError
from geo.foreign import read_table
from geo.resolve import find_within
from geo.shapes import spans_the_world
from layers.checking.findings import Repair
from layers.columns import folded_name
from layers.intake import OUTCOMES, Row
from layers.times.dates import DateReading, Order, order_of, read_date

__all__ = ["COVERAGE_FIELDS", "DEGREES", "Coverage", "CoverageRow", "read_coverage"]

#: From the best to what is not known.
DEGREES: Final = ("good", "partial", "none", "unknown")
#: Field -> other names that a column may have.
COVERAGE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "area": ("region", "zone", "oblast", "place", "name", "wkt", "geometry"),
    "date_start": ("start", "from", "since", "begin", "date"),
    "date_end": ("end", "to", "until"),
    "coverage": ("degree", "level"),
    "note": ("notes", "comment", "remarks", "description"),
    "source": ("sources", "source_title", "by"),
}
_OTHER_WORDS: Final = {
    "full": "good", "ok": "good", "yes": "good", "limited": "partial", "poor": "partial",
    "some": "partial", "reduced": "partial", "no": "none", "nothing": "none", "0": "none",
    "?": "unknown", "not known": "unknown", "n/a": "unknown",
}  # fmt: skip
_OPEN: Final = frozenset({"open", "ongoing", "now", "present", "today", "..", "…", "-", "–"})
_WKT: Final = re.compile(r"(SRID=4326;)?\s*(MULTI)?POLYGON\s*Z?\s*\([\d\s.,()eE+-]+\)", re.I)
_LIKE_WKT: Final = re.compile(
    r"(SRID=\d+\s*;)?\s*(MULTI|COMPOUND|CURVE)?(POINT|LINESTRING|POLYGON|CURVE|GEOMETRYCOLLECTION)\b",
    re.I,
)
_MOST_TEXT: Final = 2_000
_MOST_WKT: Final = 200_000
_MOST_ROWS: Final = 10_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """One statement: of what area, when, how well it was watched, and who says so.

    ``region`` is a row of a regions frame (``region_id``, ``name``, ``kind``, ``country``), its
    ``name`` empty for an area that was drawn; ``shape`` polygons in EPSG:4326; ``first`` and
    ``after`` (datetime64[us], UTC, half open) are None where the time is open.
    """

    row: int
    region: Mapping[str, Any]
    shape: Any
    first: Any
    after: Any
    degree: str
    note: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What was read: the rows that can be used, and what became of each (see `layers.intake`)."""

    file: str
    sha256: str
    rows: Sequence[CoverageRow]
    outcomes: Sequence[Row]
    notes: Sequence[str]

    @property
    def counts(self) -> dict[str, int]:
        """``read`` and how many rows had each outcome; the sum holds."""
        found = [row.outcome for row in self.outcomes]
        return {"read": len(found), **{name: found.count(name) for name in OUTCOMES}}

    @property
    def told(self) -> list[str]:
        """All that should be said: the sum, then every row that is not plainly accepted."""
        n = self.counts
        name = Path(self.file).name
        lines = [
            f"coverage in {name}: read {n['read']} = {n['accepted']} accepted + {n['repaired']} "
            f"repaired + {n['set_aside']} set aside + {n['duplicate']} duplicates"
        ]
        for row in self.outcomes:
            said = [f"{r.column}: {r.before!r} read as {r.after!r} ({r.why})" for r in row.repairs]
            if said or row.reasons:
                outcome = row.outcome.replace("_", " ")
                lines.append(
                    f"{name}, row {row.row}, {outcome}: {'; '.join([*said, *row.reasons])}"
                )
        return [*lines, *(f"{name}: {note}" for note in self.notes)]


class _SetAsideError(Exception):
    """A row that cannot be used, and why."""


def read_coverage(path: str | os.PathLike[str], *, encoding: str | None = None) -> Coverage:
    """Read a table of coverage (CSV; its columns are `COVERAGE_FIELDS`, in any order).

    ``area`` is the name of a country, an oblast, a border zone or a rail hub as `kordon query
    --within` takes it, or a WKT polygon in degrees; files are never opened for it. Raises
    ForeignFileError when the file cannot be read, InputError when a column is missing, there are
    too many rows, or not one of them can be used.
    """
    file = read_table(path, encoding=encoding)
    name = Path(file.path).name
    [table] = file.tables[:1] or [None]
    if table is None or len(file.tables) > 1 or table.geometry is not None:
        raise InputError(f"{name} is no plain table: save coverage as CSV, with a column area")
    mapping, notes = _columns(table.columns.column_names, name)
    count = len(table.columns)
    if count > _MOST_ROWS:
        raise InputError(
            f"{name} has {count:,} rows; a table of coverage has {_MOST_ROWS:,} at most"
        )
    columns = {
        field: [str(value or "") for value in table.columns.column(column).to_pylist()]
        for field, column in mapping.items()
    }
    reader = _Reader(columns)
    for number in range(count):
        cells = {field: values[number] for field, values in columns.items()}
        reader.take(number + 1, cells, table.problems.get(number, ""))
    if count and not reader.rows:
        first = reader.outcomes[0]
        raise InputError(
            f"{name}: none of its {count} rows can be used; row 1: {'; '.join(first.reasons)}"
        )
    notes += _contradictions(reader.rows)
    return Coverage(
        file=file.path, sha256=file.sha256, rows=reader.rows, outcomes=reader.outcomes, notes=notes
    )


def _columns(names: Iterable[str], file: str) -> tuple[dict[str, str], list[str]]:
    """Field -> column, and notes on columns that mean nothing here."""
    held = {folded_name(name): name for name in reversed(list(names))}
    mapping: dict[str, str] = {}
    for field, others in COVERAGE_FIELDS.items():
        known = [held[form] for form in map(folded_name, (field, *others)) if form in held]
        free = [name for name in known if name not in mapping.values()]
        if free:
            mapping[field] = free[0]
    missing = [field for field in ("area", "coverage") if field not in mapping]
    if missing:
        raise InputError(
            f"{file} has no column {' and no column '.join(missing)}: a table of coverage has "
            f"{', '.join(COVERAGE_FIELDS)}"
        )
    unused = [name for name in held.values() if name not in mapping.values()]
    return mapping, [f"column {name!r} is not used" for name in sorted(unused)]


class _Reader:
    """Takes rows one by one; areas are looked up once each."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self.orders: dict[str, Order] = {
            field: order_of([text.strip() for text in columns.get(field, ())])
            for field in ("date_start", "date_end")
        }
        self.rows: list[CoverageRow] = []
        self.outcomes: list[Row] = []
        self.areas: dict[str, tuple[Mapping[str, Any], Any, list[str]] | _SetAsideError] = {}
        self.seen: dict[tuple[Any, ...], int] = {}

    def take(self, number: int, cells: Mapping[str, str], problem: str) -> None:
        """Read one row, and say what became of it."""
        reasons: list[str] = []
        repairs: list[Repair] = []
        try:
            if problem:
                raise _SetAsideError(problem)
            row = self._row(number, cells, reasons, repairs)
        except _SetAsideError as error:
            kept = {field: text for field, text in cells.items() if text}
            self._tell(number, "set_aside", [str(error)], [], kept)
            return
        key = (shapely.to_wkb(row.shape), row.first, row.after, row.degree, row.note, row.source)
        same = self.seen.setdefault(key, number)
        if same != number:
            self._tell(number, "duplicate", [f"the same as row {same}"], [], None)
            return
        self.rows.append(row)
        self._tell(number, "repaired" if repairs else "accepted", reasons, repairs, None)

    def _tell(
        self,
        number: int,
        outcome: str,
        reasons: Sequence[str],
        repairs: Sequence[Repair],
        values: Mapping[str, str] | None,
    ) -> None:
        self.outcomes.append(
            Row(number, None, outcome, tuple(reasons), tuple(repairs), values=values)
        )

    def _row(
        self, number: int, cells: Mapping[str, str], reasons: list[str], repairs: list[Repair]
    ) -> CoverageRow:
        degree = _degree(cells.get("coverage", ""), repairs)
        region, shape, said = self._area(cells.get("area", "").strip())
        reasons += said
        first = self._date("date_start", cells, reasons, repairs)
        after = self._date("date_end", cells, reasons, repairs)
        if first is not None and after is not None and after.after <= first.first:
            raise _SetAsideError(f"it ends ({after.text}) before it begins ({first.text})")
        return CoverageRow(
            row=number,
            region=region,
            shape=shape,
            first=None if first is None else first.first,
            after=None if after is None else after.after,
            degree=degree,
            note=_text("note", cells, repairs),
            source=_text("source", cells, repairs),
        )

    def _date(
        self, field: str, cells: Mapping[str, str], reasons: list[str], repairs: list[Repair]
    ) -> DateReading | None:
        """None for an open end. What is no date is not taken for an open one."""
        text = cells.get(field, "").strip()
        if not text or text.casefold() in _OPEN:
            return None
        reading = read_date(text, self.orders[field])
        if reading.text is None:
            raise _SetAsideError(f"{field}: {reading.problem or f'{text[:40]!r} is not a date'}")
        if reading.repaired:
            repairs.append(Repair(field, text, reading.text, reading.repaired))
        if reading.problem:
            reasons.append(f"{field}: {reading.problem}")
        return reading

    def _area(self, text: str) -> tuple[Mapping[str, Any], Any, list[str]]:
        if text not in self.areas:
            try:
                self.areas[text] = _drawn(text) if _LIKE_WKT.match(text) else _named(text)
            except _SetAsideError as error:
                self.areas[text] = error
        found = self.areas[text]
        if isinstance(found, _SetAsideError):
            raise found
        return found


def _degree(text: str, repairs: list[Repair]) -> str:
    word = " ".join(text.casefold().split())
    if word in DEGREES:
        return word
    if word in _OTHER_WORDS:
        repairs.append(Repair("coverage", text, _OTHER_WORDS[word], "another word for it"))
        return _OTHER_WORDS[word]
    told = f"{text.strip()[:40]!r} is none of" if word else "it is empty: say one of"
    raise _SetAsideError(f"coverage: {told} {', '.join(DEGREES)}")


def _text(field: str, cells: Mapping[str, str], repairs: list[Repair]) -> str:
    text = cells.get(field, "").strip()
    if len(text) > _MOST_TEXT:
        raise _SetAsideError(f"{field}: {len(text):,} characters, {_MOST_TEXT:,} are the most")
    plain = _CONTROL.sub("", text)
    if plain != text:
        repairs.append(Repair(field, text, plain, "control characters removed"))
    return plain


def _named(text: str) -> tuple[Mapping[str, Any], Any, list[str]]:
    if not text:
        raise _SetAsideError("area: it is empty: name a country, an oblast or a zone")
    notes: list[str] = []
    try:
        frame = find_within(text, notes=notes, files=False)
    except RegionError as error:
        raise _SetAsideError(f"area: {error}") from None
    row = frame.drop(columns="geometry").to_dict("records")[0]
    return row, frame.geometry.iloc[0], notes


def _drawn(text: str) -> tuple[Mapping[str, Any], Any, list[str]]:
    """An area as WKT. One that is not valid is not mended: what was meant cannot be known."""
    if len(text) > _MOST_WKT or not _WKT.fullmatch(text):
        raise _SetAsideError("area: it is no WKT polygon of numbers, or too long a one")
    try:
        shape = shapely.force_2d(shapely.from_wkt(text.partition(";")[2] or text))
    except shapely.errors.GEOSException:
        raise _SetAsideError("area: its WKT polygon cannot be read") from None
    west, south, east, north = shape.bounds
    if shape.is_empty or not np.isfinite(shape.bounds).all():
        raise _SetAsideError("area: its WKT polygon is empty")
    if west < -180 or east > 180 or south < -90 or north > 90 or spans_the_world([shape])[0]:
        raise _SetAsideError("area: its WKT polygon is not in degrees of longitude and latitude")
    if not shape.is_valid:
        raise _SetAsideError(f"area: its polygon is not valid: {shapely.is_valid_reason(shape)}")
    region = {"region_id": "", "name": "", "kind": "custom", "country": ""}
    return region, shape, []


def _contradictions(rows: Sequence[CoverageRow]) -> list[str]:
    """Rows that say different things of the same area at the same time."""
    by_area: dict[bytes, list[CoverageRow]] = {}
    for row in rows:
        by_area.setdefault(shapely.to_wkb(row.shape), []).append(row)
    notes = []
    for same in by_area.values():
        for k, one in enumerate(same):
            for other in same[k + 1 :]:
                if one.degree != other.degree and _meet(one, other):
                    notes.append(
                        f"rows {one.row} and {other.row} say {one.degree} and {other.degree} of "
                        f"{one.region['name'] or 'one area'} at the same time: both are kept, and "
                        "the map shows the poorer"
                    )
    return notes[:20]


def _meet(one: CoverageRow, other: CoverageRow) -> bool:
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: CoverageRow, other: CoverageRow) -> bool:
    return one.after is not None and other.first is not None and bool(one.after <= other.first)
