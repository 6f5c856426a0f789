"""A sheet to draw on, in the page's pixels with y downwards, and how it becomes a file.

Everything is matplotlib's object interface with the Agg, SVG and PDF canvases: no pyplot, no
window. Letters are plain text (so that they can be selected and searched in SVG and PDF), their
halos are outlines under it. Text is never read as mathematics.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from geo.version import __version__
from maps.picture.fonts import properties, width_px
from maps.picture.pdf import write_pdf

__all__ = ["Painted", "Paper", "Points", "settings"]

Points = npt.NDArray[np.float64]
#: How finely the cells of a density lie in SVG and PDF, which have no dots of their own.
_RASTER_DPI = 288.0
#: Nothing of the machine or the moment gets into a file.
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "kordon",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "pdf.compression": 9,
    "text.parse_math": False,
    "text.usetex": False,
    "text.hinting": "none",
    "path.simplify": True,
    "path.snap": False,
    "path.sketch": None,
    "path.effects": [],
    "axes.unicode_minus": False,
    "savefig.bbox": None,
    "savefig.transparent": False,
}  # fmt: skip


@contextmanager
def settings() -> Iterator[None]:
    """Matplotlib set up as this package needs it, whatever a user's matplotlibrc says."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        for key, value in _SETTINGS.items():
            if key in matplotlib.rcParams:
                matplotlib.rcParams[key] = value
        yield


@dataclass(frozen=True)
class Painted:
    """One thing that was drawn of the records: what, of which of them, in which colour, and how.

    ``kind``: symbol, count (of a cell), ring, area, disc, outline, trail or fan; ``records``: their
    numbers in page order.
    """

    kind: str
    records: tuple[int, ...]
    color: str
    how: tuple[str, ...]


class Paper:
    """A sheet of ``width_px`` × ``height_px``, each pixel ``point`` points (1/72 inch) long."""

    def __init__(self, width_px: float, height_px: float, point: float, color: str) -> None:
        from matplotlib.figure import Figure

        self.width_px, self.height_px, self.point = width_px, height_px, point
        size = (width_px * point / 72, height_px * point / 72)
        self.figure: Any = Figure(figsize=size, facecolor=color)
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width_px)
        self.axes.set_ylim(height_px, 0)
        self.axes.set_autoscale_on(False)
        self._order = 0
        self._clip: Any = None
        self._bounds: Any = None  # the same box, in pixels
        self.painted: list[Painted] = []

    @contextmanager
    def inside(self, box: Sequence[float]) -> Iterator[None]:
        """What is drawn meanwhile does not leave the box [left, top, right, bottom]."""
        from matplotlib.transforms import Bbox, TransformedBbox

        before = self._clip, self._bounds
        left, top, right, bottom = box
        self._bounds = Bbox([[left, top], [right, bottom]])
        self._clip = TransformedBbox(self._bounds, self.axes.transData)
        yield
        self._clip, self._bounds = before

    def _put(self, artist: Any, clip_path: Any = None) -> None:
        if clip_path is not None and self._bounds is not None:
            # In an SVG, matplotlib cuts by the path or by the box, and not by both.
            clip_path = _cut(clip_path, self._bounds)
            if clip_path is None:
                return
        self._order += 1
        artist.set_zorder(self._order)
        self.axes.add_artist(artist)
        artist.set_clip_on(True)
        if clip_path is not None:
            artist.set_clip_path(clip_path, self.axes.transData)
        if self._clip is not None:
            artist.set_clip_box(self._clip)
        elif clip_path is None:
            artist.set_clip_on(False)

    def note(self, kind: str, records: Iterable[int], color: str, *how: str) -> None:
        """Keeps in ``painted`` what of the records was just drawn."""
        self.painted.append(Painted(kind, tuple(map(int, records)), color, how))

    def path(
        self,
        path: Any,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 1.0,
        dash: Sequence[float] | None = None,
        alpha: float | None = None,
        within: Any = None,
        butt: bool = False,
    ) -> None:
        """A matplotlib path; widths and dashes in pixels; ``within``: another path that cuts it."""
        from matplotlib.patches import PathPatch

        thick = width * self.point
        style: Any = "solid"
        if dash:
            style = (0, [max(0.01, d) / max(width, 0.1) for d in dash])
        cap = "butt" if butt or dash else "round"
        self._put(
            PathPatch(
                path, facecolor=fill or "none", edgecolor=stroke or "none", alpha=alpha,
                linewidth=thick if stroke else 0, linestyle=style, joinstyle="round", capstyle=cap,
            ),
            within,
        )  # fmt: skip

    def box(self, box: Sequence[float], *, radius: float = 0, **look: Any) -> None:
        """A rectangle [left, top, right, bottom], its corners rounded by ``radius`` pixels."""
        self.path(rounded(box, radius), **look)

    def circle(self, x: float, y: float, r: float, **look: Any) -> None:
        """A circle."""
        from matplotlib.path import Path

        self.path(Path.circle((x, y), r), **look)

    def line(self, points: Any, **look: Any) -> None:
        """A line through points [(x, y), ...]."""
        from matplotlib.path import Path

        self.path(Path(np.asarray(points, float)), **look)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        color: str,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        halo: str | None = None,
        angle_deg: float = 0.0,
        spacing: float = 0.0,
        halo_width: float = 3.0,
    ) -> None:
        """Text whose middle line is at y; ``spacing``: pixels between letters."""
        wide = width_px(text, size, bold, italic) + spacing * max(0, len(text) - 1)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        base = y + 0.36 * size
        if spacing:
            for letter in text:
                self._letters(left, base, letter, size, color, bold, italic, halo, 0, halo_width)
                left += width_px(letter, size, bold, italic) + spacing
            return
        self._letters(left, base, text, size, color, bold, italic, halo, angle_deg, halo_width)

    def _letters(
        self, x: float, y: float, text: str, size: float, color: str, bold: bool, italic: bool,
        halo: str | None, angle_deg: float, halo_width: float,
    ) -> None:  # fmt: skip
        from matplotlib.text import Text

        if not text.strip():
            return
        font = properties(bold, italic)
        if halo:
            self._halo(x, y, text, size, font, halo, angle_deg, halo_width)
        self._put(
            Text(
                x, y, text, color=color, fontproperties=font, fontsize=size * self.point,
                horizontalalignment="left", verticalalignment="baseline", parse_math=False,
                rotation=-angle_deg, rotation_mode="anchor", transform=self.axes.transData,
            )
        )  # fmt: skip

    def _halo(
        self, x: float, y: float, text: str, size: float, font: Any, color: str,
        angle_deg: float, wide: float,
    ) -> None:  # fmt: skip
        from matplotlib.path import Path
        from matplotlib.textpath import text_to_path
        from matplotlib.transforms import Affine2D

        vertices, codes = text_to_path.get_text_path(font, text, ismath=False)
        if not len(vertices):
            return
        scale = size / text_to_path.FONT_SCALE
        move = Affine2D().scale(scale, -scale).rotate_deg(angle_deg).translate(x, y)
        path = Path(move.transform(np.asarray(vertices)), codes)
        self.path(path, fill=color, stroke=color, width=wide)

    def image(
        self, box: Sequence[float], pixels: npt.NDArray[np.uint8], alpha: float,
        *, smooth: bool = False,
    ) -> None:  # fmt: skip
        """A raster of RGBA cells over a box, the top row first; cells are sharp, or smoothed."""
        from matplotlib.image import BboxImage
        from matplotlib.transforms import Bbox, TransformedBbox

        left, top, right, bottom = box
        bounds = TransformedBbox(Bbox([[left, bottom], [right, top]]), self.axes.transData)
        how = "antialiased" if smooth else "nearest"
        image = BboxImage(bounds, interpolation=how, origin="upper", alpha=alpha)
        image.set_data(pixels)
        self._put(image)

    def save(
        self, file: Any, format_: str, *, dpi: float, title: str, told: str, language: str = "en",
        outlines: bool = False,
    ) -> tuple[int, int]:  # fmt: skip
        """Write as png, svg or pdf, with a title and what the picture shows (``told``).

        ``outlines``: letters of an SVG are shapes and no text. Returns width and height: of a
        PNG its dots, else points.
        """
        maker = f"Kordon {__version__}"
        held = io.BytesIO()
        self.figure.set_dpi(dpi if format_ == "png" else _RASTER_DPI)
        if format_ == "png":
            from matplotlib.backends.backend_agg import FigureCanvasAgg

            about = {"Title": title, "Description": told, "Software": maker}
            canvas: Any = FigureCanvasAgg(self.figure)
            canvas.print_png(held, metadata=about)
        elif format_ == "pdf":
            write_pdf(
                self.figure, held,
                {"Title": title, "Subject": told, "Creator": maker, "Producer": maker,
                 "CreationDate": None},
                told=told, language=language,
            )  # fmt: skip
        else:
            held.write(self._svg(title, told, maker, language, outlines).encode("utf-8"))
        data = held.getvalue()
        file.write(data)
        if format_ == "png":
            width, height = struct.unpack(">II", data[16:24])
            return int(width), int(height)
        return round(self.width_px * self.point), round(self.height_px * self.point)

    def _svg(self, title: str, told: str, maker: str, language: str, outlines: bool) -> str:
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        about = {"Title": title, "Date": None, "Creator": maker, "Format": None, "Type": None,
                 "Language": language}  # fmt: skip
        held = io.BytesIO()
        with matplotlib.rc_context({"svg.fonttype": "path" if outlines else "none"}):
            canvas: Any = FigureCanvasSVG(self.figure)
            canvas.print_svg(held, metadata=about)
        return _told_svg(held.getvalue().decode("utf-8"), told, language)


def _told_svg(text: str, told: str, language: str) -> str:
    """With a description, which screen readers read, and letters that other machines have."""
    head, tag, rest = text.partition("</title>")
    if not tag:
        raise AssertionError("matplotlib's SVG has no title")
    head = re.sub(r"<!DOCTYPE[^>]*>\s*", "", head)  # it names an address, and is no use
    head = head.replace("<svg ", f'<svg role="img" xml:lang="{language}" ', 1)
    rest = re.sub(r"\s*<!--.*?-->", "", rest, flags=re.DOTALL)  # letters that are shapes, once more
    rest = rest.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    return f"{head}{tag}\n <desc>{escape(told)}</desc>{rest}"


def _cut(path: Any, bounds: Any) -> Any:
    """What of the area within a path lies in a box, as a path; None where nothing does."""
    from matplotlib.path import Path

    reach = path.get_extents()
    if bounds.containsx(reach.x0) and bounds.containsx(reach.x1) and (
        bounds.containsy(reach.y0) and bounds.containsy(reach.y1)
    ):  # fmt: skip
        return path
    if reach.x0 > bounds.xmax or reach.x1 < bounds.xmin:
        return None
    if reach.y0 > bounds.ymax or reach.y1 < bounds.ymin:
        return None
    lines = path.to_polygons(closed_only=False)
    within = [Path(line).clip_to_bbox(bounds) for line in lines if len(line) > 2]
    parts = [part for part in within if np.size(part.vertices)]
    return Path.make_compound_path(*parts) if parts else None


def rounded(box: Sequence[float], radius: float) -> Any:
    """A rectangle as a path, with round corners."""
    from matplotlib.path import Path

    left, top, right, bottom = box
    if not radius:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        return Path(corners, closed=True)
    r = min(radius, (right - left) / 2, (bottom - top) / 2)
    points: list[tuple[float, float]] = []
    for x, y, start in ((right - r, top + r, -90), (right - r, bottom - r, 0),
                        (left + r, bottom - r, 90), (left + r, top + r, 180)):  # fmt: skip
        angles = np.radians(np.linspace(start, start + 90, 9))
        points += [(x + r * np.cos(a), y + r * np.sin(a)) for a in angles]
    return Path([*points, points[0]], closed=True)
