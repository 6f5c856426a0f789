"""Which record is which: ids made from content, and records that occur twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.checking.bytesin import holds_byte
from layers.checking.findings import Findings

__all__ = ["Known", "Seen", "content_hashes", "find_duplicates", "give_ids",
           "short_hashes"]  # fmt: skip

_NOTHING = pa.scalar("", pa.large_string())
_PIECE_ROWS = 20_000
_HASH_BYTES = 32


@dataclass
class Seen:
    """Records met so far in one run, over all its files: id -> number, and what the number is.

    Flat lists, because a million small objects would take more room than the records.
    """

    ids: dict[str, int] = field(default_factory=dict)
    _hashes: bytearray = field(default_factory=bytearray)
    _parts: list[tuple[int, str, Callable[[int], str]]] = field(default_factory=list)

    def begin(self, hashes: Iterable[bytes], file: str, called: Callable[[int], str]) -> int:
        """Make room for a table whose rows (0-based) are ``called`` so; return its first number."""
        start = len(self._hashes) // _HASH_BYTES
        self._parts.append((start, file, called))
        self._hashes += b"".join(hashes)
        return start

    def hash(self, number: int) -> bytes:
        """SHA-256 of a record's content."""
        return bytes(self._hashes[number * _HASH_BYTES : (number + 1) * _HASH_BYTES])

    def where(self, number: int) -> str:
        """File and row of a record."""
        start, file, called = next(p for p in reversed(self._parts) if p[0] <= number)
        return f"{file}, {called(number - start)}"


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
        return [hashlib.sha256(b"{}").digest()] * rows
    signs = {
        name: [sign for sign in ("\\", '"') if holds_byte(columns[name], sign.encode())]
        for name in filled
    }
    hashes: list[bytes] = []
    # In pieces, since the texts are copied several times on the way.
    for start in range(0, rows, _PIECE_ROWS):
        parts = {name: columns[name].slice(start, _PIECE_ROWS) for name in filled}
        for name, wanted in signs.items():
            for sign in wanted:
                parts[name] = pc.replace_substring(parts[name], sign, f"\\{sign}")
        hashes += [hashlib.sha256(text).digest() for text in _objects(parts)]
    return hashes


def _objects(columns: Mapping[str, pa.Array]) -> list[bytes]:
    """A JSON object for each row, of columns whose texts are escaped already."""
    # A comma stands behind each member before the first that no row is without, and in front of
    # each after it: so none is too many, whichever of the others a row has.
    whole = next((name for name, column in columns.items() if not column.null_count), None)
    left, right = "", ","
    pieces: list[Any] = []
    waiting = "{"  # text that is the same in all rows, up to the next column
    for name, column in columns.items():
        right = "" if name == whole else right
        head, end = f'{left}{json.dumps(name, ensure_ascii=False)}:"', f'"{right}'
        left = "," if name == whole else left
        if not column.null_count:
            pieces += [_scalar(waiting + head), column]
            waiting = end
        elif column.null_count < len(column):
            member = pc.binary_join_element_wise(
                _scalar(head), column, _scalar(end), _NOTHING, null_handling="emit_null"
            )
            # Nulls are filled before: with null_handling="skip" Arrow drops rows that are all null.
            pieces += [_scalar(waiting), pc.fill_null(member, "")]
            waiting = ""
    if not pieces:
        return [b"{}"] * len(next(iter(columns.values())))
    joined = pc.binary_join_element_wise(*pieces, _scalar(waiting + "}"), _NOTHING)
    texts: list[bytes] = joined.cast(pa.large_binary()).to_pylist()
    if whole is None:
        return [text if text == b"{}" else text[:-2] + b"}" for text in texts]
    return texts


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def give_ids(ids: list[str | None], hashes: list[bytes]) -> list[str]:
    """Return the ids, with ``k-`` and 12 digits of the content hash where a record has none."""
    made = b"".join([digest[:6] for digest in hashes]).hex()
    return [
        f"k-{made[start : start + 12]}" if given is None else given
        for given, start in zip(ids, range(0, len(made), 12), strict=True)
    ]


def find_duplicates(
    ids: Iterable[str],
    hashes: Iterable[bytes],
    file: str,
    findings: Findings,
    seen: Seen,
    called: Callable[[int], str] = lambda row: f"row {row + 1}",
) -> Any:
    """Mark the rows that occurred before in this run; ``seen`` is filled on the way.

    ``called`` says what a row (0-based) of these is called.

    Same id and same content: a duplicate (True in the returned array). Same id and different
    content: set aside, with both rows named, for which of them is right nobody can tell.
    Rows that were set aside already take no part. Returns a boolean array.
    """
    names = list(ids)
    start = seen.begin(hashes, file, called)
    duplicate = np.zeros(len(names), dtype=bool)
    known = seen.ids
    numbers: Sequence[int] = range(start, start + len(names))
    if findings.set_aside:
        numbers = [here for here in numbers if here - start not in findings.set_aside]
        names = [names[here - start] for here in numbers]
    # From behind, so that the first row of an id stays; and before it, what is known already.
    first = dict(zip(reversed(names), reversed(numbers), strict=True))
    if known:
        first |= {name: known[name] for name in known.keys() & first.keys()}
    met = len(known)
    if known:
        known.update(first)
    else:
        known = seen.ids = first  # and not both of them
    if len(known) == met + len(names):
        return duplicate
    earliest = np.fromiter((first[name] for name in names), np.int64, len(names))
    for place in np.flatnonzero(earliest != np.array(numbers)).tolist():
        here, earlier = numbers[place], int(earliest[place])
        row = here - start
        where, there = seen.where(here), seen.where(earlier)
        if seen.hash(earlier) == seen.hash(here):
            duplicate[row] = True
            findings.reason(row, "duplicate", f"the same record as in {there}")
        else:
            findings.reason(
                row,
                "id used twice",
                f"id {names[place]!r} is used by {there} and by {where} with different content; "
                "give one of them another id, or use 'supersedes'",
                set_aside=True,
            )
    return duplicate
