"""Names and phrases to places: every spelling, honest uncertainty, and nothing guessed."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import reference
from geo.errors import PlaceError
from geo.gazetteer import (
    candidates,
    disguises,
    geocode,
    parse_phrase,
    sounded,
    spelling,
)
from geo.gazetteer.spelling import plain, plain_all, sounded_all
from geo.geodesy import GEOD

MAZYR, HOMIEL, YELSK = 625324, 627907, 619598


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places (longitude, latitude)."""
    return float(GEOD.inv(*one, *other)[2])


@pytest.mark.parametrize(
    "name", ["Мазыр", "Мозырь", "Мозир", "Mazyr", "Mozyr", "mozyr'", "MAZYR", "Mazyŕ", "Mosyr"]
)
def test_four_spellings_are_one_place(name: str) -> None:
    assert geocode(name).place.geonameid == MAZYR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Калінкавічы", "Калинковичи"),
        ("Kalinkavichy", "Калинковичи"),
        ("Homiel", "Гомель"),
        ("Рэчыца", "Rechitsa"),
        ("Žlobin", "Жлобин"),
        ("Zhlobin", "Жлобін"),
        ("Щорс", "Shchors"),
        ("Jelsk", "Ельск"),
        ("Charnobyl", "Чарнобыль"),
    ],
)
def test_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert sounded(one) == sounded(other)


def test_most_places_are_found_by_each_of_their_names() -> None:
    """By every name that the gazetteer has, the place is among the candidates."""
    table = reference.places().sample(200, random_state=1)
    for row in table.to_dict("records"):
        for name in (row["name"], *str(row["names"]).split("|")):
            if name:
                assert row["geonameid"] in {one.geonameid for one in candidates(name)}


def test_look_alikes_and_hidden_characters_are_read_and_told() -> None:
    for text in ("Мaзыр", "M\u200bazyr", "Маzуr"):
        found = geocode(text)
        assert found.place.geonameid == MAZYR
        assert found.notes
    assert disguises("Мaзыр") == ["Мaзыр: letters of two scripts, read as Мазыр"]
    assert disguises("Мазыр Mazyr") == []


def test_a_slip_of_the_pen_is_told() -> None:
    found = geocode("Kalinkavicy")
    assert found.place.name == "Kalinkovichi"
    assert "Kalinkavicy is read as Kalinkovichi" in found.notes[0]


def test_ambiguous_names_are_refused_with_all_of_them() -> None:
    with pytest.raises(PlaceError, match="places are called 'Ivanovka'") as refused:
        geocode("Ivanovka")
    assert len(refused.value.candidates) > 5
    assert len({one.geonameid for one in refused.value.candidates}) == len(refused.value.candidates)


@pytest.mark.parametrize(
    "text", ["Rechytsa, Homiel Region", "Речица, Гомельская область", "Rechytsa (Gomel oblast)",
             "Рэчыца, Гомельская вобласць"]
)  # fmt: skip
def test_an_oblast_says_which(text: str) -> None:
    with pytest.raises(PlaceError, match="2 places are called"):
        geocode("Rechytsa, Belarus")
    found = geocode(text)
    assert (found.place.country, found.place.admin1) == ("BY", "Homiel Region")
    assert apart_m((found.longitude, found.latitude), (30.391, 52.364)) < 3_000


def test_a_hint_that_excludes_all_is_refused_and_one_that_says_nothing_is_told() -> None:
    with pytest.raises(PlaceError, match="no place called 'Mazyr' lies in Poland; elsewhere"):
        geocode("Mazyr, Poland")
    assert "Atlantis: no country" in geocode("Mazyr, Atlantis").notes[0]
    assert geocode("Mazyr", country="Belarus", admin1="Homiel Region").place.geonameid == MAZYR


@pytest.mark.parametrize(
    ("text", "azimuth", "km"),
    [
        ("12 km south of Homiel", 180, 12), ("12km S of Homiel", 180, 12),
        ("about 12 km to the south of Homiel", 180, 12), ("12 км южнее Гомеля", 180, 12),
        ("в 12 км к югу от Гомеля", 180, 12), ("12 км на південь від Гомеля", 180, 12),
        ("за 12 км на поўдзень ад Гомеля", 180, 12), ("12 km südlich von Homiel", 180, 12),
        ("à 12 km au sud de Homiel", 180, 12), ("12 km north-east of Homiel", 45, 12),
        ("12 km NE of Homiel", 45, 12), ("12 км к северо-востоку от Гомеля", 45, 12),
        ("12 km north-northeast of Homiel", 22.5, 12), ("12 km NNE of Homiel", 22.5, 12),
        ("12,5 km west of Homiel", 270, 12.5), ("10-14 km south of Homiel", 180, 12),
        ("Homiel, 12 km south", 180, 12),
    ],
)  # fmt: skip
def test_so_far_in_a_direction(text: str, azimuth: float, km: float) -> None:
    found = geocode(text)
    home = geocode("Homiel")
    there = GEOD.fwd(home.longitude, home.latitude, azimuth, km * 1_000)[:2]
    assert found.place.geonameid == HOMIEL
    assert apart_m((found.longitude, found.latitude), there) < 1
    spread = 11.25 if azimuth == 22.5 else 22.5 if azimuth == 45 else 45
    assert found.uncertainty_m > km * 1_000 * math.sin(math.radians(spread))
    assert found.uncertainty_m > home.uncertainty_m


def test_uncertainty_grows_with_what_is_not_said() -> None:
    town = geocode("Yelsk").uncertainty_m
    near = geocode("near Yelsk, Gomel region")
    within = geocode("12 km from Yelsk")
    assert near.place.geonameid == YELSK
    assert near.uncertainty_m == town + 10_000
    assert within.uncertainty_m == pytest.approx(town + 12_500)
    assert geocode("20 km from Yelsk").uncertainty_m == pytest.approx(town + 25_000)
    assert geocode("Homiel").uncertainty_m > town


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        ("near Yelsk", "Yelsk", True), ("под Ельском", "Ельском", True),
        ("поблизу Овруча", "Овруча", True), ("каля Ельска", "Ельска", True),
        ("г. Ельск", "Ельск", False), ("North Kommunar", "North Kommunar", False),
        ("Yelsk (railway station)", "Yelsk", False),
        ("Yelsk railway station", "Yelsk", True), ("the station of Yelsk", "Yelsk", True),
        ("ж/д станция Ельск", "Ельск", True), ("ст. Ельск", "Ельск", True),
        ("залізнична станція г. Єльськ", "Єльськ", True), ("Bahnhof Brest", "Brest", True),
        ("станция", "станция", False), ("Stationary camp", "Stationary camp", False),
    ],
)  # fmt: skip
def test_phrases(text: str, name: str, near: bool) -> None:
    phrase = parse_phrase(text)
    assert (phrase.name, phrase.near, phrase.distance_m) == (name, near, None)


def test_coordinates_are_places_too() -> None:
    assert geocode("52.05, 29.25").how == "decimal degrees"
    assert geocode("35UPU54006892").uncertainty_m == pytest.approx(10 / math.sqrt(2))
    assert geocode("https://www.google.com/maps/@52.05,29.25,15z").notes


def short_code(lat: float, lon: float) -> str:
    """A Plus Code without its first four letters."""
    from openlocationcode import openlocationcode

    return str(openlocationcode.encode(lat, lon))[4:]


@pytest.mark.parametrize("place", [(52.0495, 29.2456), (52.3, 29.6), (51.7, 28.9)])
@pytest.mark.parametrize("town", [" Mazyr", ", Мозырь, Беларусь", " Mazyr, Homiel Region"])
def test_a_short_code_beside_a_town(place: tuple[float, float], town: str) -> None:
    """As far off as the nearest square of that code reaches, also beyond a full degree."""
    found = geocode(short_code(*place) + town)
    assert apart_m((found.longitude, found.latitude), place[::-1]) < 20
    assert found.uncertainty_m is not None
    assert found.uncertainty_m < 20
    assert "is the nearest to Mazyr (" in found.notes[0]


@pytest.mark.parametrize(
    ("town", "told"),
    [
        ("", "only together with a town: write its name behind it"),
        (" Ivanovka", "places are called"),
        (" Qwrtzpsdfg", "no place in the gazetteer"),
        (" 52.05, 29.25", "is no town beside which"),
        (" 26XW+R6 26XW+R6", "is no town beside which"),
        (" 100 km from Mazyr", "too roughly"),
    ],
)
def test_a_short_code_beside_no_town_is_refused(town: str, told: str) -> None:
    with pytest.raises(PlaceError, match=told):
        geocode(f"26XW+R6{town}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("95, 200", "are no place"),
        ("Qwrtzpsdfg", "no place in the gazetteer is called 'Qwrtzpsdfg'"),
        ("12 km south of", "is called ''"),
        ("near", "is called"),
    ],
)
def test_what_is_no_place_is_refused(text: str, told: str) -> None:
    with pytest.raises(PlaceError, match=told):
        geocode(text)


#: Letters of every kind that a key is made of, and what is between them.
LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("aceioIxХхасеіоМйїёžščłßыь\u0301\u0306\u0308\u200b \n\0\1-'12²①"),
)


@given(st.lists(st.text(LETTERS, max_size=12), max_size=8))
def test_many_names_at_once_are_as_each_alone(names: list[str]) -> None:
    """Property: no key depends on the names before and behind it."""
    assert plain_all(names) == [plain(name) for name in names]
    assert sounded_all(names) == [sounded(name) for name in names]


@given(st.text(LETTERS, max_size=20))
def test_keys_are_made_letter_by_letter(text: str) -> None:
    """Property: as by the rules one after the other."""
    shown = spelling._HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    parted = unicodedata.normalize("NFKD", shown.replace("й", "\0").replace("ї", "\1"))
    letters = "".join(c for c in parted if c.isalnum() or c in "\0\1")
    letters = letters.replace("\0", "й").replace("\1", "ї").replace("ł", "l")
    assert plain(text) == letters
    honest = spelling._WORD.sub(
        lambda word: spelling._one_script(word[0]), spelling._HIDDEN.sub("", text)
    )
    lower = unicodedata.normalize("NFC", honest).casefold().translate(spelling._CARONS)
    latin = "".join(spelling._LETTERS.get(c, c) for c in lower)
    key = "".join(c for c in unicodedata.normalize("NFKD", latin) if "a" <= c <= "z" or c.isdigit())
    for pattern, put in spelling._RULES:
        key = pattern.sub(put, key)
    assert sounded(text) == key


@given(st.text(max_size=40))
def test_any_text_is_a_place_or_refused(text: str) -> None:
    try:
        found = geocode(text)
    except PlaceError:
        return
    assert abs(found.latitude) <= 90
    assert abs(found.longitude) <= 180


@pytest.mark.parametrize(
    "text", ["south of Homiel", "к югу от Гомеля", "на південь від Гомеля", "NW of Homiel",
             "north-east of Mazyr, Belarus"]
)  # fmt: skip
def test_a_direction_without_a_distance_is_refused(text: str) -> None:
    with pytest.raises(PlaceError, match="only with a distance, as in 12 km south of Homiel"):
        geocode(text)


@pytest.mark.parametrize(
    "text", ["Homiel Region", "Гомельская область", "Belarus", "Yelsk district"]
)
def test_a_region_is_no_place(text: str) -> None:
    with pytest.raises(PlaceError, match="is a region and no place; name a place in it"):
        geocode(text)


@pytest.mark.parametrize(
    "text",
    [
        "between Mazyr and Yelsk",
        "между Мозырем и Ельском",
        "паміж Мазыром і Ельскам",
        "Mazyr–Yelsk road",
        "on the Mazyr - Yelsk railway",
        "трасса Мозырь - Ельск",
        "на дороге Мозырь — Ельск",
    ],
)
def test_between_two_places(text: str) -> None:
    """The circle holds both, with the larger one's size."""
    ends = [geocode(name) for name in ("Mazyr", "Yelsk")]
    found = geocode(text)
    assert found.place is None
    for end in ends:
        away_m = apart_m((end.longitude, end.latitude), (found.longitude, found.latitude))
        assert away_m + end.uncertainty_m <= found.uncertainty_m + 1
    both_m = apart_m(*((end.longitude, end.latitude) for end in ends))
    assert found.uncertainty_m == pytest.approx(both_m / 2 + ends[0].uncertainty_m)


def test_between_places_of_which_one_is_several() -> None:
    with pytest.raises(PlaceError, match="3 places are called 'Речицей'"):
        geocode("между Гомелем и Речицей")
    assert geocode("между Гомелем и Речицей, Гомельская обл.").uncertainty_m < 35_000


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("под Гомелем", "Homyel'"),
        ("8 км от Ельска", "Yel’sk"),
        ("возле Чернигова", "Chernihiv"),
        ("поблизу Шостки", "Shostka"),
        ("у раёне Нароўлі", "Narovlya"),
    ],
)
def test_names_in_other_cases(text: str, name: str) -> None:
    found = geocode(text)
    assert found.place.name == name
    assert "is read as" in found.notes[0]


def test_streets_are_all_of_their_town() -> None:
    town = geocode("Гомель")
    for text in ("вул. Леніна, Гомель", "Lenin street 5, Gomel"):
        found = geocode(text)
        assert (found.place, found.uncertainty_m) == (town.place, town.uncertainty_m)
        assert "streets are not in the gazetteer" in found.notes[-1]


def test_the_abandoned_town_is_one_of_two() -> None:
    """Nobody lives in Pripyat, so that GeoNames' villages have the name for themselves."""
    with pytest.raises(PlaceError, match=r"Pripyat \(Kyiv Oblast.*Prypiat \(Volyn Oblast"):
        geocode("Припять")
    found = geocode("Pripyat, Kyiv Oblast")
    assert (found.latitude, found.longitude) == pytest.approx((51.405, 30.057), abs=0.01)
    assert found.uncertainty_m > 2_000


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Yelsk Gomel region", "Yelsk, Gomel region"),
        ("Gomel region Yelsk", "Yelsk, Gomel region"),
        ("near Ельск Гомельская область", "near Ельск, Гомельская область"),
        ("Brest Belarus", "Brest, Belarus"),
        ("д. Новая Гута Гомельский район", "д. Новая Гута, Гомельский район"),
    ],
)
def test_a_region_without_a_comma(text: str, same: str) -> None:
    found, wanted = geocode(text), geocode(same)
    assert (found.latitude, found.longitude) == (wanted.latitude, wanted.longitude)
    assert (found.uncertainty_m, found.how) == (wanted.uncertainty_m, wanted.how)


@pytest.mark.parametrize("text", ["Brest Minsk", "Mazyr Yelsk", "a b c d e f g Gomel region"])
def test_words_that_are_no_town_and_region_are_refused(text: str) -> None:
    with pytest.raises(PlaceError, match="no place"):
        geocode(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Букча", "Bucha"),  # a village on the border, that is not in the gazetteer
        ("Печи", "Povcha"),
        ("Уручье", "Ovruch"),
        ("Sozh", "Sasovo"),
        ("Лесная", "Leśna Podlaska"),
        ("Yelsk NPP", "Yel’sk"),
    ],
)
def test_short_names_are_not_taken_for_others_like_them(text: str, other: str) -> None:
    with pytest.raises(PlaceError, match=f"did you mean.*{other}"):
        geocode(text)


def test_a_village_may_have_smaller_namesakes() -> None:
    """Senkivka on the border has too few inhabitants for the gazetteer."""
    found = geocode("Сеньковка")
    assert found.place.admin1 == "Kyiv Oblast"
    assert "is the only Сеньковка of 500 inhabitants and more" in found.notes[-1]
    assert geocode("Сеньковка, Киевская область").notes == ()


def test_a_town_is_meant_before_what_was_called_like_it_once() -> None:
    for text, country in (("Brest", "BY"), ("Брест", "BY"), ("Minsk", "BY"), ("под Брестом", "BY")):
        found = geocode(text)
        assert found.place.country == country
        assert "is called so, too" in " ".join(found.notes)
    for text in ("Ivanovo", "Orsha", "Городная", "Slutsk", "под Речицей"):
        with pytest.raises(PlaceError, match="places are called"):
            geocode(text)


def test_an_unknown_part_of_a_town_is_near_it() -> None:
    town = geocode("Борисов")
    part = geocode("Борисов, Печи")
    assert part.place == town.place
    assert part.uncertainty_m == town.uncertainty_m + 10_000
    assert "Печи: no country" in part.notes[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Печи, Борисов", "no place called 'Печи' lies in Борисов"),
        ("Лесная, Барановичский район", "no place called 'Лесная' lies in Барановичский район"),
        ("Поречье, Невесть где", "and without it 'Поречье' may be"),
        ("Цель, Осиповичский район", "no place called 'Цель' lies in Осиповичский район"),
    ],
)
def test_a_hint_is_never_passed_over_where_much_depends_on_it(text: str, told: str) -> None:
    with pytest.raises(PlaceError, match=told):
        geocode(text)


def test_a_town_nearby_says_which() -> None:
    assert geocode("Rechytsa, Stolin").place.admin1 == "Brest Region"
    assert geocode("Machulishchy, Minsk").place.admin1 == "Minsk Region"
    assert geocode("Ozerne, Zhytomyr").place.admin1 == "Zhytomyr Oblast"


def test_a_smaller_town_behind_the_larger_one_may_be_meant() -> None:
    found = geocode("Minsk, Machulishchy")
    assert found.uncertainty_m == geocode("Minsk").uncertainty_m + 10_000
    assert "Machulishchy is a town by Minsk, and may be meant" in found.notes[-1]


def test_the_nuclear_power_plant_is_not_the_town() -> None:
    for text in ("ЧАЭС", "Chernobyl NPP", "Чорнобильська АЕС"):
        found = geocode(text)
        assert apart_m((found.longitude, found.latitude), (30.0991, 51.3896)) < 100


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Novaya Guta border crossing", "Novaya Guta"),
        ("КПП Новая Гута", "Новая Гута"),
        ("пункт пропуска Новая Гута", "Новая Гута"),
        ("в/ч 65408 Мачулищи", "Мачулищи"),
        ("военный городок Мачулищи", "Мачулищи"),
        ("Жлобин-Пассажирский", "Жлобин"),
        ("Kalinkavichy-Tsentralnaya", "Kalinkavichy"),
        ("Осиповичи-1", "Осиповичи"),
        ("M10 highway near Kalinkavichy", "Kalinkavichy"),
        ("Pripyat river near Mazyr", "Mazyr"),
        ("Днепр у Лоева", "Лоев"),
        ("Печи под Борисовом", "Борисов"),
        ("forest near Yelsk, Gomel region", "Yelsk"),
        ("под Лунинцом", "Лунинец"),
        ("у Гомеля", "Гомель"),
    ],
)
def test_what_is_called_after_a_town_is_near_it(text: str, town: str) -> None:
    found, there = geocode(text), geocode(town)
    assert found.place.geonameid == there.place.geonameid
    assert found.uncertainty_m == there.uncertainty_m + 10_000
    assert found.how == f"near {there.place.name}"


def test_metres_that_are_no_position_are_no_names() -> None:
    for text, told in (("345678E 5812345N", "without a zone"), ("36U 345678 812345", "band U")):
        with pytest.raises(PlaceError, match=told):
            geocode(text)


def test_a_place_near_another_is_the_one_there() -> None:
    assert geocode("Rechytsa near Gomel").place.admin1 == "Homiel Region"
    assert geocode("Yelsk town").how == "the place Yel’sk"


@pytest.mark.parametrize(
    "text", ["10 km from the Ukrainian border near Yelsk", "Minsk-2", "Borovukha-1", "Tsel village"]
)
def test_what_a_town_does_not_say_is_refused(text: str) -> None:
    with pytest.raises(PlaceError):
        geocode(text)
