"""Each definition of a rate, and the rate that follows from counts by outcome as ICE's files give them.

All detainers counted = denominator + everything excluded, always. What the excluded have in common stands in
`DEFINITIONS`; how many they are stands in the rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from db.figures import Caveat, Exclusion, Figure, Period, Rate
from db.meaning import bounds
from db.meaning.counts import at_least, exactly
from db.meaning.phrases import WHY_NONE, listed, number, percent
from db.words import CaveatCode, ExclusionReason, FigureStatus, Outcome, Qualifier, RateDefinition

# The National Center for Health Statistics marks a rate that rests on fewer than 20 events as unreliable; the same
# number is held here against the denominator.
STABLE_DENOMINATOR = 20

# Names of their own: to look a member up in its enum takes longer than what is done with it here.
_OPEN, _DUPLICATE, _SUPERSEDED, _DIED = _UNENDED = (
    ExclusionReason.OPEN,
    ExclusionReason.DUPLICATE,
    ExclusionReason.SUPERSEDED,
    ExclusionReason.DIED,
)
_NEITHER = ExclusionReason.NEITHER_PICKED_UP_NOR_DECLINED


@dataclass(frozen=True, slots=True)
class Definition:
    """The outcome that is counted, what is left out of the denominator, and the words for what stays in."""

    numerator: Outcome
    excludes: tuple[ExclusionReason, ...]
    denominator: str


DEFINITIONS: Mapping[RateDefinition, Definition] = {
    RateDefinition.PICKUP_OF_ISSUED: Definition(
        Outcome.PICKED_UP, (_DUPLICATE,), "detainers that ICE issued"
    ),
    RateDefinition.PICKUP_OF_RESOLVED: Definition(
        Outcome.PICKED_UP, _UNENDED, "detainers whose end ICE recorded"
    ),
    RateDefinition.PICKUP_OF_PICKED_UP_OR_DECLINED: Definition(
        Outcome.PICKED_UP,
        (*_UNENDED, _NEITHER),
        "detainers that ended in a booking by ICE or were declined",
    ),
    RateDefinition.DECLINED_OF_ISSUED: Definition(
        Outcome.DECLINED_BY_AGENCY, (_DUPLICATE,), "detainers that ICE issued"
    ),
    RateDefinition.DECLINED_OF_RESOLVED: Definition(
        Outcome.DECLINED_BY_AGENCY, _UNENDED, "detainers whose end ICE recorded"
    ),
}
# PICKUP_OF_RELEASED_WITH_DETAINER is missing above on purpose: its denominator is a count of people released, and
# ICE's files have a row for each detainer and none for a release. rates_of_records.py has it.

_ENDED_IN = {
    Outcome.PICKED_UP: 'ended with the person "Booked into Detention" by ICE',
    Outcome.DECLINED_BY_AGENCY: "are recorded by ICE as declined by the jail or prison",
}
_LEFT_OUT = {
    _OPEN: "{} with no recorded end",
    _DUPLICATE: "{} that are likely duplicates",
    _SUPERSEDED: "{} replaced by a newer form",
    _DIED: "{} whose subject died",
    _NEITHER: "{} that ended in another way",
}


def rate_of_counts(
    definition: RateDefinition,
    outcomes: Mapping[Outcome, int],
    exclusions: Mapping[ExclusionReason, int],
    *,
    likely_duplicates: int = 0,
    source: str | None,
    period: Period | None,
    data_through: date | None,
    uncounted: str | None = None,
    caveats: tuple[Caveat, ...] = (),
) -> Rate:
    """The rate of one definition among detainers counted by outcome.

    `outcomes` counts every detainer once. Of `exclusions` only `DUPLICATE` and `SUPERSEDED` are read: they are parts
    of the outcome `ADMINISTRATIVE`; open and died are outcomes of their own. `likely_duplicates` are rows with the ID
    and the day of another: `outcomes` does not have them, and they are told among the duplicates. `period` has the days on
    which the detainers of this cohort were issued, `data_through` is the day up to which the source knows what became of
    them: the publisher's data-through date, or where there is none the day that its release was issued. `uncounted`:
    in words, detainers of the area that `outcomes` does not count; every count is then the least, and the share of those
    counted is no bound for all.
    Raises ValueError when more are duplicates or superseded than ended administratively.
    """
    age = cohort_age_days(period.end if period else None, data_through)
    if definition is RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER:
        return _of_releases(source, age, caveats)
    terms = DEFINITIONS[definition]
    every = sum(outcomes.values())
    left_out = _left_out(terms, every, outcomes, exclusions, likely_duplicates)
    numerator = outcomes.get(terms.numerator, 0)
    denominator = every + likely_duplicates - sum([each.count for each in left_out])
    if uncounted:
        part, whole = at_least(numerator, source, caveats), at_least(denominator, source, caveats)
        quotient = _share_of_those_counted(part, whole)
    else:
        part, whole = exactly(numerator, source, caveats), exactly(denominator, source, caveats)
        quotient = bounds.share(part, whole)
    return Rate(
        definition,
        quotient.value,
        quotient.lower,
        quotient.upper,
        quotient.qualifier,
        quotient.status,
        part,
        whole,
        left_out,
        age,
        _Sentence(terms, numerator, denominator, left_out, _unended_among(terms, outcomes), uncounted),
        source,
        with_stability(caveats, whole),
        period,
    )


def rate_without_counts(
    definition: RateDefinition,
    status: FigureStatus,
    *,
    source: str | None,
    denominator: Figure | None = None,
    caveats: tuple[Caveat, ...] = (),
    period: Period | None = None,
) -> Rate:
    """The rate that cannot be had, with the reason: the source does not break its counts down by outcome, say.

    `denominator` is given where the source counts that much: all detainers issued, but not how they ended; `period` where
    there are counts that are not told.
    """
    missing = Figure(None, None, None, Qualifier.EXACT, status, source=source)
    return Rate(
        definition,
        None,
        None,
        None,
        Qualifier.EXACT,
        status,
        missing,
        denominator or missing,
        (),
        None,
        f"There is no rate here: {WHY_NONE[status]}.",
        source,
        caveats,
        period,
    )


def cohort_age_days(cohort_end: date | None, data_through: date | None) -> int | None:
    """Days from the end of the cohort's period to the end of what the source knows; None if either is not stated.

    A cohort still being issued when the data end has age 0.
    """
    if cohort_end is None or data_through is None:
        return None
    return max(0, (data_through - cohort_end).days)


def with_stability(caveats: tuple[Caveat, ...], denominator: Figure) -> tuple[Caveat, ...]:
    """The caveats, and one more when the denominator is, or may be, so small that the rate is unstable."""
    if not bounds.has_number(denominator):
        return caveats
    smallest = denominator.value if denominator.lower is None else denominator.lower
    if smallest is None or not 0 < smallest < STABLE_DENOMINATOR:
        return caveats
    text = f"The denominator is, or may be, under {STABLE_DENOMINATOR}: one case more or less moves the rate far."
    return (*caveats, Caveat(CaveatCode.UNSTABLE_RATE, text))


def _left_out(
    terms: Definition,
    every: int,
    outcomes: Mapping[Outcome, int],
    exclusions: Mapping[ExclusionReason, int],
    likely_duplicates: int,
) -> tuple[Exclusion, ...]:
    """What the definition excludes, with counts above zero: a source may not tell a zero from a reason it lumps."""
    duplicate, superseded = exclusions.get(_DUPLICATE, 0), exclusions.get(_SUPERSEDED, 0)
    administrative = outcomes.get(Outcome.ADMINISTRATIVE, 0)
    if duplicate + superseded > administrative:
        raise ValueError(
            f"{duplicate} duplicate and {superseded} superseded detainers cannot stand among "
            f"{administrative} that ended administratively"
        )
    unended, died = outcomes.get(Outcome.NOT_RECORDED, 0), outcomes.get(Outcome.DIED, 0)
    counts = {_OPEN: unended, _DUPLICATE: duplicate, _SUPERSEDED: superseded, _DIED: died}
    if _NEITHER in terms.excludes:
        decided = outcomes.get(Outcome.PICKED_UP, 0) + outcomes.get(Outcome.DECLINED_BY_AGENCY, 0)
        counts[_NEITHER] = every - decided - sum(counts.values())
    counts[_DUPLICATE] += likely_duplicates
    return tuple([Exclusion(reason, count) for reason in terms.excludes if (count := counts[reason])])


def _share_of_those_counted(part: Figure, whole: Figure) -> Figure:
    """About the share of all: those that are not counted may have ended differently, so it has no bounds."""
    return bounds.share(
        part._replace(qualifier=Qualifier.APPROXIMATE), whole._replace(qualifier=Qualifier.APPROXIMATE)
    )


class _Sentence(NamedTuple):
    """What the sentence on a rate of counts is made of. `unended` are those of the denominator with no recorded end."""

    terms: Definition
    numerator: int
    denominator: int
    left_out: tuple[Exclusion, ...]
    unended: int
    uncounted: str | None

    def in_words(self) -> str:
        """One sentence for a reader: what is divided by what, what is left out, and what open detainers do to it."""
        return self._of_some(self.uncounted) if self.uncounted else self._of_all()

    def _of_all(self) -> str:
        terms, whole = self.terms, number(self.denominator)
        aside = _left_out_in_words(self.left_out, number)
        if self.unended:
            aside += f"; {number(self.unended)} with no recorded end are in the {whole}"
        if not self.denominator:
            return f"There is no rate: the source counts no {terms.denominator}{aside}."
        return (
            f"Of the {whole} {terms.denominator}, {number(self.numerator)} "
            f"({percent(self.numerator / self.denominator)}) {_ENDED_IN[terms.numerator]}{aside}."
        )

    def _of_some(self, uncounted: str) -> str:
        """The same where others of the area are not counted: every number is the least."""
        terms, whole = self.terms, number(self.denominator)
        aside = _left_out_in_words(self.left_out, _or_more)
        if self.unended:
            aside += f"; {number(self.unended)} with no recorded end are in the {whole} counted"
        aside += f"; not counted are {uncounted}"
        if not self.denominator:
            return f"There is no rate: no {terms.denominator} are counted here{aside}."
        ended = _ENDED_IN[terms.numerator]
        if not self.numerator:
            return f"There is no rate: of at least {whole} {terms.denominator}, none of those counted {ended}{aside}."
        return (
            f"Of at least {whole} {terms.denominator}, at least {number(self.numerator)} "
            f"(about {percent(self.numerator / self.denominator)}) {ended}{aside}."
        )


def _left_out_in_words(left_out: tuple[Exclusion, ...], write: Callable[[float], str]) -> str:
    if not left_out:
        return ""
    return f"; left out: {listed([_LEFT_OUT[each.reason].format(write(each.count)) for each in left_out])}"


def _or_more(count: float) -> str:
    return f"at least {number(count)}"


def _unended_among(terms: Definition, outcomes: Mapping[Outcome, int]) -> int:
    """How many of the denominator have no recorded end."""
    return 0 if _OPEN in terms.excludes else outcomes.get(Outcome.NOT_RECORDED, 0)


def _of_releases(source: str | None, age: int | None, caveats: tuple[Caveat, ...]) -> Rate:
    missing = Figure(None, None, None, Qualifier.EXACT, FigureStatus.NOT_COLLECTED, source=source)
    return Rate(
        RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER,
        None,
        None,
        None,
        Qualifier.EXACT,
        FigureStatus.NOT_COLLECTED,
        missing,
        missing,
        (),
        age,
        "There is no rate: ICE's files count detainers, not the people whom a jail or prison released.",
        source,
        caveats,
    )
