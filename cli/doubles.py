"""``kordon doubles``: reports that may be of the same event, proposed in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.answers import chosen_format, file_options, write_answer
from cli.gated import check_gated, profile_options
from cli.options import Asked, asked_options, check_output, force_option, progress

if TYPE_CHECKING:
    from layers.doubles.propose import Doubles
    from maps.publication.filtering import Gate

__all__ = ["doubles"]

_EXAMPLES = """\
\b
Examples:
  kordon doubles a.csv b.geojson
  kordon doubles a.csv --days 3 --similar 50 --since 2022-10
  kordon doubles a.csv b.csv --to-decide pairs.csv
  kordon doubles a.csv b.csv --decided pairs.csv --format csv -o groups.csv
  kordon doubles --store kordon.db --decided pairs.csv --keep

\b
Two reports are a pair when layer and category are the same, their times are at
most --days apart, their circles of uncertainty touch, and their words are alike
(names in any script). In a group every two are a pair: no chain leads from one
event to another. The score (0 to 100) is made of words (60), place (20) and
time (20); that of a group is its weakest pair's.

\b
To overrule that, write the pairs with --to-decide, put 'same' or 'different'
into the column verdict, and hand the file back with --decided. With --keep the
store has the groups, their reasons and the decisions from then on: `kordon
store doubles` lists them, and decisions count until others are kept.

\b
Exit codes: 0 answered, also when nothing was found; 2 wrong usage; 3 the input
cannot be used; 4 the output cannot be written; 7 the store cannot be used; 8 it
may not be published, or nothing of FILES may (--profile).
"""
#: What a table shows, and how wide it may be.
_COLUMNS = {
    "group": 5,
    "score": 5,
    "id": 20,
    "date_start": 20,
    "category": 22,
    "place": 28,
    "double_reasons": 110,
}


@click.command(epilog=_EXAMPLES)
@click.option(
    "--days",
    type=click.FloatRange(0, 366),
    default=1.0,
    show_default=True,
    help="Days that the times of two reports may be apart; 0: they touch.",
)
@click.option(
    "--similar",
    type=click.FloatRange(0, 100, min_open=True),
    default=60.0,
    show_default=True,
    help="How alike the words of two reports must be, in percent.",
)
@click.option(
    "--decided",
    metavar="FILE.csv",
    help="What was decided: id_a, id_b and verdict (same, different, or nothing).",
)
@click.option(
    "--to-decide",
    "to_decide",
    metavar="FILE.csv",
    help="Also write all pairs, to put a verdict beside each.",
)
@click.option(
    "--keep",
    is_flag=True,
    help="Keep groups and decisions in the --store, which is then the only input.",
)
@file_options("csv", "geojson", "jsonl", "parquet", says="all fields for another program")
@profile_options
@asked_options
@force_option
def doubles(
    asked: Asked,
    days: float,
    similar: float,
    decided: str | None,
    to_decide: str | None,
    keep: bool,
    format_: str | None,
    output: str,
    force: bool,
    gate: Gate | None,
) -> None:
    """Propose which sightings in FILES may report the same event, in groups, with reasons.

    One row per member of a group; sightings in no group are left out. Nothing is merged: counts,
    maps and briefings take each sighting as before, unless they are asked for events (--once).
    """
    from geo.files import atomic_write
    from layers.doubles.propose import doubles as find
    from layers.doubles.propose import pairs_csv

    chosen = chosen_format(output, format_)
    inputs = [*asked.files, *([decided] if decided else [])]
    if to_decide == "-":
        raise click.UsageError("--to-decide names a file; standard output has the groups.")
    if gate is not None and (to_decide or decided or keep):
        raise click.UsageError(
            "--profile proposes groups among what may be published, whose ids are new each time: "
            "leave out --decided, --to-decide and --keep."
        )
    if to_decide is not None and to_decide == output:
        raise click.UsageError("--to-decide and --output name the same file.")
    for target in (output, to_decide):
        if target is not None:
            check_output(target, inputs, force=force)
    check_gated(gate, [output], force=force)
    answer = find(
        asked.files, days=days, similar=similar, decided=decided, keep=keep,
        gate=gate, progress=progress, **asked.arguments(),
    )  # fmt: skip
    if to_decide is not None:
        atomic_write(to_decide, pairs_csv(answer.pairs), overwrite=force)
    write_answer(answer, _table, chosen, output, force=force, said=_said(answer), gate=gate)


def _said(answer: Doubles) -> str:
    number = len(answer.sightings)
    kept = f"\nkept; head {answer.head}" if answer.head else ""
    if not number:
        return f"none of {answer.asked} sightings seem to report the same event{kept}"
    groups = "1 group" if answer.groups == 1 else f"{answer.groups} groups"
    return (
        f"{number} of {answer.asked} sightings in {groups}, each perhaps of one event: proposed, "
        f"not merged{kept}"
    )


def _table(answer: Doubles) -> bytes:
    from cli.tables import text_table

    rows = answer.sightings
    number = (~rows["double_group"].duplicated()).cumsum()
    score = [
        "" if value != value else f"{value:.0f}"
        for value in rows["double_score"].fillna(rows["double_group_score"])
    ]
    frame = rows.assign(group=number, score=score)
    return text_table(
        _COLUMNS, frame[list(_COLUMNS)].itertuples(index=False), right=("group", "score")
    )
