"""``kordon join``: the memberships of sightings in regions, from files of any size."""

from __future__ import annotations

import io
import tempfile
from typing import TYPE_CHECKING, Any

import click

from cli.answers import chosen_format, file_options
from cli.gated import check_gated, profile_options, put, say_gated
from cli.options import (
    LAYER_NAMES,
    check_output,
    files_options,
    force_option,
    input_options,
    mapping_of,
    progress,
    say_note,
    to_stdout,
)

if TYPE_CHECKING:
    from layers.joins.joining import Joined
    from layers.policy import Policy
    from maps.publication.filtering import Gate

__all__ = ["join"]

_EXAMPLES = """\
\b
Examples:
  kordon join a.csv -o memberships.csv
  kordon join a.csv --regions zones -o zones.parquet --with category --with actor
  kordon join a.parquet b.csv --regions BY-UA-25km-BY --regions hubs --certain
  kordon join a.csv --regions my-areas.gpkg --format csv | head
  kordon join big.parquet --out memberships/ --dask local

\b
The table has a row for each sighting and region that it is in: where the row
came from, how sure the answer is (certain, possible), the part of its circle
inside (share; empty where it is not known), and the distance to the region
(0 inside). One sighting in three regions has three rows: for heads, count them
once per region.

\b
--regions takes `zones` (10, 25, 50, 100 km on each side of the borders of Ukraine
with Belarus and Russia), `hubs`, a zone (BY-UA-30km-UA), an oblast, a country, a
hub, or a vector file of your own. CSV and Parquet are read in batches and may be
larger than memory; other formats and standard input are read whole.

\b
Exit codes: 0 joined, also when nothing is inside; 2 wrong usage; 3 the input
cannot be used; 4 the output cannot be written; 8 it may not be published, or
nothing of FILES may (--profile).
"""
#: More than this of a table for standard output waits on the disk.
_IN_MEMORY_BYTES = 1 << 26


@click.command(epilog=_EXAMPLES)
@files_options
@click.option(
    "--regions",
    multiple=True,
    metavar="REGIONS",
    help="zones, hubs, a name, or a file (repeatable). Default: zones and hubs.",
)
@click.option(
    "--predicate",
    type=click.Choice(["intersects", "within"]),
    default="intersects",
    show_default=True,
    help="Whether a point on the edge of a region is in it, or not.",
)
@click.option("--certain", is_flag=True, help="Only what is certainly inside.")
@click.option(
    "--with",
    "fields",
    multiple=True,
    metavar="FIELD",
    help="Also this field of the sighting (repeatable), or all.",
)
@click.option(
    "--layer",
    type=click.Choice(LAYER_NAMES),
    help="Layer of the rows that do not say it themselves.",
)
@input_options
@file_options("csv", "geojson", "parquet", says="all columns for another program")
@click.option(
    "--out",
    "folder",
    metavar="FOLDER",
    help="Instead: a folder of Parquet files, one for each part of Parquet FILES (or folders of "
    "them). A run that was broken off goes on with what is missing.",
)
@click.option(
    "--dask",
    metavar="WHERE",
    help="Make the parts on Dask workers: local, or a scheduler, tcp://...:8786.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes of --dask local. Default: one for each core.",
)
@profile_options
@force_option
def join(
    files: tuple[str, ...],
    regions: tuple[str, ...],
    predicate: str,
    certain: bool,
    fields: tuple[str, ...],
    layer: str | None,
    pairs: tuple[str, ...],
    encoding: str | None,
    policy: Policy,
    assume_uncertainty: float | None,
    format_: str | None,
    output: str,
    folder: str | None,
    dask: str | None,
    workers: int | None,
    force: bool,
    gate: Gate | None,
) -> None:
    """Write which sightings in FILES are in which regions, and how surely.

    Every row of FILES is accounted for at the end, on stderr.
    """
    from layers.joins.files import DEFAULT_REGIONS, join_files

    if folder is None:
        chosen = chosen_format(output, format_, of_records=False)
        check_output(output, [*files, *regions], force=force)
        check_gated(gate, [output], force=force)
    elif output != "-" or format_ not in (None, "parquet"):
        raise click.UsageError("--out writes Parquet files into a folder: leave out the others.")
    else:
        chosen = "parquet"
    arguments: dict[str, Any] = {
        "regions": regions or DEFAULT_REGIONS,
        "format_": chosen,
        "predicate": predicate,
        "certain_only": certain,
        "fields": fields,
        "default_layer": layer,
        "mapping": mapping_of(pairs),
        "encoding": encoding,
        "policy": policy,
        "assume_uncertainty_m": assume_uncertainty,
        "overwrite": force,
        "progress": progress,
        "dask": dask,
        "workers": workers,
    }
    if gate is not None:
        arguments["gate"] = gate
    if folder is not None:
        joined = join_files(files, folder, in_parts=True, **arguments)
        progress("")
    elif gate is not None:
        looked_at = io.BytesIO()
        joined = join_files(files, looked_at, **arguments)
        progress("")
        put(looked_at.getvalue(), output, gate, force=force, what="the table")
    elif output == "-":
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
            joined = join_files(files, file, **arguments)
            progress("")
            file.seek(0)
            to_stdout(file)
    else:
        joined = join_files(files, output, **arguments)
        progress("")
    say_gated(gate)
    say_joined(joined)


def say_joined(joined: Joined) -> None:
    """Say on stderr what there is to know beside the table, and last what became of the rows."""
    from layers.intake import aside_note

    account = joined.account
    for note in joined.notes:
        say_note(note)
    if account.set_aside:
        say_note(aside_note(account.set_aside, account.read))
    if joined.possible_left_out:
        say_note(f"{joined.possible_left_out:,} only possible memberships left out, as asked")
    said = (
        (joined.withheld, "not, or not yet, for everyone", "handling --with embargo_until"),
        (joined.retracted, "retracted", "retracted"),
        (joined.superseding, "replacing others that may be in it too", "supersedes"),
    )
    for count, what, field in said:
        if count:
            say_note(f"{_sightings(count)} in the table: {what}; --with {field} marks them")
    unsure = joined.inside - joined.certain
    click.echo(
        f"read {account.read:,} = {account.accepted:,} accepted + {account.repaired:,} repaired + "
        f"{account.set_aside:,} set aside + {account.duplicates:,} duplicates; "
        f"{account.unlocated:,} without a place; {_sightings(joined.inside)} in a region "
        f"({joined.certain:,} certainly, {unsure:,} only possibly): "
        f"{joined.memberships:,} memberships",
        err=True,
    )


def _sightings(count: int) -> str:
    return f"{count:,} {'sighting' if count == 1 else 'sightings'}"
