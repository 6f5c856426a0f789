"""From sightings that stay inside, and those that are shown, to what must not be in a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from layers.sources import SEPARATOR
from layers.vocabulary import VOCABULARIES
from maps.leaks.secrets import Secrets

if TYPE_CHECKING:
    import geopandas

__all__ = ["bounds_of", "secrets_of"]

#: Columns that say nothing of a record, or say it in numbers that many records share.
_NOT_LOOKED_FOR: Final = frozenset(
    {
        *VOCABULARIES, "input_file", "input_row", "input_notes", "geometry", "time_from", "time_to",
        "latitude", "longitude", "target_latitude", "target_longitude", "country", "admin1",
        "coordinate_source", "source_language", "retracted",
    }
)  # fmt: skip

#: The kinds of shapes that stand in one table, by what shapely calls 0 .. 7, and None.
_KINDS: Final = np.array([0, 1, 1, 2, 3, 1, 2, 4, 0])


def secrets_of(
    withheld: geopandas.GeoDataFrame,
    shown: geopandas.GeoDataFrame | None = None,
    *,
    hidden_fields: Collection[str] = (),
    originals: geopandas.GeoDataFrame | None = None,
    finest_deg: float = 0.05,
) -> Secrets:
    """What must not be in a file that shows ``shown``, and of which ``withheld`` are kept back.

    Of ``originals`` (the records behind those that are shown) the values of ``hidden_fields`` must
    not be in it either, and their places only as exactly as ``shown`` has them. Longitude before
    latitude in degrees (EPSG:4326); ``finest_deg`` as for `Secrets`.
    """
    texts: dict[str, set[str]] = {}
    for name in withheld.columns:
        if name not in _NOT_LOOKED_FOR:
            texts[str(name)] = set(_values(withheld[name]))
    places = [_places(withheld)]
    if originals is not None:
        for name in hidden_fields:
            if name in originals and name not in _NOT_LOOKED_FOR:
                texts.setdefault(name, set()).update(_values(originals[name]))
        places.append(_places(originals))
    allowed_texts: set[str] = set()
    allowed = bounds = np.empty((0, 2))
    if shown is not None:
        allowed, bounds = _places(shown), bounds_of(shown)
        for name in shown.columns:
            allowed_texts |= set(_values(shown[name]))
    return Secrets(
        texts={name: sorted(values) for name, values in texts.items() if values},
        positions=np.concatenate(places),
        allowed_texts=sorted(allowed_texts),
        allowed=allowed,
        bounds=bounds,
        finest_deg=finest_deg,
    )


def bounds_of(shown: geopandas.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Corners of the tables in which ``shown`` may be written, as longitude, latitude (n, 2).

    A GeoPackage has a table for each layer and kind of shape, and says of each how far it reaches.
    """
    shapes = shown.geometry.to_numpy()
    layers = shown["layer"].astype(str).to_numpy() if "layer" in shown else np.zeros(len(shown))
    kinds = _KINDS[shapely.get_type_id(shapes)]
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    corners = []
    for layer in np.unique(layers):
        for kind in (None, *np.unique(kinds)):
            some = placed & (layers == layer) & (kinds == kind if kind is not None else True)
            if not some.any():
                continue
            west, south, east, north = shapely.total_bounds(shapes[some])
            corners += [(x, y) for x in (west, east) for y in (south, north)]
    return np.array(corners, float).reshape(-1, 2)


def _values(column: Iterable[Any]) -> set[str]:
    """The texts of a column, each source of several by itself."""
    out = set()
    for value in column:
        if isinstance(value, str):
            out |= {part.strip() for part in value.split(SEPARATOR.strip()) if part.strip()}
    return out


def _places(frame: geopandas.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Points, vertices of lines and areas, and targets."""
    found = [shapely.get_coordinates(frame.geometry.to_numpy())]
    for across, up in (("longitude", "latitude"), ("target_longitude", "target_latitude")):
        if across in frame and up in frame:
            pair = frame[[across, up]].to_numpy(dtype=float, na_value=np.nan)
            found.append(pair[np.isfinite(pair).all(axis=1)])
    return np.concatenate(found)
