"""Records through the real gate, and files of what it lets through in every format there is."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
from leak_planting import NOTATIONS, NOW, Made, withheld

from layers.writing.export import EXPORTS, export
from maps.leaks import Secrets
from maps.page import Page
from maps.publication.gate import Publication, publish_records
from maps.publication.profile import load_profile
from maps.publication.withheld import secrets_of

#: What is written of records, of what a document is made, and stills.
TABLES = ("page", *EXPORTS)
BRIEFINGS = ("html", "docx", "pptx", "pdf", "md")
STILLS = ("png", "svg", "pdf")
#: Fields of a record that documents and pages show, into which a value may get by mistake.
_SAID = ("place", "unit", "equipment", "consist", "source_title", "description")


@dataclass
class Gated:
    """Records, and what a profile lets out of them."""

    made: Made
    profile: str

    @cached_property
    def publication(self) -> Publication:
        """The gate's answer."""
        rule = load_profile(self.profile)
        return publish_records(self.made.sightings, rule, now=NOW, seed="s")

    @cached_property
    def frame(self) -> geopandas.GeoDataFrame:
        """All that may be written."""
        return self.publication.frame()

    @cached_property
    def secrets(self) -> Secrets:
        """All that may not, as `kordon publish` looks for it."""
        return secrets_of(self.made.sightings, self.publication, self.frame)

    @cached_property
    def hidden(self) -> tuple[dict[str, str], np.ndarray]:
        """The same as the sorts of records say it: value -> field, and places."""
        return withheld(self.made, self.profile)

    @cached_property
    def named(self) -> tuple[Secrets, dict[str, str]]:
        """The gate's secrets with each value under a name of its own, so that it can be told."""
        known = {value for values in self.secrets.texts.values() for value in values}
        texts, _ = self.hidden
        assert set(texts) <= known, "the gate looks for all that is to stay inside"
        names = {f"{field} {k}": value for k, (value, field) in enumerate(texts.items())}
        told = {name: [value] for name, value in names.items()}
        return dataclasses.replace(self.secrets, texts=told), names


def tables_of(frame: geopandas.GeoDataFrame, name: str) -> bytes:
    """A page, or an export."""
    if name == "page":
        return Page(frame, title="Made up").html().encode("utf-8")
    return export(frame, name)


def stills_of(
    frame: geopandas.GeoDataFrame, folder: Path, title: str = "Made up",
    *, language: str = "en",
) -> dict[str, bytes]:  # fmt: skip
    """Stills in all formats, drawn once."""
    from maps.picture import draw_pictures

    paths = [folder / f"still.{name}" for name in STILLS]
    draw_pictures(frame, paths, title=title, size="column", overwrite=True, language=language)
    return {name: path.read_bytes() for name, path in zip(STILLS, paths, strict=True)}


def briefings_of(
    frame: geopandas.GeoDataFrame, folder: Path, *, names: Sequence[str] = BRIEFINGS,
    language: str = "en",
) -> dict[str, bytes]:  # fmt: skip
    """A briefing in these formats, of what was published as a table."""
    from maps.briefing.build import build_briefing
    from maps.briefing.stills import Stills
    from maps.briefing.write import briefing_bytes

    path = folder / "published.csv"
    path.write_bytes(export(frame, "csv"))
    briefing = build_briefing(
        [path], zones=["BY-UA"], hubs=["none"], rows=500, language=language
    ).briefing
    stills = Stills(briefing)
    return {name: briefing_bytes(briefing, name, stills) for name in names}


def planted(gated: Gated, rng: random.Random) -> geopandas.GeoDataFrame:
    """What may be shown, and by mistake also what may not: in texts, and as places of records."""
    frame = gated.frame.copy()
    texts, places = gated.hidden
    values = rng.sample(list(texts), len(texts))
    for field in _SAID:
        column = frame[field].astype(object).to_numpy(copy=True)
        for row in range(len(frame)):
            if values and rng.random() < 0.8:
                column[row] = values.pop()
        frame[field] = pd.Series(column, index=frame.index, dtype=gated.frame[field].dtype)
    notes = frame["description"].astype(object).to_numpy(copy=True)
    for row, (lon, lat) in enumerate(places[: len(frame)]):
        if row % 2:
            notes[row] = f"seen at {rng.choice(NOTATIONS)(lon, lat)}"
        else:
            frame.loc[row, ["longitude", "latitude"]] = (lon, lat)
    frame["description"] = pd.Series(notes, index=frame.index, dtype=frame["description"].dtype)
    points = geopandas.points_from_xy(frame["longitude"], frame["latitude"], crs=4326)
    shapes: Any = np.where(frame.geometry.geom_type == "Point", points, frame.geometry)
    return frame.set_geometry(geopandas.GeoSeries(shapes, index=frame.index, crs=4326))
