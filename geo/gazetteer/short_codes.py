"""Short Plus Codes beside the name of a town, as maps give them: ``2Q2X+5G Mazyr, Belarus``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from geo.errors import PlaceError
from geo.positions import Position, read_position
from geo.positions.position import shown

if TYPE_CHECKING:
    from geo.gazetteer.geocode import Geocoded

__all__ = ["read_short_code"]

_SHORT: Final = re.compile(
    r"(?P<code>[2-9CFGHJMPQRVWX]{4,6}\+[2-9CFGHJMPQRVWX]{2,})(?![\w+])[\s,]*(?P<town>.*)",
    re.IGNORECASE | re.DOTALL,
)
#: Sides in degrees of the squares of which a code says where in it, by what is left out of it.
_SQUARE_DEG: Final = {4: 1.0, 6: 20.0}
_DEGREE_M: Final = 111_320.0


def read_short_code(text: str, find: Callable[[str], Geocoded]) -> Position | None:
    """The middle of the square that a short code and a town name together; None for other texts.

    ``find`` finds the town (`geo.gazetteer.geocode`). Of all places that the code may be, the one
    nearest to the town is meant: so the town must not be as large as these are apart. Raises
    PlaceError for a code without a town, and where the town is not found, or several are.
    """
    match = _SHORT.fullmatch(text.strip())
    if match is None or len(match["code"].partition("+")[0]) not in _SQUARE_DEG:
        return None
    code, town = match["code"].upper(), match["town"].strip()
    if not town:
        raise PlaceError(
            f"{shown(text)}: a short Plus Code says where only together with a town: write its "
            f"name behind it, as in {code} Mazyr, or all of the code, such as 9G8V2Q2X+5G"
        )
    found = None if _SHORT.match(town) else find(town)
    if found is None or found.place is None:
        raise PlaceError(f"{shown(text)}: {town} is no town beside which a short Plus Code lies")
    side_deg = _SQUARE_DEG[len(code.partition("+")[0])]
    narrow_m = side_deg * _DEGREE_M * math.cos(math.radians(found.latitude))
    if found.uncertainty_m is None or found.uncertainty_m > narrow_m / 2:
        raise PlaceError(
            f"{shown(text)}: {town} is known to {found.uncertainty_m or 0:,.0f} m, too roughly for "
            "a short Plus Code: name a town, or write all of the code"
        )
    from openlocationcode import openlocationcode

    whole = openlocationcode.recoverNearest(code, found.latitude, found.longitude)
    position = read_position(whole)
    return Position(
        position.latitude,
        position.longitude,
        "Plus Code",
        position.uncertainty_m,
        note=f"a short Plus Code beside a town: {whole} is the nearest to {found.place}",
    )
