"""Stills: the same records and colours as the page, the same bytes, nothing hidden in them."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from geo.errors import ArgumentError, OutputError, PageError
from geo.regions import make_regions
from layers.readers import read
from layers.registry import LAYERS
from maps.picture import FORMATS, SHEETS, draw_picture, draw_pictures, fonts, scene
from maps.picture.draw import Asked, draw
from maps.picture.paper import settings
from maps.picture.sheets import sheet
from maps.picture.view import palette
from maps.words import languages

if TYPE_CHECKING:
    from layers.intake import Intake
    from maps.build import MapResult
    from maps.picture import Picture
    from maps.picture.draw import Drawing

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCES = Path(__file__).parent / "stills"
SVG = "{http://www.w3.org/2000/svg}"
ROW = {"layer": "deployment", "category": "rail_echelon", "date": "2022-10-09", "place": "Mazyr",
       "latitude": 52.05, "longitude": 29.25, "coordinate_uncertainty_m": 5000}  # fmt: skip
HOSTILE = r"""$\frac{1}{0}$ {{ 7*7 }} <script>&"'""" + "\u202e\u0000\U0001f600 \\input{x} $$ %d"
COLUMN = {"size": "column", "dpi": 60}


@pytest.fixture(scope="module")
def three(example_map: MapResult, tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    """The examples as PNG, SVG and PDF."""
    folder = tmp_path_factory.mktemp("stills")
    page = example_map.page
    return draw_pictures(
        page.sightings, [folder / f"map.{end}" for end in ("png", "svg", "pdf")],
        regions=page.regions, memberships=page.memberships,
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawing(example_map: MapResult) -> Drawing:
    """The examples on a page of paper, before they are a file."""
    return drawn(example_map.page.sightings, regions=example_map.page.regions, size="page")


def drawn(sightings: Any, *, size: str = "column", language: str = "en", **more: Any) -> Drawing:
    asked = {"regions": None, "memberships": None, "title": None, "theme": "light", "bbox": None,
             "as_of": None, "inset": True}  # fmt: skip
    with settings():
        return draw(
            Asked(sightings=sightings, sheet=sheet(size), language=language, **(asked | more))
        )


def bytes_of(sightings: Any, format_: str = "png", **more: Any) -> bytes:
    held = io.BytesIO()
    draw_picture(sightings, held, format=format_, **(COLUMN | more))
    return held.getvalue()


def test_same_records_as_the_page(three: list[Picture], example_map: MapResult) -> None:
    """Every record is drawn or counted by why not; per layer as the page counts."""
    for picture in three:
        assert picture.shown + sum(picture.not_shown.values()) == len(example_map.page.sightings)
        assert picture.not_shown == {"country": 13}  # what the page lists beside its map
    radius = example_map.page.sightings["coordinate_uncertainty_m"].to_numpy(float)
    assert (radius > 150_000).sum() == 13


def test_layers_and_colours_of_the_page(drawing: Drawing, example_map: MapResult) -> None:
    records = drawing.scene.records
    totals = [high for _, (_, high) in drawing.scene.by_layer()]
    assert dict(zip((k.id for k in LAYERS), totals, strict=True)) == example_map.layer_counts
    for theme in palette().values():
        for i in range(0, len(records), 7):
            row = records.frame.iloc[i]
            look = records.look(i, theme)
            layer = next(k for k in LAYERS if k.id == row["layer"])
            assert look.color == theme["layers"][layer.id]
            assert look.shape == layer.shape
            assert look.mark == layer.mark(row["category"])


def test_svg_has_text_title_and_description(three: list[Picture]) -> None:
    """Names can be selected; a screen reader gets title and alt text."""
    root = ElementTree.parse(str(three[1].path)).getroot()
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Border activity, November 2021 to August 2023"
    assert root.findtext(f"{SVG}desc") == three[1].alt_text
    texts = {"".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")}
    assert {"Minsk", "Homyel", "Kyiv", "Russian deployments", "200 km"} <= texts
    assert any("internationally recognised" in text for text in texts)
    colors = set(re.findall(r"#[0-9a-f]{6}", Path(str(three[1].path)).read_text("utf-8")))
    assert set(palette()["light"]["layers"].values()) <= colors


def test_pdf_and_png_say_what_they_are(three: list[Picture]) -> None:
    document = pypdfium2.PdfDocument(str(three[2].path))
    words = document[0].get_textpage().get_text_range()
    assert "Minsk" in words
    assert "137 of 150 reports shown" in words
    told = document.get_metadata_dict()
    assert told["Title"] == "Border activity, November 2021 to August 2023"
    assert told["Subject"] == three[2].alt_text
    assert not told["CreationDate"]
    with Image.open(str(three[0].path)) as image:
        assert image.size == (three[0].width_px, three[0].height_px) == (1920, 1080)
        assert image.info["Title"] == told["Title"]
        assert image.info["Description"] == three[0].alt_text
        assert set(image.info) <= {"Title", "Description", "Software", "dpi"}
    assert (three[1].width_px, three[1].height_px) == (960, 540)


def test_nothing_of_the_maker_is_in_a_file(three: list[Picture]) -> None:
    """No folder, no moment, no address that is fetched."""
    for picture in three:
        data = Path(str(picture.path)).read_bytes()
        folder = str(Path(str(picture.path)).parent)
        for word in (str(ROOT), folder, "Date>", "/CreationDate", "<!DOCTYPE"):
            assert word.encode() not in data
        assert not re.search(rb'(?:href|src)="https?:', data)


def test_alt_text_is_from_the_numbers(three: list[Picture], drawing: Drawing) -> None:
    told = three[0].alt_text
    assert "137 reports are drawn: Russian deployments 75; Ukrainian border" in told
    assert "somewhere in Belarus: 9 reports" in told
    assert told.endswith("Newest report 31 August 2023.")
    largest = max(group.n for group in drawing.scene.groups)
    assert f"The largest group: {largest}, near " in drawing.alt_text


def test_alt_text_in_every_language(drawing: Drawing) -> None:
    from maps.picture.alt import alt_text
    from maps.picture.key import Drawn
    from maps.saying import Sayings

    nothing = Drawn([], 0, 0, 0, {})
    said = {
        code: alt_text(drawing.scene, nothing, Sayings(code), title="T", as_of="2023-09-01")
        for code in languages()
    }
    assert len(set(said.values())) == len(said)
    for code, text in said.items():
        assert f"{drawing.scene.shown}" in text, code
        assert "2023" in text
        assert not re.search(r"[{}]|\bNone\b", text)
        assert re.search("[\u0400-\u04ff]" if code in ("uk", "be", "ru") else "[a-z]", text)


def test_labels_keep_apart(drawing: Drawing) -> None:
    """No name or sum lies on another one, on a symbol, or across the map's edge."""
    labels, symbols = drawing.scene.labels, drawing.scene.boxes
    left, top, right, bottom = drawing.scene.frame.box
    assert len(labels) > 60
    for k, label in enumerate(labels):
        others = [*symbols, *(box for other in labels[k + 1 :] for box in other)]
        for a in label:
            assert left <= a[0] < a[2] <= right
            assert top <= a[1] < a[3] <= bottom
            for b in others:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Also in another process, at another time, with other hash seeds and another epoch."""
    rows = tmp_path / "rows.csv"
    rows.write_text(",".join(ROW) + "\n" + ",".join(map(str, ROW.values())) + "\n", "utf-8")
    sightings = read(rows).sightings
    mine = [bytes_of(sightings, end) for end in FORMATS]
    assert mine == [bytes_of(sightings, end) for end in FORMATS]
    code = (
        "import io, sys, hashlib\n"
        "from layers.readers import read\nfrom maps.picture import draw_picture\n"
        "s = read(sys.argv[1]).sightings\n"
        f"for e in {FORMATS!r}:\n"
        f"    f = io.BytesIO(); draw_picture(s, f, format=e, **{COLUMN!r})\n"
        "    print(hashlib.sha256(f.getvalue()).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(rows)], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [hashlib.sha256(data).hexdigest() for data in mine]


#: Share of dots that may differ by more than a fifth of full scale, and the mean difference:
#: what another release of the rasteriser changes at edges.
MOST_DOTS, MOST_MEAN = 0.002, 1.0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_looks_as_it_did(theme: str, example_map: MapResult, tmp_path: Path) -> None:
    """A small picture beside the one that was looked at when it was made."""
    page = example_map.page
    data = bytes_of(page.sightings, regions=page.regions, theme=theme, dpi=100)
    with Image.open(io.BytesIO(data)) as image:
        now = np.asarray(image.convert("RGB"), int)
    reference = REFERENCES / f"column-{theme}.png"
    with Image.open(reference) as image:
        then = np.asarray(image.convert("RGB"), int)
    if now.shape != then.shape or _differ(now, then):
        kept = ROOT / "build" / "pictures" / reference.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
        pytest.fail(f"differs from {reference}: look at {kept}; if it is meant, copy it there")


def _differ(now: Any, then: Any) -> bool:
    off = np.abs(now - then)
    return bool((off.max(axis=2) > 51).mean() > MOST_DOTS or off.mean() > MOST_MEAN)


def test_golden_pictures_can_fail(example_map: MapResult) -> None:
    """Without one layer the picture is another one."""
    page = example_map.page
    fewer = page.sightings[page.sightings["layer"] != "fortification"]
    with Image.open(REFERENCES / "column-light.png") as image:
        then = np.asarray(image.convert("RGB"), int)
    with Image.open(io.BytesIO(bytes_of(fewer, regions=page.regions, dpi=100))) as image:
        assert _differ(np.asarray(image.convert("RGB"), int), then)


def test_texts_of_others_are_text(intake_of: Callable[..., Intake]) -> None:
    """Mathematics, templates, markup and hidden characters are shown as they are written."""
    import shapely

    rows = [ROW | {"quantity_low": 3, "quantity_unit": HOSTILE.replace("\u0000", ""),
                   "latitude": 52.05 + k / 1000, "category": HOSTILE.replace("\u0000", "")}
            for k in range(2)]  # fmt: skip
    sightings = intake_of(rows).sightings
    regions = make_regions(
        [
            {
                "region_id": "r",
                "name": HOSTILE,
                "kind": "custom",
                "geometry": shapely.box(28, 51, 31, 53),
            }
        ]
    )
    data = bytes_of(sightings, "svg", title=HOSTILE, regions=regions)
    root = ElementTree.fromstring(data)
    texts = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    assert r"$\frac{1}{0}$ {{ 7*7 }} <script>&" in texts  # title, in lines
    assert "[U+202E]" in texts
    assert "[U+0000]" in texts
    assert "\u202e" not in data.decode("utf-8")
    assert bytes_of(sightings, "pdf", title=HOSTILE).startswith(b"%PDF")
    assert bytes_of(sightings, "png", title="x" * 3000).startswith(b"\x89PNG")


ODD = {
    "one": ([ROW], 1, {}),
    "no place": ([ROW | {"latitude": "", "longitude": ""}], 0, {"none": 1}),
    "country": ([ROW | {"coordinate_uncertainty_m": 300_000, "country": "BY"}], 0, {"country": 1}),
    "undated": ([ROW | {"date": ""}], 1, {}),
    "far": ([ROW | {"latitude": -33.9, "longitude": 151.2}], 1, {}),
    "pole": ([ROW, ROW | {"latitude": 89.99}], 1, {"beyond": 1}),
    "area": ([ROW | {"coordinate_uncertainty_m": 60_000}], 1, {}),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_records(name: str, intake_of: Callable[..., Intake]) -> None:
    """Nothing is lost, whatever there is to draw."""
    rows, shown, left = ODD[name]
    made = drawn(intake_of(rows).sightings)
    assert made.scene.shown == shown
    assert made.scene.not_drawn == left
    words = {
        "no place": "without a place",
        "country": "somewhere in Belarus",
        "undated": "without a date",
        "far": "base map ends",
        "pole": "beyond the edge",
    }
    assert words.get(name, "") in made.alt_text


def test_no_records(example_map: MapResult) -> None:
    """An empty map says that it is."""
    held = io.BytesIO()
    empty = example_map.page.sightings.iloc[:0]
    picture = draw_picture(empty, held, format="png", **COLUMN)
    assert (picture.path, picture.shown, picture.not_shown) == (None, 0, {})
    assert "No report is drawn." in picture.alt_text
    assert held.getvalue().startswith(b"\x89PNG")


def test_many_are_counted_in_cells(example_map: MapResult, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a number on a raster; what is too coarse for its cells is said."""
    monkeypatch.setattr(scene, "MOST_SYMBOLS", 20)
    held = io.BytesIO()
    picture = draw_picture(example_map.page.sightings, held, format="svg", size="square")
    assert picture.shown + sum(picture.not_shown.values()) == 150
    assert picture.not_shown["coarse"] > 0
    told = ElementTree.fromstring(held.getvalue())
    assert told.find(f".//{SVG}image") is not None
    texts = " ".join("".join(node.itertext()) for node in told.iter(f"{SVG}text"))
    side = re.search(r"Drawn as reports per cell of (\d+) × \1 km", picture.alt_text)
    assert side
    assert "known too coarsely for these cells" in picture.alt_text
    assert "counted:" in texts


def _is_text(artist: Any) -> bool:
    return hasattr(artist, "get_text")


def test_legend_holds_counts_from_certain_to_possible(drawing: Drawing, example_map: Any) -> None:
    """As kordon counts them, each report once per set."""
    page = example_map.page
    made = drawn(page.sightings, size="slide", regions=page.regions, memberships=page.memberships)
    texts = [text.get_text() for text in made.paper.figure.findobj(_is_text)]
    held = page.memberships[page.memberships["region_id"].str.startswith("BY-UA-")]
    certain = held.loc[held["certainty"] == "certain", "sighting"].nunique()
    assert f"{certain}–{held['sighting'].nunique()}" in texts
    assert "certainly–possibly" in texts


@pytest.mark.parametrize(
    ("output", "more", "words"),
    [
        ("map.jpg", {}, r"map\.jpg: a picture is named"),
        ("map", {}, "a name without an ending"),
        ("map.png", {"format": "svg"}, "the name says png"),
        ("map.png", {"size": "a0"}, "no size 'a0': choose one of slide"),
        ("map.png", {"theme": "pink"}, "no theme 'pink'"),
        ("map.png", {"language": "xx"}, "language 'xx'"),
        ("map.png", {"dpi": 5}, "5 dots per inch"),
        ("map.png", {"dpi": float("nan")}, "dots per inch"),
        ("map.png", {"bbox": (30, 50, 20, 55)}, "west before east"),
        ("map.png", {"bbox": (20, 50, float("inf"), 55)}, "west before east"),
        ("map.png", {"bbox": (20, 50, 30)}, "is not west, south"),
        ("map.png", {"bbox": ("west", 50, 30, 55)}, "is not west, south"),
        ("map.png", {"bbox": (20, 55, 30, 50)}, "south before north"),
        ("map.png", {"dpi": 0}, "0 dots per inch"),
        ("map.png", {"dpi": 10**9}, "dots per inch"),
        ("map.svg", {"letters": "runes"}, "no letters 'runes'"),
    ],
)
def test_bad_wishes(
    output: str, more: dict[str, Any], words: str, example_map: MapResult, tmp_path: Path
) -> None:
    """Said before anything is drawn, and nothing is written."""
    with pytest.raises(ArgumentError, match=words):
        draw_picture(example_map.page.sightings, tmp_path / output, **more)
    assert not list(tmp_path.iterdir())


def test_file_objects_need_a_format(example_map: MapResult) -> None:
    with pytest.raises(ArgumentError, match="format="):
        draw_picture(example_map.page.sightings, io.BytesIO())
    with pytest.raises(ArgumentError, match="no picture format 'gif'"):
        draw_picture(example_map.page.sightings, io.BytesIO(), format="gif")


def test_existing_output_stays(example_map: MapResult, tmp_path: Path) -> None:
    """Of several outputs none is written when one is there."""
    (tmp_path / "b.png").write_bytes(b"mine")
    with pytest.raises(OutputError, match="exists already"):
        draw_pictures(example_map.page.sightings, [tmp_path / "a.png", tmp_path / "b.png"])
    assert (tmp_path / "b.png").read_bytes() == b"mine"
    assert [p.name for p in tmp_path.iterdir()] == ["b.png"]


@pytest.mark.parametrize(
    ("family", "words"), [("No Such Font", "was not found"), ("cmr10", "lacks the letter")]
)
def test_fonts_must_have_cyrillic(
    family: str, words: str, example_map: MapResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing typeface, and one without Cyrillic (it comes with matplotlib), are clear errors."""
    monkeypatch.setattr(fonts, "FAMILY", family)
    caches = (fonts._face, fonts._letters, fonts._measured)
    for cache in caches:
        cache.cache_clear()
    try:
        with pytest.raises(PageError, match=words):
            draw_picture(example_map.page.sightings, io.BytesIO(), format="png")
    finally:
        for cache in caches:
            cache.cache_clear()


def test_every_size_and_theme(example_map: MapResult) -> None:
    """Each theme on some size, each size in some language: nothing runs off the sheet."""
    page = example_map.page
    pairs = zip(SHEETS, [*palette(), "light", "print"], languages(), strict=True)
    for size, theme, language in pairs:
        made = drawn(page.sightings, size=size, theme=theme, language=language,
                     regions=page.regions)  # fmt: skip
        for text in made.paper.figure.findobj(_is_text):
            if text.get_text().strip():
                x, y = text.get_position()
                wide = fonts.width_px(text.get_text(), text.get_fontsize() / made.paper.point)
                assert -1 <= x <= made.paper.width_px
                assert -1 <= y <= made.paper.height_px + 1
                assert text.get_rotation() or x + wide <= made.paper.width_px + 2, text
