"""Positions in every notation that analysts are sent, and what is refused instead of guessed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import PlaceError
from geo.geodesy import GEOD
from geo.positions import read_position

LAT, LON = 52.0495, 29.2456
DEGREES = [
    "52.0495, 29.2456",
    "52.0495 29.2456",
    "52.0495;29.2456",
    "52.0495/29.2456",
    "(52.0495, 29.2456)",
    "52,0495 29,2456",
    "52,0495; 29,2456",
    "52,0495, 29,2456",
    "52.0495°, 29.2456°",
    "52.0495N 29.2456E",
    "N52.0495 E29.2456",
    "29.2456E 52.0495N",
    "E 29.2456, N 52.0495",
    "+52.0495 +29.2456",
    "lat 52.0495 lon 29.2456",
    "Lat: 52.0495, Long: 29.2456",
    "lon=29.2456 lat=52.0495",
    "latitude=52.0495; longitude=29.2456",
    "52.0495 north, 29.2456 east",
    "широта 52.0495 долгота 29.2456",
    "Широта: 52,0495; довгота: 29,2456",
    "52.0495 с.ш. 29.2456 в.д.",
    "52,0495° с. ш., 29,2456° в. д.",
    "52.0495 пн.ш. 29.2456 сх.д.",
    "52.0495° пн. ш. 29.2456° у. д.",
    "\u200e52.0495,\u00a029.2456\u200b",
    "５２.0495, 29.2456",
    "52.0495° северной широты, 29.2456° восточной долготы",
    "С 52.0495 В 29.2456",
    "52.0495С, 29.2456В",
    "С52,0495 В29,2456",
    "Пн 52.0495, Сх 29.2456",
    "52.0495с.ш. 29.2456в.д.",
    "север 52.0495, восток 29.2456",
    "52.0495N 29.2456Е",  # a Cyrillic Е
    "GPS: 52.0495, 29.2456",
    "Координаты: 52.0495, 29.2456",
    "٥٢٫٠٤٩٥, ٢٩٫٢٤٥٦",
]
SEXAGESIMAL = [
    "52°02'58.2\"N 29°14'44.16\"E",
    "52° 02′ 58.2″ N, 29° 14′ 44.16″ E",
    "N52°02'58.2\" E29°14'44.16\"",
    "52°02'58.2\" 29°14'44.16\"",
    "52 02 58.2 N 29 14 44.16 E",
    "N 52 02 58.2 E 29 14 44.16",
    "52 02 58.2 29 14 44.16",
    "52°02’58,2” с.ш. 29°14’44,16” в.д.",
    "52°2.97'N 29°14.736'E",
    "N52 2.97 E29 14.736",
    "52 02.97, 29 14.736",
    "52º02'58.2\"N 29º14'44.16''E",
    "29°14'44.16\"E 52°02'58.2\"N",
    "lat 52°02'58.2\" lon 29°14'44.16\"",
    "52°02.97′ пн. ш., 29°14.736′ сх. д.",
    "52:02:58.2N 29:14:44.16E",
    "52°02'58,2\" С 29°14'44,16\" В",
    "С52°02'58.2\" В29°14'44.16\"",
]
LINKS = [
    (
        "https://www.google.com/maps/place/Mazyr/@52.1,29.3,12z/data=!3m1!4b1!8m2!3d52.0495!4d29.2456",
        "marked",
    ),
    ("https://www.google.com/maps?q=52.0495,29.2456", "marked"),
    ("https://maps.google.com/?q=loc:52.0495+29.2456", "marked"),
    ("https://www.google.com/maps/search/52.0495,+29.2456?entry=tts", "marked"),
    ("https://www.google.com/maps/@52.0495,29.2456,15z", "middle"),
    ("https://www.openstreetmap.org/?mlat=52.0495&mlon=29.2456#map=12/52.1/29.3", "marked"),
    ("https://www.openstreetmap.org/#map=12/52.0495/29.2456", "middle"),
    ("https://yandex.ru/maps/?ll=29.2456%2C52.0495&z=12", "middle"),
    ("https://yandex.by/maps/?ll=29.3%2C52.1&pt=29.2456,52.0495&z=12", "marked"),
    ("https://2gis.ru/?m=29.2456%2C52.0495%2F12", "marked"),
    (
        "https://www.google.com/maps/place/52%C2%B002'58.2%22N+29%C2%B014'44.16%22E/@52.1,29.3,12z",
        "marked",
    ),
    ("https://www.google.com/maps/dir//52.0495,29.2456/@52.1,29.3,12z", "marked"),
    (
        "https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d9!2d29.2456!3d52.0495!2m3!1f0",
        "middle",
    ),
    ("https://yandex.ru/maps/?ll=29.3%2C52.1&mode=search&text=52.0495%2C29.2456&z=12", "marked"),
    ("https://www.google.com/maps?q=٥٢.٠٤٩٥,٢٩.٢٤٥٦", "another script"),
    ("https://www.bing.com/maps?cp=52.0495~29.2456&lvl=12", "middle"),
    ("https://maps.apple.com/?ll=52.0495,29.2456", "middle"),
    ("https://wikimapia.org/#lang=en&lat=52.0495&lon=29.2456&z=12", "middle"),
    ("https://apps.sentinel-hub.com/eo-browser/?zoom=12&lat=52.0495&lng=29.2456", "middle"),
    ("https://deepstatemap.live/#12/52.0495/29.2456", "middle"),
    (
        "https://geohack.toolforge.org/geohack.php?params=52_2_58.2_N_29_14_44.16_E_region:BY",
        "marked",
    ),
]


def metres(position: Any, lat: float = LAT, lon: float = LON) -> float:
    """How far a position is from where it should be."""
    return float(GEOD.inv(lon, lat, position.longitude, position.latitude)[2])


@pytest.mark.parametrize("text", DEGREES + SEXAGESIMAL)
def test_angles(text: str) -> None:
    assert metres(read_position(text)) < 0.1


@pytest.mark.parametrize(
    ("text", "notation", "order"),
    [
        ("52.0495, 29.2456", "decimal degrees", "assumed"),
        ("52.0495N, 29.2456E", "decimal degrees", "said"),
        ("52°2.97' 29°14.736'", "degrees and minutes", "assumed"),
        ("139.7, 35.6", "decimal degrees", "proven"),
        ("35.6, 139.7", "decimal degrees", "proven"),
        ("5203N02914E", "degrees and minutes", "said"),
        ("520258N 0291444E", "degrees, minutes and seconds", "said"),
    ],
)
def test_notation_and_order(text: str, notation: str, order: str) -> None:
    position = read_position(text)
    assert (position.notation, position.order) == (notation, order)
    assert position.uncertainty_m is None


def test_the_order_is_exchanged_only_when_there_is_no_other() -> None:
    assert read_position("139.7, 35.6").latitude == 35.6
    assumed = read_position("29.2456, 52.0495")
    assert (assumed.latitude, assumed.exchanged.latitude) == (29.2456, 52.0495)


def test_sides_and_signs() -> None:
    south = read_position("33.9S 18.4E"), read_position("-33.9, 18.4"), read_position("S33.9 E18.4")
    assert {(p.latitude, p.longitude) for p in south} == {(-33.9, 18.4)}
    assert read_position("52.5 -1.5").longitude == -1.5
    assert read_position("52°30'N 1°30'W").longitude == -1.5


@pytest.mark.parametrize(("text", "note"), LINKS)
def test_links(text: str, note: str) -> None:
    position = read_position(text)
    assert metres(position) < 0.1
    assert note in position.note
    assert position.notation == "link to a map"


def test_geo_links_say_their_uncertainty() -> None:
    position = read_position("geo:52.0495,29.2456;u=35")
    assert (metres(position) < 0.1, position.uncertainty_m) == (True, 35)
    assert read_position("geo:52.0495,29.2456,120?z=11").uncertainty_m is None


@pytest.mark.parametrize(
    ("text", "side_m"),
    [("35UPU", 100_000), ("35U PU 5 6", 10_000), ("35UPU5468", 1_000), ("35U PU 540 689", 100),
     ("35U PU 5400 6892", 10), ("MGRS 35UPU5400268920", 1)],
)  # fmt: skip
def test_mgrs_names_a_square(text: str, side_m: float) -> None:
    """The place is the middle, and the radius reaches the corners."""
    position = read_position(text)
    assert position.notation == "MGRS"
    assert position.uncertainty_m == pytest.approx(side_m / math.sqrt(2))
    finest = read_position("35UPU5400268920")
    assert metres(position, finest.latitude, finest.longitude) < position.uncertainty_m * 1.02 + 1


def test_hyphens_divide_where_letters_say_what_is_what() -> None:
    """As pilots and soldiers write; elsewhere a hyphen may be a minus sign. ISO 6709 has signs."""
    for text in ("52-03-00N 029-15-00E", "52-03N, 29-15E", "52-03-00 с.ш. 29-15-00 в.д."):
        found = read_position(text)
        assert (found.latitude, found.longitude) == pytest.approx((52.05, 29.25), abs=1e-9)
    for text in ("52.05-29.25", "52-03-00 29-15-00", "(52.05°-29.25°)"):
        with pytest.raises(PlaceError, match="dash may be a minus sign"):
            read_position(text)
    assert read_position("+52.05-029.25").longitude == -29.25


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("52.0495, 29.2456, 145", "145"), ("52.0495 29.2456 -3.5", "-3.5"),
        ("(52,0495; 29,2456; 145)", "145"), ("52.0495,29.2456,145 m", "145 m"),
        ("52.0495, 29.2456 (145 m)", "145 m"), ("N52.0495 E29.2456 475ft", "475 ft"),
        ("52°02'58.2\"N 29°14'44.16\"E, alt. 145", "145"),
        ("52,0495 с.ш. 29,2456 в.д. высота 145 м над уровнем моря", "145 м"),
    ],
)  # fmt: skip
def test_a_height_behind_the_position_is_told(text: str, height: str) -> None:
    found = read_position(text)
    assert (found.latitude, found.longitude) == pytest.approx((LAT, LON), abs=1e-6)
    assert (found.height, found.uncertainty_m) == (height, None)
    assert found.note == f"written with a height, which is not used: {height}"


@pytest.mark.parametrize(
    "text",
    [
        # Degrees, minutes and seconds of one angle; a zoom; kilometres; three and four angles.
        "52, 03, 30", "52 03 30", "52.05, 29.25, 17z", "52.05, 29.25, 145 km", "52.05, 145 m",
        "52.05, 29.25, 52.10, 29.30", "52,05,29,25,145", "52.05, 29.25, 99999", "Mazyr, 145 m",
        "35UPU12 345", "35UPU12 345 m",
    ],
)  # fmt: skip
def test_what_may_be_something_else_is_no_height(text: str) -> None:
    with pytest.raises(PlaceError):
        read_position(text)


def test_long_texts_take_no_time() -> None:
    for text in ("52.05, 29.25" + " ," * 900 + "x", "1 " * 900, "1, " * 600 + "x"):
        with pytest.raises(PlaceError):
            read_position(text)


@given(st.floats(49, 57), st.floats(24, 41), st.integers(1, 5))
def test_mgrs_squares_hold_the_place_they_were_made_of(lat: float, lon: float, digits: int) -> None:
    import mgrs

    position = read_position(mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=digits))
    assert position.uncertainty_m is not None
    assert metres(position, lat, lon) <= position.uncertainty_m * 1.01 + 0.5


@given(st.floats(-79, 83), st.floats(-179.9, 179.9))
def test_utm(lat: float, lon: float) -> None:
    import pyproj

    zone = int((lon + 180) // 6) + 1
    crs = f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    band = "N" if lat >= 0 else "M"
    for text in (f"{zone}{band} {x:.1f} {y:.1f}", f"UTM {zone} {band} {x:.1f}E, {y:.1f}N"):
        position = read_position(text)
        assert metres(position, lat, lon) < 0.2
        assert position.notation == "UTM"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("UTM 36U E345678 N5812345", ""),
        ("345678E 5812345N (36U)", ""),
        ("5812345N 345678E 36U", ""),
        ("EPSG:32636 345678 5812345", ""),
        ("zone 36 north, 345678, 5812345", ""),
        ("36U 5812345 345678", "given with the northing first, as the sizes show"),
        ("UTM 36 345678 5812345", "taken to be north of the equator"),
    ],
)
def test_utm_in_other_orders_and_without_a_band(text: str, note: str) -> None:
    position = read_position(text)
    assert metres(position, 52.4394838, 30.7296133) < 0.1
    assert position.note.startswith(note)
    assert bool(position.note) == bool(note)


def test_the_south_is_said_with_a_word() -> None:
    for text in ("UTM 36 south 345678 5812345", "EPSG:32736 345678 5812345"):
        assert metres(read_position(text), -37.8232693, 31.2465611) < 0.1


def test_packed_degrees_are_no_metres() -> None:
    assert metres(read_position("520258N 0291444E")) < 30


@pytest.mark.parametrize("text", ["35U РU 5400 6892", "３５U PU ５４００ ６８９２", "9G4F26ХW+R6"])
def test_letters_and_digits_of_another_script_are_told(text: str) -> None:
    """A Р that is an Er, a Х that is a Ha, and wide digits."""
    position = read_position(text)
    assert position.note.startswith("written with ")
    assert metres(position, 52.9478, 29.2922) < 10 or metres(position) < 20


@given(st.floats(-89, 89), st.floats(-179, 179), st.sampled_from([6, 8, 10, 11]))
def test_plus_codes_hold_the_place_they_were_made_of(lat: float, lon: float, digits: int) -> None:
    from openlocationcode import openlocationcode

    position = read_position(openlocationcode.encode(lat, lon, digits))
    assert position.uncertainty_m is not None
    assert metres(position, lat, lon) <= position.uncertainty_m * 1.02 + 0.1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "an empty text"),
        ("Mazyr", "is no position: write"),
        ("52.0495", "holds one angle"),
        ("52,0495", "are no place"),
        ("52,05,29,24", "holds 4 angles"),
        ("52°02'58\"N", "holds 1 angles|holds one angle"),
        ("52.0495N 29.2456", "one angle has a letter of the compass, the other none"),
        ("52.0495N 53.2N", "both angles are latitudes"),
        ("52 61 N 29 14 E", "60 or more minutes"),
        ("52.5 30 N 29 14 E", "only the last part"),
        ("-52.0S 29.2E", "say it twice"),
        ("52.0495 - 29.2456", "the dash may be a minus sign"),
        ("95, 200", "are no place"),
        ("1, 2, 3", "holds 3 angles"),
        ("lat 52.0495 lat 29.2456", "named once each"),
        ("35UPU123", "as many digits for east as for north"),
        ("35UPU12 345", "as many digits"),
        ("35U II 12345 67890", "is no position"),
        ("99U PU 1234 5678", "no such MGRS square"),
        ("35S 654321 5771234", "may mean the south or the band"),
        ("75U 654321 5771234", "zones go from 1 to 60"),
        ("345678 5812345", "metres without a zone"),
        ("5812345N 345678E", "metres without a zone"),
        ("36U 345678 812345", "latitude 7.3470, and band U goes from 48 to 56"),
        ("UTM 36 345678 812345", "which side of the equator"),
        ("2Q2X+5G", "a short Plus Code"),
        ("2Q2X+5G Mazyr", "a short Plus Code"),
        ("https://goo.gl/maps/abcdef", "nothing is fetched"),
        ("https://www.google.com/maps/place/Mazyr", "nothing is fetched"),
        (
            "https://www.google.com/maps/dir/52.05,29.25/53.9,27.5/@53,28,8z",
            "is a route, and not one",
        ),
        ("https://www.google.com/maps/dir/Mazyr/53.9,27.5/", "is a route, and not one"),
        ("29.2З, 52.0С", "is no position|one angle"),  # beside a digit З may be a 3
        ("52.0495², 29.2456", "is no position"),
        ("GPS:", "is no position"),
        ("GPS: GPS: 52.0495, 29.2456", "is no position"),
        ("52.0495 С, 53.2 С", "both angles are latitudes"),
        ("https://[broken", "is no link that can be read"),
        ("geo:nowhere", "a geo: link is"),
        ("9" * 3_000, "characters are no position"),
        ("=cmd|' /C calc'!A0", "is no position"),
    ],
)
def test_what_is_refused(text: str, told: str) -> None:
    with pytest.raises(PlaceError, match=told):
        read_position(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        position = read_position(text)
    except PlaceError:
        return
    assert abs(position.latitude) <= 90
    assert abs(position.longitude) <= 180
