"""The words of the page, by language, from the catalogue files."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

from geo.errors import ArgumentError

__all__ = ["catalogue", "language_of", "languages", "vocabulary"]

_TAG = re.compile(r"[a-z]{2,3}(?:[-_.@][a-z0-9_.@-]*)?", re.IGNORECASE)


def languages() -> tuple[str, ...]:
    """Codes of the languages there are catalogues for, English first."""
    folder = resources.files("maps") / "catalogues"
    found = sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name[-5:] == ".json")
    return ("en", *(code for code in found if code != "en"))


def language_of(text: str) -> str:
    """The language of a tag such as ``uk``, ``uk-UA``, ``UK_ua`` or ``uk_UA.UTF-8``.

    Raises ArgumentError, listing the languages there are, for any other text.
    """
    wanted = text.strip()
    code = re.split(r"[-_.@]", wanted, maxsplit=1)[0].lower()
    if not _TAG.fullmatch(wanted) or code not in languages():
        raise ArgumentError(
            f"the page is not written in the language {text!r}: "
            f"choose one of {', '.join(languages())}"
        )
    return code


def catalogue(language: str) -> dict[str, Any]:
    """Key to phrase, or to phrases by plural form. Raises ArgumentError as `language_of`."""
    return _read(f"{language_of(language)}.json")


def vocabulary(language: str) -> dict[str, Any]:
    """What the words of the record are called; see `maps.terms`."""
    return _read("vocabulary", f"{language_of(language)}.json")


def _read(*names: str) -> dict[str, Any]:
    text = resources.files("maps").joinpath("catalogues", *names).read_text("utf-8")
    words: dict[str, Any] = json.loads(text)
    return words
