"""``kordon verify``: whole pages, damaged ones, the inputs they were made from, and strangers."""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kordon
from cli.verify import verify
from geo.errors import ForeignFileError, InputError
from maps.fingerprint import FRAME, fingerprint_of


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(verify, [str(a) for a in arguments])


def _changed(page: Path, tmp_path: Path, old: bytes, new: bytes) -> Path:
    data = page.read_bytes()
    assert old in data
    path = tmp_path / "changed.html"
    path.write_bytes(data.replace(old, new, 1))
    return path


def test_a_whole_page_says_what_it_was_made_from(example_page: Path) -> None:
    result = _run(example_page)
    assert result.exit_code == 0
    for part in ("whole, as it was written", "Kordon 0.", "kordon map belarus", "150 read",
                 "not given, not compared"):  # fmt: skip
        assert part in result.output
    found = fingerprint_of(example_page.read_bytes())
    assert found is not None
    assert found.found in result.output


def test_its_input_is_compared_and_counted(example_page: Path, examples_csv: Path) -> None:
    result = _run(example_page, examples_csv, "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["ok"] is True
    assert [one["state"] for one in told["inputs"]] == ["same"]
    assert told["recounted"] == told["counts"]
    assert told["counts"]["read"] == 150


def test_an_input_that_changed_is_found(
    example_page: Path, examples_csv: Path, tmp_path: Path
) -> None:
    later = tmp_path / examples_csv.name
    later.write_bytes(examples_csv.read_bytes() + b"\n")
    result = _run(example_page, later)
    assert result.exit_code == 1
    assert "CHANGED since" in result.output
    assert "rows now" not in result.output
    renamed = tmp_path / "other name.csv"
    renamed.write_bytes(examples_csv.read_bytes())
    assert _run(example_page, renamed).exit_code == 0, "the content counts, not the name"
    stranger = tmp_path / "stranger.csv"
    stranger.write_text("a,b\n")
    result = _run(example_page, stranger)
    assert result.exit_code == 1
    assert "NOT an input" in result.output


@pytest.mark.parametrize("ending", [".html", ".csv"])
def test_a_publication_names_its_inputs_to_the_house_only(
    ending: str, examples_csv: Path, tmp_path: Path
) -> None:
    """A file that is no input, and one of which nothing is said, are two different things."""
    path = tmp_path / f"public{ending}"
    now = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    kordon.publish([examples_csv], path, now=now, seed="s")
    result = _run(path, examples_csv)
    assert result.exit_code == 0, result.output
    assert f"{examples_csv.name}: same as when" in result.output
    stranger = tmp_path / "stranger.csv"
    stranger.write_text("a,b\n")
    assert "NOT an input" in _run(path, stranger).output
    # A receipt of other bytes is none of this file; and readers have none at all.
    receipt = Path(f"{path}.receipt.json")
    receipt.write_text(receipt.read_text().replace('"output_sha256": "', '"output_sha256": "0'))
    for _ in range(2):
        result = _run(path, examples_csv)
        assert result.exit_code == 1
        assert f"{examples_csv.name}: CANNOT TELL" in result.output
        receipt.unlink(missing_ok=True)


def test_rows_that_are_counted_otherwise_are_said(tmp_path: Path) -> None:
    """The same file read with other options, as a page that says less of its making would be."""
    from layers.readers import read
    from maps.page import Page
    from maps.provenance import provenance_of

    rows = tmp_path / "rows.csv"
    rows.write_text("was,when,lat,lon\nrail_echelon,2022-10-09,52,29\n")
    intake = read(rows, mapping={"was": "category"})
    page = tmp_path / "page.html"
    Page(intake, provenance=provenance_of(intake, ask=["--map", "was=category"])).save(page)
    assert "rows now     the same" in _run(page, rows).output
    silent = tmp_path / "silent.html"
    Page(intake, provenance=provenance_of(intake)).save(silent)
    result = _run(silent, rows)
    assert result.exit_code == 1
    assert "DIFFERENT" in result.output


def test_damage_is_found_and_placed(example_page: Path, tmp_path: Path) -> None:
    data = example_page.read_bytes()
    found = fingerprint_of(data)
    assert found is not None
    assert found.whole
    assert found.damaged == ()
    starts = [data.index(b'id="%s">' % name) for name in (b"kordon-data", b"kordon-texts")]
    for start, name in zip(starts, ("kordon-data", "kordon-texts"), strict=True):
        at = start + 400
        other = b"B" if data[at : at + 1] != b"B" else b"C"
        broken = tmp_path / "broken.html"
        broken.write_bytes(data[:at] + other + data[at + 1 :])
        result = _run(broken)
        assert result.exit_code == 1
        assert f"NOT as it was written: {name}\n" in result.output
    title = _changed(example_page, tmp_path, b"<title>", b"<title>An honest ")
    assert f"NOT as it was written: {FRAME}\n" in _run(title).output


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.9999])
def test_a_truncated_page_is_not_whole(part: float, example_page: Path, tmp_path: Path) -> None:
    data = example_page.read_bytes()
    cut = tmp_path / "cut.html"
    cut.write_bytes(data[: int(part * len(data))])
    result = _run(cut)
    assert result.exit_code == 1
    assert "NOT as it was written" in result.output


def test_every_byte_counts(example_page: Path) -> None:
    """Whichever byte is changed, the page is no longer whole."""
    data = example_page.read_bytes()
    start = data.index(b"kordon-fingerprint")
    for at in [*range(0, len(data), len(data) // 40), start + 40, start + 100, len(data) - 1]:
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        found = fingerprint_of(flipped)
        assert found is None or not found.whole, at


def test_what_is_no_page_is_refused(tmp_path: Path, example_page: Path) -> None:
    other = tmp_path / "other.html"
    other.write_bytes(b"\x7fELF\x02\x01\x00\x00")
    assert isinstance(_run(other).exception, ForeignFileError)
    assert isinstance(_run(tmp_path / "none.html").exception, ForeignFileError)
    assert isinstance(_run(tmp_path).exception, ForeignFileError)
    assert isinstance(_run(example_page, tmp_path / "none.csv").exception, InputError)


@pytest.mark.parametrize(
    "head",
    [b"", b"{", b"[]", b"null", b'{"provenance": 7}', b"AAAA", b"\xff", b"[" * 100_000,
     b'{"provenance": {"inputs": 7, "counts": [1], "ask": {"options": 3}, "command": [1]}}',
     b'{"provenance": {"inputs": [{"name": "\\u001b[31m\\u202e"}], "version": "\\u001b[2J"}}'],
)  # fmt: skip
@pytest.mark.parametrize("packed", [True, False])
def test_a_strange_head_stops_nothing(head: bytes, packed: bool, tmp_path: Path) -> None:
    """A page is a file of others: whatever its head holds is said, not obeyed."""
    head = base64.b64encode(zlib.compress(head)) if packed else head
    path = tmp_path / "strange.html"
    path.write_bytes(
        b'<meta charset="utf-8"><meta name="kordon-fingerprint" content="sha256=0">'
        b'<script type="text/plain" id="kordon-head">' + head + b"</script>"
    )
    result = _run(path)
    assert result.exit_code == 1, result.exception
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_pictures_and_coverage_are_compared_and_not_counted(tmp_path: Path) -> None:
    """They are inputs of the page too, and hold no rows."""
    import numpy as np
    import rasterio
    from rasterio.transform import from_bounds

    from layers.readers import read
    from maps.page import Page
    from maps.verify import verify as verdict_of

    examples = Path(__file__).parents[2] / "examples"
    files = [examples / "belarus-border-2021-2023.csv", examples / "coverage-made-up.csv"]
    tiff, page = tmp_path / "a.tif", tmp_path / "map.html"
    with rasterio.open(
        tiff, "w", driver="GTiff", count=1, height=9, width=9, dtype="uint8", crs="EPSG:4326",
        transform=from_bounds(29, 51, 30, 52, 9, 9),
    ) as file:  # fmt: skip
        file.write(np.full((1, 9, 9), 9, np.uint8))
    intake = read([files[0]])
    Page(intake, coverage=files[1], rasters=[tiff]).save(page)
    verdict = verdict_of(page, [*files, tiff])
    assert [check.state for check in verdict.inputs] == ["same"] * 3
    assert verdict.recounted is not None
    assert verdict.recounted["read"] == 150
    assert verdict.ok


@pytest.mark.parametrize("words", [("nothere.html",), ("page", "nothere.csv")])
def test_a_file_that_is_not_there_is_named_with_what_to_do(
    words: tuple[str, ...], example_page: Path
) -> None:
    given = [example_page if word == "page" else word for word in words]
    with pytest.raises(
        (ForeignFileError, InputError),
        match=r"^nothere\.\w+ cannot be read: No such file or directory\. Check the name",
    ):
        raise _run(*given).exception or AssertionError("nothing was raised")
