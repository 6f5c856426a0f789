"""The five formats: the same numbers, the same bytes, whole files, and texts that stay texts."""

from __future__ import annotations

import html
import html.parser
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pptx
import pypdfium2
import pytest
from hostile import HOSTILE
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from office import bars_of, faults
from pptx.enum.shapes import MSO_SHAPE_TYPE

from geo.errors import ArgumentError, OutputError
from geo.files import Pending
from layers.asking.selection import Selection
from layers.intake import Intake
from layers.times.moments import parse_day
from maps.briefing.blocks import Briefing, Chart, Table
from maps.briefing.build import brief, build_briefing
from maps.briefing.fitting import even_pages, lines_of, pages_of
from maps.briefing.markdown import escaped
from maps.briefing.say import shown
from maps.briefing.stills import Stills
from maps.briefing.write import briefing_bytes, save_briefing

FORMATS = ("html", "docx", "pptx", "pdf", "md")
NOVEMBER = Selection(since=parse_day("2022-11"), until=parse_day("2022-11", end=True))
Rows = list[list[str]]


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def docx_of(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def pptx_of(data: bytes) -> Any:
    return pptx.Presentation(io.BytesIO(data))


def pdf_text(data: bytes) -> str:
    paper = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


class _Reader(html.parser.HTMLParser):
    """Elements, addresses, tables and texts of a document outside its frame."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.urls: list[str] = []
        self.tables: list[Rows] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.urls += [str(value) for name, value in attrs if name in ("href", "src")]
        self.ids += [str(value) for name, value in attrs if name == "id"]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.in_cell:
            self.tables[-1][-1][-1] += data.strip("\n")


def read_html(data: bytes) -> _Reader:
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    return reader


@pytest.fixture(scope="module")
def briefing(examples_csv: Path) -> Briefing:
    """With few zones, for speed: `test_briefing` counts in all of them."""
    result = build_briefing(
        [examples_csv], selection=NOVEMBER, compare_to="previous",
        zones=["BY-UA-100km-BY", "BY-UA-100km-UA", "RU-UA-100km-RU"],
    )  # fmt: skip
    return result.briefing


@pytest.fixture(scope="module")
def stills(briefing: Briefing) -> Stills:
    return Stills(briefing)


@pytest.fixture(scope="module")
def files(briefing: Briefing, stills: Stills) -> dict[str, bytes]:
    return {format_: briefing_bytes(briefing, format_, stills) for format_ in FORMATS}


@pytest.fixture(scope="module")
def counts(briefing: Briefing) -> Rows:
    section = briefing.section("counts")
    assert section is not None
    (table,) = section.blocks
    assert isinstance(table, Table)
    return [list(table.head), *([cell.text for cell in row] for row in table.rows)]


# The same in all ---------------------------------------------------------------------------------


def test_the_same_numbers_in_all_formats(files: dict[str, bytes], counts: Rows) -> None:
    """The table of counts, as each format's own reader finds it; `test_briefing` counts it."""
    assert counts in read_html(files["html"]).tables
    tables = [
        [[c.text for c in row.cells] for row in t.rows] for t in docx_of(files["docx"]).tables
    ]
    assert counts in tables
    shapes = [shape for slide in pptx_of(files["pptx"]).slides for shape in slide.shapes]
    drawn = [[[c.text for c in row.cells] for row in s.table.rows] for s in shapes if s.has_table]
    assert counts in drawn
    lines = spaced(pdf_text(files["pdf"]))
    marked = files["md"].decode("utf-8").splitlines()
    for row in counts:
        assert " ".join(row) in lines
        assert f"| {' | '.join(escaped(cell) for cell in row)} |" in marked


def test_no_line_ends_within_a_day_a_distance_or_a_sum(files: dict[str, bytes]) -> None:
    """Days with their months, distances and reckonings: in text of documents, not of Markdown."""
    word = docx_of(files["docx"])
    told = [p.text for p in word.paragraphs]
    told += [c.text for t in word.tables for row in t.rows for c in row.cells]
    slides = [shape for slide in pptx_of(files["pptx"]).slides for shape in slide.shapes]
    shown_ = [s.text_frame.text for s in slides if s.has_text_frame]
    shown_ += [c.text for s in slides if s.has_table for row in s.table.rows for c in row.cells]
    for texts in ("\n".join(told), "\n".join(shown_)):
        assert "15\u00a0October 2022 – 4\u00a0July 2023" in texts
        assert "within 12\u00a0km" in texts
        assert re.search(
            "22\u00a0−\u00a00\u00a0−\u00a00\u00a0−\u00a021\u00a0\\+\u00a03\u00a0=\u00a04", texts
        )
        assert not re.search(r"\d (?:km|October|November)\b", texts.replace("3 km", ""))
    assert '<span class="whole">5 November</span> 2022' in files["html"].decode("utf-8")


def test_bars_can_be_read_off_and_the_map_fills_its_slide(files: dict[str, bytes]) -> None:
    deck = pptx_of(files["pptx"])
    charts = [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]
    assert charts
    for chart in charts:
        axis, highest = chart.value_axis, 0.0
        for plot in chart.plots:
            highest = max(map(sum, zip(*(one.values for one in plot.series), strict=True)))
        assert axis.maximum_scale >= highest
        assert axis.maximum_scale % axis.major_unit == 0  # its end has a number
    slide = deck.slides[1]
    (picture,) = (shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE)
    assert picture.height >= 0.8 * deck.slide_height
    for other in slide.shapes:
        if other.shape_id != picture.shape_id:
            below = other.top >= picture.top + picture.height
            assert below or other.top + other.height <= picture.top, other.name


def test_long_descriptions_have_no_pages_of_their_own(tmp_path: Path) -> None:
    """Four of 5,000 signs: cut with a mark, on slides that hold them, and not one to a page."""
    path = tmp_path / "long.csv"
    row = "deployment,rail_echelon,2022-11-0{},52,29," + "слово " * 833
    path.write_text(
        "layer,category,date_start,latitude,longitude,description\n"
        + "\n".join(row.format(day) for day in range(1, 5))
    )
    made = build_briefing([path], zones=["none"], hubs=["none"]).briefing
    deck = pptx_of(briefing_bytes(made, "pptx", Stills(made)))
    tables = [s for slide in deck.slides for s in slide.shapes if s.has_table]
    told = [c.text for s in tables for row in s.table.rows for c in row.cells if "слово" in c.text]
    assert len(told) == 4
    assert all(200 < len(one) < 400 and one.endswith("…") for one in told)
    for shape in tables:
        assert shape.top + sum(row.height for row in shape.table.rows) <= deck.slide_height
    (main,) = (s.blocks[0] for s in made.sections if s.id == "main")
    assert isinstance(main, Table)
    text = main.rows[0][0].below
    word = docx_of(briefing_bytes(made, "docx", Stills(made)))
    (drawn,) = (t for t in word.tables if text in t.rows[1].cells[0].text)
    held = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in drawn.rows]
    assert held == [True, None, True, True, None]  # the head, and the last three together


def test_every_sentence_and_heading_in_all_formats(
    files: dict[str, bytes], briefing: Briefing
) -> None:
    word = docx_of(files["docx"])
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert heads == [briefing.summary_title, *(section.title for section in briefing.sections)]
    deck = pptx_of(files["pptx"])
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert all(titles)
    paper = pypdfium2.PdfDocument(files["pdf"])
    assert [mark.get_title() for mark in paper.get_toc()] == heads
    told = {
        "html": spaced("".join(read_html(files["html"]).text)),
        "docx": spaced("\n".join(p.text for p in word.paragraphs)),
        "pptx": spaced(" ".join(
            shape.text_frame.text for slide in deck.slides for shape in slide.shapes
            if shape.has_text_frame
        )),
        "pdf": spaced(pdf_text(files["pdf"])),
        "md": files["md"].decode("utf-8").replace("\\", ""),
    }  # fmt: skip
    for format_, text in told.items():
        for sentence in briefing.summary:
            assert sentence in text, format_
    for section in briefing.sections:
        # The numbers stand on the first slide, and that every report has a place.
        if section.id not in ("counts", "noplace"):
            assert any(title.startswith(section.title) for title in titles), section.title


def test_the_same_bytes_again(files: dict[str, bytes], briefing: Briefing, stills: Stills) -> None:
    """With the same pictures; that those are the same each time is tested in `test_stills`."""
    for format_ in FORMATS:
        assert briefing_bytes(briefing, format_, stills) == files[format_], format_


@pytest.mark.parametrize("format_", ["docx", "pptx"])
def test_nobody_and_no_clock_in_office_files(
    format_: str, files: dict[str, bytes], stills: Stills, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = docx_of if format_ == "docx" else pptx_of
    properties = opened(files[format_]).core_properties
    assert properties.title == stills.briefing.title
    assert {properties.author, properties.last_modified_by, properties.comments} == {""}
    assert properties.created.year == properties.modified.year == 1980
    with zipfile.ZipFile(io.BytesIO(files[format_])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert archive.testzip() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    later = opened(briefing_bytes(stills.briefing, format_, stills)).core_properties
    assert later.created.isoformat()[:19] == "2023-11-14T22:13:20"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(ArgumentError, match="SOURCE_DATE_EPOCH is 'soon'"):
        briefing_bytes(stills.briefing, format_, stills)


# Each by itself ----------------------------------------------------------------------------------


def test_html_asks_for_nothing(files: dict[str, bytes]) -> None:
    """One policy for both, without a script of its own; links only go to http and https."""
    text = files["html"].decode("utf-8")
    found = read_html(files["html"])
    assert not found.tags & {"script", "link", "object", "embed", "form", "base"}
    assert not [name for name in found.names if name.startswith("on")]
    for url in found.urls:
        assert url.startswith(("http://", "https://", "#", "data:image/png;base64,")), url[:80]
    anchors = [url[1:] for url in found.urls if url.startswith("#")]
    assert anchors
    assert set(anchors) <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;; ")
    assert "unsafe" not in policy[1]
    assert 'sandbox="allow-scripts ' in text
    assert "allow-same-origin" not in text


def test_word_is_made_of_real_parts(files: dict[str, bytes]) -> None:
    word = docx_of(files["docx"])
    foot = word.sections[0].footer._element
    assert foot.xpath(".//w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    for table in word.tables:
        # The head keeps with the first row, and the last three rows together.
        kept = [bool(row._tr.xpath(".//w:keepNext")) for row in table.rows]
        assert kept[0]
        assert kept[-3:] in ([True, True, False], [True, False])
        assert "<w:tblHeader/>" in table.rows[0]._tr.xml
        assert "w:tblCaption" in table._tbl.xml
    told = word.element.xml
    names = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', told)
    charts = re.findall(r"<c:chart ", told)
    assert len(charts) == 3
    assert len(names) == len(charts) + 1  # the map
    assert all(len(name) > 20 for name in names)
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as archive:
        sheets = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert len(sheets) == 3
        with zipfile.ZipFile(io.BytesIO(archive.read(sheets[0]))) as sheet:
            assert b"1980-01-01T00:00:00Z" in sheet.read("docProps/core.xml")
    assert word.styles.element.xpath("//w:docDefaults//w:lang/@w:val") == ["en"]


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_office_files_need_no_repair(kind: str, files: dict[str, bytes]) -> None:
    """By the rules that the Open XML SDK checks, and more; `test_briefing_templates` has others."""
    assert faults(files[kind], kind) == []


def test_charts_and_their_workbooks_hold_the_numbers(
    files: dict[str, bytes], briefing: Briefing
) -> None:
    section = briefing.section("charts")
    assert section is not None
    charts = [block for block in section.blocks if isinstance(block, Chart)]
    for kind in ("docx", "pptx"):
        for chart, (labels, series, rows) in zip(charts, bars_of(files[kind]), strict=True):
            more = [high - low for low, high in zip(chart.low, chart.high, strict=True)]
            assert labels == list(chart.labels)
            assert series == {chart.low_name: list(chart.low), chart.high_name: more}
            told = zip(chart.labels, chart.low, more, strict=True)
            assert rows == [["", chart.low_name, chart.high_name], *map(list, told)]


def test_the_rules_of_office_files_can_be_broken(files: dict[str, bytes]) -> None:
    """Whatever is checked is found where it is wrong: all of this at once."""
    word, slide, types = "word/document.xml", "ppt/slides/slide1.xml", "[Content_Types].xml"
    for kind, breaks in (
        ("docx", (
            (word, rb'<wp:docPr id="9001"', b'<wp:docPr id="9002"', "id 9002 of a drawing"),
            (word, rb"<w:gridCol [^>]*/>", b"", "a row of 4 cells in a table of 3 columns"),
            (word, rb'r:embed="rId', b'r:embed="rIdx', "which is no relation of this part"),
            (word, rb"<w:cantSplit/>", b"<w:cantsplit/>", "cantsplit"),
            (word, rb"(<w:tcW [^>]*/>)(<w:shd [^>]*/>)", rb"\2\1", "tcW"),
            (types, rb'<Override PartName="/word/charts[^>]*/>', b"", "what kind of part"),
        )),
        ("pptx", (
            (slide, rb'<p:cNvPr id="3"', b'<p:cNvPr id="2"', "id 2 of a shape"),
            (slide, rb"<a:p>.*?</a:p>", b"", "txBody"),
        )),
    ):  # fmt: skip
        data = files[kind]
        for name, old, new, _ in breaks:
            data = changed(data, name, old, new)
        broken = faults(data, kind)
        for *_, says in breaks:
            assert any(says in one for one in broken), (says, broken)


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A package with the first of something in one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for one in source.namelist():
            part = source.read(one)
            if one == name:
                found, count = re.subn(old, new, part, count=1, flags=re.DOTALL)
                assert count, old
                part = found
            target.writestr(one, part)
    return out.getvalue()


def test_slides_have_titles_native_charts_and_notes(files: dict[str, bytes]) -> None:
    deck = pptx_of(files["pptx"])
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    charts = [shape.chart for shape in shapes if shape.has_chart]
    assert len(charts) == 3
    assert [series.name for series in charts[0].plots[0].series] == ["certainly", "possibly"]
    for shape in shapes:
        if shape.has_chart or shape.has_table or shape.shape_type == 13:
            assert shape._element.xpath(".//p:cNvPr/@descr")[0], shape.name
        assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
        assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height, shape.name
    for number, slide in enumerate(deck.slides, 1):
        assert set(slide._element.xpath(".//a:r/a:rPr/@lang")) == {"en"}, number
        assert len(slide._element.xpath(".//a:fld[@type='slidenum']")) == 1, number
        assert "[1] " in slide.notes_slide.notes_text_frame.text
        assert "https://" in slide.notes_slide.notes_text_frame.text


def test_pdf_has_links_and_letters(files: dict[str, bytes]) -> None:
    data = files["pdf"]
    assert re.search(rb"/URI \(https?://", data) or b"/Subtype /Link" in data
    assert b"/Lang (en)" in data
    assert b"/Author" not in data
    paper = pypdfium2.PdfDocument(data)
    count = len(paper)
    assert count >= 3
    for number, page in enumerate(paper, 1):
        assert f"{number} / {count}" in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize("code", ["uk", "be", "ru", "fr", "de"])
def test_pdf_has_the_letters_of_the_language(code: str, intake_of: Any, stills: Stills) -> None:
    briefing = small(intake_of, [row("A")], language=code)
    text = spaced(pdf_text(briefing_bytes(briefing, "pdf", stills)))
    for title in (briefing.title, *(section.title for section in briefing.sections)):
        assert title.replace("\u202f", " ") in text.replace("\u202f", " ")


def test_letters_that_the_pdf_has_not_are_told_by_number(intake_of: Any, stills: Stills) -> None:
    """Nothing stood in their place, and a place with such a name had none."""
    rocket = chr(0x1F680)
    rows = [row("A", place="東京 Homel", source_title=rocket * 14, description="Гомель №1 ґў")]
    briefing = small(intake_of, rows, title="Київ 東")
    text = spaced(pdf_text(briefing_bytes(briefing, "pdf", stills)))
    for told in ("[U+6771 U+4EAC] Homel", "Гомель №1 ґў", "Київ [U+6771]", "U+1F680 … +2]"):
        assert told in text
    assert text.count("U+1F680") == 12


def test_markdown_reads_as_it_was_meant(files: dict[str, bytes], briefing: Briefing) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(files["md"].decode("utf-8"))
    heads = [tokens[k + 1].content for k, t in enumerate(tokens) if t.type == "heading_open"]
    assert heads[0] == escaped(briefing.title)
    assert len(heads) == 2 + len(briefing.sections)


# Texts of others ---------------------------------------------------------------------------------


def row(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "layer": "deployment", "category": "rail_echelon", "date_start": "2022-11-05",
        "latitude": "52.05", "longitude": "29.25", "coordinate_uncertainty_m": "900", **more,
    }  # fmt: skip


def small(intake_of: Callable[..., Intake], rows: list[dict[str, Any]], **more: Any) -> Briefing:
    intake = intake_of(rows)
    path = intake.files[0].file
    more = {"zones": ["none"], "hubs": ["none"], "rows": 500} | more
    return build_briefing([path], selection=NOVEMBER, **more).briefing


@pytest.fixture(scope="module")
def hostile(intake_of: Callable[..., Intake]) -> dict[str, bytes]:
    """Every hostile text in every field that a briefing shows, and as its title."""
    usable = [t[:500] for t in HOSTILE if t.strip() and t.encode("utf-8", "ignore").decode() == t]
    usable = [text.replace("\0", "\\0") for text in usable]
    names = ("place", "admin1", "equipment", "unit", "description", "source_title", "source_url",
             "source_archive_url", "quantity_unit", "status")  # fmt: skip
    rows = [row(f"H{k}", **dict.fromkeys(names, text)) for k, text in enumerate(usable)]
    briefing = small(intake_of, rows, title=" ".join(usable)[:180])
    stills = Stills(briefing)
    stills = Stills(briefing, dict.fromkeys(("note", "slide"), stills.get("note")))
    return {format_: briefing_bytes(briefing, format_, stills) for format_ in FORMATS}


def test_hostile_texts_in_html(hostile: dict[str, bytes], files: dict[str, bytes]) -> None:
    plain, found = read_html(files["html"]), read_html(hostile["html"])
    assert found.tags <= plain.tags
    assert found.names <= plain.names
    assert all(url.startswith(("http://", "https://", "#", "data:image/png")) for url in found.urls)
    assert "window.__canary=1" in "".join(found.text)


def test_hostile_texts_in_markdown(hostile: dict[str, bytes]) -> None:
    """No HTML but line ends in cells, no picture, no code, and links to http and https only."""
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    kinds: set[str] = set()
    for token in parser.parse(hostile["md"].decode("utf-8")):
        kinds.add(token.type)
        for child in token.children or ():
            kinds.add(child.type)
            if child.type == "html_inline":
                assert child.content == "<br>"
            if child.type == "link_open":
                assert str(child.attrs["href"]).lower().startswith(("http://", "https://"))
    assert not kinds & {"html_block", "image", "code_inline", "code_block", "fence", "s_open"}
    assert not re.search(r"(?<!\\)\{\{|(?<!\\)\{%|(?<!\\)\$\{", hostile["md"].decode("utf-8"))


def test_hostile_texts_in_office_files_and_pdf(hostile: dict[str, bytes]) -> None:
    word = docx_of(hostile["docx"])
    told = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert "{{ 7*7 }}" in told or "{{7*7}}" in told
    deck = pptx_of(hostile["pptx"])
    assert len(deck.slides) > 10
    for package in (word.part, deck.part):
        for part in package.package.iter_parts():
            for relation in part.rels.values():
                if relation.is_external:
                    assert relation.target_ref.lower().startswith(("http://", "https://"))
    assert "window.__canary=1" in spaced(pdf_text(hostile["pdf"])).replace(" ", "")


def test_control_characters_are_written_out(
    intake_of: Callable[..., Intake], stills: Stills
) -> None:
    """XML has none of them; they are shown instead, in every format."""
    title, told = "a\x01b\x02c\u202ed\ufffe", "a\\x01b\\x02c\\u202ed\\ufffe"
    briefing = small(intake_of, [row("A", place="b\u202ec")], title=title)
    made = {format_: briefing_bytes(briefing, format_, stills) for format_ in FORMATS}
    assert docx_of(made["docx"]).paragraphs[0].text == told
    assert "b\\u202ec" in docx_of(made["docx"]).tables[1].rows[1].cells[2].text  # where
    assert pptx_of(made["pptx"]).slides[0].shapes.title.text == told
    assert told in pdf_text(made["pdf"])
    assert told in "".join(read_html(made["html"]).text)
    assert f"# {escaped(told)}\n" in made["md"].decode("utf-8")


@given(st.lists(st.floats(1, 50), max_size=40), st.floats(50, 100), st.floats(0, 100))
def test_even_pages_are_as_few_and_hold_the_same(
    heights: list[float], room: float, first: float
) -> None:
    plain, even = (pages(heights, room, min(first, room)) for pages in (pages_of, even_pages))
    assert len(even) == len(plain)
    assert [row for page in even for row in page] == list(range(len(heights)))
    for number, page in enumerate(even):
        most = room if number else min(first, room)
        assert len(page) <= 1 or sum(heights[row] for row in page) <= most + 1e-6


def test_long_words_break_and_pages_fill() -> None:
    assert lines_of("a" * 100, 100, 10) == 5
    assert lines_of("", 100, 10) == 1
    assert pages_of([5, 5, 5], 10) == [[0, 1], [2]]
    assert pages_of([50, 5], 10) == [[0], [1]]
    assert pages_of([], 10) == [[]]


# Writing -----------------------------------------------------------------------------------------


def test_all_outputs_or_none(briefing: Briefing, tmp_path: Path) -> None:
    """A name that is taken, an ending nobody knows, one name twice, a folder that is not there."""
    taken = tmp_path / "taken.md"
    taken.write_text("mine")
    for outputs, says in (
        (["new.md", "taken.md"], "exists already"),
        (["new.md", "brief.rtf"], "the ending .rtf says no format"),
        (["new.md", "./new.md"], "named twice"),
        (["new.md", "nowhere/brief.md"], "does not exist"),
        (["-"], "says no format"),
        ([], "no output is named"),
    ):
        with pytest.raises((ArgumentError, OutputError), match=says):
            save_briefing(briefing, [tmp_path / name if name != "-" else name for name in outputs])
    assert [path.name for path in tmp_path.iterdir()] == ["taken.md"]
    assert taken.read_text() == "mine"


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_was_written_goes_when_the_next_cannot_be(
    overwrite: bool, briefing: Briefing, stills: Stills, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The name of the second is taken by somebody else in the meantime; what was there is back."""
    one, other = tmp_path / "a.md", tmp_path / "b.markdown"
    if overwrite:
        one.write_text("of last month")
    real = Pending.take_name

    def meanwhile(self: Pending, *, overwrite: bool = False) -> None:
        if self.target.name == other.name:
            self.target.mkdir()
        real(self, overwrite=overwrite)

    monkeypatch.setattr(Pending, "take_name", meanwhile)
    with pytest.raises(OutputError, match=r"exists already|was not written"):
        save_briefing(briefing, [one, other], stills=stills, overwrite=overwrite)
    left = [other.name] + [one.name] * overwrite
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(left)
    assert not overwrite or one.read_text() == "of last month"


def test_one_call_from_python(examples_csv: Path, tmp_path: Path) -> None:
    import kordon

    result = kordon.brief(
        examples_csv, tmp_path / "brief.md", selection=NOVEMBER, compare_to="previous",
        zones=["none"], hubs=["none"],
    )  # fmt: skip
    assert result.briefing.summary[0] in (tmp_path / "brief.md").read_text("utf-8").replace(
        "\\", ""
    )
    assert brief is kordon.brief


# Templates ---------------------------------------------------------------------------------------


def template_docx(folder: Path) -> Path:
    made = docx.Document()
    made.add_paragraph("Old text of the template")
    made.sections[0].header.paragraphs[0].text = "MINISTRY"
    made.styles["Heading 1"].font.name = "Georgia"
    made.core_properties.author = "A. Name"
    path = folder / "house.docx"
    made.save(path)
    return path


def test_a_word_template_gives_its_styles_and_not_its_text(
    briefing: Briefing, stills: Stills, tmp_path: Path
) -> None:
    target = tmp_path / "out.docx"
    save_briefing(briefing, [target], template=template_docx(tmp_path), stills=stills)
    word = docx.Document(str(target))
    told = "\n".join(p.text for p in word.paragraphs)
    assert "Old text" not in told
    assert briefing.summary[0] in told
    assert word.sections[0].header.paragraphs[0].text == "MINISTRY"
    assert word.styles["Heading 1"].font.name == "Georgia"
    assert word.core_properties.author == ""


def test_a_word_template_without_the_usual_styles(
    briefing: Briefing, stills: Stills, tmp_path: Path
) -> None:
    made = docx.Document()
    for style in list(made.styles):
        if style.name in ("Title", "Subtitle", "Heading 1", "Table Grid"):
            style.delete()
    made.save(tmp_path / "bare.docx")
    save_briefing(briefing, [tmp_path / "out.docx"], template=tmp_path / "bare.docx", stills=stills)
    told = docx.Document(str(tmp_path / "out.docx")).element.xml
    assert told.count("<w:outlineLvl") == 1 + len(briefing.sections)


def test_a_slide_template_gives_its_layouts_and_not_its_slides(
    briefing: Briefing, stills: Stills, tmp_path: Path
) -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Old slide"
    made.save(tmp_path / "house.pptx")
    house = tmp_path / "house.pptx"
    save_briefing(briefing, [tmp_path / "out.pptx"], template=house, stills=stills)
    deck = pptx.Presentation(str(tmp_path / "out.pptx"))
    assert deck.slide_width == made.slide_width  # 4:3, as the template
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[0] == briefing.title
    assert "Old slide" not in titles


def test_a_template_that_no_output_uses(briefing: Briefing, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"template for a Word document, and no output ends"):
        save_briefing(briefing, [tmp_path / "out.md"], template=template_docx(tmp_path))
    assert not (tmp_path / "out.md").exists()


# Properties --------------------------------------------------------------------------------------

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
#: Letters, and often what Markdown takes for more.
TEXTS = st.text(st.one_of(st.sampled_from("\\`*_{}[]<>#+-.!|~&$^=@:/( )1w\n"), st.characters()))


@given(TEXTS)
def test_markdown_shows_every_text_as_it_is(text: str) -> None:
    """As a paragraph and in a cell: nothing begins, nothing is lost."""
    told = shown(text)
    assume(told)
    assert MARKDOWN.render(escaped(told)) == f"<p>{html.escape(told, quote=False)}</p>\n".replace(
        '"', "&quot;"
    )
    table = MARKDOWN.render(f"| a | b |\n| --- | --- |\n| {escaped(told)} | c |")
    cells = re.findall(r"<td>(.*?)</td>", table, re.DOTALL)
    assert [html.unescape(cell) for cell in cells] == [told, "c"]


@given(st.lists(st.floats(1, 50), max_size=40), st.floats(50, 100))
def test_pages_hold_every_row_once_and_are_not_overfull(heights: list[float], room: float) -> None:
    pages = pages_of(heights, room)
    assert [row for page in pages for row in page] == list(range(len(heights)))
    for page in pages:
        assert sum(heights[row] for row in page) <= room + 1e-6
