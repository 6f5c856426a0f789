"""``kordon verify``: is a file whole, what was it made from, do files agree, what does it tell?"""

from __future__ import annotations

import dataclasses
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
  kordon verify brief.docx
  kordon verify public.html --must-not-hold withheld.csv

\b
Exit codes: 0 the file is as it was written, tells nothing that it should not, and
the files given are what it was made from; 1 it is not, it does, or they are not;
2 wrong usage; 3 a file cannot be read or looked into.
"""

#: More are counted.
_MOST_LEAKS = 40
_STATES = {
    "same": "same as when the page was made",
    "changed": "CHANGED since the page was made, or another file of that name",
    "unknown": "NOT an input of this page",
    "unnamed": "CANNOT TELL: it does not name its inputs, and its receipt is not beside it",
    "not_given": "not given, not compared",
}


@click.command(epilog=_EXAMPLES)
@click.argument("page", metavar="FILE")
@click.argument("inputs", nargs=-1, metavar="[INPUTS...]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table to read, or json for another program.",
)
@click.option(
    "--must-not-hold",
    "withheld",
    multiple=True,
    metavar="RECORDS",
    help="Records of which nothing may be in FILE: no text, no place (repeatable).",
)
@click.pass_context
def verify(
    ctx: click.Context,
    page: str,
    inputs: tuple[str, ...],
    format_: str,
    withheld: tuple[str, ...],
) -> None:
    """Check that FILE is as it was written, and say what it was made from and what it tells.

    FILE is a page, or any other file that was published: it is compared with the manifest beside
    it, if there is one. It is opened to the last layer and searched for what tells of its author
    and his machine: local paths, users, keys, camera data, properties of documents, remarks,
    deleted rows, and what it would fetch from elsewhere.

    With INPUTS, their sha256 and what becomes of their rows are compared with what the page
    says; of a publication, which does not name them, with the receipt that stays in the
    house. The fingerprint inside a page shows damage and accidental edits; it does not show a
    forger, who can write a new one. Against that, compare the fingerprint printed here with
    one that the sender tells you another way.
    """
    from maps.verify import verify as look

    secrets = None
    if withheld:
        from layers.readers import read
        from maps.leaks import secrets_of

        secrets = secrets_of(read(list(withheld)).sightings)
    verdict = look(page, inputs, withheld=secrets)
    click.echo(_json(verdict) if format_ == "json" else _table(page, verdict))
    if not verdict.ok:
        ctx.exit(1)


def _json(verdict: Verdict) -> str:
    told = {
        "ok": verdict.ok,
        "whole": verdict.whole if verdict.known else None,
        "damaged": list(verdict.damaged),
        "fingerprint": verdict.fingerprint,
        "made_with": verdict.provenance.get("version"),
        "command": verdict.provenance.get("command"),
        "counts": dict(verdict.counts),
        "recounted": None if verdict.recounted is None else dict(verdict.recounted),
        "inputs": [
            {"name": one.name, "state": one.state, "sha256": one.sha256} for one in verdict.inputs
        ],
        "leaks": [dataclasses.asdict(leak) for leak in verdict.leaks],
        "manifest": list(verdict.manifest.wrong) if verdict.manifest.told else None,
    }
    return json.dumps(told, ensure_ascii=True, indent=2)


def _table(page: str, verdict: Verdict) -> str:
    from layers.checking.values import visible

    lines = [f"{visible(page)}: " + _wholeness(verdict), f"  fingerprint  {verdict.fingerprint}"]
    made = verdict.provenance
    rows = _rows(verdict) or "not known"
    if made:
        tool = " ".join(str(made.get(key, "")) for key in ("tool", "version")).strip()
        lines += [
            f"  made with    {visible(tool) or 'not known'}",
            f"  command      {visible(str(made.get('command') or 'not known'))}",
            f"  rows         {visible(rows)}",
        ]
    elif verdict.known:
        lines.append("  what it was made from cannot be read")
    for one in verdict.inputs:
        lines.append(f"  input        {visible(one.name)}: {_STATES[one.state]}")
        lines.append(f"               sha256 {visible(one.sha256)}")
    if verdict.recounted is not None:
        same = verdict.recounted == verdict.counts
        told = "the same" if same else f"DIFFERENT: {_counts(verdict.recounted)}"
        lines.append(f"  rows now     {told}")
    lines += [f"  manifest     {visible(wrong)}" for wrong in verdict.manifest.wrong]
    lines += [f"  TELLS        {visible(str(leak))}" for leak in verdict.leaks[:_MOST_LEAKS]]
    if len(verdict.leaks) > _MOST_LEAKS:
        lines.append(f"  TELLS        and {len(verdict.leaks) - _MOST_LEAKS} things more")
    if not verdict.leaks:
        lines.append("  tells        nothing of who made it, and where")
    return "\n".join(lines)


def _wholeness(verdict: Verdict) -> str:
    if not verdict.known:
        return "nothing says what it was when it was written (no fingerprint, no manifest)"
    if verdict.whole:
        return "whole, as it was written"
    where = ", ".join(verdict.damaged) or "the fingerprint itself"
    return f"NOT as it was written: {where}"


def _rows(verdict: Verdict) -> str:
    """What became of the rows. Of a publication: how many are shown, as of any other file of it."""
    told, counts = verdict.manifest.in_words, verdict.counts
    if "publication" not in verdict.provenance:
        return _counts(counts) or told
    return told or (f"{counts['accepted']} shown" if "accepted" in counts else "")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items())
