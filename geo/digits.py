"""Digits of other scripts: ５２ (full width), ٥٢ (Arabic) and ५२ are the number 52."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["latin_digits", "raised_digits"]

#: Signs that belong to such digits: full-width ones, and the Arabic decimal separator.
_SIGNS: Final = str.maketrans("．，－＋٫", ".,-+.")


def latin_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9; as it is where there are no others."""
    if text.isascii() or not any(c.isdecimal() and not c.isascii() for c in text):
        return text
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return plain.translate(_SIGNS)


def raised_digits(text: str) -> bool:
    """Whether a text holds digits that are no part of a number: the mark of a note (52.05²)."""
    return not text.isascii() and any(c.isdigit() and not c.isdecimal() for c in text)
