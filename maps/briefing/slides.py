"""A briefing as a PowerPoint file: real titles, native charts, tables, notes with sources."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from maps.briefing.blocks import Briefing, Chart, Entries, Entry, MapBlock, Paragraph, Section
from maps.briefing.blocks import Table as TableBlock
from maps.briefing.charts import add_chart, on_white
from maps.briefing.fitting import even_pages, lines_of
from maps.briefing.letters import kept_together
from maps.briefing.package import anonymous, only_the_document, settled
from maps.briefing.slide_parts import EMU_PER_PT, RED, SlideTable, add_link, add_run
from maps.briefing.slide_template import (
    CENTRED,
    TITLE,
    add_number,
    chosen_layout,
    emptied,
    set_language,
)
from maps.briefing.stills import Stills

__all__ = ["slides"]

#: Sizes of letters, from those that are liked best; the last one goes on over several slides.
_TABLE_POINTS = (18.0, 16.0, 14.0, 13.0, 12.0, 11.0)
_TEXT_POINTS = (20.0, 18.0, 16.0, 14.0)
_LIST_POINTS = (14.0, 12.0, 11.0)
_LEAD_POINTS = 16.0
#: So much of the width is counted on: in a face that is wider than thought the last line would
#: be under the table, or below the slide.
_WIDE = 0.86
#: More sources than this are on slides of their own only.
_MOST_NOTED = 60


def slides(briefing: Briefing, stills: Stills, template: bytes | None = None) -> bytes:
    """The whole file. Of a template its masters and layouts are taken, not its slides."""
    from pptx import Presentation
    from pptx.util import Emu

    deck = Presentation(None if template is None else io.BytesIO(template))
    if template is None:
        deck.slide_width, deck.slide_height = Emu(12_192_000), Emu(6_858_000)
    else:
        emptied(deck)
    _Writer(deck, kept_together(briefing), stills, own=template is None).write()
    set_language(deck, briefing.language)
    anonymous(deck.core_properties, briefing.title, briefing.language)
    only_the_document(deck.part.package._rels)
    out = io.BytesIO()
    deck.save(out)
    return settled(out.getvalue())


class _Writer:
    """Writes into one presentation; ``own``: its layouts are ours to arrange."""

    def __init__(self, deck: Any, briefing: Briefing, stills: Stills, *, own: bool) -> None:
        self.deck, self.briefing, self.stills, self.own = deck, briefing, stills, own
        wide, self.high = int(deck.slide_width), int(deck.slide_height)
        self.layout = chosen_layout(deck)
        self.left, self.width = round(0.04 * wide), round(0.92 * wide)
        self.top = round(0.16 * self.high)
        if not own:
            # Below the title of the template, where that is at the top.
            ends = [
                int(place.top + place.height)
                for place in self.layout.placeholders
                if place.placeholder_format.type in (TITLE, CENTRED) and place.top is not None
            ]
            fits = [end for end in ends if end < 0.45 * self.high]
            self.top = max([self.top, *(end + round(0.01 * self.high) for end in fits)])
        self.height = round(0.94 * self.high) - self.top
        self.notes = self._sources()

    def write(self) -> None:
        """A title slide with the summary and the numbers, then the sections."""
        numbers = self.briefing.section("counts")
        self._first(numbers)
        for section in self.briefing.sections:
            if section is not numbers:
                self._section(section)

    def _first(self, numbers: Section | None) -> None:
        """Summary and numbers; those have slides of their own where there is no room."""
        lead = [self.briefing.subtitle] if self.briefing.subtitle else []
        blocks = numbers.blocks if numbers else ()
        said = [block.text for block in blocks if isinstance(block, Paragraph)]
        texts = [*lead, *self.briefing.summary, *said]
        slide, below = self._slide(self.briefing.title), 0
        table = next((block for block in blocks if isinstance(block, TableBlock)), None)
        if table is not None:
            drawn = self._table_of(table, 14.0)
            high = round((drawn.head + sum(drawn.heights)) * EMU_PER_PT)
            if high <= 0.45 * self.height:
                below = high + round(0.02 * self.high)
                drawn.draw(slide, range(len(table.rows)), self.top + self.height - high)
            elif numbers is not None:
                self._table(numbers.title, table, [], [])
        room = (self.height - below) / EMU_PER_PT
        points = next((p for p in _TEXT_POINTS if self._high(texts, p, _WIDE) <= room), 12.0)
        self._texts(slide, texts, points, first_quiet=bool(lead), high=self.height - below)

    def _section(self, section: Section) -> None:
        """Tables, the map and the charts have slides of their own; notes hold the small print."""
        paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
        notes = [block.text for block in paragraphs if block.quiet]
        texts = [block.text for block in paragraphs if not block.quiet]
        others = [block for block in section.blocks if not isinstance(block, Paragraph)]
        charts = [block for block in others if isinstance(block, Chart)]
        # That every report has a place is on the slide of the map.
        if not others and section.id != "noplace":
            self._pages(section.title, texts or notes, notes)
        elif charts:
            self._charts(section.title, charts, notes)
        for block in others:
            if isinstance(block, MapBlock):
                self._map(section.title, block)
            elif isinstance(block, TableBlock):
                self._table(section.title, block, notes, texts)
                texts = []
            elif isinstance(block, Entries):
                self._entries(section.title, block.entries)

    def _slide(self, title: str, notes: Sequence[str] = ()) -> Any:
        slide = self.deck.slides.add_slide(self.layout)
        for place in list(slide.placeholders):
            if place.placeholder_format.idx != 0:
                place._element.getparent().remove(place._element)
        box = slide.shapes.title
        if box is None:
            box = slide.shapes.add_textbox(self.left, 0, self.width, self.top)
        elif self.own:
            box.left, box.top = self.left, round(0.03 * self.high)
            box.width, box.height = self.width, round(0.12 * self.high)
        self._title(box, title)
        foot = (self.left, round(0.945 * self.high), self.width, round(0.045 * self.high))
        add_number(slide, foot if self.own else None)
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:  # a template's notes may have no place for text
            frame.text = "\n".join([*notes, *self.notes])
        return slide

    def _title(self, box: Any, title: str) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        frame = box.text_frame
        frame.word_wrap = True
        frame.text = title
        paragraph = frame.paragraphs[0]
        if self.own:
            paragraph.alignment, frame.vertical_anchor = PP_ALIGN.LEFT, MSO_ANCHOR.MIDDLE
            paragraph.font.bold = True
            paragraph.font.color.rgb = RGBColor.from_string(RED)
        if self.own or len(title) > 60:
            size = 28 if len(title) < 70 else 20 if len(title) < 130 else 15
            paragraph.font.size = Pt(size)

    def _sources(self) -> list[str]:
        """The list of sources as lines, for the notes of every slide, unless it is long."""
        section = self.briefing.section("sources")
        listed = [
            f"{entry.mark} {entry.text} {' '.join(link.url for link in entry.links)}".rstrip()
            for block in (section.blocks if section else ())
            if isinstance(block, Entries)
            for entry in block.entries
        ]
        return [self.briefing.sources_title, *listed] if len(listed) <= _MOST_NOTED else []

    def _high(self, texts: Sequence[str], points: float, part: float = 1.0) -> float:
        """Height of paragraphs in points, as `_texts` sets them, in so much of the width."""
        return sum(self._heights(texts, points, part=part)) + 8

    def _heights(
        self, texts: Sequence[str], points: float, gap: float = 0.7, part: float = 1.0
    ) -> list[float]:
        room = part * (self.width / EMU_PER_PT - 15)
        return [(lines_of(text, room, points) * 1.22 + gap) * points for text in texts]

    def _texts(
        self, slide: Any, texts: Sequence[str], points: float, *, first_quiet: bool = False,
        high: int = 0,
    ) -> None:  # fmt: skip
        from pptx.util import Pt

        box = slide.shapes.add_textbox(self.left, self.top, self.width, high or self.height)
        frame = box.text_frame
        frame.word_wrap = True
        for k, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if not k else frame.add_paragraph()
            paragraph.space_after = Pt(points * 0.7)
            quiet = first_quiet and not k
            add_run(paragraph, text, points * 0.9 if quiet else points, own=self.own, quiet=quiet)

    def _pages(self, title: str, texts: Sequence[str], notes: Sequence[str]) -> None:
        room = self.height / EMU_PER_PT - 8
        for points in _TEXT_POINTS:
            heights = self._heights(texts, points, part=_WIDE)
            if sum(heights) <= room:
                break
        pages = even_pages(heights, room)
        for number, page in enumerate(pages):
            slide = self._slide(_numbered(title, number, len(pages)), notes)
            self._texts(slide, [texts[k] for k in page], points)

    def _map(self, title: str, block: MapBlock) -> None:
        """As large as it goes: a low title above it, and its caption beside the number."""
        still = self.stills.get("slide")
        slide = self._slide(title)
        top, room, foot = self.top, self.height - round(0.05 * self.high), round(0.05 * self.high)
        if self.own:
            box = slide.shapes.title
            box.top, box.height = round(0.015 * self.high), round(0.08 * self.high)
            top = round(0.1 * self.high)
            room = round(0.84 * self.high)
        scale = min(self.width / still.width_px, room / still.height_px)
        wide, high = round(still.width_px * scale), round(still.height_px * scale)
        left = self.left + (self.width - wide) // 2
        picture = slide.shapes.add_picture(io.BytesIO(still.png), left, top, wide, high)
        named = picture._element.nvPicPr.cNvPr
        named.set("descr", still.alt_text)
        named.set("name", title)
        # The number stands on the right.
        beside = round(0.94 * self.width) if self.own else self.width
        under = slide.shapes.add_textbox(self.left, top + room, beside, foot)
        under.text_frame.word_wrap = True
        add_run(under.text_frame.paragraphs[0], block.caption, 12, own=self.own, quiet=True)

    def _charts(self, title: str, charts: Sequence[Chart], notes: Sequence[str]) -> None:
        """Up to three side by side, the same height."""
        for start in range(0, len(charts), 3):
            these = charts[start : start + 3]
            slide = self._slide(_numbered(title, start // 3, -(-len(charts) // 3)), notes)
            wide = self.width // len(these)
            for k, chart in enumerate(these):
                box = (self.left + k * wide, self.top, wide, self.height)
                drawn = add_chart(slide, chart, box, 11)
                if not self.own:
                    on_white(drawn.chart)

    def _table_of(self, block: TableBlock, points: float) -> SlideTable:
        return SlideTable(
            table=block, left=self.left, width=self.width, points=points, own=self.own
        )

    def _table(
        self, title: str, block: TableBlock, notes: Sequence[str], lead: Sequence[str]
    ) -> None:
        """On as few slides as it goes on in small letters, and then as large as it goes on those.

        ``lead`` stands above it, on the first.
        """
        room = self.height / EMU_PER_PT
        above = self._high(lead, _LEAD_POINTS, _WIDE) if lead else 0.0
        if above > room / 2:  # on a slide of its own
            self._pages(title, lead, notes)
            lead, above = (), 0.0
        tried = []
        for points in _TABLE_POINTS:
            table = self._table_of(block, points)
            if not table.roomy and points > _TABLE_POINTS[-1]:
                continue
            heights, least = table.heights, room - table.head
            if max(heights) > least and points > _TABLE_POINTS[-1]:
                continue  # a row would go on below the slide
            tried.append((table, even_pages(heights, least, least - above)))
        fewest = min(len(pages) for _, pages in tried)
        table, pages = next(one for one in tried if len(one[1]) == fewest)
        for number, page in enumerate(pages):
            slide = self._slide(_numbered(title, number, len(pages)), notes)
            if lead and not number:
                self._texts(slide, lead, _LEAD_POINTS, high=round(above * EMU_PER_PT))
            table.draw(slide, page, self.top + (0 if number else round(above * EMU_PER_PT)))

    def _entries(self, title: str, entries: Sequence[Entry]) -> None:
        room = self.height / EMU_PER_PT - 8
        texts = [_entry_text(one) for one in entries]
        for points in _LIST_POINTS:
            heights = self._heights(texts, points, gap=0.4)
            if sum(heights) <= room:
                break
        pages = even_pages(heights, room)
        for number, page in enumerate(pages):
            slide = self._slide(_numbered(title, number, len(pages)))
            box = slide.shapes.add_textbox(self.left, self.top, self.width, self.height)
            frame = box.text_frame
            frame.word_wrap = True
            for line, k in enumerate(page):
                paragraph = frame.paragraphs[0] if not line else frame.add_paragraph()
                paragraph.space_after = round(points * 0.4 * EMU_PER_PT)
                text = f"{entries[k].mark} {entries[k].text}"
                add_run(paragraph, text, points, own=self.own)
                for link in entries[k].links:
                    add_run(paragraph, " ·", points, own=self.own)
                    add_link(paragraph, link, points, own=self.own)


def _numbered(title: str, number: int, count: int) -> str:
    return title if count == 1 else f"{title} · {number + 1}/{count}"


def _entry_text(entry: Entry) -> str:
    return f"{entry.mark} {entry.text} · {' · '.join(link.text for link in entry.links)}"
