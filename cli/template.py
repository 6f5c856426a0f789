"""``kordon template``: an empty table to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from cli.outputs import one_output

__all__ = ["template"]

_EXAMPLES = """\
\b
Examples:
  kordon template
  kordon template --layer shelling -o shelling.csv
  kordon template -o sightings.xlsx
  kordon template -o sightings.csv --force
"""


@click.command(epilog=_EXAMPLES)
@one_output("Write to FILE, a .csv or .xlsx, instead of the terminal.")
@click.option(
    "--layer",
    type=click.Choice(["deployment", "fortification", "shelling"]),
    help="Only the columns that this layer uses.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def template(output: str | None, layer: str | None, force: bool) -> None:
    """Write an empty table with the columns of a record: CSV, or a workbook.

    The workbook (.xlsx) has lists of words to choose from, and says at each column what it means.
    """
    from layers.writing.template import template as empty_table

    if output is None or output == "-":
        click.echo(empty_table(layer), nl=False)
        return
    from geo.files import atomic_write

    path = atomic_write(output, empty_table(layer, Path(output).suffix or ".csv"), overwrite=force)
    click.echo(f"{path}: a table to fill in; 'kordon schema' explains its columns.")
