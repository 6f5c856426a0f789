"""The sources of a record: one row of a flat file may name several, separated by `` | ``."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, NamedTuple

__all__ = ["SEPARATOR", "Source", "sources_of"]

SEPARATOR = " | "


class Source(NamedTuple):
    """Who says so. Every part is text, empty where it was not given."""

    title: str
    url: str
    date: str
    archive_url: str


def sources_of(record: Mapping[str, Any]) -> list[Source]:
    """All sources of one record, in the order given.

    One title for several addresses is repeated, because it was written for all of them; dates
    and archive addresses belong to the address at their place only.
    """
    titles, urls, dates, archives = (
        _split(record.get(name))
        for name in ("source_title", "source_url", "source_date", "source_archive_url")
    )
    if len(titles) == 1 and len(urls) > 1:
        titles = titles * len(urls)
    rows = zip_longest(titles, urls, dates, archives, fillvalue="")
    return [Source(*row) for row in rows if any(row)]


def _split(value: Any) -> list[str]:
    if not isinstance(value, str) or not value.strip():
        return []
    return [part.strip() for part in value.split(SEPARATOR)]
