"""The account of every row as files: what was done to which value, and the rows to mend by hand.

Rows that were set aside come back in the columns they came in, with `ASIDE_COLUMNS` behind them;
mended, the file is read like any other, and those columns are left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Final

from layers.checking.values import csv_safe, visible
from layers.columns import ASIDE_COLUMNS
from layers.intake import FileReport, Intake, Row

__all__ = ["REPORTS", "aside_csv", "report_csv", "report_html"]

_COLUMNS: Final = (
    "file",
    "row",
    "spreadsheet_row",
    "id",
    "outcome",
    "column",
    "value",
    "became",
    "why",
)
#: What readers call the whole of a row, and its geometry, where they are no cells.
_ROW, _GEOMETRY = "(row)", "(geometry)"


def aside_csv(intake: Intake) -> bytes:
    """Rows that were set aside, as CSV (UTF-8, RFC 4180): their columns, then `ASIDE_COLUMNS`.

    A geometry is WKT in the column ``geometry``. A row that could not be divided into cells has
    only its reason, which holds it whole.
    """
    rows = [
        (report, row)
        for report in intake.files
        for row in report.rows.not_plain()
        if row.values is not None
    ]
    files = {report.file: report for report, _ in rows}
    names = dict.fromkeys(name for report in files.values() for name in report.columns)
    names |= dict.fromkeys(_column(name) for _, row in rows for name in row.values or ())
    columns = [name for name in names if name and name not in ASIDE_COLUMNS]
    lines: list[list[str]] = [[*columns, *ASIDE_COLUMNS]]
    for report, row in rows:
        values = row.values or {}
        if _ROW in values:  # its cells are not where they belong
            values = {}
        cells = {_column(name): text or "" for name, text in values.items()}
        said = ("; ".join(row.reasons), report.file, str(row.row), _line(row))
        lines.append([*(cells.get(name, "") for name in columns), *said])
    return _csv(lines)


def report_csv(intake: Intake) -> bytes:
    """One line for each repair and each reason, with file, row, column, value and why."""
    return _csv([list(_COLUMNS), *_lines(intake)])


def report_html(intake: Intake) -> bytes:
    """The same as a page to read, with the counts of each file; it needs no network."""
    template = Template(
        resources.files("layers.writing").joinpath("report.html").read_text("utf-8")
    )
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in line) + "</tr>"
        for line in _lines(intake)
    )
    files = "\n".join(_file(report) for report in intake.files)
    page = template.substitute(
        files=files, head=head, rows=body, read=f"{intake.read:,}", lines=f"{body.count('<tr>'):,}"
    )
    return page.encode("utf-8")


def _file(report: FileReport) -> str:
    counts = (report.read, report.accepted, report.repaired, report.set_aside, report.duplicates)
    cells = (report.file, report.format, *(f"{count:,}" for count in counts), report.sha256)
    notes = "".join(f"<li>{_shown(note)}</li>" for note in report.notes)
    row = "<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in cells) + "</tr>"
    return row + (f'<tr><td colspan="8"><ul>{notes}</ul></td></tr>' if notes else "")


def _lines(intake: Intake) -> Iterable[list[str]]:
    for report in intake.files:
        for row in report.rows.not_plain():
            yield from _of_row(report, row)


def _of_row(report: FileReport, row: Row) -> Iterable[list[str]]:
    begin = [report.file, str(row.row), _line(row), row.id or "", row.outcome.replace("_", " ")]
    for repair in row.repairs:
        yield [*begin, repair.column, repair.before, repair.after, repair.why]
    for reason in row.reasons:
        yield [*begin, "", "", "", reason]


def _line(row: Row) -> str:
    """Where a spreadsheet shows the row, with the sheet where there are several."""
    line = "" if row.line is None else str(row.line)
    return f"{row.sheet}: {line}" if row.sheet else line


def _column(name: str) -> str:
    return {_ROW: "", _GEOMETRY: "geometry"}.get(name, name)


def _shown(text: str) -> str:
    return escape(visible(text))


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([csv_safe(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8", "replace")


#: Ending of a file -> what writes the report.
REPORTS: Final = {".csv": report_csv, ".html": report_html}
