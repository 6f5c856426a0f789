"""Reading records batch by batch, for files larger than memory.

Each batch is checked as `layers.readers.read` checks a file, with the same outcome for every row.
What only the whole file decides (`layers.readers.meanings`) is found out in a pass of its own, at
the first batch that needs it. Other formats, packed files and standard input are read whole.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np

from geo.foreign import (
    STREAMED,
    ForeignFile,
    Limits,
    file_format,
    read_table,
    stream_table,
)
from layers.checking.identity import (
    Known,
    Seen,
    content_hashes,
    find_duplicates,
    give_ids,
    short_hashes,
)
from layers.checking.mojibake import mended
from layers.checking.sheet import Meanings, RawTable
from layers.checking.validate import checked
from layers.columns import map_columns
from layers.dialects import mapping_of, spoken
from layers.frames import sightings
from layers.policy import UNDECIDED, Policy
from layers.readers import READERS, check_arguments, reader_of
from layers.readers.apart import mapping_for, tables_apart
from layers.readers.base import AskedSheets, readable
from layers.readers.meanings import Telling
from layers.readers.packed import Input, each_input
from layers.readers.report import content_of, count_reasons, holds_addresses, outcomes_of
from layers.readers.stored import is_store, with_origins
from layers.store.current import current

__all__ = ["BATCH_ROWS", "Account", "How", "UndecidedError", "file_meanings", "read_batches",
           "read_groups", "take_tables"]  # fmt: skip

#: Rows at a time, at most.
BATCH_ROWS = 65_536
_ANY_SIZE = 1 << 60

PathLike = str | os.PathLike[str]


class UndecidedError(Exception):
    """How some rows are meant only the rest of their file says, which was not to be read."""


@dataclass(frozen=True, kw_only=True)
class How:
    """How to read files: the arguments of `layers.readers.read` of the same names."""

    layer: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    policy: Policy = UNDECIDED
    limits: Limits = field(default_factory=Limits)
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())

    @classmethod
    def of(
        cls,
        *,
        default_layer: str | None = None,
        mapping: Mapping[str, str] | None = None,
        encoding: str | None = None,
        policy: Policy = UNDECIDED,
    ) -> How:
        """As the keywords of `layers.policy.Reading` say."""
        return cls(layer=default_layer, mapping=mapping or {}, encoding=encoding, policy=policy)


@dataclass
class Account:
    """What became of the rows so far, as in `layers.intake.Intake`."""

    accepted: int = 0
    repaired: int = 0
    set_aside: int = 0
    duplicates: int = 0
    unlocated: int = 0
    undated: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """Rows in all: accepted + repaired + set_aside + duplicates."""
        return self.accepted + self.repaired + self.set_aside + self.duplicates

    @property
    def used(self) -> int:
        """Rows that are sightings now: accepted + repaired."""
        return self.accepted + self.repaired

    def add(self, other: Account) -> None:
        """Add the rows of another account to this one."""
        for name in ("accepted", "repaired", "set_aside", "duplicates", "unlocated", "undated"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.update(other.reasons)


def read_batches(
    paths: Sequence[PathLike], how: How, account: Account
) -> Iterator[geopandas.GeoDataFrame]:
    """Yield the sightings of files, some ten thousand at a time, and fill their account.

    They are those of `layers.readers.read` one after another, in frames that may be empty, and
    the errors are the same, though one may come after many frames. A record that came before,
    in any of the files, is a duplicate. Memory is bounded by a batch, and 16 bytes per record.
    """
    large = dataclasses.replace(how.limits, file_bytes=_ANY_SIZE)
    check_arguments(paths, how.layer, large, folders=True)
    known, asked = Known(), AskedSheets(how.policy.sheets)
    for one in each_input(paths, how.limits, plain_limits=large):
        if one.plain and not is_store(one.path) and file_format(one.shown) in STREAMED:
            yield from read_groups(one.shown, how, account, known)
            continue
        for frame in _whole(one, how, account, known, asked):
            for start in range(0, max(len(frame), 1), BATCH_ROWS):
                yield frame.iloc[start : start + BATCH_ROWS]
    asked.check()


def _whole(
    one: Input, how: How, account: Account, known: Known, asked: AskedSheets
) -> Iterator[geopandas.GeoDataFrame]:
    """The sightings of each table of a file that is not read in batches."""
    if one.plain and is_store(one.path):
        found = current(one.path)
        told = dataclasses.replace(how, mapping=found.mapping)
        frame = _taken(found.raw, None, told, account, known, one.shown, 1)
        yield with_origins(frame, found.origins)
        return
    file = read_table(
        one.path,
        encoding=how.encoding,
        sheets=how.policy.sheets,
        limits=how.limits,
        shown=one.shown,
    )
    asked.meet(file)
    first_row = 1
    tables = [
        part.raw
        for table in readable(
            reader_of(file).tables(file), names=file.format != "geoparquet"
        ).hand_over()
        for part in tables_apart([table])
    ]
    names = {name for raw in tables for name in raw.columns}
    for raw in tables:
        told = dataclasses.replace(how, mapping=mapping_for(how.mapping, raw, names))
        yield _taken(raw, None, told, account, known, file.path, first_row)
        first_row += raw.rows


def read_groups(
    path: PathLike,
    how: How,
    account: Account,
    known: Known,
    *,
    groups: tuple[int, int] | None = None,
    first_row: int = 1,
    meanings: Meanings | None = None,
    alone: bool = False,
) -> Iterator[geopandas.GeoDataFrame]:
    """As `read_batches`, of one CSV or Parquet file, or of some row groups of a Parquet file.

    ``known`` are the records met before; ``first_row`` is the number of the first row that is
    read. ``meanings`` are those of the whole file; without them they are found when needed, or,
    ``alone``, UndecidedError is raised then.
    """

    def whole(columns: Sequence[str]) -> Iterator[RawTable]:
        if alone:
            raise UndecidedError
        return _raw(path, how, texts=columns)

    tables = _raw(path, how, groups=groups)
    yield from take_tables(tables, whole, how, account, known, os.fspath(path), first_row, meanings)


def take_tables(
    tables: Iterable[RawTable],
    whole: Callable[[Sequence[str]], Iterable[RawTable]],
    how: How,
    account: Account,
    known: Known,
    file: str,
    first_row: int = 1,
    meanings: Meanings | None = None,
) -> Iterator[geopandas.GeoDataFrame]:
    """Yield the sightings of each of a file's tables; ``whole`` gives some columns of them all."""
    telling, number, told = None, 0, how
    for part in tables_apart(tables):
        raw = part.raw
        if part.number > number:
            telling, meanings, number = None, None, part.number
            told = dataclasses.replace(how, mapping=mapping_for(how.mapping, raw, how.mapping))
        telling = telling or Telling.among(raw.columns, mapping_of(raw.columns, told.mapping))
        if meanings is None and telling.needed_for(raw):
            parts = tables_apart(whole(telling.columns))
            meanings = telling.meanings(one.raw for one in parts if one.number == number)
        yield _taken(raw, meanings, told, account, known, file, first_row)
        first_row += raw.rows


def file_meanings(path: PathLike, how: How) -> Meanings:
    """Find out what a CSV or Parquet file says as a whole, for those who read parts of it."""
    names = next(_raw(path, how)).columns
    telling = Telling.among(names, mapping_of(names, how.mapping))
    return telling.meanings(_raw(path, how, texts=telling.columns))


def _raw(path: PathLike, how: How, **chosen: Any) -> Iterator[RawTable]:
    """The tables of a streamed file as its reader gives them; ``chosen`` as in `stream_table`."""
    shown, format_ = os.fspath(path), file_format(path)
    for table in stream_table(path, encoding=how.encoding, limits=how.limits, **chosen):
        (raw,) = READERS[format_].tables(ForeignFile(shown, "", format_, (table,))).tables
        # Of Parquet columns are asked for by the names that they have there.
        yield mended(raw, names=format_ == "csv")


def _taken(
    raw: RawTable,
    meanings: Meanings | None,
    how: How,
    account: Account,
    known: Known,
    file: str,
    first_row: int,
) -> geopandas.GeoDataFrame:
    """Check some rows, add them to the account and to the known records; their sightings."""

    def addressed(name: str) -> bool:
        return holds_addresses(table, name) if meanings is None else name in meanings.addresses

    said = spoken(raw, how.mapping)
    table = said.table
    local = bool(how.policy.time_zone)
    columns = map_columns(table.columns, said.mapping, addressed, local_times=local)
    sheet = checked(
        table,
        columns,
        layer=how.layer,
        today=how.today,
        meanings=meanings,
        policy=how.policy,
    )
    hashes = content_hashes(content_of(sheet), sheet.rows)
    ids = give_ids(sheet.text("id").to_pylist(), hashes)
    names, contents = short_hashes(ids, hashes)
    double = known.meet(names, contents, ids, sheet.findings)
    if len(np.unique(names)) < len(names):
        double |= find_duplicates(ids, hashes, file, sheet.findings, Seen(), raw.naming(first_row))
    outcomes = outcomes_of(sheet, double)
    kept = outcomes <= 1
    known.add_hashes(names[kept], contents[kept])
    accepted, repaired, aside, doubles = np.bincount(outcomes, minlength=4).tolist()
    unlocated, undated = (int((kept & ~mark).sum()) for mark in (sheet.located, sheet.dated))
    reasons = count_reasons(sheet.findings, kept)
    account.add(Account(accepted, repaired, aside, doubles, unlocated, undated, reasons))
    return sightings(sheet, kept, ids=ids, file=Path(file).name, first_row=first_row)
