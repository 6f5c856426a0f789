"""Symbol codes become pictures, of codes alone, or are left to the symbol of the category."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from layers.readers import read
from maps import app6
from maps.app6 import Picture, picture
from maps.page import Page

#: The same unit in letters and in digits: infantry, armour, artillery, air defence, ...
SAME = [
    ("SFGPUCI----", "10031000001211000000"),
    ("SFG-UCI---", "10031000001211000000"),
    ("SHGPUCIZ---F---", "10061000161211020000"),
    ("SFGPUCA----", "10031000001205000000"),
    ("SHGPUCF----", "10061000001303000000"),
    ("SHGPUCD----", "10061000001301000000"),
    ("SFGPUSM----", "10031000001613000000"),
    ("SUGPUCI---EE", "10011004151211000000"),
    ("SFGPUCI----H", "10031000181211000000"),
    ("SFGPUCI----I", "10031000211211000000"),
    ("SFGPUCI----K", "10031000231211000000"),
    ("SFGPUCI---AF", "10031002161211000000"),
    ("sfg*uci---af***", "10031002161211000000"),
]


@pytest.mark.parametrize(("letters", "digits"), SAME)
def test_letters_and_digits_of_one_unit_are_one_picture(letters: str, digits: str) -> None:
    """Also with echelon (platoon to army), headquarters and task force: to the last byte."""
    assert picture(letters).svg
    assert picture(letters) == picture(digits)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "form"), ("BMP-2", "form"), ("1003100000121100000", "form"), ("SFGPUCI", "form"),
        ("10091000001211000000", "form"), ("SXGPUCI----", "form"), ("99031000001211000000", "form"),
        ("10131000001211000000", "state"), ("10031010001211000000", "state"),
        ("10031040001211000000", "state"), ("SFGAUCI----", "state"), ("SFGXUCI----", "state"),
        ("SDGPUCI----", "state"), ("SFGPUCI---Z-", "unknown"), ("SFGPUCI---MZ", "unknown"),
        ("SFGPQQQ----", "unknown"), ("10031000009999990000", "unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_as_meant_is_not_drawn(code: str, why: str) -> None:
    """No code, no symbol of it, or planned, exercise and destroyed, which would look present."""
    assert picture(code) == Picture(why=why)
    assert picture(code).to_dict() == {"why": why}


@pytest.mark.parametrize(
    "text",
    ["<svg onload=1>", "SFGPUCI----\"><script>", "１００３１０００００１２１１００００００",
     "10031000001211000000<x>", "SFGPUCI----\n\n\n", "{{ 7*7 }}", "SFGPUСI----"],
)  # fmt: skip
def test_no_text_gets_into_a_picture(text: str) -> None:
    """Digits of other scripts, a Cyrillic letter and markup are no codes."""
    drawn = picture(text)
    assert drawn.why == "form" or drawn == picture(text.strip())
    assert "script" not in drawn.svg


def test_a_picture_is_shapes_in_a_box_about_its_anchor() -> None:
    for code in ("10061000161205000000", "SHGPEVAT--MQ---", "10031002161211000000"):
        drawn = picture(code)
        root = ElementTree.fromstring(drawn.svg)
        assert {re.sub(r"\{.*\}", "", node.tag) for node in root.iter()} <= app6._ELEMENTS
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        assert (width, height) == (drawn.width, drawn.height)
        x, y = drawn.anchor
        assert 0 <= x <= width
        assert 0 <= y <= height
        sent = drawn.to_dict()["src"].removeprefix("data:image/svg+xml;base64,")
        assert base64.b64decode(sent).decode("ascii") == drawn.svg
    assert picture("10031002161211000000").anchor == (4, 244), "the foot of the staff"


@pytest.mark.parametrize(
    "body",
    ["<script>1</script><path d='M0 0'/>", "<image href='x'/>", "<path onclick='1'/>",
     "<path fill='url(http://x)'/>", "<foreignObject/><path/>", "<path/>é", "<!-- --><path/>", ""],
)  # fmt: skip
def test_a_package_that_draws_more_than_shapes_is_not_believed(body: str) -> None:
    assert app6._checked(body, (0, 0, 10, 10), (5, 5)).why == "unknown"


def test_without_the_package_pages_are_made_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    path.write_text("id,layer,category,latitude,longitude,sidc\na,deployment,troop_presence,52,30,"
                    "10031000001211000000\n")  # fmt: skip
    monkeypatch.setitem(sys.modules, "milsymbol", None)
    app6.picture.cache_clear()
    try:
        assert picture("10031000001211000000").why == "package"
        assert len(Page(read(path)).html()) > 100_000
    finally:
        app6.picture.cache_clear()


def test_same_codes_same_bytes_and_no_codes_no_package(tmp_path: Path) -> None:
    """Two processes write the same page; one without codes never reads the package."""
    for name, code in (("with", "10061000161211020000"), ("without", "")):
        (tmp_path / f"{name}.csv").write_text(
            "id,layer,category,latitude,longitude,sidc\n"
            f"a,deployment,troop_presence,52,30,{code}\nb,deployment,troop_presence,52,31,\n"
        )
    program = (
        "import sys, hashlib; from layers.readers import read; from maps.page import Page\n"
        "for path in sys.argv[1:]:\n"
        "    html = Page(read(path)).html()\n"
        "    print(hashlib.sha256(html.encode()).hexdigest(), 'milsymbol' in sys.modules)"
    )
    bare, coded = (str(tmp_path / f"{name}.csv") for name in ("without", "with"))
    first, again = (
        subprocess.run(
            [sys.executable, "-c", program, *paths], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for paths in ([bare, coded], [coded])
    )
    assert [line.split()[1] for line in first] == ["False", "True"]
    assert again == first[1:]
