"""Documents on a template of one's own: its looks are kept, and nothing of its content."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pptx
import pytest
from docx.oxml.parser import parse_xml
from docx.shared import RGBColor
from office import faults
from PIL import Image
from pptx.oxml import parse_xml as parse_slide_xml

from layers.asking.selection import Selection
from layers.times.moments import parse_day
from maps.briefing.blocks import Briefing
from maps.briefing.build import build_briefing
from maps.briefing.slide_template import chosen_layout
from maps.briefing.stills import Still, Stills
from maps.briefing.write import briefing_bytes
from maps.picture.fonts import width_px

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECRET = "Old words of the template"


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text(
        "layer,category,date_start,latitude,longitude,source_title,source_url\n"
        "deployment,rail_echelon,2022-11-05,52,29,One,https://example.org/a\n"
        "deployment,rail_echelon,2022-10-05,52,29,Two,https://example.org/b\n"
    )
    selection = Selection(since=parse_day("2022-11"), until=parse_day("2022-11", end=True))
    return build_briefing(
        [path], selection=selection, compare_to="previous", language="uk", zones=["none"],
        hubs=["none"],
    ).briefing  # fmt: skip


@pytest.fixture(scope="module")
def stills(briefing: Briefing) -> Stills:
    """A grey picture in place of the map: templates do not care."""
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "#888888").save(file, "PNG")
    still = Still(file.getvalue(), 400, 300, "A map")
    return Stills(briefing, {"note": still, "slide": still})


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def red_picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(file, "PNG")
    file.seek(0)
    return file


def dangling(found: dict[str, bytes]) -> list[str]:
    """Names of relations that a part uses and its list of them does not have."""
    out = []
    for name, data in found.items():
        if not name.endswith(".xml") or name.startswith("["):
            continue
        folder, _, file = name.rpartition("/")
        listed = found.get(f"{folder}/_rels/{file}.rels", b"").decode()
        known = set(re.findall(r'\bId="([^"]+)"', listed))
        used = set(re.findall(r'\br:(?:id|embed|link|pict)="([^"]+)"', data.decode("utf-8")))
        out += [f"{name} {one}" for one in used - known - {""}]
    return out


def test_nothing_of_a_word_templates_content_stays(briefing: Briefing, stills: Stills) -> None:
    """Text, pictures, comments, foot notes and variables go; the header stays."""
    made = docx.Document()
    run = made.add_paragraph(SECRET).runs[0]
    made.add_picture(red_picture())
    made.add_comment(run, text=SECRET, author="A. Name", initials="AN")
    made.sections[0].header.paragraphs[0].text = "MINISTRY"
    made.settings.element.append(
        parse_xml(f'<w:docVars {W}><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars>')
    )
    for name in made.styles.element.xpath("w:style/w:rPr"):
        name.append(parse_xml(f'<w:lang {W} w:val="fr-FR"/>'))
    data = briefing_bytes(briefing, "docx", stills, saved(made))
    found = parts(data)
    assert not [name for name, part in found.items() if SECRET.encode() in part]
    assert not [name for name, part in found.items() if b"A. Name" in part]
    assert not [name for name in found if "comments" in name]
    assert [name for name in found if name.startswith("word/media/")] == ["word/media/image2.png"]
    assert dangling(found) == []
    again = docx.Document(io.BytesIO(data))
    assert again.sections[0].header.paragraphs[0].text == "MINISTRY"
    assert set(again.styles.element.xpath("//w:lang/@w:val")) == {"uk"}


def test_tables_have_lines_without_the_style_for_them(briefing: Briefing, stills: Stills) -> None:
    made = docx.Document()
    made.styles["Table Grid"].delete()
    columns = made.sections[0]._sectPr.xpath("./w:cols")[0]
    columns.set(columns.tag.replace("cols", "num"), "2")
    columns.set(columns.tag.replace("cols", "equalWidth"), "0")
    for wide in ("2000", "6000"):
        columns.append(parse_xml(f'<w:col {W} w:w="{wide}"/>'))
    word = docx.Document(io.BytesIO(briefing_bytes(briefing, "docx", stills, saved(made))))
    assert faults(saved(word), "docx") == []
    for table in word.tables:
        kinds = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        order = ["tblStyle", "tblW", "tblBorders", "tblLayout", "tblLook", "tblCaption"]
        assert [kind for kind in order if kind in kinds] == kinds
        assert "tblBorders" in kinds
    assert not word.sections[0]._sectPr.xpath("./w:cols/@w:num | ./w:cols/w:col")


def test_nothing_about_a_template_stays(briefing: Briefing, stills: Stills) -> None:
    """Its picture, statistics, titles, signatures, labels, and who set its page."""
    about = {
        "docProps/thumbnail.emf": ("metadata/thumbnail", b"picture"),
        "docProps/app.xml": ("extended-properties", SECRET.encode()),
        "docMetadata/LabelInfo.xml": ("metadata/labels", f"<a>{SECRET}</a>".encode()),
        "_xmlsignatures/origin.sigs": ("digital-signature/origin", b""),
    }
    for kind, made in (("docx", docx.Document()), ("pptx", pptx.Presentation())):
        if kind == "docx":
            change = f'<w:sectPrChange {W} w:id="1" w:author="A. Name"><w:sectPr/></w:sectPrChange>'
            made.sections[0]._sectPr.append(parse_xml(change))
        data = briefing_bytes(briefing, kind, stills, with_parts(saved(made), about))
        found = parts(data)
        assert {name.partition("/")[0] for name in found if "/" in name} == {
            "_rels", "docProps", "word" if kind == "docx" else "ppt",
        }  # fmt: skip
        assert [name for name in found if name.startswith("docProps/")] == ["docProps/core.xml"]
        assert not [name for name, part in found.items() if b"A. Name" in part]
        assert faults(data, kind) == []


def with_parts(data: bytes, about: dict[str, tuple[str, bytes]]) -> bytes:
    """A package with more parts, each with the kind of its relation to the whole."""
    found = parts(data)
    kinds = "http://schemas.openxmlformats.org/"
    relations, types = "", ""
    for number, (name, (kind, part)) in enumerate(about.items()):
        found[name] = part
        types += f'<Override PartName="/{name}" ContentType="application/x-{number}"/>'
        relations += f'<Relationship Id="x{number}" Type="{kinds}{kind}" Target="{name}"/>'
    for name, more in (("_rels/.rels", relations), ("[Content_Types].xml", types)):
        head, end, tail = found[name].decode().rpartition("</")
        found[name] = f"{head}{more}{end}{tail}".encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in found.items():
            archive.writestr(name, part)
    return file.getvalue()


def test_a_template_that_leaves_its_page_open(briefing: Briefing, stills: Stills) -> None:
    """No size, no margins, a table style's name for a paragraph's: A4, and a table with lines."""
    made = docx.Document()
    section = made.sections[0]._sectPr
    for child in section.xpath("./w:pgSz | ./w:pgMar"):
        section.remove(child)
    made.styles["Table Grid"].delete()
    made.styles.add_style("Table Grid", 1)
    data = briefing_bytes(briefing, "docx", stills, saved(made))
    assert faults(data, "docx") == []
    word = docx.Document(io.BytesIO(data))
    assert round(word.sections[0].page_width.cm, 1) == 21
    assert all(round(table.columns[0].width.cm, 1) > 0.5 for table in word.tables)
    assert word.tables[0]._tbl.tblPr.xpath("./w:tblBorders")


def test_nothing_of_a_slide_templates_content_stays(briefing: Briefing, stills: Stills) -> None:
    """Slides, pictures, shows and sections go; nothing speaks of what is not there any more."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = SECRET
    slide.shapes.add_picture(red_picture(), 0, 0)
    name = made.slides._sldIdLst[0].rId
    for text in (
        f'<p:custShowLst xmlns:p="{P}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/relationships"><p:custShow name="a" id="0"><p:sldLst><p:sld r:id="{name}"/>'
        "</p:sldLst></p:custShow></p:custShowLst>",
        f'<p:extLst xmlns:p="{P}"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"/>'
        "</p:extLst>",
    ):
        made.part._element.append(parse_slide_xml(text))
    data = briefing_bytes(briefing, "pptx", stills, saved(made))
    found = parts(data)
    assert not [name for name, part in found.items() if SECRET.encode() in part]
    assert len([name for name in found if name.startswith("ppt/media/")]) == 1
    assert b"custShow" not in found["ppt/presentation.xml"]
    assert b"521415D9" not in found["ppt/presentation.xml"]
    assert dangling(found) == []
    deck = pptx.Presentation(io.BytesIO(data))
    assert deck.slides[0].shapes.title.text == briefing.title
    for number, slide in enumerate(deck.slides, 1):
        told = slide._element.xpath(".//a:r/a:rPr/@lang")
        assert set(told) == {"uk"}, number
        assert slide._element.xpath(".//a:fld[@type='slidenum']"), number
        ids = slide._element.xpath(".//p:cNvPr/@id")
        assert len(ids) == len(set(ids)), number


def test_all_can_be_read_on_a_dark_and_narrow_template(briefing: Briefing, stills: Stills) -> None:
    """No grey of ours, charts on white, and letters of tables in which no word is broken."""
    made = pptx.Presentation()  # 4:3
    made.slide_master.background.fill.solid()
    data = briefing_bytes(briefing, "pptx", stills, saved(made))
    assert faults(data, "pptx") == []
    slides = list(pptx.Presentation(io.BytesIO(data)).slides)
    assert not [n for n, slide in enumerate(slides) if slide._element.xpath(".//a:srgbClr")]
    links = [link for slide in slides for link in slide._element.xpath(".//a:hlinkClick")]
    assert links
    assert all(len(link.xpath(".//*[local-name()='hlinkClr'][@val='tx']")) == 1 for link in links)
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert charts
    for chart in charts:
        (white,) = chart._chartSpace.xpath("./c:spPr/a:solidFill/a:srgbClr/@val")
        assert (white, str(chart.font.color.rgb)) == ("FFFFFF", "1D2733")
    seen = 0
    for table in (s.table for slide in slides for s in slide.shapes if s.has_table):
        for column, line in ((k, one) for one in table.rows for k in range(len(one.cells))):
            runs = line.cells[column].text_frame.paragraphs[0].runs
            room = (table.columns[column].width - 2 * 63_500) / 12_700
            for run in runs:
                for word in run.text.split():
                    seen += 1
                    wide = width_px(word, run.font.size.pt, bold=bool(run.font.bold))
                    assert wide <= room, word
    assert seen > 50


def test_all_can_be_read_on_a_dark_page(briefing: Briefing, stills: Stills) -> None:
    """No colour of ours in a Word template's text, but for charts, which stand on white."""
    made = docx.Document()
    made.element.insert(0, parse_xml(f'<w:background {W} w:color="101820"/>'))
    made.styles["Normal"].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    data = briefing_bytes(briefing, "docx", stills, saved(made))
    assert faults(data, "docx") == []
    found = parts(data)
    assert b"w:color " not in found["word/document.xml"].replace(b'w:color w:val="auto"', b"")
    links = docx.Document(io.BytesIO(data)).element.xpath("//w:hyperlink/w:r")
    assert links
    assert all(run.xpath("./w:rPr/w:u") for run in links)
    charts = [name for name in found if name.startswith("word/charts/bars")]
    assert charts
    assert all(b'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"' in found[name] for name in charts)


def test_slides_without_a_title_or_notes_to_fill(briefing: Briefing, stills: Stills) -> None:
    """A template with one bare layout, upright: all of it still stands on the slides."""
    made = pptx.Presentation()
    made.slide_width, made.slide_height = 6_858_000, 9_144_000
    layouts = made.slide_layouts
    for layout in list(layouts)[:6] + list(layouts)[7:]:
        layouts.remove(layout)
    assert not chosen_layout(made).placeholders._element.xpath(".//p:ph[@type='title']")
    data = briefing_bytes(briefing, "pptx", stills, saved(made))
    assert faults(data, "pptx") == []
    deck = pptx.Presentation(io.BytesIO(data))
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.is_placeholder:
                assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
                assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height, shape.name
    told = " ".join(s.text_frame.text for s in deck.slides[0].shapes if s.has_text_frame)
    assert briefing.title in told
