"""geo.foreign: the path argument, and what a file is by its content."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from geo.errors import ForeignFileError
from geo.foreign.limits import Limits
from geo.foreign.paths import checked_path, spool
from geo.foreign.sniff import sniff_format


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "empty file name"),
        ("a\0b", "NUL"),
        ("/vsicurl/http://127.0.0.1/a.geojson", "virtual path"),
        ("//VSIzip/a.zip", "virtual path"),
        ("/vsistdin/", "virtual path"),
        ("CSV:/etc/hostname", "driver prefix"),
        ("http://127.0.0.1/a.csv", "address"),
        ("<OGRVRTDataSource/>", "is a document"),
        ('{"type": "FeatureCollection"}', "is a document"),
        ("no-such-file.csv", "does not exist"),
    ],
)
def test_paths_that_are_not_files_are_refused(name: str, message: str) -> None:
    with pytest.raises(ForeignFileError, match=message):
        checked_path(name, Limits())


def test_folder_empty_and_too_big_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ForeignFileError, match="is a folder"):
        checked_path(tmp_path, Limits())
    path = tmp_path / "a.csv"
    path.touch()
    with pytest.raises(ForeignFileError, match=r"is empty \(0 bytes\)"):
        checked_path(path, Limits())
    path.write_bytes(b"12345")
    with pytest.raises(ForeignFileError, match="too big: 5 bytes, the limit is 4"):
        checked_path(path, Limits(file_bytes=4))
    assert checked_path(path, Limits()) == path


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_device_is_refused() -> None:
    with pytest.raises(ForeignFileError, match="not a regular file"):
        checked_path("/dev/zero", Limits())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a")
    path.chmod(0)
    with pytest.raises(ForeignFileError, match="no permission"):
        checked_path(path, Limits())


def test_standard_input_is_copied_within_the_limit(tmp_path: Path) -> None:
    assert spool(tmp_path, Limits(), io.BytesIO(b"a,b\n")).read_bytes() == b"a,b\n"
    with pytest.raises(ForeignFileError, match="is empty"):
        spool(tmp_path, Limits(), io.BytesIO(b""))
    with pytest.raises(ForeignFileError, match="too big"):
        spool(tmp_path, Limits(file_bytes=3), io.BytesIO(b"a,b\n"))


_GPKG_HEAD = b"SQLite format 3\0" + bytes(52) + b"GPKG"


@pytest.mark.parametrize(
    ("head", "name", "format_"),
    [
        (b"id,lat,lon\n", "a.csv", "csv"),
        (b"id;lat;lon\n", "a.dat", "csv"),
        ("\ufeffid,lat\n".encode(), "a.csv", "csv"),
        ("id,lat\n".encode("utf-16"), "a.csv", "csv"),
        (b'\n {"type":', "a.geojson", "geojson"),
        (b'{"type":', "whatever", "geojson"),
        (b"PAR1....", "a.csv", "geoparquet"),
        (_GPKG_HEAD, "a.gpkg", "geopackage"),
        (b"fgb\x03fgb\x00", "a.fgb", "flatgeobuf"),
        (b"\x00\x00\x27\x0a" + bytes(10), "a.shp", "shapefile"),
        (b'<?xml version="1.0"?>\n<!-- a --><kml:kml xmlns:kml="x">', "a.kml", "kml"),
    ],
)
def test_format_is_told_by_content(head: bytes, name: str, format_: str) -> None:
    assert sniff_format(head, name) == format_


@pytest.mark.parametrize(
    ("head", "name", "message"),
    [
        (b"<OGRVRTDataSource>", "a.geojson", "OGRVRTDataSource"),
        (b"<WFS_Capabilities>", "a.gpkg", "WFS_Capabilities"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE kml []><kml>', "a.kml", "DOCTYPE"),
        ("<?xml?><!DOCTYPE kml><kml>".encode("utf-16"), "a.kml", "DOCTYPE"),
        (b"<!-- never closed " + b"x" * 100, "a.kml", "DOCTYPE"),
        (b"plain text", "a.geojson", "content is not geojson"),
        (b"SQLite format 3\0" + bytes(60), "a.gpkg", "not a GeoPackage"),
        (b"PK\x03\x04", "a.csv", "ZIP"),
        (b"\x1f\x8b\x08", "a.csv", "gzip"),
        (b" \n\t ", "a.csv", "white space"),
    ],
)
def test_pretenders_are_refused_by_name_of_what_they_are(
    head: bytes, name: str, message: str
) -> None:
    with pytest.raises(ForeignFileError, match=message):
        sniff_format(head, name)
