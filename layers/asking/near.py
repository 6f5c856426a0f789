"""From files and words to distances: `layers.asking.nearness` for people who type."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Unpack

from geo.errors import ArgumentError
from geo.places import find_places
from geo.zones import border_line
from layers.asking.ask import Gate, usable_rows
from layers.asking.nearness import Nearness, border_distances, nearest_places, within_reach
from layers.asking.selection import Selection
from layers.policy import Reading

__all__ = ["near", "parse_distance"]

_DISTANCE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(km|m)", re.IGNORECASE)
_MOST_PLACES: Final = 1_000
#: Further, most of what anybody draws is near.
_MOST_M: Final = 2_000_000.0


def near(
    files: Sequence[str | os.PathLike[str]],
    *,
    nearest: int | None = None,
    to: Sequence[str] = (),
    border: str | None = None,
    far: str | None = None,
    within: str | None = None,
    of: Sequence[str] = (),
    selection: Selection | None = None,
    certain_only: bool = False,
    assume_uncertainty_m: float | None = None,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> Nearness:
    """Reads files and tells how far their sightings are from something: one of three questions.

    The ``nearest`` (1 unless given) of the places that ``to`` names (the rail hubs unless
    given); the signed distance to a ``border`` (``"BY-UA"``), negative in ``far``; or which are
    ``within`` a distance (``"10km"``) ``of`` anything. Places are written as
    `geo.places.find_places` takes them, and looked up before the files are read. The answers
    are those of `layers.asking.nearness`, of what ``gate`` lets through. How to read the files
    is said by the keywords of `layers.policy.Reading`. Raises ArgumentError for two questions at
    once or half a one, RegionError for a place that is not known, and InputError for a file.
    """
    _check(nearest, to, border, far, within, of)
    progress("places")
    notes: list[str] = []
    asked: Callable[..., Nearness]
    words: tuple[Any, ...]
    if border is not None:
        border_line(border)
        asked, words = border_distances, (border, far)
    elif within is not None:
        reach_m = parse_distance(within)
        asked, words = within_reach, (find_places(of, notes=notes), reach_m)
    else:
        places = find_places(to or ("hubs",), notes=notes)
        asked, words = nearest_places, (places, 1 if nearest is None else nearest)
    progress("reading")
    sightings = usable_rows(files, notes, gate, **how)
    progress("measuring")
    answer = asked(
        sightings,
        *words,
        selection=selection,
        certain_only=certain_only,
        assume_uncertainty_m=assume_uncertainty_m,
    )
    return dataclasses.replace(answer, notes=(*notes, *answer.notes))


def parse_distance(text: str) -> float:
    """``10km`` or ``500 m`` in metres. Raises ArgumentError, also for 0 and above 2,000 km."""
    match = _DISTANCE.fullmatch(text.strip())
    if match is None:
        raise ArgumentError(f"{text!r:.80} is not a distance: write 10km or 500m")
    distance_m = float(match[1]) * (1_000 if match[2].lower() == "km" else 1)
    if not 0 < distance_m <= _MOST_M:
        raise ArgumentError(f"{text!r:.80}: say more than 0 and at most {_MOST_M / 1e3:,.0f} km")
    return distance_m


def _check(
    nearest: int | None,
    to: Sequence[str],
    border: str | None,
    far: str | None,
    within: str | None,
    of: Sequence[str],
) -> None:
    """Raise ArgumentError where more than one thing is asked, or half of one."""
    questions = {
        "--nearest or --to": nearest is not None or bool(to),
        "--border": border is not None,
        "--within-distance and --of": within is not None,
    }
    asked = [name for name, given in questions.items() if given]
    if len(asked) > 1:
        raise ArgumentError(f"{' beside '.join(asked)}: ask one question at a time")
    if far is not None and border is None:
        raise ArgumentError(
            f"--far {far} says which side of a border: name the border, too, with --border"
        )
    if (within is None) != (not of):
        raise ArgumentError(
            "--within-distance and --of go together: --within-distance 10km --of Mazyr"
        )
    if nearest is not None and not 1 <= nearest <= _MOST_PLACES:
        raise ArgumentError(f"the {nearest} nearest places: ask for 1 to {_MOST_PLACES:,}")
