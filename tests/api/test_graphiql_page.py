"""GraphiQL as a reader meets it: in a real browser, served by the real application."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from graphql import parse, print_ast
from playwright.sync_api import Browser, Page, expect

from tests.api.browser import DESKTOP, PHONE, first_visit

pytestmark = pytest.mark.system

QUERIES = Path(__file__).resolve().parents[2] / "api" / "web" / "src" / "queries"
HEADLINE = (QUERIES / "california-beside-minnesota.graphql").read_text()


@pytest.fixture
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    """The page in a wide window, ready. Whatever a test does with it, nothing may go wrong in it."""
    with first_visit(browser, f"{server_url}/graphql", DESKTOP, "light") as visit:
        settle(visit.page, "CaliforniaBesideMinnesota")
        yield visit.page
        visit.assert_all_went_well()


def query_in(page: Page) -> str:
    """The query in the editor, by its copy button: the document itself holds the lines in view alone."""
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy query").click()
    text: str = page.wait_for_function("navigator.clipboard.readText()").json_value()
    return text


def settle(page: Page, operation: str) -> None:
    """Let GraphiQL take in the query that it shows: it reads the operation's name a tenth of a second later."""
    expect(page.get_by_label("Operation Editor")).to_contain_text(f"query {operation}")
    page.clock.fast_forward(1000)


def answer_to_tab(page: Page, operation: str) -> dict[str, Any]:
    """Change to a tab and press run; what the server answers."""
    page.get_by_role("tab", name=operation).click()
    settle(page, operation)
    with page.expect_response(lambda response: operation in (response.request.post_data or "")) as response:
        page.get_by_role("button", name="Execute query").click()
    answer: dict[str, Any] = response.value.json()
    return answer


@pytest.mark.parametrize("name", ["california-beside-minnesota", "claims-against-records", "county-map"])
def test_the_page_has_the_queries_that_the_records_must_answer(name: str, sources: Path) -> None:
    given = sources.parent / "queries" / f"{name}.graphql"
    assert (QUERIES / f"{name}.graphql").read_text() == given.read_text()


@pytest.mark.parametrize(("window", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_the_page_opens_with_the_headline_query_and_runs_it(
    browser: Browser,
    server_url: str,
    window: tuple[int, int],
    scheme: Literal["light", "dark"],
    screenshots: Path,
) -> None:
    with first_visit(browser, f"{server_url}/graphql", window, scheme) as visit:
        settle(visit.page, "CaliforniaBesideMinnesota")
        assert visit.page.title() == "Ask Handover"
        assert query_in(visit.page) == HEADLINE
        visit.page.get_by_role("button", name="Execute query").click()
        # The people in California's prisons whom ICE asked for in 2025.
        expect(visit.page.get_by_label("Result Window")).to_contain_text("1641")
        visit.page.screenshot(path=screenshots / f"graphiql-{scheme}-{window[0]}.png")
        assert visit.page.evaluate("document.documentElement.scrollWidth") == window[0]
        visit.assert_all_went_well()


def test_every_tab_has_its_variables_filled_in_and_an_answer_without_an_error(page: Page) -> None:
    names = [name.strip() for name in page.locator(".graphiql-tab-button").all_text_contents()]
    assert len(names) >= 8
    answers = {name: answer_to_tab(page, name) for name in names[1:]}
    for name, answer in answers.items():
        assert "errors" not in answer, name
        assert any(answer["data"].values()), name
    # Counties and their equivalents in the Census file of 2024; in Minnesota; its detainers in 2025.
    data = {name: answer["data"] for name, answer in answers.items()}
    assert data["CountyMap"]["jurisdictions"]["totalCount"] == 3144
    assert data["Counties"]["jurisdiction"]["counties"]["totalCount"] == 87
    assert data["Trend"]["jurisdiction"]["detainers"]["total"]["value"] == 2242


def test_a_link_shares_the_query_and_its_variables(page: Page, browser: Browser) -> None:
    page.get_by_role("tab", name="Trend").click()
    settle(page, "Trend")
    page.get_by_role("button", name="Copy a link to this query").click()
    link: str = page.wait_for_function("navigator.clipboard.readText()").json_value()
    assert link.startswith(f"{page.url.partition('#')[0]}#query=")
    with first_visit(browser, link) as visit:
        settle(visit.page, "Trend")
        with visit.page.expect_response(
            lambda response: "Trend" in (response.request.post_data or "")
        ) as answered:
            visit.page.get_by_role("button", name="Execute query").click()
        # Minnesota's detainers in 2025.
        assert answered.value.json()["data"]["jurisdiction"]["detainers"]["total"]["value"] == 2242
        visit.assert_all_went_well()


def test_prettify_spreads_the_query_over_lines_and_keeps_its_meaning(page: Page) -> None:
    assert query_in(page) == HEADLINE
    page.get_by_role("button", name="Prettify query").click()
    expect(page.get_by_label("Operation Editor")).to_contain_text(
        "detainerCount(period: {calendarYear: 2025})"
    )
    assert print_ast(parse(query_in(page))) == print_ast(parse(HEADLINE))


def test_the_documentation_describes_the_schema(page: Page) -> None:
    page.get_by_role("button", name="Show Documentation Explorer").click()
    documentation = page.get_by_label("Documentation Explorer", exact=True)
    documentation.get_by_text("Query", exact=True).first.click()
    expect(documentation).to_contain_text("jurisdictions")


def test_the_explorer_adds_a_field_to_the_query(page: Page) -> None:
    page.get_by_role("button", name="Show GraphiQL Explorer").click()
    page.locator(".graphiql-explorer-root").get_by_text("sources", exact=True).first.click()
    assert "\n  sources" in query_in(page)


def test_the_history_keeps_what_was_run(page: Page) -> None:
    page.get_by_role("button", name="Execute query").click()
    page.get_by_role("button", name="Show History").click()
    expect(page.get_by_label("History").get_by_text("CaliforniaBesideMinnesota")).to_be_visible()
