"""Where the browser of the browser tests comes from, and what is said when there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import chromium
import pytest


def test_the_environment_goes_before_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORDON_CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable
    assert chromium.main([]) == 0


def test_a_wrong_environment_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is installed over a path that somebody chose."""
    monkeypatch.setenv("KORDON_CHROMIUM", "/nowhere/chromium")
    monkeypatch.setattr(chromium, "install", lambda: pytest.fail("installed"))
    assert chromium.main(["--install"]) == 1
    assert "'/nowhere/chromium', and no executable is there" in capsys.readouterr().err


def test_without_a_browser_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KORDON_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", lambda _: None)
    assert chromium.main(["--install"]) == 1, "no apt-get either"
    assert "apt-get install chromium" in capsys.readouterr().err


def test_installing_is_for_root_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debian_packages.os.geteuid", lambda: 1000)
    monkeypatch.setattr("debian_packages.subprocess.run", lambda *_, **__: pytest.fail("apt-get"))
    assert chromium.install() is False


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of programs that say their version, and no others."""
    monkeypatch.delenv("KORDON_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "_ELSEWHERE", ())
    return tmp_path


def put(folder: Path, name: str, says: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return str(path)


def test_the_headless_shell_is_of_the_same_version(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And none is taken beside a Chromium that somebody chose."""
    whole = put(programs, "chromium", "Chromium 156.0.8078.108 built on Debian, running on Debian")
    assert chromium.find_shell() is None
    shell = put(programs, chromium.SHELL, "Chromium 156.0.8078.108")
    assert chromium.find_shell() == shell
    put(programs, chromium.SHELL, "Chromium 156.0.8078.10")
    assert chromium.find_shell() is None, "another version"
    for name in ("chromium", chromium.SHELL):
        put(programs, name, "a browser")
    assert chromium.find_shell() is None, "of no version"
    put(programs, chromium.SHELL, "Chromium 156.0.8078.108")
    monkeypatch.setenv("KORDON_CHROMIUM", whole)
    put(programs, "chromium", "Chromium 156.0.8078.108")
    assert chromium.find_shell() is None, "chosen"


def test_without_the_headless_shell_it_goes_on(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is tried to install it (here there is no apt-get), and said what that means."""
    path = put(programs, "chromium", "Chromium 156.0.8078.108")
    assert chromium.main(["--install"]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == path
    assert "all browser tests run in Chromium" in told.err
    put(programs, chromium.SHELL, "Chromium 156.0.8078.108")
    assert chromium.main(["--install"]) == 0
    assert capsys.readouterr().err == ""


def test_where_apt_has_no_headless_shell_chromium_comes_without_it(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An apt-get that knows Chromium only."""
    monkeypatch.setattr("debian_packages.os.geteuid", lambda: 0)
    apt = Path(put(programs, "apt-get", ""))
    asked = programs / "asked"
    apt.write_text(
        f'#!/bin/sh\necho "$@" >> \'{asked}\'\ncase "$*" in *{chromium.SHELL}*) exit 100;; esac\n'
    )
    assert chromium.install() is True
    installs = [line for line in asked.read_text().splitlines() if " install " in line]
    assert [chromium.SHELL in line for line in installs] == [True, False]
    assert all(" chromium " in line for line in installs)
