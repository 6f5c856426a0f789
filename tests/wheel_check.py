"""Builds the wheel, installs it in an environment of its own, and runs it from an empty folder.

Not a test module: `make wheel-check` runs it, because it takes a minute and needs pip's index.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*words: object, cwd: Path) -> str:
    """Runs a command and returns its stdout; its failure is ours."""
    done = subprocess.run([str(w) for w in words], cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Says what was checked; exits with an error at the first thing that is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        source = base / "source"
        # A copy of what git knows, so that no leftover of the checkout can hide a missing file.
        names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, source / name)
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
        run(*pip, "wheel", "--quiet", "--no-deps", "-w", base / "dist", source, cwd=base)
        wheel = next((base / "dist").glob("kordon-*.whl"))
        venv.create(base / "venv", with_pip=True)
        bin_ = base / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        run(bin_ / "python", "-m", "pip", "install", "--quiet", wheel, cwd=base)
        empty = base / "empty"
        empty.mkdir()
        run(bin_ / "kordon", "doctor", cwd=empty)
        example = ROOT / "examples" / "belarus-border-2021-2023.csv"
        said = run(bin_ / "kordon", "map", example, "-o", "map.html", cwd=empty)
        if "read 150 = 150 accepted" not in said or not (empty / "map.html").stat().st_size:
            sys.exit(f"the installed command said:\n{said}")
        names = run("unzip", "-Z1", wheel, cwd=empty) if shutil.which("unzip") else ""
        if any(line.startswith("tests/") for line in names.splitlines()):
            sys.exit("the wheel holds the tests")
        print(f"{wheel.name}: installed elsewhere, doctor content, map written")


if __name__ == "__main__":
    main()
