"""What was measured, as Markdown, JSON and a plot. Ratios are Kordon's figure / the page's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pages.targets import OURS, Figures, Target, figure, ratio, spaced

__all__ = ["document", "plot", "table", "write_json"]


class _Column(NamedTuple):
    """A heading, the figure below it, what it is divided by, and its decimals."""

    head: str
    name: str
    unit: float
    decimals: int


_COLUMNS = (
    _Column("file MB", "file_bytes", 1e6, 2),
    _Column("made in s", "build_s", 1, 1),
    _Column("first picture s", "first", 1e3, 2),
    _Column("interactive s", "interactive", 1e3, 2),
    _Column("JS heap MB", "heap", 1e6, 1),
    _Column("heap and buffers MB", "heap_buffers", 1e6, 1),
    _Column("pan: median ms", "pan_median", 1, 1),
    _Column("pan: 95 % ms", "pan_p95", 1, 1),
    _Column("pan: longest ms", "pan_longest", 1, 0),
)
#: What no peer has; only Kordon's pages have figures here.
_OWN = (
    _Column("all of it s", "whole", 1e3, 2),
    _Column("time handle: median ms", "time_median", 1, 1),
    _Column("time handle: 95 % ms", "time_p95", 1, 1),
    _Column("time handle: longest ms", "time_longest", 1, 0),
    _Column("zoom redraw ms", "zoom_script", 1, 1),
    _Column("zoom, until shown ms", "zoom_shown", 1, 1),
)
_PLOTTED = ("file_bytes", "first", "interactive", "heap_buffers", "pan_p95", "pan_longest")


def document(
    figures: Figures, sizes: Iterable[int], aims: Sequence[Target], about: Mapping[str, Any]
) -> str:
    """All tables as one Markdown text."""
    limits, releases = about["limits"], about["releases"]
    lines = [
        "## Kordon's page beside others",
        "",
        f"Medians of {about['repeat']}. In brackets: Kordon / that page, so below 1 Kordon has "
        "less. Only the ratios mean something on another machine. First picture and interactive: "
        "from the start of the navigation. Kordon's first picture has land, borders, zones, all "
        "reports, tree and histogram; names of places follow two frames later. From 200 000 "
        "records on it is drawn from a sketch of them; 'all of it' is when they are there and "
        "every control answers. Given up: files over "
        f"{limits['bytes'] / 1e6:.0f} MB, or over {limits['seconds']} s to make or to open.",
        "",
        f"{about['cores']} cores, {about['machine']}; "
        + ", ".join(f"{name} {release}" for name, release in releases.items()),
        "",
    ]
    for size in sizes:
        lines += [table(figures, size), own_table(figures, size)]
    lines += ["### Targets", "", "| what | aim | measured | |", "|---|---|---|---|"]
    return "\n".join([*lines, *(aim.line() for aim in aims), ""])


def table(figures: Figures, size: int) -> str:
    """A row per page."""
    rows = [
        [page, *(_cell(figures, page, size, column) for column in _COLUMNS), *_last(sizes[size])]
        for page, sizes in figures.items()
        if size in sizes
    ]
    heads = ["page", *(column.head for column in _COLUMNS), "requests", "note"]
    return f"### {spaced(size)} records\n\n" + _markdown(heads, rows)


def own_table(figures: Figures, size: int) -> str:
    """What only Kordon's pages have."""
    rows = [
        [page, *(_cell(figures, page, size, column) for column in _OWN)]
        for page, sizes in figures.items()
        if "time_median" in sizes.get(size, {})
    ]
    return _markdown(["page", *(column.head for column in _OWN)], rows) if rows else ""


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(figures: Figures, page: str, size: int, column: _Column) -> str:
    value = figure(figures, page, size, column.name)
    if value is None:
        return ""
    text = f"{value / column.unit:.{column.decimals}f}"
    beside = None if page == OURS else ratio(figure(figures, OURS, size, column.name), value)
    return text if beside is None else f"{text} ({beside:.2g})"


def _last(got: Mapping[str, Any]) -> tuple[str, str]:
    """How many requests it made, and what there is to say."""
    notes = [str(got["error"])] if "error" in got else []
    if got.get("offline") is False:
        notes.append("does not open offline")
    plain = "; ".join(notes).replace("|", "/").replace("\n", " ")
    return (f"{got['requests']:.0f}" if "requests" in got else "", plain)


def write_json(
    path: Path, figures: Figures, aims: Sequence[Target], about: Mapping[str, Any]
) -> None:
    """Everything that was measured, in bytes, seconds (``_s``) and else milliseconds."""
    told = {**about, "pages": figures, "targets": [aim.to_dict() for aim in aims]}
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def plot(figures: Figures, path: Path) -> None:
    """A panel per figure: how many times Kordon's each page has, over the number of records."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    heads = {column.name: column.head.rsplit(" ", 1)[0] for column in _COLUMNS}
    grid, panels = pyplot.subplots(2, 3, figsize=(15, 9), sharex=True, layout="constrained")
    for panel, name in zip(panels.flat, _PLOTTED, strict=True):
        for k, (page, points) in enumerate(curves(figures, name).items()):
            color, width = ("black", 2.5) if page == OURS else (f"C{k % 10}", 1.2)
            panel.plot(*zip(*points, strict=True), "o-", label=page, color=color, linewidth=width)
        panel.set(xscale="log", yscale="log", title=f"{heads[name]}: times Kordon's")
        panel.grid(alpha=0.3)
    for panel in panels[-1]:
        panel.set_xlabel("records")
    handles, labels = panels.flat[0].get_legend_handles_labels()
    grid.legend(handles, labels, loc="outside lower center", ncols=6)
    grid.savefig(path, dpi=110)
    pyplot.close(grid)


def curves(figures: Figures, name: str) -> dict[str, list[tuple[int, float]]]:
    """Page / Kordon by number of records, for each page that has both."""
    out: dict[str, list[tuple[int, float]]] = {}
    for page, sizes in figures.items():
        for size in sizes:
            times = ratio(figure(figures, page, size, name), figure(figures, OURS, size, name))
            if times is not None:
                out.setdefault(page, []).append((size, times))
    return out
