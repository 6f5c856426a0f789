"""What a publication may hold, as data: who may see which layers, fields, places and dates.

Profiles are JSON files. Three come with Kordon (``profiles/``); any other is read from a path and
checked key by key. Fields are lists of what is allowed: what a list does not name is not shown.
"""

from __future__ import annotations

import difflib
import itertools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from geo.errors import InputError
from geo.foreign.limits import Limits
from geo.foreign.paths import checked_path
from layers.record import FIELD_BY_NAME, LAYERS
from layers.vocabulary import VOCABULARIES
from maps.publication.grid import GRIDS_M

__all__ = ["NEEDS", "PERIODS", "PROFILES", "Counts", "Profile", "Shown", "load_profile"]

#: Profiles that come with Kordon, from the most open to the public to the least.
PROFILES: Final = ("public", "partner", "internal")
#: What a record may be asked for before it is shown as one.
NEEDS: Final = ("not_at_risk", "official_source", "public_source")
#: The time that a count may be of.
PERIODS: Final = ("day", "month", "year")
_MOST_BYTES: Final = 1_000_000
_MOST_HOURS: Final = 24 * 366 * 20


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Records that are shown as records: what they ``needs``, their ``fields``, and ``grid_m``.

    ``grid_m`` is the edge of the cells (`maps.publication.grid`) to whose middle positions are
    moved, in metres; 0 leaves them as they are. With a grid dates are days.
    """

    needs: tuple[str, ...]
    fields: tuple[str, ...]
    grid_m: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Records that are shown as counts only: in cells of at least ``k``, per ``period``.

    ``grid_m``: edges of the cells from small to large, each twice the one before; small cells
    are used where all that hold anything hold ``k``. ``handling``: of which records.
    """

    handling: tuple[str, ...]
    k: int
    grid_m: tuple[int, ...]
    period: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One profile; ``docs/publishing.md`` explains the keys, which are those of the JSON file.

    ``embargo_hours`` (None: embargoes do not matter, also not a record's own) and
    ``embargo_hours_by_layer`` are pairs of hours since it was ``observed`` and ``ingested``.
    ``licences`` None: all. ``ukrainian`` None: like ``records``. ``counts`` None: what may not
    be shown as a record is not shown at all. ``own_columns`` None: all columns of the files.
    """

    name: str
    says: str
    layers: tuple[str, ...]
    handling: tuple[str, ...]
    licences: tuple[str, ...] | None
    minimum_reliability: str
    minimum_credibility: str
    embargo_hours: Mapping[str, float] | None
    embargo_hours_by_layer: Mapping[str, Mapping[str, float]]
    records: Shown
    ukrainian: Shown | None
    counts: Counts | None
    reviewed_fields: tuple[str, ...]
    own_columns: tuple[str, ...] | None
    unstated_radius_m: float
    no_longer_standing: bool
    random_ids: bool
    inputs_named: bool

    @property
    def k(self) -> int:
        """Numbers below this are not told; 1 where the profile counts nothing."""
        return self.counts.k if self.counts else 1

    def hours(self, layer: str) -> Mapping[str, float]:
        """Hours of embargo for a layer, ``observed`` and ``ingested``."""
        return self.embargo_hours_by_layer.get(layer, self.embargo_hours or {})


def load_profile(name: str | os.PathLike[str]) -> Profile:
    """A profile by its name (`PROFILES`) or the path of a JSON file.

    Raises `InputError` for a file that is none, and for a key, field or word that is not known,
    naming it and what is known.
    """
    shown = os.fspath(name)
    if shown in PROFILES:
        text = (resources.files("maps.publication") / "profiles" / f"{shown}.json").read_bytes()
    else:
        if not os.path.exists(shown) and not shown.endswith(".json"):
            close = difflib.get_close_matches(shown.lower(), PROFILES, n=1)
            hint = f"; did you mean {close[0]}?" if close else ":"
            raise InputError(
                f"there is no profile {shown!r}{hint} choose {', '.join(PROFILES)}, or name a "
                "JSON file (docs/publishing.md says what it holds)"
            )
        source = checked_path(name, Limits(file_bytes=_MOST_BYTES))
        try:
            text = source.read_bytes()
        except OSError as error:
            raise InputError(f"{shown} cannot be read: {error.strerror or error}.") from error
    try:
        told = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{shown} is no profile: it is not JSON ({str(error)[:100]})") from None
    reader = _Reader(shown)
    found = _profile(told, reader)
    if shown not in PROFILES and found.name in PROFILES and found != load_profile(found.name):
        raise reader.wrong(
            f'its name is "{found.name}", and Kordon has another profile of that name: readers '
            "and --against go by it; give this one a name of its own"
        )
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice[:60]!r} stands in it twice")
    return found


@dataclass(frozen=True)
class _Reader:
    """Takes values out of a JSON object, or says what is wrong with them."""

    file: str

    def wrong(self, what: str) -> InputError:
        return InputError(f"{self.file} is no profile: {what}")

    def keys(self, told: Any, wanted: Sequence[str], where: str) -> Mapping[str, Any]:
        """All of these keys and no other."""
        found = self.some(told, wanted, where)
        missing = [key for key in wanted if key not in found]
        if missing:
            raise self.wrong(f"{where} lacks {', '.join(missing)}")
        return found

    def some(self, told: Any, wanted: Sequence[str], where: str) -> Mapping[str, Any]:
        """Some of these keys and no other."""
        if not isinstance(told, dict):
            raise self.wrong(f"{where} is {_shown(told)}, and must be an object in braces")
        for key in told:
            if key not in wanted:
                close = difflib.get_close_matches(key, wanted, 1)
                hint = f" did you mean {close[0]}?" if close else ""
                raise self.wrong(
                    f"{where} has the unknown key {_shown(key)};{hint} the keys are "
                    f"{', '.join(wanted)}"
                )
        return told

    def words(self, told: Any, known: Sequence[str] | None, where: str) -> tuple[str, ...]:
        """A list of texts, each one that is known."""
        if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
            raise self.wrong(f"{where} is {_shown(told)}, and must be a list of texts")
        for one in told:
            self.word(one, known, where)
        return tuple(dict.fromkeys(told))

    def word(self, told: Any, known: Sequence[str] | None, where: str) -> str:
        """A text that is known."""
        if not isinstance(told, str):
            raise self.wrong(f"{where} is {_shown(told)}, and must be a text")
        if known is not None and told not in known:
            close = difflib.get_close_matches(told, known, 1)
            hint = f" did you mean {close[0]}?" if close else ""
            listed = ", ".join(one or '"" (not said)' for one in known)
            raise self.wrong(f"{where} names {_shown(told)};{hint} known are {listed}")
        return told

    def number(self, told: Any, low: float, high: float, where: str) -> float:
        """A number from low to high."""
        plain = isinstance(told, int | float) and not isinstance(told, bool)
        if not plain or not low <= told <= high:
            raise self.wrong(
                f"{where} is {_shown(told)}, and must be a number from {low:g} to {high:g}"
            )
        return float(told)

    def flag(self, told: Any, where: str) -> bool:
        """True or false."""
        if not isinstance(told, bool):
            raise self.wrong(f"{where} is {_shown(told)}, and must be true or false")
        return told


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)[:60]


def _profile(told: Any, reader: _Reader) -> Profile:
    found = reader.keys(told, list(Profile.__dataclass_fields__), "it")
    fields = tuple(FIELD_BY_NAME)
    hours = found["embargo_hours"]
    by_layer = reader.some(found["embargo_hours_by_layer"], LAYERS, "embargo_hours_by_layer")
    ladder = {
        name: ("", *_words(name)) for name in ("source_reliability", "information_credibility")
    }
    own, licences = found["own_columns"], found["licences"]
    ours, counts = found["ukrainian"], found["counts"]
    if hours is None and by_layer:
        raise reader.wrong(
            "embargo_hours is null, so that no embargo holds, and embargo_hours_by_layer names "
            f"{', '.join(by_layer)}: give embargo_hours, with 0 for the other layers"
        )
    return Profile(
        name=reader.word(found["name"], None, "name"),
        says=reader.word(found["says"], None, "says"),
        layers=reader.words(found["layers"], LAYERS, "layers"),
        handling=reader.words(found["handling"], ("", *_words("handling")), "handling"),
        licences=None if licences is None else reader.words(licences, None, "licences"),
        minimum_reliability=reader.word(
            found["minimum_reliability"], ladder["source_reliability"], "minimum_reliability"
        ),
        minimum_credibility=reader.word(
            found["minimum_credibility"], ladder["information_credibility"], "minimum_credibility"
        ),
        embargo_hours=None if hours is None else _hours(hours, reader, "embargo_hours"),
        embargo_hours_by_layer={
            layer: _hours(one, reader, f"embargo_hours_by_layer: {layer}")
            for layer, one in by_layer.items()
        },
        records=_records(found["records"], fields, reader, "records"),
        ukrainian=None if ours is None else _records(ours, fields, reader, "ukrainian"),
        counts=None if counts is None else _counts(counts, reader),
        reviewed_fields=reader.words(found["reviewed_fields"], fields, "reviewed_fields"),
        own_columns=None if own is None else reader.words(own, None, "own_columns"),
        unstated_radius_m=reader.number(found["unstated_radius_m"], 0, 1e6, "unstated_radius_m"),
        no_longer_standing=reader.flag(found["no_longer_standing"], "no_longer_standing"),
        random_ids=reader.flag(found["random_ids"], "random_ids"),
        inputs_named=reader.flag(found["inputs_named"], "inputs_named"),
    )


def _words(vocabulary: str) -> tuple[str, ...]:
    return tuple(term.word for term in VOCABULARIES[vocabulary])


def _hours(told: Any, reader: _Reader, where: str) -> Mapping[str, float]:
    found = reader.keys(told, ("observed", "ingested"), where)
    return {
        name: reader.number(value, 0, _MOST_HOURS, f"{where}: {name}")
        for name, value in found.items()
    }


def _records(told: Any, fields: Sequence[str], reader: _Reader, where: str) -> Shown:
    found = reader.keys(told, list(Shown.__dataclass_fields__), where)
    return Shown(
        needs=reader.words(found["needs"], NEEDS, f"{where}: needs"),
        fields=reader.words(found["fields"], fields, f"{where}: fields"),
        grid_m=_grid(found["grid_m"], (0, *GRIDS_M), reader, f"{where}: grid_m"),
    )


def _counts(told: Any, reader: _Reader) -> Counts:
    found = reader.keys(told, list(Counts.__dataclass_fields__), "counts")
    sizes = found["grid_m"]
    if not isinstance(sizes, list) or not sizes:
        raise reader.wrong(f"counts: grid_m is {_shown(sizes)}, and must be a list of edges")
    edges = tuple(_grid(size, GRIDS_M, reader, "counts: grid_m") for size in sizes)
    if any(b != 2 * a for a, b in itertools.pairwise(edges)):
        raise reader.wrong("counts: grid_m must grow, each edge twice the one before")
    k = reader.number(found["k"], 2, 1_000, "counts: k")
    if k != int(k):
        raise reader.wrong(f"counts: k is {_shown(found['k'])}, and must be a whole number")
    return Counts(
        handling=reader.words(found["handling"], ("", *_words("handling")), "counts: handling"),
        k=int(k),
        grid_m=edges,
        period=reader.word(found["period"], PERIODS, "counts: period"),
    )


def _grid(told: Any, known: Sequence[int], reader: _Reader, where: str) -> int:
    if isinstance(told, bool) or told not in known:
        listed = ", ".join(f"{size}" for size in known)
        raise reader.wrong(f"{where} is {_shown(told)}, and must be one of {listed} (metres)")
    return int(told)
