"""Sheets of the auto-archiver (Bellingcat): a link in each row, and what became of archiving it.

The sheet says what was archived; what was seen, where and when, is in columns of the user's own,
which are read like any. Its own columns are about the source: when that was published is not when
something happened.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Speech

__all__ = ["DIALECT"]


def _speak(speech: Speech) -> None:
    speech.notes.append(
        "auto-archiver: the upload's time is source_date, and no date of an event; where and when "
        "come from columns of your own"
    )


DIALECT: Final = Dialect(
    name="auto_archiver",
    title="auto-archiver",
    signatures=(
        frozenset({"link", "archive status", "archive location"}),
        frozenset({"url", "archive status", "archive location"}),
    ),
    columns=MappingProxyType(
        {
            "link": "source_url",
            "url": "source_url",
            "archive location": "source_archive_url",
            "upload timestamp": "source_date",
            "upload title": "source_title",
            "hash": "source_sha256",
            "wacz": "",
            "text content": "",
        }
    ),
    speak=_speak,
    terms="those of the sources; the auto-archiver adds none",
    licence="",
    layout="default column names of the module gsheet_feeder_db of bellingcat/auto-archiver",
)
