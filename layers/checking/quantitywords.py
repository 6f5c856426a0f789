"""What was counted, in words behind a number: ``20 платформ``, ``15-20 vehicles``, ``3 танки``.

English, Russian, Ukrainian, Belarusian and German. "About 40 tanks" stays unread: how wide that
is nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["ALSO_UNITS", "Counted", "read_counted"]

_UNITS: Final = {
    "personnel": "men|человек|чел|людей|военных|военнослужащих|солдат|осіб|військових|"
                 "військовослужбовців|чалавек|вайскоўцаў|ваеннаслужачых|personen|soldaten",
    "battalions": "бтг|батальон|батальона|батальонов|батальйон|батальйони|батальйонів|батальён|"
                  "батальёны|батальёнаў|bataillone",
    "tanks": "танк|танка|танков|танки|танків|танкі|танкаў|panzer",
    "artillery": "гаубица|гаубицы|гаубиц|орудие|орудия|орудий|гармата|гармати|гармат|гарматы",
    "launchers": "пусковая установка|пусковые установки|пусковых установок|пускові установки|"
                 "пуская ўстаноўка|пускавых установак",
    "missiles": "ракета|ракеты|ракет|ракети|raketen",
    "shells": "снаряд|снаряда|снарядов|снаряды|снаряди|снарядів|снарад|снарады|снарадаў",
    "bombs": "бомба|бомбы|бомб|бомби|авиабомб|авіабомб|авіябомб",
    "explosions": "взрыв|взрыва|взрывов|вибух|вибухи|вибухів|выбух|выбухі|выбухаў",
    "UAV": "дрон|дрона|дронов|дроны|дрони|дронів|дронаў|бпла|беспилотник|беспилотника|"
           "беспилотников|безпілотник|безпілотники|безпілотників|беспілотнік|беспілотнікі|"
           "беспілотнікаў",
    "aircraft": "airplanes|самолёт|самолёта|самолёты|самолётов|самолет|самолета|самолеты|"
                "самолетов|"
                "літак|літаки|літаків|самалёт|самалёты|самалётаў|flugzeuge",
    "helicopters": "вертолёт|вертолёта|вертолёты|вертолётов|вертолет|вертолета|вертолеты|"
                   "вертолетов|вертоліт|вертольоти|вертольотів|гелікоптер|гелікоптери|гелікоптерів|верталёт|"
                   "верталёты|верталётаў|hubschrauber",
    "vehicles": "машина|машины|машин|машини|машына|машын|автомобиль|автомобиля|автомобилей|"
                "автомобіль|автомобілі|автомобілів|аўтамабіль|аўтамабілі|аўтамабіляў|грузовик|"
                "грузовика|грузовиков|вантажівка|вантажівки|вантажівок|грузавік|грузавікі|"
                "грузавікоў|fahrzeuge",
    "trains": "эшелон|эшелона|эшелонов|эшелоны|ешелон|ешелони|ешелонів|эшалон|эшалоны|эшалонаў|"
              "поезд|поезда|поездов|поїзд|поїзди|поїздів|цягнік|цягнікі|цягнікоў|züge",
    "wagons": "flatcar|flatcars|flat cars|railway cars|вагон|вагона|вагонов|вагоны|вагони|вагонів|"
              "вагонаў|платформа|платформы|платформ|платформи|waggons",
    "tents": "палатка|палатки|палаток|намет|намети|наметів|палаткі|палатак|zelte",
}  # fmt: skip
#: Words that say nothing of what was counted.
_NEUTRAL: Final = (
    "units|pcs|pieces|items|единица|единицы|единиц|ед|единиц техники|единицы техники|ед техники|"
    "шт|штук|штуки|одиниця|одиниці|одиниць|одиниць техніки|одиниці техніки|адзінка|адзінкі|"
    "адзінак|адзінак тэхнікі|адзінкі тэхнікі|stück|einheiten|szt|sztuk|sztuki|sztuka"
)
_COUNTED: Final = re.compile(r"(?P<number>[^\n]{0,40}\d\s?\+?)\s*(?P<words>[^\W\d_][^\d\n]{0,39})")

#: Listed word -> other forms of it.
ALSO_UNITS: Final = MappingProxyType(
    {word: tuple(forms.split("|")) for word, forms in _UNITS.items()}
)


class Counted(NamedTuple):
    """The part of a text that is a number or a range of them, and the listed word of its unit.

    ``unit`` is "" where the words say nothing of what was counted.
    """

    number: str
    unit: str


def read_counted(text: str) -> Counted | None:
    """Take the words behind a number apart; None where there are none that are known."""
    match = _COUNTED.fullmatch(text.strip()) if len(text) <= 80 else None
    if match is None:
        return None
    unit = _listed().get(_folded(match["words"]))
    return None if unit is None else Counted(match["number"].strip(), unit)


def _folded(words: str) -> str:
    return re.sub(r"[\s.]+", " ", words).strip(" ()").casefold()


@cache
def _listed() -> Mapping[str, str]:
    from layers.vocabulary import VOCABULARIES  # which takes the forms above in

    return dict.fromkeys(_NEUTRAL.split("|"), "") | {
        _folded(form): term.word
        for term in VOCABULARIES["quantity_unit"]
        for form in (term.word, term.word.replace("_", " "), term.label, *term.also)
    }
