"""The places of law-enforcement agencies, against ICE's newest list and HIFLD's list as they are."""

import asyncio
import csv
import re
from pathlib import Path

import asyncpg
import polars as pl
import pytest

from db.embedded import EmbeddedServer
from db.load.lists import read_lists
from db.places.agencies import Agencies
from db.places.names import words
from db.places.states import CODE_OF_NAME
from tests.conftest import clone

CURATED = Path(__file__).parents[2] / "db" / "places" / "agency_counties.csv"
NEWEST = "agreements-287g/ice-lists/participatingAgencies05182026am.xlsx"
LOCAL = ("County", "Municipality")

# What ICE's newest list calls the keepers of prisons, read by eye: State Agency, a state's name, "Correct".
PRISON_SYSTEMS = [
    "AK-DOC", "AR-DOC", "AZ-DOC", "FL-DOC", "GA-DOC", "IN-DOC", "LA-DOC", "MA-DOC", "MS-DOC", "NE-DOC", "OK-DOC",
    "SD-DOC", "TN-DOC", "UT-DOC", "WV-DOC",
]  # fmt: skip

# No line of any list says which county they work in, or they work in several.
IN_NO_COUNTY = [
    "Florida Southwestern State College Police Department",
    "Florida State College at Jacksonville Police Department",
    "Northwest Florida State College Police Department",
    "Sarasota Manatee Airport Authority Police Department",
    "Northwest Regional Police Department",
    "Rappahannock, Shenandoah, Warren Regional Jail Authority",
    "Southwest Virginia Regional Jail Authority",
]


@pytest.fixture(scope="module")
def agencies(postgres: EmbeddedServer, template: str) -> Agencies:
    with clone(postgres, template) as name:
        return asyncio.run(read_agencies(postgres.dsn(name)))


async def read_agencies(dsn: str) -> Agencies:
    connection = await asyncpg.connect(dsn)
    try:
        return (await read_lists(connection)).agencies()
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def newest(sources: Path) -> pl.DataFrame:
    sheet = pl.read_excel(sources / NEWEST, infer_schema_length=0)
    return sheet.with_columns(
        pl.col("STATE").str.strip_chars().str.to_uppercase().replace_strict(CODE_OF_NAME),
        pl.col("LAW ENFORCEMENT AGENCY").str.strip_chars().alias("AGENCY"),
        pl.col("TYPE").str.strip_chars(),
    )


@pytest.fixture(scope="module")
def hifld(sources: Path) -> list[dict[str, str]]:
    path = sources / "facilities/hifld_law_enforcement_places.csv"
    return pl.read_csv(path, infer_schema=False).to_dicts()


def test_every_states_keeper_of_prisons_is_its_prison_system(
    agencies: Agencies, newest: pl.DataFrame
) -> None:
    keepers = newest.filter(
        (pl.col("TYPE") == "State Agency")
        & pl.col("AGENCY").str.contains("Correct")
        & (pl.col("STATE") != "MP")
    )
    assert keepers.height == 22
    placed = {
        agencies.jurisdiction(row["STATE"], row["AGENCY"], row["TYPE"], row["COUNTY"])
        for row in keepers.iter_rows(named=True)
    }
    assert sorted(placed, key=str) == PRISON_SYSTEMS
    # The lists before 2025 have no type, and what they call a state's is one all the same.
    assert agencies.jurisdiction("VA", "Virginia Department of Corrections", None, None) == "VA-DOC"


def test_a_countys_jailers_and_a_territorys_are_of_no_prison_system(agencies: Agencies) -> None:
    name = "Miami-Dade Corrections and Rehabilitation"
    assert agencies.jurisdiction("FL", name, "County", "Miami-Dade County") == "12086"
    assert agencies.jurisdiction("FL", "Osceola County Corrections Department", None, None) == "12097"
    assert agencies.jurisdiction("MP", "CNMI Department of Corrections", "State Agency", "#NA") is None
    assert agencies.jurisdiction("AR", "Arkansas State Police Department", "State Agency", "Pulaski") is None


def test_local_agencies_of_the_newest_list_have_a_county_but_for_seven(
    agencies: Agencies, newest: pl.DataFrame
) -> None:
    missing = [
        row["AGENCY"]
        for row in newest.filter(pl.col("TYPE").is_in(LOCAL)).iter_rows(named=True)
        if agencies.jurisdiction(row["STATE"], row["AGENCY"], row["TYPE"], row["COUNTY"]) is None
    ]
    assert missing == IN_NO_COUNTY


@pytest.mark.parametrize(
    ("state", "agency", "county", "code"),
    [
        ("FL", "City of Miami Police Department", None, "12086"),
        ("NH", "Town of Hinsdale Police Department", None, "33005"),
        ("PA", "Mahoning Township Police Department", "Lawrence", "42073"),
        ("MI", "Berrian County Sheriff's Office", "Berrian County", "26021"),
        ("VA", "Hopewell County Sheriff's Office", "Hopewell County", "51670"),
        ("TX", "Tye Police Department", "Galveston County", "48441"),
        # HIFLD has it in Habersham County, and the town lies in both: what ICE gives stands.
        ("GA", "Alto Police Department", "Banks County", "13011"),
        # Pennsylvania has four townships of the name.
        ("PA", "Derry Township Constable's Office", None, None),
    ],
)
def test_what_is_said_of_an_agency_places_it(
    agencies: Agencies, state: str, agency: str, county: str | None, code: str | None
) -> None:
    assert agencies.jurisdiction(state, agency, "Municipality", county) == code


def test_no_agency_that_hifld_knows_by_name_is_elsewhere_but_where_one_of_the_lists_is_right(
    agencies: Agencies, newest: pl.DataFrame, hifld: list[dict[str, str]]
) -> None:
    known: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for row in hifld:
        known.setdefault((row["STATE"], words(row["NAME"])), set()).add(row["COUNTYFIPS"])
    elsewhere = {}
    for row in newest.filter(pl.col("TYPE").is_in(LOCAL)).iter_rows(named=True):
        code = agencies.jurisdiction(row["STATE"], row["AGENCY"], row["TYPE"], row["COUNTY"])
        listed = known.get((row["STATE"], words(row["AGENCY"])), set())
        if code and len(listed) == 1 and code not in listed:
            elsewhere[row["AGENCY"]] = (code, *listed)
    assert elsewhere == {
        "Alto Police Department": ("13011", "13137"),  # the town lies in both
        "Mustang Ridge Police Department": ("48055", "48453"),  # so does the city
        "West Harrison Police Department": ("18029", "39061"),  # HIFLD's county is across the river, in Ohio
    }


def test_every_curated_county_is_listed_as_its_reason_says(
    newest: pl.DataFrame, hifld: list[dict[str, str]], sources: Path
) -> None:
    with CURATED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counties = set(
        pl.read_csv(sources / "facilities/county_area_of_responsibility.csv", infer_schema=False)["geoid"]
    )
    agencies = set(newest.select("STATE", "AGENCY").iter_rows())
    assert rows == sorted(rows, key=lambda row: (row["state"], row["agency"]))
    for row in rows:
        lines = [int(line) for line in re.findall(r"HIFLD, line (\d+)", row["reason"])]
        assert [(hifld[line - 2]["STATE"], hifld[line - 2]["COUNTYFIPS"]) for line in lines] == [
            (row["state"], row["county"])
        ] * len(lines), row
        assert lines or "in no list that is read here" in row["reason"] or "ICE misspells" in row["reason"]
        assert row["county"] in counties
    assert len([row for row in rows if (row["state"], row["agency"]) in agencies]) == len(rows) - 3
