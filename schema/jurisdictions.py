"""Places and prison systems: the nation, states, counties, and what is counted in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from db import figures
from db.meaning.counts import missing
from db.meaning.periods import month_of
from db.places.aliases import ALIASES
from db.read import jurisdictions as read
from db.read.pages import OtherListError, Page
from db.words import (
    Custody,
    DetainerForm,
    FigureStatus,
    JurisdictionKind,
    Measure,
    Qualifier,
    RateDefinition,
    Role,
)
from schema import answers
from schema.aliases import Alias, alias
from schema.connections import After, Connection, First, connection, not_a_cursor, page_size, read_cursor
from schema.context import At
from schema.cooperation import Cooperation
from schema.cost import holdings
from schema.cost.declared import Amount, costs
from schema.cost.holdings import more_if_searched
from schema.cost.sizes import page, read_for_page
from schema.described import field, field_described, field_of_many
from schema.detainer_questions import Question, forms_of, question_about
from schema.detainers import DetainerStatistics, statistics_of
from schema.errors import require_search, require_text, unknown_jurisdiction
from schema.facilities import (
    CustodyArgument,
    Facility,
    FormsArgument,
    HeldByArgument,
    SearchArgument,
    SourceArgument,
    facilities_within,
)
from schema.figures import Figure, Rate, figure, rate
from schema.inputs import OrderArgument, PeriodArgument, at_of_page, order_of, period_of
from schema.jurisdictions_of_many import counties_of_many, detainers_of_many, detainers_of_rows
from schema.nodes import OF_ID, Node, global_id
from schema.periods import Period, period
from schema.rows import Rows, Showing
from schema.statements import Claim, Record, claim, page_of_statements, record, statements_about

COUNTIES = 4000
"""The most counties on one page: all of the nation's."""

DefinitionArgument = Annotated[
    RateDefinition,
    strawberry.argument(
        description="What is divided by what. Example: PICKUP_OF_RELEASED_WITH_DETAINER, as California's prisons report."
    ),
]
MeasureArgument = Annotated[
    Measure | None,
    strawberry.argument(description="Only records of this measure; all if not given. Example: RELEASES."),
]
OnArgument = Annotated[
    date | None,
    strawberry.argument(
        description="The day; that on which the revision was published if not given. Example: 2025-12-31."
    ),
]


@strawberry.type(
    description="A place or a prison system: the nation `US`, a state `CA`, a county by FIPS `27053`, a state prison "
    "system `CA-CDCR`."
)
class Jurisdiction(Node):
    """A jurisdiction."""

    at: strawberry.Private[At]
    row: strawberry.Private[read.Jurisdiction]

    # Told by the row: one answer may have thousands, of which few fields are asked.

    @field_described(OF_ID)  # type: ignore[misc] # a resolver where the interface has an attribute
    def id(self) -> strawberry.ID:
        """As every Node has it."""
        return global_id("jurisdiction", self.row.code)

    @field_described(
        "`US`, `CA`, `27053`, `CA-CDCR`. It never changes its meaning. Counties are those of the Census file: in Connecticut "
        "the nine planning regions (`09110` to `09190`) that took the place of its eight counties in 2022."
    )
    def code(self) -> str:
        """Its code."""
        return self.row.code

    @field
    def name(self) -> str:
        """The name, for counties as the Census Bureau writes it."""
        return self.row.name

    @field
    def kind(self) -> JurisdictionKind:
        """What sort of jurisdiction it is."""
        return self.row.kind

    @costs(elements=holdings.ALIASES)
    @field
    def aliases(self) -> list[Alias]:
        """Other names of it, and the names and codes of former counties whose area is now its own, or partly."""
        return [alias(each) for each in ALIASES.get(self.row.code, ())]

    @field
    def parent(self) -> Jurisdiction | None:
        """The jurisdiction that it lies in: the state of a county or prison system, the nation of a state."""
        return jurisdiction_or_none(self.at, self.row.parent)

    @field
    def prison_system(self) -> Jurisdiction | None:
        """The prison system of a state; null for others."""
        row = self.at.catalogue.jurisdictions.systems.get(self.row.code)
        return jurisdiction(self.at, row) if row else None

    @costs(
        statements=1,
        rows=Amount(1, once=more_if_searched(0, holdings.PLACES_SEARCHED)),
        elements=Amount(page(holdings.COUNTIES), holdings.COUNTIES_IN_ALL),
    )
    @field_of_many(counties_of_many)
    async def counties(
        self,
        first: First = None,
        after: After = None,
        search: SearchArgument = None,
        order_by: OrderArgument = None,
    ) -> Connection[Jurisdiction]:
        """The counties and county equivalents of a state or of the nation; none for others."""
        require_search(search)
        at = await at_of_page(self.at, after, 2)
        order = order_of(order_by)
        await at.catalogue.jurisdictions.look_up(search, order)
        found = partial(at.catalogue.jurisdictions.counties, self.row.code, search=search, order=order)
        return page_of(at, found, first, after)

    @costs(
        statements=3,
        rows=Amount(read_for_page(page(holdings.FACILITIES), beside=2), holdings.FACILITIES_IN_ALL),
        elements=Amount(page(holdings.FACILITIES), holdings.FACILITIES_IN_ALL),
    )
    @field
    async def facilities(
        self, custody: HeldByArgument = None, first: First = None, after: After = None
    ) -> Connection[Facility]:
        """The jails and prisons that stand in it, or belong to the prison system, by name."""
        return await facilities_within(self.at, self.row.code, custody, None, first, after)

    @costs(statements=1, rows=1)
    @field
    async def population(
        self,
        year: Annotated[
            int | None,
            strawberry.argument(
                description="The year; the latest that the Census file has if not given. Example: 2024."
            ),
        ] = None,
    ) -> Figure:
        """Residents on 1 July of the year; of places, not of prison systems.

        Unit: people. Of: all residents, whatever their age or status. Source: the Census Bureau's county population
        estimates, which have planning regions for Connecticut in every year.
        """
        if self.row.kind is JurisdictionKind.PRISON_SYSTEM:
            return figure(self.at, missing(FigureStatus.NOT_APPLICABLE))
        known = year is None or 0 < year < 3000
        found = await self.at.load(read.populations, self.row.code, year) if known else None
        if found is None:
            return figure(self.at, missing(FigureStatus.NOT_RELEASED))
        counted = figures.Figure(
            found.people,
            found.people,
            found.people,
            Qualifier.EXACT,
            FigureStatus.REPORTED,
            source=answers.POPULATION_SOURCE,
            locator=f"the row of {self.row.code}, column POPESTIMATE{found.year}",
        )
        return figure(self.at, counted)

    @costs(statements=1, rows=1)
    @field
    async def secure_communities_since(self) -> Period | None:
        """The month in which Secure Communities, the check of jail fingerprints by ICE, began in a county, 2008 to 2013.

        Null where the list has none, and for counties that were drawn anew since, as all of Connecticut's were.
        Source: `source:secure-communities`.
        """
        if self.row.kind is not JurisdictionKind.COUNTY:
            return None
        month = await self.at.load(read.activations, self.row.code)
        return period(month_of(month)) if month else None

    @costs(statements=1, rows=1)
    @field
    async def ice_area(self) -> str | None:
        """The three letters of the ICE area of responsibility that a county lies in, for example `SPM` for St. Paul.

        Null for counties that were drawn anew since the list, as all of Connecticut's were. Source: `source:county-areas`.
        """
        if self.row.kind is not JurisdictionKind.COUNTY:
            return None
        return await self.at.load(read.areas_of_responsibility, self.row.code)

    @holdings.COUNTED
    @field
    async def detainer_count(self, period: PeriodArgument, custody: CustodyArgument = None) -> Figure:
        """Detainers over a period.

        Unit: detainers. Of: those that ICE issued to the jurisdiction's jails and prisons, or to one custody among them.
        Source: ICE's detainer files where one covers the whole period, else the keeper's own statement.
        """
        return figure(
            self.at, await answers.detainer_count(self.at, self.question(period_of(period), custody))
        )

    @field
    async def release_count(self, period: PeriodArgument, custody: CustodyArgument = None) -> Figure:
        """People released over a period, with or without a detainer.

        Unit: people. Of: those whom the jurisdiction's keeper held. Source: the keeper's own statement.
        """
        return figure(self.at, answers.release_count(self.at, self.question(period_of(period), custody)))

    @holdings.COUNTED
    @field
    async def pickup_count(self, period: PeriodArgument, custody: CustodyArgument = None) -> Figure:
        """Pickups over a period: ICE took custody.

        Unit: detainers that ended in a booking by ICE, or people where the keeper counts people. Of: those issued to the
        jurisdiction in the period, or released from its custody. Source: ICE's detainer files ("Booked into Detention", a
        proxy), else the keeper's own statement, or derived from the share that it states.
        """
        return figure(self.at, await answers.pickup_count(self.at, self.question(period_of(period), custody)))

    @holdings.COUNTED
    @field
    async def pickup_rate(
        self, period: PeriodArgument, definition: DefinitionArgument, custody: CustodyArgument = None
    ) -> Rate:
        """Pickups (or refusals) as a share by one definition, from the best source for place and period.

        Use it for the one share that is printed. To hold the definitions side by side on the same detainers, use
        `detainers { rates }`, which counts them from one of ICE's files alone.
        Unit: a share from 0 to 1. Of: the denominator that the definition names. Source: ICE's detainer files, or the
        keeper's own statement; `source` says which.
        """
        question = self.question(period_of(period), custody)
        return rate(self.at, await answers.pickup_rate(self.at, question, definition))

    @holdings.COUNTED
    @field_of_many(detainers_of_many)
    async def detainers(
        self,
        period: PeriodArgument,
        custody: CustodyArgument = None,
        form: FormsArgument = None,
        source: SourceArgument = None,
    ) -> DetainerStatistics:
        """Detainers that ICE issued to its jails and prisons, counted where the jail stands.

        State prisons belong to their prison system and never to their county. Unit: detainers. Of: those issued in the
        period. Source: one of ICE's detainer files for each period, never two added up; `source` says which.
        """
        return await statistics_of(self.at, self.question(period_of(period), custody, forms_of(form)), source)

    @costs(statements=1, rows=1, elements=page(holdings.RECORDS))
    @field
    async def records(
        self, measure: MeasureArgument = None, first: First = None, after: After = None
    ) -> Connection[Record]:
        """Published records of it and of what lies in it, the latest period first."""
        at = await at_of_page(self.at, after, 1)
        found = statements_about(at, self.row.code, Role.RECORD, measure)
        return page_of_statements(at, found, record, first, after)

    @costs(statements=1, rows=1, elements=page(holdings.CLAIMS))
    @field
    async def claims(self, first: First = None, after: After = None) -> Connection[Claim]:
        """Claims about it and about what lies in it, the latest first."""
        at = await at_of_page(self.at, after, 1)
        found = statements_about(at, self.row.code, Role.CLAIM)
        return page_of_statements(at, found, claim, first, after)

    @field
    def cooperation(self, on: OnArgument = None) -> Cooperation:
        """Law, policy, practice and 287(g) agreements on a day; a county inherits its state's stances."""
        day = on or self.at.catalogue.revision.published_at.date()
        return Cooperation(at=self.at, code=self.row.code, kind=self.row.kind, on=day)

    def question(
        self,
        period: figures.Period,
        custody: Custody | None,
        forms: tuple[DetainerForm, ...] | None = None,
    ) -> Question:
        """What is asked about its detainers."""
        return question_about(self.row, period, custody, forms)


def jurisdiction(at: At, row: read.Jurisdiction) -> Jurisdiction:
    """A jurisdiction as the schema shows it."""
    # One answer may have thousands, and the own way of the class is the slow one.
    shown = Jurisdiction.__new__(Jurisdiction)
    shown.at = at
    shown.row = row
    return shown


def page_of(
    at: At, found: Callable[..., Page[read.Jurisdiction]], first: int | None, after: str | None
) -> Connection[Jurisdiction]:
    """A page of what is found (given `after` and `first`) as the schema shows it. Refuses a cursor of another list."""
    place = read_cursor(after, 2).keys if after is not None else None
    try:
        page = found(after=place, first=page_size(first, COUNTIES))
    except OtherListError:
        raise not_a_cursor() from None
    nodes: Rows[Jurisdiction] = Rows(at, page.rows, SHOWING)
    return connection(nodes, page.keys, total=page.total, more=page.more, after=after, revision=at.revision)


SHOWING = Showing(jurisdiction, frozenset({"code", "name", "kind"}), {"detainers": detainers_of_rows})
"""What is told of many jurisdictions without an object for each."""


def jurisdiction_or_none(at: At, code: str | None) -> Jurisdiction | None:
    """The jurisdiction with that code, None for none."""
    row = at.catalogue.jurisdictions.by_code.get(code) if code is not None else None
    return jurisdiction(at, row) if row else None


def jurisdiction_of(at: At, code: str, argument: str = "code") -> Jurisdiction:
    """The jurisdiction with that code, or a clear refusal."""
    require_text(code, argument)
    found = jurisdiction_or_none(at, code)
    if found is None:
        raise unknown_jurisdiction(code, argument)
    return found


def require_jurisdictions(at: At, codes: Sequence[str], argument: str) -> None:
    """Refuse the first code that there is not."""
    for code in codes:
        jurisdiction_of(at, code, argument)
