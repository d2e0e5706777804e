"""Each panel of the page shows the numbers that the API gives, and nothing where the API knows nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.asking import ask
from tests.api.browser import first_visit

pytestmark = pytest.mark.system

WINDOW = {"range": {"from": "2025-12-01", "to": "2026-03-10"}}
PANELS = ["sides", "counties", "outcomes", "definitions", "trend", "map", "claims", "policy"]
OUTCOMES = {
    "PICKED_UP": "Picked up by ICE",
    "DECLINED_BY_AGENCY": "Declined by the agency",
    "NOTICE_FAILURE": "Too little notice",
    "LEFT_CUSTODY": "Had left custody",
    "ICE_DID_NOT_PURSUE": "ICE did not pursue",
    "ADMINISTRATIVE": "Administrative",
    "DIED": "Died",
    "NOT_RECORDED": "No end recorded",
    "OTHER": "Other",
}
STATUSES = {
    "NOT_BROKEN_DOWN": "not broken down",
    "NOT_RELEASED": "no source covers it",
    "NOT_COLLECTED": "not collected",
}


@pytest.fixture(scope="module")
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    """The page as it opens, with all panels there; the tests here only read it, or put back what they choose."""
    with first_visit(browser, f"{server_url}/") as visit:
        for panel in PANELS:
            expect(visit.page.locator(f"#{panel} .source")).to_be_visible()
        yield visit.page
        visit.assert_all_went_well()


def rows(table: Locator) -> list[list[str]]:
    """The cells of a table's body, opened where it is folded away; as the document has them, one space for many."""
    cells: list[list[str]] = table.evaluate(
        "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [[re.sub(r"\s+", " ", cell).strip() for cell in row] for row in cells]


def shown(figure: dict[str, Any]) -> str:
    """A count as the page writes it in English."""
    return STATUSES[figure["status"]] if figure["value"] is None else f"{figure['value']:,.0f}"


def test_side_by_side(page: Page) -> None:
    # Counted by hand: 1,641 and 26,000 as California's prisons reported; 882, 152 and 152 of 572 in ICE's file.
    assert rows(page.locator("#sides table")) == [
        ["Detainers", "1,641", "882"],
        ["Releases", "more than 26,000", "no source covers it"],
        ["Pickups", "1,445 to 1,641", "152"],
        ["Picked up, of those with a recorded end", "no source covers it", "26.6%"],
        ["Picked up, of people released with a detainer", "more than 88%", "not collected"],
    ]
    expect(page.locator("#sides")).to_contain_text("The periods differ")


def test_counties_of_minnesota(page: Page, server_url: str) -> None:
    button = page.get_by_role("button", name=re.compile(r"All \d+ with a detainer"))
    button.click()
    table = rows(page.locator("#counties table"))
    page.get_by_role("button", name="Fewer").click()
    counties = ask(
        server_url,
        """query ($period: PeriodInput!) { jurisdiction(code: "MN") { counties(first: 100) { nodes { name
          detainers(period: $period) { total { value status } outcomes { outcome count { value status } }
            rate(definition: PICKUP_OF_RESOLVED) { value denominator { value } } } } } } }""",
        period=WINDOW,
    )["jurisdiction"]["counties"]["nodes"]
    assert len(counties) == 87
    expected = {}
    for county in counties:
        detainers = county["detainers"]
        by_outcome = {each["outcome"]: shown(each["count"]) for each in detainers["outcomes"]}
        if detainers["total"]["value"]:
            expected[county["name"]] = [
                shown(detainers["total"]),
                *(by_outcome[name] for name in ("PICKED_UP", "DECLINED_BY_AGENCY", "NOT_RECORDED")),
            ]
    assert {name: [total, *parts] for name, total, _, *parts, _, _ in table} == expected
    assert table[0][0] == "Hennepin County"
    # Those that ICE sent none are told as a number, and add up to all of them.
    expect(page.locator("#counties")).to_contain_text(
        f"{87 - len(table)} more counties without a detainer in the period"
    )


def test_before_the_first_list_no_county_is_shown_without_agreements(
    page: Page, browser: Browser, server_url: str
) -> None:
    assert {row[-1] for row in rows(page.locator("#counties table"))} >= {"\N{EN DASH}"}
    with first_visit(browser, f"{server_url}/?on=2021-01-30") as visit:
        expect(visit.page.locator("#counties .source")).to_be_visible()
        assert {row[-1] for row in rows(visit.page.locator("#counties table"))} == {"not known"}
        visit.assert_all_went_well()


def test_outcomes(page: Page, server_url: str) -> None:
    outcomes = ask(
        server_url,
        """query ($period: PeriodInput!) { jurisdiction(code: "MN") { detainers(period: $period) {
          outcomes { outcome count { value status } } } } }""",
        period=WINDOW,
    )["jurisdiction"]["detainers"]["outcomes"]
    table = rows(page.locator("#outcomes table"))
    assert [row[:2] for row in table] == [
        [OUTCOMES[each["outcome"]], shown(each["count"])] for each in outcomes
    ]
    # California's prisons are in no file of ICE's: one hatched bar and no table.
    charts = page.locator("#outcomes .chart svg")
    expect(charts).to_have_count(2)
    expect(charts.first).to_contain_text("no source covers it")
    expect(charts.first.locator("[fill='url(#unknown)']")).to_have_count(1)


def test_the_rate_under_every_definition(page: Page) -> None:
    california, minnesota = page.locator("#definitions table").all()
    # 152 picked up and 292 declined of 882 issued, 572 with a recorded end: by hand from ICE's file.
    assert rows(minnesota) == [
        ["Picked up, of all issued", f"{152 / 882:.1%}", "152", "882"],
        ["Picked up, of those with a recorded end", f"{152 / 572:.1%}", "152", "572"],
        ["Picked up, of picked up or declined", f"{152 / 444:.1%}", "152", "444"],
        ["Picked up, of people released with a detainer", "not collected", "not collected", "not collected"],
        ["Declined, of all issued", f"{292 / 882:.1%}", "292", "882"],
        ["Declined, of those with a recorded end", f"{292 / 572:.1%}", "292", "572"],
    ]
    assert rows(california)[3][1:] == ["more than 88%", "1,445 to 1,641", "1,641"]


def test_months(page: Page, server_url: str) -> None:
    series = ask(
        server_url,
        """query ($period: PeriodInput!) { jurisdiction(code: "MN") { detainers(period: $period) {
          series(by: MONTH) { total { value status } } } } }""",
        period={"range": {"from": "2022-10-01", "to": "2026-03-10"}},
    )["jurisdiction"]["detainers"]["series"]
    table = rows(page.locator("#trend table"))
    assert [count for _, count in table] == [shown(point["total"]) for point in series]
    # What ICE's file counts in Minnesota from October 2022 to 10 March 2026.
    assert sum(int(count) for _, count in table) == 6232
    assert [month for month, _ in table][0::41] == ["Oct 2022", "Mar 1, 2026 \N{EN DASH} Mar 10, 2026"]
    expect(page.locator("#trend")).to_contain_text("Not known by month: no source covers it.")


@pytest.mark.parametrize("day", ["2021-01-31", "2024-12-31", "2025-08-31", "2026-05-18"])
def test_the_slider_counts_the_agreements_that_stood(page: Page, server_url: str, day: str) -> None:
    slider = page.get_by_role("slider", name="Day")
    steps = (int(day[:4]) - 2021) * 12 + int(day[5:7]) - 1
    slider.fill(str(steps))
    standing = ask(server_url, "query ($on: Date!) { agreements(on: $on, first: 0) { totalCount } }", on=day)
    expect(page.locator("#map .notes")).to_contain_text(
        f"{standing['agreements']['totalCount']:,} agreements"
    )
    expect(page).to_have_url(re.compile(f"on={day}"))
    # Sherburne County's agreement on jail enforcement begins in 2025.
    fill = page.locator("[data-code='27141']").evaluate("path => path.style.fill")
    assert fill == ("var(--jail)" if day == "2026-05-18" else "var(--none)")


def test_the_map_tells_agencies_of_a_state_from_local_ones_without_a_county(
    page: Page, sources: Path
) -> None:
    newest = sources / "agreements-287g" / "ice-lists" / "participatingAgencies05182026am.xlsx"
    types = pl.read_excel(newest, infer_schema_length=0)["TYPE"].str.strip_chars()
    # Of local agencies four colleges and airports, a regional police and two regional jails.
    expect(page.locator("#map .notes")).to_contain_text(
        f"{int((types == 'State Agency').sum())} of them are held by agencies of a whole state and 7 by local agencies"
    )


def test_the_map_of_detainers(page: Page, server_url: str) -> None:
    page.get_by_label("Color by").select_option("detainers")
    expect(page.locator("#map .notes")).to_contain_text("79,053 detainers in the nation")
    counties = ask(
        server_url,
        """{ jurisdictions(kind: COUNTY, first: 4000) { nodes { code name
          detainers(period: { fiscalYear: 2015 }) { total { value status } } } } }""",
    )["jurisdictions"]["nodes"]
    most = sorted(counties, key=lambda county: -county["detainers"]["total"]["value"])[:25]
    table = rows(page.locator("#map table"))
    assert [count for _, count in table] == [shown(county["detainers"]["total"]) for county in most]
    # Nine shapes are of counties that are no more: of these nothing is known, and none is drawn as zero.
    hatched = page.locator(".county").evaluate_all(
        "paths => paths.filter(path => path.style.fill.includes('unknown')).map(path => path.dataset.code)"
    )
    assert sorted(hatched) == ["02261", *(f"090{number:02}" for number in range(1, 16, 2))]


def test_where_no_source_covers_a_county_the_map_is_hatched(page: Page) -> None:
    page.get_by_label("Color by").select_option("detainers")
    page.locator("#map").get_by_label("Period").select_option("2025-12-01..2026-03-10")
    expect(page.locator("[data-code='06037']")).to_have_css("fill", re.compile("unknown"))
    known = page.locator(".county").evaluate_all(
        "paths => paths.filter(path => !path.style.fill.includes('unknown')).map(path => path.dataset.code)"
    )
    assert len(known) == 87
    assert {code[:2] for code in known} == {"27"}
    page.locator("#map").get_by_label("Period").select_option("FY2015")
    page.get_by_label("Color by").select_option("agreements")


def test_claims(page: Page, server_url: str) -> None:
    expected = []
    for about in ("CA", "MN"):
        answer = ask(
            server_url,
            """query ($about: String!) { claims(about: $about, first: 50) { nodes { speaker verdict
              checks { explanation } } } }""",
            about=about,
        )
        expected += answer["claims"]["nodes"]
    table = rows(page.locator("#claims table"))
    assert len(table) == len(expected) == 6
    for row, claim in zip(table, expected, strict=True):
        assert row[0].startswith(claim["speaker"])
        assert row[2] == {"NOT_COMPARABLE": "Not comparable"}[claim["verdict"]]
        assert all(check["explanation"] in row[3] for check in claim["checks"])


@pytest.mark.parametrize(("code", "index"), [("CA-CDCR", 0), ("MN", 1)])
def test_law_policy_and_practice(page: Page, server_url: str, code: str, index: int) -> None:
    stances = ask(
        server_url,
        "query ($code: String!) { jurisdiction(code: $code) { cooperation { stances { authority summary } } } }",
        code=code,
    )["jurisdiction"]["cooperation"]["stances"]
    table = rows(page.locator("#policy table").nth(index))
    assert sorted(row[3] for row in table) == sorted(
        f"{each['authority']}: {each['summary']}" for each in stances
    )


def test_of_minnesotas_agreements_ten_stand_and_two_are_gone(page: Page) -> None:
    expect(page.locator("#policy")).to_contain_text(
        "10 287(g) agreements on ICE\N{RIGHT SINGLE QUOTATION MARK}s list of May 18, 2026"
    )
    assert "Jackson County Sheriff's Office" in page.locator("#policy .chart").last.inner_text()


@pytest.mark.parametrize("panel", PANELS)
def test_each_panel_gives_its_source_its_query_and_its_file(page: Page, server_url: str, panel: str) -> None:
    section = page.locator(f"#{panel}")
    expect(section.locator(".source")).to_contain_text(re.compile(r"Sources?: .+Revision \d+, "))
    links = [link.get_attribute("href") or "" for link in section.locator(".actions a").all()]
    queries = [link for link in links if "graphql#" in link]
    files = [link for link in links if "/data/" in link]
    assert len(queries) == len(files) >= 1
    for link in queries:
        question = parse_qs(urlsplit(link).fragment)
        answer = httpx.get(
            f"{server_url}/graphql",
            params={"query": question["query"][0], "variables": question["variables"][0]},
            headers={"Accept": "application/json"},
        ).json()
        assert "errors" not in answer
    for link in files:
        answer = httpx.get(f"{server_url}{link}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.text.count("\n") > 1


def test_a_rate_of_fewer_days_than_its_column_says_which(browser: Browser, server_url: str) -> None:
    with first_visit(browser, f"{server_url}/?place=CA:2014&place=US:2014") as visit:
        expect(visit.page.locator("#sides .source")).to_be_visible()
        found = {row[0]: row[1:] for row in rows(visit.page.locator("#sides table"))}
        # ICE's file with the states begins in October 2014: 583 booked of 1,725 in California.
        assert found["Picked up, of those with a recorded end"] == [
            f"{583 / 1_725:.1%} Oct 1, 2014 \N{EN DASH} Dec 31, 2014",
            f"{50_072 / 75_466:.1%}",
        ]
        visit.assert_all_went_well()
