"""Stills: the map as PNG, SVG or PDF, without a browser.

::

    from maps.picture import draw_picture

    picture = draw_picture(intake.sightings, "map.png", regions=zones, size="slide")
    picture.alt_text
"""

from __future__ import annotations

from maps.picture.making import FORMATS, Picture, draw_picture, draw_pictures
from maps.picture.sheets import SHEETS

__all__ = ["FORMATS", "SHEETS", "Picture", "draw_picture", "draw_pictures"]
