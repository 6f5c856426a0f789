"""Lengths with their units: ``3 km``, ``±500 m``, ``2-5 км`` become numbers in the field's unit.

What says no unit is of the unit that its column says. Where that says none either (``radius``), a
number that is too large to be kilometres is metres, and a smaller one is not used.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Final

import numpy as np
import pyarrow as pa

from layers.checking import values
from layers.checking.bytesin import any_byte
from layers.checking.sheet import Checked, rebuilt, rows_by_code
from layers.lengthnames import UNIT_WORDS, LengthUnit
from layers.record import Field

__all__ = ["in_own_unit"]

_METRES: Final = {"m": 1.0, "km": 1000.0}
#: No radius of a sighting has so many kilometres: half of Europe is less.
_SURELY_METRES: Final = 1_000.0
#: Signs and words before a length that leave it what it is as a radius: it holds the true place.
_BEFORE: Final = (
    r"(?:±|\+/-|\+-|≤|<|~|≈|up to|within|about|approx\.?|ca\.?|circa|bis zu|jusqu'à|"
    r"до|около|близько|каля|в пределах|в радиусе|у радіусі|у межах)"
)
_LENGTH: Final = re.compile(
    rf"\s*(?:{_BEFORE}\s*)?(?P<first>\d[\d .,'’\u00a0\u202f]*?)"
    r"(?:\s*(?P<unit_1>[^\W\d_]{1,12})?\.?\s*(?:-|–|—|\.\.|…|to|до)\s*"
    r"(?P<second>\d[\d .,'’\u00a0\u202f]*?))?"
    r"\s*(?P<unit>[^\W\d_]{1,12})?\.?\s*",
    re.IGNORECASE,
)
_LONGEST: Final = 60
#: Bytes of a column in which there is more than digits, points, commas and spaces.
_MORE: Final = np.ones(256, dtype=bool)
_MORE[list(b"0123456789., \t\r\n")] = False


def in_own_unit(
    sheet: Checked, field_: Field, text: pa.Array, said: LengthUnit, points: values.Points
) -> pa.Array:
    """Return a column of lengths as numbers in the unit of its field, and say what was changed.

    ``said``: the unit of the column; ``points`` as for `layers.checking.values.read_number`.
    """
    if said == field_.unit and not any_byte(text, _MORE):
        return text
    originals, readings, codes = values.read_each(
        text, lambda one: _length(one, field_, said, points)
    )
    rows_of = rows_by_code(codes, len(originals))
    for number, (before, reading) in enumerate(zip(originals, readings, strict=True)):
        for row in rows_of(number) if reading.repaired or reading.problem else ():
            if reading.problem:
                code = f"{field_.name} cannot be used"
                sheet.findings.drop(int(row), field_.name, before, code, reading.problem)
            else:
                sheet.findings.repair(
                    int(row), field_.name, before, reading.value, reading.repaired
                )
    return rebuilt([reading.value for reading in readings], codes)


def _length(text: str, field_: Field, said: LengthUnit, points: values.Points) -> values.Reading:
    """One length as the text of a number; what is no length stays as it is, and is told later."""
    match = _LENGTH.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return values.Reading(text)
    word = match["unit"] or ""
    unit: LengthUnit = UNIT_WORDS.get(word.casefold(), "") if word else said
    first_word = match["unit_1"] or ""
    first_unit = UNIT_WORDS.get(first_word.casefold(), "") if first_word else unit
    if (word and not unit) or (first_word and not first_unit):
        return values.Reading(text)
    if not word and unit == field_.unit and match["second"] is None and text.strip()[0].isdigit():
        return values.Reading(text)
    metres: list[float] = []
    for part, of in ((match["first"], first_unit), (match["second"], unit)):
        if part is None:
            continue
        # In kilometres no comma stands between thousands.
        reading = values.read_number(part, dataclasses.replace(field_, unit=of or "m"), points)
        if reading.value is None:
            return values.Reading(problem=reading.problem) if word else values.Reading(text)
        if not of and reading.value < _SURELY_METRES:
            return values.Reading(
                problem=f"{text[:60]!r} may be metres or kilometres: call the column radius_m or "
                f"radius_km, or write the unit behind it (--map COLUMN={field_.name} reads metres)"
            )
        metres.append(reading.value * _METRES[of or "m"])
    if metres != sorted(metres):  # 2022-10 is a date
        return values.Reading(text)
    # To the centimetre, and so no number like 1.234, which could be taken for thousands.
    value = round(max(metres) / _METRES[field_.unit or "m"], 5 if field_.unit == "km" else 2)
    number = repr(value).removesuffix(".0")
    whys = ["the larger of two lengths"] if len(metres) > 1 else []
    if unit not in (field_.unit, ""):
        whys.append("kilometres read as metres" if unit == "km" else "metres read as kilometres")
    elif word or not text.strip()[0].isdigit():
        whys.append("read apart from its unit" if word else "read apart from the sign before it")
    return values.Reading(number, "; ".join(whys))
