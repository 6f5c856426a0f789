"""What a phrase says beside a name: so far in this direction of it, near it, in that region.

English, Russian, Ukrainian, Belarusian, German and French. Nothing is looked up here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from geo.gazetteer.things import beside, without_thing

__all__ = ["Phrase", "is_street", "lacks_distance", "parse_phrase"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name, and how the place that is meant lies to it.

    ``hints``: further names that say in which region or country; ``distance_m`` with
    ``rounding_m``: how far, and how roughly that is said; ``azimuth_deg`` (clockwise from north)
    with ``spread_deg`` to each side; ``near``: about there, without a distance; ``beside``: what is
    said to be near it.
    """

    name: str
    hints: tuple[str, ...] = ()
    distance_m: float | None = None
    rounding_m: float = 0.0
    azimuth_deg: float | None = None
    spread_deg: float = 0.0
    near: bool = False
    beside: str = ""


_NUMBER = r"(\d+(?:[.,]\d+)?)"
_DISTANCE = re.compile(
    rf"\b(?:(?:about|some|approx(?:imately)?\.?|около|примерно|близько|приблизно|каля|прыкладна|etwa|"
    rf"environ)\s+|[~≈]\s*)?{_NUMBER}(?:\s*(?:-|–|to|до)\s*{_NUMBER})?\s*-?\s*"
    r"(km|kilomet(?:er|re)s?|км|километр\w*|кілометр\w*|кіламетр\w*|metres|meters|mi|miles?)\b\.?",
    re.IGNORECASE,
)
_UNITS_M: Final = (("mi", 1_609.344), ("met", 1.0), ("k", 1_000.0), ("к", 1_000.0))
_NORTH = r"north|nord|nördlich|север|північ|півн|поўнач|паўноч"
_SOUTH = r"south|süd|sud|юг|юж|південь|півд|поўдзен|паўдн|поўдня"
_EAST = r"east|ost|öst|\best\b|восток|восточ|схід|сход|усход|ўсход"
_WEST = r"west|ouest|запад|захід|заход|захад"
_SIDES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), azimuth)
    for pattern, azimuth in ((_WEST, 270.0), (_NORTH, 0.0), (_SOUTH, 180.0), (_EAST, 90.0))
)
_ONE = rf"(?:{_WEST}|{_NORTH}|{_SOUTH}|{_EAST})"
_DIRECTION = re.compile(
    rf"\b(?:к|ко|на|in|to|au|à|towards?)?\s*(?:the\s+|l['’]\s*)?"
    rf"\b(?P<words>{_ONE}\w{{0,6}}(?:[-\s]?{_ONE}\w{{0,6}}){{0,2}})\s*(?:of|from|off|от|від|ад|de|du|von)?\b",
    re.IGNORECASE,
)
#: South of Homiel: without a distance that is half a country.
_OPEN_ENDED = re.compile(
    rf"^\W*(?:(?:to the|in the|к|ко|на|у|в)\s+)?(?:{_ONE}\w{{0,6}}(?:[-\s]?{_ONE}\w{{0,6}}){{0,2}}|"
    r"(?-i:[NSEW]{1,3}))\s+(?:of|from|off|от|від|ад)\s",
    re.IGNORECASE,
)
_COMPASS = re.compile(r"\b(?P<code>[NS]{1,2}[EW]|[NSEW]|[EW][NS][EW])\s+(?:of|from)\b")
_NEAR = re.compile(
    r"\b(?:near|nearby|close to|in the (?:area|vicinity) of|vicinity of|outskirts of|around|"
    r"возле|около|близ|недалеко от|под|в районе|в окрестностях|на окраине|поблизу|біля|"
    r"недалеко від|під|в районі|в околицях|на околиці|у раёне|у ваколіцах|на ўскраіне|каля|"
    r"непадалёк ад|пад|ля|bei|nahe|in der nähe von|près de|aux environs de)\s+",
    re.IGNORECASE,
)
#: In Russian near it, in Belarusian and Ukrainian in it.
_AT = re.compile(r"у\s+(?=[А-ЯЁЎІЇЄҐ])")
#: A station is called after a town, and lies in it or a few kilometres off.
_STATION = re.compile(
    r"^(?:the\s+)?(?:(?:railway|railroad|rail|train)\s+)?station\s+(?:of\s+|at\s+|in\s+)?|"
    r"\s+(?:railway|railroad|rail|train)?\s*station$|"
    r"^(?:ж[/.-]?\s?д\.?\s*|железнодорожн\w+\s+|залізничн\w+\s+|чыгуначн\w+\s+)?"
    r"(?:станци[яиейю]+|станці[яієюй]+|станцы[яіюй]+|ст\.|вокзал\w*)\s+|"
    r"^(?:haupt)?bahnhof\s+|^gare\s+(?:de\s+|d['’])",
    re.IGNORECASE,
)
#: Streets are not in the gazetteer; the town behind the comma is.
_STREET = re.compile(
    r"^(?:вул|вулиця|вуліца|ул|улица|просп|проспект|праспект|пр-т|пер|переулок|провулок|завулак|"
    r"бульв|бульвар|площадь|площа|плошча|шоссе|ulica|ul|str|rue)\b\.?\s|"
    r"\w\s+(?:street|str|avenue|ave|boulevard)\b\.?[\s\d]*$|\w(?:straße|strasse)\b[\s\d]*$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:from|of|off|the|in|at|to|town|city|village|from the|"
    r"от|из|в|у|с|со|к|г\.|гор\.|д\.|дер\.|п\.|пос\.|пгт|село|город|деревня|посёлок|поселок|"
    r"à|за|на|від|до|м\.|смт|с\.|місто|село|ад|да|з|мястэчка|горад|вёска|аг\.|de|du|d['’]|von|der)\s+)+",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\(([^()]*)\)")


def parse_phrase(text: str) -> Phrase:
    """Take a phrase apart; where nothing else is said all of it is a name and its hints."""
    hints = [part.strip() for part in _INSIDE.findall(text)]
    rest, distance, rounding = _distance(_INSIDE.sub(" ", text))
    rest, azimuth, spread = _direction(rest, said=distance is not None)
    rest, *others = (part.strip() for part in re.split(r"(?<!\d)[,;]|[,;](?!\d)", rest))
    rest = re.sub(r"\s+", " ", rest).strip()
    what, town = ("", rest) if distance is not None else beside(rest)
    rest = town or rest
    town, called = (rest, False) if distance is not None else without_thing(_STATION.sub(" ", rest))
    near = (
        bool(what or _NEAR.search(f"{rest} ") or _AT.match(rest))
        or called
        or _STATION.search(rest) is not None
    )
    name = _LEADING.sub("", re.sub(r" +", " ", _NEAR.sub(" ", town)).strip()).strip(" .-–")
    if not name and others:
        name = others.pop(0)
    hints = [_NEAR.sub(" ", part).strip() for part in (*others, *hints)]
    return Phrase(
        name,
        tuple(part for part in hints if part),
        distance,
        rounding,
        azimuth,
        spread,
        near,
        what,
    )


def is_street(name: str) -> bool:
    """Whether a name is one of a street."""
    return _STREET.search(name) is not None


def lacks_distance(text: str) -> bool:
    """Whether a text says in which direction of a place, but not how far."""
    return _DISTANCE.search(text) is None and _OPEN_ENDED.search(text) is not None


def _distance(text: str) -> tuple[str, float | None, float]:
    """A distance in metres, taken out of the text, and how roughly it is given."""
    match = _DISTANCE.search(text)
    if match is None:
        return text, None, 0.0
    unit = match[3].casefold()
    metres = next(size for start, size in _UNITS_M if unit.startswith(start))
    low, high = (
        float(part.replace(",", ".")) * metres for part in (match[1], match[2] or match[1])
    )
    rounding = max((high - low) / 2, _half_a_step(match[1]) * metres)
    return f"{text[: match.start()]} {text[match.end() :]}", (low + high) / 2, rounding


def _half_a_step(number: str) -> float:
    """Half of the last place of a number that is not 0: 12 is 11.5 to 12.5, 20 is 15 to 25."""
    whole, _, decimals = number.replace(",", ".").partition(".")
    if decimals:
        return float(0.5 * 10.0 ** -len(decimals))
    zeros = len(whole) - len(whole.rstrip("0"))
    # Fives are round, too: 15 km is 12.5 to 17.5.
    return 2.5 if whole.endswith("5") and len(whole) > 1 else float(0.5 * 10**zeros)


def _direction(text: str, *, said: bool) -> tuple[str, float | None, float]:
    """An azimuth, taken out of the text, and how far to each side it may be meant.

    Without a distance (``said``) words such as North are parts of names.
    """
    if not said:
        return text, None, 0.0
    match = _COMPASS.search(text)
    if match is not None:
        sides = [{"N": 0.0, "S": 180.0, "E": 90.0, "W": 270.0}[c] for c in match["code"]]
    else:
        match = _DIRECTION.search(text)
        if match is None:
            return text, None, 0.0
        sides = _sides(match["words"])
    # North-north-east: twice north. The finer it is said, the less is left to each side.
    x = sum(math.sin(math.radians(side)) for side in sides)
    y = sum(math.cos(math.radians(side)) for side in sides)
    if math.hypot(x, y) < 0.1:
        return text, None, 0.0
    spread = {1: 45.0, 2: 22.5}.get(len(sides), 11.25)
    azimuth = round(math.degrees(math.atan2(x, y)) % 360 / 22.5) * 22.5 % 360
    return f"{text[: match.start()]} {text[match.end() :]}", azimuth, spread


def _sides(words: str) -> list[float]:
    found = [
        (match.start(), azimuth) for pattern, azimuth in _SIDES for match in pattern.finditer(words)
    ]
    return [azimuth for _, azimuth in sorted(found)]
