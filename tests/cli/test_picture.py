"""kordon picture: files, exit codes, and what it prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

Said = tuple[int, str, str]


def test_picture_writes_and_tells(
    kordon: Callable[..., Said], examples_csv: Path, tmp_path: Path
) -> None:
    """Two formats of one reading, with alt text for whoever pastes them."""
    png, svg = tmp_path / "map.png", tmp_path / "map.svg"
    words: list[Any] = ["picture", examples_csv, "-o", png, "-o", svg, "--size", "column",
                        "--since", "2022-10", "--until", "2022-10", "--lang", "uk",
                        "--frame", "22,50,40,56.5", "--as-of", "2022-10-31",
                        "--coverage", examples_csv.parent / "coverage-made-up.csv"]  # fmt: skip
    code, out, err = kordon(*words)
    assert code == 0, err
    assert re.search(r"drawn \d+ of \d+; not: \d+ known only to a country", out)
    assert "alt text: Карта:" in out
    assert "100\u00a0км" in out  # for whoever copies it, and not \\xa0
    assert "станом на 31 жовтня 2022" in svg.read_text("utf-8")
    assert "coverage in coverage-made-up.csv: read 5" in err
    with Image.open(png) as image:
        assert image.size == (1050, 1541)
    code, _, err = kordon(*words)
    assert code == 4
    assert "--force" in err
    assert kordon(*words, "--force")[0] == 0


def test_picture_refuses(kordon: Callable[..., Said], examples_csv: Path, tmp_path: Path) -> None:
    """Wrong usage is said before anything is read; nothing is written."""
    for words, code, told in [
        (["-o", tmp_path / "map.html"], 2, "named .png, .svg or .pdf"),
        (["-o", tmp_path / "a.png", "--dpi", "9999"], 2, "dots per inch"),
        (["-o", tmp_path / "a.png", "--as-of", "yesterday"], 2, "yesterday"),
        (["-o", tmp_path / "a.png", "--frame", "1,2,3"], 2, "1,2,3"),
        (["-o", tmp_path / "a.png", "--lang", "xx"], 2, "xx"),
        (["-o", tmp_path / "no" / "a.png"], 4, "does not exist"),
        (["-o", examples_csv], 4, "input"),
        (["-o", tmp_path / "a.png", "-o", tmp_path / "a.png"], 2, "named twice"),
        (["-o", tmp_path / "a.png", "--raster", examples_csv], 3, "not a GeoTIFF"),
        (["-o", tmp_path / "a.png", "--coverage", examples_csv], 3, "no column coverage"),
        (["-o", tmp_path / "a.png", "--since", "2030"], 3, "none of the 150 reports"),
        (["-o", tmp_path / "a.png", "--until", "1999", "--theme", "dark"], 3, "until 1999-12-31"),
        (["-o", tmp_path / "a.png", "--frame", "30,50,30,50"], 2, "30"),
        (["-o", tmp_path / "a.png", "--dpi", "1e9"], 2, "dots per inch"),
    ]:
        got, _, err = kordon("picture", examples_csv, *words)
        assert got == code, err
        assert told in err
    assert not list(tmp_path.iterdir())
    assert kordon("picture", "-o", tmp_path / "a.png")[0] == 2
