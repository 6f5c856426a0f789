"""``kordon count``: how many sightings are in each region, as intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.answers import chosen_format, file_options
from cli.gated import check_gated, profile_options, put, say_gated
from cli.once import check_once_options, once_options
from cli.options import (
    Asked,
    asked_options,
    check_output,
    force_option,
    progress,
    say_note,
)

if TYPE_CHECKING:
    from layers.asking.tally import Tally
    from maps.publication.filtering import Gate

__all__ = ["count"]

_EXAMPLES = """\
\b
Examples:
  kordon count a.csv
  kordon count a.csv --regions zones --by layer
  kordon count a.csv --regions BY-UA-25km-BY --by week --by actor --since 2022-10
  kordon count a.csv --regions hubs --quantities --format csv
  kordon count --store kordon.db --once
  kordon count a.csv --regions my-areas.gpkg -o counts.geojson

\b
--regions takes zones (the bands along BY-UA and RU-UA), hubs, a zone
(BY-UA-30km-UA), an oblast, a country, a hub, or a vector file of your own.

\b
low counts what is certainly in the region and of the group, high also what may
be: a circle that only reaches in, a date that may be of another week. Each
sighting counts once in a region, and once in '(any)', which is not the sum of
the regions. One of several actors counts for each. Reports that are retracted
or superseded are not counted, and running totals are not added up. A number of
reports in a cell (--profile) counts as many, from certainly to possibly.

\b
--once counts events: reports that were decided to be of the same one (kordon
doubles --keep, or --decided) once, a group that is kept and not decided from
one to as many as it has reports. Nothing else is merged.

\b
Exit codes: 0 counted; 2 wrong usage; 3 the input cannot be used; 4 the output
cannot be written; 8 it may not be published, or nothing of FILES may (--profile).
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "--regions",
    multiple=True,
    metavar="ZONE",
    help="Count in these (repeatable). Default: zones and hubs.",
)
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["layer", "category", "actor", "week", "month"]),
    help="Count each of these apart (repeatable).",
)
@click.option("--quantities", is_flag=True, help="Add up what the reports say, by unit.")
@once_options
@file_options("csv", "geojson", "parquet", says="for another program (geojson: with polygons)")
@profile_options
@asked_options
@force_option
def count(
    asked: Asked,
    regions: tuple[str, ...],
    by: tuple[str, ...],
    quantities: bool,
    once: bool,
    decided: str | None,
    format_: str | None,
    output: str,
    force: bool,
    gate: Gate | None,
) -> None:
    """Count the sightings in FILES by zone, hub or region, from certainly to possibly.

    One row per region and group, and a row '(any)' that counts each sighting once.
    """
    from layers.asking.tally import tally, tally_bytes

    chosen = chosen_format(output, format_, of_records=False)
    check_once_options(once=once, decided=decided, gated=gate is not None)
    inputs = [*asked.files, *regions, *([decided] if decided else [])]
    check_output(output, inputs, force=force)
    check_gated(gate, [output], force=force)
    found = tally(
        asked.files,
        regions=regions,
        by=by,
        quantities=quantities,
        once=once,
        decided=decided,
        gate=gate,
        progress=progress,
        **asked.arguments(),
    )
    progress("")
    data = _table(found) if chosen == "table" else tally_bytes(found, chosen)
    put(data, output, gate, force=force, what="the table")
    for note in found.notes:
        say_note(note)
    say_gated(gate)
    number = len(found.regions)
    where = "the region" if number == 1 else f"any of {number} regions"
    what = "events, from" if once else "of"
    counts = _interval(found.low, found.high)
    click.echo(f"{counts} {what} {found.asked} sightings in {where}", err=True)


def _table(found: Tally) -> bytes:
    from cli.tables import text_table

    frame = found.table.rename(columns={"name": "region", "quantity_unit": "unit"})
    groups = [name for name in frame.columns if name in ("layer", "category", "actor", "week",
                                                         "month", "unit")]  # fmt: skip
    rows: list[list[Any]] = []
    for row in frame.to_dict("records"):
        cells = [row["region"], *(row[name] for name in groups), _interval(row["low"], row["high"])]
        if "quantity_low" in row:
            cells.append(_quantity(row["quantity_low"], row["quantity_high"], row["quantity_open"]))
        rows.append(cells)
    limits = {"region": 60, **dict.fromkeys(groups, 30), "reports": 20}
    if "quantity_low" in frame:
        limits["quantity"] = 40
    return text_table(limits, rows, right=("reports",))


def _quantity(low: float, high: float, open_: int) -> str:
    if open_ and not high:
        return "not said"
    return _interval(low, high) + (" or more" if open_ else "")


def _interval(low: float, high: float) -> str:
    return f"{low:,.10g}" if low == high else f"{low:,.10g} .. {high:,.10g}"
