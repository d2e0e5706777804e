"""Takes a revision back: a new revision, from which on things are as if it had not been."""

from __future__ import annotations

from db.database import Connection
from db.load.areas import add_up
from db.load.lists import read_lists
from db.load.pipeline import publish, take_turn
from db.load.places import place_all
from db.load.revise import FOREVER

# Every table of versioned rows but those that `place_all` and `add_up` make of the others.
TAKEN_BACK = (
    "source grain jurisdiction detainer_cell statement policy listed_agreement agreement population activation "
    "listed_prison listed_ice_facility listed_town county_area"
).split()


class WithdrawError(Exception):
    """The revision cannot be withdrawn; the message says why in one sentence."""


async def withdraw(connection: Connection, number: int, why: str, wait: float = 60) -> int:
    """Withdraw a revision and return the number of the one that does so. Raises `WithdrawError`, `BusyError`."""
    async with connection.transaction():
        await take_turn(connection, wait)
        await _check(connection, number)
        revision: int = await connection.fetchval("select max(number) + 1 from revision")
        await connection.execute(
            "insert into revision (number, published_at, summary) values ($1, now(), $2)",
            revision,
            f"Revision {number} withdrawn: {why}",
        )
        since = await _since(connection, number)
        for table in TAKEN_BACK:
            await _take_back(connection, table, number, since, revision)
        await connection.execute("update release set withdrawn = $1 where revision = $2", revision, number)
        await connection.execute("update quarantine set mended = null where mended = $1", number)
        await place_all(connection, (await read_lists(connection)).gazetteer(), revision)
        await add_up(connection, revision)
        await publish(connection, [revision])
    return revision


async def _check(connection: Connection, number: int) -> None:
    releases = await connection.fetch("select source, withdrawn from release where revision = $1", number)
    if not releases:
        raise WithdrawError(f"Revision {number} loaded no file, so that there is nothing to withdraw")
    if releases[0]["withdrawn"]:
        raise WithdrawError(f"Revision {number} was withdrawn before, by revision {releases[0]['withdrawn']}")
    later = await connection.fetchval(
        "select min(revision) from release where source = any($1) and revision > $2 and withdrawn is null",
        [release["source"] for release in releases],
        number,
    )
    if later:
        raise WithdrawError(f"Revision {later} rests on revision {number}; withdraw that first")


async def _since(connection: Connection, number: int) -> list[int]:
    """The revision, and those after it of its source: loads that have been withdrawn, and what withdrew them."""
    records = await connection.fetch(
        "select n.revision, n.withdrawn from release r join release n on n.source = r.source "
        "and n.revision >= r.revision where r.revision = $1",
        number,
    )
    return list({revision for record in records for revision in record if revision is not None})


async def _take_back(
    connection: Connection, table: str, number: int, since: list[int], revision: int
) -> None:
    """Make what held before the revision hold again, of what it and those `since` wrote.

    A load that was withdrawn has left rows that hold in the name of its withdrawal: they are closed with those that the
    revision added. What held before may have been closed by the revision or by any load that came after it.
    """
    columns = await connection.fetch(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 "
        "and column_name not in ('row_id', 'since', 'until') order by ordinal_position",
        table,
    )
    names = ", ".join(record["column_name"] for record in columns)
    await connection.execute(
        f"update {table} set until = $2 where since = any($1) and until = {FOREVER}", since, revision
    )
    await connection.execute(
        f"insert into {table} ({names}, since) select {names}, $3 from {table} where until = any($1) and since < $2",
        since,
        number,
        revision,
    )
