"""Templates for documents: files of others, checked and rewritten by the child process."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.foreign.limits import Limits
from geo.foreign.parent import naming, run_child
from geo.foreign.paths import checked_path

__all__ = ["Template", "read_template"]

#: A template with pictures for every page is a few MB.
_MOST_BYTES: Final = 64 << 20


@dataclass(frozen=True)
class Template:
    """A Word (``kind`` "docx") or PowerPoint ("pptx") file, as a package that is safe to open."""

    kind: str
    data: bytes


def read_template(path: str | os.PathLike[str], *, limits: Limits | None = None) -> Template:
    """A .docx, .dotx, .pptx or .potx as a template.

    It is checked and written anew by the child process: every part is well-formed XML without a
    DOCTYPE, or a picture, font or the like; there are no macros, and nothing leads elsewhere but
    hyperlinks. Raises `ForeignFileError`, naming the file, for anything else.
    """
    shown = os.fspath(path)
    allowed = limits or Limits(file_bytes=_MOST_BYTES)
    with tempfile.TemporaryDirectory(prefix="kordon-") as name:
        folder = Path(name)
        source = checked_path(path, allowed)
        with naming(shown):
            # Of one copy, so that what is checked is what is used.
            copy = folder / "template"
            shutil.copyfile(source, copy)
            request: dict[str, Any] = {
                "path": str(copy),
                "format": "office",
                "mode": "template",
                "most_bytes": 4 * _MOST_BYTES,
            }
            answer = run_child(request, folder, copy.stat().st_size, allowed)["template"]
            return Template(answer["kind"], (folder / answer["file"]).read_bytes())
