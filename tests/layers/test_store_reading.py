"""A store is read like a file: the same records, in the same shape, wherever files are taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from store_rows import TODAY, intake_of_rows, put_rows, rows, tamper

import kordon
from geo.errors import StoreError
from layers.readers import read
from layers.readers.batches import Account, How, read_batches
from layers.store.canonical import canonical, digest_of
from layers.store.current import current
from layers.store.database import is_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "kordon.db"


TEXT = st.sampled_from(
    ["=1+1", "'=1+1", "007", "1e5", "NA", "null", "a\nb", "a\rb", '"', "\\", ",", "a\tb",
     "{{ 7*7 }}", "</script>", "Мазыр", "\u202eabc", "a | b", "True", "nan", "😀", "é|ü"]
) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)  # fmt: skip
SHAPE = st.sampled_from(
    ["LINESTRING (29.123456789 51.5, 29.3 51.600000001)", "POLYGON ((29 51, 29 52, 30 52, 29 51))",
     "MULTILINESTRING ((29 51, 30 51), (31 51, 32 52))", "POINT (29.123456789 51.5)"]
)  # fmt: skip
ROW = st.fixed_dictionaries(
    {},
    optional={
        "geometry": SHAPE, "latitude": st.floats(48, 57).map(repr), "place": TEXT,
        "longitude": st.floats(22, 42).map(repr), "date_start": st.sampled_from(["2022", "2022-10",
        "2022-10-09T05:12:30.25-02:30", "18.01.2022", ""]), "unit": TEXT, "description": TEXT,
        "coordinate_uncertainty_m": st.floats(0, 1e6).map(repr), "quantity_low": TEXT,
        "quantity_best": st.integers(0, 10**12).map(str),
        "actor": st.sampled_from(["RUS;BLR", "x"]),
        "my column": TEXT, "lat": TEXT, "=own": TEXT, "input_file": TEXT, "certainty": TEXT,
        "share": TEXT, "regions": TEXT, "distance_m": TEXT,
        "azimuth_deg": st.floats(0, 360).map(repr),
        "source_url": TEXT, "source": TEXT, "retracted": st.sampled_from(["true", "false"]),
    },
)  # fmt: skip


@given(given_rows=st.lists(ROW, min_size=1, max_size=5))
@example(given_rows=[{"lat": "51", "latitude": ""}, {"quantity_low": "1.500"}])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_read_from_the_store_is_as_read_from_the_file(
    given_rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Property: every field, column, place, time and remark, and where each row came from."""
    store = tmp_path_factory.mktemp("same") / "kordon.db"
    numbered = [{**row, "id": f"00{n}"} for n, row in enumerate(given_rows)]
    first = intake_of_rows(numbered)
    put_rows(store, numbered)
    again = read(store, today=TODAY)
    (report,) = again.files
    assert report.read == report.accepted == len(first.sightings)
    one, two = first.sightings, again.sightings
    for name in set(one.columns) | set(two.columns):
        if name == "geometry":
            continue
        if name not in two:
            assert one[name].isna().all(), name
            continue
        if name not in one:
            assert two[name].isna().all(), name
            continue
        equal = (one[name] == two[name]) | (one[name].isna() & two[name].isna())
        assert equal.all(), (name, one[name].tolist(), two[name].tolist())
        assert one[name].dtype == two[name].dtype, name
    for left, right in zip(one.geometry, two.geometry, strict=True):
        assert (left is None) == (right is None)
        assert left is None or shapely.equals_exact(left, right, 0)


def test_a_canonical_record() -> None:
    """What is hashed, to the letter."""
    row = {"id": "7", "latitude": "52.50", "longitude": "30", "quantity_low": "20.0", "own": 'a"\n',
           "quantity_best": "many", "description": "Мазыр"}  # fmt: skip
    frame = intake_of_rows([row]).sightings
    kept = canonical(frame)
    wanted = {
        "+own": 'a"\n', "-unused": "quantity_best=many", "category": "troop_arrival",
        "date_precision": "day", "date_start": "2022-01-18", "description": "Мазыр", "id": "7",
        "latitude": 52.5,
        "layer": "deployment", "longitude": 30, "quantity_low": 20,
    }  # fmt: skip
    text = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
    assert kept.texts == [text]
    assert kept.shapes == [shapely.to_wkb(shapely.Point(30, 52.5), byte_order=1)]
    (shape,) = kept.shapes
    assert shape is not None
    assert kept.digests == [hashlib.sha256(text.encode() + b"\n" + shape).digest()]
    assert kept.digests == [digest_of(text.encode(), shape)]


def test_columns_in_another_order_are_the_same_record() -> None:
    row = {"place": "x", "unit": "y", "own": "z"}
    one = canonical(intake_of_rows([row]).sightings)
    two = canonical(intake_of_rows([dict(reversed(row.items()))]).sightings)
    assert one == two


def test_a_store_is_told_by_its_head(store: Path, tmp_path: Path) -> None:
    put_rows(store, rows(1))
    assert is_store(store)
    other = tmp_path / "other.db"
    other.write_bytes(store.read_bytes()[:60] + bytes(60))
    for name in (other, tmp_path, tmp_path / "none.db", "-", "a\0b"):
        assert not is_store(name)


def test_an_empty_store_has_no_sightings(store: Path) -> None:
    put_rows(store, [])
    frame = kordon.Store(store).sightings
    assert len(frame) == 0
    assert {"id", "geometry", "input_row", "time_from"} <= set(frame.columns)


def test_where_a_row_came_from_stays_with_it(store: Path) -> None:
    put_rows(store, rows(2))
    put_rows(store, [{"id": "B", "latitude": "52,5"}], "b.csv")
    frame = kordon.Store(store).sightings
    assert frame["input_file"].tolist() == ["a.csv", "a.csv", "b.csv"]
    assert frame["input_row"].tolist() == [1, 2, 1]
    assert "decimal comma" in frame["input_notes"].tolist()[2]


def test_beside_a_file_and_in_batches(store: Path, tmp_path: Path) -> None:
    """A record of the store that a file has, too, is a duplicate there, as between two files."""
    put_rows(store, rows(3))
    file = tmp_path / "b.geojson"
    file.write_bytes(kordon.export(kordon.Store(store).sightings.iloc[:1], "geojson"))
    both = read([store, file])
    assert [(r.accepted, r.duplicates) for r in both.files] == [(3, 0), (0, 1)]
    assert both.files[0].format == "store"
    assert both.files[0].sha256 == current(store).head
    account = Account()
    frames = list(read_batches([store], How(mapping={"no column": "id"}), account))
    assert account.accepted == 3
    pd.testing.assert_frame_equal(
        pd.DataFrame(pd.concat(frames)), pd.DataFrame(kordon.Store(store).sightings)
    )


@pytest.mark.parametrize("text", ["no JSON", "[]", "1},{", '{"place":true}', '{"place":[1]}'])
def test_records_that_are_none(text: str, store: Path) -> None:
    """An altered store ends in one clear error."""
    put_rows(store, rows(2))
    tamper(store, "UPDATE records SET json = ?1 WHERE record = 2", parameters=(text,))
    with pytest.raises(StoreError, match="`kordon store verify` tells which"):
        read(store)


@pytest.mark.parametrize("text", ['{"id":{"a":1}}', '{"latitude":"x","id":null}'])
def test_records_that_say_nothing(text: str, store: Path) -> None:
    """Or in a row that is set aside, and why: what is in a store is checked like any file."""
    put_rows(store, rows(2))
    tamper(store, "UPDATE records SET json = ?1 WHERE record = 2", parameters=(text,))
    intake = read(store)
    assert (intake.read, intake.set_aside) == (2, 1)
    assert intake.files[0].rows[1].reasons


def test_a_map_of_a_store_is_verified_by_its_end(
    store: Path, tmp_path: Path, kordon_map: Callable[[Path], Any]
) -> None:
    """A page names the store's last event; when something was added, it was made before that."""
    put_rows(store, rows(2))
    page = tmp_path / "map.html"
    kordon_map(store).save(page)
    assert kordon.verify(page, [store]).ok
    put_rows(store, rows(3))
    assert [one.state for one in kordon.verify(page, [store]).inputs] == ["changed"]


@pytest.fixture
def kordon_map() -> Callable[[Path], Any]:
    """A page of a store without zones and hubs, which take longest."""
    return lambda store: kordon.build_map([store], zones=["none"], hubs=["none"]).page
