"""``kordon brief``: what is reported for a period, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.gated import check_gated, profile_options, say_gated
from cli.once import check_once_options, once_options
from cli.options import (
    Asked,
    asked_options,
    check_output,
    command_line,
    force_option,
    progress,
    say_note,
    say_withheld,
)

if TYPE_CHECKING:
    from maps.publication.filtering import Gate

__all__ = ["brief"]

_EXAMPLES = """\
\b
Examples:
  kordon brief a.csv --since 2022-11 --until 2022-11 --compare-to previous \\
      -o brief.html -o brief.docx -o brief.pptx -o brief.pdf -o brief.md
  kordon brief a.csv --since 2022-11-01 --until 2022-11-30 \\
      --compare-to 2022-10-01..2022-10-31 -o brief.pdf --lang uk
  kordon brief --store kordon.db --since 2022-11 --until 2022-11 \\
      --compare-to previous -o brief.docx --template house-style.dotx
  kordon brief --store kordon.db --since 2022-11 --once -o brief.html

\b
A briefing has a summary of three sentences made from the numbers, the map, the
main reports with grades and sources, what changed, zones and hubs, charts,
method and limits, and the sources. All formats are of one reading and have the
same numbers. The HTML file has the interactive map inside.

\b
--compare-to previous: as many days (or whole months) just before the period. Of
a store, records are called revised that changed after the compared period.

\b
--once: numbers are of events, as kordon count --once has them; reports of one
event, or of what may be one, are still listed each by itself.

\b
A period in which nothing is reported is no error: the briefing says so. With
--profile one of which nothing may be shown is.

\b
Exit codes: 0 written; 2 wrong usage; 3 the input or the template cannot be used;
4 an output cannot be written (it exists: --force), and none is; 8 it may not be
published, or nothing of the period may be shown (--profile).
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    required=True,
    metavar="FILE",
    help="Where to write: .html, .docx, .pptx, .pdf or .md. Repeatable.",
)
@click.option(
    "--compare-to",
    metavar="PERIOD",
    help="Say what changed since this one: 2022-10-01..2022-10-31, 2022-10, or previous.",
)
@click.option(
    "--template",
    metavar="FILE",
    help="Your own .docx or .pptx (or .dotx, .potx): its styles, layouts, headers, not its text.",
)
@click.option("--rows", type=click.IntRange(1, 500), default=20, show_default=True,
              metavar="NUMBER", help="Lines that a table of reports may have.")  # fmt: skip
@click.option(
    "--zones",
    multiple=True,
    metavar="ZONE|FILE",
    help="As for kordon map. Default: 10 to 100 km on each side of BY-UA and RU-UA.",
)
@click.option("--hubs", multiple=True, metavar="FILE", help="As for kordon map.")
@click.option("--title", help="Default: made from the period.")
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="LANGUAGE",
    help="Language of the briefing: en, uk, be, ru, de or fr. Data stay as they are.",
)
@once_options
@profile_options
@asked_options
@force_option
def brief(
    asked: Asked,
    outputs: tuple[str, ...],
    compare_to: str | None,
    template: str | None,
    rows: int,
    zones: tuple[str, ...],
    hubs: tuple[str, ...],
    title: str | None,
    lang: str,
    once: bool,
    decided: str | None,
    force: bool,
    gate: Gate | None,
) -> None:
    """Write what FILES report for a period as HTML, Word, PowerPoint, PDF or Markdown.

    Every number goes from certainly to possibly, and nothing is said that the records do not
    say. Nothing is written unless all outputs can be.
    """
    from maps.briefing.build import build_briefing
    from maps.briefing.write import check_outputs, save_briefing

    check_once_options(once=once, decided=decided, gated=gate is not None)
    read = [*asked.files, *zones, *hubs, *(one for one in (template, decided) if one)]
    check_outputs(outputs, overwrite=force)
    for output in outputs:
        check_output(output, read, force=force)
    check_gated(gate, outputs, force=force)
    result = build_briefing(
        asked.files,
        compare_to=compare_to,
        zones=zones or None,
        hubs=hubs or None,
        title=title,
        language=lang,
        rows=rows,
        once=once,
        decided=decided,
        command=command_line([*read, *outputs]),
        gate=gate,
        progress=progress,
        **asked.arguments(),
    )
    progress("writing")
    sizes = save_briefing(result.briefing, outputs, template=template, overwrite=force, gate=gate)
    progress("")
    for output, size in zip(outputs, sizes, strict=True):
        click.echo(f"{output}  {size / 1000:,.0f} kB")
    for sentence in result.briefing.summary:
        click.echo(sentence)
    for note in result.notes:
        say_note(note)
    say_withheld(result.sightings)  # of both periods: the briefing lists either's
    say_gated(gate)
