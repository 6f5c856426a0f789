"""Files of any size joined with regions: into one file, or into a folder of parts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Final, Unpack

import geopandas

from geo.errors import ArgumentError
from geo.files import atomic_write
from geo.join import Predicate
from geo.resolve import find_regions
from layers.asking.ask import Gate
from layers.frames import joined as in_one_frame
from layers.intake import require_used
from layers.joins.joining import Joined, Joiner, write_memberships
from layers.joins.memberships import WRITERS
from layers.policy import Reading
from layers.readers.batches import How, read_batches

__all__ = ["DEFAULT_REGIONS", "join_files"]

#: Border zones about Ukraine, and rail hubs: see `geo.resolve.REGION_SETS`.
DEFAULT_REGIONS: Final = ("zones", "hubs")

PathLike = str | os.PathLike[str]


def join_files(
    files: Sequence[PathLike],
    output: PathLike | IO[bytes],
    regions: Sequence[str] | geopandas.GeoDataFrame = DEFAULT_REGIONS,
    *,
    format_: str = "parquet",
    in_parts: bool = False,
    dask: str | None = None,
    workers: int | None = None,
    predicate: Predicate = "intersects",
    assume_uncertainty_m: float | None = None,
    certain_only: bool = False,
    fields: Sequence[str] = (),
    overwrite: bool = False,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> Joined:
    """Join files with regions and write the table of memberships; memory stays bounded.

    ``regions``: words that `geo.resolve.find_regions` takes, or a regions frame. The table has
    one row per sighting and region it is in, with `layers.joins.memberships.MEMBERSHIP_FIELDS` and
    ``fields`` (see `layers.joins.joining.Joiner`); ``format_`` is one of "csv", "geojson",
    "parquet" and "table". ``output``, a file's name or an open binary file, is written whole or, by
    name, not at all. The other arguments are those of `layers.asking.ask.ask` and `geo.join.join`.

    With ``in_parts`` the files are Parquet files or folders of them, and ``output`` is a folder
    of Parquet files, one for each part (`layers.joins.parts.join_in_parts`); ``dask`` ("local",
    with so many ``workers``, or a scheduler's address) makes several at a time. With a ``gate``
    (`layers.asking.ask.Gate`) all rows are read at once and what it lets through is joined.

    Raises what those raise, InputError when no row could be used, OutputError when the output
    cannot be written.
    """
    if format_ not in WRITERS:
        raise ArgumentError(f"there is no format {format_!r}; there are {', '.join(WRITERS)}")
    notes: list[str] = []
    if not isinstance(regions, geopandas.GeoDataFrame):
        progress("regions")
        regions = find_regions(regions, notes=notes)
    joiner = Joiner(
        regions=regions,
        predicate=predicate,
        assume_uncertainty_m=assume_uncertainty_m,
        certain_only=certain_only,
        fields=tuple(fields),
    )
    reading = How.of(**how)
    if gate is not None and (in_parts or dask is not None):
        raise ArgumentError("what is published goes through the gate at once: leave out --out")
    if in_parts:
        if not isinstance(output, str | os.PathLike):
            raise ArgumentError("parts go into a folder: name one as output")
        joined = _in_parts(files, output, joiner, reading, dask, workers, overwrite, progress)
    elif dask is not None or workers is not None:
        raise ArgumentError("Dask makes parts in a folder: name one with --out")
    else:
        joined = _in_one(files, output, joiner, reading, format_, overwrite, gate, progress)
    joined.notes = tuple(notes)
    return joined


def _in_one(
    files: Sequence[PathLike],
    output: PathLike | IO[bytes],
    joiner: Joiner,
    how: How,
    format_: str,
    overwrite: bool,
    gate: Gate | None,
    progress: Callable[[str], None],
) -> Joined:
    joined = Joined()

    def read() -> Iterable[geopandas.GeoDataFrame]:
        for frame in read_batches(files, how, joined.account):
            progress(f"{joined.account.read:,} rows")
            yield frame
        require_used(joined.account.read, joined.account.used, files)

    def batches() -> Iterable[geopandas.GeoDataFrame]:
        return read() if gate is None else [gate(in_one_frame(read()))]

    def write(file: IO[bytes]) -> None:
        write_memberships(file, format_, joiner, batches(), joined)

    if isinstance(output, str | os.PathLike):
        atomic_write(output, write, overwrite)
    else:
        write(output)
    return joined


def _in_parts(
    files: Sequence[PathLike],
    folder: PathLike,
    joiner: Joiner,
    how: How,
    dask: str | None,
    workers: int | None,
    overwrite: bool,
    progress: Callable[[str], None],
) -> Joined:
    from layers.joins.parts import Run, join_in_parts, one_by_one

    if dask is None:
        if workers is not None:
            raise ArgumentError("--workers goes with --dask local")
        cluster: AbstractContextManager[Run] = nullcontext(one_by_one)
    else:
        from layers.joins.cluster import dask_cluster

        progress("workers")
        cluster = dask_cluster(dask, workers)
    with cluster as run:
        return join_in_parts(
            files, folder, joiner, how, run=run, overwrite=overwrite, progress=progress
        )
