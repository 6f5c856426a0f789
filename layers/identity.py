"""Which record is which: ids made from content, and records that occur twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.findings import Findings

__all__ = ["Seen", "content_hashes", "find_duplicates", "give_ids"]


_NOTHING = pa.scalar("", pa.large_string())
_PIECE_ROWS = 20_000


@dataclass
class Seen:
    """Records met so far in one run, over all its files: id -> number, and what the number is.

    Flat lists, because a million small objects would take more room than the records.
    """

    ids: dict[str, int] = field(default_factory=dict)
    hashes: list[bytes] = field(default_factory=list)
    _parts: list[tuple[int, str, int]] = field(default_factory=list)

    def begin(self, hashes: Iterable[bytes], file: str, first_row: int) -> int:
        """Make room for a table whose rows count from ``first_row``; return its first number."""
        start = len(self.hashes)
        self._parts.append((start, file, first_row))
        self.hashes += hashes
        return start

    def where(self, number: int) -> str:
        """File and row of a record."""
        start, file, first_row = next(p for p in reversed(self._parts) if p[0] <= number)
        return f"{file}, row {number - start + first_row}"


def content_hashes(columns: Mapping[str, pa.Array], rows: int) -> list[bytes]:
    """SHA-256 of each row's content, the same whatever the order of the columns.

    Hashed is a JSON object of the non-empty values with its keys in order.
    """
    filled = [name for name in sorted(columns) if columns[name].null_count < rows]
    if not filled:
        return [_digest("")] * rows
    hashes: list[bytes] = []
    # In pieces, since the texts are copied several times on the way.
    for start in range(0, rows, _PIECE_ROWS):
        parts = [_members(name, columns[name].slice(start, _PIECE_ROWS)) for name in filled]
        # Nulls are filled before: with null_handling="skip" Arrow drops rows that are all null.
        joined = pc.binary_join_element_wise(*parts, _NOTHING)
        hashes += [_digest(text[:-1]) for text in joined.to_pylist()]
    return hashes


def _digest(members: str) -> bytes:
    return hashlib.sha256(f"{{{members}}}".encode()).digest()


def _members(name: str, column: pa.Array) -> pa.Array:
    escaped = pc.replace_substring(column, "\\", "\\\\")
    escaped = pc.replace_substring(escaped, '"', '\\"')
    head = json.dumps(name, ensure_ascii=False) + ':"'
    member = pc.binary_join_element_wise(
        pa.scalar(head, pa.large_string()),
        escaped,
        pa.scalar('",', pa.large_string()),
        _NOTHING,
        null_handling="emit_null",
    )
    return pc.fill_null(member, "")


def give_ids(ids: list[str | None], hashes: list[bytes]) -> list[str]:
    """Return the ids, with ``k-`` and 12 digits of the content hash where a record has none."""
    return [
        given if given is not None else f"k-{digest.hex()[:12]}"
        for given, digest in zip(ids, hashes, strict=True)
    ]


def find_duplicates(
    ids: Iterable[str],
    hashes: Iterable[bytes],
    file: str,
    findings: Findings,
    seen: Seen,
    first_row: int = 1,
) -> Any:
    """Mark the rows that occurred before in this run; ``seen`` is filled on the way.

    Same id and same content: a duplicate (True in the returned array). Same id and different
    content: set aside, with both rows named, for which of them is right nobody can tell.
    Rows that were set aside already take no part. Returns a boolean array.
    """
    names = list(ids)
    start = seen.begin(hashes, file, first_row)
    duplicate = np.zeros(len(names), dtype=bool)
    known = seen.ids
    if not findings.set_aside and len(known.keys() | names) == len(known) + len(names):
        known.update(zip(names, range(start, start + len(names)), strict=True))
        return duplicate
    for row, name in enumerate(names):
        if row in findings.set_aside:
            continue
        here = start + row
        earlier = known.setdefault(name, here)
        if earlier == here:
            continue
        where, there = seen.where(here), seen.where(earlier)
        if seen.hashes[earlier] == seen.hashes[here]:
            duplicate[row] = True
            findings.reason(row, "duplicate", f"the same record as in {there}")
        else:
            findings.reason(
                row,
                "id used twice",
                f"id {name!r} is used by {there} and by {where} with different content; "
                "give one of them another id, or use 'supersedes'",
                set_aside=True,
            )
    return duplicate
