"""The three sentences at the head of a briefing: how much, how it compares, what it amounts to.

Nothing is said that the figures do not say: where intervals overlap it says that it cannot tell,
and whether an assault is being prepared no count of reports can ever tell.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from maps.briefing.figures import Mask, counts, places
from maps.briefing.material import Material
from maps.briefing.rows import grades
from maps.briefing.say import Say, layer_name

__all__ = ["summary"]


def summary(material: Material, say: Say) -> tuple[str, str, str]:
    """How many reports; how that stands to the other period, or how they are graded; the verdict.

    Of a period in which nothing is reported the second sentence says how far the files reach. Where
    events are counted and none is known to have several reports, the first has that added.
    """
    period = say.period(material.now.period)
    period = period[:1].upper() + period[1:]  # it begins a sentence
    all_ = material.now.count()
    verdict = _verdict(material, say)
    if not all_.high:
        second = _against(material, say) if material.before else _reach(material, say)
        return say("summary_nothing", period=period), second, verdict
    parts = say.listed(
        say.named(layer_name(name, say), say.interval(*number))
        for name, number in counts(material.now).items()
    )
    first = say("summary_count", all_.high, period=period, n=say.interval(*all_), parts=parts)
    if material.known is not None and material.known.nothing:
        first = f"{first} {say('once_none')}"  # else as many events would be claimed as reports
    second = _against(material, say) if material.before else _grades(material, say)
    return first, second, verdict


def _against(material: Material, say: Say) -> str:
    """How the period stands to the other: more, fewer, as many, or not to be told.

    What was withheld may be of either: then it is never to be told.
    """
    if material.before is None:
        return ""
    now, before = material.now.count(), material.before.count()
    more = now.less(before)
    told = {"before": say.period(material.before.period), "n": say.interval(*before)}
    if material.withheld:
        return say("summary_shown" if before.high else "summary_shown_none", **told)
    if more == (0, 0):
        return say("summary_same", **told)
    if more.low > 0:
        return say("summary_more", difference=say.interval(*more), **told)
    if more.high < 0:
        return say("summary_fewer", difference=say.interval(-more.high, -more.low), **told)
    return say("summary_unclear", **told)


def _reach(material: Material, say: Say) -> str:
    begin, end = material.sightings["time_from"].dropna(), material.sightings["time_to"].dropna()
    if begin.empty or end.empty:
        return say("summary_reach_none")
    last = (end.max() - dt.timedelta(microseconds=1)).date()
    return say("summary_reach", first=say.day(begin.min().date()), last=say.day(last))


def _good(material: Material) -> tuple[Mask, Mask]:
    """Which are graded B2 or better, and which are not graded at all."""
    reliability, credibility = grades(material.now.sightings)
    good = np.isin(reliability, ["A", "B"]) & np.isin(credibility, ["1", "2"])
    return good, np.asarray((reliability == "") & (credibility == ""), bool)


def _grades(material: Material, say: Say) -> str:
    """An event is graded as the best of its reports, and not at all only where none of them is."""
    good, none = _good(material)
    now = material.now
    told = {"good": now.count(good, np.zeros_like(good)), "none": now.count(now.wholly(none))}
    return say("summary_grades", **{name: say.interval(*number) for name, number in told.items()})


def _verdict(material: Material, say: Say) -> str:
    """Whether an assault is being prepared: nobody can tell, and what there is to go by."""
    now = material.now
    mine = (now.sightings["layer"] == "deployment").to_numpy(bool, na_value=False)
    if not now.count(mine).high:
        return say("summary_assault_none")
    direction = now.sightings["direction"].fillna("").to_numpy(object)
    other = {way: ~mine | ~np.isin(direction, ["", way]) for way in ("arrival", "departure")}
    told = {
        "n": now.count(mine),
        "arriving": now.count(mine & (direction == "arrival"), other["arrival"]),
        "leaving": now.count(mine & (direction == "departure"), other["departure"]),
        "good": now.count(mine & _good(material)[0], ~mine),
    }
    key = "summary_assault_nozones"
    if (material.regions["kind"] == "border_zone").any():
        key = "summary_assault"
        told["zones"] = places(now, material.regions, mine)["border_zone"]
    return say(key, **{name: say.interval(*number) for name, number in told.items()})
