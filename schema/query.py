"""The entry points."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.types import Info as StrawberryInfo

from db.read import agreements as read_agreements
from db.read.revisions import revisions_page
from db.words import AgreementModel, JurisdictionKind, Role
from schema.agreements import Agreement, agreement, require_listed
from schema.codes import Code
from schema.comparison import COMPARED_BESIDE, Comparison, comparison
from schema.connections import (
    After,
    Connection,
    First,
    connection,
    page_size,
    read_cursor,
    read_number,
)
from schema.context import Context
from schema.cost import holdings
from schema.cost.holdings import more_if_searched, reading
from schema.cost.sizes import codes as of_codes
from schema.cost.sizes import page, page_of_codes, read_for_page
from schema.described import field
from schema.errors import CODES, ClientError, require_search, require_text, shown
from schema.facilities import Facility, HeldByArgument, SearchArgument, facilities_within, facility_of
from schema.inputs import AsOfArgument, OrderArgument, PeriodArgument, at_of, at_of_page, order_of, period_of
from schema.jurisdictions import (
    DefinitionArgument,
    Jurisdiction,
    jurisdiction_of,
    jurisdiction_or_none,
    page_of,
    require_jurisdictions,
)
from schema.limits import BATCHED
from schema.min_cell import MinCellArgument
from schema.nodes import FORM, Node, own_id
from schema.sources import Revision, Source, revision_type
from schema.sources import source as source_of
from schema.statements import Claim, claim, page_of_statements, record, statements_about

Info = StrawberryInfo[Context, None]

IdArgument = Annotated[
    strawberry.ID,
    strawberry.argument(description=f"The ID: {FORM}. Example: facility:mn-hennepin-county-adc."),
]


def _own_id_argument(kind: str, example: str) -> Any:
    description = f"Its own ID, or the global one that begins with `{kind}:`. Example: {example}."
    return strawberry.argument(description=description)


FacilityIdArgument = Annotated[strawberry.ID, _own_id_argument("facility", "mn-hennepin-county-adc")]
ClaimIdArgument = Annotated[strawberry.ID, _own_id_argument("claim", "dhs-2026-mn-active")]
SourceIdArgument = Annotated[strawberry.ID, _own_id_argument("source", "ice-foia-2015")]
CodeArgument = Annotated[str, strawberry.argument(description=f"The code: {CODES}. Example: CA-CDCR.")]
WithinArgument = Annotated[
    str | None,
    strawberry.argument(description="Only what lies in this jurisdiction, by code. Example: MN."),
]


@strawberry.type(
    description="U.S. immigration-enforcement statistics: detainers, releases and pickups, each number with its source."
)
class Query:
    """The entry points of the API."""

    @reading(statements=1, rows=1)
    @field
    async def node(self, info: Info, id: IdArgument, min_cell: MinCellArgument = None) -> Node | None:
        """Anything with a global ID; null where there is no such thing."""
        require_text(id, "id")
        kind, _, own = id.partition(":")
        at = await at_of(info.context, None, min_cell=min_cell)
        match kind:
            case "jurisdiction":
                return jurisdiction_or_none(at, own)
            case "facility":
                return await facility_of(at, own)
            case "source":
                return source_of(at, own)
            case "agreement":
                row = await at.load(read_agreements.agreements_by_id, own)
                return agreement(at, row) if row else None
            case "record" | "claim":
                found = at.catalogue.statements.get(own)
                if found is None or found.role != kind.upper():
                    return None
                return record(at, found) if found.role is Role.RECORD else claim(at, found)
        raise ClientError(Code.BAD_USER_INPUT, f"{shown(id)} is no global ID; give {FORM}.", "id", FORM)

    @reading()
    @field
    async def jurisdiction(
        self, info: Info, code: CodeArgument, as_of: AsOfArgument = None, min_cell: MinCellArgument = None
    ) -> Jurisdiction | None:
        """A place or prison system by its code. An unknown code is an error that says what codes there are."""
        return jurisdiction_of(await at_of(info.context, as_of, min_cell=min_cell), code)

    @reading(
        rows=more_if_searched(0, holdings.PLACES_SEARCHED),
        elements=page_of_codes(holdings.JURISDICTIONS),
        batched=frozenset({"codes"}),
    )
    @field
    async def jurisdictions(
        self,
        info: Info,
        codes: Annotated[
            list[str] | None,
            strawberry.argument(
                description=f'Only these codes, up to {BATCHED.most}. Example: ["CA", "MN"].'
            ),
        ] = None,
        kind: Annotated[
            JurisdictionKind | None, strawberry.argument(description="Only this kind. Example: COUNTY.")
        ] = None,
        within: WithinArgument = None,
        search: SearchArgument = None,
        as_of: AsOfArgument = None,
        first: First = None,
        after: After = None,
        order_by: OrderArgument = None,
        min_cell: MinCellArgument = None,
    ) -> Connection[Jurisdiction]:
        """Places and prison systems that meet every condition given."""
        require_search(search)
        at = await at_of(info.context, as_of, after, 2, min_cell=min_cell)
        for code in codes or ():
            require_text(code, "codes")
        if codes:
            require_jurisdictions(at, codes, "codes")
        if within is not None:
            jurisdiction_of(at, within, "within")
        order = order_of(order_by)
        await at.catalogue.jurisdictions.look_up(search, order)
        found = partial(
            at.catalogue.jurisdictions.page,
            codes=codes,
            kind=kind,
            within=within,
            search=search,
            order=order,
        )
        return page_of(at, found, first, after)

    @reading(
        statements=of_codes(1, beside=COMPARED_BESIDE),
        rows=of_codes(holdings.LIFT_REASONS, beside=COMPARED_BESIDE * holdings.LIFT_REASONS),
    )
    @field
    async def compare(
        self,
        info: Info,
        codes: Annotated[
            list[str],
            strawberry.argument(description='The jurisdictions, 2 to 250. Example: ["CA-CDCR", "MN-DOC"].'),
        ],
        period: PeriodArgument,
        definition: DefinitionArgument,
        as_of: AsOfArgument = None,
        min_cell: MinCellArgument = None,
    ) -> Comparison:
        """The same measure for several jurisdictions, and whether they may be put side by side."""
        at = await at_of(info.context, as_of, min_cell=min_cell)
        return await comparison(at, codes, period_of(period), definition)

    @reading(statements=1, rows=1)
    @field
    async def facility(
        self, info: Info, id: FacilityIdArgument, as_of: AsOfArgument = None, min_cell: MinCellArgument = None
    ) -> Facility | None:
        """A jail or prison by its ID; null where there is none."""
        return await facility_of(await at_of(info.context, as_of, min_cell=min_cell), own_id("facility", id))

    @reading(
        statements=2,
        rows=more_if_searched(
            read_for_page(page(holdings.FACILITIES), beside=1), holdings.FACILITIES_SEARCHED
        ),
        elements=page(holdings.FACILITIES),
    )
    @field
    async def facilities(
        self,
        info: Info,
        within: WithinArgument = None,
        custody: HeldByArgument = None,
        search: SearchArgument = None,
        as_of: AsOfArgument = None,
        first: First = None,
        after: After = None,
        min_cell: MinCellArgument = None,
    ) -> Connection[Facility]:
        """Jails and prisons by name."""
        at = await at_of(info.context, as_of, after, 2, min_cell=min_cell)
        if within is not None:
            jurisdiction_of(at, within, "within")
        return await facilities_within(at, within or "US", custody, search, first, after)

    @reading(
        statements=2,
        rows=read_for_page(page(holdings.AGREEMENTS), beside=1),
        elements=page(holdings.AGREEMENTS),
    )
    @field
    async def agreements(
        self,
        info: Info,
        within: WithinArgument = None,
        on: Annotated[
            date | None,
            strawberry.argument(
                description="Only those that stood on this day, from the first to the last list. Example: 2026-05-18."
            ),
        ] = None,
        model: Annotated[
            AgreementModel | None, strawberry.argument(description="Only this model. Example: TASK_FORCE.")
        ] = None,
        first: First = None,
        after: After = None,
        as_of: AsOfArgument = None,
        min_cell: MinCellArgument = None,
    ) -> Connection[Agreement]:
        """287(g) agreements on ICE's lists since January 2021, by ID."""
        at = await at_of(info.context, as_of, after, 1, min_cell=min_cell)
        if within is not None:
            jurisdiction_of(at, within, "within")
        require_listed(at, on)
        page = await read_agreements.agreements_page(
            at.context.pool,
            at.revision,
            within=within,
            on=on,
            model=model,
            after=read_cursor(after, 1).keys[0] if after is not None else None,
            first=page_size(first),
        )
        nodes = [agreement(at, row) for row in page.rows]
        return connection(
            nodes, page.keys, total=page.total, more=page.more, after=after, revision=at.revision
        )

    @reading()
    @field
    async def claim(self, info: Info, id: ClaimIdArgument, as_of: AsOfArgument = None) -> Claim | None:
        """A claim by its ID, held against every record that touches it; null where there is none."""
        at = await at_of(info.context, as_of)
        found = at.catalogue.statements.get(own_id("claim", id))
        return claim(at, found) if found and found.role is Role.CLAIM else None

    @reading(elements=page(holdings.CLAIMS))
    @field
    async def claims(
        self,
        info: Info,
        about: Annotated[
            str | None,
            strawberry.argument(description="Only about this jurisdiction and what lies in it. Example: CA."),
        ] = None,
        first: First = None,
        after: After = None,
        as_of: AsOfArgument = None,
    ) -> Connection[Claim]:
        """Statements that officials made, each held against every record that touches it, the latest first."""
        at = await at_of(info.context, as_of, after, 1)
        if about is not None:
            jurisdiction_of(at, about, "about")
        found = statements_about(at, about, Role.CLAIM)
        return page_of_statements(at, found, claim, first, after)

    @reading(elements=holdings.SOURCES)
    @field
    async def sources(self, info: Info, as_of: AsOfArgument = None) -> list[Source]:
        """Every publication that figures come from: data sets first, then where transcribed statements were read."""
        at = await at_of(info.context, as_of)
        return [found for name in at.catalogue.sources if (found := source_of(at, name))]

    @reading()
    @field
    async def source(self, info: Info, id: SourceIdArgument, as_of: AsOfArgument = None) -> Source | None:
        """A source by its ID; null where there is none."""
        return source_of(await at_of(info.context, as_of), own_id("source", id))

    @reading()
    @field
    async def revision(
        self,
        info: Info,
        number: Annotated[
            int | None, strawberry.argument(description="The number; the newest if not given. Example: 12.")
        ] = None,
    ) -> Revision:
        """A state of the database."""
        context = info.context
        at = await context.latest() if number is None else await context.numbered(number, "number")
        return revision_type(at, at.catalogue.revision)

    @reading(
        statements=2,
        rows=read_for_page(page(holdings.REVISIONS), beside=1),
        elements=page(holdings.REVISIONS),
    )
    @field
    async def revisions(self, info: Info, first: First = None, after: After = None) -> Connection[Revision]:
        """Every state of the database, the newest first."""
        newest = await at_of_page(await info.context.latest(), after, 1)
        before = read_number(read_cursor(after, 1).keys[0]) if after is not None else None
        page = await revisions_page(info.context.pool, newest.revision, after=before, first=page_size(first))
        nodes = [revision_type(newest, row) for row in page.rows]
        return connection(
            nodes, page.keys, total=page.total, more=page.more, after=after, revision=newest.revision
        )
