"""The nation's older detainers, against ICE's own national tables and the table by facility."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

TABLES = "ice-detainers"
WINDOW = '{ range: { from: "2007-10-01", to: "2015-07-19" } }'

ANOKA = ["ANOKA CO. JUVENILE CENTER", "ANOKA COUNTY JAIL", "ANOKA COUNTY WORKHOUSE"]

# Read by hand: which of ICE's lift reasons stand under which outcome.
OUTCOMES = {
    "PICKED_UP": ["Booked into Detention"],
    "DECLINED_BY_AGENCY": ["Detainer Declined by LEA"],
    "DIED": ["Died"],
}


async def test_the_table_by_facility_adds_up_to_the_nation(ask: Ask, sources: Path) -> None:
    answer = await ask(
        f"""{{ jurisdiction(code: "US") {{
          detainers(period: {WINDOW}, source: "ice-facility-2007-2015") {{
            source {{ id }} period {{ from to }} total {{ value qualifier }}
            outcomes {{ outcome count {{ value }} share }} }} }} }}"""
    )
    detainers = answer["jurisdiction"]["detainers"]
    outcomes = {each["outcome"]: each["count"]["value"] for each in detainers["outcomes"]}
    table = pl.concat(
        pl.read_csv(sources / TABLES / f"facility_by_lift_reason_2007_2015_{kind}.csv", infer_schema=False)
        for kind in ("public", "private")
    ).with_columns(pl.col("count").cast(pl.Int64), pl.col("lift_reason").fill_null(""))

    def counted(*reasons: str) -> int:
        return int(table.filter(pl.col("lift_reason").is_in(reasons))["count"].sum())

    assert detainers["source"] == {"id": "source:ice-facility-2007-2015"}
    assert detainers["period"] == {"from": "2007-10-01", "to": "2015-07-19"}
    assert detainers["total"] == {"value": table["count"].sum(), "qualifier": "EXACT"}
    assert detainers["total"]["value"] == 1_814_828
    assert outcomes["PICKED_UP"] == counted("Booked into Detention") == 659_041
    assert outcomes["DECLINED_BY_AGENCY"] == counted("Detainer Declined by LEA") == 20_241
    assert outcomes["NOT_RECORDED"] == counted("") == 827_923
    assert outcomes["DIED"] == counted("Died")
    assert sum(outcomes.values()) == 1_814_828
    assert sum(each["share"] for each in detainers["outcomes"]) == pytest.approx(1)


@pytest.mark.parametrize("year", range(2008, 2015))
async def test_a_calendar_year_is_that_of_the_national_tables(ask: Ask, sources: Path, year: int) -> None:
    answer = await ask(
        """query ($year: Int!) { jurisdiction(code: "US") {
          detainerCount(period: { calendarYear: $year }) { value qualifier }
          detainers(period: { calendarYear: $year }) {
            total { value } outcomes { outcome count { value } } liftReasons { liftReason count { value } }
            series(by: MONTH) { period { from } total { value } } } } }""",
        year=year,
    )
    detainers = answer["jurisdiction"]["detainers"]
    folder = sources / TABLES
    total = of_year(folder / "national_all_detainers_by_year.csv", year)["count"].sum()
    assert answer["jurisdiction"]["detainerCount"] == {"value": total, "qualifier": "EXACT"}
    assert detainers["total"]["value"] == total

    reasons = of_year(folder / "national_detainers_by_lift_reason_and_year.csv", year)
    named = dict(reasons.select("lift_reason", "count").iter_rows())
    outcomes = {each["outcome"]: each["count"]["value"] for each in detainers["outcomes"]}
    for outcome, members in OUTCOMES.items():
        assert outcomes[outcome] == sum(named.get(reason, 0) for reason in members), outcome
    # The table by lift reason leaves out the detainers that have none.
    assert outcomes["NOT_RECORDED"] == total - reasons["count"].sum()
    assert sum(outcomes.values()) == total
    found = {each["liftReason"]: each["count"]["value"] for each in detainers["liftReasons"]}
    assert {reason: count for reason, count in found.items() if reason is not None} == named

    months = pl.read_csv(folder / "national_detainers_by_year_and_month.csv").filter(
        pl.col("year_month").str.starts_with(str(year))
    )
    assert [(step["period"]["from"][:7], step["total"]["value"]) for step in detainers["series"]] == list(
        months.sort("year_month").iter_rows()
    )


async def test_forms_of_2015_are_those_of_the_table_by_type(ask: Ask, sources: Path) -> None:
    answer = await ask(
        """{ jurisdiction(code: "US") {
          detainers(period: { range: { from: "2015-01-01", to: "2015-07-19" } }, source: "ice-national-2007-2015") {
            total { value } forms { form count { value } } } } }"""
    )
    detainers = answer["jurisdiction"]["detainers"]
    table = of_year(sources / TABLES / "national_detainers_by_type_and_year.csv", 2015)
    by_form = (
        table.with_columns(
            pl.when(pl.col("detainer_type").str.contains("I247D"))
            .then(pl.lit("I_247D"))
            .when(pl.col("detainer_type").str.contains("I247N"))
            .then(pl.lit("I_247N"))
            .when(pl.col("detainer_type").str.contains("I247X"))
            .then(pl.lit("I_247X"))
            .otherwise(pl.lit("I_247"))
            .alias("form")
        )
        .group_by("form")
        .agg(pl.col("count").sum())
    )
    found = {each["form"]: each["count"]["value"] for each in detainers["forms"]}
    assert {form: count for form, count in found.items() if count} == dict(by_form.iter_rows())
    assert sum(found.values()) == detainers["total"]["value"] == table["count"].sum()


async def test_forms_of_2014_do_not_make_up_the_year_and_are_not_given_as_if_they_did(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdiction(code: "US") { detainers(period: { calendarYear: 2014 }) {
          source { id } total { value } forms { form count { value status } } } } }"""
    )
    forms = answer["jurisdiction"]["detainers"]["forms"]
    assert {(each["count"]["value"], each["count"]["status"]) for each in forms} == {
        (None, "NOT_BROKEN_DOWN")
    }


async def test_two_sources_over_one_period_are_never_added(ask: Ask) -> None:
    """January to July 2015 stands in the workbook and in the national tables alike."""
    answer = await ask(
        """{ jurisdiction(code: "US") {
          preferred: detainers(period: { range: { from: "2015-01-01", to: "2015-07-31" } }) { total { value } source { id } }
          national: detainers(period: { range: { from: "2015-01-01", to: "2015-07-31" } }, source: "ice-national-2007-2015") {
            total { value } source { id } } } }"""
    )
    found = answer["jurisdiction"]
    assert found["preferred"] == {"total": {"value": 49_653}, "source": {"id": "source:ice-foia-2015"}}
    assert found["national"] == {
        "total": {"value": 49_653},
        "source": {"id": "source:ice-national-2007-2015"},
    }


def of_year(path: Path, year: int) -> Any:
    return pl.read_csv(path).filter(pl.col("year") == year)


async def test_the_parts_of_a_place_that_is_not_whole_are_the_least(ask: Ask, sources: Path) -> None:
    """Anoka, as all places of the table without states, may have detainers under names that other states have too."""
    answer = await ask(
        f"""{{ jurisdiction(code: "27003") {{ ...Asked }} california: jurisdiction(code: "CA") {{ ...Asked }}
          held: jurisdiction(code: "CA", minCell: 2) {{ ...Asked }} }}
        fragment Asked on Jurisdiction {{
          detainers(period: {WINDOW}) {{ source {{ id }} total {{ ...F }} outcomes {{ outcome count {{ ...F }} }} }}
          pickupRate(period: {WINDOW}, definition: PICKUP_OF_RESOLVED) {{
            value lower upper qualifier status explanation
            numerator {{ ...F }} denominator {{ ...F }} excluded {{ reason count }} }} }}
        fragment F on Figure {{ value lower upper qualifier status }}"""
    )
    rows = pl.read_csv(
        sources / TABLES / "facility_by_lift_reason_2007_2015_public.csv", infer_schema=False
    ).filter(pl.col("det_facility").is_in(ANOKA))
    counts = rows.select(pl.col("lift_reason").fill_null(""), pl.col("count").cast(pl.Int64))
    booked, ended, everyone = (
        int(counts.filter(which)["count"].sum())
        for which in (
            pl.col("lift_reason") == "Booked into Detention",
            pl.col("lift_reason") != "",
            pl.lit(value=True),
        )
    )
    assert (booked, ended, everyone) == (366, 413, 1093)

    def least(count: int) -> dict[str, Any]:
        return {"value": count, "lower": count, "upper": None, "qualifier": "AT_LEAST", "status": "REPORTED"}

    rate, detainers = answer["jurisdiction"]["pickupRate"], answer["jurisdiction"]["detainers"]
    assert detainers["source"] == {"id": "source:ice-facility-2007-2015"}
    outcomes = {each["outcome"]: each["count"] for each in detainers["outcomes"]}
    assert detainers["total"] == least(everyone)
    assert rate["numerator"] == outcomes["PICKED_UP"] == least(booked)
    assert rate["denominator"] == least(ended)
    assert rate["excluded"] == [{"reason": "OPEN", "count": everyone - ended}]
    assert (rate["value"], rate["lower"], rate["upper"]) == (booked / ended, None, None)
    assert (rate["qualifier"], rate["status"]) == ("APPROXIMATE", "DERIVED")
    assert rate["explanation"].startswith("Of at least 413 detainers whose end ICE recorded, at least 366 ")
    # None of California's is held back, and where small counts are looked for the same is told.
    assert answer["held"]["pickupRate"] == answer["california"]["pickupRate"]
    assert answer["held"]["pickupRate"]["numerator"]["qualifier"] == "AT_LEAST"
