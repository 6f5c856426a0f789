"""A picture under the records: in its place, under the borders, with its words, and no request."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine

from maps.page import Page
from maps.rasters import load_raster

pytestmark = pytest.mark.browser

#: Colour of the ground canvas at a longitude and latitude.
AT = """([longitude, latitude]) => {
  const { surface, map } = document.getElementById("kordon").kordon;
  const point = map.latLngToContainerPoint([latitude, longitude]);
  const { x, y } = surface.ground.toCanvas(point);
  const ratio = surface.ground.frame.ratio;
  const g = surface.ground._canvas.getContext("2d");
  return [...g.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data].slice(0, 3);
}"""
QUARTERS = {  # of a picture from 28 to 30 E and 52 to 53 N: colours of its four quarters
    (28.5, 52.75): (250, 30, 30), (29.5, 52.75): (30, 250, 30),
    (28.5, 52.25): (30, 30, 250), (29.5, 52.25): (250, 250, 30),
}  # fmt: skip


@pytest.fixture(scope="module")
def tiff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four quarters in UTM, so that the warp turns and bends them."""
    from rasterio.warp import transform

    path = tmp_path_factory.mktemp("raster") / "quarters.tif"
    rows, columns = np.mgrid[0:600, 0:700]
    where = Affine(200, 0, 565_000, 0, -200, 5_876_000)
    x, y = where.c + 200 * (columns + 0.5), where.f - 200 * (rows + 0.5)
    lon, lat = (np.array(v).reshape(rows.shape) for v in
                transform("EPSG:32635", "EPSG:4326", x.ravel(), y.ravel()))  # fmt: skip
    values = np.zeros((3, 600, 700), np.uint8)
    for (east, north), colour in QUARTERS.items():
        inside = (abs(lon - east) < 0.5) & (abs(lat - north) < 0.25)
        for band in range(3):
            values[band][inside] = colour[band]
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=600, width=700, dtype="uint8",
        crs="EPSG:32635", transform=where, nodata=0,
    ) as file:  # fmt: skip
        file.write(values)
    return path


@pytest.fixture(scope="module")
def document(tiff: Path, intake_of: Callable[..., Any]) -> str:
    rows = [
        {
            "date": "2022-10-09",
            "latitude": lat,
            "longitude": lon,
            "layer": "deployment",
            "category": "rail_echelon",
            "description": f"a train at {lat}",
        }
        for lat, lon in ((51.6, 27), (53.6, 31))
    ]
    raster = load_raster(tiff, label="Quarters <b>", source="Nobody", licence="CC0")
    return Page(intake_of(rows), rasters=[raster], title="Picture").html()


def near(one: list[int], other: tuple[int, ...], most: int = 40) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= most


@pytest.mark.parametrize("zoom", ["7", "8.5", "11"])
def test_it_stands_in_its_place(show: Callable[..., Any], document: str, zoom: str) -> None:
    """Each quarter has its colour just inside its corners, at any zoom; outside is the map."""
    page = show(document, f"#map={zoom}/52.5/29&show=raster-1")
    size = 2 ** (float(zoom) - 7)
    for (east, north), colour in QUARTERS.items():
        # Two pixels of the map, and of the file, from where the four meet.
        across, along = max(0.03 / size, 0.006), max(0.02 / size, 0.004)
        inner = [29 + across * np.sign(east - 29), 52.5 + along * np.sign(north - 52.5)]
        assert near(page.tab.evaluate(AT, inner), colour), (zoom, east, north)
    if zoom == "7":
        for outside in ([27.94, 52.6], [30.06, 52.6], [28.6, 53.04], [28.6, 51.96]):
            assert min(page.tab.evaluate(AT, outside)) > 190, outside
    assert page.requests == []
    assert [c for c in page.complaints if "willReadFrequently" not in c] == []


def test_switch_opacity_and_address(show: Callable[..., Any], document: str) -> None:
    """Off, faint and back; the address remembers and restores it."""
    middle = [28.5, 52.7]
    page = show(document, "#map=7/52.5/29&show=raster-1")
    assert near(page.tab.evaluate(AT, middle), (250, 30, 30))
    slider = page.tab.locator("[data-opacity=raster-1]")
    assert slider.get_attribute("aria-label") == "Opacity of Quarters <b>"
    slider.fill("40")
    faint = page.tab.evaluate(AT, middle)
    assert 120 < faint[1] < 190
    page.tab.wait_for_function("() => location.hash.includes('fade=raster-1%3A40')")
    address = page.tab.evaluate("location.hash")
    page.tab.uncheck("[data-context=raster-1]")
    assert min(page.tab.evaluate(AT, middle)) > 190
    assert slider.is_hidden()
    again = show(document, address)
    assert near(again.tab.evaluate(AT, middle), tuple(faint), 3)
    assert again.tab.input_value("[data-opacity=raster-1]") == "40"
    off = show(document, "#map=7/52.5/29&show=graticule&fade=raster-1:nonsense,x:5,raster-1:7")
    assert min(off.tab.evaluate(AT, middle)) > 190
    off.tab.check("[data-context=raster-1]")
    off.tab.wait_for_function(
        f"() => {{ const c = ({AT})([{middle[0]}, {middle[1]}]); return c[0] > 220 && c[1] < 60; }}"
    )


def test_words_are_words(show: Callable[..., Any], document: str) -> None:
    """Title, source and licence in the tree, beside the map's makers, and in the foot."""
    page = show(document)
    assert "Quarters <b>" in page.tab.inner_text("#k-tree")
    assert "Nobody · CC0" in page.tab.inner_text("#k-more-raster-1")
    credit = page.tab.locator(".leaflet-control-attribution .credits")
    assert credit.inner_text().strip() == "· Quarters <b>: Nobody, CC0"
    page.tab.uncheck("[data-context=raster-1]")
    assert credit.inner_text() == ""
    page.tab.click("[data-tab=foot]")
    assert "Quarters <b>: Nobody, CC0" in page.tab.inner_text("#k-foot")
    assert "quarters.tif" in page.tab.inner_text("#k-foot")


def test_the_policy_is_the_same(document: str, example_html: str) -> None:
    """A picture loosens nothing."""
    policies = [
        re.sub(r"'sha256-[^']+'", "", re.search(r'Policy" content="([^"]+)"', text)[1])  # type: ignore[index]
        for text in (document, example_html)
    ]
    assert policies[0] == policies[1]
    assert "img-src data:" in policies[0]


def test_a_damaged_picture_is_said(show: Callable[..., Any], document: str) -> None:
    """The rest of the page works as if it were not there."""
    broken = re.sub(r'(id="kordon-raster-1">)[^<]+', r"\1UklGRg==", document)
    page = show(broken, "#map=7/52.5/29")
    assert "cannot show it" in page.tab.inner_text("#k-more-raster-1")
    assert page.shown == 2
