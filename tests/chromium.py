"""Find the Chromium that the browser tests drive, and install Debian's when it is missing.

``python tests/chromium.py`` prints its path; with ``--install`` it is installed with apt-get
first where that is possible (as root), else what to do is printed and the exit code is 1.

Beside it, its headless shell is looked for (and installed): the same engine without the windows
about it, in which most browser tests take less time. Without it they run in Chromium, all of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import debian_packages

__all__ = ["HOW_TO", "SHELL", "find", "find_shell", "install", "main"]

#: Debian's package of it, and its program.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = (
    "no Chromium was found, and the browser tests need one. Install it:\n"
    "  Debian:         sudo apt-get update && sudo apt-get install chromium\n"
    "  Ubuntu:         sudo snap install chromium\n"
    "  Fedora:         sudo dnf install chromium\n"
    "  macOS:          brew install --cask chromium\n"
    "  anywhere else:  set KORDON_CHROMIUM to the path of a Chromium or Chrome executable\n"
    "or leave these tests out: pytest -m 'not browser'"
)
SLOWER = "all browser tests run in Chromium, which takes a minute or two longer"
_ELSEWHERE = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find() -> str | None:
    """Return the path of the executable, or None; KORDON_CHROMIUM goes before all others."""
    told = os.environ.get("KORDON_CHROMIUM")
    if told:
        return shutil.which(told)
    found = (shutil.which(name) for name in (*NAMES, *_ELSEWHERE))
    return next((path for path in found if path), None)


def find_shell() -> str | None:
    """Return the path of the headless shell of that Chromium; None where there is none.

    One of another version is another engine, and none. Nor is there one beside the executable
    that KORDON_CHROMIUM names: whoever chose it wants to see the tests in it.
    """
    whole, shell = find(), shutil.which(SHELL)
    if os.environ.get("KORDON_CHROMIUM") or not whole or not shell:
        return None
    return shell if _version(shell) == _version(whole) != "" else None


def _version(path: str) -> str:
    """What ``--version`` says, four numbers; empty where it says none."""
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, check=False, timeout=60
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    numbers = re.search(r"\d+(\.\d+){3}", said)
    return numbers[0] if numbers else ""


def install() -> bool:
    """Install Debian's packages; False where that cannot be done from here.

    The headless shell is not in all of Debian's kin: where it is not, Chromium without it.
    """
    names = ("chromium", "fonts-dejavu-core")
    return debian_packages.install(*names, SHELL) or debian_packages.install(*names)


def main(arguments: list[str]) -> int:
    """Print where Chromium is; 1 when there is none."""
    path = find()
    told = os.environ.get("KORDON_CHROMIUM")
    if path is None and told:
        print(f"KORDON_CHROMIUM is {told!r}, and no executable is there", file=sys.stderr)
        return 1
    if path is None and "--install" in arguments and install():
        path = find()
    if path is None:
        print(HOW_TO, file=sys.stderr)
        return 1
    print(Path(path))
    if not told and "--install" in arguments and shutil.which(SHELL) is None:
        debian_packages.install(SHELL)
    if not told and find_shell() is None:
        print(f"no {SHELL} of that version: {SLOWER}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
