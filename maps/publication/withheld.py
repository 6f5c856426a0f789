"""What the leak check looks for: everything of the sightings that a publication does not show."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from layers.record import FIELD_BY_NAME
from layers.sources import SEPARATOR
from maps.encode import json_bytes
from maps.firstview import first_view
from maps.leaks import Secrets, find_leaks
from maps.leaks.fromframes import bounds_of
from maps.publication.deciding import RECORDS, UKRAINIAN
from maps.publication.staying import positions_told

if TYPE_CHECKING:
    import geopandas

    from maps.publication.gate import Publication
    from maps.publication.staying import Position

__all__ = ["command_told", "secrets_of", "view_told"]

#: Columns whose values are words, numbers or days that many records share: they name nothing.
_COMMON: Final = frozenset(
    field.name for field in FIELD_BY_NAME.values() if field.type in ("word", "words", "flag")
) | {"country", "echelon", "source_language", "licence"}
_DERIVED: Final = ("input_row", "time_from", "time_to", "geometry", "latitude", "longitude",
                   "target_latitude", "target_longitude")  # fmt: skip


def secrets_of(
    sightings: geopandas.GeoDataFrame,
    publication: Publication,
    frame: geopandas.GeoDataFrame,
    *,
    texts: Collection[str] = (),
    places: Any = (),
    stood: Sequence[Position] = (),
) -> Secrets:
    """What is in ``sightings`` and not in ``frame``, which is all that the output may hold.

    Texts by field (ids and names of input files too) and positions, also those of targets, and
    every corner of lines and areas. What ``frame`` shows somewhere is no secret, nor is what
    stands in ``texts`` and ``places`` ((n, 2) longitude, latitude): what the output says besides;
    and of ``stood``, what the publication before told, what the manifest has to tell again.
    Where a profile leaves records as they are, only those that are withheld have secrets.
    """
    if not publication.profile.random_ids:
        sightings = sightings[~np.isin(publication.fate, [RECORDS, UKRAINIAN])]
    secrets = dataclasses.replace(_of_rows(sightings, frame), said=(view_told(frame),))
    again = positions_told(publication.positions, frame, stood)
    urls = {part.strip() for one in again for part in one.source_url.split(SEPARATOR)}
    middles = np.array([[one.longitude, one.latitude] for one in again], float).reshape(-1, 2)
    own = np.asarray(places, float).reshape(-1, 2)
    return dataclasses.replace(
        secrets,
        allowed_texts={*secrets.allowed_texts, *texts, *urls},
        allowed=np.concatenate([np.asarray(secrets.allowed), own, middles]),
    )


def view_told(frame: geopandas.GeoDataFrame) -> str:
    """What the head of a page of these sightings says of what it shows first."""
    return json_bytes({"view": first_view(frame)})[1:-1].decode("ascii")


def command_told(command: str, secrets: Secrets) -> str:
    """A command line as it may be told: as far as its second word where more gives a secret away.

    A condition that leaves a record out names what is withheld.
    """
    if not find_leaks(command.encode("utf-8", "replace"), secrets, name="the command"):
        return command
    return " ".join([*command.split()[:2], "..."])


def _of_rows(sightings: geopandas.GeoDataFrame, frame: geopandas.GeoDataFrame) -> Secrets:
    shown: set[str] = set()
    for name in frame.columns:
        if name not in ("geometry", "time_from", "time_to"):
            shown |= _texts(frame[name])
    shown |= _before(frame["data_generalizations"])
    texts: dict[str, set[str]] = defaultdict(set)
    for name in map(str, sightings.columns):
        if name in _DERIVED or name in _COMMON:
            continue
        if pd.api.types.is_numeric_dtype(sightings[name]):
            continue
        texts[name] = _texts(sightings[name]) - shown
    return Secrets(
        texts={name: values for name, values in texts.items() if values},
        positions=_positions(sightings),
        allowed_texts=shown,
        allowed=_positions(frame),
        bounds=bounds_of(frame),
    )


def _texts(column: pd.Series) -> set[str]:
    """The different texts of a column, each source of several by itself."""
    parts = (part for value in column.dropna().unique() for part in str(value).split(SEPARATOR))
    return {part.strip() for part in parts if part.strip()}


def _before(said: pd.Series) -> set[str]:
    """What a record said of how it was made coarser, before more was added to it."""
    parts = [value.split("; ") for value in said.dropna().unique()]
    return {"; ".join(part[:k]) for part in parts for k in range(1, len(part))}


def _positions(sightings: geopandas.GeoDataFrame) -> Any:
    """Longitude and latitude (n, 2) of everything, targets and corners included."""
    parts = [shapely.get_coordinates(sightings.geometry.to_numpy())]
    for first, second in (("longitude", "latitude"), ("target_longitude", "target_latitude")):
        if first in sightings and second in sightings:
            pair = [sightings[name].to_numpy(dtype=float, na_value=np.nan)
                    for name in (first, second)]  # fmt: skip
            parts.append(np.stack(pair, axis=1))
    return np.concatenate(parts)
