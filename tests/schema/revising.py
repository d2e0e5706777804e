"""Makes further revisions in a database of a test's own: something of every table differs from the one before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from db.database import Connection
from db.load.areas import add_up
from db.load.revise import FOREVER, revise
from db.snapshot import PUBLISHED_AT

Row = dict[str, Any]


async def revise_everything(connection: Connection) -> int:
    """Load one more revision, a day after the newest, and return its number."""
    async with connection.transaction():
        number: int = await connection.fetchval("select max(number) + 1 from revision")
        days = await connection.fetchval("select count(distinct published_at) from revision")
        await connection.execute(
            "insert into revision (number, published_at, summary) values ($1, $2, 'Everything a little different.')",
            number,
            PUBLISHED_AT + timedelta(days=days),
        )
        for table, scope, mend in CHANGES:
            await rewrite(connection, number, table, scope, mend)
        await add_up(connection, number)
    return number


async def rewrite(
    connection: Connection, revision: int, table: str, scope: str, mend: Callable[[Row], Row | None]
) -> None:
    """Make the rows of a table that hold and meet `scope` what `mend` makes of each, None to withdraw it."""
    names = await connection.fetch(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 "
        "and column_name not in ('row_id', 'since', 'until') order by ordinal_position",
        table,
    )
    columns = [record["column_name"] for record in names]
    rows = await connection.fetch(
        f"select {', '.join(columns)} from {table} where until = {FOREVER} and {scope}"  # noqa: S608  # our names
    )
    assert rows, f"nothing in {table} where {scope}"
    mended = [mend(dict(row)) for row in rows]
    change = await revise(
        connection,
        table,
        columns,
        [tuple(row[column] for column in columns) for row in mended if row],
        revision,
        scope,
    )
    assert change.closed, f"nothing of {table} changed"


SWAPPED = {"27053": "27123", "27123": "27053"}


def drop(_: Row) -> None:
    """Withdraw the row."""


def jurisdiction(row: Row) -> Row | None:
    """Aitkin County goes, the others get another name."""
    if row["code"] == "27001":
        return None
    return {**row, "name": f"New {row['name']}", "search_name": f"new {row['search_name']}"}


def facility(row: Row) -> Row | None:
    """Hennepin and Ramsey change places, Minnesota's others get another name, half of California's lock-ups go."""
    if row["county"] in SWAPPED:
        return {**row, "county": SWAPPED[row["county"]]}
    if row["state"] == "MN":
        return {**row, "name": f"New {row['name']}", "search_name": f"new {row['search_name']}"}
    return None if row["custody"] == "CITY_LOCKUP" and row["id"] > "ca-m" else row


def statement(row: Row) -> Row | None:
    """Records of California's prisons are halved, claims about Minnesota get other IDs, one record goes."""
    if row["jurisdiction"] == "CA-CDCR" and row["role"] == "RECORD":
        halved = {name: row[name] / 2 for name in ("value", "lower", "upper") if row[name] is not None}
        return {**row, **halved}
    if row["jurisdiction"] == "MN" and row["role"] == "CLAIM":
        return {**row, "id": f"new-{row['id']}"}
    return None if row["id"] == "cis-2022-ca-declined" else row


def agreement(row: Row) -> Row | None:
    """Minnesota's sheriffs leave the list, its police change their names."""
    return None if "sheriff" in row["agency"].lower() else {**row, "agency": f"New {row['agency']}"}


CHANGES: tuple[tuple[str, str, Callable[[Row], Row | None]], ...] = (
    (
        "jurisdiction",
        "kind in ('COUNTY', 'STATE') and right(code, 1) in ('1', '7', 'A')",
        jurisdiction,
    ),
    ("facility", "state in ('CA', 'MN')", facility),
    ("place_within", "within in ('27053', '27123')", lambda row: {**row, "within": SWAPPED[row["within"]]}),
    (
        "detainer_cell",
        "place in (select place from place_within where within = 'MN')",
        lambda row: {**row, "count": row["count"] * 2 + row["place"] % 5},
    ),
    ("population", "true", lambda row: {**row, "people": row["people"] * 3 % 100_003}),
    ("statement", "true", statement),
    ("policy", "jurisdiction = 'MN'", lambda row: {**row, "authority": f"New {row['authority']}"}),
    ("agreement", "state = 'MN'", agreement),
    (
        "listed_agreement",
        "listed_on = (select max(listed_on) from listed_agreement where until = 2147483647)",
        drop,
    ),
    (
        "activation",
        "county like '27%' and month is not null",
        lambda row: {**row, "month": row["month"] + timedelta(days=31)},
    ),
    ("source", "id = 'ice-foia-2015'", lambda row: {**row, "title": f"New {row['title']}"}),
    (
        "grain",
        "source = 'ice-minnesota-2022-2026'",
        lambda row: {**row, "covers_to": row["covers_to"] - timedelta(days=1)},
    ),
)
