"""Detainers, outcomes and rates in the files are GraphQL's, and some are held against counts made by hand."""

from collections.abc import Iterator

import httpx
import pytest

from db.words import ExclusionReason
from tests.api.files import CAVEATS, FIGURE, SOURCE, ask, caveats, figure, period, rows, source

NUMBER = f"{FIGURE} {SOURCE} {CAVEATS}"
PLACE = "code name kind parent { code kind }"
SPAN = "period { label from to }"

# The same question as an address and as GraphQL's arguments: of jurisdictions, and of what is counted in them.
QUESTIONS = [
    (
        "within=MN&from=2025-12-01&to=2026-03-10",
        'within: "MN"',
        'period: { range: { from: "2025-12-01", to: "2026-03-10" } }',
    ),
    (
        "codes=US,CA,CA-CDCR,06037,PR&fiscalYear=2015",
        'codes: ["US", "CA", "CA-CDCR", "06037", "PR"]',
        "period: { fiscalYear: 2015 }",
    ),
    ("kind=STATE&calendarYear=2012", "kind: STATE", "period: { calendarYear: 2012 }"),
    ("search=orange&month=2015-02", 'search: "orange"', 'period: { month: "2015-02" }'),
    (
        "kind=PRISON_SYSTEM&on=2015-03-02",
        "kind: PRISON_SYSTEM",
        'period: { on: "2015-03-02" }',
    ),
    (
        "within=TX&fiscalYear=2015&custody=COUNTY_JAIL",
        'within: "TX"',
        "period: { fiscalYear: 2015 }, custody: COUNTY_JAIL",
    ),
    (
        "codes=MN&fiscalYear=2015&asOf=3",
        'codes: ["MN"], asOf: { revision: 3 }',
        "period: { fiscalYear: 2015 }",
    ),
]
OF_DETAINERS = [
    *QUESTIONS,
    (
        "within=CA&fiscalYear=2015&form=I_247D,I_247&source=ice-foia-2015",
        'within: "CA"',
        'period: { fiscalYear: 2015 }, form: [I_247D, I_247], source: "ice-foia-2015"',
    ),
]


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


PAGE = 25
"""So many jurisdictions with everything that is told of them that one question may cost."""


def places(client: httpx.Client, which: str, fields: str) -> list[dict]:
    """What GraphQL tells of jurisdictions, in its own order, page by page."""
    found: list[dict] = []
    after = "null"
    while after != "done":
        page = ask(
            client,
            f"{{ jurisdictions({which}, first: {PAGE}, after: {after}) "
            f"{{ nodes {{ {PLACE} {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}",
        )["jurisdictions"]
        found += page["nodes"]
        after = f'"{page["pageInfo"]["endCursor"]}"' if page["pageInfo"]["hasNextPage"] else "done"
    return found


def about(place: dict) -> dict:
    """Whom a row is about."""
    state = place["code"] if place["kind"] in {"STATE", "TERRITORY"} else (place["parent"] or {}).get("code")
    return {
        "jurisdiction": place["code"],
        "jurisdiction_name": place["name"],
        "kind": place["kind"],
        "state": state,
    }


@pytest.mark.parametrize(("address", "which", "counted"), OF_DETAINERS)
def test_detainers_are_graphqls(client: httpx.Client, address: str, which: str, counted: str) -> None:
    told = places(client, which, f"detainers({counted}) {{ {SPAN} total {{ {NUMBER} }} }}")
    found = rows(client, f"detainers?{address}")
    assert len(found) == len(told) > 0
    for row, place in zip(found, told, strict=True):
        total = place["detainers"]["total"]
        expected = {
            **about(place),
            **period(place["detainers"]["period"]),
            **figure("detainers", total),
            **source(total["source"]),
            **caveats(total["caveats"]),
        }
        assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("address", "which", "counted"), OF_DETAINERS)
def test_outcomes_are_graphqls(client: httpx.Client, address: str, which: str, counted: str) -> None:
    told = places(
        client, which, f"detainers({counted}) {{ {SPAN} outcomes {{ outcome share count {{ {NUMBER} }} }} }}"
    )
    expected = [
        {
            **about(place),
            **period(place["detainers"]["period"]),
            "outcome": each["outcome"],
            "share": each["share"],
            **figure("count", each["count"]),
            **source(each["count"]["source"]),
            **caveats(each["count"]["caveats"]),
        }
        for place in told
        for each in place["detainers"]["outcomes"]
    ]
    found = rows(client, f"outcomes?{address}")
    assert [{name: row[name] for name in expected[0]} for row in found] == expected


@pytest.mark.parametrize("by", ["MONTH", "CALENDAR_YEAR", "FISCAL_YEAR"])
@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("from=2014-01-01&to=2015-12-31", 'period: { range: { from: "2014-01-01", to: "2015-12-31" } }'),
        ("calendarYear=2025", "period: { calendarYear: 2025 }"),
    ],
)
def test_steps_of_time_are_graphqls(client: httpx.Client, address: str, counted: str, by: str) -> None:
    told = places(
        client,
        'codes: ["US", "MN", "27053", "CA-CDCR"]',
        f"detainers({counted}) {{ series(by: {by}) {{ {SPAN} total {{ {NUMBER} }} "
        f"outcomes {{ outcome share count {{ {NUMBER} }} }} }} }}",
    )
    steps = [(place, step) for place in told for step in place["detainers"]["series"]]
    totals = rows(client, f"detainers?codes=US,MN,27053,CA-CDCR&{address}&by={by}")
    for row, (place, step) in zip(totals, steps, strict=True):
        expected = {
            **about(place),
            **period(step["period"]),
            **figure("detainers", step["total"]),
            **source(step["total"]["source"]),
            **caveats(step["total"]["caveats"]),
        }
        assert {name: row[name] for name in expected} == expected
    outcomes = rows(client, f"outcomes?codes=US,MN,27053,CA-CDCR&{address}&by={by}")
    told_outcomes = [(place, step, each) for place, step in steps for each in step["outcomes"]]
    for row, (place, step, each) in zip(outcomes, told_outcomes, strict=True):
        expected = {
            **about(place),
            **period(step["period"]),
            "outcome": each["outcome"],
            "share": each["share"],
            **figure("count", each["count"]),
        }
        assert {name: row[name] for name in expected} == expected


DEFINITIONS = (
    "PICKUP_OF_ISSUED PICKUP_OF_RESOLVED PICKUP_OF_PICKED_UP_OR_DECLINED PICKUP_OF_RELEASED_WITH_DETAINER "
    "DECLINED_OF_ISSUED DECLINED_OF_RESOLVED"
).split()
RATE = (
    f"{NUMBER} numerator {{ {FIGURE} }} denominator {{ {FIGURE} }} excluded {{ reason count }} "
    "cohortAgeDays explanation"
)


@pytest.mark.parametrize(
    ("address", "which", "counted"),
    [
        *QUESTIONS,
        ("codes=CA-CDCR,MN&calendarYear=2025", 'codes: ["CA-CDCR", "MN"]', "period: { calendarYear: 2025 }"),
    ],
)
def test_rates_are_graphqls(client: httpx.Client, address: str, which: str, counted: str) -> None:
    fields = " ".join(
        f"{definition}: pickupRate({counted}, definition: {definition}) {{ {RATE} }}"
        for definition in DEFINITIONS
    )
    told = places(client, which, fields)
    expected = [
        {
            **about(place),
            "definition": definition,
            **figure("rate", place[definition]),
            **figure("numerator", place[definition]["numerator"]),
            **figure("denominator", place[definition]["denominator"]),
            **{f"excluded_{reason.lower()}": None for reason in ExclusionReason},
            **{f"excluded_{each['reason'].lower()}": each["count"] for each in place[definition]["excluded"]},
            "cohort_age_days": place[definition]["cohortAgeDays"],
            "explanation": place[definition]["explanation"],
            **source(place[definition]["source"]),
            **caveats(place[definition]["caveats"]),
        }
        for place in told
        for definition in DEFINITIONS
    ]
    found = rows(client, f"rates?{address}")
    assert [{name: row[name] for name in expected[0]} for row in found] == expected


@pytest.mark.parametrize("asked", ["codes=CA,MN,06037&calendarYear=2014", "codes=CA&fiscalYear=2015"])
def test_rates_stand_beside_outcomes_of_the_same_days(client: httpx.Client, asked: str) -> None:
    """ICE's rows begin on 2014-10-01 and end on 2015-07-19: no other day of either year was counted."""
    first, last = ("2014-10-01", "2014-12-31") if "2014" in asked else ("2014-10-01", "2015-07-19")
    days = [
        {
            (row["jurisdiction"], row["period"], row["period_from"], row["period_to"])
            for row in table
            # Of people released ICE's files count none on any day.
            if row.get("definition") != "PICKUP_OF_RELEASED_WITH_DETAINER"
        }
        for table in (rows(client, f"rates?{asked}"), rows(client, f"outcomes?{asked}"))
    ]
    assert days[0] == days[1]
    assert {each[1:] for each in days[0]} == {(f"{first} to {last}", first, last)}


def test_a_rate_that_a_keeper_states_is_of_the_days_asked_for(client: httpx.Client) -> None:
    found = rows(client, "rates?codes=CA-CDCR&calendarYear=2025")
    assert {(row["period"], row["period_from"], row["period_to"]) for row in found} == {
        ("2025", "2025-01-01", "2025-12-31")
    }


def test_one_definition_is_one_row(client: httpx.Client) -> None:
    (row,) = rows(client, "rates?codes=CA-CDCR&calendarYear=2025&definition=PICKUP_OF_RELEASED_WITH_DETAINER")
    # More than 88% of 1,641 people is more than 1,444.08, so at least 1,445 of them.
    assert (row["rate_value"], row["rate_qualifier"]) == (0.88, "MORE_THAN")
    assert (row["numerator_lower"], row["numerator_upper"]) == (1445, 1641)
    assert row["denominator_value"] == 1641


def test_the_counties_and_the_keepers_of_minnesota_make_up_its_882_detainers(client: httpx.Client) -> None:
    period = "from=2025-12-01&to=2026-03-10"
    (state,) = rows(client, f"detainers?codes=MN&{period}")
    assert state["detainers_value"] == 882
    (rate,) = rows(client, f"rates?codes=MN&{period}&definition=PICKUP_OF_ISSUED")
    assert (rate["numerator_value"], rate["denominator_value"]) == (152, 882)


def test_without_a_period_the_newest_source_of_the_whole_nation_answers(client: httpx.Client) -> None:
    found = rows(client, "detainers?kind=STATE")
    assert {(row["period_from"], row["period_to"]) for row in found} == {("2014-10-01", "2015-07-19")}
    assert {row["source"] for row in found} == {"source:ice-foia-2015"}
    assert rows(client, "detainers?kind=STATE&from=2014-10-01&to=2015-07-19") == found


def test_without_any_filter_every_jurisdiction_has_a_row(client: httpx.Client) -> None:
    total = ask(client, "{ jurisdictions { totalCount } }")["jurisdictions"]["totalCount"]
    codes = [row["jurisdiction"] for row in rows(client, "detainers")]
    assert len(codes) == total
    assert codes == sorted(codes)
    assert len(set(codes)) == total


def test_what_was_asked_for_stands_in_the_row(client: httpx.Client) -> None:
    (row,) = rows(client, "detainers?codes=MN&fiscalYear=2015&custody=COUNTY_JAIL&form=I_247,I_247D")
    assert (row["custody"], row["forms"]) == ("COUNTY_JAIL", "I_247 I_247D")
    (row,) = rows(client, "detainers?codes=MN&fiscalYear=2015")
    assert (row["custody"], row["forms"]) == (None, None)
