"""A briefing that counts events: the numbers of `kordon count --once`, and every report listed."""

from __future__ import annotations

import json
import random
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from partings import partings
from store_rows import put_rows

import kordon
from geo.errors import ArgumentError
from layers.asking.selection import Selection
from layers.asking.tally import tally
from layers.doubles.once import Once, Together
from layers.times.moments import parse_day
from maps.briefing.blocks import Briefing, Chart, MapBlock, Paragraph, Table
from maps.briefing.build import build_briefing
from maps.briefing.changes import reckoned
from maps.briefing.compared import changes
from maps.briefing.figures import Side
from maps.briefing.period import Period
from maps.briefing.say import Say
from maps.words import languages

MAY = Selection(since=parse_day("2024-05"), until=parse_day("2024-05", end=True))
ZONE = "BY-UA-100km-BY"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One train in four reports at the turn of April, a convoy in two, and a gun in one."""
    store = tmp_path_factory.mktemp("once") / "kordon.db"
    train = {"category": "rail_echelon", "latitude": "51.8", "longitude": "29.2",
             "coordinate_uncertainty_m": "100"}  # fmt: skip
    put_rows(store, [
        {"id": "T0", "date_start": "2024-05-01", "direction": "arrival", **train},
        {"id": "T1", "date_start": "2024-05-01", "source_reliability": "B",
         "information_credibility": "2", **train},
        {"id": "T2", "date_start": "2024-04-30", "direction": "arrival", **train},
        {"id": "T3", "date_start": "2024-05-02", "retracted": "true", **train},
        {"id": "C0", "date_start": "2024-05-10", **train},
        {"id": "C1", "date_start": "2024-05-10", "date_precision": "week",
         "latitude": "", "longitude": "", "place": "somewhere"},
        {"id": "G0", "date_start": "2024-05-20", "layer": "shelling",
         "category": "artillery_fire", **{k: v for k, v in train.items() if k != "category"}},
    ])  # fmt: skip
    return store


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The train is one event, and so is the convoy."""
    path = tmp_path_factory.mktemp("pairs") / "pairs.csv"
    path.write_text("id_a,id_b,verdict\nT0,T1,same\nT1,T2,same\nT2,T3,same\nC0,C1,same\n", "utf-8")
    return path


def built(files: Any, **more: Any) -> Briefing:
    more.setdefault("zones", [ZONE])
    return build_briefing(files, selection=MAY, hubs=["none"], **more).briefing


def table(briefing: Briefing, section: str, number: int = 0) -> list[list[str]]:
    found = briefing.section(section)
    assert found is not None
    tables = [block for block in found.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row] for row in (tables[number].rows)]


def said(briefing: Briefing, section: str) -> str:
    found = briefing.section(section)
    assert found is not None
    return "\n".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def test_numbers_are_those_of_events(store: Path, pairs: Path) -> None:
    """Five reports that stand are three events; each report is still listed."""
    plain = built([store])
    assert plain.summary[0].startswith("May 2024: 5 reports (Russian deployments: 4")
    once = built([store], once=True, decided=pairs)
    assert once.summary[0].startswith("May 2024: 3 events (Russian deployments: 2")
    assert "known to be" not in once.summary[0]
    assert once.summary[1] == "Graded B2 or better: 1; not graded: 2."
    counted = tally([store], regions=[ZONE], selection=MAY, once=True, decided=pairs)
    assert (counted.low, counted.high) == (3, 3)
    assert table(once, "regions")[-1] == ["Any of them, each event once", "2", "0", "1"]
    assert table(plain, "regions")[-1] == ["Any of them, each report once", "3", "0", "1"]
    assert len(table(once, "main")) == len(table(plain, "main")) == 5
    method = said(once, "method")
    assert "Every number counts events, not reports" in method
    assert "Reports decided to be of the same event: 4; events that they are of: 2." in method
    map_ = once.section("map")
    assert map_ is not None
    (block,) = map_.blocks
    assert isinstance(block, MapBlock)
    assert block.caption.startswith("Reports that may belong to the period: 5;")


def test_an_event_is_what_its_reports_say_together(store: Path, pairs: Path) -> None:
    """On arrivals: one report says so and the other nothing. Off the map: one has a place."""
    once = built([store], once=True, decided=pairs)
    assert "on arrivals 1, on departures 0, graded B2 or better 1" in once.summary[2]
    assert "without a place on the map: 0." in said(once, "regions")
    charts = once.section("charts")
    assert charts is not None
    (bars, *_) = [block for block in charts.blocks if isinstance(block, Chart)]
    assert (sum(bars.low), sum(bars.high)) == (2, 3)  # a report of the convoy is of two weeks


def test_an_event_of_both_periods_is_in_both(store: Path, pairs: Path) -> None:
    """A report of April and one of May are of one train: nothing of it is new, or gone."""
    plain = dict(table(built([store], compare_to="previous"), "changes"))
    assert (plain["New"], plain["In both periods, or cannot tell"]) == ("5", "0")
    once = built([store], compare_to="previous", once=True, decided=pairs)
    found = dict(table(once, "changes"))
    assert found == {
        "New": "2", "In both periods, or cannot tell": "1", "Only in the compared period": "0",
        "Retracted (reports)": "1", "Superseded (reports)": "0", "Revised (reports)": "0",
    }  # fmt: skip
    kinds = [row[0] for row in table(once, "changes", 1)]
    assert kinds.count("In both periods, or cannot tell") == 3
    assert kinds.count("New") == 3
    assert "April 2024: 1, of these" in said(once, "changes")


def test_groups_that_nobody_decided_about_are_intervals(tmp_path: Path) -> None:
    """Kept in a store, as `kordon doubles --keep` finds them."""
    store = tmp_path / "kordon.db"
    words = ("20 flatcars with tanks unloaded", "Unloaded: 20 flatcars with tanks", "A field")
    put_rows(store, [
        {"id": f"A{k}", "date_start": "2024-05-03", "coordinate_uncertainty_m": "100",
         "description": text}
        for k, text in enumerate(words)
    ])  # fmt: skip
    kordon.doubles([store], keep=True)
    result = build_briefing([store], selection=MAY, zones=["none"], hubs=["none"], once=True)
    assert (result.low, result.high) == (2, 3)
    assert result.briefing.summary[0].startswith("May 2024: 2–3 events")
    assert "they count as 1 to 2 events." in said(result.briefing, "method")
    assert any("count as 1 to 2 events" in note for note in result.notes)
    assert result.briefing.together is not None


def test_nothing_known_is_said(store: Path) -> None:
    once = built([store], once=True, zones=["none"])
    assert once.summary[0].startswith("May 2024: 5 events")
    assert once.summary[0].endswith(" known to be of the same event: each counts as one.")
    assert "No reports here are known to be of the same event" in said(once, "method")


def test_what_cannot_be_asked(store: Path, pairs: Path) -> None:
    with pytest.raises(ArgumentError, match="with `once` only"):
        built([store], decided=pairs)
    with pytest.raises(ArgumentError, match="has other ids"):
        built([store], once=True, gate=object())


@pytest.mark.parametrize("code", languages())
def test_phrases_of_events_have_a_phrase_of_reports(code: str) -> None:
    """And are said where events are counted, only then."""
    folder = resources.files("maps") / "catalogues" / "briefing"
    words = json.loads((folder / f"{code}.json").read_text("utf-8"))
    twins = [key for key in words if key.endswith("_once")]
    assert len(twins) > 8
    for key in twins:
        of_reports, of_events = words[key.removesuffix("_once")], words[key]
        assert of_reports != of_events
        if isinstance(of_events, str):
            assert Say(code, events=True)(key.removesuffix("_once")) == of_events
            assert Say(code)(key.removesuffix("_once")) == of_reports


def side(at: list[int], sure: list[bool], frame: pd.DataFrame, together: Together) -> Side:
    """Reports of a period, and nothing else of them."""
    mine = frame.iloc[at].reset_index(drop=True)
    return Side(
        period=Period(), sightings=mine, sure=np.array(sure, bool),
        marks=np.array([""] * len(at), object), positions=np.array(at, np.intp),
        joined=pd.DataFrame(), memberships=pd.DataFrame(),
        once=Once(mine, together, anywhere=True),
    )  # fmt: skip


def test_what_changed_is_as_wide_as_what_may_be() -> None:
    """Every way in which groups may be one event: no fewer, no more, and it comes out even."""
    for seed in range(40):
        chance = random.Random(seed)
        many = chance.randrange(1, 7)
        frame = pd.DataFrame({"id": [f"i{k}" for k in range(many)]})
        ids = chance.sample(frame["id"].tolist(), many)
        cut = chance.randrange(many + 1)
        group = ids[:cut]
        together = Together((tuple(group[:2]),) if len(group) > 2 else (), (tuple(group),))
        touch, touched, sure, sure_before = (
            {k: chance.random() < share for k in range(many)} for share in (0.6, 0.5, 0.6, 0.6)
        )
        now, before = (
            side([k for k in which if which[k]], [s[k] for k in which if which[k]], frame, together)
            for which, s in ((touch, sure), (touched, sure_before))
        )
        found = changes(now, before, many, Once(frame, together, anywhere=True))
        alone = {k for k in range(many) if f"i{k}" not in group}
        events = [[int(n[1:]) for n in group[:2]]] if len(group) > 2 else []
        events += [[int(n[1:])] for n in (group[2:] if len(group) > 2 else group)]
        ends: dict[str, list[int]] = {"new": [], "both": [], "gone": []}
        most: dict[str, list[int]] = {"new": [], "both": [], "gone": []}
        for parts in partings(events):
            made = [[k for one in part for k in one] for part in parts] + [[k] for k in alone]
            here, there, certain, certain_there = (
                [any(of[k] and (also[k]) for k in one) for one in made]
                for of, also in (
                    (touch, touch), (touched, touched), (touch, sure), (touched, sure_before)
                )
            )  # fmt: skip
            rows = list(zip(here, there, certain, certain_there, strict=True))
            ends["new"].append(sum(s and not t0 for _, t0, s, _ in rows))
            ends["both"].append(sum(s and s0 for _, _, s, s0 in rows))
            ends["gone"].append(sum(s0 and not t for t, _, _, s0 in rows))
            most["new"].append(sum(t and not s0 for t, _, _, s0 in rows))
            most["both"].append(sum(t and t0 for t, t0, _, _ in rows))
            most["gone"].append(sum(t0 and not s for _, t0, s, _ in rows))
        for name in ends:
            assert getattr(found, name) == (min(ends[name]), max(most[name])), (seed, name)
        sums = reckoned(now, before, found)
        assert sums["then"] - sums["gone"] + sums["new"] == sums["now"] == now.count().high
