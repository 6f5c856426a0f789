"""Records from FlatGeobuf and shapefile: every feature a row, in degrees."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely

from geo.errors import ForeignFileError
from layers.readers import read


@pytest.mark.parametrize(
    ("name", "driver", "format_"),
    [("a.fgb", "FlatGeobuf", "flatgeobuf"), ("a.shp", "ESRI Shapefile", "shapefile")],
)
def test_features_are_records(name: str, driver: str, format_: str, tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"id": ["007", "b"], "date": ["2022-10-09", "09.10.2022"],
         "category": ["rail_echelon", "minefield"], "note": ["Ёлка", None]},
        geometry=[shapely.Point(29.25, 52.05), shapely.Point(30, 51.5)],
        crs=4326,
    )  # fmt: skip
    frame.to_crs(32635).to_file(tmp_path / name, driver=driver, encoding="utf-8")
    intake = read(tmp_path / name)
    assert (intake.read, intake.accepted, intake.repaired) == (2, 1, 1)
    assert intake.files[0].format == format_
    found = intake.sightings.set_index("id").loc["007"]
    assert (found["description"], found["layer"]) == ("Ёлка", "deployment")
    assert found.geometry.distance(shapely.Point(29.25, 52.05)) < 1e-6
    assert any("EPSG:32635" in note for note in intake.files[0].notes)


@pytest.mark.parametrize(
    ("encoding", "cpg", "told"),
    [
        ("cp1251", "1251", ""),
        ("cp1251", None, "read as cp1251, by words such as"),
        ("utf-8", None, "they are UTF-8"),
    ],
)
def test_texts_of_a_shapefile_are_what_they_were(
    encoding: str, cpg: str | None, told: str, tmp_path: Path
) -> None:
    """Also zipped, and where nothing says in which encoding they are."""
    names = ["Мазыр", "Калінкавічы, чыгуначная станцыя", "эшелон с техникой"]
    frame = geopandas.GeoDataFrame(
        {"id": ["a", "b", "c"], "date": ["2022-10-09"] * 3, "category": ["rail_echelon"] * 3,
         "note": names},
        geometry=[shapely.Point(29.25, 52.05)] * 3,
        crs=4326,
    )  # fmt: skip
    frame.to_file(tmp_path / "a.shp", driver="ESRI Shapefile", encoding=encoding)
    (tmp_path / "a.cpg").unlink(missing_ok=True)
    if cpg:
        (tmp_path / "a.cpg").write_text(cpg)
    table = bytearray((tmp_path / "a.dbf").read_bytes())
    table[29] = 0  # which says of some tables what the language is
    (tmp_path / "a.dbf").write_bytes(table)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("a.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name.upper())
    for path in (tmp_path / "a.shp", tmp_path / "a.zip"):
        intake = read(path)
        assert intake.sightings["description"].tolist() == names
        assert any(told in note for note in intake.files[0].notes) or not told


def test_letters_that_leave_the_encoding_open_are_told(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"date": ["2022-10-09"], "category": ["rail_echelon"], "note": ["Ёж"]},
        geometry=[shapely.Point(29.25, 52.05)], crs=4326,
    )  # fmt: skip
    frame.to_file(tmp_path / "a.shp", driver="ESRI Shapefile", encoding="cp1251")
    (tmp_path / "a.cpg").unlink(missing_ok=True)
    table = bytearray((tmp_path / "a.dbf").read_bytes())
    table[29] = 0x57
    (tmp_path / "a.dbf").write_bytes(table)
    assert any("put a .cpg file beside" in note for note in read(tmp_path / "a.shp").files[0].notes)


def test_parts_of_a_shapefile_by_themselves_are_refused(tmp_path: Path) -> None:
    """With what to give instead."""
    frame = geopandas.GeoDataFrame({"a": ["x"]}, geometry=[shapely.Point(29, 52)], crs=4326)
    frame.to_file(tmp_path / "a.shp")
    (tmp_path / "b.dbf").write_bytes((tmp_path / "a.dbf").read_bytes())
    with pytest.raises(ForeignFileError, match=r"dBase table, .* give the \.shp"):
        read(tmp_path / "b.dbf")
    (tmp_path / "a.shx").unlink()
    with pytest.raises(ForeignFileError, match=r"its index \(\.shx\) does not lie beside it"):
        read(tmp_path / "a.shp")


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852", "cp866"])
def test_texts_of_a_shapefile_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    text = "Żołnierze, pociąg z czołgami, łączność"
    text = "Эшелон с техникой прибыл утром" if encoding == "cp866" else text
    frame = geopandas.GeoDataFrame({"note": [text]}, geometry=[shapely.Point(29, 52)], crs=4326)
    frame.to_file(tmp_path / "a.shp", encoding=encoding)
    (tmp_path / "a.cpg").unlink()
    data = bytearray((tmp_path / "a.dbf").read_bytes())
    data[29] = 0
    (tmp_path / "a.dbf").write_bytes(data)
    found = read(tmp_path / "a.shp", layer="deployment").sightings
    assert found["description"].tolist() == [text]
