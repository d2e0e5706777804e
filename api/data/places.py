"""Jurisdictions as rows: which ones a table is about, read batch by batch, and the table of places itself."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from api.data.asked import Asked
from api.data.columns import Column, Row, day, of_figure, of_source, text, word
from api.data.parameters import AS_OF, CODES_, KIND, SEARCH, WITHIN, YEAR
from api.data.tables import Size, Table
from db.read import jurisdictions as read
from db.read.pages import Page
from db.words import JurisdictionKind
from schema.context import At
from schema.figures import Figure
from schema.jurisdictions import Jurisdiction, jurisdiction, jurisdiction_of, require_jurisdictions
from schema.periods import Period
from schema.sources import Source

WHICH_PLACES = (CODES_, KIND, WITHIN, SEARCH)
"""The parameters that say which jurisdictions a table is about, as those of GraphQL's `jurisdictions`."""

BATCH = 100
"""Jurisdictions that are counted in one statement. More would make a month-by-month table hold more in memory."""


def of_place(of: Callable[[Row], Jurisdiction | None]) -> tuple[Column[Row], ...]:
    """The jurisdiction that a row is about."""

    def code(row: Row) -> str | None:
        place = of(row)
        return place.row.code if place else None

    def name(row: Row) -> str | None:
        place = of(row)
        return place.row.name if place else None

    return (
        text("jurisdiction", "The jurisdiction: US, CA, 27053 (a county's FIPS), CA-CDCR.", code),
        text("jurisdiction_name", "The name of the jurisdiction.", name),
    )


async def places_in_batches(at: At, asked: Asked) -> AsyncIterator[list[Jurisdiction]]:
    """The jurisdictions that meet the parameters, each batch with loaders that go when it goes.

    They come by code, or by how well they answer a search.
    """
    within = asked.text(WITHIN)
    require_jurisdictions(at, asked.texts(CODES_) or (), CODES_.name)
    if within is not None:
        jurisdiction_of(at, within, WITHIN.name)
    after, more = None, True
    while more:
        page = _page(at, asked, after, BATCH)
        afresh = At(at.context, at.catalogue)
        yield [jurisdiction(afresh, row) for row in page.rows]
        after, more = page.keys[-1] if page.keys else None, page.more


def number_of_places(at: At, asked: Asked) -> int:
    """How many jurisdictions meet the parameters."""
    return _page(at, asked, None, 0).total


def number_of_batches(places: int) -> int:
    """In how many batches so many jurisdictions come."""
    return math.ceil(places / BATCH)


def _page(at: At, asked: Asked, after: tuple[str, ...] | None, first: int) -> Page[read.Jurisdiction]:
    return at.catalogue.jurisdictions.page(
        codes=asked.texts(CODES_),
        kind=asked.word(KIND, JurisdictionKind),
        within=asked.text(WITHIN),
        search=asked.search(),
        order=None,
        after=after,
        first=first,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction with what the table of places tells of it."""

    place: Jurisdiction
    prison_system: Jurisdiction | None
    population: Figure
    secure_communities_since: Period | None

    @property
    def source(self) -> Source | None:
        """The source of the population."""
        found: Source | None = self.population.source()
        return found


async def places(at: At, asked: Asked) -> AsyncIterator[Place]:
    """The jurisdictions with their populations."""
    year = asked.number(YEAR)
    async for batch in places_in_batches(at, asked):
        for row in await asyncio.gather(*(_place(each, year) for each in batch)):
            yield row


async def _place(place: Jurisdiction, year: int | None) -> Place:
    population, since = await asyncio.gather(place.population(year=year), place.secure_communities_since())
    return Place(place, place.prison_system(), population, since)


def size_of_places(at: At, asked: Asked) -> Size:
    """A population and the beginning of Secure Communities for each jurisdiction."""
    places = number_of_places(at, asked)
    return Size(rows=places, statements=2 * number_of_batches(places), read=2 * places)


PLACES: Table[Place] = Table(
    name="places",
    title="Places and prison systems",
    description="One row for each jurisdiction: the nation, states, territories, counties and state prison systems.",
    own_columns=(
        *of_place(lambda row: row.place),
        word("kind", JurisdictionKind, "What sort of jurisdiction it is.", lambda row: row.place.row.kind),
        text("parent", "The jurisdiction that it lies in, by code.", lambda row: row.place.row.parent),
        text(
            "prison_system",
            "The prison system of a state, by code; empty for others.",
            lambda row: row.prison_system.row.code if row.prison_system else None,
        ),
        *of_figure(
            "population",
            "Residents on 1 July of the year, people; not of prison systems",
            lambda row: row.population,
        ),
        day(
            "secure_communities_since",
            "The first day of the month in which Secure Communities began in a county; empty where the list of that has none, "
            "and for counties that were drawn anew since. It is from source:secure-communities, all else from the row's source.",
            lambda row: row.secure_communities_since.from_ if row.secure_communities_since else None,
        ),
        *of_source(lambda row: row.source),
    ),
    key=("jurisdiction",),
    parameters=(*WHICH_PLACES, YEAR, AS_OF),
    rows=places,
    size=size_of_places,
)
