"""Shapes in texts: WKT, WKB in hexadecimal digits, GeoJSON; and what is refused of them."""

from __future__ import annotations

import struct
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import PlaceError
from geo.foreign.tables import is_wkb
from geo.shapetexts import read_shape

POINT = shapely.Point(29.25, 52.05)
LINE = shapely.LineString([(29, 52), (30, 53)])
IN_METRES = shapely.set_srid(shapely.Point(345678, 5812345), 32636)
_XY = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@pytest.mark.parametrize(
    ("text", "shape", "crs"),
    [
        ("POINT (29.25 52.05)", POINT, 4326),
        ("PointZ (29.25 52.05 130)", POINT, 4326),
        ("SRID=4326;LINESTRING (29 52, 30 53)", LINE, 4326),
        ("SRID=32636;POINT(345678 5812345)", shapely.set_srid(IN_METRES, 0), 32636),
        (POINT.wkb_hex, POINT, 4326),
        ("\\x" + POINT.wkb_hex.lower(), POINT, 4326),
        (" 0x" + POINT.wkb_hex + "\n", POINT, 4326),
        (shapely.to_wkb(LINE, hex=True, byte_order=0), LINE, 4326),
        (shapely.Point(29.25, 52.05, 7).wkb_hex, POINT, 4326),
        (shapely.to_wkb(shapely.Point(29.25, 52.05, 7), hex=True, flavor="iso"), POINT, 4326),
        (
            shapely.to_wkb(IN_METRES, hex=True, include_srid=True),
            shapely.set_srid(IN_METRES, 0),
            32636,
        ),
        ('{"type": "Point", "coordinates": [29.25, 52.05, 7]}', POINT, 4326),
        ('{"type":"LineString","coordinates":[[29,52],[30,53]]}', LINE, 4326),
        (
            '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[29.25,52.05]}}',
            POINT,
            4326,
        ),
        (
            '{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:32636"}},'
            '"coordinates":[345678,5812345]}',
            shapely.set_srid(IN_METRES, 0),
            32636,
        ),
        ('{"lat": 52.05, "lng": "29.25"}', POINT, 4326),
    ],
)
def test_shapes_are_read(text: str, shape: Any, crs: int) -> None:
    found = read_shape(text)
    assert found is not None
    assert shapely.equals_exact(found.geometry, shape)
    assert found.crs == f"EPSG:{crs}"


@pytest.mark.parametrize("text", ["52.05, 29.25", "POINTLESS", "36U 345678 5812345", "0101", "abc"])
def test_other_texts_are_none(text: str) -> None:
    assert read_shape(text) is None


def nested(depth: int) -> str:
    inner = struct.pack("<BI", 1, 1) + struct.pack("<dd", 29.25, 52.05)
    for _ in range(depth):
        inner = struct.pack("<BII", 1, 7, 1) + inner
    return inner.hex()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (POINT.wkb_hex[:-1], "odd number of digits"),
        (POINT.wkb_hex[:-2], "not valid WKB"),
        (struct.pack("<BII", 1, 2, 4_294_967_295).hex(), "not valid WKB"),
        (struct.pack("<BII", 1, 8, 0).hex(), r"a curve \(CIRCULARSTRING\) is not read"),
        (nested(5_000), "nested more than 8"),
        ("GEOMETRYCOLLECTION (" * 50 + ")" * 50, "nested too deeply"),
        ("POINT (a b)", "not valid WKT"),
        ("SRID=4326;CIRCULARSTRING (29 52, 30 53, 31 52)", "a curve"),
        ('{"type":"Point"', "JSON is broken"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ('{"type":"GeometryCollection","geometries":[' * 12 + "]}" * 12, "nested more than 8"),
        ('{"type":"Point","coordinates":[29]}', "not a geometry of GeoJSON"),
        ('{"type":"Point","coordinates":["a","b"]}', "not a geometry of GeoJSON"),
        ('{"type":"FeatureCollection","features":[]}', "not a geometry of GeoJSON"),
        ('{"type":"Feature","properties":{"a":1},"geometry":null}', "properties of its own"),
        ('{"what":"a name"}', "no geometry of GeoJSON"),
        ('{"type":"Point","coordinates":[1,2],"crs":{"type":"link"}}', "never followed"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, told: str) -> None:
    with pytest.raises(PlaceError, match=told):
        read_shape(text)


@given(st.lists(_XY, min_size=2, max_size=5), st.sampled_from([0, 1]))
def test_wkb_and_wkt_of_a_line_are_one(places: list[tuple[float, float]], order: int) -> None:
    line = shapely.LineString(places)
    digits = str(shapely.to_wkb(line, hex=True, byte_order=order))
    wkt = shapely.to_wkt(line, rounding_precision=-1)
    found = [read_shape(text) for text in (digits, wkt)]
    assert all(one is not None and one.geometry == line for one in found)
    assert is_wkb(bytes.fromhex(digits))


@given(st.text(min_size=1).map(lambda text: text.encode("utf-8", "replace")))
def test_text_is_no_wkb(data: bytes) -> None:
    assert not is_wkb(data) or data[0] < 2


@given(st.binary(max_size=60), st.sampled_from(["", "\\x"]))
def test_any_digits_are_read_or_refused(data: bytes, before: str) -> None:
    for start in (b"", b"\x01", b"\x00\x00\x00\x00"):
        try:
            read_shape(before + (start + data).hex())
        except PlaceError:
            continue
