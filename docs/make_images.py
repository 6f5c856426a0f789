"""Makes the pictures in docs/img from the example map, in a real browser without a network."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from briefing_images import draw  # noqa: E402  (beside this script)
from chromium import find  # noqa: E402  (tests/ is no package)

IMAGES = ROOT / "docs" / "img"
EXAMPLES = ROOT / "examples" / "belarus-border-2021-2023.csv"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

APP = "document.getElementById('kordon').kordon"


def largest_cluster(page: Page) -> None:
    """Clicks the ring with the most reports, as a reader would."""
    spot = page.evaluate(
        f"""() => {{
          const app = {APP};
          const ring = app.surface.painter.hits.filter((h) => h.ring)
            .sort((a, b) => b.members.length - a.members.length)[0];
          const corner = L.DomUtil.getPosition(app.surface.records._canvas);
          const at = app.map.layerPointToContainerPoint([ring.x + corner.x, ring.y + corner.y]);
          const box = app.map.getContainer().getBoundingClientRect();
          return [box.x + at.x, box.y + at.y];
        }}"""
    )
    page.mouse.click(*spot)
    page.wait_for_selector("#k-card:not([hidden])")


def first_of_cluster(page: Page) -> None:
    """Opens the first report of the largest cluster."""
    largest_cluster(page)
    page.click("#k-card .line >> nth=0")
    page.wait_for_selector("#k-card .sources")


def october(page: Page) -> None:
    """Narrows to October 2022 and opens the table."""
    page.select_option(".months", label=page.locator(".months option", has_text="October 2022")
                       .first.inner_text())  # fmt: skip
    page.click("[data-tab=table]")


def dark(page: Page) -> None:
    """The dark theme, closer in."""
    page.select_option("#k-theme", "dark")
    page.evaluate(f"{APP}.map.setView([52.0, 29.6], 8, {{animate: false}})")


#: Name, screen, address hash, what to do first.
SHOTS: tuple[tuple[str, dict[str, int], str, Callable[[Page], None] | None], ...] = (
    ("map-desktop", DESKTOP, "", None),
    ("map-phone", PHONE, "", None),
    ("map-card", DESKTOP, "", first_of_cluster),
    ("map-cluster", DESKTOP, "", largest_cluster),
    ("map-october", DESKTOP, "", october),
    ("map-dark", DESKTOP, "", dark),
    ("map-phone-card", PHONE, "", first_of_cluster),
    ("map-zoom", DESKTOP, "#map=9/52.05/29.3", None),
)


#: Stills: name, and how it differs from a light slide in English.
STILLS: tuple[tuple[str, dict[str, str]], ...] = (
    ("still-slide", {}),
    ("still-page", {"size": "page", "theme": "print"}),
    ("still-dark", {"size": "square", "theme": "dark", "language": "uk"}),
)


def stills() -> None:
    """Pictures made without a browser."""
    import kordon
    from maps.build import chosen_regions

    intake = kordon.read([EXAMPLES])
    regions, _ = chosen_regions()
    memberships = kordon.join(intake.sightings, regions)
    for name, how in STILLS:
        path = IMAGES / f"{name}.png"
        kordon.draw_picture(
            intake, path, regions=regions, memberships=memberships, dpi=100, overwrite=True, **how
        )


def main() -> None:
    """Writes every picture anew."""
    import kordon

    stills()

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        target = Path(folder) / "map.html"
        kordon.build_map(
            [EXAMPLES], command="kordon map belarus-border-2021-2023.csv -o map.html"
        ).page.save(target)
        browser = playwright.chromium.launch(
            executable_path=str(find()), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, screen, place, action in SHOTS:
            page = browser.new_context(viewport=screen, offline=True).new_page()
            page.goto(f"{target.as_uri()}{place}")
            page.wait_for_selector("#kordon[data-state=ready]")
            if action:
                action(page)
            page.mouse.move(2, 2)
            page.wait_for_timeout(400)
            page.screenshot(path=IMAGES / f"{name}.png")
            page.context.close()
        page = browser.new_context(viewport=DESKTOP, offline=True).new_page()
        page.goto(target.as_uri())
        page.wait_for_selector("#kordon[data-state=ready]")
        sheet = page.pdf(prefer_css_page_size=True, print_background=True)
        briefings = draw(browser, EXAMPLES, IMAGES)
        browser.close()
    paper = pypdfium2.PdfDocument(sheet)
    for number, name in ((0, "map-print"), (1, "map-print-list")):
        paper[number].render(scale=1.6).to_pil().save(IMAGES / f"{name}.png")
    made = len(SHOTS) + len(STILLS) + 2 + briefings
    print(f"{made} pictures in {IMAGES.relative_to(ROOT)}, {len(paper)} printed pages")


if __name__ == "__main__":
    main()
