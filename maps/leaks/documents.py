"""Traces that formats have places for: properties, remarks, thumbnails, what would be fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from geo.foreign.insides import Piece
from maps.leaks.secrets import Leak, masked

__all__ = ["document_traces"]

#: Elements of HTML, SVG and KML that fetch what they name; a link is followed by a reader only.
_FETCHES: Final = re.compile(
    r"<(?:img|script|iframe|frame|embed|object|audio|video|source|track|input|link|image|use|feImage|base)"
    r"\b[^<>]*?\s(?:src|srcset|href|xlink:href|data|poster)\s{0,20}=\s{0,20}[\"']?\s{0,20}((?:https?:|wss?:|ftp:)?//[^\s\"'<>]+)",
    re.IGNORECASE,
)
_STYLE_FETCHES: Final = re.compile(
    r"(?:@import\s{0,20}(?:url\()?|url\()\s{0,20}[\"']?\s{0,20}((?:https?:|ftp:)?//[^\s\"')<>]+)",
    re.IGNORECASE,
)
#: Not further than so many characters: one that never ends would be looked for from each.
_KML_FETCHES: Final = re.compile(
    r"<(?:Icon|Link|NetworkLink|Url)\b[^<>]{0,500}>(?:(?!</).){0,500}?<href>\s{0,20}"
    r"(https?://[^<\s]+)",
    re.DOTALL,
)
_MARKDOWN_FETCHES: Final = re.compile(r"!\[[^\]\n]{0,500}\]\(\s*<?(https?://[^\s)>]+)")
_RELATION: Final = re.compile(r"<Relationship\b[^<>]*>")
#: What our own page, and those who draw for us, say of themselves in comments.
_OUR_COMMENTS: Final = ("This page asks for nothing from anywhere",)
_OWN: Final = re.compile(
    r"kordon|matplotlib|pdfium|skia|reportlab|python-(?:docx|pptx)|xlsxwriter|libreoffice|"
    r"microsoft (?:office|macintosh)?\s?(?:word|excel|powerpoint)",
    re.IGNORECASE,
)
_PROPERTIES: Final = {
    "creator": "author", "lastModifiedBy": "last modified by", "Company": "company",
    "Manager": "manager", "Author": "author",
    "HyperlinkBase": "folder of links", "Template": "template",
}  # fmt: skip
_PROPERTY: Final = re.compile(r"<(?:\w+:)?(\w+)(?:\s[^<>]*)?>([^<>]+)</(?:\w+:)?\1>")
_DATES: Final = ("created", "modified", "lastPrinted", "date", "creation-date")
#: No moments: beginnings of counts, and those in the templates of python-docx and python-pptx.
_FIXED: Final = re.compile(
    r"(?:D:)?(?:(?:19[78]\d|2000)-?01-?01|2013-12-23T23:15:00|2013-01-27T09:1)"
)
_REMARKS: Final = {
    "word/comments": "comments", "ppt/comments": "comments", "xl/comments": "comments",
    "xl/threadedComments": "comments",
    "word/people": "names of authors", "ppt/commentAuthors": "names of authors",
    "xl/persons": "names of authors", "xl/externalLinks": "links to other workbooks",
}  # fmt: skip
_CHANGES: Final = re.compile(r"<w:(?:ins|del|moveFrom|moveTo)\s[^<>]*w:author=\"([^\"<>]*)\"")
_HIDDEN: Final = re.compile(
    r"<sheet\b[^<>]*state=\"(?:hidden|veryHidden)\"|<w:vanish\s*/>|<p:sld\b[^<>]*show=\"0\""
)
_FACT_KINDS: Final = {
    "exif": "exif", "zip comment": "comment", "zip extra field": "metadata", "zip time": "metadata",
    "comment": "comment", "deleted": "deleted", "wal": "deleted", "hidden": "hidden",
    "attachment": "hidden",
}  # fmt: skip


def document_traces(piece: Piece) -> Iterator[Leak]:
    """Traces of one piece of a file."""
    if piece.kind == "fact":
        yield from _fact(piece)
    name = piece.where.replace("\\", "/")
    for part, told in _REMARKS.items():
        if f"/{part}" in name and piece.kind == "text" and not name.endswith("(name)"):
            yield Leak("comment", told, "", piece.where)
    if "thumbnail" in name.casefold() and name.endswith("(name)"):
        yield Leak("thumbnail", "picture of an earlier state", "", piece.where)
    if piece.kind == "text":
        yield from _markup(piece.text, piece.where)


def _fact(piece: Piece) -> Iterator[Leak]:
    text = piece.text.strip()
    if piece.name == "date":
        if _tells_the_time(text):
            yield Leak("metadata", "date", text[:30], piece.where)
    elif piece.name in ("document author", "document creator", "document producer"):
        if not _OWN.search(text):
            yield Leak("metadata", piece.name, masked(text), piece.where)
    elif piece.name in ("document creation time", "document date"):
        if _tells_the_time(text):
            yield Leak("metadata", piece.name, text[:30], piece.where)
    elif piece.name == "document comment" and text:
        yield Leak("comment", piece.name, masked(text), piece.where)
    elif piece.name in _FACT_KINDS:
        yield Leak(_FACT_KINDS[piece.name], piece.name, masked(text), piece.where)


def _tells_the_time(text: str) -> bool:
    """Whether a date says more than the day, and is none that stands for no date at all."""
    if _FIXED.match(text) or _chosen_moment() in re.sub(r"\D", "", text):
        return False
    clock = re.search(r"(?:T|\d{8}|\s)(\d\d):?(\d\d):?(\d\d)?", text)
    return clock is not None and any(part not in (None, "00") for part in clock.groups())


def _chosen_moment() -> str:
    """SOURCE_DATE_EPOCH in digits, which says nothing of when a file was really made."""
    try:
        moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return "none"
    return f"{moment:%Y%m%d%H%M%S}"


def _markup(text: str, where: str) -> Iterator[Leak]:
    for kind, pattern in (
        ("element", _FETCHES), ("style", _STYLE_FETCHES), ("icon", _KML_FETCHES),
        ("picture", _MARKDOWN_FETCHES),
    ):  # fmt: skip
        for found in pattern.finditer(text):
            yield Leak("remote", f"{kind} from elsewhere", masked(found[1]), where)
    for relation in _RELATION.finditer(text):
        if 'TargetMode="External"' in relation[0] and "/hyperlink" not in relation[0]:
            yield Leak("remote", "part from elsewhere", masked(relation[0]), where)
    for told in _comments(text):
        if told and not told.startswith(_OUR_COMMENTS):
            yield Leak("comment", "comment", masked(told), where)
    for change in _CHANGES.finditer(text):
        yield Leak("comment", "tracked change", masked(change[1]), where)
    if _HIDDEN.search(text):
        yield Leak("hidden", "part that is not shown", "", where)
    if (
        "docProps/" in where
        or "meta.xml" in where
        or "<cp:coreProperties" in text
        or "<metadata" in text
        or "<dc:" in text
    ):
        yield from _properties(text, where)


def _comments(text: str) -> Iterator[str]:
    """Comments of markup."""
    at = text.find("<!--")
    while at >= 0 and (end := text.find("-->", at)) >= 0:
        yield text[at + 4 : end].strip()
        at = text.find("<!--", end)


def _properties(text: str, where: str) -> Iterator[Leak]:
    for found in _PROPERTY.finditer(text):
        name, value = found[1], found[2].strip()
        if name in _PROPERTIES and value and not _OWN.search(value) and value != "Normal.dotm":
            yield Leak("metadata", _PROPERTIES[name], masked(value), where)
        elif name in _DATES and _tells_the_time(value):
            yield Leak("metadata", "date", value[:30], where)
