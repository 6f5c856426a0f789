"""``kordon embed``: frames, cells and links for a page, frozen copies, and pages that are none."""

from __future__ import annotations

import ast
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt

import kordon
from cli.embed import _KINDS, embed
from geo.errors import ArgumentError, ForeignFileError, OutputError
from maps.embed import KINDS


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(embed, [str(a) for a in arguments])


class _Frames(HTMLParser):
    """The attributes of every element, as a browser would read them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def frame_in(text: str) -> dict[str, Any]:
    """The one element in a text."""
    ((tag, attributes),) = _Frames(text).found
    assert tag == "iframe"
    assert "allow-same-origin" not in attributes["sandbox"]
    return attributes


@pytest.fixture(scope="module")
def odd_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose title would end anything that is not escaped."""
    from layers.frames import empty_sightings

    path = tmp_path_factory.mktemp("odd") / "odd name (1).html"
    title = 'A "b" <i>c</i> `d` [e](f) ``` {{g}} \u202e\n# h'
    kordon.Page(empty_sightings(), title=title).save(path)
    return path


def test_a_frame_by_address(example_page: Path) -> None:
    result = _run(example_page)
    assert result.exit_code == 0
    frame = frame_in(result.stdout)
    assert frame["src"] == "map.html"
    assert frame["title"].startswith("Border activity")
    assert frame["height"] == "520"
    assert "frame-src 'self'" in result.stderr
    assert "put map.html beside the page that shows it" in result.stderr
    for inside in ("srcdoc", "jupyter"):  # it would be left out without a word
        with pytest.raises(ArgumentError, match="no --view"):
            kordon.embed(example_page, inside, view="#layer=shelling")
    with pytest.raises(ArgumentError, match="one word"):
        kordon.embed(example_page, view="#layer=shelling&id=a b")
    framed = _run(example_page, "--url", "https://example.org/maps/", "--view", "#time=a..b&q=%22")
    assert frame_in(framed.stdout)["src"] == "https://example.org/maps/map.html#time=a..b&q=%22"
    assert "frame-src https://example.org" in framed.stderr
    assert "put map.html where https://example.org/maps/map.html is" in framed.stderr


def test_the_command_knows_all_kinds() -> None:
    assert _KINDS == KINDS


def test_a_frame_with_the_page_inside(example_page: Path, example_html: str) -> None:
    result = _run(example_page, "--as", "srcdoc")
    assert frame_in(result.stdout)["srcdoc"] == example_html
    policy = re.search(r'Security-Policy" content="([^"]*)"', example_html)
    assert policy
    scripts = next(p for p in html.unescape(policy[1]).split("; ") if p.startswith("script-src"))
    assert scripts in result.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_no_title_gets_out_of_its_place(kind: str, odd_page: Path) -> None:
    """Whatever a title holds stays a title: one element, one link, one string."""
    text = kordon.embed(odd_page, kind, url="https://example.org/").text
    assert "\u202e" not in text
    if kind == "markdown":
        (paragraph,) = [t for t in MarkdownIt().parse(text) if t.type == "inline"]
        link, image, end = paragraph.children or []
        assert (link.type, image.type, end.type) == ("link_open", "image", "link_close")
        assert link.attrs["href"] == "https://example.org/odd%20name%20%281%29.html"
        assert image.attrs["src"] == "https://example.org/odd%20name%20%281%29.png"
        assert "<i>c</i> `d` [e](f)" in image.content or image.children
    elif kind == "jupyter":
        tree = ast.parse(text)
        assert [type(node).__name__ for node in tree.body] == (
            ["ImportFrom", "ImportFrom", "ImportFrom", "Assign", "Expr"]
        )  # fmt: skip
    elif kind == "quarto":
        fence, frame, end = text.split("\n")
        assert (fence, end) == ("```{=html}", "```")
        assert "`" not in frame
        assert "<i>c</i>" in frame_in(frame)["title"]
    else:
        frame = json.loads(text)["html"] if kind == "oembed" else text
        assert "<i>c</i> `d`" in frame_in(frame)["title"]


def test_the_cell_of_a_notebook_runs(
    example_page: Path, example_html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what IPython calls HTML put in its place."""
    import sys
    import types

    said: list[str] = []
    display = types.ModuleType("IPython.display")
    display.HTML = said.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.chdir(example_page.parent)
    exec(kordon.embed(example_page, "jupyter").text, {})
    assert frame_in(said[0])["srcdoc"] == example_html


def test_oembed_is_as_its_specification_says(example_page: Path) -> None:
    told = json.loads(
        _run(example_page, "--as", "oembed", "--url", "https://example.org/m.html").stdout
    )
    assert {"type": "rich", "version": "1.0", "provider_name": "Kordon"}.items() <= told.items()
    assert isinstance(told["width"], int)
    assert isinstance(told["height"], int)
    frame = frame_in(told["html"])
    assert frame["src"] == "https://example.org/m.html"
    assert (frame["width"], frame["height"]) == (str(told["width"]), str(told["height"]))
    with pytest.raises(ArgumentError, match="--url"):
        kordon.embed(example_page, "oembed")


def test_a_frozen_page_never_changes(example_page: Path, tmp_path: Path) -> None:
    data = example_page.read_bytes()
    name = f"map-{hashlib.sha256(data).hexdigest()[:12]}.html"
    for _ in range(2):  # the second time it is there already
        result = _run(example_page, "--freeze", tmp_path)
        assert result.exit_code == 0
        assert frame_in(result.stdout)["src"] == name
        assert (tmp_path / name).read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == [name]
    again = kordon.embed(tmp_path / name, freeze=tmp_path)
    assert again.path.name == name, "a frozen page keeps its name"
    other = tmp_path / f"map-{'abcdef' * 2}.html"
    other.write_bytes(data)
    with pytest.raises(ForeignFileError, match="not what was frozen"):
        kordon.embed(other)
    dated = tmp_path / "map-202211011200.html"
    dated.write_bytes(data)
    assert kordon.embed(dated).path == dated, "digits alone may be a moment"
    other.unlink()
    dated.unlink()
    (tmp_path / name).write_text("something else")
    with pytest.raises(OutputError, match="holds something else"):
        kordon.embed(example_page, freeze=tmp_path)
    with pytest.raises(OutputError):
        kordon.embed(example_page, freeze=tmp_path / "missing")


def test_a_frozen_page_is_led_to_by_its_own_name(example_page: Path, tmp_path: Path) -> None:
    """An address of one page would be that of another; and what is refused leaves no copy."""
    folder = "https://example.org/maps/"
    made = kordon.embed(example_page, freeze=tmp_path, url=folder)
    assert frame_in(made.text)["src"] == folder + made.path.name
    made.path.unlink()
    for kind, url, says in (
        ("iframe", "https://example.org/map.html", "the folder where it will lie"),
        ("oembed", "", "needs the address"),
        ("iframe", "ftp://example.org/", "no address"),
        ("iframe", "https://[x/", "no address"),
        ("iframe", "https://example.org/#a/", "as --view"),
    ):
        with pytest.raises(ArgumentError, match=says):
            kordon.embed(example_page, kind, freeze=tmp_path, url=url)
    assert not list(tmp_path.iterdir())


def test_names_that_look_like_addresses(example_page: Path, tmp_path: Path) -> None:
    """A colon makes no scheme of a name, and a per cent sign no code."""
    page = tmp_path / "a:b 100%.html"
    page.write_bytes(example_page.read_bytes())
    text = kordon.embed(page, "markdown").text
    assert text.endswith("](a%3Ab%20100%25.png)](a%3Ab%20100%25.html)")


def test_what_is_no_whole_page_is_not_embedded(example_page: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<!doctype html><title>x</title>")
    with pytest.raises(ForeignFileError, match="no page of Kordon"):
        kordon.embed(other)
    damaged = tmp_path / "damaged.html"
    damaged.write_bytes(example_page.read_bytes().replace(b"<title>", b"<title>An honest ", 1))
    with pytest.raises(ForeignFileError, match="not as it was written"):
        kordon.embed(damaged)
    with pytest.raises(ForeignFileError, match="cannot be read"):
        kordon.embed(tmp_path / "none.html")
    for url in (
        "javascript:alert(1)",
        "https:",
        "file:///etc/x",
        "https://a b/",
        "data:text/html,x",
    ):
        with pytest.raises(ArgumentError):
            kordon.embed(example_page, url=url)
    with pytest.raises(ArgumentError, match="no way to embed"):
        kordon.embed(example_page, "flash")


def test_what_a_host_allows_fits_every_page(example_page: Path, odd_page: Path) -> None:
    """As docs/embedding.md says: the hashes are those of the program, not of the records."""
    notes = [kordon.embed(page, "srcdoc").notes for page in (example_page, odd_page)]
    assert notes[0] == notes[1]
    assert any("must allow: " in note and "script-src 'sha256-" in note for note in notes[0])
