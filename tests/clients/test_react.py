"""The React page, built and in a browser: a connection page by page, also while a revision is published."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from playwright.sync_api import Browser, expect

from tests.api.asking import ask
from tests.api.browser import DESKTOP, PATIENCE, Visit, chromium, first_visit
from tests.api.publishing import wait_for
from tests.api.serving import serving
from tests.clients.folder import served_folder
from tests.clients.programs import HERE, npm, said
from tests.clients.reluctant import reluctant
from tests.schema.revising import revise_everything

pytestmark = pytest.mark.clients

PACKAGE = HERE / "react"
MINNESOTA = (
    '{ jurisdictions(kind: COUNTY, within: "MN", orderBy: { field: NAME }, first: 500) { nodes { name } } }'
)


@pytest.fixture
def browser(database: str) -> Iterator[Browser]:
    """A Chromium of the test's own, opened once the database is there and closed before it goes: both need the loop."""
    assert database
    expect.set_options(timeout=PATIENCE)
    with chromium() as browser:
        yield browser


def built(server: str) -> AbstractContextManager[str]:
    """The page for a server, checked and built; where it is served."""
    said(npm(PACKAGE, "build", VITE_HANDOVER=server))
    return served_folder(PACKAGE / "dist")


def names(visit: Visit, count: int) -> list[str]:
    """The counties in the page, once there are that many."""
    rows = visit.page.locator("tbody th")
    expect(rows).to_have_count(count)
    return rows.all_inner_texts()


def press_more(visit: Visit) -> None:
    visit.page.get_by_role("button", name="More").click()


def revise(dsn: str, server: str) -> None:
    """Publish another revision, in which half of the counties have other names and one is gone; wait until it shows."""

    async def publish() -> int:
        connection = await asyncpg.connect(dsn)
        try:
            return await revise_everything(connection)
        finally:
            await connection.close()

    # In a thread of its own: the browser's client has the loop of this one.
    with ThreadPoolExecutor() as elsewhere:
        number = elsewhere.submit(asyncio.run, publish()).result()
    wait_for(number, server)


def test_all_87_counties_once_each_also_while_a_revision_is_published(
    browser: Browser, database: str, screenshots: Path
) -> None:
    with serving(database) as server, built(server) as page:
        before = [county["name"] for county in ask(server, MINNESOTA)["jurisdictions"]["nodes"]]
        assert len(before) == 87
        with first_visit(browser, page, DESKTOP) as visit:
            assert names(visit, 20) == before[:20]
            press_more(visit)
            assert names(visit, 40) == before[:40]
            revise(database, server)
            for shown in (60, 80, 87):
                press_more(visit)
                assert names(visit, shown) == before[:shown]
            expect(visit.page.get_by_role("status")).to_have_text("87 of 87 counties")
            expect(visit.page.get_by_role("button", name="More")).to_have_count(0)
            assert visit.mishaps == []
            assert visit.hosts == {urlsplit(page).netloc, urlsplit(server).netloc}
            visit.page.screenshot(path=screenshots / "client-react.png", full_page=True)
        # Who comes now sees the new revision, which would have torn the pages apart.
        after = [county["name"] for county in ask(server, MINNESOTA)["jurisdictions"]["nodes"]]
        assert len(after) == 86
        assert after[:40] != before[:40]
        with first_visit(browser, page, DESKTOP) as visit:
            assert names(visit, 20) == after[:20]


def test_it_waits_for_a_busy_server_and_tells_of_one_that_is_gone(browser: Browser, server_url: str) -> None:
    with reluctant(server_url, 503) as busy, built(busy.address) as address:
        # Not a first visit of the other tests: there the clock stands, and waiting takes for ever.
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("tbody tr")).to_have_count(20)
        assert busy.statuses == [503, 200]
        page.route("**/graphql", lambda route: route.abort())
        page.get_by_role("button", name="More").click()
        expect(page.get_by_role("alert")).to_have_text("Failed to fetch")
        expect(page.locator("tbody tr")).to_have_count(20)
        page.unroute("**/graphql")
        page.get_by_role("button", name="More").click()
        expect(page.locator("tbody tr")).to_have_count(40)
        expect(page.get_by_role("alert")).to_have_count(0)
