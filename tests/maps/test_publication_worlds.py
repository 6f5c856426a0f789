"""Reports come, change and go, and are published again and again: what can be worked out of it.

The reader keeps every publication, and compares any two: cells, larger cells, totals, ids, order,
positions and sizes. He is not told which reports came. (Who knows that exactly one did, and sees
one number move, knows where; no rule without noise can help that, and the decision says so.)
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from geo.geodesy import GEOD
from layers.writing.export import export
from maps.publication import CELL_CATEGORY
from maps.publication.earlier import read_earlier
from maps.publication.gate import Publication, publish_records
from maps.publication.grid import cell_of, middle_of
from maps.publication.manifest import manifest
from maps.publication.profile import load_profile

PUBLIC = load_profile("public")
NOW = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)
K, BUILDS, RECORDS = PUBLIC.k, 5, 110
SMALL, LARGE = 20_000, 80_000
#: Seven small cells in two of the large ones, near Barysau: few, so that they fill and empty.
CORNER = cell_of([28.6], [54.2], LARGE)[0] * (LARGE // SMALL)
SITES = [CORNER + at for at in ((0, 0), (0, 1), (1, 0), (2, 3), (3, 3), (4, 0), (5, 1))]
#: A few worlds each time, many in `make fuzz`.
WORLDS = 60 if settings.default and settings.default.max_examples > 100 else 2


@dataclass(frozen=True)
class World:
    """One world's builds: which rows of the table each has, and what was published of them."""

    rows: list[list[int]]
    records: list[list[int]]
    publications: list[Publication]
    told: list[dict[str, Any]]


def versions(chance: np.random.Generator) -> Iterator[tuple[int, int, int, dict[str, str]]]:
    """Record, first build, build after the last, and what it says meanwhile."""
    base = {
        "layer": "deployment", "category": "rail_echelon", "country": "BY", "actor": "RUS",
        "coordinate_uncertainty_m": "500", "handling": "public", "reviewed": "true",
        "source_title": "A paper", "source_reliability": "B", "information_credibility": "2",
    }  # fmt: skip
    kinds = ["risk"] * 13 + ["cited", "ours", "ours", "internal", "unsure", "partner"]
    for record in range(RECORDS):
        kind = str(chance.choice(kinds))
        site = int(chance.integers(len(SITES)))
        start = int(chance.integers(0, BUILDS)) if chance.random() < 0.6 else 0
        while start < BUILDS:
            end = start + int(chance.integers(1, BUILDS + 1))
            lon, lat = position(chance, site)
            row = base | {
                "date_start": f"2024-0{4 - int(chance.random() < 0.2)}-{10 + record % 18}",
                "latitude": f"{lat:.5f}", "longitude": f"{lon:.5f}",
                "source_url": f"https://example.org/{record}",
                "description": f"record {record}",
            }  # fmt: skip
            row |= {
                "risk": {"source_at_risk": "true"},
                "partner": {"handling": "partner"},
                "internal": {"handling": "internal"},
                "unsure": {"source_reliability": "F"},
                "ours": {"actor": "UKR", "source_official": "true", "layer": "fortification",
                         "category": "trench_line"},
            }.get(kind, {})  # fmt: skip
            yield record, start, min(end, BUILDS), row
            if chance.random() < 0.3:  # it is taken back
                break
            start = end
            if chance.random() < 0.4:
                site = int(chance.integers(len(SITES)))
            if chance.random() < 0.2:
                kind = str(chance.choice(kinds))


def position(chance: np.random.Generator, site: int) -> tuple[float, float]:
    """Somewhere in a small cell, often near its edge."""
    at = chance.choice([0.02, 0.5, 0.97, chance.random()], 2)
    lon, lat = middle_of(SITES[site] + at - 0.5, SMALL)
    return float(lon), float(lat)


@pytest.fixture(scope="module")
def lived(
    intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], World]:
    """A world by its number, published build after build, each against the one before."""
    folder = tmp_path_factory.mktemp("worlds")

    @cache
    def live(number: int) -> World:
        chance = np.random.default_rng(number)
        every = list(versions(chance))
        rows = [row | {"id": str(k)} for k, (_, _, _, row) in enumerate(every)]
        table = intake_of(rows).sightings
        assert len(table) == len(rows)
        world = World([], [], [], [])
        path = folder / f"{number}.json"
        for build in range(BUILDS):
            here = [k for k, (_, a, b, _) in enumerate(every) if a <= build < b]
            before = read_earlier(path) if build else None
            found = publish_records(
                table.iloc[here], PUBLIC, now=NOW, against=before, seed=f"{number} {build}"
            )
            world.rows.append(here)
            world.records.append([every[k][0] for k in here])
            world.publications.append(found)
            world.told.append(manifest(found, against=before))
            path.write_text(json.dumps(world.told[-1]), "utf-8")
        world_tables[number] = table
        return world

    return live


world_tables: dict[int, Any] = {}


def truth(world: World, build: int, number: int) -> list[tuple[str, str, tuple[int, int], int]]:
    """Layer, period, small cell and record of every report that may be counted in a build."""
    table = world_tables[number]
    out = []
    for row, record, fate in zip(
        world.rows[build], world.records[build], world.publications[build].fate, strict=True
    ):
        if fate in ("counts", "too_few", "held"):
            one = table.iloc[row]
            column, line = cell_of([one.longitude], [one.latitude], SMALL)[0].tolist()
            out.append((one["layer"], one["date_start"][:7], (column, line), record))
    return out


def inside(at: tuple[int, int], cell: Any) -> bool:
    times = cell.edge_m // SMALL
    return (at[0] // times, at[1] // times) == (cell.column, cell.row)


@pytest.mark.parametrize("number", range(WORLDS))
def test_what_any_two_publications_tell(number: int, lived: Callable[[int], World]) -> None:
    world = lived(number)
    reports = [truth(world, build, number) for build in range(BUILDS)]
    for build, (publication, told) in enumerate(zip(world.publications, world.told, strict=True)):
        # Every number is true, and what is told as exact is.
        frame = publication.frame()
        cells = frame[(frame["category"] == CELL_CATEGORY).to_numpy()]
        said = {
            (row["layer"], row["date_start"][:7], row["place"]): row
            for row in cells.to_dict("records")
        }
        assert len(said) == len(publication.cells)
        for cell in publication.cells:
            n = sum(
                (layer, period) == (cell.layer, cell.period) and inside(at, cell)
                for layer, period, at, _ in reports[build]
            )
            assert n == cell.n if cell.fresh else abs(n - cell.n) < K
        exact = {why: len(rows) for why, rows in publication.withheld.items() if why != "held"}
        for why, n in exact.items():
            least = told["at_least"].get(f"withheld_{why}", 0)
            if why != "too_few":  # with those that are held
                assert least <= n < least + 3 * K
    for (i, one), (j, other) in itertools.combinations(enumerate(world.publications), 2):
        assert not set(one.frame()["id"]) & set(other.frame()["id"])
        for change in changes(one, other).values():
            assert change == 0 or abs(change) >= K, (i, j)
        # Totals are told in steps of k: nobody counts somebody in or out.
        names = {*world.told[i]["at_least"], *world.told[j]["at_least"]}
        for name in names:
            a, b = (world.told[build]["at_least"].get(name, 0) for build in (i, j))
            assert (a - b) % K == 0


def changes(one: Publication, other: Publication) -> dict[Any, int]:
    """New less old of every cell, small or large, that both publications give a number of."""
    sums: list[dict[Any, int]] = []
    for publication in (one, other):
        found: dict[Any, int] = defaultdict(int)
        for cell in publication.cells:
            for edge in (e for e in (20_000, 40_000, 80_000) if e >= cell.edge_m):
                times = edge // cell.edge_m
                at = cell.column // times, cell.row // times
                found[cell.layer, cell.period, edge, *at] += cell.n
        sums.append(found)
    return {key: sums[1][key] - sums[0][key] for key in sums[0].keys() & sums[1].keys()}


def test_guessing_which_report_made_a_number_change(lived: Callable[[int], World]) -> None:
    """The reader bets on the smallest change between any two publications, and on one report.

    If k or more may have made it, he is right once in k times at most.
    """
    right, bets = 0.0, 0
    for number in range(WORLDS):
        world = lived(number)
        reports = [truth(world, build, number) for build in range(BUILDS)]
        for i, j in itertools.combinations(range(BUILDS), 2):
            moved = {
                key: n
                for key, n in changes(world.publications[i], world.publications[j]).items()
                if n
            }
            if not moved:
                continue
            key = min(moved, key=lambda one: (abs(moved[one]), one))
            since, until = (there(reports[last_set(world, build, key)], key) for build in (i, j))
            crowd = since ^ until
            assert len(crowd) >= K
            right += 1 / len(crowd)
            bets += 1
    assert bets, "nothing changed: this world tests nothing"
    assert right / bets <= 1 / K


def there(reports: list[Any], key: Any) -> set[int]:
    """The records that are counted in a cell."""
    layer, period, edge, *at = key
    times = edge // SMALL
    return {
        record
        for one, when, (x, y), record in reports
        if (one, when, x // times, y // times) == (layer, period, *at)
    }


def last_set(world: World, build: int, key: Any) -> int:
    """The build whose reports a number of a build is of: it may have stayed since."""
    layer, period, edge, *at = key

    def number(b: int) -> Any:
        return sorted(
            (cell.key, cell.n)
            for cell in world.publications[b].cells
            if (cell.layer, cell.period) == (layer, period)
            and cell.edge_m <= edge
            and [cell.column // (edge // cell.edge_m), cell.row // (edge // cell.edge_m)] == at
        )

    while build and number(build - 1) == number(build):
        build -= 1
    return build


def test_the_same_bytes_without_somebody_who_is_withheld(lived: Callable[[int], World]) -> None:
    """Records, order, ids, cells, manifest, bytes: nothing moves when one report is gone."""
    tried: Counter[str] = Counter()
    world = lived(0)
    table = world_tables[0].iloc[world.rows[-1]]
    before = manifest(publish_records(table, PUBLIC, now=NOW, seed="before"))
    for why in ("handling", "grade", "too_few", "counts"):
        at = np.flatnonzero(world.publications[-1].fate == why)
        if not len(at):
            continue
        tried[why] += 1
        less = table.drop(index=table.index[at[0]])
        made = []
        for rows in (table, less):
            found = publish_records(rows, PUBLIC, now=NOW, against=earlier(before), seed="s")
            made.append((export(found.frame(), "csv"), manifest(found, against=earlier(before))))
        assert made[0] == made[1], why
    assert {"handling", "grade", "counts"} <= set(tried), tried


def earlier(told: dict[str, Any]) -> Any:
    from maps.publication.earlier import _earlier

    return _earlier(json.loads(json.dumps(told)), "before")


# Records of the Ukrainian side


def corrected(east_m: float, intake_of: Callable[..., Any], start: float) -> list[Any]:
    """A trench 500 m from the edge of a cell, and moved: what two publications show of it."""
    edge = PUBLIC.ukrainian.grid_m if PUBLIC.ukrainian else 0
    corner = cell_of([28.6], [51.3], edge)[0]
    lon, lat = middle_of(corner + np.array([start / edge, 0.1]), edge)
    row = {
        "id": "1", "layer": "fortification", "category": "trench_line", "actor": "UKR",
        "date_start": "2024-04-01", "handling": "public", "source_official": "true",
        "source_url": "https://example.org/staff", "coordinate_uncertainty_m": "300",
        "source_title": "Staff", "source_reliability": "B", "information_credibility": "2",
    }  # fmt: skip
    moved = GEOD.fwd(lon, lat, 90, east_m)
    places = [(lon, lat), moved[:2]] if east_m else [(lon, lat)]
    frame = intake_of(
        [
            row | {"id": f"{x:.6f}", "longitude": f"{x:.6f}", "latitude": f"{y:.6f}"}
            for x, y in places
        ]
    ).sightings
    first = publish_records(frame.iloc[:1], PUBLIC, now=NOW, seed="1")
    then = frame.iloc[-1:]
    before = earlier(manifest(first))
    return [then, first, publish_records(then, PUBLIC, now=NOW, against=before, seed="2")]


@pytest.mark.parametrize("east_m", [-2_500, -600, 0, 600, 2_500])
def test_a_position_that_is_corrected_a_little_does_not_jump(
    east_m: float, intake_of: Callable[..., Any]
) -> None:
    """Else both cells together would say that it is near the edge between them."""
    exact, first, second = corrected(east_m, intake_of, 4_500.0)
    columns = ["longitude", "latitude", "coordinate_uncertainty_m"]
    pd.testing.assert_frame_equal(first.sightings[columns], second.sightings[columns])
    # And the circle that stays is no lie.
    shown = second.sightings.iloc[0]
    away = GEOD.inv(shown.longitude, shown.latitude, exact.geometry.x.iat[0],
                    exact.geometry.y.iat[0])[2]  # fmt: skip
    assert away + 300 <= shown.coordinate_uncertainty_m


def test_a_position_that_moves_far_is_shown_where_it_is(intake_of: Callable[..., Any]) -> None:
    exact, first, second = corrected(9_000, intake_of, 4_500.0)
    assert first.sightings["longitude"].iat[0] != second.sightings["longitude"].iat[0]
    alone = publish_records(exact, PUBLIC, now=NOW, seed="2")
    assert second.sightings["longitude"].iat[0] == alone.sightings["longitude"].iat[0]


def test_a_publication_between_that_does_not_show_it_forgets_nothing(
    intake_of: Callable[..., Any],
) -> None:
    """A map, a briefing that shows something else, the next map: each against the one before."""
    exact, first, _ = corrected(600, intake_of, 4_500.0)
    nothing = first.sightings.iloc[:0]
    between = manifest(first, nothing, against=earlier(manifest(first)))
    assert between["positions"] == manifest(first)["positions"]
    third = publish_records(exact, PUBLIC, now=NOW, against=earlier(between), seed="3")
    assert first.sightings["longitude"].iat[0] == third.sightings["longitude"].iat[0]
    # What may not be shown any more is not told again.
    gone = publish_records(exact.assign(handling="restricted"), PUBLIC, now=NOW, seed="4")
    assert manifest(gone, nothing, against=earlier(between))["positions"] == []


def test_without_the_publication_before_it_would_jump(intake_of: Callable[..., Any]) -> None:
    """So the test above can fail."""
    exact, first, _ = corrected(600, intake_of, 4_500.0)
    alone = publish_records(exact, PUBLIC, now=NOW, seed="2")
    assert first.sightings["longitude"].iat[0] != alone.sightings["longitude"].iat[0]
