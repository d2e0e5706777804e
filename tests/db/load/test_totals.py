"""The totals that are kept are what the cells of areas come to, at every revision, and each is one row for as long as it holds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import NamedTuple

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from db.database import Connection
from db.load.areas import add_up
from db.load.pipeline import take_turn
from db.load.revise import CELL, revise
from db.load.withdraw import withdraw
from db.migrate import SCRIPTS, migrate
from tests.db.load.totals import KEPT, WRONG, fill
from tests.db.next_version import downgrade
from tests.schema.revising import revise_everything


@pytest.fixture
async def connection(database: str) -> AsyncIterator[Connection]:
    """A database in which cells, places and the days of a grain changed twice, and a load was taken back in between."""
    connection = await asyncpg.connect(database)
    await revise_everything(connection)
    loaded = "select revision from release where source = 'ice-facility-2007-2015'"
    await withdraw(connection, await connection.fetchval(loaded), "it is a test")
    await revise_everything(connection)
    yield connection
    await connection.close()


@pytest.mark.anyio
async def test_they_are_what_the_cells_come_to_at_every_revision(connection: Connection) -> None:
    assert await connection.fetch(WRONG) == []
    spans = await connection.fetch(
        "select span, count(*) filter (where until < 2147483647) as past, count(*) filter (where since > 14) as new "
        "from area_total group by span"
    )
    assert {record["span"] for record in spans} == {"CELL", "FISCAL_YEAR", "CALENDAR_YEAR"}
    assert all(record["past"] > 100 and record["new"] > 100 for record in spans)


BROKEN = {
    "update area_total set count = count + 1 where ctid = $1": {"missing", "too many"},
    "delete from area_total where ctid = $1": {"missing"},
    "insert into area_total select grain, within, span, start_on, end_on, custody, count, since, 14 from area_total "
    "where ctid = $1": {"too many"},
    "with cut as (update area_total set until = 14 where ctid = $1 returning *) "
    "insert into area_total select grain, within, span, start_on, end_on, custody, count, 14 from cut": {
        "cut in two"
    },
}


@pytest.mark.anyio
async def test_what_is_wrong_would_be_seen(connection: Connection) -> None:
    one = await connection.fetchval(
        "select min(ctid) from area_total where until = 2147483647 and since < 14"
    )
    for statement, faults in BROKEN.items():
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement, one)
        assert {record["fault"] for record in await connection.fetch(WRONG)} == faults
        await transaction.rollback()


@pytest.mark.anyio
async def test_a_database_that_has_a_history_gets_the_rows_that_loads_make(
    connection: Connection, database: str
) -> None:
    made = await connection.fetch(KEPT)
    await downgrade(database, SCRIPTS, "0002")
    assert await connection.fetchval("select to_regclass('area_total')") is None
    await migrate(database)
    assert await connection.fetch(KEPT) == made


@pytest.mark.anyio
async def test_they_are_not_made_while_a_load_is_running(connection: Connection, database: str) -> None:
    """What it writes would not be among them."""
    await downgrade(database, SCRIPTS, "0002")
    async with connection.transaction():
        await take_turn(connection, 1)
        with pytest.raises(DBAPIError, match="lock timeout"):
            await migrate(database)
    await migrate(database)
    assert await connection.fetch(WRONG) == []


class Cell(NamedTuple):
    """Where detainers are counted."""

    place: int
    month: date
    form: int
    lift_reason: int
    is_duplicate: bool


class State(NamedTuple):
    """What a revision says: detainers by cell, the area and the custody of each place, the last day of the grain."""

    cells: dict[Cell, int]
    places: tuple[tuple[str, str], ...]
    covers_to: date


MONTHS = (date(2014, 9, 1), date(2014, 10, 1), date(2014, 12, 1), date(2015, 1, 1))
AREAS = st.tuples(st.sampled_from(["27053", "27123"]), st.sampled_from(["COUNTY_JAIL", "FEDERAL"]))
STATES = st.builds(
    State,
    st.dictionaries(
        st.builds(
            Cell,
            st.integers(1, 2),
            st.sampled_from(MONTHS),
            st.integers(1, 2),
            st.integers(0, 1),
            st.booleans(),
        ),
        st.integers(1, 2),
        max_size=8,
    ),
    st.tuples(AREAS, AREAS),
    st.sampled_from([date(2014, 12, 31), date(2015, 1, 31)]),
)

GRAIN = "key source id place within time dimensions covers_from covers_to states_known lumped".split()


async def write(connection: Connection, number: int, state: State) -> None:
    """Make a state what holds from a revision on, as a load does."""
    await connection.execute("insert into revision values ($1, $2, 'At random.')", number, datetime.now(UTC))
    covered = (MONTHS[0], state.covers_to)
    grain = (1, "ice-foia-2015", "a", "FACILITY", "US", "MONTH", ("LIFT_REASON",), *covered, True, ())
    await revise(connection, "grain", GRAIN, [grain], number)
    within = [(place, *at, True) for place, at in enumerate(state.places, 1)]
    await revise(connection, "place_within", ["place", "within", "custody", "placed"], within, number)
    cells = [
        (1, each.place, each.month, each.month.replace(day=28), *each[2:4], "", each.is_duplicate, count)
        for each, count in state.cells.items()
    ]
    await revise(connection, "detainer_cell", CELL, cells, number)
    await add_up(connection, number)


def counted(state: State) -> dict[tuple[str, str, date], int]:
    """The totals of a state by area, custody and month, counted here."""
    totals: Counter[tuple[str, str, date]] = Counter()
    for cell, count in state.cells.items():
        if not cell.is_duplicate:
            totals[*state.places[cell.place - 1], cell.month] += count
    return totals


OF_CELLS = """
select within, custody, start_on, count from area_in_all
where span = 'CELL' and since <= $1 and $1 < until and (holds or $1 < (select max(number) from revision))
"""


async def live(dsn: str, states: list[State]) -> None:
    """Load the states one after the other, look at every revision, and leave nothing behind."""
    connection = await asyncpg.connect(dsn)
    transaction = connection.transaction()
    await transaction.start()
    try:
        for number, state in enumerate(states, 1):
            await write(connection, number, state)
        assert await connection.fetch(WRONG) == []
        for number, state in enumerate(states, 1):
            found = await connection.fetch(OF_CELLS, number)
            assert {tuple(record)[:3]: record["count"] for record in found} == counted(state)
            assert len(found) == len(counted(state))
        made = await connection.fetch(KEPT)
        await connection.execute("delete from area_total")
        await connection.execute(fill())
        assert await connection.fetch(KEPT) == made
    finally:
        await transaction.rollback()
        await connection.close()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STATES, min_size=2, max_size=6))
def test_so_they_are_after_any_history(empty_database: str, states: list[State]) -> None:
    # What came before may come again, as where a load is withdrawn.
    asyncio.run(live(empty_database, [*states, states[0], states[-2], State({}, *states[-1][1:])]))
