"""Find the Chromium that the browser tests drive, and install Debian's when it is missing.

``python tests/chromium.py`` prints its path; with ``--install`` it is installed with apt-get
first where that is possible (as root), else what to do is printed and the exit code is 1.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import debian_packages

__all__ = ["HOW_TO", "find", "install", "main"]

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


def install() -> bool:
    """Install Debian's package; False where that cannot be done from here."""
    return debian_packages.install("chromium", "fonts-dejavu-core")


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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
