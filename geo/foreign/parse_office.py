"""A template of Word or PowerPoint in the child process: looked through, and written anew."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

from geo.foreign.parse_packed import Meter, check_member
from geo.foreign.tables import RefusalError

__all__ = ["rewrite_template"]

_MOST_PARTS: Final = 2_000
#: What text and tables need, in EMU (914,400 to the inch, 360,000 to the centimetre).
_LEAST_TEXT: Final = 8 * 360_000
_LEAST_SLIDE: Final = 9 * 360_000
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument."
#: What a package may be by its content type, and what it becomes.
_KINDS: Final = {
    f"{_MAIN}wordprocessingml.document.main+xml": ("docx", ""),
    f"{_MAIN}wordprocessingml.template.main+xml": ("docx", "wordprocessingml.document"),
    f"{_MAIN}presentationml.presentation.main+xml": ("pptx", ""),
    f"{_MAIN}presentationml.template.main+xml": ("pptx", "presentationml.presentation"),
    f"{_MAIN}presentationml.slideshow.main+xml": ("pptx", "presentationml.presentation"),
}
_ATTACHED = re.compile(rb"<w:attachedTemplate\b[^>]*/>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?/>")


def rewrite_template(request: dict[str, Any], folder: Path) -> dict[str, str]:
    """Check the file of a request, and write a clean one into ``folder``: its kind and name."""
    path = Path(request["path"])
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _parts(archive, Meter(int(request["most_bytes"]), path.stat().st_size))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError,
            ValueError) as error:  # fmt: skip
        raise RefusalError(
            f"it is no Word or PowerPoint file, or a damaged one ({str(error)[:100]}); save it as "
            ".docx or .pptx."
        ) from None
    kind = _kind(parts)
    for name in parts:
        parts[name] = _checked(name, parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    _try(kind, out.getvalue())
    clean = folder / f"clean.{kind}"
    clean.write_bytes(out.getvalue())
    return {"kind": kind, "file": clean.name}


def _parts(archive: zipfile.ZipFile, meter: Meter) -> dict[str, bytes]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > _MOST_PARTS:
        raise RefusalError(f"it holds {len(infos):,} parts, and the limit is {_MOST_PARTS:,}.")
    parts: dict[str, bytes] = {}
    for info in infos:
        check_member(info)
        if info.filename in parts:
            raise RefusalError(f"it holds two parts called {info.filename[:200]!r}.")
        pieces = []
        with archive.open(info) as source:
            while piece := source.read(1 << 20):
                meter.add(len(piece), info.filename[:200])
                pieces.append(piece)
        parts[info.filename] = b"".join(pieces)
    return parts


def _kind(parts: dict[str, bytes]) -> str:
    """What the package is; a template becomes a document in its list of types."""
    listed = parts.get(_TYPES, b"")
    text = listed.decode("utf-8", "replace")
    if "macroEnabled" in text or any("vbaproject" in name.casefold() for name in parts):
        raise RefusalError("it has macros, which are not taken over: save it as .docx or .pptx.")
    for type_, (kind, becomes) in _KINDS.items():
        if f'"{type_}"' in text:
            if becomes:
                listed = text.replace(f'"{type_}"', f'"{_MAIN}{becomes}.main+xml"').encode("utf-8")
                parts[_TYPES] = listed
            return kind
    raise RefusalError("it is no Word or PowerPoint file: give a .docx, .dotx, .pptx or .potx.")


def _checked(name: str, data: bytes) -> bytes:
    """A part that is safe to parse; a link to the template it was made from itself is dropped."""
    if not name.casefold().endswith((".xml", ".rels", ".vml")):
        return data
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    shown = name[:200]
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise RefusalError(
            f"its part {shown!r} is XML with a DOCTYPE, which can read other files."
        ) from None
    except (ParseError, UnicodeError, LookupError) as error:
        raise RefusalError(f"its part {shown!r} is damaged ({error}).") from None
    if name.casefold().endswith(".rels"):
        for relation in root:
            if relation.get("TargetMode", "").casefold() != "external":
                continue
            type_ = relation.get("Type", "").rpartition("/")[2]
            if type_ == "attachedTemplate":
                data = _RELATION.sub(lambda m: b"" if b"/attachedTemplate" in m[0] else m[0], data)
            elif type_ != "hyperlink":
                raise RefusalError(
                    f"it leads to something outside of it ({type_[:60]} in {shown!r}), which "
                    "would be asked for when it is opened: embed that, or remove it."
                )
    return _ATTACHED.sub(b"", data) if name == "word/settings.xml" else data


def _try(kind: str, data: bytes) -> None:
    """Open it as it will be opened: what goes wrong does so here."""
    try:
        if kind == "docx":
            import docx

            document = docx.Document(io.BytesIO(data))
            _ = [style.name for style in document.styles]
            _check_page(document.sections[-1])
        else:
            from pptx import Presentation

            deck = Presentation(io.BytesIO(data))
            if not len(deck.slide_layouts):
                raise RefusalError("it has no layout for slides.")
            if min(deck.slide_width, deck.slide_height) < _LEAST_SLIDE:
                raise RefusalError("its slides are less than 9 cm wide or high; make them larger.")
    except RefusalError:
        raise
    except Exception as error:
        first = (str(error).splitlines() or [""])[0][:150]
        raise RefusalError(
            f"it cannot be opened ({type(error).__name__}: {first}); open it in an office program "
            "and save it again."
        ) from None


def _check_page(section: Any) -> None:
    """Refuse a page on which margins leave no room for text."""
    for size, before, after in (
        (section.page_width, section.left_margin, section.right_margin),
        (section.page_height, section.top_margin, section.bottom_margin),
    ):
        if size is not None and size - abs(before or 0) - abs(after or 0) < _LEAST_TEXT:
            raise RefusalError(
                "its margins leave less than 8 cm for text on a page; make them smaller."
            )
