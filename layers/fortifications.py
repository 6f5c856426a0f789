"""Fortifications: what is built, dug, mined, blown or closed along the border."""

from __future__ import annotations

from types import MappingProxyType

from layers.base import Layer

__all__ = ["FORTIFICATIONS"]

_MARKS = {
    "wave": ("trench_line", "antitank_ditch", "flooded_area", "demining"),
    "dot": ("minefield", "mined_road", "mined_bridge"),
    "bars": (
        "border_wall", "barrier_construction", "dragons_teeth", "hedgehogs", "barbed_wire",
        "abatis", "roadblock",
    ),
    "cross": ("destroyed_bridge", "destroyed_road", "checkpoint_closed", "border_zone_restricted"),
    "ring": ("fortified_position", "bunker", "observation_post"),
}  # fmt: skip

FORTIFICATIONS = Layer(
    id="fortification",
    shape="triangle",
    marks=MappingProxyType({c: mark for mark, words in _MARKS.items() for c in words}),
    card_fields=("obstacle_status", "as_of"),
)
