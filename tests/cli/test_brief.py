"""`kordon brief`: what is typed, what is said, what is refused. What it writes: tests/maps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PERIOD = ("--since", "2022-11-01", "--until", "2022-11-30")


def test_two_formats_of_one_reading(kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    """The summary is told, too; the command stands in the document, without folders."""
    md, html = tmp_path / "brief.md", tmp_path / "brief.html"
    code, out, err = kordon(
        "brief", examples_csv, *PERIOD, "--compare-to", "2022-10-01..2022-10-31",
        "-o", md, "-o", html, "--lang", "de-AT", "--zones", "BY-UA-100km-BY", "--hubs", "none",
    )  # fmt: skip
    assert code == 0, err
    assert out.splitlines()[0].startswith(f"{md}  ")
    assert "November 2022: 3–4 Meldungen" in out
    text = md.read_text("utf-8").replace("\\", "")
    assert "# Aktivität an der Grenze: November 2022" in text
    assert f"kordon brief {examples_csv.name} --since 2022-11-01" in text
    assert str(tmp_path) not in text + html.read_text("utf-8")


def test_an_empty_period_is_written_and_noted(
    kordon: Any, examples_csv: Path, tmp_path: Path
) -> None:
    target = tmp_path / "brief.md"
    code, out, err = kordon(
        "brief", examples_csv, "--until", "1999", "-o", target, "--zones", "none", "--hubs", "none"
    )
    assert code == 0
    assert "nothing is reported in these files" in out
    assert "note: nothing is reported for this period: the briefing says so" in err
    assert target.exists()


def test_what_is_marked_is_said(kordon: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "layer,category,date_start,latitude,longitude,handling\n"
        "deployment,rail_echelon,2022-11-05,52,29,restricted\n"
    )
    _, _, err = kordon("brief", path, *PERIOD, "-o", tmp_path / "a.md", "--zones", "none")
    assert "1 of 1 rows is marked restricted: in the output" in err
    # Also what only the period compared with has: it is listed, too.
    later = ("--since", "2022-12", "--until", "2022-12", "--compare-to", "previous")
    _, _, err = kordon("brief", path, *later, "-o", tmp_path / "b.md", "--zones", "none")
    assert "1 of 1 rows is marked restricted: in the output" in err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["-o", "{}/a.rtf"], 2, "the ending .rtf says no format; use .html, .docx, .pptx, .pdf or"),
        (["-o", "{}/a.md", "-o", "{}/a.md"], 2, "named twice"),
        (["-o", "{}/taken.md"], 4, "exists already; use --force"),
        (["-o", "{}/a.md", "--since", "2022-12", "--until", "2022-11"], 2, "is before --since"),
        (["-o", "{}/a.md", "--compare-to", "previous"], 2, "needs a period"),
        (["-o", "{}/a.md", "--compare-to", "lately"], 2, "is no period"),
        (["-o", "{}/a.md", "--lang", "xx"], 2, "not written in the language"),
        (["-o", "{}/a.docx", "--template", "{}/none.docx"], 3, "does not exist"),
        (["-o", "{}/a.docx", "--template", "{}/taken.md"], 3, "no Word or PowerPoint file"),
        ([], 2, "Missing option '-o'"),
    ],
)
def test_what_is_refused_leaves_nothing(
    words: list[str], code: int, says: str, kordon: Any, examples_csv: Path, tmp_path: Path
) -> None:
    """One clear line, and no file, not even of the other outputs."""
    (tmp_path / "taken.md").write_text("mine")
    rest = ["--zones", "none", "--hubs", "none"]
    found, _, err = kordon("brief", examples_csv, *(w.format(tmp_path) for w in words), *rest)
    assert (found, says in " ".join(err.split())) == (code, True), err
    assert [path.name for path in tmp_path.iterdir()] == ["taken.md"]
    assert (tmp_path / "taken.md").read_text() == "mine"


def test_the_input_is_not_overwritten(kordon: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("date_start,latitude,longitude\n2022-11-05,52,29\n")
    code, _, err = kordon("brief", path, "-o", path, "--force")
    assert code == 4
    assert "is the same file as the input" in err
