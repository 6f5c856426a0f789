"""Checking records: every row ends as accepted, repaired, set aside or duplicate.

The work is done column by column. `checked` gives one table of a file its fields; a row's
outcome follows from the findings: set aside if anything says so, else duplicate, else repaired
if a value was changed, else accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.checking import values
from layers.checking.bytesin import byte_lengths, without_empty
from layers.checking.findings import Findings
from layers.checking.lengths import in_own_unit
from layers.checking.sheet import Checked, Meanings, RawTable, rebuilt, rows_by_code
from layers.checking.validate_codes import codes_of, decoded
from layers.checking.validate_dates import check_dates, each_date, zone_of
from layers.checking.validate_numbers import meaning_of_points, take_numbers, take_written
from layers.checking.validate_places import check_places
from layers.columns import ColumnMapping, order_said, zone_said
from layers.lengthnames import LengthUnit
from layers.policy import UNDECIDED, Policy
from layers.record import FIELD_BY_NAME, FIELDS, TELLING_FIELDS, Field
from layers.times import dates
from layers.times.zonedates import in_zone
from layers.vocabulary import VOCABULARIES, layer_of_category

__all__ = ["checked"]

_TEXT = pa.large_string()
#: So many need no sorting.
_FEW_KEYS = 1_000_000


def checked(
    raw: RawTable,
    mapping: ColumnMapping,
    *,
    layer: str | None,
    today: dt.date,
    meanings: Meanings | None = None,
    policy: Policy = UNDECIDED,
) -> Checked:
    """Check one table; ``layer`` is used where neither column nor category says one.

    ``meanings``: what the file says that it is a part of; None where it is all of it. ``policy``:
    what the user decides of times and dates.
    """
    sheet = Checked(raw.rows, Findings(), meanings=meanings, policy=policy)
    sheet.notes += raw.notes
    aside = _take_aside(raw, sheet)
    _take_problems(raw, sheet)
    for name in mapping.fields:
        _take(raw, sheet, FIELD_BY_NAME[name], mapping)
    for name, column in mapping.extras.items():
        text = raw.columns[column]
        _check_length(sheet, name, text)
        sheet.extras[name] = without_empty(text)
    for name, column in mapping.times.items():
        sheet.times[name] = column, values.clean(raw.columns[column])
    _tell_mended(raw, sheet, mapping.fields)
    check_places(raw, sheet)
    check_dates(sheet, today)
    _check_quantities(sheet)
    _check_layers(sheet, raw.layer or layer)
    _check_sense(sheet)
    if raw.problems_are_hard:
        for row in raw.problems:
            sheet.findings.only_first(row)
    for row in aside:
        sheet.findings.only_first(row)
    return sheet


def _take_aside(raw: RawTable, sheet: Checked) -> list[int]:
    """Set aside what is of none of our layers; gives those rows but for what is no row at all."""
    broken = raw.problems if raw.problems_are_hard else {}
    rows = [row for row in raw.aside if row not in broken]
    for row in rows:
        sheet.findings.reason(row, *raw.aside[row], set_aside=True)
    return rows


def _tell_mended(raw: RawTable, sheet: Checked, fields: Mapping[str, str]) -> None:
    """Texts that were mended as they were read are repairs like any other, of their field."""
    names = {column: name for name, column in fields.items()}
    for row, texts in raw.mended.items():
        for one in texts:
            name = names.get(one.column, one.column)
            sheet.findings.repair(row, name, one.before, one.after, one.why)


def _take_problems(raw: RawTable, sheet: Checked) -> None:
    unread = raw.unread
    for row, text in raw.problems.items():
        if raw.problems_are_hard:
            code = "row cannot be divided into its columns"
            sheet.findings.reason(row, code, f"{code}: {text[:300]}", set_aside=True)
            sheet.findings.unused[row].append(text)
        else:
            sheet.findings.reason(row, "geometry cannot be read", text[:300])
            if row in unread:
                sheet.findings.unused[row].append(f"geometry={unread[row]}")


def _take(raw: RawTable, sheet: Checked, field_: Field, mapping: ColumnMapping) -> None:
    """Read the column of one field."""
    fields = mapping.fields
    column = fields[field_.name]
    if said := order_said(column):
        sheet.said_orders[field_.name] = said
    if field_.type == "date" and (zone := zone_said(column)):
        sheet.said_zones[field_.name] = zone
    meanings = codes_of(column, field_)
    written = (
        field_.type == "number" and column in raw.numeric
        and not meanings and field_.name not in mapping.units
    )  # fmt: skip
    if written and take_written(sheet, field_, raw.columns[column]):
        return
    text = _cleaned(sheet, field_, raw.columns[column])
    if meanings:
        text = decoded(sheet, field_, text, meanings, column)
    if field_.type == "number":
        if sheet.meanings is None:
            points = meaning_of_points(raw, fields, field_, text)
        else:
            points = sheet.meanings.points[field_.name]
        if field_.unit in ("m", "km") and not meanings:
            unit = mapping.units.get(field_.name, cast(LengthUnit, field_.unit))
            text = in_own_unit(sheet, field_, text, unit, points)
        take_numbers(sheet, field_, text, points)
    elif field_.type in ("word", "words", "flag"):
        sheet.texts[field_.name] = _words(sheet, field_, text)
    elif field_.type == "dates":
        sheet.texts[field_.name] = _date_lists(sheet, field_, text)
    else:
        sheet.texts[field_.name] = text


def _cleaned(sheet: Checked, field_: Field, raw: pa.Array) -> pa.Array:
    text = values.clean(raw)
    if field_.type == "geometry":
        return text
    name = field_.name
    controls = values.has_control(text)
    for row in controls:
        before = text[int(row)].as_py()
        after = values.without_control(pa.array([before], _TEXT))[0].as_py()
        sheet.findings.repair(int(row), name, before[:200], after[:200], "control characters")
    if len(controls):
        text = values.clean(values.without_control(text))
    if field_.type == "text":
        for row in values.has_hidden(text):
            code = "invisible or direction characters"
            sheet.findings.reason(int(row), code, f"{name}: holds {code}, kept and shown")
    _check_length(sheet, name, text)
    return text


def _check_length(sheet: Checked, name: str, text: pa.Array) -> None:
    """Set aside the rows in which a text is longer than any text is."""
    if not (byte_lengths(text) > values.MAX_TEXT_CHARACTERS).any():
        return  # and so not in characters, which are not shorter
    long = pc.fill_null(pc.greater(pc.utf8_length(text), values.MAX_TEXT_CHARACTERS), False)
    for row in np.flatnonzero(long.to_numpy(zero_copy_only=False)):
        size = len(text[int(row)].as_py())
        limit = f"{values.MAX_TEXT_CHARACTERS:,}"
        why = f"{name} has {size:,} characters, more than {limit}; a quotation mark may be missing"
        sheet.findings.reason(int(row), "text too long", why, set_aside=True)


def _words(sheet: Checked, field_: Field, text: pa.Array) -> pa.Array:
    read = values.read_words if field_.type == "words" else values.read_word
    originals, readings, codes = values.read_each(text, lambda word: read(word, field_.vocabulary))
    rows_of = rows_by_code(codes, len(originals))
    for code, (before, reading) in enumerate(zip(originals, readings, strict=True)):
        if not (reading.repaired or reading.problem):
            continue
        rows = rows_of(code)
        if reading.problem:
            sheet.unknown_words.setdefault(field_.name, {})[before[:100]] = len(rows)
            code_text = f"{field_.name}: unknown word"
        for row in rows:
            if reading.repaired:
                after = str(reading.value)
                sheet.findings.repair(int(row), field_.name, before, after, reading.repaired)
            if reading.problem:
                shown = f"{code_text} {before[:60]!r}, kept"
                sheet.findings.reason(int(row), code_text, shown)
    words = [reading.value for reading in readings]
    return text if words == originals else rebuilt(words, codes)


def _date_lists(sheet: Checked, field_: Field, text: pa.Array) -> pa.Array:
    zone, said_by = zone_of(sheet, field_.name)

    def read(value: str) -> dates.DateReading:
        return dates.read_dates(value, sheet.policy.order, lambda one: in_zone(one, zone, said_by))

    originals, readings, codes = each_date(text, read)
    for row in np.flatnonzero(codes >= 0):
        reading = readings[codes[row]]
        if reading.repaired:
            before = originals[codes[row]]
            sheet.findings.repair(int(row), field_.name, before, reading.text, reading.repaired)
        elif reading.problem:
            code = f"{field_.name} is not a date"
            sheet.findings.reason(int(row), code, f"{field_.name}: {reading.problem}, kept")
    return rebuilt([reading.text for reading in readings], codes)


def _check_quantities(sheet: Checked) -> None:
    names = ("quantity_low", "quantity_best", "quantity_high")
    low, best, high = (sheet.number(name) for name in names)
    _take_quantities(sheet, low, best, high)
    with np.errstate(invalid="ignore"):
        wrong = (low > high) | (low > best) | (best > high)
    for row in np.flatnonzero(wrong):
        shown = ", ".join(
            f"{name}={repr(float(sheet.numbers[name][row])).removesuffix('.0')}"
            for name in names
            if not np.isnan(sheet.numbers[name][row])
        )
        code = "quantity_low <= quantity_best <= quantity_high does not hold"
        sheet.findings.reason(int(row), code, f"{code}: {shown}, not used")
        sheet.findings.unused[int(row)].append(shown)
    for column in (low, best, high):
        column[wrong] = np.nan


def _take_quantities(sheet: Checked, low: Any, best: Any, high: Any) -> None:
    """Put what stood in quantity_best where it belongs, unless something else stands there."""
    units: dict[int, str] = {}
    for row, found in sheet.quantities.items():
        said = sheet.text("quantity_unit")[row].as_py() if found.unit else None
        if said and said != found.unit:
            why = f"{found.text[:60]!r} counts {found.unit}, but quantity_unit is {said[:60]}"
        elif found.best is None and not (np.isnan(low[row]) and np.isnan(high[row])):
            why = f"{found.text[:60]!r} is a range, but quantity_low or quantity_high is there"
        else:
            for column, value in ((low, found.low), (best, found.best), (high, found.high)):
                if value is not None:
                    column[row] = value
            if found.unit:
                units[row] = found.unit
            sheet.findings.repair(row, "quantity_best", found.text, found.told, found.why)
            continue
        code = "quantity_best cannot be used"
        sheet.findings.drop(row, "quantity_best", found.text, code, why)
    if units:
        words = sheet.text("quantity_unit").to_pylist()
        for row, unit in units.items():
            words[row] = unit
        sheet.texts["quantity_unit"] = pa.array(words, pa.large_string())


def _check_layers(sheet: Checked, default: str | None) -> None:
    known = {term.word for term in VOCABULARIES["layer"]}
    said, _, layer_codes = values.read_each(sheet.text("layer"), values.Reading)
    categories, _, codes = values.read_each(sheet.text("category"), values.Reading)
    inferred = [*(layer_of_category(word) for word in categories), None]
    pairs, place = _distinct(
        (layer_codes.astype(np.int64) + 1) * (len(categories) + 1) + codes + 1,
        (len(said) + 1) * (len(categories) + 1),
    )
    result: list[str | None] = []
    for number, key in enumerate(pairs.tolist()):
        of_layer, of_word = divmod(key, len(categories) + 1)
        layer = said[of_layer - 1] if of_layer else None
        of_category = inferred[of_word - 1]
        finding: tuple[str, str, bool] | None = None
        if layer is None:
            layer = of_category or default
            if layer is None:
                why = (
                    "no layer: neither a layer column nor a known category says which; use --layer"
                )
                finding = ("no layer", why, True)
        elif layer not in known:
            why = f"layer {layer[:60]!r} is none of {', '.join(sorted(known))}"
            finding = ("unknown layer", why, True)
        elif of_category is not None and of_category != layer:
            text = f"category belongs to the layer {of_category}, the row says {layer}"
            finding = ("category of another layer", text, False)
        result.append(layer)
        if finding:
            code, text, aside = finding
            for row in np.flatnonzero(place == number):
                sheet.findings.reason(row, code, text, set_aside=aside)
    sheet.texts["layer"] = rebuilt(result, place)


def _distinct(keys: Any, below: int) -> tuple[Any, Any]:
    """Distinct keys (0 or more), and the place of each row's among them; ``below``: their limit."""
    if below > _FEW_KEYS:
        return np.unique(keys, return_inverse=True)
    found = np.flatnonzero(np.bincount(keys, minlength=below))
    place = np.zeros(below, np.intp)
    place[found] = np.arange(len(found))
    return found, place[keys]


def _check_sense(sheet: Checked) -> None:
    """Set aside rows that say neither where nor when, or not what; count what is missing."""
    tells = np.zeros(sheet.rows, dtype=bool)
    for name in TELLING_FIELDS:
        if FIELD_BY_NAME[name].type == "number":
            tells |= ~np.isnan(sheet.number(name))
        else:
            tells |= sheet.text(name).is_valid().to_numpy(zero_copy_only=False)
    findings = sheet.findings
    for row in np.flatnonzero(~sheet.located & ~sheet.dated):
        why = "neither a usable place nor a usable date"
        findings.reason(int(row), why, set_aside=True)
    for row in np.flatnonzero(~tells):
        why = "nothing says what was seen"
        findings.reason(
            int(row),
            why,
            f"{why} ({', '.join(TELLING_FIELDS[:4])} ... are all empty)",
            set_aside=True,
        )
    for row in np.flatnonzero(~sheet.located & sheet.dated):
        findings.reason(int(row), "unlocated", "unlocated: no usable coordinates")
    for row in np.flatnonzero(sheet.located & ~sheet.dated):
        findings.reason(int(row), "undated", "undated: no usable date")


assert {field_.name for field_ in FIELDS} >= set(TELLING_FIELDS)
