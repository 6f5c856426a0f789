"""Reading columns of numbers, and what a point in them means.

1.500 is one and a half to one writer and fifteen hundred to another. In counts and in metres
the other numbers of the file decide; where they do not, the value is not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from layers.checking import values
from layers.checking.quantityranges import Quantity, read_quantity_range
from layers.checking.quantitywords import read_counted
from layers.checking.sheet import Checked, RawTable
from layers.record import FIELD_BY_NAME, Field

__all__ = ["AMBIGUOUS_FIELDS", "decimal_texts", "meaning_of_points", "take_numbers",
           "take_written"]  # fmt: skip

#: Fields in which thousands are likely enough for 1.500 to be doubtful.
AMBIGUOUS_FIELDS = frozenset(
    {"quantity_low", "quantity_best", "quantity_high", "coordinate_uncertainty_m"}
)


def take_numbers(
    sheet: Checked, field_: Field, text: pa.Array, points: values.Points = "decimal"
) -> None:
    """Read a column into ``sheet.numbers``; what was changed or is unusable goes to the findings.

    ``points`` says what a point with three digits after it means (see `meaning_of_points`).
    """
    _put(sheet, field_, text, *values.read_numbers(text, field_, points))


def take_written(sheet: Checked, field_: Field, text: pa.Array) -> bool:
    """The same where a program wrote all of the column; False, and nothing done, where not."""
    found = values.written_numbers(text, field_)
    if found is not None:
        _put(sheet, field_, text, *found)
    return found is not None


def _put(
    sheet: Checked,
    field_: Field,
    text: pa.Array,
    numbers: Any,
    told: list[tuple[int, values.Reading]],
) -> None:
    sheet.numbers[field_.name] = numbers
    for row, reading in told:
        before = text[row].as_py()
        if reading.repaired and not reading.problem:
            after = repr(float(numbers[row])).removesuffix(".0")
            sheet.findings.repair(row, field_.name, before, after, reading.repaired)
        elif reading.problem:
            if field_.name == "quantity_best" and _take_quantity(sheet, row, before):
                continue
            code = f"{field_.name} cannot be used"
            sheet.findings.drop(row, field_.name, before, code, reading.problem)


def _take_quantity(sheet: Checked, row: int, text: str) -> bool:
    """Keep a range, or a number with what was counted, for when the other columns are read."""
    counted = read_counted(text)
    number = text if counted is None else counted.number
    found = read_quantity_range(number)
    if found is None and counted is not None:
        reading = values.read_number(number, FIELD_BY_NAME["quantity_best"], "unclear")
        if reading.value is None or reading.value < 0:
            return False
        found = Quantity(number, None, None, reading.value)
    if found is None:
        return False
    sheet.quantities[row] = found._replace(text=text, unit="" if counted is None else counted.unit)
    return True


def meaning_of_points(
    raw: RawTable, fields: Mapping[str, str], field_: Field, text: pa.Array
) -> values.Points:
    """What 1.500 means in a column: as a number of the file, or as its other values show.

    ``fields`` is field -> column. Thousands are shown by a decimal comma or by 1.500.000
    anywhere among the file's numbers, decimals by 1.5 or 0.500 in the same column; if both
    or neither are shown it is ``unclear``.
    """
    if field_.name not in AMBIGUOUS_FIELDS or not values.any_match(text, values.POINTED, sign="."):
        return "decimal"
    if fields[field_.name] in raw.numeric:
        return "decimal"
    thousands, decimals = _shows_thousands(raw, fields), len(decimal_texts(text)) > 0
    if thousands == decimals:
        return "unclear"
    return "thousands" if thousands else "decimal"


def _shows_thousands(raw: RawTable, fields: Mapping[str, str]) -> bool:
    """Whether a number of the file has a decimal comma, or points between its thousands."""
    for name, column in fields.items():
        field_ = FIELD_BY_NAME[name]
        if field_.type != "number":
            continue
        text = values.bare(raw.columns[column])
        # In counts 1,500 has a comma between thousands; in degrees and kilometres it cannot.
        comma = values.DECIMAL_COMMA if field_.unit in ("degrees", "km") else values.SURE_COMMA
        if values.any_match(text, comma) or values.any_match(text, values.POINT_GROUPS):
            return True
    return False


def decimal_texts(text: pa.Array) -> pa.Array:
    """The texts of a column that show that its points are decimal points."""
    other = text.filter(pc.invert(pc.match_substring_regex(text, values.POINTED)))
    with_point = other.filter(pc.match_substring_regex(other, r"\."))
    return with_point.filter(pc.match_substring_regex(with_point, values.STRICT_NUMBER))
