"""Parses many files one after another as the child process does, each in a fork of this process.

Run as ``python fuzz_runner.py FOLDER SECONDS``: each folder in FOLDER holds a ``request.json`` as
`geo.foreign.parent` writes it, and gets an ``answer.json``. Printed is, for each, its name and how
the fork ended: its exit code, minus the signal, or "hang". A fork of its own for each file keeps
what one does to the parsers from the next, and says which file it was.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from geo.foreign.child import main


def _preload(format_: str) -> None:
    """Import what the parser needs, so that forks have it."""
    import numpy
    import pyarrow
    import pyproj
    import shapely

    assert numpy, pyarrow
    assert pyproj, shapely
    if format_ in ("geopackage", "flatgeobuf", "shapefile", "kml"):
        import pyogrio

        assert pyogrio
    if format_ == "geotiff":
        import rasterio.warp

        assert rasterio


def _parse(request: Path) -> None:
    """In the fork: what the child does, with its words in a file."""
    out = os.open(request.parent / "stderr", os.O_WRONLY | os.O_CREAT)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.chdir(request.parent)
    code = 3
    try:
        main(str(request))
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _ended(child: int, seconds: float) -> str:
    """Wait for a fork, and end it when it takes too long."""
    last = time.monotonic() + seconds
    pause = 0.0005
    while time.monotonic() < last:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return str(os.waitstatus_to_exitcode(status))
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hang"


def run(folder: Path, seconds: float) -> None:
    """Parse everything in a folder."""
    for request in sorted(folder.glob("*/request.json")):
        child = os.fork()
        if not child:
            _parse(request)
        print(request.parent.name, _ended(child, seconds), flush=True)


if __name__ == "__main__":
    _preload(sys.argv[3])
    run(Path(sys.argv[1]), float(sys.argv[2]))
