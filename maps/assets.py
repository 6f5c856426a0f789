"""Third-party files that a page needs, taken from installed pip packages, never from a network."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from geo.errors import PageError

__all__ = ["resolve"]

#: What folium links to, by the end of its address, and where its bytes are.
_KNOWN = (
    (re.compile(r"/leaflet@1\.9\.\d+/dist/leaflet\.js$"), "XStatic-Leaflet", "leaflet.js"),
    (re.compile(r"/leaflet@1\.9\.\d+/dist/leaflet\.css$"), "XStatic-Leaflet", "leaflet.css"),
)
#: What folium links to and a page of ours never uses.
_UNUSED = re.compile(r"jquery|bootstrap|fontawesome|awesome[.-]?markers|awesome\.rotate", re.I)
_CSS_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")


def resolve(url: str) -> str | None:
    """The text of a linked file, or None for one that is not used.

    Raises PageError for anything else: a page must not be left with a remote link.
    """
    for pattern, package, name in _KNOWN:
        if pattern.search(url):
            path = _file(package, name)
            return _css(path) if path.suffix == ".css" else _script(path)
    if _UNUSED.search(url):
        return None
    raise PageError(
        f"the page would link to {url}, and no installed package has that file: "
        "this version of folium is newer than Kordon knows; please report it"
    )


@cache
def _file(package: str, name: str) -> Path:
    try:
        files = distribution(package).files or []
    except PackageNotFoundError as error:
        raise PageError(
            f"the package {package} is not installed, and a page needs its {name}: "
            f"run 'pip install {package}'"
        ) from error
    for file in files:
        if file.name == name and "data" in file.parts:
            return Path(str(file.locate()))
    raise PageError(f"the installed {package} has no {name}: install it again")


def _script(path: Path) -> str:
    text = re.sub(r"^//# sourceMappingURL=.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise PageError(f"{path.name} holds text that would end its script element")
    return text


def _css(path: Path) -> str:
    """A style sheet without its pictures: they are of markers and of a control we never use."""

    def without(match: re.Match[str]) -> str:
        return match.group(0) if match.group(2).startswith(("data:", "#")) else "none"

    return _CSS_URL.sub(without, path.read_text("utf-8"))
