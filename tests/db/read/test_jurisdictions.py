"""Places and prison systems as they are read: by code, in pages, with their people."""

import csv
from pathlib import Path
from typing import Any

import pytest

from db.database import Pool
from db.read import jurisdictions as read
from db.read.jurisdictions import Jurisdiction, Jurisdictions, Order
from db.read.pages import Page
from db.read.revisions import latest_revision
from db.words import JurisdictionKind, JurisdictionOrderField

pytestmark = pytest.mark.anyio


@pytest.fixture
async def revision(pool: Pool) -> int:
    found = await latest_revision(pool)
    assert found
    return found.number


@pytest.fixture
async def places(pool: Pool, revision: int) -> Jurisdictions:
    return await read.read_jurisdictions(pool, revision)


async def test_by_code_and_what_there_is_not_is_missing(places: Jurisdictions) -> None:
    found = {code: places.by_code[code] for code in ("US", "MN", "27053", "CA-CDCR")}
    assert {code: (each.kind, each.name, each.parent, each.state) for code, each in found.items()} == {
        "US": (JurisdictionKind.NATION, "United States", None, None),
        "MN": (JurisdictionKind.STATE, "Minnesota", "US", "MN"),
        "27053": (JurisdictionKind.COUNTY, "Hennepin County", "MN", "MN"),
        "CA-CDCR": (
            JurisdictionKind.PRISON_SYSTEM,
            "California Department of Corrections and Rehabilitation",
            "CA",
            "CA",
        ),
    }
    assert not {"XX", ""} & places.by_code.keys()
    assert places.systems["CA"].code == "CA-CDCR"


async def test_nothing_before_the_first_revision(pool: Pool) -> None:
    assert (await read.read_jurisdictions(pool, 0)).by_code == {}


def page(places: Jurisdictions, first: int = 10, **conditions: Any) -> Page[Jurisdiction]:
    asked = {"codes": None, "kind": None, "within": None, "search": None, "order": None, "after": None}
    return places.page(**{**asked, **conditions}, first=first)


async def test_each_kind_has_as_many_as_there_are(places: Jurisdictions) -> None:
    counted = {kind: page(places, kind=kind, first=1).total for kind in JurisdictionKind}
    assert counted.pop(JurisdictionKind.PRISON_SYSTEM) >= 50
    assert counted == {
        JurisdictionKind.NATION: 1,
        JurisdictionKind.STATE: 51,
        JurisdictionKind.TERRITORY: 5,
        JurisdictionKind.COUNTY: 3144,
    }


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("doña ana", ["35013"]),
        ("DONA ANA", ["35013"]),
        ("st louis county, minn.", ["27137"]),
        ("prince george's county", ["24033"]),
        ("no such place", []),
    ],
)
async def test_a_search_finds_the_best_answers_first(
    places: Jurisdictions, search: str, expected: list[str]
) -> None:
    found = page(places, kind=JurisdictionKind.COUNTY, search=search)
    assert [row.code for row in found.rows] == expected
    assert found.total == len(expected)


@pytest.mark.parametrize(
    ("search", "total"),
    [("", 3144), (" ", 3144), ("\t\u3000", 3144), ("%", 0), ("…", 0), ("日本", 0), ("🏛️", 0)],
)
async def test_a_blank_search_asks_for_everything_and_no_other_does(
    places: Jurisdictions, search: str, total: int
) -> None:
    assert page(places, kind=JurisdictionKind.COUNTY, search=search).total == total


async def test_an_order_goes_before_how_well_a_search_is_answered(places: Jurisdictions) -> None:
    found = page(places, search="st louis", order=Order(JurisdictionOrderField.POPULATION, descending=True))
    assert [row.code for row in found.rows] == ["29189", "29510", "27137"]


@pytest.mark.parametrize("order", [None, Order(JurisdictionOrderField.NAME), Order(descending=True)])
async def test_pages_go_on_behind_the_key_of_the_last(places: Jurisdictions, order: Order | None) -> None:
    whole = page(places, search="wash", order=order, first=100)
    rows: list[str] = []
    after = None
    while len(rows) < whole.total:
        part = page(places, search="wash", order=order, after=after, first=7)
        rows += [row.code for row in part.rows]
        after = part.keys[-1]
        assert part.total == whole.total
        assert part.more == (len(rows) < whole.total)
    assert rows == [row.code for row in whole.rows]


async def test_counties_are_those_of_a_state(places: Jurisdictions) -> None:
    def counties(parent: str, search: str | None = None) -> Page[Jurisdiction]:
        return places.counties(parent, search=search, order=None, after=None, first=5)

    assert {code: counties(code).total for code in ("MN", "DE", "US", "CA-CDCR")} == {
        "MN": 87,
        "DE": 3,
        "US": 3144,
        "CA-CDCR": 0,
    }
    assert [row.code for row in counties("MN", "st louis").rows] == ["27137"]


async def test_people_are_those_of_the_census(pool: Pool, revision: int, sources: Path) -> None:
    with (sources / "reference/census_county_population_2020_2024.csv").open(encoding="latin-1") as file:
        rows = {row["STATE"] + row["COUNTY"]: row for row in csv.DictReader(file)}
    for year in range(2020, 2025):
        found = await read.populations(pool, revision, ["MN", "27053", "06037"], year)
        assert found["27053"].people == int(rows["27053"][f"POPESTIMATE{year}"])
        assert found["06037"].people == int(rows["06037"][f"POPESTIMATE{year}"])
        assert found["MN"].people == int(rows["27000"][f"POPESTIMATE{year}"])
    latest = await read.populations(pool, revision, ["27053"], None)
    assert latest["27053"].year == 2024
    assert await read.populations(pool, revision, ["27053"], 1999) == {}


async def test_secure_communities_began_in_these_months(pool: Pool, revision: int, sources: Path) -> None:
    found = await read.activations(pool, revision, ["48201", "27053", "99999"])
    assert found["48201"]
    assert (found["48201"].year, found["48201"].month) == (2008, 10)  # Harris County, the first
    assert found["27053"]
    assert "99999" not in found
