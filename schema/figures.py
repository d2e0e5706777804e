"""A number with its bounds, its qualifier, its status and its source; a rate with its parts."""

from __future__ import annotations

import strawberry

from db import figures
from db.words import CaveatCode, ExclusionReason, FigureStatus, Qualifier, RateDefinition
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import costs
from schema.described import attribute, field
from schema.periods import Period, period
from schema.sources import Release, Source, release, source

OF_THE_FIELD = "Unit: that of the field that has the figure."


@strawberry.type(description="What a reader must know before the number is printed.")
class Caveat:
    """A code and a sentence."""

    code: CaveatCode = attribute("The kind of caveat.")
    text: str = attribute("The caveat in a sentence fit to print.")


@strawberry.type(
    description="A number that never travels alone. Its unit is that of the field: people, detainers, residents or a "
    "share from 0 to 1. Null where nothing is known, with the reason as `status`; 0 only where 0 was reported."
)
class Figure:
    """A number."""

    at: strawberry.Private[At]
    figure: strawberry.Private[figures.Figure]
    value: float | None = attribute(
        f"The number as the source has it; `qualifier` says how to read it. {OF_THE_FIELD}"
    )
    lower: float | None = attribute(f"The least that it can be; null if no bound is known. {OF_THE_FIELD}")
    upper: float | None = attribute(f"The most that it can be; null if no bound is known. {OF_THE_FIELD}")
    qualifier: Qualifier = attribute(
        "How the source limits the number. It tells nothing where `value` is null: there `status` and the bounds do."
    )
    status: FigureStatus = attribute("Whether it was reported or derived, and if there is none, why.")
    as_stated: str | None = attribute("The words of the source, where it has words.")
    locator: str | None = attribute(
        "Where it stands in the files of the source: the line of a transcription, or which rows were counted."
    )

    @field
    def source(self) -> Source | None:
        """The publication that it comes from; null where it is derived from several, or where there is none."""
        return source(self.at, self.figure.source)

    @costs(elements=holdings.RELEASES_OF_A_SOURCE)
    @field
    def releases(self) -> list[Release]:
        """The files that its source had been loaded from."""
        return releases(self.at, self.figure.source)

    @costs(elements=holdings.CAVEATS)
    @field
    def caveats(self) -> list[Caveat]:
        """What must be known before it is printed."""
        return caveats(self.figure.caveats)


@strawberry.type(description="Detainers left out of a rate.")
class Exclusion:
    """A reason and a number."""

    reason: ExclusionReason = attribute("Why they are left out.")
    count: int = attribute(
        "How many are left out; at least so many where not all of the area are counted. Unit: detainers."
    )


@strawberry.type(
    description="A share, from 0 to 1, with its definition and both of its parts. Rates of different definitions do "
    "not compare."
)
class Rate:
    """A share."""

    at: strawberry.Private[At]
    rate: strawberry.Private[figures.Rate]
    definition: RateDefinition = attribute("What is divided by what.")
    value: float | None = attribute(
        "The share; null where there is none or only bounds are known. Unit: a share from 0 to 1."
    )
    lower: float | None = attribute("The least that the share can be. Unit: a share from 0 to 1.")
    upper: float | None = attribute("The most that the share can be. Unit: a share from 0 to 1.")
    qualifier: Qualifier = attribute(
        "How the share is limited. It tells nothing where `value` is null: there `status` and the bounds do."
    )
    status: FigureStatus = attribute("Whether it was reported or derived, and if there is none, why.")
    cohort_age_days: int | None = attribute(
        "From the end of the cohort to the end of the data: detainers that young may still be open. Unit: days."
    )

    @field
    def explanation(self) -> str:
        """The rate in a sentence fit to print."""
        return self.rate.explanation

    @field
    def numerator(self) -> Figure:
        """Those counted.

        Unit: detainers, or people where the keeper counts people. Of: the denominator. Source: that of the rate.
        """
        return figure(self.at, self.rate.numerator)

    @field
    def denominator(self) -> Figure:
        """Those that it is a share of.

        Unit: detainers, or people where the keeper counts people. Of: those that the `definition` names, without what is
        `excluded`. Source: that of the rate.
        """
        return figure(self.at, self.rate.denominator)

    @field
    def period(self) -> Period | None:
        """The days that it counts: those asked for, cut to what its source covers; null where nothing is counted."""
        return period(self.rate.period) if self.rate.period else None

    @costs(elements=len(ExclusionReason))
    @field
    def excluded(self) -> list[Exclusion]:
        """What was left out of the denominator, and how many."""
        return [Exclusion(reason=e.reason, count=e.count) for e in self.rate.excluded]

    @field
    def source(self) -> Source | None:
        """The publication that it comes from."""
        return source(self.at, self.rate.source)

    @costs(elements=holdings.RELEASES_OF_A_SOURCE)
    @field
    def releases(self) -> list[Release]:
        """The files that its source had been loaded from."""
        return releases(self.at, self.rate.source)

    @costs(elements=holdings.CAVEATS)
    @field
    def caveats(self) -> list[Caveat]:
        """What must be known before it is printed."""
        return caveats(self.rate.caveats)


def figure(at: At, given: figures.Figure) -> Figure:
    """A figure as the schema shows it."""
    if at.context.methods:
        at.context.methods.figure(at.catalogue, given)
    # One answer may have thousands, and the own way of the class is the slow one.
    shown = Figure.__new__(Figure)
    shown.at = at
    shown.figure = given
    (
        shown.value,
        shown.lower,
        shown.upper,
        shown.qualifier,
        shown.status,
        shown.as_stated,
        _,
        _,
        shown.locator,
    ) = given
    return shown


def rate(at: At, given: figures.Rate) -> Rate:
    """A rate as the schema shows it."""
    if at.context.methods:
        at.context.methods.rate(at.catalogue, given)
    return Rate(
        at=at,
        rate=given,
        definition=given.definition,
        value=given.value,
        lower=given.lower,
        upper=given.upper,
        qualifier=given.qualifier,
        status=given.status,
        cohort_age_days=given.cohort_age_days,
    )


def releases(at: At, name: str | None) -> list[Release]:
    """The files of a source that had been loaded; none where a number has no one source."""
    return [release(at, row) for row in at.catalogue.releases_of(name)] if name else []


def caveats(given: tuple[figures.Caveat, ...]) -> list[Caveat]:
    """Caveats as the schema shows them."""
    return [Caveat(code=c.code, text=c.text) for c in given]
