"""Things that are called after a town and lie by it: crossings, garrisons, stations."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["beside", "numbered", "unit_of_airfield", "without_thing"]

_CROSSING: Final = (
    r"border\s+(?:crossing|checkpoint|post|control)(?:\s+point)?|checkpoint|crossing\s+point|BCP|"
    r"КПП|КПВВ|ПКПП|АПП|(?:международн\w+\s+|міжнародн\w+\s+)?(?:автодорожн\w+\s+|погран\w+\s+)?"
    r"(?:пункт\w*\s+пропуск[ау]|пропускн\w+\s+пункт\w*|погранпереход\w*)|przejście\s+graniczne|"
    r"grenzübergang"
)
_GARRISON: Final = (
    r"military\s+(?:town|settlement|garrison|base)|garrison|barracks|"
    r"военн\w+\s+город(?:ок|ка|ке)|військов\w+\s+містечк\w+|ваенн\w+\s+гарад\w+|"
    r"гарн[иі]зон\w*|казарм\w*|"
    r"(?:military\s+unit|в/ч|войсков\w+\s+част\w+|військов\w+\s+частин\w+|вайсков\w+\s+частк\w+)"
    r"\s*№?\s*[AА]?\d{4,5}\s*[,-]?"
)
_THING: Final = re.compile(
    rf"^(?:the\s+)?(?:{_CROSSING}|{_GARRISON})\s+(?:of\s+|at\s+|in\s+|в\s+|у\s+)?"
    rf"|\s+(?:{_CROSSING}|{_GARRISON})$",
    re.IGNORECASE,
)
#: Stations of a town with several: Жлобин-Пассажирский, Orsha-Tsentralnaya.
_STATIONS: Final = re.compile(
    r"(?<=\w)[-–](?:пассажирск\w+|пасажи?рськ\w+|пасажырск\w+|центральн\w+|цэнтральн\w+|"
    r"сортировочн\w+|сортувальн\w+|сарціровачн\w+|товарн\w+|"
    r"pass?a(?:zh|ž)[iy]r\w+|t?[sc]entraln\w+|sort[iu]roval?\w+|sortirovochn\w+|tovarn\w+)$",
    re.IGNORECASE,
)
_KIND: Final = re.compile(r"\s+(?:village|town|city|settlement|agrotown)$", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?P<town>.{3,}?)\s*[-–]?\s*(?:[1-9]|I{1,3})")
#: 61st fighter air base, 61-я истребительная авиабаза.
_UNIT: Final = re.compile(
    r"\b\d{1,4}(?:st|nd|rd|th|-?(?:ая|ой|я|й|та|ша|га))\b"
    r"(?:\s+(?:guards|fighter|assault|bomber|transport|helicopter|гвардейск\w+|истребительн\w+|"
    r"штурмов\w+|бомбардировочн\w+|транспортн\w+|винищувальн\w+|знішчальн\w+))*",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"(?P<what>.*\w.*?)\s+(?:near|close to|outside(?: of)?|in the area of|возле|около|близ|"
    r"недалеко от|под|в районе|у|поблизу|біля|недалеко від|в районі|каля|непадалёк ад|у раёне|"
    r"bei|nahe|près de)\s+(?P<town>[A-ZА-ЯЁЎІЇЄҐŽŠČ].*)"
)


def without_thing(name: str) -> tuple[str, bool]:
    """The town that a thing is called after, and whether that lies near it and not only in it."""
    town = _STATIONS.sub("", _THING.sub("", name)).strip()
    near = bool(town) and town != name
    return _KIND.sub("", town if near else name), near


def numbered(name: str) -> str:
    """The town of a name with a number behind it (Осиповичи-1); "" for other names."""
    match = _NUMBERED.fullmatch(name)
    return match["town"].strip() if match else ""


def unit_of_airfield(name: str) -> str:
    """The number of a unit in the name of its air base, with what stands beside it; "" for none."""
    match = _UNIT.search(name)
    return match[0] if match else ""


def beside(text: str) -> tuple[str, str]:
    """What is said to be near a town, and that town: M10 highway near Mazyr; "" for others."""
    match = _BESIDE.fullmatch(text)
    return (match["what"], match["town"]) if match else ("", "")
