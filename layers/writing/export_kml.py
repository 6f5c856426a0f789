"""Sightings as KML: a folder per layer, times and colours for viewers, and each record whole.

What a viewer shows (name, description, time, folder, style) is made from the fields. The fields
themselves stand in ``ExtendedData``, as `geo.foreign.tables.OWN_RECORDS`, letter for letter, and
are what is read again; only the place of a point is where its placemark is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import geopandas
import numpy as np
import shapely

from geo.foreign.tables import OWN_RECORDS
from layers.colours import COLOURS, rgb_of
from layers.columns import claimed_fields
from layers.registry import LAYERS
from layers.times.moments import spans
from layers.vocabulary import term
from layers.writing.export import records, unambiguous
from layers.writing.portable import portable

__all__ = ["kml_bytes"]

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document>
<name>Sightings</name>
"""
#: Colours are opacity, blue, green, red.
_STYLE: Final = """<Style id="{id}">\
<IconStyle><color>ff{colour}</color></IconStyle>\
<LabelStyle><scale>0.7</scale></LabelStyle>\
<LineStyle><color>ff{colour}</color><width>3</width></LineStyle>\
<PolyStyle><color>40{colour}</color></PolyStyle></Style>
"""
#: A time without seconds, which KML does not have.
_SHORT: Final = re.compile(r"(T\d{2}:\d{2})(?=Z|[+-])")
_DAY: Final = np.timedelta64(1, "D")
_SECOND: Final = np.timedelta64(1, "s")


def kml_bytes(sightings: geopandas.GeoDataFrame) -> bytes:
    """The sightings as KML 2.2, the same bytes each time; nothing in it leads to the network.

    Control characters, which XML has not, become their pictures (U+2400 ...).
    """
    rows = records(sightings)
    shapes = shapely.orient_polygons(sightings.geometry.to_numpy())
    times = _times(sightings)
    names = [str(name) for name in sightings.columns]
    kept = claimed_fields(names)
    parts = [_HEAD, _schema(names), *(_styles())]
    layers = [*(layer.id for layer in LAYERS), ""]
    by_layer: dict[str, list[str]] = {layer: [] for layer in layers}
    for row, shape, time in zip(rows, shapes, times, strict=True):
        layer = row["layer"] if row["layer"] in by_layer else ""
        by_layer[layer].append(_placemark(row, shape, time, layer, kept))
    for layer, marks in by_layer.items():
        if marks:
            label = term("layer", layer)
            parts += ["<Folder><name>", _text(label.label if label else "Others"), "</name>\n"]
            parts += [*marks, "</Folder>\n"]
    parts.append("</Document>\n</kml>\n")
    return "".join(parts).encode("utf-8")


def _text(text: str) -> str:
    """Text between tags; a lone carriage return would become a line feed there."""
    return escape(portable(text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(portable(text))


def _schema(names: list[str]) -> str:
    fields = "".join(f'<SimpleField type="string" name={_quoted(name)}/>\n' for name in names)
    return f'<Schema name="{OWN_RECORDS}" id="{OWN_RECORDS}">\n{fields}</Schema>\n'


def _styles() -> Iterator[str]:
    for layer, colour in COLOURS.items():
        red, green, blue = rgb_of(colour)
        yield _STYLE.format(id=layer, colour=f"{blue:02x}{green:02x}{red:02x}")


def _placemark(row: dict[str, Any], shape: Any, time: str, layer: str, kept: frozenset[str]) -> str:
    known = term("category", str(row["category"]))
    name = row["place"] or (known.label if known else row["category"]) or row["id"]
    style = f"<styleUrl>#{layer}</styleUrl>" if layer else ""
    return (
        f"<Placemark><name>{_text(str(name))}</name>"
        f"<description>{_text(_told(row))}</description>{time}{style}\n"
        f'<ExtendedData><SchemaData schemaUrl="#{OWN_RECORDS}">\n{_fields(row, shape, kept)}'
        f"</SchemaData></ExtendedData>{'' if shape is None else _shape(shape)}</Placemark>\n"
    )


def _told(row: dict[str, Any]) -> str:
    """What a viewer shows, which takes it for a web page: so text is escaped once more."""
    radius = row["coordinate_uncertainty_m"]
    place = "not known how precisely" if radius is None else f"within {radius:,.10g} m"
    lines = [
        row["description"],
        " ".join(str(row[name]) for name in ("date_start", "date_precision") if row[name]),
        f"Place: {place}",
        row["source_title"],
        row["source_url"],
    ]
    return "<br/>\n".join(html.escape(str(line), quote=False) for line in lines if line)


def _fields(row: dict[str, Any], shape: Any, kept: frozenset[str]) -> str:
    """All that a record says, as text; a point's degrees are those of its placemark.

    Of what is empty only the fields in ``kept`` are there.
    """
    placed = {"geometry"}
    if shape is not None and shape.geom_type == "Point":
        placed |= {"latitude", "longitude"}
    texts = {
        name: "" if value is None or name in placed else str(unambiguous(name, value))
        for name, value in row.items()
    }
    return "".join(
        f"<SimpleData name={_quoted(name)}>{_text(text)}</SimpleData>\n"
        for name, text in texts.items()
        if text or name in kept
    )


def _shape(shape: Any) -> str:
    kind = shape.geom_type
    if kind in ("Point", "LineString", "LinearRing"):
        return f"<{kind}>{_coordinates(shape)}</{kind}>"
    if kind == "Polygon":
        inner = "".join(
            f"<innerBoundaryIs><LinearRing>{_coordinates(ring)}</LinearRing></innerBoundaryIs>"
            for ring in shape.interiors
        )
        outer = f"<LinearRing>{_coordinates(shape.exterior)}</LinearRing>"
        return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{inner}</Polygon>"
    return f"<MultiGeometry>{''.join(_shape(part) for part in shape.geoms)}</MultiGeometry>"


def _coordinates(shape: Any) -> str:
    pairs = shapely.get_coordinates(shape).tolist()
    return f"<coordinates>{' '.join(f'{x!r},{y!r}' for x, y in pairs)}</coordinates>"


def _times(sightings: geopandas.GeoDataFrame) -> list[str]:
    """A moment or a day as TimeStamp; what lasted longer, or is known less well, as TimeSpan."""
    first, after = spans(sightings, "date_start")
    _, end = spans(sightings, "date_end")
    starts = sightings["date_start"].tolist()
    precisions = sightings["date_precision"].tolist()
    result = []
    for text, precision, begin, stop, late in zip(
        starts, precisions, first, after, end, strict=True
    ):
        if np.isnat(begin):
            result.append("")
        elif np.isnat(late) and precision not in ("week", "month", "year"):
            when = _SHORT.sub(r"\1:00", text)
            result.append(f"<TimeStamp><when>{_text(when)}</when></TimeStamp>")
        else:
            last = stop if np.isnat(late) else max(stop, late)
            days = begin == begin.astype("datetime64[D]") and last == last.astype("datetime64[D]")
            result.append(
                f"<TimeSpan><begin>{_moment(begin, days)}</begin>"
                f"<end>{_moment(last - (_DAY if days else _SECOND), days)}</end></TimeSpan>"
            )
    return result


def _moment(moment: Any, days: bool) -> str:
    """A UTC moment, or day, as KML has it."""
    if days:
        return str(moment.astype("datetime64[D]"))
    return str(moment.astype("datetime64[s]")) + "Z"
