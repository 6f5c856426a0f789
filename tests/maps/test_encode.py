"""JSON and columns come back as they went in, or not at all."""

from __future__ import annotations

import base64
import itertools
import json
import re
import zlib
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from page_unpack import chunk, coded, column

from geo.errors import PageError
from maps.encode import (
    NO_VALUE,
    Chunks,
    code_kind,
    packed_json,
    quantised_paths,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)  # fmt: skip


def unpacked(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text, validate=True)))


@given(JSON)
def test_packed_json_comes_back_and_holds_no_markup(value: Any) -> None:
    """Whatever the text: the same value comes out, and nothing that HTML reads goes in."""
    text = packed_json(value)
    assert unpacked(text) == value
    assert re.fullmatch(r"[A-Za-z0-9+/]+=*", text)


def test_packed_json_replaces_lone_surrogates() -> None:
    """UTF-8 has no place for half a character: it is replaced, the rest stays."""
    assert unpacked(packed_json("a\ud800b\udfffc")) == "a?b?c"
    assert unpacked(packed_json("\U0001f682")) == "\U0001f682"


def test_packed_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        packed_json(float("nan"))


def test_damage_is_an_error() -> None:
    """No changed byte of a column gives other numbers in silence."""
    chunks = Chunks()
    chunks.column("it", range(1_000), "u16")
    packed = base64.b64decode(chunks.base64())
    for at in range(len(packed)):
        damaged = bytearray(packed)
        damaged[at] ^= 1
        with pytest.raises(zlib.error):
            chunk(bytes(damaged), chunks.toc, "it")


RANGES = {"u8": (0, 2**8 - 1), "u16": (0, 2**16 - 1), "u32": (0, 2**32 - 1),
          "i32": (-(2**31), 2**31 - 1), "d32": (-(2**31), 2**31 - 1),
          "o": (-(2**31), 2**31 - 1), "d": (-(2**31), 2**31 - 1)}  # fmt: skip


@given(st.data(), st.sampled_from(sorted(RANGES)))
def test_columns_come_back(data: st.DataObject, kind: str) -> None:
    """Every kind of whole number, over its whole range; differences wrap at 32 bits."""
    values = data.draw(st.lists(st.integers(*RANGES[kind])))
    chunks = Chunks()
    chunks.column("before", [1, 2, 3], "u8")
    chunks.column("it", values, kind)
    packed = base64.b64decode(chunks.base64())
    assert column(packed, chunks.toc, "it").tolist() == values
    assert column(packed, chunks.toc, "before").tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("kind", "most", "written"),
    [("o", 254, "o8"), ("o", 255, "o16"), ("o", 65_534, "o16"), ("o", 65_535, "i32"),
     ("d", 127, "d8"), ("d", 128, "d16"), ("d", 32_767, "d16"), ("d", 32_768, "d32")],
)  # fmt: skip
def test_columns_are_as_narrow_as_can_be(kind: str, most: int, written: str) -> None:
    """At the greatest number that each width holds, beside missing ones, far from 0."""
    for base in (27_000_000, -27_000_000):
        values = [NO_VALUE, base, NO_VALUE, base + most, base + most, base, NO_VALUE]
        chunks = Chunks()
        chunks.column("it", values, kind)
        assert chunks.toc["it"][2] == written
        assert column(base64.b64decode(chunks.base64()), chunks.toc, "it").tolist() == values


@given(st.data(), st.sampled_from("od"), st.sampled_from([100, 10_000]))
def test_narrow_columns_come_back(data: st.DataObject, kind: str, reach: int) -> None:
    near = st.integers(27_000_000 - reach, 27_000_000 + reach) | st.just(NO_VALUE)
    values = data.draw(st.lists(near))
    chunks = Chunks()
    chunks.column("it", values, kind)
    assert column(base64.b64decode(chunks.base64()), chunks.toc, "it").tolist() == values


def test_floats_keep_nan() -> None:
    chunks = Chunks()
    chunks.column("it", [1.5, np.nan, -0.25, 1e30], "f32")
    back = column(base64.b64decode(chunks.base64()), chunks.toc, "it")
    np.testing.assert_array_equal(back, np.array([1.5, np.nan, -0.25, 1e30], "f4"))


def test_what_stands_for_missing_survives() -> None:
    chunks = Chunks()
    chunks.column("time", [NO_VALUE, 27_000_000, NO_VALUE], "d32")
    packed = base64.b64decode(chunks.base64())
    assert column(packed, chunks.toc, "time").tolist() == [NO_VALUE, 27_000_000, NO_VALUE]


@given(st.lists(st.lists(TEXT, max_size=3), max_size=20))
def test_blocks_come_back_one_by_one(blocks: list[list[str]]) -> None:
    chunks = Chunks()
    chunks.blocks("text", blocks)
    packed = base64.b64decode(chunks.base64())
    offsets = column(packed, chunks.toc, "text.at").tolist()
    assert len(offsets) == len(blocks) + 1
    assert offsets[-1] == chunks.toc["text"][1]
    back: list[Any] = []
    for one, other in itertools.pairwise(offsets):
        start = chunks.toc["text"][0]
        back.append(json.loads(zlib.decompress(packed[start + one : start + other])))
    assert back == blocks


@given(st.lists(st.floats(allow_infinity=False, width=64)))
def test_coded_numbers_are_exact(values: list[float]) -> None:
    """Many equal numbers travel as codes: the same number comes back, NaN as NaN."""
    chunks = Chunks()
    chunks.coded("it", np.array(values))
    packed = base64.b64decode(chunks.base64())
    np.testing.assert_array_equal(coded(packed, chunks.toc, "it"), np.array(values))


def test_quantised_paths_drop_only_what_is_less_than_a_step() -> None:
    """Rings without their closing point, points that fall together once, specks not at all."""
    square = shapely.box(0, 0, 1, 1).union(shapely.box(5, 5, 5.01, 5.01))
    paths = quantised_paths(square, 10)
    assert [path.tolist() for path in paths] == [[[10, 0], [10, 10], [0, 10], [0, 0]]] or (
        sorted(map(tuple, paths[0].tolist())) == [(0, 0), (0, 10), (10, 0), (10, 10)]
        and len(paths) == 1
    )
    assert quantised_paths(None, 10) == []
    assert quantised_paths(shapely.Polygon(), 10) == []
    line = shapely.LineString([(0, 0), (0.01, 0), (1, 1)])
    assert [p.tolist() for p in quantised_paths(line, 10)] == [[[0, 0], [10, 10]]]


def test_quantised_paths_look_into_collections() -> None:
    """A collection of lines and areas gives all of them; points have no path."""
    mixed = shapely.from_wkt(
        "GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 2 2), "
        "MULTIPOLYGON (((0 0, 3 0, 0 3, 0 0))))"
    )
    assert [len(path) for path in quantised_paths(mixed, 10)] == [2, 3]


@pytest.mark.parametrize(
    ("kind", "value"), [("u8", 256), ("u16", 65_536), ("u32", 2**32), ("u8", -1)]
)
def test_a_column_without_room_is_an_error(kind: str, value: int) -> None:
    """Numbers never wrap round in silence: a wrong word or region would be shown."""
    with pytest.raises(PageError, match=rf"'it' has no room for {value}"):
        Chunks().column("it", [1, value], kind)


def test_lists_of_any_length_have_a_kind() -> None:
    for count in (0, 1, 65_535, 65_536, 70_000):
        chunks = Chunks()
        chunks.column("it", range(count), code_kind(count))
        back = column(base64.b64decode(chunks.base64()), chunks.toc, "it")
        assert back.tolist() == list(range(count))
