"""Degrees and minutes are found in whatever way, and wherever in a page, they are written."""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from layers.frames import empty_sightings
from maps.leaks import Leak, Secrets, find_leaks
from maps.page import Page


def minutes(value: float, degree: str = "°", minute: str = "'") -> str:
    """Degrees and minutes."""
    return f"{int(value)}{degree}{value % 1 * 60:07.4f}{minute}"


def seconds(value: float, degree: str = "°", minute: str = "'", second: str = '"') -> str:
    """Degrees, minutes and seconds."""
    total = round(value * 3600, 2)
    whole, part = divmod(total, 3600)
    return f"{whole:.0f}{degree}{part // 60:02.0f}{minute}{part % 60:05.2f}{second}"


#: Ways to write a place (longitude, latitude).
WAYS: tuple[Callable[[float, float], str], ...] = (
    lambda x, y: f"{minutes(y)} {minutes(x)}",
    lambda x, y: f"{minutes(y)}, {minutes(x)}",
    lambda x, y: f"{minutes(y)}N {minutes(x)}E",
    lambda x, y: f"{minutes(x)} E {minutes(y)} N",
    lambda x, y: f"N{minutes(y)}E{minutes(x)}",
    lambda x, y: f"N {minutes(y, minute='′')} E {minutes(x, minute='′')}",
    lambda x, y: f"{minutes(y, 'º', '’')}N {minutes(x, 'º', '’')}E",
    lambda x, y: f"{minutes(y, '° ')} {minutes(x, '° ')}",
    lambda x, y: f"{minutes(y, ':', '')}N {minutes(x, ':', '')}E",
    lambda x, y: f"{minutes(y, ' deg ', ' min')}, {minutes(x, ' deg ', ' min')}",
    lambda x, y: f"{minutes(y)}; {minutes(x)}".replace(".", ","),
    lambda x, y: f"{seconds(y)} {seconds(x)}",
    lambda x, y: f"{seconds(y)}N {seconds(x)}E",
    lambda x, y: f"N{seconds(y)} E{seconds(x)}",
    lambda x, y: f"{seconds(y, '°', '′', '″')} {seconds(x, '°', '′', '″')}",
    lambda x, y: f"{seconds(y, '°', ' ', '')} {seconds(x, '°', ' ', '')}",
    lambda x, y: f"{seconds(y, ':', ':', '')} {seconds(x, ':', ':', '')}",
    lambda x, y: seconds(y, "°", "'", "''") + seconds(x, "°", "'", "''"),
    lambda x, y: f"{minutes(y, ' ', '')}N {minutes(x, ' ', '')}E",
)
#: What may stand before it, the last ones in bytes only.
BEFORE = ("", "at ", "Coordinates ", "was ", "the W ")
BEFORE_BYTES = ("7", "-", "s", "W", "3 ", "\x01", "\x80")
PLACES = [(24.2218 + k % 12 * 0.9, 50.1207 + k // 12 * 0.1) for k in range(len(WAYS))]


def places(up: int) -> list[tuple[float, float]]:
    """As many others, so many degrees up."""
    return [(x, y + up) for x, y in PLACES]


def written(before: tuple[str, ...], turn: int, up: int = 0) -> list[str]:
    """Each of the places in another way, behind one of these by turns."""
    return [
        f"{before[(k + turn) % len(before)]}{way(*place)} "
        for k, (way, place) in enumerate(zip(WAYS, places(up), strict=True))
    ]


def apart(told: list[str]) -> str:
    """So far from each other that no two make a place."""
    return ("x" * 400).join(["", *(f" {one}" for one in told), ""])


def found(leaks: list[Leak]) -> set[str]:
    """As they are shown, of those that are no corner or middle of all."""
    return {leak.value_shown for leak in leaks if leak.field == "position"}


def shown(*ups: int) -> set[str]:
    """How leaks of the places are shown."""
    return {f"{y:.1f}…, {x:.1f}…".replace(".0…", "…") for up in ups for x, y in places(up)}


def secrets(*ups: int, away: float = 0.0) -> Secrets:
    return Secrets(positions=[(x + away, y) for up in ups for x, y in places(up)])


@pytest.mark.parametrize("turn", range(len(BEFORE)))
def test_every_way_is_found_in_a_text(turn: int) -> None:
    text = apart(written(BEFORE, turn)).encode()
    assert found(find_leaks(text, secrets(0), name="a.txt")) == shown(0)
    assert find_leaks(text, secrets(0, away=0.004), name="a.txt") == []


def test_south_and_west() -> None:
    for text in ("S 34°10.1230' W 58°20.4560'", "34°10'07.38\"S 58°20'27.36\"W", "-34°10.123', "
                 "-58°20.456'", "S 34 10.123 W 58 20.456"):  # fmt: skip
        place = Secrets(positions=[(-58.3409333, -34.1687167)])
        assert find_leaks(text.encode(), place, name="a.txt"), text


def test_seconds_are_not_the_degrees_of_the_next_number() -> None:
    """A number without a sign may be seconds or something else: both are looked at."""
    for text in ("52°02' 58 29°14' 44", "52°02' 29°14'", "52°02' 5 km, 29°14' 7 km"):
        near = Secrets(positions=[(29 + 14 / 60, 52 + 2 / 60)])
        assert find_leaks(text.encode(), near, name="a.txt"), text


def changed(page: str, element: str, change: Callable[[bytes], bytes]) -> str:
    """A page in which the first thing that is packed in an element is another one."""
    start = page.index(f'id="{element}">') + len(f'id="{element}">')
    end = page.index("<", start)
    unpack = zlib.decompressobj()
    data = change(unpack.decompress(base64.b64decode(page[start:end])))
    packed = base64.b64encode(zlib.compress(data) + unpack.unused_data).decode()
    return page[:start] + packed + page[end:]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16-le"])
def test_every_way_is_found_among_columns(encoding: str) -> None:
    """In the middle of them, whatever bytes stand before it."""
    rng = random.Random(encoding)
    page = Page(empty_sightings()).html()
    for up, element in enumerate(("kordon-data", "kordon-detail")):
        told = written(BEFORE_BYTES, len(encoding), up)
        if encoding != "utf-8":
            told = [one.translate(str.maketrans("′″’", "'\"'")) for one in told]

        def planted(data: bytes, told: list[str] = told) -> bytes:
            step = len(data) // (len(told) + 1)
            for k, one in enumerate(told):
                text = one.encode(encoding)
                at = step * k + rng.randrange(step - len(text))
                data = data[:at] + text + data[at + len(text) :]
            return data

        page = changed(page, element, planted)
    assert found(find_leaks(page.encode(), secrets(0, 1), name="x.html")) == shown(0, 1)


def test_every_way_is_found_in_the_texts_of_a_page(intake_of: Callable[..., Any]) -> None:
    """In what a record says, the title, the head and the code."""
    frame = intake_of(
        [{"id": "1", "layer": "deployment", "unit": "A unit", "date": "2022-11-03",
          "lat": "58.5", "lon": "39.5"}]
    ).sightings  # fmt: skip
    told = [apart(written(BEFORE, up, up)) for up in range(4)]
    frame["description"] = pd.array([told[0]], dtype=frame["description"].dtype)
    page = Page(frame, title=told[1]).html()
    head, code = json.dumps(told[2])[1:-1].encode(), told[3].encode()
    page = changed(page, "kordon-head", lambda d: d.replace(b'"title":"', b'"title":"' + head, 1))
    page = changed(page, "kordon-code", lambda d: d.replace(b"function", code + b"function", 1))
    leaks = find_leaks(page.encode(), secrets(*range(4)), name="x.html")
    assert found(leaks) == shown(*range(4))
    away = secrets(*range(4), away=0.004)
    assert found(find_leaks(page.encode(), away, name="x.html")) == set()
