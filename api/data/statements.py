"""Published records and claims as rows, claims with what the records say of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from api.data.asked import Asked
from api.data.columns import (
    Column,
    Row,
    day,
    integer,
    of_caveats,
    of_figure,
    of_period,
    of_source,
    text,
    word,
)
from api.data.parameters import ABOUT, AS_OF, MEASURE
from api.data.places import of_place
from api.data.tables import Size, Table
from db.words import Custody, Measure, MeasureKind, Role, Verdict
from schema.context import At
from schema.cost.declared import Amount
from schema.cost.holdings import CHECKS, CHECKS_IN_ALL
from schema.jurisdictions import Jurisdiction, jurisdiction_of
from schema.statements import Claim, ClaimCheck, Record, claim, record, statements_about


@dataclass(frozen=True, slots=True)
class Kept:
    """A record and whom it is about."""

    place: Jurisdiction
    stated: Record


@dataclass(frozen=True, slots=True)
class Held:
    """A claim held against one record, or against several added up; `number` 0 and no check where none touches it."""

    place: Jurisdiction
    stated: Claim
    number: int
    check: ClaimCheck | None


async def records(at: At, asked: Asked) -> AsyncIterator[Kept]:
    """The records, the latest period first."""
    about, measure = asked.text(ABOUT), asked.word(MEASURE, Measure)
    if about is not None:
        jurisdiction_of(at, about, ABOUT.name)
    for statement in statements_about(at, about, Role.RECORD, measure):
        yield Kept(jurisdiction_of(at, statement.jurisdiction), record(at, statement))


async def claims(at: At, asked: Asked) -> AsyncIterator[Held]:
    """The claims, the latest first, each with the records that touch it."""
    about = asked.text(ABOUT)
    if about is not None:
        jurisdiction_of(at, about, ABOUT.name)
    for statement in statements_about(at, about, Role.CLAIM):
        place, stated = jurisdiction_of(at, statement.jurisdiction), claim(at, statement)
        checks = stated.checks()
        if not checks:
            yield Held(place, stated, 0, None)
        for number, check in enumerate(checks, start=1):
            yield Held(place, stated, number, check)


def size_of_records(at: At, asked: Asked) -> Size:
    """As many rows as there are records; they were read with the revision."""
    return Size(len(statements_about(at, asked.text(ABOUT), Role.RECORD, asked.word(MEASURE, Measure))))


def size_of_claims(at: At, asked: Asked) -> Size:
    """A row for each check of a claim, and one for a claim without any; all of it was read with the revision."""
    claims = len(statements_about(at, asked.text(ABOUT), Role.CLAIM))
    return Size(claims + Amount(CHECKS, CHECKS_IN_ALL).of(claims, {}))


def of_statement(of: Callable[[Row], Record | Claim]) -> tuple[Column[Row], ...]:
    """What is stated: the measure, its custody and period, the number, and its words."""
    return (
        word("measure", Measure, "What is counted.", lambda row: of(row).measure),
        word(
            "kind", MeasureKind, "Whether over a period, at a moment, or a share.", lambda row: of(row).kind
        ),
        word("custody", Custody, "Whose custody is counted.", lambda row: of(row).custody),
        *of_period(lambda row: of(row).period),
        *of_figure(
            "figure",
            "The number, in the unit of `measure`; a share runs from 0 to 1",
            lambda row: of(row).figure(),
        ),
        text(
            "figure_as_stated",
            "The words of the source, where it has words.",
            lambda row: of(row).figure().as_stated,
        ),
    )


def _differences(check: ClaimCheck) -> str:
    return "; ".join(f"{each.axis}: {' | '.join(each.values)}" for each in check.differences)


RECORDS: Table[Kept] = Table(
    name="records",
    title="Published records",
    description="One row for each published record: a count that somebody kept, or a share that its keeper gives.",
    own_columns=(
        text("id", "The ID of the record.", lambda row: row.stated.id),
        *of_place(lambda row: row.place),
        *of_statement(lambda row: row.stated),
        text("kept_by", "Who kept the count.", lambda row: row.stated.kept_by),
        day(
            "published_on",
            "The day on which it was published, if that is known.",
            lambda row: row.stated.published_on,
        ),
        *of_source(lambda row: row.stated.figure().source()),
        *of_caveats(lambda row: row.stated.figure().caveats()),
    ),
    key=("id",),
    parameters=(ABOUT, MEASURE, AS_OF),
    rows=records,
    size=size_of_records,
)

CLAIMS: Table[Held] = Table(
    name="claims",
    title="Claims held against records",
    description="One row for each claim and each record, or sum of records, that touches it. Keep check 1 or below for one "
    "row a claim: the records that answer it come first, then the most alike.",
    own_columns=(
        text("id", "The ID of the claim.", lambda row: row.stated.id),
        *of_place(lambda row: row.place),
        *of_statement(lambda row: row.stated),
        text("speaker", "Who made it.", lambda row: row.stated.speaker),
        day("stated_on", "The day on which it was made, if that is known.", lambda row: row.stated.stated_on),
        word(
            "verdict",
            Verdict,
            "What all records say of the claim: a contradiction outweighs agreement.",
            lambda row: row.stated.verdict,
        ),
        integer(
            "check",
            "The number of the check among those of the claim; 0 where no record touches it.",
            lambda row: row.number,
        ),
        word(
            "check_verdict",
            Verdict,
            "What this record says of the claim.",
            lambda row: row.check.verdict if row.check else None,
        ),
        text(
            "check_records",
            "The IDs of the record, or of those added up, separated by spaces.",
            lambda row: " ".join(each.id for each in row.check.records()) if row.check else None,
        ),
        *of_figure(
            "check_figure",
            "The number of the record, or the sum, in the unit of its measure",
            lambda row: row.check.figure() if row.check else None,
        ),
        text(
            "check_differences",
            "The axes on which they differ, each with the claim's value and the record's.",
            lambda row: (_differences(row.check) or None) if row.check else None,
        ),
        text(
            "check_explanation",
            "The check in a sentence or two fit to print.",
            lambda row: row.check.explanation if row.check else None,
        ),
        *of_source(lambda row: row.stated.figure().source()),
        *of_caveats(lambda row: row.stated.figure().caveats()),
    ),
    key=("id", "check"),
    parameters=(ABOUT, AS_OF),
    rows=claims,
    size=size_of_claims,
)
