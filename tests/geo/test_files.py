"""geo.files: whole or not at all, and a message for each way it can fail."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from geo.errors import OutputError
from geo.files import atomic_write, sha256_of


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    assert sha256_of(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_bytes_text_and_writer_give_the_same_file(tmp_path: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write("Мазыр\r\n".encode())

    for name, data in (("a", "Мазыр\r\n".encode()), ("b", "Мазыр\r\n"), ("c", write)):
        assert atomic_write(tmp_path / name, data) == tmp_path / name
        assert (tmp_path / name).read_bytes() == "Мазыр\r\n".encode()


def test_existing_file_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("old")
    with pytest.raises(OutputError, match="exists already; use --force"):
        atomic_write(path, "new")
    assert path.read_text() == "old"
    atomic_write(path, "new", overwrite=True)
    assert path.read_text() == "new"


def test_file_that_appears_while_writing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "map.html"

    def slow(file: BinaryIO) -> None:
        path.write_text("of another program")
        file.write(b"ours")

    with pytest.raises(OutputError, match="exists already"):
        atomic_write(path, slow)
    assert path.read_text() == "of another program"
    assert os.listdir(tmp_path) == ["map.html"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder, "is a folder"),
        (lambda folder: folder / "no" / "map.html", "does not exist"),
        (lambda folder: str(folder / "a\0b"), "NUL"),
    ],
)
def test_impossible_targets_are_named(tmp_path: Path, make, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        atomic_write(make(tmp_path), "x")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "no permission"),
        (errno.EIO, "was not written"),
    ],
)
def test_failing_disk_leaves_nothing_and_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    path = tmp_path / "map.html"
    path.write_text("old")

    def fail(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=message):
        atomic_write(path, "new", overwrite=True)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["map.html"]


def test_error_of_the_writer_passes_and_leaves_nothing(tmp_path: Path) -> None:
    def broken(file: BinaryIO) -> None:
        file.write(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        atomic_write(tmp_path / "a", broken)
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="file modes are a POSIX matter")
def test_new_file_has_the_modes_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic_write(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
