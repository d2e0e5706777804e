"""Rates of several jurisdictions side by side, and whether they may stand so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import strawberry

from db import figures
from db.meaning import compare as meaning
from db.words import Axis, Custody, JurisdictionKind, Measure, MeasureKind, RateDefinition
from schema import answers
from schema.codes import Code
from schema.context import At
from schema.cost.declared import costs
from schema.cost.sizes import codes as of_codes
from schema.described import attribute, field
from schema.detainer_questions import Question
from schema.errors import ClientError
from schema.figures import Rate, rate
from schema.jurisdictions import Jurisdiction, jurisdiction_of, jurisdiction_or_none
from schema.limits import LISTED
from schema.statements import Difference

MOST = LISTED.most
"""The most jurisdictions in one comparison."""

OTHERS = 10
"""Of no more than so many the nearest sound comparison is looked for."""

COMPARED_BESIDE = 3 * OTHERS
"""What is counted for that: for each its state or prison system, and both once more over the days that all count."""


@strawberry.type(description="One jurisdiction of a comparison.")
class ComparisonRow:
    """A jurisdiction and its rate."""

    jurisdiction: Jurisdiction = attribute("The jurisdiction.")
    rate: Rate = attribute(
        "Its rate. Unit: a share from 0 to 1. Of: the denominator that the definition names. Source: counted from ICE's "
        "detainer files, or as the keeper states; `source` says which."
    )


@strawberry.type(
    description="The same measure for several jurisdictions, and whether they may be put side by side."
)
class Comparison:
    """A comparison."""

    at: strawberry.Private[At]
    found: strawberry.Private[meaning.Comparison]
    rows: list[ComparisonRow] = costs(elements=of_codes(1))(
        attribute("The jurisdictions in the order asked for.")
    )
    comparable: bool = attribute("Whether the rates count the same thing, so that one may be called higher.")
    explanation: str = attribute("Why, or why not, in a sentence fit to print.")
    nearest: str | None = attribute("The nearest comparison that is sound, in words; null if there is none.")

    @costs(elements=len(Axis))
    @field
    def differences(self) -> list[Difference]:
        """The axes on which the rows differ, with the values."""
        return [Difference(axis=d.axis, values=list(d.values)) for d in self.found.differences]


async def comparison(
    at: At, codes: Sequence[str], period: figures.Period, definition: RateDefinition
) -> Comparison:
    """Put the rates of these jurisdictions side by side."""
    if not 2 <= len(codes) <= MOST or len(set(codes)) < 2:
        raise ClientError(
            Code.BAD_USER_INPUT,
            f"A comparison needs 2 to {MOST} different codes; {len(set(codes))} were given.",
            "codes",
            f"2 to {MOST} codes",
        )
    asked = list(dict.fromkeys(codes))
    places = [jurisdiction_of(at, code, "codes") for code in asked]
    rows = [await _measured(at, place, period, definition) for place in places]
    periods = [period, *filter(None, [meaning.shared_days(rows)])]
    found = meaning.compare(rows, await _available(at, places, periods))
    return Comparison(
        at=at,
        found=found,
        rows=[
            ComparisonRow(jurisdiction=place, rate=rate(at, row.rate))
            for place, row in zip(places, rows, strict=True)
        ],
        comparable=found.comparable,
        explanation=found.explanation,
        nearest=found.nearest,
    )


async def _available(
    at: At, places: Sequence[Jurisdiction], periods: Sequence[figures.Period]
) -> list[meaning.Measured]:
    """Every rate of the jurisdictions asked for, and of the prison systems of the states among them, over each period."""
    if len(places) > OTHERS:
        return []
    candidates: list[tuple[Jurisdiction, str | None]] = [(place, None) for place in places]
    for place in places:
        if place.row.kind is JurisdictionKind.STATE:
            system = jurisdiction_or_none(at, _system_of(at, place.row.code))
            candidates += [(system, place.row.code)] if system else []
        elif place.row.kind is JurisdictionKind.PRISON_SYSTEM:
            state = jurisdiction_or_none(at, place.row.parent)
            candidates += [(state, place.row.code)] if state else []
    found = []
    for period, (place, instead_of), definition in product(periods, candidates, RateDefinition):
        measured = await _measured(at, place, period, definition, instead_of)
        if measured.rate.value is not None:
            found.append(measured)
    return found


def _system_of(at: At, state: str) -> str | None:
    """The prison system of a state that statements speak of."""
    codes = at.catalogue.places.parents
    return next((code for code, parent in codes.items() if parent == state and "-" in code), None)


async def _measured(
    at: At,
    place: Jurisdiction,
    period: figures.Period,
    definition: RateDefinition,
    instead_of: str | None = None,
) -> meaning.Measured:
    question = Question(place.row.code, place.row.name, place.row.state, period, kind=place.row.kind)
    found = await answers.pickup_rate(at, question, definition)
    of_releases = definition is RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER
    return meaning.Measured(
        code=place.row.code,
        name=place.row.name,
        definition=definition,
        custodies=_custodies(at, question, found),
        measure=Measure.RELEASES_WITH_DETAINER if of_releases else Measure.DETAINERS,
        kind=MeasureKind.FLOW,
        source=found.source,
        rate=found,
        instead_of=instead_of,
    )


def _custodies(at: At, question: Question, found: figures.Rate) -> tuple[Custody, ...]:
    """Whose custody the rate is of: a prison system's, the record's own, or what is counted of such a place."""
    if question.kind is JurisdictionKind.PRISON_SYSTEM:
        return (Custody.STATE_PRISON,)
    for record in answers.records_of(at, question):
        if found.source and record.figure.source == found.source:
            return (record.custody,)
    return question.custodies or (Custody.ALL,)
