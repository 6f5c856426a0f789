"""A store that an earlier Kordon made goes forward, also when that is killed in the middle."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from store_rows import count, put_rows, rows

from geo.errors import StoreError
from layers.store import database, schema_files
from layers.store.copies import migrate
from layers.store.grouping import KeptGroup, Member, groups_in, keep
from layers.store.verifying import verify

ROOT = Path(__file__).parents[2]
#: How many migrations are killed; KORDON_KILLS says otherwise.
KILLS = int(os.environ.get("KORDON_KILLS", "50"))
#: Migrates a store in a fork that is let be, and then so many that are killed at a random moment of
#: the time which that one took. Where a kill came too late, the same is tried again with a new copy
#: and a shorter time: how long it takes depends on what else the machine does.
KILLER = """
import os, random, shutil, signal, sys, time
from pathlib import Path
from layers.store.copies import migrate

def forked(store, kill_after_s=None):
    begin = time.monotonic()
    child = os.fork()
    if not child:
        try:
            migrate(store)
        finally:
            os._exit(0)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - begin

old, folder, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
store = Path(shutil.copy(old, folder / "0000.db"))
code, whole_s = forked(store)
print(store.name, code)
chance = random.Random(5)
for number in range(1, kills + 1):
    for again in range(20):
        store = Path(shutil.copy(old, folder / f"{number:04}-{again}.db"))
        code, _ = forked(store, chance.uniform(0, 0.7 ** again * whole_s))
        print(store.name, code)
        if code:
            break
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as Kordon made them with the first schema."""
    store = tmp_path_factory.mktemp("old") / "kordon.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "scripts", lambda: schema_files.scripts()[:1])
        put_rows(store, rows(300))
        put_rows(store, rows(100, description="Seen again."))
    assert schema(store) == 1
    return store


def schema(store: Path) -> int:
    connection = sqlite3.connect(store)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def test_the_first_schema_goes_forward(old: Path, tmp_path: Path) -> None:
    """With a backup before; all that it held is there, and what is new works."""
    store = Path(shutil.copy(old, tmp_path / "kordon.db"))
    before = verify(store)
    assert before.ok
    with pytest.raises(StoreError, match=r"has schema 1.*kordon store migrate"):
        put_rows(store, rows(1))
    (copy,) = migrate(store)
    assert (schema(copy), verify(copy)) == (1, before)
    after = verify(store, head=before.head)
    assert (after.problems, after.since, after.rows) == ((), 1, before.rows + 1)
    assert put_rows(store, rows(100, description="Seen again.")).unchanged == 100
    pair = (Member(id="A1", score=None, reasons="x"), Member(id="A2", score=50, reasons="y"))
    group = KeptGroup(group="d-1", score=50, members=pair, event=0, at="", who="")
    assert keep(store, [group], [], {}) is not None
    assert groups_in(store)[0][0].members == pair
    assert verify(store, head=before.head).ok


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
def test_a_killed_migration_leaves_the_old_schema_or_the_new(old: Path, tmp_path: Path) -> None:
    """At random moments; a backup that has its name is whole, and a second try completes."""
    before = verify(old)
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(old), str(tmp_path), str(KILLS)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended = dict(line.split() for line in done.stdout.splitlines())
    assert ended["0000.db"] == "0"
    assert set(ended.values()) == {"0", "-9"}
    assert list(ended.values()).count("-9") == KILLS, "so many before they were done"
    for name in ended:
        store = tmp_path / name
        found = verify(store, head=before.head)
        assert found.problems == (), name
        assert found.since == (0 if schema(store) == 1 else 1)
        for copy in tmp_path.glob(f"{name}.schema1.backup*"):
            assert verify(copy) == before, copy
        assert schema(store) == 1 or (tmp_path / f"{name}.schema1.backup").exists()
        migrate(store)
        assert schema(store) == schema_files.scripts()[-1].number
        assert verify(store, head=before.head).problems == ()
        assert count(store, "versions") == 400
