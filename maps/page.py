"""The page: one HTML file with map, records, zones, hubs and everything needed to read them."""

from __future__ import annotations

import html
import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from geo.files import atomic_write
from geo.join import join
from geo.regions import make_regions
from layers.coverage import Coverage, read_coverage
from layers.intake import Intake
from layers.values import visible
from maps import basemap, shell
from maps import script as scripts
from maps.coverage import pack_coverage
from maps.encode import Chunks, packed_json
from maps.fingerprint import stamped
from maps.firstview import first_view
from maps.payload import in_page_order, pack_records
from maps.provenance import NO_PROVENANCE, Provenance, provenance_of
from maps.rasters import Raster, load_raster, pack_rasters
from maps.spellings import spellings
from maps.terms import Terms, made_up_title
from maps.texts import BLOCK, pack_texts
from maps.words import catalogue

if TYPE_CHECKING:
    import geopandas

__all__ = ["Map", "Page"]

#: Simplification of zone outlines on the page, in degrees (about 70 m). Joins use the full ones.
_REGION_TOLERANCE = 0.0008
#: What a page in a notebook may do: run, print, open sources in tabs of their own, save files.
_SANDBOX = "allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads"
_ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL) · GeoNames (CC BY) · OurAirports · Natural Earth · GSHHG"
)
_COUNTRY_NAME = {"en": "name", "be": "name_be", "ru": "name_ru", "uk": "name_uk",
                 "de": "name_de", "fr": "name_fr"}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A map page of sightings.

    ``sightings`` is what `layers.readers.read` gave, or a frame of the same shape (EPSG:4326,
    see there); ``regions`` a frame of zones and hubs (`geo.regions`), or None for none;
    ``memberships`` the result of `geo.join.join` on the two, made when not given;
    an empty ``title`` means one made from the dates, in the page's ``language``;
    ``provenance`` says where the rows came from (an intake brings its own). Without ``texts``
    the page has no descriptions, places, ids or sources: a third of the size, for overviews.
    ``rasters`` are pictures that lie under the records, the first one lowest: what
    `maps.rasters.load_raster` gave, or the paths of GeoTIFFs. ``coverage`` says where and when
    somebody watched: what `layers.coverage.read_coverage` gave, or the path of such a table.
    """

    sightings: geopandas.GeoDataFrame
    _: KW_ONLY
    regions: geopandas.GeoDataFrame | None = None
    memberships: pd.DataFrame | None = None
    title: str = ""
    language: str = "en"
    provenance: Provenance = NO_PROVENANCE
    texts: bool = True
    rasters: Sequence[Raster | str | os.PathLike[str]] = ()
    coverage: Coverage | str | os.PathLike[str] | None = None

    def __post_init__(self) -> None:
        """An intake brings its sightings and its account of the rows with it; files are read."""
        rasters = [r if isinstance(r, Raster) else load_raster(r) for r in self.rasters]
        object.__setattr__(self, "rasters", rasters)
        if isinstance(self.coverage, str | os.PathLike):
            object.__setattr__(self, "coverage", read_coverage(self.coverage))
        if isinstance(self.sightings, Intake):
            intake = self.sightings
            object.__setattr__(self, "sightings", intake.sightings)
            if self.provenance is NO_PROVENANCE:
                object.__setattr__(self, "provenance", provenance_of(intake))

    def html(self) -> str:
        """The whole document. Same page, same text."""
        regions = make_regions([]) if self.regions is None else self.regions
        sightings = in_page_order(self.sightings.reset_index(drop=True))
        memberships = self.memberships
        if memberships is None:
            known = self.sightings.reset_index(drop=True)
            memberships = join(known if len(regions) else known.iloc[:0], regions)
        chunks, texts = Chunks(), Chunks()
        title = self.title or made_up_title(sightings, self.language)
        words, terms = catalogue(self.language), Terms(self.language)
        numbers = {name: k for k, name in enumerate(regions["region_id"])}
        head = pack_records(chunks, sightings, memberships, numbers)
        head |= _regions_head(chunks, regions, words, terms)
        head["base"] = _base_head(chunks, terms.language)
        rasters = [r for r in self.rasters if isinstance(r, Raster)]
        head["rasters"], pictures = pack_rasters(rasters, words)
        provenance = self.provenance.with_rasters(head["rasters"], rasters)
        head["show"] += [raster["id"] for raster in head["rasters"]]
        watched = self.coverage if isinstance(self.coverage, Coverage) else None
        head["coverage"] = pack_coverage(chunks, watched, terms, head["base"]["countries"])
        if watched is not None:
            head["show"].append("coverage")
            provenance = provenance.with_file(watched.file, watched.sha256)
        head["fields"] = pack_texts(texts, sightings) if self.texts else []
        if self.texts:
            texts.json("spellings", spellings(sightings))
        head |= {
            "title": title,
            "language": terms.language,
            "calendar": terms.calendar,
            "catalogue": words,
            "themes": _palette(),
            "labels": terms.labels()
            | {"country": {c["iso"]: c["name"] for c in head["base"]["countries"]}},
            "view": first_view(sightings),
            "attribution": _ATTRIBUTION,
            "provenance": provenance.to_dict(sightings),
            "toc": chunks.toc,
            "texts": {"block": BLOCK, "toc": texts.toc},
        }
        for layer in head["layers"]:
            layer["label"] = words[f"layer_{layer['id']}"]
        for category in head["categories"]:
            word = category["id"].partition(".")[2]
            category["label"], category["meaning"] = terms.category(word)
        document = shell.wrap(
            title=title,
            language=terms.language,
            start=scripts.start(),
            style=scripts.style(),
            markup=scripts.markup(words),
            script=scripts.script(),
            data={
                "kordon-head": packed_json(head),
                "kordon-data": chunks.base64(),
                "kordon-texts": texts.base64(),
                **pictures,
            },
        )
        return stamped(document)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> int:
        """Writes the page whole or not at all; returns its size in bytes.

        Raises OutputError when the file exists and ``overwrite`` is not set, or when it cannot
        be written.
        """
        data = self.html().encode("utf-8")
        atomic_write(path, data, overwrite=overwrite)
        return len(data)

    def _repr_html_(self) -> str:
        """For notebooks: the page in a sandboxed frame, so that two do not disturb each other.

        Nothing in the frame can reach the notebook: it has no origin in common with it.
        """
        inner = html.escape(self.html(), quote=True)
        title = html.escape(visible(self.title), quote=True)
        return (
            f'<iframe title="{title}" style="width:100%;height:620px;border:1px solid #ccc" '
            f'sandbox="{_SANDBOX}" allow="fullscreen; clipboard-write" srcdoc="{inner}"></iframe>'
        )


#: Another name for the same thing: what a notebook user looks for.
Map = Page


def _regions_head(
    chunks: Chunks, regions: geopandas.GeoDataFrame, words: Mapping[str, Any], terms: Terms
) -> dict[str, Any]:
    """Outlines, and which set (a switch in the layer tree) each region belongs to."""
    circles = [_circle(row) for row in regions.drop(columns="geometry").to_dict("records")]
    simple = shapely.simplify(regions.geometry.to_numpy(), _REGION_TOLERANCE)
    simple[[circle is not None for circle in circles]] = None
    chunks.shapes("regions", simple, 100_000)
    sets: dict[str, dict[str, Any]] = {}
    rows = []
    for row, circle in zip(
        regions.drop(columns="geometry").to_dict("records"), circles, strict=True
    ):
        key, label, tone = _set_of(row, words)
        known = sets.setdefault(
            key, {"id": key, "label": label, "kind": row["kind"], "tone": tone, "count": 0}
        )
        known["count"] += 1
        zone = row["kind"] == "border_zone"
        rows.append(
            {
                "id": row["region_id"],
                "name": terms.region(row),
                "kind": row["kind"],
                "set": key,
                "circle": circle,
                "tone": tone,
                "hatched": (zone and row["distance_m"] == _hatched(regions))
                or (row["kind"] == "custom"),
            }
        )
    show = [*sets, "areas", "discs", "targets", "rails", "graticule"]
    return {"regions": rows, "sets": list(sets.values()), "show": show}


def _circle(row: Mapping[str, Any]) -> list[float] | None:
    """A hub that is a disc travels as its middle and radius, and is drawn round at any zoom."""
    circle = [float(row[name]) for name in ("longitude", "latitude", "distance_m")]
    return circle if row["kind"] == "rail_hub" and all(map(math.isfinite, circle)) else None


def _hatched(regions: geopandas.GeoDataFrame) -> float:
    """Of nested bands one is hatched: the second smallest, or the only one."""
    distances = sorted(set(regions.loc[regions["kind"] == "border_zone", "distance_m"]))
    return float(distances[min(1, len(distances) - 1)]) if distances else float("nan")


def _set_of(row: Mapping[str, Any], words: Mapping[str, Any]) -> tuple[str, str, str]:
    if row["kind"] == "border_zone":
        pair = "-".join(str(row["region_id"]).split("-")[:2])
        tone = {"BY-UA": "near", "RU-UA": "east"}.get(pair, "far")
        label = str(words["set_zones"]).replace("{pair}", pair.replace("-", "–"))
        return f"zones-{pair}", label, tone
    if row["kind"] == "rail_hub":
        return "hubs", str(words["set_rail_hubs"]), "hub"
    return f"{row['kind']}", str(words[f"set_{row['kind']}"]), "custom"


def _base_head(chunks: Chunks, language: str) -> dict[str, Any]:
    base = basemap.load()
    for name, features in base["shapes"].items():
        chunks.paths(f"base.{name}", features)
    chunks.json("base.places", base["places"])
    meta: dict[str, Any] = base["meta"]
    name = _COUNTRY_NAME.get(language, "name")
    countries = [
        {"iso": c["iso"], "at": c["at"], "name": c[name] or c["name"], "rings": c["rings"]}
        for c in meta["countries"]
    ]
    return meta | {"countries": countries}


def _palette() -> dict[str, Any]:
    text = (resources.files("maps") / "palette.json").read_text("utf-8")
    themes: dict[str, Any] = json.loads(text)
    return themes
