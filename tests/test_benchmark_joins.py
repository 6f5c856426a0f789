"""The report of the joins beside others: it tells what was not the same, and not measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.joins import report
from benchmarks.joins.measure import in_turns
from benchmarks.joins.workload import blobs, points


def results(**changed: Any) -> dict[str, Any]:
    """Figures as a run has them, of which some are too bad, missing or worked out."""
    one = {"seconds": 2.0, "times": [2.0], "pairs": 70, "points": 1_000, "same": True}
    border = {
        "kordon": {**one, "seconds": 0.5},
        "geopandas": {**one, "seconds": 20.0},
        "SedonaDB": {**one, "same": False},
        "DuckDB spatial": {**one, "seconds": 90.0, "points": 10},
        "shapely STRtree": {"error": "MemoryError: no more"},
    }
    return {
        "about": "a machine", "rounds": 5, "points": 1_000, "many": 1_000, "regions": 3,
        "vertices": 99, "border": border, "kind": {"kordon": one},
        "parts": {
            "build": 0.1, "query": 0.4, "floor": 0.2, "count": 0.1, "build and count": 0.2,
            "index_bytes": 3e8, "cell": 0.01, "load": None, "peak_bytes": 1e9,
        },
        "small": {"border": {100: 3.0, 300: 0.9}, "kind": {100: 2.0, 300: 2.0}},
        "by_points": {1_000: 0.1}, "by_regions": {10: 0.1}, "asked_regions": {10: 0.05},
    } | changed  # fmt: skip


def rows(text: str) -> dict[str, str]:
    """Lines of tables by their first cell."""
    return {line.split(" | ")[0].strip("| "): line for line in text.splitlines() if "|" in line}


def test_it_says_what_is_not_the_same_and_what_was_not_measured() -> None:
    text = report.document(results())
    told = rows(text)
    assert "| 40.0 | 20.00 | 70 | the same pairs |" in told["geopandas"]
    assert "**other pairs**" in told["SedonaDB"]
    assert "worked out from 10 points" in told["DuckDB spatial"]
    assert "MemoryError: no more" in told["shapely STRtree"]
    assert "what it makes once is multiplied" in text
    assert "3 regions about the border (99 vertices)" in text
    assert "Without the compiled loops" in text


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("geopandas.sjoin / Kordon, border", "pass"),
        ("SedonaDB / Kordon, border", "**fail**"),
        ("SedonaDB / Kordon, 1,000", "not measured"),
        ("geopandas.sjoin / Kordon, least from 100 points up", "**fail**"),
        ("index", "**fail**"),
        ("results with the same pairs as Kordon (1: all)", "**fail**"),
        ("one Dask worker / two, in parts", "not measured"),
    ],
)
def test_targets_are_missed_where_they_are(name: str, verdict: str) -> None:
    assert rows(report.document(results()))[name].endswith(f"| {verdict} |")


def test_parts_say_how_often_they_were_timed() -> None:
    seconds = {"one file": 9.0, "1": 10.0, "2": 5.0}
    dask = {"records": 5, "seconds": seconds, "times": {"1": [9, 10, 11]}, "same": False}
    text = report.document(results(dask=dask))
    assert "Medians of 3, in turns." in text
    assert "| 2.00 | 5 |" in rows(text)["two workers"]
    assert "| **fail** |" in rows(text)["parts with the rows of the one file (1: all)"]


def test_it_is_written_as_json_and_a_plot(tmp_path: Path) -> None:
    report.write(results(), tmp_path)
    told = json.loads((tmp_path / "join.json").read_text("utf-8"))
    assert {aim["passed"] for aim in told["targets"]} == {True, False, None}
    assert (tmp_path / "join.png").read_bytes().startswith(b"\x89PNG")


def test_pairs_of_peers_are_compared_and_failures_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those of one that was given fewer points; one that is wrong or fails is told."""
    from benchmarks.joins import measure
    from benchmarks.joins.peers import PEERS, Peer

    right = PEERS["kordon"].join

    def wrong(x: Any, y: Any, regions: Any) -> Any:
        point, region = right(x, y, regions)
        return point, np.roll(region, 1)

    def fails(x: Any, y: Any, regions: Any) -> Any:
        raise MemoryError("no more")

    peers = {
        "kordon": Peer("kordon", "kordon", right),
        "few": Peer("few", "numpy", right, most=100),
        "wrong": Peer("wrong", "numpy", wrong),
        "fails": Peer("fails", "numpy", fails),
    }
    monkeypatch.setattr(measure, "PEERS", peers)
    found = in_turns(*points(2_000), blobs(20, 30), list(peers), 1)
    assert [found[name].get("same") for name in peers] == [True, True, False, None]
    assert found["few"]["points"] == 100
    assert "MemoryError: no more" in found["fails"]["error"]
    assert "seconds" not in found["fails"]
