"""The process that children which parse files are split off from (Linux).

A parser needs Arrow, numpy and GEOS, which take longer to load than most files to parse. This
process has loaded them, and never opens a file itself: for each request it forks a child, so
that every file meets a parser that no other file has touched. Started by
`geo.foreign.processes` only, which says what travels between them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import tempfile
import traceback
from typing import Any

from geo.foreign.child import do_without, main

__all__ = ["serve"]

#: What most parsers import. Not GDAL, which reads its settings when it is loaded, nor PROJ, whose
#: database must not be open on both sides of a fork.
_LOADED = (
    "dateutil.relativedelta", "defusedxml.ElementTree", "encodings.utf_8_sig", "numpy",
    "numpy.ma", "pyarrow", "pyarrow.compute", "pyarrow.parquet", "python_calamine", "resource",
    "shapely", "geo.foreign.drivers", "geo.foreign.parse_csv", "geo.foreign.parse_geojson",
    "geo.foreign.parse_gpx", "geo.foreign.parse_json", "geo.foreign.parse_kml",
    "geo.foreign.parse_parquet", "geo.foreign.parse_sheets", "geo.foreign.tables",
    "geo.foreign.wkb",
)  # fmt: skip
_MESSAGE_BYTES = 1 << 17
_MESSAGE_FILES = 3
#: Nobody has asked for so long: whoever asks next starts another one.
_IDLE_S = 300.0


class _Nursery:
    """Children that are at work, by the descriptors that tell of their end."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._told = selectors.DefaultSelector()
        self._told.register(control, selectors.EVENT_READ)
        self._pids: dict[int, tuple[int, socket.socket]] = {}  # by pidfd
        self._askers: dict[socket.socket, int] = {}  # pidfd

    def run(self) -> None:
        """Answers requests until the other side is gone."""
        while True:
            ready = self._told.select(None if self._pids else _IDLE_S)
            if not ready and not self._pids:
                return
            for key, _ in ready:
                if key.fileobj is self._control:
                    if not self._asked():
                        return
                elif key.fd in self._pids:
                    self._ended(key.fd)
                elif key.fileobj in self._askers:
                    self._given_up(key.fileobj)

    def end(self) -> None:
        """Ends every child; nobody waits for them."""
        for pidfd in list(self._pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pids[pidfd][0], signal.SIGKILL)
            self._ended(pidfd)

    def _asked(self) -> bool:
        data, files, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, _MESSAGE_FILES)
        if not data:
            return False
        asker = socket.socket(fileno=files[0])
        pid = os.fork()
        if pid == 0:
            self._forget()
            asker.close()
            _parse(json.loads(data), files[1:])
        for number in files[1:]:
            os.close(number)
        with contextlib.suppress(OSError):
            asker.send(b"%d\n" % pid)
        pidfd = os.pidfd_open(pid)
        self._pids[pidfd] = (pid, asker)
        self._askers[asker] = pidfd
        self._told.register(pidfd, selectors.EVENT_READ)
        self._told.register(asker, selectors.EVENT_READ)
        return True

    def _given_up(self, asker: Any) -> None:
        """The asker has closed its end: what its child would answer nobody wants to know."""
        self._told.unregister(asker)
        pid, _ = self._pids[self._askers[asker]]
        os.kill(pid, signal.SIGKILL)  # it is not waited for yet, so the number is still its own

    def _ended(self, pidfd: int) -> None:
        pid, asker = self._pids.pop(pidfd)
        _, status = os.waitpid(pid, 0)
        with contextlib.suppress(OSError):
            asker.send(b"%d\n" % os.waitstatus_to_exitcode(status))
        self._told.unregister(pidfd)
        with contextlib.suppress(KeyError):
            self._told.unregister(asker)
        del self._askers[asker]
        os.close(pidfd)
        asker.close()

    def _forget(self) -> None:
        """In a child: what belongs to its siblings and to this process."""
        for pidfd, (_, asker) in self._pids.items():
            os.close(pidfd)
            asker.close()
        self._told.close()
        self._control.close()


def _parse(message: dict[str, Any], files: list[int]) -> None:
    """Becomes the child of one request; never returns."""
    code = 1
    try:
        os.setsid()
        os.chdir(message["folder"])
        for number, standard in zip(files, (2, 1), strict=False):
            os.dup2(number, standard)
            os.close(number)
        os.environ.clear()
        os.environ.update(message["environment"])
        tempfile.tempdir = None
        sys.orig_argv[:] = message["argv"]  # with which it may start itself again
        main(message["request"])
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def serve(control: int) -> None:
    """Answers the requests that come in on a socket, by its descriptor."""
    do_without()
    for name in _LOADED:
        with contextlib.suppress(ImportError):  # then the child that needs it says so
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # children that collect garbage would copy all of it
    nursery = _Nursery(socket.socket(fileno=control))
    try:
        nursery.run()
    finally:
        nursery.end()
