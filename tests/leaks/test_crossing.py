"""The longitude of one record that is shown and the latitude of another are no place of a third.

Very many withheld places fit some of them by chance. Here they fit all: every pair that two
different records make is withheld. In no format is it an alarm; one such place that is there is.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import random
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from leak_gate import BRIEFINGS, TABLES, briefings_of, stills_of, tables_of

from layers.writing.export import export
from maps.leaks import Leak, Secrets, find_leaks
from maps.page import Page
from maps.publication.withheld import view_told
from maps.words import languages

#: Documents take long to make: one in each language, in `make fuzz` all.
ALL = int(os.environ.get("KORDON_LEAK_SETS", "1")) > 1
PLACE = (29.24563, 52.04957)


#: Bounds of all that is shown, and of each table, are those of one record.
SOUTH_WEST, NORTH_EAST = ("23.5", "52.5"), ("39.5", "56.5")
CORNERS = [
    {"id": f"{layer}-{lat}", "layer": layer, "date": "2022-11-03", "unit": "A unit",
     "lat": lat, "lon": lon,
     "target_latitude": lat, "target_longitude": lon}
    for layer in ("deployment", "shelling", "fortification")
    for lon, lat in (SOUTH_WEST, NORTH_EAST)
] + [{"id": "line", "layer": "fortification", "date": "2022-11-03", "unit": "A unit",
      "geometry": f"LINESTRING ({' '.join(SOUTH_WEST)}, {' '.join(NORTH_EAST)})"}]  # fmt: skip


def rows_of(count: int, seed: int) -> list[dict[str, str]]:
    """Records that say all there is to say of places, and more numbers besides."""
    rng = random.Random(seed)
    x, y = (lambda: f"{rng.uniform(24, 39):.5f}"), (lambda: f"{rng.uniform(53, 56):.5f}")
    rows = []
    for k in range(count):
        row = {
            "id": f"R-{k}", "layer": ("deployment", "shelling", "fortification")[k % 3],
            "date": f"2022-11-{1 + k % 28:02}T{k % 24:02}:15Z", "lat": y(), "lon": x(),
            "coordinate_uncertainty_m": str(rng.choice([50, 500, 2_000, 150_000])),
            "quantity": str(rng.randint(1, 900_000)), "place": f"Hamlet {k}",
            "source_url": f"https://t.example/channel{k}/{rng.randint(10**5, 10**8)}",
            "source_title": f"Post {rng.randint(10**5, 10**8)}",
            "description": f"{rng.uniform(1, 60):.2f} km from post {rng.randint(10**5, 10**8)}",
        }  # fmt: skip
        if k % 3 == 1:
            row |= {"target_latitude": y(), "target_longitude": x()}
        if k % 6 == 2:
            line = ", ".join(f"{x()} {y()}" for _ in range(3))
            row |= {"lat": "", "lon": "", "geometry": f"LINESTRING ({line})"}
        rows.append(row)
    return rows + CORNERS


@pytest.fixture(scope="module")
def shown(intake_of: Callable[..., Any]) -> geopandas.GeoDataFrame:
    sightings = intake_of(rows_of(48, 1)).sightings
    return sightings.drop(columns=["input_file", "input_row", "input_notes"])


def places_of(frame: geopandas.GeoDataFrame) -> list[np.ndarray]:
    """All places of each record."""
    found = []
    for shape, *target in zip(
        frame.geometry, frame["target_longitude"], frame["target_latitude"], strict=True
    ):
        both = np.array([target], float)
        own = shapely.get_coordinates(shape)
        found.append(np.concatenate([own, both[np.isfinite(both).all(axis=1)]]))
    return found


def secrets_of(frame: geopandas.GeoDataFrame, *more: tuple[float, float]) -> Secrets:
    """Withheld is every place made of two of those that are shown, and what is said besides."""
    places = places_of(frame)
    crossed = [
        (x, y)
        for (k, one), (m, other) in itertools.product(enumerate(places), repeat=2)
        for x in one[:, 0]
        for y in other[:, 1]
        if (k != m or len(one) > 1) and not {x, y} <= {23.5, 52.5, 39.5, 56.5}
    ]
    own = np.concatenate(places)
    texts = {str(v) for name in frame for v in frame[name].dropna() if isinstance(v, str)}
    return Secrets(
        positions=[*crossed, *more], allowed=own, allowed_texts=texts, said={view_told(frame)}
    )


def positions(data: bytes, secrets: Secrets) -> list[Leak]:
    return [leak for leak in find_leaks(data, secrets, name="x") if leak.kind == "position"]


@pytest.mark.parametrize("name", TABLES)
def test_numbers_of_two_records_are_no_place(name: str, shown: geopandas.GeoDataFrame) -> None:
    assert len(secrets_of(shown).withheld_lonlat) > 3_000
    assert positions(tables_of(shown, name), secrets_of(shown)) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_place_of_one_record_is_found_among_them(
    name: str, shown: geopandas.GeoDataFrame
) -> None:
    """Also a target, and where one half of it is that of another record."""
    lon, lat = (shown[f"target_{axis}"].dropna().iloc[0] for axis in ("longitude", "latitude"))
    for fields, place in (
        (("longitude", "latitude"), PLACE), (("longitude", "latitude"), (PLACE[0], lat)),
        (("target_longitude", "target_latitude"), (lon, PLACE[1])),
    ):  # fmt: skip
        row = shown.index[shown["target_latitude"].notna()][1]
        leaky = shown.copy()
        leaky.loc[row, list(fields)] = place
        if fields[0] == "longitude":
            leaky.loc[[row], "geometry"] = geopandas.GeoSeries([shapely.Point(place)], [row], 4326)
        assert positions(tables_of(leaky, name), secrets_of(shown, place)), (fields, place)


@pytest.mark.parametrize("language", languages())
def test_no_false_alarm_in_any_language(
    language: str, shown: geopandas.GeoDataFrame, tmp_path: Path
) -> None:
    """What draws and tells of the records in its own words."""
    secrets = secrets_of(shown)
    files = {"page": Page(shown, language=language).html().encode()}
    turn = languages().index(language)
    briefings = BRIEFINGS if ALL else BRIEFINGS[turn : turn + 1]
    if briefings:
        files |= briefings_of(shown, tmp_path, names=briefings, language=language)
    if ALL or not briefings:
        drawn = stills_of(shown, tmp_path, language=language)
        files |= {f"still {name}": data for name, data in drawn.items()}
    for name, data in files.items():
        assert find_leaks(data, secrets, name=name) == [], name


def point(order: str = "<") -> bytes:
    """The place as GeoPackage has it."""
    return b"GP\0\x01\xe6\x10\0\0\x01\x01\0\0\0" + struct.pack(f"{order}2d", *PLACE)


def nodes_of(database: sqlite3.Connection) -> tuple[str, bytearray]:
    """The table of nodes of the deployments' tree, and its first one."""
    table = "rtree_deployment_geom_node"
    (data,) = database.execute(f"SELECT data FROM {table} WHERE nodeno = 1").fetchone()
    return table, bytearray(data)


def in_node(database: sqlite3.Connection) -> None:
    """The box of a leaf is another one."""
    table, data = nodes_of(database)
    lon, lat = PLACE
    data[12:28] = struct.pack(">4f", lon, lon, lat, lat)
    database.execute(f"UPDATE {table} SET data = ? WHERE nodeno = 1", (bytes(data),))


def behind_node(database: sqlite3.Connection) -> None:
    """In the part of a node that no box needs."""
    table, data = nodes_of(database)
    assert not any(data[-9:])
    data[-8:] = struct.pack(">2f", *PLACE)
    database.execute(f"UPDATE {table} SET data = ? WHERE nodeno = 1", (bytes(data),))


def as_shape(blob: bytes) -> Callable[[sqlite3.Connection], None]:
    """Instead of the first shape."""

    def change(database: sqlite3.Connection) -> None:
        database.execute("UPDATE deployment SET geom = ? WHERE fid = 1", (blob,))

    return change


BOUNDED = b"GP\0\x03\xe6\x10\0\0" + struct.pack("<4d", PLACE[0], 30.5, PLACE[1], 55.5)
HIDDEN: dict[str, Callable[[sqlite3.Connection], None]] = {
    "box of a leaf": in_node,
    "rest of a node": behind_node,
    "place of a point": as_shape(point()),
    "behind a point": as_shape(point().replace(point()[-16:], bytes(16)) + point()[-16:]),
    "the other way round": as_shape(point(">")),
    "bounds of a point": as_shape(BOUNDED + shapely.to_wkb(shapely.Point(30.5, 55.5))),
    "bounds of a line": as_shape(
        BOUNDED + shapely.to_wkb(shapely.LineString([(30.5, 55.5), (30.6, 55.6)]))
    ),
    "end of a line": as_shape(
        b"GP\0\x01\xe6\x10\0\0" + shapely.to_wkb(shapely.LineString([(30.5, 55.5), PLACE]))
    ),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_a_place_in_the_bytes_of_shapes_is_found(
    way: str, shown: geopandas.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(export(shown, "gpkg"))
    database = sqlite3.connect(path)
    listed = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in database.execute(listed).fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    HIDDEN[way](database)
    database.commit()
    database.close()
    assert positions(path.read_bytes(), secrets_of(shown, PLACE))


@pytest.mark.parametrize("blob", [point()[8:], point()[8:] + b"x", point()], ids=len)
def test_a_shape_in_a_column_of_bytes_is_found(blob: bytes) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"shape": [shapely.to_wkb(shapely.Point(30, 55)), blob]}), out)
    assert positions(out.getvalue(), Secrets(positions=[PLACE]))
    assert positions(out.getvalue(), Secrets(positions=[(PLACE[0] + 0.02, PLACE[1])])) == []


FAR = "x " * 200
RECORDS = [{"lat": 53.1}, {"lat": 54.2, "note": FAR, "lon": 30.1},
           {"lat": PLACE[1], "note": FAR, "lon": PLACE[0]}]  # fmt: skip


def placemark(record: dict[str, Any]) -> str:
    """A record as KML has it."""
    named = (f'<Data name="{name}"><value>{one}</value></Data>' for name, one in record.items())
    return f"<Placemark>{''.join(named)}</Placemark>"


TEXTS = {
    "records": json.dumps(RECORDS),
    "lines": "\n".join(map(json.dumps, RECORDS)),
    "records within": json.dumps({"found": {"all": RECORDS}, "n": 3}),
    "lists": json.dumps({"lat": [53.1, PLACE[1]], "note": FAR, "lon": [30.1, PLACE[0]]}),
    "features": json.dumps(
        {"type": "FeatureCollection", "features": [{"properties": one} for one in RECORDS]}
    ),
    "placemarks": f"<kml>{''.join(map(placemark, RECORDS))}</kml>",
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_far_apart_in_a_text_but_of_one_record(name: str) -> None:
    """Whatever records before it leave out; numbers of two records are no place."""
    data = TEXTS[name].encode()
    assert positions(data, Secrets(positions=[PLACE]))
    assert positions(data, Secrets(positions=[(PLACE[0], 53.1)])) == []


@pytest.mark.parametrize("name", ["csv", "geojson", "jsonl", "kml"])
def test_halves_in_shown_texts_are_a_place_of_one_record_only(
    name: str, intake_of: Callable[..., Any]
) -> None:
    base = {"layer": "deployment", "unit": "A unit", "lat": "54.5", "lon": "31.5"}
    north, east = f"{PLACE[1]} north", f"{PLACE[0]} east"
    of_one = [base | {"date": "2022-10-09", "source_title": north, "description": east}]
    of_two = [base | {"date": "2022-10-09", "description": north},
              base | {"date": "2022-10-10", "description": east}]  # fmt: skip
    secrets = Secrets(positions=[PLACE], allowed=[(31.5, 54.5)], allowed_texts=[north, east])
    found = [
        bool(positions(export(intake_of(rows).sightings, name), secrets))
        for rows in (of_one, of_two)
    ]
    assert found == [True, False]
