"""A Word template as a place to write in: its styles, page, headers and footers, and no more."""

from __future__ import annotations

from typing import Any

__all__ = ["emptied"]

#: Parts of a document that need no mention in its text.
_KEPT = frozenset({
    "endnotes", "fontTable", "footnotes", "numbering", "settings", "styles", "theme", "webSettings",
})  # fmt: skip
#: Settings with data of the template's own, or that keep a document from being edited.
_SETTINGS = ("w:docVars", "w:documentProtection", "w:mailMerge", "w:writeProtection")


def emptied(document: Any) -> None:
    """Take out a template's own text, and what belongs to it: pictures, notes, comments, data.

    Its last section stays, with headers and footers, set in one column.
    """
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    used = set(body.xpath(".//@r:id"))
    relations = document.part.rels
    for name in list(relations):
        kind = relations[name].reltype.rpartition("/")[2]
        if kind not in _KEPT and name not in used:
            del relations[name]
        elif kind in ("endnotes", "footnotes"):
            _without_notes(relations[name].target_part)
    for columns in body.xpath("./w:sectPr/w:cols"):
        columns.attrib.clear()
        for column in list(columns):
            columns.remove(column)
    for change in body.xpath("./w:sectPr/w:sectPrChange"):  # who set the page, and when
        change.getparent().remove(change)
    settings = document.settings.element
    for name in _SETTINGS:
        for found in settings.xpath(f"./{name}"):
            settings.remove(found)


def _without_notes(part: Any) -> None:
    """Foot and end notes without those of the template's text; lines that part them stay."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    root = parse_xml(part.blob)
    for note in list(root):
        if note.get(qn("w:type")) is None:
            root.remove(note)
    part._blob = serialize_part_xml(root)
    for name in list(part.rels):
        del part.rels[name]
