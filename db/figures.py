"""What a number is: a figure with its bounds, a rate with its parts, a period, a caveat.

Plain values without a database, so that the arithmetic on them can be tested alone. They are tuples because
thousands are made for one answer, which other classes are slower at.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol

from db.words import (
    CaveatCode,
    ExclusionReason,
    FigureStatus,
    PeriodType,
    Qualifier,
    RateDefinition,
)


class Caveat(NamedTuple):
    """What a reader must know before the number is printed."""

    code: CaveatCode
    text: str


class Period(NamedTuple):
    """Days `start` to `end`, both counted; None where the source does not say."""

    type: PeriodType
    start: date | None
    end: date | None

    @property
    def label(self) -> str:
        """The period in words fit to print: `2025`, `FY2026`, `2026-02`, `2025-12-01 to 2026-03-10`."""
        match self.type:
            case PeriodType.CALENDAR_YEAR if self.end:
                return str(self.end.year)
            case PeriodType.FISCAL_YEAR if self.end:
                return f"FY{self.end.year}"
            case PeriodType.MONTH if self.end:
                return f"{self.end:%Y-%m}"
            case PeriodType.POINT_IN_TIME if self.end:
                return f"{self.end}"
            case PeriodType.UNKNOWN:
                return "period not stated"
        if self.start is None and self.end is None:
            return "period not stated"
        return f"{self.start or 'start not stated'} to {self.end or 'end not stated'}"


class Figure(NamedTuple):
    """A number with its bounds, what limits it, and where it came from.

    `value`, `lower` and `upper` have the unit of the measure: a count of people or detainers, or for a rate a
    share from 0 to 1. `upper` None means no bound is known. `value` None means there is none, and `status` why.
    `source` is the ID of a source, `locator` the words for where in its files the number stands.
    """

    value: float | None
    lower: float | None
    upper: float | None
    qualifier: Qualifier
    status: FigureStatus
    as_stated: str | None = None
    source: str | None = None
    caveats: tuple[Caveat, ...] = ()
    locator: str | None = None


class Exclusion(NamedTuple):
    """Detainers left out of a rate, and why."""

    reason: ExclusionReason
    count: int  # type: ignore[assignment] # a tuple's method of that name is not used


class Sentence(Protocol):
    """What a sentence is made of."""

    def in_words(self) -> str:
        """The sentence, fit to print."""
        ...


class Rate(NamedTuple):
    """A share with its definition and both of its parts. Shares run from 0 to 1.

    `period` has the days that are counted, which need not be all that were asked for; None where nothing is. `told` is the
    rate in a sentence, or what that is made of: most who ask for a rate do not ask for it.
    """

    definition: RateDefinition
    value: float | None
    lower: float | None
    upper: float | None
    qualifier: Qualifier
    status: FigureStatus
    numerator: Figure
    denominator: Figure
    excluded: tuple[Exclusion, ...]
    cohort_age_days: int | None
    told: str | Sentence
    source: str | None = None
    caveats: tuple[Caveat, ...] = ()
    period: Period | None = None

    @property
    def explanation(self) -> str:
        """The rate in a sentence fit to print."""
        return self.told if isinstance(self.told, str) else self.told.in_words()
