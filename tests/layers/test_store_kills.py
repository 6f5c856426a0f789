"""A store survives what happens to it: killed imports, several writers and readers at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from store_rows import count, put_rows, rows

from layers.store.current import current
from layers.store.keeper import Store
from layers.store.verifying import verify

ROOT = Path(__file__).parents[2]
#: How many imports are killed; KORDON_KILLS=200 takes some minutes.
KILLS = int(os.environ.get("KORDON_KILLS", "4"))
#: So many records are brought by several processes at once.
CROWD = int(os.environ.get("KORDON_CROWD", "4000"))


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_a_killed_import_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    """At random moments; each file is there whole or not at all, and a re-run completes."""
    words = [sys.executable, str(ROOT / "tests" / "store_kills.py"), str(tmp_path), str(KILLS)]
    done = subprocess.run(
        [*words, "11"], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] == KILLS
    assert told["some files"] > KILLS // 4, "else it is not in the midst of imports"


def test_four_writers_and_two_readers(tmp_path: Path) -> None:
    """Nothing is lost, and who reads sees whole imports only."""
    store, times, many = tmp_path / "kordon.db", 4, 50
    put_rows(store, rows(many), "0-0.csv")
    failed: list[BaseException] = []
    done = threading.Event()

    def write(writer: int) -> None:
        try:
            for time in range(times):
                mine = [{**row, "id": f"{row['id']}-{writer}-{time}"} for row in rows(many)]
                put_rows(store, mine, f"{writer}-{time}.csv")
        except BaseException as error:
            failed.append(error)

    def look() -> None:
        try:
            while not done.is_set():
                assert current(store).raw.rows % many == 0
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(one,)) for one in range(1, 5)]
    readers = [threading.Thread(target=look) for _ in range(2)]
    for thread in (*writers, *readers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert failed == []
    assert count(store, "versions") == (4 * times + 1) * many
    assert verify(store).ok


def test_two_that_make_one_store_at_once(tmp_path: Path) -> None:
    """Both succeed: one makes it, the other waits and goes on."""
    store = tmp_path / "kordon.db"
    failed: list[BaseException] = []
    begin = threading.Barrier(4)

    def write(writer: int) -> None:
        try:
            begin.wait()
            put_rows(store, [{"id": f"B{writer}"}], f"{writer}.csv")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(one,)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (count(store, "versions"), count(store, "events")) == (4, 5)
    assert verify(store).ok


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_processes_that_write_and_read_one_store(tmp_path: Path) -> None:
    """Four writers and two readers: nobody is sent away, and who reads sees whole imports only."""
    store, writers, imports = tmp_path / "kordon.db", 4, 4
    many = CROWD // (writers * imports)
    words = [sys.executable, str(ROOT / "tests" / "store_crowd.py"), str(store)]
    done = subprocess.run(
        [*words, str(writers), "2", str(imports), str(many)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    # Of each file half came with the first of the writers, and is there once.
    common = imports * (many - many // 2)
    assert count(store, "versions") == writers * imports * (many // 2) + common + 2
    assert verify(store).ok
    there, total = {}, 0
    for event in Store(store).events:
        total += event.body.get("new", 0)
        there[event.number] = total
    for seen in json.loads(done.stdout):
        assert seen[-1] == [2 + writers * imports, total]
        assert all(there[event] == rows_seen for event, rows_seen in seen)
