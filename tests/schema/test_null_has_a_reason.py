"""No number is missing without a reason, and no zero stands where nobody reported one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from db.database import Pool
from schema import Context, schema
from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

FIGURE = "fragment F on Figure { __typename value lower upper qualifier status source { id } }"
RATE = """
fragment R on Rate { __typename value lower upper qualifier status source { id } numerator { ...F } denominator { ...F } }
"""
FRAGMENTS = FIGURE + RATE
PERIODS = {
    "before any source": "{ calendarYear: 2006 }",
    "a year of the national tables": "{ calendarYear: 2011 }",
    "a fiscal year of them": "{ fiscalYear: 2012 }",
    "an incomplete fiscal year": "{ fiscalYear: 2015 }",
    "a month of it": '{ month: "2015-02" }',
    "half a month of it": '{ range: { from: "2015-02-01", to: "2015-02-14" } }',
    "the window of the facility table": '{ range: { from: "2007-10-01", to: "2015-07-19" } }',
    "between the sources": "{ calendarYear: 2019 }",
    "the year of the headline": "{ calendarYear: 2025 }",
    "the window of Minnesota's table": '{ range: { from: "2025-12-01", to: "2026-03-10" } }',
    "a day": '{ on: "2026-02-11" }',
    "everything": '{ range: { from: "1900-01-01", to: "2200-12-31" } }',
}
DEFINITIONS = (
    "PICKUP_OF_ISSUED PICKUP_OF_RESOLVED PICKUP_OF_PICKED_UP_OR_DECLINED PICKUP_OF_RELEASED_WITH_DETAINER "
    "DECLINED_OF_ISSUED DECLINED_OF_RESOLVED"
).split()
WIDE = """
query ($kind: JurisdictionKind, $within: String, $custody: Custody, $first: Int!) {
  jurisdictions(kind: $kind, within: $within, first: $first) { nodes { code
    population { ...F } old: population(year: 2019) { ...F }
    detainerCount(period: PERIOD, custody: $custody) { ...F }
    releaseCount(period: PERIOD, custody: $custody) { ...F }
    pickupCount(period: PERIOD, custody: $custody) { ...F }
    RATES
    detainers(period: PERIOD, custody: $custody) {
      total { ...F } unplaced { ...F } outcomes { count { ...F } } liftReasons { count { ...F } }
      forms { count { ...F } } custodies { count { ...F } } rates { ...R }
      facilities(first: 3) { nodes { count { ...F } } }
      series(by: CALENDAR_YEAR) { total { ...F } outcomes { count { ...F } } }
    }
  } }
}"""
RATES = " ".join(
    f"rate{number}: pickupRate(period: PERIOD, definition: {definition}, custody: $custody) {{ ...R }}"
    for number, definition in enumerate(DEFINITIONS)
)


def wide(period: str) -> str:
    document = WIDE.replace("RATES", RATES)
    if period == PERIODS["everything"]:
        document = document.replace(
            "series(by: CALENDAR_YEAR) { total { ...F } outcomes { count { ...F } } }", ""
        )
    return document.replace("PERIOD", period) + FRAGMENTS


def numbers(answer: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure and rate of an answer, with where it stands."""
    if isinstance(answer, dict):
        if answer.get("__typename") in ("Figure", "Rate"):
            yield path, answer
        for name, below in answer.items():
            yield from numbers(below, f"{path}.{name}")
    elif isinstance(answer, list):
        for place, below in enumerate(answer):
            yield from numbers(
                below, f"{path}[{below.get('code', place) if isinstance(below, dict) else place}]"
            )


def faults(number: Any) -> Iterator[str]:
    """What is wrong with one number."""
    value, lower, upper, status = (number[key] for key in ("value", "lower", "upper", "status"))
    known = status in ("REPORTED", "DERIVED")
    if value is None and not (status == "DERIVED" and (lower is not None or upper is not None)):
        if known:
            yield "null without a reason"
        if lower is not None or upper is not None:
            yield "bounds of nothing"
    if value is not None and not known:
        yield f"a number that is {status}"
    if value is not None and status == "REPORTED" and number["source"] is None:
        yield "a number from nowhere"
    if value == 0 and number["source"] is None:
        yield "a zero that nobody reported"
    if lower is not None and upper is not None and lower > upper:
        yield "bounds the wrong way round"
    # More than 26,000 is at least 26,001: there the number is not one that it can be.
    strict = number["qualifier"] in ("MORE_THAN", "LESS_THAN")
    if (
        value is not None
        and not strict
        and not (lower or value) <= value <= (value if upper is None else upper)
    ):
        yield "a number outside its bounds"
    if number["__typename"] == "Rate" and not all(
        0 <= each <= 1 for each in (value, lower, upper) if each is not None
    ):
        yield "a share outside 0 to 1"


def check(answer: Any, met: Counter[str]) -> None:
    wrong = []
    for path, number in numbers(answer):
        met[f"{'null' if number['value'] is None else 'number'} {number['status']}"] += 1
        wrong += [f"{path}: {fault}: {number}" for fault in faults(number)]
    assert wrong == []


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS.keys())
async def test_states_prison_systems_and_the_nation(ask: Ask, period: str) -> None:
    met: Counter[str] = Counter()
    for kind in ("NATION", "STATE", "TERRITORY", "PRISON_SYSTEM"):
        check(await ask(wide(period), kind=kind, first=120), met)
    assert met.total() > 3000
    assert any(key.startswith("null") for key in met)


@pytest.mark.parametrize("custody", ["ALL", "COUNTY_JAIL", "STATE_PRISON", "FEDERAL", "TRIBAL"])
async def test_every_custody(ask: Ask, custody: str) -> None:
    met: Counter[str] = Counter()
    for period in ("an incomplete fiscal year", "the year of the headline"):
        check(await ask(wide(PERIODS[period]), within="MN", custody=custody, first=120), met)
        check(await ask(wide(PERIODS[period]), kind="PRISON_SYSTEM", custody=custody, first=120), met)
    assert met["number REPORTED"] > 100


COUNTIES = (
    """{ jurisdictions(kind: COUNTY, first: 4000) { nodes { code
      population { ...F } detainerCount(period: { calendarYear: 2020 }) { ...F }
      pickupCount(period: { calendarYear: 2024 }) { ...F }
      detainers(period: { fiscalYear: 2015 }) { total { ...F } rate(definition: PICKUP_OF_RESOLVED) { ...R } }
      of2008: detainers(period: { calendarYear: 2008 }) { total { ...F } }
      ofAll: detainers(period: { range: { from: "2007-10-01", to: "2015-07-19" } }) { total { ...F } }
    } } }"""
    + FRAGMENTS
)


async def test_every_county(ask: Ask) -> None:
    met: Counter[str] = Counter()
    answer = await ask(COUNTIES)
    check(answer, met)
    nodes = answer["jurisdictions"]["nodes"]
    assert len(nodes) == 3144
    assert {node["detainers"]["total"]["status"] for node in nodes} == {"REPORTED"}
    assert {(n["of2008"]["total"]["value"], n["of2008"]["total"]["status"]) for n in nodes} == {
        (None, "NOT_BROKEN_DOWN")
    }
    # Facilities without a state: what could be placed is the least, and a county with none has no zero.
    of_all = [node["ofAll"]["total"] for node in nodes]
    assert {(each["value"], each["status"]) for each in of_all if not each["value"]} == {
        (None, "NOT_BROKEN_DOWN")
    }
    assert {each["qualifier"] for each in of_all if each["value"]} == {"AT_LEAST"}
    # The Los Angeles sheriff's own zero of 2024 is one that was reported.
    (los_angeles,) = [node["pickupCount"] for node in nodes if node["code"] == "06037"]
    assert (los_angeles["value"], los_angeles["status"]) == (0, "REPORTED")
    assert los_angeles["source"]


async def test_what_a_filter_leaves_out_is_no_zero(ask: Ask, sources: Path) -> None:
    rows = pl.read_excel(sources / "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx").filter(
        pl.col("State") == "MINNESOTA"
    )

    def counted(column: str, *beginnings: str) -> int:
        return sum(int(rows[column].str.starts_with(each).sum()) for each in beginnings)

    on_forms = {form: counted("Detainer Type", f"{form} ") for form in ("I247", "I247D", "I247N")}
    held = "Detainer Detention Facility"
    prisons = counted(held, "MINN.C.F", "MINN. C.F")
    federal = counted(held, "WASECA FED", "SANDSTONE FED", "ROCHESTER FED", "US MARSHALS")
    assert (on_forms, prisons, federal) == ({"I247": 581, "I247D": 18, "I247N": 4}, 78, 75)
    answer = await ask(
        """{ jurisdiction(code: "MN") {
          all: detainers(period: { fiscalYear: 2015 }) { ...D }
          formD: detainers(period: { fiscalYear: 2015 }, form: [I_247D]) { ...D }
          prisons: detainers(period: { fiscalYear: 2015 }, custody: STATE_PRISON) { ...D }
          everybody: detainers(period: { fiscalYear: 2015 }, custody: ALL) { ...D } }
        held: jurisdiction(code: "MN", minCell: 10) {
          formD: detainers(period: { fiscalYear: 2015 }, form: [I_247D]) { ...D } }
        none: jurisdiction(code: "MN") { of2008: detainers(period: { calendarYear: 2008 }, form: [I_247D]) { ...D } } }
        fragment D on DetainerStatistics {
          total { value } forms { form count { ...F } } custodies { custody count { ...F } } }"""
        + FIGURE
    )
    check(answer, Counter())

    def told(place: Any, which: str, breakdown: str) -> dict[str, tuple[float | None, str]]:
        name = {"forms": "form", "custodies": "custody"}[breakdown]
        counts = place[which][breakdown]
        return {each[name]: (each["count"]["value"], each["count"]["status"]) for each in counts}

    place, left_out = answer["jurisdiction"], (None, "NOT_APPLICABLE")
    assert told(place, "all", "forms")["I_247"] == (581, "REPORTED")
    assert told(place, "all", "forms")["I_247A"] == (0, "REPORTED")
    for found in (place, answer["held"]):
        forms = told(found, "formD", "forms")
        assert {form for form, each in forms.items() if each != left_out} == {"I_247D"}
    assert told(place, "formD", "forms")["I_247D"] == (18, "REPORTED")
    assert set(told(answer["none"], "of2008", "forms").values()) == {left_out, (None, "NOT_BROKEN_DOWN")}
    everybody = told(place, "everybody", "custodies")
    assert everybody == told(place, "all", "custodies")
    assert (everybody["STATE_PRISON"], everybody["FEDERAL"]) == ((prisons, "REPORTED"), (federal, "REPORTED"))
    assert told(place, "prisons", "custodies") == {
        custody: (prisons, "REPORTED") if custody == "STATE_PRISON" else left_out for custody in everybody
    }
    assert place["prisons"]["total"]["value"] == prisons


@pytest.mark.parametrize("by", ["MONTH", "CALENDAR_YEAR", "FISCAL_YEAR"])
@pytest.mark.parametrize("name", sorted(PERIODS.keys() - {"everything"}))
async def test_the_steps_of_a_series_make_up_the_days_that_are_counted(ask: Ask, by: str, name: str) -> None:
    period = PERIODS[name]
    answer = await ask(
        f"""{{ jurisdictions(codes: ["US", "MN", "27053", "MN-DOC"]) {{ nodes {{ code
          detainers(period: {period}) {{ period {{ from to }} total {{ ...F }}
            series(by: {by}) {{ period {{ from to }} total {{ ...F }} outcomes {{ count {{ ...F }} }} }} }} }} }} }}"""
        + FIGURE
    )
    met: Counter[str] = Counter()
    check(answer, met)
    for node in answer["jurisdictions"]["nodes"]:
        detainers = node["detainers"]
        steps = [step["period"] for step in detainers["series"]]
        assert (steps[0]["from"], steps[-1]["to"]) == (detainers["period"]["from"], detainers["period"]["to"])
        totals = [step["total"]["value"] for step in detainers["series"]]
        if None not in totals and detainers["total"]["value"] is not None:
            assert sum(totals) == detainers["total"]["value"], node["code"]


async def test_a_series_of_nothing_over_centuries_is_refused(pool: Pool) -> None:
    result = await schema.execute(
        f"""{{ jurisdiction(code: "27053") {{
          detainers(period: {PERIODS["everything"]}, source: "ice-national-2007-2015") {{
            series(by: MONTH) {{ total {{ value }} }} }} }} }}""",
        context_value=Context(pool),
    )
    assert result.errors
    (error,) = result.errors
    assert (error.extensions or {})["code"] == "TOO_LARGE"
