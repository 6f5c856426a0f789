"""Where something may stay behind in a file, or be put out of sight, it is found, or refused."""

from __future__ import annotations

import base64
import io

import numpy as np
import page_unpack
import pytest
from leak_hiding import (
    BOTH,
    BOTH_IN,
    CLOSED,
    LAT,
    LON,
    PLACE_IN,
    VALUE,
    pdf,
    stream,
    zipped,
)
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.errors import ForeignFileError
from maps.leaks import Secrets, find_leaks
from maps.leaks.written import grids_in

SECRETS = Secrets(texts={"unit": [VALUE]}, positions=[(LON, LAT)])
#: As like the others as may be.
OTHERS = Secrets(texts={"unit": ["Quaint Brigade 45"]}, positions=[(LON + 0.02, LAT)])


@pytest.mark.parametrize("way", BOTH_IN)
def test_what_no_viewer_shows_is_found(way: str) -> None:
    data = BOTH_IN[way]()
    found = {leak.kind for leak in find_leaks(data, SECRETS, name="x")}
    assert found == {"text", "position"}
    assert find_leaks(data, OTHERS, name="x") == []


@pytest.mark.parametrize("way", PLACE_IN)
def test_a_place_in_another_form_is_found(way: str) -> None:
    data = PLACE_IN[way]()
    assert {leak.kind for leak in find_leaks(data, SECRETS, name="x")} == {"position"}
    assert find_leaks(data, OTHERS, name="x") == []


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.geojson"])
def test_a_coarse_place_among_very_many_withheld_ones_is_found(name: str) -> None:
    """Two decimals fit one of fifty thousand by chance: side by side an alarm all the same."""
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.uniform(24, 39, 50_000), rng.uniform(49, 56, 50_000)])
    lon, lat = (f"{value:.2f}" for value in places[7])
    text = {
        "a.txt": f"seen at {lat}, {lon}",
        "a.csv": f"x,y\n{lon},{lat}\n",
        "a.geojson": f'{{"type":"Point","coordinates":[{lon},{lat}]}}',
    }[name]
    leaks = find_leaks(text.encode(), Secrets(positions=places), name=name)
    assert "position" in {leak.kind for leak in leaks}


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "cp1251", "mac-cyrillic", "iso8859-5"])
def test_texts_of_before_unicode(encoding: str) -> None:
    secrets = Secrets(texts={"unit": ["Тайная бригада"]})
    assert find_leaks("см. Тайная бригада!".encode(encoding), secrets, name="x")


@pytest.mark.parametrize("kind", CLOSED)
def test_what_cannot_be_unpacked_is_refused_in_anything_else(kind: str) -> None:
    data = zipped({"word/document.xml": b"<p/>", "word/embeddings/x.bin": CLOSED[kind]})
    with pytest.raises(ForeignFileError, match="which is not read"):
        find_leaks(data, SECRETS, name="x")


@pytest.mark.parametrize(
    "head", [b"/Filter/LZWDecode", b"/Filter 5 0 R", b"/DecodeParms<</Predictor 12>>"]
)
def test_streams_that_cannot_be_read_are_refused(head: bytes) -> None:
    body = stream(BOTH.encode()).replace(b"/Filter/FlateDecode", head if b"/Filter" in head else
                                         b"/Filter/FlateDecode" + head)  # fmt: skip
    with pytest.raises(ForeignFileError, match="which is not read"):
        find_leaks(pdf(body), SECRETS, name="x")


def test_two_pages_in_one_are_refused(example_html: str) -> None:
    """A browser shows the records of the first only."""
    with pytest.raises(ForeignFileError, match="two pages"):
        find_leaks((example_html + example_html).encode(), SECRETS, name="x")


def test_a_page_whose_elements_are_written_otherwise(example_html: str) -> None:
    """Browsers do not care for the order of attributes: its records are looked at as before."""
    text = example_html.replace('type="text/plain" id="kordon-data"', "id='kordon-data' type=x")
    assert text != example_html
    place = Secrets(positions=[first_place(example_html)])
    assert find_leaks(example_html.encode(), place, name="x")
    assert find_leaks(text.encode(), place, name="x")


def first_place(page: str) -> tuple[float, float]:
    """Of the first record of a page."""
    head, data = page_unpack.head_of(page), page_unpack.data_of(page)
    x, y = (page_unpack.column(data, head["toc"], axis)[0] / head["scale"] for axis in "xy")
    return float(x), float(y)


def test_letters_of_a_picture_in_a_page_are_no_place_on_a_grid() -> None:
    """Some look like geohashes or MGRS; what the picture says is looked at."""
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (700, 700), np.uint8))

    def page(info: PngInfo | None) -> str:
        out = io.BytesIO()
        noise.save(out, "PNG", pnginfo=info)
        return f'<img src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}">'

    lon, lat, _ = grids_in(page(None), (22.0, 48.0, 42.0, 57.0))
    assert lon
    alike = Secrets(positions=np.column_stack([lon, lat]))
    assert find_leaks(page(None).encode(), alike, name="x") == []
    note = PngInfo()
    note.add_text("Note", BOTH)
    found = {leak.kind for leak in find_leaks(page(note).encode(), SECRETS, name="x")}
    assert found == {"text", "position"}
