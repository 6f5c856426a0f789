"""``kordon picture``: sightings as a still, for slides and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from cli.gated import profile_options_beside_as_of, say_gated
from cli.options import (
    Asked,
    asked_options,
    check_output,
    force_option,
    progress,
    say_note,
    say_withheld,
)
from cli.pictures import Pictures, raster_options

if TYPE_CHECKING:
    from maps.picture.build import PictureResult
    from maps.publication.filtering import Gate

__all__ = ["picture"]

_EXAMPLES = """\
\b
Examples:
  kordon picture sightings.csv -o map.png
  kordon picture sightings.csv -o map.svg -o map.pdf --size page --theme print
  kordon picture a.csv -o october.png --since 2022-10 --until 2022-10 --lang uk
  kordon picture --store kordon.db -o near.png --frame 28,51,33,53 --zones BY-UA

\b
Exit codes: 0 written; 2 wrong usage; 3 the input cannot be used; 4 the output
cannot be written (it exists: --force); 5 the picture cannot be drawn; 8 it may not
be published, or nothing that was asked for may be shown (--profile).
"""

_SIZES = ("slide", "page", "letter", "note", "square", "column")
_THEMES = ("light", "dark", "print", "safe")


@click.command(name="picture", epilog=_EXAMPLES)
@click.option(
    "-o",
    "--output",
    "outputs",
    required=True,
    multiple=True,
    metavar="FILE",
    help="Where to write: a name ending in .png, .svg or .pdf. Repeatable.",
)
@click.option(
    "--size",
    type=click.Choice(_SIZES),
    default="slide",
    show_default=True,
    help="A slide (16:9), an upright page (A4), a letter, half a page of text (note), a square, or "
    "a column of 89 mm.",
)
@click.option(
    "--theme",
    type=click.Choice(_THEMES),
    default="light",
    show_default=True,
    help="Colours, as in the page: print is for grey printers, safe has high contrast.",
)
@click.option(
    "--frame",
    metavar="W,S,E,N",
    help="What to show, in degrees. Default: where the reports are. (--bbox leaves reports out.)",
)
@click.option(
    "--zones",
    multiple=True,
    metavar="ZONE|FILE",
    help="As for 'kordon map': a pair (BY-LT), a zone (BY-UA-30km-UA), a vector file, or none.",
)
@click.option("--hubs", multiple=True, metavar="FILE", help="A vector file of rail hubs, or none.")
@click.option("--title", help="Default: made from the dates.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="The day to name in place of the newest report's. With --profile embargoes are decided "
    "as of it, too (default: now).",
)
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="LANGUAGE",
    help="en, uk, be, ru, de or fr, also as uk-UA. Data stay as they are.",
)
@click.option("--dpi", type=float, metavar="N", help="Dots per inch of a PNG. Default: by size.")
@click.option("--inset/--no-inset", default=True, help="A small map of where this lies.")
@click.option(
    "--letters",
    type=click.Choice(("text", "outlines")),
    default="text",
    show_default=True,
    help="Of an SVG: text can be searched, outlines need no typeface.",
)
@click.option(
    "--coverage",
    metavar="FILE.csv",
    help="A table of how well places were watched, as for 'kordon map'. Hatched.",
)
@raster_options
@profile_options_beside_as_of
@asked_options
@force_option
def picture(
    asked: Asked,
    pictures: Pictures,
    outputs: tuple[str, ...],
    size: str,
    theme: str,
    frame: str | None,
    zones: tuple[str, ...],
    hubs: tuple[str, ...],
    title: str | None,
    as_of: str | None,
    lang: str,
    dpi: float | None,
    inset: bool,
    letters: str,
    coverage: str | None,
    force: bool,
    gate: Gate | None,
) -> None:
    """Draw the sightings in FILES as PNG, SVG or PDF, without a browser.

    The same map as that of 'kordon map': same records, colours, symbols and words, with legend,
    scale and sources. Prints what the picture shows, as text for who does not see it.
    """
    from layers.asking.selection import parse_bbox, parse_day
    from layers.coverage import read_coverage
    from maps.picture.build import build_picture

    read = [*asked.files, *zones, *hubs, *pictures.paths, *([coverage] if coverage else [])]
    if gate and (pictures.paths or coverage):
        raise click.UsageError("--profile shows records only: leave out --raster and --coverage.")
    for output in outputs:
        check_output(output, read, force=force)
    if as_of is not None:
        as_of = as_of.partition("T")[0] if gate else as_of  # of a moment the day is named
        parse_day(as_of)
    result = build_picture(
        asked.files,
        outputs,
        zones=zones or None,
        hubs=hubs or None,
        title=title,
        size=size,
        theme=theme,
        language=lang,
        frame=parse_bbox(frame) if frame else None,
        as_of=as_of,
        dpi=dpi,
        inset=inset,
        rasters=pictures.load(),
        coverage=read_coverage(coverage) if coverage else None,
        letters=letters,
        overwrite=force,
        gate=gate,
        progress=progress,
        **asked.arguments(),
    )
    progress("")
    click.echo(_summary(result))
    for note in result.notes:
        say_note(note)
    say_withheld(result.sightings)
    say_gated(gate)


def _summary(result: PictureResult) -> str:
    from layers.checking.values import visible

    lines = [
        f"{visible(str(p.path))}  {p.width_px} x {p.height_px} "
        f"{'dots' if str(p.path).lower().endswith('.png') else 'points'}"
        for p in result.pictures
    ]
    one = result.pictures[0]
    left = ", ".join(f"{n} {_WHY[why]}" for why, n in one.not_shown.items())
    lines.append(
        f"drawn {one.shown} of {len(result.sightings)}" + (f"; not: {left}" if left else "")
    )
    # Spaces at which no line ends are no hidden characters.
    told = re.sub(r"[^\u00a0\u202f]+", lambda found: visible(found[0]), one.alt_text)
    return "\n".join([*lines, f"alt text: {told}"])


_WHY = {
    "country": "known only to a country",
    "none": "without a place",
    "beyond": "outside the frame",
    "coarse": "too coarse for the cells",
    "unknown": "of unknown precision",
}
