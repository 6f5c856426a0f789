"""Running one step in a process of its own, with a limit, and reading what it said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "run"]

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, arguments: list[str], limit_s: float) -> dict[str, Any]:
    """The last line of JSON that ``python -m benchmarks.pages.<module>`` printed.

    ``error`` is set when it failed or was stopped at the limit; what it had said until then is
    kept.
    """
    command = [sys.executable, "-m", f"benchmarks.pages.{module}", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        try:
            said, complaints = child.communicate(timeout=limit_s)
            stopped = False
        except subprocess.TimeoutExpired:
            child.kill()
            said, complaints = child.communicate()
            stopped = True
    out = _last(said)
    if stopped:
        out["error"] = f"took more than {limit_s:.0f} s"
    elif child.returncode:
        lines = [line for line in complaints.splitlines() if line.strip()]
        out["error"] = lines[-1][:200] if lines else f"ended with {child.returncode}"
    return out


def _last(said: str) -> dict[str, Any]:
    for line in reversed(said.splitlines()):
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    return {}
