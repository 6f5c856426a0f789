"""Where the browser of the browser tests comes from, and what is said when there is none."""

from __future__ import annotations

import sys

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
