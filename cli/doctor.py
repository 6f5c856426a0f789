"""``kordon doctor``: is this installation whole?"""

from __future__ import annotations

import json

import click

__all__ = ["doctor"]

_EXAMPLES = """\
\b
Examples:
  kordon doctor
  kordon doctor --format json

\b
Exit codes: 0 everything that is needed is there; 1 something is wrong, and
the list says what to do.
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table to read, or json for another program.",
)
@click.pass_context
def doctor(ctx: click.Context, format_: str) -> None:
    """Check that this installation is whole, and say what to do where it is not.

    Extras (dask, fast, postgis) are listed, too; that one is not installed is no fault.
    """
    from maps.doctor import examine

    findings = examine()
    if format_ == "json":
        click.echo(json.dumps([f.to_dict() for f in findings], indent=2))
    else:
        for f in findings:
            click.echo(f"{'ok ' if f.ok else 'BAD'}  {f.name:<22} {f.told}")
    if not all(f.ok for f in findings):
        ctx.exit(1)
