"""The front door's own example runs, and the floors import downwards only."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import kordon

ROOT = Path(__file__).resolve().parent.parent


def test_docstring_example_runs(tmp_path: Path, examples_csv: Path) -> None:
    """What the first page of the module says, typed as it stands."""
    shutil.copy(examples_csv, tmp_path / "sightings.csv")
    found = re.search(r"::\n\n((?:    .*\n|\n)+)", kordon.__doc__ or "")
    assert found
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + textwrap.dedent(found[1])
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_floors_import_downwards_only() -> None:
    """import-linter's contract in setup.cfg: kordon, cli, maps, layers, geo."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout
