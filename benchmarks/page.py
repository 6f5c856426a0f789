"""Kordon's page beside those of other tools, in one run of one headless Chromium each.

The same records for all; file size, first picture, first answered drag, JavaScript heap, frame
times while panning and dragging the time handle. Medians; the ratios are the result, since they
hold on other machines too. Writes build/bench/page.json and page.png, prints the tables.

``python benchmarks/page.py --sizes 1000,10000 --repeat 1 --only kordon,folium``
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.pages import report
from benchmarks.pages.browser import Job, Mode
from benchmarks.pages.child import ROOT, run
from benchmarks.pages.peers import PEERS, Peer
from benchmarks.pages.targets import FEW, MANY, OURS, targets

SIZES = "1000,10000,100000,1000000"
#: Whether so many still open is asked of Kordon alone: no other page gets that far.
LARGEST = 3_000_000
REPEAT = 5
#: A page that needs more is given up, at that size and all larger ones.
LIMIT_S = 60
LIMIT_BYTES = 200_000_000
#: For starting Python and the browser, and for moving the map when its picture is there.
_START_S, _MOVE_S = 20, 60
#: Up to so many records the limit of time is the same for all; from there on it grows with them.
_MANY = 1_000_000
_EMPTY = "kordon-empty"
_PACKAGES = ("kordon", "folium", "geopandas", "pydeck", "lonboard", "playwright")

_Results = dict[str, dict[int, dict[str, Any]]]


class Bench:
    """One run: makes the pages, opens them in turns, keeps what was measured."""

    def __init__(self, folder: Path, peers: list[Peer], repeat: int) -> None:
        self.folder = folder
        self.peers = peers
        self.repeat = repeat
        self.results: _Results = {peer.name: {} for peer in peers}
        self._offline: dict[str, bool] = {}
        (folder / "pages").mkdir(parents=True, exist_ok=True)

    def size(self, n: int, *, alone: bool = False) -> None:
        """Everything for one number of records; ``alone``: for Kordon's own page only, once."""
        say(f"{n:,} records")
        records = self.folder / f"records-{n}.parquet"
        made = run("build", ["records", str(n), str(records)], 10 * LIMIT_S)
        if "error" in made:
            raise SystemExit(f"the records could not be made: {made['error']}")
        if not any(self.results.get(_EMPTY, {})):
            self._empty(records)
        others = [peer for peer in self.peers if peer.name != _EMPTY]
        if alone:
            others = [peer for peer in others if peer.name == OURS]
        ready = [peer for peer in others if self._make(peer, records, n)]
        for peer in ready:
            if peer.name not in self._offline:
                self._warm_up(peer, n)
        runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for turn in range(1 if alone else self.repeat):
            for peer in ready:
                if not any("error" in one for one in runs[peer.name]):
                    say(f"  opening {turn + 1} of {peer.name}")
                    runs[peer.name].append(self._open(peer, n, "measure"))
        for peer in ready:
            self.results[peer.name][n] |= medians(runs[peer.name]) | {
                "offline": self._offline[peer.name]
            }
            self._page(peer, n).unlink()

    def beside(self, few: int, many: int) -> None:
        """The first picture of many records beside that of few, their pages opened in turns.

        The sizes before are measured half an hour apart, in which a shared machine drifts.
        """
        say(f"{many:,} records beside {few:,}")
        first: dict[int, list[float]] = {few: [], many: []}
        for n in first:
            if not self._build(PEERS[OURS], self.folder / f"records-{n}.parquet", n, keep=True):
                return
        for _ in range(self.repeat):
            for n, took in first.items():
                took += [got for got in [self._open(PEERS[OURS], n, "offline").get("first")] if got]
        if all(len(took) == self.repeat for took in first.values()):
            median = {n: statistics.median(took) for n, took in first.items()}
            self.results[OURS][many]["first_beside"] = median[many] / median[few]
        for n in first:
            self._page(PEERS[OURS], n).unlink()

    def _empty(self, records: Path) -> None:
        """The page without records: only its size is of interest."""
        if _EMPTY in self.results:
            peer = PEERS[_EMPTY]
            self._build(peer, records, 0)
            self._page(peer, 0).unlink(missing_ok=True)

    def _make(self, peer: Peer, records: Path, n: int) -> bool:
        """Writes a peer's page, unless it has failed at fewer records; False when there is none."""
        failed = [m for m, got in self.results[peer.name].items() if "error" in got]
        if failed:
            self.results[peer.name][n] = {"error": f"not tried: failed at {min(failed):,}"}
            return False
        say(f"  make {peer.name}")
        return self._build(peer, records, n)

    def _build(self, peer: Peer, records: Path, n: int, *, keep: bool = False) -> bool:
        """``keep``: the figures of the first making."""
        page = self._page(peer, n)
        page.unlink(missing_ok=True)
        limit_s = LIMIT_S if n <= _MANY else LIMIT_S * n / _MANY
        made = run("build", [peer.name, str(records), str(page)], limit_s + _START_S)
        got: dict[str, Any] = {
            "build_s": made.get("seconds"),
            "build_memory": max(made.get("memory", 0), made.get("memory_child", 0)),
        }
        if "error" in made:
            got = {"error": f"making it: {made['error']}"}
        elif made["seconds"] > limit_s:
            got["error"] = f"took more than {limit_s:.0f} s to make"
        if "error" not in made and page.exists():  # else what is there is a piece of it
            got["file_bytes"] = page.stat().st_size
            if got["file_bytes"] > LIMIT_BYTES:
                got["error"] = f"larger than {LIMIT_BYTES // 1_000_000} MB"
        if "error" in got:
            page.unlink(missing_ok=True)
        if not keep:
            self.results[peer.name][n] = got
        return "error" not in got

    def _warm_up(self, peer: Peer, n: int) -> None:
        """Fetches what the page asks CDNs for, and sees whether it opens without any answer."""
        if peer.kind == "kordon":
            self._offline[peer.name] = True  # every measurement fails if it asks for anything
            return
        say(f"  first opening of {peer.name}")
        self._open(peer, n, "warm")
        self._offline[peer.name] = "first" in self._open(peer, n, "offline")

    def _open(self, peer: Peer, n: int, mode: Mode) -> dict[str, Any]:
        job = Job(
            self._page(peer, n), peer.kind, n, self.folder / "npm", mode, limit_ms=1000 * LIMIT_S
        )
        return run("browser", job.arguments(), _START_S + LIMIT_S + _MOVE_S)

    def _page(self, peer: Peer, n: int) -> Path:
        return self.folder / "pages" / f"{peer.name}-{n}.html"


def medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of every figure over the runs that have it, and the first error."""
    numbers: dict[str, list[float]] = defaultdict(list)
    out: dict[str, Any] = {}
    for one in runs:
        for name, value in one.items():
            if isinstance(value, int | float):
                numbers[name].append(value)
        if "error" in one:
            out.setdefault("error", one["error"])
        if one.get("refused"):
            out["refused"] = one["refused"]
    return {name: statistics.median(values) for name, values in numbers.items()} | out


def chosen(only: str) -> list[Peer]:
    """The peers whose names begin with one of the words; Kordon's own always, for the ratios."""
    words = tuple(word.strip() for word in only.split(",") if word.strip())
    if not words:
        return list(PEERS.values())
    unknown = [word for word in words if not any(name.startswith(word) for name in PEERS)]
    if unknown:
        raise SystemExit(f"no page is called {', '.join(unknown)}; there are {', '.join(PEERS)}")
    return [p for p in PEERS.values() if p.name == "kordon" or p.name.startswith(words)]


def about() -> dict[str, Any]:
    """The machine and the releases, without which a figure says nothing."""
    releases = {}
    for name in _PACKAGES:
        try:
            releases[name] = version(name)
        except PackageNotFoundError:
            releases[name] = "not installed"
    machine = f"{platform.system()} {platform.machine()}"
    return {"machine": machine, "cores": os.cpu_count(), "releases": releases}


def say(text: str) -> None:
    """What is going on, on stderr."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Runs it all and writes it down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default=SIZES, help="numbers of records")
    parser.add_argument("--largest", type=int, default=LARGEST, help="for Kordon alone; 0: none")
    parser.add_argument("--docs", type=Path, help="also write the tables into this file")
    parser.add_argument("--repeat", type=int, default=REPEAT, help="openings of each page")
    parser.add_argument("--only", default="", help="beginnings of names: kordon,folium")
    parser.add_argument("--no-plot", action="store_true", help="write no picture")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench", help="folder")
    given = parser.parse_args()
    sizes = sorted(int(size) for size in given.sizes.split(","))
    bench = Bench(given.out.resolve(), chosen(given.only), given.repeat)
    for n in sizes:
        bench.size(n)
    if {FEW, MANY} <= set(sizes):
        bench.beside(FEW, MANY)
    if given.largest:
        bench.size(given.largest, alone=True)
        sizes.append(given.largest)
    aims = targets(bench.results)
    told = about() | {
        "limits": {"seconds": LIMIT_S, "bytes": LIMIT_BYTES}, "repeat": given.repeat,
    }  # fmt: skip
    report.write_json(bench.folder / "page.json", bench.results, aims, told)
    text = report.document(bench.results, sizes, aims, told)
    print(text)
    if given.docs:
        given.docs.write_text(text, "utf-8")
    if not given.no_plot:
        report.plot(bench.results, bench.folder / "page.png")


if __name__ == "__main__":
    main()
