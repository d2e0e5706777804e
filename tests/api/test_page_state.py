"""The page's state is in its address: what a reader chooses, links, goes back to, and reads in another language."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.browser import first_visit

pytestmark = pytest.mark.system

FIRST_COLUMN = "#sides thead th >> nth=0"


@pytest.fixture
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    with first_visit(browser, f"{server_url}/") as visit:
        expect(visit.page.locator("#sides table")).to_be_visible()
        yield visit.page
        visit.assert_all_went_well()


def test_the_page_opens_with_californias_prisons_beside_minnesotas_counties(page: Page) -> None:
    heads = page.locator("#sides thead th").all_inner_texts()
    assert [head.split("\n")[0] for head in heads] == [
        "California Department of Corrections and Rehabilitation",
        "Minnesota",
    ]
    expect(page.locator("#counties h3")).to_contain_text("Counties of Minnesota")


def test_a_place_is_found_by_its_name_added_and_removed(page: Page) -> None:
    page.get_by_label("Add a place").fill("hennepin")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#sides thead th")).to_have_count(3)
    expect(page.locator("#sides thead")).to_contain_text("Hennepin County")
    expect(page).to_have_url(re.compile("place=27053:2025-12-01..2026-03-10"))
    page.get_by_role("button", name="Remove Minnesota").click()
    expect(page.locator("#counties")).to_contain_text("Choose a state to see its counties.")
    page.get_by_label("Add a place").fill("no such place")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".search")).to_contain_text("No place is called “no such place”.")


def test_the_address_gives_the_same_page_again_and_the_browser_goes_back(page: Page) -> None:
    page.get_by_label("Period of Minnesota").select_option("2025")
    expect(page.locator("#sides tbody tr >> nth=0")).to_contain_text("2,242")
    # Over one period the API itself says whether the places compare.
    expect(page.locator("#sides .note")).to_contain_text("may not be put side by side")
    page.reload()
    expect(page.locator("#sides tbody tr >> nth=0")).to_contain_text("2,242")
    page.go_back()
    expect(page.locator("#sides tbody tr >> nth=0")).to_contain_text("882")


def test_other_days_can_be_chosen(page: Page) -> None:
    # February 2026: 493 detainers, as ICE's file counts them by day.
    page.get_by_label("Period of Minnesota").select_option("other")
    page.get_by_label("From", exact=True).fill("2026-02-01")
    page.get_by_label("To", exact=True).fill("2026-02-28")
    expect(page).to_have_url(re.compile("MN:2026-02-01..2026-02-28"))
    expect(page.locator("#sides tbody tr >> nth=0")).to_contain_text("493")


def test_a_panels_link_is_of_the_revision_that_the_reader_sees(page: Page) -> None:
    page.locator("#map").get_by_role("button", name="Link").click()
    link = page.locator("#map textarea").input_value()
    assert re.search(r"&asOf=\d+&lang=en&panel=map#map$", link)
    # To leave a page that still loads its map would cut that off.
    page.wait_for_load_state("networkidle")
    page.goto(link)
    expect(page.locator(".as-of")).to_contain_text("as of revision")
    expect(page.locator("#sides tbody tr >> nth=0")).to_contain_text("882")
    page.get_by_role("button", name="Show the newest").click()
    expect(page.locator(".as-of")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("asOf"))


def test_of_an_old_revision_the_page_shows_what_was_known_then(browser: Browser, server_url: str) -> None:
    # The first revision has the places and no detainer yet.
    with first_visit(browser, f"{server_url}/?place=MN:2025&place=CA:2025&asOf=1") as visit:
        expect(visit.page.locator("#sides tbody tr >> nth=0")).to_contain_text("no source covers it")


def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(
    browser: Browser, server_url: str
) -> None:
    nonsense = "place=MN&place=%00:2025&rate=ALL&map=moon&mapPeriod=FY15&on=today&asOf=x&lang=tlh"
    with first_visit(browser, f"{server_url}/?{nonsense}") as visit:
        expect(visit.page.locator("#sides tbody tr >> nth=0")).to_contain_text("882")
        expect(visit.page.locator("html")).to_have_attribute("lang", "en")
        visit.assert_all_went_well()


def test_a_place_that_does_not_exist_is_told_in_the_apis_own_words(browser: Browser, server_url: str) -> None:
    with first_visit(browser, f"{server_url}/?place=XX:2025") as visit:
        expect(visit.page.locator("#sides [role=alert]")).to_contain_text("XX")
        expect(
            visit.page.locator("#sides [role=alert]").get_by_role("button", name="Try again")
        ).to_be_visible()


def test_the_page_speaks_spanish(page: Page) -> None:
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#sides h2")).to_have_text("Lado a lado")
    expect(page.locator("#sides tbody")).to_contain_text("más de 26,000")
    expect(page).to_have_url(re.compile("lang=es"))


def test_a_browser_that_asks_for_spanish_gets_it(browser: Browser, server_url: str) -> None:
    context = browser.new_context(locale="es-MX")
    page = context.new_page()
    page.goto(server_url)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    context.close()
