"""What a written position is read as."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from geo.errors import PlaceError

__all__ = ["REGION_OF_INTEREST", "Order", "Position", "checked", "shown"]

#: Longitude from, to, latitude from, to, in degrees: where Kordon's records lie, and where
#: swapped coordinates are recognised.
REGION_OF_INTEREST: Final = (20.0, 44.0, 43.0, 60.0)

#: Whether the text says which number is the latitude, its numbers prove it, or nothing does.
Order = Literal["said", "proven", "assumed"]
_MOST_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Position:
    """A place in degrees (WGS 84), and what its notation says of it.

    ``notation`` names it; ``uncertainty_m`` is the radius (metres) about the middle of the square
    that a grid names, None where a notation names a point; ``order`` how it is known which
    number is the latitude; ``note`` what else there is to know; ``height`` the height (metres, or
    as written) that stands behind it and is no part of a place on a map.
    """

    latitude: float
    longitude: float
    notation: str
    uncertainty_m: float | None = None
    order: Order = "said"
    note: str = ""
    height: str = ""

    @property
    def exchanged(self) -> Position:
        """The same numbers the other way round, for a text that does not say the order."""
        return replace(self, latitude=self.longitude, longitude=self.latitude)


def checked(position: Position, text: str) -> Position:
    """The position, if there is such a place. Raises PlaceError."""
    if not (abs(position.latitude) <= 90 and abs(position.longitude) <= 180):
        raise PlaceError(
            f"{shown(text)}: latitude {position.latitude:.7g} and longitude "
            f"{position.longitude:.7g} are no place: at most 90 and 180 degrees"
        )
    return position


def shown(text: str) -> str:
    """A text in a message."""
    return repr(text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…")
