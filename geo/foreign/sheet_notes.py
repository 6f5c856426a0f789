"""What is told of a sheet beside its rows, and a header of two rows below merged cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from geo.foreign.sheet_parts import Beside

__all__ = ["linked_columns", "said_beside", "two_rows_of_names"]

#: So many cells are named in a note.
_FEW: Final = 5
#: So many rows are looked at for values below names.
_ROWS_BELOW: Final = 20
_STARTS_WITH_LETTER = re.compile(r"\s*[^\W\d_]")


def two_rows_of_names(
    rows: Sequence[Sequence[Any]], header: int, beside: Beside
) -> list[str | None]:
    """Names of columns that stand in the header and the row below it; nothing where one is all.

    Cells of the header that are merged over several columns are a heading of the names below
    them: these are texts that begin with a letter, all of them, and below them there are values
    that do not. A name that occurs under several headings gets its heading before it.
    """
    groups = [
        (left, right)
        for top, left, bottom, right in beside.merged
        if top == bottom == header and right > left >= 0
    ]
    if not groups or len(rows) <= header + 1:
        return []
    upper, lower = rows[header], rows[header + 1]
    under = [k for left, right in groups for k in range(left, right + 1) if _at(lower, k)]
    if not under or not all(_is_name(cell) for cell in lower if cell not in ("", None)):
        return []
    below = rows[header + 2 : header + 2 + _ROWS_BELOW]
    if not any(_at(row, k) and not _is_name(_at(row, k)) for row in below for k in under):
        return []
    headings = {k: str(_at(upper, left)) for left, right in groups for k in range(left, right + 1)}
    names = [str(_at(lower, k) or _at(upper, k)).strip() for k in range(max(map(len, rows)))]
    return [
        f"{headings[k].strip()} {name}" if k in under and names.count(name) > 1 else name or None
        for k, name in enumerate(names)
    ]


def said_beside(
    sheet: str, beside: Beside, first: int, end: int, columns: Mapping[int, str]
) -> list[str]:
    """Notes on what is hidden, merged or noted in a sheet's rows from ``first`` up to ``end``.

    ``columns``: names by their position.
    """
    said = []
    hidden = [row for row in beside.hidden_rows if first <= row < end]
    if hidden:
        where = beside.name(hidden[0], 0).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        what = "1 hidden row is" if len(hidden) == 1 else f"{len(hidden):,} hidden rows are"
        said.append(f"sheet {sheet!r}: {what} read, too (the first is row {where})")
    names = [name for k, name in columns.items() if k in beside.hidden_columns]
    if names:
        what = "a hidden column is" if len(names) == 1 else f"{len(names)} hidden columns are"
        shown = ", ".join(map(repr, names[:_FEW]))
        said.append(f"sheet {sheet!r}: {what} read, too ({_with_rest(shown, len(names))})")
    tall = [one for one in beside.merged if one[2] > one[0] and first <= one[0] < end]
    if tall:
        shown = ", ".join(f"{beside.name(*one[:2])}:{beside.name(*one[2:])}" for one in tall[:_FEW])
        where = _with_rest(shown, len(tall))
        said.append(
            f"sheet {sheet!r}: cells are merged over several rows ({where}): "
            "only the first of these rows has what stands there; where it holds for all, unmerge "
            "them and fill it in"
        )
    unworked = [at for at in beside.unworked if first <= at[0] < end]
    if unworked:
        shown = _with_rest(", ".join(beside.name(*at) for at in unworked[:_FEW]), len(unworked))
        what = "a formula has" if len(unworked) == 1 else f"{len(unworked):,} formulas have"
        said.append(
            f"sheet {sheet!r}: {what} no value ({shown}), so the cells are empty: "
            "open the workbook in a spreadsheet, save it, and read it again"
        )
    noted = sorted((at, text) for at, text in beside.notes.items() if first <= at[0] < end)
    if noted:
        shown = ", ".join(f"{beside.name(*at)} {text[:80]!r}" for at, text in noted[:_FEW])
        what = "a note on a cell is" if len(noted) == 1 else f"{len(noted)} notes on cells are"
        said.append(f"sheet {sheet!r}: {what} in no row ({_with_rest(shown, len(noted))})")
    return said


def linked_columns(
    texts: Sequence[Sequence[str | None]], first: int, beside: Beside, columns: Sequence[int]
) -> list[int]:
    """Those columns in which, from row ``first`` on, a cell does not show where it leads."""
    hidden = {
        column
        for (row, column), link in beside.links.items()
        if first <= row < len(texts) and not _shows(str(_at(texts[row], column)), link)
    }
    return [column for column in columns if column in hidden]


def _shows(text: str, link: str) -> bool:
    """Whether a text holds a link, in whatever way both are written."""
    shown, wanted = (unquote(one).casefold().rstrip("/ ") for one in (text, link))
    return wanted.removeprefix("mailto:") in shown


def _with_rest(shown: str, count: int) -> str:
    return shown if count <= _FEW else f"{shown} and {count - _FEW} more"


def _at(row: Sequence[Any], k: int) -> Any:
    cell = row[k] if k < len(row) else ""
    return "" if cell is None else cell


def _is_name(cell: Any) -> bool:
    return isinstance(cell, str) and _STARTS_WITH_LETTER.match(cell) is not None
