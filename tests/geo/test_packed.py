"""Archives: what they hold comes out under names of ours; what would do harm does not come out."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.errors import ForeignFileError
from geo.foreign import Limits
from geo.foreign.packed import kind_of, unpacked
from geo.foreign.parse_packed import unpack
from geo.foreign.paths import companions, hidden
from geo.foreign.sniff import packed_kind, sniff_format
from geo.foreign.tables import RefusalError

GIB = 1 << 30


@pytest.fixture
def out(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Unpack a ZIP archive or gzip file as the child process would, but in this one."""

    def run(data: bytes, format_: str = "zip", most: int = GIB, name: str = "a.csv") -> Any:
        path, folder = tmp_path / "packed", tmp_path / "out"
        path.write_bytes(data)
        folder.mkdir()
        request = {"path": str(path), "format": format_, "name": name, "most_bytes": most}
        return unpack(request, folder)

    return run


def zipped(*members: tuple[Any, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def test_files_come_out_in_the_order_of_their_names(out: Any, tmp_path: Path) -> None:
    found = out(zipped(("b/x.csv", "B"), ("a.CSV", "A"), ("b/", ""), ("Ж.json", "{}")))
    assert [one["name"] for one in found["members"]] == ["a.CSV", "b/x.csv", "Ж.json"]
    texts = [(tmp_path / "out" / one["file"]).read_text() for one in found["members"]]
    assert texts == ["A", "B", "{}"]
    # No name of the archive is a name on this disk.
    assert [one["file"] for one in found["members"]] == ["0/data.csv", "1/data.csv", "2/data.json"]


def test_hidden_files_are_named_and_left_out(out: Any) -> None:
    names = [".DS_Store", "__MACOSX/._a.csv", "x/.git/config", "Thumbs.db"]
    found = out(zipped(("a.csv", "A"), ("./b.csv", "B"), *((name, "x") for name in names)))
    assert [one["name"] for one in found["members"]] == ["./b.csv", "a.csv"]
    assert found["hidden"] == sorted(names)


def test_parts_of_a_shapefile_lie_together(out: Any, tmp_path: Path) -> None:
    names = ["d/A.shp", "d/A.DBF", "d/A.shx", "d/a.prj", "d/A.shp.xml", "other.dbf"]
    found = out(zipped(*((name, name) for name in names)))
    assert [one["name"] for one in found["members"]] == ["d/A.shp", "other.dbf"]
    place = (tmp_path / "out" / found["members"][0]["file"]).parent
    assert sorted(one.name for one in place.iterdir()) == [
        "data.dbf", "data.prj", "data.shp", "data.shp.xml", "data.shx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "/etc/a.csv", "a/../../b.csv", "C:\\a.csv", "c:a.csv", "..\\a.csv", "\\a.csv",
     "a/.."],
)  # fmt: skip
def test_paths_that_lead_outside(name: str, out: Any, tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match="leads out of the archive"):
        out(zipped(("ok.csv", "A"), (name, "A")))
    assert not list((tmp_path / "out").iterdir()), "nothing was unpacked"


def test_links_are_not_followed(out: Any) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(RefusalError, match=r"'link\.csv' is a link"):
        out(zipped((link, "/etc/hostname")))


def test_a_pipe_is_no_file(out: Any) -> None:
    pipe = zipfile.ZipInfo("pipe.csv")
    pipe.external_attr = stat.S_IFIFO << 16
    with pytest.raises(RefusalError, match="is no regular file"):
        out(zipped((pipe, "")))


def test_what_is_locked_is_named(out: Any) -> None:
    """The mark of a password, in both places where it stands."""
    data = bytearray(zipped(("open.csv", "A"), ("locked.csv", "A" * 50)))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rindex(magic) + flags
        data[at] |= 1
    with pytest.raises(RefusalError, match=r"'locked\.csv' is locked with a password"):
        out(bytes(data))


def test_two_files_of_one_name(out: Any) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.csv", "A"), ("a.csv", "B"))
    with pytest.raises(RefusalError, match=r"2 files called 'a\.csv'"):
        out(data)


def test_too_many_files(out: Any) -> None:
    with pytest.raises(RefusalError, match="1,001 files, and the limit is 1,000"):
        out(zipped(*((f"{k}.csv", "A") for k in range(1_001)), how=zipfile.ZIP_STORED))


def test_an_empty_file_is_named(out: Any) -> None:
    with pytest.raises(RefusalError, match=r"'a\.csv' is empty"):
        out(zipped(("a.csv", "")))


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp437"])
def test_names_as_their_packer_saw_them(encoding: str, out: Any) -> None:
    """Archives of Windows and macOS do not say how names are written."""
    name = "café.csv" if encoding == "cp437" else "отчёт.csv"
    stand_in = b"#" * len(name.encode(encoding))
    data = zipped((stand_in.decode(), "A")).replace(stand_in, name.encode(encoding))
    assert [one["name"] for one in out(data)["members"]] == [name]


# --- bombs


def test_a_file_that_grows_too_much(out: Any) -> None:
    bomb = zipped(("a.csv", b"\0" * (20 << 20)))
    with pytest.raises(RefusalError, match=r"'a\.csv' grows to more than 250 times"):
        out(bomb)


def test_gzip_grows_too_much(out: Any) -> None:
    with pytest.raises(RefusalError, match="grows to more than 250 times"):
        out(gzip.compress(b"\0" * (20 << 20)), "gzip")


def test_an_honest_file_that_packs_well(out: Any) -> None:
    """One row over and over, as somebody may have."""
    row = b"a%d,2022-10-09,52.05,29.25,rail_echelon,Seen at the yard by the river.\n"
    found = out(zipped(("a.csv", b"".join(row % k for k in range(200_000)))))
    assert [one["name"] for one in found["members"]] == ["a.csv"]


@pytest.mark.parametrize("format_", ["zip", "gzip"])
def test_more_than_the_limit(format_: str, out: Any) -> None:
    content = b"abc" * 1000
    data = zipped(("a.csv", content)) if format_ == "zip" else gzip.compress(content)
    with pytest.raises(RefusalError, match="larger than 2,999 bytes, which is the limit"):
        out(data, format_, most=2_999)


def test_a_size_that_is_a_lie(out: Any) -> None:
    """What an archive says of a size proves nothing: what comes out is counted, or refused."""
    content = bytes(range(256)) * 400
    data = bytearray(zipped(("a.csv", content)))
    for magic, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rindex(magic) + size
        assert struct.unpack_from("<I", data, at) == (len(content),)
        struct.pack_into("<I", data, at, 100)
    with pytest.raises(RefusalError, match="damaged"):
        out(bytes(data))


@pytest.mark.parametrize("cut", [10, 40, 200])
def test_damage_is_told(cut: int, out: Any) -> None:
    data = zipped(("a.csv", bytes(range(256)) * 4), ("b.csv", "B"))
    with pytest.raises(RefusalError, match="damaged"):
        out(data[:-cut])


def test_damaged_gzip(out: Any) -> None:
    data = gzip.compress(bytes(range(256)) * 40)
    with pytest.raises(RefusalError, match="damaged"):
        out(data[:-20], "gzip")


# --- which file is what


@pytest.mark.parametrize(
    ("members", "name", "kind"),
    [
        (["a.csv"], "a.zip", "zip"),
        (["a.csv"], "standard input", "zip"),
        (["[Content_Types].xml", "xl/workbook.xml"], "a.xlsx", ""),
        (["[Content_Types].xml", "xl/workbook.xml"], "a.zip", ""),
        (["mimetype", "content.xml"], "a.ods", ""),
        (["doc.kml", "files/a.png"], "a.kmz", ""),
        (["doc.kml"], "a.zip", "zip"),
        (["a.kmz", "b.csv"], "download", "zip"),
    ],
)
def test_kinds(members: list[str], name: str, kind: str) -> None:
    assert packed_kind(zipped(*((one, "x") for one in members)), name) == kind


def test_a_workbook_in_an_archive_is_no_workbook() -> None:
    """Also where it is not packed again, so that its parts can be seen."""
    inner = zipped(("[Content_Types].xml", "x"), ("xl/workbook.xml", "x"), how=zipfile.ZIP_STORED)
    assert packed_kind(zipped(("a.xlsx", inner), how=zipfile.ZIP_STORED), "download") == "zip"


def test_other_beginnings() -> None:
    assert packed_kind(gzip.compress(b"x"), "a") == "gzip"
    assert packed_kind(b"id,date\n", "a.zip") == ""
    with pytest.raises(ForeignFileError, match="tar archive"):
        sniff_format(b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 300, "a.csv")


def test_kml_with_its_pictures_is_a_kmz(out: Any) -> None:
    assert out(zipped(("doc.kml", "x"), ("files/a.PNG", "x")))["kmz"] is True


def test_kml_beside_a_table_is_not(out: Any) -> None:
    found = out(zipped(("a.kml", "x"), ("b.csv", "x")))
    assert (found["kmz"], len(found["members"])) == (False, 2)


def test_names() -> None:
    assert [name for name in (".a", "a/.b/c", "a.b", "./a", "x/desktop.ini") if hidden(name)] == [
        ".a", "a/.b/c", "x/desktop.ini",
    ]  # fmt: skip
    assert companions(["a.dbf", "b.shp", "b.DBF", "b.cpg.txt"]) == {"b.DBF"}


# --- through the child process


def test_unpacked_by_the_child(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.zip", tmp_path / "out"
    path.write_bytes(zipped(("a.csv", "id\n1\n"), (".x", "")))
    folder.mkdir()
    assert kind_of(path, "a.zip") == "zip"
    found = unpacked(path, "a.zip", folder)
    (member,) = found.members
    assert (member.name, member.path.read_text(), found.hidden) == ("a.csv", "id\n1\n", (".x",))


def test_a_bomb_is_one_error_that_names_it(tmp_path: Path) -> None:
    path, folder = tmp_path / "bomb.zip", tmp_path / "out"
    path.write_bytes(zipped(("a.csv", b"\0" * (30 << 20))))
    folder.mkdir()
    with pytest.raises(ForeignFileError, match=r"bomb\.zip cannot be read: its file 'a\.csv'"):
        unpacked(path, str(path), folder)
    small = Limits(file_bytes=1_000)
    (folder2 := tmp_path / "out2").mkdir()
    with pytest.raises(ForeignFileError, match="larger than 1,000 bytes"):
        unpacked(path, str(path), folder2, small)
