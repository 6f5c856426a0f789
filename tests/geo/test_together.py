"""geo.together: several files, all of them or each as it was."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from geo.errors import OutputError
from geo.files import Content, Pending
from geo.together import write_together

SUFFIX = ".kordon-part"


def made(folder: Path, *names: str) -> list[Path]:
    """Files of an earlier run, with a mode of their own."""
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text(f"old {path.name}")
        path.chmod(0o640)
    return paths


def now_a_folder(path: Path) -> Callable[[BinaryIO], None]:
    """A writer during whose work somebody puts a folder where another file is to go."""

    def write(file: BinaryIO) -> None:
        path.unlink(missing_ok=True)
        path.mkdir()
        file.write(b"new")

    return write


def test_all_are_written_and_nothing_else(tmp_path: Path) -> None:
    a, b = made(tmp_path, "a", "b")
    write_together([(a, b"new a"), (b, "new b"), (tmp_path / "c", "new c")], overwrite=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: f"new {name}" for name in ("a", "b", "c")
    }
    assert stat.S_IMODE(a.stat().st_mode) == 0o640 or os.name == "nt"


@pytest.mark.parametrize("links", [True, False], ids=["links", "copies"])
@pytest.mark.parametrize("last", [0, 1, 2, 3])
def test_what_was_replaced_is_put_back(
    links: bool, last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the files cannot be named, also where no file can have two names."""
    if not links:

        def no_link(*_: object) -> None:
            raise OSError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", no_link)
    a, b, d = made(tmp_path, "a", "b", "d")
    names = [a, b, tmp_path / "c", d]
    before = {path: (path.read_text(), path.stat().st_mode) for path in names if path.exists()}
    before.pop(names[last], None)
    data: list[tuple[Path, Content]] = [(path, "new") for path in names]
    data[0] = (a, now_a_folder(names[last]) if last else b"new")
    if not last:
        data[1] = (b, now_a_folder(a))
    with pytest.raises(OutputError, match=f"{names[last].name} was not written"):
        write_together(data, overwrite=True)
    assert names[last].is_dir()
    found = {path: (path.read_text(), path.stat().st_mode) for path in before}
    assert found == before
    assert sorted(os.listdir(tmp_path)) == sorted({names[last].name, *(p.name for p in before)})


def test_a_name_that_somebody_takes_meanwhile(tmp_path: Path) -> None:
    """What was new goes, what is somebody else's stays."""

    def slow(file: BinaryIO) -> None:
        (tmp_path / "b").write_text("of another program")
        file.write(b"ours")

    with pytest.raises(OutputError, match="exists already"):
        write_together([(tmp_path / "a", slow), (tmp_path / "b", b"ours")])
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "b": "of another program"
    }


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_what_goes_wrong_while_they_are_written(error: type[BaseException], tmp_path: Path) -> None:
    """Nothing has its name by then."""
    a, b = made(tmp_path, "a", "b")

    def broken(file: BinaryIO) -> None:
        file.write(b"half")
        raise error

    with pytest.raises(error):
        write_together([(a, "new"), (b, broken)], overwrite=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a": "old a", "b": "old b",
    }  # fmt: skip


def test_stopped_between_two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = made(tmp_path, "a", "b")
    real = Pending.take_name

    def stopped(self: Pending, *, overwrite: bool = False) -> None:
        real(self, overwrite=overwrite)
        raise KeyboardInterrupt

    monkeypatch.setattr(Pending, "take_name", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_together([(a, "new"), (b, "new")], overwrite=True)
    assert (a.read_text(), b.read_text()) == ("old a", "old b")
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_one_file_by_two_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a")
    with pytest.raises(OutputError, match="is to be written twice"):
        write_together([(tmp_path / "a", "x"), (tmp_path / "link", "y")], overwrite=True)
    assert os.listdir(tmp_path) == ["link"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (real,) = made(tmp_path, "real")
    (tmp_path / "link").symlink_to("real")
    bad = tmp_path / "z"
    with pytest.raises(OutputError):
        write_together([(tmp_path / "link", now_a_folder(bad)), (bad, "new")], overwrite=True)
    assert real.read_text() == "old real"
    bad.rmdir()
    write_together([(tmp_path / "link", "new"), (bad, "new")], overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert real.read_text() == "new"


def test_what_a_killed_process_kept_goes(tmp_path: Path) -> None:
    """With the next writing of the file, alone or with others; long names are cut."""
    long = "n" * 60
    for name, alone in (("a", True), ("b", False), (long, False)):
        (target,) = made(tmp_path, name)
        left = tmp_path / f".{name[:48]}.old{SUFFIX}"
        os.link(target, left)
        others: list[tuple[Path, Content]] = [] if alone else [(tmp_path / f"{name}.other", "x")]
        write_together([(target, "new"), *others], overwrite=True)
        assert not left.exists()
        assert target.read_text() == "new"


def test_names_that_begin_alike(tmp_path: Path) -> None:
    """Of a file and its manifest the first letters are the same."""
    long = "n" * 60
    names = made(tmp_path, f"{long}.svg", f"{long}.svg.manifest.json", f"{long}.svg.receipt.json")
    bad = tmp_path / "z"
    data: list[tuple[Path, Content]] = [(path, "new") for path in names]
    with pytest.raises(OutputError):
        write_together([*data[:2], (names[2], now_a_folder(bad)), (bad, "x")], overwrite=True)
    assert [path.read_text() for path in names] == [f"old {path.name}" for path in names]
    bad.rmdir()
    write_together(data, overwrite=True)
    assert [path.read_text() for path in names] == ["new"] * 3
    assert len(os.listdir(tmp_path)) == 3
