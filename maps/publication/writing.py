"""What lies beside a finished file: what it is called, and how it is written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from maps.manifests import ENDING
from maps.manifests import RECEIPT_ENDING as RECEIPT

__all__ = ["RECEIPT", "as_json", "manifest_name"]


def manifest_name(output: str | os.PathLike[str]) -> str:
    """Where the manifest of a file lies that cannot hold it."""
    return os.fspath(output) + ENDING


def as_json(told: Mapping[str, Any]) -> bytes:
    """An account as a file."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")
