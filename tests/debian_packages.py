"""Debian's packages that the tests need, installed with apt-get where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess

__all__ = ["install"]


def install(*names: str) -> bool:
    """Install packages; False where that cannot be done from here (not as root, no apt-get)."""
    apt = shutil.which("apt-get")
    if apt is None or os.name != "posix" or os.geteuid() != 0:
        return False
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        if subprocess.run([apt, "-q", *arguments], env=quiet, check=False).returncode:
            return False
    return True
