"""``--profile`` for commands that write records: they see only what may be published."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.options import command_line, progress, say_note, to_stdout

if TYPE_CHECKING:
    import geopandas

    from maps.publication.filtering import Gate

__all__ = [
    "UNLIKE",
    "check_gated",
    "gate_options",
    "moment_of",
    "profile_options",
    "profile_options_beside_as_of",
    "put",
    "require_profile",
    "say_gated",
    "say_kept",
]

#: Of an earlier publication that is probably another one.
UNLIKE = (
    "nothing that {file} told of counts and coarse places is in these records: is it the "
    "publication before this one? The difference to any other is not guarded"
)
F = TypeVar("F", bound=Callable[..., None])

_AS_OF = click.option(
    "--as-of",
    "as_of",
    metavar="DATE",
    help="With --profile: decide on embargoes as of this moment. Default: now.",
)
_OPTIONS = (
    click.option("--seed", metavar="TEXT", help="With --profile: draw the ids from this text."),
    click.option(
        "--against",
        metavar="FILE",
        help="With --profile: the publication before (a page, or a file with its manifest).",
    ),
    click.option(
        "--profile",
        metavar="NAME|FILE",
        help="See only what may be published: public, partner, internal, or a JSON file (see "
        "kordon publish). Default: everything.",
    ),
)


def profile_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds --profile, --against, --as-of and --seed; the command gets ``gate``.

    It is None without a profile. Conditions that are asked before the gate are taken out of
    ``where``.
    """
    return _AS_OF(_with_gate(function, own_as_of=False))


def profile_options_beside_as_of(function: Callable[..., None]) -> Callable[..., None]:
    """As `profile_options`, for a command that has an --as-of, which then is of both."""
    return _with_gate(function, own_as_of=True)


def _with_gate(function: Callable[..., None], *, own_as_of: bool) -> Callable[..., None]:
    @functools.wraps(function)
    def gathered(
        *, profile: str | None, against: str | None, seed: str | None, **given: Any
    ) -> None:
        as_of = given.get("as_of") if own_as_of else given.pop("as_of")
        if profile is None:
            require_profile(against=against, seed=seed, as_of=None if own_as_of else as_of)
            function(gate=None, **given)
            return
        gate, left = _gate(profile, as_of, against, seed, given)
        function(gate=gate, **given | left)

    out: Callable[..., None] = gathered
    for option in _OPTIONS:
        out = option(out)
    return out


def gate_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the same options, as they are, for a command that publishes with a profile."""
    out = _AS_OF(function)
    for option in _OPTIONS:
        out = option(out)
    return out


def require_profile(**alone: str | None) -> None:
    """Raise UsageError for options that mean nothing without a profile."""
    named = " and ".join(f"--{name.replace('_', '-')}" for name, value in alone.items() if value)
    if named:
        raise click.UsageError(f"{named} belongs to --profile: name one.")


def _gate(
    profile: str, as_of: str | None, against: str | None, seed: str | None,
    given: Mapping[str, Any],
) -> tuple[Gate, dict[str, Any]]:  # fmt: skip
    """The gate, and what of the options is left to ask behind it."""
    from layers.asking.selection import Selection, parse_condition
    from maps.publication.filtering import Gate, is_before
    from maps.words import language_of

    where = given.get("where", ())
    early = [text for text in where if is_before(parse_condition(text))]
    named = given.get("layers") or ()
    files = [given.get("store"), given.get("path"), *given.get("files", ())]
    gate = Gate(
        profile,
        now=moment_of(as_of),
        against=against,
        seed=seed,
        files=[path for path in files if path is not None],
        first=Selection(layers=named, where=tuple(map(parse_condition, early))),
        command=command_line(_paths([profile, against, *given.values()])),
        language=language_of(given.get("lang") or "en"),
        progress=progress,
    )
    left = {"where": tuple(text for text in where if text not in early)} if early else {}
    return gate, left


def _paths(values: Sequence[Any]) -> list[str]:
    """Everything among the options that may be the path of a file."""
    flat = [one for value in values for one in (value if isinstance(value, tuple) else [value])]
    return [one for one in flat if isinstance(one, str) and "/" in one and "://" not in one]


def moment_of(text: str | None) -> dt.datetime:
    """The moment that --as-of names, or now; a day is its beginning (UTC)."""
    from layers.times.moments import wanted_span

    if text is None:
        return dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
    seconds = int(wanted_span(text)[0].astype("datetime64[s]").astype("int64"))
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    if moment > dt.datetime.now(dt.UTC):
        say_note(f"--as-of {text} is to come: embargoes that hold today may count as over")
    return moment


def check_gated(gate: Gate | None, outputs: Sequence[str], *, force: bool) -> None:
    """Raise OutputError, before any work, if what lies beside outputs cannot be written."""
    named = [output for output in outputs if output != "-"]
    if gate is not None and named:
        gate.check_targets(named, overwrite=force)


def put(
    data: bytes,
    output: str,
    gate: Gate | None,
    *,
    force: bool,
    what: str = "the answer",
    shown: geopandas.GeoDataFrame | None = None,
) -> None:
    """Write data to standard output or a file; with a gate its account beside it.

    With a ``gate`` nothing is written that holds what it held back. ``shown``: the records in
    it, if those are not all that may be shown.
    """
    from geo.files import atomic_write

    if gate is not None and output != "-":
        gate.write({output: data}, shown=shown, overwrite=force)
        progress("")
        return
    if gate is not None:
        gate.require_clean(data, what)
        progress("")
    if output == "-":
        to_stdout(data)
    else:
        atomic_write(output, data, overwrite=force)


def say_gated(gate: Gate | None) -> None:
    """Say on stderr how many rows the gate held back, and why."""
    from maps.publication.deciding import REASONS

    if gate is None or gate.publication is None:
        return
    for why, rows in gate.publication.withheld.items():
        say_note(f"{len(rows):,} withheld (profile {gate.profile.name}): {REASONS[why]}")
    if gate.publication.kept:
        say_note(
            f"{gate.publication.kept} cells that changed by fewer than {gate.profile.k} keep the "
            "number of the publication before"
        )
    if gate.publication.unlike:
        say_note(UNLIKE.format(file=gate.publication.unlike))
    say_kept(gate)


def say_kept(gate: Gate | None) -> None:
    """Say on stderr what was written beside the outputs."""
    if gate is not None and gate.beside:
        receipt, *manifests = gate.beside
        say_note(f"keep {receipt} in the house: it names what was withheld")
        say_note(f"{', '.join(manifests)}: goes with the file, and --against reads it")
