"""Where the PostgreSQL of the tests comes from, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import postgres
import pytest


def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "initdb").touch()
    monkeypatch.setenv("KORDON_POSTGRES", str(tmp_path))
    assert postgres.find() == tmp_path
    assert postgres.main([]) == 0


def test_a_wrong_environment_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Nothing is installed over programs that somebody chose."""
    monkeypatch.setenv("KORDON_POSTGRES", str(tmp_path))
    monkeypatch.setattr(postgres, "install", lambda: pytest.fail("installed"))
    assert postgres.main(["--install"]) == 1
    assert "and no initdb is there" in capsys.readouterr().err


def test_without_a_server_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An error where everything must be tested; elsewhere those tests are skipped."""
    monkeypatch.delenv("KORDON_POSTGRES", raising=False)
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    monkeypatch.setattr(postgres.shutil, "which", lambda _: None)
    for told, code in (("true", 1), ("", 0)):
        monkeypatch.setenv("CI", told)
        assert postgres.main(["--install"]) == code, "no apt-get either"
        assert "apt-get install postgresql-postgis" in capsys.readouterr().err


def test_a_server_without_postgis_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KORDON_POSTGRES", raising=False)
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    monkeypatch.setattr(postgres.shutil, "which", lambda _: None)
    programs = tmp_path / "99" / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    assert postgres.find() is None
    (tmp_path / "99" / "share" / "extension").mkdir(parents=True)
    (tmp_path / "99" / "share" / "extension" / "postgis.control").touch()
    assert postgres.find() == programs


def test_installing_is_for_root_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debian_packages.os.geteuid", lambda: 1000)
    monkeypatch.setattr("debian_packages.subprocess.run", lambda *_, **__: pytest.fail("apt-get"))
    assert postgres.install() is False
