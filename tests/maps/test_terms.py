"""The words of the record in every language: whole, tidy, and only where something is named."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import pandas as pd
import pytest

from geo.errors import ArgumentError
from geo.hubs import rail_hubs
from geo.zones import border_zones
from layers.vocabulary import VOCABULARIES
from maps.terms import LABELLED, Terms, made_up_title
from maps.words import language_of, languages, vocabulary

OTHERS = [code for code in languages() if code != "en"]
FOLDER = resources.files("maps") / "catalogues" / "vocabulary"
#: Letters and marks of a neighbour.
FOREIGN = {
    "uk": "[ыэъё]", "be": "[ищъїєґ]", "ru": "[іїєґў]", "de": "[\u0400-\u04ff]",
    "fr": "[\u0400-\u04ff]|'",
}  # fmt: skip


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [text for part in parts for text in texts(part)]


def frame(*dates: tuple[str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(dates, columns=["date_start", "date_end"], dtype=object)


@pytest.mark.parametrize("code", languages())
def test_written_as_the_catalogues_are(code: str) -> None:
    text = (FOLDER / f"{code}.json").read_text("utf-8")
    whole = json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True)
    assert text == whole + "\n"


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_has_a_label_and_none_is_left_over(code: str) -> None:
    """The same words in every language as in the record, the same phrases as in English."""
    words, english = vocabulary(code), vocabulary("en")
    assert words.keys() == english.keys() | {"category", *LABELLED}
    for name in ("category", *LABELLED):
        assert words[name].keys() == {term.word for term in VOCABULARIES[name]}, name
    for name in ("phrase", "side"):
        assert words[name].keys() == english[name].keys(), name
    for key, phrase in english["phrase"].items():
        holes = [sorted(re.findall(r"\{\w+\}", text)) for text in (phrase, words["phrase"][key])]
        assert holes[0] == holes[1], key
    assert all(len(pair) == 2 for pair in words["category"].values())


@pytest.mark.parametrize("code", languages())
def test_tidy(code: str) -> None:
    for text in texts(vocabulary(code)):
        assert text == text.strip() != "", code
        assert not re.search(r"\s\s|[<>&\"`]|\s-\s", text), text
        if code != "en":
            assert not re.search(FOREIGN[code], text.lower()), text


@pytest.mark.parametrize("code", OTHERS)
def test_labels_tell_categories_apart(code: str) -> None:
    """No label stands for two categories of a layer; labels begin with a capital, meanings none."""
    own = vocabulary(code)["category"]
    for layer in {term.layer for term in VOCABULARIES["category"]}:
        labels = [own[t.word][0] for t in VOCABULARIES["category"] if t.layer == layer]
        assert len(set(labels)) == len(labels)
    for label, meaning in own.values():
        assert label[0].isupper(), label
        assert code == "de" or meaning[0].islower() or meaning[:4].isupper(), meaning
        assert len(label) <= 36, label


def test_twelve_months_and_belarusian_in_full() -> None:
    for code in languages():
        assert len(set(vocabulary(code)["calendar"]["months"])) == 12
    assert [code for code in languages() if Terms(code).calendar] == ["be"]
    names = Terms("be").calendar
    assert names
    assert {name: len(names[name]) for name in names if name != "year"} == {
        "months": 12, "months_of": 12, "months_short": 12, "months_of_short": 12,
        "weekdays": 7, "weekdays_short": 7,
    }  # fmt: skip


def test_zones_by_the_pattern() -> None:
    """English names are those of the command line; other languages say the same their way."""
    zones = border_zones(["BY-UA", "BY-LT"], [7_500, 25_000])
    zones = pd.concat([zones, border_zones(["BY-UA"], [25_000], "both")])
    rows = zones.drop(columns="geometry").to_dict("records")
    english = Terms("en")
    assert [english.region(row) for row in rows] == [row["name"] for row in rows]
    said = {row["region_id"]: {code: Terms(code).region(row) for code in OTHERS} for row in rows}
    assert said["BY-UA-25km-BY"]["uk"] == "Кордон BY–UA, 25 км, білоруський бік"
    assert said["BY-UA-25km-BY"]["de"] == "Grenze BY–UA, 25 km, belarussische Seite"
    assert said["BY-LT-7.5km-LT"]["be"] == "Мяжа BY–LT, 7,5 км, літоўскі бок"
    assert said["BY-UA-25km"]["fr"] == "Frontière BY–UA, 25 km"
    assert all(len(set(names.values())) > 1 for names in said.values())


def test_parts_of_zones_and_regions_of_others_keep_their_names() -> None:
    parts = border_zones(["BY-UA"], [10_000], "BY", by_oblast=True)
    for row in parts.drop(columns="geometry").to_dict("records"):
        assert Terms("en").region(row) == row["name"]
        assert Terms("uk").region(row).startswith("Кордон BY–UA, 10 км, ")
    own = {"region_id": "BY-UA-25km-BY", "name": "My {zone}", "kind": "custom"}
    assert Terms("de").region(own) == "My {zone}"
    hub = rail_hubs().iloc[0].to_dict()
    assert Terms("en").region(hub) == hub["name"]
    hubs = rail_hubs().drop(columns="geometry").set_index("region_id", drop=False)
    mazyr = hubs.loc["hub-BY-mazyr"].to_dict()
    assert [Terms(code).region(mazyr) for code in ("be", "ru", "uk")] == [
        "Мазыр", "Мозырь", "Мозир",
    ]  # fmt: skip
    homiel = next(row for row in parts.to_dict("records") if "homiel" in row["region_id"])
    assert Terms("be").region(homiel) == "Мяжа BY–UA, 10 км, Гомельская вобласць"


def test_unknown_words_stay_as_they_are() -> None:
    assert Terms("ru").category("ufo") == ("ufo", "")
    assert Terms("ru").category("rail_echelon")[0] == "Воинский эшелон"
    assert Terms("en").category("rail_echelon")[0] == "Rail echelon"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("en", "Border activity, November 2021 to August 2023"),
        ("uk", "Активність на кордоні: листопад 2021 – серпень 2023"),
        ("be", "Актыўнасць на мяжы: лістапад 2021 – жнівень 2023"),
        ("ru", "Активность на границе: ноябрь 2021 – август 2023"),
        ("de", "Aktivität an der Grenze: November 2021 bis August 2023"),
        ("fr", "Activité à la frontière\u202f: novembre 2021 – août 2023"),
    ],
)
def test_titles_made_up_from_the_dates(code: str, title: str) -> None:
    assert made_up_title(frame(("2021-11-09", None), ("2022", "2023-08-02")), code) == title


@pytest.mark.parametrize("tag", ["uk", "uk-UA", "UK_ua", "uk_UA.UTF-8", " uk "])
def test_tags_of_languages(tag: str) -> None:
    assert language_of(tag) == "uk"


@pytest.mark.parametrize("tag", ["xx", "", "ukr", "../uk", "u", "uk/../en", "de DE"])
def test_unknown_languages_are_refused_with_what_there_is(tag: str) -> None:
    with pytest.raises(ArgumentError, match="choose one of en, be, de, fr, ru, uk"):
        language_of(tag)
