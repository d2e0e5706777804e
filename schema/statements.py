"""Records that somebody kept, claims that somebody made, and what the one says of the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import strawberry

from db import rows
from db.meaning.claims import Check, Checked
from db.words import Axis, Custody, Measure, MeasureKind, Role, Verdict
from schema.connections import Connection, connection, page_size, sliced
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import Amount, costs
from schema.cost.sizes import sides
from schema.described import attribute, field
from schema.figures import Figure, figure
from schema.nodes import Node, global_id
from schema.periods import Period, period

if TYPE_CHECKING:
    from schema.jurisdictions import Jurisdiction

T = TypeVar("T")


@strawberry.type(description="A count that somebody kept, or a share that its keeper gives.")
class Record(Node):
    """A record."""

    at: strawberry.Private[At]
    statement: strawberry.Private[rows.Statement]
    measure: Measure = attribute("What is counted.")
    kind: MeasureKind = attribute("Whether over a period, at a moment, or a share.")
    custody: Custody = attribute("Whose custody is counted.")
    period: Period = attribute("The days that it covers.")
    kept_by: str = attribute("Who kept the count.")
    published_on: date | None = attribute("The day on which it was published, if that is known.")

    @field
    def jurisdiction(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")]:
        """The place or system that is counted."""
        from schema.jurisdictions import jurisdiction_of

        return jurisdiction_of(self.at, self.statement.jurisdiction)

    @field
    def figure(self) -> Figure:
        """The number that was counted. Records that contradict it stand in its caveats.

        Unit: that of `measure`; a share runs from 0 to 1. Of: those in the `custody` of the `jurisdiction`, over the
        `period`. Source: whoever kept it (`keptBy`), as the publication in `source` gives it.
        """
        return figure(self.at, self.statement.figure)


@strawberry.type(description="An axis on which two numbers differ, with both values.")
class Difference:
    """An axis and its values."""

    axis: Axis = attribute("The axis.")
    values: list[str] = costs(elements=sides)(
        attribute("The value on each side, the claim's or the first row's first.")
    )


@strawberry.type(
    description="One claim held against one record, or against records of separate custody added up."
)
class ClaimCheck:
    """A check."""

    at: strawberry.Private[At]
    check: strawberry.Private[Check]
    verdict: Verdict = attribute("What these records say of the claim.")
    differences: list[Difference] = costs(elements=len(Axis))(
        attribute("The axes on which they differ, with both values.")
    )
    explanation: str = attribute("The check in a sentence or two fit to print.")

    @costs(elements=Amount(holdings.ADDED_UP, holdings.ADDED_UP * holdings.CHECKS_IN_ALL))
    @field
    def records(self) -> list[Record]:
        """The record, or the records that were added up."""
        return [record(self.at, each) for each in self.check.records]

    @field
    def figure(self) -> Figure:
        """The record's number, or the sum of the records'.

        Unit: that of the records' `measure`. Of: those in the custody of each record, added up. Source: the records.
        """
        return figure(self.at, self.check.figure)


@strawberry.type(description="A statement that somebody made, held against every record that touches it.")
class Claim(Node):
    """A claim."""

    at: strawberry.Private[At]
    statement: strawberry.Private[rows.Statement]
    checked: strawberry.Private[Checked]
    measure: Measure = attribute("What it speaks of.")
    kind: MeasureKind = attribute("Whether over a period, at a moment, or a share.")
    custody: Custody = attribute("Whose custody it speaks of.")
    period: Period = attribute(
        "The days that it speaks of; of a FLOW that states none, the day of the statement, as a point in time."
    )
    speaker: str = attribute("Who made it.")
    stated_on: date | None = attribute("The day on which it was made, if that is known.")
    verdict: Verdict = attribute("What the records say: a contradiction outweighs agreement.")

    @field
    def jurisdiction(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")]:
        """The place or system that it speaks of."""
        from schema.jurisdictions import jurisdiction_of

        return jurisdiction_of(self.at, self.statement.jurisdiction)

    @field
    def figure(self) -> Figure:
        """The number that was stated.

        Unit: that of `measure`; a share runs from 0 to 1. Of: those in the `custody` of the `jurisdiction`, over the
        `period`, as far as the words say. Source: the `speaker`, as the publication in `source` gives it.
        """
        return figure(self.at, self.statement.figure)

    @costs(elements=Amount(holdings.CHECKS, holdings.CHECKS_IN_ALL))
    @field
    def checks(self) -> list[ClaimCheck]:
        """Against each record that touches it: those that answer it first, then the most alike."""
        return [
            ClaimCheck(
                at=self.at,
                check=each,
                verdict=each.verdict,
                differences=[Difference(axis=d.axis, values=list(d.values)) for d in each.differences],
                explanation=each.explanation,
            )
            for each in self.checked.checks
        ]


def record(at: At, statement: rows.Statement) -> Record:
    """A record as the schema shows it."""
    return Record(
        id=global_id("record", statement.id),
        at=at,
        statement=statement,
        measure=statement.measure,
        kind=statement.kind,
        custody=statement.custody,
        period=period(statement.period),
        kept_by=statement.asserted_by,
        published_on=statement.published_on,
    )


def claim(at: At, statement: rows.Statement) -> Claim:
    """A claim as the schema shows it, held against all records."""
    checked = at.catalogue.statements.checked(statement)
    return Claim(
        id=global_id("claim", statement.id),
        at=at,
        statement=statement,
        checked=checked,
        measure=statement.measure,
        kind=statement.kind,
        custody=statement.custody,
        period=period(statement.period),
        speaker=statement.asserted_by,
        stated_on=statement.published_on,
        verdict=checked.verdict,
    )


def statements_about(
    at: At, code: str | None, role: Role, measure: Measure | None = None
) -> Sequence[rows.Statement]:
    """Records or claims about a jurisdiction and those that lie in it, the latest period first."""
    found = at.catalogue.statements.about(code, role)
    return found if measure is None else [each for each in found if each.measure is measure]


def page_of_statements(
    at: At,
    found: Sequence[rows.Statement],
    shown: Callable[[At, rows.Statement], T],
    first: int | None,
    after: str | None,
) -> Connection[T]:
    """A page of records or claims; of what is on no page nothing is made."""
    page = sliced(found, [each.id for each in found], page_size(first), after, at.revision)
    nodes = [shown(at, each) for each in page.nodes]
    return connection(nodes, page.keys, total=page.total, more=page.more, after=after, revision=at.revision)
