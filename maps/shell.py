"""The frame of a page: folium's map, with everything it links to put inside, under a strict CSP.

folium and branca compile the output of their macros as Jinja templates a second time, so text
of others must never reach one of their classes. Only numbers do here; all else goes through
`_Raw`, whose template is constant and which Jinja sees as a value, never as a template.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re

import folium
from branca.element import Element, Figure, Link
from jinja2 import Template

from geo.errors import PageError
from maps import assets

__all__ = ["wrap"]

_CSP_MARK = "@@kordon-csp@@"
_TITLE_MARK = "@@kordon-title@@"
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
    "script-src {scripts}; style-src {styles}"
)
_HEAD = (
    f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_CSP_MARK}">'
    '<meta name="referrer" content="no-referrer">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f"<title>{_TITLE_MARK}</title>"
)


class _Raw(Element):
    """Text that is put into the page as it is. ``Element(text)`` would compile it."""

    _template = Template("{{ this.raw }}")

    def __init__(self, raw: str) -> None:
        super().__init__()
        self._name = "Raw"
        self.raw = raw


def wrap(
    *,
    title: str,
    language: str,
    style: str,
    markup: str,
    data: dict[str, str],
    script: str,
    center: tuple[float, float] = (52.0, 30.0),
) -> str:
    """One HTML document around a Leaflet map.

    ``data`` are inert elements by id: their text must be base64 or `to_script_json` text.
    ``script`` is run after folium has made the map, which it finds in ``kordonMap``.
    ``center`` is latitude, longitude in degrees.

    Raises PageError when a link of folium's cannot be put inside.
    """
    figure_map = folium.Map(
        location=list(center), zoom_start=6, tiles=None, zoom_snap=0.25,
        wheel_px_per_zoom_level=90, world_copy_jump=False, prefer_canvas=True,
    )  # fmt: skip
    figure_map._id = "kordon"
    root = figure_map.get_root()
    if not isinstance(root, Figure):
        raise PageError("folium's map is in no figure: this version of folium is not known")
    root.render()
    links = [child for child in root.header._children.values() if isinstance(child, Link)]
    for name in list(root.header._children):
        del root.header._children[name]
    root.header.add_child(_Raw(_HEAD), name="head")
    for number, link in enumerate(links):
        code = assets.resolve(link.url)
        if code is not None:
            link.code = code  # type: ignore[assignment]  # put into the page as text
            root.header.add_child(link, name=f"link{number}")
    root.header.add_child(_Raw(f"<style>{style}</style>"), name="style")
    inert = "".join(
        f'<script type="text/plain" id="{name}">{text}</script>\n' for name, text in data.items()
    )
    root.html.add_child(_Raw(f"{markup}\n{inert}"), name="body")
    root.script.add_child(_Raw(f"{script}startKordon(map_kordon);\n"), name="script")
    document = root._template.render(this=root, kwargs={"embedded": True})
    return _sealed(_trimmed(document), title, language)


def _trimmed(document: str) -> str:
    """The document with a place for its language."""
    return document.replace("<html>", '<html lang="@@kordon-language@@">', 1)


def _sealed(document: str, title: str, language: str) -> str:
    """Puts in the policy, with the hash of every script and style that is there, and the title.

    Title and language come last, escaped, so that nothing reads them as a template or a mark.
    """
    scripts = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", document, re.DOTALL)
    policy = _POLICY.format(scripts=_hashes(scripts), styles=_hashes(styles))
    for mark, value in (
        (_CSP_MARK, policy),
        ("@@kordon-language@@", html.escape(language)),
        (_TITLE_MARK, html.escape(title.encode("utf-8", "replace").decode("utf-8"))),
    ):
        if document.count(mark) < 1:
            raise PageError(f"the page's frame has no place for {mark.strip('@')}")
        document = document.replace(mark, value, 1)
    _no_remote(document)
    return document


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(d).decode('ascii')}'" for d in digests)


def _no_remote(document: str) -> None:
    """The last look: no element of the document loads anything from elsewhere."""
    outside = re.search(
        r"<(?:script|img|iframe|link|object|embed|video|audio|source)\b[^>]*?"
        r"\b(?:src|href|data)\s*=\s*[\"']?\s*(?:https?:)?//[^\"'>\s]+",
        re.sub(r"<script[^>]*>.*?</script>", _opening_tag, document, flags=re.DOTALL),
        re.IGNORECASE,
    )
    if outside:
        raise PageError(f"the page would load from elsewhere: {outside.group(0)[:200]}")


def _opening_tag(match: re.Match[str]) -> str:
    return match.group(0).split(">", 1)[0] + ">"
