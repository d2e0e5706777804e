"""The third question: every county of the nation, and that counties, prisons, federal keepers and unplaced add up."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

WORKBOOK = "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx"
BESIDE_COUNTIES = ("STATE_PRISON", "FEDERAL", "ICE")
"""The custodies that no county's own total has."""

STATES = """
query ($kind: JurisdictionKind!) {
  jurisdictions(kind: $kind, first: 60) { nodes {
    code name
    detainers(period: { fiscalYear: 2015 }, source: "ice-foia-2015") {
      total { value } unplaced { value } custodies { custody count { value } }
    }
    counties(first: 300) { nodes { detainers(period: { fiscalYear: 2015 }) { total { value } } } }
  } }
}
"""


@pytest.fixture(scope="module")
def rows(sources: Path) -> pl.DataFrame:
    """The workbook as it is: a row for each detainer."""
    return pl.read_excel(sources / WORKBOOK)


@pytest.fixture
async def states(ask: Ask) -> list[Any]:
    found = [await ask(STATES, kind=kind) for kind in ("STATE", "TERRITORY")]
    return [state for answer in found for state in answer["jurisdictions"]["nodes"]]


async def test_all_counties_of_the_census_stand_in_one_answer(ask: Ask, queries: Path, sources: Path) -> None:
    answer = await ask((queries / "county-map.graphql").read_text(encoding="utf-8"), year=2015)
    census = pl.read_csv(
        sources / "reference/census_county_population_2020_2024.csv",
        encoding="latin-1",
        schema_overrides={"STATE": pl.String, "COUNTY": pl.String},
    ).filter(pl.col("COUNTY") != "000")
    people = {
        state + county: population
        for state, county, population in census.select("STATE", "COUNTY", "POPESTIMATE2024").iter_rows()
    }
    found = answer["jurisdictions"]
    assert found["totalCount"] == len(found["nodes"]) == len(people) == 3144
    assert {node["code"]: node["population"]["value"] for node in found["nodes"]} == people
    for node in found["nodes"]:
        detainers = node["detainers"]
        months = [step["period"]["from"] for step in detainers["series"]]
        assert months == [*(f"2014-{m}-01" for m in (10, 11, 12)), *(f"2015-0{m}-01" for m in range(1, 8))]
        assert sum(step["total"]["value"] for step in detainers["series"]) == detainers["total"]["value"]


async def test_each_state_is_counted_as_in_the_workbook(states: list[Any], rows: pl.DataFrame) -> None:
    counted = dict(rows.group_by("State").len().iter_rows())
    named = {state["name"].upper(): state["detainers"]["total"]["value"] for state in states}
    assert counted.keys() - {None} <= named.keys()
    assert {name: total for name, total in named.items() if total} == {
        name: count for name, count in counted.items() if name is not None
    }
    assert sum(named.values()) + counted[None] == rows.height == 79_053


async def test_each_state_is_its_counties_prisons_federal_keepers_and_unplaced(states: list[Any]) -> None:
    for state in states:
        detainers = state["detainers"]
        counties = sum(county["detainers"]["total"]["value"] for county in state["counties"]["nodes"])
        custodies = {each["custody"]: each["count"]["value"] for each in detainers["custodies"]}
        beside = sum(custodies[custody] for custody in BESIDE_COUNTIES)
        assert sum(custodies.values()) == detainers["total"]["value"], state["code"]
        assert counties + beside + detainers["unplaced"]["value"] == detainers["total"]["value"], state[
            "code"
        ]


async def test_the_nation_is_its_parts_and_what_has_no_state(
    ask: Ask, states: list[Any], rows: pl.DataFrame
) -> None:
    answer = await ask(
        """{ jurisdiction(code: "US") {
          detainers(period: { fiscalYear: 2015 }, source: "ice-foia-2015") {
            total { value } unplaced { value } custodies { custody count { value } } }
          counties(first: 4000) { totalCount nodes { detainers(period: { fiscalYear: 2015 }) { total { value } } } } } }"""
    )
    nation = answer["jurisdiction"]["detainers"]
    counties = answer["jurisdiction"]["counties"]
    parts: Counter[str] = Counter({each["custody"]: each["count"]["value"] for each in nation["custodies"]})
    local = sum(county["detainers"]["total"]["value"] for county in counties["nodes"])
    assert counties["totalCount"] == 3144
    assert nation["total"]["value"] == parts.total() == 79_053
    assert local + sum(parts[c] for c in BESIDE_COUNTIES) + nation["unplaced"]["value"] == 79_053
    stateless = rows["State"].null_count()
    assert stateless == 9020
    assert (
        sum(state["detainers"]["unplaced"]["value"] for state in states) + stateless
        == nation["unplaced"]["value"]
    )


@pytest.mark.parametrize("code", ["US", "CA", "MN", "06037", "27053"])
async def test_fiscal_year_2015_says_that_it_is_covered_to_july_only(ask: Ask, code: str) -> None:
    answer = await ask(
        """query ($code: String!) { jurisdiction(code: $code) {
          detainers(period: { fiscalYear: 2015 }) {
            period { from to label } caveats { code text } total { caveats { code } }
            rate(definition: PICKUP_OF_RESOLVED) { caveats { code } } }
          detainerCount(period: { fiscalYear: 2015 }) { lower upper qualifier caveats { code } } } }""",
        code=code,
    )
    jurisdiction = answer["jurisdiction"]
    detainers = jurisdiction["detainers"]
    assert (detainers["period"]["from"], detainers["period"]["to"]) == ("2014-10-01", "2015-07-19")
    for caveats in (
        detainers["caveats"],
        detainers["total"]["caveats"],
        detainers["rate"]["caveats"],
        jurisdiction["detainerCount"]["caveats"],
    ):
        assert "INCOMPLETE_PERIOD" in {caveat["code"] for caveat in caveats}
    count = jurisdiction["detainerCount"]
    assert (count["qualifier"], count["upper"]) == ("AT_LEAST", None)


async def test_state_prisons_never_count_in_a_countys_own_total(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdictions(kind: COUNTY, first: 4000) { nodes { code
          detainers(period: { fiscalYear: 2015 }) { total { value } }
          prison: detainers(period: { fiscalYear: 2015 }, custody: STATE_PRISON) { total { value } }
          federal: detainers(period: { fiscalYear: 2015 }, custody: FEDERAL) { total { value } }
          ice: detainers(period: { fiscalYear: 2015 }, custody: ICE) { total { value } }
          all: detainers(period: { fiscalYear: 2015 }, custody: ALL) { total { value } } } } }"""
    )
    nodes = answer["jurisdictions"]["nodes"]
    for node in nodes:
        parts = [node[part]["total"]["value"] for part in ("detainers", "prison", "federal", "ice")]
        assert sum(parts) == node["all"]["total"]["value"], node["code"]
    assert sum(node["prison"]["total"]["value"] for node in nodes) > 1000
