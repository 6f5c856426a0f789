"""Native charts for PowerPoint and Word: bars that can be edited, with their numbers."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from maps.briefing.blocks import Chart

__all__ = ["ChartFiles", "add_chart", "chart_files", "on_white", "paler"]


class ChartFiles(NamedTuple):
    """A chart as the parts of an Office file: DrawingML, and the workbook with its numbers."""

    xml: bytes
    workbook: bytes


def add_chart(slide: Any, chart: Chart, box: tuple[int, int, int, int], points: float) -> Any:
    """Put a chart onto a slide (of python-pptx); ``box`` is left, top, width, height in EMU."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    data = CategoryChartData(number_format="0")
    data.categories = chart.labels
    data.add_series(chart.low_name, chart.low)
    data.add_series(
        chart.high_name, [high - low for low, high in zip(chart.low, chart.high, strict=True)]
    )
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *box, data)
    drawn = frame.chart
    drawn.font.size = Pt(points)
    drawn.has_title = True
    drawn.chart_title.text_frame.text = chart.title
    title = drawn.chart_title.text_frame.paragraphs[0].runs[0].font
    title.size, title.bold = Pt(points + 2), True
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
    drawn.legend.include_in_layout = False
    axis = drawn.value_axis
    axis.minimum_scale = 0
    # The axis ends at a number that is written, so that the highest bar can be read off.
    unit = _step(max(chart.high) / 5)
    axis.major_unit, axis.maximum_scale = unit, max(1, -(-max(chart.high) // unit)) * unit
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("D8DDE2")
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for series, colour in zip(plot.series, (chart.colour, paler(chart.colour)), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(colour.upper())
    # python-pptx numbers axes below zero, which the format does not allow.
    for place in drawn._chartSpace.xpath(".//c:axId/@val/.. | .//c:crossAx/@val/.."):
        place.set("val", str(abs(int(place.get("val")))))
    named = frame._element.nvGraphicFramePr.cNvPr
    named.set("name", chart.title)
    named.set("descr", chart.alt_text)
    return frame


def _step(least: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 ..."""
    power: int = 10 ** max(0, math.floor(math.log10(max(1, least))))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least)


def on_white(drawn: Any) -> None:
    """A white ground and dark letters: black bars could not be seen on a template's dark one."""
    from pptx.dml.color import RGBColor
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    ground = parse_xml(
        f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
    )
    drawn._chartSpace.chart.addnext(ground)
    drawn.font.color.rgb = RGBColor.from_string("1D2733")


def chart_files(chart: Chart, points: float, *, white: bool = False) -> ChartFiles:
    """The same chart for a Word document; ``white``: as by `on_white`."""
    from pptx import Presentation

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    drawn = add_chart(slide, chart, (0, 0, 5_000_000, 2_500_000), points).chart
    drawn.font.name = "Arial"  # else LibreOffice takes one with serifs
    if white:
        on_white(drawn)
    part = drawn.part
    workbook = part.chart_workbook.xlsx_part
    for relation, related in part.rels.items():
        if related.target_part is workbook:
            xml = part.blob.replace(f'r:id="{relation}"'.encode(), b'r:id="rId1"')
            return ChartFiles(xml, workbook.blob)
    raise AssertionError("a chart of python-pptx without a workbook")


def paler(colour: str) -> str:
    """A colour (six hexadecimal digits) with two thirds of white, for what is only possible."""
    parts = [int(colour[k : k + 2], 16) for k in (0, 2, 4)]
    return "".join(f"{round(255 - (255 - part) * 0.38):02x}" for part in parts)
