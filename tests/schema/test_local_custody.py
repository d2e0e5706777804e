"""What is counted of a county if no custody is named, as it is described, counted and written in the workbook."""

from pathlib import Path

import polars as pl
import pytest
from graphql import GraphQLObjectType, build_schema

from db.meaning.phrases import WHAT_LOCAL_CUSTODY_IS
from schema.sdl import sdl
from tests.schema.asking import Ask

WORKBOOK = "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx"
# Read off the workbook by hand: the facilities that stand in Hennepin County and are not ICE's own.
HENNEPIN = {
    "COUNTY_JAIL": ["HENNEPIN COUNTY ADC", "HENNIPEN COUNTY WORKHOUSE"],
    "CITY_LOCKUP": ["BLOOMINGTON POLICE DEPT.", "BROOKLYN PARK POLICE DEPT."],
    "HOSPITAL": ["HENNEPIN CO. MEDICAL CENT"],
}


def described(kind: str, field: str) -> str:
    """The description of a field's argument `custody`."""
    found = build_schema(sdl()).get_type(kind)
    assert isinstance(found, GraphQLObjectType)
    return found.fields[field].args["custody"].description or ""


@pytest.mark.parametrize("field", ["detainers", "detainerCount", "releaseCount", "pickupCount", "pickupRate"])
def test_the_custody_argument_says_what_a_countys_local_custody_is(field: str) -> None:
    description = described("Jurisdiction", field)
    assert WHAT_LOCAL_CUSTODY_IS in description
    assert "local jails" not in description


@pytest.mark.parametrize("kind", ["Jurisdiction", "Query"])
def test_a_list_of_facilities_has_every_custody_if_none_is_named(kind: str) -> None:
    assert "If not given, or with ALL: every jail and prison" in described(kind, "facilities")


@pytest.mark.anyio
async def test_a_hospital_is_in_the_total_of_its_county_and_ices_own_facility_only_in_its_list(
    ask: Ask, sources: Path
) -> None:
    rows = pl.read_excel(sources / WORKBOOK).filter(pl.col("State") == "MINNESOTA")
    by_hand = {
        custody: rows.filter(pl.col("Detainer Detention Facility").is_in(names)).height
        for custody, names in HENNEPIN.items()
    }
    answer = await ask(
        """{ jurisdiction(code: "27053") {
          facilities(first: 50) { nodes { custody } } all: facilities(first: 50, custody: ALL) { nodes { custody } }
          detainers(period: {fiscalYear: 2015}) { total { value } custodies { custody count { value } } } } }"""
    )
    found = answer["jurisdiction"]
    counts = {each["custody"]: each["count"]["value"] for each in found["detainers"]["custodies"]}
    assert {custody: counts[custody] for custody in HENNEPIN} == by_hand
    assert (by_hand["HOSPITAL"], found["detainers"]["total"]["value"]) == (1, sum(by_hand.values()))
    assert "ICE" in {each["custody"] for each in found["facilities"]["nodes"]}
    assert found["facilities"] == found["all"]
