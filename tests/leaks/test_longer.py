"""Words that are shown and begin like withheld values: how many there are, and where they stand."""

from __future__ import annotations

import random

import pytest

import maps.leaks.finding
from maps.leaks import Secrets, find_leaks
from maps.leaks.finding import Finder
from maps.leaks.folding import View
from maps.leaks.longer import LongerWords

ADDRESS = "https://posts.example/"


def found_plainly(text: str, key: str, shown: frozenset[str]) -> bool:
    """Whether a key stands anywhere but at the beginning of such a word, letter by letter."""
    by_itself = Finder([key])
    words = [word for word in shown if word.startswith(key) and not by_itself.found(word)]
    letters = [at for at, letter in enumerate(text) if letter != " "]
    short, compact = key.replace(" ", ""), text.replace(" ", "")
    for k in range(len(compact)):
        if compact.startswith(short, k):
            at = letters[k]
            ends = [at + len(word) for word in words if text.startswith(word, at)]
            inside = text[max(0, at - 1) : at].isalnum()
            if inside or all(text[end : end + 1].isalnum() for end in ends):
                return True
    return False


@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
def test_every_find_is_compared(many: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of texts drawn at random, also of those with letters of several bytes."""
    if many:  # found by their ends
        monkeypatch.setattr(maps.leaks.finding, "_MOST_LETTERS", -1)
    chance = random.Random(many)
    told = {True: 0, False: 0}

    def some(most: int) -> str:
        return "".join(chance.choices("ab1 .é", k=chance.randrange(most)))

    for _ in range(400):
        key = (some(4) + "ab 1é.xa 1a" * 2 + some(3)).strip()
        shown = frozenset((key + some(5)).strip() for _ in range(4)) - {key}
        parts = [*shown, some(4), ",", " ", *([key] if chance.random() < 0.3 else [])]
        text = "".join(chance.choices(parts, k=chance.randrange(1, 8)))
        text = " ".join(text.split())
        places = Finder([key.replace(" ", "")]).places(text.replace(" ", ""))
        found = list(LongerWords(shown).not_in_them(View(text), ((key, at) for _, at in places)))
        assert bool(found) is found_plainly(text, key, shown)
        assert found in ([], [key])
        told[bool(found)] += 1
    assert min(told.values()) > 40


def test_very_many_addresses_that_go_on() -> None:
    """20,000 of which each begins like one that is shown, and one that really is there."""
    secrets = Secrets(
        texts={"source_url": [f"{ADDRESS}{k}" for k in range(1_000, 21_000)]},
        allowed_texts=[f"{ADDRESS}{k}7" for k in range(1_000, 21_000)],
    )
    rows = [f"{ADDRESS}{k}7" for k in range(1_000, 21_000)]
    assert find_leaks("\n".join(rows).encode(), secrets, name="x") == []
    rows[12_345] += f", {ADDRESS}4711"
    assert len(find_leaks("\n".join(rows).encode(), secrets, name="x")) == 1


def test_a_tag_ends_a_word_that_is_shown() -> None:
    """Two values of KML stand close to each other once their tags are taken out."""
    texts, shown = {"source_url": [ADDRESS + "12"]}, [ADDRESS + "1234"]
    secrets = Secrets(texts=texts, allowed_texts=shown)

    def found(text: str) -> bool:
        return bool(find_leaks(text.encode(), secrets, name="x"))

    head = "<kml xmlns='http://www.opengis.net/kml/2.2'>"
    assert not found(f"{head}<a>{ADDRESS}1234</a><b>2022</b></kml>")
    assert not found(f"{head}<value>{ADDRESS}1</value><value>2022</value></kml>")
    assert found(f"{head}<i>{ADDRESS}1</i><i>2022</i></kml>")
    assert not found(f"{head}<a>Источник</a><b>{ADDRESS}1234</b><b>1 2</b></kml>")
    for text in (
        f"<a>{ADDRESS}12</a><b>34</b>", f"<a>{ADDRESS}</a><b>12</b>", f"<a>{ADDRESS}12345</a>",
        f"<a>{ADDRESS}1234</a><b>{ADDRESS}12</b>",
        f"\ue000<a>{ADDRESS}12</a><b>34 {ADDRESS}1234</b>",
    ):  # fmt: skip
        assert found(f"{head}{text}</kml>")


SEEN = "8 wagons at the border"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"1{SEEN}", False), (f"a,1{SEEN},b\n", False), (f"1{SEEN}\n2{SEEN}", False),
        (f"<p><i>Russia</i>1{SEEN}</p><p>a &amp; b</p>", False),
        (f"<p><i>Russia 1</i>{SEEN}</p><p>a &amp; b</p>", True),
        (f"3{SEEN}", True), (f"1{SEEN}s", True), (f"51{SEEN}", True), (f"1 {SEEN}", True),
        (f"x{SEEN.replace(' ', '')}", True), (f"<td>1</td><td>{SEEN}</td>", True),
    ],
)  # fmt: skip
def test_a_shown_text_that_ends_like_a_withheld_one(text: str, found: bool) -> None:
    """18 wagons are not 8, as long as it is the text that is shown, letter for letter."""
    shown = ["18 wagons at the border", "28 wagons at the border"]
    secrets = Secrets(texts={"description": [SEEN]}, allowed_texts=shown)
    assert bool(find_leaks(text.encode(), secrets, name="x")) is found


def test_a_shown_text_that_holds_a_withheld_one_by_itself_is_no_excuse() -> None:
    shown = [f"1{SEEN}, {SEEN}"]
    secrets = Secrets(texts={"description": [SEEN]}, allowed_texts=shown)
    assert find_leaks(shown[0].encode(), secrets, name="x") != []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://p.example/x/472613", False), ("see https://p.example/x/472613, 7", False),
        ("https://p.example/x/472613;472613", True), ("https://p.example/y/472613", True),
        ("472613 https://p.example/x/472613", True), ("id=472613", True),
        ("p.example/x/472613", True), ("https://p.example/x/,472613", True),
        ("https://p.example/x/4726137", False),
        ("https://p.example/?a=1&amp;b=472613", False), ("https://p.example/?a=2&b=472613", True),
        ("https://old.example/https://p.example/x/472613", False),
    ],
)  # fmt: skip
def test_an_id_that_is_a_number_in_an_address_that_is_shown(text: str, found: bool) -> None:
    """It is the address's own there; and it is found wherever else it stands."""
    shown = ["https://p.example/x/472613", "https://p.example/?a=1&b=472613"]
    ids, titles = {"id": ["472613"]}, {"source_title": ["472613"]}
    assert bool(find_leaks(text.encode(), Secrets(texts=ids, allowed_texts=shown))) is found
    for texts in (titles, ids | titles):  # what says something else besides is found there, too
        secrets = Secrets(texts=texts, allowed_texts=shown)
        assert bool(find_leaks(text.encode(), secrets)) is ("4726137" not in text)


@pytest.mark.parametrize("value", ["472613", "R-1745"])
@pytest.mark.parametrize("row", ["{},52.1,x", "7,{},x", "7,{},9", "1.5,x,{}"])
def test_a_value_beside_a_number_in_a_row(value: str, row: str) -> None:
    """In the text "472613,52.1" may be one number, with a comma for the point."""
    table = f"a,b,c\n{row.format(value)}\n".encode()
    (leak,) = find_leaks(table, Secrets(texts={"id": [value]}), name="x")
    assert (leak.kind, leak.field) == ("text", "id")
    assert find_leaks(table, Secrets(texts={"id": [value[:-1] + "9"]}), name="x") == []
