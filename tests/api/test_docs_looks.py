"""The documentation in a browser: every page in light and dark, wide and narrow; its search, its tabs, its links."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.api.axe import violations
from tests.api.browser import DESKTOP, PHONE, first_visit
from tests.api.docs_site import site

pytestmark = pytest.mark.system

# Each kind of page in a picture; more of them would show nothing else.
PICTURED = {"", "concepts/rates/", "law/california/", "cookbook/minnesota-outcomes/", "cookbook/months/"}


@pytest.mark.parametrize(("scheme", "window"), [("light", DESKTOP), ("dark", PHONE)])
@pytest.mark.parametrize("address", sorted(site()))
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    browser: Browser,
    server_url: str,
    address: str,
    scheme: Literal["light", "dark"],
    window: tuple[int, int],
    screenshots: Path,
) -> None:
    with first_visit(browser, f"{server_url}/docs/{address}", window, scheme) as visit:
        visit.page.wait_for_load_state("networkidle")
        visit.page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")
        if address in PICTURED:
            name = address.strip("/").replace("/", "-") or "start"
            visit.page.screenshot(path=screenshots / f"docs-{name}-{scheme}-{window[0]}.png", full_page=True)
        assert violations(visit.page) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") == window[0]
        visit.assert_all_went_well()


@pytest.mark.parametrize(("scheme", "window"), [("dark", DESKTOP), ("light", PHONE)])
def test_the_scheme_is_the_readers_and_can_be_changed(
    browser: Browser, server_url: str, scheme: Literal["light", "dark"], window: tuple[int, int]
) -> None:
    schemes = {"light": "default", "dark": "slate"}
    other = next(name for asked, name in schemes.items() if asked != scheme)
    with first_visit(browser, f"{server_url}/docs/concepts/rates/", window, scheme) as visit:
        body = visit.page.locator("body")
        expect(body).to_have_attribute("data-md-color-scheme", schemes[scheme])
        visit.page.locator("label[title$='pages']:visible").click()
        expect(body).to_have_attribute("data-md-color-scheme", other)
        assert violations(visit.page) == []
        visit.page.reload()
        expect(body).to_have_attribute("data-md-color-scheme", other)
        visit.assert_all_went_well()


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_the_search_finds_a_field_and_a_question(
    browser: Browser, server_url: str, window: tuple[int, int]
) -> None:
    with first_visit(browser, f"{server_url}/docs/", window) as visit:
        page = visit.page
        if window == PHONE:
            page.locator("label[for=__search]:visible").first.click()
        for words, address in (("minCell", "reference/"), ("denominator", "concepts/rates/")):
            search = page.get_by_role("textbox", name="Search")
            search.clear()
            # The theme listens for keys.
            search.press_sequentially(words)
            found = page.locator(f".md-search-result__link[href*='{address}']").first
            expect(found).to_be_visible()
        found.click()
        expect(page).to_have_url(re.compile("/docs/concepts/rates/"))
        visit.assert_all_went_well()


def test_a_question_opens_in_graphiql(browser: Browser, server_url: str) -> None:
    with first_visit(browser, f"{server_url}/docs/cookbook/months/") as visit:
        visit.page.get_by_role("link", name="Open it in GraphiQL").click()
        expect(visit.page.locator(".graphiql-editor").first).to_contain_text("series(by: MONTH)")
        visit.assert_all_went_well()


def test_the_page_for_what_is_not_there_has_its_styles(browser: Browser, server_url: str) -> None:
    with first_visit(browser, f"{server_url}/docs/nothing/here/") as visit:
        expect(visit.page.get_by_role("heading", name="404 - Not found")).to_be_visible()
        assert visit.page.locator("header").first.evaluate("e => getComputedStyle(e).position") == "sticky"
        assert violations(visit.page) == []
        # That it is not there is all that the browser complains of.
        assert all("404" in mishap for mishap in visit.mishaps)
        assert visit.hosts == {server_url.removeprefix("http://")}


def test_the_page_and_graphiql_lead_here(browser: Browser, server_url: str) -> None:
    for address in ("", "graphql"):
        with first_visit(browser, f"{server_url}/{address}") as visit:
            # What is being fetched when the reader leaves is a request that failed.
            visit.page.wait_for_load_state("networkidle")
            visit.page.get_by_role("link", name="Documentation").click()
            expect(visit.page.get_by_role("heading", name="Start in five minutes")).to_be_visible()
            visit.assert_all_went_well()
