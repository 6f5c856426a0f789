"""Find the Firefox that a few tests drive, and install Debian's when it is missing.

``python tests/firefox.py`` prints its path; with ``--install`` it is installed with apt-get
first where that is possible (as root). Without a Firefox those tests are skipped: the exit code
is 0 all the same.
"""

from __future__ import annotations

import os
import shutil
import sys

import debian_packages

__all__ = ["HOW_TO", "find", "install", "main"]

NAMES = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
HOW_TO = (
    "no Firefox was found, and could not be installed (Debian: apt-get install firefox-esr; or set "
    "KORDON_FIREFOX to the path of one)"
)


def find() -> str | None:
    """Return the path of the executable, or None; KORDON_FIREFOX goes before all others."""
    told = os.environ.get("KORDON_FIREFOX")
    if told:
        return shutil.which(told)
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


def install() -> bool:
    """Install Debian's package; False where that cannot be done from here."""
    return debian_packages.install("firefox-esr")


def main(arguments: list[str]) -> int:
    """Print where Firefox is, or that there is none."""
    if find() is None and "--install" in arguments:
        install()
    print(find() or HOW_TO)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
