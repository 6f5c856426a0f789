"""A briefing as one HTML file that asks for nothing, with the interactive map inside.

The map is a page of its own in a sandboxed frame (``srcdoc``). Such a frame inherits the policy
of the document around it, so that one allows exactly the scripts and styles of the map, by hash,
and its own style; it has no script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from importlib import resources

import rcssmin

from geo.errors import PageError
from maps.briefing.blocks import (
    Block,
    Briefing,
    Cell,
    Chart,
    Entries,
    Link,
    MapBlock,
    Paragraph,
    Section,
    Table,
)
from maps.briefing.letters import WHOLE
from maps.briefing.say import grouped
from maps.briefing.stills import Stills
from maps.page import Page

__all__ = ["document"]

_POLICY = re.compile(
    r'<meta http-equiv="Content-Security-Policy" content="([^"]*; style-src [^";]*)">'
)
_HEIGHT, _WIDTH, _BASE = 150, 360, 118


def document(briefing: Briefing, stills: Stills) -> bytes:
    """The whole file as UTF-8. Raises PageError when the map's policy cannot be carried over."""
    page = Page(
        briefing.sightings,
        regions=briefing.regions,
        memberships=briefing.memberships,
        title=briefing.title,
        language=briefing.language,
        provenance=briefing.provenance,
        together=briefing.together,
    )
    # An inline style would be against the policy; the sheet has the frame's size.
    frame = re.sub(r' style="[^"]*"', "", page._repr_html_(), count=1)
    style = rcssmin.cssmin(
        (resources.files("maps") / "page" / "style" / "briefing.css").read_text("utf-8")
    )
    parts = [
        f'<!DOCTYPE html>\n<html lang="{_safe(briefing.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(frame, style)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(briefing.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        f"<header>\n<h1>{_safe(briefing.title)}</h1>\n"
        + (f'<p class="period">{_safe(briefing.subtitle)}</p>\n' if briefing.subtitle else ""),
        _contents(briefing),
        "</header>\n<main>\n",
        f'<section class="summary" aria-labelledby="summary">\n'
        f'<h2 id="summary">{_safe(briefing.summary_title)}</h2>\n',
        *(f"<p>{_text(text)}</p>\n" for text in briefing.summary),
        "</section>\n",
        *(_section(section, frame, stills) for section in briefing.sections),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts).encode("utf-8", "replace")


def _policy(frame: str, style: str) -> str:
    """The policy of the map in the frame, and our own style."""
    found = _POLICY.search(html.unescape(frame))
    if found is None:
        raise PageError("the map has no policy that the briefing could take over")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return html.escape(f"{found[1]} 'sha256-{digest}'", quote=True)


def _contents(briefing: Briefing) -> str:
    items = "".join(
        f'<li><a href="#{section.id}">{_safe(section.title)}</a></li>'
        for section in briefing.sections
    )
    return f"<nav>\n<ul>{items}</ul>\n</nav>\n"


def _section(section: Section, frame: str, stills: Stills) -> str:
    """A heading and its blocks; charts that follow each other stand side by side."""
    parts, bars = [], [block for block in section.blocks if isinstance(block, Chart)]
    for block in section.blocks:
        if not isinstance(block, Chart):
            parts.append(_block(block, frame, stills))
        elif block is bars[0]:
            drawn = "".join(_chart(chart, f"{section.id}-{k}") for k, chart in enumerate(bars))
            parts.append(f'<div class="bars">\n{drawn}</div>\n')
    return (
        f'<section aria-labelledby="{section.id}">\n'
        f'<h2 id="{section.id}">{_safe(section.title)}</h2>\n'
        f"{''.join(parts)}</section>\n"
    )


def _block(block: Block, frame: str, stills: Stills) -> str:
    if isinstance(block, Paragraph):
        return f"<p{' class=quiet' if block.quiet else ''}>{_text(block.text)}</p>\n"
    if isinstance(block, MapBlock):
        still = stills.get("note")
        data = base64.b64encode(still.png).decode("ascii")
        return (
            f"<figure>\n{frame}\n"
            f'<img class="still" width="{still.width_px}" height="{still.height_px}" '
            f'alt="{_safe(still.alt_text)}" src="data:image/png;base64,{data}">\n'
            f'<figcaption class="quiet">{_safe(block.caption)}</figcaption>\n</figure>\n'
        )
    if isinstance(block, Table):
        return _table(block)
    assert isinstance(block, Entries)
    items = []
    for entry in block.entries:
        links = " · ".join(_link(link) for link in entry.links)
        text = f"{_safe(entry.mark)} {_safe(entry.text)}"
        items.append(
            f'<li id="source-{_number(entry.mark)}">{text}{" · " if links else ""}{links}</li>\n'
        )
    return f'<ul class="sources">\n{"".join(items)}</ul>\n'


def _table(table: Table) -> str:
    """A table; what has many columns of text becomes cards on a narrow screen, with labels."""
    heads = "".join(
        f'<th scope="col"{_kind(table, k)}>{_safe(name)}</th>' for k, name in enumerate(table.head)
    )
    wide = len(table.head) > 3 and not table.numbers
    labels = [f' data-label="{_safe(name)}"' if wide else "" for name in table.head]
    rows = "".join(
        "<tr>"
        + "".join(f"<td{_kind(table, k)}{labels[k]}>{_cell(c)}</td>" for k, c in enumerate(row))
        + "</tr>\n"
        for row in table.rows
    )
    kind = ' class="wide"' if wide else ""
    columns = "".join(
        f'<col width="{100 * share / sum(table.widths):.1f}%">' for share in table.widths
    )
    return (
        f'<div class="scroll" role="region" aria-label="{_safe(table.name)}" tabindex="0">\n'
        f'<table{kind} aria-label="{_safe(table.name)}">\n{columns}'
        f"<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _kind(table: Table, column: int) -> str:
    return ' class="number"' if column in table.numbers else ""


def _cell(cell: Cell) -> str:
    below = f'<span class="below">{_text(cell.below)}</span>' if cell.below else ""
    links = " ".join(_link(link) for link in cell.links)
    return _text(cell.text) + below + (f" {links}" if cell.text and links else links)


def _link(link: Link) -> str:
    if not link.url:
        return _safe(link.text)
    more = 'rel="noopener noreferrer" target="_blank"'
    return f'<a href="{_safe(link.url)}" {more}>{_safe(link.text)}</a>'


def _number(mark: str) -> str:
    return re.sub(r"\D", "", mark)


def _chart(chart: Chart, name: str) -> str:
    """Bars as SVG: pale up to the highest possible number, full up to the certain one."""
    most = max(1, *chart.high)
    count = len(chart.labels)
    step = (_WIDTH - 40) / count
    wide = min(0.7 * step, 40)
    parts = []
    every = max(1, -(-count * 36 // (_WIDTH - 40)))
    for k, (label, low, high) in enumerate(zip(chart.labels, chart.low, chart.high, strict=True)):
        left = 34 + k * step + (step - wide) / 2
        for number, opacity in ((high, "0.35"), (low, "1")):
            if number:
                height = (_BASE - 14) * number / most
                parts.append(
                    f'<rect x="{left:.1f}" y="{_BASE - height:.1f}" width="{wide:.1f}" '
                    f'height="{height:.1f}" fill="#{chart.colour}" fill-opacity="{opacity}"/>'
                )
        if k % every == 0:
            middle = left + wide / 2
            parts.append(
                f'<text x="{middle:.1f}" y="{_BASE + 15}" text-anchor="middle">'
                f"{_safe(label)}</text>"
            )
    parts += [
        f'<path d="M34 {_BASE}H{_WIDTH - 6}M34 14H38" stroke="#5b6673" fill="none"/>',
        f'<text x="28" y="18" text-anchor="end">{grouped(most)}</text>',
        f'<text x="28" y="{_BASE + 4}" text-anchor="end">0</text>',
    ]
    return (
        f"<figure>\n<h3>{_safe(chart.title)}</h3>\n"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="{name}"><title id="{name}">{_safe(chart.alt_text)}</title>'
        f"{''.join(parts)}</svg>\n</figure>\n"
    )


def _text(text: str) -> str:
    """As `_safe`; what belongs together stays on one line."""
    return WHOLE.sub(r'<span class="whole">\g<0></span>', _safe(text))


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
