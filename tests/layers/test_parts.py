"""A join in parts: the same rows as in one, however often it is broken off."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ArgumentError, ForeignFileError, InputError, OutputError
from geo.regions import make_regions
from layers.joins.files import join_files
from layers.joins.joining import Joined, Joiner
from layers.joins.partition import partition
from layers.joins.parts import Job, Task, join_in_parts, one_by_one
from layers.joins.plan import IDS, MANIFEST
from layers.readers.batches import How

ROOT = Path(__file__).parents[2]
ROWS = 4_000
AREAS = make_regions(
    [
        {"region_id": f"r{k}", "name": f"R {k}", "geometry": shapely.box(28 + k, 51, 29.5 + k, 53)}
        for k in range(3)
    ]
)


def table(count: int = ROWS) -> geopandas.GeoDataFrame:
    """Records with points, discs, what is unknown, and a date that only a far row explains."""
    rng = np.random.default_rng(4)
    x, y = rng.uniform(27, 33, count), rng.uniform(50.5, 53.5, count)
    frame = geopandas.GeoDataFrame(
        {
            "id": [f"r{n}" for n in range(count)],
            "date_start": ["03/04/2022"] * count,
            "category": "rail_echelon",
            "coordinate_uncertainty_m": rng.choice([0.0, 500.0, 20_000.0, np.nan], count),
        },
        geometry=shapely.points(x, y),
        crs=4326,
    )
    frame.loc[count - 1, "date_start"] = "13/04/2022"
    return frame


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight row groups, in which records come again that were in others."""
    path = tmp_path_factory.mktemp("parts") / "in.parquet"
    frame = table()
    frame.loc[3_000] = frame.loc[10]  # the same record
    frame.loc[3_001, "id"] = "r11"  # the same id, another record
    frame.loc[3_600] = frame.loc[3_001]
    frame.loc[3_601] = frame.loc[11]
    frame.to_parquet(path, row_group_size=500)
    return path


@pytest.fixture(scope="module")
def single(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Joined]:
    """The join in one go."""
    out = tmp_path_factory.mktemp("single") / "m.parquet"
    joined = join_files([data], out, AREAS, fields=["date_start"])
    return geopandas.read_parquet(out), joined


def in_parts(data: Path, out: Path, **options: Any) -> Joined:
    joiner = Joiner(regions=options.pop("regions", AREAS), fields=("date_start",))
    return join_in_parts([data], out, joiner, How(), rows=1_000, **options)


def check(out: Path, joined: Joined, single: tuple[pd.DataFrame, Joined]) -> None:
    """Parts one after another are the join in one go, and nothing else is in the folder."""
    names = sorted(p.name for p in out.iterdir())
    parts = [name for name in names if name.startswith("part-")]
    assert names == [MANIFEST, *parts]
    frame = pd.concat([geopandas.read_parquet(out / name) for name in parts], ignore_index=True)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(single[0]))
    assert joined == single[1]


def test_parts_are_the_whole(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    """Also where records repeat over parts, and where a far part says what is day and month."""
    joined = in_parts(data, tmp_path / "out")
    check(tmp_path / "out", joined, single)
    assert (joined.account.duplicates, joined.account.set_aside) == (2, 2)
    assert set(single[0]["date_start"]) <= {"2022-04-03", "2022-04-13"}
    assert len(list((tmp_path / "out").glob("part-*"))) == 4


def test_parts_of_which_the_last_alone_need_the_whole_file(tmp_path: Path) -> None:
    """Dates that can be read in two ways come late, and the first part says how they are meant."""
    frame = table()
    frame["date_start"] = "2022-04-03"
    frame.loc[3_200:, "date_start"] = "03/04/2022"
    for name, telling in (("a", 5), ("b", 3_900)):
        path, whole, out = tmp_path / f"{name}.parquet", tmp_path / f"{name}.m", tmp_path / name
        mixed = frame.copy()
        mixed.loc[telling, "date_start"] = "13/04/2022"
        mixed.to_parquet(path, row_group_size=500)
        single = join_files([path], whole, AREAS, fields=["date_start"])
        check(out, in_parts(path, out), (geopandas.read_parquet(whole), single))
        last = geopandas.read_parquet(out / "part-00003.parquet")["date_start"]
        assert set(last) - {"2022-04-13"} == {"2022-04-03"}


def test_a_second_run_makes_nothing(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    out = tmp_path / "out"
    in_parts(data, out)
    before = {p.name: p.stat().st_mtime_ns for p in out.iterdir()}
    joined = in_parts(data, out)
    assert {p.name: p.stat().st_mtime_ns for p in out.iterdir()} == before
    check(out, joined, single)


@pytest.mark.parametrize("stop", [1, 4, 5])
def test_broken_off_anywhere(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined], stop: int
) -> None:
    """After the first part, when all are there, and when those that repeat are made again."""
    made = 0

    def some(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Any:
        nonlocal made
        for name in one_by_one(work, job, tasks):
            yield name
            made += 1
            if made == stop:
                raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        in_parts(data, out, run=some)
    check(out, in_parts(data, out), single)


def test_killed_while_tidying_up(
    data: Path,
    tmp_path: Path,
    single: tuple[pd.DataFrame, Joined],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With some of the hashes gone, and what writing leaves behind, the join is still whole."""
    remove = shutil.rmtree

    def some(folder: Any, *words: Any, **options: Any) -> None:
        hashes = sorted(Path(folder).glob("*.npz"))
        if Path(folder).name != f".{IDS}" or not hashes:
            remove(folder, *words, **options)
            return
        hashes[0].unlink()
        raise KeyboardInterrupt

    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("layers.joins.parts.shutil.rmtree", some)
        with pytest.raises(KeyboardInterrupt):
            in_parts(data, out)
    for name in (".part-00001.parquet.x1", f".{MANIFEST}.x2"):
        (out / name).write_bytes(b"half")
    check(out, in_parts(data, out), single)


def test_a_part_that_was_taken_away_is_made_again(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    out = tmp_path / "out"
    in_parts(data, out)
    (out / "part-00002.parquet").unlink()
    (out / "part-00001.parquet").write_bytes(b"PAR1 half of it")
    check(out, in_parts(data, out), single)


def test_a_folder_of_something_else_is_refused(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    in_parts(data, out)
    other = AREAS[:2]
    with pytest.raises(OutputError, match=r"made from something else \(different: regions\)"):
        in_parts(data, out, regions=other)
    changed = tmp_path / "in.parquet"
    table(10).to_parquet(changed)
    with pytest.raises(OutputError, match="different: input, parts"):
        in_parts(changed, out)
    in_parts(changed, out, overwrite=True)
    assert len(list(out.glob("part-*"))) == 1
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match="holds files that are no parts"):
        in_parts(data, tmp_path / "mine", overwrite=True)
    with pytest.raises(OutputError, match="is a file"):
        in_parts(data, changed)
    with pytest.raises(OutputError, match=r"cannot be made: .* lies in first"):
        in_parts(data, tmp_path / "no" / "such")
    manifest = json.loads((out / MANIFEST).read_text())
    assert manifest["input"][0]["file"] == "in.parquet"


def test_two_runs_at_once_do_not_share_a_folder(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    """The second is refused, and the first is none the worse for it."""
    out = tmp_path / "out"

    def meanwhile(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Any:
        for options in ({}, {"overwrite": True}):
            with pytest.raises(OutputError, match="another run is making parts in"):
                in_parts(data, out, **options)
        yield from one_by_one(work, job, tasks)

    check(out, in_parts(data, out, run=meanwhile), single)
    check(out, in_parts(data, out), single)


def test_a_file_that_changes_while_it_is_joined(data: Path, tmp_path: Path) -> None:
    """Parts of two files are no join, now or when it goes on."""
    changing, out = tmp_path / "in.parquet", tmp_path / "out"
    shutil.copy(data, changing)

    def meanwhile(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Any:
        for name in one_by_one(work, job, tasks):
            yield name
            shutil.copy(data, changing)
            os.utime(changing, ns=(0, 0))

    with pytest.raises(InputError, match=r"in\.parquet was changed while it was joined"):
        in_parts(changing, out, run=meanwhile)
    table(1_500).to_parquet(changing)
    with pytest.raises(OutputError, match="made from something else"):
        in_parts(changing, out)
    assert in_parts(changing, out, overwrite=True).account.read == 1_500
    changing.unlink()
    with pytest.raises(InputError, match=r"in\.parquet"):
        in_parts(changing, out)


def test_what_is_read_is_not_replaced(data: Path, tmp_path: Path) -> None:
    """The parts of a join, read again into their own folder, would be removed before."""
    out, link = tmp_path / "out", tmp_path / "link"
    in_parts(data, out)
    link.symlink_to(out)
    (tmp_path / "far.parquet").symlink_to(out / "part-00001.parquet")
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    for read, into in (
        (out, out), (out / "part-00000.parquet", link), (tmp_path / "far.parquet", out)
    ):  # fmt: skip
        for overwrite in (False, True):
            with pytest.raises(OutputError, match=r"holds .*parquet, which is read"):
                in_parts(read, into, overwrite=overwrite)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_a_folder_without_any_part_is_free(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    """After a run that came to nothing, for a field mistyped, nothing has to be forced."""
    out = tmp_path / "out"
    with pytest.raises(ArgumentError, match="no field 'colour'"):
        join_in_parts([data], out, Joiner(regions=AREAS, fields=("colour",)), How())
    check(out, in_parts(data, out), single)


def test_a_manifest_of_somebody_else(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for text in ("[]", "{", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")):
        (out / MANIFEST).write_text(text)
        with pytest.raises(OutputError, match="choose another folder"):
            in_parts(data, out, overwrite=True)
    with pytest.raises(OutputError, match="has no name"):
        in_parts(data, "")  # type: ignore[arg-type]


def test_a_folder_of_files(data: Path, tmp_path: Path) -> None:
    """Files in the order of their names, as if they were named one by one."""
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(data, folder / "b.parquet")
    geopandas.read_parquet(data).iloc[:700].iloc[::-1].to_parquet(folder / "a.parquet")
    (folder / "_readme.txt").write_text("not a part")
    joiner = Joiner(regions=AREAS)
    joined = join_in_parts([folder], tmp_path / "out", joiner, How(), rows=1_500)
    whole = tmp_path / "m.parquet"
    single = join_files(sorted(folder.glob("*.parquet")), whole, AREAS)
    parts = sorted((tmp_path / "out").glob("part-*"))
    frame = pd.concat([geopandas.read_parquet(p) for p in parts], ignore_index=True)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(geopandas.read_parquet(whole)))
    assert joined == single
    assert joined.account.reasons["id used twice"] > 600


def test_parts_along_a_curve_are_the_same_join(tmp_path: Path) -> None:
    """Rows that `kordon partition` put into another order are in the same regions as before."""
    path, sorted_, whole = tmp_path / "in.parquet", tmp_path / "sorted", tmp_path / "m.parquet"
    table().assign(date_start="2022-04-03").to_parquet(path)
    assert partition(path, sorted_, rows=1_000) == 4
    single = join_files([path], whole, AREAS)
    joined = in_parts(sorted_, tmp_path / "out")
    assert (joined.memberships, joined.certain) == (single.memberships, single.certain)
    parts = [geopandas.read_parquet(p) for p in sorted((tmp_path / "out").glob("part-*"))]
    assert len(parts) == 4
    names = ["id", "region_id", "certainty", "share", "distance_m", "longitude", "latitude"]
    one, other = (
        pd.DataFrame(frame)[names].sort_values(["id", "region_id"], ignore_index=True)
        for frame in (geopandas.read_parquet(whole), pd.concat(parts))
    )
    pd.testing.assert_frame_equal(one, other)


def test_what_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n")
    with pytest.raises(ForeignFileError, match="parts are made of Parquet files only"):
        in_parts(tmp_path / "a.csv", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ForeignFileError, match="a folder without"):
        in_parts(tmp_path / "empty", tmp_path / "out")
    table(5).iloc[:0].to_parquet(tmp_path / "none.parquet")
    assert in_parts(tmp_path / "none.parquet", tmp_path / "out").account.read == 0
    broken = table(5).assign(category=None)
    broken.to_parquet(tmp_path / "bad.parquet")
    with pytest.raises(InputError, match="none of the 5 rows could be used"):
        in_parts(tmp_path / "bad.parquet", tmp_path / "bad")


# --- on a cluster


@pytest.fixture(scope="module")
def run() -> Iterator[Any]:
    """Two workers in processes of their own, for all that is asked of a local cluster."""
    pytest.importorskip("distributed")
    from layers.joins.cluster import dask_cluster

    with dask_cluster("local", 2) as run:
        yield run


def test_two_workers_make_the_same(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined], run: Any
) -> None:
    check(tmp_path / "out", in_parts(data, tmp_path / "out", run=run), single)


def test_a_worker_that_is_killed_loses_nothing(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined], run: Any
) -> None:
    """A process in the middle of its part, as soon as the first part is there."""
    out = tmp_path / "out"
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            for temporary in out.glob(".part-*"):
                for process in _writing(temporary):
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)
                    return
            time.sleep(0.002)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    joined = in_parts(data, out, run=run)
    assert killed
    check(out, joined, single)


@pytest.mark.skipif(os.name == "nt", reason="has no masks of signals")
def test_workers_do_not_hear_of_an_interrupt(data: Path, tmp_path: Path, run: Any) -> None:
    """A terminal sends Ctrl-C to all processes, and each worker would show a traceback."""
    told: list[str] = []

    def deaf(job: Job, task: Task) -> str:
        return str(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))

    def asked(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Any:
        told.extend(run(deaf, job, tasks))
        yield from one_by_one(work, job, tasks)

    in_parts(data, tmp_path / "out", run=asked)
    assert set(told) == {"True"}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def _writing(path: Path) -> list[int]:
    """Processes that have a file open."""
    found = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(link) == str(path.resolve()):
                found.append(int(link.parts[2]))
        except OSError:
            continue
    return found


def test_errors_of_workers_are_those_of_the_parts(data: Path, tmp_path: Path, run: Any) -> None:
    """A part that cannot be read ends the join with its own words; finished parts stay."""
    broken = tmp_path / "broken.parquet"
    content = bytearray(data.read_bytes())
    frame = geopandas.read_parquet(data)
    frame.to_parquet(broken, row_group_size=500, compression="none")
    content = bytearray(broken.read_bytes())
    at = content.rfind(b"rail_echelon", 0, len(content) // 2)
    content[at - 3_000 : at] = b"\xff" * 3_000
    broken.write_bytes(content)
    with pytest.raises(ForeignFileError, match=r"broken\.parquet cannot be read"):
        in_parts(broken, tmp_path / "out", run=run)
    left = [p.name for p in (tmp_path / "out").iterdir() if p.name.startswith("part-")]
    assert all(len(geopandas.read_parquet(tmp_path / "out" / name)) for name in left)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for, here a second."""
    pytest.importorskip("distributed")
    from layers.joins.cluster import dask_cluster

    monkeypatch.setattr("layers.joins.cluster._TIMEOUT_S", 1)
    with (
        pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        dask_cluster("tcp://127.0.0.1:9"),
    ):
        pass


def test_workers_of_a_scheduler_that_is_there(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    distributed = pytest.importorskip("distributed")
    from layers.joins.cluster import dask_cluster

    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**options) as cluster,
        dask_cluster(cluster.scheduler_address) as run,
    ):
        check(tmp_path / "out", in_parts(data, tmp_path / "out", run=run), single)


def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for, here a second, and not for ever."""
    distributed = pytest.importorskip("distributed")
    from layers.joins.cluster import dask_cluster

    monkeypatch.setattr("layers.joins.cluster._TIMEOUT_S", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster,
        pytest.raises(InputError, match="has no workers: start one with `dask worker tcp:"),
        dask_cluster(cluster.scheduler_address),
    ):
        pass


def test_a_scheduler_that_goes_away(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the first part there; the same join goes on without Dask."""
    distributed = pytest.importorskip("distributed")
    import dask

    from layers.joins.cluster import dask_cluster

    monkeypatch.setattr("layers.joins.cluster._TIMEOUT_S", 1)
    out = tmp_path / "out"
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        distributed.LocalCluster(**options, silence_logs=50) as cluster,
        dask_cluster(cluster.scheduler_address) as run,
    ):

        def lost(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Any:
            for name in run(work, job, tasks):
                yield name
                cluster.close()

        with pytest.raises(OutputError, match=r"does not answer any more .*are kept"):
            in_parts(data, out, run=lost)
    assert list(out.glob("part-*"))
    check(out, in_parts(data, out), single)


def here(code: str, *words: object) -> str:
    """What Python says on stderr when it runs this code."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    return done.stderr


def test_without_dask_the_extra_is_named(data: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "import kordon\n"
        "kordon.join_files([sys.argv[1]], sys.argv[2], in_parts=True, dask='local')"
    )
    said = here(code, data, tmp_path / "out")
    assert "MissingExtraError: --dask needs Dask" in said
    assert "pip install 'kordon[dask]'" in said
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_whole_parts_only(
    data: Path, tmp_path: Path, single: tuple[pd.DataFrame, Joined]
) -> None:
    """No file may grow past 20 kB at first; with more room the same join goes on."""
    code = (
        "import resource, signal, sys\n"
        "from tests.layers.test_parts import in_parts\n"
        "from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))\n"
        "in_parts(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    out = tmp_path / "out"
    said = here(code, data, out)
    assert "part-00000.parquet was not written: File too large" in said
    assert not [p.name for p in out.iterdir() if "part-" in p.name]
    check(out, in_parts(data, out), single)
