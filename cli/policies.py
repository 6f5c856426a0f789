"""Options for what files leave open: encoding, whose time it is, which date, which sheet."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

__all__ = ["encoding_option", "policy_options"]

encoding_option = click.option(
    "--encoding", help="Encoding of CSV that is not UTF-8, for instance cp1251."
)
_OPTIONS = (
    click.option(
        "--time-zone",
        metavar="NAME",
        help="Whose time it is where a time has no offset and its column names none: Europe/Kyiv, "
        "Europe/Minsk ... Without it such a time is read as UTC, and that is said.",
    ),
    click.option(
        "--date-order",
        type=click.Choice(["day-first", "month-first"]),
        help="What 03/04/2022 is where its column leaves it open. Without it such a date is not "
        "used.",
    ),
    click.option(
        "--sheet",
        "sheets",
        multiple=True,
        metavar="NAME",
        help="Of workbooks and GeoPackages read only this sheet or layer (repeatable).",
    ),
)


def policy_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds what decides where files leave something open; the command gets it as ``policy``."""

    @functools.wraps(function)
    def gathered(
        *, time_zone: str | None, date_order: str | None, sheets: tuple[str, ...], **given: Any
    ) -> None:
        from layers.policy import Policy

        policy = Policy(time_zone=time_zone or "", date_order=date_order or "", sheets=sheets)
        function(policy=policy, **given)

    added: Callable[..., None] = gathered
    for option in reversed(_OPTIONS):
        added = option(added)
    return added
