"""How long the command takes to say hello, beside a bare click program, in one run.

Prints the ratio of medians; the aim is at most 2.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

BARE = "import click\n@click.group()\ndef a(): pass\na(['--help'])"
KORDON = "from cli.main import run\nrun(['--help'])"
ROUNDS = 21


def once(code: str) -> float:
    """Seconds of one whole process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Runs both in turns, so that noise falls on both."""
    for code in (BARE, KORDON):
        once(code)
    pairs = [(once(BARE), once(KORDON)) for _ in range(ROUNDS)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"kordon --help takes {ours / bare:.2f} x a bare click program ({ROUNDS} rounds, median)")


if __name__ == "__main__":
    main()
