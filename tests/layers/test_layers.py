"""The three layers: data that vocabulary, page and catalogue agree on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import InputError
from layers.checking.values import read_word
from layers.record import FIELD_BY_NAME
from layers.record import LAYERS as WORDS
from layers.registry import LAYERS, layer
from layers.sources import sources_of
from layers.vocabulary import VOCABULARIES

MAPS = Path(__file__).resolve().parent.parent.parent / "maps"
SYMBOLS = (MAPS / "page" / "map" / "symbols.js").read_text("utf-8")


def names(table: str) -> set[str]:
    """The keys of a table in symbols.js."""
    body = re.search(rf"export const {table} = \{{(.*?)\n\}};", SYMBOLS, re.DOTALL)
    assert body
    return set(re.findall(r"^  (\w+):", body[1], re.MULTILINE))


def test_registry_has_the_layers_of_the_record() -> None:
    assert tuple(one.id for one in LAYERS) == WORDS
    assert layer("shelling").id == "shelling"
    with pytest.raises(InputError, match="deployment, fortification, shelling"):
        layer("trains")


def test_every_category_belongs_to_one_layer() -> None:
    """No category of the vocabulary is without a layer, none in two."""
    listed = [t.word for one in LAYERS for t in one.categories]
    assert sorted(listed) == sorted(t.word for t in VOCABULARIES["category"])
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("one", LAYERS, ids=lambda x: x.id)
def test_what_a_layer_names_is_there(one: object) -> None:
    """Shapes, marks, marked categories and card fields exist where they are used."""
    from layers.base import Layer

    assert isinstance(one, Layer)
    assert one.shape in names("SHAPES")
    assert set(one.marks.values()) <= names("MARKS")
    assert set(one.marks) <= {t.word for t in one.categories}
    assert one.mark("no such category") == "none"
    catalogue = json.loads((MAPS / "catalogues" / "en.json").read_text("utf-8"))
    for name in one.card_fields:
        assert name in FIELD_BY_NAME
        assert f"field_{name}" in catalogue
    palette = json.loads((MAPS / "palette.json").read_text("utf-8"))
    for theme in palette.values():
        assert one.id in theme["layers"]
        assert one.id in theme["symbolInk"]


def test_shapes_differ_between_layers() -> None:
    """Layers are told apart without colour."""
    assert len({one.shape for one in LAYERS}) == len(LAYERS)


def test_select_takes_a_layers_records() -> None:
    frame = pd.DataFrame({"layer": ["shelling", "deployment", "shelling"]})
    assert layer("shelling").select(frame).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, []),
        ({"source_title": None, "source_url": float("nan")}, []),
        ({"source_title": "A", "source_url": "u"}, [("A", "u", "", "")]),
        ({"source_url": "u | v"}, [("", "u", "", ""), ("", "v", "", "")]),
        ({"source_title": "A", "source_url": "u | v", "source_date": "d"},
         [("A", "u", "d", ""), ("A", "v", "", "")]),
        ({"source_title": "A | B", "source_url": "u", "source_archive_url": "x | y"},
         [("A", "u", "", "x"), ("B", "", "", "y")]),
        ({"source_title": "A|B"}, [("A|B", "", "", "")]),
    ],
)  # fmt: skip
def test_sources_are_split_and_none_is_lost(record: dict, expected: list) -> None:  # type: ignore[type-arg]
    assert [tuple(s) for s in sources_of(record)] == expected


@pytest.mark.parametrize(
    ("written", "layer"),
    [
        ("shelling_origin", "shelling"), ("shelling origins", "shelling"),
        ("Shelling Origins", "shelling"), ("джерела обстрілів", "shelling"),
        ("источники обстрелов", "shelling"), ("абстрэлы", "shelling"), ("Beschuss", "shelling"),
        ("Russian deployment", "deployment"), ("Russian deployments", "deployment"),
        ("Російські війська", "deployment"), ("российские войска", "deployment"),
        ("russische Stationierungen", "deployment"), ("déploiements russes", "deployment"),
        ("Ukrainian border fortifications", "fortification"),
        ("fortifications (UA)", "fortification"), ("українські укріплення", "fortification"),
        ("украинские укрепления", "fortification"), ("умацаванні", "fortification"),
        ("Grenzbefestigungen", "fortification"), ("fortifications frontalières", "fortification"),
    ],
)  # fmt: skip
def test_layers_as_they_are_called(written: str, layer: str) -> None:
    reading = read_word(written, "layer")
    assert (reading.value, reading.problem) == (layer, "")
    assert reading.repaired == f"other spelling of {layer}"


def test_no_two_layers_are_called_alike() -> None:
    forms = [form.casefold() for term in VOCABULARIES["layer"] for form in term.also]
    assert len(forms) == len(set(forms))
