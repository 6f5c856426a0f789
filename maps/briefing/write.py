"""Briefings as files: which writer for which ending, and all of them or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import ArgumentError
from geo.files import check_target
from geo.together import write_together
from maps.briefing.blocks import Briefing
from maps.briefing.stills import Stills

if TYPE_CHECKING:
    from maps.publication.filtering import Gate

__all__ = ["ENDINGS", "briefing_bytes", "check_outputs", "save_briefing"]

PathLike = str | os.PathLike[str]

#: Ending of a name -> format.
ENDINGS: Final = {
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pptx": "pptx",
    ".pdf": "pdf",
    ".md": "md",
    ".markdown": "md",
}


def briefing_bytes(
    briefing: Briefing, format_: str, stills: Stills | None = None, template: bytes | None = None
) -> bytes:
    """The briefing as one file; ``format_`` is html, docx, pptx, pdf or md.

    ``stills`` keeps pictures of the map from one format to the next. Same briefing, same bytes.
    """
    return _WRITERS[format_](briefing, stills or Stills(briefing), template)


def check_outputs(outputs: Sequence[PathLike], *, overwrite: bool = False) -> list[str]:
    """The format of each output. Raises ArgumentError and OutputError, before any work."""
    if not outputs:
        raise ArgumentError("no output is named: say where to write, for instance brief.docx")
    formats = []
    for path in outputs:
        ending = Path(path).suffix.lower()
        if ending not in ENDINGS:
            raise ArgumentError(
                f"{os.fspath(path)}: the ending {ending or '(none)'} says no format; use "
                ".html, .docx, .pptx, .pdf or .md"
            )
        check_target(path, overwrite=overwrite)
        formats.append(ENDINGS[ending])
    real = [os.path.realpath(path) for path in outputs]
    twice = next((path for k, path in enumerate(real) if path in real[:k]), None)
    if twice is not None:
        raise ArgumentError(f"{Path(twice).name} is named twice as an output: name each once")
    return formats


def save_briefing(
    briefing: Briefing,
    outputs: Sequence[PathLike],
    *,
    template: PathLike | None = None,
    overwrite: bool = False,
    stills: Stills | None = None,
    gate: Gate | None = None,
) -> list[int]:
    """Write a briefing to each of the outputs, all or none; returns their sizes in bytes.

    ``template`` is a Word or PowerPoint file whose styles are taken for the outputs of its kind.
    ``stills`` keeps the pictures of this briefing from one call to the next. ``gate``, through
    which its sightings went, looks through the finished files and writes its account beside them.
    Raises ArgumentError for an output of no known ending, or a template that no output uses,
    ForeignFileError for a template that is none, OutputError for what cannot be written.
    """
    formats = check_outputs(outputs, overwrite=overwrite)
    templates = _templates(template, formats)
    stills = stills or Stills(briefing)
    made: dict[str, bytes] = {}
    for format_ in formats:
        if format_ not in made:
            made[format_] = briefing_bytes(briefing, format_, stills, templates.get(format_))
    done = {os.fspath(path): made[one] for path, one in zip(outputs, formats, strict=True)}
    if gate is None:
        write_together(done.items(), overwrite=overwrite)
    else:
        places = briefing.regions[["longitude", "latitude"]]
        gate.write(done, shown=briefing.used, places=places, overwrite=overwrite)
    return [len(made[format_]) for format_ in formats]


def _templates(template: PathLike | None, formats: Sequence[str]) -> dict[str, bytes]:
    if template is None:
        return {}
    from geo.foreign.office import read_template

    found = read_template(template)
    if found.kind not in formats:
        name = "Word document" if found.kind == "docx" else "PowerPoint presentation"
        raise ArgumentError(
            f"{os.fspath(template)} is a template for a {name}, and no output ends in "
            f".{found.kind}: add one, or leave out --template"
        )
    return {found.kind: found.data}


def _html(briefing: Briefing, stills: Stills, _: bytes | None) -> bytes:
    from maps.briefing.html import document

    return document(briefing, stills)


def _docx(briefing: Briefing, stills: Stills, template: bytes | None) -> bytes:
    from maps.briefing.word import word

    return word(briefing, stills, template)


def _pptx(briefing: Briefing, stills: Stills, template: bytes | None) -> bytes:
    from maps.briefing.slides import slides

    return slides(briefing, stills, template)


def _pdf(briefing: Briefing, stills: Stills, _: bytes | None) -> bytes:
    from maps.briefing.pdf import pdf

    return pdf(briefing, stills)


def _md(briefing: Briefing, stills: Stills, _: bytes | None) -> bytes:
    from maps.briefing.markdown import markdown

    return markdown(briefing, stills)


_WRITERS: Final[dict[str, Callable[[Briefing, Stills, bytes | None], bytes]]] = {
    "html": _html,
    "docx": _docx,
    "pptx": _pptx,
    "pdf": _pdf,
    "md": _md,
}
