"""Where the tests write, if there is room in memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import memory_disk
import pytest

MEMINFO = "MemTotal: 9 kB\nMemAvailable: {} kB\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What a machine tells of itself: 8 GB available."""
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text(MEMINFO.format(8_000_000))
    return tmp_path


def limit(root: Path, most: str, used: int) -> None:
    group = root / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (group / "memory.max").write_text(f"{most}\n")
    (group / "memory.current").write_text(f"{used}\n")


def test_room_is_what_disk_memory_and_container_have(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_bytes = os.statvfs(root).f_bavail * os.statvfs(root).f_frsize
    assert memory_disk.room_bytes(root, root) == pytest.approx(min(disk_bytes, 8_192_000_000), 0.1)
    limit(root, "max", 5)
    assert memory_disk.room_bytes(root, root) == pytest.approx(min(disk_bytes, 8_192_000_000), 0.1)
    (root / "sys/fs/cgroup/memory.max").write_text("1000005")
    assert memory_disk.room_bytes(root, root) == 1_000_000
    (root / "proc/meminfo").write_text(MEMINFO.format(7))
    assert memory_disk.room_bytes(root, root) == 7 * 1024


def test_without_word_of_it_there_is_no_room(root: Path) -> None:
    assert memory_disk.room_bytes(root / "no disk", root) == 0
    (root / "proc/meminfo").write_text("MemTotal: 9 kB\n")
    assert memory_disk.room_bytes(root, root) == 0
    (root / "proc/meminfo").unlink()
    assert memory_disk.room_bytes(root, root) == 0


@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
def test_folders_that_nobody_needs_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of another run is not, nor what is not ours."""
    monkeypatch.setattr(memory_disk, "room_bytes", lambda disk: 4 << 30)
    (tmp_path / "other").mkdir()
    first = memory_disk.take(tmp_path)
    assert first
    second = memory_disk.take(tmp_path)
    assert second
    assert first.path.is_dir()
    second.give(keep=True)
    assert second.path.is_dir()
    third = memory_disk.take(tmp_path)
    assert third
    assert sorted(tmp_path.iterdir()) == sorted([first.path, third.path, tmp_path / "other"])
    for folder in (first, third):
        folder.give(keep=False)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
    monkeypatch.setattr(memory_disk, "room_bytes", lambda disk: (4 << 30) - 1)
    assert memory_disk.take(tmp_path) is None


def test_this_run_writes_where_it_should(tmp_path: Path) -> None:
    """Temporary folders and those of tests are in one place, those of this worker, too."""
    place = os.environ.get("TMPDIR", "")
    if Path(place).name.startswith("kordon-tests-"):
        assert tempfile.gettempdir() == place
        assert tmp_path.is_relative_to(place)
