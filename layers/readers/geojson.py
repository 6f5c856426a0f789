"""GeoJSON, and JSON records: one table; where a geometry cannot be read it is unlocated."""

from __future__ import annotations

from layers.readers.base import Reader, one_table

__all__ = ["JSON", "READER"]

READER = Reader("geojson", one_table)
JSON = Reader("json", one_table)
