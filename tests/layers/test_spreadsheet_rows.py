"""Rows are called by the number that a spreadsheet shows beside them, too."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from geo.foreign import parse_csv as module
from layers.readers import read

HEAD = "id,date_start,lat,lon,category"


def row(name: str) -> str:
    return f"{name},2022-10-09,52.05,29.25,rail_echelon"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{HEAD}\n{row('a')}\n{row('b')}\n", [2, 3]),
        (f"{HEAD}\n\n{row('a')}\n\r\n\n{row('b')}", [3, 6]),
        (f"{HEAD}\n,,,,\n{row('a')}\n,,,,\n{row('b')}\n", [3, 5]),
        (f"\n\n{HEAD}\n{row('a')}\n", [4]),
        (f"Seen in May\n\n{HEAD}\n{row('a')}\n", [4]),
        (f"sep=,\n{HEAD}\n{row('a')}\n", [2]),
        (f'{HEAD},"no\nte"\n{row("a")},"x\r\n\r\ny"\n{row("b")},z\n', [2, 3]),
        (f'{HEAD}\n{row("a")}\n"b\n\n{row("c")}\n', [2, 3, 5]),
        (f"{HEAD}\r{row('a')}\r\r{row('b')}\r", [2, 4]),
    ],
)
def test_numbers_of_a_csv(text: str, lines: list[int], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    (report,) = read(tmp_path / "a.csv").files
    assert [one.line for one in report.rows] == lines
    assert [one.row for one in report.rows] == [*range(1, len(lines) + 1)]


def test_numbers_run_on_over_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As counted by hand, with blank rows and line ends in cells, at once or row by row."""
    chance, number, lines, expected = random.Random(5), 1, [HEAD + ",note"], []
    for k in range(200):
        blanks = chance.choice([0, 0, 1, 3])
        lines += [""] * blanks
        note = chance.choice(["x", '"a\nb"', '"\n\n"'])
        lines.append(f"{row(f'r{k}')},{note}")
        number += blanks + 1
        expected.append(number)
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    for size in (1 << 20, 700):
        monkeypatch.setattr(module, "_PIECE_CHARACTERS", size)
        (parsed,) = module.parse_csv(path, None)
        found = [n for batch in parsed.batches for n in batch.column(module.LINE).to_pylist()]
        assert found == expected


def test_messages_name_both_numbers(tmp_path: Path) -> None:
    """The second row of a file with a blank line stands in the fourth row of a spreadsheet."""
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n{row('a')}\n\n{row('a')}\n", encoding="utf-8")
    (report,) = read(path).files
    _, second = report.rows
    assert second.called == "row 2 (spreadsheet row 4)"
    assert second.reasons == (f"the same record as in {path}, row 1 (spreadsheet row 2)",)
    assert second.to_dict()["spreadsheet_row"] == 4
    path.with_name("b.geojson").write_text(
        '{"type": "Feature", "geometry": null, "properties": {"id": "a", "lat": 1}}'
    )
    (report,) = read(path.with_name("b.geojson")).files
    assert report.rows[0].called == "row 1"
    assert "spreadsheet_row" not in report.rows[0].to_dict()
