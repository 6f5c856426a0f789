"""The sizes of stills and where on a sheet things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.errors import ArgumentError

__all__ = ["SHEETS", "Sheet", "sheet"]

_LEAST_PT = 5.0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A size of paper.

    ``width_pt`` and ``height_pt`` in points (1/72 inch); ``point``: points that a pixel of the
    page takes, so how large symbols and letters are; ``side``: the legend stands beside the map
    and not below it, as wide as ``side_part`` of the sheet; ``columns``: of a legend below;
    ``dpi``: of a PNG, when none is asked for.
    """

    name: str
    width_pt: float
    height_pt: float
    point: float
    dpi: int
    side: bool = False
    side_part: float = 0.225
    columns: int = 3
    margin_px: float = 24.0
    title_px: float = 24.0
    text_px: float = 12.0

    @property
    def width_px(self) -> float:
        """Width in pixels of the page."""
        return self.width_pt / self.point

    @property
    def height_px(self) -> float:
        """Height in pixels of the page."""
        return self.height_pt / self.point

    @property
    def least_px(self) -> float:
        """How small letters beside the map may be: 5 points, the least that printers take."""
        return _LEAST_PT / self.point


_ALL = (
    Sheet(name="slide", width_pt=960, height_pt=540, point=0.8, dpi=144, side=True),
    Sheet(name="page", width_pt=595.276, height_pt=841.89, point=0.6, dpi=200, margin_px=56,
          title_px=27),
    Sheet(name="letter", width_pt=612, height_pt=792, point=0.6, dpi=200, margin_px=56,
          title_px=27),
    Sheet(name="note", width_pt=487.559, height_pt=368.504, point=0.6, dpi=200, side=True,
          side_part=0.27, margin_px=6, title_px=20),
    Sheet(name="square", width_pt=540, height_pt=540, point=0.6, dpi=144, margin_px=22),
    Sheet(name="column", width_pt=252, height_pt=370, point=0.45, dpi=300, columns=2,
          margin_px=10, title_px=20, text_px=13.0),
)  # fmt: skip

#: By name: slide 13.33 × 7.5 in (16:9), page A4 upright, letter upright, note 172 × 130 mm (half a
#: page of text), square 7.5 in, column 89 mm wide.
SHEETS: Mapping[str, Sheet] = MappingProxyType({one.name: one for one in _ALL})


def sheet(name: str) -> Sheet:
    """The sheet of a name. Raises ArgumentError, listing them, for any other name."""
    if name not in SHEETS:
        raise ArgumentError(f"there is no size {name!r}: choose one of {', '.join(SHEETS)}")
    return SHEETS[name]
