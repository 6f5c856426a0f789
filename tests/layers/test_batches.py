"""Reading in batches: every row, id and outcome as when the file is read whole."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.errors import ForeignFileError, InputError
from geo.foreign import ForeignFile, ForeignTable
from layers.checking.identity import Known, Seen, short_hashes
from layers.frames import joined
from layers.intake import FileReport, Intake
from layers.readers import READERS, read
from layers.readers.batches import Account, How, read_batches, take_tables
from layers.readers.report import Pieces, take_in

_TODAY = dt.date(2024, 6, 1)
_EXAMPLES = Path(__file__).parents[2] / "examples" / "belarus-border-2021-2023.csv"


def in_batches(paths: Sequence[Path], **how: Any) -> tuple[geopandas.GeoDataFrame, Account, int]:
    """All sightings in one frame, the account, and how many batches there were."""
    account = Account()
    frames = list(read_batches(paths, How(today=_TODAY, **how), account))
    return joined(frames), account, len(frames)


def check_same(frame: geopandas.GeoDataFrame, account: Account, whole: Intake) -> None:
    """Rows and account are those of the intake."""
    counts = ("read", "accepted", "repaired", "set_aside", "duplicates", "unlocated", "undated")
    for name in counts:
        assert getattr(account, name) == getattr(whole, name), name
    reasons = sum((report.reasons for report in whole.files), type(account.reasons)())
    assert account.reasons == reasons
    assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(whole.sightings))


def write_csv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(k for row in rows for k in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


def plain_row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"R{number}", "layer": "deployment", "category": "troop_arrival",
        "date_start": "2022-01-18", "latitude": f"{52 + number % 100 / 100}", "longitude": "29.25",
        "description": f"Seen {number}.", **more,
    }  # fmt: skip


# --- the same as when it is read whole, cut anywhere

_CELLS = {
    "id": st.sampled_from(["", "", "a", "b", "c"]),
    "layer": st.sampled_from(["deployment", "shelling", "", "nothing"]),
    "category": st.sampled_from(["troop_arrival", "Troop arrival", "odd"]),
    "date_start": st.sampled_from(
        ["2022-01-18", "2022", "03/04/2022", "03.04.2022", "13/04/2022", "04/13/2022",
         "12.31.2022", "31.12.2022", "soon", "", "2022-01-18T05:30Z", "44852", "1666000000",
         "1/4/2022 - 14/4/2022", "3/4 - 5/4/2022", "12-14 Oct 2022"]
    ),
    "as_of": st.sampled_from(["", "05/06/2022", "05/16/2022"]),
    "latitude": st.sampled_from(["52.05", "52,05", "29.25", "95", ""]),
    "longitude": st.sampled_from(["29.25", "29,25", "52.05", ""]),
    "quantity_best": st.sampled_from(["", "1.500", "1.5", "0.500", "1.500.000", "2,5", "many"]),
    "coordinate_uncertainty_m": st.sampled_from(["", "1.500", "250.25", "1.500,5", "-1"]),
    "radius": st.sampled_from(["", "3 km", "1.500", "500", "12000", "0.5-2 km", "±700 m"]),
    "radius_km": st.sampled_from(["", "3", "1.500", "0.500", "near"]),
    "source": st.sampled_from(["https://example.org/a", "A paper", ""]),
    "description": st.sampled_from(["", "Seen.", "=1+1", "'=1", "a\u202eb"]),
    "own": st.sampled_from(["", "x"]),
}  # fmt: skip


@given(
    rows=st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=12),
    cuts=st.lists(st.integers(0, 12), max_size=4),
    missing=st.sets(st.sampled_from(sorted(_CELLS))),
)
def test_batches_are_the_whole_file(
    rows: list[dict[str, str]], cuts: list[int], missing: set[str]
) -> None:
    """Whatever the rows, wherever the file is cut into batches."""
    names = [name for name in _CELLS if name not in missing] or ["id"]
    table = pa.table({name: [row[name] for row in rows] for name in names})
    edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    parts = [table.slice(a, b - a) for a, b in itertools.pairwise(edges)]

    def raw(part: pa.Table) -> Any:
        foreign = ForeignTable("", part, None, None, {}, ())
        return READERS["csv"].tables(ForeignFile("a.csv", "", "csv", (foreign,)))

    account, how = Account(), How(today=_TODAY)
    every = [raw(part).tables[0] for part in parts]
    frames = list(take_tables(every, lambda _: every, how, account, Known(), "a.csv"))
    pieces = Pieces(layer=None, mapping={}, today=_TODAY)
    file = ForeignFile("a.csv", "", "csv", ())
    frame, report = take_in(file, raw(table), pieces, Seen())
    assert isinstance(report, FileReport)
    check_same(joined(frames), account, Intake(frame, (report,)))


def test_examples_are_the_same() -> None:
    frame, account, _ = in_batches([_EXAMPLES])
    check_same(frame, account, read(_EXAMPLES, today=_TODAY))


# --- real files of several batches


@pytest.fixture(scope="module")
def long_rows() -> list[dict[str, Any]]:
    """45,000 records: more than two batches of CSV; what decides is far from what is decided."""
    rows = [plain_row(n, quantity_best="", as_of="") for n in range(45_000)]
    rows[5] |= {"quantity_best": "1.500", "as_of": "03/04/2022"}
    rows[30_000] |= {"quantity_best": "2.000.000"}
    rows[44_000] |= {"as_of": "04/13/2022"}
    rows[44_990] |= {"id": "R7"}
    rows[44_991] = dict(rows[8])
    rows[44_992] = dict(rows[44_990])
    rows[21_000] |= {"layer": "no such"}
    rows[21_001] |= {"latitude": "", "longitude": ""}
    return rows


def test_csv_of_several_batches(tmp_path: Path, long_rows: list[dict[str, Any]]) -> None:
    path = write_csv(tmp_path / "long.csv", long_rows)
    frame, account, count = in_batches([path])
    assert count == 3
    whole = read(path, today=_TODAY)
    check_same(frame, account, whole)
    assert frame["quantity_best"][5] == 1500
    assert frame["as_of"][5] == "2022-03-04"
    assert (account.duplicates, account.reasons["id used twice"]) == (1, 2)


def test_geoparquet_of_several_batches(tmp_path: Path, long_rows: list[dict[str, Any]]) -> None:
    """Numbers as numbers, dates as text, points in another coordinate system."""
    table = pd.DataFrame(long_rows + [plain_row(n) for n in range(50_000, 75_000)])
    x, y = (pd.to_numeric(table.pop(name)) for name in ("longitude", "latitude"))
    points = geopandas.points_from_xy(x, y, crs=4326)
    path = tmp_path / "long.parquet"
    frame = geopandas.GeoDataFrame(table, geometry=points)
    frame["coordinate_uncertainty_m"] = 1.5
    frame.to_crs(3035).to_parquet(path, row_group_size=30_000)
    got, account, count = in_batches([path])
    assert count >= 2
    check_same(got, account, read(path, today=_TODAY))
    assert got["coordinate_uncertainty_m"].eq(1.5).all()


def test_duplicates_over_files_of_all_formats(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "one.csv", [plain_row(1), plain_row(2)])
    two = tmp_path / "two.geojson"
    two.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, '
        '"properties": {"id": "R2", "date": "2022-01-19", "category": "troop_arrival"}}]}'
    )
    again = tmp_path / "again.parquet"
    pd.DataFrame([plain_row(1), plain_row(3), plain_row(2)]).to_parquet(again)
    files = [one, two, again]
    frame, account, _ = in_batches(files)
    check_same(frame, account, read(files, today=_TODAY))
    assert (account.duplicates, account.set_aside) == (2, 1)


def test_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("id,latitude,longitude\n")
    frame, account, count = in_batches([path])
    assert (len(frame), account.read, count) == (0, 0, 1)
    with pytest.raises(InputError, match="names a column 'x'"):
        in_batches([path], mapping={"x": "id"})


def test_options_are_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("was,date,lat,lon\nокоп,2022-10-09,52.1,29.3\n".encode("cp1251"))
    how = {"encoding": "cp1251", "layer": "fortification", "mapping": {"was": "category"}}
    frame, account, _ = in_batches([path], **how)
    check_same(frame, account, read(path, today=_TODAY, **how))
    assert frame["layer"].tolist() == ["fortification"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    good = write_csv(tmp_path / "good.csv", [plain_row(1)])
    with pytest.raises(ForeignFileError, match=r"gone\.csv does not exist"):
        next(read_batches([good, tmp_path / "gone.csv"], How(), Account()))
    with pytest.raises(InputError, match="No file was given"):
        next(read_batches([], How(), Account()))
    with pytest.raises(InputError, match="There is no layer 'x'"):
        next(read_batches([good], How(layer="x"), Account()))


def test_known_records_take_little_room() -> None:
    """Runs of hashes are merged, so that looking up stays quick; nothing is forgotten."""
    known = Known()
    for start in range(0, 5_000, 50):
        ids = [f"r{n}" for n in range(start, start + 50)]
        known.add_hashes(*short_hashes(ids, [name.encode().ljust(32) for name in ids]))
    assert len(known.runs) < 12
    assert sum(len(names) for names, _ in known.runs) == 5_000
