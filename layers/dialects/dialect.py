"""What a dialect is: how another project lays out its table, and what its words are in ours.

A dialect is told by the names of the columns. Its columns become fields; what is not ours word for
word is put into our words here, beside the columns it was made from, which stay as they are. What
has no counterpart among our layers is set aside with the reason, never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from layers.checking.sheet import rebuilt, rows_by_code
from layers.checking.values import any_match, clean
from layers.columns import folded_name

__all__ = ["Dialect", "Kind", "Speech", "addresses", "force", "joined_list"]

_TEXT = pa.large_string()
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]|]+")
#: Names of forces in conflict data, and the word of our vocabulary.
_FORCES: tuple[tuple[str, str], ...] = (
    (r"\bwagner\b", "wagner"),
    (r"\bnovorossiya\b|\bNAF\b|\b[DL]PR\b|people'?s republic of (donetsk|luhansk|lugansk)"
     r"|(donetsk|luhansk|lugansk) people'?s republic", "separatist"),
    (r"\b(forces|government) of (the )?russian?\b|^russia(n federation)?$|^ru$|^RUS$", "RUS"),
    (r"\b(forces|government) of ukraine\b|^ukraine$|^ua$|^UKR$", "UKR"),
    (r"\b(forces|government) of belarus\b|^belarus$|^by$|^BLR$", "BLR"),
    (r"\b(forces|government) of poland\b", "POL"),
    (r"\b(forces|government) of (the )?(republic of )?moldova\b", "MDA"),
    (r"\b(forces|government) of north korea\b", "PRK"),
)  # fmt: skip


class Kind(NamedTuple):
    """A layer of ours and a category: one of ours, or the source's own word, which is kept."""

    layer: str
    category: str


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One project's table.

    ``signatures``: sets of column names; a table that has all of one set is the project's.
    ``knows`` may look at the values too, where names alone do not tell (native geometry only).
    ``columns``: column -> field, "" for a column that only looks like one of ours. ``speak`` makes
    the other fields. ``terms`` are the terms of use, and what a record says as its ``licence``,
    unless that is given ("" for none); ``layout`` is where the layout was looked up.
    """

    name: str
    title: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    speak: Callable[[Speech], None]
    terms: str
    layout: str
    licence: str | None = None
    knows: Callable[[Speech], bool] | None = None

    def signature_in(self, names: Sequence[str]) -> frozenset[str] | None:
        """The signature that these column names have; None when they have none."""
        have = {folded_name(name) for name in names}
        for signature in self.signatures:
            if {folded_name(name) for name in signature} <= have:
                return signature
        return None


@dataclass
class Speech:
    """A table while it is put into our words: its columns by name, and the fields made of them."""

    table: Mapping[str, pa.Array]
    rows: int
    geometry: pa.Array | None = None
    title: str = ""
    fields: dict[str, pa.Array] = field(default_factory=dict)
    aside: dict[int, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = {folded_name(name): name for name in reversed(list(self.table))}

    def has(self, name: str) -> bool:
        """Whether the table has a column of that name."""
        return folded_name(name) in self._names

    def holds(self, name: str, pattern: str) -> bool:
        """Whether any text of a column matches a regular expression; False if it is not there."""
        found = self._names.get(folded_name(name))
        return found is not None and any_match(self.table[found], pattern)

    def text(self, name: str) -> pa.Array:
        """A column without blanks around its values, null for nothing; all null if not there."""
        found = self._names.get(folded_name(name))
        return pa.nulls(self.rows, _TEXT) if found is None else clean(self.table[found])

    def each(self, function: Callable[..., Any], *names: str) -> tuple[list[Any], Any]:
        """Call ``function`` once with each distinct combination of texts of some columns.

        Nothing is "". Gives the answers, and the position of its answer for each row.
        """
        columns = [self.text(name) for name in names]
        codes = np.zeros(self.rows, np.int64)
        for column in columns:
            encoded = column.dictionary_encode()
            indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            # Made dense again at each step, so that many long columns cannot overflow.
            pairs = codes * (len(encoded.dictionary) + 1) + indices + 1
            codes = np.unique(pairs, return_inverse=True)[1].reshape(-1)
        first = pa.array(np.unique(codes, return_index=True)[1], pa.int64())
        parts = zip(*(column.take(first).to_pylist() for column in columns), strict=True)
        return [function(*(word or "" for word in words)) for words in parts], codes

    def put(self, name: str, function: Callable[..., str | None], *names: str) -> None:
        """Make a field from columns, where there is any of them; "" and None are nothing."""
        if not any(self.has(one) for one in names):
            return
        answers, codes = self.each(function, *names)
        self.fields[name] = rebuilt([answer or None for answer in answers], codes)

    def constant(self, name: str, value: str) -> None:
        """Give the field one value in every row."""
        self.fields[name] = pa.array([value] * self.rows, _TEXT)

    def kinds(
        self,
        function: Callable[..., Kind | str],
        *names: str,
        shown: Callable[..., str] = lambda *words: words[0],
    ) -> None:
        """Find layer and category of each row that is not set aside; a text says why it has none.

        ``names`` are columns; ``shown`` makes of their words what the note shows, the first one.
        """
        answers, codes = self.each(lambda *words: (function(*words), shown(*words)), *names)
        kinds = [kind if isinstance(kind, Kind) else None for kind, _ in answers]
        self.fields["layer"] = rebuilt([kind and kind.layer for kind in kinds], codes)
        self.fields["category"] = rebuilt([kind and kind.category for kind in kinds], codes)
        rows_of = rows_by_code(codes, len(answers))
        counts: Counter[str] = Counter()
        for number, (answer, word) in enumerate(answers):
            rows = rows_of(number).tolist()
            if self.aside:
                rows = [row for row in rows if row not in self.aside]
            if isinstance(answer, Kind):
                counts[f"{word or '(empty)'} = {answer.layer}: {answer.category}"] += len(rows)
                continue
            text = f"{self.title}: {answer}; --map a column to category or layer to take it anyway"
            for row in rows:
                self.aside[row] = (f"{self.title}: no counterpart", text)
        self.note_of("kinds of event", counts)

    def note_of(self, what: str, shown: Mapping[str, int]) -> None:
        """Note a conversion once for the table: each pair that occurs, and how often."""
        if not shown:
            return
        ranked = sorted(shown.items(), key=lambda item: (-item[1], item[0]))
        pairs = "; ".join(f"{pair} ({count})" for pair, count in ranked[:20])
        more = f"; and {len(ranked) - 20} more" if len(ranked) > 20 else ""
        self.notes.append(f"{self.title}: {what} read as {pairs}{more}")


def force(name: str) -> str:
    """The word of our vocabulary for a force as conflict data name it, else the name itself."""
    for pattern, word in _FORCES:
        if re.search(pattern, name, re.IGNORECASE):
            return word
    return name.replace(";", ",").strip()


def joined_list(text: str, separators: str = ";") -> str:
    """The parts of a list in our separator, `` | ``, each once."""
    parts = [part.strip() for part in re.split(f"[{separators}]", text)]
    return " | ".join(dict.fromkeys(part for part in parts if part))


def addresses(text: str) -> str:
    """The web addresses in a text in our separator, each once."""
    found = (match.rstrip(".,;") for match in _ADDRESS.findall(text))
    return " | ".join(dict.fromkeys(found))
