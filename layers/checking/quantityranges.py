"""Quantities that are more than one number: ``20-30``, ``from 20 to 30``, ``10+``, ``up to 40``.

English, Ukrainian, Russian, Belarusian and German. "About 40" is no range: how wide it is nobody
says.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Quantity", "read_quantity_range"]

_NUMBER: Final = r"(\d{1,9})"
_BETWEEN: Final = re.compile(
    rf"(?:from|between|від|от|ад|von)?\s*{_NUMBER}\s*"
    rf"(?:-|–|—|−|\.{{2,3}}|…|to|and|до|да|bis)\s*{_NUMBER}",
    re.IGNORECASE,
)
_LEAST: Final = re.compile(
    rf"(?:>=?|≥|at least|from|more than|over|min\.?|не менее|более|больше|свыше|от|"
    rf"не менше|щонайменше|більше|понад|від|не менш|больш за|ад|mindestens|über)\s*{_NUMBER}|"
    rf"{_NUMBER}\s*\+",
    re.IGNORECASE,
)
_MOST: Final = re.compile(
    rf"(?:<=?|≤|up to|at most|less than|max\.?|до|не более|менее|не більше|менше|да|не больш|"
    rf"bis zu|höchstens)\s*{_NUMBER}",
    re.IGNORECASE,
)


class Quantity(NamedTuple):
    """A text, and the least and the most that it gives, or the one number that is most likely.

    What it does not give is None. ``unit`` is the listed word for what was counted, "" where the
    text does not say.
    """

    text: str
    low: float | None
    high: float | None
    best: float | None = None
    unit: str = ""

    @property
    def told(self) -> str:
        """What it was read as, for the report."""
        parts = (("quantity_low", self.low), ("quantity_best", self.best),
                 ("quantity_high", self.high))  # fmt: skip
        told = [f"{name}={value:.12g}" for name, value in parts if value is not None]
        return ", ".join([*told, *([f"quantity_unit={self.unit}"] if self.unit else [])])

    @property
    def why(self) -> str:
        """How it was read, for the report."""
        words = "a number with what was counted, read apart"
        return words if self.best is not None else "a range, read as the least and the most"


def read_quantity_range(text: str) -> Quantity | None:
    """The range that a text is; None for any other text, and for one that runs backwards.

    More than 10 is read as at least 10, and less than 10 as at most 10: never more than was said.
    """
    bare = text.strip()
    if len(bare) > 60:
        return None
    if match := _BETWEEN.fullmatch(bare):
        low, high = float(match[1]), float(match[2])
        return Quantity(text, low, high) if low <= high else None
    if match := _LEAST.fullmatch(bare):
        return Quantity(text, float(match[1] or match[2]), None)
    if match := _MOST.fullmatch(bare):
        return Quantity(text, None, float(match[1]))
    return None
