"""geo.foreign.encodings: text that is not UTF-8 is told by its words, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.foreign.encodings import TAKEN, tell_encoding, told_of
from geo.foreign.parse_csv import parse_csv
from geo.foreign.tables import RefusalError

UKRAINIAN = (
    "Ешелон з технікою прибув до Мозиря, п’ять вагонів і зенітна установка. Її бачили вранці."
)
RUSSIAN = "Эшелон с техникой прибыл в Мозырь, пять вагонов и зенитная установка. Её видели утром."
BELARUSIAN = (
    "Эшалон з тэхнікай прыбыў у Мазыр, пяць вагонаў і зенітная ўстаноўка. Яе бачылі раніцай."
)
GERMAN = "Züge mit Gerät für die Übung; größere Verbände, Straße gesperrt."
POLISH = "Żołnierze na granicy, pociąg z czołgami, łączność; wieś Białowieża i Brześć."
FRENCH = "Convoi aperçu près de l’école; véhicules blindés à l’arrêt, déjà signalés."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "cp1251"),
        (RUSSIAN, "cp1251"),
        (BELARUSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (UKRAINIAN.replace("’", "'"), "koi8-u"),
        (RUSSIAN, "cp866"),
        (POLISH, "cp1250"),
        (POLISH, "cp852"),
        (POLISH, "iso8859-2"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        ("Ukraine’s army – “units” of the South’s command… 20° east, NOËL reports", "cp1252"),
    ],
)
def test_what_is_clear_is_told(text: str, encoding: str) -> None:
    told = told_of(text.encode(encoding))
    assert told is not None
    assert told.encoding == {"koi8-r": "koi8-u"}.get(encoding, encoding)
    assert text.encode(encoding).decode(told.encoding) == text
    assert all(word in text for word in told.words)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "Мазыр".encode("cp1251"),  # too little to tell by
        RUSSIAN.encode("iso8859-5"),
        "ЭШЕЛОН ПРИБЫЛ В МОЗЫРЬ УТРОМ ИЗ РОССИИ".encode("cp1251"),  # or lower case of KOI8
        RUSSIAN.encode() + b"\xff and more",  # UTF-8, damaged
        "列車は朝に到着した。駅で見られた。".encode("shift_jis"),
        bytes(range(128, 256)) * 3,
        "Żołnierze na granicy".encode("cp1250"),  # one word
        "Żołnierze na łączności, wieś Białowieża".encode("cp1250").replace(b"\xb3", b"\x88"),
    ],
)
def test_what_is_not_clear_is_not_guessed(data: bytes) -> None:
    assert told_of(data) is None


WORDS = st.lists(
    st.sampled_from([word.strip(".,;") for word in (UKRAINIAN + " " + RUSSIAN).split()]),
    min_size=12,
    max_size=40,
)


@given(WORDS, st.sampled_from(["cp1251", "koi8-u"]))
def test_any_words_are_told_or_not_but_never_wrong(words: list[str], encoding: str) -> None:
    text = " ".join(words).replace("’", "'").replace("Ё", "Е").replace("ё", "е")
    told = told_of(text.encode(encoding))
    assert told is None or told.encoding == encoding


OF_ONE = st.sampled_from([(RUSSIAN.replace("Ё", "Е").replace("ё", "е"), "cp866")] + [
    (POLISH, encoding) for encoding in ("cp1250", "iso8859-2", "cp852")
])  # fmt: skip


@given(OF_ONE, st.data())
def test_old_and_polish_words_are_told_or_not_but_never_wrong(
    one: tuple[str, str], data: st.DataObject
) -> None:
    """Another encoding is no mistake where it gives the same words."""
    text, encoding = one
    words = st.lists(st.sampled_from(text.split()), min_size=1, max_size=20)
    written = " ".join(data.draw(words)).encode(encoding)
    told = told_of(written)
    assert told is None or written.decode(told.encoding) == written.decode(encoding)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    told = told_of(data)
    assert told is None or told.encoding in TAKEN


def test_a_table_is_read_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,note\n1,{RUSSIAN.replace(',', ' ')}\n".encode("cp1251"))
    (table,) = parse_csv(path, None)
    (batch,) = table.batches
    assert batch.column("note").to_pylist() == [RUSSIAN.replace(",", " ")]
    assert table.notes[0] == "encoding cp1251, delimiter comma"
    assert table.notes[1].startswith("it is not UTF-8, and read as cp1251, which gives words (")
    assert tell_encoding(path) is not None


def test_what_is_named_goes_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,note\n1,{RUSSIAN.replace(',', ' ')}\n".encode("cp1251"))
    (table,) = parse_csv(path, "koi8-u")
    (batch,) = table.batches
    assert batch.column("note").to_pylist() != [RUSSIAN.replace(",", " ")]
    assert table.notes == ["encoding koi8-u, delimiter comma"]


def test_what_is_not_clear_is_refused_with_the_choices(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,note\n1,{RUSSIAN.replace(',', ' ')}\n".encode("iso8859-5"))
    with pytest.raises(RefusalError, match=r"--encoding cp1251 .Cyrillic., cp1252"):
        list(parse_csv(path, None))
