"""No word of English is left in a briefing of another language, but what the data brought."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.asking.selection import Selection, parse_condition
from layers.times.moments import parse_day
from maps.briefing.blocks import Briefing, Chart, Entries, MapBlock, Paragraph, Table
from maps.briefing.build import build_briefing
from maps.briefing.fitting import cell_size, head_size
from maps.briefing.published import published
from maps.briefing.say import Say
from maps.briefing.stills import Stills
from maps.picture.fonts import width_px
from maps.publication.profile import load_profile
from maps.withheld import meant_for
from maps.words import catalogue, languages

#: Names and signs that are the same in every language.
NAMES = {
    "B2", "BY", "Earth", "GSHHG", "GeoNames", "HTML", "Kordon", "Natural", "ODbL",
    "OpenStreetMap", "OurAirports", "SHA", "UA", "contributors", "CC", "sha",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports whose own texts are numbers only; every kind of change that files can tell of."""
    path = tmp_path_factory.mktemp("words") / "1.csv"
    path.write_text(
        "id,layer,category,date_start,date_precision,latitude,longitude,coordinate_uncertainty_m,"
        "quantity_low,quantity_high,quantity_unit,status,source_reliability,"
        "information_credibility,direction,actor,retracted,supersedes,source_title,source_url\n"
        "1,deployment,rail_echelon,2022-11-05,week,51.6,29.2,900,15,25,vehicles,claimed,B,2,"
        "arrival,RUS,,,7,https://1.1/\n"
        "2,fortification,trench_line,2022,year,51.6,29.3,,3,,km,assessed,F,6,,UKR,,,7,\n"
        "3,shelling,rocket_fire,2022-10-05,day,52,33,5000,,40,rockets,denied,,,,,,,8,\n"
        "4,deployment,tank_movement,2022-11-06,day,,,,,,,reported,C,,departure,BLR,,3,,\n"
        "5,deployment,troop_arrival,2022-11-07,day,52,30,500000,,,,,,,,,true,,,\n"
    )
    return path


def texts(briefing: Briefing) -> Iterator[str]:
    """All that a briefing says, but for its command, files and addresses."""
    yield from (briefing.title, briefing.subtitle, briefing.summary_title, *briefing.summary)
    for section in briefing.sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Paragraph):
                if "1.csv" not in block.text and "kordon.brief()" not in block.text:
                    yield block.text
            elif isinstance(block, Table):
                yield block.name
                yield from block.head
                yield from (cell.plain for row in block.rows for cell in row)
            elif isinstance(block, Chart):
                yield from (block.title, block.alt_text, *block.labels, block.low_name,
                            block.high_name)  # fmt: skip
            elif isinstance(block, MapBlock):
                yield from (block.caption, block.note, Stills(briefing).get("note").alt_text)
            elif isinstance(block, Entries):
                yield from (entry.text for entry in block.entries)


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
def test_no_english_is_left(code: str, rows: Path) -> None:
    """In Cyrillic no other Latin letters; else none of the English phrases."""
    selection = Selection(
        since=parse_day("2022-11"),
        until=parse_day("2022-11", end=True),
        layers=("deployment", "fortification", "shelling"),
        where=(parse_condition("id!=9"),),
        bbox=(20, 45, 40, 57),
    )
    briefing = build_briefing(
        [rows], selection=selection, compare_to="previous", language=code, hubs=["none"],
        zones=["BY-UA-100km-BY", "BY-UA-10km-BY"],
    ).briefing  # fmt: skip
    for section in briefing.sections:
        for block in section.blocks:
            if isinstance(block, Table):  # no word of a head is broken on A4, nor too small
                for name, share in zip(block.head, block.widths, strict=True):
                    assert head_size(name, 493 * share / sum(block.widths), 8) >= 6.5
    found = [text.replace("id!=9", "").replace("bbox", "") for text in texts(briefing)]
    if code in ("uk", "be", "ru"):
        words = {word for text in found for word in re.findall(r"[A-Za-z]{2,}\d?", text)}
        assert words <= NAMES
        return
    own = {phrase for phrase in catalogue(code).values() if isinstance(phrase, str)}
    english = [
        phrase for phrase in catalogue("en").values()
        if isinstance(phrase, str) and len(phrase) > 5 and "{" not in phrase and phrase not in own
    ]  # fmt: skip
    for text in found:
        if code == "fr":  # a sign of two parts has a space before it
            assert not re.search(r"[^\s:/][:;!?](\s|$)", text), text
        assert not [phrase for phrase in english if re.search(rf"\b{re.escape(phrase)}\b", text)]


def test_letters_of_a_head_are_as_large_as_its_words_allow() -> None:
    assert head_size("What it is", 60, 8) == 8
    for word in ("Источники", "Signalement"):
        size = head_size(f"a {word}", 45, 8)
        assert 6 < size < 8
        assert width_px(word, size, bold=True) <= 45
    assert head_size("x" * 90, 40, 8) == 6


def test_letters_of_a_cell_are_smaller_only_where_that_keeps_a_word_whole() -> None:
    assert cell_size("not stated", 60, 8) == 8
    size = cell_size("7 Artilleriegeschütze", 52, 8)
    assert 5 <= size < 8
    assert width_px("Artilleriegeschütze", size) <= 52
    assert cell_size("x" * 90, 40, 8) == 8


@pytest.mark.filterwarnings("error")
def test_letters_that_the_typeface_lacks_are_measured_without_a_word() -> None:
    assert 5 <= cell_size("👨👩👧👦👨👩", 40, 8) < 8


@pytest.mark.parametrize("code", languages())
def test_no_word_of_kordon_is_broken_in_the_main_reports(code: str, rows: Path) -> None:
    """How many, and the status, in the columns of the PDF."""
    say = Say(code)
    briefing = build_briefing([rows], language=code, hubs=["none"], zones=["none"]).briefing
    section = briefing.section("main")
    assert section is not None
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    how_many, status = (493 * table.widths[k] / sum(table.widths) - 7 for k in (3, 4))
    units = [phrase for key, phrase in say.words.items() if key.startswith("unit_")]
    told = [text for one in units for text in ([one] if isinstance(one, str) else one.values())]
    for texts_, room in (
        ([*told, say("not_stated")], how_many),
        ([*say.labels["status"].values(), say("not_stated")], status),
    ):
        for word in {word for text in texts_ for word in text.split()}:
            size = cell_size(word, room, 8)
            assert width_px(word, size) <= room, word
            assert size >= 6.25, word


def test_a_week_is_named_as_the_language_writes_a_day() -> None:
    day = dt.date(2022, 10, 3)
    assert [Say(code).short(day, "week") for code in ("en", "de")] == ["3 Oct", "3. Okt"]


def test_for_whom_a_profile_is_is_said_in_the_language_of_the_briefing() -> None:
    """Of Kordon's own profiles; what somebody wrote into one of theirs stays as it is."""
    for name in ("public", "partner", "internal"):
        profile = load_profile(name)
        told = {"profile": name, "says": profile.says}
        said = {meant_for(told, catalogue(code)) for code in languages()}
        assert meant_for(told, catalogue("en")) == profile.says  # or it would not be known
        assert len(said) == len(languages())
        own = told | {"says": "For our house only."}
        assert meant_for(own, catalogue("de")) == "For our house only."
    assert meant_for({"profile": "x", "says": "For x."}, catalogue("de")) == "For x."


def test_a_gated_briefing_says_in_its_language_for_whom_it_is() -> None:
    told = {
        "profile": "public", "says": load_profile("public").says, "at_least": {},
        "fewer_than": 10, "counts": None,
        "shown": {"records": 3, "reports_in_cells": 0, "generalised": 1},
    }  # fmt: skip
    for code in ("uk", "be", "ru"):
        text = " ".join(published(told, Say(code)))
        assert set(re.findall(r"[A-Za-z]{2,}", text)) == {"public"}, text  # the profile's name
