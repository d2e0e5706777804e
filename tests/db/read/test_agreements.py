"""Agreements as they are read, against ICE's latest list itself."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.database import Pool
from db.read import agreements as read
from db.read.agreements import Agreement
from db.read.revisions import latest_revision
from db.words import AgreementModel

pytestmark = pytest.mark.anyio

LATEST = date(2026, 5, 18)


@pytest.fixture
async def revision(pool: Pool) -> int:
    found = await latest_revision(pool)
    assert found
    return found.number


async def pages(pool: Pool, revision: int, size: int, **conditions: object) -> list[Agreement]:
    """Every agreement that meets the conditions, page by page."""
    found: list[Agreement] = []
    after = None
    while True:
        asked = {"within": None, "on": None, "model": None, **conditions}
        page = await read.agreements_page(pool, revision, after=after, first=size, **asked)  # type: ignore[arg-type]  # a dict
        found += page.rows
        if not page.more:
            assert len(found) == page.total
            return found
        after = page.keys[-1][0]


async def test_on_the_day_of_the_latest_list_its_agreements_stand(
    pool: Pool, revision: int, sources: Path
) -> None:
    (path,) = (sources / "agreements-287g/ice-lists").glob("*05182026*.xlsx")
    rows = pl.read_excel(path, columns=["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE"])
    standing = await pages(pool, revision, 500, on=LATEST)
    assert len(standing) == rows.height == 1843
    assert (
        len({agreement.state for agreement in standing}) == rows["STATE"].str.strip_chars().n_unique() == 40
    )
    models = {"JAIL": "JAIL_ENFORCEMENT", "WARRANT": "WARRANT_SERVICE", "TASK": "TASK_FORCE"}
    first_word = rows["SUPPORT TYPE"].str.strip_chars().str.to_uppercase().str.split(" ").list.first()
    assert Counter(agreement.model.value for agreement in standing) == Counter(
        models[word] for word in first_word
    )


async def test_california_has_none_and_minnesota_ten(pool: Pool, revision: int) -> None:
    assert await pages(pool, revision, 10, within="CA", on=LATEST) == []
    minnesota = await pages(pool, revision, 3, within="MN", on=LATEST)
    assert len(minnesota) == 10
    assert len({agreement.agency for agreement in minnesota}) == 9
    assert len(await pages(pool, revision, 10, within="27035", on=LATEST)) == 2  # Crow Wing


async def test_jackson_county_left_the_list(pool: Pool, revision: int) -> None:
    """It stands on the list of 26 November 2025 and not on that of 31 December; ICE's of 12 December is not read here."""
    warrants, jail = sorted(
        await pages(pool, revision, 10, within="27063"), key=lambda each: each.model, reverse=True
    )
    assert (warrants.model, warrants.removed_after, warrants.removed_before) == (
        AgreementModel.WARRANT_SERVICE,
        date(2025, 11, 26),
        date(2025, 12, 31),
    )
    assert jail.removed_before == date(2025, 7, 30)
    assert await pages(pool, revision, 10, within="27063", on=date(2025, 12, 12)) == [warrants]
    assert await pages(pool, revision, 10, within="27063", on=date(2025, 12, 31)) == []


async def test_those_of_an_area_on_a_day_are_those_of_the_pages(pool: Pool, revision: int) -> None:
    for day in (date(2021, 6, 1), date(2025, 3, 15), LATEST):
        found = await read.agreements_of(pool, revision, ["US", "MN", "27063", "27035", "CA"], day)
        for code in ("US", "MN", "27063", "27035", "CA"):
            expected = await pages(pool, revision, 500, within=code, on=day)
            assert {a.id for a in found.get(code, [])} == {a.id for a in expected}, (code, day)


async def test_each_model_is_found_alone(pool: Pool, revision: int) -> None:
    whole = await pages(pool, revision, 500, within="MN")
    parts = [await pages(pool, revision, 500, within="MN", model=model) for model in AgreementModel]
    assert sorted(a.id for part in parts for a in part) == sorted(a.id for a in whole)


async def test_spans_are_sound(pool: Pool, revision: int) -> None:
    everything = await pages(pool, revision, 500)
    assert len({agreement.id for agreement in everything}) == len(everything) > 1843
    for agreement in everything:
        assert agreement.first_listed_on <= agreement.last_listed_on
        assert (agreement.removed_after is None) == (agreement.removed_before is None)
        if agreement.removed_after and agreement.removed_before:
            assert agreement.last_listed_on == agreement.removed_after < agreement.removed_before


async def test_by_id(pool: Pool, revision: int) -> None:
    one, *_ = await pages(pool, revision, 500, within="MN")
    assert await read.agreements_by_id(pool, revision, [one.id, "no such agreement"]) == {one.id: one}


async def test_the_newest_list_up_to_a_day(pool: Pool, revision: int) -> None:
    days = [date(2020, 1, 1), LATEST, date(2026, 12, 31)]
    assert await read.last_lists(pool, revision, days) == {LATEST: LATEST, date(2026, 12, 31): LATEST}
