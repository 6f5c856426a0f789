"""A foreign file batch by batch, for files that do not fit in memory.

As in `geo.foreign.parent` a child process parses it under limits; here it hands on every batch
as soon as it is read, and waits until that is taken.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.errors import ForeignFileError
from geo.foreign.limits import Limits
from geo.foreign.parent import (
    ForeignTable,
    answer_of,
    foreign_table,
    format_of,
    naming,
    run_child,
)
from geo.foreign.paths import checked_path
from geo.foreign.processes import Child, end_child, start_child

__all__ = ["STREAMED", "file_format", "row_groups", "stream_table"]

#: Formats that can be read in batches: the others are read whole.
STREAMED = ("csv", "geoparquet")
_ANY_SIZE = 1 << 60


def file_format(path: str | os.PathLike[str]) -> str:
    """Tell the format of a file of any size by its content. Raises `ForeignFileError`."""
    return format_of(_checked(path), os.fspath(path), None)


def row_groups(path: str | os.PathLike[str], *, limits: Limits | None = None) -> list[int]:
    """Rows in each row group of a Parquet file, in their order. Raises `ForeignFileError`."""
    shown, source = os.fspath(path), _checked(path)
    if (found := format_of(source, shown, None)) != "geoparquet":
        raise ForeignFileError(f"{shown} is {found}, not Parquet, and has no row groups.")
    with tempfile.TemporaryDirectory(prefix="kordon-") as name, naming(shown):
        request = _request(source, "geoparquet", mode="groups")
        answer = run_child(request, Path(name), source.stat().st_size, limits or Limits())
    return [int(rows) for rows in answer["groups"]]


def stream_table(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    texts: Sequence[str] | None = None,
    groups: tuple[int, int] | None = None,
    limits: Limits | None = None,
) -> Iterator[ForeignTable]:
    """Yield the rows of a CSV or Parquet file, of any size, as tables of at most 65,536 rows.

    They are as `geo.foreign.read_table` gives them, in their order; without rows there is one
    table without rows. Of Parquet, ``texts`` reads only these columns, as far as they hold text,
    and no geometry, and ``groups`` only the row groups from the first up to the second number.
    ``limits`` hold for the child, whose memory does not grow with the file. Raises
    `ForeignFileError`, naming the file, as soon as something is wrong, which may be after many
    batches, and for a format that is not in `STREAMED`.
    """
    allowed = limits or Limits()
    shown, source = os.fspath(path), _checked(path)
    format_ = format_of(source, shown, None)
    if format_ not in STREAMED:
        raise ForeignFileError(
            f"{shown} is {format_}, which is not read in batches: save it as GeoParquet or CSV."
        )
    seconds = allowed.seconds_for(source.stat().st_size)
    request = _request(source, format_, mode="stream") | {
        "encoding": encoding,
        "texts": None if texts is None else list(texts),
        "groups": groups,
        "memory_bytes": allowed.memory_bytes,
        "seconds": seconds,
        "output_bytes": allowed.output_bytes,
    }
    with tempfile.TemporaryDirectory(prefix="kordon-") as name, naming(shown):
        folder = Path(name)
        with (folder / "stderr").open("wb") as stderr:
            process = start_child(request, folder, stderr, piped=True)
            try:
                count = yield from _batches(process, seconds)
                code = process.wait()
            finally:
                end_child(process)
        if answer_of(folder, code)["streamed"] != count:
            raise ForeignFileError("what was read of it did not arrive whole; try again.")


def _checked(path: str | os.PathLike[str]) -> Path:
    return checked_path(path, dataclasses.replace(Limits(), file_bytes=_ANY_SIZE))


def _request(source: Path, format_: str, *, mode: str) -> dict[str, Any]:
    return {"path": str(source), "format": format_, "mode": mode, "encoding": None, "sheets": []}


def _batches(process: Child, seconds: float) -> Generator[ForeignTable, None, int]:
    """Tables until the child ends or is silent for too long; returns how many batches came."""
    assert process.stdout is not None
    count, reader, about = 0, None, {}
    with process.stdout as pipe:
        while True:
            watch = threading.Timer(seconds, process.kill)
            watch.start()
            try:
                if reader is None:
                    reader = pa.ipc.open_stream(pipe)
                    about = json.loads(reader.schema.metadata[b"kordon"])
                batch = reader.read_next_batch()
                table = foreign_table(_plain(batch), about)
            except (StopIteration, pa.ArrowException, OSError):
                return count  # the child's answer says whether that was the end
            finally:
                watch.cancel()
            count += 1
            yield table


def _plain(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([batch.replace_schema_metadata()])
