"""How far sightings are: intervals that hold for every point of the disc, and how sure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import reference
from geo.errors import ArgumentError, InputError, RegionError
from geo.near import border_distance_m, border_jump_m
from geo.places import find_places
from layers.asking.near import near, parse_distance
from layers.asking.nearness import NEAR_COLUMNS, border_distances, nearest_places, within_reach
from layers.asking.selection import Selection, parse_day
from layers.readers import read
from layers.writing.export import export

WGS84 = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def sightings(example_intake: Any) -> Any:
    return example_intake.sightings


def frame(*rows: tuple[Any, float]) -> Any:
    """Sightings: geometry (or longitude and latitude) and uncertainty."""
    shapes = [shapely.Point(*g) if isinstance(g, tuple) else g for g, _ in rows]
    return geopandas.GeoDataFrame(
        {"id": [f"s{k}" for k in range(len(rows))],
         "coordinate_uncertainty_m": [r for _, r in rows]},
        geometry=shapes, crs=4326,
    )  # fmt: skip


def places(**named: Any) -> Any:
    return geopandas.GeoDataFrame({"name": list(named)}, geometry=list(named.values()), crs=4326)


def disc_of(lon: float, lat: float, radius: float) -> Any:
    """Points all over a disc, its edge and middle included."""
    turn, share = np.meshgrid(np.arange(0, 360, 10.0), np.linspace(0, 1, 6))
    count = turn.size
    x, y, _ = WGS84.fwd(
        np.full(count, lon), np.full(count, lat), turn.ravel(), share.ravel() * radius
    )
    return np.array(x), np.array(y)


def hub_lengths(x: Any, y: Any) -> Any:
    """Distances (points, hubs) by brute force."""
    hubs = reference.rail_hubs()
    lon, lat = hubs["longitude"].to_numpy(), hubs["latitude"].to_numpy()
    grid = [np.broadcast_to(v, (len(x), len(lon))) for v in (x[:, None], y[:, None], lon, lat)]
    return np.asarray(WGS84.inv(*(np.ascontiguousarray(v) for v in grid))[2])


class TestNearest:
    """The nearest hub: how far from .. to, and certain only where no other could be nearer."""

    def test_examples_beside_every_point_of_the_disc(self, sightings: Any) -> None:
        answer = nearest_places(sightings, find_places(["hubs"]))
        names = reference.rail_hubs()["name"].to_numpy()
        rows = answer.sightings
        assert rows["id"].tolist() == sightings["id"][sightings.geometry.notna()].tolist()
        for row in rows.itertuples():
            x, y = disc_of(row.geometry.x, row.geometry.y, row.coordinate_uncertainty_m)
            apart = hub_lengths(x, y)
            middle = hub_lengths(np.array([row.geometry.x]), np.array([row.geometry.y]))[0]
            assert row.near_to == names[middle.argmin()]
            assert row.distance_m == pytest.approx(middle.min(), abs=0.06)
            mine = apart[:, middle.argmin()]
            assert row.distance_low_m - 0.1 <= mine.min()
            assert mine.max() <= row.distance_high_m + 0.1
            if row.certainty == "certain":
                assert (apart.argmin(axis=1) == middle.argmin()).all()
        low = int((rows["certainty"] == "certain").sum())
        assert (answer.low, answer.high, answer.asked) == (low, len(rows), len(sightings))
        assert 0 < low < len(rows)

    def test_ranks(self, sightings: Any) -> None:
        answer = nearest_places(sightings, find_places(["hubs"]), 3)
        rows = answer.sightings
        assert rows["near_rank"].tolist() == [1, 2, 3] * answer.high
        assert (rows.groupby("id", sort=False)["distance_m"].diff().dropna() >= 0).all()
        one = nearest_places(sightings, find_places(["hubs"])).sightings
        first = rows[rows["near_rank"] == 1].reset_index(drop=True)
        assert first[list(NEAR_COLUMNS)].equals(one[list(NEAR_COLUMNS)])

    @pytest.mark.parametrize(
        ("uncertainty", "certainty"),
        [(0, "certain"), (3_000, "certain"), (3_600, "possible"), (np.nan, "possible")],
    )
    def test_certain_where_no_other_could_be_nearer(
        self, uncertainty: float, certainty: str
    ) -> None:
        """Places 10 and 17 km away: 3.5 km of uncertainty is the limit."""
        two = places(one=shapely.Point(30, 52.09), other=shapely.Point(30, 51.847))
        rows = nearest_places(frame(((30, 52), uncertainty)), two).sightings
        assert rows["certainty"].tolist() == [certainty]
        low, high = rows["distance_low_m"][0], rows["distance_high_m"][0]
        if np.isnan(uncertainty):
            assert np.isnan([low, high]).all()
        else:
            assert high - low == pytest.approx(2 * uncertainty, abs=0.2)

    def test_equally_far_is_not_certain(self) -> None:
        two = places(one=shapely.Point(29, 52), other=shapely.Point(31, 52))
        rows = nearest_places(frame(((30, 52), 0.0)), two, 2).sightings
        assert rows["near_to"].tolist() == ["one", "other"]
        assert rows["certainty"].tolist() == ["possible", "possible"]
        alone = nearest_places(frame(((30, 52), 9e6)), two.iloc[[0]], 5).sightings
        assert alone["certainty"].tolist() == ["certain"], "there is no other"

    def test_lines_and_areas(self) -> None:
        """A trench is as near as its nearest point, as far as its furthest; it is where it is."""
        line = shapely.LineString([(30, 52), (30, 52.1)])
        two = places(a=shapely.Point(30, 51.99), b=shapely.box(29.9, 52.3, 30.1, 52.4))
        rows = nearest_places(frame((line, np.nan), (line.buffer(0.01), 500.0)), two, 2).sightings
        assert rows["near_to"].tolist() == ["a", "b"] * 2
        assert rows["certainty"].tolist() == ["certain"] * 4
        near_m, far_m = (WGS84.inv(30, 51.99, 30, y)[2] for y in (52, 52.1))
        assert rows["distance_m"][0] == pytest.approx(near_m, abs=1)
        assert rows["distance_low_m"][0] == rows["distance_m"][0]
        assert far_m <= rows["distance_high_m"][0] <= far_m + 300
        assert rows["distance_low_m"][2] == 0

    def test_uncertainties_that_are_none(self) -> None:
        with pytest.raises(InputError, match="coordinate_uncertainty_m of -1"):
            nearest_places(frame(((30, 52), -1.0)), places(a=shapely.Point(30, 52)))


class TestBorder:
    """Signed distance: negative on the far side; certain where all of the disc is on one side."""

    def test_examples(self, sightings: Any) -> None:
        rows = border_distances(sightings, "BY-UA").sightings
        x, y = rows.geometry.x, rows.geometry.y
        assert rows["distance_m"].to_numpy() == pytest.approx(
            border_distance_m(x, y, "BY-UA"), abs=0.06
        )
        radius = rows["coordinate_uncertainty_m"]
        clear = (rows["distance_m"].abs() > radius).to_numpy()
        torn = (border_jump_m(x, y, "BY-UA") <= radius).to_numpy()
        assert ((rows["certainty"] == "certain") == (clear & ~torn)).all()
        assert (clear & torn).any(), "beside Russia the border is far, and the sign may turn"
        assert 0 < clear.sum() < len(rows)
        for row in rows[torn | (rows.index % 10 == 0)].itertuples():
            disc = disc_of(row.geometry.x, row.geometry.y, row.coordinate_uncertainty_m)
            apart = border_distance_m(*disc, "BY-UA")
            assert row.distance_low_m - 1 <= apart.min()
            assert apart.max() <= row.distance_high_m + 1
            if row.certainty == "certain":
                assert len(set(np.sign(apart))) == 1

    def test_the_other_side(self, sightings: Any) -> None:
        one = border_distances(sightings, "by-ua").sightings
        other = border_distances(sightings, "by-ua", "BY").sightings
        belarus = reference.countries().set_index("iso").geometry["BY"]
        inside = shapely.intersects_xy(belarus, one.geometry.x, one.geometry.y)
        assert (one["distance_m"][inside] == -other["distance_m"][inside]).all()
        assert set(one["near_to"]) == {"BY–UA border"}

    def test_lines_across_it(self) -> None:
        """A line across is 0 away, and on both sides; one beside it is on its side."""
        across = shapely.LineString([(29, 51), (29, 52)])
        beside = shapely.LineString([(29, 52), (29.5, 52)])
        rows = border_distances(frame((across, np.nan), (beside, np.nan)), "BY-UA").sightings
        assert rows["distance_m"][0] == 0
        assert rows["distance_low_m"][0] < 0 < rows["distance_high_m"][0]
        assert rows["distance_low_m"][1] > 0
        assert rows["certainty"].tolist() == ["possible", "certain"]


class TestWithin:
    """What lies within a distance: certain with all of the disc, possible with a part of it."""

    @given(st.floats(-0.4, 0.4), st.floats(-0.2, 0.2), st.floats(0, 40_000), st.floats(100, 60_000))
    @settings(max_examples=25)
    def test_beside_every_point_of_the_disc(
        self, east: float, north: float, radius: float, distance: float
    ) -> None:
        """Property: certain is never too much, and for a point and a region never too little."""
        three = {
            "point": shapely.Point(30, 52),
            "line": shapely.LineString([(29, 52.1), (31, 52)]),
            "area": shapely.box(29.7, 51.9, 30.3, 52.1),
        }
        one = frame(((30 + east, 52 + north), radius))
        x, y = disc_of(30 + east, 52 + north, radius)
        coarse = 0.15 * radius  # a point of the disc may be so far from those that are looked at
        for name, shape in three.items():
            answer = within_reach(one, places(**{name: shape}), distance)
            xy = shapely.get_coordinates(shapely.segmentize(shape, 0.002))
            apart = np.array([
                0.0 if shapely.intersects_xy(shape, *p) and name == "area" else
                WGS84.inv(np.full(len(xy), p[0]), np.full(len(xy), p[1]), *xy.T)[2].min()
                for p in zip(x, y, strict=True)
            ])  # fmt: skip
            said = answer.sightings["certainty"].tolist()
            if apart.max() > distance + 150:
                assert said != ["certain"]
            elif name == "point" and apart.max() < distance - 150 - coarse:
                assert said == ["certain"]
            if apart.min() > distance + 150 + coarse:
                assert said == []
            elif apart.min() < distance - 150:
                assert len(said) == 1

    def test_a_large_disc_deep_in_a_region(self) -> None:
        """All of it is within 1 km of the region, for all of it is inside."""
        area = places(area=shapely.box(28, 51, 32, 53))
        answer = within_reach(frame(((30, 52), 50_000.0), ((31.99, 52), 50_000.0)), area, 1_000)
        assert answer.sightings["certainty"].tolist() == ["certain", "possible"]
        assert answer.sightings["distance_high_m"][0] == 0
        assert answer.sightings["distance_m"].tolist() == [0, 0]
        vast = within_reach(frame(((30, 52), 3e6), ((-150, -52), 2.5e7)), area, 1_000)
        assert vast.sightings["certainty"].tolist() == ["possible", "possible"]

    def test_unknown_uncertainty_is_never_certain(self) -> None:
        """It is possible where its point is within, else it is not in the answer."""
        hub = places(hub=shapely.Point(30, 52))
        answer = within_reach(frame(((30, 52), np.nan), ((30, 53), np.nan)), hub, 1_000)
        assert answer.sightings["id"].tolist() == ["s0"]
        assert (answer.low, answer.high) == (0, 1)
        assumed = within_reach(frame(((30, 52), np.nan)), hub, 1_000, assume_uncertainty_m=500)
        assert (assumed.low, assumed.high) == (1, 1)

    def test_same_as_query_near(self, sightings: Any) -> None:
        """`kordon query --near` asks the same of a hub, by polygons: the same but for its edge."""
        from geo.resolve import find_near
        from layers.asking.query import query

        mine = within_reach(sightings, find_places(["Mazyr"]), 60_000)
        other = query(sightings, near=[find_near("Mazyr,60km")])
        assert mine.sightings["id"].tolist() == other.sightings["id"].tolist()
        assert (mine.low, mine.high) == (other.low, other.high)


class TestAnswers:
    """What all three have in common: selection, certain only, standing, export."""

    def test_a_period_leaves_doubt_too(self, sightings: Any) -> None:
        wanted = Selection(since=parse_day("2022-02"), until=parse_day("2022-02", end=True))
        rows = border_distances(sightings, "BY-UA", selection=wanted).sightings
        sure = rows["certainty"] == "certain"
        assert (rows["time_from"][sure] >= wanted.since).all()
        assert (rows["time_to"][sure] <= wanted.until).all()
        assert 0 < sure.sum() < len(rows)

    def test_certain_only(self, sightings: Any) -> None:
        both = border_distances(sightings, "BY-UA")
        only = border_distances(sightings, "BY-UA", certain_only=True)
        assert (only.low, only.high) == (both.low, both.low)
        assert f"{both.high - both.low} that are only possible left out, as asked" in only.notes

    def test_without_a_place(self, intake_of: Any) -> None:
        common = {"date": "2022-10-09", "category": "rail_echelon"}
        rows = [common | {"id": "a"}, common | {"id": "b", "lat": 52, "lon": 29},
                common | {"id": "c", "lat": 52, "lon": 29, "retracted": "true"}]  # fmt: skip
        answer = nearest_places(intake_of(rows).sightings, find_places(["hubs"]), 2)
        assert answer.sightings["id"].tolist() == ["b", "b", "c", "c"]
        assert answer.standing == ("", "", "retracted", "retracted")
        assert "1 without a place left out, because a distance was asked for" in answer.notes
        assert any("1 of 2 rows is retracted" in note for note in answer.notes)

    @pytest.mark.parametrize("format_", ["csv", "geojson", "parquet"])
    def test_an_answer_can_be_asked_again(
        self, format_: str, sightings: Any, tmp_path: Path
    ) -> None:
        answer = nearest_places(sightings, find_places(["hubs"]))
        path = tmp_path / f"a.{format_}"
        path.write_bytes(export(answer.sightings, format_))
        again = read(path).sightings
        assert not set(again.columns) - set(sightings.columns)
        assert again["id"].tolist() == answer.sightings["id"].tolist()


class TestWords:
    """From files and words: one question at a time, and what is not understood is said."""

    def test_distances(self) -> None:
        assert (parse_distance("10km"), parse_distance(" 500 M ")) == (10_000, 500)
        for text in ("10", "km", "-1km", "10 miles", "nan km"):
            with pytest.raises(ArgumentError, match="write 10km or 500m"):
                parse_distance(text)
        for text in ("0m", "2001km"):
            with pytest.raises(ArgumentError, match="at most 2,000 km"):
                parse_distance(text)

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ({"nearest": 1, "border": "BY-UA"}, "--nearest or --to beside --border: ask one"),
            (
                {"to": ["hubs"], "within": "1km", "of": ["Mazyr"]},
                "beside --within-distance and --of: ask",
            ),
            ({"within": "1km"}, "go together"),
            ({"of": ["Mazyr"]}, "go together"),
            ({"far": "UA"}, "name the border, too"),
            ({"nearest": 0}, "ask for 1 to 1,000"),
            ({"within": "1", "of": ["Mazyr"]}, "is not a distance"),
        ],
    )
    def test_half_questions_and_two(self, asked: Any, told: str) -> None:
        with pytest.raises(ArgumentError, match=told):
            near(["no such file.csv"], **asked)

    @pytest.mark.parametrize(
        "asked",
        [{"to": ["Kalinkavchy"]}, {"border": "BY-FR"}, {"within": "1km", "of": ["Nowhere"]}],
    )
    def test_names_are_looked_up_before_files(self, asked: Any) -> None:
        with pytest.raises(RegionError):
            near(["no such file.csv"], **asked)

    def test_files(self, examples_csv: Path, sightings: Any) -> None:
        answer = near([examples_csv], within="20km", of=["Mazyr", "52.5,29.5"])
        two = within_reach(sightings, find_places(["Mazyr", "52.5,29.5"]), 20_000)
        assert answer.sightings["id"].tolist() == two.sightings["id"].tolist()
        assert set(answer.sightings["near_to"]) <= {"Mazyr", "52.5,29.5"}
