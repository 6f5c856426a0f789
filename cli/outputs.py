"""The option that says where a command writes, of commands that write one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

__all__ = ["one_output"]

_Any = TypeVar("_Any", bound=Callable[..., Any])


def one_output(
    says: str, *, default: str | None = None, metavar: str = "FILE", required: bool = False
) -> Callable[[_Any], _Any]:
    """Adds -o, --output, which may be given once: of several click takes the last, in silence."""
    return click.option(
        "-o",
        "--output",
        multiple=True,
        default=None if default is None else [default],
        required=required,
        metavar=metavar,
        help=says,
        callback=_the_one,
    )


def _the_one(context: click.Context, _: click.Parameter, given: Sequence[str]) -> str | None:
    if len(given) > 1:
        named = " and ".join(filter(None, [", ".join(given[:-1]), given[-1]]))
        raise click.BadParameter(
            f"{context.command_path} writes one output, and {named} are named: "
            "run it once for each",
            context,
            param_hint="'-o' / '--output'",
        )
    return given[0] if given else None
