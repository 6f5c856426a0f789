"""GeoParquet, and Parquet without geometry: one table."""

from __future__ import annotations

from layers.readers.base import Reader, one_table

__all__ = ["READER"]

READER = Reader("geoparquet", one_table)
