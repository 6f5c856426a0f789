"""When records came in: as they say themselves, or as the store knows that they were read from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from layers.store.current import came_in
from layers.store.database import is_store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["with_ingest"]


def with_ingest(sightings: GeoDataFrame, files: Sequence[str | os.PathLike[str]]) -> GeoDataFrame:
    """The sightings with ``ingested_at`` also where only a store among ``files`` knows it.

    It is the moment at which the current version came in: what was corrected yesterday came
    yesterday. Raises `StoreError`.
    """
    stores = [path for path in files if is_store(path)]
    if not stores:
        return sightings
    known: dict[str, str] = {}
    for path in stores:
        known |= came_in(path)
    told = [
        known.get(name) if pd.isna(own) else own
        for name, own in zip(sightings["id"], sightings["ingested_at"], strict=True)
    ]
    column = pd.Series(told, index=sightings.index, dtype=sightings["id"].dtype)
    out: GeoDataFrame = sightings.assign(ingested_at=column)
    out.attrs = dict(sightings.attrs)
    return out
