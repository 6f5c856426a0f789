"""layers.checking.values: numbers, words and texts, one at a time."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.checking.bytesin import holds_byte
from layers.checking.sheet import rows_by_code
from layers.checking.values import (
    clean,
    csv_safe,
    has_control,
    has_hidden,
    is_missing,
    read_number,
    read_numbers,
    read_word,
    read_words,
    visible,
    written_numbers,
)
from layers.record import FIELD_BY_NAME

_LATITUDE = FIELD_BY_NAME["latitude"]
_QUANTITY = FIELD_BY_NAME["quantity_best"]
_RANGE = FIELD_BY_NAME["range_max_km"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("52,4345", _LATITUDE, 52.4345),
        ("−52.5", _LATITUDE, -52.5),
        ("52\u200b.5", _LATITUDE, 52.5),
        ("52°26'04\"N", _LATITUDE, 52.43444444),
        ("N 52° 26′", _LATITUDE, 52.43333333),
        ("52.5° S", _LATITUDE, -52.5),
        ("1 500", _QUANTITY, 1500),
        ("1\u00a0500", _QUANTITY, 1500),
        ("1,500", _QUANTITY, 1500),
        ("1,500,000", _QUANTITY, 1_500_000),
        ("2,5", _QUANTITY, 2.5),
        ("1,500", _RANGE, 1.5),
        ("１２", _QUANTITY, 12),
        ("٥٢٫٥", _LATITUDE, 52.5),
        ("１ ５００", _QUANTITY, 1500),
    ],
)
def test_other_ways_to_write_a_number_are_repaired_and_said(text, field, value) -> None:
    reading = read_number(text, field)
    assert reading.value == pytest.approx(value)
    assert reading.repaired
    assert not reading.problem


@pytest.mark.parametrize(
    "text", ["abc", "52°26'N5", "52°61'N", "30E", "1.2.3", "20-30", "0x10", "52.5²", "52①"]
)
def test_what_is_no_latitude_is_a_problem_and_no_value(text: str) -> None:
    reading = read_number(text, _LATITUDE)
    assert reading.value is None
    assert reading.problem


@pytest.mark.parametrize("text", ["", "NA", "n/a", "None", "null", "-", "—", "NaN", " nan "])
def test_words_for_nothing_are_missing_in_numbers(text: str) -> None:
    assert is_missing(text)
    reading = read_number(text, _QUANTITY)
    assert (reading.value, reading.repaired, reading.problem) == (None, "", "")


@given(st.floats(min_value=0, max_value=1e15))
def test_written_floats_come_back_exactly(number: float) -> None:
    numbers, told = read_numbers(pa.array([repr(number)], pa.large_string()), _QUANTITY)
    assert numbers[0] == number
    assert not told


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_missing_or_a_problem(text: str) -> None:
    column = clean(pa.array([text], pa.large_string()))
    numbers, told = read_numbers(column, _QUANTITY)
    if math.isnan(numbers[0]):
        assert told or column[0].as_py() is None or is_missing(text)
    else:
        assert numbers[0] >= 0


def test_out_of_range_and_infinite_numbers_are_blanked_with_a_word() -> None:
    numbers, told = read_numbers(pa.array(["-1", "1e999", "5"], pa.large_string()), _QUANTITY)
    assert [math.isnan(number) for number in numbers] == [True, True, False]
    assert [row for row, _ in told] == [0, 1]


@pytest.mark.parametrize(
    ("text", "vocabulary", "word"),
    [
        ("Deployments", "layer", "deployment"),
        ("Troop arrival", "category", "troop_arrival"),
        ("troop-arrival", "category", "troop_arrival"),
        ("b", "source_reliability", "B"),
        ("TLP:AMBER", "handling", "internal"),
        ("yes", "flag", "true"),
    ],
)
def test_other_spellings_are_brought_to_the_word_and_said(text, vocabulary, word) -> None:
    reading = read_word(text, vocabulary)
    assert reading.value == word
    assert reading.repaired


def test_unknown_words_are_kept_with_a_problem() -> None:
    reading = read_word("yeti", "category")
    assert (reading.value, reading.repaired) == ("yeti", "")
    assert reading.problem == "unknown word"


def test_several_actors_in_one_cell() -> None:
    assert read_words("RUS;BLR", "actor").value == "RUS;BLR"
    assert not read_words("RUS;BLR", "actor").repaired
    assert read_words("Russia; Belarus", "actor").value == "RUS;BLR"
    assert read_words("Russia; Belarus", "actor").repaired
    mixed = read_words("RUS; Martians", "actor")
    assert (mixed.value, mixed.problem) == ("RUS;Martians", "unknown word")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_formula_starts_are_made_harmless(start: str) -> None:
    assert csv_safe(start + "1+1") == "'" + start + "1+1"


def test_plain_text_is_left_alone() -> None:
    assert csv_safe("a=1") == "a=1"
    assert visible("Мазыр, 5 – 7") == "Мазыр, 5 – 7"


def test_terminal_text_obeys_no_control() -> None:
    assert visible("a\x1b[31m\u202eb\nc") == "a\\x1b[31m\\u202eb\\nc"


def test_noise_around_text_goes_and_text_stays() -> None:
    column = pa.array(["\ufeff a\u200b ", "  ", None, "a\u200bb"], pa.large_string())
    assert clean(column).to_pylist() == ["a", None, None, "a\u200bb"]


_TEXTS = st.lists(
    st.none()
    | st.text(st.sampled_from("aя\x00\x07\x7f\t\n\u200b\u202e\u061c\ufeff\"'\\…–"), max_size=5),
    max_size=30,
)


@given(_TEXTS, st.integers(0, 30))
def test_what_is_looked_for_is_found_in_any_part_of_a_column(texts, start) -> None:
    """A look at the bytes decides only where there is nothing to find."""
    column = pa.array(texts, pa.large_string()).slice(start)
    part = texts[start:]

    def rows(signs: str) -> list[int]:
        return [k for k, text in enumerate(part) if text and set(text) & set(signs)]

    assert has_control(column).tolist() == rows("\x00\x07\x7f")
    assert has_hidden(column).tolist() == rows("\u200b\u202e\u061c\ufeff")
    for sign in "a\"\\'":
        assert holds_byte(column, sign.encode()) == bool(rows(sign))
    assert holds_byte(column.cast(pa.string()), b"a") == bool(rows("a"))


@given(st.lists(st.none() | st.floats(), max_size=20))
def test_numbers_that_were_written_by_a_program_are_read_as_any(numbers) -> None:
    texts = [None if n is None or not math.isfinite(n) else repr(n) for n in numbers]
    column = pa.array(texts, pa.large_string())
    for field in (_QUANTITY, _LATITUDE, _RANGE):
        quick, told = written_numbers(column, field)
        slow, said = read_numbers(column, field)
        assert quick.tobytes() == slow.tobytes()
        assert told == said


def test_a_column_with_words_was_not_written_by_a_program() -> None:
    assert written_numbers(pa.array(["1.5", "1,5", None], pa.large_string()), _RANGE) is None


@given(st.lists(st.integers(-1, 6), max_size=40))
def test_rows_are_found_by_their_code(codes) -> None:
    rows_of = rows_by_code(np.array(codes, dtype=int), 7)
    for code in range(7):
        assert rows_of(code).tolist() == [row for row, own in enumerate(codes) if own == code]


_NUMBERS = st.text(st.sampled_from("0123456789.-+e ,naif"), max_size=8) | st.floats().map(repr)


@given(st.lists(st.none() | _NUMBERS, max_size=20))
def test_plain_numbers_are_read_as_any(texts) -> None:
    """All at once where there is nothing but digits, points and minus signs; else one by one."""
    column = clean(pa.array(texts, pa.large_string()))
    one_by_one = pa.concat_arrays([column, pa.array(["1,5"], pa.large_string())])
    for field in (_QUANTITY, _LATITUDE, _RANGE):
        numbers, told = read_numbers(column, field)
        others, said = read_numbers(one_by_one, field)
        assert numbers.tobytes() == others[:-1].tobytes()
        assert told == [(row, reading) for row, reading in said if row < len(column)]


_EDGES = st.text(st.sampled_from("aя \t\u00a0\u200b\u2060\ufeff«“‹№"), max_size=4)


@given(st.lists(st.none() | _EDGES, max_size=12), st.integers(0, 12))
def test_texts_are_trimmed_in_any_part_of_a_column(texts, start) -> None:
    noise = " \t\u00a0\u200b\u2060\ufeff"
    column = pa.array(texts, pa.large_string()).slice(start)
    wanted = [((text or "").strip(noise) or None) for text in texts[start:]]
    assert clean(column).to_pylist() == wanted
    assert clean(column.cast(pa.string())).to_pylist() == wanted
    assert clean(column).slice(1).to_pylist() == wanted[1:]
    assert clean(column).null_count == wanted.count(None)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("latitude", "52°03'", 52.05), ("latitude", "52° 03' 00\" N", 52.05),
        ("target_longitude", "29°15'E", 29.25), ("azimuth_deg", "45°30'", 45.5),
        # Minutes or seconds of no degrees; a sign and a letter that say it twice; other angles.
        ("latitude", "52'", None), ("latitude", '03"', None), ("latitude", "5203'", None),
        ("longitude", "-29.25 W", None), ("latitude", "29.25 E", None),
        ("azimuth_deg", "45° N", None), ("azimuth_deg", "45 30 00", None),
    ],
)  # fmt: skip
def test_an_angle_is_read_as_in_a_position(name: str, text: str, value: float | None) -> None:
    """52' was read as 5 degrees and 2 minutes, by a reader of its own."""
    reading = read_number(text, FIELD_BY_NAME[name])
    assert reading.value == (None if value is None else pytest.approx(value))
    assert bool(reading.problem) == (value is None)
