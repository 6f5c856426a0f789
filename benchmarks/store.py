"""Records into a store, the same again, and all of it verified: seconds, one run.

``python benchmarks/store.py [ROWS] [--server]``: a million records into a file, unless another
number is named. With ``--server`` the same into a store on a PostgreSQL server, too, which is
started for it on loopback as the tests start theirs, but so that it survives a power cut, as the
file does; then in three turns of both, and what counts are the ratios of their middle times. The
CSV is made first and not counted; every import reads and checks it anew.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROWS = 1_000_000
TURNS = 3
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def timed(action: Callable[[], Any]) -> tuple[Any, float]:
    """A result, and the seconds it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def measured(file: Path, place: str) -> dict[str, float]:
    """Seconds of what is done with a new store at a place, and how many rows were verified."""
    import kordon

    store = kordon.Store(place)
    (first,), new = timed(lambda: store.import_files(file))
    (again,), repeated = timed(lambda: store.import_files(file))
    found, verified = timed(lambda: store.verify(first.head))
    _, loaded = timed(lambda: store.sightings)
    assert (first.new, again.new, again.changed, again.entries) == (first.new, 0, 0, 0)
    assert found.ok, found.problems
    return {"imported": new, "again": repeated, "verified": verified, "loaded": loaded,
            "rows": found.rows, "records": first.new}  # fmt: skip


def one_file(file: Path, rows: int) -> None:
    """Print the table of a store in a file."""
    import kordon

    store = file.parent / "kordon.db"
    _, reading = timed(lambda: kordon.read(file))
    took = measured(file, str(store))
    size = store.stat().st_size
    print(f"{rows:,} rows of CSV, {took['records']:,} records, {size / 1e6:,.0f} MB")
    print(f"read and checked       {reading:7.1f} s")
    print(f"imported               {took['imported']:7.1f} s, of that reading as above")
    print(f"the same again         {took['again']:7.1f} s, nothing added")
    each_second = took["rows"] / took["verified"]
    print(f"verified               {took['verified']:7.1f} s, {each_second:,.0f} rows/s")
    print(f"current records read   {took['loaded']:7.1f} s")


def beside_a_server(file: Path, rows: int) -> None:
    """Print the table of both, and how many times as long the server takes."""
    sys.path.insert(0, str(ROOT / "tests"))
    import postgres

    programs = postgres.find()
    if programs is None:
        sys.exit(postgres.HOW_TO)
    turns: dict[str, list[Mapping[str, float]]] = {"file": [], "server": []}
    with postgres.started(programs, SAFE) as server:
        for turn in range(TURNS):
            turns["file"].append(measured(file, str(file.parent / f"{turn}.db")))
            turns["server"].append(measured(file, server.address()))
    print(f"{rows:,} rows of CSV, the middle of {TURNS} turns   file    server   ratio")
    for name, says in (("imported", "imported"), ("again", "the same again"),
                       ("verified", "verified"), ("loaded", "current records read")):  # fmt: skip
        here, there = (statistics.median(one[name] for one in turns[k]) for k in turns)
        print(f"{says:<38} {here:9.1f} s {there:7.1f} s {there / here:6.2f}")


def main() -> None:
    """Prints the table."""
    from benchmarks.pages import records

    words = [word for word in sys.argv[1:] if word != "--server"]
    rows = int(words[0]) if words else ROWS
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.csv"
        records.make(rows).to_csv(file, index=False)
        (beside_a_server if "--server" in sys.argv else one_file)(file, rows)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
