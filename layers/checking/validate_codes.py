"""Codes of other projects: where_prec 2 of UCDP is 25 km, and no two metres."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyarrow as pa

from layers.checking import values
from layers.checking.sheet import Checked, rebuilt, rows_by_code
from layers.record import Field
from layers.vocabulary import CODE_TABLES

__all__ = ["codes_of", "decoded"]

#: What looks like a code, and would be a very sure number of metres.
_LIKE_A_CODE = re.compile(r"[0-9]{1,2}(\.0)?")


def codes_of(column: str, field: Field) -> Mapping[str, str]:
    """Codes and what they mean, where a column of that name holds codes for the field."""
    of_field, meanings = CODE_TABLES.get(column.strip().lower().replace(" ", "_"), ("", {}))
    return meanings if of_field == field.name else {}


def decoded(
    sheet: Checked, field: Field, text: pa.Array, meanings: Mapping[str, str], column: str
) -> pa.Array:
    """Turn codes into our values, and say so once for the file; unknown codes are not used."""
    of_numbers = field.type == "number"
    used: set[str] = set()

    def reader(written: str) -> values.Reading:
        code = written.removesuffix(".0")  # as a column of numbers with gaps is written
        if code in meanings:
            used.add(code)
            return values.Reading(meanings[code])
        if of_numbers and _LIKE_A_CODE.fullmatch(written):
            return values.Reading(problem="unknown")
        return values.Reading(written)

    originals, readings, codes = values.read_each(text, reader)
    rows_of = rows_by_code(codes, len(originals))
    for number, (before, reading) in enumerate(zip(originals, readings, strict=True)):
        for row in rows_of(number) if reading.problem else ():
            why = f"{before!r} is no code of {column!r}"
            sheet.findings.drop(int(row), field.name, before, f"{field.name} cannot be used", why)
    if used:
        pairs = ", ".join(f"{code} = {meanings[code]}" for code in sorted(used))
        sheet.notes.append(f"codes in {column!r} read as {field.name}: {pairs}")
    return rebuilt([reading.value for reading in readings], codes)
