"""``kordon query``: a spatial question on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import (
    Asked,
    asked_options,
    check_output,
    force_option,
    format_of,
    progress,
    say_note,
    say_withheld,
    to_stdout,
)

if TYPE_CHECKING:
    from layers.query import Answer

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

\b
Exit codes: 0 answered, also when nothing was found; 2 wrong usage; 3 the input
cannot be used; 4 the output cannot be written.
"""
#: Which format a file's ending means.
_ENDINGS = {
    ".csv": "csv",
    ".geojson": "geojson",
    ".json": "geojson",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".txt": "table",
}
_COLUMNS = ("id", "date_start", "layer", "category", "place", "certainty", "regions", "grade")


@click.command(epilog=_EXAMPLES)
@click.option("--within", multiple=True, metavar="ZONE", help="In this zone, oblast or file.")
@click.option("--near", multiple=True, metavar="HUB,KM", help="Near this hub: Mazyr,10km.")
@click.option(
    "--zones", "own", multiple=True, metavar="FILE", help="Your own regions, for --within by name."
)
@click.option(
    "--hubs", "own_hubs", multiple=True, metavar="FILE", help="Your own hubs, for --near by name."
)
@click.option("--certain", is_flag=True, help="Only what certainly fits.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "geojson", "jsonl", "parquet"]),
    help="table to read, or all fields for another program. Default: by the name of FILE, else "
    "a table.",
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="A .csv, .geojson, .jsonl or .parquet, or .txt for a table. Default: stdout.",
)
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
) -> None:
    """Ask which sightings in FILES lie within a zone, near a hub, in a period.

    One row per sighting, with how sure the answer is: 'certain' when the whole circle of
    uncertainty fits, 'possible' when it only reaches in.
    """
    from geo.files import atomic_write
    from layers.ask import ask
    from layers.export import export

    chosen = format_of(output, format_, _ENDINGS, "table")
    check_output(output, [*asked.files, *within, *own, *own_hubs], force=force)
    answer = ask(
        asked.files,
        within=within,
        near=near,
        own_zones=own,
        own_hubs=own_hubs,
        certain_only=certain,
        progress=progress,
        **asked.arguments(),
    )
    progress("")
    data = _table(answer) if chosen == "table" else export(answer.sightings, chosen)
    if output == "-":
        to_stdout(data)
    else:
        atomic_write(output, data, overwrite=force)
    for note in answer.notes:
        say_note(note)
    say_withheld(answer.sightings)
    click.echo(_said(answer), err=True)


def _said(answer: Answer) -> str:
    unsure = answer.high - answer.low
    if not unsure:
        return f"{answer.low} of {answer.asked} sightings"
    return (
        f"{answer.low} .. {answer.high} of {answer.asked} sightings: {answer.low} certainly, "
        f"{unsure} only possibly"
    )


def _table(answer: Answer) -> bytes:
    """Columns as wide as what they hold, within reason."""
    from layers.values import visible

    frame = answer.sightings.assign(
        grade=answer.sightings["source_reliability"].fillna("").astype(str)
        + answer.sightings["information_credibility"].fillna("").astype(str),
        standing=list(answer.standing),
    )
    # Said of the few that no longer stand; otherwise the column is not there.
    columns = [*_COLUMNS, "standing"] if any(answer.standing) else list(_COLUMNS)
    rows = [
        [visible("" if value is None or value != value else str(value)) for value in row]
        for row in frame[columns].itertuples(index=False)
    ]
    if not rows:
        return b""
    limits = (16, 20, 13, 22, 34, 9, 60, 5, 10)[: len(columns)]
    table = [columns, *rows]
    widths = [min(limit, max(len(row[k]) for row in table)) for k, limit in enumerate(limits)]
    lines = [
        "  ".join(f"{_cut(cell, width):<{width}}" for cell, width in zip(row, widths, strict=True))
        for row in table
    ]
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode("utf-8", "replace")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
