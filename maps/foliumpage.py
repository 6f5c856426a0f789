"""What folium makes of a map, with all that it links to put inside; apart, since folium loads long.

folium and branca compile the output of their macros as Jinja templates a second time, so no text
of others may come here: `maps.shell` puts marks in its place.
"""

from __future__ import annotations

import folium
from branca.element import Element, Figure, Link
from jinja2 import Template

from geo.errors import PageError
from maps import assets

__all__ = ["rendered"]

_HEAD = (
    '<meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="@@kordon-csp@@">'
    '<meta name="referrer" content="no-referrer">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>@@kordon-title@@</title>\n<!--\n@@kordon-about@@\n-->\n@@kordon-style@@"
)
_BODY = "{markup}\n@@kordon-loader@@\n@@kordon-inert@@"


class _Raw(Element):
    """Text that is put into the page as it is. ``Element(text)`` would compile it."""

    _template = Template("{{ this.raw }}")

    def __init__(self, raw: str) -> None:
        super().__init__()
        self._name = "Raw"
        self.raw = raw


def rendered(style: str, markup: str, script: str, center: tuple[float, float]) -> str:
    """What folium makes of a map, with Leaflet inside and marks where our own parts belong.

    Raises PageError when folium is not as it is known to be, or a link cannot be put inside.
    """
    figure_map = folium.Map(
        location=list(center), zoom_start=6, tiles=None, zoom_snap=0.25,
        wheel_px_per_zoom_level=90, world_copy_jump=False, prefer_canvas=True,
    )  # fmt: skip
    figure_map._id = "kordon"
    # With a zoom Leaflet would show a view at once, and measure a page that has nothing in it.
    del figure_map.options["zoom"]
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
    root.html.add_child(_Raw(_BODY.format(markup=markup)), name="body")
    root.script.add_child(_Raw(f"{script}startKordon(map_kordon);\n"), name="script")
    document: str = root._template.render(this=root, kwargs={"embedded": True})
    return document.replace("<html>", '<html lang="@@kordon-language@@">', 1)
