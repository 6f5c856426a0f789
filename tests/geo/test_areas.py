"""What narrows a name down: oblasts in six languages, abbreviated, declined, by older names."""

from __future__ import annotations

import functools

import pytest
import shapely

from geo import reference
from geo.errors import PlaceError
from geo.gazetteer import geocode
from geo.gazetteer.areas import area_of

NAMES = reference.oblast_names()
SHAPES = reference.oblasts().set_index("name").geometry


@functools.cache
def is_area(wkb: bytes, name: str) -> bool:
    """Whether a shape is that of an oblast: looked at once for all the words that lead to it."""
    return bool(shapely.from_wkb(wkb).equals(SHAPES[name]))


@pytest.mark.parametrize("name", NAMES)
def test_oblasts_by_all_their_names(name: str) -> None:
    """Written out, abbreviated, and in the second case."""
    for text in (name, *NAMES[name].values()):
        short = text.replace("область", "обл.").replace("вобласць", "вобл.")
        of = text
        for first, second in (("ская область", "ской области"), ("ська область", "ської області"),
                              ("ская вобласць", "скай вобласці")):  # fmt: skip
            of = of.replace(first, second)
        for said in (text, short, of):
            found = area_of(said)
            assert found is not None, said
            assert is_area(found.wkb, name), said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chernigov region", "Chernihiv Oblast"),
        ("Kiev oblast", "Kyiv Oblast"),
        ("Rovno oblast", "Rivne Oblast"),
        ("Grodno oblast", "Hrodna Region"),
        ("Minsk oblast", "Minsk Region"),
        ("Брестской обл.", "Brest Region"),
        ("Gomelskaya obl.", "Homiel Region"),
        ("Homyel voblasc", "Homiel Region"),
        ("Gomel", "Homiel Region"),
        ("Volyn", "Volyn Oblast"),
        ("Минск", "Minsk"),
    ],
)
def test_other_names(text: str, name: str) -> None:
    assert is_area(area_of(text).wkb, name)


@pytest.mark.parametrize("text", ["mine", "forest", "railway station", "Lida", "Мазыр", "", "обл."])
def test_what_is_no_region(text: str) -> None:
    assert area_of(text) is None


@pytest.mark.parametrize(
    "text", ["Гомельская область, Ельск", "Belarus, Gomel region, Yelsk", "Yelsk, Gomel, Belarus"]
)
def test_regions_may_come_first(text: str) -> None:
    assert geocode(text).place.name == "Yel’sk"


def test_a_region_that_holds_no_such_place() -> None:
    with pytest.raises(PlaceError, match=r"no place called 'Лунинец' lies in Гомельская обл\."):
        geocode("Лунинец, Гомельская обл.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Irpin, Kyiv Oblast", "Irpin"),
        ("Гостомель, Киевская область", "Hostomel"),
        ("Vyshhorod, Kyiv region", "Vyshhorod"),
        ("Колодищи, Минская область", "Kalodzishchy"),
    ],
)
def test_towns_at_the_edge_of_a_city_are_in_the_oblast_about_it(text: str, name: str) -> None:
    """The outline of the city reaches over them here."""
    assert geocode(text).place.name == name


@pytest.mark.parametrize(
    ("district", "town"),
    [
        ("Осиповичский район", "Осиповичи"),
        ("Барановичский район", "Барановичи"),
        ("Наровлянский р-н", "Наровля"),
        ("Лельчицкий район", "Лельчицы"),
        ("Столинский район", "Столин"),
        ("Лоевский район", "Лоев"),
        ("Ельский район", "Ельск"),
        ("Ганцевичский район", "Ганцевичи"),
        ("Овруцький район", "Овруч"),
        ("Калинковичского района", "Калинковичи"),
    ],
)
def test_districts_by_their_adjectives(district: str, town: str) -> None:
    area = area_of(district)
    found = geocode(town)
    assert area.intersects(shapely.Point(found.longitude, found.latitude))
    assert not area.intersects(shapely.Point(30.5238, 50.4547))  # Kyiv
