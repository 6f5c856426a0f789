"""``kordon map``: sightings as one standalone HTML map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.gated import gate_options, require_profile
from cli.once import check_once_options, once_options
from cli.options import (
    Asked,
    asked_options,
    check_output,
    command_line,
    force_option,
    progress,
    say_withheld,
    to_stdout,
)
from cli.outputs import one_output
from cli.pictures import Pictures, raster_options
from cli.publish import publish_asked

if TYPE_CHECKING:
    from maps.build import MapResult

__all__ = ["map_"]

_EXAMPLES = """\
\b
Examples:
  kordon map sightings.csv -o map.html
  kordon map a.csv b.geojson -o map.html --since 2022-10 --until 2023-01
  kordon map trains.csv -o trains.html --layer deployment --title "Trains"
  kordon map a.csv -o lt.html --zones BY-LT --zones BY-PL-30km-PL --hubs none
  kordon map a.csv -o own.html --zones my-zones.gpkg --force
  kordon map a.csv -o b.html --raster burned.tif --raster-label "Burned area"
  kordon map --store kordon.db --once -o events.html
  cat a.csv | kordon map - -o - > map.html

\b
--once: the page says beside its numbers of reports how many events these are, as
kordon count --once has them, and counts events in layers, zones and hubs. Every
report is still drawn and listed.

\b
Exit codes: 0 written; 2 wrong usage; 3 the input cannot be used; 4 the output
cannot be written (it exists: --force); 5 the page cannot be built; 8 it may not
be published, or nothing that was asked for may be shown (--profile).
"""


_DATA = (".csv", ".tsv", ".json", ".jsonl", ".geojson", ".gpkg", ".parquet", ".fgb", ".shp",
         ".kml", ".xlsx")  # fmt: skip


@click.command(name="map", epilog=_EXAMPLES)
@one_output("Where to write; - is stdout.", required=True)
@click.option(
    "--zones",
    multiple=True,
    metavar="ZONE|FILE",
    help="A pair (BY-LT), a zone (BY-UA-30km-UA), a vector file, or none. Repeatable. "
    "Default: 10, 25, 50 and 100 km on each side of BY-UA and RU-UA.",
)
@click.option(
    "--hubs",
    multiple=True,
    metavar="FILE",
    help="A vector file of rail hubs, or none. Default: the 74 shipped ones.",
)
@click.option("--title", help="Default: made from the dates.")
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="LANGUAGE",
    help="Language of the page: en, uk, be, ru, de or fr, also as uk-UA. Data stay as they are.",
)
@click.option(
    "--coverage",
    metavar="FILE.csv",
    help="A table of how well places were watched: area, date_start, date_end, coverage (good, "
    "partial, none, unknown), note, source. Hatched on the map.",
)
@once_options
@gate_options
@raster_options
@asked_options
@force_option
def map_(
    asked: Asked,
    pictures: Pictures,
    coverage: str | None,
    output: str,
    zones: tuple[str, ...],
    hubs: tuple[str, ...],
    title: str | None,
    lang: str,
    once: bool,
    decided: str | None,
    profile: str | None,
    against: str | None,
    as_of: str | None,
    seed: str | None,
    force: bool,
) -> None:
    """Draw the sightings in FILES as one HTML file that needs no network.

    Reads CSV, XLSX, ODS, GeoJSON, JSON, KML, KMZ, GPX, GeoPackage, shapefile,
    FlatGeobuf and GeoParquet; - is standard input. Prints how many rows
    were read and what became of them, and how many sightings each zone and hub holds, from
    certainly to possibly.
    """
    from layers.coverage import read_coverage
    from maps.build import build_map

    check_once_options(once=once, decided=decided, gated=profile is not None)
    more = (one for one in (coverage, decided) if one)
    read = [*asked.files, *zones, *hubs, *pictures.paths, *more]
    check_output(output, read, force=force)
    _check_page_name(output)
    if profile is not None:
        if pictures.paths or coverage or output == "-":
            raise click.UsageError(
                "--profile shows records only, in a file: leave out --raster, --coverage and -o -."
            )
        publish_asked(
            asked, output, profile=profile, against=against, as_of=as_of, seed=seed, zones=zones,
            hubs=hubs, title=title, language=lang, force=force,
        )  # fmt: skip
        return
    require_profile(against=against, as_of=as_of, seed=seed)
    if pictures.paths:
        progress("pictures")
    result = build_map(
        asked.files,
        zones=zones or None,
        hubs=hubs or None,
        title=title,
        language=lang,
        rasters=pictures.load(),
        coverage=read_coverage(coverage) if coverage else None,
        once=once,
        decided=decided,
        command=command_line([*read, output]),
        progress=progress,
        **asked.arguments(),
    )
    if output == "-":
        document = result.page.html()
        progress("")
        to_stdout(document.encode("utf-8"))
        click.echo(_summary(result), err=True)
    else:
        size = result.page.save(output, overwrite=force)
        progress("")
        click.echo(f"{output}  {size / 1000:,.0f} kB, opens without a network\n{_summary(result)}")
    say_withheld(result.page.sightings)


def _check_page_name(output: str) -> None:
    """Raise ArgumentError for a name that promises data: a page in a .csv misleads everyone."""
    from geo.errors import ArgumentError

    ending = Path(output).suffix.lower()
    if ending in _DATA:
        raise ArgumentError(
            f"{output}: a map is a web page, and {ending} promises data; name it .html, or use "
            "'kordon query' for the records"
        )


def _layers(result: MapResult) -> list[str]:
    """Reports by layer, and events beside them where these are counted."""
    events = result.event_counts
    lines = ["layer            reports" + ("" if events is None else f"{'events':>17}")]
    for layer, n in result.layer_counts.items():
        line = f"{layer:<16} {n:>7,}"
        if events is not None:
            low, high = events[layer]
            told = f"{low:,} .. {high:,}"
            line += f"{told:>17}"
        lines.append(line)
    return lines


def _summary(result: MapResult) -> str:
    from layers.checking.values import visible
    from layers.registry import LAYERS

    intake = result.intake
    lines = [
        f"read {intake.read} = {intake.accepted} accepted + {intake.repaired} repaired "
        f"+ {intake.set_aside} set aside"
        + (f" + {intake.duplicates} duplicates" if intake.duplicates else ""),
        f"on the page {len(result.page.sightings)}; of all rows used {intake.unlocated} unlocated, "
        f"{intake.undated} undated",
        *(f"note: {visible(note)}" for note in result.notes),
        "",
        *_layers(result),
    ]
    table = result.region_counts
    if len(table):
        names = [layer.id for layer in LAYERS]
        what = "" if result.event_counts is None else "events, "
        head = f"zone or hub: {what}certain .. possible"
        width = max(len(name) for name in [*table["name"], head])
        layers = "".join(f"{name:>15}" for name in names)
        lines += ["", f"{head:<{width}}{layers}"]
        for (_, name), rows in table.groupby(["region_id", "name"], sort=False):
            cells = {
                row["group"]: f"{row['low']} .. {row['high']}" for row in rows.to_dict("records")
            }
            lines.append(f"{name:<{width}}" + "".join(f"{cells.get(n, '-'):>15}" for n in names))
    return "\n".join(lines)
