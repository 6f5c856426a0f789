"""``kordon import``: files into a store. The name is a word of Python: load it with importlib."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from cli.check import INPUT_FORMATS
from cli.options import (
    LAYER_NAMES,
    mapping_of,
    progress,
    say_note,
)
from cli.policies import encoding_option, policy_options

if TYPE_CHECKING:
    from layers.policy import Policy
    from layers.store.importing import Imported

__all__ = ["import_"]

_EXAMPLES = """\
\b
Examples:
  kordon import sightings.csv --store kordon.db
  kordon import 2022.csv 2023.csv --store kordon.db --source field-reports
  kordon import camps.xlsx --store kordon.db --layer deployment --map was=category
  curl -s https://example.org/a.csv | kordon import - --store kordon.db --source a
  kordon import camps.xlsx --store postgresql://anna@db.example.org/sightings

\b
Each file is a source, known by its name; --source makes one of all of them. The
same id of the same source with other content becomes the next version; what is
in the store already is not added again, be it in another order, encoding or
format. A changed row without an id is the next version of the one that has its
link, or its date, place and source. A row that is gone from its source is reported
and stays. The last line is the head of the chain: note it down, for
`kordon store verify --head`.

\b
Exit codes: 0 imported, also when nothing was new; 2 wrong usage; 3 a file cannot
be used (those named before it are in the store); 7 the store cannot be used.
"""
#: So many ids are listed.
_LISTED = 5


@click.command(name="import", epilog=_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option(
    "--store",
    required=True,
    metavar="STORE",
    help="The store, which is made if it is not there: a file, or an address of a PostgreSQL "
    "server as postgresql://user@host/database (needs kordon[postgis]).",
)
@click.option(
    "--source", metavar="NAME", help="One name for where all FILES come from. Default: their names."
)
@click.option("--who", metavar="NAME", help="Who imports. Default: the name you are logged in by.")
@click.option(
    "--layer", type=click.Choice(LAYER_NAMES), help="Layer of the rows that do not say it."
)
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Read a column as a field of the record (nothing after = : as no field).",
)
@encoding_option
@policy_options
@click.option(
    "--input-format",
    type=click.Choice(INPUT_FORMATS),
    help="What the content is, where it cannot be told.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table to read, or json for another program.",
)
def import_(
    files: tuple[str, ...],
    store: str,
    source: str | None,
    who: str | None,
    layer: str | None,
    pairs: tuple[str, ...],
    encoding: str | None,
    policy: Policy,
    input_format: str | None,
    format_: str,
) -> None:
    """Put FILES into a store, in which nothing is ever changed or removed.

    Every row is accounted for: it is a record, or the ledger says why not.
    """
    from layers.store.importing import import_files

    done = import_files(
        files,
        store,
        source=source,
        who=who,
        layer=layer,
        mapping=mapping_of(pairs),
        encoding=encoding,
        policy=policy,
        input_format=input_format,
        say=say_note,
        progress=progress,
    )
    progress("")
    if format_ == "json":
        told = [one.event.to_dict() for one in done]
        click.echo(json.dumps(told, ensure_ascii=True, indent=2))
        return
    for one in done:
        click.echo(_table(one))
    click.echo(f"head {done[-1].head}")


def _table(one: Imported) -> str:
    from layers.checking.values import visible
    from layers.store.following import is_made

    lines = [visible(one.source)]
    for report in one.files:
        named = f"{visible(report.file)}: " if len(one.files) > 1 else ""
        lines.append(
            f"  {named}read {report.read} = {report.accepted} accepted + {report.repaired} "
            f"repaired + {report.set_aside} set aside + {report.duplicates} duplicates"
        )
    lines.append(
        f"  into the store: {one.new} new, {one.changed} changed, {one.unchanged} unchanged, "
        f"{one.elsewhere} there from another source; {one.entries} ledger entries"
    )
    if one.renamed:
        shown = [f"{visible(given)} is {visible(name)}" for given, name in one.renamed]
        lines.append(f"  ids that another source uses: {_some(shown)}")
        lines.append(
            "  note: records of two sources are told apart, and both count; if this is a later "
            "version of the same table, import it under the same --source as the earlier one, and "
            "decide about what is there twice by now ('kordon doubles --store ... --keep')"
        )
    if one.followed:
        shown = [visible(name) for name, _ in one.followed]
        lines.append(f"  changed rows without an id, known by link, date and place: {_some(shown)}")
    if one.gone:
        shown = [visible(name) for name in one.gone]
        lines.append(f"  gone from the source, kept in the store: {len(one.gone)}: {_some(shown)}")
    if one.new and any(is_made(name) for name in one.gone):
        lines.append(
            "  note: rows without an id are known by what they say: one in which much was changed "
            "is new, and the earlier one still counts; give rows an id to change them"
        )
    lines += [f"  note: {visible(note)}" for report in one.files for note in report.notes]
    return "\n".join(lines)


def _some(shown: list[str]) -> str:
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    return ", ".join(shown[:_LISTED]) + more
