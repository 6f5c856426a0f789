"""Texts as XML and GeoPackage can hold them: what they cannot is shown by a sign."""

from __future__ import annotations

import re

__all__ = ["portable"]

#: Characters that no XML 1.0 has, and NUL, at which GDAL ends a text.
_FOREIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def portable(text: str) -> str:
    """Return ``text`` with control characters as their pictures (U+2400 ...).

    Half characters and the two code points that are none become U+FFFD. Tab and line ends stay.
    """
    return _FOREIGN.sub(lambda found: _picture(ord(found[0])), text)


def _picture(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
