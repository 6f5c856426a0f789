"""Files that GDAL writes: the child process does it, as it reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.errors import ForeignFileError, OutputError
from geo.foreign.limits import Limits
from geo.foreign.parent import run_child

__all__ = ["WrittenTable", "geopackage_of"]


@dataclass(frozen=True)
class WrittenTable:
    """A table of a GeoPackage: its name, its rows, the type of its shapes, how QGIS draws it.

    ``rows`` has WKB (EPSG:4326, x = longitude) or null in the column
    `geo.foreign.tables.GEOMETRY`, and names that differ not only in capitals; ``shapes`` is a
    simple-features type, or ``Unknown``; ``style`` is QML, or "".
    """

    name: str
    rows: pa.Table
    shapes: str
    style: str = ""


def geopackage_of(tables: Sequence[WrittenTable], *, limits: Limits | None = None) -> bytes:
    """A GeoPackage with these tables, the same bytes each time. Raises `OutputError`."""
    try:
        with tempfile.TemporaryDirectory(prefix="kordon-") as name:
            folder, size = Path(name), 0
            told: list[dict[str, str]] = []
            for number, one in enumerate(tables):
                path = folder / f"{number}.arrow"
                with (
                    pa.OSFile(str(path), "wb") as sink,
                    pa.ipc.new_file(sink, one.rows.schema) as writer,
                ):
                    writer.write_table(one.rows)
                size += path.stat().st_size
                told.append(
                    {"file": path.name, "name": one.name, "shapes": one.shapes, "style": one.style}
                )
            request: dict[str, Any] = {"format": "geopackage", "mode": "write", "tables": told}
            answer = run_child(request, folder, size, limits or Limits())
            written: str = answer["written"]
            return (folder / written).read_bytes()
    except ForeignFileError as error:
        raise OutputError(f"the GeoPackage was not written: {error}") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(f"the GeoPackage was not written: {why}.") from error
