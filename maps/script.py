"""Our own script and style, joined from the files in ``maps/page`` in a fixed order.

The files are ES modules, so that node can test each by itself. In the page they become one
function body: import lines go, ``export`` goes, and a name may stand at the top of one file
only (checked here, because two would silently shadow each other).
"""

from __future__ import annotations

import re
from importlib import resources

import rcssmin
import rjsmin

from geo.errors import PageError

__all__ = ["ORDER", "SHEETS", "markup", "script", "style"]

#: A file comes after those it imports.
ORDER = (
    "text.js", "dom.js", "clipboard.js", "decode.js", "symbols.js", "canvas.js", "labels.js",
    "cluster.js", "texts.js", "store.js", "facts.js", "filter.js", "spelling.js", "query.js",
    "search.js", "span.js",
    "timeplay.js",
    "state.js", "command.js", "graticule.js", "ground.js", "regions.js", "density.js", "layout.js",
    "crowd.js", "exporting.js", "records.js", "timebars.js",
    "timedrag.js", "timesettings.js",
    "timeline.js", "tree.js", "narrow.js",
    "grids.js", "gate.js", "reach.js", "why.js", "related.js", "cite.js", "cardfacts.js",
    "cardtools.js", "card.js", "table.js", "lists.js", "zonetable.js", "foot.js", "paper.js",
    "printing.js", "surface.js", "measure.js", "modes.js", "tools.js", "main.js",
)  # fmt: skip

#: Later sheets win over earlier ones.
SHEETS = ("frame", "panel", "map", "modes", "card", "time", "drawer", "phone", "paper")

_IMPORT = re.compile(r"^import\b.*?;\n", re.DOTALL | re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_TOP = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let)\s+(\w+)", re.MULTILINE)


def script() -> str:
    """All modules as one function that takes the Leaflet map."""
    seen: dict[str, str] = {}
    parts = []
    for name in ORDER:
        text = _read(name)
        for top in _TOP.findall(text):
            if top in seen:
                raise PageError(f"{top} is at the top of both {seen[top]} and {name}: rename it")
            seen[top] = name
        parts.append(_EXPORT.sub("", _IMPORT.sub("", text)))
    body: str = rjsmin.jsmin("".join(parts))
    if re.search(r"</script|<!--|^(?:import|export)\b", body, re.IGNORECASE | re.MULTILINE):
        raise PageError("the page's script would end its own element, or has a stray import")
    return f'(() => {{\n"use strict";\n{body}\nglobalThis.startKordon = startKordon;\n}})();\n'


def style() -> str:
    """The style sheets as one, without comments and spare spaces."""
    sheets = "".join(_read("style", f"{name}.css") for name in SHEETS)
    minified: str = rcssmin.cssmin(sheets)
    return minified


def markup() -> str:
    """The constant skeleton that the script fills."""
    return _read("page.html")


def _read(*names: str) -> str:
    return resources.files("maps").joinpath("page", *names).read_text("utf-8")
