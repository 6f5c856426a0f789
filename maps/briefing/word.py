"""A briefing as a Word document: real headings, tables and charts that can be edited."""

from __future__ import annotations

import io
import itertools
from typing import Any

from maps.briefing import word_parts as parts
from maps.briefing.blocks import (
    Block,
    Briefing,
    Cell,
    Chart,
    Entries,
    Link,
    MapBlock,
    Paragraph,
    Table,
)
from maps.briefing.fitting import cell_size, head_size
from maps.briefing.letters import kept_together
from maps.briefing.package import anonymous, only_the_document, settled
from maps.briefing.stills import Stills
from maps.briefing.word_template import emptied

__all__ = ["word"]

_CM, _PT = 360_000, 12_700  # EMU
#: What is free at both sides of a cell, by us and by Word; how wide Arial is beside DejaVu Sans.
_SIDES_PT, _WORD_SIDES_PT, _ARIAL = 6.0, 11.0, 0.87
_LINK = "0B5394"
_HEADING = "Heading 1"


def word(briefing: Briefing, stills: Stills, template: bytes | None = None) -> bytes:
    """The whole file. Of a template its styles, page and headers are taken, not its text."""
    import docx

    document = docx.Document(None if template is None else io.BytesIO(template))
    _Writer(document, kept_together(briefing), stills, own_page=template is None).write()
    anonymous(document.core_properties, briefing.title, briefing.language)
    only_the_document(document.part.package.rels)
    parts.without_leftovers(document)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


class _Writer:
    """Writes into one document."""

    def __init__(
        self, document: Any, briefing: Briefing, stills: Stills, *, own_page: bool
    ) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        self.document, self.briefing, self.stills = document, briefing, stills
        self.own, self.charts = own_page, 0
        kinds = (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.TABLE)
        self.styles, self.tables = (
            {style.name for style in document.styles if style.type == kind} for kind in kinds
        )
        if own_page:
            self._page()
        else:
            emptied(document)
        self.width, self.height = parts.room(document.sections[-1])
        parts.set_language(document, briefing.language)

    def write(self) -> None:
        """All of it."""
        self.document.add_paragraph(self.briefing.title, style=self._style("Title"))
        if self.briefing.subtitle:
            self.document.add_paragraph(self.briefing.subtitle, style=self._style("Subtitle"))
        self._heading(self.briefing.summary_title)
        for text in self.briefing.summary:
            self._run(self.document.add_paragraph(), text, points=11 if self.own else None)
        for section in self.briefing.sections:
            self._heading(section.title)
            for block, following in itertools.zip_longest(section.blocks, section.blocks[1:]):
                self._block(block)
                if isinstance(block, Paragraph) and isinstance(following, (Table, Entries)):
                    self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self.charts += 1
            high = round(5.2 * _CM)
            parts.add_bars(self.document, block, self.charts, (self.width, high), own=self.own)
        elif isinstance(block, MapBlock):
            self._map(block)
        else:
            self._entries(block)

    def _heading(self, text: str) -> None:
        paragraph = self.document.add_paragraph(text, style=self._style(_HEADING))
        paragraph.paragraph_format.keep_with_next = True
        if _HEADING not in self.styles:
            parts.outline(paragraph)

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self.document.add_paragraph()
        self._run(paragraph, block.text, quiet=block.quiet)
        if block.quiet:
            paragraph.paragraph_format.space_after = 4 * _PT

    def _map(self, block: MapBlock) -> None:
        still = self.stills.get("note")
        width = min(self.width, round(0.5 * self.height * still.width_px / still.height_px))
        picture = self.document.add_picture(io.BytesIO(still.png), width=width)
        named = picture._inline.docPr
        named.set("descr", still.alt_text)
        named.set("name", self.briefing.title)
        picture._inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", "map.png")
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        caption = self.document.add_paragraph(style=self._style("Caption"))
        self._run(caption, block.caption, quiet=True)

    def _table(self, table: Table) -> None:
        drawn = self.document.add_table(rows=1 + len(table.rows), cols=len(table.head))
        if "Table Grid" in self.tables:
            drawn.style = "Table Grid"
        if self.own or "Table Grid" not in self.tables:
            parts.add_borders(drawn)
        if self.own:
            parts.set_sides(drawn, _SIDES_PT / 2)
        drawn.autofit = False
        parts.describe_table(drawn, table.name)
        widths = [round(self.width * share / sum(table.widths)) for share in table.widths]
        for column, width in zip(drawn.columns, widths, strict=True):
            column.width = width
        head = tuple(Cell(name) for name in table.head)
        rows = list(drawn.rows)
        for row, cells in zip(rows, (head, *table.rows), strict=True):
            parts.keep_row_whole(row)
            for k, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
                place.width = widths[k]
                self._fill(place, cell, right=k in table.numbers, bold=row is rows[0])
                if self.own and row is rows[0]:
                    parts.shade(place)
        parts.repeat_row(rows[0])
        # No head alone at the foot of a page, and no last row alone at the top of the next. Rows of
        # text are high: a short table of them need not be whole.
        whole = len(rows) < 9 and bool(table.numbers)
        first = 2 if table.numbers else 1
        for row in rows[:-1] if whole else rows[:first] + rows[max(first, len(rows) - 3) : -1]:
            parts.keep_with_next(row)
        gap = self.document.add_paragraph()
        gap.paragraph_format.space_after = 0
        self._run(gap, " ", points=4)

    def _fill(self, place: Any, cell: Cell, *, right: bool, bold: bool = False) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = place.paragraphs[0]
        paragraph.paragraph_format.space_before = _PT
        paragraph.paragraph_format.space_after = 0 if cell.text and cell.below else 2 * _PT
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if cell.text:
            room = place.width / _PT - (_SIDES_PT if self.own else _WORD_SIDES_PT)
            # The typeface of a template may be as wide as the one that is measured.
            part = _ARIAL if self.own else 1.0
            points = (head_size if bold else cell_size)(cell.text, room, 9, part=part)
            self._run(paragraph, cell.text, points=points, bold=bold)
        if cell.below:
            below = place.add_paragraph() if cell.text else paragraph
            below.paragraph_format.space_after = 2 * _PT
            self._run(below, cell.below, points=8, quiet=True)
        for k, link in enumerate(cell.links):
            if k or cell.text:
                self._run(paragraph, " ", points=9)
            self._link(paragraph, link)

    def _entries(self, block: Entries) -> None:
        for entry in block.entries:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = 3 * _PT
            self._run(paragraph, f"{entry.mark} {entry.text}", points=9)
            for link in entry.links:
                self._run(paragraph, " · ", points=9)
                self._link(paragraph, link)

    def _run(
        self, paragraph: Any, text: str, *, points: float | None = None, bold: bool = False,
        quiet: bool = False,
    ) -> None:  # fmt: skip
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        if points or quiet:
            run.font.size = Pt(points or 9)
        if bold:
            run.bold = True
        # A template may have a dark ground, on which our grey cannot be read.
        if quiet and self.own:
            run.font.color.rgb = RGBColor.from_string(parts.QUIET)

    def _link(self, paragraph: Any, link: Link) -> None:
        from docx.shared import Pt, RGBColor

        self._run(paragraph, link.text, points=9)
        if link.url:
            run = paragraph.runs[-1]
            run.font.size, run.font.underline = Pt(9), True
            if self.own:
                run.font.color.rgb = RGBColor.from_string(_LINK)
            parts.hyperlink(self.document, paragraph, link.url).append(run._r)

    def _style(self, name: str) -> str | None:
        return name if name in self.styles else None

    def _page(self) -> None:
        """A4, with a line at the foot: title and page number."""
        parts.set_faces(self.document)
        section = self.document.sections[0]
        section.page_width, section.page_height = 21 * _CM, round(29.7 * _CM)
        section.left_margin = section.right_margin = round(1.9 * _CM)
        section.top_margin = section.bottom_margin = round(1.8 * _CM)
        foot = section.footer.paragraphs[0]
        self._run(foot, f"{self.briefing.title} · ", quiet=True)
        for between, code in (("", "PAGE"), (" / ", "NUMPAGES")):
            self._run(foot, between, quiet=True)
            self._run(foot, "1", quiet=True)
            parts.field(foot, code)
