"""Imports that are killed, as a process of its own in which everything is loaded.

``python tests/store_kills.py FOLDER KILLS SEED``. A fork of this process imports some files and
gets SIGKILL at a random moment: every other time into a store that is being made, else into one
that has these files, with other words in each row. The file in which it is killed comes in turns,
the moment in it is random, of the time that the file takes undisturbed; an import that ended before
is none that was killed, so another is begun. After each kill every file must be in the store whole
or not at all, and the store be verified. Then the import is let finish. Printed is how many ended
how, as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from random import Random

from store_rows import WHEN, intake_of_rows, rows

from layers.store.importing import Hand, put
from layers.store.incoming import Incoming, prepared
from layers.store.verifying import verify

FILES, ROWS = 4, 1_500
#: So many imports in a row may end before they are killed.
TRIES = 25


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


def forked(
    store: Path, files: Sequence[Incoming], kill_in: int | None = None, after_s: float = 0
) -> tuple[str, list[float]]:
    """Import in a fork, and kill it in a file, if it is still there then.

    ``kill_in`` counts files from 0, ``after_s`` is how long after the file before it, in seconds.
    Returned is how it ended, and how long each file took that was imported until then.
    """
    ends, told = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(ends)
            for one in files:
                put(one, store, Hand(who="tester", at=WHEN))
                os.write(told, b".")
            code = 0
        finally:
            os._exit(code)
    os.close(told)
    took_s, begin = [], time.monotonic()
    while len(took_s) != kill_in and os.read(ends, 1):
        took_s.append(time.monotonic() - begin - sum(took_s))
    if kill_in is not None:
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)  # it is not waited for yet, so the number is still its own
    os.close(ends)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), code
    return "killed" if code else "ended before", took_s


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


def killed(
    place: Path, texts: Iterator[list[Incoming]], number: int, longest_s: float, chance: Random,
    *, new: bool,
) -> list[Incoming]:  # fmt: skip
    """Begin imports until one is killed in the file of that number; the files it was to bring."""
    for _ in range(TRIES):
        files = next(texts)
        end, _ = forked(place, files, number, chance.uniform(0, longest_s))
        if end == "killed":
            return files
        looked_at(place)
        if new:
            assert versions(place) == [ROWS] * FILES
            remove(place)
    raise AssertionError(f"in {TRIES} imports none could be killed in file {number}")


def remove(store: Path) -> None:
    """With the files that SQLite keeps beside it."""
    for left in store.parent.glob(f"{store.name}*"):
        left.unlink()


def main() -> None:
    """Kill so many times; then what was begun is let finish."""
    folder, kills, chance = Path(sys.argv[1]), int(sys.argv[2]), Random(int(sys.argv[3]))
    said, told = [incoming(text) for text in ("Seen.", "Seen again.")], Counter[str]()
    texts = cycle(said)
    store = folder / "kordon.db"
    took_s = []
    for _ in range(2):
        end, each_s = forked(store, next(texts))
        assert (end, len(each_s)) == ("ended before", FILES)
        took_s.append(each_s)
    for number in range(kills):
        new = number % 2 == 1
        place = folder / f"{number}.db" if new else store
        file = (number + number // FILES) % FILES
        files = killed(place, texts, file, 1.1 * took_s[not new][file], chance, new=new)
        told["killed"] += 1
        told[looked_at(place)] += 1
        if new:
            forked(place, files)
            assert looked_at(place) == "all files"
            assert versions(place) == [ROWS] * FILES
            remove(place)
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
