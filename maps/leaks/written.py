"""Numbers and places as they are written in texts, and as they lie in bytes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from geo.errors import PlaceError
from maps.leaks.places import Numbers
from maps.leaks.runs import Runs, Whole, found, is_letter, is_one, is_space

__all__ = ["decimals_in", "doubles_in", "grids_in", "wholes_in"]

#: Numbers without their signs; they begin with a digit, so that they are quick.
_POINT: Final = re.compile(r"\d(?<![\d.]\d)\d{0,7}\.\d{1,20}(?:[eE][-+]?\d{1,2})?")
_COMMA: Final = re.compile(r"\d(?<![\d,]\d)\d{0,7},\d{2,20}(?![\d])")
_WHOLE: Final = re.compile(r"\d(?<![\d.]\d)\d{5,9}(?!\d|\.\d)")
_MGRS: Final = re.compile(
    r"\d(?<![A-Z0-9]\d)\d?[\s_-]?[C-HJ-NP-X][\s_-]?[A-HJ-NP-Z]{2}[\s_-]?\d[\d\s_-]{2,10}\d(?!\d)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s_-]+")
_PLUS: Final = re.compile(r"[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,7}", re.IGNORECASE)
_GEOHASH_LETTERS: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
_METRES_PER_DEG: Final = 111_320.0


def decimals_in(text: str, runs: Runs | None = None) -> Iterator[Numbers]:
    """Numbers with decimals: with points, and with commas. ``runs`` are those of the text."""
    runs = runs or Runs(text)
    for pattern, point in ((_POINT, "."), (_COMMA, ",")):
        starts = _with_decimals(runs, point) if runs.are_told else None
        read = [_signed(text, match, point) for match in found(pattern, runs, starts)]
        if len(read) > 1:
            at, written = zip(*read, strict=True)
            plain = [one.replace(",", ".").replace("−", "-") for one in written]
            yield Numbers.of([float(one) for one in plain], at)


def _with_decimals(runs: Runs, point: str) -> Whole:
    """Where numbers with decimals may begin."""
    return runs.first[(runs.length <= 8) & runs.followed_by(point) & ~runs.preceded_by(point)]


def wholes_in(text: str, runs: Runs | None = None) -> Numbers:
    """Whole numbers of six to ten digits. ``runs`` are those of the text."""
    runs = runs or Runs(text)
    starts = None
    if runs.are_told:
        whole = ~runs.preceded_by(".") & ~runs.followed_by(".")
        starts = runs.first[(runs.length >= 6) & (runs.length <= 10) & whole]
    read = [_signed(text, match, ".", "-+") for match in found(_WHOLE, runs, starts)]
    return Numbers.of([float(one) for _, one in read], [at for at, _ in read])


def _signed(text: str, match: re.Match[str], point: str, signs: str = "-+−") -> tuple[int, str]:
    """Where a number begins, and the number, with the sign before it: not one between two."""
    at = match.start()
    sign, before = text[at - 1 : at], text[max(0, at - 2) : max(0, at - 1)]
    if sign and sign in signs and not before.isdecimal() and before != point:
        return at - 1, sign + match[0]
    return at, match[0]


def grids_in(
    text: str, box: tuple[float, float, float, float], runs: Runs | None = None
) -> tuple[list[float], list[float], list[float]]:
    """Places on grids (MGRS, Plus Codes, geohash): longitudes, latitudes and sizes, in degrees.

    Those far from ``box`` (west, south, east, north in degrees) may be left out. ``runs`` are those
    of the text.
    """
    from geo.positions.grids import read_mgrs, read_plus_code

    runs = runs or Runs(text)
    out: tuple[list[float], list[float], list[float]] = ([], [], [])
    for pattern, read in ((_MGRS, read_mgrs), (_PLUS, read_plus_code)):
        starts = _zones(runs) if read is read_mgrs and runs.are_told else None
        for match in found(pattern, runs, starts) if read is read_mgrs or "+" in text else ():
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # that it is none is no news
                    place = read(_BETWEEN.sub(" ", match[0]).strip())
            except PlaceError:
                continue
            if place is not None and place.uncertainty_m:
                out[0].append(place.longitude)
                out[1].append(place.latitude)
                wide = np.cos(np.radians(place.latitude))
                out[2].append(place.uncertainty_m * np.sqrt(2) / _METRES_PER_DEG / wide)
    pattern, first = _geohashes(box)
    for match in found(pattern, runs, _hashes(runs, first) if runs.are_told else None):
        if any(letter.isdigit() for letter in match[0]):
            for one, told in zip(out, _geohash(match[0].lower()), strict=True):
                one.append(told)
    return out


def _zones(runs: Runs) -> Whole:
    """Where references of MGRS may begin: one or two digits, and a letter."""
    one, two = runs.sign(1), runs.sign(2)
    behind = is_letter(one) | ((is_space(one) | is_one(one, "_-")) & is_letter(two))
    within = is_letter(runs.sign(-1)) & (runs.sign(-1) < 128)
    return runs.first[(runs.length <= 2) & behind & ~within]


def _hashes(runs: Runs, first: str) -> Whole:
    """Where words of six to twelve letters or digits begin with one of the ``first`` letters."""
    at, length, letter = runs.words
    return at[(length >= 6) & (length <= 12) & is_one(letter, first)]


@cache
def _geohashes(box: tuple[float, float, float, float]) -> tuple[re.Pattern[str], str]:
    """Geohashes of six letters or more that begin like those in a box, and their first letters."""
    west, south, east, north = box
    begins: dict[str, str] = {}
    for one in _GEOHASH_LETTERS:
        for other in _GEOHASH_LETTERS:
            lon, lat, half = _geohash(one + other)
            if west - half <= lon <= east + half and south - half <= lat <= north + half:
                begins[one] = begins.get(one, "") + _both(other)
    if not begins:
        return re.compile(r"(?!)"), ""
    first = "".join(map(_both, begins))
    second = "|".join(f"(?<=[{_both(one)}])[{others}]" for one, others in begins.items())
    letters = _both(_GEOHASH_LETTERS)
    # It begins with a letter, so that it is quick.
    form = rf"[{first}](?<![0-9A-Za-z].)(?:{second})[{letters}]{{4,10}}(?![0-9A-Za-z])"
    return re.compile(form), first


def _both(letters: str) -> str:
    """Small and capital."""
    return "".join(dict.fromkeys(letters + letters.upper()))


def _geohash(code: str) -> tuple[float, float, float]:
    """Longitude and latitude of the middle of a cell, and half of its longer side, in degrees."""
    bits = [_GEOHASH_LETTERS.index(letter) >> k & 1 for letter in code for k in (4, 3, 2, 1, 0)]
    middles, halves = [0.0, 0.0], [180.0, 90.0]  # bits of longitude and latitude take turns
    for k, bit in enumerate(bits):
        halves[k % 2] /= 2
        middles[k % 2] += halves[k % 2] if bit else -halves[k % 2]
    return middles[0], middles[1], max(halves)


def doubles_in(data: bytes, low: float, high: float) -> Iterator[Numbers]:
    """Floating-point numbers between ``low`` and ``high`` at any byte: 8 and 4 bytes, both ways."""
    for kind in ("<f8", ">f8", "<f4", ">f4"):
        width = int(kind[-1])
        values, at = [], []
        for shift in range(width):
            count = (len(data) - shift) // width
            if count < 1:
                continue
            every = np.frombuffer(data, kind, count, shift)
            with np.errstate(invalid="ignore"):
                fit = np.flatnonzero((every >= low) & (every <= high) & (np.abs(every) > 1e-3))
            values.append(every[fit].astype(float))
            at.append(fit * width + shift)
        if values:
            value, place = np.concatenate(values), np.concatenate(at)
            order = np.argsort(place, kind="stable")
            step = None if width == 8 else np.full(len(value), 1e-5)
            yield Numbers.of(value[order], place[order], None if step is None else step)
