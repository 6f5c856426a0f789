"""``--once`` of map, brief and count: what is said, and what does not go together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ROWS = (
    "id,layer,category,date_start,latitude,longitude,coordinate_uncertainty_m\n"
    "a1,deployment,rail_echelon,2024-05-01,51.8,29.2,100\n"
    "a2,deployment,rail_echelon,2024-05-02,51.8,29.2,100\n"
    "b1,shelling,artillery_fire,2024-05-03,51.8,29.2,100\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Reports, and what was decided of them."""
    reports, pairs = tmp_path / "a.csv", tmp_path / "pairs.csv"
    reports.write_text(ROWS, "utf-8")
    pairs.write_text("id_a,id_b,verdict\na1,a2,same\n", "utf-8")
    return reports, pairs


def test_a_map_says_events_beside_reports(
    kordon: Any, files: tuple[Path, Path], tmp_path: Path
) -> None:
    reports, pairs = files
    words = ("--zones", "BY-UA-100km-BY", "--hubs", "none")
    code, out, err = kordon(
        "map", reports, *words, "--once", "--decided", pairs, "-o", tmp_path / "a.html"
    )
    assert code == 0, err
    assert "note: 2 reports that were decided to be of 1 event count once each event" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["layer", "reports", "events"] in lines
    assert ["deployment", "2", "1", "..", "1"] in lines
    assert "zone or hub: events, certain .. possible" in out
    text = (tmp_path / "a.html").read_text("utf-8")
    assert str(tmp_path) not in text
    _, out, _ = kordon("map", reports, *words, "-o", tmp_path / "b.html")
    assert ["layer", "reports"] in [line.split() for line in out.splitlines()]


def test_a_briefing_is_of_events(kordon: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    reports, pairs = files
    code, out, err = kordon(
        "brief", reports, "--zones", "none", "--hubs", "none", "--once", "--decided", pairs,
        "-o", tmp_path / "a.md", "--lang", "uk",
    )  # fmt: skip
    assert code == 0, err
    assert "2 події" in out
    assert "2 reports that were decided to be of 1 event count once each event" in err


@pytest.mark.parametrize("command", ["map", "brief", "count"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--decided", "pairs.csv"], "--decided belongs to --once."),
        (["--once", "--profile", "public"], "leave out --once."),
    ],
)
def test_what_does_not_go_together(
    kordon: Any, files: tuple[Path, Path], command: str, words: list[str], says: str
) -> None:
    target = [] if command == "count" else ["-o", files[0].with_suffix(".html")]
    code, _, err = kordon(command, files[0], *words, *target)
    assert code == 2
    assert says in err


def test_decisions_are_not_written_over(kordon: Any, files: tuple[Path, Path]) -> None:
    """The file of decisions is an input, like the reports."""
    reports, pairs = files
    for command in ("count", "map"):
        code, _, err = kordon(
            command, reports, "--once", "--decided", pairs, "-o", pairs, "--force"
        )
        assert code == 4, err
    assert pairs.read_text("utf-8").startswith("id_a")
