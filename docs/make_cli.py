"""Prints docs/cli.md: the help of every command, as the command itself gives it."""

from __future__ import annotations

import importlib
import os

import click

from cli.main import COMMANDS, kordon


def help_text(command: click.Command, name: str, parent: click.Context | None) -> str:
    """Help as a terminal of 88 columns shows it."""
    context = click.Context(command, info_name=name, parent=parent, max_content_width=88)
    context.terminal_width = 88
    return command.get_help(context).rstrip()


def main() -> None:
    """Writes the whole page to stdout."""
    os.environ["NO_COLOR"] = "1"
    root = click.Context(kordon, info_name="kordon")
    print("# The command line\n\nMade by `make docs` from the commands' own help.\n")
    print(f"```text\n{help_text(kordon, 'kordon', None)}\n```")
    for name, (module, attribute, _) in COMMANDS.items():
        command = getattr(importlib.import_module(module), attribute)
        print(f"\n## kordon {name}\n\n```text\n{help_text(command, name, root)}\n```")
        if isinstance(command, click.Group):
            above = click.Context(command, info_name=name, parent=root)
            for below, one in command.commands.items():
                print(f"\n### kordon {name} {below}\n")
                print(f"```text\n{help_text(one, below, above)}\n```")


if __name__ == "__main__":
    main()
