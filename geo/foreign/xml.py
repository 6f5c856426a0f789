"""What the parsers of KML and GPX share: elements without their namespaces, and tables of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

import numpy as np
import pyarrow as pa
import shapely

from geo.foreign.tables import GEOMETRY, PROBLEM, RAW, Parsed, RefusalError, kept_text, unique_names

__all__ = ["Feature", "child", "elements", "local", "table_of", "text_in"]


@dataclass
class Feature:
    """One row: its texts by column, its geometry (degrees), and what is wrong with that.

    ``own`` ones were written by Kordon, which says so in them.
    """

    texts: dict[str, str] = field(default_factory=dict)
    geometry: Any = None
    problem: str | None = None
    raw: str | None = None
    own: bool = False


def elements(file: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """Yield ("start" or "end", element) of a document. Raises RefusalError for a DOCTYPE, too."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        yield from iterparse(file, ("start", "end"), forbid_dtd=True)
    except DefusedXmlException:
        raise RefusalError(
            "it is XML with a DOCTYPE, which can read other files or grow without end."
        ) from None
    except ParseError as error:
        raise RefusalError(f"the XML is damaged ({error}).") from None
    except (UnicodeError, LookupError) as error:
        raise RefusalError(f"the XML is in no encoding that is known ({error}).") from None


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element, name: str) -> Element | None:
    """The first child of that name, in whatever namespace."""
    return next((one for one in element if local(one) == name), None)


def text_in(element: Element, name: str) -> str:
    """The text of the first child of that name and of what is in it, trimmed; "" without one."""
    found = child(element, name)
    return "" if found is None else "".join(found.itertext()).strip()


def table_of(
    name: str, features: Sequence[Feature], first: Sequence[str], notes: list[str]
) -> Parsed:
    """Features as one table; ``first`` are the columns that come first, where there is any text."""
    found = dict.fromkeys(column for feature in features for column in feature.texts)
    columns = [column for column in first if column in found]
    columns += [column for column in found if column not in first]
    labels = unique_names(columns, notes)
    arrays: list[Any] = [
        pa.array([feature.texts.get(column) or None for feature in features], pa.large_string())
        for column in columns
    ]
    shapes = shapely.to_wkb(np.array([feature.geometry for feature in features], dtype=object))
    raws = [None if feature.raw is None else kept_text(feature.raw) for feature in features]
    arrays += [
        pa.array(shapes, pa.binary()),
        pa.array([feature.problem for feature in features], pa.large_string()),
        pa.array(raws, pa.large_string()),
    ]
    table = pa.table(arrays, names=[*labels, GEOMETRY, PROBLEM, RAW])
    return Parsed.of_table(name, table, crs="EPSG:4326", notes=notes)
