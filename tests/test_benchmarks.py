"""The parts of `make bench` that need no browser: records, addresses, arithmetic, tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kordon
from benchmarks import page
from benchmarks.pages import browser, child, records, report, shelf, targets
from benchmarks.pages.peers import PEERS
from benchmarks.pages.probe import probe
from layers.vocabulary import VOCABULARIES

ABOUT = {
    "machine": "a machine", "cores": 2, "releases": {"kordon": "1"}, "repeat": 5,
    "limits": {"seconds": 60, "bytes": 200_000_000},
}  # fmt: skip
FIGURES: dict[str, dict[int, dict[str, Any]]] = {
    "kordon": {
        10_000: {
            "file_bytes": 700_000, "first": 300.0, "pan_median": 16.7, "pan_p95": 33.4,
            "time_median": 16.7, "time_p95": 50.0, "time_longest": 60.0, "requests": 0,
        },
        1_000_000: {"error": "took more than 60 s | to open"},
    },
    "folium-marker": {10_000: {"file_bytes": 7_000_000, "offline": False, "requests": 12}},
    "folium-circle": {10_000: {"file_bytes": 14_000_000, "first": 1200.0}},
}  # fmt: skip


def test_records_are_the_same_in_every_run() -> None:
    first, again = records.make(500), records.make(500)
    assert first.equals(again)
    assert not first.equals(records.make(500, seed=2))
    assert list(first) == list(records.COLUMNS)


def test_records_are_what_the_tables_say() -> None:
    made = records.make(2_000)
    layer_of = {term.word: term.layer for term in VOCABULARIES["category"]}
    assert (made["category"].map(layer_of) == made["layer"]).all()
    assert set(made["layer"]) == set(layer_of.values())
    assert made["date"].is_monotonic_increasing
    assert made["coordinate_uncertainty_m"].between(500, 5_000).all()
    assert made["longitude"].between(22, 42).all()
    assert made["latitude"].between(48, 57).all()
    assert (made["quantity"] >= 1).all()
    assert 55 <= made["description"].str.len().mean() <= 65


def test_kordon_takes_every_record(tmp_path: Path) -> None:
    records.write(300, tmp_path / "r.parquet")
    (report_,) = kordon.read(tmp_path / "r.parquet").files
    assert (report_.accepted, report_.unlocated, report_.undated) == (300, 0, 0)
    assert records.read(tmp_path / "r.parquet")[["longitude", "latitude"]].notna().all(axis=None)


@pytest.mark.parametrize("name", ["kordon", "folium-fast-cluster", "folium-geojson"])
def test_a_page_is_made_of_the_records(name: str, tmp_path: Path) -> None:
    records.write(20, tmp_path / "r.parquet")
    PEERS[name].write(tmp_path / "r.parquet", tmp_path / "p.html")
    assert (tmp_path / "p.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_child_says_what_went_wrong(tmp_path: Path) -> None:
    made = child.run("build", ["records", "5", str(tmp_path / "no folder" / "r.parquet")], 60)
    assert "no folder" in made["error"]


def test_a_child_is_stopped_at_the_limit(tmp_path: Path) -> None:
    made = child.run("build", ["records", "5", str(tmp_path / "r.parquet")], 0.01)
    assert made["error"] == "took more than 0 s"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js",
         ("leaflet", "1.9.3", "dist/leaflet.js")),
        ("https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@%5E1.0.1/dist/embed-amd.js",
         ("@jupyter-widgets/html-manager", "^1.0.1", "dist/embed-amd.js")),
        ("https://unpkg.com/maplibre-gl@5.14.0/dist/maplibre-gl.css?x=1",
         ("maplibre-gl", "5.14.0", "dist/maplibre-gl.css")),
        ("https://code.jquery.com/jquery-3.7.1.min.js", ("jquery", "3.7.1", "dist/jquery.min.js")),
        ("https://cdnjs.cloudflare.com/ajax/libs/leaflet.markercluster/1.1.0/MarkerCluster.css",
         ("leaflet.markercluster", "1.1.0", "dist/MarkerCluster.css")),
        ("https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/a.js",
         ("leaflet.awesome-markers", "^2.0.2", "dist/a.js")),
        ("https://tile.openstreetmap.org/1/2/3.png", None),
        ("https://example.org/npm/leaflet@1.9.3/dist/leaflet.js", None),
    ],
)  # fmt: skip
def test_addresses_of_cdns_name_packages(url: str, found: tuple[str, str, str] | None) -> None:
    assert shelf.wanted(url) == (shelf.Wanted(*found) if found else None)


def test_the_shelf_answers_from_disk_only(tmp_path: Path) -> None:
    home = tmp_path / "leaflet_1.9.3" / "dist"
    home.mkdir(parents=True)
    (home / "leaflet.js").write_text("L", "utf-8")
    (tmp_path / "secret").write_text("no", "utf-8")
    kept = shelf.Shelf(tmp_path)
    base = "https://cdn.jsdelivr.net/npm/"
    assert kept.answer(f"{base}leaflet@1.9.3/dist/leaflet.js") == (b"L", "text/javascript")
    assert kept.answer(f"{base}leaflet@1.9.3/../secret") is None
    assert kept.answer(f"{base}other@1/a.js") is None
    assert kept.answer(f"{base}other@1/a.css") == (b"", "text/css")
    assert kept.answer("https://example.org/a.woff2") == (b"", "font/woff2")


def test_percentile_is_the_nearest_rank() -> None:
    values = [float(n) for n in range(1, 21)]
    assert browser.percentile(values, 0.95) == 19
    assert browser.percentile(values, 1.0) == 20
    assert browser.percentile([7.0], 0.95) == 7


def test_a_job_survives_the_command_line() -> None:
    job = browser.Job(Path("a page.html"), "deck", 5, Path("npm"), "warm", 1_000)
    assert browser.Job.of(job.arguments()) == job


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_the_probe_has_no_gaps(peer: Any) -> None:
    script = probe(peer.kind, 10)
    for word in ("READY", "WHERE", "COUNT", "MAP"):
        assert word not in script.replace("_MAP", "")


def test_medians_leave_out_what_is_missing() -> None:
    runs = [{"first": 3.0, "refused": []}, {"first": 1.0, "pan_p95": 9.0}, {"error": "died"}]
    assert page.medians(runs) == {"first": 2.0, "pan_p95": 9.0, "error": "died"}


def test_peers_are_chosen_by_the_beginning_of_their_names() -> None:
    assert [p.name for p in page.chosen("pydeck")] == ["kordon", "pydeck"]
    assert len(page.chosen("")) == len(PEERS)
    with pytest.raises(SystemExit, match="no page is called nothing"):
        page.chosen("nothing")


def test_the_table_has_ratios_and_notes() -> None:
    text = report.document(FIGURES, [10_000, 1_000_000], targets.targets(FIGURES), ABOUT)
    rows = {line.split(" | ")[0].strip("| "): line for line in text.splitlines()}
    assert "### 10 000 records" in text
    assert "| 7.00 (0.1) |" in rows["folium-marker"]
    assert rows["folium-marker"].endswith("| 12 | does not open offline |")
    assert "| 1.20 (0.25) |" in rows["folium-circle"]
    assert "took more than 60 s / to open" in text
    widths = {line.count("|") for line in report.table(FIGURES, 10_000).splitlines()[2:]}
    assert len(widths) == 1


def test_targets_pass_fail_or_are_not_measured() -> None:
    aims = {aim.name: aim for aim in targets.targets(FIGURES)}
    assert aims["10 000, file"].passed is True
    smaller = aims["10 000, smaller than the smallest of folium's marker layers"]
    assert (smaller.value, smaller.passed) == (10, False)
    assert smaller.line().endswith("| ≥ 12 x | 10 | **fail** |")
    assert aims["10 000, first picture sooner than CircleMarker's"].value == 4
    assert aims["1 000 000, file"].passed is None
    assert aims["panning, median frame (worst, at 10 000)"].passed is True
    assert aims["3 000 000, first picture"].passed is None
    assert len(aims) == 18


def test_a_page_that_was_given_up_took_longer_than_that() -> None:
    """And until somebody waited for it, nothing is known of it."""
    name = "1 000 000, first picture sooner than FastMarkerCluster's"
    figures = {"kordon": {1_000_000: {"first": 300.0}}, "folium-fast-cluster": {1_000_000: {}}}

    def aim() -> targets.Target:
        return next(aim for aim in targets.targets(figures) if aim.name == name)

    assert aim().passed is None
    figures["folium-fast-cluster"][1_000_000] = {"waited": 60_000.0}
    assert aim().line().endswith("| ≥ 15 x | > 200 | pass |")
    figures["folium-fast-cluster"][1_000_000] = {"first": 30_000.0}
    assert aim().line().endswith("| ≥ 15 x | 100 | pass |")


def test_results_are_written_as_json_and_as_curves(tmp_path: Path) -> None:
    report.write_json(tmp_path / "page.json", FIGURES, targets.targets(FIGURES), ABOUT)
    told = json.loads((tmp_path / "page.json").read_text("utf-8"))
    assert told["pages"]["kordon"]["10000"]["first"] == 300
    assert {aim["passed"] for aim in told["targets"]} == {True, False, None}
    assert report.curves(FIGURES, "first") == {
        "kordon": [(10_000, 1.0)],
        "folium-circle": [(10_000, 4.0)],
    }
