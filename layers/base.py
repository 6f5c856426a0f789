"""What a layer is: a theme of the map, told to the page as data.

A layer says which records belong to it, how they are drawn and what their card shows beside
the common fields. Everything it says is data, so that legend, tree, table and still picture
agree. Layers register themselves; `layers.registry` lists them in drawing order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.vocabulary import VOCABULARIES, Term

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Layer"]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One theme of the map.

    ``id`` is the word in the record's ``layer`` field; ``shape`` the outline of its symbol
    (``diamond``, ``triangle``, ``star``, ...); ``marks`` the small mark inside the symbol by
    category; ``card_fields`` the record fields that its card adds to the common ones.
    """

    id: str
    shape: str
    marks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    card_fields: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[Term, ...]:
        """The known categories of this layer, in the order of the vocabulary."""
        return tuple(t for t in VOCABULARIES["category"] if t.layer == self.id)

    def mark(self, category: str) -> str:
        """The mark of a category; ``none`` for a word that is not listed."""
        return self.marks.get(category, "none")

    def select(self, sightings: pd.DataFrame) -> pd.Series:
        """True for each sighting that belongs to this layer."""
        return sightings["layer"] == self.id
