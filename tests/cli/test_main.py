"""The command line's edges: where output goes wrong, and what a message may show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from page_unpack import everything

from cli.main import run
from geo.errors import InputError

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = "id,date,lat,lon,category\na,2022-10-09,52.1,29.3,rail_echelon\n"
posix = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(GOOD, "utf-8")
    return path


def shell(line: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A line in a real shell; `kordon` in it is this checkout's."""
    line = re.sub(r"^kordon", f"{sys.executable} -m kordon", line)
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
    )  # fmt: skip


@posix
@pytest.mark.parametrize(
    "line",
    ["query a.csv", "query a.csv --format csv", "map a.csv -o -", "zones", "hubs --format geojson",
     "check a.csv", "schema", "template", "--help"],
)  # fmt: skip
def test_full_disk_behind_stdout(line: str, source: Path) -> None:
    """Output that did not arrive is exit code 4 and one line, not success and not a bug."""
    done = shell(f"kordon {line} > /dev/full", source.parent)
    assert done.returncode == 4
    assert done.stderr == "kordon: standard output cannot be written: No space left on device.\n"


@posix
def test_closed_stdout(source: Path) -> None:
    done = shell("kordon query a.csv --format csv >&-", source.parent)
    assert done.returncode == 4
    assert "--output" in done.stderr


@posix
@pytest.mark.parametrize("line", ["zones", "schema", "query a.csv --format csv", "--help"])
def test_reader_that_stops_early(line: str, source: Path) -> None:
    """`| head -1` ends quietly, and with success."""
    script = f'{sys.executable} -m kordon {line} | head -1; echo "${{PIPESTATUS[0]}}" >&2'
    done = subprocess.run(["bash", "-c", script], cwd=source.parent, capture_output=True,
                          text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip
    *talk, code = done.stderr.splitlines()
    assert code == "0"
    assert not [line for line in talk if "sightings" not in line]


def test_terminal_that_cannot_show_a_letter(source: Path) -> None:
    """A Latin-1 terminal gets escapes; the bytes of data files stay UTF-8."""
    done = shell("kordon zones", source.parent, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert r"BY\u2013UA border" in done.stdout
    source.write_text(GOOD.replace("a,2022", "Мазыр,2022"), "utf-8")
    done = shell("kordon query a.csv --format csv", source.parent, PYTHONIOENCODING="latin-1")
    assert "Мазыр" in done.stdout


@pytest.mark.parametrize(
    "words", [["check", "a\x1b[31mb.csv"], ["query", "a.csv", "--within", "\u202eYB"],
              ["check", "\udcff.csv"]]
)  # fmt: skip
def test_messages_do_not_obey_what_they_quote(
    words: list[str], source: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    """Terminal codes and direction marks of a hostile name are shown, not sent."""
    monkeypatch.chdir(source.parent)
    assert run(words) == 3
    err = capfd.readouterr().err
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert re.search(r"\\x1b|\\u202e|\\udcff", err)


def test_debug_shows_where(
    source: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """KORDON_DEBUG raises instead of explaining, expected errors and bugs alike."""
    monkeypatch.setenv("KORDON_DEBUG", "1")
    with pytest.raises(InputError):
        run(["check", "no-such-file.csv"])

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made for a test")

    monkeypatch.setattr("layers.readers.read", broken)
    with pytest.raises(ZeroDivisionError):
        run(["check", str(source)])


@pytest.mark.parametrize("joined", [False, True], ids=["--zones FILE", "--zones=FILE"])
def test_the_page_does_not_tell_folders(joined: bool, source: Path) -> None:
    """The command in the foot names files without their folders, and leaves all else alone."""
    shape = '{"type":"Polygon","coordinates":[[[29,51],[30,51],[30,52],[29,51]]]}'
    zones = source.parent / "secret folder" / "z.geojson"
    zones.parent.mkdir()
    zones.write_text(f'{{"type":"Feature","properties":{{"name":"z"}},"geometry":{shape}}}')
    given = [f"--zones={zones}"] if joined else ["--zones", str(zones)]
    target = source.parent / "m.html"
    assert run(["map", str(source), f"-o{target}", *given, "--title", "Trains 2022/23"]) == 0
    text = everything(target.read_text("utf-8"))
    assert "secret folder" not in text
    assert str(source.parent) not in text
    zone = "--zones=z.geojson" if joined else "--zones z.geojson"
    assert f"kordon map a.csv -om.html {zone} --title 'Trains 2022/23'" in text


def test_zones_with_a_decimal_distance_are_no_files(source: Path) -> None:
    target = source.parent / "m.html"
    words = ["map", str(source), "-o", str(target), "--zones", "BY-UA-7.5km-BY", "--hubs", "none"]
    assert run(words) == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a file system that refuses")
@pytest.mark.parametrize("words", [["map"], ["query", "--format", "csv"]])
def test_folder_that_cannot_be_written(words: list[str], source: Path) -> None:
    """A folder in which nothing can be made: exit code 4, one line, nothing left behind."""
    if not os.path.isdir("/proc/self"):
        pytest.skip("needs /proc")
    name, *rest = words
    line = " ".join(["kordon", name, "a.csv", *rest, "-o", "/proc/self/out"])
    done = shell(line, source.parent)
    assert done.returncode == 4, done.stderr
    assert done.stderr.count("\n") == 1
    assert [p.name for p in source.parent.iterdir()] == ["a.csv"]


def test_odd_names_of_files(tmp_path: Path) -> None:
    """Spaces, quotation marks, Cyrillic, a leading hyphen, a percent sign: just names."""
    for name in ("мои данные.csv", 'it\'s "a".csv', "%41.csv", "{{ 7*7 }}.csv", "-dash.csv"):
        path = tmp_path / name
        path.write_text(GOOD, "utf-8")
        target = tmp_path / f"{name}.html"
        assert run(["map", str(path), "-o", str(target)]) == 0, name
        assert "49.csv" not in target.read_text("utf-8")
    done = shell("kordon check -- -dash.csv", tmp_path)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--assume-uncertainty", "inf", "--within", "BY"], 2),
        (["--assume-uncertainty", "nan", "--within", "BY"], 2),
        (["--assume-uncertainty", "-1"], 2),
        (["--assume-uncertainty", "1e300", "--within", "BY"], 0),
        (["--until", "9999"], 2),
        (["--since", "2022-00"], 2),
        (["--bbox", "nan,1,2,3"], 2),
        (["--bbox=-inf,1,2,3"], 2),
        (["--near", f"Mazyr,{'9' * 400}km"], 2),
        (["--within", f"BY-UA-{'9' * 400}km"], 3),
        (["--where", "quantity_low>1e999"], 0),
        (["--where", "="], 2),
    ],
)
def test_numbers_beyond_sense(options: list[str], code: int, source: Path) -> None:
    """Huge, infinite and impossible values never end in a bug."""
    assert run(["query", str(source), *options]) == code
