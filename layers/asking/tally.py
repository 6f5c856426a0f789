"""From files and words to counts: `counting` for people who type, and counts as files."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Unpack

import geopandas
import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.regionfiles import collection_text
from geo.resolve import find_regions
from layers.asking.ask import Gate
from layers.asking.counter import Counter
from layers.asking.counting import ANY_REGION, GROUPS, check_groups
from layers.asking.selection import Selection
from layers.checking.values import csv_safe
from layers.doubles.known import together_of
from layers.doubles.once import check_once
from layers.frames import joined
from layers.intake import aside_note, require_used
from layers.policy import Reading
from layers.readers.batches import Account, How, read_batches
from layers.store.address import name_of

__all__ = ["DEFAULT_REGIONS", "TALLY_FORMATS", "Tally", "tally", "tally_bytes"]

#: What is counted in when nothing is said: the same as on the map.
DEFAULT_REGIONS: Final = ("zones", "hubs")
TALLY_FORMATS: Final = ("csv", "geojson", "parquet")


@dataclass(frozen=True)
class Tally:
    """Counts: ``table`` as `counting.count_by` makes it, with the ``name`` of regions.

    ``asked``: how many sightings were looked at; ``low`` .. ``high``: how many of them are in
    any of the ``regions``, each once. ``notes`` say what was left out and why.
    """

    table: pd.DataFrame
    regions: geopandas.GeoDataFrame
    asked: int
    low: int
    high: int
    notes: tuple[str, ...] = ()


def tally(
    files: Sequence[str | os.PathLike[str]],
    *,
    regions: Sequence[str] = (),
    by: Sequence[str] = (),
    quantities: bool = False,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    once: bool = False,
    decided: str | os.PathLike[str] | None = None,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> Tally:
    """Reads files and counts their sightings in regions, as intervals.

    ``regions`` as they are typed (`geo.resolve.find_regions`; `DEFAULT_REGIONS` unless given),
    ``by`` and ``quantities`` as for `layers.asking.counting.count_by`. Sightings that fit the
    selection only perhaps (their time reaches out of the period, their disc out of the box) are
    possible, wherever they lie. Regions are looked up before the files are read, and those in
    batches, so that memory stays bounded; with a ``gate`` (`layers.asking.ask.Gate`) all at once,
    and what it lets through is counted. With ``once`` events are counted (`layers.doubles.once`):
    by what stores among the files keep of doubles, and the file ``decided``
    (`layers.doubles.propose`). How to read the files is said by the keywords of
    `layers.policy.Reading`. Raises ArgumentError for a group that is not known, and for ``once``
    with a gate, RegionError for a region, InputError for files.
    """
    check_groups(by)
    check_once(once=once, decided=decided, gated=gate is not None)
    progress("regions")
    notes: list[str] = []
    places = find_regions(regions or DEFAULT_REGIONS, notes=notes)
    asked = (places, by, quantities, selection or Selection(), assume_uncertainty_m)
    counter = Counter(*asked)
    reading, account = How.of(**how), Account()
    for frame in _batches(files, reading, account, gate, whole=once):
        progress(f"{account.read:,} rows")
        if once:
            counter = Counter(*asked, together_of(files, decided, frame, notes))
        counter.add(frame)
    require_used(account.read, account.used, files)
    if account.set_aside:
        notes.append(aside_note(account.set_aside, account.read))
    if counter.replaced_later:
        progress("again, for what was superseded later")
        again = Account()
        for number, frame in enumerate(_batches(files, reading, again)):
            counter.take_back(number, frame)
        if again != account:
            raise InputError(
                f"{' '.join(name_of(file) for file in files)}: something was changed while it was "
                "counted: run the same command again"
            )
    table = counter.table()
    names = {
        **dict(zip(places["region_id"], places["name"], strict=True)),
        ANY_REGION: "any of them",
    }
    table.insert(1, "name", table["region_id"].map(names))
    notes += counter.notes()
    return Tally(table, places, counter.asked, counter.low, counter.high, tuple(notes))


def _batches(
    files: Sequence[str | os.PathLike[str]],
    how: How,
    account: Account,
    gate: Gate | None = None,
    *,
    whole: bool = False,
) -> Iterator[geopandas.GeoDataFrame]:
    """Sightings in batches; in one, where all must be seen, or standard input is read once."""
    frames = read_batches(files, how, account)
    if gate is not None:
        return iter([gate(joined(list(frames)))])
    whole = whole or any(os.fspath(file) == "-" for file in files)
    return iter([joined(list(frames))]) if whole else frames


def tally_bytes(found: Tally, format_: str) -> bytes:
    """The counts in one of `TALLY_FORMATS`: CSV and Parquet are tables without geometry.

    GeoJSON has a feature for each row, with the region's polygon; the row for all regions
    together has none. Raises KeyError for another format.
    """
    return _WRITERS[format_](found)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(name): int(value) if isinstance(value, float) and value.is_integer() else value
            for name, value in row.items()
        }
        for row in table.to_dict("records")
    ]


def _csv(found: Tally) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(found.table.columns)
    for row in _records(found.table):
        writer.writerow(
            csv_safe(value) if isinstance(value, str) else value for value in row.values()
        )
    return out.getvalue().encode("utf-8", "replace")


def _geojson(found: Tally) -> bytes:
    shapes = dict(zip(found.regions["region_id"], found.regions.geometry, strict=True))
    rows = _records(found.table)
    polygons = np.array([shapes.get(row["region_id"]) for row in rows], dtype=object)
    alone = not set(found.table.columns) & {*GROUPS, "quantity_unit"}
    ids = [row["region_id"] if alone else None for row in rows]
    return collection_text(rows, polygons, ids).encode("utf-8", "replace")


def _parquet(found: Tally) -> bytes:
    out = io.BytesIO()
    found.table.to_parquet(out, index=False, compression="zstd")
    return out.getvalue()


_WRITERS: dict[str, Callable[[Tally], bytes]] = {
    "csv": _csv,
    "geojson": _geojson,
    "parquet": _parquet,
}
