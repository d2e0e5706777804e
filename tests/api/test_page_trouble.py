"""The page when the API is slow, answers errors, or is down: a sentence and a retry, and never a blank page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.system

QUESTIONS = "**/graphql?**"


def abort(route: Route) -> None:
    route.abort()


def fail(route: Route) -> None:
    route.fulfill(
        status=500,
        json={
            "errors": [{"message": "Something went wrong on our side.", "extensions": {"code": "INTERNAL"}}]
        },
    )


def refuse(route: Route) -> None:
    route.fulfill(status=400, json={"errors": [{"message": "There is no such field.", "extensions": {}}]})


def mumble(route: Route) -> None:
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


def say_nothing(route: Route) -> None:
    """Leave the question unanswered."""


def open_with(browser: Browser, server_url: str, trouble: Callable[[Route], None]) -> Page:
    page = browser.new_context().new_page()
    page.clock.install()
    page.route(QUESTIONS, trouble)
    page.goto(server_url)
    return page


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (abort, "The API cannot be reached."),
        (fail, "The API failed to answer. Something went wrong on our side."),
        (refuse, "The API did not accept the question. There is no such field."),
        (mumble, "The API failed to answer."),
    ],
    ids=["down", "fails", "refuses", "no JSON"],
)
def test_each_panel_says_what_is_wrong_and_tries_again(
    browser: Browser, server_url: str, trouble: Callable[[Route], None], sentence: str
) -> None:
    page = open_with(browser, server_url, trouble)
    # The county table alone has nothing to ask until there is a state; here Minnesota is one.
    expect(page.get_by_role("alert")).to_have_count(8)
    for alert in page.get_by_role("alert").all():
        expect(alert).to_contain_text(sentence)
    # The reader can still see what was chosen.
    expect(page.locator(".picker")).to_contain_text("CA-CDCR")
    page.unroute(QUESTIONS)
    page.locator("#sides").get_by_role("button", name="Try again").click()
    expect(page.locator("#sides tbody")).to_contain_text("1,641")
    page.context.close()


def test_a_slow_api_is_told_and_may_be_asked_again(browser: Browser, server_url: str) -> None:
    page = open_with(browser, server_url, say_nothing)
    expect(page.locator("#sides")).to_contain_text("Asking the API")
    page.clock.fast_forward(6_000)
    expect(page.locator("#sides")).to_contain_text("The API is slow to answer; still waiting.")
    # What was asked stays unanswered; only what is asked from here on gets through.
    page.route(QUESTIONS, lambda route: route.continue_())
    page.locator("#sides").get_by_role("button", name="Try again").click()
    expect(page.locator("#sides tbody")).to_contain_text("1,641")
    page.context.close()


def test_an_api_that_never_answers_is_given_up(browser: Browser, server_url: str) -> None:
    page = open_with(browser, server_url, say_nothing)
    expect(page.locator("#sides")).to_contain_text("Asking the API")
    page.clock.fast_forward(31_000)
    expect(page.locator("#sides [role=alert]")).to_contain_text("The API did not answer in time.")
    page.context.close()


def test_without_the_boundaries_the_rest_of_the_map_is_there(browser: Browser, server_url: str) -> None:
    page = browser.new_context().new_page()
    page.route("**/counties-*.json", abort)
    page.goto(server_url)
    expect(page.locator("#map [role=alert]")).to_contain_text("cannot be reached")
    expect(page.locator("#map .notes")).to_contain_text("1,843 agreements")
    page.unroute("**/counties-*.json")
    page.locator("#map").get_by_role("button", name="Try again").click()
    expect(page.locator(".county").first).to_be_attached()
    page.context.close()
