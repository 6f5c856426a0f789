"""geo.foreign.plain_csv: what is read at once is what would be read row by row."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.foreign import parse_csv as module
from geo.foreign.parse_csv import parse_csv
from geo.foreign.plain_csv import even, plain_rows

_NAMES = ("a", "b", "c")
#: Pieces of which both plain and damaged CSV is made.
_BITS = st.sampled_from(
    ["a", "1.5", "я", "…", " ", ",", ",", ";", '"', '""', '","', "\n", "\r\n", "\r", "\t", "\0",
     "\ufeff", "\u2028", "\x0b", "x,y,z\n", '"x","y ""z""",\n', 'x,"y\nz",\r\n', ",,\n", "\n\n"]
)  # fmt: skip
_DAMAGED = st.lists(_BITS, max_size=30).map("".join)
_CELLS = st.text(st.sampled_from('a1,;" \n\tя…\u2028'), max_size=6)


@given(_DAMAGED, st.sampled_from([1, 2, 3]), st.sampled_from(",;"))
def test_what_is_plain_reads_alike(text: str, width: int, delimiter: str) -> None:
    found = plain_rows(text, delimiter, _NAMES[:width])
    if found is None:
        return
    lines = io.StringIO(text, newline="")
    rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]
    assert [list(row.values()) for row in found.to_pylist()] == rows


@given(
    st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=12),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_properly_is_plain(rows: list[list[str]], quoting: Any, end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=end).writerows(rows)
    found = plain_rows(text.getvalue(), ",", _NAMES)
    assert found is not None
    assert [list(row.values()) for row in found.to_pylist()] == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DAMAGED, st.integers(1, 40))
def test_a_file_is_the_same_in_pieces_of_any_size(tmp_path: Path, text: str, size: int) -> None:
    """At once where that can be, or row by row: the rows, their problems and the notes."""
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n" + text, encoding="utf-8", newline="")

    def read() -> Any:
        (parsed,) = parse_csv(path, None)
        batches = list(parsed.batches)
        assert all(len(batch) == 3 for batch in batches[:-1])
        return [row for batch in batches for row in batch.to_pylist()], parsed.notes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BATCH_ROWS", 3)
        whole = read()
        patch.setattr(module, "_PIECE_CHARACTERS", size)
        assert read() == whole
        patch.setattr(module, "plain_rows", lambda *_: None)
        assert read() == whole
        patch.setattr(module, "_PIECE_CHARACTERS", 1 << 20)
        assert read() == whole


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 7))
def test_batches_are_even(sizes: list[int], rows: int) -> None:
    numbers = iter(range(1_000))
    tables = [
        pa.table({"n": pa.array([next(numbers) for _ in range(size)], pa.int64())})
        for size in sizes
    ]
    batches = list(even(tables, rows))
    assert [n for batch in batches for n in batch["n"].to_pylist()] == list(range(sum(sizes)))
    assert all(len(batch) == rows for batch in batches[:-1])
    assert all(0 < len(batch) <= rows for batch in batches)
