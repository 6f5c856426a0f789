"""Doubles: which pairs are proposed and why, groups that are no chains, decisions that count."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ArgumentError, InputError
from geo.geodesy import GEOD
from layers.doubles import pairs as doublepairs
from layers.doubles import score as doublescore
from layers.doubles.likeness import addresses, alike, heard
from layers.doubles.propose import Decision, Doubles, find_doubles, pairs_csv, read_decisions

TRAIN = "A train of 20 flatcars with tanks was unloaded at the station"
OTHER = "Residents heard helicopters flying low towards the forest"


def sightings(*rows: dict[str, Any]) -> geopandas.GeoDataFrame:
    """Rows laid over a plain report; ``day`` and ``days`` (how long) make its time."""
    full = []
    for number, given_ in enumerate(rows):
        row = {
            "id": f"r{number}", "layer": "deployment", "category": "rail_echelon", "x": 29.25,
            "y": 52.05, "coordinate_uncertainty_m": 1_000.0, "day": 0.0, "days": 1.0,
            "description": TRAIN, "place": "Mazyr", "source_url": None, "input_file": "a.csv",
            "retracted": None, **given_,
        }  # fmt: skip
        row["time_from"] = pd.Timestamp("2022-10-09", tz="UTC") + pd.Timedelta(days=row.pop("day"))
        row["time_to"] = row["time_from"] + pd.Timedelta(days=row.pop("days"))
        row["date_start"] = str(row["time_from"].date())
        shape = row.pop("shape", None) or shapely.Point(row["x"], row["y"])
        row["geometry"] = None if np.isnan(row["x"]) else shape
        full.append({name: value for name, value in row.items() if name not in ("x", "y")})
    return geopandas.GeoDataFrame(full, geometry="geometry", crs=4326)


def groups(answer: Doubles) -> list[set[str]]:
    by = answer.sightings.groupby("double_group", sort=False)["id"]
    found = [set(ids) for _, ids in by]
    assert len(found) == answer.groups
    return found


def pairs(answer: Doubles) -> set[tuple[str, str]]:
    return set(zip(answer.pairs["id_a"], answer.pairs["id_b"], strict=True))


# --- pairs


def test_the_same_in_two_sources_is_proposed_with_reasons() -> None:
    answer = find_doubles(
        sightings(
            {"id": "b", "description": "At Mozyr station 20 flatcars with tanks were unloaded"},
            {
                "id": "a",
                "x": 29.26,
                "description": "20 flatcars with tanks unloaded in Mazyr",
            },
            {"id": "c", "description": OTHER},
        )
    )
    assert groups(answer) == [{"a", "b"}]
    first, second = answer.sightings.itertuples(index=False)
    assert (first.id, first.double_reasons) == ("a", "the first of 2")
    assert np.isnan(first.double_score)
    assert second.double_score == second.double_group_score == first.double_group_score
    assert 70 <= second.double_score < 100
    reasons = second.double_reasons.split("; ")
    assert reasons[0] == "their times touch"
    assert reasons[1] == "0.69 km apart, known to 1 and 1 km"
    assert reasons[2].startswith("words alike by ")
    assert answer.asked == 3


@pytest.mark.parametrize(
    "change",
    [
        {"layer": "shelling"},
        {"category": "troop_arrival"},
        {"day": 2.5},
        {"x": 29.29},
        {"description": OTHER},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_thing_that_differs_keeps_two_apart(change: dict[str, Any]) -> None:
    assert groups(find_doubles(sightings({}, {}))) == [{"r0", "r1"}]
    assert groups(find_doubles(sightings({}, change))) == []


def test_discs_touch_to_the_metre() -> None:
    x, y, _ = GEOD.fwd(29.25, 52.05, 70, 3_000)
    for radius, found in ((1_999.5, 0), (2_000.5, 1)):
        other = {"x": x, "y": y, "coordinate_uncertainty_m": radius}
        assert find_doubles(sightings({}, other)).groups == found


def test_days_are_between_the_end_of_one_and_the_beginning_of_the_other() -> None:
    for day, days, found in ((1, 0, 1), (1.1, 0, 0), (2, 1, 1), (2.1, 1, 0), (9, 8, 1)):
        assert find_doubles(sightings({}, {"day": day}), days=days).groups == found, day
    # A report that says only the year is of the time of each in it.
    year = {"day": -281, "days": 365}
    assert find_doubles(sightings({}, year), days=0).groups == 1


def test_without_words_only_what_lies_in_the_other() -> None:
    silent = {"description": None}
    assert find_doubles(sightings(silent, {"x": 29.26})).groups == 1
    assert find_doubles(sightings(silent, {"x": 29.27})).groups == 0
    answer = find_doubles(sightings(silent, {"description": ""}))
    assert "no words to compare" in answer.sightings["double_reasons"][1]


def test_one_page_cited_by_two_files() -> None:
    url = "https://www.example.org/news/1?a=b"
    other = {"description": OTHER, "source_url": f"https://t.me/x/1 | {url}/#top"}
    for file, found in (("b.csv", 1), ("a.csv", 0)):
        answer = find_doubles(sightings({"source_url": url}, {**other, "input_file": file}))
        assert answer.groups == found
    answer = find_doubles(sightings({"source_url": url}, {**other, "input_file": "b.csv"}))
    assert answer.sightings["double_reasons"][1].endswith(
        "words not alike; two files cite the same page"
    )


def test_lines_and_areas_are_where_they_are_drawn() -> None:
    line = shapely.LineString([(29.2, 52.0), (29.3, 52.0)])
    trench = {"shape": line, "coordinate_uncertainty_m": None}
    near, far = {"y": 52.008, "x": 29.27}, {"y": 52.02, "x": 29.27}
    assert find_doubles(sightings(trench, near)).groups == 1
    assert find_doubles(sightings(trench, far)).groups == 0
    area = {"shape": shapely.box(29.25, 51.9, 29.4, 52.1), "coordinate_uncertainty_m": None}
    answer = find_doubles(sightings(trench, area))
    assert "at the same spot" in answer.sightings["double_reasons"][1]


def test_across_the_antimeridian_and_at_the_pole() -> None:
    assert find_doubles(sightings({"x": 179.999}, {"x": -179.999})).groups == 1
    assert find_doubles(sightings({"x": 0, "y": 89.995}, {"x": 180, "y": 89.995})).groups == 1


def test_what_cannot_be_compared_is_left_out_and_said() -> None:
    frame = sightings(
        {}, {"x": np.nan}, {"retracted": "true"}, {}, {"coordinate_uncertainty_m": None}
    )
    frame.loc[3, ["time_from", "time_to"]] = pd.NaT
    answer = find_doubles(frame)
    assert groups(answer) == [{"r0", "r4"}]
    assert answer.notes == (
        "1 retracted or superseded left out: not compared",
        "1 without a place left out: not compared",
        "1 without a date left out: not compared",
        "1 do not say how precisely their place is known: 2 km are taken "
        "(--assume-uncertainty says otherwise)",
    )
    assert len(find_doubles(frame, assume_uncertainty_m=5).notes) == 3


def test_nothing_to_compare() -> None:
    for frame in (sightings({}), sightings({}).iloc[:0], sightings({"x": np.nan}, {"x": np.nan})):
        answer = find_doubles(frame)
        assert (answer.groups, len(answer.sightings), len(answer.pairs)) == (0, 0, 0)
        assert "double_group" in answer.sightings


def test_numbers_that_make_no_sense() -> None:
    with pytest.raises(ArgumentError, match="say 0 to 366"):
        find_doubles(sightings({}), days=-1)
    with pytest.raises(ArgumentError, match="at most 100"):
        find_doubles(sightings({}), similar=101)
    with pytest.raises(InputError, match="'r0' occurs twice"):
        find_doubles(sightings({}, {"id": "r0"}))


# --- against all pairs, one by one

_REPORT = st.fixed_dictionaries(
    {
        "x": st.floats(29, 30),
        "y": st.floats(52, 52.4),
        "coordinate_uncertainty_m": st.sampled_from([0.0, 500.0, 8_000.0, 30_000.0, 400_000.0]),
        "day": st.integers(0, 60),
        "days": st.sampled_from([0.25, 1, 7, 31, 365]),
        "category": st.sampled_from(["rail_echelon", "troop_arrival"]),
        "description": st.sampled_from([TRAIN, f"{TRAIN} in the night", OTHER]),
    }
)


def _one_by_one(frame: geopandas.GeoDataFrame, days: float) -> set[tuple[str, str]]:
    found = set()
    rows = list(frame.itertuples(index=False))
    for one, other in itertools.combinations(sorted(rows, key=lambda row: row.id), 2):
        later = max(one.time_from, other.time_from)
        gap = (later - min(one.time_to, other.time_to)) / pd.Timedelta(days=1)
        ends = one.geometry.x, one.geometry.y, other.geometry.x, other.geometry.y
        reach = one.coordinate_uncertainty_m + other.coordinate_uncertainty_m
        words = alike(60)(heard(one.description), heard(other.description))
        if one.category == other.category and gap <= days and GEOD.inv(*ends)[2] <= reach and words:
            found.add((one.id, other.id))
    return found


@settings(max_examples=60)
@given(st.lists(_REPORT, min_size=1, max_size=14), st.sampled_from([0, 1, 5]), st.randoms())
def test_pairs_and_groups_are_those_of_all_pairs(rows: list[Any], days: int, random: Any) -> None:
    """No pair is missed by the index, groups are no chains, and the order makes no difference."""
    # No two at the same place: pairs of twins are told only with the first of them.
    frame = sightings(*({**row, "x": row["x"] + k * 1e-7} for k, row in enumerate(rows)))
    answer = find_doubles(frame, days=days)
    expected = _one_by_one(frame, days)
    assert pairs(answer) == expected
    found = groups(answer)
    for group in found:
        assert set(itertools.combinations(sorted(group), 2)) <= expected
    grouped = [name for group in found for name in group]
    assert len(grouped) == len(set(grouped))
    # Two groups (or single reports) of which every two are a pair would be one.
    single = [{name} for name in frame["id"] if name not in grouped]
    for one, other in itertools.combinations([*found, *single], 2):
        between = {tuple(sorted(pair)) for pair in itertools.product(one, other)}
        assert not between <= expected
    order = list(range(len(frame)))
    random.shuffle(order)
    again = find_doubles(frame.iloc[order].reset_index(drop=True), days=days)
    pd.testing.assert_frame_equal(again.pairs, answer.pairs)
    assert again.sightings["id"].tolist() == answer.sightings["id"].tolist()


def test_groups_do_not_chain() -> None:
    """Each is near the next, and the ends are 6 km apart: no group holds both."""
    row = [{"id": f"s{k}", "x": 29.25 + 0.025 * k} for k in range(5)]
    answer = find_doubles(sightings(*row))
    assert len(pairs(answer)) == 4
    assert all(len(group) == 2 for group in groups(answer))
    # A circle that holds the whole row joins one group, and does not make them one.
    wide = {"id": "wide", "x": 29.3, "coordinate_uncertainty_m": 50_000}
    found = groups(find_doubles(sightings(*row, wide)))
    assert max(map(len, found)) == 3
    assert len(found) == 2


def test_many_copies_are_one_group() -> None:
    """A thousand rows of one content: pairs are told with the first only."""
    answer = find_doubles(sightings(*({"id": f"c{k:04}"} for k in range(1_000)), {"x": 30.0}))
    assert answer.groups == 1
    assert len(answer.sightings) == 1_000
    assert len(answer.pairs) == 999
    assert set(answer.pairs["id_a"]) == {"c0000"}
    assert (answer.pairs["score"] == 100).all()


def test_a_crowd_is_compared_by_its_words_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many are near each other, less is compared, never more, and a note says so."""
    rng = np.random.default_rng(7)
    rows = [
        {"id": f"w{k:03}", "x": 29.25 + float(rng.uniform(0, 0.01)),
         "description": f"{TRAIN} number {k // 2}"}
        for k in range(120)
    ]  # fmt: skip
    frame = sightings(*rows)
    whole = pairs(find_doubles(frame, similar=90))
    monkeypatch.setattr(doublepairs, "_CROWD", 30)
    fewer = find_doubles(frame, similar=90)
    assert pairs(fewer) < whole
    assert "120 reports lie in crowds" in fewer.notes[-1]
    assert {(f"w{k:03}", f"w{k + 1:03}") for k in range(0, 120, 2)} & pairs(fewer)
    monkeypatch.setattr(doublepairs, "_CROWD", 20_000)
    monkeypatch.setattr(doublescore, "_MOST", 5)
    fewer = find_doubles(frame, similar=90)
    assert pairs(fewer) < whole
    assert "pairs in crowds were not compared" in fewer.notes[-1]
    monkeypatch.setattr(doublescore, "_MOST", 200)
    monkeypatch.setattr(doublepairs, "_HITS", 50)
    assert pairs(find_doubles(frame, similar=90)) == whole


# --- decisions


def test_what_is_said_to_be_the_same_is_a_group() -> None:
    frame = sightings({}, {"x": 33.0, "description": OTHER}, {"x": np.nan}, {"day": 100})
    answer = find_doubles(
        frame, decisions=[Decision("r0", "r1", True, "d.csv, row 1"), Decision("r2", "r1", True)]
    )
    assert groups(answer) == [{"r0", "r1", "r2"}]
    told = dict(zip(answer.sightings["id"], answer.sightings["double_reasons"], strict=True))
    assert told["r1"].startswith("said to be the same (d.csv, row 1); their times touch; ")
    assert told["r2"] == "said to be the same as another"
    assert answer.pairs["verdict"].tolist() == ["same", "same"]
    assert answer.pairs["together"].all()


def test_what_is_said_to_differ_is_never_together() -> None:
    frame = sightings({}, {}, {})
    answer = find_doubles(frame, decisions=[Decision("r0", "r2", False)])
    assert all(not {"r0", "r2"} <= group for group in groups(answer))
    assert answer.groups == 1
    row = answer.pairs[answer.pairs["verdict"] == "different"].iloc[0]
    assert (row["id_a"], row["id_b"], row["together"], row["score"]) == ("r0", "r2", False, 100)


def test_decisions_that_contradict_each_other() -> None:
    frame = sightings({}, {}, {})
    same = [Decision("r0", "r1", True, "row 1"), Decision("r1", "r2", True, "row 2")]
    with pytest.raises(InputError, match=r"row 3: 'r1' and 'r0' .* by row 1 the same: take one"):
        find_doubles(frame, decisions=[*same, Decision("r1", "r0", False, "row 3")])
    with pytest.raises(InputError, match=r"row 3: .* by way of others the same"):
        find_doubles(frame, decisions=[*same, Decision("r0", "r2", False, "row 3")])


def test_decisions_about_others_are_not_used_and_said() -> None:
    answer = find_doubles(sightings({}, {}), decisions=[Decision("r0", "gone", True)])
    assert groups(answer) == [{"r0", "r1"}]
    assert "decisions about 1 ids that are not among" in answer.notes[0]
    assert "'gone'" in answer.notes[0]


def test_pairs_written_and_decided_come_back(tmp_path: Path) -> None:
    frame = sightings({"id": "=1+1"}, {"id": ' b,"x"'}, {"id": "c", "description": "=cmd"})
    frame["id"] = frame["id"].str.strip()
    first = find_doubles(frame)
    path = tmp_path / "pairs.csv"
    path.write_bytes(pairs_csv(first.pairs))
    assert b"\r\n'=1+1," in path.read_bytes()
    assert read_decisions(path) == []
    decided = first.pairs.assign(verdict="Different")
    path.write_bytes(pairs_csv(decided))
    decisions = read_decisions(path)
    assert [(one.first, one.second, one.same) for one in decisions] == [
        (a, b, False) for a, b in zip(first.pairs["id_a"], first.pairs["id_b"], strict=True)
    ]
    assert decisions[0].where == "pairs.csv, row 1"
    again = find_doubles(frame, decisions=decisions)
    assert again.groups == 0
    assert pairs(again) == pairs(first)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id_a,id_b\na,b\n", "has no column verdict: decisions have id_a, id_b, verdict"),
        ("id_a,id_b,verdict\na,b,maybe\n", "row 1: the verdict 'maybe' is none"),
        ("id_a,id_b,verdict\na,b,\na,,same\n", "row 2: an id is missing"),
        ("id_a,id_b,verdict\na,a,different\n", "row 1: 'a' is said to differ from itself"),
        ("id_a,id_b,verdict\na,b,same,x,y\n", "row 1: 5 cells where the header has 3"),
    ],
)
def test_decisions_that_say_nothing(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=f"d.csv.*{told}"):
        read_decisions(path)


# --- words


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Танки в Мозыре", "танки, в МОЗЫРЕ!", 100, 100),
        ("Мазыр вакзал цягнік", "Mazyr vakzal tsiahnik", 80, 100),
        ("M\u200bazyr st\u00e4tion", "Mazyr station", 100, 100),
        (TRAIN, "20 flatcars with tanks unloaded at station", 70, 100),
        (TRAIN, OTHER, 0, 50),
        ("火车站 坦克", "火车站 坦克", 0, 100),
    ],
)
def test_how_alike_words_are(one: str, other: str, least: float, most: float) -> None:
    found = alike(1)(heard(one), heard(other))
    assert least <= found <= most
    assert alike(1)(heard(other), heard(one)) == found


@given(st.text(max_size=60))
def test_any_text_is_heard(text: str) -> None:
    said = heard(text)
    assert heard(text[::1]) == said
    if said:
        assert alike(60)(said, said) == 100


def test_addresses_of_pages() -> None:
    text = "https://www.Example.org/A/1/#x | http://t.me/s/1; https://example.org"
    assert addresses(text) == {"example.org/A/1", "t.me/s/1"}
