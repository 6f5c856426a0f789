"""A folder in memory for what the tests write, where the machine has a disk there with room.

Tests write and take away a hundred thousand small files; on a disk that takes longer than what is
tested. Whoever has set TMPDIR, or gives pytest ``--basetemp``, has chosen.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # not POSIX: there is no such disk either
    fcntl = None  # type: ignore[assignment]

__all__ = ["DISK", "Folder", "room_bytes", "take"]

#: Where Linux has a disk in memory.
DISK = Path("/dev/shm")
#: All tests together leave a tenth of this; a bomb that is let through may write a whole GiB,
#: and what runs beside the tests wants memory, too.
NEEDED_BYTES = 4 << 30
_PREFIX = "kordon-tests-"
#: The limit of a container and what of it is in use, for both kinds of groups.
_GROUPS = (
    ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current"),
    ("sys/fs/cgroup/memory/memory.limit_in_bytes", "sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


class Folder:
    """A folder on that disk, locked by this process as long as it needs it."""

    def __init__(self, disk: Path) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=disk))
        self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def give(self, *, keep: bool) -> None:
        """It is needed no longer; kept, for a look at it, until tests are run the next time."""
        os.close(self._lock)
        if not keep:
            shutil.rmtree(self.path, ignore_errors=True)


def take(disk: Path = DISK) -> Folder | None:
    """Make a folder, and take away those that nobody needs; None where there is no room for it."""
    if fcntl is None or room_bytes(disk) < NEEDED_BYTES:
        return None
    for left in disk.glob(f"{_PREFIX}*/lock"):
        try:
            with left.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left.parent, ignore_errors=True)
        except OSError:  # somebody tests there now
            continue
    return Folder(disk)


def room_bytes(disk: Path, root: Path = Path("/")) -> int:
    """How much may be written to a disk in memory; 0 where there is none, or nobody can tell."""
    try:
        if not os.access(disk, os.W_OK | os.X_OK):
            return 0
        found = os.statvfs(disk)
        told = re.search(r"MemAvailable: +(\d+) kB", (root / "proc/meminfo").read_text("utf-8"))
        rooms = [found.f_bavail * found.f_frsize, int(told[1]) * 1024 if told else 0]
        rooms += [
            _left(root / limit, root / used) for limit, used in _GROUPS if (root / limit).exists()
        ]
    except (OSError, ValueError):
        return 0
    return min(rooms)


def _left(limit: Path, used: Path) -> int:
    most = limit.read_text("utf-8").strip()
    return 1 << 62 if most == "max" else int(most) - int(used.read_text("utf-8"))
