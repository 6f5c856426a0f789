"""Numbers of the base map and pairs of places that are shown are no alarm; what is put there is."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import page_unpack
import pytest
import shapely

from layers.frames import empty_sightings
from maps.build import MapResult
from maps.firstview import first_view
from maps.leaks import Leak, Secrets, find_leaks
from maps.page import Page
from maps.publication.withheld import view_told
from maps.words import languages

PLACE = (29.24563, 52.04957)
HEAD = 'id="kordon-head">'


def many() -> np.ndarray:
    """So many withheld places that two decimals fit one of them by chance."""
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.uniform(24, 39, 50_000), rng.uniform(49, 56, 50_000)])
    return np.concatenate([places, [PLACE]])


def positions(leaks: list[Leak]) -> list[Leak]:
    return [leak for leak in leaks if leak.kind == "position"]


def labels_of(head: dict[str, Any]) -> list[tuple[float, float]]:
    """Where the base map has its names."""
    base = head["base"]
    named = [tuple(one[1:3]) for what in ("oblasts", "lakes", "seas") for one in base[what]]
    return [*named, *(tuple(at) for one in base["countries"] for at in one["at"] or ())]


def with_head(page: str, old: str, new: str) -> bytes:
    """A page in whose head something was exchanged."""
    start = page.index(HEAD) + len(HEAD)
    end = page.index("<", start)
    head = zlib.decompress(base64.b64decode(page[start:end])).decode("utf-8")
    assert head.count(old) == 1
    packed = base64.b64encode(zlib.compress(head.replace(old, new).encode())).decode()
    return (page[:start] + packed + page[end:]).encode()


@pytest.mark.parametrize("language", languages())
def test_names_on_the_base_map_raise_no_alarm(language: str) -> None:
    """Their places are on every map, whatever was withheld just there."""
    page = Page(empty_sightings(), language=language).html()
    labels = labels_of(page_unpack.head_of(page))
    assert len(labels) > 80
    secrets = Secrets(positions=np.concatenate([many(), labels]))
    assert positions(find_leaks(page.encode(), secrets, name="x.html")) == []


@pytest.mark.parametrize("digits", [5, 2])
@pytest.mark.parametrize("way", ["in it", "instead", "before it", "behind it", "apart"])
def test_a_place_put_into_the_head_is_found(way: str, digits: int) -> None:
    page = Page(empty_sightings()).html()
    lon, lat = (f"{value:.{digits}f}" for value in PLACE)
    base = json.dumps(page_unpack.head_of(page)["base"], ensure_ascii=False, separators=(",", ":"))
    label = json.dumps(page_unpack.head_of(page)["base"]["oblasts"][0], separators=(",", ":"))
    label = label.partition(",")[2].rpartition(",")[0]
    old, new = {
        "in it": ('"seas":[', f'"seas":[["",{lon},{lat},4],'),
        "instead": (f",{label},", f",{lon},{lat},"),
        "before it": (f'"base":{base}', f'"at":[{lon},{lat}],"base":{base}'),
        "behind it": (f'"base":{base}', f'"base":{base},"at":[{lon},{lat}]'),
        "apart": ('"view":[', f'"lat":{lat},"n":3.5,"r":0.25,"lon":{lon},"view":['),
    }[way]
    data = with_head(page, old, new)
    assert positions(find_leaks(data, Secrets(positions=many()), name="x.html"))
    elsewhere = Secrets(positions=[(PLACE[0] + 0.02, PLACE[1])])
    assert digits == 2 or positions(find_leaks(data, elsewhere, name="x.html")) == []


@pytest.mark.parametrize("between", ["0.25 0.75 ", "of a radius of 2.5 km, ", "\n"])
def test_two_coarse_numbers_that_stand_apart_are_found(between: str) -> None:
    """However many places are withheld."""
    text = f"seen at 52.05 {between}29.25"
    assert positions(find_leaks(text.encode(), Secrets(positions=many()), name="x.txt"))


def test_numbers_of_two_places_that_are_shown_are_no_alarm() -> None:
    """The longitude of one and the latitude of the next, though something is there, too."""
    secrets = {"positions": [(29.25, 53.22)], "allowed": [(29.25, 52.05), (30.11, 53.22)]}
    for text in ("[[29.25, 52.05], [30.11, 53.22]]", "52.05,29.25,a\n53.22,30.11,b\n"):
        assert find_leaks(text.encode(), Secrets(**secrets), name="x.txt") == []
    for text in ("29.25, 0.5, 53.22", "53.22, near 2.5, 3.5, 29.25", "[29.25, 2.5], [30.5, 53.22]"):
        assert find_leaks(text.encode(), Secrets(**secrets), name="x.txt"), text


def test_what_a_page_shows_first_is_of_what_it_shows(example_map: MapResult) -> None:
    """Its corners may fall on a withheld place; as long as they are those of the records."""
    sightings = example_map.intake.sightings
    west, south, *_ = first_view(sightings)
    corner = {"positions": [(west + 4e-4, south - 3e-4)]}
    page = Page(sightings).html().encode()
    assert positions(find_leaks(page, Secrets(**corner), name="x.html"))
    assert find_leaks(page, Secrets(**corner, said=[view_told(sightings)]), name="x.html") == []
    other = Secrets(**corner, said=[view_told(sightings.iloc[:3])])
    assert positions(find_leaks(page, other, name="x.html"))


def test_bytes_of_columns_are_no_degrees_and_minutes(example_map: MapResult) -> None:
    """Some look like "26:28" and "54:03". Each minute of the map is a withheld place here."""
    lon, lat = np.meshgrid(np.arange(22, 42, 1 / 30), np.arange(48, 57, 1 / 30))
    sightings = example_map.intake.sightings
    own = shapely.get_coordinates(sightings.geometry.to_numpy())
    secrets = Secrets(
        positions=np.column_stack([lon.ravel(), lat.ravel()]), allowed=own,
        said=[view_told(sightings)],
    )  # fmt: skip
    page = Page(sightings, texts=False).html()
    assert positions(find_leaks(page.encode(), secrets, name="x.html")) == []


def test_times_of_day_are_no_degrees_and_minutes(intake_of: Callable[..., Any]) -> None:
    """Those of two reports, one after the other, fit a place."""
    row = {"layer": "deployment", "unit": "A unit", "lat": "52.5", "lon": "30.5"}
    moments = ("2022-11-03T22:15Z", "2022-11-03T20:30Z")
    rows = [row | {"id": f"A-{k}", "date": date} for k, date in enumerate(moments)]
    page = Page(intake_of(rows).sightings).html()
    secrets = Secrets(positions=[(22.25, 20.5)], allowed=[(30.5, 52.5)])
    assert positions(find_leaks(page.encode(), secrets, name="x.html")) == []
    rows[0]["description"] = "seen at 22:15 and 20:30"
    page = Page(intake_of(rows).sightings).html()
    assert positions(find_leaks(page.encode(), secrets, name="x.html"))


@pytest.mark.parametrize("element", ["kordon-data", "kordon-detail"])
@pytest.mark.parametrize("place", [b"see 52.04957, 29.24563 ", struct.pack("<2d", *PLACE)])
@pytest.mark.parametrize("way", ["behind", "between"])
def test_what_is_put_among_columns_is_found(element: str, place: bytes, way: str) -> None:
    """Behind the columns, or instead of a part of the base map."""
    page = Page(empty_sightings()).html()
    start = page.index(f'id="{element}">') + len(f'id="{element}">')
    end = page.index("<", start)
    data = zlib.decompress(base64.b64decode(page[start:end]))
    middle = len(data) // 2 if way == "between" else len(data)
    data = data[:middle] + place + data[middle + len(place) :]
    packed = base64.b64encode(zlib.compress(data)).decode()
    secrets = Secrets(positions=[PLACE])
    assert positions(find_leaks(page.encode(), secrets, name="x.html")) == []
    changed = (page[:start] + packed + page[end:]).encode()
    assert positions(find_leaks(changed, secrets, name="x.html"))
