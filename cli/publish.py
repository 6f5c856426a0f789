"""``kordon publish``: what of the sightings may be shown, as a page or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.gated import UNLIKE, moment_of
from cli.options import (
    Asked,
    asked_options,
    command_line,
    force_option,
    progress,
    say_note,
)
from cli.outputs import one_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maps.publication.files import Published

__all__ = ["publish", "publish_asked"]

_EXAMPLES = """\
\b
Examples:
  kordon publish sightings.csv -o map.html
  kordon publish --store kordon.db -o map.html --profile public --against last.html
  kordon publish a.csv -o table.csv --profile partner
  kordon publish a.csv -o map.html --profile mine.json --as-of 2024-06-01

\b
Profiles: public (for anyone), partner, internal, or a JSON file of your own;
docs/publishing.md says what each shows and what a record needs to be shown.

\b
Beside FILE lie FILE.receipt.json, which names what was withheld and stays in the
house, and, where FILE is no page, FILE.manifest.json, which goes with it.

\b
Exit codes: 0 written; 2 wrong usage; 3 the input, the profile or the earlier
publication cannot be used; 4 the output cannot be written (it exists: --force);
5 the page cannot be built; 8 it may not be published: terms forbid it, nothing
may be shown, or the finished file would give away what is to stay inside. Only
with 0 is anything written.
"""


@click.command(epilog=_EXAMPLES)
@one_output("A .html page, or .csv, .geojson, .gpkg, .jsonl, .kml or .parquet.", required=True)
@click.option(
    "--profile",
    default="public",
    show_default=True,
    metavar="NAME|FILE",
    help="public, partner, internal, or a JSON file.",
)
@click.option(
    "--against",
    metavar="FILE",
    help="The publication before (a page, or a table with its manifest): counts that changed by "
    "too little stay as they were.",
)
@click.option(
    "--as-of",
    "as_of",
    metavar="DATE",
    help="Decide on embargoes as of this moment (2024-06-01T12:00Z, or the beginning of a day, "
    "UTC). Default: now.",
)
@click.option(
    "--seed",
    metavar="TEXT",
    help="Draw the ids from this text: the same again with the same records. Default: chance; the "
    "receipt keeps it.",
)
@click.option("--zones", multiple=True, metavar="ZONE|FILE", help="As for kordon map (repeatable).")
@click.option("--hubs", multiple=True, metavar="FILE", help="As for kordon map (repeatable).")
@click.option("--title", help="Default: made from the dates.")
@click.option(
    "--lang", default="en", show_default=True, metavar="LANGUAGE", help="Language of the page."
)
@asked_options
@force_option
def publish(
    asked: Asked,
    output: str,
    profile: str,
    against: str | None,
    as_of: str | None,
    seed: str | None,
    zones: tuple[str, ...],
    hubs: tuple[str, ...],
    title: str | None,
    lang: str,
    force: bool,
) -> None:
    """Write what may be shown of the sightings in FILES, and say what is withheld and why.

    --since, --until, --bbox and most of --where see only what is published.
    """
    publish_asked(
        asked,
        output,
        profile=profile,
        against=against,
        as_of=as_of,
        seed=seed,
        zones=zones,
        hubs=hubs,
        title=title,
        language=lang,
        force=force,
    )


def publish_asked(
    asked: Asked,
    output: str,
    *,
    zones: Sequence[str],
    hubs: Sequence[str],
    force: bool,
    as_of: str | None = None,
    **more: Any,
) -> None:
    """Publish as the options say, and print the account. Shared with ``kordon map --profile``."""
    from maps.publication.files import publish as run

    paths = [*asked.files, *zones, *hubs, output]
    paths += [str(more[name]) for name in ("profile", "against") if more.get(name)]
    done = run(
        asked.files,
        output,
        now=moment_of(as_of),
        zones=zones or None,
        hubs=hubs or None,
        command=command_line(paths),
        overwrite=force,
        progress=progress,
        **more,
        **asked.arguments(),
    )
    progress("")
    click.echo("\n".join(_account(done)))
    for note in done.notes:
        say_note(note)


def _account(done: Published) -> list[str]:
    from layers.checking.values import visible
    from maps.publication.deciding import REASONS

    publication, shown, intake = done.publication, done.manifest["shown"], done.intake
    k = publication.profile.k
    lines = [
        f"{done.output}  {done.size / 1000:,.0f} kB, profile {visible(publication.profile.name)}; "
        "looked through for leaks: none",
        f"read {intake.read} = {intake.accepted} accepted + {intake.repaired} repaired "
        f"+ {intake.set_aside} set aside"
        + (f" + {intake.duplicates} duplicates" if intake.duplicates else ""),
        f"shown {shown['records']} records, {shown['generalised']} of them made coarser, and "
        f"{shown['cells']} cells with {shown['reports_in_cells']} reports",
        f"withheld {sum(map(len, publication.withheld.values()))}",
        *(
            f"  {len(rows):>6,}  {REASONS[why]}"
            for why, rows in sorted(publication.withheld.items(), key=lambda one: -len(one[1]))
        ),
    ]
    if publication.kept:
        lines.append(
            f"held back: {publication.kept} cells that changed by fewer than {k} keep the number "
            "of the publication before"
        )
    if publication.unlike:
        lines.append(UNLIKE.format(file=visible(publication.unlike)))
    if publication.blanked:
        left = ", ".join(f"{visible(what)} ({n:,})" for what, n in publication.blanked.items())
        lines.append(f"fields left empty: {left}")
    if k > 1 and publication.places.smallest is not None:
        places = publication.places
        lines.append(
            f"source places: fewer than {k} inhabited places lie in {places.below_k} of "
            f"{places.records + places.cells} circles and cells shown (the least: "
            f"{places.smallest})"
        )
    if publication.ingest_unknown and publication.profile.embargo_hours:
        lines.append(
            f"{publication.ingest_unknown} shown do not say when they came in (ingested_at): only "
            "the time since they were observed counts for them"
        )
    lines.append(f"keep {done.files[1]} in the house: it names what was withheld")
    if len(done.files) > 2:
        lines.append(f"{done.files[2]} goes with the file, and --against reads it")
    return lines
