"""Reading single values: text, numbers and words, each distinct value once.

A column is an Arrow text array; null is missing. What was changed on the way and what could not
be used comes back beside the values, never silently.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.digits import latin_digits
from layers.checking import bytesin
from layers.checking.bytesin import CONTROL_BYTES, HIDDEN_BYTES, any_byte, any_edge, holds_byte
from layers.checking.degrees import read_degrees
from layers.record import Field
from layers.vocabulary import VOCABULARIES

__all__ = [
    "DECIMAL_COMMA",
    "MAX_TEXT_CHARACTERS",
    "POINTED",
    "POINT_GROUPS",
    "STRICT_NUMBER",
    "SURE_COMMA",
    "Points",
    "Reading",
    "any_match",
    "bare",
    "clean",
    "csv_safe",
    "csv_unsafe",
    "has_control",
    "has_hidden",
    "is_missing",
    "read_each",
    "read_number",
    "read_numbers",
    "read_word",
    "read_words",
    "visible",
    "without_control",
    "written_numbers",
]

#: A longer text is a damaged file, not a description; its row is set aside.
MAX_TEXT_CHARACTERS = 100_000

# Words for "nothing" in number, date and vocabulary columns. In text columns they stay:
# None is a village in Piedmont and NA is Namibia.
_MISSING = frozenset({"", "na", "n/a", "n.a.", "nan", "none", "null", "nil", "-", "--", "—", "–"})
_NOISE = " \t\r\n\x0b\x0c\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\ufeff\u200b\u2060"
_HIDDEN_PATTERN = "[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]"
_CONTROL_PATTERN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_HIDDEN = re.compile(_HIDDEN_PATTERN)
#: Letters and marks that nobody sees, though Unicode calls them printable.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
STRICT_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
#: One and a half, or fifteen hundred? A leading 0 or other decimals than three leave no doubt.
POINTED = r"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
#: Points between thousands, beyond doubt: 1.500.000, or 1.500,5.
POINT_GROUPS = r"^[+-]?[1-9][0-9]{0,2}((\.[0-9]{3}){2,}(,[0-9]+)?|\.[0-9]{3},[0-9]+)$"
DECIMAL_COMMA = r"^[+-]?[0-9]+,[0-9]+$"
#: A decimal comma that is not one between thousands: 2,5 or 0,500 or 1234,567.
SURE_COMMA = r"^[+-]?([0-9]+,([0-9]{1,2}|[0-9]{4,})|0[0-9]*,[0-9]+|[0-9]{4,},[0-9]+)$"

#: What a point with three digits after it means.
Points = Literal["decimal", "thousands", "unclear"]

_PLAIN = re.compile(STRICT_NUMBER)
_POINTED = re.compile(POINTED)
_POINT_GROUPS = re.compile(POINT_GROUPS)
_SPACED = re.compile(r"^[+-]?[0-9]{1,3}([ \u00a0\u2009\u202f'’][0-9]{3})+([.,][0-9]+)?$")
_COMMA_GROUPS = re.compile(r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")
_DECIMAL_COMMA = re.compile(DECIMAL_COMMA)
_RANGED = re.compile(r"[0-9]\s*[-–—/+]|^[<>~≈]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_GUARDED = r"^'+[=+\-@\t\r\n\x00]"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text was read as.

    ``value`` is None when it cannot be used; ``repaired`` says why the value differs from the
    text; ``problem`` what is wrong with it (with a value: what is worth knowing).
    """

    value: Any = None
    repaired: str = ""
    problem: str = ""


def csv_safe(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula (for text columns only).

    What begins with apostrophes and then such a sign gets one more, so that `csv_unsafe` can
    take exactly one off.
    """
    return "'" + text if text.lstrip("'").startswith(_FORMULA_STARTS) else text


def csv_unsafe(column: pa.Array) -> tuple[pa.Array, int]:
    """Undo `csv_safe` in a column of text; return it and how many values were changed."""
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column, 0
    guarded = pc.fill_null(pc.match_substring_regex(column, _GUARDED), False)
    count = int(pc.sum(guarded).as_py() or 0)
    if not count:
        return column, 0
    return pc.if_else(guarded, pc.utf8_slice_codeunits(column, 1), column), count


def visible(text: str) -> str:
    """Return ``text`` for a terminal: control, direction and zero-width characters as escapes."""
    if text.isprintable() and not _FILLERS.intersection(text):
        return text
    return "".join(
        char
        if char.isprintable() and char not in _FILLERS
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def is_missing(text: str) -> bool:
    """Whether ``text`` means nothing in a column of numbers, dates or words."""
    return text.strip(_NOISE).lower() in _MISSING


def clean(column: pa.Array) -> pa.Array:
    """Trim white space, byte-order marks and zero-width spaces; empty becomes null."""
    text = column.cast(pa.large_string())
    if any_edge(text, _NOISE):
        text = pc.utf8_trim(text, characters=_NOISE)
    return bytesin.without_empty(text)


def has_control(column: pa.Array) -> Any:
    """Rows (0-based) whose text holds control characters other than tab and line ends."""
    if not any_byte(column, CONTROL_BYTES):
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(_matches(column, _CONTROL_PATTERN))


def has_hidden(column: pa.Array) -> Any:
    """Rows whose text holds zero-width or direction characters; they are kept, and shown."""
    if not any_byte(column, HIDDEN_BYTES):
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(_matches(column, _HIDDEN_PATTERN))


def without_control(column: pa.Array) -> pa.Array:
    """Return the column without control characters."""
    return pc.replace_substring_regex(column, _CONTROL_PATTERN, "")


def bare(column: pa.Array) -> pa.Array:
    """Return the column as numbers and dates are read: `clean`, without control characters."""
    text = clean(column)
    return clean(without_control(text)) if any_byte(text, CONTROL_BYTES) else text


def any_match(column: pa.Array, pattern: str, *, sign: str = "") -> bool:
    """Whether any text of a column matches a regular expression.

    ``sign``: what stands in every text that does (ASCII), if there is such a sign.
    """
    if sign and not holds_byte(column, sign.encode()):
        return False
    return bool(_matches(column, pattern).any())


def _matches(column: pa.Array, pattern: str) -> Any:
    return pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(
        zero_copy_only=False
    )


def read_each(
    column: pa.Array, reader: Callable[[str], Reading]
) -> tuple[list[str], list[Reading], Any]:
    """Read each distinct text once: the texts, their readings, and a code per row (-1 null)."""
    encoded = column.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    texts = encoded.dictionary.to_pylist()
    return texts, [reader(text) for text in texts], codes


def read_numbers(
    column: pa.Array, field: Field, points: Points = "decimal"
) -> tuple[Any, list[tuple[int, Reading]]]:
    """Read a column of numbers as float64 (NaN missing), and the rows that need a word.

    ``points`` says how 1.500 is meant; ``unclear`` ones are not used.
    """
    if points == "decimal" and (numbers := bytesin.plain_numbers(column)) is not None:
        return numbers, _out_of_range(numbers, field)
    plain = pc.fill_null(pc.match_substring_regex(column, STRICT_NUMBER), False)
    if points != "decimal":
        doubtful = pc.fill_null(pc.match_substring_regex(column, POINTED), False)
        plain = pc.and_not(plain, doubtful)
    usable = pc.if_else(plain, column, pa.scalar(None, pa.large_string()))
    numbers = pc.cast(usable, pa.float64()).to_numpy(zero_copy_only=False).copy()
    rest = pc.if_else(plain, pa.scalar(None, pa.large_string()), column)
    told: list[tuple[int, Reading]] = []
    if rest.null_count < len(rest):
        _, readings, codes = read_each(rest, lambda text: read_number(text, field, points))
        for row in np.flatnonzero(codes >= 0):
            reading = readings[codes[row]]
            if reading.value is not None:
                numbers[row] = reading.value
            if reading.repaired or reading.problem:
                told.append((int(row), reading))
    return numbers, told + _out_of_range(numbers, field)


def written_numbers(column: pa.Array, field: Field) -> tuple[Any, list[tuple[int, Reading]]] | None:
    """As `read_numbers`, of texts that a program made of numbers; None where one is no number."""
    try:
        numbers = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False).copy()
    except pa.ArrowInvalid:
        return None
    return numbers, _out_of_range(numbers, field)


def _out_of_range(numbers: Any, field: Field) -> list[tuple[int, Reading]]:
    """Blank what lies outside the field's range; coordinates are judged as pairs elsewhere."""
    if field.unit == "degrees" and field.name.endswith(("latitude", "longitude")):
        return []
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    with np.errstate(invalid="ignore"):
        wrong = np.flatnonzero((numbers < low) | (numbers > high) | np.isinf(numbers))
    told = [
        (int(row), Reading(problem=f"{_plain(numbers[row])} is not within {low:g} to {high:g}"))
        for row in wrong
    ]
    numbers[wrong] = np.nan
    return told


def _plain(number: float) -> str:
    return repr(float(number)).removesuffix(".0")


def read_number(text: str, field: Field, points: Points = "decimal") -> Reading:
    """Read one number that may have a decimal comma, grouped thousands or degree signs.

    ``points`` as in `read_numbers`.
    """
    bare = _HIDDEN.sub("", text).strip(_NOISE)
    if is_missing(bare):
        return Reading()
    hidden = "invisible characters removed" if bare != text.strip(_NOISE) else ""
    dash = "minus sign written as a dash" if "−" in bare else ""  # U+2212, the typographic minus
    bare = bare.replace("−", "-")
    if (latin := latin_digits(bare)) != bare:
        return _of_another_script(read_number(latin, field, points))
    if points != "decimal" and _POINTED.match(bare):
        return _pointed(bare, points)
    if _PLAIN.match(bare):
        return Reading(float(bare), hidden or dash)
    degrees = field.unit == "degrees"
    if _SPACED.match(bare) and not degrees:
        joined = re.sub(r"[ \u00a0\u2009\u202f'’]", "", bare).replace(",", ".")
        return Reading(float(joined), "spaces between thousands removed")
    if _POINT_GROUPS.match(bare) and not degrees:
        joined = bare.replace(".", "").replace(",", ".")
        return Reading(float(joined), "points between thousands removed")
    if _COMMA_GROUPS.match(bare) and not degrees and field.unit != "km":
        return Reading(float(bare.replace(",", "")), "commas between thousands removed")
    if _DECIMAL_COMMA.match(bare):
        return Reading(float(bare.replace(",", ".")), "decimal comma read as a point")
    if degrees and (found := read_degrees(bare, field.name)) is not None:
        value, problem = found
        why = "" if problem else "degrees, minutes and seconds read as decimal degrees"
        return Reading(value, why, problem)
    ranged = field.name.startswith("quantity_") and _RANGED.search(bare)
    hint = "; a range goes into quantity_low and quantity_high" if ranged else ""
    return Reading(problem=f"{text[:60]!r} is not a number{hint}")


def _of_another_script(reading: Reading) -> Reading:
    why = "; ".join(filter(None, ("digits of another script", reading.repaired)))
    return reading if reading.value is None else dataclasses.replace(reading, repaired=why)


def _pointed(bare: str, points: Points) -> Reading:
    joined = bare.replace(".", "")
    if points == "thousands":
        return Reading(float(joined), "points between thousands removed")
    return Reading(
        problem=f"{bare!r} may mean {joined} or {float(bare)!r}, and nothing else in the file says "
        f"which: write {joined} or {bare}0"
    )


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", "_", _HIDDEN.sub("", word).strip(_NOISE).casefold())


_SPELLINGS: dict[str, dict[str, str]] = {
    name: {_folded(form): term.word for term in terms for form in (*term.also, term.word)}
    for name, terms in VOCABULARIES.items()
}
_WORDS = {name: frozenset(term.word for term in terms) for name, terms in VOCABULARIES.items()}


def read_word(text: str, vocabulary: str) -> Reading:
    """Read one word of a vocabulary; an unknown word is kept, with a problem that says so."""
    if text in _WORDS[vocabulary]:
        return Reading(text)
    listed = _SPELLINGS[vocabulary].get(_folded(text))
    if listed is not None:
        return Reading(listed, f"other spelling of {listed}")
    if is_missing(text):
        return Reading()
    return Reading(text, problem="unknown word")


def read_words(text: str, vocabulary: str) -> Reading:
    """Read several words separated by semicolons, each as `read_word` does."""
    parts = [read_word(part.strip(_NOISE), vocabulary) for part in text.split(";")]
    words = [str(part.value) for part in parts if part.value is not None]
    joined = ";".join(dict.fromkeys(words))
    unknown = [str(part.value) for part in parts if part.problem]
    return Reading(
        joined or None,
        next((part.repaired for part in parts if part.repaired), "")
        or ("separators made equal" if joined and joined != text else ""),
        "unknown word" if unknown else "",
    )
