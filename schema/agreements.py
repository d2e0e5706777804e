"""287(g) agreements, from ICE's lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import figures
from db.places.agencies import STATE_AGENCY
from db.read import agreements as read
from db.words import AgreementModel, AgreementStatus, PeriodType
from schema.codes import Code
from schema.context import At
from schema.described import attribute, field
from schema.errors import ClientError
from schema.nodes import Node, global_id
from schema.periods import Period, period

if TYPE_CHECKING:
    from schema.jurisdictions import Jurisdiction


@strawberry.type(description="A law-enforcement agency that signed a 287(g) agreement.")
class Agency:
    """An agency."""

    at: strawberry.Private[At]
    agreement: strawberry.Private[read.Agreement]
    name: str = attribute("The name as ICE's latest list of it has it.")
    statewide: bool | None = attribute(
        "Whether ICE lists it as a state agency; null if it left the lists before they said so, in 2025."
    )

    @field
    def jurisdiction(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")] | None:
        """The county or prison system that it works in.

        The county is ICE's, or that of the agency's city; a curated table has some that ICE leaves out or has wrong. Null
        for a state's other agencies, for those of several counties, and where it is not known.
        """
        from schema.jurisdictions import jurisdiction_or_none

        return jurisdiction_or_none(self.at, self.agreement.jurisdiction)

    @field
    def state(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")]:
        """Its state."""
        from schema.jurisdictions import jurisdiction_of

        return jurisdiction_of(self.at, self.agreement.state)


@strawberry.type(description="An agreement by which ICE deputises an agency, as a span of ICE's lists.")
class Agreement(Node):
    """An agreement."""

    at: strawberry.Private[At]
    agreement: strawberry.Private[read.Agreement]
    model: AgreementModel = attribute("What the agency's officers do under it.")
    status: AgreementStatus = attribute("Whether it stands on the latest list that was read.")
    signed_on: date | None = attribute(
        "The day of signing as ICE last gave it, of those that are not later than `firstListedOn`."
    )
    first_listed_on: date = attribute("The day of the first list that has it.")
    last_listed_on: date = attribute("The day of the last list that has it.")

    @field
    def agency(self) -> Agency:
        """The agency that signed it."""
        kind = self.agreement.agency_type
        return Agency(
            at=self.at,
            agreement=self.agreement,
            name=self.agreement.agency,
            statewide=None if kind is None else kind == STATE_AGENCY,
        )

    @field
    def removed_between(self) -> Period | None:
        """After the first of these days, the last list with it, and by the second, the first list without it."""
        removed = self.agreement
        if removed.removed_before is None:
            return None
        return period(figures.Period(PeriodType.RANGE, removed.removed_after, removed.removed_before))


def require_listed(at: At, on: date | None, argument: str = "on") -> None:
    """Refuse a day before the first or after the last of ICE's lists: to say which agreements stood would be a guess."""
    first, last = at.catalogue.first_list, at.catalogue.last_list
    if on is None or (first is not None and last is not None and first <= on <= last):
        return
    unknown = f"Which 287(g) agreements stood on {on} is not known"
    if first is None or last is None:
        raise ClientError(
            Code.BAD_USER_INPUT,
            f"{unknown}: none of ICE's lists had been read by revision {at.revision}.",
            argument,
            "a revision that has ICE's lists",
        )
    nearest = f"the first of ICE's lists that were read is of {first}"
    if last < on:
        nearest = f"the last of ICE's lists that were read is of {last}"
    raise ClientError(
        Code.BAD_USER_INPUT, f"{unknown}: {nearest}.", argument, f"a day from {first} to {last}"
    )


def agreement(at: At, row: read.Agreement) -> Agreement:
    """An agreement as the schema shows it."""
    return Agreement(
        id=global_id("agreement", row.id),
        at=at,
        agreement=row,
        model=row.model,
        status=AgreementStatus.LISTED if row.removed_before is None else AgreementStatus.REMOVED,
        signed_on=row.signed_on,
        first_listed_on=row.first_listed_on,
        last_listed_on=row.last_listed_on,
    )
