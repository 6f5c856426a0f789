"""What narrows a name down: a country, an oblast or a district, as people write them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import numpy as np
import shapely

from geo.errors import RegionError
from geo.gazetteer.names import candidates
from geo.gazetteer.spelling import sounded
from geo.geodesy import discs
from geo.resolve import admin_regions, find_within

__all__ = ["DISTRICT_M", "area_of"]

#: A district is what lies so near to the town it is called after: half of those of Belarus do.
DISTRICT_M: Final = 40_000.0
_OBLAST = re.compile(
    r"\b(oblast|region|province|krai|voblasts?['’]?|voblast|область|обл|области|області|вобласць|"
    r"вобл|вобласці|gebiet|oblasti)\b\.?",
    re.IGNORECASE,
)
_DISTRICT = re.compile(
    r"\b(district|raion|rayon|rajon|county|район\w*|р-н\w*|раён\w*|rajonas)\b\.?", re.IGNORECASE
)
#: Endings of adjectives made of names, and of the names themselves, as `sounded` has them.
_ENDING = re.compile(r"(?:enk|sk|ck|s|c)?(?:[aeiu]{0,3}|aga|ai|am|im|em|ei)g?[aeiu]?$")


@cache
def area_of(text: str) -> Any:
    """The polygon (EPSG:4326) of a country, oblast or district, or None for anything else."""
    for name in (text, _OBLAST.sub("", text).strip()):
        shape = _named(name) if name else None
        if shape is not None:
            return shape
    if _OBLAST.search(text):
        return _oblast(_stem(_OBLAST.sub("", text)))
    if _DISTRICT.search(text):
        return _district(_DISTRICT.sub("", text).strip())
    return None


def _named(text: str) -> Any:
    try:
        found = find_within(text, files=False)
    except RegionError:
        return None
    found = found[found["kind"] == "admin"]
    return shapely.union_all(found.geometry.to_numpy()) if len(found) else None


def _oblast(stem: str) -> Any:
    """By an adjective: Гомельская is of Homiel Region."""
    if len(stem) < 3:
        return None
    admin = admin_regions()
    admin = admin[admin["region_id"].str.startswith("admin-")]
    for name, shape in zip(admin["name"], admin.geometry, strict=True):
        if _stem(_OBLAST.sub("", name)) == stem:
            return shape
    return None


def _district(town: str) -> Any:
    """About the town that it is called after, which may be an adjective here."""
    found = [one for one in candidates(town) if one.fits != "similar"]
    if not found:
        stem = _stem(town)
        found = [one for one in candidates(town, most=40) if _stem(one.name) == stem]
    if not found:
        return None
    x, y = (np.array([getattr(one, name) for one in found]) for name in ("longitude", "latitude"))
    return shapely.union_all(discs(x, y, DISTRICT_M))


def _stem(name: str) -> str:
    return _ENDING.sub("", sounded(name))
