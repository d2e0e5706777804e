"""Jails and prisons: by ID, in pages under a place, and the spellings that sources use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.database import Pool, Record
from db.named import named
from db.read.pages import Page
from db.words import Custody, PlacementRule

SQL = named("facilities")


@dataclass(frozen=True, slots=True)
class Facility:
    """One jail or prison; `county`, `prison_system` are codes, `confidence` in its county runs from 0 to 1."""

    id: str
    name: str
    state: str | None
    city: str | None
    county: str | None
    prison_system: str | None
    custody: Custody
    placed_by: PlacementRule
    confidence: float


async def facilities_by_id(pool: Pool, revision: int, ids: Sequence[str]) -> dict[str, Facility]:
    """The facilities with these IDs; an ID that there is not is missing from the answer."""
    records = await pool.fetch(SQL["facilities_by_id"], revision, ids)
    return {record["id"]: _facility(record) for record in records}


async def facilities_pages(
    pool: Pool,
    revision: int,
    within: Sequence[str],
    *,
    custody: Custody | None,
    among: Sequence[str] | None,
    after: tuple[str, ...] | None,
    first: int,
) -> dict[str, Page[Facility]]:
    """A page of the facilities in each area (codes; `US` for all), by name; of those `among` some, in their order."""
    query = SQL["facilities_page"]
    conditions = (custody, among)
    records = await pool.fetch(query, revision, within, *conditions, *(after or (None, None)), first + 1)
    under: dict[str, list[Record]] = {area: [] for area in within}
    for record in records:
        under[record["under"]].append(record)
    totals = {record["under"]: record["total"] for record in records}
    if after and (behind := [area for area in within if not under[area]]):
        # An area whose last page lies before this one: its first page says how many there are.
        rest = await pool.fetch(query, revision, behind, *conditions, None, None, 1)
        totals |= {record["under"]: record["total"] for record in rest}
    return {area: _page(rows, first, totals.get(area, 0)) for area, rows in under.items()}


async def spellings_of(pool: Pool, revision: int, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names under which sources write each facility."""
    names: dict[str, list[str]] = {}
    for record in await pool.fetch(SQL["spellings_of"], revision, ids):
        names.setdefault(record["facility"], []).append(record["name"])
    return {facility: tuple(spellings) for facility, spellings in names.items()}


def _facility(record: Record) -> Facility:
    return Facility(
        id=record["id"],
        name=record["name"],
        state=record["state"],
        city=record["city"],
        county=record["county"],
        prison_system=record["prison_system"],
        custody=Custody(record["custody"]),
        placed_by=PlacementRule(record["placed_by"]),
        confidence=record["confidence"],
    )


def _page(records: Sequence[Record], first: int, total: int) -> Page[Facility]:
    """One row more than the page was asked for, so that it shows whether another follows."""
    shown = records[:first]
    return Page(
        tuple(_facility(record) for record in shown),
        tuple((record["sort_key"], record["id"]) for record in shown),
        total,
        len(records) > first,
    )
