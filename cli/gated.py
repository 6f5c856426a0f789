"""``--profile`` for commands that write records: they see only what may be published."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import say_note

if TYPE_CHECKING:
    from maps.publication.filtering import Gate

__all__ = ["moment_of", "profile_options", "say_gated"]


def profile_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds --profile, --as-of and --seed; the command gets ``gate``, None without a profile."""

    @functools.wraps(function)
    def gathered(*, profile: str | None, as_of: str | None, seed: str | None, **given: Any) -> None:
        if profile is None and (as_of or seed):
            raise click.UsageError("--as-of and --seed belong to --profile: name one.")
        stores = [given.get("store"), given.get("path"), *given.get("files", ())]
        paths = [path for path in stores if path is not None]
        gate = None if profile is None else _gate(profile, as_of, seed, paths)
        function(gate=gate, **given)

    for option in (
        click.option("--seed", metavar="TEXT", help="With --profile: draw the ids from this text."),
        click.option(
            "--as-of",
            "as_of",
            metavar="DATE",
            help="With --profile: decide on embargoes as of this moment. Default: now.",
        ),
        click.option(
            "--profile",
            metavar="NAME|FILE",
            help="See only what may be published: public, partner, internal, or a JSON file (see "
            "kordon publish). Default: everything.",
        ),
    ):
        gathered = option(gathered)
    return gathered


def _gate(profile: str, as_of: str | None, seed: str | None, files: Sequence[str]) -> Gate:
    from maps.publication.filtering import Gate
    from maps.publication.profile import load_profile

    return Gate(load_profile(profile), now=moment_of(as_of), seed=seed, files=files)


def moment_of(text: str | None) -> dt.datetime:
    """The moment that --as-of names, or now; a day is its beginning (UTC)."""
    from layers.moments import wanted_span

    if text is None:
        return dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
    seconds = int(wanted_span(text)[0].astype("datetime64[s]").astype("int64"))
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def say_gated(gate: Gate | None) -> None:
    """Say on stderr how many rows the gate held back, and why."""
    from maps.publication.deciding import REASONS

    if gate is None or gate.publication is None:
        return
    for why, rows in gate.publication.withheld.items():
        say_note(f"{len(rows):,} withheld (profile {gate.profile.name}): {REASONS[why]}")
