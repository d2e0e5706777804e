"""Jails and prisons, and how surely their place is known."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.meaning.phrases import WHAT_LOCAL_CUSTODY_IS
from db.places.aliases import spelling
from db.read import facilities as read
from db.words import Custody, DetainerForm, PlacementRule
from schema.aliases import Alias, alias
from schema.connections import After, Connection, First, connection, page_size, read_cursor
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import Amount, costs
from schema.described import attribute, field
from schema.detainer_questions import Question, forms_of
from schema.errors import require_search
from schema.inputs import PeriodArgument, at_of_page, period_of
from schema.nodes import Node, global_id

if TYPE_CHECKING:
    from schema.detainers import DetainerStatistics
    from schema.jurisdictions import Jurisdiction

CustodyArgument = Annotated[
    Custody | None,
    strawberry.argument(
        description="Only this custody. If not given: of a county its local custody, of the rest every custody. "
        f"{WHAT_LOCAL_CUSTODY_IS} With ALL, every jail and prison that stands there. Of a state, STATE_PRISON is its prison "
        "system. Example: COUNTY_JAIL."
    ),
]
HeldByArgument = Annotated[
    Custody | None,
    strawberry.argument(
        description="Only this custody. If not given, or with ALL: every jail and prison that stands there. "
        "Example: COUNTY_JAIL."
    ),
]
FormsArgument = Annotated[
    list[DetainerForm] | None,
    strawberry.argument(
        description="Only detainers on these forms, one or more; all if not given. Example: [I_247D, I_247N]."
    ),
]
SourceArgument = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Only this source; the preferred one that covers the most of the period if not given. "
        "Example: ice-foia-2015."
    ),
]
SearchArgument = Annotated[
    str | None,
    strawberry.argument(
        description="A name, another name or a code, or how it begins: a county's FIPS (also a former one), ICE's code of a "
        "facility; a state may follow. Case, accents and punctuation do not matter, nor whether it is St. or Saint, and "
        "where nothing is found one slip in a word does not. The best answers come first. "
        "Example: St. Louis County, Minn."
    ),
]

SPELLINGS = costs(
    statements=1,
    rows=Amount(holdings.SPELLINGS, holdings.SPELLINGS_IN_ALL),
    elements=Amount(holdings.SPELLINGS, holdings.SPELLINGS_IN_ALL),
)


@strawberry.type(description="One jail or prison, as ICE names it.")
class Facility(Node):
    """A facility."""

    at: strawberry.Private[At]
    facility: strawberry.Private[read.Facility]
    name: str = attribute("The name, capitalised for reading.")
    city: str | None = attribute("The city, where it is known.")
    custody: Custody = attribute("Who holds the people there.")
    placed_by: PlacementRule = attribute("The rule that placed it.")
    confidence: float = attribute(
        "How sure that rule is. Unit: our judgement from 0 (not placed) to 1, no measured rate."
    )

    @SPELLINGS
    @field
    async def spellings(self) -> list[str]:
        """The names under which sources write it."""
        found = await self.at.load(read.spellings_of, self.facility.id)
        return list(found or ())

    @SPELLINGS
    @field
    async def aliases(self) -> list[Alias]:
        """Those names with where each comes from: of a misspelt or cut one what is wrong with it."""
        written = await self.spellings()
        return [alias(spelling(self.facility.state, self.facility.city, each)) for each in written]

    @costs(statements=1, rows=holdings.ALL_NAMES, elements=holdings.ICE_CODES)
    @field
    async def ice_codes(self) -> list[str]:
        """ICE's codes of it: of its detainer files, and of its own list of 2017 where that has it under the same name.

        Empty where no list has it. ORI numbers, by which the FBI knows agencies, stand in no source that was read here.
        """
        return list((await self.at.facility_names()).codes(self.facility.id))

    @field
    def county(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")] | None:
        """The county in which it stands; null if that is not known. It is not the county of the arrest."""
        from schema.jurisdictions import jurisdiction_or_none

        return jurisdiction_or_none(self.at, self.facility.county)

    @field
    def prison_system(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")] | None:
        """The state prison system that it belongs to, if it is a state prison."""
        from schema.jurisdictions import jurisdiction_or_none

        return jurisdiction_or_none(self.at, self.facility.prison_system)

    @field
    def state(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")] | None:
        """The state in which it stands; null if no source says."""
        from schema.jurisdictions import jurisdiction_or_none

        return jurisdiction_or_none(self.at, self.facility.state)

    @holdings.COUNTED
    @field
    async def detainers(
        self, period: PeriodArgument, form: FormsArgument = None, source: SourceArgument = None
    ) -> Annotated[DetainerStatistics, strawberry.lazy("schema.detainers")]:
        """Detainers that ICE sent to it, issued in the period.

        Unit: detainers. Of: those issued to this one jail or prison. Source: ICE's detainer files that name facilities.
        """
        from schema.detainers import statistics_of

        question = Question(
            code=self.facility.id,
            name=self.name,
            state=self.facility.state,
            period=period_of(period),
            forms=forms_of(form),
            held_by=self.custody,
        )
        return await statistics_of(self.at, question, source)


def facility(at: At, row: read.Facility) -> Facility:
    """A facility as the schema shows it."""
    return Facility(
        id=global_id("facility", row.id),
        at=at,
        facility=row,
        name=row.name,
        city=row.city,
        custody=row.custody,
        placed_by=row.placed_by,
        confidence=round(row.confidence, 3),
    )


async def facility_of(at: At, own: str) -> Facility | None:
    """The facility of that ID, None if there is none."""
    row = await at.load(read.facilities_by_id, own)
    return facility(at, row) if row else None


async def facilities_within(
    at: At, code: str, custody: Custody | None, search: str | None, first: First, after: After
) -> Connection[Facility]:
    """A page of the facilities in an area: by name, or those that a search finds by how well they answer it."""
    require_search(search)
    at = await at_of_page(at, after, 2)
    # Some hundredths of a second of arithmetic; meanwhile others are served.
    among = await asyncio.to_thread((await at.facility_names()).called, search) if search else None
    page = await at.load(
        read.facilities_pages,
        code,
        custody=None if custody is Custody.ALL else custody,
        among=among,
        after=read_cursor(after, 2).keys if after is not None else None,
        first=page_size(first),
    )
    assert page is not None, "every area asked for has a page"
    return connection(
        [facility(at, row) for row in page.rows],
        page.keys,
        total=page.total,
        more=page.more,
        after=after,
        revision=at.revision,
    )
