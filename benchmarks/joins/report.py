"""What was measured, as Markdown, JSON and a plot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.pages.targets import Target

__all__ = ["document", "targets", "write"]

_MB, _GB = 1e6, 1e9


def _beside(results: Mapping[str, Any], what: str, peer: str) -> float | None:
    mine, theirs = results[what]["kordon"].get("seconds"), results[what].get(peer, {})
    return theirs["seconds"] / mine if mine and "seconds" in theirs else None


def targets(results: Mapping[str, Any]) -> list[Target]:
    """What the join is meant to reach, beside what was measured."""
    parts = results["parts"]
    peers = results["border"].get("geopandas", {}).get("seconds")
    small = [ratio for found in results["small"].values() for ratio in found.values()]
    agree = [
        float(one["same"])
        for what in ("border", "kind")
        for one in results[what].values()
        if "same" in one
    ]
    sjoin, sedona = "geopandas.sjoin", "SedonaDB"
    counted = peers and peers / parts["build and count"]
    least = min(small, default=None)
    same = min(agree, default=None)
    dask = results.get("dask")
    workers = dask["seconds"]["1"] / dask["seconds"]["2"] if dask else None
    rows = float(dask["same"]) if dask else None
    return [
        Target(f"{sjoin} / Kordon, border", _beside(results, "border", "geopandas"), 30, "x", True),
        Target(f"{sedona} / Kordon, border", _beside(results, "border", sedona), 30, "x", True),
        Target(f"{sjoin} / Kordon, 1,000", _beside(results, "kind", "geopandas"), 5, "x", True),
        Target(f"{sedona} / Kordon, 1,000", _beside(results, "kind", sedona), 2.5, "x", True),
        Target(f"{sjoin} / Kordon, least from 100 points up", least, 1, "x", True),
        Target(f"{sjoin} / counting alone, index included", counted, 100, "x", True),
        Target("query / gather floor", parts["query"] / parts["floor"], 4, "x"),
        Target("building the index", parts["build"], 3, "s"),
        Target("index", parts["index_bytes"] / _MB, 200, "MB"),
        Target("largest memory of the process", parts["peak_bytes"] / _GB, 2, "GB"),
        Target("results with the same pairs as Kordon (1: all)", same, 1, "", True),
        Target("one Dask worker / two, in parts", workers, 1.7, "x", True),
        Target("parts with the rows of the one file (1: all)", rows, 1, "", True),
    ]


def document(results: Mapping[str, Any]) -> str:
    """All of it as Markdown."""
    parts = results["parts"]
    lines = [
        "# The join beside others",
        "",
        f"Medians of {results['rounds']}, in turns, in one process, unless it says otherwise. What "
        "a tool has to make first is part of its time. Asked is what lies within each region "
        "(`ST_Contains`), not what touches its edge. Before each turn the process touches and "
        "gives back 500 bytes of memory for each point, so that no tool pays for what the host of "
        "a virtual machine took after another. Only the ratios mean something on another machine.",
        "",
        results["about"],
        "",
        f"## {results['points']:,} points, {results['regions']:,} regions about the border "
        f"({results['vertices']:,} vertices)",
        "",
        *_table(results["border"]),
        "",
        f"Of Kordon's time: building the index {parts['build']:.2f} s "
        f"({parts['index_bytes'] / _MB:.0f} MB, cells of {parts['cell']:.4f} degrees), asking it "
        f"{parts['query']:.2f} s, which is {parts['query'] / parts['floor']:.1f} times the gather "
        f"floor ({parts['floor']:.2f} s: the cell of each point and one look-up). Counting alone, "
        f"without a pair: {parts['count']:.2f} s. Largest memory of a process that does it all: "
        f"{parts['peak_bytes'] / _GB:.2f} GB.",
        "",
        _loaded(parts["load"]),
        "",
        f"## {results['many']:,} points, 1,000 regions of 200 vertices",
        "",
        *_table(results["kind"]),
        "",
        "## Few points: geopandas / Kordon",
        "",
        "In the same process, which has by now loaded what either of them loads; the regions "
        "as if read anew each time, so that nothing that was made of them before is of use.",
        "",
        "| points | border regions | 1,000 regions |",
        "|---|---|---|",
        *(
            f"| {n:,} | {results['small']['border'][n]:.1f} | {results['small']['kind'][n]:.1f} |"
            for n in results["small"]["border"]
        ),
        "",
        "## Cost",
        "",
        "Index included; for regions medians of 3, and what asking the index takes of it.",
        "",
        "| points (border regions) | µs for each |",
        "|---|---|",
        *(f"| {n:,} | {1e6 * took / n:.2f} |" for n, took in results["by_points"].items()),
        "",
        f"| regions of 200 vertices ({results['many']:,} points) | µs for each point | asking |",
        "|---|---|---|",
        *(
            f"| {n:,} | {1e6 * took / results['many']:.2f} | "
            f"{1e6 * results['asked_regions'][n] / results['many']:.2f} |"
            for n, took in results["by_regions"].items()
        ),
        "",
        *_parts(results.get("dask")),
        "## Targets",
        "",
        "| what | aim | measured | |",
        "|---|---|---|---|",
        *(aim.line() for aim in targets(results)),
        "",
    ]
    return "\n".join(lines)


def _loaded(load: float | None) -> str:
    if load is None:
        return "Without the compiled loops of `kordon[fast]`."
    return (
        f"Kordon has its compiled loops (`kordon[fast]`). Loading them, {load:.1f} s once in a "
        "process, is in the first round and so not in the median, like what others load."
    )


def _parts(dask: Mapping[str, Any] | None) -> list[str]:
    if dask is None:
        return []
    one = dask["seconds"]["1"]
    return [
        f"## {dask['records']:,} records in GeoParquet, in parts on Dask",
        "",
        "Reading, checking, joining and writing of `kordon join`, start-up of the workers "
        "included; every process that reads has a child that takes the file apart. Medians of "
        f"{len(dask['times']['1'])}, in turns.",
        "",
        "| | one worker / this | s |",
        "|---|---|---|",
        *(
            f"| {name} | {one / dask['seconds'][how]:.2f} | {dask['seconds'][how]:.0f} |"
            for name, how in (
                ("one file, no Dask", "one file"),
                ("one worker", "1"),
                ("two workers", "2"),
            )
        ),
        "",
    ]


def _table(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = ["| | time / Kordon's | s | pairs | |", "|---|---|---|---|---|"]
    mine = found["kordon"].get("seconds")
    for name, one in found.items():
        if "seconds" not in one:
            lines.append(f"| {name} | | | | {one.get('error', 'not run')} |")
            continue
        part = one["points"] < max(other.get("points", 0) for other in found.values())
        notes = ["the same pairs" if one["same"] else "**other pairs**"]
        notes += [f"worked out from {one['points']:,} points"] if part else []
        times = f"{one['seconds'] / mine:.1f}" if mine else ""
        lines.append(
            f"| {name} | {times} | {one['seconds']:.2f} | {one['pairs']:,} | {'; '.join(notes)} |"
        )
    if any("worked out from" in line for line in lines):
        lines += [
            "",
            "Whoever takes minutes is given fewer points, and its pairs are compared for those; "
            "what it makes once is multiplied with the rest.",
        ]
    return lines


def write(results: Mapping[str, Any], folder: Path) -> None:
    """join.json and join.png."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {**results, "targets": [aim.to_dict() for aim in targets(results)]}
    (folder / "join.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    grid, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5), layout="constrained")
    for panel, name, head in (
        (left, "by_points", "points (border regions)"),
        (right, "by_regions", f"regions ({results['many']:,} points)"),
    ):
        took = results[name]
        panel.plot(list(took), list(took.values()), "o-", color="black", label="index included")
        panel.set(xscale="log", yscale="log", xlabel=head, ylabel="s", ylim=(1e-3, None))
        panel.grid(alpha=0.3)
    asked = results["asked_regions"]
    right.plot(list(asked), list(asked.values()), "s--", color="0.5", label="asking the index")
    right.legend()
    grid.savefig(folder / "join.png", dpi=110)
