"""The layers of the map, in the order in which they are listed and drawn."""

from __future__ import annotations

from geo.errors import InputError
from layers.base import Layer
from layers.deployments import DEPLOYMENTS
from layers.fortifications import FORTIFICATIONS
from layers.shelling import SHELLING

__all__ = ["LAYERS", "layer"]

LAYERS: tuple[Layer, ...] = (DEPLOYMENTS, FORTIFICATIONS, SHELLING)


def layer(name: str) -> Layer:
    """The layer of that name. Raises InputError, listing the layers there are."""
    for known in LAYERS:
        if known.id == name:
            return known
    names = ", ".join(known.id for known in LAYERS)
    raise InputError(f"there is no layer {name!r}; the layers are {names}")
