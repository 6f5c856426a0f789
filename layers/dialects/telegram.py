"""Telegram: the JSON that its desktop program exports of a channel or chat.

A message is what somebody says, not what happened: when it was sent is the source's date, and its
day is taken for that of the event, as in VIINA. What was seen and where is in its words: no kind is
made up, so ``--layer`` says it. Messages of the service are set aside.
"""

from __future__ import annotations

import datetime as dt
import json
from types import MappingProxyType
from typing import Any, Final

from layers.dialects.dialect import Dialect, Speech

__all__ = ["DIALECT"]

_LATEST: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC).timestamp()


def _speak(speech: Speech) -> None:
    speech.put("source_date", _moment, "date_unixtime")
    speech.put("description", _text, "text")
    speech.put("date_start", lambda text: _moment(text)[:10], "date_unixtime")
    services, codes = speech.each(lambda word: word == "service", "type")
    why = "Telegram: a message of the service (somebody joined, a photo was changed), no report"
    for row, code in enumerate(codes.tolist()):
        if services[code]:
            speech.aside[row] = ("Telegram: message of the service", why)
    speech.notes.append(
        "Telegram: the day on which a message was sent (UTC) is taken for the day of what it "
        "tells; what was seen and where is in its words: use --layer, and give coordinates in "
        "columns of your own"
    )


def _moment(text: str) -> str:
    """Seconds since 1970 as ISO 8601; "" for anything else."""
    if not text.isascii() or not text.isdigit() or float(text) >= _LATEST:
        return ""
    return f"{dt.datetime.fromtimestamp(int(text), dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    """The words of a message, which are a list where some of them are links or bold."""
    if not text.startswith("["):
        return text
    try:
        parts: Any = json.loads(text)
    except (ValueError, RecursionError):
        return text
    words = [part.get("text", "") if isinstance(part, dict) else part for part in parts]
    return "".join(words) if all(isinstance(word, str) for word in words) else text


DIALECT: Final = Dialect(
    name="telegram",
    title="Telegram",
    signatures=(frozenset({"id", "type", "date", "date_unixtime", "text"}),),
    columns=MappingProxyType(
        {
            "id": "id",
            "from": "source_title",
            "date": "",  # local time of who exported it
            "type": "",
            "text": "",
            "edited": "",
            "actor": "",  # who pinned something
            "author": "",
            "title": "",
            "place_name": "place",
        }
    ),
    speak=_speak,
    terms="those of the channel",
    licence="",
    layout="result.json of Telegram Desktop",
)
