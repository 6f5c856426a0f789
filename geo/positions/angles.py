"""Two angles in degrees as people write them: decimal, with minutes, with seconds, in any order.

The text is cut into numbers, marks (° ' "), letters of the compass and separators. Letters say
which angle is which; without them the first is taken for the latitude, as the order is assumed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from geo.digits import raised_digits
from geo.errors import PlaceError
from geo.positions.position import Order, Position, checked, shown

__all__ = ["read_angle", "read_angles"]

#: Words for the sides of the world, longest first: English, German, French, Russian, Ukrainian,
#: Belarusian; and letters for them in Russian (С, Ю, В, З) and Ukrainian (Пн, Пд, Сх, Зх). Russian
#: and Belarusian write "з." for west, Ukrainian "зх."; beside a digit a З alone may be a 3.
_WORDS: Final = (
    ("N", r"north|nord|с\.?\s*ш\.?|северн\w*\s+широт\w*|пн\.?\s*ш\.?|північн\w*\s+широт\w*|"
          r"паўночн\w*\s+шырат\w*|север|північ|поўнач|пн\.?|с\.?"),
    ("S", r"south|süd|sud|ю\.?\s*ш\.?|южн\w*\s+широт\w*|пд\.?\s*ш\.?|південн\w*\s+широт\w*|"
          r"паўднёв\w*\s+шырат\w*|юг|південь|поўдзень|пд\.?|ю\.?"),
    ("E", r"east|ost|est|в\.?\s*д\.?|восточн\w*\s+долгот\w*|сх\.?\s*д\.?|східн\w*\s+довгот\w*|"
          r"у\.?\s*д\.?|усходн\w*\s+даўгат\w*|восток|схід|усход|сх\.?|в\.?"),
    ("W", r"west|ouest|зх?\.?\s*д\.?|западн\w*\s+долгот\w*|західн\w*\s+довгот\w*|"
          r"заходн\w*\s+даўгат\w*|запад|захід|захад|зх\.?|(?<!\d)з\.?(?!\d)"),
)  # fmt: skip
_LABELS: Final = (
    ("<lat>", r"latitude|lat|широта|шырата"),
    ("<lon>", r"longitude|long|lng|lon|долгота|довгота|даўгата"),
)
_WORDY: Final = re.compile(r"[^\W\d_]{2}|(?![NSEWnsew])[^\W\d_]")
_MARKS: Final = str.maketrans(
    {"º": "°", "˚": "°", "ᵒ": "°", "′": "'", "’": "'", "‘": "'", "ʹ": "'", "´": "'", "`": "'",
     "″": '"', "”": '"', "“": '"', "„": '"', "ʺ": '"', "−": "-", "–": "-", "—": "-"}
)  # fmt: skip
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)|(?P<sign>[+-])|(?P<mark>°|''|'|\")|(?P<side>[NSEWnsew](?![a-z]))|"
    r"(?P<label><lat>|<lon>)|(?P<cut>[,;/|])|(?P<space>[\s()\[\]]+|(?<=\d):(?=\d))"
)
_PACKED = re.compile(
    r"(?P<north>\d{4}|\d{6})(?P<ns>[NS])\s*(?P<east>\d{5}|\d{7})(?P<ew>[EW])", re.IGNORECASE
)
#: Numbers (n) with their marks, and a side (s) before or behind, with which two are no lost point.
_ONE_ANGLE = re.compile(
    r"[+-]?(n°?|n°n'?|n°n'n\"?|nnn)|s[+-]?(n°?|n°n'?|n°n'n\"?|nnn?)|"
    r"[+-]?(n°?|n°n'?|n°n'n\"?|nnn?)s"
)
#: As pilots and soldiers write them: 52-03-00N 029-15-00E.
_HYPHENED = re.compile(
    r"(?<![\d.-])(\d{1,3})-(\d{1,2}(?:\.\d+)?)(?:-(\d{1,2}(?:\.\d+)?))?(?=\s*[NSEW](?![^\W\d_]))"
)
_COMMA_INSIDE = re.compile(r"(?<=\d),(?=\d)")
_NAMES: Final = {1: "decimal degrees", 2: "degrees and minutes", 3: "degrees, minutes and seconds"}


@dataclass
class _Angle:
    """Numbers of one angle as they come, and what stands beside them."""

    numbers: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    sign: str = ""
    side: str = ""

    @property
    def full(self) -> bool:
        """Whether nothing more can belong to it: seconds are there."""
        return len(self.numbers) == 3 or '"' in self.marks or "''" in self.marks


def read_angles(text: str) -> Position | None:
    """The position that two angles make, or None where the text is not made of angles.

    Raises PlaceError where they are no place, or could be read in two ways.
    """
    if raised_digits(text):
        return None
    plain = _plainly(text)
    if (packed := _PACKED.fullmatch(plain.strip())) is not None:
        angles = [_unpacked(packed["north"], packed["ns"]), _unpacked(packed["east"], packed["ew"])]
        return _position(angles, text)
    if re.search(r"\d\s+-\s+\d", plain) or re.match(r"[\s(\[]*\d+(?:\.\d+)?°?-\d", plain):
        raise PlaceError(f"{shown(text)}: the dash may be a minus sign; write a comma instead")
    tokens = _tokens(plain)
    if tokens is None or not any(kind == "number" for kind, _ in tokens):
        return None
    return _position(_angles(tokens, text), text)


def read_angle(text: str, sides: str) -> float | None:
    """One angle in degrees, or None where the text is not made of one.

    ``sides``: "NS" for a latitude, "EW" for a longitude, "" for an angle that has no side. Two
    numbers without marks or a side may be degrees and minutes, or a lost decimal point: they are
    none; so are three where there are no sides.
    Raises PlaceError for an angle of another kind, and for what no angle can be.
    """
    if raised_digits(text):
        return None
    plain = _plainly(text)
    if "." not in plain and len(_COMMA_INSIDE.findall(plain)) == 1:
        plain = _COMMA_INSIDE.sub(".", plain)
    tokens = _tokens(plain) or []
    shape = "".join({"number": "n", "side": "s"}.get(kind, value) for kind, value in tokens)
    if not _ONE_ANGLE.fullmatch(shape.replace("''", '"')) or (not sides and "nn" in shape):
        return None
    angle = _plain_angle(tokens)
    if angle.side and angle.side not in sides:
        kind = {"NS": "latitude", "EW": "longitude", "": "plain angle"}[sides]
        raise PlaceError(f"{shown(text)} is not a {kind}")
    return _degrees(angle, text)


def _plainly(text: str) -> str:
    """The text with one sign for each mark, letter for each side, and point for each comma."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", text.translate(_MARKS))).translate(_MARKS)
    # One letter for each side alone, as almost all are written, is no word.
    for letter, words in (*_WORDS, *_LABELS) if _WORDY.search(plain) else ():
        word = rf"(?<![^\W\d])(?:{words})(?![^\W\d])"
        plain = re.sub(word, f" {letter} ", plain, flags=re.IGNORECASE)
    plain = re.sub(r"([>NSEWnsew]\s*)[:=]", r"\1 ", plain)
    plain = _HYPHENED.sub(lambda found: " ".join(filter(None, found.groups())), plain)
    # Two decimal commas; three are in 52,05,29,24, and which of them divides nobody can tell.
    if "." not in plain and len(_COMMA_INSIDE.findall(plain)) == 2:
        plain = _COMMA_INSIDE.sub(".", plain)
    return plain


def _tokens(plain: str) -> list[tuple[str, str]] | None:
    found, at = [], 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            return None
        kind = str(match.lastgroup)
        if kind != "space":
            found.append((kind, match[0].upper() if kind == "side" else match[0]))
        at = match.end()
    return found


def _angles(tokens: list[tuple[str, str]], text: str) -> list[_Angle]:
    """Put the tokens together to angles. A side comes before all angles, or after all."""
    labelled = [value for kind, value in tokens if kind == "label"]
    if labelled:
        return _labelled(tokens, labelled, text)
    sides = [k for k, (kind, _) in enumerate(tokens) if kind == "side"]
    first = next(k for k, (kind, _) in enumerate(tokens) if kind == "number")
    leading = bool(sides) and sides[0] < first
    angles = [_Angle()]
    for k, (kind, value) in enumerate(tokens):
        now = angles[-1]
        if kind == "side" and leading:
            if now.numbers or now.side:
                angles.append(now := _Angle())
            now.side = value
        elif kind == "side":
            now.side = value
            angles.append(_Angle())
        elif kind == "cut" or (kind == "sign" and now.numbers):
            if now.numbers:
                angles.append(_Angle(sign=value if kind == "sign" else ""))
        elif kind == "sign":
            now.sign = value
        elif kind == "mark":
            now.marks.append(value)
        else:
            of_degrees = tokens[k + 1 : k + 2] == [("mark", "°")]
            if now.full or (now.numbers and of_degrees):
                angles.append(now := _Angle())
            now.numbers.append(value)
    angles = [angle for angle in angles if angle.numbers]
    return angles if len(angles) != 1 else _halved(angles[0], text)


def _labelled(tokens: list[tuple[str, str]], labels: list[str], text: str) -> list[_Angle]:
    """``lat 52.05 lon 29.24``, or with the labels behind."""
    if sorted(labels) != ["<lat>", "<lon>"]:
        raise PlaceError(f"{shown(text)}: latitude and longitude are to be named once each")
    parts: list[list[tuple[str, str]]] = [[]]
    for token in tokens:
        if token[0] == "label":
            parts.append([])
        elif token[0] != "cut":
            parts[-1].append(token)
    before, *rest = parts
    if before and rest[-1]:
        raise PlaceError(f"{shown(text)}: which number is the latitude cannot be told")
    halves = [before, rest[0]] if before else rest
    angles = []
    for label, half in zip(labels, halves, strict=True):
        angle = _plain_angle(half)
        angle.side = angle.side or ("N" if label == "<lat>" else "E")
        angles.append(angle)
    return angles


def _plain_angle(tokens: list[tuple[str, str]]) -> _Angle:
    angle = _Angle()
    for kind, value in tokens:
        if kind == "number":
            angle.numbers.append(value)
        elif kind == "sign":
            angle.sign = value
        elif kind == "side":
            angle.side = value
        else:
            angle.marks.append(value)
    return angle


def _halved(angle: _Angle, text: str) -> list[_Angle]:
    """Numbers without anything between: an even number of them, half for each angle."""
    numbers = angle.numbers
    if len(numbers) not in (2, 4, 6) or angle.marks or angle.side:
        raise PlaceError(f"{shown(text)} holds one angle; a position has two")
    half = len(numbers) // 2
    return [_Angle(numbers[:half], sign=angle.sign), _Angle(numbers[half:])]


def _unpacked(digits: str, side: str) -> _Angle:
    wide = 3 if side.upper() in "EW" else 2
    rest = digits[wide:]
    parts = [digits[:wide], *(rest[k : k + 2] for k in range(0, len(rest), 2))]
    return _Angle(parts, side=side.upper())


def _position(angles: list[_Angle], text: str) -> Position:
    if len(angles) != 2:
        raise PlaceError(
            f"{shown(text)} holds {len(angles)} angles; a position is a latitude and a longitude, "
            "such as 52.0495, 29.2456"
        )
    values = [_degrees(angle, text) for angle in angles]
    sides = [angle.side for angle in angles]
    order: Order = "said" if all(sides) else "assumed"
    if any(sides) and not all(sides):
        raise PlaceError(f"{shown(text)}: one angle has a letter of the compass, the other none")
    if order == "said" and (sides[0] in "NS") == (sides[1] in "NS"):
        both = "latitudes" if sides[0] in "NS" else "longitudes"
        raise PlaceError(f"{shown(text)}: both angles are {both}; a position has one of each")
    if order == "said" and sides[0] in "EW":
        values.reverse()
    notation = _NAMES[max(len(angle.numbers) for angle in angles)]
    position = Position(values[0], values[1], notation, order=order)
    return position if order == "assumed" else checked(position, text)


def _degrees(angle: _Angle, text: str) -> float:
    numbers = angle.numbers
    if len(numbers) > 3:
        raise PlaceError(f"{shown(text)}: an angle has degrees, minutes and seconds, no more")
    if any("." in part for part in numbers[:-1]):
        raise PlaceError(f"{shown(text)}: only the last part of an angle has decimals")
    value = float(sum(float(part) / 60.0**power for power, part in enumerate(numbers)))
    if any(float(part) >= 60 for part in numbers[1:]):
        raise PlaceError(f"{shown(text)} has 60 or more minutes or seconds")
    if angle.sign == "-" and angle.side in ("S", "W"):
        raise PlaceError(f"{shown(text)}: a minus sign and {angle.side} say it twice")
    negative = angle.sign == "-" or angle.side in ("S", "W")
    return round(-value if negative else value, 9)
