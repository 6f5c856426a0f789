"""Values of texts that are shown, found in what is written: as if every one were read whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from maps.leaks import cited
from maps.leaks.cited import Cited

TEXTS = ("Mazyr, 3 km", 'he said "go"', "a & b", "see 1 | see 2", "a\\b", "n. 29.25",
         "a train of 40 wagons", '"so')  # fmt: skip
#: Bits of which documents are made: texts as several formats write them, and what parts them.
BITS = (*TEXTS, "Mazyr", " 29.25 ", '"', '""', ",", "<", ">", "&quot;", "&lt;", "&amp;", "\\",
        "\\u0061\\\\b", 'he said ""go""', "he said &quot;go&quot;", "see 2 | see 1 | see 1", " | ",
        " | | ", "a &amp; b", "\n", "\x1e", ";", 'he said \\"go\\"', "-" * 700)  # fmt: skip
SINGLE = ("see 1", "see 2")


def slowly(known: Cited, text: str, at: int) -> tuple[int, int] | None:
    """Every value about a place, from the nearest to the farthest, read in every way."""
    first = max(0, at - cited._REACH)
    part = text[first : at + cited._REACH]
    marks = [found.start() for found in cited._EDGE.finditer(part)]
    begins = [k + 1 for k in reversed(marks) if k < at - first][: cited._MOST_EDGES]
    ends = [k for k in marks if k >= at - first][: cited._MOST_EDGES]
    begins += [0] if not first else []
    ends += [len(part)] if at + cited._REACH >= len(text) else []
    for begin in begins:
        for end in ends:
            if any(known._is_shown(value) for value in cited._read(part[begin:end])):
                return first + begin, first + end
    return None


@given(st.lists(st.sampled_from(BITS), max_size=30), st.integers(0, 400))
@settings(max_examples=300)
def test_a_value_is_found_as_if_all_were_read(bits: list[str], at: int) -> None:
    text = "".join(bits)
    known = Cited([*TEXTS, *SINGLE])
    at = min(at, len(text))
    assert known.span(text, at) == slowly(known, text, at)


def test_values_as_formats_write_them() -> None:
    """As it is, in CSV, JSON and markup, and one of several sources."""
    known = Cited([*TEXTS, *SINGLE])
    for written in (
        '"he said ""go"" ",', '<td>he said &quot;go&quot;</td>', "\x1ehe said \"go\"\x1e",
        ';a\\\\b";', ">a &amp; b<", ">see 2 | see 1<", ">see 1<", '"Mazyr, 3 km"',
    ):  # fmt: skip
        at = next(k for k, letter in enumerate(written) if letter.isalnum() and k > 3)
        found = known.span(written, at)
        assert found == slowly(known, written, at)
    assert known.span(">a &amp; b<", 3) == (1, 10)
    assert known.span(">see 2 | see 1<", 3) == (1, 14)
    assert known.span(">see 3 | see 1<", 3) is None
    assert known.span(">a train of 40 wagons<", 5) == (1, 21), "the longest"
