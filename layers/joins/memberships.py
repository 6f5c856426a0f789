"""The membership table as a file, written batch by batch: text, CSV, GeoJSON or GeoParquet.

Each writer is given frames of the same columns, one after another, and what it writes does not
depend on how the rows were divided, but for the groups of rows in a Parquet file.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Mapping
from typing import IO, Any, Final, Protocol

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.wkb import as_wkb
from layers.checking.values import csv_safe, visible
from layers.record import FIELD_BY_NAME
from layers.writing.export import csv_cell, features, plain

__all__ = ["MEMBERSHIP_FIELDS", "WRITERS", "Writer", "read_note"]

#: Columns of every membership table, before those of the sighting that were asked for.
MEMBERSHIP_FIELDS: Final = (
    "input_file",
    "input_row",
    "id",
    "region_id",
    "region",
    "certainty",
    "share",
    "distance_m",
    "longitude",
    "latitude",
    "coordinate_uncertainty_m",
)
_NUMBERS: Final = ("share", "distance_m")
_TIMES: Final = ("time_from", "time_to")
#: What a terminal shows, and the widest that a column gets there.
_SHOWN: Final[Mapping[str, int]] = {
    "id": 20, "region": 44, "certainty": 9, "share": 6, "distance_m": 10, "longitude": 10,
    "latitude": 10, "coordinate_uncertainty_m": 24,
}  # fmt: skip
_OTHER_WIDTH: Final = 30


class Writer(Protocol):
    """Writes frames to a binary file that it does not close."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None: ...

    def add(self, frame: geopandas.GeoDataFrame) -> None:
        """Write the rows of a frame: the columns, and a geometry."""

    def end(self, notes: Mapping[str, str]) -> None:
        """Write what comes last; ``notes`` travel along where the format has room for them."""

    def close(self) -> None:
        """Let go of the file, whether everything was written or not."""


class _Csv:
    """RFC 4180, formulas made harmless; lines and areas are WKT in the column ``geometry``."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        self.file, self.columns = file, columns
        self._write([[csv_safe(name) for name in columns]])

    def _write(self, rows: Any) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        self.file.write(text.getvalue().encode("utf-8"))

    def add(self, frame: geopandas.GeoDataFrame) -> None:
        cells = [
            [csv_cell(name, value) for value in plain_column(frame, name)] for name in self.columns
        ]
        self._write(zip(*cells, strict=True))

    def end(self, notes: Mapping[str, str]) -> None:
        pass

    def close(self) -> None:
        pass


class _Geojson:
    """RFC 7946: a feature for each membership, at the place of its sighting."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        self.file, self.columns = file, [name for name in columns if name != "geometry"]
        self.file.write(b'{"type": "FeatureCollection", "features": [')
        self.first = True

    def add(self, frame: geopandas.GeoDataFrame) -> None:
        for feature in features(frame[[*self.columns, "geometry"]]):
            text = json.dumps(feature, ensure_ascii=False)
            self.file.write((text if self.first else f", {text}").encode("utf-8", "replace"))
            self.first = False

    def end(self, notes: Mapping[str, str]) -> None:
        self.file.write(b"]}\n")

    def close(self) -> None:
        pass


class _Parquet:
    """GeoParquet 1.0 in EPSG:4326; ``notes`` are in the metadata of the file."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        from pyproj import CRS

        described = {"encoding": "WKB", "geometry_types": [], "crs": CRS(4326).to_json_dict()}
        geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": described}}
        self.columns = [name for name in columns if name != "geometry"]
        fields = [(name, _arrow_type(name)) for name in self.columns]
        self.schema = pa.schema([*fields, ("geometry", pa.binary())], {"geo": json.dumps(geo)})
        self.writer = pq.ParquetWriter(file, self.schema, compression="zstd")

    def add(self, frame: geopandas.GeoDataFrame) -> None:
        arrays = [
            pa.array(frame[name], self.schema.field(name).type, from_pandas=True)
            for name in self.columns
        ]
        shapes = as_wkb(frame.geometry.to_numpy())
        self.writer.write_table(pa.table([*arrays, shapes], schema=self.schema))

    def end(self, notes: Mapping[str, str]) -> None:
        if notes:
            self.writer.add_key_value_metadata(dict(notes))
        self.writer.close()

    def close(self) -> None:
        # Else it would try to end a file that is gone, when nobody looks any more.
        with contextlib.suppress(OSError, ValueError, pa.ArrowException):
            self.writer.close()


class _Table:
    """To read: columns as wide as what the first rows hold, within reason."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        more = [name for name in columns if name not in MEMBERSHIP_FIELDS]
        self.file, self.columns = file, [*_SHOWN, *more]
        self.widths: list[int] = []

    def add(self, frame: geopandas.GeoDataFrame) -> None:
        cells = [[_shown(name, v) for v in plain_column(frame, name)] for name in self.columns]
        if not len(frame):
            return
        rows = list(zip(*cells, strict=True))
        if not self.widths:
            limits = [_SHOWN.get(name, _OTHER_WIDTH) for name in self.columns]
            rows.insert(0, tuple(visible(name) for name in self.columns))
            self.widths = [
                min(limit, max(len(row[k]) for row in rows)) for k, limit in enumerate(limits)
            ]
        for row in rows:
            cut = (
                f"{cell if len(cell) <= width else cell[: width - 1] + '…':<{width}}"
                for cell, width in zip(row, self.widths, strict=True)
            )
            self.file.write(("  ".join(cut).rstrip() + "\n").encode("utf-8", "replace"))

    def end(self, notes: Mapping[str, str]) -> None:
        pass

    def close(self) -> None:
        pass


WRITERS: Final[Mapping[str, type[Writer]]] = {
    "csv": _Csv,
    "geojson": _Geojson,
    "parquet": _Parquet,
    "table": _Table,
}


def plain_column(frame: geopandas.GeoDataFrame, name: str) -> list[Any]:
    """A column as plain values, None where missing; a line or an area as WKT, a point as None."""
    if name != "geometry":
        return [plain(value) for value in frame[name].tolist()]
    shapes = frame.geometry.to_numpy()
    texts: list[Any] = shapely.to_wkt(shapes, rounding_precision=-1).tolist()
    outline = shapely.get_type_id(shapes) > 0
    return [text if out else None for text, out in zip(texts, outline, strict=True)]


def read_note(path: Any, name: str) -> str:
    """Read a note that went along with a Parquet file of ours. Raises OSError, ValueError."""
    try:
        return str((pq.read_metadata(path).metadata or {})[name.encode()].decode())
    except (pa.ArrowException, KeyError) as error:
        raise ValueError(f"{path} has no note {name!r}") from error


def _arrow_type(name: str) -> pa.DataType:
    if name == "input_row":
        return pa.int64()
    if name in _TIMES:
        return pa.timestamp("us", "UTC")
    field = FIELD_BY_NAME.get(name)
    if name in _NUMBERS or (field is not None and field.type == "number"):
        return pa.float64()
    return pa.string()


def _shown(name: str, value: Any) -> str:
    if name == "share" and value is not None:
        return _part(value)
    if isinstance(value, float):
        return f"{value:.5f}".rstrip("0").rstrip(".")
    return "" if value is None else visible(str(value))


def _part(share: float) -> str:
    """A share in three digits; little is not nothing, and nearly all is not all."""
    if 0 < share < 0.001:
        return "<0.001"
    return ">0.999" if 0.999 < share < 1 else f"{share:.3f}".rstrip("0").rstrip(".")
