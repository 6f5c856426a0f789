"""What a still shows, in words, from the numbers it was drawn from: nothing is invented."""

from __future__ import annotations

from layers.registry import LAYERS
from maps.picture.coverage import DEGREES
from maps.picture.key import Drawn, left_out_words
from maps.picture.scene import Scene
from maps.picture.towns import nearest_place
from maps.saying import Sayings, listed, named, shown_text
from maps.withheld import Withheld

__all__ = ["alt_text", "as_of_words", "withheld_words"]


def as_of_words(scene: Scene, sayings: Sayings, as_of: str | None) -> str:
    """As of when: as it was given, else the newest date on record; empty without dates."""
    if as_of is not None:
        return sayings.say("picture_as_of", date=sayings.date(as_of))
    newest = scene.records.newest()
    return sayings.say("as_of_date", date=sayings.date(newest)) if newest else ""


def withheld_words(withheld: Withheld | None, sayings: Sayings) -> list[str]:
    """How many are withheld of what was published, at length and briefly; "" where nothing was."""
    if withheld is None or not withheld.n:
        return [""]
    name = sayings.say("published_withheld")
    text = sayings.say(withheld.key, n=withheld.n)
    told = (text, withheld.briefly(sayings.number))
    return [named(sayings.language, name, one) for one in told]


def alt_text(
    scene: Scene, drawn: Drawn, sayings: Sayings, *, title: str, as_of: str | None,
    withheld: Withheld | None = None,
) -> str:  # fmt: skip
    """A few sentences for who does not see the picture."""
    records = scene.records
    told = [sayings.say("picture_alt", title=shown_text(title))]
    if scene.shown:
        layers = listed(
            sayings.language,
            (
                f"{sayings.say(f'layer_{layer.id}')} {sayings.interval(*records.reports(mine))}"
                for k, layer in enumerate(LAYERS)
                if (mine := scene.drawn & (records.layer == k)).any()
            ),
        )
        low, high = records.reports(scene.drawn)
        text = sayings.interval(low, high)
        told.append(sayings.say("picture_alt_drawn", n=high, text=text, layers=layers))
    else:
        told.append(sayings.say("picture_alt_empty"))
    told += _where(scene, sayings)
    others = [*(one.label for one in drawn.sets), *(one.label for one in drawn.rasters)]
    if drawn.watched:
        found = {area.degree for area in drawn.watched}
        degrees = [sayings.say(f"coverage_{d}") for d in reversed(DEGREES) if d in found]
        others.append(f"{sayings.say('coverage')} ({', '.join(degrees)})")
    if others:
        told.append(sayings.say("picture_alt_context", what=listed(sayings.language, others)))
    words = left_out_words(scene, sayings)
    if scene.density:
        words += [
            sayings.say(f"density_{why}", n=n)
            for why in ("coarse", "unknown")
            if (n := scene.not_drawn.get(why, 0))
        ]
    if words:
        told.append(
            sayings.say(
                "picture_alt_not", what=listed(sayings.language, (w.rstrip(".") for w in words))
            )
        )
    when = as_of_words(scene, sayings, as_of)
    if when:
        told.append(when[:1].upper() + when[1:] + ("" if when.endswith(".") else "."))
    held = withheld_words(withheld, sayings)[0]
    if held:
        told.append(f"{held}.")
    return " ".join(told)


def _where(scene: Scene, sayings: Sayings) -> list[str]:
    """Where most of it is."""
    if scene.density is not None:
        most = int(scene.density.counts.max(initial=0))
        return [
            sayings.say("picture_alt_density", km=sayings.number(scene.density.side_km), n=most)
        ]
    if not scene.groups or scene.groups[0].n < 2:
        return []
    group = max(scene.groups, key=lambda g: g.n)
    lon, lat = scene.frame.places(group.x, group.y)
    place = nearest_place(sayings.language, float(lon), float(lat))
    low, high = scene.records.reports(group.members)
    text = sayings.interval(low, high)
    return [sayings.say("picture_alt_largest", n=high, text=text, place=place)] if place else []
