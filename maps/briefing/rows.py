"""One report in the words of a briefing: what, when, where, how many, how sure, who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.sources import Source, sources_of
from layers.vocabulary import term
from maps.briefing.blocks import Cell, Entry, Link
from maps.briefing.say import Say, shown

__all__ = ["Sources", "best", "grades", "is_shut", "report_cells", "safe_url", "short_cells"]

#: More sources of one report than this are not numbered beside it.
_MOST_SOURCES = 6
_SHORT = 140
#: A description in a column of a table: a longer one would have pages of its own. The map inside
#: the HTML file has all of it.
_DESCRIPTION = 320
#: What cannot be judged stands between the fair and the doubtful; it is not the worst.
_RELIABILITY = {"A": 0, "B": 1, "C": 2, "F": 3, "": 3, "D": 4, "E": 5}
_CREDIBILITY = {"1": 0, "2": 1, "3": 2, "6": 3, "": 3, "4": 4, "5": 5}
#: What says no in `sensitivity`, as in ``maps/page/card/gate.js``.
_NOT_SENSITIVE = frozenset({"", "0", "-", "no", "none", "false", "n/a"})


@dataclass
class Sources:
    """The sources that a briefing names, numbered in the order in which they are met.

    A title that a record gives once for several addresses is that of the first one; it need not be
    that of the others, which are listed as named together with it.
    """

    say: Say
    _listed: list[Source] = field(default_factory=list)
    _numbers: dict[Source, int] = field(default_factory=dict)
    _at: dict[str, int] = field(default_factory=dict)
    _beside: dict[int, dict[int, None]] = field(default_factory=dict)

    def links(self, record: Mapping[str, Any]) -> tuple[Link, ...]:
        """Numbers of a report's sources, and how many more it names. A shut one has none."""
        if is_shut(record):
            return ()
        found, named = [], sources_of(record)
        shared = bool(named and named[0].title) and len({one.title for one in named}) == 1
        first = 0
        for source in named[:_MOST_SOURCES]:
            if first and shared:
                number = self._number(source._replace(title=""), beside=first)
            else:
                number = self._number(source)
            first = first or number
            found.append(Link(f"[{number}]", safe_url(source.url) or safe_url(source.archive_url)))
        if len(named) > _MOST_SOURCES:
            found.append(Link(f"+{len(named) - _MOST_SOURCES}", ""))
        return tuple(found)

    def entries(self) -> tuple[Entry, ...]:
        """The list: title, date, and links to the page and its archived copy."""
        return tuple(self._entry(source, n) for n, source in enumerate(self._listed, 1))

    def _number(self, source: Source, *, beside: int = 0) -> int:
        """Of one that is listed, or a new one; ``beside``: of the one that it is named with."""
        at = self._at.get(source.url, 0)
        known = self._listed[at - 1] if at else source
        if at and (beside or (at in self._beside and not known.title)) and _one(known, source):
            both = zip(known, source, strict=True)
            self._listed[at - 1] = Source(*(one or other for one, other in both))
            number = at
        else:
            number = self._numbers.get(source, len(self._listed) + 1)
            if number > len(self._listed):
                self._listed.append(source)
            if source.url:
                self._at.setdefault(source.url, number)
        self._numbers[source] = number
        if beside and beside != number:
            self._beside.setdefault(number, {})[beside] = None
        return number

    def _entry(self, source: Source, number: int) -> Entry:
        url, archive = safe_url(source.url), safe_url(source.archive_url)
        title = shown(source.title, 300) or ("" if url else shown(source.url, 300))
        others = ", ".join(f"[{other}]" for other in self._beside.get(number, ()))
        untitled = self.say("source_beside", sources=others) if others else ""
        parts = [title or untitled or self.say("source_untitled")]
        if source.date:
            parts.append(self.say.date(source.date))
        # An address that no link may lead to is still said.
        parts += [shown(one, 300) for one in (source.url, source.archive_url)
                  if one and not safe_url(one) and shown(one, 300) != title]  # fmt: skip
        links = [Link(_host(url), url)] if url else []
        links += [Link(self.say("archived"), archive)] if archive else []
        return Entry(f"[{number}]", ", ".join(parts), tuple(links))


def _one(known: Source, source: Source) -> bool:
    """Whether two say nothing different of one address."""
    return all(not a or not b or a == b for a, b in zip(known, source, strict=True))


def safe_url(text: str) -> str:
    """An address as a link may have it, percent-encoded; "" for all but http and https."""
    if len(text) > 2000 or not re.fullmatch(r"https?://[^\s\"'<>\u0060\\]+", text, re.IGNORECASE):
        return ""
    try:
        told = quote(text, safe="!#$%&()*+,/:;=?@[]~-._", errors="strict")
        parts = urlsplit(told)
        _ = parts.port
    except ValueError:  # half a character, or a port that is none
        return ""
    return told if parts.hostname else ""


def _host(url: str) -> str:
    return shown(urlsplit(url).hostname or url, 60)


def report_cells(record: Mapping[str, Any], say: Say, sources: Sources) -> tuple[Cell, ...]:
    """What (with its description), when, where, how many, status, grade in words, sources."""
    return (
        Cell(_what(record, say), _description(record, say)),
        Cell(_when(record, say), _exactness(record, say)),
        Cell(_where(record, say), _within(record, say)),
        Cell(_how_many(record, say)),
        Cell(_label(record, "status", say) or say("not_stated")),
        Cell(_grade(record, say)),
        Cell("", "", sources.links(record)),
    )


def is_shut(record: Mapping[str, Any]) -> bool:
    """Whether a report asks for care: then the map keeps description and sources shut, too."""
    return _text(record, "sensitivity").lower() not in _NOT_SENSITIVE


def _description(record: Mapping[str, Any], say: Say) -> str:
    return say("gate_short") if is_shut(record) else _text(record, "description", _DESCRIPTION)


def short_cells(record: Mapping[str, Any], say: Say, sources: Sources) -> tuple[Cell, ...]:
    """What, when and where on a line each, with the sources behind what."""
    when = " · ".join(part for part in (_when(record, say), _exactness(record, say)) if part)
    return (
        Cell(shown(_what(record, say), _SHORT), "", sources.links(record)),
        Cell(when),
        Cell(shown(_where(record, say), _SHORT), _within(record, say)),
    )


def _what(record: Mapping[str, Any], say: Say) -> str:
    category = _text(record, "category", 80)
    parts = [say.terms.category(category)[0] if category else _label_of_layer(record, say)]
    actors = [part.strip() for part in _text(record, "actor", 120).split(";") if part.strip()]
    parts += [_word("actor", actor, say) for actor in actors]
    parts += [_text(record, name, 120) for name in ("unit", "equipment", "weapon")]
    direction = say.words.get(f"pointer_{_text(record, 'direction', 20)}", "")
    return " · ".join(dict.fromkeys(part for part in (*parts, direction) if part))


def _label_of_layer(record: Mapping[str, Any], say: Say) -> str:
    layer = _text(record, "layer", 80)
    return say.words.get(f"layer_{layer}", layer) if layer else say("record")


def _when(record: Mapping[str, Any], say: Say) -> str:
    start, end = _text(record, "date_start", 40), _text(record, "date_end", 40)
    if not start and not end:
        return say("undated")
    if start and end and start != end:
        return f"{say.date(start)} – {say.date(end)}"
    return say.date(start or end)


def _exactness(record: Mapping[str, Any], say: Say) -> str:
    return str(say.words.get(f"precision_{_text(record, 'date_precision', 20)}", ""))


def _where(record: Mapping[str, Any], say: Say) -> str:
    named = [_text(record, name, 120) for name in ("place", "admin1", "country")]
    told = ", ".join(dict.fromkeys(part for part in named if part))
    return told or say("unlocated")


def _within(record: Mapping[str, Any], say: Say) -> str:
    shape = record.get("geometry")
    if shape is None or shape is pd.NA or isinstance(shape, float):
        return say("unlocated") if _text(record, "place") else ""
    radius = record.get("coordinate_uncertainty_m")
    if radius is None or pd.isna(radius):
        return say("radius_unknown")
    if radius < 1000:
        return say("radius", distance=say("metres", value=say.number(round(radius))))
    kilometres = round(radius / 1000, 1 if radius < 10_000 else 0)
    return say("radius", distance=say("kilometres", value=say.number(kilometres)))


def _how_many(record: Mapping[str, Any], say: Say) -> str:
    low, best, high = (_number(record.get(f"quantity_{name}")) for name in ("low", "best", "high"))
    low, high = best if low is None else low, best if high is None else high
    unit = _text(record, "quantity_unit", 40)
    told = say.words.get(f"unit_{unit}")
    most = high if high is not None else low
    if most is None or not (low is None or low <= most):
        return say("not_stated")
    word = say(f"unit_{unit}", int(most) if most == int(most) else 5) if told else unit
    if low is None:
        amount = say("up_to", value=say.number(most))
    elif high is None:
        amount = say("at_least", value=say.number(low))
    else:
        amount = say.interval(low, high)
    running = term("category", _text(record, "category", 80))
    note = (
        f" ({say('cumulative')})" if running is not None and "cumulative" in running.flags else ""
    )
    return f"{amount} {word}".strip() + note


def _grade(record: Mapping[str, Any], say: Say) -> str:
    reliability = _text(record, "source_reliability", 2)
    credibility = _text(record, "information_credibility", 4).removesuffix(".0")
    first = say.words.get(f"reliability_{reliability}", say("reliability_none"))
    second = say.words.get(f"credibility_{credibility}", say("credibility_none"))
    code = f"{reliability}{credibility}"
    return say.named(code, say.listed((first, second))) if code else say("reliability_none")


def grades(frame: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Reliability (A to F) and credibility (1 to 6) of every report, "" where there is none."""
    reliability = frame["source_reliability"].fillna("").astype(str)
    credibility = frame["information_credibility"].fillna("").astype(str).str[:1]
    return reliability.to_numpy(object), credibility.to_numpy(object)


def best(frame: pd.DataFrame, sure: npt.NDArray[np.bool_], most: int) -> list[int]:
    """Positions of the best: by grade, certainty (``sure``), number; then in order of time."""
    reliability, credibility = grades(frame)
    sizes = frame[["quantity_low", "quantity_best", "quantity_high"]].max(axis=1)
    ids = frame["id"].fillna("").astype(str).to_numpy(object)
    ranks = pd.DataFrame(
        {
            "reliability": [_RELIABILITY.get(one, 3) for one in reliability],
            "credibility": [_CREDIBILITY.get(one, 3) for one in credibility],
            "unsure": ~sure,
            "size": -sizes.fillna(-1).to_numpy(float),
            "id": pd.Series(ids, dtype=object),
        }
    )
    best = ranks.sort_values(list(ranks.columns), kind="stable").index[:most]
    times = _times(frame)
    return sorted((int(row) for row in best), key=lambda row: (times[row], ids[row]))


def _times(frame: Any) -> npt.NDArray[np.int64]:
    moments = frame["time_from"].dt.tz_localize(None).to_numpy("datetime64[us]")
    return np.asarray(moments.astype("int64"))  # those without a date come first


def _label(record: Mapping[str, Any], name: str, say: Say) -> str:
    word = _text(record, name, 80)
    return _word(name, word, say) if word else ""


def _word(vocabulary: str, word: str, say: Say) -> str:
    return say.labels.get(vocabulary, {}).get(word, word)


def _text(record: Mapping[str, Any], name: str, longest: int = 700) -> str:
    value = record.get(name)
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return shown(value, longest)


def _number(value: Any) -> float | None:
    if value is None or pd.isna(value):
        return None
    return float(value)
