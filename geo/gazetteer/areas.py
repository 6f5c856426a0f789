"""What narrows a name down: a country, an oblast or a district, as people write them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import numpy as np
import shapely

from geo import reference
from geo.errors import RegionError
from geo.gazetteer.names import Candidate, beginning, candidates
from geo.gazetteer.spelling import sounded, stem
from geo.geodesy import discs
from geo.resolve import find_within

__all__ = ["DISTRICT_M", "area_of", "with_its_city"]

#: A district is what lies so near to the town it is called after: half of those of Belarus do.
DISTRICT_M: Final = 40_000.0
_OBLAST = re.compile(
    r"\b(oblast|region|province|krai|voblasts?['’]?|voblast|voblas[cć]|obl|область|обл|области|області|вобласць|"
    r"вобл|вобласці|gebiet|oblasti|bezirk|kraï|край|края|краю)\b\.?",
    re.IGNORECASE,
)
#: Endings of adjectives as `sounded` has them, and what is put in before: Наровлянский.
_ADJECTIVE: Final = re.compile(r"(?:sk|k)(?:ii?|ai|aga|agu|am|amu|ei|im|a|ae|e)$")
_INSERTED: Final = re.compile(r"(?:an|en|in|av|ev)$")
#: Letters that are left of a name, and that it may have more than the adjective.
_LEAST_BASE: Final = 4
_MOST_REST: Final = 3
_OF = re.compile(r"^(?:de\s+|d['’]\s*|of\s+|von\s+)", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\b(district|raion|rayon|rajon|county|район\w*|р-н\w*|раён\w*|rajonas)\b\.?", re.IGNORECASE
)


@cache
def area_of(text: str) -> Any:
    """The polygon (EPSG:4326) of a country, oblast or district, or None for anything else."""
    shape = _named(text)
    if shape is not None:
        return shape
    if _OBLAST.search(text):
        name = _bare(text)
        shape = _oblast(name)
        # The oblast of Minsk is not the city.
        return shape if shape is not None or not name else _named(name)
    if _DISTRICT.search(text):
        return _district(_DISTRICT.sub("", text).strip())
    return _oblast(text, bare=True)


def _named(text: str) -> Any:
    try:
        found = find_within(text, files=False)
    except RegionError:
        return None
    found = found[found["kind"] == "admin"]
    return shapely.union_all(found.geometry.to_numpy()) if len(found) else None


def _oblast(said: str, *, bare: bool = False) -> Any:
    """By an adjective or another name of its town: Гомельская and Gomel are of Homiel Region.

    Where no word for an oblast stands there (``bare``), only by its name without it or its town's.
    """
    if len(stem(said)) < 2:
        return None
    named = _by_stem()
    found = named.get(stem(said), set())
    if bare:
        found = {name for name in found if sounded(_bare(name)) == sounded(said)}
    if len(found) != 1:
        towns = (one.name for one in candidates(said) if one.fits == "exact")
        found = {name for town in towns for name in named.get(stem(town), ())}
    if len(found) != 1:
        return None
    (name,) = found
    oblasts = reference.oblasts()
    return oblasts.geometry[oblasts["name"] == name].iloc[0]


@cache
def _by_stem() -> dict[str, set[str]]:
    """Oblasts by the stems of what they are called in any language; cities that are none."""
    found: dict[str, set[str]] = {}
    names = reference.oblast_names()
    for name, local in reference.oblasts()[["name", "name_local"]].itertuples(index=False):
        for text in (name, local, *names.get(name, {}).values()):
            if _OBLAST.search(text):
                found.setdefault(stem(_bare(text)), set()).add(name)
    return found


def _bare(text: str) -> str:
    """A name of an oblast without the words for one."""
    return _OF.sub("", _OBLAST.sub("", text).strip(" .,"))


def with_its_city(area: Any) -> Any:
    """The oblast and the city in its middle that is none of it: of Kyiv, Minsk, Moscow.

    The outlines are rough, and towns at the edge of such a city may lie within it here. None for
    any other area.
    """
    oblasts = reference.oblasts()
    named = oblasts["name"][[shape.equals(area) for shape in oblasts.geometry]]
    city = "" if named.empty else named.iloc[0].rpartition(" ")[0]
    inner = oblasts.geometry[oblasts["name"] == city]
    return shapely.union_all([area, *inner]) if len(inner) else None


def _district(said: str) -> Any:
    """About the town that it is called after, which may be an adjective here."""
    found = _centres(said) or [one for one in candidates(said) if one.fits != "similar"]
    if not found:
        found = [one for one in candidates(said, most=40) if stem(one.name) == stem(said)]
    if not found:
        return None
    x, y = (np.array([getattr(one, name) for one in found]) for name in ("longitude", "latitude"))
    return shapely.union_all(discs(x, y, DISTRICT_M))


def _centres(said: str) -> list[Candidate]:
    """Towns of which an adjective may be made: Осиповичский of Осиповичи, Речицкий of Речица."""
    key = sounded(said)
    base = _ADJECTIVE.sub("", key)
    if base == key or len(base) < _LEAST_BASE:
        return []
    for part in (base, _INSERTED.sub("", base)):
        found = beginning(part, _MOST_REST) if len(part) >= _LEAST_BASE else []
        # By their own name first: what was called so once may be anywhere.
        named = [one for one in found if sounded(one.name).startswith(part)]
        if found:
            return named or found
    return []
