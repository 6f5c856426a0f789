"""How each peer writes its page of the same records, as its own documentation shows it.

No peer gets a base map or tiles from the network, and each gets what makes it faster without
changing what it is. The short text is the popup or tooltip; markers carry nothing else (they
could only as more text), pages that hold a table carry every column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.pages.records import read

__all__ = ["PEERS", "Kind", "Peer"]

Kind = Literal["kordon", "leaflet", "deck"]

_COLORS = {"deployment": "#d55e00", "fortification": "#0072b2", "shelling": "#333333"}
_RGB = [213, 94, 0]
_VIEW = {"latitude": 52.0, "longitude": 31.0, "zoom": 5}
_FOLIUM_ZOOM = 6  # the same: its tiles are half as wide


@dataclass(frozen=True)
class Peer:
    """``write(records, page)`` makes the page of a GeoParquet file; ``kind`` is how it draws."""

    name: str
    kind: Kind
    write: Callable[[Path, Path], None]


def _kordon(records: Path, page: Path, *, texts: bool = True) -> None:
    import kordon

    intake = kordon.read(records)
    kordon.Page(intake, texts=texts).save(page, overwrite=True)


def _kordon_bare(records: Path, page: Path) -> None:
    _kordon(records, page, texts=False)


def _kordon_empty(records: Path, page: Path) -> None:
    """Nothing but the page itself: base map, script, style."""
    import kordon

    kordon.Page(kordon.read(records).sightings.iloc[:0]).save(page, overwrite=True)


def _frame(**options: Any) -> Any:
    import folium

    frame = folium.Map(
        [_VIEW["latitude"], _VIEW["longitude"]],
        zoom_start=_FOLIUM_ZOOM, tiles=None, **options,
    )  # fmt: skip
    frame.options["maxZoom"] = 18  # which clusters need, and without tiles nobody says
    return frame


def _plugin(name: str) -> Any:
    """One of folium's plugins, which have no types."""
    from folium import plugins

    return getattr(plugins, name)


def _rows(records: Path) -> zip[tuple[float, float, str, str]]:
    """Latitude, longitude, text and colour of every record."""
    table = read(records)
    return zip(
        table["latitude"].tolist(), table["longitude"].tolist(),
        table["description"].tolist(), table["layer"].map(_COLORS).tolist(), strict=True,
    )  # fmt: skip


def _marker(records: Path, page: Path) -> None:
    import folium

    frame = _frame()
    for latitude, longitude, text, _ in _rows(records):
        folium.Marker([latitude, longitude], popup=text).add_to(frame)
    frame.save(page)


def _circles(records: Path, page: Path, **options: Any) -> None:
    import folium

    frame = _frame(**options)
    for latitude, longitude, text, color in _rows(records):
        folium.CircleMarker(
            [latitude, longitude], radius=4, color=color, fill=True, popup=text
        ).add_to(frame)
    frame.save(page)


def _circles_on_canvas(records: Path, page: Path) -> None:
    _circles(records, page, prefer_canvas=True)


def _cluster(records: Path, page: Path) -> None:
    import folium

    frame = _frame()
    cluster = _plugin("MarkerCluster")().add_to(frame)
    for latitude, longitude, text, _ in _rows(records):
        folium.Marker([latitude, longitude], popup=text).add_to(cluster)
    frame.save(page)


def _fast_cluster(records: Path, page: Path) -> None:
    frame = _frame()
    rows = [[latitude, longitude, text] for latitude, longitude, text, _ in _rows(records)]
    made = "function (row) { return L.marker([row[0], row[1]]).bindPopup(row[2]); }"
    _plugin("FastMarkerCluster")(rows, callback=made).add_to(frame)
    frame.save(page)


def _geojson(records: Path, page: Path) -> None:
    import folium

    frame = _frame(prefer_canvas=True)
    folium.GeoJson(
        read(records).drop(columns=["longitude", "latitude"]),
        marker=folium.CircleMarker(radius=4, fill=True, color=_COLORS["deployment"]),
        tooltip=folium.GeoJsonTooltip(["description"]),
    ).add_to(frame)
    frame.save(page)


def _explore(records: Path, page: Path) -> None:
    table = read(records).drop(columns=["longitude", "latitude"])
    table.explore(color=_COLORS["deployment"], tooltip="description", tiles=None).save(page)


def _pydeck(records: Path, page: Path) -> None:
    import pydeck

    layer = pydeck.Layer(
        "ScatterplotLayer", data=read(records).drop(columns="geometry"),
        get_position=["longitude", "latitude"], get_radius=300, radius_min_pixels=3,
        get_fill_color=_RGB, pickable=True,
    )  # fmt: skip
    deck = pydeck.Deck(
        layers=[layer], map_provider=None, initial_view_state=pydeck.ViewState(**_VIEW),
        tooltip={"text": "{description}"},
    )  # fmt: skip
    deck.to_html(str(page), offline=True, open_browser=False, notebook_display=False)


def _lonboard(records: Path, page: Path) -> None:
    import lonboard

    layer = lonboard.ScatterplotLayer.from_geopandas(
        read(records).drop(columns=["longitude", "latitude"]),
        get_radius=300, radius_min_pixels=3, get_fill_color=_RGB,
    )  # fmt: skip
    options: Any = {"basemap": None, "view_state": _VIEW}
    text = str(lonboard.Map(layer, **options).to_html())
    # Its link to require.js is sealed with the hash of one CDN's own minified copy, which is in
    # no package; without the seal the same release can stand in for it.
    page.write_text(_without_seal(text), "utf-8")


def _without_seal(text: str) -> str:
    head, mark, rest = text.partition(' integrity="')
    return head + rest.partition('"')[2] if mark else text


#: All pages by name, in the order of the table. The first is what ratios are taken to.
PEERS = {
    peer.name: peer
    for peer in (
        Peer("kordon", "kordon", _kordon),
        Peer("kordon-no-texts", "kordon", _kordon_bare),
        Peer("folium-marker", "leaflet", _marker),
        Peer("folium-circle", "leaflet", _circles),
        Peer("folium-circle-canvas", "leaflet", _circles_on_canvas),
        Peer("folium-cluster", "leaflet", _cluster),
        Peer("folium-fast-cluster", "leaflet", _fast_cluster),
        Peer("folium-geojson", "leaflet", _geojson),
        Peer("explore", "leaflet", _explore),
        Peer("pydeck", "deck", _pydeck),
        Peer("lonboard", "deck", _lonboard),
        Peer("kordon-empty", "kordon", _kordon_empty),
    )
}
