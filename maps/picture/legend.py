"""The legend of a still, from what is on its map, and how it is set into columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from maps.picture.fonts import width_px, wrapped
from maps.picture.paper import Paper

__all__ = ["Column", "Row", "columns_of", "paint_columns", "set_legend"]

Icon = Callable[[Paper, float, float, float], None]
_LINE = 1.28  # height of a line, in sizes of the letters
_GAP = 0.34  # between rows
_HEAD_GAP = 0.75  # before a heading
_ICON = 2.9  # width of the place for an icon
_LEAST = 0.72  # how far letters may shrink, unless told


@dataclass(frozen=True)
class Row:
    """A line of the legend: what is drawn, what it means, and how many.

    ``head``: it is a heading; ``lines``: what is longer is cut; ``rank``: rows of higher rank are
    left out first when there is no room for all. ``icon`` draws at x, y in the size of the
    letters.
    """

    text: str
    icon: Icon | None = None
    count: str = ""
    head: bool = False
    bold: bool = False
    rank: int = 0
    lines: int = 3


@dataclass
class _Set:
    """A row as it is set: its lines and its height in pixels."""

    row: Row
    lines: list[str]
    height: float


@dataclass
class Column:
    """Rows one below the other, and how high they are together."""

    size: float
    width: float
    rows: list[_Set] = field(default_factory=list)

    @property
    def height(self) -> float:
        """In pixels."""
        return sum(one.height for one in self.rows)


def _lines(row: Row, width: float, size: float) -> _Set:
    left = 0.0 if row.icon is None else _ICON * size
    right = width_px(row.count, size) + 0.6 * size if row.count else 0.0
    bold = row.bold or row.head
    letters = 0.88 * size if row.head else size
    text = row.text.upper() if row.head else row.text
    room, beside = max(width - left, 3 * size), max(width - left - right, 3 * size)
    lines = wrapped(text, beside, letters, bold=bold, lines=row.lines)
    if max(width_px(word, letters, bold) for word in [*text.split(), ""]) > beside:
        # The number stands in the first line only: a long word has room below it.
        wide = wrapped(text, room, letters, bold=bold, lines=row.lines)
        if width_px(wide[0], letters, bold) <= beside:
            lines = wide
    height = len(lines) * _LINE * size + _GAP * size + (_HEAD_GAP * size if row.head else 0)
    return _Set(row, lines, height)


def columns_of(rows: Sequence[Row], number: int, width: float, size: float) -> list[Column]:
    """The rows in so many columns of about equal height; a heading stays with what follows."""
    sets = [_lines(row, width, size) for row in rows]
    whole = sum(one.height for one in sets)
    # The least height at which all fit, found by trying.
    low, high = max((one.height for one in sets), default=0.0), whole
    low = max(low, whole / number)
    for _ in range(24):
        middle = (low + high) / 2
        if len(_filled(sets, middle, width, size)) <= number:
            high = middle
        else:
            low = middle
    return _filled(sets, high, width, size)


def _filled(sets: Sequence[_Set], most: float, width: float, size: float) -> list[Column]:
    columns = [Column(size, width)]
    for k, one in enumerate(sets):
        need = one.height
        if one.row.head and k + 1 < len(sets):
            need += sets[k + 1].height
        if columns[-1].rows and columns[-1].height + need > most + 1e-6:
            columns.append(Column(size, width))
        columns[-1].rows.append(one)
    return columns


def set_legend(
    rows: Sequence[Row],
    number: int,
    width: float,
    size: float,
    most_px: float,
    more: Callable[[int], str],
    least: float = _LEAST,
) -> list[Column]:
    """The legend so that it is no higher than ``most_px``.

    Letters shrink first, to ``least`` of ``size``, then rows go, those of the highest rank and
    the last ones first;
    ``more`` says how many went.
    """
    kept = list(rows)
    left_out = 0
    while True:
        told = [*kept, Row(more(left_out))] if left_out else kept
        for step in range(8):
            letters = size * (1 - (1 - least) * step / 7)
            columns = columns_of(told, number, width, letters)
            if max((c.height for c in columns), default=0.0) <= most_px:
                return columns
        going = [k for k, row in enumerate(kept) if not row.head]
        if len(going) <= 1:
            return columns
        k = max(going, key=lambda k: (kept[k].rank, k))
        kept.pop(k)
        left_out += 1
        # A heading without rows goes with its last one.
        if k and kept[k - 1].head and (k == len(kept) or kept[k].head):
            kept.pop(k - 1)


def paint_columns(
    paper: Paper, columns: Sequence[Column], x: float, y: float, gap: float, theme: dict[str, Any]
) -> None:
    """Writes the columns side by side from x, y on, ``gap`` pixels apart."""
    ui = theme["ui"]
    for k, column in enumerate(columns):
        left = x + k * (column.width + gap)
        size = column.size
        at = y
        for n, one in enumerate(column.rows):
            row = one.row
            lead = _HEAD_GAP * size if row.head and n else 0.0
            middle = at + lead + 0.62 * size
            if row.icon:
                row.icon(paper, left + 1.05 * size, middle, size)
            start = left + (_ICON * size if row.icon else 0)
            letters = 0.88 * size if row.head else size
            for line in one.lines:
                paper.text(
                    start, middle, line, letters, bold=row.bold or row.head,
                    color=ui["muted"] if row.head else ui["ink"],
                    spacing=0.0,
                )  # fmt: skip
                middle += _LINE * size
            if row.count:
                right = left + column.width
                first = at + lead + 0.62 * size
                paper.text(right, first, row.count, size, color=ui["muted"], align="right")
            at += one.height - (0.0 if n or not row.head else _HEAD_GAP * size)
