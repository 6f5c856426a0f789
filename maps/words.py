"""The words of the page, by language, from the catalogue files."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from geo.errors import InputError

__all__ = ["catalogue", "languages"]


def languages() -> tuple[str, ...]:
    """Codes of the languages there are catalogues for, English first."""
    folder = resources.files("maps") / "catalogues"
    found = sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name[-5:] == ".json")
    return ("en", *(code for code in found if code != "en"))


def catalogue(language: str) -> dict[str, Any]:
    """Key to phrase, or to phrases by plural form. Raises InputError for an unknown language."""
    if language not in languages():
        raise InputError(
            f"there is no catalogue for the language {language!r}: "
            f"choose one of {', '.join(languages())}"
        )
    text = (resources.files("maps") / "catalogues" / f"{language}.json").read_text("utf-8")
    words: dict[str, Any] = json.loads(text)
    return words
