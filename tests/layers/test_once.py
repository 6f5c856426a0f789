"""Doubles counted once: beside a count in plain Python, and from a store and its decisions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from partings import partings
from store_rows import put_rows

import kordon
from geo.errors import ArgumentError, InputError
from layers.asking.counting import ANY_REGION, count_by
from layers.asking.tally import Tally, tally
from layers.doubles.groups import Decision
from layers.doubles.once import Once, Together

REGIONS = ("r0", "r1")


def world(chance: random.Random) -> tuple[pd.DataFrame, pd.DataFrame, Together]:
    """Reports, where they are, events of some and groups of some."""
    many = chance.randrange(1, 9)
    frame = pd.DataFrame({
        "id": [f"i{k}" for k in range(many)],
        "layer": [chance.choice(["deployment", "shelling", None]) for _ in range(many)],
        "retracted": [chance.choice([None, None, None, "true"]) for _ in range(many)],
        "category": "rail_echelon",
        "quantity_low": [chance.choice([None, 1.0, 2.0]) for _ in range(many)],
        "quantity_best": None,
        "quantity_high": [chance.choice([None, 5.0, 7.0]) for _ in range(many)],
        "quantity_unit": "tanks",
    }).astype({"quantity_low": float, "quantity_best": float, "quantity_high": float})  # fmt: skip
    found = [
        {"sighting": k, "region_id": region, "certainty": chance.choice(["certain", "possible"])}
        for k in range(many)
        for region in REGIONS
        if chance.random() < 0.6
    ]
    names = chance.sample(frame["id"].tolist(), many)
    cuts = sorted(chance.choices(range(many + 1), k=3))
    parts = [names[a:b] for a, b in zip([0, *cuts], [*cuts, many], strict=True)]
    events = [tuple(part[:2]) for part in parts if len(part) > 1]
    groups = [tuple(part) for part in parts if len(part) > 2]
    memberships = pd.DataFrame(found, columns=["sighting", "region_id", "certainty"])
    return frame, memberships, Together(tuple(events), tuple(groups))


def naive(
    frame: pd.DataFrame, memberships: pd.DataFrame, together: Together, region: str
) -> tuple[float, ...]:
    """Certain events, all that may be, and least and most of what they say, in a region."""
    stands = [one.id for one in frame.itertuples() if one.retracted != "true"]
    row = frame.set_index("id")
    inside: dict[str, bool] = {}
    for one in memberships.itertuples():
        if region in (one.region_id, ANY_REGION):
            name = frame["id"][one.sighting]
            inside[name] = inside.get(name, False) or one.certainty == "certain"
    events = [[n for n in event if n in stands] for event in together.events]
    events += [[name] for name in stands if not any(name in event for event in together.events)]
    home = {name: group for group in together.groups for name in group}
    low = high = 0
    most = 0.0
    sure: dict[Any, list[float]] = {}
    for event in events:
        reached = [name for name in event if name in inside]
        if not reached:
            continue
        high += 1
        numbers = [
            (0.0 if pd.isna(one.quantity_low) else one.quantity_low,
             one.quantity_low if pd.isna(one.quantity_high) else one.quantity_high)
            for one in (row.loc[name] for name in reached)
            if not (pd.isna(one.quantity_low) and pd.isna(one.quantity_high))
        ]  # fmt: skip
        most += max((upper for _, upper in numbers), default=0.0)
        if any(inside[name] for name in reached) and reached == event:
            least = min((lower for lower, _ in numbers), default=0.0)
            sure.setdefault(home.get(event[0], event[0]), []).append(least)
    low = len(sure)
    return low, high, sum(min(some) for some in sure.values()), most


def test_as_a_naive_count() -> None:
    """Every region and any of them: events once, of a group one at least, numbers not twice."""
    together = 0
    for seed in range(25):
        frame, memberships, known = world(random.Random(seed))
        once = Once(frame, known)
        table = count_by(frame, memberships, quantities=True, once=once).set_index("region_id")
        plain = count_by(frame, memberships, once=once).set_index("region_id")
        for region in (*REGIONS, ANY_REGION):
            expected = naive(frame, memberships, known, region)
            if not expected[1]:
                assert region not in table.index
                continue
            found = table.loc[region, ["low", "high", "quantity_low", "quantity_high"]]
            assert tuple(found) == expected, (seed, region)
            assert tuple(plain.loc[region, ["low", "high"]]) == expected[:2]
        together += count_by(frame, memberships)["high"].sum() > plain["high"].sum()
    assert together > 8


def test_the_ends_are_those_of_all_that_may_be() -> None:
    """Of each group every way in which its events may be one: no fewer, no more, and both occur."""
    less = 0
    for seed in range(30):
        chance = random.Random(seed)
        frame, _, together = world(chance)
        stands = (frame["retracted"] != "true").to_numpy(bool)
        may, against, maybe_sure = (
            np.array([chance.random() < 0.6 for _ in stands], bool) for _ in range(3)
        )
        may, against = may & stands, against & stands
        doubted = chance.choice([None, against])
        once = Once(frame, together, anywhere=True)
        found = once.count(may, may & maybe_sure, doubted)
        bad = stands & (~may if doubted is None else doubted)
        rows = {name: k for k, name in enumerate(frame["id"]) if stands[k]}
        events = [[rows[n] for n in event if n in rows] for event in together.events]
        events += [[k] for n, k in rows.items() if not any(n in e for e in together.events)]
        homes = [{rows[n] for n in group if n in rows} for group in together.groups]
        groups = [[e for e in events if home & set(e)] for home in homes]
        groups += [[e] for e in events if not any(home & set(e) for home in homes)]
        low = high = 0
        for group in groups:
            made_of = [
                [[k for one in part for k in one] for part in parts] for parts in partings(group)
            ]
            counts = [
                (sum(any(may[k] and maybe_sure[k] for k in one) and not any(bad[k] for k in one)
                     for one in made),
                 sum(any(may[k] for k in one) for one in made))
                for made in made_of
            ]  # fmt: skip
            low += min(certain for certain, _ in counts)
            high += max(possible for _, possible in counts)
        assert found == (low, high), seed
        less += low < high
    assert less > 8


def test_without_doubles_as_before() -> None:
    for seed in range(3):
        frame, memberships, _ = world(random.Random(seed))
        for words in ({}, {"by": ["layer"]}, {"by": ["layer"], "quantities": True}):
            asked: dict[str, Any] = {"frame": frame, **words}
            sightings = asked.pop("frame")
            alone = count_by(sightings, memberships, once=Once(sightings, Together()), **asked)
            pd.testing.assert_frame_equal(alone, count_by(sightings, memberships, **asked))


def test_what_one_report_leaves_open_is_taken_from_the_other() -> None:
    """A report without a layer is no second event of no layer; two layers are two perhaps."""
    frame = pd.DataFrame({"id": ["a", "b", "c"], "layer": ["shelling", None, "deployment"]})
    inside = pd.DataFrame({"sighting": [0, 1, 2], "region_id": "r", "certainty": "certain"})
    once = Once(frame, Together((("a", "b"),)))
    table = count_by(frame, inside, ["layer"], once=once, total=False)
    assert table[["layer", "low", "high"]].to_numpy().tolist() == [
        ["deployment", 1, 1], ["shelling", 1, 1],
    ]  # fmt: skip
    once = Once(frame, Together((("a", "b", "c"),)))
    table = count_by(frame, inside, ["layer"], once=once, total=False)
    assert table[["layer", "low", "high"]].to_numpy().tolist() == [
        ["deployment", 0, 1], ["shelling", 0, 1],
    ]  # fmt: skip


def decided(*pairs: tuple[str, str, bool]) -> list[Decision]:
    return [Decision(a, b, same) for a, b, same in pairs]


@pytest.mark.parametrize(
    ("decisions", "events", "groups"),
    [
        ([("a", "b", True), ("b", "c", True)], [("a", "b", "c")], [("a", "b", "c", "d")]),
        ([("a", "b", False)], [], [("a", "c", "d")]),
        ([("a", "b", False), ("a", "c", False)], [], [("a", "d"), ("b", "c")]),
        ([("a", "b", True), ("b", "c", False)], [("a", "b")], [("a", "b", "d")]),
        ([("a", "z", True)], [], [("a", "b", "c", "d")]),
    ],
)
def test_decisions_go_before_groups(
    decisions: Sequence[tuple[str, str, bool]], events: Any, groups: Any
) -> None:
    """A group in which two are different is two events at least, whatever the others are."""
    found = Together.of(["a", "b", "c", "d"], decided(*decisions), [["a", "b", "c", "d"]], [])
    assert (list(found.events), list(found.groups)) == (events, groups)


def test_contradictions_are_errors() -> None:
    with pytest.raises(InputError, match="take one of these back"):
        Together.of(["a", "b"], decided(("a", "b", True), ("b", "a", False)), [], [])


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three reports that seem to be of one event, and one of another."""
    store = tmp_path / "kordon.db"
    words = ("20 flatcars with tanks unloaded", "Unloaded: 20 flatcars with tanks",
             "Tanks unloaded, 20 flatcars", "An empty field")  # fmt: skip
    put_rows(
        store,
        [{"id": f"A{k}", "description": text, "coordinate_uncertainty_m": "100"}
         for k, text in enumerate(words)],
    )  # fmt: skip
    return store


def test_a_store_and_its_decisions(store: Path, tmp_path: Path) -> None:
    """Nothing is merged unless it is asked for; then by the groups, then by what was decided."""

    def counts(**words: Any) -> Tally:
        return tally([store], regions=["BY"], **words)

    assert counts().table["low"].tolist() == [4, 4]
    nothing = counts(once=True)
    assert (nothing.low, nothing.high) == (4, 4)
    assert any("nothing was decided" in note for note in nothing.notes)
    kordon.doubles([store], keep=True)
    proposed = counts(once=True)
    assert (proposed.low, proposed.high) == (2, 4)
    assert "1 group of doubles that nobody decided about count as 1 to 3 events" in proposed.notes
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("id_a,id_b,verdict\nA0,A1,same\nA1,A2,different\n", "utf-8")
    before = counts(once=True, decided=pairs)
    assert (before.low, before.high) == (3, 3)
    kordon.doubles([store], decided=pairs, keep=True)
    kept = counts(once=True)
    assert (kept.low, kept.high) == (3, 3)
    assert "2 reports that were decided to be of 1 event count once each event" in kept.notes
    assert (counts().low, counts().high) == (4, 4)


def test_what_cannot_be_asked(store: Path) -> None:
    with pytest.raises(ArgumentError, match="with `once` only"):
        tally([store], regions=["BY"], decided="pairs.csv")
    with pytest.raises(ArgumentError, match="has other ids"):
        tally([store], regions=["BY"], once=True, gate=lambda frame: frame)
