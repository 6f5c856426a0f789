"""Pictures on the page: within their budget, with the words that were given and no others."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import rasterio
from affine import Affine
from page_unpack import everything, head_of

from geo.errors import ArgumentError
from layers.intake import Intake
from maps.page import Page
from maps.rasters import DEFAULT_SIZE_BYTES, Raster, load_raster, load_rasters
from maps.words import catalogue

SECRET = "what-nobody-should-see"
HERE = Affine(60, 0, 3_300_000, 0, -60, 6_800_000)


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    """The worst to compress, with tags that nobody meant to publish."""
    path = tmp_path / "noise.tif"
    values = np.random.default_rng(7).integers(0, 255, (3, 1500, 1500)).astype(np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=1500, width=1500, dtype="uint8",
        crs="EPSG:3857", transform=HERE,
    ) as file:  # fmt: skip
        file.write(values)
        file.update_tags(TIFFTAG_ARTIST=SECRET, TIFFTAG_HOSTCOMPUTER=SECRET, mine=SECRET)
        file.set_band_description(1, SECRET)
    return path


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    path = tmp_path / "classes.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=50, width=80, dtype="uint8",
        crs="EPSG:3857", transform=HERE,
    ) as file:  # fmt: skip
        file.write((np.arange(4000).reshape(1, 50, 80) // 1000).astype(np.uint8))
        file.write_colormap(1, {k: (60 * k, 17, 250 - 60 * k, 255) for k in range(4)})
    return path


def pixels(raster: Raster) -> np.ndarray:
    return np.array(PIL.Image.open(io.BytesIO(raster.image)).convert("RGBA"))


@pytest.mark.parametrize("size_bytes", [DEFAULT_SIZE_BYTES, 60_000])
def test_it_fits_its_budget(noise: Path, size_bytes: int) -> None:
    """As it stands in the page, base64 and all; no smaller than it must be."""
    raster = load_raster(noise, size_bytes=size_bytes)
    held = len(base64.b64encode(raster.image))
    assert 0.35 * size_bytes < held <= size_bytes or raster.warped.shrunk == 1
    assert raster.image.startswith(b"RIFF")
    assert pixels(raster).shape == raster.warped.pixels.shape


def test_photographs_are_close_and_classes_exact(classes: Path, tmp_path: Path) -> None:
    exact = load_raster(classes)
    assert exact.warped.kind == "palette"
    assert (pixels(exact) == exact.warped.pixels).all()
    ramp = np.tile(np.arange(256, dtype=np.uint8), (1, 200, 1))
    with rasterio.open(
        tmp_path / "ramp.tif", "w", driver="GTiff", count=1, height=200, width=256, dtype="uint8",
        crs="EPSG:3857", transform=HERE,
    ) as file:  # fmt: skip
        file.write(ramp)
    close = load_raster(tmp_path / "ramp.tif")
    assert close.warped.kind == "grey"
    assert abs(pixels(close).astype(int) - close.warped.pixels).max() <= 6


def test_png_where_there_is_no_webp(classes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from maps import rasters

    raster = load_raster(classes)
    with monkeypatch.context() as patch:
        patch.setattr(rasterio.Env, "drivers", lambda self: {"PNG": "rw"})
        mime, image = rasters.encoded(raster.warped.pixels, quality=60, lossless=True)
    assert mime == "image/png"
    assert (np.array(PIL.Image.open(io.BytesIO(image)).convert("RGBA")) == pixels(raster)).all()


def test_nothing_but_pixels_and_given_words(noise: Path, intake_of: Callable[..., Intake]) -> None:
    """No tag and no band name of the file is on the page, nor in the picture."""
    raster = load_raster(
        noise,
        label="Quicklook",
        source="ESA",
        date="2022-03-01",
        licence="CC BY",
        size_bytes=90_000,
    )
    assert any(SECRET in note for note in raster.told), "its maker is told"
    assert SECRET.encode() not in raster.image
    assert b"EXIF" not in raster.image
    assert b"XMP " not in raster.image
    page = Page(intake_of([{"date": "2022-10-09", "layer": "deployment"}]), rasters=[raster])
    document = page.html()
    assert SECRET not in everything(document)
    assert str(noise.parent) not in everything(document)
    head = head_of(document)
    [said] = head["rasters"]
    assert said["label"] == "Quicklook"
    assert said["said"] == ["ESA", "2022-03-01", "CC BY"]
    assert "raster-1" in head["show"]
    assert head["provenance"]["credits"][0] == "Quicklook: ESA, 2022-03-01, CC BY"
    file = {"name": "noise.tif", "sha256": raster.warped.sha256, "role": "picture"}
    assert file in head["provenance"]["inputs"]
    assert f'id="kordon-raster-1">{base64.b64encode(raster.image).decode()}<' in document


def test_a_page_takes_paths_and_is_the_same_each_time(
    classes: Path, intake_of: Callable[..., Intake]
) -> None:
    intake = intake_of([{"date": "2022-10-09", "layer": "deployment"}])
    first, again = (Page(intake, rasters=[str(classes), classes]).html() for _ in range(2))
    assert first == again
    labels = [raster["label"] for raster in head_of(first)["rasters"]]
    untitled = catalogue("en")["raster_untitled"]
    assert labels == [untitled.replace("{n}", n) for n in "12"]


def test_words_belong_to_pictures_in_their_order(classes: Path) -> None:
    one, two = load_rasters([classes, classes], {"label": ["A", "B"], "date": ["2022"]})
    assert (one.label, one.date, two.label, two.date) == ("A", "2022", "B", "")
    with pytest.raises(ArgumentError, match="2 times --raster-label for 1 --raster"):
        load_rasters([classes], {"label": ["A", "B"]})


@pytest.mark.parametrize("size_bytes", [0, -5, 10**12])
def test_sizes_that_are_none(classes: Path, size_bytes: int) -> None:
    with pytest.raises(ArgumentError, match="MB for a picture"):
        load_raster(classes, size_bytes=size_bytes)


def test_hostile_words_stay_words(classes: Path, intake_of: Callable[..., Intake]) -> None:
    """They travel as escaped JSON: nothing runs in Python, nothing closes the element."""
    label = "{{ 7*7 }}{% raw %}</script><script>alert(1)</script>${1}\u2028"
    intake = intake_of([{"date": "2022-10-09", "layer": "deployment"}])
    document = Page(intake, rasters=[load_raster(classes, label=label, source=label)]).html()
    assert head_of(document)["rasters"][0]["label"] == label
    assert "alert(1)</script>" not in document
