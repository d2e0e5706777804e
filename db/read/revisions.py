"""Revisions: the newest, one by number, the one that stood on a day, pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.database import Pool
from db.named import named
from db.read.catalogue import Revision
from db.read.pages import Page

SQL = named("catalogue")


async def latest_revision(pool: Pool) -> Revision | None:
    """The newest revision; None in an empty database."""
    record = await pool.fetchrow(SQL["latest_revision"])
    return Revision(*record) if record else None


async def revision_by_number(pool: Pool, number: int) -> Revision | None:
    """The revision of that number, None where there is none."""
    record = await pool.fetchrow(SQL["revision_by_number"], number)
    return Revision(*record) if record else None


async def revision_on(pool: Pool, day: date) -> Revision | None:
    """The newest revision published on a day or before it; None where the first came later."""
    record = await pool.fetchrow(SQL["revision_on"], day)
    return Revision(*record) if record else None


async def revisions_by_number(pool: Pool, revision: int, numbers: Sequence[int]) -> dict[int, Revision]:
    """The revisions with these numbers, of those up to `revision`."""
    records = await pool.fetch(SQL["revisions_by_number"], revision, numbers)
    return {record["number"]: Revision(*record) for record in records}


async def revisions_page(pool: Pool, revision: int, *, after: int | None, first: int) -> Page[Revision]:
    """A page of the revisions up to `revision`, the newest first; `after` is the number before it."""
    query = SQL["revisions_page"]
    records = await pool.fetch(query, revision, after, first + 1)
    counted = records or (after and await pool.fetch(query, revision, None, 1))
    rows = tuple(Revision(*list(record)[:3]) for record in records[:first])
    total = counted[0]["total"] if counted else 0
    return Page(rows, tuple((str(row.number),) for row in rows), total, len(records) > first)
