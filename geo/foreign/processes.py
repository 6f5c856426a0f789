"""Processes that parse files: started anew for each, or split off from one that is ready.

On Linux a `geo.foreign.nursery` is started with the first file and stays for the next ones. A
request to it is one message: JSON, and with it the descriptors of a socket, of the file that the
child says its errors to and, where it is listened to, of its standard output. On the socket come
back the child's number and, when it has ended, its exit code; when this side closes the socket,
or ends, the child is ended.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, Protocol

from geo.errors import ForeignFileError
from geo.foreign.drivers import child_environment

__all__ = ["Child", "end_child", "rest", "start_child"]

_BOOT = (
    "import sys; sys.path[:0] = {paths!r}; from geo.foreign.child import main; main({request!r})"
)
_NURSERY = (
    "import sys; sys.path[:0] = {paths!r}; from geo.foreign.nursery import serve; serve({control})"
)
#: How an ended child whose exit code nobody could tell is told: by SIGKILL, like its nursery.
_KILLED = -9


class Child(Protocol):
    """What both kinds of process can do, as `subprocess.Popen` has it."""

    stdout: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, below 0 for a signal; subprocess.TimeoutExpired when it has none yet."""

    def poll(self) -> int | None:
        """The exit code, or None while the child is at work."""

    def kill(self) -> None:
        """End it at once."""


def start_child(
    request: dict[str, Any], folder: Path, stderr: IO[bytes], *, piped: bool = False
) -> Child:
    """Start a child on a request; files of its answer will lie in ``folder``.

    What it writes to its standard output can be read when it is ``piped``.
    """
    if not sys.executable:
        raise ForeignFileError("no Python was found to start the parser with.")
    path = folder / "request.json"
    path.write_text(json.dumps(request), "utf-8")
    argv = _python(_BOOT, request=str(path))
    environment = child_environment(request["format"]) | {"TMPDIR": str(folder)}
    message = {
        "request": str(path), "folder": str(folder), "argv": argv, "environment": environment,
    }  # fmt: skip
    forked = _nursery.fork(message, stderr, piped=piped) if _nursery.possible else None
    return forked or subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if piped else subprocess.DEVNULL,
        stderr=stderr,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )


def end_child(process: Child) -> None:
    """End a child that is still there."""
    if process.poll() is None:
        process.kill()
        process.wait()


def rest() -> None:
    """End the process that children are split off from, until the next file."""
    _nursery.end()


def _python(boot: str, **words: Any) -> list[str]:
    paths = [str(Path(entry).absolute()) for entry in sys.path if entry]
    paths.insert(0, str(Path(__file__).parents[2]))
    return [sys.executable, "-I", "-c", boot.format(paths=paths, **words)]


class _Forked:
    """A child of the nursery."""

    def __init__(self, status: socket.socket, pid: int, stdout: IO[bytes] | None) -> None:
        self.pid = pid
        self.stdout = stdout
        self._status = status
        self._code: int | None = None
        self._lock = threading.Lock()

    def wait(self, timeout: float | None = None) -> int:
        with self._lock:
            if self._code is None:
                self._status.settimeout(timeout)
                try:
                    self._end(self._status.recv(32))
                except (TimeoutError, BlockingIOError):
                    raise subprocess.TimeoutExpired("the parser", timeout or 0.0) from None
                except OSError:
                    self._end(b"")
            assert self._code is not None
            return self._code

    def poll(self) -> int | None:
        try:
            return self.wait(0.0)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        # Nothing more is sent to the nursery: it ends the child, and then says so.
        with contextlib.suppress(OSError):
            self._status.shutdown(socket.SHUT_WR)

    def _end(self, said: bytes) -> None:
        self._code = int(said) if said.strip() else _KILLED
        self._status.close()


class _Nursery:
    """The nursery of this process, which is started when it is needed."""

    def __init__(self) -> None:
        self.possible = sys.platform == "linux" and hasattr(os, "pidfd_open")
        self._lock = threading.Lock()
        self._owner = 0  # a process that was forked needs its own
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self, message: dict[str, Any], stderr: IO[bytes], *, piped: bool) -> _Forked | None:
        """A child for a message, or None when none can be had this way."""
        data = json.dumps(message).encode()
        for fresh in (False, True):  # the one that is there may just have ended
            with self._lock:
                control = self._ready(fresh=fresh)
                child = _asked(control, data, stderr, piped=piped)
            if child is not None:
                return child
        self.possible = False
        return None

    def _ready(self, *, fresh: bool) -> socket.socket:
        if self._control is not None and self._owner == os.getpid() and not fresh:
            return self._control
        self._stop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                _python(_NURSERY, control=theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=child_environment(""),
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def end(self) -> None:
        """End it and all its children."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            control.close()  # which is what it listens for
        if process is not None and self._owner == os.getpid():
            process.wait()


def _asked(
    control: socket.socket, data: bytes, stderr: IO[bytes], *, piped: bool
) -> _Forked | None:
    """The child that was asked for, or None when nobody answers."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    out, into = os.pipe() if piped else (-1, -1)
    files = [theirs.fileno(), stderr.fileno(), *([into] if piped else [])]
    try:
        socket.send_fds(control, [data], files)
        theirs.close()
        pid = int(ours.recv(32))
    except (OSError, ValueError):
        ours.close()
        if piped:
            os.close(out)
        return None
    finally:
        theirs.close()
        if piped:
            os.close(into)
    return _Forked(ours, pid, os.fdopen(out, "rb") if piped else None)


_nursery = _Nursery()
atexit.register(rest)
