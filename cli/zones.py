"""``kordon zones``: list or export border zones."""

from __future__ import annotations

import math

import click

from cli.options import force_option
from cli.regions import format_option, output_option, write_regions

__all__ = ["zones"]

_EXAMPLES = """\
\b
Examples:
  kordon zones
  kordon zones --pair BY-LT --pair BY-PL --distance 5 --distance 30 --side both
  kordon zones --pair BY-UA --side UA --by-oblast
  kordon zones --all -o zones.gpkg
  kordon zones --format geojson > zones.geojson
  kordon zones --list-areas

\b
Exit codes: 0 done; 2 wrong usage; 3 no such zone; 4 the output cannot be
written (it exists: --force).
"""


def _numbers(_: click.Context, __: click.Parameter, values: tuple[float, ...]) -> tuple[float, ...]:
    """Click's own range lets "nan" through."""
    if any(math.isnan(value) for value in values):
        raise click.BadParameter("nan is no distance: say more than 0 and at most 300 km.")
    return values


@click.command(epilog=_EXAMPLES)
@click.option(
    "--pair", "pairs", multiple=True, metavar="XX-YY", help="Neighbours. Default: BY-UA and RU-UA."
)
@click.option(
    "--list-areas",
    is_flag=True,
    help="Countries and oblasts instead, as `kordon query --within` takes them.",
)
@click.option("--all", "all_pairs", is_flag=True, help="Every pair of neighbours there is.")
@click.option(
    "--distance",
    "distances_km",
    multiple=True,
    type=click.FloatRange(min=0, min_open=True, max=300),
    callback=_numbers,
    metavar="KM",
    help="Width of a band in kilometres. Default: 10, 25, 50, 100.",
)
@click.option("--side", default="each", show_default=True, help="each, both, or a country's code.")
@click.option("--by-oblast", is_flag=True, help="Split by first-level unit.")
@output_option
@format_option
@force_option
def zones(
    pairs: tuple[str, ...],
    list_areas: bool,
    all_pairs: bool,
    distances_km: tuple[float, ...],
    side: str,
    by_oblast: bool,
    output: str | None,
    format_: str | None,
    force: bool,
) -> None:
    """List or export border zones: all within so many kilometres of a border.

    Widths are geodesic, within 0.2 %. Zones are cumulative: the 25 km zone contains the
    10 km zone.
    """
    from geo.resolve import admin_regions
    from geo.zones import DEFAULT_DISTANCES_M, DEFAULT_PAIRS, border_zones
    from geo.zones import pairs as known_pairs

    if list_areas:
        if pairs or all_pairs or distances_km or by_oblast or side != "each":
            raise click.UsageError("--list-areas lists areas, not zones: leave out the others.")
        # Without areas: Russia is cut to the window of the reference geography.
        write_regions(admin_regions(), output, format_, force, areas=False)
        return
    regions = border_zones(
        known_pairs() if all_pairs else pairs or DEFAULT_PAIRS,
        [1000 * km for km in distances_km] or DEFAULT_DISTANCES_M,
        side,
        by_oblast=by_oblast,
    )
    write_regions(regions, output, format_, force)
