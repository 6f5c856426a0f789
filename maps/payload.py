"""Sightings, memberships and regions as the columns that a page carries.

The reader of what is written here is ``maps/page/store.js``: names and kinds of columns must
agree (a test unpacks a page in node and compares).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.record import FIELD_BY_NAME
from layers.registry import LAYERS
from layers.sources import sources_of
from layers.vocabulary import VOCABULARIES
from maps.encode import NO_NUMBER, NO_VALUE, Chunks, code_kind

__all__ = ["AREA_M", "BLOCK", "PLACE_M", "SCALE", "in_page_order", "pack_records"]

#: Steps per degree of record coordinates: about a metre.
SCALE = 100_000
#: Records per block of text.
BLOCK = 256
#: Up to this radius a record is drawn as a symbol; up to AREA_M as an area; else it is listed.
PLACE_M = 30_000
AREA_M = 150_000

#: Columns of the frame that travel as numbers or are rebuilt from others, not as text.
_NOT_TEXT = {
    "layer", "category", "date_start", "date_end", "date_precision", "latitude", "longitude",
    "geometry", "coordinate_uncertainty_m", "quantity_low", "quantity_high", "quantity_unit",
    "direction", "status", "country", "target_latitude", "target_longitude", "source_title",
    "source_url", "source_date", "source_archive_url", "source_reliability",
    "information_credibility", "retracted", "time_from", "time_to",
}  # fmt: skip
_PROVENANCE = ("input_file", "input_row", "input_notes")


def in_page_order(sightings: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Sightings by when they began, undated ones last, ties in input order."""
    return sightings.sort_values("time_from", kind="stable", na_position="last")


def pack_records(
    chunks: Chunks,
    sightings: geopandas.GeoDataFrame,
    memberships: pd.DataFrame,
    region_number: Mapping[str, int],
) -> dict[str, Any]:
    """Puts the records into ``chunks`` and returns the part of the head that describes them.

    ``sightings`` must be `in_page_order`; ``memberships`` come from `geo.join.join` with the
    same index; ``region_number`` says at which place of the page's regions an id stands.
    """
    head = _words(chunks, sightings)
    _times(chunks, sightings)
    _places(chunks, sightings)
    _amounts(chunks, sightings)
    _members(chunks, sightings, memberships, region_number)
    head["fields"] = _texts(chunks, sightings)
    head |= {
        "n": len(sightings),
        "ids": [str(v) for v in sightings["id"]],
        "scale": SCALE,
        "block": BLOCK,
        "limits": {"place_m": PLACE_M, "area_m": AREA_M},
        "closed": _outlines(chunks, sightings),
    }
    return head


def _words(chunks: Chunks, sightings: pd.DataFrame) -> dict[str, Any]:
    """Vocabulary columns: a number per record, and the words the numbers stand for."""
    words: dict[str, list[str]] = {}
    columns = {
        "status": "status", "actor": "actor", "direction": "direction",
        "precision": "date_precision", "country": "country", "unit": "quantity_unit",
    }  # fmt: skip
    for name, field in columns.items():
        codes, known = pd.factorize(_text(sightings, field), sort=True)
        words[name] = [str(word) for word in known]
        chunks.column(name, codes, code_kind(len(known)))
    actors = sorted({a for text in words["actor"] for a in _split(text)})
    categories, numbers = _categories(sightings)
    ids = [layer.id for layer in LAYERS]
    chunks.column("category", numbers, code_kind(len(categories)))
    chunks.column("layer", [ids.index(v) for v in sightings["layer"]], "u8")
    chunks.column("reliability", _rank(sightings, "source_reliability", "ABCDEF"), "u8")
    chunks.column("credibility", _rank(sightings, "information_credibility", "123456"), "u8")
    retracted = _text(sightings, "retracted").str.lower().isin(["true", "1", "yes"])
    chunks.column("retracted", retracted.astype("u1"), "u8")
    return {
        "words": words,
        "actors": actors,
        "actorSets": [[actors.index(a) for a in _split(text)] for text in words["actor"]],
        "categories": categories,
        "layers": [
            {"id": layer.id, "shape": layer.shape, "card": list(layer.card_fields),
             "total": int((sightings["layer"] == layer.id).sum())}
            for layer in LAYERS
        ],
    }  # fmt: skip


def _categories(sightings: pd.DataFrame) -> tuple[list[dict[str, Any]], npt.NDArray[np.int64]]:
    """What categories are on the page, known ones first in the order of the vocabulary."""
    known = {term.word: term for term in VOCABULARIES["category"]}
    order = {word: k for k, word in enumerate(known)}
    pairs = list(zip(sightings["layer"], _text(sightings, "category"), strict=True))
    layer_order = {layer.id: k for k, layer in enumerate(LAYERS)}
    present = sorted(
        set(pairs), key=lambda p: (layer_order[p[0]], order.get(p[1], len(order)), p[1])
    )
    layers = {layer.id: layer for layer in LAYERS}
    out = []
    for layer, word in present:
        term = known.get(word)
        out.append(
            {
                "id": f"{layer}.{word}" if word else f"{layer}.",
                "layer": layer,
                "label": term.label if term else word,
                "meaning": term.meaning if term else "",
                "mark": layers[layer].mark(word),
                "cumulative": bool(term and "cumulative" in term.flags),
                "total": pairs.count((layer, word)),
            }
        )
    numbers = {pair: k for k, pair in enumerate(present)}
    return out, np.array([numbers[pair] for pair in pairs], dtype=np.int64)


def _rank(sightings: pd.DataFrame, field: str, ladder: str) -> list[int]:
    """1 for the best grade; 0 where none was given."""
    return [ladder.find(v[:1].upper()) + 1 if v else 0 for v in _text(sightings, field)]


def _times(chunks: Chunks, sightings: pd.DataFrame) -> None:
    """Minutes since 1970 (UTC), half-open; what is later than the year 6053 stops there."""
    for name, column in (("from", "time_from"), ("to", "time_to")):
        stamps = sightings[column]
        minutes = stamps.dt.as_unit("s").astype("int64") // 60
        held = np.clip(minutes, NO_VALUE + 1, 2**31 - 1)
        chunks.column(name, np.where(stamps.isna(), NO_VALUE, held), "d32")


def _places(chunks: Chunks, sightings: geopandas.GeoDataFrame) -> None:
    """Where symbols stand: the point, or a point on the line or area."""
    shapes = sightings.geometry.to_numpy()
    shapes = np.where(shapely.is_empty(shapes), None, shapes)
    at = np.where(shapely.get_type_id(shapes) == 0, shapes, shapely.point_on_surface(shapes))
    for name, values in (("x", shapely.get_x(at)), ("y", shapely.get_y(at))):
        chunks.column(name, _steps(values), "i32")
    for name, field in (("tx", "target_longitude"), ("ty", "target_latitude")):
        chunks.column(name, _steps(_number(sightings, field)), "i32")
    radius = _number(sightings, "coordinate_uncertainty_m")
    chunks.column("radius", np.where(np.isnan(radius), NO_NUMBER, np.ceil(radius)), "u32")


def _steps(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    steps: npt.NDArray[np.float64] = np.where(
        np.isnan(degrees), NO_VALUE, np.round(np.nan_to_num(degrees) * SCALE)
    )
    return steps


def _amounts(chunks: Chunks, sightings: pd.DataFrame) -> None:
    best = _number(sightings, "quantity_best")
    for name in ("low", "high"):
        values = _number(sightings, f"quantity_{name}")
        if name == "low":  # only a best figure: it is the least that is claimed
            values = np.where(np.isnan(values), best, values)
        chunks.column(name, values, "f32")


def _members(
    chunks: Chunks,
    sightings: pd.DataFrame,
    memberships: pd.DataFrame,
    region_number: Mapping[str, int],
) -> None:
    """How many regions each record is in, then all of them in the same order."""
    place = pd.Series(np.arange(len(sightings)), index=sightings.index)
    mine = memberships[memberships["region_id"].isin(list(region_number))]
    row = place.loc[mine["sighting"]].to_numpy()
    region = mine["region_id"].map(region_number).to_numpy()
    order = np.lexsort((region, row))
    share = mine["share"].to_numpy(float)[order]
    certain = (mine["certainty"] == "certain").to_numpy()[order]
    # 255 certain, 254 of unknown share, else two hundredths.
    code = np.where(np.isnan(share), 254, np.round(np.nan_to_num(share) * 200))
    distance = mine["distance_m"].to_numpy(float)[order]
    kind = code_kind(len(region_number))
    chunks.column("members", np.bincount(row, minlength=len(sightings)), kind)
    chunks.column("region", region[order], kind)
    chunks.column("share", np.where(certain, 255, code), "u8")
    chunks.column("distance", np.where(np.isnan(distance), NO_NUMBER, np.round(distance)), "u32")


def _texts(chunks: Chunks, sightings: pd.DataFrame) -> list[str]:
    """Everything that is read only when a record is opened. Returns the names of the texts."""
    names = [c for c in sightings.columns if c in FIELD_BY_NAME and c not in _NOT_TEXT]
    names = [c for c in names if _text(sightings, c).any()]
    names += [c for c in _PROVENANCE if c in sightings]
    rest = [
        c for c in sightings.columns
        if c not in FIELD_BY_NAME and c not in _NOT_TEXT and c not in _PROVENANCE
    ]  # fmt: skip
    columns = [_text(sightings, c).tolist() for c in names]
    extras = [(c, _text(sightings, c).tolist()) for c in rest]
    sources = [
        [list(source) for source in sources_of({str(k): v for k, v in record.items()})]
        for record in sightings[
            [c for c in ("source_title", "source_url", "source_date", "source_archive_url")
             if c in sightings]
        ].to_dict("records")
    ]  # fmt: skip
    rows = [
        [*(column[i] for column in columns), sources[i], [[c, v[i]] for c, v in extras if v[i]]]
        for i in range(len(sightings))
    ]
    chunks.blocks("text", rows, BLOCK)
    return [*names, "sources"]


def _outlines(chunks: Chunks, sightings: geopandas.GeoDataFrame) -> list[int]:
    """Lines and areas, when there are any. Returns which of the records are areas."""
    shapes = sightings.geometry.to_numpy()
    lines = np.where(shapely.get_type_id(shapes) > 0, shapes, None)
    if not any(shape is not None for shape in lines):
        return []
    chunks.shapes("outlines", lines, SCALE)
    return [int(i) for i in np.flatnonzero(shapely.get_dimensions(lines) == 2)]


def _text(sightings: pd.DataFrame, field: str) -> pd.Series:
    """A column as text, empty where missing; whole numbers without a point."""
    if field not in sightings:
        return pd.Series("", index=sightings.index, dtype=object)
    # Made as objects at once: pandas 3 would infer its own text type, which half characters break.
    plain = [_plain(value) for value in sightings[field]]
    return pd.Series(plain, index=sightings.index, dtype=object)


def _plain(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.10g}"
    return str(value)


def _number(sightings: pd.DataFrame, field: str) -> npt.NDArray[np.float64]:
    if field not in sightings:
        return np.full(len(sightings), np.nan)
    return sightings[field].to_numpy(dtype=np.float64, na_value=np.nan)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
