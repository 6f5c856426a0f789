"""The card of a record: why it is here, what is shut, the next one, what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROW = {"latitude": "52.1", "longitude": "29.3", "layer": "deployment", "category": "rail_echelon",
       "coordinate_uncertainty_m": "500"}  # fmt: skip
SECRET = "what nobody should see unasked"


@pytest.fixture(scope="module")
def shut_page(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports of which the second asks for care."""
    from maps.page import Page

    rows = [
        ROW | {"id": f"r{k}", "date": f"2022-10-0{k + 1}", "place": f"Place {k}",
               "description": SECRET if k == 1 else "a train", "source_title": f"Source of {k}",
               "source_url": f"https://example.org/{k}", "sensitivity": "graphic" * (k == 1),
               "my column": SECRET if k == 1 else "x"}
        for k in range(3)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("shut") / "shut.html"
    Page(intake_of(rows)).save(path)
    return path


def everything(page: Any) -> str:
    """All that stands anywhere in the document, seen or not, but for what is packed."""
    return str(
        page.tab.evaluate(
            """() => {
              const root = document.body.cloneNode(true);
              for (const node of root.querySelectorAll("script, style")) node.remove();
              const told = [...root.querySelectorAll("*")].flatMap((n) =>
                ["title", "aria-label", "href"].map((k) => n.getAttribute(k) ?? ""));
              return [root.textContent, ...told].join("\\n");
            }"""
        )
    )


def print_list(page: Any) -> str:
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    text = page.tab.text_content("#k-print-list")
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    return str(text)


def test_sensitive_content_waits_to_be_asked_for(show: Callable[..., Any], shut_page: Path) -> None:
    """Card, table, lists, tip and print hold it back; one click shows it, and only it."""
    page = show(shut_page, "#id=r1")
    page.tab.click("[data-tab=table]")
    page.tab.locator(".t-body .t-row").nth(2).wait_for()
    assert "graphic" in page.tab.inner_text("#k-card .gate")
    for secret in (SECRET, "Source of 1", "example.org/1"):
        assert secret not in everything(page)
    assert "Source of 0" in everything(page)
    printed = print_list(page)
    assert "hidden: sensitive" in printed
    assert "Source of 1" not in printed
    page.app("app.select([0, 1, 2])")
    page.tab.locator(".card .line").nth(2).wait_for()
    assert SECRET not in everything(page)

    page.app("app.select([1])")
    page.tab.click("#k-card .gate-open")
    page.tab.locator("#k-card .what", has_text=SECRET).wait_for()
    assert page.tab.locator("#k-card .sources a").get_attribute("href") == "https://example.org/1"
    page.tab.locator(".t-body .t-row", has_text="Source of 1").wait_for()
    page.app("app.printing.update()")
    assert "Source of 1" in print_list(page)
    page.app("app.select([0])")
    page.app("app.select([1])")
    page.tab.locator("#k-card .what", has_text=SECRET).wait_for()
    assert "graphic" not in page.tab.evaluate("location.hash")
    assert page.complaints == []


def test_an_address_does_not_open_what_is_shut(show: Callable[..., Any], shut_page: Path) -> None:
    page = show(shut_page, "#id=r1")
    page.tab.click("#k-card .gate-open")
    page.tab.locator("#k-card .what").wait_for()
    again = show(shut_page, page.tab.evaluate("location.hash"))
    again.tab.locator("#k-card .gate").wait_for()
    assert SECRET not in everything(again)


def test_next_and_previous_follow_sort_and_filter(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#time=2022-10-01..2022-10-31")
    order = page.app("[...app.table.sequence()]")
    assert len(order) == page.shown > 5
    page.app(f"app.select([{order[0]}])")
    page.tab.locator("#k-card .next").wait_for()
    assert page.tab.inner_text("#k-card .place") == f"1 / {len(order)}"
    assert page.tab.is_disabled("#k-card .previous")
    page.tab.click("#k-card .next")
    page.tab.locator("#k-card .place", has_text=f"2 / {len(order)}").wait_for()
    assert page.app("app.selected") == [order[1]]
    assert page.tab.evaluate("document.activeElement.className") == "next", "ready for the next"
    page.tab.keyboard.press("Enter")
    page.tab.locator("#k-card .place", has_text=f"3 / {len(order)}").wait_for()
    page.tab.keyboard.press("ArrowLeft")
    page.tab.locator("#k-card .place", has_text=f"2 / {len(order)}").wait_for()
    page.tab.click("[data-tab=table]")
    page.tab.click("[data-col=what] button")
    other = page.app("[...app.table.sequence()]")
    assert other != order
    page.tab.locator("#k-card .next").click()
    at = other.index(order[1])
    page.tab.locator("#k-card .place", has_text=f"{at + 2} / ").wait_for()
    assert page.app("app.selected") == [other[at + 1]]
    assert page.complaints == []


def test_stepping_stays_in_the_list_it_came_from(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    page.app("app.select([3, 50, 70])")
    page.tab.locator(".card .line").first.click()
    page.tab.locator("#k-card .place", has_text="1 / 3").wait_for()
    page.tab.click("#k-card .next")
    page.tab.locator("#k-card .place", has_text="2 / 3").wait_for()
    assert page.app("app.selected") == [50]
    page.tab.click("#k-card .back")
    page.tab.locator(".card .line").nth(2).wait_for()


def test_every_membership_explains_itself(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, "#id=EX-D-004")
    folds = page.tab.locator("#k-card .why").all()
    assert len(folds) == page.app("app.store.memberships(app.selected[0]).length") > 1
    for fold in folds:
        fold.locator("summary").press("Enter")
        fold.locator("p:not(:empty)").wait_for()
        assert "The point lies" in fold.inner_text()
        assert "{" not in fold.inner_text()
    assert page.complaints == []


def test_what_belongs_together_is_found(
    intake_of: Callable[..., Any], show: Callable[..., Any], tmp_path: Path
) -> None:
    from maps.page import Page

    tied: list[dict[str, str]] = [
        {"id": "a", "movement_id": "M1"},
        {"id": "b", "movement_id": "M1", "source_url": "https://example.org/s"},
        {"id": "c", "supersedes": "a"},
        {"id": "d", "source_url": "https://example.org/s"},
        {"id": "e"},
    ]
    rows = [ROW | {"date": f"2022-10-0{k + 1}"} | more for k, more in enumerate(tied)]
    path = tmp_path / "tied.html"
    Page(intake_of(rows)).save(path)
    page = show(path, "#id=b")
    page.tab.locator("#k-card [data-related]").nth(1).wait_for()
    kinds = [n.get_attribute("data-related") for n in page.tab.locator("[data-related]").all()]
    assert kinds == ["movement", "source"]
    page.tab.click("[data-related=source]")
    page.tab.locator(".card .line").nth(1).wait_for()
    assert page.app("app.selected") == [1, 3]
    page.app("app.select([0])")
    page.tab.click("[data-related=superseded_by]")
    page.tab.locator("[data-related=supersedes]").wait_for()
    assert page.app("app.selected") == [2]
    page.app("app.select([4])")
    page.tab.locator("#k-card .place", has_text="5 / 5").wait_for()
    assert not page.tab.locator("#k-card .related").is_visible()
    assert page.complaints == []
