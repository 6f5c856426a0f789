"""The files that are written before they get their name, and what killed processes left of them.

Beside ``map.html`` that is ``.map.html.kordon-part``: hidden, so that whoever reads the folder
leaves it out. It is locked while somebody writes it; one without a lock is what a killed process
left, and is taken away when the same target is written the next time. What a target was before,
while several files are replaced at once, is ``.map.html.old.kordon-part``.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

try:
    import fcntl as _fcntl
except ImportError:  # Windows
    _fcntl = None  # type: ignore[assignment]

__all__ = ["SUFFIX", "Part", "kept_name", "lock_of", "new_part"]

SUFFIX: Final = ".kordon-part"
#: As much of the target's name: no name may have more than 255 bytes.
_NAME_CHARACTERS: Final = 48
_NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

fcntl: Any = _fcntl


class Part(NamedTuple):
    """A new file that is open for writing; ``lock`` is to be closed when it has its name."""

    handle: int
    path: Path
    lock: int | None


def new_part(target: Path) -> Part:
    """Make the file beside a target that will be it; OSError where that cannot be."""
    start = f".{target.name[:_NAME_CHARACTERS]}"
    usual = target.parent / f"{start}{SUFFIX}"
    _discard(usual)
    _discard(_usual_kept(target))
    while True:
        try:
            handle, path = os.open(usual, _NEW, 0o600), usual
        except FileExistsError:  # somebody else is writing the same
            handle, name = tempfile.mkstemp(prefix=f"{start}.", suffix=SUFFIX, dir=target.parent)
            path = Path(name)
        lock = _locked(handle)
        if lock is None or _is(handle, path):
            return Part(handle, path, lock)
        os.close(lock)  # before it was locked, somebody took it for a left one
        os.close(handle)


def kept_name(target: Path) -> Path:
    """A free hidden name for what a target was before. OSError where there can be none."""
    path = _usual_kept(target)
    _discard(path)
    number = 1
    while os.path.lexists(path):  # somebody else replaces the same, or another with this beginning
        number += 1
        path = path.with_name(f".{target.name[:_NAME_CHARACTERS]}.old{number}{SUFFIX}")
    return path


def _usual_kept(target: Path) -> Path:
    return target.parent / f".{target.name[:_NAME_CHARACTERS]}.old{SUFFIX}"


def lock_of(path: Path) -> int | None:
    """A handle that locks a file, whatever its names, as long as it is open; None for no lock."""
    if fcntl is None:
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    lock = _locked(handle)
    os.close(handle)
    return lock


def _locked(handle: int) -> int | None:
    """A second handle of an open file, which locks it as long as it is open; None for no lock."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return os.dup(handle)


def _is(handle: int, path: Path) -> bool:
    """Whether an open file still has its name."""
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    return False


def _discard(left: Path) -> None:
    """Take a file away that nobody is writing, if there is one."""
    if fcntl is None:
        return
    try:
        handle = os.open(left, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    lock = _locked(handle)
    if lock is not None:
        if _is(handle, left):
            with contextlib.suppress(OSError):
                left.unlink()
        os.close(lock)
    os.close(handle)
