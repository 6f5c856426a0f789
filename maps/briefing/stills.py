"""Pictures of the map for documents: each size is drawn once, whoever asks for it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Literal

from maps.briefing.blocks import Briefing

__all__ = ["Size", "Still", "Stills"]

Size = Literal["note", "slide"]


@dataclass(frozen=True)
class Still:
    """A PNG, its size in pixels, and what it shows, for who cannot see it."""

    png: bytes
    width_px: int
    height_px: int
    alt_text: str


@dataclass
class Stills:
    """The pictures of one briefing."""

    briefing: Briefing
    _drawn: dict[Size, Still] = field(default_factory=dict)

    def get(self, size: Size) -> Still:
        """The map of the period's sightings in a size of `maps.picture`."""
        if size not in self._drawn:
            self._drawn[size] = _draw(self.briefing, size)
        return self._drawn[size]


def _draw(briefing: Briefing, size: Size) -> Still:
    from maps.picture import draw_picture

    file = io.BytesIO()
    picture = draw_picture(
        briefing.sightings,
        file,
        regions=briefing.regions,
        title=briefing.title,
        size=size,
        theme="light",
        language=briefing.language,
        as_of=briefing.as_of,
        publication=briefing.provenance.publication,
        format="png",
    )
    return Still(file.getvalue(), picture.width_px, picture.height_px, picture.alt_text)
