"""What clients give: a point in the database's history, a period, an order."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from db.figures import Period
from db.meaning import periods
from db.read.jurisdictions import Order
from db.words import JurisdictionOrderField, OrderDirection
from schema.codes import Code
from schema.connections import read_cursor
from schema.context import At, Context
from schema.errors import ClientError
from schema.min_cell import require_min_cell


@strawberry.input(
    one_of=True,
    description="The state of the database that answers: at a revision, or at the end of a day (UTC).",
)
class AsOf:
    """One of a revision's number and a day."""

    revision: int | None = strawberry.field(
        default=strawberry.UNSET, description="The number of a revision. Example: 12."
    )
    date: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="A day: the newest revision published by its end. Example: 2026-11-24.",
    )


AsOfArgument = Annotated[
    AsOf | None,
    strawberry.argument(
        description="Answer from the database as it stood; the newest revision if not given. "
        'Example: { date: "2026-11-24" }.'
    ),
]


@strawberry.input(description="From one day to another, both counted.")
class DateRange:
    """Two days."""

    from_: date = strawberry.field(name="from", description="The first day. Example: 2025-12-01.")
    to: date = strawberry.field(description="The last day. Example: 2026-03-10.")


@strawberry.input(one_of=True, description="The period of a count; one of these.")
class PeriodInput:
    """One way to name a period."""

    calendar_year: int | None = strawberry.field(
        default=strawberry.UNSET, description="1 January to 31 December. Example: 2025."
    )
    fiscal_year: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="The federal fiscal year: 2015 is 2014-10-01 to 2015-09-30. Example: 2015.",
    )
    month: str | None = strawberry.field(default=strawberry.UNSET, description="A month. Example: 2026-02.")
    on: date | None = strawberry.field(default=strawberry.UNSET, description="One day. Example: 2026-02-11.")
    range: DateRange | None = strawberry.field(
        default=strawberry.UNSET,
        description='From one day to another, both counted. Example: { from: "2025-12-01", to: "2026-03-10" }.',
    )


PeriodArgument = Annotated[
    PeriodInput,
    strawberry.argument(description="The period that is counted. Example: { calendarYear: 2025 }."),
]


@strawberry.input(description="What jurisdictions are ordered by.")
class JurisdictionOrder:
    """A field and a direction."""

    field: JurisdictionOrderField = strawberry.field(description="The sort key. Example: NAME.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Upwards unless said otherwise. Example: DESC."
    )


OrderArgument = Annotated[
    JurisdictionOrder | None,
    strawberry.argument(
        description="If not given, by how well they answer `search`, the best first, or without one by code. "
        "Example: { field: NAME, direction: ASC }."
    ),
]


def order_of(given: JurisdictionOrder | None) -> Order | None:
    """The order asked for."""
    return Order(given.field, given.direction is OrderDirection.DESC) if given else None


def period_of(given: PeriodInput, argument: str = "period") -> Period:
    """The days that a client names, or a clear refusal."""
    try:
        if isinstance(given.calendar_year, int):
            return periods.calendar_year(given.calendar_year)
        if isinstance(given.fiscal_year, int):
            return periods.fiscal_year(given.fiscal_year)
        if isinstance(given.month, str):
            return periods.month(given.month)
        if isinstance(given.on, date):
            return periods.day(given.on)
        if isinstance(given.range, DateRange):
            return periods.days(given.range.from_, given.range.to)
    except periods.PeriodError as error:
        raise ClientError(Code.BAD_USER_INPUT, str(error), argument, accepted_periods()) from None
    raise ClientError(Code.BAD_USER_INPUT, "The period is empty.", argument, accepted_periods())


def accepted_periods() -> str:
    """What a period can be."""
    return (
        f"calendarYear or fiscalYear {periods.FIRST_YEAR} to {periods.LAST_YEAR}, month as 2026-02, on a day, "
        "or range with `from` not after `to`"
    )


async def at_of(
    context: Context,
    as_of: AsOf | None,
    after: str | None = None,
    keys: int = 1,
    *,
    min_cell: int | None = None,
) -> At:
    """The revision that answers: the one asked for, the one of the page before, or the newest."""
    require_min_cell(min_cell)
    return context.guarded(await _revision_of(context, as_of, after, keys), min_cell)


async def _revision_of(context: Context, as_of: AsOf | None, after: str | None, keys: int) -> At:
    if as_of is not None and isinstance(as_of.revision, int):
        return await context.numbered(as_of.revision)
    if as_of is not None and isinstance(as_of.date, date):
        return await context.on(as_of.date)
    if after is not None:
        return await context.numbered(read_cursor(after, keys).revision, "after")
    return await context.latest()


async def at_of_page(at: At, after: str | None, keys: int) -> At:
    """The revision that a page of a list belongs to: that of the page before, or for the first page that of its parent."""
    if after is None:
        return at
    found = await at.context.numbered(read_cursor(after, keys).revision, "after")
    return at.context.guarded(found, at.min_cell)
