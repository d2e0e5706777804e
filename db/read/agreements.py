"""287(g) agreements, as spans made of ICE's lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.database import Pool, Record
from db.named import named
from db.read.pages import Page
from db.words import AgreementModel

SQL = named("agreements")


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement from its first to its last listing; if it left the lists, between which two it did.

    `jurisdiction` is the code of the county or prison system that the agency works in, if it has one; `agency_type` is
    ICE's word for what it is an agency of.
    """

    id: str
    state: str
    agency: str
    agency_type: str | None
    jurisdiction: str | None
    model: AgreementModel
    signed_on: date | None
    first_listed_on: date
    last_listed_on: date
    removed_after: date | None
    removed_before: date | None


async def agreements_page(
    pool: Pool,
    revision: int,
    *,
    within: str | None,
    on: date | None,
    model: AgreementModel | None,
    after: str | None,
    first: int,
) -> Page[Agreement]:
    """A page of agreements by ID; `on` keeps those that stood on a day."""
    query = SQL["agreements_page"]
    records = await pool.fetch(query, revision, within, on, model, after, first + 1)
    counted = records or (after and await pool.fetch(query, revision, within, on, model, None, 1))
    rows = tuple(_agreement(record) for record in records[:first])
    return Page(
        rows, tuple((row.id,) for row in rows), counted[0]["total"] if counted else 0, len(records) > first
    )


async def agreements_of(
    pool: Pool, revision: int, areas: Sequence[str], on: date
) -> dict[str, list[Agreement]]:
    """The agreements of each state and county that stood on a day."""
    found: dict[str, list[Agreement]] = {}
    for record in await pool.fetch(SQL["agreements_of"], revision, areas, on):
        found.setdefault(record["under"], []).append(_agreement(record))
    return found


async def agreements_by_id(pool: Pool, revision: int, ids: Sequence[str]) -> dict[str, Agreement]:
    """The agreements with these IDs; an ID that there is not is missing from the answer."""
    records = await pool.fetch(SQL["agreements_by_id"], revision, ids)
    return {record["id"]: _agreement(record) for record in records}


async def last_lists(pool: Pool, revision: int, days: Sequence[date]) -> dict[date, date]:
    """For each day the day of the newest list that was read, of those up to it; missing before the first list."""
    return {
        record["day"]: record["listed_on"] for record in await pool.fetch(SQL["last_lists"], revision, days)
    }


def _agreement(record: Record) -> Agreement:
    values = {name: record[name] for name in Agreement.__dataclass_fields__}
    return Agreement(**{**values, "model": AgreementModel(record["model"])})
