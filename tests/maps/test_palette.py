"""Colours: both themes say the same things, can be read, and are told apart in grey."""

from __future__ import annotations

import itertools
import json
import re
from importlib import resources
from typing import Any

import pytest

from layers.registry import LAYERS

THEMES: dict[str, Any] = json.loads((resources.files("maps") / "palette.json").read_text("utf-8"))


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def leaves(value: Any, path: str = "") -> dict[str, str]:
    if not isinstance(value, dict):
        return {path: value}
    return {k: v for key, inner in value.items() for k, v in leaves(inner, f"{path}/{key}").items()}


def test_themes_have_the_same_names() -> None:
    """What one theme colours the other colours too; lands fall back to `other`."""
    names = [{k for k in leaves(t) if not k.startswith("/land/")} for t in THEMES.values()]
    assert sorted(THEMES) == ["dark", "light"]
    assert names[0] == names[1]
    assert all("other" in theme["land"] for theme in THEMES.values())


@pytest.mark.parametrize("name", sorted(THEMES))
def test_colours_are_colours(name: str) -> None:
    for path, value in leaves(THEMES[name]).items():
        if path != "/font":
            assert re.fullmatch(r"#[0-9a-f]{6}(?:[0-9a-f]{2})?", value), path


@pytest.mark.parametrize("name", sorted(THEMES))
def test_every_layer_has_its_colours(name: str) -> None:
    ids = {layer.id for layer in LAYERS}
    assert set(THEMES[name]["layers"]) == set(THEMES[name]["symbolInk"]) == ids


@pytest.mark.parametrize("name", sorted(THEMES))
def test_text_can_be_read(name: str) -> None:
    """4.5 : 1 for text on its ground (WCAG 2 AA), 3 : 1 for symbols against land."""
    theme, ui = THEMES[name], THEMES[name]["ui"]
    for ink, ground in (("ink", "paper"), ("muted", "paper"), ("link", "paper"), ("ink", "chosen"),
                        ("ink", "hover"), ("ink", "field"), ("muted", "hover")):  # fmt: skip
        assert contrast(ui[ink], ui[ground]) >= 4.5, (ink, ground)
    for land in theme["land"].values():
        assert contrast(theme["townText"], land) >= 4.5, land
        for layer, color in theme["layers"].items():
            assert contrast(color, land) >= 3, (layer, land)


@pytest.mark.parametrize("name", sorted(THEMES))
def test_layers_differ_in_colour(name: str) -> None:
    """No two layers look alike; deployments and fortifications also differ by their shape."""
    for one, other in itertools.combinations(THEMES[name]["layers"].values(), 2):
        assert one != other
    assert len({layer.shape for layer in LAYERS}) == len(LAYERS)
