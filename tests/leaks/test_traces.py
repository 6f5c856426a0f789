"""Traces of whoever made a file, and files that are packed to do harm or are damaged."""

from __future__ import annotations

import base64
import contextlib
import getpass
import gzip
import hashlib
import io
import os
import sqlite3
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from leak_hiding import pdf, stream
from leak_planting import FORMATS, bare, records
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.errors import ForeignFileError
from geo.foreign.insides import Piece
from maps.leaks import Secrets, find_leaks, find_traces
from maps.leaks import traces as traces_module


def kinds(data: bytes, name: str = "x") -> set[str]:
    return {leak.kind for leak in find_traces(data, name=name)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("made in /home/olga/kordon/out", "path"), ("see file:///tmp/a.csv", "path"),
        (r"C:\Users\Olga\Desktop\list.xlsx", "path"), (r'"C:\\Users\\Olga\\x"', "path"),
        ("/Users/olga/x.csv", "path"), ("path=%2Fhome%2Folga%2Fx", "path"),
        (r"\\server\share\folder\x.csv", "path"),
        ("ghp_" + "a1B2" * 9, "token"), ("AKIA" + "ABCD1234" * 2, "token"),
        ("123456789:AA" + "x" * 33, "token"), ("-----BEGIN PRIVATE KEY-----", "token"),
        ("https://olga:secret@example.org/x", "token"),
        ("postgresql://olga@db.example.org/x", "token"), ("mysql://db/x?user=olga", "token"),
        ("https://example.org/x?access_token=abcdefghijklmnop", "token"),
        ('<img src="https://example.org/a.png">', "remote"),
        ("<style>a{background:url(https://example.org/a.png)}</style>", "remote"),
        ("![a](https://example.org/a.png)", "remote"), ("<!-- ask Olga -->", "comment"),
        ("<kml><Icon><href>http://example.org/a.png</href></Icon></kml>", "remote"),
    ],
)  # fmt: skip
def test_traces_in_texts(text: str, kind: str) -> None:
    assert kind in kinds(f"x {text} y".encode())


TOKENS = (
    *("gh" + letter + "_" + "a1B2" * 9 for letter in "pousr"), "github_pat_" + "a1" * 11,
    "glpat-" + "a1" * 10, *("xox" + letter + "-" + "a1" * 5 for letter in "abposr"),
    "AKIA" + "ABCD1234" * 2, "ASIA" + "ABCD1234" * 2, "AIza" + "a1B2c" * 7, "sk-" + "a1" * 10,
    "hf_" + "a1" * 15, "npm_" + "a1B2" * 9, "pypi-" + "a1" * 20, "123456789:AA" + "x" * 33,
    "eyJ" + "a1" * 5 + ".eyJ" + "a1" * 5 + "." + "a1" * 5, "-----BEGIN RSA PRIVATE KEY-----",
    *(f"{kind}://db/x" for kind in ("postgres", "postgresql", "mysql", "mariadb", "mongodb",
                                      "mongodb+srv")),
)  # fmt: skip


def test_every_kind_of_token_is_found() -> None:
    """Also where nothing else in the text is one, and in letters that are not Latin."""
    for token in TOKENS:
        for text in (f"x {token} y", f"да \U0001f600 {token} да"):
            told = traces_module.traces_of(Piece("x", "text", "", text.encode()))
            assert {leak.kind for leak in told} == {"token"}, token


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://example.org/a">source</a>', "[source](https://example.org/home/x)",
        "https://example.org/tmp/x.html", "and/or, 1/2, /home", "see C: and D:", "a@b",
        "--store postgresql:///sightings", "postgresql://",
        "![map](map.png)", "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "x <image xlink:href='data:image/png;base64,AAAA'/>", "eyJ", "password: none",
    ],
)  # fmt: skip
def test_what_is_no_trace(text: str) -> None:
    assert kinds(f"x {text} y".encode()) == set()


def test_the_name_of_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    traces_module._own_names.cache_clear()
    monkeypatch.setattr(getpass, "getuser", lambda: "olgap")
    try:
        assert kinds(b"written by Olgap, today") == {"user"}
        assert kinds(b"written by Olgapova, today") == set()
    finally:
        traces_module._own_names.cache_clear()


def _zip(members: dict[str, bytes], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, options.get("moment", (1980, 1, 1, 0, 0, 0)))
            info.extra = options.get("extra", b"")
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
        archive.comment = options.get("comment", b"")
    return out.getvalue()


def test_archives_say_more_than_their_files() -> None:
    assert kinds(_zip({"a.txt": b"plain"})) == set()
    assert kinds(_zip({"a.txt": b"plain"}, comment=b"by Olga")) == {"comment"}
    assert kinds(_zip({"a.txt": b"plain"}, moment=(2024, 5, 6, 7, 8, 10))) == {"metadata"}
    assert kinds(_zip({"a.txt": b"plain"}, extra=b"ux\x04\x00\x01\x02\x03\x04")) == {"metadata"}
    core = b"<cp:coreProperties><dc:creator>Olga P</dc:creator></cp:coreProperties>"
    assert "metadata" in kinds(_zip({"docProps/core.xml": core}))
    assert "thumbnail" in kinds(_zip({"docProps/thumbnail.jpeg": b"\xff\xd8\xff\xd9"}))
    assert "comment" in kinds(_zip({"word/comments.xml": b"<w:comments/>"}))
    changed = b'<w:p><w:del w:id="1" w:author="Olga"><w:delText>x</w:delText></w:del></w:p>'
    assert "comment" in kinds(_zip({"word/document.xml": changed}))


def test_a_file_that_an_archive_no_longer_names_is_found() -> None:
    """As left behind by programs that write a new table of files behind the old ones."""
    whole = _zip({"gone.txt": b"the Quaint Brigade" * 20, "kept.txt": b"plain"})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        start = archive.getinfo("kept.txt").header_offset
    kept = bytearray(_zip({"kept.txt": b"plain"}))
    table = kept.index(b"PK\x01\x02")
    end = kept.index(b"PK\x05\x06")
    kept[table + 42 : table + 46] = start.to_bytes(4, "little")
    kept[end + 16 : end + 20] = (start + table).to_bytes(4, "little")
    data = whole[:start] + bytes(kept)
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["kept.txt"]
    assert "deleted" in kinds(data)
    assert find_leaks(data, Secrets(texts={"unit": ["Quaint Brigade"]}), name="x")


def test_pictures_say_more_than_they_show() -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    plain = out.getvalue()
    assert kinds(plain) == set()
    assert kinds(plain + b"the Quaint Brigade") == {"hidden"}
    assert find_leaks(plain + b"the Quaint Brigade", Secrets(texts={"unit": ["Quaint Brigade"]}))
    info = PngInfo()
    info.add_text("Author", "Olga P", zip=True)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    assert kinds(out.getvalue()) == {"metadata"}
    exif = Image.Exif()
    exif[0x013B] = "Olga P"
    for format_ in ("PNG", "JPEG", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (4, 4)).save(out, format_, exif=exif)
        assert kinds(out.getvalue()) == {"exif"}, format_
        secrets = Secrets(texts={"handle": ["Olga P"]})
        assert find_leaks(out.getvalue(), secrets, name="x") != [], format_


def test_rows_that_were_deleted_leave_traces(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    database = sqlite3.connect(path)
    database.execute("PRAGMA secure_delete = OFF")
    database.execute("CREATE TABLE t (a TEXT)")
    rows = [(f"row {k} {hashlib.sha256(str(k).encode()).hexdigest()[:40]}",) for k in range(900)]
    database.executemany("INSERT INTO t VALUES (?)", rows)
    database.commit()
    assert kinds(path.read_bytes()) == set()
    database.execute("DELETE FROM t WHERE a LIKE 'row 7%'")
    database.commit()
    assert kinds(path.read_bytes()) == {"deleted"}
    database.execute("VACUUM")
    database.close()
    assert kinds(path.read_bytes()) == set()


def test_a_log_beside_a_database_is_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE t (a TEXT)")
    database.commit()
    assert "deleted" in {leak.kind for leak in find_traces(path)}
    database.close()


def test_documents_say_when_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the second is too much; a day, or the moment that was chosen for it, is not."""

    def dated(moment: str) -> bytes:
        text = f"<cp:coreProperties><dcterms:created>{moment}</dcterms:created></cp:coreProperties>"
        return _zip({"docProps/core.xml": text.encode()})

    assert kinds(dated("2024-05-06T07:08:09Z")) == {"metadata"}
    printed = b"<cp:coreProperties><cp:lastPrinted>%s</cp:lastPrinted></cp:coreProperties>"
    assert kinds(_zip({"docProps/core.xml": printed % b"2024-05-06T07:08:09Z"})) == {"metadata"}
    assert kinds(_zip({"docProps/core.xml": printed % b"1980-01-01T00:00:00Z"})) == set()
    for quiet in ("2024-05-06T00:00:00Z", "1980-01-01T00:00:00Z", "2013-12-23T23:15:00Z"):
        assert kinds(dated(quiet)) == set()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714979289")
    assert kinds(dated("2024-05-06T07:08:09Z")) == set()


def test_remarks_in_a_pdf(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    out = io.BytesIO()
    Figure((1, 1)).savefig(out, format="pdf", metadata={"CreationDate": None, "Author": "Olga P"})
    assert kinds(out.getvalue()) == {"metadata"}
    out = io.BytesIO()
    Figure((1, 1)).savefig(out, format="pdf", metadata={"CreationDate": None})
    assert kinds(out.getvalue()) == set()


def _nested(times: int) -> bytes:
    data = b"plain"
    for _ in range(times):
        data = gzip.compress(data)
    return data


def _bomb() -> bytes:
    return _zip({"a": b"\0" * 250_000_000})


def _cut_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400)).save(out, "PNG")
    return out.getvalue()[:-20]


def _locked() -> bytes:
    data = bytearray(_zip({"a": b"plain"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _many() -> bytes:
    """An archive whose table is said to have more entries than anybody would look at."""
    data = bytearray(_zip({"a": b"plain"}))
    end = data.index(b"PK\x05\x06")
    data[end + 8 : end + 12] = (60_000).to_bytes(2, "little") * 2
    return bytes(data)


def _looped() -> bytes:
    """A document whose pages are their own children."""
    return pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


HARMFUL: dict[str, Any] = {
    "packed into itself": lambda: _nested(12),
    "a bomb": _bomb,
    "a bomb in base64": lambda: b'<script type="text/plain" id="kordon-head">'
    + base64.b64encode(zlib.compress(b"\0" * 250_000_000)) + b"</script>",
    "a million files": _many,
    "a bomb in a document": lambda: pdf(stream(b"\0" * 250_000_000)),
    "a cut archive": lambda: _zip({"a": os.urandom(5_000)})[:3_000],
    "a locked archive": _locked,
    "a cut picture": _cut_png,
    "a cut gzip": lambda: gzip.compress(os.urandom(5_000))[:3_000],
    "a locked PDF": lambda: b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF",
    "a PDF that is none": lambda: b"%PDF-1.7\nnothing",
    "a database that is none": lambda: b"SQLite format 3\0" + os.urandom(4_000),
    "Parquet that is none": lambda: b"PAR1" + os.urandom(4_000) + b"PAR1",
    "an unknown kind": lambda: b"\x7fELF" + bytes(range(256)) * 20,
    "a damaged page": lambda: b'<script type="text/plain" id="kordon-head">'
    + base64.b64encode(zlib.compress(b'{"toc": 7}')) + b"</script>",
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_what_cannot_be_looked_into_is_not_cleared(name: str) -> None:
    """One clear error, which names the file; never an empty list."""
    data = HARMFUL[name]()
    with pytest.raises(ForeignFileError, match="brief"):
        find_leaks(data, Secrets(texts={"unit": ["Quaint Brigade"]}), name="brief.bin")


def test_an_empty_file_holds_nothing() -> None:
    assert find_traces(b" ", name="x") == []


def test_what_is_slow_to_look_for_is_not_looked_for_again_and_again() -> None:
    """Beginnings of what never ends, each of which would be followed to the end of the text."""
    begun = ("<Icon>", "<!--", "eyJ-", "<Relationship ", '<w:ins w:author="', "![", "<img src",
             "srcdoc='", "(", "<a:b", "url(" + " " * 500, "@import" + " " * 500)  # fmt: skip
    for text in begun:
        data = (text * (400_000 // len(text))).encode()
        assert "path" not in kinds(data)


def test_entities_of_xml_and_huge_pictures_are_not_unfolded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a0 "x">' + "".join(
        f'<!ENTITY a{k + 1} "{f"&a{k};" * 10}">' for k in range(12)
    )
    assert kinds(f"{bomb}]><svg>&a12;</svg>".encode()) == set()
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    head = struct.pack(">4sII", b"IHDR", 2**31 - 1, 2**31 - 1) + out.getvalue()[24:29]
    huge = out.getvalue()[:12] + head + struct.pack(">I", zlib.crc32(head)) + out.getvalue()[33:]
    assert kinds(huge) == set()
    with contextlib.suppress(ForeignFileError):  # as PDFium likes
        kinds(_looped())


@pytest.mark.parametrize("name", FORMATS)
def test_a_cut_file_is_refused_or_looked_into(name: str, tmp_path: Path) -> None:
    """What is left of a text is a text; all else says that it is cut, and nothing worse."""
    whole = FORMATS[name](bare(records(8, 3, tmp_path)))
    try:
        find_traces(whole[: len(whole) * 2 // 3], name="brief.bin")
        refused = False
    except ForeignFileError as error:
        refused = "brief.bin" in str(error)
    assert refused or name in ("html", "csv", "geojson", "jsonl", "kml", "svg")
