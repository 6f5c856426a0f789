"""Office files (Open Packaging Convention) with the same bytes each time, and nobody's name."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from typing import Any, Final

from geo.errors import ArgumentError

__all__ = ["anonymous", "moment", "settled"]

#: The first moment that a ZIP archive can name, and the last.
_FIRST: Final = dt.datetime(1980, 1, 1)
_LAST: Final = dt.datetime(2107, 12, 31)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
_COMPANY = re.compile(rb"<(Company|Manager|HyperlinkBase|Template)>[^<]*</\1>")
_CUSTOM = "docProps/custom.xml"
_THUMBNAIL = "docProps/thumbnail.jpeg"
_DEFLATED: Final = 6


def moment() -> dt.datetime:
    """When documents say they were made (UTC): SOURCE_DATE_EPOCH, else the start of 1980.

    Raises ArgumentError when SOURCE_DATE_EPOCH is no number of seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not text:
        return _FIRST
    try:
        found = dt.datetime.fromtimestamp(int(text), dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise ArgumentError(
            f"SOURCE_DATE_EPOCH is {text[:40]!r}: write the seconds since 1970, or unset it"
        ) from None
    return min(max(found, _FIRST), _LAST)


def anonymous(properties: Any, title: str, language: str) -> None:
    """Set core properties (of python-docx or python-pptx) to fixed values without names."""
    for name in ("author", "category", "comments", "content_status", "identifier", "keywords",
                 "last_modified_by", "subject", "version"):  # fmt: skip
        setattr(properties, name, "")
    properties.title = title[:255]
    properties.language = language
    properties.revision = 1
    properties.created = properties.modified = properties.last_printed = moment()


def settled(data: bytes) -> bytes:
    """The same package with fixed dates, without pictures of itself and words about its maker.

    Workbooks inside it (the numbers of charts) are treated alike.
    """
    made = moment()
    stamp = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name in (_CUSTOM, _THUMBNAIL):
                continue
            if name.endswith(".xlsx"):
                content = settled(content)
            elif name.endswith((".xml", ".rels")):
                content = _told_nothing(name, content, made)
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, content)
    return out.getvalue()


def _told_nothing(name: str, content: bytes, made: dt.datetime) -> bytes:
    if name == "docProps/core.xml":
        date = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return _DATES.sub(rb"\g<1>" + date + rb"\g<2>", content)
    if name == "docProps/app.xml":
        return _COMPANY.sub(b"", content)
    if name == "_rels/.rels":
        return re.sub(rb"<Relationship [^>]*(?:custom\.xml|thumbnail\.jpeg)[^>]*/>", b"", content)
    if name == "[Content_Types].xml":
        return re.sub(rb'<Override [^>]*PartName="/docProps/custom\.xml"[^>]*/>', b"", content)
    return content
