"""The empty table as a workbook (XLSX): lists to choose from, and what each column means.

Cells are text but for numbers: a spreadsheet would make 1 October of ``2022-10``, 7 of ``007``, and
lose the last digits of a symbol code. Dates are written as ISO 8601 and stay as exact as written.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, Final

from geo.foreign.tables import TEMPLATE_LISTS
from layers.record import FIELD_BY_NAME, Field
from layers.vocabulary import VOCABULARIES, Term

__all__ = ["workbook_bytes"]

_SHEET: Final = "sightings"
#: The last row of a sheet, counted from 0.
_LAST_ROW: Final = 1_048_575
#: Nothing in the file says when it was made.
_CREATED: Final = dt.datetime(2000, 1, 1)
#: The built-in format of text.
_TEXT: Final = 49
_DATES: Final = ("date", "dates", "datetime")
#: Vocabularies outside of which nothing is a value.
_CLOSED: Final = ("layer", "flag")
_DATE_HINT: Final = (
    "2022-10-09, or 2022-10 for a month, 2022 for a year, 2022-10-09T05:12Z for a time"
)


def workbook_bytes(names: Sequence[str], layer: str | None) -> bytes:
    """An empty workbook with these fields as its header; the same bytes each time.

    Words of a vocabulary are lists to choose from, of ``category`` only those of ``layer`` if one
    is given. The lists stand on a hidden sheet that is not read as records; the other sheet is
    called like the layer, which rows that name none then take.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED, "title": "Kordon: sightings to fill in"})
        sheet = book.add_worksheet(layer or _SHEET)
        lists = book.add_worksheet(TEMPLATE_LISTS)
        lists.hide()
        head = book.add_format({"bold": True, "num_format": _TEXT})
        text = book.add_format({"num_format": _TEXT})
        used = 0
        for column, name in enumerate(names):
            field = FIELD_BY_NAME[name]
            number = field.type == "number"
            sheet.set_column(column, column, max(12, len(name) + 2), None if number else text)
            sheet.write_string(0, column, name, head)
            sheet.write_comment(0, column, _comment(field), {"author": "Kordon", "x_scale": 2})
            words = _words(field, layer)
            if words:
                for row, word in enumerate((name, *words)):
                    lists.write_string(row, used, word)
            rule = _rule(field, used, len(words))
            used += bool(words)
            if rule:
                sheet.data_validation(1, column, _LAST_ROW, column, rule)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _words(field: Field, layer: str | None) -> list[str]:
    terms: Sequence[Term] = VOCABULARIES.get(field.vocabulary, ())
    return [term.word for term in terms if not (layer and term.layer) or term.layer == layer]


def _comment(field: Field) -> str:
    lines = [field.meaning + (f", in {field.unit}" if field.unit else "") + "."]
    if field.type in _DATES:
        lines.append(f"Write {_DATE_HINT}.")
    if field.type == "words":
        lines.append("Several words are separated by ;")
    if field.vocabulary and field.vocabulary not in _CLOSED:
        lines.append("Other words than those of the list are kept.")
    if field.example:
        lines.append(f"For example: {field.example}")
    return "\n".join(lines)


def _rule(field: Field, column: int, words: int) -> dict[str, Any]:
    """What may be typed below a header; other words are asked about, not refused."""
    if words:
        closed = field.vocabulary in _CLOSED
        letters = _letters(column)
        return {
            "validate": "list",
            "source": f"={TEMPLATE_LISTS}!${letters}$2:${letters}${words + 1}",
            "error_type": "stop" if closed else "information",
            "error_title": field.name,
            "error_message": "This word is not in the list."
            + ("" if closed else " It is kept as it is."),
        }
    if field.type != "number":
        return {}
    low = -1e15 if field.minimum is None else field.minimum
    high = 1e15 if field.maximum is None else field.maximum
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": field.name,
        "error_message": f"A number from {low:g} to {high:g}, or nothing.",
    }


def _letters(column: int) -> str:
    """A column counted from 0 as a spreadsheet calls it: A, B ... AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
