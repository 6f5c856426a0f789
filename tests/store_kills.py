"""Imports that are killed, as a process of its own in which everything is loaded.

``python tests/store_kills.py FOLDER KILLS SEED``. A fork of this process imports some files and
gets SIGKILL at a random moment of the time that this takes undisturbed: every other time into a
store that is being made, else into one that has these files, with other words in each row. After
each kill every file must be in the store whole or not at all, and the store be verified. Then the
import is let finish. Printed is how many ended how, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from store_rows import WHEN, intake_of_rows, rows

from layers.store.importing import Hand, put
from layers.store.incoming import Incoming, prepared
from layers.store.verifying import verify

FILES, ROWS = 4, 1_500


def incoming(said: str) -> list[Incoming]:
    """The files with a description of all their rows."""
    names = [f"{n}.csv" for n in range(FILES)]
    tables = [
        [{**row, "id": f"{row['id']}-{name}"} for row in rows(ROWS, description=said)]
        for name in names
    ]
    return [
        prepared(intake_of_rows(table), name, [name])
        for table, name in zip(tables, names, strict=True)
    ]


def forked(store: Path, files: Sequence[Incoming], kill_after_s: float | None = None) -> str:
    """Import in a fork, and kill it, if it is still there then; how it ended."""
    child = os.fork()
    if not child:
        code = 1
        try:
            for one in files:
                put(one, store, Hand(who="tester", at=WHEN))
            code = 0
        finally:
            os._exit(code)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)  # it is not waited for yet, so the number is still its own
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), code
    return "killed" if code else "ended before"


def versions(store: Path) -> list[int]:
    """How many versions each source has; nothing where no store was made yet."""
    if not store.exists():
        return []
    connection = sqlite3.connect(store)
    try:
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            return []
        asked = "SELECT count(*) FROM versions GROUP BY source"
        return [count for (count,) in connection.execute(asked)]
    finally:
        connection.close()


def looked_at(store: Path) -> str:
    """Whether all that was imported is there in whole files, and how far it came."""
    found = versions(store)
    if not found:
        return "nothing there"
    problems = verify(store).problems
    assert problems == (), (store, problems)
    assert all(count % ROWS == 0 for count in found), (store, found)
    return "all files" if len(found) == FILES and len(set(found)) == 1 else "some files"


def main() -> None:
    """Kill so many times; then what was begun is let finish."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance, told = random.Random(seed), Counter[str]()
    said = [incoming(text) for text in ("Seen.", "Seen again.")]
    store = folder / "kordon.db"
    whole_s = []
    for number in range(2):
        begin = time.monotonic()
        assert forked(store, said[number]) == "ended before"
        whole_s.append(time.monotonic() - begin)
    for number in range(kills):
        new = number % 2 == 1
        place = folder / f"{number}.db" if new else store
        files = said[number // 2 % 2]
        told[forked(place, files, chance.uniform(0, 1.1 * whole_s[not new]))] += 1
        told[looked_at(place)] += 1
        if new:
            forked(place, files)
            assert looked_at(place) == "all files"
            assert versions(place) == [ROWS] * FILES
            for left in folder.glob(f"{number}.db*"):
                left.unlink()
    before = sum(versions(store))
    forked(store, said[0])
    forked(store, said[1])
    assert sum(versions(store)) > before
    looked_at(store)
    connection = sqlite3.connect(store)
    (records,) = connection.execute("SELECT count(*) FROM records").fetchone()
    connection.close()
    assert records == 2 * FILES * ROWS
    print(json.dumps(told))


if __name__ == "__main__":
    main()
