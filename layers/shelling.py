"""Shelling: where fire came from and, when known, where it hit."""

from __future__ import annotations

from types import MappingProxyType

from layers.base import Layer

__all__ = ["SHELLING"]

_MARKS = {
    "ring": ("missile_launch", "missile_launch_total", "rocket_fire"),
    "air": (
        "air_launched_missile", "air_strike", "glide_bomb", "helicopter_strike", "uav_launch",
        "uav_strike",
    ),
    "dot": ("mortar_fire",),
    "cross": ("missile_debris", "interception", "impact_crater", "explosion"),
}  # fmt: skip

SHELLING = Layer(
    id="shelling",
    shape="star",
    marks=MappingProxyType({c: mark for mark, words in _MARKS.items() for c in words}),
    card_fields=("weapon",),
)
