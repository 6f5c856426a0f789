"""Records from KML, KMZ and GPX: every folder, every time, and no places that nobody gave."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from geo.errors import ForeignFileError
from layers.readers import read
from layers.readers.kml import page_text

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>All of it</name><!-- a comment -->{}</Document></kml>"""
POINT = "<Point><coordinates>29.25,52.05,0</coordinates></Point>"


def placemark(inside: str, name: str = "A", when: str = "2022-10-09") -> str:
    stamp = f"<TimeStamp><when>{when}</when></TimeStamp>"
    return f"<Placemark><name>{name}</name>{stamp}{inside}</Placemark>"


def of_kml(folder: Path, *marks: str):
    """What becomes of a document with these inside."""
    (folder / "a.kml").write_text(KML.format("".join(marks)), encoding="utf-8")
    return read(folder / "a.kml", layer="deployment")


def test_every_folder_is_read_and_named(tmp_path: Path) -> None:
    intake = of_kml(
        tmp_path,
        placemark(POINT, "0"),
        f"<Folder><name>Trenches</name>{placemark(POINT, '1')}"
        f"<Folder><name>North</name>{placemark(POINT, '2')}</Folder></Folder>",
        f"<Folder><name>Mines</name>{placemark(POINT, '3')}</Folder>",
    )
    assert (intake.read, intake.accepted, intake.files[0].format) == (4, 4, "kml")
    folders = intake.sightings["kml_folder"]
    assert [None if f != f else f for f in folders] == [
        None, "Trenches", "Trenches / North", "Mines",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (POINT, "Point"),
        ("<Point><coordinates> 29.25, 52.05 </coordinates></Point>", "Point"),
        ("<LineString><coordinates>29,52 30,52,9\n30,53</coordinates></LineString>", "LineString"),
        ("<Polygon><outerBoundaryIs><LinearRing><coordinates>29,52 30,52 30,53 29,52"
         "</coordinates></LinearRing></outerBoundaryIs></Polygon>", "Polygon"),
        (f"<MultiGeometry>{POINT}<Point><coordinates>30,52</coordinates></Point></MultiGeometry>",
         "MultiPoint"),
        ("<gx:Track><when>2022-10-09</when><gx:coord>29 52 0</gx:coord><gx:coord>30 52 0"
         "</gx:coord></gx:Track>", "LineString"),
    ],
)  # fmt: skip
def test_geometries(shape: str, kind: str, tmp_path: Path) -> None:
    intake = of_kml(tmp_path, placemark(shape))
    assert intake.unlocated == 0
    assert intake.sightings.geometry.iloc[0].geom_type == kind


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("<Point><coordinates></coordinates></Point>", "coordinates are empty"),
        ("<Point><coordinates>near the bridge</coordinates></Point>", "is not longitude,latitude"),
        ("<Point><coordinates>nan,52</coordinates></Point>", "is not longitude,latitude"),
        ("<Point/>", "coordinates are empty"),
        ("", "the placemark has no geometry"),
        ("<Polygon/>", "one outer ring"),
    ],
)
def test_no_place_is_made_up(shape: str, told: str, tmp_path: Path) -> None:
    intake = of_kml(tmp_path, placemark(shape))
    assert (intake.read, intake.unlocated) == (1, 1)
    assert any(told in reason for reason in intake.rows[0].reasons)


def test_times_and_data(tmp_path: Path) -> None:
    span = "<TimeSpan><begin>2022-10-09</begin><end>2022-10-11</end></TimeSpan>"
    data = (
        '<ExtendedData><Data name="category"><value>rail_echelon</value></Data>'
        '<SchemaData><SimpleData name="quantity">20</SimpleData></SchemaData></ExtendedData>'
    )
    intake = of_kml(tmp_path, f"<Placemark><name>A</name>{span}{data}{POINT}</Placemark>")
    sighting = intake.sightings.iloc[0]
    assert (sighting["date_start"], sighting["date_end"]) == ("2022-10-09", "2022-10-11")
    assert (sighting["category"], sighting["quantity_best"]) == ("rail_echelon", 20)


def test_descriptions_that_are_pages_become_text(tmp_path: Path) -> None:
    html = "<![CDATA[<div>Seen<br>at <a href='https://a.example/1'>the yard</a><script>x()</script>"
    text = f"<description>{html}</div>]]></description>{POINT}"
    intake = of_kml(tmp_path, placemark(text), placemark("<description>3 &lt; 4</description>"))
    found = intake.sightings["description"].tolist()
    assert found == ["Seen\nat the yard https://a.example/1", "3 < 4"]
    assert "1 descriptions were web pages; their text is kept" in intake.files[0].notes
    assert page_text("<table><tr><td>a<td>b</table>&amp;<img src=x.png>") == "a b\n& x.png"


def test_overlays_are_told(tmp_path: Path) -> None:
    intake = of_kml(tmp_path, "<GroundOverlay/><NetworkLink/>", placemark(POINT))
    assert intake.read == 1
    assert "1 NetworkLink left out: no report" in intake.files[0].notes


def test_kmz_with_two_documents(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", KML.format(placemark(POINT, "1")))
        archive.writestr("more/b.KML", KML.format(placemark(POINT, "2")))
        archive.writestr("files/a.png", "not read")
    intake = read(tmp_path / "a.kmz", layer="deployment")
    assert (intake.read, intake.accepted, intake.files[0].format) == (2, 2, "kmz")
    assert "2 documents read one after another: doc.kml, more/b.KML" in intake.files[0].notes


def test_a_doctype_inside_an_archive_is_refused(tmp_path: Path) -> None:
    evil = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", evil + "<kml>&a;</kml>")
    with pytest.raises(ForeignFileError, match="XML with a DOCTYPE"):
        read(tmp_path / "a.kmz")


def test_damaged_documents(tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_text(KML.format(placemark(POINT))[:-30])
    with pytest.raises(ForeignFileError, match="the XML is damaged"):
        read(tmp_path / "a.kml")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", KML.format(placemark(POINT)) * 50)
    data = (tmp_path / "a.kmz").read_bytes()
    (tmp_path / "a.kmz").write_bytes(data[:-60])
    with pytest.raises(ForeignFileError, match="the archive is damaged"):
        read(tmp_path / "a.kmz")


# --- GPX

GPX = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'


def of_gpx(folder: Path, inside: str):
    (folder / "a.gpx").write_text(GPX.format(inside), encoding="utf-8")
    return read(folder / "a.gpx", layer="deployment")


def test_gpx_waypoints_tracks_and_routes(tmp_path: Path) -> None:
    intake = of_gpx(
        tmp_path,
        '<wpt lat="52.05" lon="29.25"><name>Yard</name><time>2022-10-09T14:30:00Z</time></wpt>'
        '<trk><name>Way</name><trkseg><trkpt lat="52" lon="29"><time>2022-10-09T10:00:00Z</time>'
        '</trkpt><trkpt lat="52" lon="30"><time>2022-10-09T12:00:00Z</time></trkpt></trkseg></trk>'
        '<rte><name>Plan</name><desc>to come</desc><rtept lat="52" lon="29"/></rte>',
    )
    found = intake.sightings
    assert found["gpx_kind"].tolist() == ["waypoint", "track", "route"]
    assert found.geometry.geom_type.tolist() == ["Point", "LineString", "Point"]
    assert found["date_start"].tolist()[:2] == ["2022-10-09T14:30:00Z", "2022-10-09T10:00:00Z"]
    assert found["date_end"].iloc[1] == "2022-10-09T12:00:00Z"


def test_gpx_words_for_degrees_are_no_zero(tmp_path: Path) -> None:
    intake = of_gpx(tmp_path, '<wpt lat="abc" lon="29"><name>A</name><time>2022-10-09</time></wpt>')
    assert intake.unlocated == 1
    assert "lat='abc' lon='29' are no degrees" in " ".join(intake.rows[0].reasons)


def test_gpx_without_anything(tmp_path: Path) -> None:
    assert of_gpx(tmp_path, "").read == 0


def test_gpx_keeps_what_else_is_said(tmp_path: Path) -> None:
    """Links are sources; heights travel along; the number of a track is no count."""
    intake = of_gpx(
        tmp_path,
        '<wpt lat="52.05" lon="29.25"><ele>131.5</ele><time>2022-10-09</time><name>Yard</name>'
        '<link href="https://a.example/1"><text>photo</text></link><link href="https://a.example/2"/>'
        '<extensions><a:colour xmlns:a="urn:a">#ff0000</a:colour></extensions></wpt>'
        '<trk><name>Way</name><number>7</number><trkseg><trkpt lat="52" lon="29">'
        "<time>2022-10-09</time><ele>1</ele></trkpt></trkseg></trk>",
    )
    yard, way = (intake.sightings.iloc[k] for k in (0, 1))
    assert (yard["gpx_ele"], yard["gpx_colour"], way["gpx_number"]) == ("131.5", "#ff0000", "7")
    assert yard["source_url"] == "https://a.example/1 | https://a.example/2"
    assert way["quantity_best"] != way["quantity_best"]


# --- what folders say, and what is beside


def test_times_of_folders_and_of_several_tracks(tmp_path: Path) -> None:
    """What a folder says holds for what is in it and says nothing itself; a view has times, too."""
    span = "<TimeSpan><begin>2022-10</begin><end>2022-12</end></TimeSpan>"
    view = "<LookAt><gx:TimeStamp><when>1999-01-01</when></gx:TimeStamp></LookAt>"
    one, two, five = (f"<Placemark><name>{k}</name>{POINT}</Placemark>" for k in (1, 2, 5))
    tracks = "".join(
        f"<gx:Track><when>2022-11-0{day}</when><gx:coord>29 52 0</gx:coord></gx:Track>"
        for day in (1, 2)
    )
    four = f"<Placemark><name>4</name><gx:MultiTrack>{tracks}</gx:MultiTrack></Placemark>"
    inner = f"<Folder>{two}{placemark(POINT, '3')}</Folder>"
    intake = of_kml(
        tmp_path,
        f"<Folder><name>A</name>{view}{span}{one}{inner}{four}</Folder>",
        f"<Folder>{view}{five}</Folder>",
    )
    found = intake.sightings.fillna({"date_start": "", "date_end": ""})
    begun = ["2022-10", "2022-10", "2022-10-09", "2022-11-01", ""]
    assert found["date_start"].tolist() == begun
    assert found["date_end"].tolist() == ["2022-12", "2022-12", "", "2022-11-02", ""]
    assert "2 placemarks say no time, and have that of their folder" in intake.files[0].notes


def test_data_that_tells_when_goes_before_the_time_of_a_folder(tmp_path: Path) -> None:
    data = '<ExtendedData><Data name="Date"><value>2021-03-04</value></Data></ExtendedData>'
    stamp = "<TimeStamp><when>2022</when></TimeStamp>"
    mark = f"<Placemark><name>x</name>{data}{POINT}</Placemark>"
    intake = of_kml(tmp_path, f"<Folder>{stamp}{mark}</Folder>")
    assert intake.sightings["date_start"].tolist() == ["2021-03-04"]


def test_names_of_overlays_are_none_of_folders_and_links_stay(tmp_path: Path) -> None:
    link = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" href="https://a.example/1"/>'
    inside = f"{link}<address>Mazyr, yard</address>{POINT}"
    overlay = "<GroundOverlay><name>Scan</name></GroundOverlay>"
    intake = of_kml(tmp_path, f"<Folder>{overlay}{placemark(inside)}</Folder>")
    sighting = intake.sightings.iloc[0]
    assert sighting.get("kml_folder") != "Scan"
    assert (sighting["source_url"], sighting["address"]) == ("https://a.example/1", "Mazyr, yard")
