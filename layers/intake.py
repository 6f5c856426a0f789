"""What came in: every row of every file with what became of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from geo.errors import InputError
from layers.checking.findings import Repair, row_called
from layers.store.address import name_of

if TYPE_CHECKING:
    import geopandas

__all__ = ["OUTCOMES", "FileReport", "Intake", "Row", "Rows", "aside_note", "require_used"]

#: What can become of a row; the position is the code in `Rows`.
OUTCOMES = ("accepted", "repaired", "set_aside", "duplicate")


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one row. ``row`` counts data rows or features from 1.

    ``values`` holds the row as it was read, for rows that were set aside only. ``line`` is the
    number that a spreadsheet shows beside the row (None where none would open the file), in
    ``sheet``, if there are several.
    """

    row: int
    id: str | None
    outcome: str
    reasons: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    file: str = ""
    values: Mapping[str, str] | None = None
    line: int | None = None
    sheet: str | None = None

    @property
    def called(self) -> str:
        """Its number, and where a spreadsheet shows it: ``row 17 (spreadsheet row 19)``."""
        return row_called(self.row, self.line, self.sheet)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        result: dict[str, Any] = {
            "row": self.row,
            **({} if self.line is None else {"spreadsheet_row": self.line}),
            **({} if self.sheet is None else {"sheet": self.sheet}),
            "id": self.id,
            "outcome": self.outcome,
            "reasons": list(self.reasons),
            "repairs": [repair.to_dict() for repair in self.repairs],
        }
        if self.values is not None:
            result["values"] = dict(self.values)
        return result


@dataclass(frozen=True)
class Rows(Sequence[Row]):
    """All rows of a file; plain ones are made when asked for, so a million cost little.

    ``lines`` are the numbers that a spreadsheet shows, and the sheet, of one table after another.
    """

    file: str
    outcomes: bytes
    ids: Sequence[str | None]
    special: Mapping[int, Row]
    lines: Sequence[tuple[Sequence[int] | None, int, str | None]] = ()

    def __len__(self) -> int:
        return len(self.outcomes)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        position = range(len(self))[index]
        told = self.special.get(position)
        if told is not None:
            return told
        line, sheet = self._line(position)
        outcome = OUTCOMES[self.outcomes[position]]
        return Row(
            position + 1, self.ids[position], outcome, file=self.file, line=line, sheet=sheet
        )

    def _line(self, position: int) -> tuple[int | None, str | None]:
        for lines, rows, sheet in self.lines:
            if position < rows:
                return None if lines is None else int(lines[position]), sheet
            position -= rows
        return None, None

    def not_plain(self) -> Iterator[Row]:
        """Yield the rows that are not simply accepted, or have something said about them."""
        for position in sorted(self.special):
            yield self.special[position]


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What became of one file; ``read`` = accepted + repaired + set_aside + duplicates.

    ``unlocated`` and ``undated`` are counted among the accepted and repaired; ``reasons``
    counts each kind of reason; ``mapping`` is column of the file -> field; ``columns`` are all
    columns of the file in their order.
    """

    file: str
    sha256: str
    format: str
    accepted: int
    repaired: int
    set_aside: int
    duplicates: int
    unlocated: int
    undated: int
    mapping: Mapping[str, str]
    reasons: Counter[str] = field(default_factory=Counter)
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: Rows

    @property
    def read(self) -> int:
        """Rows that the file holds."""
        return len(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """JSON form; ``rows`` has every row."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "format": self.format,
            "read": self.read,
            "accepted": self.accepted,
            "repaired": self.repaired,
            "set_aside": self.set_aside,
            "duplicates": self.duplicates,
            "unlocated": self.unlocated,
            "undated": self.undated,
            "reasons": dict(sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))),
            "mapping": dict(self.mapping),
            "notes": list(self.notes),
            "rows": [row.to_dict() for row in self.rows],
        }


@dataclass(frozen=True)
class Intake:
    """Everything that one run read.

    ``sightings`` is a GeoDataFrame in EPSG:4326 of the accepted and repaired rows: the fields
    of the record in their order (``geometry`` among them), the file's other columns as text,
    ``input_file``, ``input_row``, ``input_notes``, and ``time_from``, ``time_to``.
    """

    sightings: geopandas.GeoDataFrame
    files: tuple[FileReport, ...]

    @property
    def rows(self) -> Sequence[Row]:
        """What became of every row, file after file."""
        return [row for report in self.files for row in report.rows]

    @property
    def read(self) -> int:
        """Rows in all files: accepted + repaired + set_aside + duplicates."""
        return sum(report.read for report in self.files)

    @property
    def accepted(self) -> int:
        """Rows used as they were."""
        return sum(report.accepted for report in self.files)

    @property
    def repaired(self) -> int:
        """Rows used with a value changed; each change is listed."""
        return sum(report.repaired for report in self.files)

    @property
    def set_aside(self) -> int:
        """Rows not used, each with its reasons."""
        return sum(report.set_aside for report in self.files)

    @property
    def duplicates(self) -> int:
        """Rows that occurred before, in the same or an earlier file."""
        return sum(report.duplicates for report in self.files)

    @property
    def unlocated(self) -> int:
        """Accepted or repaired rows without a usable position."""
        return sum(report.unlocated for report in self.files)

    @property
    def undated(self) -> int:
        """Accepted or repaired rows without a usable date."""
        return sum(report.undated for report in self.files)


def require_used(read: int, used: int, files: Iterable[str | os.PathLike[str]]) -> None:
    """Raise InputError when files had rows and not one of them could be used."""
    if read and not used:
        names = " ".join(name_of(name) for name in files)
        none, why = f"none of the {read:,} rows could be used", "says why for each"
        if read == 1:
            none, why = "the only row could not be used", "says why"
        raise InputError(f"{none}: `kordon check {names}` {why}")


def aside_note(set_aside: int, read: int) -> str:
    """Say how many of the rows that were read could not be used, and who says why."""
    return f"{set_aside:,} of {read:,} rows could not be used: `kordon check` says why"
