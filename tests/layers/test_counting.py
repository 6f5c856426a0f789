"""Counts beside naive ones in plain Python, the map's and `geo.counts`; and counts as files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.counts import count, count_any
from geo.errors import ArgumentError, InputError, RegionError
from geo.join import join
from geo.regions import make_regions
from geo.resolve import find_regions
from layers.asking.counter import Counter
from layers.asking.counting import ANY_REGION, GROUPS, count_by
from layers.asking.selection import Selection, parse_day
from layers.asking.tally import TALLY_FORMATS, tally, tally_bytes
from layers.standing import counted

DAY = dt.date(2022, 1, 1)
REGIONS = ("r0", "r1", "r2")


@pytest.fixture(scope="module")
def sightings(example_intake: Any) -> Any:
    return example_intake.sightings


def moment(day: int | None) -> Any:
    return pd.NaT if day is None else pd.Timestamp(DAY + dt.timedelta(days=day), tz="UTC")


@st.composite
def worlds(draw: Any) -> tuple[Any, Any]:
    """Sightings with everything that is counted by, and memberships as a join might give."""
    count_ = draw(st.integers(0, 8))
    rows, found = [], []
    for k in range(count_):
        first = draw(st.one_of(st.none(), st.integers(0, 60)))
        low = draw(st.one_of(st.none(), st.integers(0, 5)))
        best = draw(st.one_of(st.none(), st.integers(5, 8)))
        high = draw(st.one_of(st.none(), st.integers(8, 20)))
        rows.append(
            {
                "id": f"i{k}",
                "layer": draw(st.sampled_from(["deployment", "shelling", None])),
                "category": draw(
                    st.sampled_from(["rail_echelon", "missile_launch_total", "odd", None])
                ),
                "actor": draw(st.sampled_from(["RUS", "RUS;BLR", "BLR; RUS;BLR", "", None])),
                "time_from": moment(first),
                "time_to": moment(
                    None if first is None else first + draw(st.sampled_from([0, 1, 7, 40, 4_000]))
                ),
                "quantity_low": low,
                "quantity_best": best,
                "quantity_high": high,
                "quantity_unit": draw(st.sampled_from(["tanks", "personnel", None])),
                "retracted": draw(st.sampled_from([None, None, "true"])),
                "supersedes": draw(st.sampled_from([None, None, "i0", "i1;i2"])),
            }
        )
        found += [
            {"sighting": k, "region_id": region, "certainty": certainty}
            for region in REGIONS
            if (certainty := draw(st.sampled_from(["certain", "possible", None]))) is not None
        ]
    amounts = ["quantity_low", "quantity_best", "quantity_high"]
    names = ["id", "layer", "category", "actor", "time_from", "time_to", *amounts,
             "quantity_unit", "retracted", "supersedes"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=names)
    for name in ("time_from", "time_to"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    for name in amounts:
        frame[name] = frame[name].astype(float)
    return frame, pd.DataFrame(found, columns=["sighting", "region_id", "certainty"])


def naive_values(row: Any, by: str) -> list[str]:
    """All values of one sighting; one alone is certain."""
    if by == "actor":
        said = str(row.actor) if isinstance(row.actor, str) else ""
        return list(dict.fromkeys(part.strip() for part in said.split(";")))
    if by in ("layer", "category"):
        value = getattr(row, by)
        return [value if isinstance(value, str) else ""]
    if pd.isna(row.time_from):
        return [""]
    first = row.time_from.date()
    last = max(first, (row.time_to - pd.Timedelta(1, "us")).date())
    days = [first + dt.timedelta(days=k) for k in range((last - first).days + 1)]
    if by == "week":
        found = list(dict.fromkeys(str(d - dt.timedelta(days=d.weekday())) for d in days))
    else:
        found = list(dict.fromkeys(f"{d:%Y-%m}" for d in days))
    return found if len(found) <= 520 else [""]


def gone(frame: Any) -> set[int]:
    """Positions of what is retracted, or superseded by another."""
    replaced = {
        name
        for row in frame.itertuples()
        if isinstance(row.supersedes, str)
        for name in row.supersedes.split(";")
        if name != row.id
    }
    return {
        k
        for k, row in enumerate(frame.itertuples())
        if row.retracted == "true" or row.id in replaced
    }


def naive(frame: Any, memberships: Any, by: list[str], quantities: bool) -> dict[Any, list[float]]:
    """Region and groups -> certain, possible (and low, high, open), one sighting at a time."""
    left_out = gone(frame)
    held: dict[tuple[int, str], bool] = {}
    for row in memberships.itertuples():
        if row.sighting not in left_out:
            sure = row.certainty == "certain"
            held[row.sighting, row.region_id] = sure
            held[row.sighting, ANY_REGION] = held.get((row.sighting, ANY_REGION), False) or sure
    out: dict[Any, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    rows = list(frame.itertuples())
    for (k, region), inside in held.items():
        row = rows[k]
        keys: list[tuple[tuple[str, ...], bool]] = [((), inside)]
        for name in by:
            values = naive_values(row, name)
            # A sighting of two actors is certainly of both, one of two weeks of neither.
            alone = len(values) == 1 or name == "actor"
            keys = [((*key, value), sure and alone) for key, sure in keys for value in values]
        for key, sure in keys:
            unit = (row.quantity_unit if isinstance(row.quantity_unit, str) else "",)
            cell = out[(region, *key, *(unit if quantities else ()))]
            cell[0 if sure else 1] += 1
            if row.category == "missile_launch_total":
                continue
            numbers = [row.quantity_low, row.quantity_best, row.quantity_high]
            known = [n for n in numbers if not pd.isna(n)]
            least = next((n for n in numbers[:2] if not pd.isna(n)), 0)
            upper = [n for n in numbers[1:] if not pd.isna(n)]
            cell[2] += least if sure else 0
            cell[3] += upper[-1] if upper else known[0] if known else 0
            cell[4] += not upper
    return dict(out)


@given(worlds(), st.sampled_from([[], ["layer"], ["actor"], ["week"], ["month"],
                                  ["category", "week"], ["actor", "month", "layer"]]),
       st.booleans())  # fmt: skip
@settings(max_examples=300)
def test_as_a_naive_count(world: Any, by: list[str], quantities: bool) -> None:
    """Property: every cell, certain and possible, sums and totals; and nothing beside them."""
    frame, memberships = world
    table = count_by(frame, memberships, by, quantities=quantities)
    keys = ["region_id", *by, *(["quantity_unit"] if quantities else [])]
    sums = ["certain", "possible", "quantity_low", "quantity_high", "quantity_open"]
    found = {
        tuple(row[key] for key in keys): [row.get(name, None) for name in sums]
        for row in table.to_dict("records")
    }
    expected = naive(frame, memberships, by, quantities)
    assert set(found) == set(expected)
    for key, cell in expected.items():
        assert found[key] == (cell if quantities else [*cell[:2], None, None, None]), key
    assert (table["low"] == table["certain"]).all()
    assert (table["high"] == table["certain"] + table["possible"]).all()


def test_groups_are_sorted_within_regions(sightings: Any) -> None:
    regions = find_regions(["hubs", "zones"])
    table = count_by(sightings, join(sightings, regions), ["layer", "week"], regions=regions)
    order = {name: k for k, name in enumerate([*regions["region_id"], ANY_REGION])}
    keys = table[["region_id", "layer", "week"]].to_numpy().tolist()
    rows = [(order[region], layer, week) for region, layer, week in keys]
    assert rows == sorted(rows)


def test_examples_are_what_counts_and_map_say(sightings: Any, example_map: Any) -> None:
    """Low and high of zones and hubs, in all and by layer."""
    regions = find_regions(["zones", "hubs"])
    memberships = join(sightings, regions)
    standing = counted(memberships, sightings)
    table = count_by(sightings, memberships, regions=regions).set_index("region_id")
    for row in count(standing).to_dict("records"):
        assert table.loc[row["region_id"], ["low", "high"]].tolist() == [row["low"], row["high"]]
    assert tuple(table.loc[ANY_REGION, ["low", "high"]]) == count_any(standing)
    assert table.index.tolist() == [*regions["region_id"], ANY_REGION]
    assert (table.loc[~table.index.isin([*standing["region_id"], ANY_REGION]), "high"] == 0).all()
    by_layer = count_by(sightings, memberships, ["layer"], total=False)
    said = example_map.region_counts
    columns = ["region_id", "layer", "low", "high"]
    assert sorted(by_layer[columns].to_numpy().tolist()) == sorted(
        said[["region_id", "group", "low", "high"]].to_numpy().tolist()
    )


def test_weeks_begin_on_monday(intake_of: Any) -> None:
    """A report of a month may be of five weeks; one of a Sunday is of the week before."""
    row = {"lat": 52, "lon": 30, "category": "rail_echelon", "coordinate_uncertainty_m": 0}
    dates = {"a": "2022-10-16", "b": "2022-10", "c": "2022-10-17"}
    frame = intake_of([row | {"id": k, "date": date} for k, date in dates.items()]).sightings
    area = make_regions([{"region_id": "r", "geometry": shapely.box(29, 51, 31, 53)}])
    table = count_by(frame, join(frame, area), ["week"], total=False)
    assert dict(zip(table["week"], zip(table["low"], table["high"], strict=True), strict=True)) == {
        "2022-09-26": (0, 1), "2022-10-03": (0, 1), "2022-10-10": (1, 2), "2022-10-17": (1, 2),
        "2022-10-24": (0, 1), "2022-10-31": (0, 1),
    }  # fmt: skip


def test_what_cannot_be_counted_by(sightings: Any) -> None:
    nothing = pd.DataFrame({"sighting": [], "region_id": [], "certainty": []})
    with pytest.raises(ArgumentError, match="'colour' is no group to count by: layer, category"):
        count_by(sightings, nothing, ["colour"])
    with pytest.raises(ArgumentError, match="by week or by month"):
        count_by(sightings, nothing, ["week", "month"])
    with pytest.raises(ArgumentError, match="name each once"):
        count_by(sightings, nothing, ["layer", "layer"])


@pytest.mark.parametrize("by", [[], *([name] for name in GROUPS)])
@pytest.mark.parametrize("quantities", [False, True])
def test_no_sightings_and_no_regions(sightings: Any, by: list[str], quantities: bool) -> None:
    """Nothing in nothing is an empty table with its columns, or zeros for regions."""
    far = make_regions([{"region_id": "far", "geometry": shapely.box(-60, -50, -59, -49)}])
    nothing = join(sightings, far)
    table = count_by(sightings, nothing, by, quantities=quantities)
    assert table.empty
    assert {"region_id", *by, "low", "high"} <= set(table.columns)
    zeros = count_by(sightings, nothing, by, regions=far, quantities=quantities)
    assert zeros[["low", "high"]].to_numpy().sum() == 0
    assert len(zeros) == (0 if by or quantities else 2)


@pytest.fixture(scope="module")
def mixed_rows() -> list[dict[str, Any]]:
    """Reports at random, some retracted, some superseded by others before or after them."""
    rng = np.random.default_rng(11)
    return [
        {
            "id": f"i{k}",
            "lat": rng.uniform(51, 53),
            "lon": rng.uniform(28, 32),
            "coordinate_uncertainty_m": rng.choice([0, 5_000, 60_000]),
            "category": rng.choice(["rail_echelon", "missile_launch_total"]),
            "actor": rng.choice(["RUS", "RUS;BLR"]),
            "date": f"2022-{rng.integers(1, 4):02}-{rng.integers(1, 28):02}",
            "date_precision": rng.choice(["day", "week"]),
            "quantity_low": rng.integers(1, 9),
            "quantity_unit": "trains",
            "supersedes": f"i{rng.integers(60)}" if rng.random() < 0.3 else "",
            "retracted": "true" if rng.random() < 0.2 else "",
        }
        for k in range(60)
    ]


@pytest.fixture(scope="module")
def mixed(intake_of: Any, mixed_rows: Any) -> Any:
    return intake_of(mixed_rows).sightings


class TestCounter:
    """Batches count as all of them at once, also where one supersedes another."""

    @given(st.lists(st.integers(0, 60), max_size=4), st.sampled_from([(), ("actor", "week")]),
           st.booleans())  # fmt: skip
    @settings(max_examples=8)
    def test_as_all_at_once(
        self, mixed: Any, cuts: list[int], by: tuple[str, ...], quantities: bool
    ) -> None:
        regions = find_regions(["BY-UA-25km", "Mazyr"])
        wanted = Selection(since=parse_day("2022-02-03"), layers=("deployment", "shelling"))
        edges = [0, *sorted(cuts), len(mixed)]
        batches = [mixed.iloc[a:b] for a, b in itertools.pairwise(edges)]
        one, many = (Counter(regions, by, quantities, wanted, None) for _ in range(2))
        one.add(mixed)
        for frame in batches:
            many.add(frame)
        if many.replaced_later:
            for number, frame in enumerate(batches):
                many.take_back(number, frame)
        pd.testing.assert_frame_equal(one.table(), many.table())
        assert (one.asked, one.low, one.high) == (many.asked, many.low, many.high)
        assert sorted(one.notes()) == sorted(many.notes())
        assert any("superseded are not counted" in note for note in one.notes())

    def test_nothing(self) -> None:
        counter = Counter(find_regions(["BY"]), (), False, Selection(), None)
        assert counter.table()["high"].tolist() == [0, 0]


class TestTally:
    """From files and words to counts, and counts as files."""

    def test_the_map_s_regions_unless_said(self, examples_csv: Path, sightings: Any) -> None:
        found = tally([examples_csv])
        regions = find_regions(["zones", "hubs"])
        expected = count_by(sightings, join(sightings, regions), regions=regions)
        assert found.table.drop(columns="name").equals(expected)
        assert found.table["name"].tolist() == [*regions["name"], "any of them"]
        low, high = expected[["low", "high"]].iloc[-1]
        assert (found.asked, found.low, found.high) == (150, low, high)

    def test_a_period_leaves_doubt_too(self, examples_csv: Path) -> None:
        """The counts are those of `kordon query` for the same zone and month."""
        from layers.asking.ask import ask

        wanted = Selection(since=parse_day("2022-02"), until=parse_day("2022-02", end=True))
        found = tally([examples_csv], regions=["BY"], selection=wanted)
        answer = ask([examples_csv], within=["BY"], selection=wanted)
        assert (found.low, found.high) == (answer.low, answer.high)
        assert 0 < found.low < found.high

    def test_what_is_not_counted_is_said(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(
            "id,date,lat,lon,category,retracted,supersedes,place\n"
            "a,2022-10-09,52.1,29.3,rail_echelon,true,,\n"
            "b,2022-10-09,52.1,29.3,rail_echelon,,,\n"
            "c,2022-10-09,52.1,29.3,rail_echelon,,b,\n"
            "d,2022-10-09,,,rail_echelon,,,Mazyr\n"
        )
        found = tally([path], regions=["BY"])
        assert (found.low, found.high) == (0, 1)
        for note in ("1 without a place is in no region", "1 retracted is not counted",
                     "1 superseded is not counted"):  # fmt: skip
            assert note in found.notes

    def test_files_one_after_another(self, mixed_rows: Any, tmp_path: Path) -> None:
        """What is superseded by a later file is not counted: as if all were one file."""

        def written(name: str, rows: Any) -> Path:
            path = tmp_path / name
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            return path

        words = {"regions": ["BY-UA-25km", "BY"], "by": ["layer", "actor"], "quantities": True}
        one = tally([written("all.csv", mixed_rows)], **words)
        parts = [written(f"{k}.csv", mixed_rows[k : k + 25]) for k in (0, 25, 50)]
        several = tally(parts, **words)
        pd.testing.assert_frame_equal(one.table, several.table)
        assert (one.asked, one.low, one.high) == (several.asked, several.low, several.high)
        assert sorted(one.notes) == sorted(several.notes)

    def test_a_file_that_changes_while_it_is_counted(self, tmp_path: Path) -> None:
        """What is read again, to take back what was superseded, must be what was counted."""
        head = "id,date,lat,lon,category,supersedes\n"
        row = "2022-10-09,52.1,29.3,rail_echelon"
        first, second = tmp_path / "1.csv", tmp_path / "2.csv"
        first.write_text(f"{head}a,{row},\nb,{row},\n")
        second.write_text(f"{head}c,{row},a\n")

        def meanwhile(step: str) -> None:
            if step.startswith("again"):
                first.write_text(f"{head}b,{row},\n")

        assert tally([first, second], regions=["BY"]).high == 2
        with pytest.raises(InputError, match=r"1\.csv 2\.csv: something was changed"):
            tally([first, second], regions=["BY"], progress=meanwhile)

    def test_names_are_looked_up_before_files(self) -> None:
        with pytest.raises(RegionError, match="Atlantis"):
            tally(["no such file.csv"], regions=["Atlantis"])
        with pytest.raises(ArgumentError, match="no group"):
            tally(["no such file.csv"], by=["colour"])

    @pytest.mark.parametrize("by", [(), ("layer", "week")])
    @pytest.mark.parametrize("quantities", [False, True])
    def test_formats_hold_the_same(
        self, by: tuple[str, ...], quantities: bool, examples_csv: Path, tmp_path: Path
    ) -> None:
        found = tally([examples_csv], regions=["BY-UA-25km", "hubs"], by=by, quantities=quantities)
        rows = found.table.to_dict("records")
        for format_ in TALLY_FORMATS:
            data = tally_bytes(found, format_)
            assert data == tally_bytes(found, format_), "the same bytes each time"
            (tmp_path / f"a.{format_}").write_bytes(data)
        read = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"), newline=""))
        assert list(read) == [{k: _plain(v) for k, v in row.items()} for row in rows]
        assert pd.read_parquet(tmp_path / "a.parquet").to_dict("records") == rows
        body = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
        assert [f["properties"] for f in body["features"]] == rows
        shapes = geopandas.read_file(tmp_path / "a.geojson").geometry
        last = found.table["region_id"] == ANY_REGION
        assert (shapes.isna() == last).all()
        assert shapes[~last].is_valid.all()

    def test_names_are_no_formulas(self, examples_csv: Path, tmp_path: Path) -> None:
        area = {"type": "Feature", "properties": {"name": "=1+1"},
                "geometry": shapely.geometry.mapping(shapely.box(23, 51, 33, 56))}  # fmt: skip
        (tmp_path / "own.geojson").write_text(json.dumps(area), "utf-8")
        found = tally([examples_csv], regions=[str(tmp_path / "own.geojson")])
        assert b",'=1+1," in tally_bytes(found, "csv")


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
