"""Templates of Word and PowerPoint: honest ones pass, and nothing else is ever opened here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest

from geo.errors import ForeignFileError
from geo.foreign.office import read_template

Change = Callable[[dict[str, bytes]], object]


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """An honest Word file, part by part."""
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def replaced(name: str, old: bytes, new: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def test_honest_templates(parts: dict[str, bytes], tmp_path: Path) -> None:
    found = read_template(packed(tmp_path / "a.docx", parts))
    assert found.kind == "docx"
    assert docx.Document(io.BytesIO(found.data)).styles["Heading 1"]
    pptx.Presentation().save(tmp_path / "b.pptx")
    assert read_template(tmp_path / "b.pptx").kind == "pptx"


def test_a_template_by_type_becomes_a_document(parts: dict[str, bytes], tmp_path: Path) -> None:
    """python-docx opens no .dotx."""
    mine = dict(parts)
    replaced("[Content_Types].xml", b"document.main+xml", b"template.main+xml")(mine)
    found = read_template(packed(tmp_path / "a.dotx", mine))
    assert docx.Document(io.BytesIO(found.data)).styles["Heading 1"]


def test_where_it_was_made_from_is_forgotten(parts: dict[str, bytes], tmp_path: Path) -> None:
    """Word writes the path of its own template into a file, with the name of the user in it."""
    mine = dict(parts)
    mine["word/_rels/settings.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/attachedTemplate" Target="file:///C:/Users/name/a.dotx" '
        b'TargetMode="External"/></Relationships>'
    )
    start = (
        mine["word/settings.xml"].index(b">", mine["word/settings.xml"].index(b"<w:settings")) + 1
    )
    mine["word/settings.xml"] = (
        mine["word/settings.xml"][:start]
        + b'<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships" r:id="rId1"/>' + mine["word/settings.xml"][start:]
    )
    found = read_template(packed(tmp_path / "a.docx", mine))
    with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
        assert not any(b"attachedTemplate" in archive.read(name) for name in archive.namelist())


_BOMB = b"<a>" + b" " * (80 << 20) + b"</a>"
_LINKED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/image" Target="http://example.org/a.png" TargetMode="External"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda parts: parts.update({"word/big.xml": _BOMB}), "times its packed size"),
        (lambda parts: parts.update({"../out.xml": b"<a/>"}), "leads out of the archive"),
        (lambda parts: parts.update({"word/vbaProject.bin": b"x"}), "it has macros"),
        (lambda parts: parts.update({"word/_rels/footer.xml.rels": _LINKED}), "outside of it"),
        (lambda parts: parts.pop("[Content_Types].xml"), "no Word or PowerPoint file"),
        (lambda parts: parts.pop("word/document.xml"), "cannot be opened"),
        (replaced("word/document.xml", b'w:left="1800"', b'w:left="9000"'), "less than 8 cm"),
        (
            replaced("word/styles.xml", b"<w:styles", b"<w:styles <<"),
            "'word/styles.xml' is damaged",
        ),
        (
            replaced(
                "word/document.xml",
                b"<w:document",
                b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><w:document',
            ),
            "DOCTYPE",
        ),
    ],
)
def test_templates_that_are_none(
    change: Change, says: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    mine = dict(parts)
    change(mine)
    path = packed(tmp_path / "a.docx", mine)
    with pytest.raises(ForeignFileError, match=says) as error:
        read_template(path)
    assert str(path) in str(error.value)


def test_slides_with_no_room(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    deck.slide_height = 914_400
    deck.save(tmp_path / "a.pptx")
    with pytest.raises(ForeignFileError, match="less than 9 cm"):
        read_template(tmp_path / "a.pptx")


@pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04" + b"x" * 200, b"%PDF-1.7"])
def test_files_that_are_no_packages(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(ForeignFileError, match=r"no Word or PowerPoint file, or a damaged one"):
        read_template(path)


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(ForeignFileError, match="does not exist"):
        read_template(tmp_path / "none.docx")
