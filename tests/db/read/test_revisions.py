"""Revisions as they are read: the newest, by number, on a day, in pages."""

from datetime import date, timedelta

import pytest

from db.database import Pool, open_pool
from db.read import revisions as read
from db.snapshot import PUBLISHED_AT

pytestmark = pytest.mark.anyio


async def test_an_empty_database_has_none(empty_database: str) -> None:
    async with await open_pool(empty_database, 1) as pool:
        assert await read.latest_revision(pool) is None
        assert await read.revision_by_number(pool, 1) is None
        assert await read.revision_on(pool, date(2026, 11, 24)) is None
        assert (await read.revisions_page(pool, 1, after=None, first=5)).rows == ()


async def test_the_newest_has_the_highest_number(pool: Pool) -> None:
    newest = await read.latest_revision(pool)
    assert newest
    assert newest.published_at == PUBLISHED_AT
    assert await read.revision_by_number(pool, newest.number) == newest
    assert await read.revision_by_number(pool, newest.number + 1) is None
    assert await read.revision_on(pool, PUBLISHED_AT.date()) == newest
    assert await read.revision_on(pool, date.max) == newest
    assert await read.revision_on(pool, PUBLISHED_AT.date() - timedelta(days=1)) is None


async def test_several_by_number_up_to_the_one_that_answers(pool: Pool) -> None:
    found = await read.revisions_by_number(pool, 3, [1, 3, 4, 10**6, -1])
    assert sorted(found) == [1, 3]
    assert found[3] == await read.revision_by_number(pool, 3)


@pytest.mark.parametrize("size", [1, 4, 100])
async def test_pages_go_down_from_the_one_that_answers(pool: Pool, size: int) -> None:
    numbers: list[int] = []
    after = None
    while True:
        page = await read.revisions_page(pool, 9, after=after, first=size)
        assert page.total == 9
        assert page.keys == tuple((str(row.number),) for row in page.rows)
        numbers += [row.number for row in page.rows]
        if not page.more:
            break
        after = numbers[-1]
    assert numbers == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert (await read.revisions_page(pool, 9, after=1, first=size)).total == 9
