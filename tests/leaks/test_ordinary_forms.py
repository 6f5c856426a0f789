"""Forms that ordinary tools and people give to texts, bytes and places without meaning to hide any.

Mails, code, dumps, LaTeX, older pages, maps in a zone for all of a country.
"""

from __future__ import annotations

import base64
import quopri
import struct
import urllib.parse
from collections.abc import Callable

import pyproj
import pytest
from leak_hiding import database

from geo.errors import ForeignFileError
from maps.leaks import Secrets, find_leaks

NAME, OTHER = "Красный Млын 44", "Красный Млын 45"
LON, LAT = 29.24563, 52.04957
SHAPE = struct.pack("<BI2d", 1, 1, LON, LAT)


def dumped(data: bytes) -> str:
    """As ``hexdump -C`` has it."""
    rows = [data[k : k + 16] for k in range(0, len(data), 16)]
    letters = ["".join(chr(b) if 32 < b < 127 else "." for b in row) for row in rows]
    return "".join(
        f"{16 * k:08x}  {row[:8].hex(' ')}  {row[8:].hex(' ')}  |{told}|\n"
        for k, (row, told) in enumerate(zip(rows, letters, strict=True))
    )


def mail_word(text: str, encoding: str) -> str:
    coded = quopri.encodestring(text.encode(encoding), header=True).decode()
    return f"=?{encoding}?Q?{coded}?="


def font(text: str) -> bytes:
    """Bytes with letters of two bytes behind very many zeros, as a typeface has them."""
    head = base64.b64encode(b"\0\1\0\0" + bytes(60) + text.encode("utf-16-be"))
    return b"src:url(data:font/ttf;base64," + head + b")"


TEXTS: dict[str, Callable[[str], str | bytes]] = {
    "a string of bytes": lambda t: str(t.encode()),
    "octal digits, as git has it": lambda t: "".join(f"\\{b:03o}" for b in t.encode()),
    "eight digits": lambda t: "".join(f"\\U{ord(c):08x}" for c in t),
    "UTF-8 read as Latin": lambda t: t.encode().decode("latin-1"),
    "UTF-8 read as Cyrillic": lambda t: t.encode().decode("cp1251"),
    "a mail": lambda t: mail_word(t, "utf-8"),
    "a mail in Windows-1251": lambda t: mail_word(t, "windows-1251"),
    "a mail in KOI8-R": lambda t: mail_word(t, "koi8-r"),
    "a mail's text in Windows-1251": lambda t: quopri.encodestring(t.encode("cp1251")),
    "an address in Windows-1251": lambda t: f"?q={urllib.parse.quote(t.encode('cp1251'))}",
    "digits with blanks": lambda t: t.encode().hex(" "),
    "digits with colons": lambda t: t.encode().hex(":"),
    "an array of C": lambda t: ", ".join(f"0x{b:02x}" for b in t.encode()),
    "a dump": lambda t: dumped(t.encode()),
    "broken by a hyphen": lambda t: f"{t[:4]}-\n  {t[4:]}",
    "quoted by a mail": lambda t: t.replace(" ", "\n> "),
    "a tie of LaTeX": lambda t: t.replace(" ", "~"),
    "struck through": lambda t: "".join(c + "\u0336" for c in t),
    "escaped in Markdown": lambda t: t.replace(" ", "\\ "),
    "letters of a typeface": font,
}  # fmt: skip


@pytest.mark.parametrize("way", TEXTS)
def test_a_text_is_found(way: str) -> None:
    written = TEXTS[way](NAME)
    data = written if isinstance(written, bytes) else written.encode()
    assert find_leaks(data, Secrets(texts={"unit": [NAME]}), name="x") != []
    assert find_leaks(data, Secrets(texts={"unit": [OTHER]}), name="x") == []


@pytest.mark.parametrize(
    "text", ["https://t.example/quaint_eye7/5", "by quaint_eye7", "@quaint_eye7"]
)
def test_a_handle_is_found_without_its_sign(text: str) -> None:
    assert find_leaks(text.encode(), Secrets(texts={"source_title": ["@quaint_eye7"]}), name="x")
    for shown in ("@quaint_eye7", "quaint_eye7"):
        told = Secrets(texts={"source_title": ["@quaint_eye7"]}, allowed_texts=[shown])
        assert bool(find_leaks(text.encode(), told, name="x")) is (shown[0] != "@" and "@" in text)


def metres(zone: int) -> str:
    x, y = pyproj.Transformer.from_crs(4326, zone, always_xy=True).transform(LON, LAT)
    return f"{x:.0f} {y:.0f}"


PLACES = {
    "LaTeX, siunitx": r"\ang{52;2;58.45}, \ang{29;14;44.27}",
    "LaTeX, siunitx, minutes": r"\ang[angle-symbol-over-decimal]{52;02.974;} \ang{29;14.738;}",
    "LaTeX, a sign in formulas": r"52$^\circ$02$'$58$''$N, 29$^\circ$14$'$44$''$E",
    "LaTeX, ties": "52°~02'~58\"~N, 29°~14'~44\"~E",
    "LaTeX, a comma": "52{,}04957 29{,}24563",
    "a raised letter": "52<sup>o</sup>02'58\"N 29<sup>o</sup>14'44\"E",
    "a letter": "52o02'58\"N 29o14'44\"E",
    "the sign of an operator": "52∘02′58″ N, 29∘14′44″ E",
    "Russian": "52 градуса 2 минуты 58 секунд с.ш., 29 градусов 14 минут 44 секунды в.д.",
    "Russian, short": "52 гр. 02 мин. 58 сек. с. ш. 29 гр. 14 мин. 44 сек. в. д.",
    "Ukrainian": "52 градуси 2 хвилини 58 секунд пн.ш., 29 градусів 14 хвилин 44 секунди сх.д.",
    "German": "52 Grad 2 Minuten 58 Sekunden Nord, 29 Grad 14 Minuten 44 Sekunden Ost",
    "Polish": "52 stopnie 2 minuty 58 sekund N, 29 stopni 14 minut 44 sekundy E",
    "a space in an address": "https://a.example/?q=52.04957,%2029.24563",
    "a plus in an address": "https://a.example/9G4F26XW%2BR7C",
    "a hyphen that is not shown": "52.&shy;04957, 29&#8203;.24563",
    "marks of direction": "52\u202a.\u202c04957, 29\u2066.\u206924563",
    "MGRS, tabs": "35U\tPT\t53983\t68931", "MGRS, a file's name": "35U_PT_53983_68931",
    "a shape in a dump": SHAPE.hex(" "), "a shape in Python": str(SHAPE),
    "a shape in Python, in JSON": str(SHAPE).replace("\\", "\\\\"),
    "the zone beside": metres(32636), "its own zone": metres(32635),
}  # fmt: skip


@pytest.mark.parametrize("way", PLACES)
def test_a_place_is_found(way: str) -> None:
    data = f"seen at {PLACES[way]} at noon".encode()
    assert find_leaks(data, Secrets(positions=[(LON, LAT)]), name="x") != []
    assert find_leaks(data, Secrets(positions=[(LON + 0.02, LAT)]), name="x") == []


def test_what_is_no_place() -> None:
    for text in ("$52 and $29 of 02", "~52~02~58", "52 states, 2 minutes, 58 seconds: 29 stops"):
        found = find_leaks(text.encode(), Secrets(positions=[(LON, LAT)]), name="x")
        assert found == [], text


def test_rich_text_is_refused() -> None:
    with pytest.raises(ForeignFileError, match="packed as RTF"):
        find_leaks(rb"{\rtf1 \u1050?\'ca}", Secrets(), name="x")


def test_what_the_head_of_a_database_keeps_for_later() -> None:
    data = bytearray(database(lambda one: one.execute("INSERT INTO t VALUES ('plain')")))
    data[72:84] = b"Quaint eye 7"
    assert find_leaks(bytes(data), Secrets(texts={"unit": ["Quaint eye 7"]}), name="x") != []
