"""Pictures of every page of the example briefing, in each of its formats, for docs/img.

Word and PowerPoint files are laid out by LibreOffice, where that is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

WORDS = (
    "brief {examples} --since 2022-11-01 --until 2022-11-30 "
    "--compare-to 2022-10-01..2022-10-31 -o brief.html -o brief.docx -o brief.pptx -o brief.pdf "
    "-o brief.md"
)


def draw(browser: Any, examples: Path, images: Path) -> int:
    """Writes brief-*.png; how many. ``browser`` is a running Chromium of Playwright."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = [word.format(examples=examples) for word in WORDS.split()]
        subprocess.run(
            [sys.executable, "-m", "kordon", *words],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        sheets = {"pdf": folder / "brief.pdf"}
        if soffice := shutil.which("soffice"):
            for ending in ("docx", "pptx"):
                target = folder / ending
                home = f"-env:UserInstallation={(folder / 'lo').as_uri()}"
                lay_out = [soffice, "--headless", home, "--convert-to", "pdf", "--outdir", target]
                subprocess.run(
                    [*lay_out, folder / f"brief.{ending}"], check=True, stdout=subprocess.DEVNULL
                )
                sheets[ending] = target / "brief.pdf"
        for kind, path in sheets.items():
            _saved(_beside(_pages(path, 0.62 if kind != "pptx" else 0.5)), images, f"brief-{kind}")
        first = _pages(sheets["pdf"], 1.1)[0]
        _saved(first, images, "brief-pdf-1")
        tab = browser.new_context(viewport={"width": 1100, "height": 1400}, offline=True).new_page()
        tab.goto((folder / "brief.html").as_uri())
        tab.frame_locator("iframe").locator("#kordon[data-state=ready]").wait_for()
        # As high as all of it: what lies below the window is not drawn in a frame.
        high = tab.evaluate("document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": 1100, "height": high})
        tab.wait_for_timeout(1500)
        tab.screenshot(path=folder / "html.png", full_page=True)
        tab.context.close()
        whole = Image.open(folder / "html.png")
        half = whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS)
        _saved(half, images, "brief-html")
    return len(sheets) + 2


def _pages(path: Path, scale: float) -> list[Image.Image]:
    paper = pypdfium2.PdfDocument(path)
    return [page.render(scale=scale).to_pil().convert("RGB") for page in paper]


def _beside(pages: list[Image.Image]) -> Image.Image:
    """All pages on one picture, three in a row."""
    gap, columns = 8, min(3, len(pages))
    wide, high = (max(getattr(page, side) for page in pages) + gap for side in ("width", "height"))
    rows = -(-len(pages) // columns)
    sheet = Image.new("RGB", (columns * wide + gap, rows * high + gap), "#b9bec4")
    for number, page in enumerate(pages):
        sheet.paste(page, (gap + number % columns * wide, gap + number // columns * high))
    return sheet


def _saved(picture: Image.Image, images: Path, name: str) -> None:
    # Other methods give away the colours of small things, such as bars.
    few = picture.convert("RGB").quantize(
        256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    few.save(images / f"{name}.png", optimize=True)
