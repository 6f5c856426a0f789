"""The frame of a page: folium's map, with everything it links to put inside, under a strict CSP.

folium and branca compile the output of their macros as Jinja templates a second time, so text
of others must never reach one of their classes. Only numbers do; all else goes through a class of
`maps.foliumpage` whose template is constant and which Jinja sees as a value, never as a template.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache

from geo.errors import PageError
from layers.checking.values import visible
from maps.seal import Parts, packed, policy, refuse_remote, take_apart

__all__ = ["wrap"]

#: For who looks at a file before trusting it. Two hyphens would end the comment.
_ABOUT = r"""This page asks for nothing from anywhere: the policy above forbids it. Its styles and
scripts are packed (zlib, base64) in the element kordon-code; the script below unpacks them.
To read them all:
python3 -c "import base64,re,sys,zlib; print(zlib.decompress(base64.b64decode(re.search(
r'code.>([\w+/=]+)', open(sys.argv[1]).read())[1])).decode())" map.html
Among them is the work of others, under licences of their own (BSD 2-Clause):
"""
#: Behind what the map shows: a page that is read so far can begin. What comes later waits.
_RECORDS = '<i id="kordon-records" hidden></i>\n'
#: Where a page ends: a file without it was cut on its way.
_END = '<i id="kordon-end" hidden></i>'
#: Frames that are kept: one for each language.
_KEPT = 6


def wrap(
    *,
    title: str,
    language: str,
    start: Parts,
    style: str,
    markup: str,
    script: str,
    data: dict[str, str],
    later: dict[str, str],
    center: tuple[float, float] = (52.0, 30.0),
) -> str:
    """One HTML document around a Leaflet map.

    ``start`` are the style and the script that stand in the document as they are; ``style`` and
    ``script`` are packed, with those of Leaflet and folium before them. ``script`` must define
    ``startKordon``, which is given the map. ``data`` and ``later`` are inert elements by id, of
    base64 text: what the map shows, and what it can do without at first.
    ``center`` is latitude, longitude in degrees.

    Raises PageError when a link of folium's cannot be put inside.
    """
    made = _framed(start, style, markup, script, center)
    inert = _inert({"kordon-code": made.code, **data}) + _RECORDS + _inert(later)
    return _filled(
        made.frame,
        {
            "csp": made.policy,
            "about": _ABOUT + made.notices,
            "style": "".join(f"<style>{text}</style>" for text in start.styles),
            "loader": "".join(f"<script>{text}</script>" for text in start.scripts),
            "inert": inert + _END,
            "language": html.escape(language),
            "title": html.escape(visible(title)),
        },
    )


@dataclass(frozen=True)
class _Framed:
    """A page without anything of its own: what stands around its code, and the code, packed."""

    frame: str
    code: str
    policy: str
    notices: str


@lru_cache(maxsize=_KEPT)
def _framed(
    start: Parts, style: str, markup: str, script: str, center: tuple[float, float]
) -> _Framed:
    """The same for every page of a language, and half of the work. Errors as of `wrap`."""
    from maps.foliumpage import rendered  # folium is loaded for pages only: it takes long

    frame, parts = take_apart(rendered(style, markup, script, center))
    refuse_remote(frame, parts + start)
    return _Framed(frame, packed(parts), policy(parts + start), parts.notices)


def _inert(texts: dict[str, str]) -> str:
    return "".join(
        f'<script type="text/plain" id="{name}">{text}</script>\n' for name, text in texts.items()
    )


def _filled(frame: str, texts: dict[str, str]) -> str:
    """The frame with a text at each mark. The title comes last, so that nothing in it is one."""
    for name, text in texts.items():
        mark = f"@@kordon-{name}@@"
        if mark not in frame:
            raise PageError(f"the page's frame has no place for its {name}")
        frame = frame.replace(mark, text)
    return frame
