"""Positions with a height behind them, as telephones, receivers and KML write them.

``52.05, 29.25, 145`` and ``N52.05 E29.25 alt 145 m``: the height is told from the place. Where it
has neither a name nor a unit, it is one only behind two decimals, or behind two letters of the
compass; ``52, 03, 30`` may be degrees, minutes and seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from geo.positions.position import Position

__all__ = ["read_with_height"]

_BEHIND: Final = re.compile(
    r"[(\[]?(?P<place>.*?[^\s,;(])[\s,;/(]+"
    r"(?P<name>(?:alt(?:itude)?|elev(?:ation)?|height|h|höhe|высота|висота|вышыня)\b\.?\s*[:=]?\s*)?"
    r"(?P<height>[+-]?\d{1,5}(?:[.,]\d+)?)\s*"
    r"(?P<unit>(?:m|м|metres|meters|метр\w*|ft|feet)(?![^\W\d_])\.?)?\s*"
    r"(?:asl|amsl|msl|н\.?\s?у\.?\s?м\.?|над уровнем моря|над рівнем моря)?\s*[)\]]?",
    re.IGNORECASE,
)
_DECIMAL: Final = r"[+-]?\d{1,3}[.,]\d+"
_DECIMALS: Final = re.compile(rf"{_DECIMAL}\s*(?:[,;/]\s*|\s){_DECIMAL}")
#: No position with a height is longer, and of long texts the pattern would try very many parts.
_LONGEST: Final = 120
#: From the Dead Sea to what flies, in metres or feet.
_LOWEST, _HIGHEST = -500.0, 60_000.0


def read_with_height(text: str, read: Callable[[str], Position | None]) -> Position | None:
    """The position of a text that ends in a height, by ``read``; None where it does not.

    Raises PlaceError as ``read`` does of what stands before the height.
    """
    match = _BEHIND.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        return None
    height = match["height"]
    if not _LOWEST <= float(height.replace(",", ".")) <= _HIGHEST:
        return None
    decimals = _DECIMALS.fullmatch(match["place"].strip())
    position = read(match["place"])
    if position is None or not (match["name"] or "degrees" in position.notation):
        return None  # digits behind those of a grid are digits of the grid
    if not (decimals or match["name"] or match["unit"] or position.order == "said"):
        return None
    shown = f"{height} {match['unit']}" if match["unit"] else height
    note = f"written with a height, which is not used: {shown}"
    return replace(position, note=position.note or note, height=shown)
