"""The shelf of options: the same word means the same in every command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from layers.selection import Selection

__all__ = [
    "LAYER_NAMES",
    "force_option",
    "input_options",
    "mapping_of",
    "progress",
    "selection_of",
    "selection_options",
    "to_stdout",
]

F = TypeVar("F", bound=Callable[..., Any])

LAYER_NAMES = ("deployment", "fortification", "shelling")


def _stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


#: How to read the files.
input_options = _stack(
    click.option(
        "--map",
        "pairs",
        multiple=True,
        metavar="COLUMN=FIELD",
        help="Read a column as a field of the record (repeatable).",
    ),
    click.option("--encoding", help="Encoding of CSV that is not UTF-8, for instance cp1251."),
    click.option(
        "--assume-uncertainty",
        type=click.FloatRange(min=0),
        metavar="METRES",
        help="Radius for positions that do not state one. Without it they are only 'possibly' "
        "in a zone.",
    ),
)

#: What to keep of what was read.
selection_options = _stack(
    click.option("--since", metavar="DATE", help="From this day, month or year on (2022-10)."),
    click.option("--until", metavar="DATE", help="Up to this day, month or year, included."),
    click.option(
        "--layer",
        "layers",
        multiple=True,
        type=click.Choice(LAYER_NAMES),
        help="Only this layer (repeatable). Rows that do not say their layer take it, when one "
        "is named.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="CONDITION",
        help="Only rows that fit: category=rail_echelon, quantity_low>=20, place~mazyr "
        "(repeatable; all must fit).",
    ),
    click.option("--bbox", metavar="W,S,E,N", help="Only what reaches into this box (degrees)."),
)

force_option = click.option("--force", is_flag=True, help="Replace the output if it exists.")


def selection_of(
    *,
    since: str | None,
    until: str | None,
    layers: Sequence[str],
    where: Sequence[str],
    bbox: str | None,
) -> Selection:
    """The selection that the options ask for."""
    from geo.errors import InputError
    from layers.selection import Selection, parse_bbox, parse_condition, parse_day

    first = parse_day(since) if since else None
    after = parse_day(until, end=True) if until else None
    if first is not None and after is not None and after <= first:
        raise InputError(f"--until {until} is before --since {since}: nothing lies between")
    return Selection(
        since=first,
        until=after,
        layers=tuple(layers),
        where=tuple(parse_condition(text) for text in where),
        bbox=parse_bbox(bbox) if bbox else None,
    )


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """``COLUMN=FIELD`` pairs as a dict; the last ``=`` divides."""
    mapping = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column:
            raise click.BadParameter(f"{pair!r} is not COLUMN=FIELD.", param_hint="--map")
        mapping[column] = field
    return mapping


def to_stdout(data: bytes) -> None:
    """Write data to stdout and see that it got there. Raises OutputError when it did not."""
    from geo.errors import OutputError

    if sys.stdout is None:
        raise OutputError("there is no standard output to write to: name a file with --output")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer
        raise OutputError(f"standard output cannot be written: {error.strerror}.") from error


def progress(step: str) -> None:
    """Says on stderr what is being done, on a terminal only; an empty step clears the line."""
    if sys.stderr.isatty():
        text = f"{step} …" if step else ""
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)
