"""A page inside another one: what to write there, and what the other one has to allow."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from geo.errors import ArgumentError, ForeignFileError, InputError, OutputError
from geo.files import atomic_write, cannot_be_read
from layers.checking.values import visible
from maps.fingerprint import fingerprint_of

__all__ = ["ALLOW", "KINDS", "SANDBOX", "Embed", "embed"]

PathLike = str | os.PathLike[str]

#: What a framed page may do: run, print, open sources in tabs of their own, save files.
SANDBOX: Final = (
    "allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads"
)
#: What is not a matter of the sandbox.
ALLOW: Final = "fullscreen; clipboard-write"
#: What can be made of a page.
KINDS: Final = ("iframe", "srcdoc", "markdown", "quarto", "jupyter", "oembed")
#: Those that hold the page itself.
_INSIDE: Final = ("srcdoc", "jupyter")
_MOST_BYTES: Final = 200_000_000
#: Hexadecimal digits of the content in a frozen name.
_DIGITS: Final = 12
_FROZEN: Final = re.compile(rf"-([0-9a-f]{{{_DIGITS}}})$")
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_OEMBED_WIDTH: Final = 900


@dataclass(frozen=True)
class Embed:
    """``text`` to put into the other page; ``notes`` say what has to be done there.

    ``path`` is the page that the text leads to: the frozen one, where there is one.
    """

    text: str
    notes: tuple[str, ...]
    path: Path


def embed(
    page: PathLike,
    kind: str = "iframe",
    *,
    url: str = "",
    view: str = "",
    image: str = "",
    title: str = "",
    height: int = 520,
    freeze: PathLike | None = None,
) -> Embed:
    """What to write into another page to show ``page``, an HTML file that Kordon made.

    ``kind``: one of `KINDS`. ``url``: where the page will lie, or the folder, ending in ``/``
    (default: beside the other page). ``view``: what stands behind the ``#`` of an address copied
    from the page. ``image``: the picture of ``markdown`` (default: a PNG beside the page).
    ``height`` in pixels. ``freeze``: a folder that gets a copy whose name holds the first 12 digits
    of its SHA-256, which is what the text then leads to.

    Raises InputError when the page is damaged, none of Kordon's, or not what was frozen under its
    name, ArgumentError for a kind or address that cannot be used, OutputError when the copy cannot
    be written.
    """
    if kind not in KINDS:
        raise ArgumentError(f"{kind!r} is no way to embed a page: use one of {', '.join(KINDS)}")
    if not 100 <= height <= 10_000:
        raise ArgumentError(f"a frame of {height} pixels is no use: say 100 to 10,000")
    if view and kind in _INSIDE:
        raise ArgumentError(
            f"a frame that holds the page itself ({kind}) has no address, and so no --view: show "
            "it by address (--as iframe)"
        )
    if freeze is not None and url and not url.endswith("/"):
        raise ArgumentError(
            f"--url {visible(url)} is one page, and a frozen one has a name of its own: give the "
            "folder where it will lie, ending in '/'"
        )
    data = _whole_page(page)
    _check_frozen(Path(page), data)
    path = Path(page) if freeze is None else _frozen_name(Path(page), data, Path(freeze))
    document = data.decode("utf-8")
    one = _One(
        document=document,
        name=path.name,
        title=" ".join(visible(title or _title_of(document)).split()),
        address=_address(url, path.name, view),
        image=_image(image, path, url),
        height=height,
    )
    made = Embed(one.text(kind), _notes(kind, one, path), path)
    if freeze is not None:
        _freeze(path, data)
    return made


def _whole_page(page: PathLike) -> bytes:
    try:
        if os.stat(page).st_size > _MOST_BYTES:
            raise InputError(
                f"{page} is larger than {_MOST_BYTES:,} bytes: a frame of that size opens nowhere; "
                "make the map of fewer records, or without texts"
            )
        data = Path(page).read_bytes()
    except OSError as error:
        raise ForeignFileError(cannot_be_read(page, error)) from error
    found = fingerprint_of(data)
    if found is None:
        raise ForeignFileError(
            f"{page} is no page of Kordon: make one with 'kordon map FILES -o map.html'"
        )
    if not found.whole:
        raise ForeignFileError(
            f"{page} is not as it was written ('kordon verify {page}' says where): make it anew"
        )
    return data


def _check_frozen(page: Path, data: bytes) -> None:
    """Raise ForeignFileError when a name is that of a frozen page, and the content another."""
    named = _FROZEN.search(page.stem)
    if named and re.search("[a-f]", named[1]) and _digest(data) != named[1]:  # else a date may be
        raise ForeignFileError(
            f"{page} is not what was frozen under this name: its SHA-256 begins with "
            f"{_digest(data)}. Somebody has put another page in its place; freeze it anew with "
            "--freeze, under a name without the digits"
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def _frozen_name(page: Path, data: bytes, folder: Path) -> Path:
    """A name that no other content can have."""
    return folder / f"{_FROZEN.sub('', page.stem)}-{_digest(data)}{page.suffix or '.html'}"


def _freeze(path: Path, data: bytes) -> None:
    """Write a copy, unless it is there."""
    if path.exists():
        if path.is_file() and path.read_bytes() == data:
            return
        raise OutputError(
            f"{path} is there and holds something else: somebody has changed it; move it away"
        )
    atomic_write(path, data)


def _title_of(document: str) -> str:
    found = _TITLE.search(document)
    return html.unescape(found[1]) if found else ""


def _address(url: str, name: str, view: str) -> str:
    """Where the page is, with the view; characters that end an attribute or a link are escaped."""
    parts = _split(url)
    if parts.scheme not in ("", "http", "https") or (parts.scheme and not parts.netloc):
        raise ArgumentError(f"{visible(url)!r} is no address that a page can have: use https://…")
    if "#" in url:
        raise ArgumentError("--url has a '#': say what stands behind it as --view")
    if any(c.isspace() or not c.isprintable() for c in url + view):
        raise ArgumentError("--url and --view are one word each, as a browser shows them")
    base = url if url and not url.endswith("/") else url + quote(name)
    hash_ = view.lstrip("#")
    whole = base + (f"#{hash_}" if hash_ else "")
    return quote(whole, safe="/:?#[]@!$&'()*+,;=%~-._")


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:  # brackets that hold no address of a machine
        raise ArgumentError(
            f"{visible(url)!r} is no address that a page can have: {error}"
        ) from None


def _image(image: str, path: Path, url: str) -> str:
    if image:
        return quote(image, safe="/:?#[]@!$&'()*+,;=%~-._")
    base = url if url.endswith("/") else url.rpartition("/")[0] + "/" if "/" in url else ""
    return quote(base + quote(path.with_suffix(".png").name), safe="/:?#[]@!$&'()*+,;=%~-._")


@dataclass(frozen=True)
class _One:
    """One page in all the ways."""

    document: str
    name: str
    title: str
    address: str
    image: str
    height: int

    def text(self, kind: str) -> str:
        """The page embedded in one of `KINDS`; ends without a line break."""
        return str(getattr(self, f"_{kind}")())

    def _frame(self, source: str, width: str = "100%") -> str:
        title = html.escape(self.title).replace("`", "&#96;")
        return (
            # Attributes, not a style: a strict policy forbids styles in elements.
            f'<iframe title="{title}" width="{width}" height="{self.height}" frameborder="0" '
            f'loading="lazy" sandbox="{SANDBOX}" allow="{ALLOW}" {source}></iframe>'
        )

    def _iframe(self) -> str:
        return self._frame(f'src="{html.escape(self.address)}"')

    def _srcdoc(self) -> str:
        return self._frame(f'srcdoc="{html.escape(self.document)}"')

    def _markdown(self) -> str:
        label = re.sub(r"([\\`*_{}\[\]<>()#!|&~$])", r"\\\1", self.title)
        image, address = (_in_brackets(text) for text in (self.image, self.address))
        return f"[![{label}]({image})]({address})"

    def _quarto(self) -> str:
        return f"```{{=html}}\n{self._iframe()}\n```"

    def _jupyter(self) -> str:
        before, after = self._frame('srcdoc="@"').split("@", 1)
        return (
            "from html import escape\n"
            "from pathlib import Path\n\n"
            "from IPython.display import HTML\n\n"
            f'page = Path({self.name!r}).read_text(encoding="utf-8")\n'
            f"HTML({before!r} + escape(page) + {after!r})"
        )

    def _oembed(self) -> str:
        if not self.address.startswith(("https://", "http://")):
            raise ArgumentError("oEmbed needs the address of the page: --url https://…/map.html")
        told = {
            "version": "1.0",
            "type": "rich",
            "title": self.title,
            "provider_name": "Kordon",
            "html": self._frame(f'src="{html.escape(self.address)}"', str(_OEMBED_WIDTH)),
            "width": _OEMBED_WIDTH,
            "height": self.height,
        }
        return json.dumps(told, ensure_ascii=True, indent=2)


def _in_brackets(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29")


def _notes(kind: str, one: _One, path: Path) -> tuple[str, ...]:
    """What the other page, or its author, has to see to."""
    place = _split(one.address)
    origin = f"{place.scheme}://{place.netloc}".removeprefix("://") if place.netloc else "'self'"
    if kind in _INSIDE:
        notes = ["a frame of this kind obeys the content security policy of the page around it."]
        found = _POLICY.search(one.document)
        if found:
            needed = [
                part
                for part in html.unescape(found[1]).split("; ")
                if part.startswith(("script-src", "style-src", "img-src"))
            ]
            notes.append("If that has one, it must allow: " + "; ".join(needed))
        if kind == "jupyter":
            notes.append(f"run it in a notebook that lies beside {one.name}")
        return tuple(notes)
    if kind == "markdown":
        return (f"the picture is {one.image}: 'kordon picture' draws one",)
    address = one.address.partition("#")[0]
    where = "beside the page that shows it" if address == path.name else f"where {address} is"
    notes = [f"put {path.name} {where}"]
    notes.append(f"a page with a content security policy must allow: frame-src {origin}")
    if kind == "quarto":
        notes.append(f"list {path.name} under 'resources:' of the document or the project")
    return tuple(notes)
