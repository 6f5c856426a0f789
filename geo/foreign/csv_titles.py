"""Where the table begins in a CSV file: below its title, and divided by which sign."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

__all__ = ["cells_of", "delimiter_of", "title_lines"]

_NAME = re.compile(r"\s*[^\W\d_]")
_LONGEST = 100_000
#: A table has a where, a when and a what; two cells may be a sentence with a comma.
_FEWEST_NAMES = 3


def delimiter_of(line: str, delimiters: Sequence[str]) -> str:
    """Choose the one of the delimiters that divides a line into most cells."""

    def cells(delimiter: str) -> int:
        return len(next(csv.reader([line], delimiter=delimiter), []))

    return max(delimiters, key=cells)


def cells_of(line: str, delimiters: Sequence[str]) -> list[str]:
    """The cells of a line that hold anything."""
    cells = next(csv.reader([line], delimiter=delimiter_of(line, delimiters)), [])
    return [cell.strip() for cell in cells if cell.strip()]


def title_lines(lines: Sequence[str], delimiters: Sequence[str]) -> int:
    """How many lines stand above the names of columns: a title, remarks, and blank lines.

    The first line is a title if it holds one cell of several words, or is a remark (``#``), or
    the only one of its cells that is filled. Below it there must be a line of names, all of which
    begin with a letter, and then one with as many cells, not all of which do; else none is.
    """
    lines = [line[:_LONGEST] for line in lines]
    first = cells_of(lines[0], delimiters)
    whole = lines[0].strip()
    sparse = len(first) == 1 and (whole != first[0] or " " in first[0])
    if not (sparse or whole.startswith("#")):
        return 0
    for number, line in enumerate(lines[1:], 1):
        names = cells_of(line, delimiters)
        if len(names) < 2 or line.lstrip().startswith("#"):
            continue
        if len(names) < _FEWEST_NAMES or not all(_NAME.match(name) for name in names):
            return 0
        below = next((one for one in lines[number + 1 :] if one.strip()), "")
        sign = delimiter_of(line, delimiters)
        wide, cells = (next(csv.reader([one], delimiter=sign), []) for one in (line, below))
        values = [cell for cell in cells if cell.strip() and not _NAME.match(cell)]
        return number if len(cells) == len(wide) and values else 0
    return 0
