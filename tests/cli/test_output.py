"""What is written where: never over what is read, through links, and with a word on its marks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from geo.errors import OutputError
from geo.files import atomic_write, check_target

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = "id,date,lat,lon,category\na,2022-10-09,52.1,29.3,rail_echelon\n"
SHAPE = '{"type":"Polygon","coordinates":[[[29,51],[30,51],[30,52],[29,51]]]}'
ZONE = f'{{"type":"Feature","properties":{{"name":"z"}},"geometry":{SHAPE}}}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.csv").write_text(GOOD, "utf-8")
    (tmp_path / "z.geojson").write_text(ZONE, "utf-8")
    (tmp_path / "soft.csv").symlink_to("a.csv")
    os.link(tmp_path / "a.csv", tmp_path / "hard.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "--force"])
@pytest.mark.parametrize(
    "line",
    [
        "map a.csv -o a.csv",
        "map a.csv -o ./a.csv",
        "map a.csv -o soft.csv",
        "map soft.csv -o a.csv",
        "map a.csv -o hard.csv",
        "map a.csv --zones z.geojson -o z.geojson",
        "map a.csv --hubs z.geojson -o z.geojson",
        "query a.csv -o a.csv",
        "query a.csv --within z.geojson -o z.geojson",
        "query a.csv --zones z.geojson --within z -o z.geojson",
        "query a.csv --hubs z.geojson --near z,1km -o z.geojson",
    ],
)
def test_the_output_is_never_an_input(
    line: str, force: list[str], folder: Path, capfd: Any
) -> None:
    """Under whatever name, and with --force too: exit 4, and the data are as they were."""
    assert run([*line.split(), *force]) == 4
    assert "same file as the input" in capfd.readouterr().err
    assert (folder / "a.csv").read_text("utf-8") == GOOD
    assert (folder / "z.geojson").read_text("utf-8") == ZONE


def test_the_file_behind_stdin_is_an_input_too(folder: Path) -> None:
    command = f"{sys.executable} -m kordon query - -o a.csv --force < a.csv"
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 4
    assert "standard input" in done.stderr
    assert (folder / "a.csv").read_text("utf-8") == GOOD


def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    """Also a link to a link, one into another folder, and one to a file that is not there yet."""
    (tmp_path / "far").mkdir()
    target = tmp_path / "far" / "real.txt"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link").symlink_to(Path("far") / "real.txt")
    (tmp_path / "link2").symlink_to("link")
    (tmp_path / "new").symlink_to(Path("far") / "new.txt")
    for name in ("link", "link2"):
        with pytest.raises(OutputError, match="exists already"):
            atomic_write(tmp_path / name, "no")
        assert atomic_write(tmp_path / name, name, overwrite=True) == tmp_path / name
        assert (tmp_path / name).is_symlink()
        assert target.read_text() == name
        assert target.stat().st_mode & 0o777 == 0o640
    atomic_write(tmp_path / "new", "new", overwrite=True)
    assert (tmp_path / "far" / "new.txt").read_text() == "new"
    assert sorted(p.name for p in (tmp_path / "far").iterdir()) == ["new.txt", "real.txt"]


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(Path("no folder") / "file")
    with pytest.raises(OutputError, match="no folder does not exist"):
        check_target(tmp_path / "gone", overwrite=True)
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(OutputError, match="leads back to itself"):
        atomic_write(tmp_path / "round", "x", overwrite=True)
    assert (tmp_path / "round").is_symlink()


def test_force_keeps_a_link(folder: Path) -> None:
    (folder / "out.geojson").write_text("old")
    (folder / "latest.geojson").symlink_to("out.geojson")
    assert run(["query", "a.csv", "-o", "latest.geojson", "--force"]) == 0
    assert (folder / "latest.geojson").is_symlink()
    assert (folder / "out.geojson").read_text("utf-8").startswith('{"type"')


MARKED = (
    "id,date,lat,lon,category,handling,embargo_until,retracted,supersedes\n"
    "a,2022-10-09,52.1,29.3,rail_echelon,restricted,,,\n"
    "b,2022-10-09,52.1,29.3,rail_echelon,,2099-01-01,,\n"
    "c,2022-10-09,52.1,29.3,rail_echelon,public,2020-01-01,,d\n"
    "d,2022-10-09,52.1,29.3,rail_echelon,public,,,\n"
    "e,2022-10-09,52.1,29.3,rail_echelon,public,,true,\n"
)


@pytest.mark.parametrize("line", ["query m.csv --format csv", "map m.csv -o m.html --hubs none"])
def test_marked_rows_are_announced(line: str, folder: Path, capfd: Any) -> None:
    """On stderr, beside the output; with the --where of the notes there is nothing to announce."""
    (folder / "m.csv").write_text(MARKED, "utf-8")
    assert run(line.split()) == 0
    err = capfd.readouterr().err
    assert "note: 1 of 5 rows is marked restricted: in the output" in err
    assert "note: 1 of 5 rows is under embargo, the last until 2099-01-01" in err
    assert run([*line.split(), *(["--force"] if "map" in line else []),
                "--where", "handling=public,", "--where", "embargo_until<2024,"]) == 0  # fmt: skip
    assert "in the output" not in capfd.readouterr().err


def test_query_marks_what_no_longer_stands(folder: Path, capfd: Any) -> None:
    (folder / "m.csv").write_text(MARKED, "utf-8")
    assert run(["query", "m.csv"]) == 0
    out, err = capfd.readouterr()
    rows = {line.split()[0]: line.split()[-1] for line in out.splitlines()}
    assert (rows["id"], rows["d"], rows["e"]) == ("standing", "superseded", "retracted")
    assert "1 of 5 rows is retracted" in err
    assert "1 of 5 rows is superseded by another" in err
    assert run(["query", "m.csv", "--where", "retracted!=true", "--where", "id!=d"]) == 0
    assert "standing" not in capfd.readouterr().out


def test_a_map_is_no_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page under the name of a data file is a mistake that nobody sees until it hurts."""
    assert run(["map", "a.csv", "-o", "out.csv"]) == 2
    assert "a map is a web page, and .csv promises data; name it .html" in capsys.readouterr().err
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    "line",
    [
        "map a.csv -o m.html -o n.html",
        "publish a.csv -o m.html -o n.csv",
        "query a.csv -o m.csv --output n.csv",
        "template -o m.csv -o n.csv",
        "zones -o m.gpkg -o n.gpkg",
        "store export --store s.db -o m.csv -o n.csv",
        "partition a.csv -o m -o n",
    ],
)
def test_of_two_outputs_none_is_left_out_in_silence(line: str, folder: Path, capfd: Any) -> None:
    """Where a command writes one, it says so; picture, brief and check write several."""
    before = sorted(folder.iterdir())
    assert run(line.split()) == 2
    assert "writes one output, and m" in capfd.readouterr().err
    assert sorted(folder.iterdir()) == before
