"""Query: one row a sighting, how sure it is of when and where, and nothing lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pyproj
import pytest
import shapely

from geo.errors import InputError
from geo.regions import make_regions
from geo.resolve import find_near, find_within
from layers.asking.ask import ask
from layers.asking.query import ANSWER_COLUMNS, query
from layers.asking.selection import Selection, parse_day
from layers.readers import read
from layers.writing.export import export


@pytest.fixture(scope="module")
def sightings(example_intake: Any) -> Any:
    return example_intake.sightings


def test_within_equals_independent_calculation(sightings: Any) -> None:
    """Circles of 720 corners made here, joined by geopandas: the same sightings, as sure."""
    zone = find_within("BY-UA-25km-BY")
    geod = pyproj.Geod(ellps="WGS84")
    discs = []
    for point, radius in zip(
        sightings.geometry, sightings["coordinate_uncertainty_m"], strict=True
    ):
        x, y, _ = geod.fwd([point.x] * 720, [point.y] * 720, [k / 2 for k in range(720)],
                           [radius] * 720)  # fmt: skip
        discs.append(shapely.Polygon(zip(x, y, strict=True)))
    frame = geopandas.GeoDataFrame(sightings[["id"]], geometry=discs, crs=4326)
    reach = set(geopandas.sjoin(frame, zone, predicate="intersects")["id"])
    inside = set(geopandas.sjoin(frame, zone, predicate="within")["id"])
    answer = query(sightings, within=[zone])
    assert set(answer.sightings["id"]) == reach
    sure = answer.sightings["certainty"] == "certain"
    assert set(answer.sightings["id"][sure]) == inside
    assert (answer.low, answer.high) == (len(inside), len(reach))


def test_one_row_per_sighting_however_many_regions(sightings: Any) -> None:
    zones = [find_within(f"BY-UA-{d}km-BY") for d in (10, 25, 50, 100)]
    answer = query(sightings, within=zones)
    assert answer.sightings["id"].is_unique
    assert answer.sightings["regions"].str.count("within").max() == 4
    alone = query(sightings, within=zones[-1:])
    assert set(answer.sightings["id"]) == set(alone.sightings["id"])


def test_within_and_near_must_both_hold(sightings: Any) -> None:
    """Both conditions, and certain only where both are."""
    zone, hub = find_within("Homiel Region"), find_near("Mazyr,60km")
    both = query(sightings, within=[zone], near=[hub])
    one, other = query(sightings, within=[zone]), query(sightings, near=[hub])
    ids = set(one.sightings["id"]) & set(other.sightings["id"])
    assert set(both.sightings["id"]) == ids

    def certain(answer: Any) -> set[str]:
        frame = answer.sightings
        return set(frame["id"][frame["certainty"] == "certain"])

    assert certain(both) == certain(one) & certain(other)
    only = query(sightings, within=[zone], near=[hub], certain_only=True)
    assert set(only.sightings["id"]) == certain(both)
    assert (only.low, only.high) == (both.low, both.low)
    assert f"{both.high - both.low} that are only possibly inside left out, as asked" in only.notes


def test_a_period_and_a_box_leave_doubt_too(sightings: Any) -> None:
    """A week that reaches over the end of the period, a circle over the edge of the box."""
    wanted = Selection(since=parse_day("2022-02"), until=parse_day("2022-02", end=True))
    answer = query(sightings, selection=wanted)
    sure = answer.sightings["certainty"] == "certain"
    assert 0 < answer.low < answer.high
    assert (answer.sightings["time_from"][sure] >= wanted.since).all()
    assert (answer.sightings["time_to"][sure] <= wanted.until).all()
    box = query(sightings, selection=Selection(bbox=(28, 51, 31, 53)))
    assert 0 < box.low < box.high
    nothing = query(sightings)
    assert (nothing.low, nothing.high) == (150, 150)
    assert set(nothing.sightings["certainty"]) == {""}


def boxes(*edges: tuple[float, float]) -> Any:
    """Regions side by side, from longitude to longitude."""
    return make_regions(
        [{"region_id": f"r{k}", "name": f"r{k}", "geometry": shapely.box(west, 51, east, 53)}
         for k, (west, east) in enumerate(edges)]
    )  # fmt: skip


@pytest.mark.parametrize("apart", [False, True], ids=["one file", "several --within"])
def test_in_any_of_them_is_in_all_of_them_together(apart: bool, intake_of: Any) -> None:
    """A disc across the line between two regions is certainly in one of the two."""
    common = {"lat": 52, "date": "2022-10-09", "category": "rail_echelon"}
    frame = intake_of(
        [common | {"id": "across", "lon": 30, "coordinate_uncertainty_m": 5000},
         common | {"id": "inside", "lon": 29.5, "coordinate_uncertainty_m": 5000},
         common | {"id": "edge", "lon": 31, "coordinate_uncertainty_m": 5000},
         common | {"id": "all", "lon": 30, "coordinate_uncertainty_m": 80_000},
         common | {"id": "nobody knows", "lon": 30, "coordinate_uncertainty_m": ""}]
    ).sightings  # fmt: skip
    both = boxes((29, 30), (30, 31))
    within = [both.iloc[[0]], both.iloc[[1]]] if apart else [both]
    answer = query(frame, within=within)
    found = answer.sightings.set_index("id")
    assert found["certainty"].to_dict() == {
        "across": "certain", "inside": "certain", "edge": "possible", "all": "possible",
        "nobody knows": "possible",
    }  # fmt: skip
    assert found["share"]["across"] == 1
    assert found["share"]["edge"] == pytest.approx(0.5, abs=0.02)
    alone = query(frame, within=[boxes((29, 31))]).sightings.set_index("id")
    assert found["share"]["all"] == pytest.approx(alone["share"]["all"], abs=1e-6)
    assert found["regions"]["across"] == "r0 (possible); r1 (possible)"
    assert (answer.low, answer.high) == (2, 5)


def test_a_gap_between_regions_stays_a_doubt(intake_of: Any) -> None:
    row = {"id": "a", "lat": 52, "lon": 30, "coordinate_uncertainty_m": 5000,
           "date": "2022-10-09", "category": "rail_echelon"}  # fmt: skip
    answer = query(intake_of([row]).sightings, within=[boxes((29, 29.999), (30.001, 31))])
    assert (answer.low, answer.high) == (0, 1)
    assert 0.9 < answer.sightings["share"][0] < 1


def test_no_sighting_fits(sightings: Any) -> None:
    far = make_regions([{"region_id": "far", "geometry": shapely.box(-60, -50, -59, -49)}])
    answer = query(sightings, within=[far], near=[find_near("Mazyr,1km")])
    assert (answer.low, answer.high, len(answer.sightings)) == (0, 0, 0)
    assert set(ANSWER_COLUMNS) <= set(answer.sightings.columns)


def test_distance_to_the_hub(sightings: Any) -> None:
    """From the sighting to the hub's reference point, geodesic, to 0.1 m."""
    hub = find_near("Mazyr,60km")
    frame = query(sightings, near=[hub]).sightings
    x, y = hub["longitude"][0], hub["latitude"][0]
    geod = pyproj.Geod(ellps="WGS84")
    for point, distance in zip(frame.geometry, frame["distance_m"], strict=True):
        assert distance == pytest.approx(geod.inv(point.x, point.y, x, y)[2], abs=0.06)


def test_a_files_own_columns_are_kept(intake_of: Any) -> None:
    """Columns that are called like the answer's keep their values under another name."""
    row = {"lat": 52, "lon": 29, "date": "2022-10-09", "category": "rail_echelon"}
    frame = intake_of([row | {"distance_m": "7", "regions": "mine"}]).sightings
    answer = query(frame, within=[find_within("BY")]).sightings
    assert answer["distance_m (2)"].tolist() == ["7"]
    assert answer["regions (2)"].tolist() == ["mine"]
    assert answer["regions"].tolist() == ["Belarus (possible)"]


@pytest.mark.parametrize(("format_", "name"), [("csv", "a.csv"), ("geojson", "a.geojson"),
                                               ("parquet", "a.parquet")])  # fmt: skip
def test_an_answer_can_be_asked_again(
    format_: str, name: str, sightings: Any, examples_csv: Path, tmp_path: Path
) -> None:
    """An exported answer is read as the records alone, and beside the original as duplicates."""
    answer = query(sightings, within=[find_within("BY-UA-25km-BY")])
    path = tmp_path / name
    path.write_bytes(export(answer.sightings, format_))
    again = read(path)
    assert not set(again.sightings.columns) - set(sightings.columns)
    assert again.sightings["id"].tolist() == answer.sightings["id"].tolist()
    both = read([examples_csv, path])
    assert (both.accepted, both.duplicates, both.set_aside) == (150, answer.high, 0)


def test_rows_that_could_not_be_used_are_told(tmp_path: Path) -> None:
    """The answer says that rows were set aside; with none usable it is an error."""
    path = tmp_path / "a.csv"
    good = "a,2022-10-09,52.1,29.3,rail_echelon\n"
    path.write_text("id,date,lat,lon,category\n" + good + "b,,,,rail_echelon\n")
    assert "1 of 2 rows could not be used: `kordon check` says why" in ask([path]).notes
    path.write_text("id,date,lat,lon,category\nb,,,,rail_echelon\n")
    with pytest.raises(InputError, match=r"the only row .*kordon check a\.csv"):
        ask([path])
