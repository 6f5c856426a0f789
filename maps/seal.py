"""A page's code, packed, and the policy that lets a browser run that code and nothing else.

The scripts and style sheets of a rendered document are taken out, deflated together, and put
back as one inert text; a short loader adds each of them again as an element of its own. The
Content-Security-Policy names the SHA-256 of every one, so what is added is what was here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geo.errors import PageError
from maps.encode import pack

__all__ = ["Parts", "packed", "policy", "refuse_remote", "take_apart"]

_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
    "script-src {scripts}; style-src {styles}"
)
_PART = re.compile(r"<(script|style)>(.*?)</\1>\s*", re.DOTALL)
_NOTICE = re.compile(r"/\*\s*(?:!|@(?:preserve|license))(.*?)\*/", re.DOTALL)
#: Between parts, in the packed text; loader.js splits there.
_BETWEEN = "\f"
#: Addresses that code may name: they are names of vocabularies, or text of a link.
_NAMES = re.compile(r"https?://(?:www\.w3\.org|leafletjs\.com)\b")
_STYLE_LOADS = re.compile(r"""@import|url\(\s*(?!['"]?(?:data:|#))[^)]*""", re.IGNORECASE)
_SCRIPT_LOADS = re.compile(r"""['"`](?:https?:|wss?:)?//[^\s'"`]+""", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """Style sheets and scripts of a document, each in its order."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]

    def __add__(self, other: Parts) -> Parts:
        return Parts(self.styles + other.styles, self.scripts + other.scripts)

    @property
    def notices(self) -> str:
        """What others ask to be kept with their work, fit to stand in an HTML comment."""
        found = [text for script in self.scripts for text in _NOTICE.findall(script)]
        return "\n".join(re.sub(r"-(?=[->])", "- ", text.strip()) for text in found)


def take_apart(document: str) -> tuple[str, Parts]:
    """The document without its style and script elements, and what they held.

    Inert elements, which have a ``type`` or an ``id``, stay.
    """
    found = [(kind, text) for kind, text in _PART.findall(document) if text.strip()]
    parts = Parts(
        styles=tuple(text for kind, text in found if kind == "style"),
        scripts=tuple(text for kind, text in found if kind == "script"),
    )
    return _PART.sub("", document), parts


@lru_cache(maxsize=2)  # every page of a version of Kordon has the same
def packed(parts: Parts) -> str:
    """Style sheets, then scripts, as base64 of one deflated text; loader.js reads it."""
    pieces = [
        *(f"style\n{text}" for text in parts.styles),
        *(f"script\n{text}" for text in parts.scripts),
    ]
    if any(_BETWEEN in piece or "\r" in piece for piece in pieces):
        raise PageError("a script or style of the page holds a form feed or carriage return")
    return base64.b64encode(pack(_BETWEEN.join(pieces).encode("utf-8"))).decode("ascii")


def policy(parts: Parts) -> str:
    """Nothing from anywhere but pictures inside, and these styles and scripts by their hash."""
    return _POLICY.format(scripts=_hashes(parts.scripts), styles=_hashes(parts.styles))


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    named = " ".join(f"'sha256-{base64.b64encode(d).decode('ascii')}'" for d in digests)
    return named or "'none'"


def refuse_remote(document: str, parts: Parts) -> None:
    """The last look: PageError when an element, a style or a script names another place.

    ``document`` is what `take_apart` left. Scripts are searched for addresses as such: what a
    script could put together is what the policy is for.
    """
    element = re.search(r"<[a-z][^>]*?\s(?:src|href|data|action|srcset)\s*=[^>]*", document, re.I)
    found = element.group(0) if element else None
    for loads, texts in ((_STYLE_LOADS, parts.styles), (_SCRIPT_LOADS, parts.scripts)):
        for text in texts:
            at = loads.search(_NAMES.sub("", text))
            found = found or (at and at.group(0))
    if found:
        raise PageError(f"the page would load from elsewhere: {found[:200]}")
