"""The join in parts on Dask: two workers beside one, over the same GeoParquet file."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from benchmarks.joins.measure import say, seconds
from benchmarks.joins.workload import points

__all__ = ["dask_workers", "same_rows", "write_records"]

_GROUP_ROWS: Final = 100_000
_GEO: Final = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def dask_workers(
    count: int, regions: geopandas.GeoDataFrame, rounds: int, folder: Path
) -> dict[str, Any]:
    """Median times of ``kordon join`` over so many records: in one file, on one worker, on two.

    From the start to the last part, as whoever types it waits: workers are started each time.
    ``same``: whether the parts hold the rows of the one file, in its order.
    """
    from layers.joins.files import join_files

    ids = [f"r{number}" for number in range(len(regions))]
    regions = regions.assign(region_id=ids, name=ids)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        records, whole = place / "records.parquet", place / "whole.parquet"
        say(f"{count:,} records in parts: writing them")
        write_records(count, records)
        times: dict[str, list[float]] = {"one file": [], "1": [], "2": []}
        same = []
        for turn in range(rounds):
            took, _ = seconds(lambda: join_files([records], whole, regions, overwrite=True))
            times["one file"].append(took)
            for workers in (1, 2):
                out = place / f"{workers}-{turn}"
                took, _ = seconds(
                    lambda w=workers, o=out: join_files(
                        [records], o, regions, in_parts=True, dask="local", workers=w
                    )
                )
                times[str(workers)].append(took)
                same.append(same_rows(whole, out))
            say("  " + ", ".join(f"{how}: {spent[-1]:.1f} s" for how, spent in times.items()))
        medians = {how: statistics.median(spent) for how, spent in times.items()}
        return {"records": count, "seconds": medians, "times": times, "same": all(same)}


def write_records(count: int, path: Path) -> None:
    """Exact points with an id, a day and a category, in groups of a hundred thousand rows."""
    x, y = points(count)
    rng = np.random.default_rng(5)
    days = np.datetime64("2022-01-01") + np.arange(365)
    words = np.array(["rail_echelon", "road_convoy", "field_camp"], dtype=object)
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("date_start", pa.string()),
            ("category", pa.string()),
            ("coordinate_uncertainty_m", pa.float64()),
            ("geometry", pa.binary()),
        ],
        {"geo": json.dumps(_GEO)},
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, count, _GROUP_ROWS):
            rows = np.arange(first, min(first + _GROUP_ROWS, count))
            columns = [
                [f"r{row}" for row in rows],
                rng.choice(days, len(rows)).astype(str),
                rng.choice(words, len(rows)),
                np.zeros(len(rows)),
                shapely.to_wkb(shapely.points(x[rows], y[rows])),
            ]
            arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
            writer.write_table(pa.table(arrays, schema=schema))


def same_rows(whole: Path, parts: Path) -> bool:
    """Whether the parts in a folder, one after another, are the rows of a file."""
    files = sorted(parts.glob("part-*.parquet"))
    names = pq.read_schema(whole).names
    return all(_column([whole], name).equals(_column(files, name)) for name in names)


def _column(files: list[Path], name: str) -> pa.ChunkedArray:
    columns = [pq.read_table(file, columns=[name]).column(0) for file in files]
    return pa.chunked_array([chunk for column in columns for chunk in column.chunks])
