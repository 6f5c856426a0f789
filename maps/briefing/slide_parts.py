"""Pieces of slides: runs of text, links, and tables that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from maps.briefing.blocks import Cell, Link, Table
from maps.briefing.fitting import cell_size, head_size, lines_of

__all__ = ["EMU_PER_PT", "RED", "SlideTable", "add_link", "add_run"]

EMU_PER_PT = 12_700
RED = "8F3556"
_INK, _QUIET, _PAPER = "1D2733", "5B6673", "F6F4F1"
_SIDES_PT = 11.0  # free on both sides of what stands in a cell, and a little more


def add_run(
    paragraph: Any, text: str, points: float, *, own: bool, bold: bool = False,
    quiet: bool = False, light: bool = False,
) -> None:  # fmt: skip
    """Add text to a paragraph; ``own``: in our colours, else in those of a template.

    A template may have a dark ground, on which our grey cannot be read.
    """
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    if not text:
        return
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(points), bold
    if own:
        colour = "FFFFFF" if light else _QUIET if quiet else _INK
        run.font.color.rgb = RGBColor.from_string(colour)


def add_link(paragraph: Any, link: Link, points: float, *, own: bool) -> None:
    """Add a link behind what stands there; one without an address is only text."""
    from pptx.util import Pt

    if paragraph.runs:
        add_run(paragraph, " ", points, own=own)
    run = paragraph.add_run()
    run.text = link.text
    run.font.size = Pt(points)
    if link.url:
        run.hyperlink.address = link.url
        if not own:
            _in_the_colour_of_text(run)


def _in_the_colour_of_text(run: Any) -> None:
    """A template's own colour for links may be one for another ground than the one it has."""
    from pptx.oxml import parse_xml

    (link,) = run._r.xpath("./a:rPr/a:hlinkClick")
    link.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr val="tx" '
            'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor"/>'
            "</a:ext></a:extLst>"
        )
    )


@dataclass(frozen=True, kw_only=True)
class SlideTable:
    """A table in a size of letters, as wide as a slide has room (EMU)."""

    table: Table
    left: int
    width: int
    points: float
    own: bool

    @cached_property
    def widths(self) -> list[int]:
        """Widths of the columns in EMU."""
        return [round(self.width * share / sum(self.table.widths)) for share in self.table.widths]

    @cached_property
    def head(self) -> float:
        """Height of the head in points."""
        return self._high([Cell(name) for name in self.table.head], head=True)

    @property
    def roomy(self) -> bool:
        """Whether no word of the head has to be broken."""
        return all(
            lines_of(word, 0.87 * (width / EMU_PER_PT - 11), self.points) == 1
            for name, width in zip(self.table.head, self.widths, strict=True)
            for word in name.split(" ")
        )  # bold letters are wider

    @cached_property
    def heights(self) -> list[float]:
        """Heights of the rows in points, as far as can be told without drawing them."""
        return [self._high(row) for row in self.table.rows]

    def draw(self, slide: Any, rows: Sequence[int], top: int) -> None:
        """Draw the head and these rows; ``top`` in EMU."""
        heights = [self.head, *(self.heights[k] for k in rows)]
        frame = slide.shapes.add_table(
            len(rows) + 1, len(self.table.head), self.left, top, self.width,
            round(EMU_PER_PT * sum(heights)),
        )  # fmt: skip
        named = frame._element.nvGraphicFramePr.cNvPr
        named.set("name", self.table.name)
        named.set("descr", self.table.name)
        drawn = frame.table
        for column, width in zip(drawn.columns, self.widths, strict=True):
            column.width = width
        for row, height in zip(drawn.rows, heights, strict=True):
            row.height = round(EMU_PER_PT * height)
        for k, name in enumerate(self.table.head):
            self._fill(drawn.cell(0, k), Cell(name), 0, k)
        for line, row in enumerate(rows, 1):
            for k, cell in enumerate(self.table.rows[row]):
                self._fill(drawn.cell(line, k), cell, line, k)

    def _high(self, row: Sequence[Cell], *, head: bool = False) -> float:
        most = self.points
        for k, (cell, width) in enumerate(zip(row, self.widths, strict=True)):
            room, size = width / EMU_PER_PT - _SIDES_PT, self._size(cell.text, k, head=head)
            text = " ".join([cell.text, *(link.text for link in cell.links)]).strip()
            lines = lines_of(text, room, size) if text else 0
            below = lines_of(cell.below, room, self.points - 1) if cell.below else 0
            most = max(most, lines * size + below * self.points)
        return most * 1.22 + 7

    def _size(self, text: str, column: int, *, head: bool) -> float:
        """Of the letters of a cell: smaller where a word would be broken."""
        room = self.widths[column] / EMU_PER_PT - _SIDES_PT
        return (head_size if head else cell_size)(text, room, self.points)

    def _fill(self, place: Any, cell: Cell, line: int, column: int) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN

        place.margin_left = place.margin_right = 5 * EMU_PER_PT
        place.margin_top = place.margin_bottom = 3 * EMU_PER_PT
        if self.own:
            place.fill.solid()
            colour = RED if not line else "FFFFFF" if line % 2 else _PAPER
            place.fill.fore_color.rgb = RGBColor.from_string(colour)
        paragraph = place.text_frame.paragraphs[0]
        if column in self.table.numbers:
            paragraph.alignment = PP_ALIGN.RIGHT
        size = self._size(cell.text, column, head=not line)
        add_run(paragraph, cell.text, size, own=self.own, bold=not line, light=not line)
        for link in cell.links:
            add_link(paragraph, link, self.points, own=self.own)
        if cell.below:
            below = place.text_frame.add_paragraph()
            add_run(below, cell.below, self.points - 1, own=self.own, quiet=True)
