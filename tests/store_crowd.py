"""Several processes that write to one store while others read it, forked from this one.

``python tests/store_crowd.py STORE WRITERS READERS IMPORTS ROWS``: each writer puts in so many
files of so many rows, half of which every other writer has, too, in a file of its own. Printed is
what the readers saw, as JSON: [event, rows]. The exit code is 1 where one of them failed.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from store_rows import WHEN, intake_of_rows, rows

from layers.store.current import current
from layers.store.importing import Hand, put
from layers.store.incoming import Incoming, prepared


def incoming(writer: int, number: int, many: int) -> Incoming:
    """One file of a writer: the second half of its rows is in a file of all the others."""
    own = [{**row, "id": f"{row['id']}-{number}-{writer}"} for row in rows(many // 2)]
    common = [{**row, "id": f"{row['id']}-{number}-all"} for row in rows(many - many // 2)]
    name = f"{writer}-{number}.csv"
    return prepared(intake_of_rows([*own, *common], name), name, [name])


def forked(action: Callable[[], None]) -> int:
    """A process that does something and ends with 0, or says what went wrong and ends with 1."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        action()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Write and read, and print what was seen."""
    store = Path(sys.argv[1])
    writers, readers, imports, many = map(int, sys.argv[2:])
    files = [[incoming(one, k, many) for k in range(imports)] for one in range(writers)]
    done = Path(f"{store}.done")
    put(incoming(writers, imports, 2), store, Hand(who="tester", at=WHEN))

    def write(mine: list[Incoming]) -> None:
        for one in mine:
            put(one, store, Hand(who="tester", at=WHEN))

    def look(number: int) -> None:
        seen: set[tuple[int, int]] = set()
        while True:
            last = done.exists()
            found = current(store)
            seen.add((found.event, found.raw.rows))
            if last:
                break
        Path(f"{store}.{number}.json").write_text(json.dumps(sorted(seen)), "ascii")

    reading = [forked(lambda number=one: look(number)) for one in range(readers)]
    writing = [forked(lambda mine=one: write(mine)) for one in files]
    codes = [os.waitpid(pid, 0)[1] for pid in writing]
    done.touch()
    codes += [os.waitpid(pid, 0)[1] for pid in reading]
    if any(codes):
        sys.exit(1)
    print(json.dumps([json.loads(Path(f"{store}.{n}.json").read_text()) for n in range(readers)]))


if __name__ == "__main__":
    main()
