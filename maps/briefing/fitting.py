"""How much room text takes, told roughly, for documents that do not lay themselves out."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["cell_size", "even_pages", "head_size", "lines_of", "pages_of"]

#: Mean width of a letter of a sans-serif face, as a share of its size; a little on the wide side.
_LETTER = 0.5


def lines_of(text: str, width_pt: float, size_pt: float) -> int:
    """Lines that a text takes in a column of this width; words too long for it are broken."""
    room = max(1, int(width_pt / (_LETTER * size_pt)))
    lines, used = 1, 0
    for word in text.split(" "):
        length = len(word)
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0
        used += length + (1 if used else 0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def head_size(text: str, width_pt: float, size_pt: float, *, part: float = 1.0) -> float:
    """The size of bold letters, at most ``size_pt``, in which no word of a head is broken.

    Measured in DejaVu Sans, of whose width the letters have a ``part``; no less than 6 points.
    """
    from maps.picture.fonts import width_px

    widest = max((width_px(word, size_pt, bold=True) for word in text.split(" ")), default=0.0)
    fits = size_pt if widest * part <= width_pt else size_pt * width_pt / (widest * part)
    return max(6.0, int(4 * fits) / 4)


def cell_size(text: str, width_pt: float, size_pt: float, *, part: float = 1.0) -> float:
    """The size of letters of a cell: down to 5 points, where that keeps its words whole.

    ``part`` as for `head_size`. A word that is too long even so is broken, in the usual size.
    """
    from maps.picture.fonts import drawable, width_px

    long = [
        word for word in text.split(" ") if len(word) * size_pt > width_pt
    ]  # no letter is wider
    # What the typeface lacks is lettered with another one: as wide as the widest, it is taken.
    told = ("".join(c if drawable(c) == c else "M" for c in word) for word in long)
    widest = max((width_px(word, size_pt) for word in told), default=0.0) * part
    fits = int(4 * size_pt * width_pt / widest) / 4 if widest > width_pt else size_pt
    return fits if fits >= 5 else size_pt


def pages_of(heights: Sequence[float], room: float, first: float | None = None) -> list[list[int]]:
    """Numbers of rows, page by page; a row that is higher than a page has one to itself.

    ``first`` is the room on the first page, if that is another.
    """
    pages: list[list[int]] = []
    left = 0.0
    for number, height in enumerate(heights):
        if not pages or height > left:
            left = room if pages or first is None else first
            pages.append([])
        pages[-1].append(number)
        left -= height
    return pages or [[]]


def even_pages(
    heights: Sequence[float], room: float, first: float | None = None
) -> list[list[int]]:
    """As `pages_of`, on as few pages, but none of them much emptier than the others."""
    best = pages_of(heights, room, first)
    for share in range(95, 45, -5):
        less = room * share / 100
        found = pages_of(heights, less, less if first is None else min(first, less))
        if len(found) > len(best):
            break
        best = found
    return best
