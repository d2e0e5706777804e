"""The caveats that go with an answer: each is true of its days, its place and its custody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from db.meaning.statistics import YOUNG_DAYS
from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio


def days(start: str, end: str) -> dict[str, dict[str, str]]:
    return {"range": {"from": start, "to": end}}


def said(figure: Any, code: str) -> list[str]:
    return [caveat["text"] for caveat in figure["caveats"] if caveat["code"] == code]


@pytest.mark.parametrize(
    ("code", "period", "covered", "asked"),
    [
        (
            "CA",
            days("2010-01-01", "2020-12-31"),
            "2014-10-01 to 2015-07-19",
            "2010-01-01 to 2020-12-31",
        ),
        (
            "27053",
            days("2014-01-01", "2026-12-31"),
            "2014-10-01 to 2015-07-19",
            "2014-01-01 to 2026-12-31",
        ),
        (
            "US",
            days("2010-01-01", "2026-12-31"),
            "2010-01-01 to 2015-07-19",
            "2010-01-01 to 2026-12-31",
        ),
        ("US", {"calendarYear": 2015}, "2015-01-01 to 2015-07-19", "2015"),
        ("US", {"fiscalYear": 2015}, "2014-10-01 to 2015-07-19", "FY2015"),
    ],
)
async def test_of_a_period_that_is_covered_in_part_the_answer_says_which(
    ask: Ask, code: str, period: dict[str, Any], covered: str, asked: str
) -> None:
    answer = await ask(
        """query ($code: String!, $period: PeriodInput!) { jurisdiction(code: $code) {
          detainerCount(period: $period) { value qualifier caveats { code text } }
          detainers(period: $period) { caveats { code text } } } }""",
        code=code,
        period=period,
    )
    found = answer["jurisdiction"]
    sentence = f"The source covers {covered} of {asked}; the rest is not counted."
    assert said(found["detainerCount"], "INCOMPLETE_PERIOD") == [sentence]
    assert said(found["detainers"], "INCOMPLETE_PERIOD") == [sentence]
    assert found["detainerCount"]["qualifier"] == "AT_LEAST"


WINTER = days("2025-12-01", "2026-03-10")


@pytest.mark.parametrize(
    ("facility", "is_state_prison"),
    [
        ("mn-hennepin-county-adc", False),
        ("mn-waseca-fci", False),
        ("mn-mcf-saint-cloud", True),
    ],
)
async def test_what_the_state_prison_declined_goes_with_state_prisons_alone(
    ask: Ask, facility: str, is_state_prison: bool
) -> None:
    answer = await ask(
        """query ($id: ID!, $period: PeriodInput!) { facility(id: $id) { custody detainers(period: $period) {
          total { value } caveats { code text } rate(definition: DECLINED_OF_ISSUED) { caveats { code text } } } } }""",
        id=facility,
        period=WINTER,
    )
    assert (answer["facility"]["custody"] == "STATE_PRISON") is is_state_prison
    found = answer["facility"]["detainers"]
    assert bool(said(found, "DECLINED_AGAINST_STATEMENT")) is is_state_prison
    assert bool(said(found["rate"], "DECLINED_AGAINST_STATEMENT")) is is_state_prison
    # What is so of the whole state's file is so of each of its jails and prisons.
    assert said(found, "BATCH_ENTRY")


@pytest.mark.parametrize(
    ("code", "custody", "is_told"),
    [
        ("MN", None, True),
        ("MN", "STATE_PRISON", True),
        ("MN", "COUNTY_JAIL", False),
        ("MN-DOC", None, True),
        ("27053", None, False),
    ],
)
async def test_and_with_totals_that_contain_them(
    ask: Ask, code: str, custody: str | None, is_told: bool
) -> None:
    answer = await ask(
        """query ($code: String!, $custody: Custody, $period: PeriodInput!) { jurisdiction(code: $code) {
          detainers(period: $period, custody: $custody) { caveats { code text } } } }""",
        code=code,
        custody=custody,
        period=WINTER,
    )
    assert bool(said(answer["jurisdiction"]["detainers"], "DECLINED_AGAINST_STATEMENT")) is is_told


async def test_where_lift_reasons_are_not_known_nothing_is_said_of_them(ask: Ask) -> None:
    answer = await ask(
        """query ($period: PeriodInput!) { jurisdiction(code: "MN") { detainers(period: $period) {
          total { value } caveats { code text } outcomes { count { status } }
          rate(definition: PICKUP_OF_RESOLVED) { status caveats { code text } } } } }""",
        period=days("2025-11-01", "2026-03-31"),
    )
    found = answer["jurisdiction"]["detainers"]
    # November 2025 to 10 March 2026: 195 + 163 + 118 + 493 + 108.
    assert found["total"]["value"] == 1_077
    assert {each["count"]["status"] for each in found["outcomes"]} == {"NOT_BROKEN_DOWN"}
    assert found["rate"]["status"] == "NOT_BROKEN_DOWN"
    for figure in (found, found["rate"]):
        codes = {caveat["code"] for caveat in figure["caveats"]}
        assert codes == {"LIKELY_DUPLICATES_REMOVED", "BATCH_ENTRY", "INCOMPLETE_PERIOD"}


@pytest.mark.parametrize(
    ("code", "period", "blank", "counted", "whole"),
    [
        # By hand, from the lines of the state prisons: 41 + 40 + 24 + 15 + 9 + 6 + 7 + 4 of 185.
        ("MN-DOC", WINTER, 146, 185, "Of all 882 detainers in Minnesota "),
        ("US", {"calendarYear": 2008}, 66_634, 228_077, "Of all 1,814,828 detainers from October 2007 "),
    ],
)
async def test_what_share_of_a_file_is_blank_is_said_of_the_whole_file(
    ask: Ask, code: str, period: dict[str, Any], blank: int, counted: int, whole: str
) -> None:
    answer = await ask(
        """query ($code: String!, $period: PeriodInput!) { jurisdiction(code: $code) {
          detainers(period: $period) { total { value } caveats { code text }
          outcomes { outcome count { value } } } } }""",
        code=code,
        period=period,
    )
    found = answer["jurisdiction"]["detainers"]
    outcomes = {each["outcome"]: each["count"]["value"] for each in found["outcomes"]}
    assert (outcomes["NOT_RECORDED"], found["total"]["value"]) == (blank, counted)
    (sentence,) = said(found, "BLANK_LIFT_REASONS")
    assert sentence.startswith(whole)


FIGURE = "{ value locator caveats { code text } }"
SERIES = f"series(by: MONTH) {{ period {{ from to label }} total {FIGURE} }}"


async def test_a_step_bears_the_caveats_of_its_own_days(ask: Ask) -> None:
    answer = await ask(
        f"""query ($period: PeriodInput!) {{ jurisdiction(code: "MN") {{
          detainers(period: $period) {{ caveats {{ code text }} {SERIES} }} }}
          guarded: jurisdiction(code: "MN", minCell: 2) {{ detainers(period: $period) {{ {SERIES} }} }} }}""",
        period=WINTER,
    )
    assert said(answer["jurisdiction"]["detainers"], "BATCH_ENTRY")
    for given in answer.values():
        steps = {step["period"]["label"]: step["total"] for step in given["detainers"]["series"]}
        # By the compiler's own table of months.
        assert {label: total["value"] for label, total in steps.items()} == {
            "2025-12": 163,
            "2026-01": 118,
            "2026-02": 493,
            "2026-03-01 to 2026-03-10": 108,
        }
        assert [label for label, total in steps.items() if said(total, "BATCH_ENTRY")] == ["2026-02"]
        assert steps["2026-02"]["locator"] == "the rows dated 2026-02-01 to 2026-02-28"


@pytest.mark.parametrize("code", ["US", "CA", "27053"])
async def test_a_month_of_a_series_is_said_as_it_is_where_it_is_asked_for_alone(ask: Ask, code: str) -> None:
    """The months of 2014 are whole; July 2015 is cut by the source, and says so."""
    answer = await ask(
        f"""query ($code: String!) {{ jurisdiction(code: $code) {{
          detainers(period: {{ range: {{ from: "2014-07-01", to: "2015-12-31" }} }}, source: "ice-foia-2015") {{
            {SERIES} }}
          november: detainers(period: {{ month: "2014-11" }}, source: "ice-foia-2015") {{ total {FIGURE} }}
          july: detainers(period: {{ month: "2015-07" }}, source: "ice-foia-2015") {{ total {FIGURE} }} }}
          jurisdictions(codes: [$code, "27123"]) {{ nodes {{ code
          detainers(period: {{ range: {{ from: "2014-07-01", to: "2015-12-31" }} }}, source: "ice-foia-2015") {{
            {SERIES} }} }} }} }}""",
        code=code,
    )
    found = answer["jurisdiction"]
    among = next(each for each in answer["jurisdictions"]["nodes"] if each["code"] == code)
    for given in (found, among):
        steps = {step["period"]["from"][:7]: step["total"] for step in given["detainers"]["series"]}
        assert list(steps) == [f"2014-{month}" for month in (10, 11, 12)] + [
            f"2015-0{month}" for month in range(1, 8)
        ]
        assert steps["2014-11"] == found["november"]["total"]
        assert steps["2015-07"] == found["july"]["total"]
        cut = {month: said(total, "INCOMPLETE_PERIOD") for month, total in steps.items()}
        assert {month: texts for month, texts in cut.items() if texts} == {
            "2015-07": ["The source covers 2015-07-01 to 2015-07-19 of 2015-07; the rest is not counted."]
        }


async def test_and_so_are_its_outcomes(ask: Ask) -> None:
    answer = await ask(
        f"""query ($period: PeriodInput!) {{ jurisdiction(code: "CA") {{ detainers(period: $period) {{
          series(by: MONTH) {{ period {{ from }} outcomes {{ count {FIGURE} }} }} }} }} }}""",
        period={"calendarYear": 2015},
    )
    for step in answer["jurisdiction"]["detainers"]["series"]:
        is_cut = step["period"]["from"] == "2015-07-01"
        for outcome in step["outcomes"]:
            assert bool(said(outcome["count"], "INCOMPLETE_PERIOD")) is is_cut
            assert f"the rows dated {step['period']['from']} to " in outcome["count"]["locator"]


@pytest.mark.parametrize(
    ("code", "period", "age", "until"),
    [
        ("MN", WINTER, 0, ("2026-03-10", "2026-03-10")),
        ("27053", WINTER, 0, ("2026-03-10", "2026-03-10")),
        ("CA", {"month": "2015-05"}, 49, ("2015-05-31", "2015-07-19")),
        # 31 days in January and 169 more to 19 July.
        ("US", {"calendarYear": 2014}, 200, ("2014-12-31", "2015-07-19")),
        ("US", {"calendarYear": 2013}, 565, None),
    ],
)
async def test_the_rate_of_a_young_cohort_says_so(
    ask: Ask, code: str, period: dict[str, Any], age: int, until: tuple[str, str] | None
) -> None:
    answer = await ask(
        """query ($code: String!, $period: PeriodInput!) { jurisdiction(code: $code) {
          detainers(period: $period) { rates { definition value cohortAgeDays caveats { code text } } } } }""",
        code=code,
        period=period,
    )
    for rate in answer["jurisdiction"]["detainers"]["rates"]:
        texts = said(rate, "IMMATURE_COHORT")
        assert rate["cohortAgeDays"] == age
        if until is None or rate["definition"] == "PICKUP_OF_RELEASED_WITH_DETAINER":
            assert not texts
        else:
            (text,) = texts
            assert text.startswith(
                f"These detainers were issued up to {until[0]}, and how they ended is known up to {until[1]}:"
            )


def test_a_cohort_is_young_for_a_year_because_older_ones_differ_little_by_age(
    sources: Path,
) -> None:
    """The comment at YOUNG_DAYS, from ICE's tables of July 2015: age in days from the end of a cohort to 19 July 2015."""
    folder = sources / "ice-detainers"
    in_all = pl.read_csv(folder / "national_all_detainers_by_year.csv")
    named = pl.read_csv(folder / "national_detainers_by_lift_reason_and_year.csv")
    ended = named.group_by("year").agg(pl.col("count").sum().alias("ended"))
    blank = {year: 1 - of_year / count for year, count, of_year in in_all.join(ended, on="year").iter_rows()}
    assert {round(100 * blank[year]) for year in range(2010, 2014)} == {49, 50}
    workbook = pl.read_excel(folder / "FOIA-15-87693_detainers_FY15YTD.xlsx")
    assert round(100 * workbook["Detainer Lift Reason"].null_count() / workbook.height) == 66
    assert (date(2015, 7, 19) - workbook["Prepare Date"].cast(pl.Date).min()).days < YOUNG_DAYS
    assert (date(2015, 7, 19) - date(2013, 12, 31)).days > YOUNG_DAYS
