"""What jurisdictions and facilities count is what the cells of their places come to, at every revision."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from db.load.areas import CELLS, add_up
from db.load.withdraw import withdraw
from tests.schema.revising import revise_everything

pytestmark = pytest.mark.anyio

OF_CELLS = """
select c.grain, w.within, c.start_on, c.end_on, w.custody, c.form, c.lift_reason,
    sum(case when c.duplicate then 0 else c.count end) as count,
    sum(case when c.duplicate or w.placed or w.custody in ('STATE_PRISON', 'FEDERAL', 'ICE') then 0 else c.count end)
        as unplaced,
    sum(case when c.duplicate then c.count else 0 end) as duplicates
from detainer_cell c join place_within w on w.place = c.place
where c.since <= $1 and $1 < c.until and w.since <= $1 and $1 < w.until
group by 1, 2, 3, 4, 5, 6, 7
"""

COUNTED = """
select grain, within, start_on, end_on, custody, form, lift_reason, sum(count) as count, sum(unplaced) as unplaced,
    sum(duplicates) as duplicates
from area_count
where span in ('CELL', 'FACILITY') and since <= $1 and $1 < until
group by 1, 2, 3, 4, 5, 6, 7
"""

YEARS = """
select a.span, a.grain, a.within, a.custody, a.form, a.lift_reason, a.count, a.unplaced, a.duplicates, (
    select (sum(c.count), sum(c.unplaced), sum(c.duplicates))::text from area_count c
    where c.span = 'CELL' and (c.grain, c.within, c.custody, c.form, c.lift_reason)
        = (a.grain, a.within, a.custody, a.form, a.lift_reason)
        and c.start_on >= a.start_on and c.end_on <= a.end_on and c.since <= $1 and $1 < c.until
) as cells
from area_count a
where a.span in ('FISCAL_YEAR', 'CALENDAR_YEAR') and a.within in ('US', 'MN', '27053') and a.since <= $1 and $1 < a.until
"""

LAST_DAYS = """
select distinct a.span, a.start_on, a.end_on, g.covers_from, g.covers_to
from area_count a join grain g on g.key = a.grain and g.since <= $1 and $1 < g.until
where a.span in ('FISCAL_YEAR', 'CALENDAR_YEAR') and a.since <= $1 and $1 < a.until
"""


@pytest.fixture
async def connection(database: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A database in which cells, places and the days of a grain changed, and one load was taken back."""
    connection = await asyncpg.connect(database)
    await revise_everything(connection)
    loaded = "select revision from release where source = 'ice-facility-2007-2015'"
    await withdraw(connection, await connection.fetchval(loaded), "it is a test")
    yield connection
    await connection.close()


async def test_they_come_to_the_same_at_every_revision(
    connection: asyncpg.Connection[asyncpg.Record],
) -> None:
    newest = await connection.fetchval("select max(number) from revision")
    seen = set()
    for revision in range(1, newest + 1):
        expected = {tuple(record) for record in await connection.fetch(OF_CELLS, revision)}
        assert {tuple(record) for record in await connection.fetch(COUNTED, revision)} == expected
        seen.add(len(expected))
    assert len(seen) > 5


async def test_a_year_is_the_cells_whose_days_lie_in_it(
    connection: asyncpg.Connection[asyncpg.Record],
) -> None:
    newest = await connection.fetchval("select max(number) from revision")
    for revision in (newest - 2, newest - 1, newest):
        years = await connection.fetch(YEARS, revision)
        assert {record["span"] for record in years} == {"FISCAL_YEAR", "CALENDAR_YEAR"}
        for year in years:
            assert year["cells"] == f"({year['count']},{year['unplaced']},{year['duplicates']})"


async def test_the_first_and_the_last_year_are_cut_to_the_days_of_the_grain(
    connection: asyncpg.Connection[asyncpg.Record],
) -> None:
    newest = await connection.fetchval("select max(number) from revision")
    for revision in (newest - 2, newest - 1, newest):
        for span, start, end, first, last in await connection.fetch(LAST_DAYS, revision):
            begins, ends = ((10, 1), (9, 30)) if span == "FISCAL_YEAR" else ((1, 1), (12, 31))
            assert start == first or (start.month, start.day) == begins
            assert end == last or (end.month, end.day) == ends
            assert first <= start <= end <= last


async def test_cells_of_a_table_without_days_are_not_gone_through_for_each_place(database: str) -> None:
    """All of them have one day: kept for it, 17,555 places would each go through 16,330 cells."""
    connection = await asyncpg.connect(database)
    loaded = "select revision from release where source = 'ice-facility-2007-2015'"
    async with connection.transaction():
        await add_up(connection, await connection.fetchval(loaded))
        plan = await connection.fetch(f"explain {CELLS[CELLS.index('select') :]}")
    await connection.close()
    assert not [record[0] for record in plan if "Memoize" in record[0]]
