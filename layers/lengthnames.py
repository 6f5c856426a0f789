"""Units of length that names of columns say: ``radius_km``, ``Uncertainty (m)``, ``Радиус, км``.

A radius of 3 m is a very sure claim, and one of 3 km is not: where neither the name nor the value
says which is meant, a small number is used as neither.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from layers.times.timecolumns import folded_name

__all__ = ["OPEN_NAMES", "UNIT_WORDS", "LengthUnit", "leaves_unit_open", "without_unit"]

#: "" where nothing says which.
LengthUnit = Literal["m", "km", ""]

#: Words of a unit: in names of columns, and behind numbers.
UNIT_WORDS: Final[dict[str, LengthUnit]] = {
    **dict.fromkeys(
        ("m", "mtr", "metre", "metres", "meter", "meters", "м", "метр", "метров", "метра", "метры",
         "метрів", "метри", "метраў", "mètre", "mètres", "metrów"),
        "m",
    ),
    **dict.fromkeys(
        ("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "км", "километр",
         "километров", "километра", "кілометр", "кілометрів", "кілометри", "кіламетраў",
         "kilomètre", "kilomètres", "kilometrów"),
        "km",
    ),
}  # fmt: skip
_NAMED: Final = re.compile(
    r"\s*(?P<name>.*\w)(?:[\s_.]+|\s*,\s*|\s*[(\[]\s*)(?P<unit>[^\W\d_]{1,12})\.?\s*[)\]]?\s*",
    re.DOTALL,
)
_LONGEST: Final = 60
#: Names of the radius, folded, that are used for metres as well as for kilometres.
OPEN_NAMES: Final = frozenset(
    folded_name(name)
    for name in (
        "radius", "error radius", "location radius", "rayon", "радиус", "радіус", "радыус",
        "promień", "погрешность", "похибка",
    )
)  # fmt: skip


def without_unit(column: str) -> tuple[str, LengthUnit]:
    """Name of a column without the unit of length that it says, and that unit; "" for none."""
    match = _NAMED.fullmatch(column) if len(column) <= _LONGEST else None
    unit = UNIT_WORDS.get(match["unit"].casefold(), "") if match else ""
    return (match["name"], unit) if match and unit else (column, "")


def leaves_unit_open(column: str) -> bool:
    """Whether people write metres as well as kilometres into columns of that name."""
    return folded_name(column) in OPEN_NAMES
