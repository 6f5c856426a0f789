"""``kordon near``: how far sightings are from hubs, borders, points and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.answers import answer_options, answering, chosen_format, counted_words, write_answer
from cli.gated import check_gated, profile_options
from cli.options import Asked, asked_options, check_output, force_option, progress

if TYPE_CHECKING:
    from layers.asking.nearness import Nearness
    from maps.publication.filtering import Gate

__all__ = ["near"]

_EXAMPLES = """\
\b
Examples:
  kordon near a.csv
  kordon near a.csv --nearest 3 --to hubs --layer deployment
  kordon near a.csv --border BY-UA --since 2022-10
  kordon near a.csv --within-distance 10km --of Mazyr --of 52.1,29.3
  kordon near a.csv --within-distance 5km --of BY-UA --format csv
  kordon near a.csv --nearest 1 --to depots.geojson -o nearest.parquet

\b
Ask one thing: the nearest places (of rail hubs, when nothing is asked), the
distance to a border, or what lies within a distance. --to and --of take
hubs, a hub's name (its middle), a town or airfield, LAT,LON in degrees, two
neighbours (BY-UA: their border), a zone, oblast or country, or a vector file
with points, lines or polygons. Distances to regions are 0 inside.

\b
Every distance is from .. to: that of the point less and plus its uncertainty;
without an uncertainty it is not known. 'certain' means for every point of the
circle: this place has this rank; this side of the border; all of it within.
"""
#: What a table shows, and how wide it may be.
_COLUMNS = {
    "id": 16,
    "date_start": 20,
    "category": 22,
    "place": 34,
    "near_to": 40,
    "rank": 4,
    "km": 9,
    "from": 9,
    "to": 9,
    "certainty": 9,
}


@answering(_EXAMPLES)
@click.option(
    "--nearest",
    type=click.IntRange(1, 1_000),
    metavar="K",
    help="The K nearest places of --to. Default: 1.",
)
@click.option(
    "--to", multiple=True, metavar="PLACE", help="Nearest of these (repeatable). Default: hubs."
)
@click.option("--border", metavar="XX-YY", help="Signed distance to this border, such as BY-UA.")
@click.option(
    "--far", metavar="XX", help="The side where it is negative. Default: the second of --border."
)
@click.option(
    "--within-distance",
    "within",
    metavar="KM",
    help="What lies within this distance (10km, 500m) of --of.",
)
@click.option("--of", multiple=True, metavar="PLACE", help="Within distance of any of these.")
@answer_options
@profile_options
@asked_options
@force_option
def near(
    asked: Asked,
    nearest: int | None,
    to: tuple[str, ...],
    border: str | None,
    far: str | None,
    within: str | None,
    of: tuple[str, ...],
    certain: bool,
    format_: str | None,
    output: str,
    force: bool,
    gate: Gate | None,
) -> None:
    """Tell how far the sightings in FILES are from rail hubs, a border, or any place.

    One row per sighting and place, with the distance along the ground in metres (in a table,
    kilometres), as an interval, and whether the answer is 'certain' or only 'possible'.
    """
    from layers.asking.near import near as measure

    chosen = chosen_format(output, format_)
    check_output(output, [*asked.files, *to, *of], force=force)
    check_gated(gate, [output], force=force)
    answer = measure(
        asked.files,
        nearest=nearest,
        to=to,
        border=border,
        far=far,
        within=within,
        of=of,
        certain_only=certain,
        gate=gate,
        progress=progress,
        **asked.arguments(),
    )
    said = counted_words(answer)
    write_answer(answer, _table, chosen, output, force=force, said=said, gate=gate)


def _table(answer: Nearness) -> bytes:
    from cli.tables import text_table

    rows = answer.sightings
    frame = rows.assign(
        rank=rows["near_rank"],
        km=[_km(value) for value in rows["distance_m"]],
        to=[_km(value) for value in rows["distance_high_m"]],
        standing=list(answer.standing),
        **{"from": [_km(value) for value in rows["distance_low_m"]]},
    )
    limits = dict(_COLUMNS)
    if not (rows["near_rank"] > 1).any():
        del limits["rank"]
    if any(answer.standing):
        limits["standing"] = 10
    return text_table(
        limits, frame[list(limits)].itertuples(index=False), right=("rank", "km", "from", "to")
    )


def _km(metres: float) -> str:
    """Kilometres to 10 m; nothing where it is not known."""
    return "" if metres != metres else f"{metres / 1_000:.2f}"
