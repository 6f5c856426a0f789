"""Office files (Open Packaging Convention) with the same bytes each time, and nobody's name."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import MutableMapping
from typing import Any, Final

from geo.errors import ArgumentError

__all__ = ["anonymous", "moment", "only_the_document", "settled"]

#: The first moment that a ZIP archive can name, and the last.
_FIRST: Final = dt.datetime(1980, 1, 1)
_LAST: Final = dt.datetime(2107, 12, 31)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
#: What a package is about; all else that a template brings speaks of the template.
_ABOUT: Final = ("/officeDocument", "/core-properties")
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


def only_the_document(relations: MutableMapping[str, Any]) -> None:
    """Keep of a package's own relations (of python-docx or python-pptx) document and properties.

    The others lead to a picture of the template, the titles of its slides and its other statistics,
    properties of somebody's own, signatures, labels of sensitivity, buttons.
    """
    for name, relation in list(relations.items()):
        if not relation.reltype.endswith(_ABOUT):
            relations.pop(name)


def settled(data: bytes) -> bytes:
    """The same package with fixed dates; workbooks inside it (the numbers of charts) alike."""
    made = moment()
    stamp = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    date = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".xlsx"):
                content = settled(content)
            elif name == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>" + date + rb"\g<2>", content)
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, content)
    return out.getvalue()
