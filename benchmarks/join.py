"""The join beside those of other tools, in one process run over the same points and regions.

Times are medians of rounds in which each tool has its turn, and hold what it has to make first:
points, trees, tables, the index. The ratios are the result. Prints the tables, writes
build/bench/join.json and join.png, and docs/benchmarks-join.md with ``--docs``.

``python benchmarks/join.py --points 1000000 --rounds 3 --only "kordon;geopandas" --records 0``
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.joins import report
from benchmarks.joins.measure import ROOT, at_hand, fresh, in_turns, peak_bytes, say, seconds
from benchmarks.joins.parts import dask_workers
from benchmarks.joins.peers import PEERS
from benchmarks.joins.workload import blobs, border_regions, points
from geo.grid import index_regions
from geo.prepared import PreparedRegions

_SMALL = (100, 300, 1_000, 3_000, 10_000, 20_000, 30_000, 60_000, 100_000, 300_000, 1_000_000)
_GROWING = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
_REGIONS = (10, 30, 100, 300, 1_000, 3_000, 10_000)
_PEAK = """
from benchmarks.joins.workload import border_regions, points
from geo.prepared import PreparedRegions
x, y = points(arguments["points"])
PreparedRegions(border_regions().geometry.to_numpy()).pairs(x, y)
"""


_LOAD = """
import time
import numpy as np, shapely
from geo.grid import index_regions
start = time.perf_counter()
index = index_regions([shapely.box(0, 0, 1, 1)], compiled=True)
index.pairs(np.zeros(1), np.zeros(1), compiled=True)
print(time.perf_counter() - start)
"""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=";".join(PEERS), help="names: kordon;geopandas")
    parser.add_argument("--records", type=int, default=20_000_000, help="on Dask; 0: none")
    parser.add_argument("--records-rounds", type=int, default=3)
    parser.add_argument("--docs", type=Path)
    asked = parser.parse_args()
    names = asked.only.split(";")
    results: dict[str, Any] = {"about": _about(names), "rounds": asked.rounds}
    x, y = points(asked.points)
    border = border_regions()
    say(f"{asked.points:,} points, border regions")
    results["border"] = in_turns(x, y, border, names, asked.rounds)
    say("the parts of the join")
    results["parts"] = _parts(x, y, border, asked.rounds)
    results["parts"]["load"] = _load_seconds()
    results["parts"]["peak_bytes"] = peak_bytes(_PEAK, {"points": asked.points})
    many = min(asked.points, 1_000_000)
    say(f"{many:,} points, 1,000 regions of 200 vertices")
    kind = blobs(1_000)
    results["kind"] = in_turns(x[:many], y[:many], kind, names, asked.rounds)
    results["small"] = {
        name: _small(x, y, regions, asked.rounds)
        for name, regions in (("border", border), ("kind", kind))
    }
    say("growing")
    results["by_points"] = {
        n: _whole(x[:n], y[:n], border, asked.rounds) for n in _GROWING if n <= asked.points
    }
    growing = {n: blobs(n) for n in _REGIONS}
    results["by_regions"] = {n: _whole(x[:many], y[:many], r, 3) for n, r in growing.items()}
    results["asked_regions"] = {n: _asking(x[:many], y[:many], r, 3) for n, r in growing.items()}
    if asked.records:
        folder = ROOT / "build" / "bench" / "parts"
        results["dask"] = dask_workers(asked.records, border, asked.records_rounds, folder)
    results["points"], results["vertices"] = asked.points, _vertices(border)
    results["regions"] = len(border)
    results["many"] = many
    text = report.document(results)
    print(text)
    report.write(results, ROOT / "build" / "bench")
    if asked.docs:
        asked.docs.write_text(text, encoding="utf-8")


def _about(names: list[str]) -> str:
    versions = [f"numpy {version('numpy')}"]
    for package in dict.fromkeys(PEERS[name].package for name in names):
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} is not installed")
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"{machine}; Python {platform.python_version()}; {', '.join(versions)}"


def _parts(x: Any, y: Any, regions: Any, rounds: int) -> dict[str, Any]:
    """What building and asking take, beside the least that any grid must do."""
    shapes = regions.geometry.to_numpy()
    index = index_regions(shapes)
    took: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, work in (
            ("build", lambda: index_regions(shapes)),
            ("query", lambda: index.pairs(x, y)),
            ("floor", lambda: _floor(index, x, y)),
            ("count", lambda: index.counts(x, y)),
            ("build and count", lambda: PreparedRegions(shapes).counts(x, y)),
        ):
            spent, _ = seconds(work)
            took.setdefault(name, []).append(spent)
    figures: dict[str, Any] = {name: statistics.median(spent) for name, spent in took.items()}
    return {**figures, "index_bytes": index.nbytes, "cell": index.layout.cell}


def _load_seconds() -> float | None:
    """What loading the compiled loops takes in a process of its own; None where there are none."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return float(done.stdout) if done.returncode == 0 else None


def _floor(index: Any, x: Any, y: Any) -> Any:
    """The cell of every point in one flat grid of the same cells, and one look-up in it."""
    grid = index.layout
    table = _flat(grid.columns * grid.rows)
    scale = 1.0 / grid.cell
    cell = ((y - grid.south) * scale).astype(np.int32) * np.int32(grid.columns)
    cell += ((x - grid.west) * scale).astype(np.int32)
    return table.take(cell, mode="clip")


@cache
def _flat(cells: int) -> Any:
    """A number for each cell, in memory that is really there."""
    return np.arange(cells, dtype=np.int32)


def _small(x: Any, y: Any, regions: Any, rounds: int) -> dict[int, float]:
    """Time of geopandas / time of Kordon, from a hundred points up."""
    found = {}
    for n in _SMALL:
        if n <= len(x):
            say(f"{n:,} points beside geopandas")
            both = in_turns(x[:n], y[:n], regions, ["kordon", "geopandas"], max(rounds, 5))
            found[n] = both["geopandas"]["seconds"] / both["kordon"]["seconds"]
    return found


def _whole(x: Any, y: Any, regions: Any, rounds: int) -> float:
    """Median time of a join, index included, over regions as if read anew."""
    took = []
    for _ in range(rounds):
        at_hand(len(x))
        shapes = fresh(regions).geometry.to_numpy()
        took.append(seconds(lambda s=shapes: PreparedRegions(s).pairs(x, y))[0])
    return statistics.median(took)


def _asking(x: Any, y: Any, regions: Any, rounds: int) -> float:
    """Median time of asking an index that is there."""
    index = index_regions(regions.geometry.to_numpy())
    return statistics.median(seconds(lambda: index.pairs(x, y))[0] for _ in range(rounds))


def _vertices(regions: Any) -> int:
    import shapely

    return int(shapely.get_num_coordinates(regions.geometry.to_numpy()).sum())


if __name__ == "__main__":
    main()
