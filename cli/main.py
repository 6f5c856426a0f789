"""The ``kordon`` command: finds the command, runs it, and turns errors into one clear line.

Commands are imported only when they are run, so that help and completion stay quick.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys

import click

from geo.version import __version__

__all__ = ["COMMANDS", "kordon", "main"]

#: Command, where it lives, and what ``kordon --help`` says of it.
COMMANDS = {
    "map": ("cli.map", "map_", "Draw sightings as one standalone HTML map."),
    "picture": ("cli.picture", "picture", "Draw sightings as a still: PNG, SVG or PDF."),
    "brief": ("cli.brief", "brief", "Write what is reported for a period as documents."),
    "publish": ("cli.publish", "publish", "Write what may be shown, and withhold the rest."),
    "query": ("cli.query", "query", "Ask which sightings lie in a zone or near a hub."),
    "near": ("cli.near", "near", "Tell how far sightings are from hubs, borders and places."),
    "count": ("cli.count", "count", "Count sightings by zone, layer, actor, week, as intervals."),
    "doubles": ("cli.doubles", "doubles", "Propose which sightings report the same event."),
    "join": ("cli.join", "join", "Join sightings with regions, from files of any size."),
    "partition": (
        "cli.partition",
        "partition",
        "Sort a large file by place, into parts for a join.",
    ),
    "check": ("cli.check", "check", "Account for every row of a file, without making anything."),
    "geocode": ("cli.geocode", "geocode", "Find places by names, phrases or coordinates."),
    "zones": ("cli.zones", "zones", "List or export border zones."),
    "hubs": ("cli.hubs", "hubs", "List or export rail hubs."),
    "import": ("cli.import", "import_", "Put files into a store, which keeps every version."),
    "store": ("cli.store", "store", "Look into a store: history, events, verify, backup, export."),
    "embed": ("cli.embed", "embed", "Print what shows a map inside an article or a notebook."),
    "verify": (
        "cli.verify",
        "verify",
        "Check a published file: whole, of what, and what it tells.",
    ),
    "schema": ("cli.schema", "schema", "Print the fields of a record."),
    "template": ("cli.template", "template", "Write an empty table to fill in."),
    "doctor": ("cli.doctor", "doctor", "Check that this installation is whole."),
}

_EPILOG = """\
\b
First steps:
  kordon check sightings.csv            what would become of every row
  kordon map sightings.csv -o map.html  the map, in one file
  kordon query sightings.csv --within BY-UA-25km-BY --since 2022-10

\b
Exit codes: 0 done; 1 a check failed; 2 wrong usage; 3 the input cannot be used;
4 the output cannot be written; 5 the page cannot be built; 6 an optional part
is not installed; 7 the store cannot be used; 8 it may not be published; 70 a bug
in Kordon.
Shell completion: eval "$(_KORDON_COMPLETE=bash_source kordon)" (or zsh_source,
fish_source).
"""


class _Lazy(click.Group):
    """A group whose commands are modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, _, told) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"No such command '{args[0]}'.{hint} The commands are: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kordon")
def kordon() -> None:
    """Kordon draws what open sources report at a border: sourced, and no surer than it is.

    It reads tables of sightings, joins them against border zones and rail hubs, and writes
    maps that are one file and need no network.
    """


def main() -> None:
    """Run the command line; never shows a traceback (KORDON_DEBUG=1 does)."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show a letter shows its number, and goes on.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run with these arguments and return the exit code."""
    from geo.errors import KordonError

    try:
        words = _without_passwords(arguments)
        result = kordon.main(args=words, prog_name="kordon", standalone_mode=False, obj=list(words))
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        click.echo("\nstopped", err=True)
        return 130
    except KordonError as error:
        if os.environ.get("KORDON_DEBUG"):
            raise
        click.echo(f"kordon: {_shown(str(error))}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has had enough: nothing went wrong.
        _forget_stdout()
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
            return _bug(error)
        # The disk behind a redirected stdout; for files of our own there is OutputError.
        _forget_stdout()
        click.echo(f"kordon: standard output cannot be written: {error.strerror}.", err=True)
        return 4
    except Exception as error:
        return _bug(error)


def _without_passwords(arguments: list[str]) -> list[str]:
    """The words with addresses that have lost their passwords, before anybody else sees them."""
    if not any("postgres" in word.lower() for word in arguments):
        return arguments
    from layers.store.address import has_password, without_password

    words = [without_password(word) for word in arguments]
    if any(map(has_password, arguments)):
        click.echo(
            "note: a password on a command line is seen by others on this machine; ~/.pgpass or "
            "PGPASSWORD is the place for it",
            err=True,
        )
    return words


def _bug(error: Exception) -> int:
    if os.environ.get("KORDON_DEBUG"):
        raise error
    click.echo(
        f"kordon: this is a bug ({type(error).__name__}: {_shown(str(error))}). Nothing was "
        "written. Please report it with the command and, if you can share it, the file; "
        "KORDON_DEBUG=1 shows where it happened.",
        err=True,
    )
    return 70


def _forget_stdout() -> None:
    """Let what is still in the buffer go nowhere, or Python complains about it on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _shown(text: str) -> str:
    """Control and direction characters as escapes: a message may quote a hostile file."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text
    )
