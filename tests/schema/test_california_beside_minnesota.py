"""The headline question, against what the records themselves say, counted here by hand and from the raw files."""

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

MINNESOTA = "ice-detainers/minnesota_facility_by_lift_reason_2025-12_2026-03.csv"
DAYS = "ice-detainers/minnesota_detainers_by_day_2022-10_2026-03.csv"

# Read off the file by hand: which of its 75 facilities stand in Hennepin County, by the cities that they name.
HENNEPIN = [
    "HENNEPIN COUNTY ADC",
    "BLOOMINGTON POLICE DEPT.",
    "BROOKLYN PARK POLICE DEPT.",
    "CRYSTAL POLICE DEPT",
    "HENNEPIN COUNTY MED CTR",
    "NEW HOPE POLICE DEPARTMENT",
]
WITH_AGREEMENTS = {
    "27021": "Cass",
    "27035": "Crow Wing",
    "27047": "Freeborn",
    "27061": "Itasca",
    "27067": "Kandiyohi",
    "27095": "Mille Lacs",
    "27141": "Sherburne",
}


@pytest.fixture
async def answer(ask: Ask, queries: Path) -> Any:
    return await ask((queries / "california-beside-minnesota.graphql").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def table(sources: Path) -> pl.DataFrame:
    return pl.read_csv(sources / MINNESOTA, null_values="NA").fill_null(0)


async def test_california_is_as_its_prisons_report_it(answer: Any) -> None:
    california = answer["california"]
    detainers, releases = california["detainerCount"], california["releaseCount"]
    assert (detainers["value"], detainers["qualifier"], detainers["status"]) == (1641, "EXACT", "REPORTED")
    assert (releases["value"], releases["qualifier"]) == (26000, "MORE_THAN")
    assert detainers["asStated"] == "only 1,641 ICE detainers"
    rate = california["pickupRate"]
    assert (rate["value"], rate["qualifier"], rate["upper"]) == (0.88, "MORE_THAN", 1)
    pickups = california["pickupCount"]
    # More than 88% of 1,641 is more than 1,444.08.
    assert (pickups["status"], pickups["lower"], pickups["upper"]) == ("DERIVED", 1445, 1641)


async def test_each_number_of_california_leads_to_its_publication(answer: Any, sources: Path) -> None:
    with (sources / "figures/published_figures.csv").open(encoding="utf-8") as file:
        stated = {row["id"]: row for row in csv.DictReader(file)}
    for name, line in (("detainerCount", "cdcr-2025-detainers"), ("releaseCount", "cdcr-2025-releases")):
        source = answer["california"][name]["source"]
        assert source["url"] == stated[line]["source_url"]
        assert source["publisher"] == stated[line]["publisher"]


async def test_minnesota_in_2025_is_the_sum_of_its_days(answer: Any, sources: Path) -> None:
    days = pl.read_csv(sources / DAYS, try_parse_dates=True)
    of_2025 = days.filter(pl.col("detainer_prepare_date").dt.year() == 2025)["count"].sum()
    assert of_2025 == 2242
    found = answer["minnesota"]["detainerCount"]
    assert (found["value"], found["status"], found["qualifier"]) == (2242, "REPORTED", "EXACT")


async def test_every_county_is_there_and_has_a_count_or_a_zero(answer: Any, table: pl.DataFrame) -> None:
    counties = answer["minnesota"]["counties"]
    assert counties["totalCount"] == len(counties["nodes"]) == 87
    names = [county["name"] for county in counties["nodes"]]
    assert names == sorted(names)
    totals = [county["detainers"]["total"] for county in counties["nodes"]]
    assert {total["status"] for total in totals} == {"REPORTED"}
    assert min(total["value"] for total in totals) == 0
    assert all(total["value"] == int(total["value"]) for total in totals)


async def test_hennepin_is_the_sum_of_its_six_facilities(answer: Any, table: pl.DataFrame) -> None:
    own = table.filter(pl.col("detention_facility").is_in(HENNEPIN))
    assert own.height == 6
    detainers = county(answer, "27053")["detainers"]
    assert detainers["total"]["value"] == own["total"].sum() == 202
    outcomes = {each["outcome"]: each["count"]["value"] for each in detainers["outcomes"]}
    assert outcomes["PICKED_UP"] == own["Booked into Detention"].sum() == 19
    assert outcomes["DECLINED_BY_AGENCY"] == own["Detainer Declined by LEA"].sum() == 121
    assert outcomes["NOT_RECORDED"] == own["NA"].sum() == 37
    rates = {each["definition"]: each for each in detainers["rates"]}
    assert rates["PICKUP_OF_ISSUED"]["value"] == pytest.approx(19 / 202)
    assert rates["PICKUP_OF_RESOLVED"]["value"] == pytest.approx(19 / (202 - 37))
    assert rates["PICKUP_OF_PICKED_UP_OR_DECLINED"]["value"] == pytest.approx(19 / (19 + 121))


async def test_hennepins_adult_detention_centre_alone(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdiction(code: "27053") {
          detainers(period: { range: { from: "2025-12-01", to: "2026-03-10" } }) {
            facilities(first: 1) { nodes { facility { id name custody } count { value } } }
          } } }"""
    )
    (first,) = answer["jurisdiction"]["detainers"]["facilities"]["nodes"]
    assert first["count"]["value"] == 186
    centre = await ask(
        """query ($id: ID!) { facility(id: $id) {
          detainers(period: { range: { from: "2025-12-01", to: "2026-03-10" } }) {
            total { value } outcomes { outcome count { value } } } } }""",
        id=first["facility"]["id"],
    )
    detainers = centre["facility"]["detainers"]
    outcomes = {each["outcome"]: each["count"]["value"] for each in detainers["outcomes"]}
    assert detainers["total"]["value"] == 186
    assert (outcomes["PICKED_UP"], outcomes["DECLINED_BY_AGENCY"]) == (13, 119)


async def test_st_clouds_state_prison_is_not_sherburnes_jail(answer: Any, table: pl.DataFrame) -> None:
    jail = table.filter(pl.col("detention_facility") == "SHERBURNE COUNTY JAIL")["total"].sum()
    assert county(answer, "27141")["detainers"]["total"]["value"] == jail == 10


async def test_all_of_minnesota_has_these_rates(ask: Ask, table: pl.DataFrame) -> None:
    answer = await ask(
        """{ jurisdiction(code: "MN") {
          detainers(period: { range: { from: "2025-12-01", to: "2026-03-10" } }) {
            total { value } unplaced { value } outcomes { outcome count { value } }
            rates { definition value numerator { value } denominator { value } } } } }"""
    )
    detainers = answer["jurisdiction"]["detainers"]
    outcomes = {each["outcome"]: each["count"]["value"] for each in detainers["outcomes"]}
    assert detainers["total"]["value"] == table["total"].sum() == 882
    assert outcomes["PICKED_UP"] == table["Booked into Detention"].sum() == 152
    assert outcomes["DECLINED_BY_AGENCY"] == table["Detainer Declined by LEA"].sum() == 292
    assert outcomes["NOT_RECORDED"] == table["NA"].sum() == 310
    parts = {
        each["definition"]: (each["numerator"]["value"], each["denominator"]["value"], each["value"])
        for each in detainers["rates"]
    }
    assert parts["PICKUP_OF_ISSUED"] == (152, 882, pytest.approx(152 / 882))
    assert parts["PICKUP_OF_RESOLVED"] == (152, 572, pytest.approx(152 / 572))
    assert parts["PICKUP_OF_PICKED_UP_OR_DECLINED"] == (152, 444, pytest.approx(152 / 444))
    assert parts["DECLINED_OF_ISSUED"] == (292, 882, pytest.approx(292 / 882))
    assert parts["DECLINED_OF_RESOLVED"] == (292, 572, pytest.approx(292 / 572))
    assert parts["PICKUP_OF_RELEASED_WITH_DETAINER"][2] is None


async def test_no_county_is_broken_down_for_calendar_2025(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdiction(code: "MN") { counties(first: 100) { nodes {
          detainers(period: { calendarYear: 2025 }) { total { value status } source { id } }
          detainerCount(period: { calendarYear: 2025 }) { value status } } } } }"""
    )
    counties = answer["jurisdiction"]["counties"]["nodes"]
    assert len(counties) == 87
    for each in counties:
        assert each["detainers"]["total"] == {"value": None, "status": "NOT_BROKEN_DOWN"}
        assert each["detainerCount"] == {"value": None, "status": "NOT_BROKEN_DOWN"}


async def test_seven_sheriffs_have_agreements_and_crow_wing_two(answer: Any) -> None:
    sheriffs = [
        each["code"]
        for each in answer["minnesota"]["counties"]["nodes"]
        for agreement in each["cooperation"]["agreements"]
        if "sheriff" in agreement["agency"]["name"].lower()
    ]
    assert sorted(sheriffs) == sorted([*WITH_AGREEMENTS, "27035"])


async def test_two_citys_police_have_agreements(ask: Ask) -> None:
    answer = await ask(
        """{ agreements(within: "MN", on: "2026-05-18", first: 50) { totalCount nodes { agency { name } } } }"""
    )
    found = answer["agreements"]
    police = {n["agency"]["name"] for n in found["nodes"] if "police" in n["agency"]["name"].lower()}
    assert found["totalCount"] == 10
    assert {name.split()[0].lower() for name in police} == {"isle", "international"}


async def test_every_county_inherits_the_states_stances(answer: Any, sources: Path) -> None:
    with (sources / "policies/policies.csv").open(encoding="utf-8") as file:
        of_the_state = [
            (row["dimension"], row["stance"], row["basis"])
            for row in csv.DictReader(file)
            if row["jurisdiction"] == "MN"
            and (row["effective_from"] or "0") <= "2026-05-18" <= (row["effective_to"] or "9")
        ]
    assert of_the_state
    for each in answer["minnesota"]["counties"]["nodes"]:
        inherited = [
            (stance["dimension"], stance["stance"], stance["basis"])
            for stance in each["cooperation"]["stances"]
            if stance["inheritedFrom"] == {"code": "MN"}
        ]
        assert sorted(inherited) == sorted(of_the_state), each["name"]


async def test_californias_prisons_have_their_own_stances_and_no_agreement(
    answer: Any, sources: Path
) -> None:
    with (sources / "policies/policies.csv").open(encoding="utf-8") as file:
        own = {
            (row["dimension"], row["stance"], row["basis"], row["authority"])
            for row in csv.DictReader(file)
            if row["jurisdiction"] == "CA-CDCR"
            and (row["effective_from"] or "0") <= "2025-12-31" <= (row["effective_to"] or "9")
        }
    cooperation = answer["california"]["cooperation"]
    assert own
    assert {(s["dimension"], s["stance"], s["basis"], s["authority"]) for s in cooperation["stances"]} == own
    assert cooperation["agreements"] == []


def county(answer: Any, code: str) -> Any:
    (found,) = [each for each in answer["minnesota"]["counties"]["nodes"] if each["code"] == code]
    return found
