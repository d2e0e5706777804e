"""Jails and prisons as they are read."""

import pytest

from db.database import Pool
from db.read import facilities as read
from db.read.facilities import Facility
from db.read.facility_names import read_facility_names
from db.read.revisions import latest_revision
from db.words import Custody

pytestmark = pytest.mark.anyio


@pytest.fixture
async def revision(pool: Pool) -> int:
    found = await latest_revision(pool)
    assert found
    return found.number


async def found(
    pool: Pool, revision: int, code: str, custody: Custody | None = None, among: tuple[str, ...] | None = None
) -> list[Facility]:
    """Every facility of an area that meets the conditions, page by page."""
    rows: list[Facility] = []
    after = None
    while True:
        pages = await read.facilities_pages(
            pool, revision, [code], custody=custody, among=among, after=after, first=300
        )
        rows += pages[code].rows
        if not pages[code].more:
            assert len(rows) == pages[code].total
            return rows
        after = pages[code].keys[-1]


async def test_the_state_prisons_of_a_system_stand_in_counties_and_belong_to_none(
    pool: Pool, revision: int
) -> None:
    prisons = await found(pool, revision, "MN-DOC")
    assert len(prisons) >= 8
    assert {prison.custody for prison in prisons} == {Custody.STATE_PRISON}
    st_cloud = [prison for prison in prisons if "cloud" in prison.id]
    assert {prison.county for prison in st_cloud} == {"27141"}


async def test_custodies_make_up_a_state(pool: Pool, revision: int) -> None:
    whole = await found(pool, revision, "MN")
    parts = [await found(pool, revision, "MN", custody) for custody in Custody]
    assert sorted(f.id for part in parts for f in part) == sorted(f.id for f in whole)


async def test_some_facilities_come_in_the_order_asked_for(pool: Pool, revision: int) -> None:
    asked = ("mn-ramsey-county-jail", "no-such-facility", "mn-anoka-county-jail", "il-cook-county-jail")
    there = [asked[0], asked[2], asked[3]]
    assert [f.id for f in await found(pool, revision, "US", among=asked)] == there
    assert [f.id for f in await found(pool, revision, "MN", among=asked)] == there[:2]
    assert await found(pool, revision, "MN", among=()) == []


async def test_names_tell_the_codes_of_ice_and_find_what_a_search_means(pool: Pool, revision: int) -> None:
    names = await read_facility_names(pool, revision)
    assert names.codes("mn-crow-wing-county-jail") == ("CROWGMN",)
    assert names.codes("no-such-facility") == ()
    assert names.called("HENNEPIN ADC") == ("mn-hennepin-county-adc",)
    assert names.called(" ") is None
    assert names.called("…") == names.called("%") == names.called("Москва") == ()
    assert names.called("nothing like it") == ()
    assert (await read_facility_names(pool, 0)).called("hennepin") == ()


async def test_a_code_of_ices_list_is_of_one_facility(pool: Pool, revision: int) -> None:
    names = await read_facility_names(pool, revision)
    everywhere = await found(pool, revision, "US")
    codes = [code for facility in everywhere for code in names.codes(facility.id)]
    assert len(codes) > 900
    assert len(set(codes)) == len(codes)


async def test_several_areas_at_once_are_those_of_each(pool: Pool, revision: int) -> None:
    codes = ["US", "MN", "27053", "MN-DOC", "nowhere"]
    together = await read.facilities_pages(
        pool, revision, codes, custody=None, among=None, after=None, first=4
    )
    for code in codes:
        alone = await read.facilities_pages(
            pool, revision, [code], custody=None, among=None, after=None, first=4
        )
        assert together[code] == alone[code]
    assert together["nowhere"].total == 0


async def test_a_page_behind_the_last_still_knows_the_total(pool: Pool, revision: int) -> None:
    pages = await read.facilities_pages(
        pool, revision, ["27053", "US"], custody=None, among=None, after=("zzz", "zzz"), first=4
    )
    assert pages["27053"].rows == ()
    assert pages["27053"].total == len(await found(pool, revision, "27053")) > 5


async def test_by_id_with_every_spelling(pool: Pool, revision: int) -> None:
    ids = ["mn-hennepin-county-adc", "no-such-facility"]
    assert list(await read.facilities_by_id(pool, revision, ids)) == ids[:1]
    spellings = await read.spellings_of(pool, revision, ids)
    assert "HENNEPIN COUNTY ADC" in spellings[ids[0]]
    assert list(spellings[ids[0]]) == sorted(set(spellings[ids[0]]))
    assert ids[1] not in spellings


async def test_confidence_runs_from_nothing_to_one(pool: Pool, revision: int) -> None:
    for facility in await found(pool, revision, "MN"):
        assert 0 <= facility.confidence <= 1
        assert (facility.confidence == 0) == (facility.placed_by == "UNPLACED")
