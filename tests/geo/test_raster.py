"""GeoTIFFs of others: where they land, in what colours, and what is not opened."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine

from geo.errors import ForeignFileError
from geo.foreign.pixels import MASK_COLOUR
from geo.raster import WarpedRaster, read_raster

WINDOW = (20.0, 43.5, 44.0, 60.0)
Tiff = Callable[..., Path]


@pytest.fixture
def tiff(tmp_path: Path) -> Tiff:
    """Write bands x rows x columns as a GeoTIFF."""

    def run(values: Any, crs: Any = "EPSG:32636", transform: Any = None, **more: Any) -> Path:
        name, palette = more.pop("name", "a.tif"), more.pop("palette", None)
        tags, alpha = more.pop("tags", {}), more.pop("interpretations", None)
        where = transform or Affine(100, 0, 400_000, 0, -100, 5_750_000)
        count, rows, columns = values.shape
        with rasterio.open(
            tmp_path / name, "w", driver="GTiff", count=count, height=rows, width=columns,
            dtype=values.dtype, crs=crs, transform=where, **more,
        ) as file:  # fmt: skip
            file.write(values)
            if palette:
                file.write_colormap(1, palette)
            if alpha:
                file.colorinterp = alpha
            file.update_tags(**tags)
        return tmp_path / name

    return run


def opened(path: Path, max_pixels: int = 1_000_000) -> WarpedRaster:
    return read_raster(path, window=WINDOW, max_pixels=max_pixels)


def refused(path: Path) -> str:
    with pytest.raises(ForeignFileError, match=path.name) as caught:
        opened(path)
    return str(caught.value)


PLACES = {
    "UTM": ("EPSG:32636", Affine(200, 0, 400_000, 0, -200, 5_750_000)),
    "UTM, turned": (
        "EPSG:32636",
        Affine(191.26, 58.47, 400_000, 58.47, -191.26, 5_750_000),
    ),
    "UTM, south up": ("EPSG:32636", Affine(200, 0, 400_000, 0, 200, 5_650_000)),
    "degrees": ("EPSG:4326", Affine(0.003, 0, 28.2, 0, -0.002, 52.6)),
    "Pulkovo 1942": ("EPSG:28406", Affine(200, 0, 6_400_000, 0, -200, 5_750_000)),
    "Europe": ("EPSG:3035", Affine(200, 0, 5_200_000, 0, -200, 3_400_000)),
    "Mercator": ("EPSG:3857", Affine(300, 0, 3_300_000, 0, -300, 6_800_000)),
}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("max_pixels", [1_000_000, 30_000])
def test_pixels_lie_where_pyproj_says(tiff: Tiff, where: str, max_pixels: int) -> None:
    """Four marks near the corners are found within a pixel of their transformed middles."""
    crs, transform = PLACES[where]
    values = np.full((3, 300, 500), 20, np.uint8)
    marks = [(12, 12), (270, 470), (12, 470), (270, 12)]
    for row, column in marks:
        values[:, row : row + 16, column : column + 16] = 250
    raster = opened(tiff(values, crs, transform), max_pixels)
    rows, columns = raster.pixels.shape[:2]
    assert rows * columns <= 1.02 * max_pixels
    west, south, east, north = raster.bounds_m
    to_mercator = pyproj.Transformer.from_crs(crs, "EPSG:3857", always_xy=True)
    for row, column in marks:
        a, b, c, d, e, f = transform[:6]
        middle = (column + 8, row + 8)
        x, y = to_mercator.transform(
            a * middle[0] + b * middle[1] + c, d * middle[0] + e * middle[1] + f
        )
        wanted = ((north - y) / (north - south) * rows, (x - west) / (east - west) * columns)
        near = np.mgrid[0:rows, 0:columns] + 0.5
        apart = np.hypot(near[0] - wanted[0], near[1] - wanted[1])
        reach = 30 if max_pixels > 100_000 else 10
        weight = np.where(apart < reach, raster.pixels[..., 0].astype(float) - 20, 0).clip(0)
        found = [(weight * axis).sum() / weight.sum() for axis in near]
        assert np.hypot(found[0] - wanted[0], found[1] - wanted[1]) < 1, where


def test_bounds_are_the_corners(tiff: Tiff) -> None:
    """Nothing is added and nothing is cut at the edges."""
    crs, transform = PLACES["Mercator"]
    raster = opened(tiff(np.full((1, 40, 60), 9, np.uint8), crs, transform))
    assert raster.bounds_m == pytest.approx((3_300_000, 6_788_000, 3_318_000, 6_800_000), abs=0.01)
    assert raster.pixels.shape == (40, 60, 4)
    assert raster.pixel_m == pytest.approx(300 * np.cos(np.radians(51.98)), rel=0.001)
    assert (raster.pixels[..., 3] == 255).all()


def test_it_is_clipped_to_the_window(tiff: Tiff) -> None:
    """A raster of half the world: only the window is read, and nothing outside it comes along."""
    world = np.full((1, 900, 1800), 50, np.uint8)
    world[0, 300:465, 2000 // 10 : 440] = 200
    raster = opened(tiff(world, "EPSG:4326", Affine(0.2, 0, -180, 0, -0.2, 90)))
    back = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
    west, south, east, north = raster.bounds_m
    assert back.transform(west, south) == pytest.approx((20, 43.5), abs=1e-6)
    assert back.transform(east, north) == pytest.approx((44, 60), abs=1e-6)


def test_colours_stay_as_they_are(tiff: Tiff) -> None:
    """Eight bits: red stays red."""
    values = np.zeros((3, 30, 30), np.uint8)
    values[0], values[1, :, 15:] = 201, 77
    raster = opened(tiff(values, *PLACES["Mercator"]))
    assert raster.kind == "colour"
    assert raster.stretch == []
    assert tuple(raster.pixels[15, 5]) == (201, 0, 0, 255)
    assert tuple(raster.pixels[15, 25]) == (201, 77, 0, 255)


@pytest.mark.parametrize("kind", ["uint16", "int16", "float32", "float64"])
def test_other_numbers_are_stretched_from_2_to_98_per_cent(tiff: Tiff, kind: str) -> None:
    values = np.arange(10_000, dtype=kind).reshape(1, 100, 100)
    raster = opened(tiff(values, *PLACES["Mercator"]))
    assert raster.kind == "grey"
    low, high = raster.stretch[0]
    assert (low, high) == pytest.approx((199.98, 9799.02), abs=0.1)
    grey = raster.pixels[..., 0].astype(int)
    assert grey[0, 0] == 0
    assert grey[-1, -1] == 255
    assert abs(grey[50, 0] - (5000 - low) * 255 / (high - low)) <= 1
    assert (raster.pixels[..., 0] == raster.pixels[..., 2]).all()


def test_one_value_everywhere_is_drawn(tiff: Tiff) -> None:
    values = np.full((1, 20, 20), 7.5, np.float32)
    raster = opened(tiff(values, *PLACES["Mercator"]))
    assert raster.stretch == [(7.5, 7.5)]
    assert (raster.pixels == (128, 128, 128, 255)).all()


def test_what_has_no_data_is_blank(tiff: Tiff) -> None:
    """No-data values, NaN and alpha become transparent, and what was under them is gone."""
    values = np.full((1, 40, 40), 900, np.float32)
    values[0, :, 20:] = 100
    values[0, :10], values[0, 30:] = -9999, np.nan
    raster = opened(tiff(values, *PLACES["Mercator"], nodata=-9999))
    assert (raster.pixels[:10] == 0).all()
    assert (raster.pixels[30:] == 0).all()
    assert (raster.pixels[10:30, :, 3] == 255).all()
    assert raster.stretch == [(100, 900)]
    colours = np.full((4, 40, 40), 200, np.uint8)
    colours[3, :, :20] = 0
    kinds = [rasterio.enums.ColorInterp[name] for name in ("red", "green", "blue", "alpha")]
    raster = opened(tiff(colours, *PLACES["Mercator"], interpretations=kinds))
    assert (raster.pixels[:, :19] == 0).all()
    assert (raster.pixels[:, 21:] == 200).all(), "half an alpha stays half"


def test_averages_leave_out_what_has_no_data(tiff: Tiff) -> None:
    """Shrunk four times, half of each block without data: its colour stays, its alpha is half."""
    values = np.zeros((3, 400, 400), np.uint8)
    values[:, :, ::2] = 180
    raster = opened(tiff(values, *PLACES["Mercator"], nodata=0), max_pixels=10_000)
    assert raster.shrunk == 4
    inner = raster.pixels[5:-5, 5:-5].astype(int)
    assert (abs(inner[..., :3] - 180) <= 1).all()
    assert (abs(inner[..., 3] - 128) <= 1).all()


def test_palettes_keep_their_colours(tiff: Tiff) -> None:
    values = (np.arange(6000).reshape(1, 60, 100) % 100 // 20).astype(np.uint8)
    palette = {k: (10 + 40 * k, 200 - 30 * k, 7 * k, 255) for k in range(5)}
    for most in (100_000, 400):
        raster = opened(tiff(values, *PLACES["UTM"], palette=palette), most)
        assert raster.kind == "palette"
        seen = {tuple(c) for c in raster.pixels.reshape(-1, 4).tolist()}
        assert seen <= {*palette.values(), (0, 0, 0, 0)}
        assert len(seen - {(0, 0, 0, 0)}) == 5


def test_a_mask_shows_its_one_value(tiff: Tiff) -> None:
    """One value beside 0: nothing where 0 is, and small patches stay as a tint when shrunk."""
    values = np.zeros((1, 200, 200), np.uint8)
    values[0, 60:140, 60:140] = 3
    values[0, 10, 10] = 3
    raster = opened(tiff(values, *PLACES["Mercator"]))
    assert (raster.kind, raster.value) == ("mask", 3)
    assert tuple(raster.pixels[100, 100]) == (*MASK_COLOUR, 255)
    assert tuple(raster.pixels[20, 100]) == (0, 0, 0, 0)
    small = opened(tiff(values, *PLACES["Mercator"], name="b.tif"), max_pixels=2_500)
    assert 0 < small.pixels[2, 2, 3] < 40
    assert small.pixels[25, 25, 3] == 255


def test_a_fourth_band_without_meaning_is_said(tiff: Tiff) -> None:
    values = np.full((4, 20, 20), 9, np.uint16)
    path = tiff(values, *PLACES["Mercator"], photometric="RGB", alpha="NO")
    assert opened(path).notes == ("band 4 is not drawn",)


def test_it_is_the_same_each_time(tiff: Tiff) -> None:
    values = np.random.default_rng(1).integers(0, 4000, (3, 300, 300)).astype(np.uint16)
    path = tiff(values, *PLACES["UTM, turned"])
    assert opened(path, 9_000).pixels.tobytes() == opened(path, 9_000).pixels.tobytes()


# What is not opened.

SMALL = np.full((1, 20, 20), 9, np.uint8)


def test_without_georeference(tiff: Tiff, tmp_path: Path) -> None:
    bare = tmp_path / "bare.tif"
    profile = {"driver": "GTiff", "count": 1, "height": 9, "width": 9, "dtype": "uint8"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.open(bare, "w", **profile) as file:
            file.write(SMALL[:, :9, :9])
    assert "no georeference inside" in refused(bare)
    assert "no georeference inside" in refused(tiff(SMALL, None, PLACES["UTM"][1]))
    # What lies beside it is not read.
    (tmp_path / "bare.tfw").write_text("100\n0\n0\n-100\n400000\n5750000\n")
    (tmp_path / "bare.tif.aux.xml").write_text("<PAMDataset><SRS>EPSG:32636</SRS></PAMDataset>")
    assert "beside it is not read" in refused(bare)


def test_what_lies_beside_a_file_changes_nothing(tiff: Tiff, tmp_path: Path) -> None:
    """Overviews, masks, world files and statistics beside a GeoTIFF: as if they were not there."""
    values = np.full((1, 600, 600), 80, np.uint8)
    path = tiff(values, *PLACES["Mercator"])
    alone = opened(path, 20_000)
    black = tiff(np.zeros((1, 300, 300), np.uint8), *PLACES["Mercator"], name="other.tif")
    for beside in ("a.tif.ovr", "a.tif.msk", "a.ovr", "a.msk"):
        (tmp_path / beside).write_bytes(black.read_bytes())
    (tmp_path / "a.tfw").write_text("9\n0\n0\n-9\n0\n0\n")
    (tmp_path / "a.tif.aux.xml").write_text(
        "<PAMDataset><GeoTransform>0,1,0,0,0,1</GeoTransform></PAMDataset>"
    )
    again = opened(path, 20_000)
    assert again.pixels.tobytes() == alone.pixels.tobytes()
    assert again.bounds_m == alone.bounds_m


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<VRTDataset rasterXSize='1' rasterYSize='1'></VRTDataset>", "a.tif"),
        (b"<GDAL_WMS><Service name='TMS'/></GDAL_WMS>", "b.tif"),
        (b"\x89PNG\r\n\x1a\n", "c.tif"),
        (b"II*\0", "d.tif"),
        (b"II*\0" + b"\xff" * 400, "e.tif"),
        (b"MM\0*\0\0\0\x08\0\0", "f.tif"),
    ],
)
def test_what_is_no_geotiff(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(path)


@pytest.mark.parametrize(
    "path", ["/vsicurl/https://example.org/a.tif", "https://example.org/a.tif", "GTIFF_DIR:1:a.tif"]
)
def test_paths_that_are_instructions(path: str) -> None:
    with pytest.raises(ForeignFileError, match=r"virtual path|not a file on this machine"):
        opened(Path(path) if path.startswith("GTIFF") else path)  # type: ignore[arg-type]


def test_bands_that_make_no_picture(tiff: Tiff) -> None:
    many = np.full((5, 20, 20), 9, np.uint8)
    assert "5 bands" in refused(tiff(many, *PLACES["UTM"]))
    two = np.full((2, 20, 20), 9, np.uint8)
    path = tiff(two, *PLACES["UTM"], name="two.tif", alpha="NO")
    assert "2 bands" in refused(path)
    wave = np.full((1, 20, 20), 9, np.complex64)
    assert "complex" in refused(tiff(wave, *PLACES["UTM"], name="wave.tif"))


def test_elsewhere_and_empty(tiff: Tiff) -> None:
    away = tiff(SMALL, "EPSG:4326", Affine(0.1, 0, 100, 0, -0.1, 30))
    assert "outside the map: 100.00 to 102.00 E, 28.00 to 30.00 N" in refused(away)
    assert "without data" in refused(tiff(SMALL, *PLACES["UTM"], name="b.tif", nodata=9))
    flat = Affine(100, 100, 400_000, 100, 100, 5_750_000)
    assert "on one line" in refused(tiff(SMALL, "EPSG:32636", flat, name="c.tif"))


def test_a_sparse_giant_is_refused_at_once(tmp_path: Path) -> None:
    """A few hundred kB that say 60,000 x 60,000 pixels."""
    path = tmp_path / "bomb.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=60_000, width=60_000, dtype="uint8",
        crs="EPSG:4326", transform=Affine(1e-4, 0, 28, 0, -1e-4, 53), tiled=True, SPARSE_OK=True,
    ):  # fmt: skip
        pass
    assert path.stat().st_size < 1_000_000
    assert "60,000 x 60,000 pixels" in refused(path)


def test_a_giant_strip_ends_the_child_and_not_us(tmp_path: Path) -> None:
    """A strip of 3.2 GB in a file of 500 bytes needs more memory than the child gets."""
    path = tmp_path / "strip.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=20_000, width=20_000, dtype="float64",
        crs="EPSG:4326", transform=Affine(1e-4, 0, 28, 0, -1e-4, 53), blockysize=20_000,
        compress="deflate", SPARSE_OK=True,
    ):  # fmt: skip
        pass
    assert path.stat().st_size < 1_000
    refused(path)


def test_the_child_can_open_nothing_but_geotiff() -> None:
    """In its environment GDAL has two drivers: GeoTIFF, and arrays in memory."""
    from geo.foreign.drivers import RASTER_DRIVERS, child_environment

    code = "import rasterio\nwith rasterio.Env() as e: print(','.join(sorted(e.drivers())))\n"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | child_environment("geotiff"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(done.stdout.strip().split(",")) == set(RASTER_DRIVERS)


def test_tags_are_told_and_cut(tiff: Tiff) -> None:
    tags = {"TIFFTAG_DATETIME": "2022:03:01 10:00:00", "TIFFTAG_ARTIST": "x" * 5_000, "HOME": "no"}
    told = opened(tiff(SMALL, *PLACES["UTM"], tags=tags)).tags
    assert told == {"DATETIME": "2022:03:01 10:00:00", "ARTIST": "x" * 200}
