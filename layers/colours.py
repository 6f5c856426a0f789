"""Colours of the layers, for files that other programs draw: those of the map's light theme."""

from __future__ import annotations

from typing import Final

__all__ = ["COLOURS", "rgb_of"]

#: Layer -> ``#rrggbb``, as ``maps/palette.json`` has it.
COLOURS: Final = {
    "deployment": "#d55e00",
    "fortification": "#0072b2",
    "shelling": "#1a1a1a",
}


def rgb_of(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 .. 255, of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
