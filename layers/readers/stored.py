"""A store, read like a file: one table, of which every row is accounted for.

Rows are checked as those of any file are, so nothing depends on who wrote the store. Each keeps
the file and the row that it was imported from.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence

import geopandas
import pandas as pd

from geo.files import sha256_of
from geo.foreign import ForeignFile
from layers.checking.identity import Seen
from layers.intake import FileReport
from layers.readers.base import Source
from layers.readers.report import Pieces, take_in
from layers.store.address import is_address, name_of
from layers.store.current import Origin, current, lasting_digests
from layers.store.database import PathLike, is_store

__all__ = ["content_digests", "is_store", "take_stored", "with_origins"]

FORMAT = "store"


def take_stored(
    path: PathLike, pieces: Pieces, seen: Seen
) -> tuple[geopandas.GeoDataFrame, FileReport]:
    """Sightings of the current records of a store, and their report.

    Its ``sha256`` is that of the store's last event; its rows count the current records.
    Raises `StoreError`.
    """
    found = current(path)
    name = name_of(path) if is_address(path) else os.fspath(path)
    file = ForeignFile(name, found.head, FORMAT, ())
    source = Source(
        (found.raw,) if found.raw.rows else (), (f"the store as of event {found.event}",)
    )
    pieces = dataclasses.replace(pieces, mapping=found.mapping)
    frame, report = take_in(file, source, pieces, seen)
    return with_origins(frame, found.origins), report


def with_origins(
    frame: geopandas.GeoDataFrame, origins: Sequence[Origin]
) -> geopandas.GeoDataFrame:
    """Sightings of a store with the files and rows that they came from, and what was found there.

    ``input_row`` counts the current records before, and the rows of those files afterwards.
    """
    found = [origins[row - 1] for row in frame["input_row"]]
    notes = [
        _notes(one.notes, now if isinstance(now, str) else None)
        for one, now in zip(found, frame["input_notes"], strict=True)
    ]
    texts = {"input_file": [one.file for one in found], "input_notes": notes}
    return frame.assign(
        input_row=pd.Series([one.row for one in found], frame.index, dtype="int64"),
        **{
            name: pd.Series(values, frame.index, dtype=frame[name].dtype)
            for name, values in texts.items()
        },
    )


def _notes(before: str | None, now: str | None) -> str | None:
    """What was found then, and what is found now beyond that."""
    if not before or not now:
        return before or now
    return before if all(part in before for part in now.split("; ")) else f"{before}; {now}"


def content_digests(path: PathLike) -> tuple[str, ...]:
    """What stands for the content of an input: the SHA-256 of its bytes.

    Of a store, which may grow and hold the same records, that of its last event first, and of the
    ones before it since the records are what they are. Raises ``OSError``, and `StoreError` for a
    store.
    """
    return lasting_digests(path) if is_store(path) else (sha256_of(path),)
