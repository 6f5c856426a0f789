"""``kordon geocode``: the place that a name, a phrase or coordinates mean, and how exactly."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cli.options import say_note, to_stdout

if TYPE_CHECKING:
    from geo.gazetteer import Geocoded

__all__ = ["geocode"]

_EXAMPLES = """\
\b
Examples:
  kordon geocode Мазыр "12 km south of Homiel" "near Yelsk, Gomel region"
  kordon geocode "52°02'58\\"N 29°14'44\\"E" 35UPU54006892 9G4QPG8W+2F
  kordon geocode Rechytsa --in "Homiel Region"
  kordon geocode "Machulishchy air base" "between Mazyr and Yelsk"
  cut -f3 names.tsv | kordon geocode - --format csv > places.csv

\b
Offline: names are those of GeoNames with 500 inhabitants and more, in Latin and
Cyrillic letters, and of airfields those of OurAirports. Uncertainty is the radius
in metres that holds what the words mean: the size of the town, half a side of the
compass, the rounding of the distance. A name of several places is refused with all
of them: say which by an oblast, a district or a country behind a comma, or with
--in.

\b
Exit codes: 0 all found; 1 some are not (said on stderr, in csv and json a
problem); 2 wrong usage; 3 no such area.
"""
_COLUMNS = ("text", "latitude", "longitude", "uncertainty_m", "how", "country", "geonameid",
            "airfield", "notes", "problem")  # fmt: skip
_WIDTHS = {
    "text": 40,
    "latitude": 10,
    "longitude": 10,
    "uncertainty_m": 13,
    "how": 40,
}


@click.command(epilog=_EXAMPLES)
@click.argument("texts", nargs=-1, required=True, metavar="TEXTS...")
@click.option("--in", "area", default="", metavar="AREA", help="Only in this country or oblast.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="table to read, or all columns for another program.",
)
@click.pass_context
def geocode(ctx: click.Context, texts: tuple[str, ...], area: str, format_: str) -> None:
    """Find the places that TEXTS mean; - reads them from standard input, one on each line."""
    from geo.errors import PlaceError
    from geo.gazetteer import geocode_all

    lines = [line for text in texts for line in _lines(text)]
    found = geocode_all(lines, within=area)
    rows = [
        {"text": text, "problem": str(one)} if isinstance(one, PlaceError) else _row(one)
        for text, one in zip(lines, found, strict=True)
    ]
    to_stdout(_written(rows, format_))
    for row in rows if format_ == "table" else ():
        if "problem" in row:
            say_note(str(row["problem"]))  # whole: it ends with what to do
        elif "notes" in row:
            say_note(f"{row['text']}: {row['notes']}")
    missing = sum("problem" in row for row in rows)
    if missing:
        click.echo(f"{missing} of {len(rows)} not found", err=True)
        ctx.exit(1)


def _lines(text: str) -> list[str]:
    if text != "-":
        return [text]
    data = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    return [line.strip() for line in data.splitlines() if line.strip()]


def _row(found: Geocoded) -> dict[str, Any]:
    from geo.gazetteer import Airfield

    row: dict[str, Any] = {
        "text": found.text,
        "latitude": round(found.latitude, 6),
        "longitude": round(found.longitude, 6),
        "how": found.how,
    }
    if found.uncertainty_m is not None:
        row["uncertainty_m"] = round(found.uncertainty_m, 1)
    if found.place is not None:
        row["country"] = found.place.country
        if isinstance(found.place, Airfield):
            row["airfield"] = found.place.ident
        elif found.place.geonameid:
            row["geonameid"] = found.place.geonameid
    if found.notes:
        row["notes"] = "; ".join(found.notes)
    return row


def _written(rows: list[dict[str, Any]], format_: str) -> bytes:
    if format_ == "json":
        import json

        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    if format_ == "csv":
        import csv
        import io

        from layers.checking.values import csv_safe

        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        for row in rows:
            cells = (row.get(name, "") for name in _COLUMNS)
            writer.writerow(csv_safe(c) if isinstance(c, str) else c for c in cells)
        return text.getvalue().encode()
    from cli.tables import text_table

    found = [row for row in rows if "problem" not in row]
    used = [name for name in _WIDTHS if any(name in row for row in found)]
    limits = {name: _WIDTHS[name] for name in used}
    return text_table(limits, [[row.get(name, "") for name in used] for row in found])
