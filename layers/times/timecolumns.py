"""Names of columns that hold times of day, beside a column of days.

``Time``, ``Час (UTC)``, ``time_utc`` and ``Час (Київ)`` belong to ``date_start``, ``end time`` to
``date_end``. A *local time* belongs to neither: whose it is nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from layers.times.localtimes import without_zone

__all__ = ["folded_name", "local_time_meant", "time_meant"]


def folded_name(name: str) -> str:
    """Return a name without case, spaces, hyphens, underscores, points and invisible marks."""
    return re.sub(r"[\s_\-.\ufeff\u200b]+", "", name).casefold()


_FIELDS: Final[Mapping[str, str]] = {
    folded_name(name): field
    for field, names in {
        "date_start": (
            "time", "time of day", "event time", "start time", "time start", "hour",
            "час", "час події", "час початку", "время", "время суток", "время события",
            "время начала", "час падзеі", "час пачатку", "uhrzeit", "zeit", "heure", "godzina",
        ),
        "date_end": (
            "end time", "time end", "время окончания", "час закінчення", "час канца",
        ),
    }.items()
    for name in names
}  # fmt: skip
#: No name of a column of times is longer; a stranger's may be a megabyte.
_LONGEST: Final = 60
_IN_BRACKETS: Final = re.compile(r"\s*(?P<name>.+?)\s*[(\[].+[)\]]\s*")
_LOCAL: Final = re.compile("local(?=.)|(?<=.)local|місцевий|местное|мясцовы|orts|locale")
_ZONE: Final = re.compile(
    r"(?P<before>(?:utc|gmt)\b[\s_-]*)?(?P<name>.*?)[\s_,-]*[(\[]?\s*"
    r"(?P<zone>(?:(?<![^\W_])(?:utc|gmt|eet|eest|msk|мск|cet|cest))?(?:[+-]\d{1,2}(?::?\d{2})?)?)"
    r"\s*[)\]]?\s*",
    re.IGNORECASE,
)


def time_meant(column: str) -> tuple[str, str]:
    """The field of dates whose times of day a column of this name holds, and the zone it says.

    ``("date_start", "UTC")`` for ``Time (UTC)``, and ``Europe/Kyiv`` for ``Час (Київ)``; ("", "")
    for any other name.
    """
    if len(column) > _LONGEST:
        return "", ""
    left, place = without_zone(column)
    if place and (field := _FIELDS.get(_LOCAL.sub("", folded_name(left).strip(",")), "")):
        return field, place
    match = _ZONE.fullmatch(column.strip().replace("_", " "))
    if match is None:
        return "", ""
    zone = (match["before"] or match["zone"]).strip().upper().rstrip("-")
    field = _FIELDS.get(folded_name(match["name"]), "")
    return (field, zone) if field else ("", "")


def local_time_meant(column: str) -> str:
    """The field of dates whose times a column holds without saying their offset; "" for others.

    ``Local time``: which place *local* means is in no table.
    """
    if len(column) > _LONGEST:
        return ""
    match = _IN_BRACKETS.fullmatch(column)
    name = folded_name(match["name"] if match else column)
    meant = _FIELDS.get(name if match else _LOCAL.sub("", name), "")
    return "" if time_meant(column)[0] else meant
