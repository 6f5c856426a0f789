"""``--once``: events are counted instead of reports, wherever numbers are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["check_once_options", "once_options"]

F = TypeVar("F", bound=Callable[..., Any])


def once_options(function: F) -> F:
    """Adds --once and --decided."""
    for option in (
        click.option(
            "--decided",
            metavar="FILE.csv",
            help="With --once: decisions in a file, as for kordon doubles.",
        ),
        click.option(
            "--once",
            is_flag=True,
            help="Count reports of the same event once, as the --store (or --decided) has it.",
        ),
    ):
        function = option(function)
    return function


def check_once_options(*, once: bool, decided: str | None, gated: bool) -> None:
    """Raise UsageError for --decided without --once, and for --once with --profile."""
    if decided is not None and not once:
        raise click.UsageError("--decided belongs to --once.")
    if gated and once:
        raise click.UsageError(
            "--profile counts what may be published, whose ids are new each time: leave out --once."
        )
