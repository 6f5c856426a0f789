"""A figure as PDF that says what it is: tagged, with its title, its language and an alt text.

Matplotlib writes none of these. Its file object is made to write the few objects more that
PDF (ISO 32000, 14.7 to 14.9) asks of a document of one figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import IO, Any

__all__ = ["write_pdf"]


def write_pdf(
    figure: Any, file: IO[bytes], metadata: Mapping[str, str | None], *, told: str, language: str
) -> None:
    """Writes ``figure`` to ``file``; rasters at the figure's dots per inch."""
    backend: Any = import_module("matplotlib.backends.backend_pdf")

    backend.FigureCanvasPdf(figure)
    dpi = figure.dpi
    width, height = (float(side) for side in figure.get_size_inches())
    figure.dpi = 72  # there are 72 points to an inch
    page = [0.0, 0.0, 72 * width, 72 * height]
    document = _tagged(file, metadata, told, language, page)
    document.newPage(width, height)
    document.write(b"/Figure <</MCID 0>> BDC\n")
    inner = backend.RendererPdf(document, dpi, height, width)
    renderer = backend.MixedModeRenderer(figure, width, height, dpi, inner)
    figure.draw(renderer)
    renderer.finalize()
    document.write(b"EMC\n")
    document.finalize()
    document.close()


def _tagged(
    file: IO[bytes], metadata: Mapping[str, str | None], told: str, language: str,
    page: list[float],
) -> Any:  # fmt: skip
    backend: Any = import_module("matplotlib.backends.backend_pdf")
    Name = backend.Name  # noqa: N806

    class Tagged(backend.PdfFile):  # type: ignore[misc]
        """A document whose one page is one figure."""

        def writeObject(self, object: Any, contents: Any) -> None:  # noqa: N802
            """As it is; the catalogue and the page say more."""
            kind = contents.get("Type") if isinstance(contents, dict) else None
            if kind == Name("Catalog"):
                self.structure = [self.reserveObject(name) for name in ("tree", "whole", "figure")]
                contents = contents | {
                    "Lang": language, "MarkInfo": {"Marked": True},
                    "StructTreeRoot": self.structure[0],
                    "ViewerPreferences": {"DisplayDocTitle": True},
                }  # fmt: skip
            elif kind == Name("Page"):
                self.shown = object
                contents = contents | {"StructParents": 0, "Tabs": Name("S")}
            super().writeObject(object, contents)

        def finalize(self) -> None:
            """The tree of what is on the page, before all else that comes last."""
            self.endStream()
            tree, whole, one = self.structure
            self.writeObject(tree, {
                "Type": Name("StructTreeRoot"), "K": [whole], "ParentTreeNextKey": 1,
                "ParentTree": {"Nums": [0, [one]]},
            })  # fmt: skip
            self.writeObject(whole, {
                "Type": Name("StructElem"), "S": Name("Document"), "P": tree, "K": [one],
            })  # fmt: skip
            self.writeObject(one, {
                "Type": Name("StructElem"), "S": Name("Figure"), "P": whole, "Pg": self.shown,
                "K": 0, "Alt": told,
                "A": {"O": Name("Layout"), "Placement": Name("Block"), "BBox": page},
            })  # fmt: skip
            super().finalize()

    return Tagged(file, metadata=dict(metadata))
