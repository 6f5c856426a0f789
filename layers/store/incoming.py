"""What is about to go into a store: read, checked and hashed before anything is locked."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from layers.intake import Intake, Row
from layers.readers import read
from layers.store.canonical import Canonical, canonical
from layers.store.chain import canonical_json

__all__ = ["STDIN", "Entry", "Incoming", "duplicate_of", "entries", "incoming",
           "prepared"]  # fmt: skip

#: What standard input is called.
STDIN = "standard input"
_KINDS = {"accepted": "note", "repaired": "repair", "set_aside": "set_aside",
          "duplicate": "duplicate"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Files of one source, read; the lists have one value for each record.

    ``files`` are positions in ``intake.files``, ``rows`` count from 1 in their file. ``paths``
    and ``sizes`` (bytes) are those of the files, empty and None for standard input.
    """

    source: str
    intake: Intake
    paths: tuple[str, ...]
    sizes: tuple[int | None, ...]
    records: Canonical
    ids: list[str]
    files: list[int]
    rows: list[int]
    notes: list[str | None]

    def name_of(self, file: int) -> str:
        """What a file is called, without its folder."""
        return os.path.basename(self.paths[file]) or STDIN

    def present(self) -> set[str]:
        """Ids of all rows of the files, whatever became of them."""
        return {name for report in self.intake.files for name in report.rows.ids if name}

    def record_at(self, file: int, row: int) -> int:
        """The position of the record that was made of a row."""
        low, high = bisect_left(self.files, file), bisect_left(self.files, file + 1)
        return bisect_left(self.rows, row, low, high)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry for the ledger; ``record`` is a position in `Incoming`, if it is about one."""

    kind: str
    file: int
    row: int
    id: str | None
    record: int | None
    body: str
    sha256: bytes


def incoming(names: Sequence[str | os.PathLike[str]], source: str, **how: Any) -> Incoming:
    """Read files of one source; ``how`` are arguments of `layers.readers.read`."""
    return prepared(read(names, **how), source, names)


def prepared(intake: Intake, source: str, names: Sequence[str | os.PathLike[str]]) -> Incoming:
    """Make what was read ready for a store; ``names`` are those of the files or archives."""
    frame = intake.sightings
    kept = [report.accepted + report.repaired for report in intake.files]
    if len(names) != len(intake.files):  # of an archive or folder each file by itself
        names = [report.file for report in intake.files]
    paths = tuple("" if os.fspath(name) == "-" else _text(os.path.abspath(name)) for name in names)
    return Incoming(
        source=source,
        intake=intake,
        paths=paths,
        sizes=tuple(os.path.getsize(path) if os.path.isfile(path) else None for path in paths),
        records=canonical(frame),
        ids=frame["id"].tolist(),
        files=np.repeat(np.arange(len(kept)), kept).tolist(),
        rows=frame["input_row"].tolist(),
        notes=_notes(frame["input_notes"]),
    )


def _notes(column: pd.Series) -> list[str | None]:
    if not column.notna().any():
        return [None] * len(column)
    return [note if isinstance(note, str) else None for note in column.tolist()]


def entries(one: Incoming) -> Iterator[Entry]:
    """What the ledger keeps of the rows that are not plainly records.

    The digest of an entry is that of what was said, not of the row's number, so that the same
    rows in another order give the same entries.
    """
    met: Counter[bytes] = Counter()
    for file, report in enumerate(one.intake.files):
        for row in report.rows.not_plain():
            kind = _KINDS[row.outcome]
            record = one.record_at(file, row.row) if kind in ("note", "repair") else None
            said = [] if record is None else [one.records.digests[record].hex()]
            key: list[Any] = [one.source, kind, *said, *_telling(row, kind)]
            digest = hashlib.sha256(canonical_json(key).encode()).digest()
            met[digest] += 1
            if met[digest] > 1:  # the same row twice in a file is two entries
                digest = hashlib.sha256(digest + str(met[digest]).encode()).digest()
            yield Entry(kind, file, row.row, row.id, record, _body(row), digest)


def duplicate_of(one: Incoming, record: int, other: str) -> Entry:
    """The entry for a record that another source has already."""
    said = [one.source, "duplicate of another source", one.records.digests[record].hex()]
    body = {"reasons": [f"the same record is here from the source {other}"]}
    return Entry(
        "duplicate",
        one.files[record],
        one.rows[record],
        one.ids[record],
        record,
        canonical_json(body),
        hashlib.sha256(canonical_json(said).encode()).digest(),
    )


def _telling(row: Row, kind: str) -> list[Any]:
    if kind == "set_aside":
        return [dict(row.values or {})]
    if kind == "duplicate":
        return [row.id]
    return [repair.to_dict() for repair in row.repairs]


def _body(row: Row) -> str:
    told: dict[str, Any] = {}
    if row.reasons:
        told["reasons"] = list(row.reasons)
    if row.repairs:
        told["repairs"] = [repair.to_dict() for repair in row.repairs]
    if row.values is not None:
        told["values"] = dict(row.values)
    return canonical_json(told)


def _text(name: str) -> str:
    """A file's name as text, also where it is none in the encoding of the system."""
    return name.encode("utf-8", "backslashreplace").decode()
