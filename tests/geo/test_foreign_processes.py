"""geo.foreign.processes: a parser for each file, split off from one process or started anew."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from geo.errors import ForeignFileError
from geo.foreign import ForeignFile, Limits, processes, read_table, stream_table

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux splits off, others start")


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Of so many batches that whoever reads one of them has not read the file."""
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" + "1,2\n" * 2_000_000)
    return path


def rows(file: ForeignFile) -> list[dict[str, Any]]:
    (table,) = file.tables
    return list(table.columns.to_pylist())


def below(pid: int) -> list[int]:
    """Processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(n) for n in listed.read_text("ascii").split()] if listed.exists() else []


def nursery() -> int:
    """The process that children are split off from."""
    process = processes._nursery._process
    assert process is not None
    return process.pid


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_one_process_serves_every_file(csv: Path) -> None:
    read_table(csv)
    first = nursery()
    assert rows(read_table(csv)) == [{"a": "1", "b": "2"}]
    assert nursery() == first
    assert below(first) == []  # and none of its children is left


def test_every_file_meets_a_parser_of_its_own(csv: Path, large: Path) -> None:
    read_table(csv)
    one, other = stream_table(large), stream_table(large)
    next(one)
    count = len(next(other).columns)
    assert len(below(nursery())) == 2
    one.close()
    assert len(below(nursery())) == 1
    assert count + sum(len(table.columns) for table in other) == 2_000_000
    assert below(nursery()) == []


def test_what_ended_in_between_is_started_again(csv: Path) -> None:
    read_table(csv)
    first = nursery()
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    assert rows(read_table(csv)) == [{"a": "1", "b": "2"}]
    assert nursery() != first


def test_a_file_that_is_being_read_then_is_an_error(csv: Path, large: Path) -> None:
    read_table(csv)
    tables = stream_table(large)
    next(tables)
    (child,) = below(nursery())
    os.kill(nursery(), signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    with pytest.raises(ForeignFileError, match=r"large\.csv cannot be read: .*SIGKILL"):
        list(tables)


def test_after_a_file_that_ended_its_parser_others_are_read(csv: Path, large: Path) -> None:
    for limits in (Limits(wall_s=0.001, wall_s_per_mib=0), Limits(output_bytes=1000)):
        with pytest.raises(ForeignFileError, match=r"large\.csv cannot be read"):
            read_table(large, limits=limits)
        assert rows(read_table(csv)) == [{"a": "1", "b": "2"}]
    assert below(nursery()) == []


def test_threads_may_read_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.csv" for n in range(24)]
    for n, path in enumerate(paths):
        path.write_text(f"n\n{n}\n")
    with ThreadPoolExecutor(8) as pool:
        read = [rows(file) for file in pool.map(read_table, paths)]
    assert read == [[{"n": str(n)}] for n in range(24)]


def _read(path: Path, answers: Any) -> None:
    answers.put((rows(read_table(path)), nursery()))


def test_a_process_that_is_forked_has_its_own(csv: Path) -> None:
    read_table(csv)
    own = nursery()
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    process = fork.Process(target=_read, args=(csv, answers))
    process.start()
    read, its = answers.get()
    process.join(60)
    assert read == [{"a": "1", "b": "2"}]
    assert its != own
    assert gone(its)
    assert rows(read_table(csv)) == [{"a": "1", "b": "2"}]
    assert nursery() == own


def test_nothing_is_left_of_a_program_that_is_killed(large: Path) -> None:
    code = (
        "import sys, time; from geo.foreign import stream_table\n"
        "tables = stream_table(sys.argv[1]); next(tables); print('read', flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(large)], cwd=ROOT, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"read\n"
        (its_nursery,) = below(program.pid)
        (child,) = below(its_nursery)
        program.kill()
    assert gone(child)
    assert gone(its_nursery)


def test_settings_of_one_format_do_not_reach_another(csv: Path, tmp_path: Path) -> None:
    """GDAL reads its settings when it is loaded: in every child anew."""
    write = (
        "import sys, geopandas, shapely\n"
        "frame = geopandas.GeoDataFrame({'a': ['x']}, geometry=[shapely.Point(30, 52)], crs=4326)\n"
        "for path in sys.argv[1:]: frame.to_file(path)"
    )
    paths = [tmp_path / name for name in ("a.gpkg", "a.fgb", "a.shp")]
    subprocess.run([sys.executable, "-c", write, *map(str, paths)], check=True, timeout=120)
    for path in (*paths, csv, *paths):
        assert rows(read_table(path))[0]["a"] in ("x", "1")


def test_where_nothing_can_be_split_off_parsers_are_started(
    csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes._nursery, "possible", False)
    assert rows(read_table(csv)) == [{"a": "1", "b": "2"}]
    monkeypatch.setattr(processes, "_BOOT", "import os; os.abort() # {paths} {request}")
    with pytest.raises(ForeignFileError, match="ended by SIGABRT"):
        read_table(csv)


def test_where_it_cannot_be_started_parsers_are(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processes.rest()
    monkeypatch.setattr(processes, "_NURSERY", "raise SystemExit('no') # {paths} {control}")
    assert rows(read_table(csv)) == [{"a": "1", "b": "2"}]
    assert not processes._nursery.possible
    monkeypatch.undo()
    processes._nursery.possible = True
    processes.rest()
    read_table(csv)
    assert nursery()


_NO_ROOM = """
import resource, signal
from geo.errors import OutputError
from geo.foreign.insides import insides_of
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))
try:
    list(insides_of(b"<p>" * 3_000, "map.html"))
except OutputError as error:
    print(error)
"""


def test_no_room_for_what_is_looked_through_before_it_is_written(tmp_path: Path) -> None:
    """That is said of the folder for temporary files, and nothing stays there."""
    done = subprocess.run(
        [sys.executable, "-c", _NO_ROOM], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("map.html was not written: the folder for temporary files")
    assert "TMPDIR" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_for_temporary_files_is_named(tmp_path: Path) -> None:
    """Not the file that is read: the child cannot even say why it failed."""
    (tmp_path / "small").mkdir()
    rows = "".join(f"r{n},{'word ' * 50},2022-10-09,52.1,29.3\n" for n in range(400))
    (tmp_path / "a.csv").write_text(f"id,description,date,lat,lon\n{rows}", "utf-8")
    script = (
        "mount -t tmpfs -o size=64k none small || exit 99; TMPDIR=$PWD/small "
        f"'{sys.executable}' -c 'from geo.foreign import read_table; read_table(\"a.csv\")'"
    )
    where = os.environ | {"PYTHONPATH": str(ROOT)}
    line = ["unshare", "--mount", "sh", "-c", script]
    if shutil.which("unshare") is None:
        pytest.skip("needs Linux's unshare")
    done = subprocess.run(
        line, cwd=tmp_path, env=where, capture_output=True, text=True, check=False
    )
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip("needs leave to mount a disk of its own")
    assert "a.csv cannot be read: the folder for temporary files, " in done.stderr
    assert "has no room for what is in it" in done.stderr
