"""The page: one HTML file with map, records, zones, hubs and everything needed to read them."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.files import atomic_write
from geo.join import join
from geo.regions import make_regions
from layers.checking.values import visible
from layers.coverage import Coverage, read_coverage
from layers.intake import Intake
from maps import script as scripts
from maps import shell, sketch
from maps.coverage import pack_coverage
from maps.doubles import pack_doubles
from maps.embed import ALLOW, SANDBOX
from maps.encode import Chunks, packed_json
from maps.fingerprint import stamped
from maps.firstview import first_view
from maps.ground import pack_detail, pack_ground
from maps.obstacles import add_patterns
from maps.outlines import pack_regions
from maps.payload import in_page_order, pack_records
from maps.provenance import ATTRIBUTION, NO_PROVENANCE, Provenance, provenance_of
from maps.rasters import Raster, load_raster, pack_rasters
from maps.seal import Parts
from maps.sketch import pack_sketch
from maps.spellings import spellings
from maps.terms import Terms, made_up_title
from maps.texts import BLOCK, pack_texts
from maps.withheld import meant_for
from maps.words import catalogue

if TYPE_CHECKING:
    import geopandas

    from layers.doubles.once import Together

__all__ = ["Map", "Page"]


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
    With ``together`` (`layers.doubles.once`) the page counts events beside reports.
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
    together: Together | None = None

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
        chunks, texts = Chunks(len(sightings)), Chunks(len(sightings))
        # Of very many records what is drawn first stands in front of them, in a part of its own.
        many = len(sightings) >= sketch.MANY
        sketched = many and not self.rasters and self.together is None
        base = Chunks() if many else chunks
        title = self.title or made_up_title(sightings, self.language)
        words, terms = catalogue(self.language), Terms(self.language)
        numbers = {name: k for k, name in enumerate(regions["region_id"])}
        head, seen = pack_records(chunks, sightings, memberships, numbers)
        add_patterns(head, sightings)
        if self.together is not None:
            head["doubles"] = pack_doubles(chunks, sightings, self.together)
        head |= pack_regions(base, regions, words, terms)
        head["base"] = pack_ground(base, terms.language)
        detail, head["detail"] = pack_detail(terms.language)
        rasters = [r for r in self.rasters if isinstance(r, Raster)]
        head["rasters"], pictures = pack_rasters(rasters, words)
        provenance = self.provenance.with_rasters(head["rasters"], rasters)
        head["show"] += [raster["id"] for raster in head["rasters"]]
        watched = self.coverage if isinstance(self.coverage, Coverage) else None
        head["coverage"] = pack_coverage(base, watched, terms, head["base"]["countries"])
        if watched is not None:
            head["show"].append("coverage")
            provenance = provenance.with_file(watched.file, watched.sha256, "coverage")
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
            "view": (view := first_view(sightings)),
            "attribution": ATTRIBUTION,
            "provenance": provenance.to_dict(sightings),
            "sketch": pack_sketch(base, seen, view) if sketched else None,
            "base_toc": base.toc if many else None,
            "toc": chunks.toc,
            "texts": {"block": BLOCK, "toc": texts.toc},
        }
        if provenance.publication:
            head["meant_for"] = meant_for(provenance.publication, words)
        for layer in head["layers"]:
            layer["label"] = words[f"layer_{layer['id']}"]
        for category in head["categories"]:
            word = category["id"].partition(".")[2]
            category["label"], category["meaning"] = terms.category(word)
        start, style, script = _code()
        document = shell.wrap(
            title=title,
            language=terms.language,
            start=start,
            style=style,
            markup=scripts.markup(words),
            script=script,
            data={
                "kordon-head": packed_json(head),
                **({"kordon-base": base.base64()} if many else {}),
                "kordon-data": chunks.base64(),
                **pictures,
            },
            later={"kordon-texts": texts.base64(), "kordon-detail": detail.base64()},
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
            f'sandbox="{SANDBOX}" allow="{ALLOW}" srcdoc="{inner}"></iframe>'
        )


#: Another name for the same thing: what a notebook user looks for.
Map = Page


@cache
def _code() -> tuple[Parts, str, str]:
    """What starts a page, its style and its script: our own files, read once."""
    return scripts.start(), scripts.style(), scripts.script()


def _palette() -> dict[str, Any]:
    text = (resources.files("maps") / "palette.json").read_text("utf-8")
    themes: dict[str, Any] = json.loads(text)
    return themes
