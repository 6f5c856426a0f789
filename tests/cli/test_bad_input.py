"""Bad input is normal input: a clear message, an exit code, nothing lost or half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = "id,date,lat,lon,category\na,2022-10-09,52.1,29.3,rail_echelon\n"

Said = tuple[int, str, str]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


COMMANDS = (
    ("map", "-o", "{out}/map.html"),
    ("query", "--within", "BY-UA-25km-BY"),
    ("near",),
    ("count",),
    ("join",),
    ("check",),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda w: w[0])
class TestFilesThatCannotBeRead:
    """Each command says which file and what is wrong with it, and exits with 3."""

    def say(self, kordon: Any, words: tuple[str, ...], path: object, folder: Path) -> str:
        name, *rest = (word.format(out=folder) for word in words)
        before = sorted(folder.iterdir())
        code, out, err = kordon(name, path, *rest)
        assert code == 3, err
        assert out == ""
        assert sorted(folder.iterdir()) == before, "something was left behind"
        assert err.count("\n") == 1, "one line"
        return str(err)

    def test_missing(self, words: Any, kordon: Any, tmp_path: Path) -> None:
        err = self.say(kordon, words, tmp_path / "nope.csv", tmp_path)
        assert "nope.csv" in err
        assert "does not exist" in err

    def test_empty(self, words: Any, kordon: Any, file: Any, tmp_path: Path) -> None:
        assert "empty" in self.say(kordon, words, file("empty.csv", ""), tmp_path)

    def test_folder(self, words: Any, kordon: Any, tmp_path: Path) -> None:
        assert "folder" in self.say(kordon, words, tmp_path, tmp_path)

    def test_wrong_encoding(self, words: Any, kordon: Any, file: Any, tmp_path: Path) -> None:
        path = file("old.csv", GOOD.replace("a,", "Мазыр,").encode("cp1251"))
        assert "--encoding" in self.say(kordon, words, path, tmp_path)

    def test_binary(self, words: Any, kordon: Any, file: Any, tmp_path: Path) -> None:
        self.say(kordon, words, file("noise.csv", bytes(range(256)) * 20), tmp_path)

    def test_disguised_vrt(self, words: Any, kordon: Any, file: Any, tmp_path: Path) -> None:
        secret = file("secret.csv", GOOD)
        text = f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{secret}"
        text += "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        self.say(kordon, words, file("friendly.geojson", text), tmp_path)


def test_output_that_exists_is_kept(kordon: Any, file: Any, tmp_path: Path) -> None:
    """Without --force the old file stays byte for byte; with it, it is replaced whole."""
    source, target = file("a.csv", GOOD), file("map.html", "precious")
    code, out, err = kordon("map", source, "-o", target)
    assert (code, out) == (4, "")
    assert "--force" in err
    assert target.read_text() == "precious"
    code, out, err = kordon("map", source, "-o", target, "--force")
    assert code == 0, err
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "map.html"]


@pytest.mark.parametrize("where", ["no/such/folder/map.html", "/dev/full/map.html", "."])
def test_output_that_cannot_be_written(where: str, kordon: Any, file: Any, tmp_path: Path) -> None:
    """A folder that is not there, a device, a folder as the name: exit 4 before any work."""
    source = file("a.csv", GOOD)
    code, out, err = kordon("map", source, "-o", tmp_path / where)
    assert (code, out) == (4, "")
    assert err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_device_is_never_replaced(kordon: Any, file: Any, tmp_path: Path) -> None:
    """--force replaces files, not what merely has a name: a pipe stays a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code, out, err = kordon("map", file("a.csv", GOOD), "-o", pipe, "--force")
    assert (code, out) == (4, "")
    assert "device or a pipe" in err
    assert pipe.is_fifo()


def test_one_file_given_twice_counts_once(kordon: Any, file: Any) -> None:
    """The same file twice: all rows of the second time are duplicates."""
    path = file("a.csv", GOOD)
    code, out, _ = kordon("check", path, path)
    assert code == 0
    assert "2 files: read 2 = 1 accepted + 0 repaired + 0 set aside + 1 duplicates" in out


def test_nothing_usable(kordon: Any, file: Any, tmp_path: Path) -> None:
    """A file of which no row can be used makes no empty map; check says why."""
    path = file("a.csv", "name,colour\nx,red\ny,blue\n")
    code, _, err = kordon("map", path, "-o", tmp_path / "m.html")
    assert code == 3
    assert "none of the 2 rows" in err
    assert "kordon check" in err
    assert not (tmp_path / "m.html").exists()
    code, out, _ = kordon("check", path, "--strict")
    assert code == 1
    assert "2 set aside" in out


def test_unknown_columns_travel_along(kordon: Any, file: Any) -> None:
    path = file("a.csv", GOOD.replace("id,", "Shoe size,id,").replace("a,2022", "44,a,2022"))
    code, out, _ = kordon("query", path, "--format", "jsonl")
    assert code == 0
    assert '"Shoe size": "44"' in out


def test_swapped_coordinates_are_mended_and_said(kordon: Any, file: Any) -> None:
    path = file("a.csv", GOOD.replace("52.1,29.3", "29.3,52.1"))
    code, out, _ = kordon("check", path)
    assert code == 0
    assert "1 repaired" in out
    assert "the wrong way round" in out


def test_out_of_range_is_unlocated(kordon: Any, file: Any) -> None:
    code, out, _ = kordon("check", file("a.csv", GOOD.replace("52.1", "952.1")))
    assert code == 0
    assert "1 unlocated" in out
    assert "952.1" in out


def test_no_date_is_undated(kordon: Any, file: Any) -> None:
    code, out, _ = kordon("check", file("a.csv", GOOD.replace("2022-10-09", "last week")))
    assert code == 0
    assert "1 undated" in out
    assert "last week" in out


@pytest.mark.parametrize(
    ("words", "told", "exit_code"),
    [
        (("--within", "BY-UX-25km"), "no pair of neighbours", 3),
        (("--within", "BY-UA-0km"), "0", 3),
        (("--within", "Crimea"), "did you mean Autonomous Republic of Crimea", 3),
        (("--within", "Atlantis"), "kordon zones --list-areas", 3),
        (("--near", "Atlantis,10km"), "Atlantis", 3),
        (("--near", "Kalinkavichi,10km"), "did you mean Kalinkavichy", 3),
        (("--near", "Mazyr"), "Kalinkavichy,10km", 2),
        (("--near", "Mazyr"), "did you mean Mazyr,10km?", 2),
        (("--near", "Mazyr,501km"), "at most 500,000 m", 2),
        (("--since", "2022-13"), "2022-13", 2),
        (("--since", "2023", "--until", "2022"), "before", 2),
        (("--bbox", "1,2"), "west,south,east,north", 2),
        (("--bbox", "33,51,23,53"), "west < east", 2),
        (("--where", "category"), "not a condition", 2),
        (("--where", "shoe=44"), "shoe", 2),
        (("--where", "quantity_low>many"), "many", 2),
        (("--assume-uncertainty", "nan"), "nan", 2),
        (("--zones", "nope.gpkg", "--within", "x"), "nope.gpkg", 3),
    ],
)
def test_questions_that_cannot_be_asked(
    words: tuple[str, ...], told: str, exit_code: int, kordon: Any, file: Any
) -> None:
    """The message names the word that is wrong; 2 for the words, 3 for files and names."""
    code, out, err = kordon("query", file("a.csv", GOOD), *words)
    assert (code, out) == (exit_code, "")
    assert told in err


@pytest.mark.parametrize("words", [("mapp",), ("map",), ("query", "--format", "xml"), ("--nope",)])
def test_wrong_usage(words: tuple[str, ...], kordon: Any) -> None:
    """Click's own code for wrong usage, with the way to the help."""
    code, out, err = kordon(*words)
    assert (code, out) == (2, "")
    assert "--help" in err or "-h" in err


def test_unknown_language(kordon: Any, file: Any, tmp_path: Path) -> None:
    code, _, err = kordon("map", file("a.csv", GOOD), "-o", tmp_path / "m.html", "--lang", "xx")
    assert code == 2
    assert "choose one of en, be, de, fr, ru, uk" in err
    assert not (tmp_path / "m.html").exists()


def test_stdin_and_stdout(file: Any) -> None:
    """`-` reads stdin and writes stdout: data there, talk on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "kordon", "map", "-", "-o", "-"],
        input=GOOD.encode(), capture_output=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout.startswith(b"<!DOCTYPE html>")
    assert b"read 1 = 1 accepted" in done.stderr
    assert b"\x1b" not in done.stderr, "no progress where nobody looks"


def test_broken_pipe_is_no_error() -> None:
    """`kordon ... | head` ends quietly."""
    command = f"{sys.executable} -m kordon query {ROOT}/examples/*.csv --format csv | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.startswith("id,")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_bug_is_one_line(monkeypatch: pytest.MonkeyPatch, kordon: Any, file: Any) -> None:
    """What nobody foresaw is exit code 70 and a plea, not a traceback."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made for a test")

    monkeypatch.setattr("layers.readers.read", broken)
    monkeypatch.delenv("KORDON_DEBUG", raising=False)
    code, out, err = kordon("check", file("a.csv", GOOD))
    assert (code, out) == (70, "")
    assert "bug" in err
    assert "KORDON_DEBUG" in err


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's here")
def test_same_bytes_twice(kordon: Any, file: Any, tmp_path: Path) -> None:
    """Same input and options, same bytes, also in another process with another hash seed."""
    source = file("a.csv", GOOD)
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "kordon", "map", source, "-o", tmp_path / "m.html", "--force"],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
        (tmp_path / "m.html").rename(tmp_path / f"m{seed}.html")
    assert (tmp_path / "m1.html").read_bytes() == (tmp_path / "m2.html").read_bytes()
