# ruff: noqa: E501 (a table: one case, one line)
"""The catalogue of bad inputs: small files, made one by one, and what is expected of each.

`catalogue` writes the files into a folder and gives the table of cases. A case is a whole file
(refused with words, or so many rows of each outcome) or one row of a file. Nothing in here does
harm: what might be run would write ``canary`` in the folder, what might be asked for is a server
of the tests, and what might be read is ``secret.csv``, which holds `SECRET`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from bad_files import (
    archive,
    bomb,
    crossing_ring,
    far_cell,
    formulas,
    geo_column,
    geopackage,
    geotiff,
    merged_headings,
    nested_wkb,
    parquet,
    spreadsheet,
    with_entry,
    workbook,
)
from hostile import BY_KIND

from layers.policy import Policy

__all__ = ["GROUPS", "SECRET", "Case", "Input", "catalogue"]

SECRET = "a-line-of-another-file"
HEAD = ("id", "layer", "category", "date_start", "latitude", "longitude", "description")
PLAIN = ("A1", "deployment", "troop_arrival", "2022-01-18", "52.05", "29.25", "Seen.")
TEXT = ",".join(HEAD) + "\n" + ",".join(PLAIN) + "\n"
POINT = {"type": "Point", "coordinates": [29.25, 52.05]}
PROPERTIES = dict(zip(HEAD, PLAIN, strict=True)) | {"latitude": None, "longitude": None}

Content = bytes | str | Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """What is expected of a file, or of one of its rows (counted from 1).

    ``expected``: of a file "refused", or counts such as "2 accepted, 1 set_aside"; of a row its
    outcome. ``told``: a pattern that what is said must hold; ``fields``: values of the row as it
    was read (None: there is none).
    """

    name: str
    expected: str
    told: str = ""
    row: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Input:
    """A file (or whatever a path leads to), what opens it, and the cases that it holds.

    ``opened``: "records", "zones", "raster", "decisions". ``bomb``: with a GiB and so many
    seconds (half a minute is promised).
    """

    group: str
    path: Any
    cases: tuple[Case, ...]
    opened: str = "records"
    options: Mapping[str, Any] = field(default_factory=dict)
    bomb: int = 0


class Group:
    """Writes the files of one group of cases."""

    def __init__(self, name: str, folder: Path, server: str) -> None:
        self.name, self.server = name, server
        self.top = folder
        self.folder = folder / name.replace("/", "-").replace(" ", "-")
        self.folder.mkdir()
        self.inputs: list[Input] = []

    def file(
        self,
        name: str,
        content: Content,
        expected: str,
        told: str = "",
        *,
        case: str = "",
        opened: str = "records",
        bomb: int = 0,
        fields: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Path:
        """A file that is one case."""
        path = self._written(name, content)
        case_ = Case(case or name, expected, told, 1 if fields else None, fields or {})
        self.inputs.append(Input(self.name, path, (case_,), opened, options, bomb))
        return path

    def several(
        self, name: str, content: Content, cases: Sequence[Sequence[Any]], **options: Any
    ) -> None:
        """A file of which each row is a case: name, outcome, what is told, fields."""
        path = self._written(name, content)
        told = tuple(
            Case(one, expected, *rest[:1], row=row, fields=dict(*rest[1:]))
            for row, (one, expected, *rest) in enumerate(cases, 1)
        )
        self.inputs.append(Input(self.name, path, told, "records", options))

    def rows(
        self, name: str, cases: Sequence[Sequence[Any]], also: Sequence[str] = (), **options: Any
    ) -> None:
        """A CSV file of which each row is a case: name, changed cells, outcome, told, fields."""
        columns = list(dict.fromkeys([*HEAD, *also, *(c for _, cells, *_ in cases for c in cells)]))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        for number, (_, cells, *_) in enumerate(cases, 1):
            writer.writerow({**dict(zip(HEAD, PLAIN, strict=True)), "id": f"R{number}", **cells})
        told = [(one, *rest) for one, _, *rest in cases]
        self.several(name, out.getvalue().encode("utf-8", "surrogatepass"), told, **options)

    def path(self, name: str, path: Any, expected: str, told: str = "", **options: Any) -> None:
        """A path argument as it is."""
        case = (Case(name, expected, told),)
        self.inputs.append(Input(self.name, path, case, "records", options))

    def _written(self, name: str, content: Content) -> Path:
        path = self.folder / name
        if callable(content):
            content(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path


def _csv(*rows: Mapping[str, str]) -> str:
    lines = [",".join({**dict(zip(HEAD, PLAIN, strict=True)), **row}.values()) for row in rows]
    return "\n".join([",".join(HEAD), *lines, ""])


# --- encodings


def encodings(of: Group) -> None:
    text = _csv({"description": "Ешелон у Жлобині"})
    seen = {"description": "Ешелон у Жлобині"}
    of.file("utf-8.csv", text, "1 accepted", fields=seen)
    of.file("utf-8-mark.csv", b"\xef\xbb\xbf" + text.encode(), "1 accepted", fields=seen)
    of.file("two-marks.csv", b"\xef\xbb\xbf" * 2 + text.encode(), "1 accepted", fields=seen)
    of.file("only-a-mark.csv", b"\xef\xbb\xbf", "refused", "nothing but white space")
    of.file("utf-16.csv", text.encode("utf-16"), "1 accepted", fields=seen)
    big = b"\xfe\xff" + text.encode("utf-16-be")
    of.file("utf-16-big.csv", big, "1 accepted", fields=seen)
    bare = text.encode("utf-16-le")
    of.file("utf-16-no-mark.csv", bare, "refused", "--encoding utf-16-le")
    of.file("utf-16-named.csv", bare, "1 accepted", fields=seen, encoding="utf-16-le")
    of.file("utf-16-odd.csv", text.encode("utf-16") + b"x", "refused", "not valid utf-16")
    of.file("utf-32.csv", text.encode("utf-32"), "refused", "NUL characters|not valid utf-16")
    for name in ("cp1251", "koi8-u", "utf-7"):
        data = text.encode(name)
        of.file(f"{name}-named.csv", data, "1 accepted", fields=seen, encoding=name)
    russian = _csv({"description": "Эшелон в Гомеле"})
    for name in ("koi8-r", "cp866", "iso8859-5", "mac-cyrillic"):
        read = {"description": "Эшелон в Гомеле"}
        data = russian.encode(name)
        of.file(f"{name}-named.csv", data, "1 accepted", fields=read, encoding=name)
    western = _csv({"description": "Déplacé à Żłobin".replace("Ż", "Z").replace("ł", "l")})
    of.file("cp1251-unnamed.csv", text.encode("cp1251"), "refused", r"line 2\).*--encoding cp1251")
    of.file("cp1252-unnamed.csv", western.encode("cp1252"), "refused", "byte 0xe9 at offset")
    of.file("cp1252-named.csv", western.encode("cp1252"), "1 accepted", encoding="cp1252",
            fields={"description": "Déplacé à Zlobin"})  # fmt: skip
    of.file("unknown-encoding.csv", text, "refused", "'klingon' is not known", encoding="klingon")
    of.file("no-text-encoding.csv", text, "refused", "'hex' is not known", encoding="hex")
    of.file("rot13.csv", text, "refused", "'rot13' is not known", encoding="rot13")
    of.file("ascii-named.csv", text, "refused", "not valid ascii", encoding="ascii")
    bad = text.encode().replace(b"\xd0\x96", b"\xd0\xff")
    of.file("one-bad-byte.csv", bad, "refused", "byte 0xd0 at offset")
    of.file("cut-in-a-letter.csv", text.encode()[:-2], "refused", "not valid UTF-8")
    of.file("half-character.csv", _csv({"description": "x"}).encode() + b"\xed\xa0\x80,",
            "refused", "not valid UTF-8")  # fmt: skip
    for name in ("cp1251", "cp1252", "cp1250", "cp866"):
        signs = [bytes([b]).decode(name, "ignore") or chr(b) for b in range(256)]
        data = "".join(signs[b] for b in text.encode())
        of.file(f"read-as-{name}-and-saved.csv", data, "1 repaired", fields=seen,
                told=f"UTF-8 that had been read as {name}")  # fmt: skip
    nul = _csv({"description": "a\0b"})
    of.file("nul-in-a-cell.csv", nul, "1 repaired", "control characters", case="NUL in a cell")
    feature = {"type": "Feature", "geometry": POINT, "properties": {**PROPERTIES, "place": "Мазыр"}}
    for name, encoding in (("cp1251", "cp1251"), ("utf-16", "utf-16")):
        data = json.dumps(feature, ensure_ascii=False).encode(encoding)
        of.file(f"{name}.geojson", data, "refused", "must be UTF-8")
    of.file("cp1251.jsonl", '{"place": "Мазыр"}\n'.encode("cp1251"), "refused", "must be UTF-8")
    kml = _kml("<Placemark><name>Мазыр</name><TimeStamp><when>2022-01-18</when></TimeStamp>"
               "<Point><coordinates>29.25,52.05</coordinates></Point></Placemark>")  # fmt: skip
    data = kml.replace("UTF-8", "windows-1251").encode("cp1251")
    of.file("cp1251.kml", data, "1 accepted", layer="deployment", fields={"description": "Мазыр"})
    data = kml.replace("UTF-8", "klingon").encode()
    of.file("klingon.kml", data, "refused", "encoding|damaged")


# --- CSV shapes


def csv_shapes(of: Group) -> None:
    two = _csv({}, {"id": "A2"})
    head = ",".join(HEAD)
    plain = ",".join(PLAIN)
    of.file("header-only.csv", head + "\n", "")
    of.file("header-no-end.csv", head, "")
    of.file("no-header.csv", "1,2,3\n4,5,6\n", "refused", "does not look like a header")
    of.file("white-space.csv", " \n\t\n", "refused", "nothing but white space")
    of.file("only-delimiters.csv", ",,,\n,,,\n", "refused", "does not look like a header")
    of.file("blank-lines.csv", two.replace("\n", "\n\n\n"), "2 accepted")
    of.file(
        "blank-rows.csv",
        two + f"{',' * 6}\n" * 30,
        "2 accepted",
        "30 rows that have nothing but delimiters left out",
    )
    of.file(
        "blank-rows-only.csv", f"{head}\n{',' * 6}\n", "", "1 row that has nothing but delimiters"
    )
    of.file("blank-first.csv", "\n\n\n" + two, "2 accepted")
    of.file("blank-sixty.csv", "\n" * 60 + two, "refused", "no header line")
    for name, sign in (("semicolon", ";"), ("tab", "\t")):
        of.file(f"{name}.csv", two.replace(",", sign), "2 accepted")
    of.file("pipe.csv", two.replace(",", "|"), "2 accepted", "delimiter vertical bar")
    of.file("pipe-said.csv", "sep=|\n" + two.replace(",", "|"), "2 accepted")
    of.file("sep-nonsense.csv", "sep=#\n" + two, "2 accepted")
    for name, end in (("cr", "\r"), ("crlf", "\r\n")):
        of.file(f"{name}.csv", two.replace("\n", end).encode(), "2 accepted")
    of.file("ends-mixed.csv", f"{head}\r\n{plain}\r{plain.replace('A1', 'A2')}\n", "2 accepted")
    of.file("no-last-end.csv", two.rstrip("\n"), "2 accepted")
    broken = f"{head}\n{plain.replace('Seen', chr(34) + 'Seen')}\n{plain.replace('A1', 'A2')}\n"
    of.file("quote-open.csv", broken, "1 accepted, 1 set_aside", "quotation marks do not match")
    stray = two.replace("Seen.", '"Seen" twice', 1)
    of.file("quote-inside.csv", stray, "1 accepted, 1 set_aside", "quotation marks do not match")
    of.file("quote-header.csv", '"id,lat\n' + "1,2\n" * 20, "refused", "never closed")
    of.file("quoted-newline.csv", two.replace("Seen.", '"Seen,\ntwice"'), "2 accepted",
            fields={"description": "Seen,\ntwice"})  # fmt: skip
    of.file("quotes-doubled.csv", two.replace("Seen.", '"a ""b"" c"'), "2 accepted",
            fields={"description": 'a "b" c'})  # fmt: skip
    commas = plain.replace("52.05", "52,05")
    of.file("comma-unquoted.csv", f"{head}\n{commas}\n", "1 set_aside", "8 cells where")
    semicolons = (head + "\n" + plain).replace(",", ";").replace("52.05;29.25", "52,05;29,25")
    of.file("comma-decimal.csv", semicolons, "1 repaired", "decimal comma",
            fields={"latitude": 52.05, "longitude": 29.25})  # fmt: skip
    of.file("short-row.csv", two.replace(",Seen.", "", 1), "2 accepted", "fewer cells")
    of.file("cells-beyond.csv", f"{semicolons};;\n", "1 repaired", "empty cells beyond the header",
            fields={"latitude": 52.05, "description": "Seen."})  # fmt: skip
    of.file("cells-beyond-commas.csv", f"{head}\n{plain.replace('52.05', '52,05').replace('Seen.', '')}\n",
            "1 set_aside", "8 cells where")  # fmt: skip
    of.file("long-header.csv", head + ",\n" + plain + ",\n", "1 accepted", "has no name")
    of.file("empty-cells.csv", f"{head}\n{',' * 6}\n{plain}\n", "1 accepted",
            "1 row that has nothing but delimiters left out")  # fmt: skip
    of.file("empty-cells-blanks.csv", f"{head}\n, ,,,,,\n{plain}\n", "1 accepted, 1 set_aside",
            "neither a usable place nor")  # fmt: skip
    comment = f"# made by hand\n{two}"
    of.file("comment-first.csv", comment, "2 accepted", "above the header: # made by hand")
    of.file("title-first.csv", f"Report of January{',' * 6}\n{',' * 6}\n{two}", "2 accepted",
            "above the header: Report of January")  # fmt: skip
    of.file("title-no-table.csv", "what was seen\nTanks, many\nTrucks, 20\n", "2 set_aside",
            "2 cells where the header has 1")  # fmt: skip
    of.file("two-headers.csv", f"what,,,when,where,,\n{two}", "2 accepted",
            "spreadsheet row 2 names the columns")  # fmt: skip
    turned = "\n".join(",".join(pair) for pair in zip(HEAD, PLAIN, strict=True))
    of.file("on-its-side.csv", turned, "6 set_aside", "the first column looks like the names")
    of.file("values-first.csv", f"{plain}\n{plain}\n", "1 set_aside",
            r"no column was recognised \('A1', 'deployment', .*if these are values")  # fmt: skip
    of.file("total-last.csv", f"{two}Total,,,,,,2 reports\n", "2 accepted, 1 set_aside",
            "neither a usable place nor")  # fmt: skip
    doubled = f"{head},description\n{plain},Again.\n"
    of.file("name-twice.csv", doubled, "1 accepted", "occurs more than once",
            fields={"description": "Seen.", "description (2)": "Again."})  # fmt: skip
    of.file("names-odd.csv", two.replace("date_start", " Date-Start ").replace("id,", "ID,", 1),
            "2 accepted", fields={"id": "A1", "date_start": "2022-01-18"})  # fmt: skip
    wide = ",".join(f"c{k}" for k in range(2_000))
    of.file("wide.csv", f"{head},{wide}\n{plain}{',x' * 2_000}\n", "1 accepted")
    very = ",".join(f"c{k}" for k in range(6_000))
    of.file("too-wide.csv", f"{head},{very}\n{plain}{',x' * 6_000}\n", "refused", "6,007 cells")
    of.file("header-long.csv", "a" * 1_100_000 + ",b\n1,2\n", "refused", "longer than a million")
    of.file("one-column.csv", "note\nhello\nworld\n", "2 set_aside", "no layer")
    of.file("cell-long.csv", two.replace("Seen.", "x" * 100_001, 1), "1 accepted, 1 set_aside",
            "description has 100,001 characters")  # fmt: skip
    of.file("mapped.csv", two.replace("category", "was"), "2 accepted", mapping={"was": "category"})
    of.file(
        "mapped-wrongly.csv", two, "refused", "a column 'was' that", mapping={"was": "category"}
    )
    of.file("mapped-nowhere.csv", two, "refused", "a field 'x' that", mapping={"id": "x"})
    rows = [
        ("id with zeros", {"id": "007"}, "accepted", "", {"id": "007"}),
        ("id of twenty digits", {"id": "12345678901234567890"}, "accepted", "",
         {"id": "12345678901234567890"}),
        ("id like a float", {"id": "1e5"}, "accepted", "", {"id": "1e5"}),
        ("None is a place", {"place": "None"}, "accepted", "", {"place": "None"}),
        ("NA is a place", {"place": "NA"}, "accepted", "", {"place": "NA"}),
        ("NA is no number", {"quantity_low": "NA"}, "accepted", "", {"quantity_low": None}),
        ("spaces around", {"place": "  Mazyr\u00a0"}, "accepted", "", {"place": "Mazyr"}),
        ("formula kept", {"description": "=1+1"}, "accepted", "", {"description": "=1+1"}),
        ("formula guarded", {"description": "'=1+1"}, "accepted", "", {"description": "=1+1"}),
        ("apostrophe", {"place": "'s-Gravenhage"}, "accepted", "", {"place": "'s-Gravenhage"}),
        ("unknown category", {"category": "ufo"}, "accepted", "unknown word 'ufo'"),
        ("category spelt", {"category": "Troop arrival"}, "repaired", "spelling of troop_arrival"),
        ("unknown layer", {"layer": "parade"}, "set_aside", "layer 'parade' is none of"),
        ("layer from category", {"layer": ""}, "accepted", "", {"layer": "deployment"}),
        ("category of another", {"category": "artillery_fire"}, "accepted", "layer shelling"),
        ("no layer at all", {"layer": "", "category": "ufo"}, "set_aside", "no layer"),
        ("nothing seen", {"category": "", "description": ""}, "set_aside", "nothing says what"),
        ("neither where nor when", {"date_start": "", "latitude": ""}, "set_aside", "neither a"),
    ]  # fmt: skip
    of.rows("values.csv", rows)


# --- coordinates


def coordinates(of: Group) -> None:
    def pair(lat: str, lon: str = "29.25") -> dict[str, str]:
        return {"latitude": lat, "longitude": lon}

    def at(lat: float | None, lon: float | None = 29.25) -> dict[str, Any]:
        return {"latitude": lat, "longitude": lon if lat is not None else None}

    nowhere = at(None)
    of.rows("pairs.csv", [
        ("many digits", pair("52.0500000000000000000001"), "accepted", "", at(52.05)),
        ("exponent", pair("5.205e1"), "accepted", "", at(52.05)),
        ("plus sign", pair("+52.05", "+29.25"), "accepted", "", at(52.05)),
        ("decimal comma", pair("52,05", "29,25"), "repaired", "decimal comma", at(52.05)),
        ("degree sign", pair("52.05°", "29.25°"), "repaired", "degrees", at(52.05)),
        ("letter behind", pair("52.05N", "29.25E"), "repaired", "degrees", at(52.05)),
        ("letter before", pair("N52.05", "E29.25"), "repaired", "degrees", at(52.05)),
        ("minutes and seconds", pair("52°03'00\"N", "29°15'00\"E"), "repaired", "", at(52.05)),
        ("primes", pair("52°03′00″", "29°15′00″"), "repaired", "", at(52.05)),
        ("decimal minutes", pair("52°03.0'N", "29°15.0'E"), "repaired", "", at(52.05)),
        ("south", pair("52.05S"), "repaired", "", at(-52.05)),
        ("words of the compass", pair("52,05°с.ш.", "29,25°в.д."), "repaired", "", at(52.05)),
        ("another degree sign", pair("52º03'00''N", "29º15'00''E"), "repaired", "", at(52.05)),
        ("only spaces between", pair("52 03 00", "29 15 00"), "repaired", "", at(52.05)),
        ("two numbers", pair("52 05", "29 15"), "accepted", "not a number", nowhere),
        ("two numbers and a side", pair("N 52 03.0", "29 15 В"), "repaired", "degrees", at(52.05)),
        ("three points", pair("52.03.00", "29.15.00"), "accepted", "not a number", nowhere),
        ("about", pair("~52.05", "~29.25"), "accepted", "not a number", nowhere),
        ("thin spaces around", pair("\u200952.05\u2009"), "accepted", "", at(52.05)),
        ("minutes of 60", pair("52°60'00\"N"), "accepted", "60 or more minutes", nowhere),
        ("east as latitude", pair("52.05E"), "accepted", "is not a latitude", nowhere),
        ("typographic minus", pair("52.05", "−29.25"), "repaired", "minus", at(52.05, -29.25)),
        ("hidden in a number", pair("52\u200b.05"), "repaired", "invisible", at(52.05)),
        ("blanks around", pair(" 52.05\u00a0", "\t29.25"), "accepted", "", at(52.05)),
        ("exchanged", pair("29.25", "52.05"), "repaired", "wrong way round", at(52.05)),
        ("exchanged, elsewhere", {**pair("35.7", "51.4"), "country": "IR"}, "accepted",
         "may be the wrong way round", at(35.7, 51.4)),
        ("zero, zero", pair("0", "0"), "accepted", r"\(0, 0\) means missing", nowhere),
        ("zero, zero, in words", pair("0.0", "-0"), "accepted", r"\(0, 0\)", nowhere),
        ("latitude of 91", pair("91"), "accepted", "91 is not within -90 to 90", nowhere),
        ("latitude of -90.0001", pair("-90.0001"), "accepted", "not within -90", nowhere),
        ("longitude of 181", pair("52.05", "181"), "accepted", "not within -180", nowhere),
        ("longitude once round", pair("52.05", "389.25"), "accepted", "not within", nowhere),
        ("E6 degrees", pair("52050000", "29250000"), "accepted", "not within", nowhere),
        ("metres", pair("5768000", "517000"), "accepted", "not within", nowhere),
        ("no latitude", pair(""), "accepted", "latitude is missing", nowhere),
        ("no longitude", pair("52.05", ""), "accepted", "longitude is missing", nowhere),
        ("words", pair("unknown", "unknown"), "accepted", "'unknown' is not a number", nowhere),
        ("NaN", pair("NaN", "NaN"), "accepted", "unlocated", nowhere),
        ("infinite", pair("inf", "29.25"), "accepted", "'inf' is not a number", nowhere),
        ("too large for a float", pair("1e400"), "accepted", "not within|not a number", nowhere),
        ("too small for a float", pair("1e-400", "1e-400"), "accepted", "", nowhere),
        ("a thousand nines", pair("9" * 1_000), "accepted", "not within|not a number", nowhere),
        ("hexadecimal", pair("0x34"), "accepted", "not a number", nowhere),
        ("underscore", pair("52_05"), "accepted", "not a number", nowhere),
        ("wide digits", pair("５２.０５"), "repaired", "digits of another script", at(52.05)),
        ("Arabic digits", pair("٥٢.٠٥"), "repaired", "digits of another script", at(52.05)),
        ("Arabic digits and point", pair("٥٢٫٠٥"), "repaired", "digits of another script", at(52.05)),
        ("wide, and a comma", pair("５２，０５"), "repaired", "another script; decimal comma", at(52.05)),
        ("mark of a note", pair("52.05²", "29.25¹"), "accepted", "not a number", nowhere),
        ("two points", pair("52.05.10"), "accepted", "not a number", nowhere),
        ("a range", pair("52.05-52.10"), "accepted", "not a number", nowhere),
        ("a pair in one", pair("52.05, 29.25", ""), "accepted", "not a number", nowhere),
        ("a formula", pair("=A1"), "accepted", "not a number", nowhere),
        ("target half", {"target_latitude": "50"}, "accepted", "target_longitude is missing"),
        ("target exchanged", {"target_latitude": "30.5", "target_longitude": "50.4"}, "repaired",
         "wrong way round", {"target_latitude": 50.4}),
    ])  # fmt: skip

    def metres(text: str) -> dict[str, str]:
        return {"coordinate_uncertainty_m": text}

    of.rows("uncertainty.csv", [
        ("radius below 0", metres("-5"), "accepted", "-5 is not within", {"coordinate_uncertainty_m": None}),
        ("radius in words", metres("a dozen"), "accepted", "'a dozen' is not a number"),
        ("radius in miles", metres("12 mi"), "accepted", "'12 mi' is not a number"),
        ("radius with its unit", metres("12 km"), "repaired", "kilometres read as metres",
         {"coordinate_uncertainty_m": 12_000.0}),
        ("radius endless", metres("1e308"), "accepted", "", {}),
        ("radius grouped", metres("1 500"), "repaired", "spaces between thousands",
         {"coordinate_uncertainty_m": 1500.0}),
        ("radius of two meanings", metres("1.500"), "accepted", "may mean 1500 or 1.5",
         {"coordinate_uncertainty_m": None}),
    ])  # fmt: skip
    nothing = {"latitude": "", "longitude": ""}

    def place(text: str) -> dict[str, str]:
        return {**nothing, "coordinates": text}

    ring = "29 52, 30 53, 30 52, 29 53, 29 52"
    point_wkb = shapely.to_wkb(shapely.Point(29.25, 52.05))
    there = at(52.439483825888026, 30.72961333665427)
    in_metres = shapely.set_srid(shapely.Point(345678, 5812345), 32636)
    of.rows("one-column.csv", [
        ("degrees", place("52.05, 29.25"), "accepted", "", at(52.05)),
        ("degrees, exchanged", place("29.25, 52.05"), "repaired", "wrong way round", at(52.05)),
        ("MGRS", place("35U PU 5400 6892"), "repaired", "MGRS"),
        ("MGRS without digits", place("35UPU"), "repaired", ""),
        ("MGRS of no zone", place("99UPU54006892"), "accepted", "unlocated", nowhere),
        ("MGRS, odd digits", place("35UPU540068921"), "accepted", "unlocated", nowhere),
        ("UTM", place("35U 654000 5768920"), "repaired", "UTM"),
        ("UTM without zone", place("654000 5768920"), "accepted", "metres without a zone", nowhere),
        ("Plus Code", place("9G4QPG8W+2F"), "repaired", "Plus Code"),
        ("Plus Code, short", place("PG8W+2F"), "accepted", "unlocated", nowhere),
        ("map link", place("https://www.google.com/maps/@52.05,29.25,12z"), "repaired", ""),
        ("link to nothing", place("https://example.org/"), "accepted", "unlocated", nowhere),
        ("three numbers", place("52.05, 29.25, 130"), "accepted", "", {}),
        ("name of a place", place("Mazyr"), "accepted", "unlocated", nowhere),
        ("WKT point", place("POINT (29.25 52.05)"), "accepted", "", at(52.05)),
        ("WKT point, exchanged", place("POINT (52.05 29.25)"), "repaired", "wrong way", at(52.05)),
        ("WKT with Z", place("POINT Z (29.25 52.05 130)"), "accepted", "", at(52.05)),
        ("WKT empty", place("POINT EMPTY"), "accepted", "unlocated", nowhere),
        ("WKT one number", place("POINT (29.25)"), "accepted", "not valid WKT", nowhere),
        ("WKT not closed", place("POLYGON ((29 52, 30 52, 30 53))"), "accepted", "not valid WKT"),
        ("WKT cut off", place("LINESTRING (29 52, 30"), "accepted", "not valid WKT", nowhere),
        ("WKT of words", place("POINT (a b)"), "accepted", "not valid WKT", nowhere),
        ("WKT NaN", place("LINESTRING (29 52, NaN 53)"), "accepted", "unlocated", nowhere),
        ("WKT infinite", place("POINT (inf 52)"), "accepted", "unlocated", nowhere),
        ("WKT curve", place("CIRCULARSTRING (29 52, 30 53, 31 52)"), "accepted", "curve", nowhere),
        ("WKT of another SRID", place("SRID=3857;POINT (3256095 6805000)"), "repaired",
         "EPSG:3857 converted to WGS 84", {}),
        ("WKT of no SRID that is known", place("SRID=999999;POINT (3256095 6805000)"), "accepted",
         "no EPSG:999999", nowhere),
        ("WKT of an SRID without east and north", place("SRID=4978;POINT (3256095 6805000)"),
         "accepted", "no easting and northing", nowhere),
        ("WKT outside of its SRID", place("SRID=32636;POINT (1e30 1e30)"), "accepted",
         "none of EPSG:32636", nowhere),
        ("WKT bow-tie", place(f"POLYGON (({ring}))"), "repaired", "crosses itself; mended"),
        ("WKT round the world", place("LINESTRING (179 52, -179 52)"), "accepted", "antimeridian",
         nowhere),
        ("WKT off the globe", place("LINESTRING (29 52, 200 52)"), "accepted", "leaves", nowhere),
        ("WKT in metres", place("LINESTRING (3256095 6805000, 3256195 6805000)"), "accepted",
         "leaves -180", nowhere),
        ("WKT line of no length", place("LINESTRING (29 52, 29 52)"), "accepted", "", {}),
        ("WKT ring of no area", place("POLYGON ((29 52, 30 53, 29 52, 29 52))"), "accepted",
         "holds nothing", nowhere),
        ("WKT, many in one", place("MULTIPOINT ((29.25 52.05))"), "accepted", "", at(52.05)),
        ("WKT deeply nested", place("GEOMETRYCOLLECTION (" * 500 + ")" * 500), "accepted",
         "nested too deeply", nowhere),
        ("WKT beside coordinates", {"coordinates": "POINT (30 53)"}, "accepted", "differ", at(52.05)),
        ("WKB", place(point_wkb.hex()), "accepted", "", at(52.05)),
        ("WKB of PostgreSQL", place("\\x" + point_wkb.hex()), "accepted", "", at(52.05)),
        ("WKB exchanged", place(shapely.to_wkb(shapely.Point(52.05, 29.25), hex=True)), "repaired",
         "wrong way", at(52.05)),
        ("WKB cut off", place(point_wkb.hex()[:-2]), "accepted", "not valid WKB", nowhere),
        ("WKB, half a byte", place(point_wkb.hex()[:-1]), "accepted", "odd number", nowhere),
        ("WKB of more points than it has", place(struct.pack("<BII", 1, 2, 2**32 - 1).hex()),
         "accepted", "not valid WKB", nowhere),
        ("WKB deeply nested", place(nested_wkb(500).hex()), "accepted", "nested", nowhere),
        ("WKB curve", place(struct.pack("<BII", 1, 8, 0).hex()), "accepted", "curve", nowhere),
        ("EWKB in metres", place(shapely.to_wkb(in_metres, hex=True, include_srid=True)), "repaired",
         "EPSG:32636 converted to WGS 84", there),
        ("GeoJSON", place(json.dumps(POINT)), "accepted", "", at(52.05)),
        ("GeoJSON, two words", place('{"lat": 52.05, "lon": 29.25}'), "accepted", "", at(52.05)),
        ("GeoJSON cut off", place('{"type": "Point", "coordin'), "accepted", "broken", nowhere),
        ("GeoJSON deeply nested", place('{"a":' * 5_000 + "1" + "}" * 5_000), "accepted",
         "nested too deeply", nowhere),
        ("GeoJSON of words", place('{"type": "Point", "coordinates": ["a", "b"]}'), "accepted",
         "not a geometry", nowhere),
        ("GeoJSON feature", place('{"type": "Feature", "properties": {"a": 1}, "geometry": null}'),
         "accepted", "properties of its own", nowhere),
        ("GeoJSON with a link", place('{"type": "Point", "coordinates": [1, 2], "crs": {"type": "link"}}'),
         "accepted", "never followed", nowhere),
    ])  # fmt: skip

    def metres_in(zone: str, easting: str = "345678", northing: str = "5812345") -> dict[str, str]:
        return {**nothing, "Easting": easting, "Northing": northing, "Zone": zone}

    of.rows("utm-columns.csv", [
        ("UTM in columns", metres_in("36U"), "repaired", "UTM read as", there),
        ("UTM in columns, grouped", metres_in("36 N", "345 678", "5,812,345"), "repaired", "UTM read as",
         there),
        ("UTM in columns, exchanged", metres_in("36U", "5812345", "345678"), "repaired",
         "northing first", there),
        ("UTM in columns, no band", metres_in("36"), "repaired", "north of the equator", there),
        ("UTM in columns, no zone", metres_in(""), "accepted", "metres without a zone", nowhere),
        ("UTM in columns, zone of words", metres_in("Sector 4"), "accepted", "no zone of UTM", nowhere),
        ("UTM in columns, zone 61", metres_in("61U"), "accepted", "zones go from 1 to 60", nowhere),
        ("UTM in columns, south or band", metres_in("36S"), "accepted", "may mean the south", nowhere),
        ("UTM in columns, no northing", metres_in("36U", northing=""), "accepted", "northing is missing",
         nowhere),
        ("UTM in columns, digit lost", metres_in("36U", northing="812345"), "accepted",
         "is a digit missing", nowhere),
        ("UTM in columns, words", metres_in("36U", "unknown"), "accepted", "is no number", nowhere),
        ("UTM in columns, hostile", metres_in("36U", "345678);DROP TABLE x", "{{7*7}}"), "accepted",
         "is no number", nowhere),
        ("UTM beside degrees", {**metres_in("36U"), "latitude": "52.05", "longitude": "29.25"}, "accepted",
         "", at(52.05)),
    ])  # fmt: skip


# --- dates


def dates(of: Group) -> None:
    def day(text: str, **more: str) -> dict[str, str]:
        return {"date_start": text, **more}

    def on(text: str | None) -> dict[str, Any]:
        return {"date_start": text}

    of.rows("dates.csv", [
        ("points", day("18.01.2022"), "repaired", "day.month.year", on("2022-01-18")),
        ("slashes, year first", day("2022/01/18"), "repaired", "ISO 8601", on("2022-01-18")),
        ("compact", day("20220118"), "repaired", "ISO 8601", on("2022-01-18")),
        ("one digit", day("2022-1-8"), "repaired", "ISO 8601", on("2022-01-08")),
        ("name of the month", day("18 January 2022"), "repaired", "month name", on("2022-01-18")),
        ("American", day("January 18, 2022"), "repaired", "month name", on("2022-01-18")),
        ("month", day("2022-01"), "accepted", "", on("2022-01")),
        ("year", day("2022"), "accepted", "", on("2022")),
        ("30 February", day("2022-02-30"), "accepted", "is not a date", on(None)),
        ("29 February, no leap year", day("29.02.2022"), "accepted", "is not a date", on(None)),
        ("29 February, leap year", day("2024-02-29"), "accepted", "", on("2024-02-29")),
        ("month 13", day("2022-13-01"), "accepted", "is not a date", on(None)),
        ("day 0", day("2022-01-00"), "accepted", "is not a date", on(None)),
        ("all noughts", day("0000-00-00"), "accepted", "stand-in", on(None)),
        ("1970", day("1970-01-01"), "accepted", "stand-in", on(None)),
        ("1899-12-30", day("1899-12-30"), "accepted", "stand-in", on(None)),
        ("year 0", day("0000-05-05"), "accepted", "is not a date", on(None)),
        ("year 1750", day("1750-05-05"), "accepted", "before 1900", on("1750-05-05")),
        ("future", day("2099-01-01"), "accepted", "in the future", on("2099-01-01")),
        ("year of five digits", day("20222-01-18"), "accepted", "is not a date", on(None)),
        ("words", day("last week"), "accepted", "is not a date", on(None)),
        ("an empty word", day("N/A"), "accepted", "undated", on(None)),
        ("with Z", day("2022-01-18T05:30Z"), "accepted", "", on("2022-01-18T05:30Z")),
        ("with offset", day("2022-01-18T05:30+03:00"), "accepted", "", {}),
        ("offset of 25 hours", day("2022-01-18T05:30+25:00"), "accepted", "not a date", on(None)),
        ("no offset", day("2022-01-18T05:30"), "accepted", "no offset and is read as UTC"),
        ("midnight", day("2022-01-18 00:00:00"), "repaired", "midnight", on("2022-01-18")),
        ("24:00", day("2022-01-18T24:00Z"), "accepted", "is not a date", on(None)),
        ("leap second", day("2022-01-18T23:59:60Z"), "accepted", "is not a date", on(None)),
        ("am and pm", day("2022-01-18 05:30 PM Z"), "repaired", "24 hours"),
        ("13 pm", day("2022-01-18 13:30 PM"), "accepted", "is not a date", on(None)),
        ("two-digit year among whole ones", day("18.01.22"), "repaired", "a year of two digits",
         on("2022-01-18")),
        ("day of the week", day("вт, 18.01.2022 г."), "repaired", "ISO 8601", on("2022-01-18")),
        ("time first", day("05:30 UTC 18.01.2022"), "repaired", "ISO 8601", on("2022-01-18T05:30Z")),
        ("hidden mark", day("\u200e2022-01-18"), "accepted", "", {}),
        ("wide digits", day("２０２２-０１-１８"), "repaired", "ISO 8601", on("2022-01-18")),
        ("end before start", day("2022-01-18", date_end="2022-01-17"), "accepted",
         "is before date_start", {"date_end": None}),
        ("end only", day("", date_end="2022-01-17"), "accepted", "only date_end given", on(None)),
        ("end no date", day("2022-01-18", date_end="soon"), "accepted", "is not a date"),
        ("precision unknown", day("2022-01-18", date_precision="fortnight"), "accepted",
         "unknown word"),
        ("embargo in words", day("2022-01-18", embargo_until="when I say so"), "accepted", "",
         {"embargo_until": "when I say so"}),
        ("a formula", day("=TODAY()"), "accepted", "is not a date", on(None)),
    ])  # fmt: skip
    either = [("03/04/2022", "could be day first or month first"), ("05/06/2022", "could be")]
    of.rows("order-unknown.csv", [
        (f"{text} alone", day(text), "accepted", told, on(None)) for text, told in either
    ])  # fmt: skip
    kyiv = Policy(time_zone="Europe/Kyiv", date_order="month-first")
    of.rows("decided.csv", [
        ("order decided", day("03/04/2022"), "repaired", "as --date-order says", on("2022-03-04")),
        ("zone decided", day("2022-01-18T05:30"), "repaired", "as --time-zone says",
         on("2022-01-18T05:30+02:00")),
        ("zone written", day("2022-01-18T05:30Z"), "accepted", "", on("2022-01-18T05:30Z")),
        ("clocks changed", day("2022-03-27T03:30"), "repaired", "clocks", on("2022-03-27")),
    ], policy=kyiv)  # fmt: skip
    of.rows("decided-otherwise.csv", [
        ("proves day first", day("18/01/2022"), "repaired", "day first", on("2022-01-18")),
        ("not overruled", day("03/04/2022"), "repaired", "day first", on("2022-04-03")),
    ], policy=kyiv)  # fmt: skip
    of.rows("order-day.csv", [
        ("shows day first", day("18/01/2022"), "repaired", "day first", on("2022-01-18")),
        ("follows day first", day("03/04/2022"), "repaired", "day first", on("2022-04-03")),
    ])  # fmt: skip
    of.rows("order-month.csv", [
        ("shows month first", day("1/18/2022"), "repaired", "month first", on("2022-01-18")),
        ("follows month first", day("03/04/2022"), "repaired", "month first", on("2022-03-04")),
    ])  # fmt: skip
    of.rows("short-unknown.csv", [
        (f"{text} alone", day(text), "accepted", "is not a date: its year has two", on(None))
        for text in ("18.01.22", "05/06/22")
    ])  # fmt: skip
    of.rows("short-day.csv", [
        ("shows that the day is first", day("31.01.22"), "repaired", "two digits", on("2022-01-31")),
        ("follows it", day("18.01.22"), "repaired", "a year of two digits", on("2022-01-18")),
        ("another sign", day("18/01/22"), "accepted", "its year has two digits", on(None)),
    ])  # fmt: skip
    of.rows("order-both.csv", [
        ("day first among both", day("18/01/2022"), "repaired", "day first", on("2022-01-18")),
        ("month first among both", day("1/18/2022"), "repaired", "month first", on("2022-01-18")),
        ("either among both", day("03/04/2022"), "accepted", "could be", on(None)),
        ("the same either way", day("03/03/2022"), "repaired", "", on("2022-03-03")),
    ])  # fmt: skip


# --- hostile text


def hostile_text(of: Group) -> None:
    """Every kind of the corpus as a description; and the same where names and words stand."""
    canary = of.top / "canary"
    for kind, samples in BY_KIND.items():
        texts = [text for text in samples if len(text) < 4_000]
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, HEAD)
        writer.writeheader()
        for number, text in enumerate(texts):
            row = {**dict(zip(HEAD, PLAIN, strict=True)), "id": f"H{number}", "description": text}
            writer.writerow(row)
        data = out.getvalue().encode("utf-8", "replace")
        of.file(f"{kind.replace(' ', '-')}.csv", data, f"{len(texts)} used", case=kind)
    code = f"__import__('os').system('touch {canary}')"
    of.rows("code.csv", [
        ("Python", {"description": code}, "accepted", "", {"description": code}),
        ("Python in a template", {"place": "{{" + code + "}}"}, "accepted"),
        ("shell", {"id": f"$(touch {canary})"}, "accepted", "", {"id": f"$(touch {canary})"}),
        ("shell, in quotes", {"actor": f"`touch {canary}`"}, "accepted"),
        ("DDE", {"description": f"=cmd|'/c touch {canary}'!A1"}, "accepted"),
        ("template", {"description": "{{ 7*7 }}"}, "accepted", "", {"description": "{{ 7*7 }}"}),
        ("template as category", {"category": "{{ 7*7 }}"}, "accepted", r"unknown word '\{\{ 7"),
        ("template as layer", {"layer": "{{ 7*7 }}"}, "set_aside", "is none of"),
        ("SQL as id", {"id": "'; DROP TABLE records; --"}, "accepted"),
        ("path as id", {"id": "../../../canary"}, "accepted", "", {"id": "../../../canary"}),
        ("format string", {"description": "%s %n {0.__class__}"}, "accepted"),
        ("YAML", {"description": f"!!python/object/apply:open [{canary}, w]"}, "accepted"),
    ])  # fmt: skip
    names = ["<b>id</b>", "{{ 7*7 }}", "__class__", "constructor", "geometry\0", "=1+1", "a\nb"]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*HEAD, *names])
    writer.writerow([*PLAIN, *names])
    of.file("names.csv", out.getvalue(), "refused", "NUL", case="NUL in a column's name")
    data = out.getvalue().replace("\0", "")
    of.file("names-odd.csv", data, "1 accepted", case="hostile names of columns",
            fields={"{{ 7*7 }}": "{{ 7*7 }}", "__class__": "__class__"})  # fmt: skip
    for name in ("<b>x<", "$(touch canary)", "a;b", "{{7*7}}", "..csv", "a\u202egpj", "-rf"):
        of.file(f"{name}.csv".replace("/", "_"), TEXT, "1 accepted", case=f"file called {name!r}")


# --- GeoJSON


def _collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def _feature(geometry: Any, number: int = 1, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {**PROPERTIES, "id": f"G{number}", **properties},
    }


def geojson(of: Group) -> None:
    def shape(kind: str, coordinates: Any) -> dict[str, Any]:
        return {"type": kind, "coordinates": coordinates}

    bow_tie = [[[29, 52], [30, 53], [30, 52], [29, 53], [29, 52]]]
    nowhere = {"latitude": None}
    cases: list[tuple[str, Any, str, str, dict[str, Any]]] = [
        ("a point", POINT, "accepted", "", {}),
        ("no geometry", None, "accepted", "unlocated", nowhere),
        ("an empty object", {}, "accepted", "unlocated", nowhere),
        ("geometry is text", "POINT (29 52)", "accepted", "cannot be read", nowhere),
        ("geometry is a list", [29, 52], "accepted", "cannot be read", nowhere),
        ("no coordinates", {"type": "Point"}, "accepted", "unlocated", nowhere),
        ("empty coordinates", shape("Point", []), "accepted", "unlocated", nowhere),
        ("one number", shape("Point", [29]), "accepted", "cannot be read", nowhere),
        ("text numbers", shape("Point", ["29.25", "52.05"]), "accepted", "", {}),
        ("null in a point", shape("Point", [None, 52]), "accepted", "cannot be read", nowhere),
        ("true in a point", shape("Point", [True, 52]), "accepted", "", {}),
        ("with a height", shape("Point", [29.25, 52.05, 130]), "accepted", "", {}),
        ("four numbers", shape("Point", [29.25, 52.05, 1, 2]), "accepted", "", {}),
        ("exchanged", shape("Point", [52.05, 29.25]), "repaired", "wrong way round", {}),
        ("off the globe", shape("Point", [29, 152]), "accepted", "not within", nowhere),
        ("huge", shape("Point", [1e300, 52]), "accepted", "not within", nowhere),
        ("unknown type", shape("Circle", [29, 52]), "accepted", "unknown geometry", nowhere),
        ("type in small letters", shape("point", [29, 52]), "accepted", "unknown", nowhere),
        ("line of one point", shape("LineString", [[29, 52]]), "accepted", "cannot be", nowhere),
        ("polygon not closed", shape("Polygon", [[[29, 52], [30, 52], [30, 53]]]), "accepted", "",
         {}),
        ("bow-tie", shape("Polygon", bow_tie), "repaired", "crosses itself", {}),
        ("across the antimeridian", shape("LineString", [[179, 52], [-179, 52]]), "accepted",
         "antimeridian", nowhere),
        ("polygon of points", shape("Polygon", [[29, 52], [30, 53]]), "accepted", "cannot", nowhere),
        ("collection without members", {"type": "GeometryCollection"}, "accepted", "unlocated",
         nowhere),
        ("collection of one", {"type": "GeometryCollection", "geometries": [POINT]}, "accepted", "",
         {}),
    ]  # fmt: skip
    features = [_feature(geometry, k) for k, (_, geometry, *_) in enumerate(cases, 1)]
    of.several("geometries.geojson", _collection(*features),
               [(name, *rest) for name, _, *rest in cases])  # fmt: skip
    properties: list[tuple[str, Any, str, str]] = [
        ("nested values", {"tags": {"a": [1, 2]}}, "accepted", ""),
        ("null properties", None, "set_aside", "nothing says what|no layer"),
        ("properties are a list", [1], "set_aside", "nothing says what|no layer"),
        ("a number as id", {"id": 7}, "accepted", ""),
        ("half a character", {"description": "\ud800"}, "accepted", ""),
        ("an endless number", {"quantity_low": 1e999}, "accepted", ""),
        ("a boolean as text", {"description": True}, "accepted", ""),
        ("an address as a name", {"__proto__": "x", "constructor": "y"}, "accepted", ""),
    ]
    rows = [
        {**_feature(POINT, k), "properties": {**PROPERTIES, "id": f"P{k}", **given}
         if isinstance(given, dict) else given}
        for k, (_, given, *_) in enumerate(properties, 1)
    ]  # fmt: skip
    of.several("properties.geojson", _collection(*rows),
               [(name, *rest) for name, _, *rest in properties])  # fmt: skip
    good = _feature(POINT)
    of.file("feature.geojson", json.dumps(good), "1 accepted")
    of.file("no-features.geojson", _collection(), "")
    of.file("features-null.geojson", '{"type": "FeatureCollection"}', "refused", "not a list")
    of.file("bare-geometry.geojson", json.dumps(POINT), "refused", "its type is 'Point'")
    of.file("topojson.geojson", '{"type": "Topology", "objects": {}}', "refused", "'Topology'")
    of.file("no-type.geojson", '{"features": []}', "refused", "it is no GeoJSON")
    of.file("cut-off.geojson", _collection(good)[:-20], "refused", "broken at line 1")
    of.file("comma-too-many.geojson", _collection(good).replace("]}", "],}"), "refused", "broken")
    of.file("comment.geojson", "/* x */" + _collection(good), "refused", "content is not geojson")
    of.file("two-documents.geojson", _collection(good) * 2, "refused", "broken at line 1")
    of.file("feature-null.geojson", _collection(good, None), "1 accepted, 1 set_aside")
    of.file("member-twice.geojson", _collection(good).replace('"type"', '"type": 1, "type"', 1),
            "1 accepted")  # fmt: skip
    link = {"type": "link", "properties": {"href": f"{of.server}/crs"}}
    of.file("crs-link.geojson", _collection(good, crs=link), "refused", "never followed")
    for name, said, told in (
        ("crs-unknown", "EPSG:999999", "not known"),
        ("crs-address", f"{of.server}/crs", "not an EPSG code"),
        ("crs-file", f"file://{of.top}/secret.csv", "not an EPSG code"),
    ):
        crs = {"type": "name", "properties": {"name": said}}
        of.file(f"{name}.geojson", _collection(good, crs=crs), "refused", told)
    mercator = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    metres = _feature({"type": "Point", "coordinates": [3256095, 6805000]})
    of.file("crs-mercator.geojson", _collection(metres, crs=mercator), "1 accepted", "converted")
    of.file("nan.geojson", _collection(good).replace("52.05", "NaN"), "1 accepted", "unlocated")
    of.file("lines.jsonl", json.dumps(good) + "\nno json\n\n[1]\n", "1 accepted, 2 set_aside",
            "no JSON|no object")  # fmt: skip
    of.file("list.json", json.dumps([good, 1, {"a": 1}]), "1 accepted, 2 set_aside")


# --- KML and KMZ


def _kml(inside: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{inside}</Document></kml>"
    )


def kml(of: Group) -> None:
    def mark(inside: str, name: str = "Seen") -> str:
        return (
            f"<Placemark><name>{name}</name><TimeStamp><when>2022-01-18</when></TimeStamp>"
            f"{inside}</Placemark>"
        )

    def point(text: str) -> str:
        return f"<Point><coordinates>{text}</coordinates></Point>"

    nowhere = {"latitude": None}
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    outer = f"<outerBoundaryIs>{ring.format('29,52 30,52 30,53 29,52')}</outerBoundaryIs>"
    cases = [
        ("a point", point("29.25,52.05,0"), "accepted", "", {"latitude": 52.05}),
        ("empty coordinates", point(""), "accepted", "coordinates are empty", nowhere),
        ("words", point("here"), "accepted", "is not longitude,latitude", nowhere),
        ("one number", point("29.25"), "accepted", "is not longitude,latitude", nowhere),
        ("NaN", point("NaN,52"), "accepted", "is not longitude,latitude", nowhere),
        ("infinite", point("inf,52"), "accepted", "is not longitude,latitude", nowhere),
        ("two places", point("29,52 30,53"), "accepted", "a point has one place", nowhere),
        ("exchanged", point("52.05,29.25"), "repaired", "wrong way round", {"latitude": 52.05}),
        ("decimal commas", point("29,25,52,05"), "accepted", "is not longitude,latitude", nowhere),
        ("blanks behind commas", point(" 29.25, 52.05 "), "accepted", "", {"latitude": 52.05}),
        ("no geometry", "", "accepted", "no geometry", nowhere),
        ("no coordinates", "<Point/>", "accepted", "coordinates are empty", nowhere),
        ("ring of two", f"<Polygon><outerBoundaryIs>{ring.format('29,52 30,52')}"
         "</outerBoundaryIs></Polygon>", "accepted", "outer ring", nowhere),
        ("two outer rings", f"<Polygon>{outer}{outer}</Polygon>", "accepted", "one outer", nowhere),
        ("several shapes", point("29.25,52.05") + f"<Polygon>{outer}</Polygon>", "accepted", "", {}),
        ("nothing in many", "<MultiGeometry/>", "accepted", "no parts", nowhere),
        ("nested too deeply", "<MultiGeometry>" * 30 + point("29,52") + "</MultiGeometry>" * 30,
         "accepted", "nested too deeply", nowhere),
        ("a model", "<Model><Link><href>x.dae</href></Link></Model>", "accepted", "no geometry",
         nowhere),
    ]  # fmt: skip
    marks = "".join(mark(inside, f"M{k}") for k, (_, inside, *_) in enumerate(cases))
    of.several("places.kml", _kml(marks), [(name, *rest) for name, _, *rest in cases],
               layer="deployment")  # fmt: skip
    good = mark(point("29.25,52.05"))
    times = {
        "no time": ("", "undated"),
        "empty": ("<TimeStamp><when/></TimeStamp>", "undated"),
        "words": ("<TimeStamp><when>soon</when></TimeStamp>", "is not a date"),
        "span open": ("<TimeSpan><end>2022-01-18</end></TimeSpan>", "only date_end"),
    }
    rows = "".join(
        f"<Placemark><name>T{k}</name>{text}{point('29.25,52.05')}</Placemark>"
        for k, (text, _) in enumerate(times.values())
    )
    of.several("times.kml", _kml(rows), [
        (f"time: {name}", "accepted", told) for name, (_, told) in times.items()
    ], layer="deployment")  # fmt: skip
    deployment: dict[str, Any] = {"layer": "deployment"}
    of.file("folders.kml", _kml(f"<Folder><name>A</name>{good}</Folder><Folder><Folder>"
            f"<name>B</name>{good.replace('Seen', 'Two')}</Folder></Folder>"), "2 accepted",
            **deployment)  # fmt: skip
    of.file("layer-unsaid.kml", _kml(good), "1 set_aside", "no layer.*--layer")
    of.file("no-namespace.kml", f"<kml>{good}</kml>", "1 accepted", **deployment)
    of.file("prefix.kml", '<k:kml xmlns:k="http://www.opengis.net/kml/2.2"><k:Placemark><k:name>x'
            "</k:name><k:Point><k:coordinates>29,52</k:coordinates></k:Point></k:Placemark></k:kml>",
            "1 accepted", "undated", **deployment)  # fmt: skip
    of.file("nothing.kml", _kml(""), "", **deployment)
    overlay = (
        f"<GroundOverlay><Icon><href>{of.server}/a.png</href></Icon></GroundOverlay>"
        f"<NetworkLink><Link><href>{of.server}/b.kml</href></Link></NetworkLink>"
    )
    of.file("links.kml", _kml(overlay), "", "1 GroundOverlay left out", **deployment)
    entity = f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{of.top}/secret.csv">]>'
    of.file("doctype.kml", f"{entity}<kml>&x;</kml>", "refused", "DOCTYPE")
    late = "<!-- " + "x" * 70_000 + " -->"
    of.file("doctype-late.kml", f"{late}{entity}<kml>{good}</kml>", "refused", "DOCTYPE|XML")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{of.top}/secret.csv" parse="text"/>'
    of.file(
        "xinclude.kml", _kml(good.replace("Seen", f"{include}Seen")), "1 accepted", **deployment
    )
    sheet = f'<?xml-stylesheet href="{of.server}/x.xsl"?>'
    of.file("stylesheet.kml", _kml(good).replace("?><kml", f"?>{sheet}<kml"), "1 accepted",
            **deployment)  # fmt: skip
    marked = good.replace("<name>Seen</name>", "<description>Seen <b>here</b>.</description>")
    of.file("not-escaped.kml", _kml(marked), "1 accepted", fields={"description": "Seen here."},
            **deployment)  # fmt: skip
    of.file("cut-off.kml", _kml(good)[:-30], "refused", "damaged")
    of.file("not-closed.kml", _kml(good).replace("</name>", ""), "refused", "damaged")
    of.file("control.kml", _kml(good.replace("Seen", "a\x01b")), "refused", "damaged")
    of.file("entity-unknown.kml", _kml(good.replace("Seen", "&nbsp;")), "refused", "damaged")
    html = good.replace("<name>Seen</name>", "<description><![CDATA[<script>x</script>"
                        f"<img src='{of.server}/a.png'>Seen]]></description>")  # fmt: skip
    of.file("web-page.kml", _kml(html), "1 accepted", "were web pages", **deployment)
    data = _kml(good)
    of.file("two.kmz", archive({"doc.kml": data, "b.kml": data.replace("Seen", "Two")}), "2 accepted",
            "2 documents", **deployment)  # fmt: skip
    of.file("same-twice.kmz", archive({"a.kml": data, "b.kml": data}), "1 accepted, 1 duplicate",
            **deployment)  # fmt: skip
    of.file("above.kmz", archive({"../../canary.kml": data}), "1 accepted", **deployment)
    of.file("absolute.kmz", archive({f"{of.top}/canary.kml": data}), "1 accepted", **deployment)
    of.file("damaged.kmz", archive({"doc.kml": data})[:-40], "refused", "damaged")
    whole = archive({"doc.kml": data})
    flipped = whole[:60] + bytes([whole[60] ^ 255]) + whole[61:]
    of.file("flipped.kmz", flipped, "refused", "damaged|cannot be parsed")
    of.file("doctype.kmz", archive({"doc.kml": f"{entity}<kml/>"}), "refused", "DOCTYPE")
    of.file("no-kml.kmz", archive({"a.txt": "x"}), "refused", "ZIP archive")


# --- GPX


def gpx(of: Group) -> None:
    def document(inside: str) -> str:
        return f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">{inside}</gpx>'

    nowhere = {"latitude": None}
    time = "<time>2022-01-18T05:30:00Z</time>"
    cases = [
        ("a waypoint", f'<wpt lat="52.05" lon="29.25">{time}<name>x</name></wpt>', "accepted", "",
         {"latitude": 52.05}),
        ("latitude in words", f'<wpt lat="abc" lon="29.25">{time}<name>x1</name></wpt>', "accepted",
         "are no degrees", nowhere),
        ("no latitude", f'<wpt lon="29.25">{time}<name>x2</name></wpt>', "accepted", "no degrees",
         nowhere),
        ("NaN", f'<wpt lat="NaN" lon="29.25">{time}<name>x3</name></wpt>', "accepted", "no degrees",
         nowhere),
        ("off the globe", f'<wpt lat="95" lon="29.25">{time}<name>x4</name></wpt>', "accepted",
         "not within", nowhere),
        ("exchanged", f'<wpt lat="29.25" lon="52.05">{time}<name>x5</name></wpt>', "repaired",
         "wrong way round", {}),
        ("no time", '<wpt lat="52.05" lon="29.25"><name>x6</name></wpt>', "accepted", "undated", {}),
        ("time in words", '<wpt lat="52.05" lon="29.25"><time>noon</time><name>x7</name></wpt>',
         "accepted", "is not a date", {}),
        ("an empty track", f"<trk><name>x8</name>{time}</trk>", "set_aside", "neither", {}),
        ("a track of one point", f'<trk><name>x9</name><trkseg><trkpt lat="52" lon="29">{time}'
         "</trkpt></trkseg></trk>", "accepted", "", {}),
        ("a track with words", f'<trk><name>y1</name><trkseg><trkpt lat="52" lon="29">{time}</trkpt>'
         '<trkpt lat="x" lon="29"/></trkseg></trk>', "accepted", "no degrees", nowhere),
        ("an empty segment", f'<trk><name>y2</name><trkseg/><trkseg><trkpt lat="52" lon="29">{time}'
         '</trkpt><trkpt lat="53" lon="29"/></trkseg></trk>', "accepted", "", {}),
        ("a route", f'<rte><name>y3</name><rtept lat="52" lon="29">{time}</rtept><rtept lat="53" '
         'lon="29"/></rte>', "accepted", "", {}),
    ]  # fmt: skip
    of.several("places.gpx", document("".join(inside for _, inside, *_ in cases)),
               [(name, *rest) for name, _, *rest in cases], layer="deployment")  # fmt: skip
    of.file("nothing.gpx", document(""), "")
    of.file("cut-off.gpx", document("<wpt>")[:-9], "refused", "damaged")
    of.file("no-namespace.gpx", f'<gpx><wpt lat="52" lon="29">{time}<name>x</name></wpt></gpx>',
            "1 accepted", layer="deployment")  # fmt: skip
    entity = f'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file://{of.top}/secret.csv">]>'
    of.file("doctype.gpx", f"{entity}<gpx>&x;</gpx>", "refused", "DOCTYPE")
    of.file("link.gpx", document(f'<wpt lat="52" lon="29">{time}<name>x</name><link href="'
            f'{of.server}/x"/></wpt>'), "1 accepted", layer="deployment")  # fmt: skip


# --- XLSX


def xlsx(of: Group) -> None:
    import datetime as dt

    head = list(HEAD)
    row = ["A1", "deployment", "troop_arrival", dt.date(2022, 1, 18), 52.05, 29.25, "Seen."]

    def book(*rows: Sequence[Any], **options: Any) -> bytes:
        return workbook({"Sheet1": [head, *rows]}, **options)

    other = ["A2", *row[1:]]
    of.file("plain.xlsx", book(row), "1 accepted", fields={"date_start": "2022-01-18"})
    of.file("two-sheets.xlsx", workbook({"a": [head, row], "b": [head, other]}), "2 accepted",
            "2 sheets read one after another")  # fmt: skip
    of.file(
        "one-sheet-of-two.xlsx",
        workbook({"a": [head, row], "b": [head, other]}),
        "1 accepted",
        "sheet left out, as --sheet asks for others: 'a'",
        policy=Policy(sheets=("b",)),
    )
    of.file("no-such-sheet.xlsx", workbook({"a": [head, row]}), "refused", "no sheet 'c'; it has 'a'",
            policy=Policy(sheets=("c",)))  # fmt: skip
    hidden = workbook({"a": [head, row], "b": [head, other]}, hidden=("b",))
    of.file("hidden.xlsx", hidden, "2 accepted", "'b' is hidden, and read")
    of.file("sheet-names-a-layer.xlsx", workbook({"Fortifications": [
        ["date", "lat", "lon", "note"], [dt.date(2022, 1, 18), 52.05, 29.25, "Trench"],
    ]}), "1 accepted", fields={"layer": "fortification"})  # fmt: skip
    of.file("layer-unsaid.xlsx", workbook({"Sheet1": [
        ["date", "lat", "lon", "note"], [dt.date(2022, 1, 18), 52.05, 29.25, "Trench"],
    ]}), "1 set_aside", "no layer")  # fmt: skip
    of.file("empty-sheet.xlsx", workbook({"a": [], "b": [head, row]}), "1 accepted")
    of.file("no-cells.xlsx", workbook({"a": []}), "")
    titled = workbook({"a": [["Report of January"], [], head, row]})
    of.file("title-above.xlsx", titled, "1 accepted", "above the header: Report of January")
    of.file("1904.xlsx", book(row, date_1904=True), "1 accepted",
            fields={"date_start": "2022-01-18"})  # fmt: skip
    of.file("id-number.xlsx", book([7.0, *row[1:]]), "1 accepted", fields={"id": "7"})
    of.file("id-text.xlsx", book(["007", *row[1:]]), "1 accepted", fields={"id": "007"})
    of.file("text-degrees.xlsx", book([*row[:4], "52,05", "29,25", "x"]), "1 repaired", "comma")
    of.file("formula.xlsx", workbook({"a": [head, row]}), "1 accepted", case="no formula")
    of.file("errors.xlsx", book([*row[:4], "#N/A", "#DIV/0!", "#REF!"]), "1 accepted", "unlocated")
    of.file("errors-of-formulas.xlsx", formulas("#N/A", "#DIV/0!"), "1 accepted",
            "'#N/A' is not a number.*'#DIV/0!' is not a number")  # fmt: skip
    of.file("merged-headings.xlsx", merged_headings(), "2 accepted", "stand in two rows",
            fields={"latitude": 52.05, "date_end": "2022-01-19"})  # fmt: skip
    of.file("total-last.xlsx", book(row, ["Total", *[None] * 5, "1 report"]),
            "1 accepted, 1 set_aside", "neither a usable place nor")  # fmt: skip
    of.file("read-me.xlsx", workbook({"Read me": [["About", "it"], ["who", "x"]],
            "a": [head, row]}), "1 accepted, 1 set_aside", "no column was recognised")  # fmt: skip
    of.file("cut-off.xlsx", book(row)[:-200], "refused", "damaged")
    data = book(row)
    sheet = "xl/worksheets/sheet1.xml"
    of.file("sheet-missing.xlsx", with_entry(data, sheet, None), "refused", "damaged|cannot")
    of.file("sheet-no-xml.xlsx", with_entry(data, sheet, "no xml <"), "refused", "damaged|cannot")
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{of.top}/secret.csv">]>'
    strings = f"{entity}<sst><si><t>&x;</t></si></sst>"
    of.file("entity.xlsx", with_entry(data, "xl/sharedStrings.xml", strings), "refused", "damaged")
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/externalLink" Target="{of.server}/x" TargetMode="External"/></Relationships>'
    )
    of.file("external.xlsx", with_entry(data, "xl/worksheets/_rels/sheet1.xml.rels", links),
            "1 accepted")  # fmt: skip
    of.file("header-twice.xlsx", workbook({"a": [[*head, "note"], [*row, "x"]]}), "1 accepted",
            "also means description")  # fmt: skip
    of.file("wide-gap.xlsx", book(row, [], [], other), "2 accepted")
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in PLAIN
    )
    names = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in HEAD
    )
    rows = f"<table:table-row>{names}</table:table-row><table:table-row>{cells}</table:table-row>"
    of.file("plain.ods", spreadsheet(f'<table:table table:name="a">{rows}</table:table>'),
            "1 accepted")  # fmt: skip
    of.file("no-table.ods", spreadsheet(""), "")
    of.file("cut-off.ods", spreadsheet("")[:-60], "refused", "damaged")


# --- GeoPackage


def geopackages(of: Group) -> None:
    row: dict[str, Any] = {
        **dict(zip(HEAD, PLAIN, strict=True)),
        "geom": shapely.Point(29.25, 52.05),
    }
    row["latitude"] = row["longitude"] = None
    other = {**row, "id": "A2"}

    def base(*statements: str, srs: int = 4326, **layers: Any) -> Callable[[Path], None]:
        return lambda path: geopackage(path, layers or {"camps": [row]}, *statements, srs=srs)

    of.file("plain.gpkg", base(), "1 accepted")
    of.file("two-layers.gpkg", base(a=[row], b=[other]), "2 accepted", "2 layers read")
    unsaid = {**row, "layer": None, "category": None}
    of.file("layer-named.gpkg", base(shelling=[unsaid]), "1 accepted", fields={"layer": "shelling"})
    of.file("layer-unsaid.gpkg", base(a=[unsaid]), "1 set_aside", "no layer")
    of.file("no-rows.gpkg", base("DELETE FROM camps"), "")
    of.file("no-layers.gpkg", base("DROP TABLE camps", "DELETE FROM gpkg_contents",
                                   "DELETE FROM gpkg_geometry_columns"), "refused", "cannot be")  # fmt: skip
    of.file("table-missing.gpkg", base("DROP TABLE camps"), "refused", "holds no layer")
    of.file("null-geometry.gpkg", base(a=[{**row, "geom": None}, other]), "2 accepted", "unlocated")
    of.file("geometry-noise.gpkg", base(a=[{**row, "geom": b"GP\x00\x01noise"}, other]), "2 used")
    nested = b"GP\x00\x01\xe6\x10\x00\x00" + nested_wkb(40)
    of.file("geometry-nested.gpkg", base(a=[{**row, "geom": nested}, other]), "refused",
            "nested more than")  # fmt: skip
    of.file("attributes.gpkg", base(a=[{**dict(zip(HEAD, PLAIN, strict=True))}]), "1 accepted")
    hidden = "CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count INTEGER)"
    of.file("count-lies.gpkg", base(hidden, "INSERT INTO gpkg_ogr_contents VALUES ('camps', 0)"),
            "1 accepted")  # fmt: skip
    metres = {**row, "geom": shapely.Point(3256095, 6805000)}
    of.file("mercator.gpkg", base(srs=3857, a=[metres]), "1 accepted", "converted")
    of.file("srs-unknown.gpkg", base(srs=4711, a=[row]), "1 accepted",
            "no coordinate reference system")  # fmt: skip
    secret = f'CREATE VIRTUAL TABLE peek USING VirtualText("{of.top}/secret.csv")'
    of.file("virtual.gpkg", base(
        "PRAGMA writable_schema = ON",
        f"INSERT INTO sqlite_master VALUES ('table', 'peek', 'peek', 0, '{secret}')",
    ), "refused", "virtual table")  # fmt: skip
    of.file("trigger.gpkg", base(
        "CREATE TRIGGER t AFTER INSERT ON camps BEGIN SELECT load_extension('canary'); END"
    ), "1 accepted")  # fmt: skip
    of.file("cut-off.gpkg", lambda path: (base()(path), path.write_bytes(path.read_bytes()[:9_000])),
            "refused", "damaged|cannot|malformed")  # fmt: skip
    of.file("header-only.gpkg", lambda path: (base()(path), path.write_bytes(path.read_bytes()[:100])),
            "refused", "damaged|cannot|malformed")  # fmt: skip
    utf8 = "UPDATE camps SET description = CAST(x'ff41' AS TEXT)"
    of.file("text-no-utf-8.gpkg", base(utf8), "refused", "values are damaged")
    of.file("not-a-geopackage.gpkg", base("PRAGMA application_id = 0"), "refused",
            "SQLite database but not a GeoPackage")  # fmt: skip
    of.file("name-hostile.gpkg", base(**{"a'; DROP TABLE x; --": [row]}), "1 accepted")


# --- GeoParquet


def geoparquet(of: Group) -> None:
    columns = {name: [text] for name, text in zip(HEAD, PLAIN, strict=True)}
    del columns["latitude"], columns["longitude"]
    point = [shapely.Point(29.25, 52.05)]
    plain = parquet(columns, geometry=point)
    of.file("plain.parquet", plain, "1 accepted", fields={"latitude": 52.05})
    table = {name: [text] for name, text in zip(HEAD, PLAIN, strict=True)}
    of.file("no-geometry.parquet", parquet(table), "1 accepted")
    of.file("no-rows.parquet", parquet({name: pa.array([], pa.string()) for name in HEAD}), "")
    of.file("null-geometry.parquet", parquet(columns, geometry=[None]), "1 accepted", "unlocated")
    for name, wkb, told in (
        ("noise", b"noise", "cannot be read"),
        ("empty", b"", ""),
        ("cut-off", shapely.to_wkb(point[0])[:-3], "cannot be read"),
        ("unknown-kind", b"\x01" + struct.pack("<I", 99), "cannot be read"),
        ("curve", b"\x01" + struct.pack("<II", 8, 0), "curve"),
    ):
        of.file(f"geometry-{name}.parquet", parquet(columns, geometry=[wkb]), "1 accepted", told)
        bare = {**columns, "geometry": pa.array([wkb], pa.binary())}
        said = {"cut-off": "not valid WKB", "curve": "curve"}.get(name, "unlocated")
        of.file(f"bytes-{name}.parquet", parquet(bare), "1 accepted", said)
    for name, wkb in (
        ("point", shapely.to_wkb(point[0])),
        ("point-big-endian", shapely.to_wkb(point[0], byte_order=0)),
        ("point-of-postgis", shapely.to_wkb(shapely.set_srid(point[0], 4326), include_srid=True)),
    ):
        bare = {**columns, "geometry": pa.array([wkb], pa.binary())}
        of.file(f"bytes-{name}.parquet", parquet(bare), "1 accepted", fields={"latitude": 52.05})
    of.file("geo-no-json.parquet", parquet(columns, b"{", point), "refused", "'geo' key")
    of.file("geo-empty.parquet", parquet(columns, {}, point), "refused", "'geo' key")
    other = {"primary_column": "shape", "columns": {"shape": {"encoding": "WKB"}}}
    of.file("geo-elsewhere.parquet", parquet(columns, other, point), "refused", "'geo' key")
    arrow = parquet(columns, geo_column(encoding="point"), point)
    of.file("encoding.parquet", arrow, "refused", "only WKB is read")
    of.file("crs-null.parquet", parquet(columns, geo_column(crs=None), point), "1 accepted",
            "no coordinate reference system")  # fmt: skip
    nonsense = geo_column(crs={"type": "nonsense", "name": f"{of.server}/crs"})
    of.file("crs-nonsense.parquet", parquet(columns, nonsense, point), "refused", "not known")
    of.file("cut-off.parquet", plain[:-20], "refused", "damaged")
    of.file("footer-only.parquet", b"PAR1" + plain[-60:], "refused", "damaged")
    flipped = bytearray(plain)
    flipped[len(plain) // 3] ^= 0xFF
    of.file("flipped.parquet", bytes(flipped), "refused", "damaged|cannot be parsed")
    of.file("magic-only.parquet", b"PAR1PAR1", "refused", "damaged")
    encoded = pa.array(["Seen."]).dictionary_encode()
    of.file("dictionary.parquet", parquet({**columns, "description": encoded}, geometry=point),
            "1 accepted", fields={"description": "Seen."})  # fmt: skip
    typed: dict[str, Any] = {
        "days": pa.array([19_010], pa.int32()).cast(pa.date32()),
        "list": pa.array([[1, 2]]), "struct": pa.array([{"a": 1}]),
        "bytes": pa.array([b"\xff\x00"]), "decimal": pa.array([Decimal("1.25")]),
    }  # fmt: skip
    of.file("types.parquet", parquet({**columns, **typed}, geometry=point), "1 accepted")
    not_text = parquet({**columns, "description": pa.array([b"\xff\xfe"])}, geometry=point)
    of.file("bytes-as-text.parquet", not_text, "1 accepted")
    twice = pa.table([pa.array(["a"]), pa.array(["b"])], names=["note", "note"])
    out = io.BytesIO()
    import pyarrow.parquet as pq

    pq.write_table(twice, out)
    of.file("names-twice.parquet", out.getvalue(), "refused", "several columns are called 'note'")


# --- GeoTIFF


def geotiffs(of: Group) -> None:
    def tiff(name: str, expected: str, told: str = "", values: Any = None, **options: Any) -> None:
        of.file(
            name, lambda path: geotiff(path, values, **options), expected, told, opened="raster"
        )

    from affine import Affine

    tiff("plain.tif", "read")
    tiff("no-crs.tif", "refused", "no georeference", crs=None)
    tiff("no-place.tif", "refused", "no georeference", transform=Affine.identity())
    tiff(
        "on-a-line.tif",
        "refused",
        "one line|no georeference",
        transform=Affine(0, 0, 4e5, 0, 0, 5e6),
    )
    tiff("elsewhere.tif", "refused", "lies outside the map", crs="EPSG:32733")
    tiff("complex.tif", "refused", "complex numbers", np.ones((1, 9, 9), np.complex64))
    tiff("two-bands.tif", "refused", "it has 2 bands", np.ones((2, 9, 9), np.uint8))
    tiff("all-nodata.tif", "refused", "nothing of it would be seen", np.zeros((1, 9, 9), np.uint8),
         nodata=0)  # fmt: skip
    tiff("nan.tif", "refused", "nothing of it", np.full((1, 9, 9), np.nan, np.float32))
    tiff("infinite.tif", "refused", "nothing of it", np.full((1, 9, 9), np.inf, np.float32))
    tiff("one-pixel.tif", "read", "", np.full((1, 1, 1), 9, np.uint8))
    tiff("crs-odd.tif", "refused", "outside the map", crs="EPSG:4978")
    good = of.folder / "plain.tif"

    def changed(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(change(good.read_bytes()))

    of.file("cut-off.tif", changed(lambda data: data[: len(data) // 2]), "refused", opened="raster")
    of.file("header-only.tif", b"II*\x00\x08\x00\x00\x00", "refused", opened="raster")
    loop = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HI", 0, 8)
    of.file("directory-loop.tif", loop, "refused", opened="raster")
    of.file("picture.tif", b"\x89PNG\r\n\x1a\n", "refused", "not a GeoTIFF", opened="raster")
    vrt = f"<VRTDataset><VRTRasterBand><SourceFilename>{of.top}/secret.csv</SourceFilename></VRTRasterBand></VRTDataset>"
    of.file("vrt.tif", vrt, "refused", "not a GeoTIFF", opened="raster")
    of.file("as-records.tif", changed(bytes), "refused", "TIFF picture")


# --- disguised files


def disguised(of: Group) -> None:
    secret = of.top / "secret.csv"
    vrt = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    for ending in ("geojson", "gpkg", "kml", "csv", "fgb", "xlsx", "parquet", "shp"):
        of.file(f"vrt.{ending}", vrt, "refused", "OGRVRTDataSource")
    wfs = f"<OGRWFSDataSource><URL>{of.server}/wfs</URL></OGRWFSDataSource>"
    of.file("wfs.geojson", wfs, "refused", "OGRWFSDataSource")
    wms = f"<GDAL_WMS><Service><ServerUrl>{of.server}</ServerUrl></Service></GDAL_WMS>"
    of.file("wms.kml", wms, "refused", "GDAL_WMS")
    stream = {"type": "gdal_streamed_alg", "command_line": f"gdal vector read {secret}"}
    of.file("gdalg.geojson", json.dumps(stream), "refused", "gdal_streamed_alg")
    esri = {"type": "FeatureCollection", "features": [], "url": f"{of.server}/FeatureServer"}
    of.file("esri.geojson", json.dumps(esri), "")
    for name, start, told in (
        ("pdf", b"%PDF-1.7\n", "PDF"),
        ("png", b"\x89PNG\r\n\x1a\n", "PNG picture"),
        ("jpeg", b"\xff\xd8\xff\xe0", "JPEG"),
        ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
    ):
        of.file(f"{name}.csv", start + b"\x00" * 100, "refused", told)
    of.file("docx.csv", archive({"[Content_Types].xml": "x", "word/document.xml": "x"}), "refused",
            "a document, not a table")  # fmt: skip
    of.file("elf.csv", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8, "refused")
    of.file("noise.csv", bytes(range(256)) * 20, "refused")
    of.file("noise.geojson", bytes(range(128, 256)) * 20, "refused")
    of.file("noughts.csv", b"\0" * 5_000, "refused")
    of.file("html.csv", "<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "refused",
            "a web page .<!DOCTYPE html>.*save it as")  # fmt: skip
    of.file("html.xlsx", "<html><body><table/></body></html>", "refused", "<html>.*save it as")
    book = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet/></Workbook>'
    of.file("excel-2003.xls", book, "refused", "a workbook of Excel 2003.*save it as .xlsx")
    for root in ("rss", "osm", "svg", "gml", "MultiStatus"):
        of.file(f"{root}.kml", f"<{root}><a/></{root}>", "refused", f"<{root}>")
    of.file("sqlite.gpkg", b"SQLite format 3\x00" + b"\0" * 200, "refused", "not a GeoPackage")
    canary = of.top / "canary"
    payload = pickle.dumps(_Opens(str(canary)))
    of.file("pickle.parquet", payload, "refused")
    of.file("pickle.csv", payload, "refused")
    # Honest content under another name is what its content says.
    of.file("kml.csv", _kml("<Placemark><name>x</name><Point><coordinates>29,52</coordinates>"
            "</Point></Placemark>"), "1 accepted", "undated", layer="deployment")  # fmt: skip
    of.file("geojson.csv", _collection(_feature(POINT)), "1 accepted")
    of.file("parquet.csv", parquet({name: [t] for name, t in zip(HEAD, PLAIN, strict=True)}),
            "1 accepted")  # fmt: skip
    for ending in ("csv", "xls", "ods"):
        of.file(f"xlsx.{ending}", workbook({"a": [HEAD, PLAIN]}), "1 accepted")
    iwa = archive({"Index/Document.iwa": "x", "preview.jpg": "x"})
    of.file("sheet.numbers", iwa, "refused", "a document of Numbers")
    for ending in ("geojson", "gpkg", "parquet", "xlsx", "kml"):
        of.file(f"csv.{ending}", TEXT, "refused", f"named .{ending} but its content is not")
    of.file("csv-said.geojson", TEXT, "1 accepted", input_format="csv")
    of.file("said-wrongly.csv", TEXT, "refused", input_format="geojson")
    of.file("said-unknown.csv", TEXT, "refused", "'xml' is not known", input_format="xml")
    of.file("noughts.fgb", b"fgb\x03fgb\x00" + b"\x00" * 20, "refused", "holds no layer")
    of.file("cut-off.fgb", b"fgb\x03fgb\x00" + b"\xff" * 20, "refused", "holds no layer")
    of.file("alone.shp", struct.pack(">i", 9994) + b"\0" * 96, "refused", "(?i)shx")


class _Opens:
    """Unpickled, it would open the canary."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (open, (self.path, "w"))


# --- zones


def zones(of: Group) -> None:
    def area(ring: Any, **properties: Any) -> dict[str, Any]:
        shape = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "geometry": shape, "properties": properties}

    square = [[29, 52], [30, 52], [30, 53], [29, 53], [29, 52]]

    def zone(name: str, content: Content, expected: str, told: str = "") -> None:
        of.file(name, content, expected, told, opened="zones")

    def one(name: str, geometry: Any, expected: str, told: str = "", **more: Any) -> None:
        feature = {"type": "Feature", "geometry": geometry, "properties": {"name": "Z", **more}}
        zone(name, _collection(feature), expected, told)

    zone("plain.geojson", _collection(area(square, name="Z")), "1 region")
    zone("no-name.geojson", _collection(area(square)), "1 region")
    zone("names-same.geojson", _collection(area(square, name="Z"), area(square, name="Z")),
         "2 region")  # fmt: skip
    zone("name-hostile.geojson", _collection(area(square, name="<b>{{7*7}}</b>")), "1 region")
    bow_tie = [[29, 52], [30, 53], [30, 52], [29, 53], [29, 52]]
    zone("bow-tie.geojson", _collection(area(bow_tie, name="Z")), "1 region", "were repaired")
    flat = [[29, 52], [30, 52], [29, 52], [29, 52]]
    zone("no-area.geojson", _collection(area(flat, name="Z")), "refused", "encloses nothing")
    one("point.geojson", POINT, "refused", "a point is no region")
    one("point-radius.geojson", POINT, "1 region", radius_m=5_000)
    one("point-radius-0.geojson", POINT, "refused", "a point is no region", radius_m=0)
    one("point-radius-words.geojson", POINT, "refused", "a point is no region", radius_m="far")
    one("line.geojson", {"type": "LineString", "coordinates": square}, "refused", "no region")
    one("null.geojson", None, "refused", "no geometry")
    one("empty.geojson", {"type": "Polygon", "coordinates": []}, "refused", "no geometry")
    one("words.geojson", {"type": "Polygon", "coordinates": "x"}, "refused", "cannot be read")
    one("curve.geojson", {"type": "CurvePolygon", "coordinates": [square]}, "refused", "cannot be")
    zone("no-features.geojson", _collection(), "refused")
    wide = [[-179, 52], [179, 52], [179, 53], [-179, 53], [-179, 52]]
    zone("antimeridian.geojson", _collection(area(wide)), "refused", "split it at 180")
    metres = [[3_256_095, 6_800_000], [3_300_000, 6_800_000], [3_300_000, 6_900_000],
              [3_256_095, 6_800_000]]  # fmt: skip
    zone(
        "metres-unsaid.geojson", _collection(area(metres)), "refused", "not longitude and latitude"
    )
    crs = {"type": "name", "properties": {"name": "EPSG:3857"}}
    zone("metres-said.geojson", _collection(area(metres), crs=crs), "1 region")
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    zone("crs-unknown.geojson", _collection(area(square), crs=crs), "refused", "not known")
    high = [[*xy, 130] for xy in square]
    zone("with-height.geojson", _collection(area(high)), "1 region")
    zone("table.csv", TEXT, "refused", "no geometry")
    row = {"geom": shapely.box(29, 52, 30, 53), "name": "Z"}
    zone(
        "layers.gpkg", lambda path: geopackage(path, {"a": [row], "b": [{"name": "x"}]}), "1 region"
    )
    zone("points.gpkg", lambda path: geopackage(path, {"a": [{"geom": shapely.Point(29, 52)}]}),
         "refused", "no region")  # fmt: skip


# --- doubles


def doubles(of: Group) -> None:
    plain = dict(zip(HEAD, PLAIN, strict=True))
    no_id = {"id": ""}
    of.rows("ids.csv", [
        ("the first", {"id": "D1"}, "accepted"),
        ("the same again", {"id": "D1"}, "duplicate", "the same record as in"),
        ("the same id, other words", {"id": "D1", "description": "Other."}, "set_aside",
         "'D1' is used by .* and by .* with different content"),
        ("blanks around the id", {"id": " D1 "}, "duplicate", "the same record"),
        ("small letter", {"id": "d1"}, "accepted"),
        ("hidden letter in the id", {"id": "D\u200b1"}, "accepted", "invisible"),
        ("look-alike letter in the id", {"id": "\u0410\u0421"}, "accepted"),
        ("number written otherwise", {"id": "D1", "latitude": "52.0500"}, "duplicate"),
        ("date written otherwise", {"id": "D1", "date_start": "18.01.2022"}, "duplicate"),
        ("word spelt otherwise", {"id": "D1", "category": "Troop arrival"}, "duplicate"),
        ("blanks around words", {"id": "D1", "description": " Seen. "}, "duplicate"),
        ("no id", no_id, "accepted"),
        ("no id, again", no_id, "duplicate", "the same record"),
        ("no id, other words", {**no_id, "description": "Other."}, "accepted"),
        ("no id, unusable place", {**no_id, "latitude": "x"}, "accepted", "unlocated"),
        ("no id, other unusable place", {**no_id, "latitude": "y"}, "accepted", "unlocated"),
        ("no id, unusable place again", {**no_id, "latitude": "y"}, "duplicate"),
        ("set aside with a known id", {"id": "D1", "layer": "parade"}, "set_aside", "is none of"),
        ("supersedes itself", {"id": "D2", "supersedes": "D2"}, "accepted"),
        ("supersedes nobody", {"id": "D3", "supersedes": "nobody"}, "accepted"),
        ("retracted in odd words", {"id": "D4", "retracted": "perhaps"}, "accepted"),
    ])  # fmt: skip
    other = _csv({"id": "E1"}, {"id": "E2"})
    path = of.file("a.csv", other, "2 accepted", case="a file for others")
    turned = "\n".join(reversed(other.split("\n")[1:3]))
    again = of.folder / "b.csv"
    again.write_bytes(
        (other.split("\n")[0] + "\r\n" + turned.replace("\n", "\r\n")).encode("utf-16")
    )
    both = Case("other encoding, ends and order", "2 accepted, 2 duplicates")
    of.inputs.append(Input(of.name, (path, again), (both,)))
    same = Case("one file twice", "2 accepted, 2 duplicates")
    of.inputs.append(Input(of.name, (path, path), (same,)))
    shape = _collection(*({**_feature(POINT), "properties": {**PROPERTIES, "id": f"E{k}"}}
                          for k in (1, 2)))  # fmt: skip
    third = of.folder / "c.geojson"
    third.write_text(shape)
    formats = Case("the same in another format", "2 accepted, 2 duplicates")
    of.inputs.append(Input(of.name, (path, third), (formats,)))
    assert plain["id"] == "A1"
    for name, text, expected, told in (
        ("none", "id_a,id_b,verdict\n", "0 decisions", ""),
        ("one", "id_a,id_b,verdict\nA1,A2,same\nA1,A3,\n", "1 decisions", ""),
        ("word", "id_a,id_b,verdict\nA1,A2,maybe\n", "refused", "row 1: the verdict 'maybe'"),
        ("column", "a,b,verdict\nA1,A2,same\n", "refused", "no column id_a, no column id_b"),
        ("itself", "id_a,id_b,verdict\nA1,A1,different\n", "refused", "differ from itself"),
        ("no-id", "id_a,id_b,verdict\nA1,,same\n", "refused", "an id is missing"),
        ("ragged", "id_a,id_b,verdict\nA1,A2,same,x\n", "refused", "cells where the header"),
    ):
        of.file(f"decisions-{name}.csv", text, expected, told, opened="decisions")


# --- path arguments


def paths(of: Group) -> None:
    secret = of.top / "secret.csv"
    of.path("empty", "", "refused", "An empty file name")
    of.path("blank", "   ", "refused", "does not exist")
    of.path("missing", of.folder / "no.csv", "refused", "does not exist")
    of.path("folder", of.folder, "refused", "dangling.csv does not exist")
    of.path("folder of nothing", of.folder / "no" / "no.csv", "refused", "does not exist")
    of.path("below a file", secret / "x.csv", "refused", "does not exist")
    of.path("slash behind", f"{secret}/", "refused", "does not exist|cannot be read")
    of.path("NUL", "a\0b.csv", "refused", "NUL character")
    of.path("device", "/dev/null", "refused", "not a regular file")
    of.path("endless device", "/dev/zero", "refused", "not a regular file")
    pipe = of.folder / "pipe"
    os.mkfifo(pipe)
    of.path("pipe that nobody writes", pipe, "refused", "not a regular file")
    loop = of.folder / "loop.csv"
    loop.symlink_to(loop)
    of.path("link to itself", loop, "refused", "cannot be read")
    dangling = of.folder / "dangling.csv"
    dangling.symlink_to(of.folder / "nowhere.csv")
    of.path("link to nowhere", dangling, "refused", "does not exist")
    of.path("too long", "a" * 5_000, "refused", "cannot be read")
    of.path("home", "~/x.csv", "refused", "does not exist")
    of.path("pattern", f"{of.top}/*.csv", "refused", "does not exist")
    of.path("shell", f"$(touch {of.top}/canary)", "refused", "does not exist")
    of.path("option", "--version", "refused", "does not exist")
    for name, path in (
        ("http", f"{of.server}/a.csv"),
        ("file address", f"file://{secret}"),
        ("CSV driver", f"CSV:{secret}"),
        ("WFS driver", f"WFS:{of.server}/wfs"),
        ("GPKG driver", f"GPKG:{secret}:a"),
        ("PostgreSQL", "PG:host=127.0.0.1"),
        ("streaming", f"ESRIJSON:{of.server}/x"),
    ):
        of.path(name, path, "refused", "is an address or a driver prefix")
    for name, path in (
        ("vsicurl", f"/vsicurl/{of.server}/a.csv"),
        ("vsizip", f"/vsizip/{secret}"),
        ("vsistdin", "/vsistdin/"),
        ("vsi with slashes", f"//vsicurl/{of.server}/a.csv"),
        ("vsi in capitals", f"/VSICURL/{of.server}/a.csv"),
    ):
        of.path(name, path, "refused", "GDAL virtual path")
    of.path("inline VRT", f"<OGRVRTDataSource><SrcDataSource>{secret}", "refused", "is a document")
    of.path("inline GeoJSON", '{"type":"FeatureCollection","features":[]}', "refused", "a document")
    empty = of.folder / "empty.csv"
    empty.touch()
    of.path("empty file", empty, "refused", r"is empty \(0 bytes\)")
    for name in (
        "new\nline.csv",
        "\u202evsc.csv",
        "name with 'quotes\".csv",
        "%s%n.csv",
        "a#b?c.csv",
    ):
        path = of.folder / name
        path.write_text(TEXT)
        of.path(f"called {name!r}", path, "1 accepted")
    odd = os.fsencode(of.folder) + b"/\xff\xfe.csv"
    with open(odd, "w") as file:
        file.write(TEXT)
    of.path("a name that is no text", os.fsdecode(odd), "1 accepted")


# --- bombs


def bombs(of: Group) -> None:
    def bomb_(
        name: str, content: Content, expected: str = "refused", told: str = "", **more: Any
    ) -> None:
        of.file(name, content, expected, told, **{"bomb": 10, **more})

    bomb_("far-cell.xlsx", far_cell(), "refused", "claims 1,048,576 rows|more memory")
    book = workbook({"a": [HEAD, PLAIN]})
    whole: dict[str, bytes] = {}
    import zipfile

    with zipfile.ZipFile(io.BytesIO(book)) as file:
        whole = {name: file.read(name) for name in file.namelist()}
    strings = "xl/sharedStrings.xml"
    rest = {name: data for name, data in whole.items() if name != strings}
    start = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    bomb_("strings.xlsx", bomb(rest, strings, start, 1_100, b"</t></si></sst>"))
    kml_start = b"<kml><Placemark><name>"
    end = b"</name></Placemark></kml>"
    bomb_("name.kmz", bomb({}, "doc.kml", kml_start, 1_100, end))
    lines = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10 if k else "lol"}">' for k in range(10))
    bomb_("laughs.kml", f"<!DOCTYPE kml [{lines}]><kml>&l9;</kml>", "refused", "DOCTYPE")
    bomb_("laughs.kmz", archive({"doc.kml": f"<!DOCTYPE kml [{lines}]><kml>&l9;</kml>"}), "refused",
          "DOCTYPE")  # fmt: skip
    bomb_("deep.kml", "<kml>" + "<Folder>" * 200_000, "refused")
    bomb_("deep.gpx", "<gpx>" + "<trk>" * 200_000, "refused")
    bomb_("deep.geojson", '{"type": "FeatureCollection", "features": ' + "[" * 500_000, "refused",
          "nested")  # fmt: skip
    bomb_("deep.jsonl", "[" * 500_000 + "\n" + '{"a": 1}\n', "refused", "nested too deeply")
    nested: Any = POINT
    for _ in range(60):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    bomb_("collections.geojson", _collection(_feature(nested)), "refused", "nested more than")
    digits = _collection(_feature(POINT)).replace("52.05", "9" * 200_000)
    bomb_("digits.geojson", digits, "refused", "holds a value that cannot be read")
    ring = {"type": "Polygon", "coordinates": [crossing_ring(3_001)]}
    bomb_("crossing.geojson", _collection(_feature(ring)), "1 accepted", "too intricate")
    small = {"type": "Polygon", "coordinates": [crossing_ring(701)]}
    bomb_("crossing-small.geojson", _collection(_feature(small)), "1 accepted", "too intricate")
    columns = {"id": ["A1"], "description": ["Seen."]}
    bomb_("nested.parquet", parquet(columns, geometry=[nested_wkb(500_000)]), "refused", "nested")
    claims = b"\x01" + struct.pack("<II", 2, 0x7FFFFFFF)
    bomb_("claims.parquet", parquet({**columns, "layer": ["deployment"], "date": ["2022-01-18"]},
          geometry=[claims]), "1 accepted", "cannot be read")  # fmt: skip
    bomb_("same-text.parquet", lambda path: path.write_bytes(_repeated()), "refused",
          "far more than a file of its size")  # fmt: skip
    recursive = (
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS fid, i AS note FROM n"
    )
    contents = (
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('endless', 'attributes', 'endless', 4326)"
    )
    row = {"geom": shapely.Point(29, 52), "note": "x"}
    bomb_("endless.gpkg", lambda path: geopackage(path, {"a": [row]}, recursive, contents),
          "refused", "longer than 3 s", bomb=3)  # fmt: skip
    bomb_("sparse.tif", lambda path: geotiff(path, height=60_000, width=60_000, SPARSE_OK=True),
          "refused", "more than a billion", opened="raster")  # fmt: skip
    bomb_("sparse-small.tif", lambda path: geotiff(path, height=30_000, width=30_000, SPARSE_OK=True,
          nodata=0), "refused", "nothing of it", opened="raster")  # fmt: skip
    repeat = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    bomb_("repeated.ods", spreadsheet(f'<table:table table:name="a">{repeat}</table:table>'))
    bomb_(
        "million-columns.csv", ",".join(["a"] * 900_000) + "\n1\n", "refused", "longer than a mil"
    )
    long = "1" * 90_000
    odd = {"latitude": long, "longitude": "1 " * 40_000, "date_start": "1." * 40_000,
           "category": "a;" * 40_000, "description": " " * 90_000 + "x"}  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*HEAD, "coordinates", "source_date"])
    writer.writeheader()
    writer.writerow({**dict(zip(HEAD, PLAIN, strict=True)), **odd, "coordinates": "1°" * 40_000,
                     "source_date": "1 January " * 9_000})  # fmt: skip
    bomb_("patterns.csv", text.getvalue(), "1 set_aside", "neither a usable place")
    bomb_("quotes.csv", ",".join(HEAD) + "\n" + '"' * 199_999 + "\n", "1 set_aside")
    bomb_("open-quotes.csv", ",".join(HEAD) + "\n" + 'a,"b\n' * 20_000, "20000 set_aside")


def _repeated() -> bytes:
    """A Parquet file of kilobytes that holds two gigabytes: one text again and again."""
    import pyarrow.parquet as pq

    batch = pa.table({"description": ["x" * 1_000] * 10_000})
    out = io.BytesIO()
    with pq.ParquetWriter(out, batch.schema, compression="zstd") as writer:
        for _ in range(200):
            writer.write_table(batch)
    return out.getvalue()


GROUPS: Mapping[str, Callable[[Group], None]] = {
    "encodings": encodings,
    "CSV shapes": csv_shapes,
    "coordinates": coordinates,
    "dates": dates,
    "hostile text": hostile_text,
    "GeoJSON": geojson,
    "KML/KMZ": kml,
    "GPX": gpx,
    "XLSX": xlsx,
    "GeoPackage": geopackages,
    "GeoParquet": geoparquet,
    "GeoTIFF": geotiffs,
    "disguised files": disguised,
    "zones": zones,
    "doubles": doubles,
    "path arguments": paths,
    "bombs": bombs,
}


def catalogue(folder: Path, server: str, groups: Sequence[str] = tuple(GROUPS)) -> list[Input]:
    """Write the files of these groups into a folder; ``server`` is the address of the tests'."""
    (folder / "secret.csv").write_text(f"id,text\n1,{SECRET}\n")
    inputs: list[Input] = []
    for name in groups:
        group = Group(name, folder, server)
        GROUPS[name](group)
        inputs += group.inputs
    return inputs
