"""A grid over regions: the exact join of very many points with very many polygons."""

from __future__ import annotations

from geo.grid.index import CHUNK, GridIndex, Predicate, index_regions, polygons_only
from geo.grid.store import fingerprint, load_index, save_index

__all__ = [
    "CHUNK",
    "GridIndex",
    "Predicate",
    "fingerprint",
    "index_regions",
    "load_index",
    "polygons_only",
    "save_index",
]
