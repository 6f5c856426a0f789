"""``kordon check``: what would become of every row of a file, without making anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import (
    check_output,
    files_options,
    force_option,
    mapping_of,
)
from cli.policies import encoding_option, policy_options

if TYPE_CHECKING:
    from layers.intake import FileReport, Row
    from layers.policy import Policy

__all__ = ["INPUT_FORMATS", "check"]

_EXAMPLES = """\
\b
Examples:
  kordon check sightings.csv
  kordon check camps.csv --layer deployment --map was=category
  kordon check old.csv --encoding cp1251 --rows 100
  kordon check *.geojson --format json --strict
  kordon check season.zip reports/ --save-map season.json
  kordon check more.csv --map @season.json
  kordon check camps.xlsx --report report.html --aside to-mend.csv
  curl -s https://example.org/a.csv | kordon check -

\b
Exit codes: 0 all files were read; 1 with --strict, if a row was set aside;
2 wrong usage; 3 a file could not be read (the first one is named); 4 the report,
the rows set aside or the mapping could not be written.
"""

#: All that records are read from.
INPUT_FORMATS = ("csv", "flatgeobuf", "geojson", "geopackage", "geoparquet", "gpx", "json", "kml",
                 "kmz", "ods", "shapefile", "xlsx")  # fmt: skip


@click.command(epilog=_EXAMPLES)
@files_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table to read; json with every row, its reasons and repairs.",
)
@click.option(
    "--layer",
    type=click.Choice(["deployment", "fortification", "shelling"]),
    help="Layer of the rows that do not say it themselves.",
)
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Read a column as a field of the record (nothing after = : as no field), or @FILE: as a "
    "saved mapping says.",
)
@encoding_option
@policy_options
@click.option(
    "--input-format",
    type=click.Choice(INPUT_FORMATS),
    help="What the content is, where it cannot be told.",
)
@click.option(
    "--report",
    metavar="FILE",
    help="Also write every repair and reason into a .csv or .html, with file, row and value.",
)
@click.option(
    "--aside",
    metavar="FILE",
    help="Also write the rows that were set aside into a .csv, in their own columns and with "
    "kordon_reason: mend them there and read that file, too.",
)
@click.option(
    "--save-map",
    metavar="FILE",
    help="Also write the mapping that was used into a .json, to be read again by --map @FILE.",
)
@click.option(
    "--rows", default=20, show_default=True, help="How many rows to list in the table, per file."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any row was set aside.")
@force_option
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[str, ...],
    format_: str,
    layer: str | None,
    pairs: tuple[str, ...],
    encoding: str | None,
    policy: Policy,
    input_format: str | None,
    report: str | None,
    aside: str | None,
    save_map: str | None,
    rows: int,
    strict: bool,
    force: bool,
) -> None:
    """Account for every row of FILES: accepted, repaired, set aside or duplicate.

    Reads CSV, XLSX, ODS, GeoJSON, JSON, KML, KMZ, GPX, GeoPackage, shapefile,
    FlatGeobuf and GeoParquet, also in ZIP archives, gzip and folders; - is standard input.
    Nothing is changed. If one of the files cannot be read, that is an error and none is reported.
    """
    from geo.together import write_together
    from layers.mappings import mapping_json, mapping_used
    from layers.readers import read
    from layers.writing.accounts import REPORTS, aside_csv

    if "-" in (report, aside, save_map):
        raise click.UsageError(
            "--report, --aside and --save-map name files; standard output has the table."
        )
    ending = Path(report or "").suffix.lower()
    if report is not None and ending not in REPORTS:
        raise click.UsageError(
            f"--report {report}: name a file that ends in {' or '.join(REPORTS)}."
        )
    if aside is not None and Path(aside).suffix.lower() != ".csv":
        raise click.UsageError(f"--aside {aside}: name a file that ends in .csv.")
    if save_map is not None and Path(save_map).suffix.lower() != ".json":
        raise click.UsageError(f"--save-map {save_map}: name a file that ends in .json.")
    for output in (report, aside, save_map):
        if output is not None:
            check_output(output, files, force=force)
    mapping = mapping_of(pairs)
    intake = read(
        files,
        layer=layer,
        mapping=mapping,
        encoding=encoding,
        policy=policy,
        input_format=input_format,
    )
    written: list[tuple[str, bytes]] = []
    if report is not None:
        written.append((report, REPORTS[ending](intake)))
    if aside is not None:
        written.append((aside, aside_csv(intake)))
    if save_map is not None:
        written.append((save_map, mapping_json(mapping_used(intake, mapping))))
    write_together(written, overwrite=force)
    if format_ == "json":
        told = [one.to_dict() for one in intake.files]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_table(one, rows) for one in intake.files))
        if len(intake.files) > 1:
            click.echo(f"\n{len(intake.files)} files: {_sum(intake)}")
    if strict and intake.set_aside:
        ctx.exit(1)


def _sum(counts: FileReport | object) -> str:
    from layers.intake import FileReport, Intake

    assert isinstance(counts, FileReport | Intake)
    return (
        f"read {counts.read} = {counts.accepted} accepted + {counts.repaired} repaired "
        f"+ {counts.set_aside} set aside + {counts.duplicates} duplicates"
    )


def _table(report: FileReport, limit: int) -> str:
    from layers.checking.values import visible

    lines = [
        visible(report.file),
        f"  {_sum(report)}",
        f"  of those used: {report.unlocated} unlocated, {report.undated} undated",
        f"  {report.format}, sha256 {report.sha256}",
    ]
    renamed = [
        f"{visible(column)} -> {field}"
        for column, field in report.mapping.items()
        if column != field
    ]
    alike = len(report.mapping) - len(renamed)
    told = [*renamed, f"{alike} called like their fields"] if alike else renamed
    if told:
        lines.append("  columns: " + ", ".join(told))
    kept = [visible(name) for name in report.columns if name not in report.mapping]
    if kept:
        lines.append("  columns kept as they are: " + _shortened(", ".join(kept)))
    lines += [f"  note: {visible(note)}" for note in report.notes]
    if report.reasons:
        lines.append("  reasons:")
        ranked = sorted(report.reasons.items(), key=lambda item: (-item[1], item[0]))
        lines += [f"    {count:>7}  {visible(code)}" for code, count in ranked]
    rows = list(report.rows.not_plain())
    if rows and limit > 0:
        lines.append("  rows:")
        lines += [f"    {_row(row)}" for row in rows[:limit]]
        if len(rows) > limit:
            lines.append(f"    ... and {len(rows) - limit} more (--rows, or --format json)")
    return "\n".join(lines)


def _shortened(text: str, limit: int = 500) -> str:
    return text if len(text) <= limit else text[:limit] + " ..."


def _row(row: Row) -> str:
    from layers.checking.values import visible

    told = [
        f"{repair.column} {repair.before[:60]!r} -> {repair.after[:60]!r} ({repair.why})"
        for repair in row.repairs
    ]
    told += row.reasons
    name = f" {visible(row.id[:40])}" if row.id else ""
    outcome = row.outcome.replace("_", " ")
    return f"{visible(row.called)}{name}: {outcome}: " + visible("; ".join(told))
