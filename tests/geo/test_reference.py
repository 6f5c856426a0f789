"""The shipped geography: complete, consistent, and with borders where they are."""

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import reference
from geo.geodesy import area_m2, distance_m, length_m

DATA = Path(reference.__file__).parent / "data"

UKRAINIAN_TOWNS = {
    "Simferopol": (34.10, 44.95),
    "Sevastopol": (33.55, 44.58),
    "Yalta": (34.16, 44.50),
    "Kerch": (36.47, 45.36),
    "Dzhankoi": (34.39, 45.71),
    "Donetsk": (37.80, 48.02),
    "Horlivka": (38.05, 48.33),
    "Mariupol": (37.54, 47.10),
    "Novoazovsk": (38.08, 47.11),
    "Luhansk": (39.31, 48.57),
    "Sievierodonetsk": (38.49, 48.95),
    "Dovzhansk": (39.65, 48.08),
    "Melitopol": (35.37, 46.85),
    "Berdiansk": (36.80, 46.77),
    "Enerhodar": (34.66, 47.50),
    "Zaporizhzhia": (35.14, 47.84),
    "Kherson": (32.61, 46.64),
    "Henichesk": (34.80, 46.17),
}


@pytest.fixture(scope="module")
def countries():
    return reference.countries()


@pytest.mark.parametrize("town", UKRAINIAN_TOWNS)
def test_occupied_regions_are_ukraine(town):
    """Borders are drawn as internationally recognised."""
    assert reference.country_of(*UKRAINIAN_TOWNS[town]).tolist() == ["UA"]


@pytest.mark.parametrize(
    ("lon", "lat", "oblast"),
    [
        (34.10, 44.95, "Autonomous Republic of Crimea"),
        (33.55, 44.58, "Sevastopol"),
        (37.80, 48.02, "Donetsk Oblast"),
        (39.31, 48.57, "Luhansk Oblast"),
        (35.14, 47.84, "Zaporizhzhia Oblast"),
        (32.61, 46.64, "Kherson Oblast"),
        (31.29, 51.49, "Chernihiv Oblast"),
        (30.98, 52.43, "Homiel Region"),
        (23.82, 53.68, "Hrodna Region"),
        (30.34, 53.91, "Mahiliou Region"),
        (30.20, 55.19, "Viciebsk Region"),
        (27.56, 53.90, "Minsk"),
        (28.50, 54.23, "Minsk Region"),
        (36.59, 50.60, "Belgorod Oblast"),
        (20.50, 54.71, "Kaliningrad Oblast"),
    ],
)
def test_towns_lie_in_their_oblast(lon, lat, oblast):
    frame = reference.oblasts()
    hit = shapely.intersects_xy(frame.geometry.to_numpy(), lon, lat)
    assert frame["name"][hit].tolist() == [oblast]


def test_enclave_of_sankovo_medvezhye_is_russia():
    assert reference.country_of([31.5707, 31.50], [52.4755, 52.475]).tolist() == ["RU", "BY"]


def test_country_of_takes_scalars_arrays_nan_and_the_open():
    found = reference.country_of([[27.5, np.nan], [0.0, 30.5]], [[53.9, 53.9], [0.0, 50.45]])
    assert found.tolist() == [["BY", ""], ["", "UA"]]
    assert reference.country_of([], []).tolist() == []


def test_no_place_near_the_borders_is_in_the_wrong_country():
    """Every GeoNames place within 50 km of the three borders: Natural Earth puts ten wrong."""
    borders = reference.borders().set_index("pair").geometry
    lines = shapely.union_all([borders[pair] for pair in ("BY-RU", "BY-UA", "RU-UA")])
    places = reference.places()
    points = shapely.points(places["longitude"], places["latitude"])
    # Half a degree of latitude is more than 50 km, 0.9 of longitude too, up to 57 degrees north.
    places = places[shapely.distance(points, shapely.simplify(lines, 0.01)) < 1.0]
    apart = distance_m(places["longitude"], places["latitude"], lines)
    near = places[apart <= 50_000]
    assert len(near) >= 792
    assert set(near["country"]) >= {"BY", "RU", "UA"}
    found = reference.country_of(near["longitude"], near["latitude"])
    wrong = near[found != near["country"].to_numpy()]
    assert wrong["name"].tolist() == []


def test_no_place_at_all_is_in_the_wrong_country():
    places = reference.places()
    found = reference.country_of(places["longitude"], places["latitude"])
    assert places["name"][found != places["country"].to_numpy()].tolist() == []


def test_countries_are_a_coverage(countries):
    """No overlaps and no gaps: neighbours share their edges vertex for vertex."""
    shapes = countries.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    for one, other in combinations(shapes, 2):
        assert shapely.area(shapely.intersection(one, other)) == 0
    # No slivers left out between them: the only hole in the whole is none.
    whole = shapely.coverage_union_all(shapes)
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    assert all(area_m2(shapely.Polygon(ring)) > 1e9 for ring in holes)


@pytest.mark.parametrize("iso", ["BY", "RU", "UA"])
def test_oblasts_fill_their_country_exactly(countries, iso):
    units = reference.oblasts()
    units = units[units["iso"] == iso]
    shapes = units.geometry.to_numpy()
    country = countries.set_index("iso").geometry[iso]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.symmetric_difference(shapely.coverage_union_all(shapes), country).area == 0
    assert units["name"].is_unique
    assert (units["name_local"].str.len() > 0).all()


def test_oblasts_have_the_expected_number():
    assert reference.oblasts()["iso"].value_counts()[["BY", "UA"]].to_dict() == {"BY": 7, "UA": 27}


def test_border_lengths_are_of_the_known_size():
    """Meanders make them longer than official lengths, so only the size is pinned."""
    borders = reference.borders().set_index("pair")
    assert borders["length_m"]["BY-UA"] == pytest.approx(1_124_000, rel=0.01)
    assert borders["length_m"]["RU-UA"] == pytest.approx(2_040_000, rel=0.03)
    assert borders["length_m"]["BY-RU"] == pytest.approx(1_349_000, rel=0.01)
    assert borders["length_m"]["BY-PL"] == pytest.approx(420_000, rel=0.02)
    for line, stated in zip(borders.geometry, borders["length_m"], strict=True):
        assert length_m(line) == pytest.approx(stated, abs=0.1)
        assert line.geom_type == "MultiLineString"


def test_borders_lie_on_both_countries(countries):
    shapes = countries.set_index("iso").geometry
    for pair, line in reference.borders().set_index("pair").geometry.items():
        one, other = pair.split("-")
        assert one < other
        for iso in (one, other):
            middles = shapely.line_interpolate_point(
                shapely.get_parts(line)[0], [0.1, 0.5, 0.9], normalized=True
            )
            assert (shapely.distance(shapes[iso], middles) < 1e-6).all()


def test_land_border_of_russia_and_ukraine_ends_at_the_azov_coast():
    line = reference.borders().set_index("pair").geometry["RU-UA"]
    west, south, east, _ = line.bounds
    assert 47.0 < south < 47.2
    assert west == pytest.approx(31.78, abs=0.01)
    assert east == pytest.approx(40.23, abs=0.01)


def test_loaders_give_copies():
    first = reference.places()
    first["name"] = "changed"
    assert "changed" not in set(reference.places()["name"])


@pytest.mark.parametrize(
    ("loader", "columns"),
    [
        (
            "airfields",
            [
                "ident",
                "name",
                "names",
                "code",
                "type",
                "country",
                "municipality",
                "longitude",
                "latitude",
            ],
        ),
        ("borders", ["pair", "length_m", "geometry"]),
        (
            "countries",
            ["iso", "name", "name_be", "name_ru", "name_uk", "name_de", "name_fr", "geometry"],
        ),
        ("lakes", ["name", "geometry"]),
        ("land", ["geometry"]),
        ("oblasts", ["iso", "name", "name_local", "geometry"]),
        (
            "places",
            [
                "geonameid",
                "name",
                "names",
                "country",
                "admin1",
                "longitude",
                "latitude",
                "population",
                "is_capital",
            ],
        ),
        (
            "rail_hubs",
            [
                "name",
                "country",
                "geonameid",
                "longitude",
                "latitude",
                "population",
                "radius_m",
                "name_local",
                "aliases",
            ],
        ),
        ("rail_lines", ["from", "to"]),
        ("rivers", ["name", "geometry"]),
    ],
)
def test_every_frame_has_its_columns_rows_and_crs(loader, columns):
    frame = getattr(reference, loader)()
    assert list(frame.columns) == columns
    assert len(frame) > 0
    assert frame.notna().all(axis=None)
    if "geometry" in columns:
        assert frame.crs.to_epsg() == 4326
        assert frame.is_valid.all()
        west, south, east, north = frame.total_bounds
        assert west >= 20
        assert south >= 43.5
        assert east <= 44
        assert north <= 60


def test_capitals_and_other_names_are_there():
    places = reference.places()
    capitals = set(places["name"][places["is_capital"]])
    assert {"Minsk", "Kyiv", "Moscow", "Warsaw", "Vilnius", "Riga"} <= capitals
    assert places["geonameid"].is_unique
    home = places[places["country"].isin(["BY", "UA"])]
    cyrillic = home["names"].str.contains("[а-яіїёў]", regex=True)
    assert cyrillic.mean() > 0.95


def test_pribytki_stands_for_ziabrauka():
    airfields = reference.airfields()
    row = airfields[airfields["name"].str.contains("Pribytki")].iloc[0]
    assert "Ziabrauka" in row["names"].split("|")
    assert (row["longitude"], row["latitude"]) == pytest.approx((31.163, 52.305), abs=0.01)


def test_rivers_and_lakes_of_the_border_are_named():
    assert {"Dnipro", "Prypiat", "Desna", "Sozh", "Bug"} <= set(reference.rivers()["name"])
    assert "Kyiv Reservoir" in set(reference.lakes()["name"])


def test_rail_lines_join_hubs_and_no_hub_is_left_out():
    hubs, lines = reference.rail_hubs(), reference.rail_lines()
    joined = set(lines["from"]) | set(lines["to"])
    assert joined == set(hubs["name"])
    assert hubs["name"].is_unique
    pairs = [frozenset(pair) for pair in zip(lines["from"], lines["to"], strict=True)]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)


def test_rail_lines_join_only_neighbouring_towns():
    """A misplaced hub or a mistyped line shows as a line across the whole map."""
    hubs = reference.rail_hubs().set_index("name")
    for one, other in reference.rail_lines().itertuples(index=False):
        a, b = hubs.loc[one], hubs.loc[other]
        line = shapely.LineString([(a.longitude, a.latitude), (b.longitude, b.latitude)])
        assert length_m(line) < 260_000, (one, other)


def test_hubs_lie_in_their_country():
    hubs = reference.rail_hubs()
    found = reference.country_of(hubs["longitude"], hubs["latitude"])
    assert hubs["name"][found != hubs["country"].to_numpy()].tolist() == []


def test_every_data_file_has_a_source_and_a_licence():
    """sources.json and LICENSE-DATA.md name each shipped file."""
    files = {path.name for path in DATA.iterdir()} - {"sources.json"}
    sources = reference.sources()
    named = {name for source in sources for name in source["files"]}
    assert files - named == {"oblast_names.json", "rail_lines.csv"}  # written by hand
    assert named - files == set()
    for source in sources:
        assert all(source[key] for key in ("package", "version", "data_licence", "credit"))
    text = (DATA.parents[2] / "LICENSE-DATA.md").read_text("utf-8")
    assert [name for name in files if f"`{name}`" not in text] == []
    for source in sources:
        assert f"`{source['package']}` {source['version']}" in text


def test_data_folder_stays_a_few_megabytes():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 5_000_000


def test_importing_loads_nothing_heavy():
    code = (
        "import sys, json, geo.reference;"
        "print(json.dumps([m for m in ('geopandas', 'pandas', 'shapely', 'pyarrow', 'numpy')"
        " if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == []
