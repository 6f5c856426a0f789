"""``kordon embed``: what to write into an article, a wiki or a notebook to show a map there."""

from __future__ import annotations

import click

from cli.options import say_note

__all__ = ["embed"]

_KINDS = ("iframe", "srcdoc", "markdown", "quarto", "jupyter", "oembed")
_EXAMPLES = """\
\b
Examples:
  kordon embed map.html
  kordon embed map.html --url https://example.org/maps/ --freeze public/maps
  kordon embed map.html --as markdown --image map.png
  kordon embed map.html --as oembed --url https://example.org/map.html

\b
Exit codes: 0 done; 2 wrong usage; 3 the page cannot be read, is damaged, or is no
page of Kordon; 4 the copy cannot be written.
"""


@click.command(epilog=_EXAMPLES)
@click.argument("page", metavar="PAGE")
@click.option(
    "--as",
    "kind",
    type=click.Choice(_KINDS),
    default="iframe",
    show_default=True,
    help="iframe: by address. srcdoc: the whole page inside the frame. markdown: a picture that "
    "leads to the page. quarto, jupyter: a cell. oembed: JSON for sites that ask for it.",
)
@click.option(
    "--url", default="", help="Where the page will lie, or its folder, ending in '/'. "
    "Default: beside the page that shows it.",
)  # fmt: skip
@click.option(
    "--view", default="", metavar="HASH", help="Show this view: what stands behind the # of an "
    "address copied from the page.",
)  # fmt: skip
@click.option("--image", default="", metavar="FILE", help="Picture for markdown. Default: a PNG "
              "beside the page.")  # fmt: skip
@click.option("--title", default="", help="Name of the frame, for who cannot see it. Default: "
              "the title of the page.")  # fmt: skip
@click.option("--height", type=click.IntRange(100, 10_000), default=520, show_default=True,
              metavar="PIXELS", help="Height of the frame.")  # fmt: skip
@click.option(
    "--freeze", metavar="FOLDER", help="Copy the page to FOLDER/NAME-HASH.html, which never "
    "changes, and lead to that.",
)  # fmt: skip
def embed(
    page: str, kind: str, url: str, view: str, image: str, title: str, height: int,
    freeze: str | None,
) -> None:  # fmt: skip
    """Print what shows PAGE, an HTML file that Kordon made, inside another page.

    Frames are sandboxed: the map can run, print, save and open its sources in tabs of their own,
    and cannot reach the page around it. What that page has to allow is said on standard error.
    """
    from maps.embed import embed as made

    result = made(
        page, kind, url=url, view=view, image=image, title=title, height=height, freeze=freeze
    )
    if freeze:
        say_note(f"frozen as {result.path}")
    for note in result.notes:
        say_note(note)
    click.echo(result.text)
