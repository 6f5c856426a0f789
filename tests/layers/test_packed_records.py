"""Records from archives and folders: every file inside, every row accounted for, nothing silent."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geo.errors import ForeignFileError, OutputError
from geo.files import check_not_input
from layers.readers import read
from layers.readers.batches import Account, How, read_batches
from layers.readers.packed import files_below
from layers.writing.accounts import aside_csv, report_csv

HEAD = "id,date,lat,lon,category\n"
ROW = "{},2022-10-09,52.1,29.3,rail_echelon\n"
BAD = "{},,,,rail_echelon\n"


def zipped(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_an_archive_of_several_files(tmp_path: Path, balanced: Any) -> None:
    record = '{"id": "c", "date": "2022", "lat": 52, "lon": 29, "category": "tank_fire"}\n'
    path = zipped(
        tmp_path / "a.zip",
        **{"b.csv": HEAD + ROW.format("b") + BAD.format("x"), "a/c.jsonl": record,
           "z.csv.bak/a.csv": HEAD + ROW.format("b"), ".DS_Store": "x"},
    )  # fmt: skip
    intake = read(path)
    assert balanced(intake) == ["accepted", "accepted", "set_aside", "duplicate"]
    names = [report.file for report in intake.files]
    assert names == [f"{path}/a/c.jsonl", f"{path}/b.csv", f"{path}/z.csv.bak/a.csv"]
    assert [report.format for report in intake.files] == ["json", "csv", "csv"]
    assert intake.sightings["input_file"].tolist() == ["c.jsonl", "b.csv"]
    assert f"hidden in {path}, and left out: .DS_Store" in intake.files[0].notes
    assert f"{path}/b.csv,2," in report_csv(intake).decode()
    assert f",{path}/b.csv,2" in aside_csv(intake).decode()


def test_the_content_counts_and_not_the_packing(tmp_path: Path) -> None:
    """The digest of a file in an archive is that of the file."""
    text = HEAD + ROW.format("a")
    (tmp_path / "a.csv").write_text(text, "utf-8")
    zipped(tmp_path / "a.zip", **{"a.csv": text})
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    intake = read([tmp_path / name for name in ("a.csv", "a.zip", "a.csv.gz")])
    assert (intake.read, intake.accepted, intake.duplicates) == (3, 1, 2)
    assert len({report.sha256 for report in intake.files}) == 1
    assert intake.files[2].file == f"{tmp_path}/a.csv.gz/a.csv"


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    import geopandas
    import shapely

    frame = geopandas.GeoDataFrame(
        {"id": ["a"], "date": ["2022-10-09"], "category": ["trench_line"]},
        geometry=[shapely.LineString([(29, 52), (30, 52)])], crs="EPSG:4326",
    )  # fmt: skip
    frame.to_file(tmp_path / "lines.shp")
    parts = {f"in/{one.name}": one.read_bytes() for one in tmp_path.glob("lines.*")}
    assert len(parts) >= 4
    intake = read(zipped(tmp_path / "lines.zip", **parts))
    (report,) = intake.files
    assert (report.file, report.format) == (f"{tmp_path}/lines.zip/in/lines.shp", "shapefile")
    assert (intake.accepted, intake.sightings["id"].tolist()) == (1, ["a"])


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", HEAD)
    zipped(tmp_path / "a.zip", **{"b.zip": inner.getvalue()})
    with pytest.raises(ForeignFileError, match=r"a\.zip/b\.zip is an archive in an archive"):
        read(tmp_path / "a.zip")
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(gzip.compress(HEAD.encode())))
    with pytest.raises(ForeignFileError, match=r"c\.csv\.gz/c\.csv is an archive in an archive"):
        read(tmp_path / "c.csv.gz")


def test_a_kmz_that_holds_more_is_read(tmp_path: Path) -> None:
    """Of an atlas of several KMZ each; what is beside them is told."""
    point = "<Point><coordinates>29,52</coordinates></Point>"
    mark = f"<kml><Placemark><name>{{}}</name>{point}</Placemark></kml>"
    inner = zipped(tmp_path / "b.kmz", **{"doc.kml": mark.format("inner")}).read_bytes()
    more = {"b.kmz": inner, "files/a.png": "x", "read me.txt": "x"}
    zipped(tmp_path / "a.kmz", **{"doc.kml": mark.format("outer")}, **more)
    intake = read(tmp_path / "a.kmz", layer="deployment")
    assert [report.file.removeprefix(f"{tmp_path}/") for report in intake.files] == [
        "a.kmz", "a.kmz/b.kmz",
    ]  # fmt: skip
    assert intake.sightings["description"].tolist() == ["outer", "inner"]
    assert f"in {tmp_path / 'a.kmz'}, and left out: read me.txt" in intake.files[0].notes
    zipped(tmp_path / "c.kmz", **more)
    assert read(tmp_path / "c.kmz", layer="deployment").sightings["description"].item() == "inner"
    zipped(tmp_path / "d.kmz", **{"read me.txt": "x"})
    with pytest.raises(ForeignFileError, match="is called KMZ and holds no KML"):
        read(tmp_path / "d.kmz")


def test_a_workbook_and_a_kmz_are_no_nesting(tmp_path: Path) -> None:
    mark = (
        "<kml><Placemark><name>A</name><TimeStamp><when>2022</when></TimeStamp>"
        "<Point><coordinates>29,52</coordinates></Point></Placemark></kml>"
    )
    inner = zipped(tmp_path / "b.kmz", **{"doc.kml": mark}).read_bytes()
    zipped(tmp_path / "a.zip", **{"b.kmz": inner})
    assert read(tmp_path / "a.zip", layer="deployment").files[0].format == "kmz"
    zipped(tmp_path / "kmz.zip", **{"doc.kml": mark, "files/a.png": "x"})
    (report,) = read(tmp_path / "kmz.zip", layer="deployment").files
    assert (report.file, report.format) == (str(tmp_path / "kmz.zip"), "kmz")


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", **{"a.csv": HEAD, "photo.jpg": b"\xff\xd8\xff\xe0"})
    with pytest.raises(ForeignFileError, match=r"a\.zip/photo\.jpg is a JPEG picture"):
        read(tmp_path / "a.zip")
    zipped(tmp_path / "b.zip", **{".a.csv": HEAD})
    with pytest.raises(ForeignFileError, match=r"b\.zip is an archive without a file to read"):
        read(tmp_path / "b.zip")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables, one of them deeper, and what systems leave behind."""
    place = tmp_path / "data"
    (place / "more" / ".git").mkdir(parents=True)
    (place / "b.csv").write_text(HEAD + ROW.format("b"), "utf-8")
    (place / "more" / "a.csv").write_text(HEAD + ROW.format("a"), "utf-8")
    (place / ".hidden.csv").write_text("x", "utf-8")
    (place / "more" / ".git" / "config").write_text("x", "utf-8")
    return place


def test_every_file_of_a_folder(folder: Path, balanced: Any) -> None:
    intake = read(folder)
    assert balanced(intake) == ["accepted", "accepted"]
    assert [report.file for report in intake.files] == [
        str(folder / "b.csv"), str(folder / "more" / "a.csv"),
    ]  # fmt: skip
    assert intake.files[0].notes[0] == (
        f"hidden in {folder}, and left out: .hidden.csv, more/.git/"
    )


def test_archives_in_a_folder_are_opened(folder: Path) -> None:
    zipped(folder / "c.zip", **{"d.csv": HEAD + ROW.format("d")})
    names = [report.file for report in read(folder).files]
    assert f"{folder}/c.zip/d.csv" in names


def test_what_cannot_be_read_in_a_folder_is_named(folder: Path) -> None:
    (folder / "more" / "notes.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(ForeignFileError, match=r"more/notes\.pdf is a PDF document"):
        read(folder)
    (folder / "more" / "notes.pdf").write_bytes(b"")
    with pytest.raises(ForeignFileError, match=r"more/notes\.pdf is empty"):
        read(folder)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ForeignFileError, match="is a folder without a file to read"):
        read(tmp_path)


def test_links_to_folders_are_told_and_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "x.csv").write_text("x", "utf-8")
    (folder / "link").symlink_to(tmp_path / "else")
    (folder / "round").symlink_to(folder)
    files, notes = files_below(str(folder))
    assert [Path(file).name for file in files] == ["b.csv", "a.csv"]
    assert f"links to folders in {folder}, not followed: link, round" in notes


def test_parts_of_a_shapefile_in_a_folder_are_one_file(tmp_path: Path) -> None:
    for name in ("a.shp", "a.dbf", "a.shx", "b.dbf"):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(file).name for file in files_below(str(tmp_path))[0]] == ["a.shp", "b.dbf"]


def test_an_output_is_no_file_of_an_input_folder(folder: Path) -> None:
    with pytest.raises(OutputError, match="same file as the input"):
        check_not_input(folder / "more" / "a.csv", [str(folder)])
    check_not_input(folder / "more" / "new.csv", [str(folder)])


def test_text_beside_the_data_is_no_table(folder: Path) -> None:
    """A note would be read as rows that nobody wrote."""
    (folder / "README.md").write_text("# What this is, and whose\n", "utf-8")
    with pytest.raises(ForeignFileError, match=r"README\.md is text, and not called like a table"):
        read(folder)
    zipped(folder.parent / "a.zip", LICENSE="Free")
    with pytest.raises(ForeignFileError, match=r"a\.zip/LICENSE is text"):
        read(folder.parent / "a.zip")
    (folder / "README.md").write_text(HEAD + ROW.format("c"), "utf-8")
    assert read(folder, input_format="csv").accepted == 3


def test_batches_are_those_of_the_same_files(folder: Path) -> None:
    """What counts and joins read is what `read` reads, also packed."""
    path = zipped(folder.parent / "a.zip", **{"b.csv": HEAD + ROW.format("b") + ROW.format("z")})
    account = Account()
    frames = list(read_batches([folder, path], How(), account))
    whole = read([folder, path])
    assert [one for frame in frames for one in frame["id"]] == whole.sightings["id"].tolist()
    assert (account.read, account.used, account.duplicates) == (4, 3, 1)
    assert whole.duplicates == 1
