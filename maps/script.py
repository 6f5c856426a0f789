"""Our own script and style, joined from the files in ``maps/page`` in the order of their imports.

The files are ES modules, so that node can test each by itself. In the page they become one
function body: import lines go, ``export`` goes, and a name may stand at the top of one file
only (checked here, because two would silently shadow each other).
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from string import Template
from typing import Any

import rcssmin
import rjsmin

from geo.errors import PageError
from maps.seal import Parts

__all__ = ["LOADER", "MAIN", "SHEETS", "markup", "order", "script", "start", "style"]

#: Where the page begins; all other modules are there because it imports them.
MAIN = "main.js"
#: What unpacks the rest: in the page as it is, for all to read.
LOADER = "start/loader.js"

#: Later sheets win over earlier ones.
SHEETS = ("frame", "panel", "map", "modes", "card", "time", "drawer", "phone", "compare", "paper")

_IMPORT = re.compile(r"^import\b.*?;\n", re.DOTALL | re.MULTILINE)
_FROM = re.compile(r'^import\b[^;]*?\bfrom "([^"]+)";', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_TOP = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let)\s+(\w+)", re.MULTILINE)


def script() -> str:
    """All modules as one function that takes the Leaflet map."""
    body: str = rjsmin.jsmin(_joined(order(MAIN)))
    return f'(() => {{\n"use strict";\n{body}\nglobalThis.startKordon = startKordon;\n}})();\n'


def start() -> Parts:
    """What is not packed: the style of a page that is not open yet, and the loader."""
    loader = f'(() => {{\n"use strict";\n{_joined(order(LOADER))}}})();\n'
    return Parts((_read("style", "start.css"),), (loader,))


def order(entry: str) -> tuple[str, ...]:
    """A module and all that it imports, by path in ``maps/page``, what is imported first.

    Raises PageError where modules import each other in a circle.
    """
    done: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise PageError(f"{' imports '.join([*path, name])}: part them, or join them")
        if name in done:
            return
        for other in _FROM.findall(_read(name)):
            visit(posixpath.normpath(posixpath.join(posixpath.dirname(name), other)), (*path, name))
        done[name] = None

    visit(entry, ())
    return tuple(done)


def _joined(names: Sequence[str]) -> str:
    """Modules as the body of one function. Raises PageError when two share a name."""
    seen: dict[str, str] = {}
    parts = []
    for name in names:
        text = _read(name)
        for top in _TOP.findall(text):
            if top in seen:
                raise PageError(f"{top} is at the top of both {seen[top]} and {name}: rename it")
            seen[top] = name
        parts.append(_EXPORT.sub("", _IMPORT.sub("", text)))
    body = "".join(parts)
    if re.search(r"</script|<!--|^(?:import|export)\b", body, re.IGNORECASE | re.MULTILINE):
        raise PageError("the page's script would end its own element, or has a stray import")
    return body


def style() -> str:
    """The style sheets as one, without comments and spare spaces."""
    sheets = "".join(_read("style", f"{name}.css") for name in SHEETS)
    minified: str = rcssmin.cssmin(sheets)
    return minified


def markup(words: Mapping[str, Any]) -> str:
    """The constant skeleton that the script fills, with what it says until then."""
    plain = {key: html.escape(text) for key, text in words.items() if isinstance(text, str)}
    return Template(_read("page.html")).substitute(plain)


def _read(*names: str) -> str:
    return resources.files("maps").joinpath("page", *names).read_text("utf-8")
