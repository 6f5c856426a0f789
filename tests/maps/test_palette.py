"""Colours: all themes say the same things, can be read, and are told apart by every eye."""

from __future__ import annotations

import itertools
import json
import re
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from layers.registry import LAYERS

THEMES: dict[str, Any] = json.loads((resources.files("maps") / "palette.json").read_text("utf-8"))


#: How linear RGB looks to eyes that lack one kind of cone: Machado, Oliveira and Fernandes 2009,
#: severity 1.0.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
#: Least distance of two layer colours in CIELAB (a just noticeable difference is about 2.3),
#: for everyone; and in lightness alone where the theme promises to work in grey.
LEAST_DISTANCE = 35
LEAST_IN_GREY = {"print": 15, "safe": 20}


def linear(color: str) -> npt.NDArray[np.float64]:
    """Linear RGB of #rrggbb."""
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """CIELAB (D65) of linear RGB."""
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
              [0.0193339, 0.1191920, 0.9503041]]  # fmt: skip
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(color))


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
    assert sorted(THEMES) == ["dark", "light", "print", "safe"]
    assert all(one == names[0] for one in names)
    assert all("other" in theme["land"] for theme in THEMES.values())


@pytest.mark.parametrize("name", sorted(THEMES))
def test_colours_are_colours(name: str) -> None:
    for path, value in leaves(THEMES[name]).items():
        if path not in ("/font", "/scheme"):
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
                        ("ink", "hover"), ("ink", "field"), ("muted", "hover"), ("warn", "paper"),
                        ("paper", "ink")):  # fmt: skip
        assert contrast(ui[ink], ui[ground]) >= 4.5, (ink, ground)
    assert contrast(ui["focus"], ui["paper"]) >= 3
    assert contrast(theme["ringText"], theme["symbolHalo"]) >= 4.5
    assert contrast(theme["timeText"], theme["timeWindow"]) >= 4.5
    for land in theme["land"].values():
        for text in ("townText", "villageText", "countryText", "oblastText", "waterText"):
            assert contrast(theme[text], land) >= 4.5, (text, land)
        for layer, color in theme["layers"].items():
            assert contrast(color, land) >= 3, (layer, land)
    for ground in ("sea", "outside"):
        assert contrast(theme["waterText"], theme[ground]) >= 4.5, ground
        assert contrast(theme["graticuleText"], theme["outside"]) >= 4.5


@pytest.mark.parametrize("name", sorted(THEMES))
def test_marks_inside_symbols_can_be_seen(name: str) -> None:
    theme = THEMES[name]
    for layer, color in theme["layers"].items():
        assert contrast(theme["symbolInk"][layer], color) >= 3, layer


@pytest.mark.parametrize("eyes", BLINDNESS)
@pytest.mark.parametrize("name", sorted(THEMES))
def test_layers_differ_for_every_eye(name: str, eyes: str) -> None:
    """Also for readers who see no red, no green or no blue."""
    seen = {k: lab(BLINDNESS[eyes] @ linear(c)) for k, c in THEMES[name]["layers"].items()}
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= LEAST_DISTANCE, (one, other)


@pytest.mark.parametrize("name", LEAST_IN_GREY)
def test_layers_differ_in_grey(name: str) -> None:
    """A black and white printer or copier keeps the layers apart by lightness alone."""
    lightness = {k: lab(linear(c))[0] for k, c in THEMES[name]["layers"].items()}
    for one, other in itertools.combinations(lightness, 2):
        assert abs(lightness[one] - lightness[other]) >= LEAST_IN_GREY[name], (one, other)


def test_layers_differ_in_shape() -> None:
    assert len({layer.shape for layer in LAYERS}) == len(LAYERS)


@pytest.mark.parametrize("eyes", BLINDNESS)
@pytest.mark.parametrize("name", sorted(THEMES))
def test_density_goes_from_faint_to_strong_for_every_eye(name: str, eyes: str) -> None:
    """Each step is plainly further from the ground in lightness: few to many needs no hue."""
    ramp = [THEMES[name]["density"][str(k)] for k in range(1, 6)]
    lightness = [float(lab(BLINDNESS[eyes] @ linear(color))[0]) for color in ramp]
    rising = 1 if THEMES[name]["scheme"] == "dark" else -1
    steps = np.diff(lightness) * rising
    assert (steps >= 9).all(), lightness
