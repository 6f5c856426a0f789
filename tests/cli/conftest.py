"""Fixtures of the tests of commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cli.main import run

Said = tuple[int, str, str]


@pytest.fixture
def kordon(capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs a command line in this process: exit code, stdout, stderr."""

    def call(*words: Any) -> Said:
        capfd.readouterr()
        code = run([str(word) for word in words])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return call
