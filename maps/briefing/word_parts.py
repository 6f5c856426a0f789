"""Pieces of Word documents that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from maps.briefing.blocks import Chart
from maps.briefing.charts import chart_files

__all__ = [
    "QUIET",
    "add_bars",
    "add_borders",
    "describe_table",
    "field",
    "hyperlink",
    "keep_row_whole",
    "keep_with_next",
    "outline",
    "repeat_row",
    "room",
    "set_faces",
    "set_language",
    "set_sides",
    "shade",
    "without_leftovers",
]

QUIET, _RED, _LINE, _PAPER = "5B6673", "8F3556", "BFC5CC", "F6F4F1"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_INLINE = (
    f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" '
    'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="0" cy="0"/>'
    '<wp:docPr id="0" name="" descr=""/><wp:cNvGraphicFramePr/><a:graphic>'
    f'<a:graphicData uri="{_DRAWING}/chart"><c:chart xmlns:c="{_DRAWING}/chart" '
    f'xmlns:r="{_RELATIONS}" r:id=""/></a:graphicData></a:graphic></wp:inline>'
)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_bars(document: Any, chart: Chart, number: int, size: tuple[int, int], *, own: bool) -> None:
    """Add a chart with its workbook as a paragraph; ``number`` (from 1) tells charts apart.

    ``size`` is its width and height in EMU; one that is not on a page of our ``own`` is on white.
    """
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    files, package = chart_files(chart, 9, white=not own), document.part.package
    sheet = PackURI(f"/word/embeddings/bars{number}.xlsx")
    part = Part(PackURI(f"/word/charts/bars{number}.xml"), _CHART_TYPE, files.xml, package)
    # The chart's XML names its workbook by this id, the first that a part gives out.
    relation = part.relate_to(
        Part(sheet, _SHEET_TYPE, files.workbook, package), f"{_RELATIONS}/package"
    )
    if relation != "rId1":
        raise AssertionError(f"the first relation of a part is {relation}, not rId1")
    inline = parse_xml(_INLINE)
    extent, named, chart_element = (
        inline.find(f".//{{{space}}}{name}")
        for space, name in (
            (f"{_DRAWING}/wordprocessingDrawing", "extent"),
            (f"{_DRAWING}/wordprocessingDrawing", "docPr"),
            (f"{_DRAWING}/chart", "chart"),
        )
    )
    extent.set("cx", str(int(size[0])))
    extent.set("cy", str(int(size[1])))
    named.set("id", str(9000 + number))
    named.set("name", chart.title)
    named.set("descr", chart.alt_text)
    chart_element.set(qn("r:id"), document.part.relate_to(part, f"{_RELATIONS}/chart"))
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = 0
    paragraph.add_run()._r.add_drawing(inline)


def room(section: Any) -> tuple[int, int]:
    """Width and height for text on a page of a section, in EMU; what it leaves open is A4."""
    from docx.shared import Cm

    section.page_width = section.page_width or Cm(21)
    section.page_height = section.page_height or Cm(29.7)
    for side in ("left", "right", "top", "bottom"):
        if getattr(section, f"{side}_margin") is None:
            setattr(section, f"{side}_margin", Cm(2))
    bound = section.gutter or 0
    return (
        section.page_width - section.left_margin - section.right_margin - bound,
        # A negative margin has the text stay there, whatever the header needs.
        section.page_height - abs(section.top_margin) - abs(section.bottom_margin),
    )


def hyperlink(document: Any, paragraph: Any, url: str) -> Any:
    """An empty link at the end of a paragraph, for runs to be put into."""
    from docx.oxml.ns import qn

    target = document.part.relate_to(url, f"{_RELATIONS}/hyperlink", is_external=True)
    around = _element("w:hyperlink")
    around.set(qn("r:id"), target)
    paragraph._p.append(around)
    return around


def field(paragraph: Any, code: str) -> None:
    """Make a field of the last run of a paragraph: PAGE is its page, NUMPAGES how many."""
    around = _element("w:fldSimple", instr=code)
    around.append(paragraph.runs[-1]._r)
    paragraph._p.append(around)


def outline(paragraph: Any) -> None:
    """A heading of the first level, where a template has no style of that name."""
    paragraph._p.get_or_add_pPr().append(_element("w:outlineLvl", val="0"))
    for run in paragraph.runs:
        run.bold = True


def describe_table(table: Any, text: str) -> None:
    """Say what a table is, for those who cannot see it."""
    table._tbl.tblPr.append(_element("w:tblCaption", val=text))


def add_borders(table: Any) -> None:
    """Thin grey lines about all cells."""
    lines = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        lines.append(_element(f"w:{side}", val="single", sz="4", space="0", color=_LINE))
    _put(table, lines, ("shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption"))


def set_sides(table: Any, points: float) -> None:
    """What is free on the left and on the right of what stands in a cell."""
    sides = _element("w:tblCellMar")
    for side in ("left", "right"):
        sides.append(_element(f"w:{side}", w=str(round(20 * points)), type="dxa"))
    _put(table, sides, ("tblLook", "tblCaption"))


def _put(table: Any, made: Any, later: tuple[str, ...]) -> None:
    """Among the properties of a table, where the format wants it: before the ``later`` ones."""
    found = table._tbl.tblPr.xpath(" | ".join(f"./w:{name}" for name in later))
    if found:
        found[0].addprevious(made)
    else:
        table._tbl.tblPr.append(made)


def shade(cell: Any) -> None:
    """A pale ground for a cell of the head."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=_PAPER))


def keep_with_next(row: Any) -> None:
    """Have a row stand on the page of the one below it."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def repeat_row(row: Any) -> None:
    """Have a row stand at the top of the table on every page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def keep_row_whole(row: Any) -> None:
    """Have no page end within a row."""
    row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit"))


def set_language(document: Any, language: str) -> None:
    """The language that spelling checkers and screen readers go by."""
    from docx.oxml.ns import qn

    for defaults in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        found = defaults.find(qn("w:lang"))
        if found is None:
            found = _element("w:lang")
            defaults.append(found)
        found.set(qn("w:val"), language)
    # A template's styles may say another one, for its own text.
    for own in document.styles.element.xpath("w:style/w:rPr/w:lang"):
        own.set(qn("w:val"), language)


def without_leftovers(document: Any) -> None:
    """Drop a list of cited works, and the copy of the styles that Word 2010 kept.

    That must be as the styles are, or else counts as damage.
    """
    for name, relation in list(document.part.rels.items()):
        if relation.reltype.endswith(("/stylesWithEffects", "/customXml")):
            del document.part.rels[name]


def set_faces(document: Any) -> None:
    """One face that every system has, with Cyrillic; headings in the colour of borders."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": 10, "Title": 22, "Subtitle": 12, "Heading 1": 14, "Caption": 9}
    for name, points in sizes.items():
        font = document.styles[name].font
        font.name, font.size = "Arial", Pt(points)
        faces = font.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            faces.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("eastAsia", "cs"):
            faces.set(qn(f"w:{kind}"), "Arial")
        if name != "Normal":
            font.italic, quiet = False, name in ("Caption", "Subtitle")
            if quiet:
                font.bold = False
            font.color.rgb = RGBColor.from_string(QUIET if quiet else _RED)
    for line in document.styles["Title"].element.xpath("./w:pPr/w:pBdr/w:bottom"):
        for attribute in ("themeColor", "themeTint", "themeShade"):
            line.attrib.pop(qn(f"w:{attribute}"), None)
        line.set(qn("w:color"), _RED)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(4)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
