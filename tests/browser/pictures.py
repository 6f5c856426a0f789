"""Comparing what a page looks like with reviewed pictures of it.

A picture is halved (each pixel the mean of four), so that how a browser smooths the edge of a
letter counts little. A pixel differs when one of its colours is off by more than `COLOUR`: the
256 colours of a reference stay within 18 of the picture they were made from (a test measures
it). A picture differs when more than `SHARE` of its pixels do, or more than `CROWDED` of those in
one square of `SQUARE` pixels, so that one lost symbol is noticed as well as a shifted panel.

Where the fonts are others than those of the references (``fonts.json`` holds the widths of a
line), letters cannot be compared: pictures are then made eight times coarser once more, and only
`SHARE_OTHER_FONTS` of the pixels may differ. That still notices panels, colours and layers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

HERE = Path(__file__).resolve().parent
REFERENCES = HERE / "references"
FAILED = HERE.parent.parent / "build" / "pictures"

COLOURS = 256
COLOUR = 36
SHARE = 0.006
SQUARE = 16
CROWDED = 0.3
COARSER = 8
SHARE_OTHER_FONTS = 0.06

#: In the page: widths of a line in the fonts it uses, to a tenth of a pixel.
MEASURE_FONTS = """() => {
  const g = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.getElementById("kordon")).fontFamily;
  return ["400 13px", "600 16px"].map((font) => {
    g.font = `${font} ${family}`;
    return Math.round(10 * g.measureText("Border activity 0123 Мазир ÄÖ").width) / 10;
  });
}"""

Pixels = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Difference:
    """How far two pictures are apart: parts (0..1) of all pixels, and of the worst square."""

    share: float
    worst: float
    where: npt.NDArray[np.bool_]

    def too_much(self, *, same_fonts: bool) -> bool:
        """Whether a reader would see another picture."""
        if not same_fonts:
            return self.share > SHARE_OTHER_FONTS
        return self.share > SHARE or self.worst > CROWDED


def halved(picture: Image.Image) -> Image.Image:
    """Each pixel the mean of four."""
    return picture.convert("RGB").reduce(2)


def as_reference(picture: Image.Image) -> Image.Image:
    """A halved picture in few colours, rare ones among them: a fifth of the bytes."""
    return picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def difference(one: Image.Image, other: Image.Image, *, coarse: bool = False) -> Difference:
    """Compare two halved pictures; ones of other sizes differ everywhere."""
    if one.size != other.size:
        return Difference(1.0, 1.0, np.ones((1, 1), bool))
    a, b = (_pixels(picture, COARSER if coarse else 1) for picture in (one, other))
    where = (np.abs(a - b) > COLOUR).any(axis=2)
    return Difference(float(where.mean()), _worst(where), where)


def _pixels(picture: Image.Image, coarser: int) -> Pixels:
    whole = picture.convert("RGB")
    return np.asarray(whole.reduce(coarser) if coarser > 1 else whole).astype(np.int16)


def _worst(where: npt.NDArray[np.bool_]) -> float:
    """The part of differing pixels in the square that has most."""
    height, width = (n // SQUARE * SQUARE for n in where.shape)
    if not height or not width:
        return float(where.mean())
    squares = where[:height, :width].reshape(height // SQUARE, SQUARE, width // SQUARE, SQUARE)
    return float(squares.mean(axis=(1, 3)).max())


def fonts_of_references() -> list[float]:
    """Widths of a line when the references were made."""
    widths: list[float] = json.loads((REFERENCES / "fonts.json").read_text("utf-8"))
    return widths


def leave(name: str, actual: Image.Image, reference: Image.Image, found: Difference) -> Path:
    """Put what was seen, what was expected and where they differ (red) into build/pictures."""
    FAILED.mkdir(parents=True, exist_ok=True)
    actual.save(FAILED / f"{name}-actual.png")
    reference.convert("RGB").save(FAILED / f"{name}-reference.png")
    grey = np.asarray(reference.convert("L").convert("RGB")).copy() // 2 + 120
    where = Image.fromarray(found.where).resize(reference.size, Image.Resampling.NEAREST)
    grey[np.asarray(where)] = (220, 0, 0)
    Image.fromarray(grey).save(FAILED / f"{name}-difference.png")
    return FAILED
