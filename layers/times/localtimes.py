"""Times of a place that a column names: *Час (Київ)*, *Minsk time*, *Date (MSK)*.

The offset of such a time is that of the place on that day (IANA time zones, as the system or the
package ``tzdata`` has them). In the hour that clocks are set back over, and in the one that they
leave out, nobody can tell it: such a time is not used.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from typing import Final

__all__ = ["known_zone", "offset_at", "without_zone", "zone_named"]

#: Words of a zone, without spaces and points -> its name among the IANA zones. Longer ones first.
_WORDS: Final = {
    word: zone
    for zone, words in {
        "Europe/Kyiv": (
            "eet/eest", "eest/eet", "europe/kyiv", "europe/kiev", "kyiv", "kiev", "kiew", "kijów",
            "київський", "києвом", "києва", "київ", "киевское", "киеву", "киева", "киев", "кіеўскі",
            "кіеў", "ukraine", "україна", "украина", "україни",
        ),
        "Europe/Minsk": (
            "europe/minsk", "minsk", "мінський", "мінськ", "минское", "минску", "минск", "мінскі",
            "мінск", "mińsk", "belarus", "беларусь", "білорусь",
        ),
        "Europe/Moscow": (
            "europe/moscow", "moscow", "moskau", "moscou", "moskwa", "московське", "московський",
            "московское", "москве", "москва", "маскоўскі", "масква",
        ),
        "Europe/Warsaw": ("europe/warsaw", "warsaw", "warszawa", "warschau", "варшава"),
        "Europe/Vilnius": ("europe/vilnius", "vilnius", "вільнюс", "вильнюс"),
        "Europe/Berlin": ("cet/cest", "cest/cet", "europe/berlin", "berlin"),
    }.items()
    for word in words
}  # fmt: skip
_LONGEST_FIRST: Final = sorted(map(re.escape, _WORDS), key=len, reverse=True)
_ANY: Final = re.compile(
    rf"(?:(?:local|місцевий|местное|мясцовы)\s*)?[(\[]?\s*(?:(?:за|по|in|à)\s+)?\b("
    rf"{'|'.join(_LONGEST_FIRST)})\b\s*(?:local\b\s*)?[)\]]?",
    re.IGNORECASE,
)
#: Before it was set by law, time was that of the sun.
_FIRST_YEAR: Final = 1940


def without_zone(name: str) -> tuple[str, str]:
    """What is left of a column's name without the place whose time it says, and the zone.

    ``("Час ", "Europe/Kyiv")`` for ``Час (Київ)``; the name and "" where it says none, or more
    than one, or where this machine does not know the zone.
    """
    spaced = name.replace("_", " ")
    found = _ANY.findall(spaced)
    zone = _WORDS[found[0].casefold()] if len(found) == 1 else ""
    if not zone or _zone(zone) is None:
        return name, ""
    return _ANY.sub(" ", spaced), zone


def zone_named(text: str) -> str:
    """The zone that a text is the name of, and no more; "" for any other."""
    left, zone = without_zone(text)
    return "" if re.search(r"\w", left) else zone


def known_zone(name: str) -> bool:
    """Whether this machine knows a zone of this name."""
    return _zone(name) is not None


def offset_at(zone: str, moment: dt.datetime) -> dt.timedelta | None:
    """How far the clocks of a zone were ahead of UTC when they showed this; None if not clear."""
    known = _zone(zone)
    if known is None or moment.year < _FIRST_YEAR:
        return None
    either = {moment.replace(tzinfo=known, fold=fold).utcoffset() for fold in (0, 1)}
    return either.pop() if len(either) == 1 else None


@functools.cache
def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    for known in (name, name.replace("Kyiv", "Kiev")):  # as it was called until 2022
        try:
            return zoneinfo.ZoneInfo(known)
        except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
            continue
    return None
