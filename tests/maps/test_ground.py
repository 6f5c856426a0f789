"""What of the base map travels in a page: one language, and the detail apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from page_unpack import chunk, column

from maps.encode import Chunks
from maps.ground import pack_detail, pack_ground

LANGUAGES = ("en", "uk", "be", "ru", "de", "fr")


def unpacked(language: str) -> tuple[dict[str, Any], Chunks, bytes]:
    import base64

    chunks = Chunks()
    head = pack_ground(chunks, language)
    return head, chunks, base64.b64decode(chunks.base64())


def names(data: bytes, toc: dict[str, list[Any]], name: str) -> list[str]:
    text: str = json.loads(chunk(data, toc, f"{name}.names"))
    return text.split("\n")


@pytest.mark.parametrize(
    ("language", "expected", "others"),
    [("en", {"Kyiv", "Warsaw", "Homyel"}, {"Київ", "Варшава"}),
     ("uk", {"Київ", "Варшава", "Мінськ", "Гомель"}, {"Kyiv", "Киев", "Кіеў"}),
     ("be", {"Кіеў", "Варшава", "Мінск", "Вільня"}, {"Киев", "Kyiv", "Минск"}),
     ("ru", {"Киев", "Варшава", "Минск"}, {"Київ", "Kyiv", "Мінск"}),
     ("de", {"Kyjiw", "Warschau", "Moskau"}, {"Warsaw", "Київ"}),
     ("fr", {"Kyiv", "Varsovie", "Moscou"}, {"Warsaw", "Київ"})],
)  # fmt: skip
def test_only_the_language_of_the_page_travels(
    language: str, expected: set[str], others: set[str]
) -> None:
    head, chunks, data = unpacked(language)
    found = set(names(data, chunks.toc, "base.places"))
    assert expected <= found
    assert not others & found
    everything = json.dumps(head, ensure_ascii=False)
    assert {"uk": "Дніпро", "be": "Дняпро", "ru": "Днепр", "fr": "Dniepr"}.get(
        language, "Dnipro"
    ) in everything
    assert ("Чорне море" in everything) == (language == "uk")
    assert ("Гомельская вобласць" in everything) == (language == "be")


@pytest.mark.parametrize("language", LANGUAGES)
def test_detail_is_complete_and_small(language: str) -> None:
    """About 100 kB in the file, whatever the language: base64 makes 4 of 3."""
    chunks, head = pack_detail(language)
    assert len(chunks.base64()) < 110_000
    assert head["toc"] == chunks.toc
    assert {"detail.arcs.xy", "detail.arcs.between", "detail.places.names"} <= head["toc"].keys()


def test_places_come_as_columns_of_one_length() -> None:
    _, chunks, data = unpacked("uk")
    n = len(names(data, chunks.toc, "base.places"))
    for part in ("x", "y", "size"):
        assert len(column(data, chunks.toc, f"base.places.{part}")) == n


def test_ground_is_small() -> None:
    """What every page carries for its first picture."""
    _, chunks, data = unpacked("en")
    assert len(data) < 115_000
    assert not any(name.startswith("detail") for name in chunks.toc)
