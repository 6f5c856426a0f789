"""The files that peers' pages ask CDNs for, from npm's packages of the same release.

Fetched once with npm and kept; a page is then answered from disk, which is kinder to it than
any network. Fonts, and style sheets that no package has, are answered empty.
"""

from __future__ import annotations

import json
import mimetypes
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

__all__ = ["Shelf", "Wanted", "wanted"]

_FETCH_S = 120
_FONT = (".woff", ".woff2", ".ttf", ".eot", ".otf")
#: Where CDNs keep npm packages under npm's own names.
_BY_NAME = re.compile(
    r"https://(?:cdn\.jsdelivr\.net/npm|unpkg\.com)/((?:@[\w.-]+/)?[\w.-]+)@([^/?#]+)/?([^?#]*)"
)
#: Other addresses: pattern (its first group is the release), package, file. A package named with
#: ^ is taken in a later release: not every one that a CDN has is there.
_OTHERS = tuple(
    (re.compile(pattern), package, file)
    for pattern, package, file in (
        (r"https://code\.jquery\.com/jquery-([\d.]+?)\.min\.js", "jquery", "dist/jquery.min.js"),
        (r"https://cdnjs\.cloudflare\.com/ajax/libs/require\.js/([\d.]+)/require\.min\.js",
         "requirejs", "require.js"),
        (r"https://cdnjs\.cloudflare\.com/ajax/libs/Leaflet\.awesome-markers/([\d.]+)/(.+)",
         "leaflet.awesome-markers^", r"dist/\2"),
        (r"https://cdnjs\.cloudflare\.com/ajax/libs/leaflet\.markercluster/([\d.]+)/(.+)",
         "leaflet.markercluster", r"dist/\2"),
        (r"https://\w+\.bootstrapcdn\.com/bootstrap/([\d.]+)/(.+)", "bootstrap", r"dist/\2"),
        (r"https://\w+\.bootstrapcdn\.com/font-awesome/([\d.]+)/(.+)", "font-awesome", r"\2"),
        (r"https://api\.tiles\.mapbox\.com/mapbox-gl-js/v([\d.]+)/(.+)", "mapbox-gl", r"dist/\2"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A file of a package; ``release`` may be a range, as npm understands it."""

    package: str
    release: str
    file: str


def wanted(url: str) -> Wanted | None:
    """Which package's file an address stands for, or None where that is not known."""
    bare = unquote(url.split("?")[0])
    named = _BY_NAME.fullmatch(bare)
    if named:
        return Wanted(*named.groups())
    for pattern, package, file in _OTHERS:
        match = pattern.fullmatch(bare)
        if match:
            later = "^" if package.endswith("^") else ""
            return Wanted(package.rstrip("^"), later + match.group(1), match.expand(file))
    return None


@dataclass
class Shelf:
    """Packages on disk. With ``fetch`` a missing one is fetched, else it is simply not there."""

    folder: Path
    fetch: bool = False
    _out_of_reach: bool = field(default=False, init=False)

    def answer(self, url: str) -> tuple[bytes, str] | None:
        """The bytes behind an address and their type, or None: then nothing can answer."""
        bare = url.split("?")[0].split("#")[0]
        kind = mimetypes.guess_type(bare)[0] or "text/javascript"
        if bare.endswith(_FONT):
            return b"", "font/woff2"
        path = self._path(wanted(url))
        if path is not None:
            return path.read_bytes(), "application/wasm" if bare.endswith(".wasm") else kind
        return (b"", kind) if bare.endswith(".css") else None

    def _path(self, want: Wanted | None) -> Path | None:
        if want is None:
            return None
        home = self.folder / re.sub(r"[^\w.-]", "_", f"{want.package}@{want.release}")
        if not home.is_dir() and self.fetch:
            self._fetch(want, home)
        path = home / (want.file or _main(home))
        inside = home.is_dir() and path.resolve().is_relative_to(home.resolve())
        return path if inside and path.is_file() else None

    def _fetch(self, want: Wanted, home: Path) -> None:
        """Puts a package on the shelf, or nothing; after one failure of npm it is left alone."""
        npm = shutil.which("npm")
        if npm is None or self._out_of_reach:
            return
        partial = home.with_name(f"{home.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            subprocess.run(
                [npm, "pack", f"{want.package}@{want.release}", "--pack-destination", "."],
                cwd=partial, check=True, capture_output=True, timeout=_FETCH_S,
            )  # fmt: skip
            (archive,) = partial.glob("*.tgz")
            with tarfile.open(archive) as packed:
                packed.extractall(partial, filter="data")
            # Nearly all archives hold one folder, called "package".
            (inner,) = (path for path in partial.iterdir() if path.is_dir())
            inner.rename(home)
        except subprocess.CalledProcessError:
            pass  # there is no such release
        except (subprocess.TimeoutExpired, OSError, ValueError, tarfile.TarError):
            self._out_of_reach = True
        finally:
            shutil.rmtree(partial)


def _main(home: Path) -> str:
    """The file that a CDN serves when only the package is named."""
    try:
        told = json.loads((home / "package.json").read_text("utf-8"))
    except OSError:
        return "index.js"
    return str(told.get("jsdelivr") or told.get("unpkg") or told.get("main") or "index.js")
