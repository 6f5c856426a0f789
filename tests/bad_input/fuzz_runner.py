"""Parses many files one after another as the child process does, some together in a fork of this.

Run as ``python fuzz_runner.py FOLDER SECONDS FORMAT``: each folder in FOLDER holds a
``request.json`` as `geo.foreign.parent` writes it, and gets an ``answer.json``. Printed is, for
each, its name and how it ended: 0, 3 (an exception that the child let through), "ended:" with the
exit code of the fork or minus its signal, or "hang". After each file the fork says so: the one
after the last that it spoke of is the one that ended it. That one is tried again in a fork of its
own, and what follows it in a new one.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from geo.foreign.child import do_without, main
from geo.foreign.drivers import DRIVER_OF_FORMAT
from geo.foreign.nursery import _LOADED

#: Files in one fork: to fork takes as long as to parse some of them.
TOGETHER = 200
#: What parsers import beside what they have when they are split off from the nursery.
_MORE = ("pyproj", "geo.shapes", "traceback", "xml.etree.ElementTree", "zipfile")
_GDAL = ("pyogrio", "pyogrio.raw", "geo.foreign.parse_gdal")
_RASTER = ("rasterio", "rasterio.warp", "geo.foreign.parse_geotiff", "geo.foreign.pixels")


def _preload(format_: str) -> None:
    """Import what the parser needs, so that forks have it; as there, without pandas."""
    do_without()
    more = _GDAL if format_ in DRIVER_OF_FORMAT else _RASTER if format_ == "geotiff" else ()
    for name in (*_LOADED, *_MORE, *more):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a fork that collects garbage would copy all of it


def _parse(request: Path) -> int:
    """In the fork: what the child does, with its words in a file; 0, or 3 for a traceback."""
    out = os.open(request.parent / "stderr", os.O_WRONLY | os.O_CREAT)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(out)
    os.chdir(request.parent)
    try:
        main(str(request))
        return 0
    except BaseException:
        import traceback

        traceback.print_exc()
        return 3
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _parse_all(requests: Sequence[Path], told: int) -> None:
    """In the fork: one after the other; after each its code is told."""
    try:
        for request in requests:
            os.write(told, bytes([_parse(request)]))
    finally:
        os._exit(0)


def _ended(requests: Sequence[Path], seconds: float) -> list[str]:
    """How each ended, up to the first with which the fork ended, or that took too long."""
    told, telling = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        _parse_all(requests, telling)
    os.close(telling)
    found: list[str] = []
    hangs = False
    while len(found) < len(requests) and not hangs:
        ready, _, _ = select.select([told], [], [], seconds)
        hangs = not ready
        if hangs:
            os.kill(child, signal.SIGKILL)
            break
        codes = os.read(told, len(requests))
        if not codes:
            break
        found += map(str, codes)
    os.close(told)
    _, status = os.waitpid(child, 0)
    if len(found) < len(requests):
        found.append("hang" if hangs else f"ended:{os.waitstatus_to_exitcode(status)}")
    return found


def run(folder: Path, seconds: float) -> None:
    """Parse everything in a folder."""
    waiting = sorted(folder.glob("*/request.json"))
    while waiting:
        some = waiting[:TOGETHER]
        found = _ended(some, seconds)
        if found[-1] not in ("0", "3") and len(found) > 1:
            # It is this one that did it if it does it alone, too; else one of those before it.
            alone = _ended([some[len(found) - 1]], seconds)[0]
            found[-1] = f"{found[-1]},behind:{some[0].parent.name}" if alone == "0" else alone
        for request, how in zip(some, found, strict=False):
            print(request.parent.name, how, flush=True)
        del waiting[: len(found)]


if __name__ == "__main__":
    _preload(sys.argv[3])
    run(Path(sys.argv[1]), float(sys.argv[2]))
