"""Rates side by side, and whether they may stand so."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

COMPARE = """
query ($codes: [String!]!, $period: PeriodInput!, $definition: RateDefinition!) {
  compare(codes: $codes, period: $period, definition: $definition) {
    comparable explanation nearest differences { axis values }
    rows { jurisdiction { code } rate {
      definition value lower upper qualifier status explanation numerator { value } denominator { value } period { from to label }
    } }
  }
}
"""


WORKBOOK = "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx"
YEARS = "ice-detainers/national_detainers_by_lift_reason_and_year.csv"


@pytest.fixture(scope="module")
def workbook(sources: Path) -> pl.DataFrame:
    """ICE's file of 1 October 2014 to 19 July 2015, a row for each detainer."""
    return pl.read_excel(sources / WORKBOOK)


def booked_and_ended(rows: pl.DataFrame, state: str | None = None) -> tuple[int, int]:
    """How many were booked, and how many ended otherwise than by death, of a state or of all."""
    reasons = (rows if state is None else rows.filter(State=state))["Detainer Lift Reason"].drop_nulls()
    return (reasons == "Booked into Detention").sum(), (reasons != "Died").sum()


def parts(row: Any) -> tuple[float, float]:
    """Numerator and denominator of a row's rate."""
    return row["rate"]["numerator"]["value"], row["rate"]["denominator"]["value"]


async def compared(ask: Ask, codes: list[str], period: dict[str, Any], definition: str) -> Any:
    found = (await ask(COMPARE, codes=codes, period=period, definition=definition))["compare"]
    assert [row["jurisdiction"]["code"] for row in found["rows"]] == codes
    assert {row["rate"]["definition"] for row in found["rows"]} == {definition}
    return found


async def test_californias_prisons_do_not_stand_beside_all_of_minnesota(ask: Ask) -> None:
    found = await compared(ask, ["CA-CDCR", "MN"], {"calendarYear": 2025}, "PICKUP_OF_RELEASED_WITH_DETAINER")
    assert found["comparable"] is False
    axes = {difference["axis"]: difference["values"] for difference in found["differences"]}
    assert axes["CUSTODY"] == ["STATE_PRISON", "ALL"]
    assert "may not be put side by side" in found["explanation"]
    california, minnesota = (row["rate"] for row in found["rows"])
    assert (california["value"], california["qualifier"]) == (0.88, "MORE_THAN")
    assert (minnesota["value"], minnesota["status"]) == (None, "NOT_BROKEN_DOWN")


@pytest.mark.parametrize("definition", ["PICKUP_OF_RELEASED_WITH_DETAINER", "PICKUP_OF_ISSUED"])
async def test_the_nearest_sound_comparison_is_prisons_with_prisons(ask: Ask, definition: str) -> None:
    found = await compared(ask, ["CA-CDCR", "MN"], {"calendarYear": 2025}, definition)
    assert found["comparable"] is False
    assert "Minnesota Department of Corrections" in found["nearest"]
    assert "more than 88%" in found["nearest"]
    nearest = await compared(
        ask, ["CA-CDCR", "MN-DOC"], {"calendarYear": 2025}, "PICKUP_OF_RELEASED_WITH_DETAINER"
    )
    assert nearest["comparable"] is True
    assert nearest["nearest"] is None
    # 84 direct transfers of 84 people released with a detainer.
    assert (nearest["rows"][1]["rate"]["value"], nearest["rows"][1]["rate"]["denominator"]["value"]) == (
        1,
        84,
    )
    assert [difference["axis"] for difference in nearest["differences"]] == ["SOURCE"]


async def test_counties_of_one_source_may_stand_side_by_side(ask: Ask) -> None:
    codes = ["27053", "27123", "27141"]
    period = {"range": {"from": "2025-12-01", "to": "2026-03-10"}}
    found = await compared(ask, codes, period, "PICKUP_OF_RESOLVED")
    assert found["comparable"] is True
    assert found["differences"] == []
    hennepin, ramsey, sherburne = (row["rate"]["value"] for row in found["rows"])
    # Ramsey's jail, its annex and its workhouse: 3 + 7 + 0 booked of 49 + 21 + 2, of which 0 + 5 + 1 have no reason.
    assert hennepin == pytest.approx(19 / 165)
    assert ramsey == pytest.approx(10 / 66)
    assert sherburne == pytest.approx(5 / 5)


async def test_states_of_one_file_may_stand_side_by_side(ask: Ask) -> None:
    found = await compared(ask, ["CA", "MN"], {"fiscalYear": 2015}, "PICKUP_OF_ISSUED")
    assert found["comparable"] is True
    assert [row["rate"]["denominator"]["value"] for row in found["rows"]] == [13_456, 603]


async def test_three_months_do_not_stand_beside_a_year(
    ask: Ask, workbook: pl.DataFrame, sources: Path
) -> None:
    found = await compared(ask, ["CA", "MN", "US"], {"calendarYear": 2014}, "PICKUP_OF_RESOLVED")
    assert found["comparable"] is False
    # The file with the states begins on 1 October 2014; the nation is in a table of years.
    months, year = "2014-10-01 to 2014-12-31", "2014-01-01 to 2014-12-31"
    assert {each["axis"]: each["values"] for each in found["differences"]} == {
        "PERIOD": [months, year],
        "SOURCE": ["ice-foia-2015", "ice-national-2007-2015"],
    }
    assert found["explanation"] == (
        f"These rates may not be put side by side: the rate of California counts the days from {months}, the rate of "
        f"Minnesota counts the days from {months} and the rate of United States counts the days from {year}."
    )
    assert [row["rate"]["period"]["label"] for row in found["rows"]] == [months, months, "2014"]
    autumn = workbook.filter(pl.col("Prepare Date") < date(2015, 1, 1))
    california, minnesota = (booked_and_ended(autumn, state) for state in ("CALIFORNIA", "MINNESOTA"))
    assert california == (583, 1_725)
    ends = pl.read_csv(sources / YEARS).filter(pl.col("year") == 2014)
    assert [parts(row) for row in found["rows"]] == [california, minnesota, (50_072, 75_466)]
    assert ends.filter(pl.col("lift_reason") != "Died")["count"].sum() == 75_466
    shares = [booked / ended for booked, ended in (california, minnesota, booked_and_ended(autumn))]
    assert f"{shares[2]:.1%}" == "56.1%"
    assert found["nearest"] == (
        "Sound is California, Minnesota and United States, each picked up, of the detainers whose end is recorded, in all "
        f"custody from {months}: California {shares[0]:.1%}, Minnesota {shares[1]:.1%} and United States {shares[2]:.1%}."
    )


async def test_days_that_all_sides_are_cut_to_are_said(ask: Ask, workbook: pl.DataFrame) -> None:
    found = await compared(ask, ["CA", "US"], {"fiscalYear": 2015}, "PICKUP_OF_RESOLVED")
    assert found["comparable"] is True
    last = workbook["Prepare Date"].max()
    assert found["explanation"].endswith(f", in all custody from 2014-10-01 to {last}.")
    assert {row["rate"]["period"]["to"] for row in found["rows"]} == {str(last)}
    assert [parts(row) for row in found["rows"]] == [
        booked_and_ended(workbook, "CALIFORNIA"),
        booked_and_ended(workbook),
    ]


async def test_a_county_is_not_said_to_be_its_county_jail(ask: Ask) -> None:
    period = {"range": {"from": "2025-12-01", "to": "2026-03-10"}}
    found = await compared(ask, ["27053", "27123"], period, "PICKUP_OF_PICKED_UP_OR_DECLINED")
    assert found["comparable"] is True
    assert (
        "in local custody from 2025-12-01 to 2026-03-10. Local custody is county, city,"
        in found["explanation"]
    )
    # Read off the file: 13 + 119 at the county's jail, 5 and 1 booked from two cities' police, 1 declined by a hospital.
    assert parts(found["rows"][0]) == (13 + 5 + 1, 13 + 119 + 5 + 1 + 1 + 1)


async def test_what_a_sheriff_counts_in_his_jail_is_not_all_local_custody(ask: Ask) -> None:
    found = await compared(ask, ["06107", "27053"], {"calendarYear": 2020}, "PICKUP_OF_ISSUED")
    assert found["comparable"] is False
    # The sheriff of Tulare County: 592 requests, 33 people turned over.
    assert parts(found["rows"][0]) == (33, 592)
    assert found["rows"][0]["rate"]["period"]["label"] == "2020"
    custodies = {each["axis"]: each["values"] for each in found["differences"]}["CUSTODY"]
    assert custodies == [
        "COUNTY_JAIL",
        "CITY_LOCKUP, COUNTY_JAIL, HOSPITAL, JUVENILE, OTHER, REGIONAL_JAIL and TRIBAL",
    ]
    assert "the rate of Tulare County covers county jails" in found["explanation"]


async def test_facilities_that_one_side_leaves_out_are_named(ask: Ask) -> None:
    period = {"range": {"from": "2007-10-01", "to": "2015-07-19"}}
    found = await compared(ask, ["MN", "US"], period, "PICKUP_OF_RESOLVED")
    assert found["comparable"] is False
    assert (
        "covers all custody without facilities whose name does not tell where they stand"
        in found["explanation"]
    )
    found = await compared(ask, ["MN", "CA"], period, "PICKUP_OF_RESOLVED")
    assert found["comparable"] is True
    assert "None of these rates counts facilities whose name" in found["explanation"]


async def test_a_countys_jails_do_not_stand_beside_all_custody_of_a_state(ask: Ask) -> None:
    found = await compared(ask, ["27053", "MN"], {"fiscalYear": 2015}, "PICKUP_OF_ISSUED")
    assert found["comparable"] is False
    assert [difference["axis"] for difference in found["differences"]] == ["CUSTODY"]
    assert "all custody" in found["explanation"]


async def test_every_explanation_is_a_sentence(ask: Ask) -> None:
    for codes in (
        ["CA-CDCR", "MN-DOC"],
        ["CA-CDCR", "MN"],
        ["CA", "MN"],
        ["27053", "27123"],
        ["US", "27053"],
    ):
        for definition in ("PICKUP_OF_RELEASED_WITH_DETAINER", "PICKUP_OF_ISSUED"):
            for period in ({"calendarYear": 2025}, {"fiscalYear": 2015}):
                found = await compared(ask, codes, period, definition)
                assert found["explanation"][0].isupper()
                assert found["explanation"].endswith(".")
                assert found["comparable"] <= all(row["rate"]["value"] is not None for row in found["rows"])
