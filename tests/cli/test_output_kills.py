"""Outputs survive what happens while they are written: SIGKILL, and a disk that is full."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from layers.store.verifying import verify

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "belarus-border-2021-2023.csv"
#: How many writings are killed; KORDON_KILLS=100 takes all kinds of output, and some minutes.
KILLS = int(os.environ.get("KORDON_KILLS", "10"))
FEW = ("csv", "gpkg", "check", "export", "parquet")
#: At how many points the disk is full; KORDON_DISKS=20 for more.
POINTS = int(os.environ.get("KORDON_DISKS", "3"))
DISK_BYTES = 8_000_000
Said = tuple[int, str, str]
posix = pytest.mark.skipif(os.name == "nt", reason="forks and kills")


@posix
def test_a_killed_command_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Whole, under its name; what is left beside is hidden, and the next run takes it away."""
    kinds = ["all"] if KILLS >= 50 else FEW
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words = [sys.executable, str(ROOT / "tests" / "output_kills.py"), str(tmp_path), str(KILLS)]
    done = subprocess.run(
        [*words, "7", *kinds], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
    )  # fmt: skip
    said = (tmp_path / "said.txt").read_text("utf-8", "replace")
    assert done.returncode == 0, done.stderr + said
    told = json.loads(done.stdout)
    assert sum(one["killed"] for one in told.values()) == KILLS, told
    print(json.dumps(told, indent=1))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"there is no mount here: {error.strerror}")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def leave(disk: Path, room_bytes: int) -> None:
    """Fill a disk up to so much."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    found = os.statvfs(disk)
    filler.write_bytes(b"x" * max(0, found.f_bavail * found.f_frsize - room_bytes))


def test_a_full_disk_leaves_the_old_file(
    disk: Path, tmp_path: Path, kordon: Callable[..., Said]
) -> None:
    """At points all over the writing; nothing is left beside it, and then there is room again."""
    for ending in ("csv", "gpkg") if POINTS < 10 else ("csv", "geojson", "gpkg", "kml", "parquet"):
        target, free = disk / f"a.{ending}", tmp_path / f"a.{ending}"
        words: list[Any] = ["query", EXAMPLES, "--force", "-o"]
        assert kordon(*words, free)[0] == 0
        new, old = free.read_bytes(), b"old" * 3_000
        target.write_bytes(old)
        for point in range(POINTS):
            leave(disk, point * len(new) // POINTS)
            code, _, err = kordon(*words, target)
            assert (code, "disk is full" in err) == (4, True), err
            assert target.read_bytes() == old
            assert sorted(os.listdir(disk)) == [target.name, "filler"]
        (disk / "filler").unlink()
        assert kordon(*words, target)[0] == 0
        assert target.read_bytes() == new
        target.unlink()


def test_a_full_disk_leaves_all_files_of_a_command(
    disk: Path, tmp_path: Path, kordon: Callable[..., Said]
) -> None:
    """Of several outputs also those for which there was room are as they were."""
    rows = tmp_path / "rows.csv"
    rows.write_text(EXAMPLES.read_text("utf-8") + "BAD,deployment,troop_arrival,no date\n", "utf-8")
    names = ("a.html", "a.csv", "a.json")

    def words(folder: Path) -> list[Any]:
        options = zip(("--report", "--aside", "--save-map"), names, strict=True)
        return ["check", rows, "--force", *(word for o, n in options for word in (o, folder / n))]

    assert kordon(*words(tmp_path))[0] == 0
    sizes = [(tmp_path / name).stat().st_size for name in names]
    old = dict.fromkeys(names, b"old" * 3_000)
    for name, data in old.items():
        (disk / name).write_bytes(data)
    for room in (0, sizes[0] // 2, sizes[0] + 4096):
        leave(disk, room)
        code, _, err = kordon(*words(disk))
        assert (code, "disk is full" in err) == (4, True), err
        assert {name: (disk / name).read_bytes() for name in names} == old
        assert sorted(os.listdir(disk)) == sorted([*names, "filler"])
    (disk / "filler").unlink()
    assert kordon(*words(disk))[0] == 0
    assert [(disk / name).stat().st_size for name in names] == sizes
    assert sorted(os.listdir(disk)) == sorted(names)


def test_a_full_disk_leaves_the_store_as_it_was(
    disk: Path, tmp_path: Path, kordon: Callable[..., Said]
) -> None:
    """At points all over an import; the same again adds all of it when there is room."""
    head, *rows = EXAMPLES.read_text("utf-8").splitlines(keepends=True)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("".join([head, *rows[:20]]), "utf-8")
    second.write_text("".join([head, *rows]), "utf-8")
    store, apart = disk / "kordon.db", tmp_path / "kordon.db"
    for one in (store, apart):
        assert kordon("import", first, "--store", one)[0] == 0
    before = verify(store)
    assert before.ok
    assert kordon("import", second, "--store", apart)[0] == 0
    grown = apart.stat().st_size - store.stat().st_size
    for point in range(POINTS):
        leave(disk, point * grown // POINTS)
        code, _, err = kordon("import", second, "--store", store)
        assert (code, "disk is full" in err) == (7, True), err
        (disk / "filler").unlink()
        after = verify(store)
        assert (after.problems, after.head, after.rows) == ((), before.head, before.rows)
    assert kordon("import", second, "--store", store)[0] == 0
    assert verify(store).rows == verify(apart).rows


def test_a_store_on_a_disk_that_is_read_only(disk: Path, kordon: Callable[..., Said]) -> None:
    """It is read like any other, and not written."""
    store = disk / "kordon.db"
    assert kordon("import", EXAMPLES, "--store", store)[0] == 0
    head = verify(store).head
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert verify(store).head == head
    assert kordon("store", "export", "--store", store)[1].count("\nEX-") == 150
    code, _, err = kordon("import", EXAMPLES, "--store", store)
    assert (code, "may be written to" in err) == (7, True), err
