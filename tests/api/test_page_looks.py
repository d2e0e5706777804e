"""The page to eyes, ears and fingers: screenshots, axe, keyboard, a phone's width, and what the first view weighs."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.api.axe import violations
from tests.api.browser import DESKTOP, PHONE, first_visit

pytestmark = pytest.mark.system

MOST_BYTES = 300_000
"""Of the first view, as it goes over the wire, without the boundaries of the map."""


def settle(page: Page) -> None:
    for panel in page.locator("section.panel").all():
        expect(panel.locator(".source")).to_be_visible()
    expect(page.locator(".county").first).to_be_attached()


# Each two of window, scheme and language together once.
@pytest.mark.parametrize(
    ("language", "scheme", "window"),
    [("en", "light", DESKTOP), ("en", "dark", PHONE), ("es", "dark", DESKTOP), ("es", "light", PHONE)],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    browser: Browser,
    server_url: str,
    language: str,
    scheme: Literal["light", "dark"],
    window: tuple[int, int],
    screenshots: Path,
) -> None:
    with first_visit(browser, f"{server_url}/?lang={language}", window, scheme) as visit:
        settle(visit.page)
        visit.page.screenshot(path=screenshots / f"page-{language}-{scheme}-{window[0]}.png", full_page=True)
        visit.page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")
        visit.page.locator("#map").get_by_role("button").last.click()
        assert violations(visit.page) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") == window[0]
        visit.assert_all_went_well()


def test_everything_is_reached_by_keyboard(browser: Browser, server_url: str) -> None:
    with first_visit(browser, f"{server_url}/") as visit:
        page = visit.page
        settle(page)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the panels")).to_be_focused()
        reachable = page.locator("a[href], button, select, input, summary, textarea, [tabindex='0']").count()
        seen = set()
        for _ in range(reachable + 5):
            seen.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
            page.keyboard.press("Tab")
        # All but what stands in tables that are folded away.
        hidden = page.locator("details:not([open]) :is(a, button, input, summary, [tabindex='0'])").count()
        folded = page.locator("details:not([open]) > summary").count()
        assert len(seen - {-1}) >= reachable - (hidden - folded)
        page.get_by_role("slider", name="Day").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#map .notes")).to_contain_text("Apr 30, 2026")


def test_what_the_first_view_weighs_and_how_soon_it_is_there(
    browser: Browser, server_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(
        "window.blocked = 0; new PerformanceObserver(list => list.getEntries().forEach(task => { "
        "window.blocked += Math.max(0, task.duration - 50) })).observe({ type: 'longtask', buffered: true })"
    )
    page.goto(server_url)
    settle(page)
    weights = {
        answer.url: answer.request.sizes()["responseBodySize"]
        for answer in answers
        if "/counties-" not in answer.url
    }
    files = sum(size for url, size in weights.items() if "/graphql?" not in url)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    blocked = page.evaluate("window.blocked")
    with capsys.disabled():
        print(
            f"\nfirst view: {files:,} bytes of page, {sum(weights.values()):,} with the answers of the API; "
            f"first contentful paint after {paint:.0f} ms, {blocked:.0f} ms blocked"
        )
    assert files > 0
    assert sum(weights.values()) < MOST_BYTES
    context.close()
