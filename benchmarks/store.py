"""A million records into a store, the same again, and all of it verified: seconds, one run.

``python benchmarks/store.py [ROWS]``. The CSV is made first and not counted; every import reads
and checks it anew.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = 1_000_000


def timed(action: Callable[[], Any]) -> tuple[Any, float]:
    """A result, and the seconds it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def main() -> None:
    """Prints the table."""
    import kordon
    from benchmarks.pages import records

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        file, store = Path(folder) / "records.csv", kordon.Store(Path(folder) / "kordon.db")
        records.make(rows).to_csv(file, index=False)
        _, reading = timed(lambda: kordon.read(file))
        (first,), importing = timed(lambda: store.import_files(file))
        (again,), repeating = timed(lambda: store.import_files(file))
        found, verifying = timed(lambda: store.verify(first.head))
        _, loading = timed(lambda: store.sightings)
        size = store.path.stat().st_size
    assert (first.new, again.new, again.changed, again.entries) == (first.new, 0, 0, 0)
    assert found.ok, found.problems
    print(f"{rows:,} rows of CSV, {first.new:,} records, {size / 1e6:,.0f} MB")
    print(f"read and checked       {reading:7.1f} s")
    print(f"imported               {importing:7.1f} s, of that reading as above")
    print(f"the same again         {repeating:7.1f} s, nothing added")
    print(f"verified               {verifying:7.1f} s, {found.rows / verifying:,.0f} rows/s")
    print(f"current records read   {loading:7.1f} s")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
