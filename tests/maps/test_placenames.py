"""Names in the page's language, against names written down for this test."""

from __future__ import annotations

from typing import Any

import pytest

from geo import reference
from maps.placenames import by_hand, display, name_in, plausible

#: Places whose names are found, not written down in names/places.json: country, main name, and
#: what be, ru and uk call it.
#: "" where the reference has no right one, or GeoNames gives it no sign of its language.
FOUND = """
BY Hlybokaye|Глыбокае|Глубокое|
BY Pastavy|Паставы|Поставы|Постави
BY Dobrush|Добруш|Добруш|Добруш
BY Stowbtsy|Стоўбцы|Столбцы|Столбці
BY Zaslawye|Заслаўе|Заславль|Заславль
BY Oshmyany|Ашмяны|Ошмяны|Ошмяни
BY Bykhov|Быхаў|Быхов|Бихов
BY Nesvizh|Нясвіж|Несвиж|
BY Ivanovo|Іванава|Иваново|
BY Logoysk|Лагойск|Логойск|
BY Shchuchyn|Шчучын|Щучин|Щучин
BY Klimovichi|Клімавічы|Климовичи|
BY Shklov|Шклоў|Шклов|Шклов
BY Drogichin|Драгічын|Дрогичин|
BY Mosty|Масты|Мосты|Мости
BY Hantsavichy|Ганцавічы|Ганцевичи|
BY Malorita|Маларыта|Малорита|Малорита
BY Lyuban’|Любань|Любань|
BY Vileyka|Вілейка|Вилейка|
BY Chachersk|Чачэрск|Чечерск|Чечерськ
BY Cherikov|Чэрыкаў|Чериков|Чериков
BY Kirovsk|Кіраўск|Кировск|
BY Braslav|Браслаў|Браслав|Браслав
BY Volozhin|Валожын|Воложин|
BY Byelaazyorsk|Белаазёрск|Белоозерск|
BY Staryye Dorogi|Старыя Дарогі|Старые Дороги|
BY Kopyl’|Капыль|Копыль|
UA Bakhmut||Бахмут|Бахмут
UA Berdychiv||Бердичев|Бердичів
UA Shostka||Шостка|Шостка
UA Shakhtarsk||Шахтёрск/Шахтерск|Шахтарськ
UA Izmayil||Измаил|Ізмаїл
UA Feodosiya|||Феодосія
UA Kostyantynivka||Константиновка|Костянтинівка
UA Nizhyn||Нежин|Ніжин
UA Smila||Смела|Сміла
UA Irpin||Ирпень|Ірпінь
UA Boryspil||Борисполь|Бориспіль
UA Stryi||Стрый|Стрий
UA Kolomyia||Коломыя|Коломия
UA Pokrovsk||Покровск|Покровськ
UA Khartsyzk||Харцызск|Харцизьк
UA Snizhne||Снежное|Сніжне
UA Rubizhne||Рубежное|Рубіжне
UA Druzhkivka||Дружковка|Дружківка
UA Enerhodar||Энергодар|Енергодар
UA Pryluky||Прилуки|Прилуки
UA Novovolynsk||Нововолынск|Нововолинськ
UA Okhtyrka||Ахтырка|Охтирка
UA Izyum||Изюм|Ізюм
UA Marhanets||Марганец|Марганець
UA Lubny||Лубны|Лубни
UA Nova Kakhovka||Новая Каховка|Нова Каховка
UA Fastiv||Фастов|Фастів
UA Svitlovodsk||Светловодск|Світловодськ
UA Bucha||Буча|Буча
UA Shepetivka||Шепетовка|Шепетівка
RU Noginsk||Ногинск|Ногінськ
RU Yelets||Елец|Єлець
RU Obninsk||Обнинск|Обнінськ
RU Pushkino||Пушкино|Пушкіно
RU Balashov|Балашоў|Балашов|Балашов
RU Gubkin||Губкин|Губкін
RU Azov|Азоў|Азов|Азов
RU Klin||Клин|Клін
RU Kropotkin||Кропоткин|Кропоткін
RU Zheleznogorsk||Железногорск|
RU Sergiyev Posad||Сергиев Посад|
RU Michurinsk|Мічурынск|Мичуринск|Мічурінськ
RU Mineralnye Vody|Мінеральныя Воды|Минеральные Воды|Мінеральні Води
RU Naro-Fominsk||Наро-Фоминск|Наро-Фомінськ
RU Yegor’yevsk||Егорьевск|
RU Murom|||Муром
LV Valmiera||Валмиера|Валмієра
LV Ventspils||Вентспилс|
LT Alytus||Алитус|
""".strip().splitlines()


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    """The other names of the largest place of each name and country."""
    places = reference.places().sort_values("population")
    return dict(zip(places["country"] + " " + places["name"], places["names"], strict=True))


def test_the_list_is_long_enough() -> None:
    assert len(FOUND) >= 60
    for place, *expected in (row.split("|") for row in FOUND):
        asked = {x for x, name in zip(("be", "ru", "uk"), expected, strict=True) if name}
        assert not asked & by_hand().get(place, {}).keys(), f"{place} is no test of finding"


@pytest.mark.parametrize("row", FOUND, ids=lambda row: row.split("|")[0])
def test_found_names_are_right(row: str, names: dict[str, str]) -> None:
    place, *expected = row.split("|")
    country, main = place.split(" ", 1)
    for language, wanted in zip(("be", "ru", "uk"), expected, strict=True):
        found = name_in(language, main, names[place], country)
        assert not wanted or found in wanted.split("/"), (language, found)


def test_own_names_are_found_nearly_everywhere() -> None:
    """In the country of the language nearly all places have a name."""
    places = reference.places()
    for country, language, least in (("BY", "be", 0.85), ("UA", "uk", 0.95), ("RU", "ru", 0.95)):
        mine = places[places["country"] == country]
        found = [
            bool(name_in(language, main, others, country))
            for main, others in zip(mine["name"], mine["names"], strict=True)
        ]
        assert sum(found) / len(found) >= least, country


@pytest.mark.parametrize(
    ("name", "languages"),
    [("Кіеў", {"be"}), ("Київ", {"uk"}), ("Киев", {"ru"}), ("Гомель", {"be", "ru", "uk"}),
     ("Бабруйск", {"be", "ru"}), ("Бобруйськ", {"uk"}), ("Брянск", {"ru"}), ("Львів", {"uk"}),
     ("Мазыр", {"be", "ru"}), ("Kyiv", set()), ("Гомељ", set()), ("", set())],
)  # fmt: skip
def test_spelling_gives_the_language_away(name: str, languages: set[str]) -> None:
    assert {x for x in ("be", "ru", "uk") if plausible(name, x)} == languages


def test_names_by_hand_go_first_and_old_names_are_not_taken() -> None:
    assert name_in("uk", "Homyel'", "Гомєль", "BY") == "Гомель"
    assert name_in("de", "Warsaw", "", "PL") == "Warschau"
    assert name_in("fr", "Warsaw", "", "PL") == "Varsovie"
    assert name_in("uk", "Bakhmut", "Артемівськ", "UA") == ""
    assert name_in("de", "Bakhmut", "Artjomowsk", "UA") == ""


def test_names_by_hand_are_names_of_places(names: dict[str, str]) -> None:
    """Every entry is about a place, lake, river or oblast of the reference geography."""
    assert by_hand().keys() <= names.keys()
    assert by_hand("oblasts").keys() == set(reference.oblasts()["name"])
    waters = set(reference.rivers()["name"].dropna()) | set(reference.lakes()["name"])
    assert waters - {""} <= by_hand("waters").keys()
    everything: list[Any] = [by_hand(what) for what in ("places", "waters", "oblasts")]
    for table in everything:
        for key, row in table.items():
            assert row.keys() <= {"en", "uk", "be", "ru", "de", "fr"}, key
            assert all(text == text.strip() and text for text in row.values()), key
            for language in row.keys() & {"uk", "be", "ru"}:
                assert not any("a" <= c.lower() <= "z" for c in row[language]), (key, language)


def test_marks_of_transliteration_are_left_out() -> None:
    assert display("Elektrostal’") == "Elektrostal"
    assert display("Mar’ina Gorka") == "Mar’ina Gorka"
    assert display("Homyel'") == "Homyel"
