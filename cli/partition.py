"""``kordon partition``: a large file as parts that lie together, for a join in parts."""

from __future__ import annotations

import click

from cli.options import force_option
from cli.outputs import one_output

__all__ = ["partition"]

_EXAMPLES = """\
\b
Examples:
  kordon partition sightings.parquet -o parts/
  kordon partition sightings.parquet -o parts/ --rows 100000
  kordon join parts/ --regions zones --out memberships/ --dask local

\b
Rows are sorted along a Hilbert curve over the bounds of the file; every row and
column is kept, and rows without a place come last. The file is held in memory.

\b
Exit codes: 0 done; 2 wrong usage; 3 the file cannot be used; 4 the folder
cannot be written (it is not empty: --force).
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file")
@one_output("A new folder for the parts.", metavar="FOLDER", required=True)
@click.option(
    "--rows",
    default=500_000,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many rows a part has.",
)
@force_option
def partition(file: str, output: str, rows: int, force: bool) -> None:
    """Sort a GeoParquet FILE by where its rows lie, and write it as parts into a folder."""
    from layers.joins.partition import partition as write_parts

    count = write_parts(file, output, rows=rows, overwrite=force)
    click.echo(f"{output}: {count} {'part' if count == 1 else 'parts'}", err=True)
