"""Counts in cells: nothing that is too few can be worked out, from one publication or from two."""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from maps.publication.cells import Counted, count_cells, period_of, told_at_least
from maps.publication.grid import cell_of, middle_of
from maps.publication.manifest import at_least
from maps.publication.profile import Counts

RULE = Counts(handling=("",), k=5, grid_m=(20_000, 40_000, 80_000), period="month")
K, SMALL, LARGE = RULE.k, RULE.grid_m[0], RULE.grid_m[-1]
#: The small cells of two blocks of the largest, near Mazyr.
CORNER = cell_of([29.2], [52.0], LARGE)[0] * (LARGE // SMALL)
PLACES = [tuple(CORNER + offset) for offset in itertools.product(range(8), range(4))]

Report = tuple[int, str, str]


def count(
    reports: Sequence[Report], earlier: Any = None, radius_m: float = 1_000, told: Any = ()
) -> Counted:
    """Reports as (number of a small cell, layer, period)."""
    cells = np.array([PLACES[place] for place, _, _ in reports], np.int64).reshape(-1, 2)
    return count_cells(
        np.array([layer for _, layer, _ in reports], dtype=object),
        np.array([period for _, _, period in reports], dtype=object),
        middle_of(cells, SMALL) if len(cells) else np.empty((0, 2)),
        np.full(len(reports), float(radius_m)),
        RULE,
        earlier,
        told,
    )


REPORT = st.tuples(
    st.sampled_from([0, 0, 1, 4, 8, 9, 16, 20, 31]),
    st.sampled_from(["deployment", "shelling"]),
    st.sampled_from(["2024-01", "2024-02"]),
)
REPORTS = st.lists(REPORT, max_size=80)


def test_five_in_a_cell_are_shown_and_four_are_not() -> None:
    five = count([(0, "shelling", "2024-01")] * 5)
    assert [(cell.n, cell.edge_m) for cell in five.cells] == [(5, SMALL)]
    four = count([(0, "shelling", "2024-01")] * 4)
    assert not four.cells
    assert four.fate.tolist() == ["too_few"] * 4


def test_small_cells_are_merged_with_their_neighbours() -> None:
    """Four and three in neighbouring cells are seven in the cell that holds both."""
    found = count([(0, "shelling", "2024-01")] * 4 + [(1, "shelling", "2024-01")] * 3)
    assert [(cell.n, cell.edge_m) for cell in found.cells] == [(7, 2 * SMALL)]


def test_a_layer_or_a_month_is_counted_by_itself() -> None:
    mixed = [(0, "shelling", "2024-01")] * 3 + [(0, "deployment", "2024-01")] * 3
    mixed += [(0, "shelling", "2024-02")] * 4
    assert not count(mixed).cells


def test_what_is_known_too_roughly_is_in_no_cell_that_is_finer() -> None:
    reports = [(0, "shelling", "2024-01")] * 6
    assert count(reports, radius_m=10_000).cells[0].edge_m == 20_000
    assert count(reports, radius_m=15_000).cells[0].edge_m == 40_000
    assert count(reports, radius_m=41_000).fate.tolist() == ["place"] * 6
    assert count([(0, "shelling", "")] * 6).fate.tolist() == ["date"] * 6


@given(REPORTS)
def test_every_report_is_in_one_cell_or_held_back(reports: list[Report]) -> None:
    found = count(reports)
    assert all(cell.n >= K for cell in found.cells)
    assert sum(cell.n for cell in found.cells) == int((found.fate == "").sum())
    held = sum(sum(blocks) for blocks in found.blocks.values())
    assert held == int((found.fate == "too_few").sum())
    small = set()
    for cell in found.cells:
        times = cell.edge_m // SMALL
        for dx, dy in itertools.product(range(times), repeat=2):
            one = cell.layer, cell.period, cell.column * times + dx, cell.row * times + dy
            assert one not in small, "cells overlap, so their difference tells something"
            small.add(one)


def bounds(found: Counted, told: dict[Any, int]) -> dict[Any, list[tuple[float, float]]]:
    """What a reader who knows how it is made, and which blocks are held back, can work out.

    Least and greatest number in each held block, by linear programming over all that is told:
    blocks hold 0 to k - 1, and together at least what is told of layer, period and all of them.
    """
    tables = sorted(found.blocks)
    names = [(table, j) for table in tables for j in range(len(found.blocks[table]))]
    wanted, limits = [], []
    sets = [[table] for table in tables]
    sets += [[t for t in tables if t[part] == word] for part in (0, 1)
             for word in {t[part] for t in tables}]  # fmt: skip
    for members in [*sets, tables]:
        wanted.append([-1.0 if table in members else 0.0 for table, _ in names])
        limits.append(-float(sum(told[table] for table in members)))
    out: dict[Any, list[tuple[float, float]]] = defaultdict(list)
    for number, (table, _) in enumerate(names):
        pair = []
        for sign in (1, -1):
            goal = np.zeros(len(names))
            goal[number] = sign
            solved = linprog(goal, wanted, limits, bounds=[(0, K - 1)] * len(names))
            assert solved.success
            pair.append(sign * solved.fun)
        out[table].append((pair[0], pair[1]))
    return out


@settings(max_examples=30)
@given(REPORTS)
def test_nothing_that_is_held_back_can_be_solved_for(reports: list[Report]) -> None:
    """From the totals by layer, by period and of all, each block may still be anything."""
    found = count(reports)
    told = told_at_least(found.blocks, K)
    for table, pairs in bounds(found, told).items():
        assert told[table] <= sum(found.blocks[table]), "at least more than there are"
        for low, high in pairs:
            assert (round(low, 6), round(high, 6)) == (0, K - 1)


def test_the_solver_would_find_a_total_that_tells() -> None:
    """The exact total gives a single block back; so the test above can fail."""
    found = count([(0, "shelling", "2024-01")] * 3)
    (pair,) = bounds(found, {("shelling", "2024-01"): 3})["shelling", "2024-01"]
    assert pair == (3, 4)


# Two publications


@given(REPORTS, st.lists(REPORT, max_size=30), st.integers(0, 20))
def test_what_two_publications_tell_differs_by_k_or_not_at_all(
    first: list[Report], more: list[Report], gone: int
) -> None:
    before = count(first)
    after = count([*first[gone:], *more], before.cells)
    edge = LARGE // SMALL
    for table in {(c.layer, c.period) for c in (*before.cells, *after.cells)}:
        sums: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for number, cells in enumerate((before.cells, after.cells)):
            for cell in cells:
                if (cell.layer, cell.period) == table:
                    times = LARGE // cell.edge_m
                    sums[cell.column // times, cell.row // times][number] += cell.n
        for one, other in sums.values():
            assert one == other or abs(one - other) >= K
    # Cell by cell too, where both have the same.
    now = {cell.key: cell.n for cell in after.cells}
    for cell in before.cells:
        n = now.get(cell.key, cell.n)
        assert n == cell.n or abs(n - cell.n) >= K
    assert edge == 4


@given(REPORTS, REPORT)
def test_one_more_report_changes_nothing(first: list[Report], one: Report) -> None:
    """Whoever has the publication before and knows one report cannot see that it came."""
    before = count(first)
    without, with_it = count(first, before.cells), count([*first, one], before.cells)
    assert without.cells == with_it.cells
    assert [dataclasses.replace(c, fresh=True) for c in without.cells] == before.cells


@given(REPORTS, st.integers(0, 79))
def test_one_report_less_changes_nothing(first: list[Report], number: int) -> None:
    if not first:
        return
    before = count(first)
    less = [report for k, report in enumerate(first) if k != number % len(first)]
    assert count(first, before.cells).cells == count(less, before.cells).cells


def test_guessing_who_came_is_no_better_than_chance() -> None:
    """A simulation: one of the small cells gets the report; the reader bets on where it went.

    Reader and publisher follow the rules, and the reader knows both publications and all the
    reports before. What came out is the same for every cell, so the best bet is one in nine.
    """
    chance = np.random.default_rng(7)
    places = [0, 1, 4, 8, 9, 16, 20, 31, 30]
    right = rounds = 0
    for _ in range(60):
        crowd = chance.integers(0, 9, len(places))
        first = [(p, "shelling", "2024-01") for p, n in zip(places, crowd, strict=True)
                 for _ in range(n)]  # fmt: skip
        before = count(first)
        outcomes: dict[Any, list[int]] = defaultdict(list)
        for place in places:
            after = count([*first, (place, "shelling", "2024-01")], before.cells)
            outcomes[tuple(after.cells)].append(place)
        truth = int(chance.choice(places))
        seen = next(group for group in outcomes.values() if truth in group)
        right += int(chance.choice(seen)) == truth
        rounds += 1
        assert len(outcomes) == 1
    # One in nine, give or take three standard deviations.
    assert right <= rounds / 9 + 3 * (rounds * (1 / 9) * (8 / 9)) ** 0.5


def test_without_the_publication_before_the_difference_would_tell() -> None:
    """So the simulation can fail: six and then seven say that one came, and where."""
    reports = [(0, "shelling", "2024-01")] * 6
    one, other = count(reports), count([*reports, reports[0]])
    assert [cell.n for cell in one.cells] == [6]
    assert [cell.n for cell in other.cells] == [7]
    held = count([*reports, reports[0]], one.cells)
    assert [(cell.n, cell.fresh) for cell in held.cells] == [(6, False)]
    assert held.kept == 1


def test_a_block_appears_when_five_are_surely_new() -> None:
    for reports, shown in ((8, False), (9, True)):
        found = count([(0, "shelling", "2024-01")] * reports, [])
        assert bool(found.cells) is shown
    assert set(count([(0, "shelling", "2024-01")] * 8, []).fate) == {"held"}


def test_a_block_goes_when_five_are_gone() -> None:
    before = count([(0, "shelling", "2024-01")] * 7)
    assert [c.n for c in count([(0, "shelling", "2024-01")] * 3, before.cells).cells] == [7]
    assert not count([(0, "shelling", "2024-01")] * 2, before.cells).cells


def at(*numbers: int) -> list[Report]:
    """So many reports in the first small cells; the first four lie in one of 80 km."""
    return [(place, "shelling", "2024-01") for place, n in enumerate(numbers) for _ in range(n)]


def test_a_change_is_shown_in_the_cell_that_is_large_enough() -> None:
    """7 and 6 become 8 and 11: one more is not told, so the larger cell tells 19 for 13."""
    found = count(at(8, 11), count(at(7, 6)).cells)
    assert [(cell.edge_m, cell.n) for cell in found.cells] == [(2 * SMALL, 19)]
    assert not found.kept


def chain(*worlds: list[Report]) -> list[Counted]:
    """Publications of one world after the other, each against those before."""
    out: list[Counted] = []
    for world in worlds:
        out.append(count(world) if not out else count(world, out[-1].cells, told=out[-1].told))
    return out


def test_what_comes_back_differs_from_what_was_told_long_ago() -> None:
    """10, 15 and 9: each step is five and more, but the first and the third would differ by one."""
    found = chain(at(10), at(15), at(9), at(20))
    assert [[cell.n for cell in one.cells] for one in found] == [[10], [15], [], [20]]
    assert set(found[2].fate) == {"held"}
    # Nor does a block that went and comes again.
    found = chain(at(7), at(2), at(9), at(12))
    assert [[cell.n for cell in one.cells] for one in found] == [[7], [], [], [12]]


def test_a_number_that_stays_is_right_to_within_four() -> None:
    """7 and 6 become 12 and 2: the larger cells would tell of one more, and 7 would be a lie."""
    found = chain(at(7, 6), at(12, 2))
    assert [cell.n for cell in found[0].cells] == [7, 6]
    assert not found[1].cells
    assert set(found[1].fate) == {"held"}
    # What is the same in the larger cell may be told there.
    (cell,) = chain(at(7, 6), at(12, 1))[1].cells
    assert (cell.edge_m, cell.n) == (2 * SMALL, 13)


def test_sums_of_cells_do_not_differ_by_a_little_either() -> None:
    """10 and 6 become 5 and 12: each by five and more, and both together by one."""
    found = chain(at(10, 6), at(5, 12))
    assert [cell.n for cell in found[0].cells] == [10, 6]
    assert not found[1].cells


def test_reports_beside_the_cells_that_stay_are_held_back() -> None:
    found = chain(at(7), at(7, 2))[1]
    assert [(cell.n, cell.fresh) for cell in found.cells] == [(7, False)]
    assert sorted(found.fate) == [""] * 7 + ["held"] * 2


@pytest.mark.parametrize(
    ("number", "before", "told"),
    [(4, None, 0), (9, None, 0), (14, None, 5), (14, 5, 5), (19, 5, 5), (20, 5, 15), (4, 5, 0),
     (5, 5, 5), (12, 15, 5), (14, 0, 0), (15, 0, 10)],
)  # fmt: skip
def test_totals_are_told_in_steps(number: int, before: int | None, told: int) -> None:
    assert at_least(number, 5, before) == told


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_totals_are_never_more_than_there_are_nor_far_less(numbers: list[int]) -> None:
    """Whatever comes and goes; and one report more or less than at first moves nothing."""
    told = at_least(numbers[0], 5)
    assert told <= numbers[0] < told + 10
    for one in (numbers[0] - 1, numbers[0] + 1):
        assert at_least(max(one, 0), 5, told) == told
    for number in numbers:
        told = at_least(number, 5, told)
        assert told <= number < told + 15


def test_times_that_are_known_well_enough_to_count() -> None:
    def times(first: str, after: str, precision: str | None, period: str) -> str:
        frame = pd.DataFrame(
            {
                "time_from": [pd.Timestamp(first, tz="UTC")],
                "time_to": [pd.Timestamp(after, tz="UTC")],
                "date_precision": [precision],
            }
        )
        return str(period_of(frame, period)[0])

    assert times("2024-01-05", "2024-01-06", "day", "month") == "2024-01"
    assert times("2024-01-05T10:00", "2024-01-05T10:00", None, "day") == "2024-01-05"
    assert times("2024-01-01", "2024-02-01", "month", "month") == "2024-01"
    assert times("2024-01-01", "2024-02-01", "month", "day") == ""
    assert times("2024-01-10", "2024-01-17", "week", "month") == "2024-01"
    assert times("2024-01-29", "2024-02-05", "week", "month") == ""
    assert times("2024-01-31", "2024-02-02", "day", "month") == ""
    assert times("2024-01-01", "2025-01-01", "year", "year") == "2024"
