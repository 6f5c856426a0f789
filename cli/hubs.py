"""``kordon hubs``: list or export rail hubs."""

from __future__ import annotations

import click

from cli.options import force_option
from cli.regions import format_option, output_option, write_regions

__all__ = ["hubs"]

_EXAMPLES = """\
\b
Examples:
  kordon hubs
  kordon hubs --country BY
  kordon hubs -o hubs.gpkg

\b
Exit codes: 0 done; 2 wrong usage; 3 no such country; 4 the output cannot be
written (it exists: --force).
"""


@click.command(epilog=_EXAMPLES)
@click.option("--country", "countries", multiple=True, metavar="XX", help="Only here (repeatable).")
@output_option
@format_option
@force_option
def hubs(countries: tuple[str, ...], output: str | None, format_: str | None, force: bool) -> None:
    """List or export the rail hubs: discs about railway towns of the border region."""
    from geo.errors import InputError
    from geo.hubs import rail_hubs

    regions = rail_hubs()
    wanted = [code.upper() for code in countries]
    unknown = sorted(set(wanted) - set(regions["country"]))
    if unknown:
        known = ", ".join(sorted(set(regions["country"])))
        raise InputError(f"there are no hubs in {', '.join(unknown)}: there are some in {known}")
    if wanted:
        regions = regions[regions["country"].isin(wanted)].reset_index(drop=True)
    write_regions(regions, output, format_, force)
