"""``kordon store``: what is in a store and how it came there, whether it is whole, and copies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from cli.answers import counted_words
from cli.gated import check_gated, profile_options, put, say_gated
from cli.options import (
    Kept,
    check_output,
    force_option,
    format_of,
    kept_options,
    say_note,
    say_withheld,
)
from cli.outputs import one_output

if TYPE_CHECKING:
    from layers.store.chain import Event
    from layers.store.history import Version
    from layers.store.verifying import Verification
    from maps.publication.filtering import Gate

__all__ = ["store"]

_EXAMPLES = """\
\b
Examples:
  kordon store history EX-D-001 --store kordon.db
  kordon store events --store kordon.db
  kordon store doubles --store kordon.db
  kordon store verify --store kordon.db --head 3:5f3a...
  kordon store backup copy.db --store kordon.db
  kordon store migrate --store kordon.db
  kordon store export -o now.geojson --store kordon.db
  kordon store export -o oct.gpkg --store kordon.db --since 2022-10 --until 2022-10
  kordon store backup copy.db --store postgresql://anna@db.example.org/sightings

\b
`kordon import` fills a store; other commands read it with --store, like a file.

\b
Exit codes: 0 done; 1 verify found something; 2 wrong usage; 3 there is no such
record; 4 the output cannot be written; 7 the store cannot be used; 8 it may not
be published, or nothing of the store may (export --profile).
"""
_ENDINGS = {
    ".csv": "csv", ".geojson": "geojson", ".gpkg": "gpkg", ".json": "geojson", ".jsonl": "jsonl",
    ".kml": "kml", ".ndjson": "jsonl", ".parquet": "parquet",
}  # fmt: skip

store_option = click.option(
    "--store",
    "path",
    required=True,
    metavar="STORE",
    help="The store: a file, or an address as postgresql://user@host/database.",
)


def _format_option(function: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="table to read, or json for another program.",
    )(function)


@click.group(epilog=_EXAMPLES)
def store() -> None:
    """Look into a store, check it, and copy it."""


@store.command()
@click.argument("id_", metavar="ID")
@store_option
@_format_option
def history(id_: str, path: str, format_: str) -> None:
    """Show every version of the record ID: who brought it when, which file, which row."""
    from layers.store.history import history as look

    versions, entries = look(path, id_)
    if format_ == "json":
        told = {
            "versions": [one.to_dict() for one in versions],
            "ledger": [one.to_dict() for one in entries],
        }
        click.echo(json.dumps(told, ensure_ascii=True, indent=2))
        return
    for line in (line for one in versions for line in _version(one)):
        click.echo(line)
    for entry in entries:
        told_of = "; ".join([*_repairs(entry.told), *entry.told.get("reasons", ())])
        where = f"{entry.file}, row {entry.row}, event {entry.event}"
        click.echo(_shown(f"{entry.kind.replace('_', ' ')} ({where}): {told_of}"))


def _version(one: Version) -> list[str]:
    named = f", here {one.name}" if one.name != one.id else ""
    lines = [
        f"{one.id} of {one.source}{named}, version {one.number}: event {one.event}, {one.at}, by "
        f"{one.who or 'somebody unknown'}",
        f"  {one.file}, row {one.row}, sha256 {one.sha256}",
    ]
    if one.number > 1:
        lines += [f"  {c.name}: {_value(c.before)} -> {_value(c.after)}" for c in one.changes]
    else:
        lines += [f"  {name}: {_value(value)}" for name, value in one.record.items()]
    if one.notes:
        lines.append(f"  note: {one.notes}")
    return [_shown(line) for line in lines]


def _repairs(told: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['column']} {one['from'][:60]!r} -> {one['to'][:60]!r} ({one['why']})"
        for one in told.get("repairs", ())
    ]


def _value(value: Any) -> str:
    return "(nothing)" if value is None else str(value)


def _shown(text: str) -> str:
    from layers.checking.values import visible

    return visible(text)


@store.command()
@store_option
@_format_option
def events(path: str, format_: str) -> None:
    """List everything that was done with a store; the last line is the head of the chain."""
    from layers.store.history import events_of

    found = events_of(path)
    if format_ == "json":
        told = [one.to_dict() for one in found]
        click.echo(json.dumps(told, ensure_ascii=True, indent=2))
        return
    for one in found:
        click.echo(_shown(_event(one)))
    click.echo(f"head {found[-1].head}")


def _event(one: Event) -> str:
    begin = f"{one.number:>5}  {one.at}  {one.kind:<9}"
    body = one.body
    if one.kind == "imported":
        counts = ", ".join(f"{body.get(name, 0)} {name}" for name in ("new", "changed", "gone"))
        return f"{begin}  {body.get('source', '')}: {counts}; by {body.get('who') or 'unknown'}"
    if one.kind == "doubled":
        groups, words = (_many(body.get(f"{x}s", 0), x) for x in ("group", "decision"))
        return f"{begin}  {groups}, {words}; by {body.get('who') or 'unknown'}"
    if one.kind == "migrated":
        return f"{begin}  to schema {body.get('schema')}; backup {body.get('backup')}"
    return f"{begin}  by {body.get('who') or 'unknown'}"


@store.command()
@store_option
@_format_option
def doubles(path: str, format_: str) -> None:
    """List the groups of doubles that a store keeps, why they are groups, and what was decided.

    `kordon doubles --store FILE --keep` keeps them.
    """
    from layers.store.grouping import decisions_in, groups_in

    groups, after = groups_in(path)
    decided = decisions_in(path)
    if format_ == "json":
        whole = {
            "groups": [one.to_dict() for one in groups],
            "decisions": [one.to_dict() for one in decided],
            "events_after": after,
        }
        click.echo(json.dumps(whole, ensure_ascii=True, indent=2))
        return
    for group in groups:
        score = "decided" if group.score is None else f"score {group.score:.0f}"
        click.echo(f"{group.group}: {score}, {len(group.members)} records")
        for one in group.members:
            click.echo(_shown(f"  {one.id}: {one.reasons}"))
    for word in decided:
        click.echo(
            _shown(
                f"{word.id_a} and {word.id_b}: {word.verdict} ({word.said}; event {word.event}, "
                f"{word.at}, by {word.who or 'somebody unknown'})"
            )
        )
    told = f"{_many(len(groups), 'group')}, {_many(len(decided), 'decision')}"
    since = f"; {_many(after, 'event')} since, `kordon doubles --keep` looks again" if after else ""
    click.echo(f"{told}{since}", err=True)


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@store.command()
@store_option
@click.option("--head", metavar="HEAD", help="A head noted down before: it must be in the chain.")
@_format_option
@click.pass_context
def verify(ctx: click.Context, path: str, head: str | None, format_: str) -> None:
    """Compute everything in a store again, and say what is not as it was written.

    Damage and alterations are named. Who alters a store and computes all its seals anew gets
    another head: compare with --head, noted down where the store is not.
    """
    from layers.store.verifying import verify as look

    found = look(path, head=head)
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=True, indent=2))
    else:
        click.echo(_verdict(path, found))
    if not found.ok:
        ctx.exit(1)


def _verdict(path: str, found: Verification) -> str:
    lines = [_shown(f"  {problem}") for problem in found.problems]
    if found.ok:
        grown = {None: "", 0: "; the head is the one noted down"}.get(
            found.since, f"; the head noted down is there, {found.since} events before the last"
        )
        begin = f"whole, as it was written: {found.rows:,} rows{grown}"
    else:
        begin = f"NOT as it was written, {len(lines)} problems:"
    return "\n".join([_shown(f"{path}: {begin}"), *lines, f"head {found.head or 'not known'}"])


@store.command()
@click.argument("target", metavar="COPY")
@store_option
@force_option
def backup(target: str, path: str, force: bool) -> None:
    """Copy a store into the file COPY, whole, also while somebody writes to it.

    Of a store on a server the copy is a file, too, with the same head. COPY may also be an
    address on a server where there is no store yet.
    """
    from layers.store.copies import backup as copy

    head = copy(path, target, overwrite=force)
    click.echo(f"{_shown(target)}\nhead {head}")


@store.command()
@store_option
def migrate(path: str) -> None:
    """Bring a store of an older schema forward; a backup is made before each step.

    Backups are beside the store; those of one on a server, in this folder.
    """
    from layers.store.copies import migrate as forward

    made = forward(path, say=say_note)
    click.echo(f"{_shown(path)}: {'brought forward' if made else 'has the newest schema already'}")


@store.command()
@store_option
@one_output("Where to write. Default: stdout, as CSV.", default="-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "geojson", "gpkg", "jsonl", "kml", "parquet"]),
    help="Default: by the name of FILE.",
)
@click.option("--certain", is_flag=True, help="Only what certainly fits period and box.")
@profile_options
@kept_options
@force_option
def export(
    path: str,
    kept: Kept,
    certain: bool,
    output: str,
    format_: str | None,
    force: bool,
    gate: Gate | None,
) -> None:
    """Write the current records of a store, or some of them, for another program.

    CSV, GeoJSON, GeoPackage (with styles for QGIS), JSON Lines, KML or GeoParquet. They are as
    the store has them; `kordon query --store` adds how sure each answer is, and knows zones.
    """
    from layers.asking.query import ANSWER_COLUMNS, query
    from layers.store.keeper import Store
    from layers.writing.export import export as written

    chosen = format_of(output, format_, _ENDINGS, "csv")
    selection = kept.selection()
    check_output(output, [path], force=force)
    check_gated(gate, [output], force=force)
    sightings = Store(path).sightings
    if gate is not None:
        sightings = gate(sightings)
    answer = query(
        sightings,
        selection=selection,
        certain_only=certain,
        assume_uncertainty_m=kept.assume_uncertainty,
    )
    records = answer.sightings.drop(columns=list(ANSWER_COLUMNS))
    put(written(records, chosen), output, gate, force=force, what="the export", shown=records)
    for note in answer.notes:
        say_note(note)
    say_withheld(records)
    say_gated(gate)
    if selection:
        click.echo(counted_words(answer, "current records"), err=True)
    else:
        click.echo(f"{len(records):,} current records", err=True)
