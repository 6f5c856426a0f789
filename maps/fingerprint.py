"""A page's fingerprint: a digest inside the file by which damage to it can be found.

It stands in a ``meta`` element: the SHA-256 of the document with that element's content left
empty, and a short digest of each packed part and of the frame around them, so that damage can
be placed. Whoever alters a page on purpose can write a new one: a fingerprint shows accidents,
not forgers. What was sent can be compared with what came only by telling it another way.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from geo.errors import PageError

__all__ = ["FRAME", "Fingerprint", "fingerprint_of", "part", "stamped"]

#: What stands around the packed parts: the document without their content.
FRAME = "frame"
_CHARSET = '<meta charset="utf-8">'
_META = re.compile(rb'<meta name="kordon-fingerprint" content="([^"]*)">')
_PART = re.compile(
    rb'<script type="text/plain" id="(kordon-[a-z0-9-]{1,40})">(.*?)(?:</script>|\Z)', re.DOTALL
)
_SHORT = 16  # hexadecimal digits of a part's digest


@dataclass(frozen=True)
class Fingerprint:
    """What a page says of itself and what was found.

    ``told``: the digest in the file; ``found``: the one of the file as it is, both 64
    hexadecimal digits; ``damaged``: parts that are missing or not what they were.
    """

    told: str
    found: str
    damaged: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """True when every byte is as it was written."""
        return self.told == self.found


def stamped(document: str) -> str:
    """The document with its fingerprint. PageError when there is no place for it."""
    if document.count(_CHARSET) < 1:
        raise PageError("the page's frame has no place for a fingerprint")
    empty = f'{_CHARSET}<meta name="kordon-fingerprint" content="">'
    blank = document.replace(_CHARSET, empty, 1)
    data = blank.encode("utf-8")
    told = [f"sha256={hashlib.sha256(data).hexdigest()}"]
    told += [f"{name}={digest}" for name, digest in _parts(data).items()]
    return blank.replace(empty, empty.replace('content=""', f'content="{" ".join(told)}"'), 1)


def fingerprint_of(data: bytes) -> Fingerprint | None:
    """Look at a page's bytes; None when they hold no fingerprint."""
    found = _META.search(data)
    if found is None:
        return None
    told = dict(
        pair.split("=", 1)
        for pair in found.group(1).decode("ascii", "replace").split()
        if "=" in pair
    )
    blank = data[: found.start(1)] + data[found.end(1) :]
    whole = told.pop("sha256", "")
    actual = _parts(blank)
    damaged = tuple(name for name in sorted({*told, *actual}) if told.get(name) != actual.get(name))
    return Fingerprint(whole, hashlib.sha256(blank).hexdigest(), damaged)


def part(data: bytes, name: str) -> bytes | None:
    """The content of a packed part of a page, or None."""
    for match in _PART.finditer(data):
        if match.group(1).decode("ascii") == name:
            return match.group(2)
    return None


def _parts(data: bytes) -> dict[str, str]:
    """Short digests of the packed parts and of the frame around them, by name."""
    out = {}
    frame = hashlib.sha256()
    at = 0
    for match in _PART.finditer(data):
        frame.update(data[at : match.start(2)])
        at = match.end(2)
        out[match.group(1).decode("ascii")] = hashlib.sha256(match.group(2)).hexdigest()[:_SHORT]
    frame.update(data[at:])
    out[FRAME] = frame.hexdigest()[:_SHORT]
    return out
