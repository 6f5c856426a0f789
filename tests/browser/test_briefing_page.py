"""A briefing as HTML in a real browser: the map inside it works, and nothing is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe

from layers.asking.selection import Selection
from layers.times.moments import parse_day
from maps.briefing.build import build_briefing
from maps.briefing.write import save_briefing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def brief(examples_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    november = Selection(since=parse_day("2022-11"), until=parse_day("2022-11", end=True))
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    result = build_briefing([examples_csv], selection=november, compare_to="previous")
    save_briefing(result.briefing, [path])
    return path


#: How many intervals, distances and options stand in the briefing's own text, and those of them
#: that a line ends within.
BROKEN = r"""() => {
  const whole = /\d–\d|−\d+ … −\d+|\d+ km|BY–UA|--[a-z-]+/g;
  const nodes = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let found = 0;
  const broken = [];
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    for (const match of node.data.matchAll(whole)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = [...range.getClientRects()].map((r) => Math.round(r.top));
      found += tops.length > 0;
      if (new Set(tops).size > 1) broken.push(match[0]);
    }
  }
  return [found, broken];
}"""


@pytest.fixture
def tab(tabs: Any, lend: Callable[..., Any], brief: Path) -> Any:
    """The briefing, opened without a network; ``said`` is what it complained of or asked for."""
    tab = lend((1280, 900))
    tab.said = []
    tabs.hear(tab, "pageerror", lambda error: tab.said.append(str(error)))
    tabs.hear(tab, "console", lambda m: m.type in ("error", "warning") and tab.said.append(m.text))
    tabs.hear(tab, "request", lambda r: r.url.startswith("http") and tab.said.append(r.url))
    tab.goto(brief.as_uri())
    tab.frame_locator("iframe").locator("#kordon[data-state=ready]").wait_for()
    return tab


def test_the_map_inside_works_and_others_scripts_do_not(tab: Any) -> None:
    """It shows the period's reports, cannot reach around itself, and the policy holds for all."""
    frame = tab.frames[1]
    assert frame.locator("#k-count").inner_text() == "4 of 4 reports shown"
    assert frame.evaluate("() => window.origin") == "null"
    assert not any(still.is_visible() for still in tab.locator("img.still").all())
    assert tab.said == []
    ran = tab.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = 1";
          document.body.append(script);
          return window.ran ?? 0;
        }"""
    )
    assert ran == 0


def test_every_reader_finds_a_way(tab: Any) -> None:
    """Axe finds nothing serious; a phone's screen is wide enough; paper has all of it."""
    found = Axe().run(tab, options={"iframes": False}).response
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    # Heads that are not seen are as long as a language has them.
    wide = """() => {
      const heads = [...document.querySelectorAll(".wide th")];
      const told = heads.map((head) => head.textContent);
      for (const head of heads) head.textContent = "Zusammenfassung";
      const found = document.documentElement.scrollWidth;
      heads.forEach((head, k) => { head.textContent = told[k]; });
      return found;
    }"""
    assert tab.evaluate(wide) <= 390
    found, broken = tab.evaluate(BROKEN)
    assert found > 60
    assert broken == []
    paper = pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True))
    text = " ".join(page.get_textpage().get_text_bounded() for page in paper)
    assert "November 2022: 3–4 reports" in " ".join(text.split())
    assert tab.said == []
