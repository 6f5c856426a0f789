"""``kordon schema``: the fields and words of a record."""

from __future__ import annotations

import click

__all__ = ["schema"]

_EXAMPLES = """\
\b
Examples:
  kordon schema
  kordon schema --format json-schema > record.schema.json
  kordon schema --format frictionless > tableschema.json
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json-schema", "frictionless", "markdown"]),
    default="text",
    show_default=True,
    help="text to read, JSON Schema, Frictionless Table Schema, or the page docs/record.md.",
)
def schema(format_: str) -> None:
    """Print the fields of a record, their other names, and the words they use."""
    from layers.schema import schema as described

    click.echo(described(format_), nl=False)
