"""A briefing as Markdown (CommonMark with GitHub's tables); all texts are escaped."""

from __future__ import annotations

import re

from maps.briefing.blocks import Block, Briefing, Cell, Chart, Entries, Link, MapBlock, Paragraph
from maps.briefing.blocks import Table as TableBlock
from maps.briefing.say import grouped
from maps.briefing.stills import Stills

__all__ = ["escaped", "markdown"]

#: Whatever may begin something in some dialect: emphasis, code, HTML, tables, mathematics,
#: footnotes, mentions, templates of site generators.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+!|~&$^=@])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)")
_BEGINNING = re.compile(r"^(\d+)([.)])|^([-:])")


def markdown(briefing: Briefing, stills: Stills) -> bytes:
    """The whole document as UTF-8. Of the map it has what the picture's alternative text says."""
    lines = [f"# {escaped(briefing.title)}", ""]
    lines += [f"**{escaped(briefing.subtitle)}**", ""] if briefing.subtitle else []
    lines += [f"## {escaped(briefing.summary_title)}", ""]
    lines += [line for text in briefing.summary for line in (escaped(text), "")]
    for section in briefing.sections:
        lines += [f"## {escaped(section.title)}", ""]
        for block in section.blocks:
            lines += _block(block, stills)
    return "\n".join(lines).rstrip().encode("utf-8", "replace") + b"\n"


def escaped(text: str) -> str:
    """Text of others as Markdown that shows it as it is, and makes nothing of it."""
    out = _SPECIAL.sub(r"\\\1", text)
    out = _ADDRESS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"{m[3]}\\{m[4]}", out)
    return _BEGINNING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", out)


def _block(block: Block, stills: Stills) -> list[str]:
    if isinstance(block, Paragraph):
        text = escaped(block.text)
        return [f"*{text}*" if block.quiet else text, ""]
    if isinstance(block, MapBlock):
        told = escaped(stills.get("note").alt_text)
        return [told, "", f"*{escaped(block.caption)} {escaped(block.note)}*", ""]
    if isinstance(block, TableBlock):
        return [*_table(block), ""]
    if isinstance(block, Chart):
        return [f"**{escaped(block.title)}**", "", *_chart(block), ""]
    return [*_entries(block), ""]


def _table(table: TableBlock) -> list[str]:
    marks = ["---:" if k in table.numbers else "---" for k in range(len(table.head))]
    rows = [[escaped(name) for name in table.head], marks]
    rows += [[_cell(cell) for cell in row] for row in table.rows]
    return [f"| {' | '.join(row)} |" for row in rows]


def _cell(cell: Cell) -> str:
    parts = [escaped(part) for part in (cell.text, cell.below) if part]
    links = " ".join(_link(link) for link in cell.links)
    return "<br>".join(parts) + (f" {links}" if parts and links else links)


def _chart(chart: Chart) -> list[str]:
    """The bars as a table: one column for each."""
    table = [list(chart.labels), ["---:"] * len(chart.labels), []]
    for low, high in zip(chart.low, chart.high, strict=True):
        table[2].append(grouped(low) if low == high else f"{grouped(low)}–{grouped(high)}")
    return [f"| {' | '.join(row)} |" for row in table]


def _entries(block: Entries) -> list[str]:
    lines = []
    for entry in block.entries:
        links = " · ".join(_link(link) for link in entry.links)
        text = f"{escaped(entry.mark)} {escaped(entry.text)}"
        lines.append(f"- {text}{f' · {links}' if links else ''}")
    return lines


def _link(link: Link) -> str:
    text = escaped(link.text)
    return f"[{text}](<{link.url}>)" if link.url else text
