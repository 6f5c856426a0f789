"""The one typeface of stills: found, checked for Cyrillic, and measured.

DejaVu Sans comes with matplotlib and has Latin and Cyrillic, so that a still looks the same on
every machine. A letter it lacks is written out by its number, never drawn as an empty box.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from geo.errors import PageError
from maps.saying import shown_text

__all__ = ["FAMILY", "check_fonts", "drawable", "fitted", "letters_of", "properties", "width_px",
           "wrapped"]  # fmt: skip

FAMILY = "DejaVu Sans"
_NEEDED = "АЯЁЄІЇҐЎабвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя’«»–…№°±·©×"
_SIZE = 100  # at which texts are measured


def properties(bold: bool = False, italic: bool = False) -> Any:
    """Matplotlib's description of the typeface."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family=FAMILY,
        weight="bold" if bold else "normal",
        style="oblique" if italic else "normal",
    )


@cache
def _face(bold: bool, italic: bool) -> Any:
    from matplotlib.font_manager import findfont, get_font

    try:
        found = findfont(properties(bold, italic), fallback_to_default=False)
    except ValueError:
        raise PageError(
            f"the font {FAMILY} was not found, which pictures are lettered with: it comes with "
            "matplotlib, so install that again (pip install --force-reinstall matplotlib)"
        ) from None
    return get_font(found)


@cache
def _letters(bold: bool, italic: bool) -> frozenset[int]:
    return frozenset(_face(bold, italic).get_charmap())


def letters_of(*, bold: bool) -> frozenset[int]:
    """Numbers (Unicode) of the letters that the upright face has."""
    return _letters(bold, False)


def check_fonts() -> None:
    """Raise PageError when the typeface is missing or has no Cyrillic letters."""
    for bold, italic in ((False, False), (True, False), (False, True)):
        missing = sorted(set(map(ord, _NEEDED)) - _letters(bold, italic))
        if missing:
            raise PageError(
                f"the font {FAMILY} that was found lacks the letter {chr(missing[0])!r} and "
                f"{len(missing) - 1} others that names of places need; install matplotlib again "
                "(pip install --force-reinstall matplotlib), whose own copy has them"
            )


def drawable(text: str) -> str:
    """A text of others as it can be drawn: what is hidden, or has no letter, by its number."""
    letters = _letters(False, False)
    return "".join(c if ord(c) in letters else f"[U+{ord(c):04X}]" for c in shown_text(text))


def width_px(text: str, size_px: float, bold: bool = False, italic: bool = False) -> float:
    """How wide a text is."""
    return _measured(text, bold, italic) * size_px / _SIZE


@lru_cache(maxsize=50_000)
def _measured(text: str, bold: bool, italic: bool) -> float:
    """How wide it is at the size at which texts are measured: a legend is tried in several."""
    face = _face(bold, italic)
    face.set_size(_SIZE, 72)
    face.set_text(text, 0.0)
    return float(face.get_width_height()[0]) / 64


def fitted(text: str, most_px: float, size_px: float, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than ``most_px``."""
    if width_px(text, size_px, bold) <= most_px:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_px(text[:middle].rstrip() + "…", size_px, bold) <= most_px:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def _pieces(text: str, most_px: float, size_px: float, bold: bool) -> list[str]:
    """Words between which a line may end."""
    out: list[str] = []
    words = text.split(" ")
    for k, word in enumerate(words):
        last = 0 < k == len(words) - 1 and words[k - 1].isdecimal()
        together = f"{out[-1]} {word}" if out and (last or word == "·") else ""
        if together and width_px(together, size_px, bold) <= most_px:
            out[-1] = together
        else:
            out.append(word)
    return out


def wrapped(
    text: str, most_px: float, size_px: float, *, bold: bool = False, lines: int = 99
) -> list[str]:
    """The text in lines no wider than ``most_px``; what does not fit is cut with an ellipsis.

    No line begins with a dot between two parts, and none ends with the number of what is last.
    """
    out: list[str] = []
    line = ""
    for word in _pieces(text, most_px, size_px, bold):
        longer = f"{line} {word}" if line else word
        if line and width_px(longer, size_px, bold) > most_px:
            out.append(line)
            line = word
        else:
            line = longer
    out.append(line)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [fitted(one, most_px, size_px, bold) for one in out]
