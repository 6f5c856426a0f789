"""Sightings, memberships and regions as the columns that a page carries.

The reader of what is written here is ``maps/page/data/store.js``: names and kinds of columns must
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

from layers.registry import LAYERS
from layers.reports import reports_told
from layers.standing import RETRACTED, SUPERSEDED, standing
from layers.vocabulary import VOCABULARIES
from maps.app6 import picture
from maps.encode import NO_VALUE, Chunks, code_kind
from maps.positions import SCALE, pack_positions
from maps.sketch import Seen
from maps.texts import number_column, text_column

__all__ = ["AREA_M", "PLACE_M", "SCALE", "categories_of", "coded", "in_page_order",
           "pack_records"]  # fmt: skip

#: Different symbols that a page carries; the rarer ones are drawn as their category.
_MOST_PICTURES = 1_000
#: Up to this radius a record is drawn as a symbol; up to AREA_M as an area; else it is listed.
PLACE_M = 30_000
AREA_M = 150_000


def in_page_order(sightings: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Sightings by when they began, undated ones last, ties in input order."""
    return sightings.sort_values("time_from", kind="stable", na_position="last")


def pack_records(
    chunks: Chunks,
    sightings: geopandas.GeoDataFrame,
    memberships: pd.DataFrame,
    region_number: Mapping[str, int],
) -> tuple[dict[str, Any], Seen]:
    """Puts the records into ``chunks`` and returns the part of the head that describes them.

    ``sightings`` must be `in_page_order`; ``memberships`` come from `geo.join.join` with the
    same index; ``region_number`` says at which place of the page's regions an id stands.
    Returns also what the first picture is made of, for `maps.sketch`.
    """
    head, codes = _words(chunks, sightings)
    begin, end = _times(chunks, sightings)
    grains, (x, y) = pack_positions(chunks, sightings)
    _fans(chunks, sightings)
    _amounts(chunks, sightings)
    _symbols(chunks, sightings)
    _members(chunks, sightings, memberships, region_number)
    head |= {
        "n": len(sightings),
        "scale": SCALE,
        "step": SCALE,
        "grains": grains if any(grains) else [],
        "limits": {"place_m": PLACE_M, "area_m": AREA_M},
        "closed": _outlines(chunks, sightings),
    }
    number = {layer.id: k for k, layer in enumerate(LAYERS)}
    layers = np.array([number[kind["layer"]] for kind in head["categories"]], np.int64)
    radius = number_column(sightings, "coordinate_uncertainty_m")
    low, high = reports_told(sightings)
    seen = Seen(
        x=x, y=y, begin=begin, end=end, low=low, high=high, layer=layers[codes["category"]],
        symbol=~(np.ceil(radius) > PLACE_M), columns=codes, layers=len(LAYERS),
        categories=len(layers), whole=_only_symbols(chunks, sightings, radius),
    )  # fmt: skip
    return head, seen


def _only_symbols(
    chunks: Chunks, sightings: geopandas.GeoDataFrame, radius: npt.NDArray[np.float64]
) -> bool:
    """Whether no record is drawn as anything but a plain symbol, or part of a ring."""
    more = [
        "tx", "azimuth", "azimuth_error", "range_min", "range_max", "obstacle_status", "symbols",
        "outlines.xy",
    ]  # fmt: skip
    return not (radius > PLACE_M).any() and not any(name in chunks for name in more)


def _words(
    chunks: Chunks, sightings: pd.DataFrame
) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.int64]]]:
    """Vocabulary columns: a number per record, and the words the numbers stand for.

    Returns also the numbers that say how a record is drawn, by column.
    """
    words: dict[str, list[str]] = {}
    drawn: dict[str, npt.NDArray[np.int64]] = {}
    columns = {
        "status": "status", "actor": "actor", "direction": "direction", "handling": "handling",
        "precision": "date_precision", "country": "country", "unit": "quantity_unit",
    }  # fmt: skip
    if "obstacle_status" in sightings and sightings["obstacle_status"].notna().any():
        columns["obstacle_status"] = "obstacle_status"
    for name, field in columns.items():
        codes, known = coded(sightings, field)
        words[name] = [str(word) for word in known]
        chunks.column(name, codes, code_kind(len(known)))
        if name in ("status", "direction"):
            drawn[name] = codes
    actors = sorted({a for text in words["actor"] for a in _split(text)})
    categories, numbers = categories_of(sightings)
    chunks.column("category", numbers, code_kind(len(categories)))
    chunks.column("reliability", _rank(sightings, "source_reliability", "ABCDEF"), "u8")
    chunks.column("credibility", _rank(sightings, "information_credibility", "123456"), "u8")
    marks = standing(sightings)
    gone = np.where(marks == RETRACTED, 1, np.where(marks == SUPERSEDED, 2, 0))
    chunks.column("retracted", gone, "u8")
    drawn |= {"category": numbers, "retracted": gone.astype(np.int64)}
    looks = np.unique(2 * drawn["status"] + (gone > 0))
    head = {
        "words": words,
        "used": {
            "standings": [[int(k) >> 1, int(k) & 1] for k in looks],
            "directions": np.unique(drawn["direction"]).tolist(),
        },
        "actors": actors,
        "actorSets": [[actors.index(a) for a in _split(text)] for text in words["actor"]],
        "categories": categories,
        "layers": [
            {"id": layer.id, "shape": layer.shape, "card": list(layer.card_fields),
             "total": int((sightings["layer"] == layer.id).sum())}
            for layer in LAYERS
        ],
    }  # fmt: skip
    return head, drawn


def coded(frame: pd.DataFrame, field: str) -> tuple[npt.NDArray[np.int64], list[str]]:
    """A number per text of a column, and the texts the numbers stand for, in order."""
    if field not in frame or frame[field].isna().all():
        return np.zeros(len(frame), np.int64), [""] * min(1, len(frame))
    texts = text_column(frame, field)
    codes, found = pd.factorize(np.array(texts, dtype=object))
    order = sorted(range(len(found)), key=lambda k: found[k])
    rank = np.empty(len(found), np.int64)
    rank[order] = np.arange(len(found))
    return rank[codes], [str(found[k]) for k in order]


def categories_of(sightings: pd.DataFrame) -> tuple[list[dict[str, Any]], npt.NDArray[np.int64]]:
    """What categories are on the page, known ones first in the order of the vocabulary."""
    known = {term.word: term for term in VOCABULARIES["category"]}
    order = {word: k for k, word in enumerate(known)}
    layers = {layer.id: layer for layer in LAYERS}
    layer_order = {layer.id: k for k, layer in enumerate(LAYERS)}
    (layer_codes, layer_ids), (codes, words) = (
        coded(sightings, field) for field in ("layer", "category")
    )
    found, place, counts = np.unique(
        layer_codes * max(1, len(words)) + codes, return_inverse=True, return_counts=True
    )
    pairs = [(layer_ids[key // len(words)], words[key % len(words)]) for key in found.tolist()]
    totals = dict(zip(pairs, counts.tolist(), strict=True))
    present = sorted(totals, key=lambda p: (layer_order[p[0]], order.get(p[1], len(order)), p[1]))
    out = []
    for layer, word in present:
        term = known.get(word)
        out.append(
            {
                "id": f"{layer}.{word}" if word else f"{layer}.",
                "layer": layer,
                "mark": layers[layer].mark(word),
                "cumulative": bool(term and "cumulative" in term.flags),
                "total": totals[layer, word],
            }
        )
    numbers = {pair: k for k, pair in enumerate(present)}
    ranks: npt.NDArray[np.int64] = np.array([numbers[pair] for pair in pairs], np.int64)
    return out, ranks[place]


def _rank(sightings: pd.DataFrame, field: str, ladder: str) -> npt.NDArray[np.int64]:
    """1 for the best grade; 0 where none was given."""
    codes, known = coded(sightings, field)
    ranks = [ladder.find(word[:1].upper()) + 1 if word else 0 for word in known]
    return np.array(ranks, dtype=np.int64)[codes] if known else codes


def _times(
    chunks: Chunks, sightings: pd.DataFrame
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Beginnings in minutes since 1970 (UTC), and how many minutes each lasts (half-open).

    What is later than the year 6053 stops there. Returns beginnings and ends.
    """
    minutes = []
    for column, up in (("time_from", 0), ("time_to", 59)):  # a begun minute counts to its end
        stamps = sightings[column]
        whole = (stamps.dt.as_unit("s").astype("int64") + up) // 60
        held = np.clip(whole, NO_VALUE + 1, 2**31 - 1)
        minutes.append(np.where(stamps.isna(), NO_VALUE, held))
    chunks.column("from", minutes[0], "d")
    chunks.coded("lasts", (minutes[1] - minutes[0]).astype(np.int32).astype(float))
    return minutes[0].astype(np.int64), minutes[1].astype(np.int64)


def _symbols(chunks: Chunks, sightings: pd.DataFrame) -> None:
    """Pictures of the symbol codes, when there are any: each once, and its number per record."""
    codes, known = coded(sightings, "sidc")
    if not any(known):
        return
    common = np.argsort(-np.bincount(codes, minlength=len(known)), kind="stable")
    drawn = set(common[: _MOST_PICTURES + 1].tolist())  # one of them may be "no code"
    shown = [
        {} if not code.strip() else picture(code).to_dict() if k in drawn else {"why": "many"}
        for k, code in enumerate(known)
    ]
    chunks.column("symbol", codes, code_kind(len(known)))
    chunks.json("symbols", shown)


def _fans(chunks: Chunks, sightings: pd.DataFrame) -> None:
    """Whence fire came as seen from the impact, when anybody said: degrees and kilometres."""
    fields = {
        "azimuth": "azimuth_deg", "azimuth_error": "azimuth_error_deg",
        "range_min": "range_min_km", "range_max": "range_max_km",
    }  # fmt: skip
    for name, field in fields.items():
        values = number_column(sightings, field)
        if not np.isnan(values).all():
            chunks.coded(name, values)


def _amounts(chunks: Chunks, sightings: pd.DataFrame) -> None:
    best = number_column(sightings, "quantity_best")
    for name in ("low", "high"):
        values = number_column(sightings, f"quantity_{name}")
        if name == "low":  # only a best figure: it is the least that is claimed
            values = np.where(np.isnan(values), best, values)
        chunks.coded(name, values)


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
    kind = code_kind(len(region_number))
    chunks.column("members", np.bincount(row, minlength=len(sightings)), kind)
    chunks.column("region", region[order], kind)
    chunks.column("share", np.where(certain, 255, code), "u8")


def _outlines(chunks: Chunks, sightings: geopandas.GeoDataFrame) -> list[int]:
    """Lines and areas, when there are any. Returns which of the records are areas."""
    shapes = sightings.geometry.to_numpy()
    lines = np.where(shapely.get_type_id(shapes) > 0, shapes, None)
    if not any(shape is not None for shape in lines):
        return []
    chunks.shapes("outlines", lines, SCALE)
    return [int(i) for i in np.flatnonzero(shapely.get_dimensions(lines) == 2)]


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
