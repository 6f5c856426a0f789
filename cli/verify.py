"""``kordon verify``: is a page whole, what was it made from, and do these files agree with it?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maps.verify import Verdict

__all__ = ["verify"]

_EXAMPLES = """\
\b
Examples:
  kordon verify map.html
  kordon verify map.html sightings.csv
  kordon verify map.html a.csv b.geojson --format json

\b
Exit codes: 0 the page is as it was written, and the files given are what it
was made from; 1 it is not, or they are not; 2 wrong usage; 3 a file cannot be
read, or is no page of Kordon.
"""

_STATES = {
    "same": "same as when the page was made",
    "changed": "CHANGED since the page was made, or another file of that name",
    "unknown": "NOT an input of this page",
    "not_given": "not given, not compared",
}


@click.command(epilog=_EXAMPLES)
@click.argument("page", metavar="PAGE")
@click.argument("inputs", nargs=-1, metavar="[INPUTS...]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table to read, or json for another program.",
)
@click.pass_context
def verify(ctx: click.Context, page: str, inputs: tuple[str, ...], format_: str) -> None:
    """Check that PAGE is as it was written, and say what it was made from.

    With INPUTS, their sha256 and what becomes of their rows are compared with what the page
    says. The fingerprint inside a page shows damage and accidental edits; it does not show a
    forger, who can write a new one. Against that, compare the fingerprint printed here with one
    that the sender tells you another way.
    """
    from maps.verify import verify as look

    verdict = look(page, inputs)
    click.echo(_json(verdict) if format_ == "json" else _table(page, verdict))
    if not verdict.ok:
        ctx.exit(1)


def _json(verdict: Verdict) -> str:
    told = {
        "ok": verdict.ok,
        "whole": verdict.whole,
        "damaged": list(verdict.damaged),
        "fingerprint": verdict.fingerprint,
        "made_with": verdict.provenance.get("version"),
        "command": verdict.provenance.get("command"),
        "counts": dict(verdict.counts),
        "recounted": None if verdict.recounted is None else dict(verdict.recounted),
        "inputs": [
            {"name": one.name, "state": one.state, "sha256": one.sha256} for one in verdict.inputs
        ],
    }
    return json.dumps(told, ensure_ascii=True, indent=2)


def _table(page: str, verdict: Verdict) -> str:
    from layers.values import visible

    lines = [f"{visible(page)}: " + _wholeness(verdict), f"  fingerprint  {verdict.fingerprint}"]
    made = verdict.provenance
    if made:
        tool = " ".join(str(made.get(key, "")) for key in ("tool", "version")).strip()
        lines += [
            f"  made with    {visible(tool) or 'not known'}",
            f"  command      {visible(str(made.get('command') or 'not known'))}",
            f"  rows         {_counts(verdict.counts) or 'not known'}",
        ]
    else:
        lines.append("  what it was made from cannot be read")
    for one in verdict.inputs:
        lines.append(f"  input        {visible(one.name)}: {_STATES[one.state]}")
        lines.append(f"               sha256 {visible(one.sha256)}")
    if verdict.recounted is not None:
        same = verdict.recounted == verdict.counts
        told = "the same" if same else f"DIFFERENT: {_counts(verdict.recounted)}"
        lines.append(f"  rows now     {told}")
    return "\n".join(lines)


def _wholeness(verdict: Verdict) -> str:
    if verdict.whole:
        return "whole, as it was written"
    where = ", ".join(verdict.damaged) or "the fingerprint itself"
    return f"NOT as it was written: {where}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items())
