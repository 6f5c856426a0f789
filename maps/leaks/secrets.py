"""What was withheld, and which of it can be told by itself when it turns up somewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from layers.vocabulary import VOCABULARIES
from maps.leaks.addressed import AddressedIds, part_of_shown
from maps.leaks.finding import Finder
from maps.leaks.folding import MARK, fold, fold_all, with_spaces
from maps.leaks.longer import LongerWords

if TYPE_CHECKING:
    from maps.leaks.places import PlaceFinder

__all__ = ["COMPACT", "Leak", "Secrets", "masked"]

#: Letters and digits that a value needs to be looked for anywhere; and digits without letters.
_TELLING: Final = 4
_TELLING_DIGITS: Final = 5
#: From so many on a value is also looked for with all spaces left out.
COMPACT: Final = 12
#: Fields whose values many records share, and which a reviewed text may name.
_DESCRIBING: Final = frozenset(
    {
        "place", "place_local", "unit", "echelon", "sidc", "equipment", "consist", "weapon",
        "from_place", "to_place", "target_place",
    }
)  # fmt: skip
_DAY: Final = re.compile(r"\d{4}(-\d\d){0,2}([ t]00:00(:00)?(z|\+00:00)?)?")
_NUMBER: Final = re.compile(r"[-+]?\d{1,4}([.,]\d{1,3})?|[-+]?\d+\.0+")
#: In no date and in no number.
_SURE: Final = re.compile(r"[a-zа-я]{4}")
_WORDS: Final = frozenset(fold(term.word) for terms in VOCABULARIES.values() for term in terms)


@dataclass(frozen=True)
class Leak:
    """Something in a file that should not be there.

    ``kind`` is ``text`` or ``position`` for what was withheld, else what sort of trace it is;
    ``field`` where the value came from; ``value_shown`` as much of it as tells its owner which one
    it is; ``where`` the way to it in the file; ``within`` the text that is shown, and that the
    value is part of, without the value: empty where there is none.
    """

    kind: str
    field: str
    value_shown: str
    where: str
    within: str = ""

    def __str__(self) -> str:
        part = f', part of what is shown: "{self.within}"' if self.within else ""
        return f"{self.kind} ({self.field}) {self.value_shown} in {self.where}{part}"


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What must not be in a file.

    ``texts``: withheld values by field. ``positions``: withheld places, an (n, 2) array of
    longitude, latitude in degrees (EPSG:4326). ``allowed_texts`` and ``allowed`` (as ``positions``)
    are shown on purpose, whatever else is withheld: values that are one of those texts, and places
    that fall together with one of those, are no leak; nor are names of places, units and equipment
    that only stand in one of those texts. ``bounds`` (as ``positions``): corners of tables of what
    is shown, which say no more than those do. ``said``: parts of the head of a page, letter for
    letter, whose numbers say nothing else than what is shown. A coordinate written to
    ``finest_deg`` degrees or coarser gives no place away.

    A value is looked for anywhere, between the ends of words, when it has four letters or digits
    or more (five, when it is all digits). Shorter ones, plain dates, small numbers and words of the
    vocabulary are told as leaks only where they are the whole value of a field of the same name.
    """

    texts: Mapping[str, Collection[str]] = field(default_factory=dict)
    positions: npt.ArrayLike = ()
    allowed_texts: Collection[str] = ()
    allowed: npt.ArrayLike = ()
    bounds: npt.ArrayLike = ()
    finest_deg: float = 0.05
    said: Collection[str] = ()

    @cached_property
    def withheld_lonlat(self) -> npt.NDArray[np.float64]:
        """Withheld places, each once; (n, 2)."""
        return _places(self.positions)

    @cached_property
    def allowed_lonlat(self) -> npt.NDArray[np.float64]:
        """Places that may be shown, each once; (m, 2)."""
        return _places(self.allowed)

    @cached_property
    def bounds_lonlat(self) -> npt.NDArray[np.float64]:
        """Corners of tables of what is shown, each once; (k, 2)."""
        return _places(self.bounds)

    @cached_property
    def telling(self) -> Mapping[str, tuple[str, str]]:
        """Values to be looked for anywhere: folded -> field, value."""
        return {key: told for key, told in self._wanted.items() if key in self._all_telling}

    @cached_property
    def cells(self) -> Mapping[str, Mapping[str, str]]:
        """The other ones, by field: folded -> value."""
        out: dict[str, dict[str, str]] = {}
        for name, key, value in self._values:
            if key not in self._all_telling:
                out.setdefault(name, {})[key] = value
        return out

    @cached_property
    def ending_in_digits(self) -> Mapping[str, str]:
        """Values that no text beside another number shows, as in a row of CSV: value -> folded."""
        return {
            value: key
            for key, (_, value) in self.telling.items()
            if len(key) - key.count(" ") < COMPACT and (key[0].isdigit() or key[-1].isdigit())
        }

    def make_ready(self) -> None:
        """Make what each look needs, which may take as long as opening a file."""
        _ = (self.place_finder, self.cells, self.finder, self.compact_finder)

    @cached_property
    def finder(self) -> Finder:
        """Finds the telling ones that are too short for `compact_finder`."""
        return Finder([key for key in self.telling if len(key) - key.count(" ") < COMPACT])

    @cached_property
    def place_finder(self) -> PlaceFinder:
        """Finds the places."""
        from maps.leaks.places import PlaceFinder

        return PlaceFinder(self)

    @cached_property
    def compact_finder(self) -> Finder:
        """Finds the long ones, in texts without spaces."""
        return Finder(list(self.compact_keys))

    @cached_property
    def longer_words(self) -> LongerWords:
        """Words that are shown and hold part of some of these."""
        return LongerWords(self._shown, self.compact_keys)

    @cached_property
    def addressed_ids(self) -> AddressedIds:
        """Ids that are numbers, and nothing else that is withheld."""
        fields: dict[str, set[str]] = {}
        for name, key, _ in self._values:
            if key.isdecimal():
                fields.setdefault(key, set()).add(name)
        return AddressedIds([key for key, of in fields.items() if of == {"id"}], self._shown)

    def part_of_shown(self, keys: Collection[str]) -> Mapping[str, str]:
        """Those of ``keys`` that are part of a text that is shown, and that text: see there."""
        return part_of_shown(keys, self._shown)

    @cached_property
    def compact_keys(self) -> Mapping[str, Sequence[str]]:
        """Long values without spaces -> as they are in `telling`."""
        out: dict[str, tuple[str, ...]] = {}
        for key in self.telling:
            if len(key) - key.count(" ") >= COMPACT:
                short = key.replace(" ", "")
                out[short] = (*out.get(short, ()), key)
        return out

    @cached_property
    def _shown(self) -> frozenset[str]:
        """Folded texts that are shown on purpose."""
        return frozenset(fold_all(list(self.allowed_texts)))

    @cached_property
    def _wanted(self) -> dict[str, tuple[str, str]]:
        wanted: dict[str, tuple[str, str]] = {}
        for name, key, value in self._values:
            wanted.setdefault(key, (name, value))
        described = [key for key, (name, _) in wanted.items() if name in _DESCRIBING]
        shown = MARK.join(self._shown) if described else ""
        known = Finder(described)
        for key in known.found(shown) | known.found(with_spaces(shown)):
            del wanted[key]
        return wanted

    @cached_property
    def _all_telling(self) -> frozenset[str]:
        return frozenset(key for _, key, _ in self._values if _is_telling(key))

    @cached_property
    def _values(self) -> list[tuple[str, str, str]]:
        return list(self._sorted())

    def _sorted(self) -> Iterator[tuple[str, str, str]]:
        """Field, folded value, value."""
        for name in sorted(self.texts):
            values = sorted(set(map(str, self.texts[name])))
            for key, value in zip(fold_all(values), values, strict=True):
                if key and key not in self._shown:
                    yield name, key, value
                    # "@watcher" stands in addresses as "/watcher".
                    if key.startswith("@") and key[1:] not in self._shown:
                        yield name, key[1:], value


def _places(given: npt.ArrayLike) -> npt.NDArray[np.float64]:
    places = np.asarray(given, float).reshape(-1, 2)
    places = places[np.isfinite(places).all(axis=1)]
    places = places[np.lexsort((places[:, 1], places[:, 0]))]
    keep = np.ones(len(places), bool)
    keep[1:] = (places[1:] != places[:-1]).any(axis=1)
    return np.asarray(places[keep], float)


def _is_telling(key: str) -> bool:
    if _SURE.search(key):
        return key not in _WORDS
    if key in _WORDS or (len(key) < 27 and (_DAY.fullmatch(key) or _NUMBER.fullmatch(key))):
        return False
    letters = "".join(filter(str.isalnum, key))
    return len(letters) >= (_TELLING_DIGITS if letters.isdigit() else _TELLING)


def masked(value: str) -> str:
    """As much of a value as tells its owner which one it is."""
    plain = " ".join(value.split())
    if len(plain) < 4:
        return f"… ({len(plain)} characters)"
    return f"{plain[: min(4, len(plain) // 3)]}… ({len(plain)} characters)"
