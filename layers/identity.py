"""Which record is which: ids made from content, and records that occur twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.bytesin import holds_byte
from layers.findings import Findings

__all__ = ["Known", "Seen", "content_hashes", "find_duplicates", "give_ids",
           "short_hashes"]  # fmt: skip

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


@dataclass
class Known:
    """Records met so far where there are too many for `Seen`: 16 bytes for each.

    Ids and contents are known by 64 bits of a hash. Two ids of a hundred million have the same
    with a chance of 3 in 10,000; then one of them is set aside as "id used twice".
    """

    #: Hashes of ids, sorted, and of what is under them, in runs of falling length.
    runs: list[tuple[Any, Any]] = field(default_factory=list)

    def meet(self, names: Any, contents: Any, ids: list[str], findings: Findings) -> Any:
        """Mark the rows that occurred before, as `find_duplicates` does; nothing is added.

        ``names`` and ``contents`` are the `short_hashes` of the rows.
        """
        known, content = self.find(names)
        known[list(findings.set_aside)] = False
        same = content == contents
        for row in np.flatnonzero(known & same):
            findings.reason(row, "duplicate", "the same record came before")
        for row in np.flatnonzero(known & ~same):
            why = f"id {ids[row]!r} came before with different content"
            findings.reason(row, "id used twice", why, set_aside=True)
        return known & same

    def find(self, names: Any) -> tuple[Any, Any]:
        """Whether hashes of ids are known, and the hash of what is under each."""
        known, found = np.zeros(len(names), bool), np.zeros(len(names), "<u8")
        for run, content in self.runs:
            at = np.minimum(np.searchsorted(run, names), len(run) - 1)
            hit = run[at] == names
            known |= hit
            found[hit] = content[at[hit]]
        return known, found

    def add_hashes(self, names: Any, contents: Any) -> None:
        """Remember hashes of ids, none of them known, and of what is under them."""
        # Runs are joined when they are of like length, so that there are few of them.
        while self.runs and len(self.runs[-1][0]) <= 2 * len(names):
            run, content = self.runs.pop()
            names, contents = np.concatenate([run, names]), np.concatenate([content, contents])
        if len(names):
            order = np.argsort(names, kind="stable")
            self.runs.append((names[order], contents[order]))

    def hashes(self) -> tuple[Any, Any]:
        """All that is remembered: hashes of ids, sorted, and of what is under them."""
        names, contents = (
            np.concatenate([np.empty(0, "<u8"), *(run[k] for run in self.runs)]) for k in (0, 1)
        )
        order = np.argsort(names, kind="stable")
        return names[order], contents[order]


def short_hashes(ids: list[str], hashes: list[bytes]) -> tuple[Any, Any]:
    """64 bits of each id and of each content, the same on every machine."""
    names = pd.util.hash_array(np.array(ids, dtype=object), categorize=False)
    return names, np.frombuffer(b"".join(digest[:8] for digest in hashes), dtype="<u8")


def content_hashes(columns: Mapping[str, pa.Array], rows: int) -> list[bytes]:
    """SHA-256 of each row's content, the same whatever the order of the columns.

    Hashed is a JSON object of the non-empty values with its keys in order.
    """
    filled = [name for name in sorted(columns) if columns[name].null_count < rows]
    if not filled:
        return [_digest(b"")] * rows
    hashes: list[bytes] = []
    # In pieces, since the texts are copied several times on the way.
    for start in range(0, rows, _PIECE_ROWS):
        parts = [_members(name, columns[name].slice(start, _PIECE_ROWS)) for name in filled]
        # Nulls are filled before: with null_handling="skip" Arrow drops rows that are all null.
        joined = pc.binary_join_element_wise(*parts, _NOTHING).cast(pa.large_binary())
        hashes += [_digest(text[:-1]) for text in joined.to_pylist()]
    return hashes


def _digest(members: bytes) -> bytes:
    return hashlib.sha256(b"{%b}" % members).digest()


def _members(name: str, column: pa.Array) -> pa.Array:
    escaped = column
    for sign in ("\\", '"'):
        if holds_byte(escaped, sign.encode()):
            escaped = pc.replace_substring(escaped, sign, f"\\{sign}")
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
