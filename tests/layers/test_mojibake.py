"""Texts in UTF-8 that were read as something else and saved again; and honest ones, which stay."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from layers.checking.mojibake import read_rightly
from layers.frames import joined
from layers.intake import Intake
from layers.readers import read
from layers.readers.batches import Account, How, read_batches

TODAY = dt.date(2024, 6, 1)
PLACES = Path(__file__).parents[2] / "geo" / "reference" / "data" / "places.parquet"
WRONG = ("latin-1", "cp1252", "cp1251", "cp1250", "cp866")


def misread(text: str, encoding: str) -> str:
    """As a program shows it that takes UTF-8 for something else."""
    return "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in text.encode("utf-8"))


@pytest.mark.parametrize("encoding", WRONG)
@pytest.mark.parametrize(
    "text",
    ["Мозыр", "Гомельская область, г. Ельск", "Прибытие эшелона №5 – «Искандер»", "И вот",
     "Ёлка і ґанок, Їжак; єдність", "Рівне", "РІВНЕ", "Прип’ять", "🇺🇦 тест"],
)  # fmt: skip
def test_cyrillic_is_read_rightly(text: str, encoding: str) -> None:
    found = read_rightly(misread(text, encoding))
    assert found is not None
    assert found.text == text
    assert found.encoding in {encoding, "cp1252" if encoding == "latin-1" else encoding}
    assert read_rightly(text) is None


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("BrzeÅ›Ä‡", "Brześć"), ("BrzeĹ›Ä‡", "Brześć"), ("MiÅ„sk", "Mińsk"), ("MiЕ„sk", "Mińsk"),
        ("Belarusâ€™s", "Belarus’s"), ("â€œZapadâ€\x9d", "“Zapad”"), ("52Â°05â€²", "52°05′"),
        ("Ã‰lysÃ©e", "Élysée"), ("MÃ¼ller", "Müller"), ("ÐŸ. Ð ÐµÑ‡Ð¸Ñ†Ð°", "П. Речица"),
        ("Ã\x90Å“Ã\x90Â¾Ã\x90Â·Ã‘â€¹Ã‘â‚¬", "Мозыр"),  # twice
    ],
)  # fmt: skip
def test_letters_and_marks_of_others(seen: str, meant: str) -> None:
    found = read_rightly(seen)
    assert found is not None
    assert found.text == meant


@pytest.mark.parametrize(
    "text",
    ["РІВНЕ", "Рі", "РІ", "ВІ", "ГІ", "РІ-СІ", "тАУ", "тАв", "ESPAÑA…", "NÄ…", "Å“", "LIBERTÉ»",
     "CAFÉ…", "ADĂŞENI", "ORĂŞTIE", "VODĂ AIRFIELD", "NIJNÂ DUVANKA", "Ä <b>", "Ð", "Đakovo",
     "KOŃ…", "Ñ… x", "52°05′", "№ 5", "…", "“”", "ÄÖÜ", "São Tomé", "Â", "Ã", "à côté", "─В",
     "├── дерево", "РіРі", "\x90\x98", "Ð\x98", "", "plain"],
)  # fmt: skip
def test_honest_text_stays(text: str) -> None:
    assert read_rightly(text) is None


def test_names_of_the_gazetteer_stay() -> None:
    """As they are, in capitals, and with marks beside them; and misread they are found."""
    texts = pq.read_table(PLACES, columns=["names"])["names"].to_pylist()
    every = {name for text in texts for name in (text or "").split("|") if not name.isascii()}
    names = sorted(every)[::11]
    assert len(names) > 1_000
    ways = [str, str.upper, str.lower, "«{}»".format, "“{}”".format, "{}…".format, "{} — ".format]
    assert [way(n) for n in names for way in ways if read_rightly(way(n))] == []
    for encoding in ("cp1252", "cp1251"):
        found = [read_rightly(misread(name, encoding)) for name in names]
        wrong = [n for n, one in zip(names, found, strict=True) if one and one.text != n]
        assert wrong == []
        assert sum(one is not None for one in found) > 0.9 * len(names)


_LETTERS = st.sampled_from("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёўАВГДЕІРСТЁЇҐ «»—–…№'’. ")


@given(st.text(_LETTERS, max_size=12))
@example("РІ")
def test_no_text_of_ours_is_touched(text: str) -> None:
    assert read_rightly(text) is None


HEAD = {"layer": "deployment", "lat": "52.05", "lon": "29.25", "date": "2022-01-18"}


def table(path: Path, rows: list[dict[str, Any]]) -> Path:
    pd.DataFrame([{**HEAD, **row} for row in rows]).to_csv(path, index=False)
    return path


def both_ways(path: Path) -> Intake:
    """Read whole, and see that in batches it is the same."""
    whole, account = read(path, today=TODAY), Account()
    frames = list(read_batches([path], How(today=TODAY), account))
    assert_frame_equal(pd.DataFrame(joined(frames)), pd.DataFrame(whole.sightings))
    assert (account.read, account.repaired) == (whole.read, whole.repaired)
    return whole


def test_it_is_a_repair_with_what_stood_there(tmp_path: Path) -> None:
    place, note, name = (misread(text, "cp1251") for text in ("Мазыр", "Эшелон", "Район"))
    rows = [
        {"place": place, "note": "Honest", name: misread("Гомель", "cp1252")},
        {"place": "Мазыр", "note": note, name: ""},
        {"place": "Ельск", "note": "a", name: "b"},
    ]
    intake = both_ways(table(tmp_path / "a.csv", rows))
    assert (intake.accepted, intake.repaired) == (1, 2)
    assert intake.sightings["place"].tolist() == ["Мазыр", "Мазыр", "Ельск"]
    assert intake.sightings["description"].tolist() == ["Honest", "Эшелон", "a"]
    assert intake.sightings["Район"].tolist()[0] == "Гомель"
    first = intake.files[0].rows[0]
    assert {(one.column, one.before, one.after) for one in first.repairs} == {
        ("place", place, "Мазыр"), (name, misread("Гомель", "cp1252"), "Гомель")}  # fmt: skip
    assert place in str(intake.sightings["input_notes"][0])
    notes = "\n".join(intake.files[0].notes)
    told = f"1 text was UTF-8 that had been read as cp1251, and read rightly ({place!r} is 'Мазыр')"
    assert f"column 'place': {told}" in notes
    assert f"column {name!r} is called 'Район'" in notes


def test_names_of_columns_are_read_rightly(tmp_path: Path) -> None:
    """So are second names below, and what is asked for by --map is as it is typed."""
    seen = misread("Примечание", "cp1252")
    path = table(tmp_path / "a.csv", [{seen: misread("Колонна", "cp1252")}])
    assert both_ways(path).sightings["description"].tolist() == ["Колонна"]
    asked = read(path, mapping={"Примечание": "unit"}, today=TODAY)
    assert asked.sightings["unit"].tolist() == ["Колонна"]


def test_parquet_and_workbooks_too(tmp_path: Path) -> None:
    rows = [{**HEAD, "note": misread("Колонна", "cp1252")}]
    pd.DataFrame(rows).to_parquet(tmp_path / "a.parquet")
    assert both_ways(tmp_path / "a.parquet").sightings["description"].tolist() == ["Колонна"]
    pd.DataFrame(rows).to_excel(tmp_path / "a.xlsx", index=False, engine="xlsxwriter")
    assert both_ways(tmp_path / "a.xlsx").sightings["description"].tolist() == ["Колонна"]
