"""Timing joins in turns, so that a slower minute of the machine is everybody's."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from benchmarks.joins.peers import PEERS, Peer, as_numbers

__all__ = ["ROOT", "at_hand", "fresh", "in_turns", "peak_bytes", "say", "seconds"]

ROOT = Path(__file__).resolve().parents[2]
_WARM_UP = 1_000
#: Memory for each point that is at hand before a turn: what the hungriest of the tools takes.
_AT_HAND_BYTES = 500
_PEAK = """
import pathlib, resource, sys
status = pathlib.Path("/proc/self/status")
if status.exists():
    print(int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024)
else:
    unit = 1 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""


def say(text: str) -> None:
    """Tell what is going on."""
    print(text, file=sys.stderr, flush=True)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Time of one call, and what it returned."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def fresh(regions: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The same regions as if read anew.

    GEOS keeps with a polygon what was once made of it for testing points, so that whoever has
    his turn later, the same tool among them, would find it done.
    """
    shapes = shapely.from_wkb(shapely.to_wkb(regions.geometry.to_numpy()))
    anew = geopandas.GeoSeries(shapes, index=regions.index, crs=regions.crs)
    return regions.set_geometry(anew)


def at_hand(points: int) -> None:
    """Touch as much memory as the hungriest tool takes for so many points, and give it back.

    A virtual machine's host takes what a tool has freed, and to have it again costs whoever
    comes next twelve times what memory costs else.
    """
    np.empty(_AT_HAND_BYTES * points, np.uint8).fill(1)


def in_turns(
    x: Any, y: Any, regions: geopandas.GeoDataFrame, names: list[str], rounds: int
) -> dict[str, dict[str, Any]]:
    """Median time of each peer over the same points and regions, and whether its pairs agree.

    Each is run once on a few points before, for what it loads. In each turn the regions are as if
    read anew, and memory is at hand. A peer that fails is left out from then on, with what it said.
    """
    peers = [PEERS[name] for name in names]
    times: dict[str, list[float]] = {peer.name: [] for peer in peers}
    results: dict[str, dict[str, Any]] = {peer.name: {} for peer in peers}
    whole: dict[int, Any] = {}
    for turn in range(-1, rounds):
        for peer in peers:
            many = min(_WARM_UP if turn < 0 else len(x), peer.most or len(x))
            if "error" in results[peer.name]:
                continue
            at_hand(many)
            anew = fresh(regions)
            try:
                took, pairs = seconds(lambda p=peer, n=many, r=anew: p.join(x[:n], y[:n], r))
            except Exception as error:  # whatever a peer raises is its result
                results[peer.name]["error"] = f"{type(error).__name__}: {error}"[:300]
                continue
            if turn < 0:
                continue
            times[peer.name].append(took * len(x) / many)
            say(f"  {turn + 1} {peer.name}: {took:.3f} s for {many:,}")
            if turn == 0:
                _compare(peer, pairs, many, len(regions), whole, results)
            del pairs
    for name, took in times.items():
        if took:
            results[name]["seconds"] = statistics.median(took)
            results[name]["times"] = took
    return results


def _compare(
    peer: Peer, pairs: Any, many: int, regions: int, whole: dict[int, Any], results: Any
) -> None:
    """Kordon is the first; the others are held against its pairs."""
    numbers = as_numbers(pairs, regions)
    mine = whole.setdefault(0, numbers)
    same = mine if many * regions > mine[-1:].max(initial=-1) else mine[mine < many * regions]
    results[peer.name] |= {
        "pairs": len(numbers),
        "points": many,
        "same": bool(len(same) == len(numbers) and (same == numbers).all()),
    }


def peak_bytes(code: str, arguments: Mapping[str, Any]) -> int:
    """Largest memory that a Python process of its own takes for some code.

    On Linux its own high-water mark: ``ru_maxrss`` begins with what the process that started it
    held, which here are the points and pairs of every peer.
    """
    text = f"arguments = {dict(arguments)!r}\n{code}\n{_PEAK}"
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return int(done.stdout.splitlines()[-1])
