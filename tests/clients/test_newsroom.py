"""The element that a newsroom pastes, in a page of another origin: numbers, states, and to eyes, ears and fingers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.browser import DESKTOP, PHONE, first_visit
from tests.api.test_page_looks import violations
from tests.clients.folder import served_folder
from tests.clients.programs import HERE, run, said
from tests.clients.reluctant import reluctant

pytestmark = pytest.mark.clients

FOLDER = HERE / "newsroom"
NAMED = "http://127.0.0.1:8000"
"""The server that the page names."""


@contextmanager
def newsroom(server: str, folder: Path) -> Iterator[str]:
    """The page with the real server in it, on a port of its own."""
    text = (FOLDER / "page.html").read_text("utf-8")
    (folder / "page.html").write_text(text.replace(NAMED, server), "utf-8")
    (folder / "handover-rate.js").write_bytes((FOLDER / "handover-rate.js").read_bytes())
    with served_folder(folder) as address:
        yield f"{address}page.html"


def rates(page: Page) -> list[Locator]:
    """The three elements, once each has its figure."""
    figures = page.locator("handover-rate figure")
    expect(figures).to_have_count(3)
    return figures.all()


def test_its_types_are_right() -> None:
    tsc = HERE / "react" / "node_modules" / ".bin" / "tsc"
    options = "--noEmit --allowJs --checkJs --strict --target ES2023 --lib ES2023,DOM,DOM.Iterable"
    said(run(tsc, *options.split(), FOLDER / "handover-rate.js"))


@pytest.mark.parametrize(("scheme", "window"), [("light", DESKTOP), ("dark", PHONE)])
def test_it_shows_value_bounds_source_and_revision_and_what_is_not_known(
    browser: Browser,
    server_url: str,
    tmp_path: Path,
    scheme: Literal["light", "dark"],
    window: tuple[int, int],
    screenshots: Path,
) -> None:
    with newsroom(server_url, tmp_path) as address, first_visit(browser, address, window, scheme) as visit:
        california, minnesota, unknown = rates(visit.page)
        # By hand: more than 88% of 1,641; 152 booked of 444 booked or declined.
        expect(california.locator("strong")).to_have_text("more than 88%")
        expect(california).to_contain_text("at least 1,445 and at most 1,641")
        expect(california.locator("a")).to_have_attribute(
            "href",
            "https://dailynewsnblog.com/newsom-debunks-dhs-claim-about-california-releasing-undocumented-criminals-from-prison-gavin-newsom",
        )
        expect(california).to_contain_text("Revision ")
        expect(minnesota.locator("strong")).to_have_text("34.2%")
        widths = [
            part.evaluate("part => part.style.inlineSize") for part in california.locator(".bar div").all()
        ]
        assert widths == ["88%", "12%"]
        expect(unknown.locator("strong")).to_have_text("Not known")
        expect(unknown).to_contain_text("There is no rate here")
        expect(unknown.locator(".bar")).to_have_count(0)
        expect(unknown.locator("small")).to_have_text("Revision 14 of 2026-11-24.")

        visit.page.screenshot(path=screenshots / f"client-newsroom-{scheme}-{window[0]}.png", full_page=True)
        california.locator("summary").click()
        assert violations(visit.page) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") == window[0]
        assert visit.mishaps == []
        assert visit.hosts == {urlsplit(address).netloc, urlsplit(server_url).netloc}


def test_it_is_reached_and_opened_by_keyboard(browser: Browser, server_url: str, tmp_path: Path) -> None:
    with newsroom(server_url, tmp_path) as address, first_visit(browser, address) as visit:
        california, *_ = rates(visit.page)
        visit.page.keyboard.press("Tab")
        expect(california.locator("summary")).to_be_focused()
        visit.page.keyboard.press("Enter")
        expect(california.locator("details")).to_have_attribute("open", "")
        visit.page.keyboard.press("Tab")
        expect(california.locator("a")).to_be_focused()


def test_it_asks_by_get_without_asking_beforehand_and_again_when_its_attributes_change(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    with newsroom(server_url, tmp_path) as address, first_visit(browser, address) as visit:
        rates(visit.page)
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.method))
        visit.page.locator("handover-rate").first.evaluate(
            "rate => { rate.setAttribute('place', 'MN-DOC'); rate.setAttribute('revision', '14') }"
        )
        expect(visit.page.locator("handover-rate strong").first).to_have_text("100%")
        expect(visit.page.locator("handover-rate small").first).to_contain_text("Revision 14 of ")
        assert asked == ["GET"]


def test_a_mistake_is_told_in_the_servers_own_sentence_and_as_text(
    browser: Browser, server_url: str, tmp_path: Path
) -> None:
    with newsroom(server_url, tmp_path) as address:
        page = browser.new_page()
        page.goto(address)
        rates(page)
        first = page.locator("handover-rate").first
        first.evaluate("rate => rate.setAttribute('place', '<b>XX</b>')")
        expect(first.get_by_role("status")).to_contain_text(
            "There is no jurisdiction with the code “<b>XX</b>”"
        )
        first.evaluate("rate => rate.setAttribute('server', 'http://127.0.0.1:1')")
        expect(first.get_by_role("status")).to_have_text("The figure cannot be loaded now.")


def test_it_waits_as_long_as_a_busy_server_says(browser: Browser, server_url: str, tmp_path: Path) -> None:
    with reluctant(server_url, 429) as busy, newsroom(busy.address, tmp_path) as address:
        page = browser.new_page()
        page.goto(address)
        rates(page)
        assert busy.statuses[0] == 429
        assert busy.statuses[-3:] == [200] * 3
