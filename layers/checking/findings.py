"""What was found while records were checked: repairs, reasons and rows set aside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import SupportsInt

from geo.foreign.tables import kept_text

__all__ = ["Findings", "Repair", "line_called", "row_called"]


def row_called(number: int, line: int | None = None, sheet: str | None = None) -> str:
    """What a row is called: its number among the file's rows, and where a spreadsheet shows it."""
    if line is None:
        return f"row {number}"
    return f"row {number} ({line_called(line, sheet)})"


def line_called(line: int | None, sheet: str | None = None) -> str:
    """What a row is called that a spreadsheet shows with this number."""
    return f"spreadsheet row {line}" if sheet is None else f"row {line} of sheet {sheet!r}"


@dataclass(frozen=True, slots=True)
class Repair:
    """One value that was changed to a usable one."""

    column: str
    before: str
    after: str
    why: str

    def to_dict(self) -> dict[str, str]:
        """JSON form, with the keys ``column``, ``from``, ``to`` and ``why``."""
        return {
            "column": self.column,
            "from": self.before,
            "to": self.after,
            "why": self.why,
        }


@dataclass
class Findings:
    """Findings by 0-based row of one table; ``codes`` are counted, ``texts`` are shown."""

    repairs: dict[int, list[Repair]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    unused: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    set_aside: set[int] = field(default_factory=set)

    def repair(
        self, row: SupportsInt, column: str, before: object, after: object, why: str
    ) -> None:
        """Note that a value was changed."""
        self.repairs[int(row)].append(Repair(column, str(before), str(after), why))

    def reason(
        self, row: SupportsInt, code: str, text: str = "", *, set_aside: bool = False
    ) -> None:
        """Note something about a row; with ``set_aside`` the row is not used at all."""
        self.codes[int(row)].append(code)
        self.texts[int(row)].append(text or code)
        if set_aside:
            self.set_aside.add(int(row))

    def drop(self, row: SupportsInt, column: str, value: object, code: str, text: str) -> None:
        """Note a value that cannot be used; it stays with its row, so nothing is lost.

        A long one stays by its beginning and its hash, which tell it from any other.
        """
        self.reason(row, code, f"{column}: {text}")
        self.unused[int(row)].append(f"{column}={kept_text(str(value))}")

    def only_first(self, row: int) -> None:
        """Forget what follows from the first finding of a row: its cells are not to be trusted."""
        del self.codes[row][1:], self.texts[row][1:]
        self.repairs.pop(row, None)

    def notes_of(self, row: int) -> str | None:
        """Everything about a row in one text, for the column ``input_notes``."""
        parts = [
            f"{repair.column}: {repair.before[:200]} -> {repair.after[:200]} ({repair.why})"
            for repair in self.repairs.get(row, ())
        ]
        parts += self.texts.get(row, ())
        if row in self.unused:
            parts.append("not used: " + ", ".join(self.unused[row]))
        return "; ".join(parts) or None
