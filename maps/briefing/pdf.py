"""A briefing as a PDF: text that can be selected, links, bookmarks, charts as drawings."""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Container, Sequence
from importlib import resources
from typing import Any

from geo.errors import PageError
from geo.version import __version__
from maps.briefing.blocks import (
    Block,
    Briefing,
    Cell,
    Chart,
    Entries,
    Link,
    MapBlock,
    Paragraph,
    Section,
    Table,
)
from maps.briefing.charts import paler
from maps.briefing.fitting import cell_size, head_size
from maps.briefing.letters import kept_together, lettered
from maps.briefing.package import moment
from maps.briefing.say import grouped
from maps.briefing.stills import Stills

__all__ = ["pdf"]

_FACE = "DejaVu"
_MARGIN_MM = 17.0
_INK, _QUIET, _LINK, _RED = (29, 39, 51), (91, 102, 115), (11, 83, 148), (143, 53, 86)
_PAPER, _LINE = (246, 244, 241), (216, 221, 226)
#: Stands for the number of pages until that is known; characters of nobody's.
_PAGES = "\uf8f0\uf8f1\uf8f2"
#: Height of a chart with its title and labels.
_CHART_MM = 46.0
#: Height of a line in a table, of a smaller one, and the room above and below a row.
_LINE_MM, _BELOW_MM, _PAD_MM = 3.9, 3.4, 1.0


def pdf(briefing: Briefing, stills: Stills) -> bytes:
    """The whole file, on A4."""
    # It warns of letters that the face does not have, also of those that are never set.
    loggers = [logging.getLogger(name) for name in ("fpdf", "fontTools")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        return _Writer(lettered(kept_together(briefing)), stills, briefing.title).written()
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class _Writer:
    def __init__(self, briefing: Briefing, stills: Stills, title: str) -> None:
        self.briefing, self.stills = briefing, stills
        self.paper = _paper(briefing, title)

    def written(self) -> bytes:
        paper = self.paper
        paper.add_page()
        self._face(19, bold=True, colour=_RED)
        self._flow(self.briefing.title, 8.5)
        self._face(11.5, colour=_QUIET)
        if self.briefing.subtitle:
            self._flow(self.briefing.subtitle, 6)
        self._heading(self.briefing.summary_title)
        self._face(10.5)
        for text in self.briefing.summary:
            self._flow(text, 5.4)
            paper.ln(1.4)
        for section in self.briefing.sections:
            self._section(section)
        return bytes(paper.output())

    def _section(self, section: Section) -> None:
        self._heading(section.title, room_mm=60 if section.id in ("map", "charts") else 30)
        charts = [block for block in section.blocks if isinstance(block, Chart)]
        for block in section.blocks:
            if not isinstance(block, Chart):
                self._block(block)
            elif block is charts[0]:
                self._charts(charts)

    def _heading(self, text: str, room_mm: float = 25) -> None:
        paper = self.paper
        if paper.will_page_break(room_mm):
            paper.add_page()
        paper.ln(3)
        paper.start_section(text)
        paper.set_draw_color(*_RED)
        paper.set_line_width(0.5)
        paper.line(paper.l_margin, paper.y, paper.w - paper.r_margin, paper.y)
        paper.ln(1.2)
        self._face(13, bold=True)
        self._flow(text, 6.5)
        paper.ln(1)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._face(8 if block.quiet else 9.5, colour=_QUIET if block.quiet else _INK)
            self._flow(block.text, 4 if block.quiet else 4.8)
            self.paper.ln(1)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, MapBlock):
            self._map(block)
        elif isinstance(block, Entries):
            self._entries(block)

    def _map(self, block: MapBlock) -> None:
        paper, still = self.paper, self.stills.get("note")
        ratio = still.height_px / still.width_px
        # As large as the first page has room for, with the table of numbers below it.
        room = min(0.58 * paper.eph, max(0.4 * paper.eph, paper.h - paper.b_margin - paper.y - 55))
        width = min(paper.epw, room / ratio)
        if paper.will_page_break(width * ratio + 6):
            paper.add_page()
        left = paper.l_margin + (paper.epw - width) / 2
        paper.image(io.BytesIO(still.png), x=left, w=width, alt_text=still.alt_text)
        paper.ln(1)
        self._face(8, colour=_QUIET)
        self._flow(block.caption, 4)
        paper.ln(1)

    def _table(self, table: Table) -> None:
        """Rows are kept whole; the head is repeated on every page.

        Neither the head stands alone at the foot of a page, nor the last row at the top of one.
        """
        paper = self.paper
        widths = [paper.epw * share / sum(table.widths) for share in table.widths]
        head = [Cell(name) for name in table.head]
        heights = [self._row_height(row, widths) for row in table.rows]
        above = self._row_height(head, widths, bold=True)
        if paper.will_page_break(above + sum(heights[:2])):
            paper.add_page()
        self._row(head, widths, above, table.numbers, head=True)
        for k, (row, high) in enumerate(zip(table.rows, heights, strict=True)):
            if k and paper.will_page_break(sum(heights[k:]) if k == len(heights) - 2 else high):
                paper.add_page()
                self._row(head, widths, above, table.numbers, head=True)
            self._row(row, widths, high, table.numbers)
        paper.ln(2)

    def _row(
        self, row: Sequence[Cell], widths: Sequence[float], high: float, right: Container[int], *,
        head: bool = False,
    ) -> None:  # fmt: skip
        paper, left, top = self.paper, self.paper.l_margin, self.paper.y
        if head:
            paper.set_fill_color(*_PAPER)
            paper.rect(left, top, sum(widths), high, "F")
        for k, (cell, width) in enumerate(zip(row, widths, strict=True)):
            paper.set_xy(left, top + _PAD_MM)
            self._cell(cell, left, width, "R" if k in right else "L", bold=head)
            left += width
        paper.set_draw_color(*(_QUIET if head else _LINE))
        paper.set_line_width(0.2)
        paper.line(paper.l_margin, top + high, paper.l_margin + sum(widths), top + high)
        paper.set_xy(paper.l_margin, top + high)

    def _cell(self, cell: Cell, left: float, width: float, align: str, *, bold: bool) -> None:
        paper = self.paper
        if cell.text:
            self._face(self._size(cell.text, width, bold=bold), bold=bold)
            paper.multi_cell(width, _LINE_MM, cell.text, align=align, new_x="LEFT", new_y="NEXT")
        if cell.below:
            self._face(7, colour=_QUIET)
            paper.multi_cell(width, _BELOW_MM, cell.below, align=align, new_x="LEFT", new_y="NEXT")
        paper.set_x(left)
        for link in cell.links:
            self._face(8, colour=_LINK if link.url else _INK)
            wide = paper.get_string_width(link.text) + 2.2
            if paper.x + wide > left + width and paper.x > left:
                paper.set_xy(left, paper.y + _LINE_MM)
            paper.cell(wide, _LINE_MM, link.text, link=link.url)

    def _row_height(
        self, row: Sequence[Cell], widths: Sequence[float], *, bold: bool = False
    ) -> float:
        most = _LINE_MM
        for cell, width in zip(row, widths, strict=True):
            high = 0.0
            if cell.text:
                self._face(self._size(cell.text, width, bold=bold), bold=bold)
                high += self._lines(cell.text, width) * _LINE_MM
            if cell.below:
                self._face(7)
                high += self._lines(cell.below, width) * _BELOW_MM
            used = width  # the first link begins a line of its own
            self._face(8)
            for link in cell.links:
                wide = self.paper.get_string_width(link.text) + 2.2
                used += wide
                if used > width:
                    high, used = high + _LINE_MM, wide
            most = max(most, high)
        return most + 2 * _PAD_MM

    def _size(self, text: str, width: float, *, bold: bool) -> float:
        """Of the letters of a cell, ``bold`` of a head: smaller where a word would be broken."""
        room = (width - 2.4 * self.paper.c_margin) * self.paper.k
        return (head_size if bold else cell_size)(text, room, 8)

    def _lines(self, text: str, width: float) -> int:
        return len(self.paper.multi_cell(width, 1, text, align="L", dry_run=True, output="LINES"))

    def _charts(self, charts: list[Chart]) -> None:
        """Side by side, up to three; each is a picture to those who hear the page."""
        paper = self.paper
        for start in range(0, len(charts), 3):
            these = charts[start : start + 3]
            if paper.will_page_break(_CHART_MM):
                paper.add_page()
            top, wide = paper.y, paper.epw / len(these)
            for k, chart in enumerate(these):
                self._chart(chart, paper.l_margin + k * wide, top, wide - 4)
            paper.set_xy(paper.l_margin, top + _CHART_MM)

    def _chart(self, chart: Chart, left: float, top: float, wide: float) -> None:
        paper, high, most = self.paper, 30.0, max(1, *chart.high)
        self._face(8, bold=True)
        paper.set_xy(left, top)
        paper.multi_cell(wide, 3.8, chart.title, align="L", max_line_height=3.8)
        base, start = top + 9 + high, left + 7
        step = (wide - 7) / len(chart.labels)
        bar = min(0.7 * step, 9)
        for k, (low, upper) in enumerate(zip(chart.low, chart.high, strict=True)):
            for number, colour in ((upper, paler(chart.colour)), (low, chart.colour)):
                if number:
                    paper.set_fill_color(*(int(colour[i : i + 2], 16) for i in (0, 2, 4)))
                    height = high * number / most
                    paper.rect(start + k * step + (step - bar) / 2, base - height, bar, height, "F")
        paper.set_draw_color(*_QUIET)
        paper.line(start, base, left + wide, base)
        self._face(6.5, colour=_QUIET)
        told = grouped(most)
        paper.text(left + 6 - paper.get_string_width(told), base - high + 1.5, told)
        paper.text(left + 6 - paper.get_string_width("0"), base, "0")
        every = max(1, -(-len(chart.labels) * 10 // max(1, int(wide - 7))))
        for k in range(0, len(chart.labels), every):
            label = chart.labels[k]
            middle = start + (k + 0.5) * step - paper.get_string_width(label) / 2
            paper.text(middle, base + 3.2, label)
        paper.set_xy(left, base + 4.5)

    def _entries(self, block: Entries) -> None:
        paper = self.paper
        for entry in block.entries:
            if paper.will_page_break(6):
                paper.add_page()
            self._face(8.5)
            paper.write(4.3, f"{entry.mark} {entry.text}")
            for link in entry.links:
                paper.write(4.3, " · ")
                self._link(link)
            paper.ln(5.3)

    def _link(self, link: Link) -> None:
        """A link, on a line of its own where it would be broken."""
        paper = self.paper
        self._face(8.5, colour=_LINK if link.url else _INK)
        if paper.x + paper.get_string_width(link.text) > paper.w - paper.r_margin - paper.c_margin:
            paper.ln(4.3)
        paper.write(4.3, link.text, link.url)
        self._face(8.5)

    def _flow(self, text: str, line_mm: float) -> None:
        """A paragraph, whole on one page."""
        if self.paper.will_page_break(self._lines(text, self.paper.epw) * line_mm):
            self.paper.add_page()
        self.paper.multi_cell(0, line_mm, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def _face(self, size: float, *, bold: bool = False, colour: tuple[int, ...] = _INK) -> None:
        self.paper.set_font(_FACE, "B" if bold else "", size)
        self.paper.set_text_color(*colour)


def _paper(briefing: Briefing, title: str) -> Any:
    """An empty document: faces with Cyrillic, fixed properties, page numbers at the foot."""
    import fpdf

    class Paper(fpdf.FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(_FACE, "", 7.5)
            self.set_text_color(*_QUIET)
            told = f"{briefing.title[:90]} · {self.page_no()} / {self.str_alias_nb_pages}"
            self.cell(0, 5, told, align="R")

    paper = Paper(format="A4")
    paper.str_alias_nb_pages = _PAGES  # {nb} in a text of others is no number of pages
    fonts = resources.files("matplotlib") / "mpl-data" / "fonts" / "ttf"
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        try:
            with resources.as_file(fonts / name) as path:
                paper.add_font(_FACE, style, path)
        except OSError as error:
            raise PageError(
                f"the typeface {name}, which has Cyrillic, is not where matplotlib brings it: "
                "install matplotlib again (pip install --force-reinstall matplotlib)"
            ) from error
    paper.set_margins(_MARGIN_MM, 15, _MARGIN_MM)
    paper.set_auto_page_break(True, 16)
    paper.set_title(title)
    paper.set_lang(briefing.language)
    paper.set_creator("Kordon")
    paper.set_producer(f"Kordon {__version__}")
    paper.set_creation_date(moment().replace(tzinfo=dt.UTC))
    return paper
