"""What commands that answer with a table share: formats, and where the answer goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from cli.gated import put, say_gated
from cli.options import format_of, progress, say_note, say_withheld
from cli.outputs import one_output

if TYPE_CHECKING:
    import geopandas

    from maps.publication.filtering import Gate

__all__ = ["answer_options", "answering", "chosen_format", "counted_words", "file_options",
           "write_answer"]  # fmt: skip

#: The end of the help of a command that answers.
_CODES = """
\b
Exit codes: 0 answered, also when nothing was found; 2 wrong usage; 3 the input
cannot be used; 4 the output cannot be written; 8 it may not be published, or
nothing of FILES may (--profile).
"""
#: Which format a file's ending means.
_ENDINGS = {
    ".csv": "csv",
    ".geojson": "geojson",
    ".gpkg": "gpkg",
    ".json": "geojson",
    ".jsonl": "jsonl",
    ".kml": "kml",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".txt": "table",
}


#: Formats that hold records, and those of other tables.
_RECORDS = ("csv", "geojson", "gpkg", "jsonl", "kml", "parquet")
_ANY_TABLE = ("csv", "geojson", "parquet", "table")


class _Answer(Protocol):
    @property
    def sightings(self) -> geopandas.GeoDataFrame: ...

    @property
    def notes(self) -> tuple[str, ...]: ...


_AnswerT = TypeVar("_AnswerT", bound=_Answer)


def answering(examples: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command that answers with a table: its help ends with ``examples`` and the exit codes."""
    return click.command(epilog=examples + _CODES)


def file_options(*formats: str, says: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Adds --format, one of these, and --output; ``says`` what the formats but a table hold."""
    named = [f".{name}" for name in formats]

    def add(function: Callable[..., None]) -> Callable[..., None]:
        for option in (
            one_output(
                f"A {', '.join(named[:-1])} or {named[-1]}, or .txt for a table. Default: stdout.",
                default="-",
            ),
            click.option(
                "--format",
                "format_",
                type=click.Choice(["table", *formats]),
                help=f"table to read, or {says}. Default: by the name of FILE, else a table.",
            ),
        ):
            function = option(function)
        return function

    return add


def answer_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds --certain, --format and --output."""
    says = "all fields for another program"
    function = file_options(*_RECORDS, says=says)(function)
    return click.option("--certain", is_flag=True, help="Only what certainly fits.")(function)


def chosen_format(output: str, format_: str | None, *, of_records: bool = True) -> str:
    """The format to write, as `cli.options.format_of` finds it; some hold records only."""
    known = ("table", *_RECORDS) if of_records else _ANY_TABLE
    endings = {end: meant for end, meant in _ENDINGS.items() if meant in known}
    return format_of(output, format_, endings, "table")


def write_answer(
    answer: _AnswerT,
    table: Callable[[_AnswerT], bytes],
    chosen: str,
    output: str,
    *,
    force: bool,
    said: str,
    gate: Gate | None = None,
) -> None:
    """Write the answer in the chosen format, then say its notes, the marks, and ``said``.

    With a ``gate`` as `cli.gated.put`.
    """
    from layers.writing.export import export

    progress("")
    data = table(answer) if chosen == "table" else export(answer.sightings, chosen)
    put(data, output, gate, force=force, shown=answer.sightings)
    for note in answer.notes:
        say_note(note)
    say_withheld(answer.sightings)
    say_gated(gate)
    click.echo(said, err=True)


def counted_words(answer: Any, what: str = "sightings") -> str:
    """``10 .. 44 of 150 sightings: 10 certainly, 34 only possibly``."""
    unsure = answer.high - answer.low
    if not unsure:
        return f"{answer.low} of {answer.asked} {what}"
    return (
        f"{answer.low} .. {answer.high} of {answer.asked} {what}: {answer.low} certainly, "
        f"{unsure} only possibly"
    )
