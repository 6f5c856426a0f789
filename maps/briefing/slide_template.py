"""A presentation to write in: a layout of it, without the template's own slides, with numbers."""

from __future__ import annotations

import copy
from typing import Any

__all__ = ["CENTRED", "TITLE", "add_number", "chosen_layout", "emptied", "set_language"]

#: Kinds of placeholders of PowerPoint: titles, and what is on every slide.
TITLE, CENTRED, _NUMBER, _FURNITURE = 1, 3, 13, (13, 15, 16)
#: Parts of a presentation that are not of its slides.
_KEPT = frozenset({
    "font", "handoutMaster", "notesMaster", "presProps", "slideMaster", "tableStyles", "theme",
})  # fmt: skip
#: How PowerPoint showed the template: it must be there, or repair is offered; it need not say much.
_VIEW = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<p:viewPr '
    b'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'
)
#: What speaks of the template's slides, holds its data, or keeps a file from being edited.
_SPEAKS = ("p:custShowLst", "p:custDataLst", "p:modifyVerifier", "p:extLst")


def emptied(deck: Any) -> None:
    """Take out a template's own slides, and what belongs to them: comments, shows, data."""
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        listed.remove(slide)
    root = deck.part._element
    for name in _SPEAKS:
        for found in root.xpath(f"./{name}"):
            root.remove(found)
    for name, relation in list(deck.part.rels.items()):
        kind = relation.reltype.rpartition("/")[2]
        if kind == "viewProps":
            part = relation.target_part
            part._blob = _VIEW
            for leads in list(part.rels):  # to the slides that were open in the outline
                part.rels.pop(leads)
        elif kind not in _KEPT:
            deck.part.rels.pop(name)
    for master in deck.slide_masters:
        for one in (master, *master.slide_layouts):
            _without_jumps(one)


def _without_jumps(layout: Any) -> None:
    """A layout that leads to a slide would keep that slide in the file."""
    for name, relation in list(layout.part.rels.items()):
        if relation.reltype.endswith("/slide"):
            for link in layout._element.xpath(f".//*[@r:id='{name}']"):
                link.getparent().remove(link)
            layout.part.rels.pop(name)


def chosen_layout(deck: Any) -> Any:
    """A layout with a title and no other place to fill; else one with a title; else any."""

    def rank(layout: Any) -> int:
        kinds = [int(place.placeholder_format.type or 0) for place in layout.placeholders]
        filled = [kind for kind in kinds if kind not in _FURNITURE]
        return (0 if TITLE in filled else 10 if CENTRED in filled else 100) + len(filled)

    return min(deck.slide_layouts, key=rank)


def add_number(slide: Any, box: tuple[int, int, int, int] | None) -> None:
    """Number a slide where its layout has a place for that, or in a box of ours (EMU)."""
    places = [
        place for place in slide.slide_layout.placeholders
        if place.placeholder_format.type == _NUMBER
    ]  # fmt: skip
    if not places:
        return
    mine = copy.deepcopy(places[0]._element)
    mine.nvSpPr.cNvPr.set("id", str(max(int(i) for i in slide._element.xpath("//@id[. > 0]")) + 1))
    for child in list(mine.spPr):
        mine.spPr.remove(child)
    slide.shapes._spTree.append(mine)
    if box is not None:
        drawn = slide.shapes[-1]
        drawn.left, drawn.top, drawn.width, drawn.height = box


def set_language(deck: Any, language: str) -> None:
    """The language that spelling checkers and screen readers go by, of every text."""
    for slide in deck.slides:
        for element in (slide._element, slide.notes_slide._element):
            for run in element.xpath(".//a:r | .//a:fld"):
                run.get_or_add_rPr().set("lang", language)
