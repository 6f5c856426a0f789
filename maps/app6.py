"""APP-6 / MIL-STD-2525 symbols of the codes in ``sidc``, as pictures made while the page is made.

A picture is made from a code alone, after the code was found to be nothing but digits, or
letters and dashes: no text of a record gets into one. What cannot be drawn as it is meant is
not drawn at all (the page then shows the symbol of the category, and the card says why).

Numeric codes are those of MIL-STD-2525D/E and APP-6D/E (20 digits, or 30 of which the last ten
add nothing that is drawn). Letter codes are those of MIL-STD-2525B/C and APP-6B (10 to 15
letters). The package draws the letters' functions, but neither their status nor their two
modifiers: these are read here, and echelon, headquarters and mobility are added with the
package's own drawing of the same marks.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["PACKAGE", "Picture", "picture", "pictures"]

#: The package that draws them. It is read only when a code has to be drawn.
PACKAGE = "milsymbol"

_NUMERIC = re.compile(r"\d{20}(?:\d{10})?")
_LETTERS = re.compile(r"[A-Z][A-Z][A-Z][A-Z*-][A-Z0-9*-]{6,11}")
_VERSIONS = {"10", "11", "12", "13", "14"}
#: Third digit: reality (others are exercise and simulation). Seventh: present, or fully capable
#: (others are planned, damaged and destroyed, which the package does not show).
_REALITY, _PRESENT = "0", {"0", "2"}
#: The same in letters; pending, unknown, assumed friend, friend, neutral, suspect, hostile.
_AFFILIATIONS, _PRESENT_LETTERS = set("PUAFNSH"), set("PC-*")

#: Letters 11 and 12 as digits 8 to 10. 2525C table A-II: echelon; headquarters, task force,
#: feint; mobility of equipment.
_ECHELON = {"A": "11", "B": "12", "C": "13", "D": "14", "E": "15", "F": "16", "G": "17",
            "H": "18", "I": "21", "J": "22", "K": "23", "L": "24",
            "M": "25", "N": "26"}  # fmt: skip
_STAFF = {"A": "2", "B": "6", "C": "3", "D": "7", "E": "4", "F": "1", "G": "5"}
_MOBILITY = {"O": "31", "P": "32", "Q": "33", "R": "34", "S": "35", "T": "36", "U": "41",
             "V": "42", "W": "37", "X": "51", "Y": "52"}  # fmt: skip
_TOWED = {"S": "61", "L": "62"}

#: A size at which the numbers in a picture are short; the page scales it.
_SIZE = 100
_MIDDLE = 100  # of the package's frames, both ways
_LINE = 4  # width of a frame's line, kept free about it
_STAFF_LENGTH = 100
_ON_STAFF = {"2", "3", "6", "7"}
_EDGES = ("x1", "y1", "x2", "y2")
_ELEMENTS = {"svg", "g", "path", "circle", "text", "clipPath"}


@dataclass(frozen=True)
class Picture:
    """A symbol as an SVG picture, or why there is none.

    ``width``, ``height`` and ``anchor`` (of the point that stands at the place) are in the
    units of the frame, which is about 150 high. ``why`` is ``form`` (not a code), ``state``
    (planned, exercise, damaged, destroyed), ``unknown`` (no such symbol) or ``package`` (not
    installed); empty when there is a picture.
    """

    svg: str = ""
    width: float = 0
    height: float = 0
    anchor: tuple[float, float] = (0, 0)
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """What travels in the page."""
        if self.why:
            return {"why": self.why}
        data = base64.b64encode(self.svg.encode("ascii")).decode("ascii")
        return {
            "src": f"data:image/svg+xml;base64,{data}",
            "box": [round(v, 1) for v in (self.width, self.height, *self.anchor)],
        }


def pictures(codes: Iterable[str]) -> dict[str, Picture]:
    """The picture of every distinct code, in order of the codes."""
    return {code: picture(code) for code in sorted(set(codes))}


@cache
def picture(code: str) -> Picture:
    """The picture of one code. Never raises: ``why`` says what is wrong."""
    text = code.strip().upper()
    if _NUMERIC.fullmatch(text):
        return _numeric(text)
    if _LETTERS.fullmatch(text):
        return _letters(text.ljust(15, "-"))
    return Picture(why="form")


def _numeric(code: str) -> Picture:
    if code[:2] not in _VERSIONS or code[3] not in "0123456":
        return Picture(why="form")
    if code[2] != _REALITY or code[6] not in _PRESENT:
        return Picture(why="state")
    # The package knows the symbols by the numbers of 2525D, which its successors kept.
    return _drawn(f"10{code[2:6]}0{code[7:20]}")


def _letters(code: str) -> Picture:
    if code[1] in "GWDLMJK" or (code[1] in _AFFILIATIONS and code[3] not in _PRESENT_LETTERS):
        return Picture(why="state")
    if code[1] not in _AFFILIATIONS:
        return Picture(why="form")
    marks = _marks(code[10], code[11])
    if marks is None:
        return Picture(why="unknown")
    return _drawn(f"{code[:3]}-{code[4:10].replace('*', '-')}", *marks)


def _marks(first: str, second: str) -> tuple[str, str] | None:
    """Digit 8 and digits 9 and 10 of the same marks; None for letters that mean nothing."""
    empty = "-*"
    if first == "M":
        return ("0", _MOBILITY[second]) if second in _MOBILITY else None
    if first == "N":
        return ("0", _TOWED[second]) if second in _TOWED else None
    if first == "H":  # an installation: its symbols carry the mark already
        return ("0", "00") if second in empty else None
    staff = "0" if first in empty else _STAFF.get(first)
    echelon = "00" if second in empty else _ECHELON.get(second)
    return None if staff is None or echelon is None else (staff, echelon)


def _drawn(code: str, staff: str = "0", echelon: str = "00") -> Picture:
    """The package's drawing; ``staff`` and ``echelon`` are added to letter codes."""
    try:
        from milsymbol import Symbol
        from milsymbol.modifiers import compute_modifiers
        from milsymbol.renderer import render_instructions
    except ImportError:
        return Picture(why="package")
    symbol = Symbol(code, size=_SIZE)
    if not symbol.is_valid():
        return Picture(why="unknown")
    svg = symbol.as_svg()
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    seen = re.search(r'viewBox="([^"]+)"', svg)
    if seen is None:
        return Picture(why="unknown")
    west, north, width, height = map(float, seen[1].split())
    box: tuple[float, ...] = (west, north, west + width, north + height)
    anchor = symbol.get_anchor()
    if (staff, echelon) == ("0", "00"):
        return _checked(body, box, (anchor["x"], anchor["y"]))
    edges = (box[0] + _LINE, box[1] + _LINE, box[2] - _LINE, box[3] - _LINE)
    frame = {k: int(v) if v == int(v) else v for k, v in zip(_EDGES, edges, strict=True)}
    told = symbol.get_metadata() | {"numberSIDC": True, "hq_tf_fd": staff, "echelon": echelon}
    marks, more = compute_modifiers(told, frame, {"stroke_width": _LINE})
    if more:
        grown = (more["x1"] - _LINE, more["y1"] - _LINE, more["x2"] + _LINE, more["y2"] + _LINE)
        box = (*map(min, box[:2], grown[:2]), *map(max, box[2:], grown[2:]))
    # A headquarters stands on a staff, whose foot is at the place.
    at = (frame["x1"], frame["y2"] + _STAFF_LENGTH) if staff in _ON_STAFF else (_MIDDLE, _MIDDLE)
    return _checked(body + render_instructions(marks), box, (at[0] - box[0], at[1] - box[1]))


def _checked(body: str, box: tuple[float, ...], anchor: tuple[float, float]) -> Picture:
    """A picture of nothing but shapes: a release that drew anything else would not get through."""
    west, north, east, south = (round(v, 2) for v in box)
    width, height = round(east - west, 2), round(south - north, 2)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="{west:g} {north:g} {width:g} {height:g}">{body}</svg>'
    )
    elements = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", svg))
    reaching = re.search(r"href|\bon[a-z]+\s*=|url\((?!#)|javascript|<!", svg, re.IGNORECASE)
    shapes = re.search(r"<(?:path|circle|text)", body)
    if not svg.isascii() or not elements <= _ELEMENTS or reaching or not shapes:
        return Picture(why="unknown")
    return Picture(svg, width, height, (round(anchor[0], 2), round(anchor[1], 2)))
