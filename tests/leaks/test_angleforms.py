"""Degrees and minutes with dashes, letters or words about them, as Kordon itself reads many."""

from __future__ import annotations

import pytest

from geo.errors import PlaceError
from geo.positions import read_position
from maps.leaks import Secrets, find_leaks

#: 52.0495 north, 29.2456 east, to a second or a hundredth of a minute.
WAYS = (
    "52-02.97N 029-14.74E", "52-02-58N 029-14-44E", "52-02-58 N, 029-14-44 E",
    "52 02 58.2, 29 14 44.2", "52 2.970, 29 14.736", "lat 52 02 58 lon 29 14 44",
    "52 02 58 с.ш. 29 14 44 в.д.", "52 02.97 пн.ш., 29 14.74 сх.д.",
    "широта 52 02 58, долгота 29 14 44",
    "52 02 58 north 29 14 44 east", "52 02 58 Nord, 29 14 44 Ost", "52ᵒ02'58\" 29ᵒ14'44\"",
    "52 02 58 северной широты 29 14 44 восточной долготы",
    "https://geohack.toolforge.org/geohack.php?params=52_2_58_N_29_14_44_E",
)  # fmt: skip
#: And ways that it does not read.
OTHERS = (
    "N52-02-58 E029-14-44", "52d02m58s 29d14m44s", "52d02'58\"N 29d14'44\"E",
    "52d 02m 58s N 29d 14m 44s E",
    "N5202.97 E02914.74", "N520258E0291444", "52 град 02 мин 58 сек, 29 град 14 мин 44 сек",
    "params=52_2.970_N_29_14.736_E",
    "+520258.2+0291444.2/", "+5202.970+02914.736/", "{{coord|52|2|58.2|N|29|14|44.2|E}}",
    "{{coord|52|2.970|N|29|14.736|E}}", "52/02/58N 29/14/44E", "52.02.58N 29.14.44E",
    "52.02.58,2 с.ш. 29.14.44,2 в.д.", "52* 02' 58\" N, 29* 14' 44\" E",
    "$52^\\circ 02' 58''$ N, $29^{\\circ} 14' 44''$ E", "52\\textdegree 02'58 29\\textdegree 14'44",
)  # fmt: skip
#: Bare numbers, where they are all of a value.
WHOLE = ("52 02 58 29 14 44", "52 02.970 29 14.736")


def found(text: str, away: float = 0.0) -> bool:
    secrets = Secrets(positions=[(29.2456 + away, 52.0495 + away)])
    return bool(find_leaks(text.encode(), secrets, name="x"))


@pytest.mark.parametrize("way", [*WAYS, *OTHERS])
def test_a_place_in_a_text(way: str) -> None:
    for text in (
        way,
        f"Seen at {way} today.",
        f'{{"at": "{way.replace(chr(34), chr(92) + chr(34))}"}}',
    ):
        assert found(text), text
        assert not found(text, away=0.002), text


@pytest.mark.parametrize("way", WAYS)
def test_kordon_reads_it(way: str) -> None:
    place = read_position(way)
    assert abs(place.latitude - 52.0495) < 2e-4
    assert abs(place.longitude - 29.2456) < 2e-4


@pytest.mark.parametrize("way", OTHERS)
def test_kordon_does_not_read_it(way: str) -> None:
    with pytest.raises(PlaceError):
        read_position(way)


@pytest.mark.parametrize(
    "way",
    ["52·0495 29·2456", "52⋅0495, 29⋅2456", "52․0495 29․2456", "52。0495 29。2456",
     "٥٢٫٠٤٩٥ ٢٩٫٢٤٥٦",
     "q=52%EF%BC%8E0495%2C29%EF%BC%8E2456", "52%EF%BC%8E0495 29%EF%BC%8E2456",
     '"52\\uFF0E0495 29\\uff0e2456"'],
)  # fmt: skip
def test_points_that_are_none(way: str) -> None:
    assert found(f"Seen at {way} today.")
    assert not found(f"Seen at {way} today.", away=0.002)


@pytest.mark.parametrize("way", WHOLE)
def test_bare_numbers_are_a_place_where_they_are_all_of_a_value(way: str) -> None:
    for text in (f"id,at\n1,{way}\n", f'{{"at": "{way}"}}', f"<td>{way}</td>", f"at: {way}"):
        assert found(text), text
    assert not found(f"M 7 {way} 12 40 Z")


def test_what_is_no_place() -> None:
    for text in ("2022-05-02 58 N, 29-14 44", "с 52 02 по 29 14", "12-52-02.97 5 N, 029-14.74 7 E",
                 "52 boxes, 02 men, 58 N 29 14 E"):  # fmt: skip
        assert not found(text), text


def test_runs_of_digits_and_dashes_take_no_longer_than_they_are_long() -> None:
    assert not found("1-1" * 300_000 + " 1 1" * 300_000)
