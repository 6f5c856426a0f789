"""A briefing as a PowerPoint file: real titles, native charts, tables, notes with sources."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from maps.briefing.blocks import Briefing, Chart, Entries, Entry, MapBlock, Paragraph, Section
from maps.briefing.blocks import Table as TableBlock
from maps.briefing.charts import add_chart
from maps.briefing.fitting import lines_of, pages_of
from maps.briefing.package import anonymous, settled
from maps.briefing.slide_parts import EMU_PER_PT, RED, SlideTable, add_link, add_run
from maps.briefing.stills import Stills

__all__ = ["slides"]

_SIZES = (16.0, 14.0, 12.0, 11.0)
_TEXT_POINTS, _LIST_POINTS = 14.0, 12.0
#: Kinds of placeholders of PowerPoint: titles, and what is on every slide.
_TITLE, _CENTRED, _FURNITURE = 1, 3, (13, 15, 16)


def slides(briefing: Briefing, stills: Stills, template: bytes | None = None) -> bytes:
    """The whole file. Of a template its masters and layouts are taken, not its slides."""
    from pptx import Presentation
    from pptx.util import Emu

    deck = Presentation(None if template is None else io.BytesIO(template))
    if template is None:
        deck.slide_width, deck.slide_height = Emu(12_192_000), Emu(6_858_000)
    else:
        _emptied(deck)
    _Writer(deck, briefing, stills, own=template is None).write()
    anonymous(deck.core_properties, briefing.title, briefing.language)
    out = io.BytesIO()
    deck.save(out)
    return settled(out.getvalue())


def _emptied(deck: Any) -> None:
    """Without the template's own slides."""
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)


class _Writer:
    """Writes into one presentation; ``own``: its layouts are ours to arrange."""

    def __init__(self, deck: Any, briefing: Briefing, stills: Stills, *, own: bool) -> None:
        self.deck, self.briefing, self.stills, self.own = deck, briefing, stills, own
        wide, self.high = int(deck.slide_width), int(deck.slide_height)
        self.layout = _layout(deck)
        self.left, self.width = round(0.04 * wide), round(0.92 * wide)
        self.top = round(0.16 * self.high)
        if not own:
            # Below the title of the template, where that is at the top.
            ends = [
                int(place.top + place.height)
                for place in self.layout.placeholders
                if place.placeholder_format.type in (_TITLE, _CENTRED) and place.top is not None
            ]
            fits = [end for end in ends if end < 0.45 * self.high]
            self.top = max([self.top, *(end + round(0.01 * self.high) for end in fits)])
        self.height = round(0.95 * self.high) - self.top

    def write(self) -> None:
        """A title slide with the summary and the numbers, then the sections."""
        slide = self._slide(self.briefing.title)
        lead = [self.briefing.subtitle] if self.briefing.subtitle else []
        self._texts(slide, [*lead, *self.briefing.summary], 18, first_quiet=bool(lead))
        for section in self.briefing.sections:
            if section.id == "counts" and self._summed(slide, section):
                continue
            self._section(section)

    def _summed(self, slide: Any, section: Section) -> bool:
        """Put the numbers under the summary, if there is room."""
        (block,) = section.blocks
        if not isinstance(block, TableBlock):
            return False
        table = self._table_of(block, 14.0)
        high = round((table.head + sum(table.heights)) * EMU_PER_PT)
        if high > 0.45 * self.height:
            return False
        table.draw(slide, range(len(block.rows)), self.top + self.height - high)
        return True

    def _section(self, section: Section) -> None:
        """Tables, the map and the charts have slides of their own; notes hold the small print."""
        paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
        notes = [block.text for block in paragraphs if block.quiet]
        texts = [block.text for block in paragraphs if not block.quiet]
        others = [block for block in section.blocks if not isinstance(block, Paragraph)]
        charts = [block for block in others if isinstance(block, Chart)]
        # That every report has a place is on the first slide.
        if not others and section.id != "noplace":
            self._pages(section.title, texts or notes, notes)
        elif charts:
            self._charts(section.title, charts, notes)
        for block in others:
            if isinstance(block, MapBlock):
                self._map(section.title)
            elif isinstance(block, TableBlock):
                self._table(section.title, block, notes)
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
        slide.notes_slide.notes_text_frame.text = self._notes(notes)
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

    def _notes(self, notes: Sequence[str]) -> str:
        """What is said below the slide: small print, and the sources."""
        section = self.briefing.section("sources")
        listed = [
            f"{entry.mark} {entry.text} {' '.join(link.url for link in entry.links)}".rstrip()
            for block in (section.blocks if section else ())
            if isinstance(block, Entries)
            for entry in block.entries
        ]
        return "\n".join([*notes, self.briefing.sources_title, *listed])

    def _texts(
        self, slide: Any, texts: Sequence[str], points: float, *, first_quiet: bool = False
    ) -> None:
        from pptx.util import Pt

        box = slide.shapes.add_textbox(self.left, self.top, self.width, self.height)
        frame = box.text_frame
        frame.word_wrap = True
        for k, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if not k else frame.add_paragraph()
            paragraph.space_after = Pt(points * 0.7)
            quiet = first_quiet and not k
            add_run(paragraph, text, points * 0.9 if quiet else points, own=self.own, quiet=quiet)

    def _pages(self, title: str, texts: Sequence[str], notes: Sequence[str]) -> None:
        room = self.width / EMU_PER_PT
        heights = [
            (lines_of(text, room, _TEXT_POINTS) * 1.25 + 0.75) * _TEXT_POINTS for text in texts
        ]
        pages = pages_of(heights, self.height / EMU_PER_PT)
        for number, page in enumerate(pages):
            slide = self._slide(_numbered(title, number, len(pages)), notes)
            self._texts(slide, [texts[k] for k in page], _TEXT_POINTS)

    def _map(self, title: str) -> None:
        still = self.stills.get("slide")
        slide = self._slide(title)
        scale = min(self.width / still.width_px, self.height / still.height_px)
        wide, high = round(still.width_px * scale), round(still.height_px * scale)
        left = self.left + (self.width - wide) // 2
        picture = slide.shapes.add_picture(io.BytesIO(still.png), left, self.top, wide, high)
        named = picture._element.nvPicPr.cNvPr
        named.set("descr", still.alt_text)
        named.set("name", title)

    def _charts(self, title: str, charts: Sequence[Chart], notes: Sequence[str]) -> None:
        """Up to three side by side, the same height."""
        for start in range(0, len(charts), 3):
            these = charts[start : start + 3]
            slide = self._slide(_numbered(title, start // 3, -(-len(charts) // 3)), notes)
            wide = self.width // len(these)
            for k, chart in enumerate(these):
                box = (self.left + k * wide, self.top, wide, self.height)
                add_chart(slide, chart, box, 11)

    def _table_of(self, block: TableBlock, points: float) -> SlideTable:
        return SlideTable(
            table=block, left=self.left, width=self.width, points=points, own=self.own
        )

    def _table(self, title: str, block: TableBlock, notes: Sequence[str]) -> None:
        """As large as it goes on one slide; in small letters on several, if it must."""
        room = self.height / EMU_PER_PT
        sizes = [self._table_of(block, points) for points in _SIZES]
        fits = [one for one in sizes if one.head + sum(one.heights) <= room]
        table = fits[0] if fits else sizes[-1]
        pages = pages_of(table.heights, room - table.head)
        for number, page in enumerate(pages):
            table.draw(self._slide(_numbered(title, number, len(pages)), notes), page, self.top)

    def _entries(self, title: str, entries: Sequence[Entry]) -> None:
        room = self.width / EMU_PER_PT
        heights = [
            (lines_of(_entry_text(one), room, _LIST_POINTS) * 1.25 + 0.5) * _LIST_POINTS
            for one in entries
        ]
        pages = pages_of(heights, self.height / EMU_PER_PT)
        for number, page in enumerate(pages):
            slide = self._slide(_numbered(title, number, len(pages)))
            box = slide.shapes.add_textbox(self.left, self.top, self.width, self.height)
            frame = box.text_frame
            frame.word_wrap = True
            for line, k in enumerate(page):
                paragraph = frame.paragraphs[0] if not line else frame.add_paragraph()
                paragraph.space_after = round(_LIST_POINTS * 0.4 * EMU_PER_PT)
                text = f"{entries[k].mark} {entries[k].text}"
                add_run(paragraph, text, _LIST_POINTS, own=self.own)
                for link in entries[k].links:
                    add_run(paragraph, " ·", _LIST_POINTS, own=self.own)
                    add_link(paragraph, link, _LIST_POINTS, own=self.own)


def _layout(deck: Any) -> Any:
    """A layout with a title and no other place to fill; else one with a title; else any."""

    def rank(layout: Any) -> int:
        kinds = [int(place.placeholder_format.type or 0) for place in layout.placeholders]
        filled = [kind for kind in kinds if kind not in _FURNITURE]
        return (0 if _TITLE in filled else 10 if _CENTRED in filled else 100) + len(filled)

    return min(deck.slide_layouts, key=rank)


def _numbered(title: str, number: int, count: int) -> str:
    return title if count == 1 else f"{title} · {number + 1}/{count}"


def _entry_text(entry: Entry) -> str:
    return f"{entry.mark} {entry.text} · {' · '.join(link.text for link in entry.links)}"
