"""``kordon query``: a spatial question on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.answers import answer_options, answering, chosen_format, counted_words, write_answer
from cli.gated import check_gated, profile_options
from cli.options import Asked, asked_options, check_output, force_option, progress

if TYPE_CHECKING:
    from layers.asking.query import Answer
    from maps.publication.filtering import Gate

__all__ = ["query"]

_EXAMPLES = """\
\b
Examples:
  kordon query a.csv --within BY-UA-25km-BY
  kordon query a.csv --near Kalinkavichy,10km --since 2022-10 --until 2022-10
  kordon query a.csv --within "Homiel Region" --layer deployment --format csv
  kordon query a.csv --within my-area.gpkg --certain -o in.geojson
  kordon query a.csv --where "equipment~T-72" --format jsonl | head

\b
--within takes a zone (BY-UA-30km-UA, any pair, any distance), an oblast, a
country, a hub, or a vector file of your own; `kordon zones --list-areas` and
`kordon hubs` list the names. Several --within: in any of them, and certain too
where all of them together hold the whole circle. Several --near: near any of
them. Both: both must hold.

\b
--where keeps what certainly fits. Words are read as in the files (actor=Russia
is RUS), fields go by their other names too (lat). A date is all the time it may
stand for: date_start<2022-06 leaves out a row dated 2022, date_start>=2022-06
too, and a note counts such rows; --since and --until keep them as possible.
a,b: one of these; a comma at the end: or empty. = != < <= > >= ~ (contains) !~
"""
#: What a table shows, and how wide it may be.
_COLUMNS = {
    "id": 16,
    "date_start": 20,
    "layer": 13,
    "category": 22,
    "place": 34,
    "certainty": 9,
    "regions": 60,
    "grade": 5,
}


@answering(_EXAMPLES)
@click.option("--within", multiple=True, metavar="ZONE", help="In this zone, oblast or file.")
@click.option(
    "--near", multiple=True, metavar="PLACE,KM", help="Near this hub or place: Mazyr,10km."
)
@click.option(
    "--zones", "own", multiple=True, metavar="FILE", help="Your own regions, for --within by name."
)
@click.option(
    "--hubs", "own_hubs", multiple=True, metavar="FILE", help="Your own hubs, for --near by name."
)
@answer_options
@profile_options
@asked_options
@force_option
def query(
    asked: Asked,
    within: tuple[str, ...],
    near: tuple[str, ...],
    own: tuple[str, ...],
    own_hubs: tuple[str, ...],
    certain: bool,
    format_: str | None,
    output: str,
    force: bool,
    gate: Gate | None,
) -> None:
    """Ask which sightings in FILES lie within a zone, near a hub, in a period.

    One row per sighting, with how sure the answer is: 'certain' when the whole circle of
    uncertainty fits, 'possible' when it only reaches in.
    """
    from layers.asking.ask import ask

    chosen = chosen_format(output, format_)
    check_output(output, [*asked.files, *within, *own, *own_hubs], force=force)
    check_gated(gate, [output], force=force)
    answer = ask(
        asked.files,
        within=within,
        near=near,
        own_zones=own,
        own_hubs=own_hubs,
        certain_only=certain,
        gate=gate,
        progress=progress,
        **asked.arguments(),
    )
    said = counted_words(answer)
    write_answer(answer, _table, chosen, output, force=force, said=said, gate=gate)


def _table(answer: Answer) -> bytes:
    from cli.tables import text_table

    frame = answer.sightings.assign(
        grade=answer.sightings["source_reliability"].fillna("").astype(str)
        + answer.sightings["information_credibility"].fillna("").astype(str),
        standing=list(answer.standing),
    )
    # Said of the few that no longer stand; otherwise the column is not there.
    limits = _COLUMNS | ({"standing": 10} if any(answer.standing) else {})
    return text_table(limits, frame[list(limits)].itertuples(index=False))
