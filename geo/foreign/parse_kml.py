"""KML and KMZ in the child process: every placemark of every folder and document.

GDAL's driver reads the first folder only unless told, leaves ExtendedData and times out, and makes
(0, 0) of coordinates that are missing or words.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element

import shapely

from geo.foreign.tables import OWN_RECORDS, Parsed, RefusalError
from geo.foreign.xml import Feature, child, elements, local, table_of, text_in

__all__ = ["parse_kml", "parse_kmz"]

_FIRST = ("name", "description", "date_start", "date_end", "kml_folder", "kml_style")
_CONTAINERS = ("Document", "Folder")
#: What has no place of its own, and is told.
_LEFT_OUT = ("GroundOverlay", "ScreenOverlay", "PhotoOverlay", "NetworkLink", "Tour")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
_TUPLE = re.compile(r"\s*,\s*")
_TIMES = ("TimeStamp", "TimeSpan")
#: Names of data that tell when, by which a placemark has a time of its own.
_WHEN = re.compile(r"date|time|when|day|дата|час|врем|datum|jour", re.IGNORECASE)
_MOST_DOCUMENTS = 1_000
_MOST_DEPTH = 16


@dataclass
class _Folder:
    """A folder or document that is open: its name, and the time that it says for all in it."""

    name: str = ""
    times: dict[str, str] = field(default_factory=dict)


def parse_kml(path: Path) -> Iterator[Parsed]:
    """Read a KML file as one table; folders are told by their path, `Ukraine / Trenches`."""
    notes: list[str] = []
    with path.open("rb") as file:
        features = _features(file, notes)
    yield from _tables(features, notes)


def parse_kmz(path: Path) -> Iterator[Parsed]:
    """Read every document of a KMZ archive as one table."""
    notes: list[str] = []
    features: list[Feature] = []
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
            if not names or len(names) > _MOST_DOCUMENTS:
                raise RefusalError(f"the archive holds {len(names):,} KML documents.")
            if len(names) > 1:
                notes.append(
                    f"{len(names)} documents read one after another: {', '.join(names)[:300]}"
                )
            for name in names:
                with archive.open(name) as file:
                    features += _features(file, notes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise RefusalError(f"the archive is damaged or locked ({str(error)[:100]}).") from None
    yield from _tables(features, notes)


def _tables(features: list[Feature], notes: list[str]) -> Iterator[Parsed]:
    """Placemarks of others, and those that Kordon wrote, in which the fields stand as they were."""
    own = [feature for feature in features if feature.own]
    others = [feature for feature in features if not feature.own]
    if others or not own:
        yield table_of("", others, _FIRST, notes)
        notes = []
    if own:
        notes.append(
            f"{len(own):,} placemarks were written by Kordon: their fields are read from "
            "ExtendedData, their places from the geometry; name, description, time and folder "
            "only show them"
        )
        yield table_of(OWN_RECORDS, own, (), notes)


def _features(file: IO[bytes], notes: list[str]) -> list[Feature]:
    features: list[Feature] = []
    left_out: Counter[str] = Counter()
    folders: list[_Folder] = []
    path: list[str] = []
    inherited = 0
    inside = 0  # of a placemark
    for event, element in elements(file):
        name = local(element)
        if event == "start":
            path.append(name)
            inside += name == "Placemark"
            if name in _CONTAINERS and not inside:
                folders.append(_Folder())
            continue
        path.pop()
        held = not inside and bool(folders) and path[-1] in _CONTAINERS
        if name == "name" and held and not folders[-1].name:
            folders[-1].name = (element.text or "").strip()
        elif name in _TIMES and held:
            _times({name: element}.get, folders[-1].times)
        elif name == "Placemark":
            inside -= 1
            feature = _feature(element, [one.name for one in folders[1:] if one.name])
            inherited += _inherit(feature, [one.times for one in folders])
            features.append(feature)
            element.clear()
        elif name in _CONTAINERS and not inside:
            folders.pop()
            element.clear()
        elif name in _LEFT_OUT and not inside:
            left_out[name] += 1
    if inherited:
        notes.append(f"{inherited:,} placemarks say no time, and have that of their folder")
    notes += [f"{count} {name} left out: no report" for name, count in sorted(left_out.items())]
    return features


def _feature(element: Element, folders: list[str]) -> Feature:
    feature = Feature()
    texts = feature.texts
    record = _own_record(element)
    if record is not None:
        feature.own = True
        texts |= record
    else:
        texts["name"] = text_in(element, "name")
        texts["description"] = text_in(element, "description")
        texts["kml_folder"] = " / ".join(folders)
        texts["kml_style"] = text_in(element, "styleUrl").lstrip("#")
        _times(lambda name: child(element, name), texts)
        _moments(element, texts)
        _data(element, texts)
        _contacts(element, texts)
    shapes = [one for one in element if local(one) in _SHAPES]
    if not shapes and feature.own:
        return feature  # a record may have no place
    if not shapes:
        feature.problem = "the placemark has no geometry"
        return feature
    try:
        feature.geometry = _joined([part for shape in shapes for part in _parts(shape, 0)])
    except ValueError as error:
        feature.problem = str(error)
        feature.raw = " ".join(" ".join(t for shape in shapes for t in shape.itertext()).split())
    return feature


def _own_record(element: Element) -> dict[str, str] | None:
    """The fields of a placemark that Kordon wrote, letter for letter; None for any other."""
    extended = child(element, "ExtendedData")
    for data in () if extended is None else extended:
        if local(data) == "SchemaData" and data.get("schemaUrl") == f"#{OWN_RECORDS}":
            return {
                one.get("name", "").strip(): one.text or ""
                for one in data
                if local(one) == "SimpleData"
            }
    return None


def _times(of: Callable[[str], Element | None], texts: dict[str, str]) -> None:
    """A moment, or the first and the last; times stay as they are written, zone or none."""
    stamp, span = of("TimeStamp"), of("TimeSpan")
    if stamp is not None:
        texts["date_start"] = text_in(stamp, "when")
    elif span is not None:
        texts["date_start"], texts["date_end"] = text_in(span, "begin"), text_in(span, "end")


def _moments(element: Element, texts: dict[str, str]) -> None:
    """The first and the last moment of tracks, where no other time is said."""
    tracks = [one for one in element.iter() if local(one) == "Track"]
    moments = [
        (one.text or "").strip() for track in tracks for one in track if local(one) == "when"
    ]
    if moments and not (texts.get("date_start") or texts.get("date_end")):
        texts["date_start"], texts["date_end"] = moments[0], moments[-1]


def _inherit(feature: Feature, times: list[dict[str, str]]) -> bool:
    """Give a placemark that says no time that of the innermost folder that says one."""
    texts = feature.texts
    if feature.own or any(value for name, value in texts.items() if _WHEN.search(name)):
        return False
    said = next((one for one in reversed(times) if any(one.values())), None)
    texts.update(said or {})
    return said is not None


def _contacts(element: Element, texts: dict[str, str]) -> None:
    """What a placemark may have beside: an address, a telephone, a link."""
    for name in ("address", "phoneNumber"):
        if found := text_in(element, name):
            texts.setdefault(name, found)
    link = child(element, "link")
    if link is not None and link.get("href"):
        texts.setdefault("link", link.get("href", "").strip())


def _data(element: Element, texts: dict[str, str]) -> None:
    """ExtendedData: its own columns; one that is called like ours fills what is empty there."""
    extended = child(element, "ExtendedData")
    for one in () if extended is None else extended.iter():
        label = one.get("name", "").strip()
        if not label or local(one) not in ("Data", "SimpleData"):
            continue
        value = text_in(one, "value") if local(one) == "Data" else (one.text or "").strip()
        if value and not texts.get(label):
            texts[label] = value


def _parts(shape: Element, depth: int) -> list[Any]:
    """The points, lines and polygons of a geometry. Raises ValueError."""
    kind = local(shape)
    if depth > _MOST_DEPTH:
        raise ValueError("geometries are nested too deeply")
    if kind in ("MultiGeometry", "MultiTrack"):
        inner = [one for one in shape if local(one) in _SHAPES]
        return [part for one in inner for part in _parts(one, depth + 1)]
    if kind == "Polygon":
        return [_polygon(shape)]
    if kind == "Track":
        moments = [(one.text or "").split() for one in shape if local(one) == "coord"]
        return [_line([_degrees(numbers) for numbers in moments])]
    places = _coordinates(shape)
    if kind == "Point":
        if len(places) != 1:
            raise ValueError(f"a point has one place, and this has {len(places)}")
        return [shapely.Point(places[0])]
    return [_line(places)]


def _line(places: list[tuple[float, float]]) -> Any:
    if not places:
        raise ValueError("the geometry has no coordinates")
    return shapely.LineString(places) if len(places) > 1 else shapely.Point(places[0])


def _polygon(shape: Element) -> Any:
    rings: dict[str, list[Any]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
    for boundary in shape:
        if local(boundary) in rings:
            rings[local(boundary)] += [
                _coordinates(ring) for ring in boundary if local(ring) == "LinearRing"
            ]
    outer = rings["outerBoundaryIs"]
    if len(outer) != 1 or len(outer[0]) < 3:
        raise ValueError("a polygon has one outer ring of three places or more")
    return shapely.Polygon(outer[0], [ring for ring in rings["innerBoundaryIs"] if len(ring) > 2])


def _coordinates(shape: Element) -> list[tuple[float, float]]:
    """``longitude,latitude[,altitude]``, one after another; blanks behind commas are forgiven."""
    text = text_in(shape, "coordinates")
    if not text:
        raise ValueError("the coordinates are empty")
    return [_degrees(part.rstrip(",").split(",")) for part in _TUPLE.sub(",", text).split()]


def _degrees(numbers: list[str]) -> tuple[float, float]:
    try:
        # 29,25,52,05 has decimal commas, and is no place with an altitude.
        longitude, latitude = (float(part) for part in numbers[:2] if len(numbers) < 4)
    except ValueError:
        raise ValueError(f"{','.join(numbers)[:60]!r} is not longitude,latitude") from None
    if not (abs(longitude) < 1e6 and abs(latitude) < 1e6):  # NaN and infinity, too
        raise ValueError(f"{','.join(numbers)[:60]!r} is not longitude,latitude")
    return longitude, latitude


def _joined(parts: list[Any]) -> Any:
    """Several parts of one kind as one shape; of several kinds as a collection."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        raise ValueError("the geometry has no parts")
    kinds = {part.geom_type for part in parts}
    multi: dict[str, Any] = {"Point": shapely.MultiPoint, "LineString": shapely.MultiLineString,
             "Polygon": shapely.MultiPolygon}  # fmt: skip
    (kind,) = kinds if len(kinds) == 1 else (None,)
    return multi[kind](parts) if kind else shapely.GeometryCollection(parts)
