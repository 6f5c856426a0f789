"""The shelf of options: the same word means the same in every command."""

from __future__ import annotations

import dataclasses
import functools
import math
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from cli.policies import encoding_option, policy_options

if TYPE_CHECKING:
    import geopandas

    from layers.asking.selection import Selection
    from layers.policy import Policy

__all__ = [
    "LAYER_NAMES",
    "Asked",
    "Kept",
    "asked_options",
    "check_output",
    "command_line",
    "files_options",
    "force_option",
    "format_of",
    "input_options",
    "kept_options",
    "mapping_of",
    "progress",
    "say_note",
    "say_withheld",
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


def _finite(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    """Click's own range lets "nan" and "inf" through."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is no distance: say 0 or more metres.")
    return value


_assume_option = click.option(
    "--assume-uncertainty",
    type=click.FloatRange(min=0),
    callback=_finite,
    metavar="METRES",
    help="Radius for positions that do not state one. Without it points are only 'possibly' "
    "in a zone; lines and areas lie where they are drawn.",
)

#: How to read the files.
input_options = _stack(
    click.option(
        "--map",
        "pairs",
        multiple=True,
        metavar="COLUMN=FIELD",
        help="Read a column as a field of the record, or @FILE: as a saved mapping says "
        "(repeatable).",
    ),
    encoding_option,
    policy_options,
    _assume_option,
)

#: What to keep of what was read.
_selection_options = _stack(
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
        help="Only rows that certainly fit: category=rail_echelon, quantity_low>=20, "
        "place~mazyr, date_start<2022-06, 'handling=public,' (or none). Repeatable; all must fit.",
    ),
    click.option("--bbox", metavar="W,S,E,N", help="Only what reaches into this box (degrees)."),
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kept:
    """What to keep of what was read."""

    since: str | None
    until: str | None
    layers: tuple[str, ...]
    where: tuple[str, ...]
    bbox: str | None
    assume_uncertainty: float | None

    def selection(self) -> Selection:
        """The selection that the options ask for. Raises ArgumentError."""
        from geo.errors import ArgumentError
        from layers.asking.selection import Selection, parse_bbox, parse_condition, parse_day

        first = parse_day(self.since) if self.since else None
        after = parse_day(self.until, end=True) if self.until else None
        if first is not None and after is not None and after <= first:
            raise ArgumentError(
                f"--until {self.until} is before --since {self.since}: nothing lies between"
            )
        return Selection(
            since=first,
            until=after,
            layers=self.layers,
            where=tuple(parse_condition(text) for text in self.where),
            bbox=parse_bbox(self.bbox) if self.bbox else None,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked(Kept):
    """What to read and what to keep of it: the files and options that map and query share."""

    files: tuple[str, ...]
    pairs: tuple[str, ...]
    encoding: str | None
    policy: Policy

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments that `kordon.query`, `kordon.build_map` and their like share."""
        return {
            "selection": self.selection(),
            "default_layer": self.layers[0] if len(self.layers) == 1 else None,
            "encoding": self.encoding,
            "mapping": mapping_of(self.pairs),
            "policy": self.policy,
            "assume_uncertainty_m": self.assume_uncertainty,
        }


def files_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds FILES and --store; the command gets ``files``, of which the store is one."""

    @functools.wraps(function)
    def gathered(*, files: tuple[str, ...], store: str | None, **given: Any) -> None:
        if store is not None:
            from layers.store.database import check_store

            check_store(store)
            files = (*files, store)
        elif not files:
            raise click.UsageError("Missing argument 'FILES...'.")
        function(files=files, **given)

    add = click.option(
        "--store",
        metavar="STORE",
        help="Also (or only) the current records of this store: a file, or postgresql://...",
    )
    return click.argument("files", nargs=-1, metavar="FILES...")(add(gathered))


def _gathering(name: str, kind: type[Kept], function: Callable[..., None]) -> Callable[..., None]:
    """A command that gets the options of ``kind`` as one, called ``name``."""
    names = [field.name for field in dataclasses.fields(kind)]

    @functools.wraps(function)
    def gathered(**given: Any) -> None:
        function(**{name: kind(**{one: given.pop(one) for one in names})}, **given)

    return gathered


def asked_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds FILES and the options of `Asked`, which the command gets as one: ``asked``."""
    return files_options(_selection_options(input_options(_gathering("asked", Asked, function))))


def kept_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of `Kept`, for a command that reads no files; it gets them as ``kept``."""
    return _selection_options(_assume_option(_gathering("kept", Kept, function)))


force_option = click.option("--force", is_flag=True, help="Replace the output if it exists.")


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """``COLUMN=FIELD`` pairs (the last ``=`` divides) and saved mappings (``@FILE``) as one.

    What is typed goes before what was saved. Raises InputError for a file that is no mapping.
    """
    from layers.mappings import SavedMapping, read_mapping

    typed: dict[str, str] = {}
    saved: dict[str, str] = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if pair.startswith("@") and not equals:
            saved |= read_mapping(pair[1:])
        elif not equals or not column:
            raise click.BadParameter(
                f"{pair!r} is not COLUMN=FIELD, nor @FILE with a saved mapping.",
                param_hint="--map",
            )
        else:
            typed[column] = field
    return SavedMapping(saved | typed, set(saved) - set(typed)) if saved else typed


def format_of(
    output: str | None, format_: str | None, endings: Mapping[str, str], default: str
) -> str:
    """The format to write: as --format says, else by the ending of the output's name.

    ``endings``: ending -> format; ``default`` is for standard output. Raises ArgumentError when
    the two contradict each other, or neither says anything.
    """
    from geo.errors import ArgumentError

    if output is None or output == "-":
        return format_ or default
    suffix = Path(output).suffix.lower()
    meant = endings.get(suffix)
    if format_ is None and meant is None:
        raise ArgumentError(
            f"{output}: the ending {suffix or '(none)'} says no format; use one of "
            f"{', '.join(endings)}, or say --format"
        )
    if format_ is not None and meant is not None and format_ != meant:
        raise ArgumentError(
            f"{output}: the ending {suffix} means {meant}, but --format says {format_}; "
            "leave out --format, or choose another ending"
        )
    return format_ or meant or default


def check_output(output: str, inputs: Sequence[str], *, force: bool) -> None:
    """Raise OutputError, before any work, if the output cannot be written or is an input."""
    from geo.files import check_not_input, check_target

    if output != "-":
        check_not_input(output, inputs)
        check_target(output, overwrite=force)


def command_line(paths: Sequence[str]) -> str:
    """What was typed, with file names but not their folders: those are nobody's business."""
    import shlex

    from layers.store.address import is_address, name_of

    words: list[str] = click.get_current_context().find_object(list) or []
    for address in filter(is_address, paths):
        words = [
            w.removesuffix(address) + name_of(address) if w.endswith(address) else w for w in words
        ]
    files = {p for p in paths if Path(p).name != p and not is_address(p)}
    folders = sorted(files, key=len, reverse=True)
    for path in folders:
        # Also --zones=/folder/a.gpkg and -o/folder/map.html.
        words = [w.removesuffix(path) + Path(path).name if w.endswith(path) else w for w in words]
    return shlex.join(["kordon", *words])


def say_withheld(sightings: geopandas.GeoDataFrame) -> None:
    """Say on stderr what of the sightings put out is marked as not, or not yet, for everyone."""
    from layers.standing import withheld_notes

    for note in withheld_notes(sightings):
        say_note(note)


def say_note(note: str) -> None:
    """Say something on stderr; words of others in it are shown, not obeyed."""
    from layers.checking.values import visible

    click.echo(f"note: {visible(note)}", err=True)


def to_stdout(data: bytes | IO[bytes]) -> None:
    """Write data, or what is in a file, to stdout and see that it got there.

    Raises OutputError when it did not.
    """
    from geo.errors import OutputError

    if sys.stdout is None:
        raise OutputError("there is no standard output to write to: name a file with --output")
    try:
        if isinstance(data, bytes):
            sys.stdout.buffer.write(data)
        else:
            shutil.copyfileobj(data, sys.stdout.buffer)
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
