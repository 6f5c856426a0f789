"""What README and docs say is run, and what is generated there is not stale."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import run

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]

COMMANDS = re.findall(r"^\$ (kordon .+)$", README, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def kordon(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kordon", *words], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing in it but the examples, as after a clone."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


def test_readme_has_examples() -> None:
    assert len(COMMANDS) >= 4
    assert len(PYTHON) >= 1


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_commands_run(command: str, folder: Path) -> None:
    """Each command of the README ends well and prints something."""
    done = kordon(shlex.split(command)[1:], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("code", PYTHON)
def test_readme_python_runs(code: str, folder: Path) -> None:
    """Each Python example of the README runs as it stands."""
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "asking.md",
        "briefing.md",
        "coverage.md",
        "doubles.md",
        "joining.md",
        "keeping.md",
        "leaks.md",
        "pictures.md",
        "places.md",
        "publishing.md",
        "rasters.md",
        "reading.md",
    ],
)
def test_other_pages_run(
    name: str, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page shows in Python, and then its commands, which may use what that wrote.

    All in this process: that each also starts by itself is shown by those of the README.
    """
    monkeypatch.chdir(folder)
    text = (ROOT / "docs" / name).read_text("utf-8")
    commands = re.findall(r"^\$ (kordon .+)$", text, re.MULTILINE)
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(code, name, "exec"), {"__name__": "shown"})
    for command in commands:
        assert run(shlex.split(command)[1:]) == 0, capfd.readouterr().err
    assert commands


def test_other_ways_to_write_readme_commands(capfd: pytest.CaptureFixture[str]) -> None:
    """The zones that README names in passing exist."""
    for zone in ("BY-LT-7km", "RU-UA-30km-UA", "Homiel Region"):
        words = ["query", str(ROOT / "examples/belarus-border-2021-2023.csv"), "--within", zone]
        assert run(words) == 0, capfd.readouterr().err


def test_cli_page_is_fresh() -> None:
    """docs/cli.md is what `make docs` would write."""
    done = subprocess.run(
        [sys.executable, "docs/make_cli.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of a page is there."""
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for target in targets:
        if not re.match(r"https?://", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
