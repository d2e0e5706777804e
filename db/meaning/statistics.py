"""From counts of one grain to figures: totals, outcomes, lift reasons, forms, steps of a series, rates.

An answer is about an area over the days that its source covers. What a source would have listed and did not is 0;
what it cannot tell is null with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from db.caveats import merged
from db.figures import Caveat, Figure, Period, Rate
from db.meaning.counts import at_least, exactly, missing
from db.meaning.coverage import MOST_KEPT, Cover
from db.meaning.frames import Frame, Subject, frame_of, frames_by_step
from db.meaning.rates import DEFINITIONS, cohort_age_days, rate_of_counts, rate_without_counts
from db.read.catalogue import LiftReason
from db.read.detainers import FacilityCount, IntervalCount, ReasonCount
from db.words import (
    CaveatCode,
    Custody,
    DetainerForm,
    Dimension,
    ExclusionReason,
    FigureStatus,
    Interval,
    Measure,
    Outcome,
    PlaceGrain,
    Qualifier,
    RateDefinition,
)

MEASURE_OF_OUTCOME = {
    Outcome.PICKED_UP: Measure.PICKUPS,
    Outcome.DECLINED_BY_AGENCY: Measure.DETAINERS_DECLINED,
}

# A year: of what ICE drew in July 2015, 66% of the detainers of the last ten months have no recorded end, and of each
# year from 2010 to 2013 49 to 50%, however long ago it is.
YOUNG_DAYS = 365


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a series: what its figures are about, all its detainers, and how many of each outcome."""

    figures: Statistics
    total: Figure
    counts: Mapping[Outcome, int]

    @property
    def period(self) -> Period:
        """Its days."""
        return self.figures.period


class Counted(NamedTuple):
    """Detainers by how they ended; `exclusions` are those of their outcomes that some definition of a rate leaves out.

    `likely_duplicates` are beside `every` and not among them.
    """

    every: int
    outcomes: Mapping[Outcome, int]
    exclusions: Mapping[ExclusionReason, int]
    likely_duplicates: int


class Statistics:
    """The figures of one area over one period, from the counts of one grain."""

    def __init__(
        self,
        subject: Subject,
        cover: Cover,
        counts: Sequence[ReasonCount],
        lift_reasons: Mapping[int, LiftReason],
        data_through: date,
        frame: Frame | None = None,
    ) -> None:
        self.frame = frame or frame_of(subject, cover)
        self.subject = subject
        self.cover = cover
        self.source = cover.grain.source
        self.counts = counts
        self.reasons = lift_reasons
        self.data_through = data_through

    def at_grain(self, cover: Cover) -> Statistics:
        """The figures of another grain of the same source over the same days."""
        return Statistics(self.subject, cover, self.counts, self.reasons, self.data_through)

    @cached_property
    def counted(self) -> Counted:
        """How many there are, by how they ended."""
        every = duplicates = 0
        outcomes: dict[Outcome, int] = {}
        exclusions: dict[ExclusionReason, int] = {}
        for key, count, _, likely in self.counts:
            reason = self.reasons[key]
            every += count
            duplicates += likely
            outcomes[reason.outcome] = outcomes.get(reason.outcome, 0) + count
            if reason.exclusion:
                exclusions[reason.exclusion] = exclusions.get(reason.exclusion, 0) + count
        return Counted(every, outcomes, exclusions, duplicates)

    @property
    def period(self) -> Period:
        """The days that are counted: those asked for, cut to what the source covers."""
        return self.frame.period

    @cached_property
    def locator(self) -> str:
        """Which rows of the source's files are counted."""
        rows = self.frame.rows
        if self.cover.grain.place is not PlaceGrain.FACILITY:
            return rows
        if self.subject.is_nation:
            return f"{rows}, whatever their facility"
        return f"{rows} whose facility is placed in {self.subject.name}; `facilities` has their names"

    @property
    def total(self) -> Figure:
        """All detainers."""
        return self.of_count(self.counted.every)

    def of_count(self, count: int) -> Figure:
        """A count of detainers of this area in some of the days as a figure."""
        return self._figure(count, Measure.DETAINERS)

    @property
    def unplaced(self) -> Figure:
        """Detainers in the total of a state or the nation that no rule gave a county, a prison system or a federal keeper."""
        if not (self.subject.is_state or self.subject.is_nation):
            return missing(FigureStatus.NOT_APPLICABLE, self.source)
        if self.cover.grain.place is not PlaceGrain.FACILITY:
            return missing(FigureStatus.NOT_BROKEN_DOWN, self.source)
        return self._figure(sum(row.unplaced for row in self.counts), Measure.DETAINERS)

    @property
    def has_outcomes(self) -> bool:
        """Whether the grain tells how detainers ended."""
        return Dimension.LIFT_REASON in self.cover.grain.dimensions

    @property
    def outcomes(self) -> dict[Outcome, Figure]:
        """Detainers by outcome, every outcome."""
        return self.by_outcome(self.counted.outcomes)

    @property
    def lift_reasons(self) -> list[tuple[LiftReason, Figure]]:
        """Detainers by ICE's own lift reason, the most first; none where the grain does not tell."""
        if not self.has_outcomes:
            return []
        rows = [(self.reasons[row.lift_reason], row.count) for row in self.counts if row.count]
        rows.sort(key=lambda pair: (-pair[1], pair[0].raw or ""))
        return [
            (reason, self._figure(count, MEASURE_OF_OUTCOME.get(reason.outcome, Measure.DETAINERS)))
            for reason, count in rows
        ]

    @property
    def likely_duplicates(self) -> int:
        """Rows with the ID and the day of another, which no count has."""
        return self.counted.likely_duplicates

    def rate(self, definition: RateDefinition) -> Rate:
        """One rate of the detainers that were issued in the period."""
        if not self.has_outcomes:
            total, status = self.total, FigureStatus.NOT_BROKEN_DOWN
            return rate_without_counts(
                definition,
                status,
                source=self.source,
                denominator=total,
                caveats=total.caveats,
                period=self.period,
            )
        return rate_of_counts(
            definition,
            self.counted.outcomes,
            self.counted.exclusions,
            likely_duplicates=self.likely_duplicates,
            source=self.source,
            period=self.period,
            data_through=self.data_through,
            uncounted=self.frame.uncounted,
            caveats=(*self.frame.caveats(Measure.PICKUP_RATE), *self._immaturity(definition)),
        )

    def _immaturity(self, definition: RateDefinition) -> tuple[Caveat, ...]:
        """What a rate says of a cohort that is still young; where there is no rate, nothing."""
        there_is_one = definition in DEFINITIONS and self.counted.every
        return _immaturity_of(self.cover.end, self.data_through) if there_is_one else ()

    def forms(self, counts: Mapping[DetainerForm, int]) -> dict[DetainerForm, Figure]:
        """Detainers by form, every form."""
        return {form: self._figure(counts.get(form, 0), Measure.DETAINERS) for form in DetainerForm}

    def custodies(self, counts: Mapping[Custody, int]) -> dict[Custody, Figure]:
        """Detainers by custody, every custody."""
        return {
            custody: self._figure(counts.get(custody, 0), Measure.DETAINERS)
            for custody in Custody
            if custody is not Custody.ALL
        }

    def facility(self, row: FacilityCount) -> Figure:
        """Detainers at one facility of the area."""
        return self._figure(row.count, Measure.DETAINERS)

    def series(self, counts: Iterable[IntervalCount], by: Interval) -> list[Step]:
        """Every step of the covered days, also those without a detainer."""
        steps: dict[date, Counter[Outcome]] = {}
        for row in counts:
            steps.setdefault(row.start, Counter())[self.reasons[row.lift_reason].outcome] += row.count
        nothing: Counter[Outcome] = Counter()
        return [
            Step(figures, figures.of_count(found.total()), found)
            for start, figures in self.by_step(by)
            for found in (steps.get(start, nothing),)
        ]

    def by_step(self, by: Interval) -> list[tuple[date, Statistics]]:
        """What the figures of each step of the covered days are about, with the day on which it would begin.

        A step bears the caveats of its own days, as if they alone had been asked for.
        """
        return [(begins, self._over(frame)) for begins, frame in frames_by_step(self.frame, by)]

    def _over(self, frame: Frame) -> Statistics:
        """Figures of the same area over other days."""
        subject = self.subject._replace(asked=frame.subject.asked)
        return Statistics(subject, frame.cover, (), self.reasons, self.data_through, frame)

    def outcomes_of(self, step: Step) -> dict[Outcome, Figure]:
        """The detainers of a step by outcome, every outcome."""
        return step.figures.by_outcome(step.counts)

    def by_outcome(self, counts: Mapping[Outcome, int]) -> dict[Outcome, Figure]:
        """Counts of some of the detainers by outcome, every outcome."""
        if not self.has_outcomes:
            return dict.fromkeys(Outcome, missing(FigureStatus.NOT_BROKEN_DOWN, self.source))
        return {outcome: self._outcome(outcome, counts) for outcome in Outcome}

    def _outcome(self, outcome: Outcome, counts: Mapping[Outcome, int]) -> Figure:
        """One outcome; where others are added up without a name, some of those may belong to it."""
        count, unnamed = counts.get(outcome, 0), counts.get(Outcome.OTHER, 0)
        figure = self._figure(count, MEASURE_OF_OUTCOME.get(outcome, Measure.DETAINERS))
        if outcome not in self.cover.grain.lumped or not unnamed:
            return figure
        if not count:
            return missing(FigureStatus.NOT_BROKEN_DOWN, self.source, figure.caveats)
        return figure._replace(lower=count, upper=count + unnamed, qualifier=Qualifier.AT_LEAST)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Everything that a reader of any of these figures must know."""
        ended = MEASURE_OF_OUTCOME.values() if self.has_outcomes else ()
        return merged(*(self.frame.caveats(measure) for measure in (Measure.DETAINERS, *ended)))

    def whole_period(self, figure: Figure) -> Figure:
        """The figure as it stands for the whole period asked: at least that, where only a part is covered."""
        if self.cover.complete or figure.value is None:
            return figure
        return figure._replace(upper=None, qualifier=Qualifier.AT_LEAST)

    def number_of(self, count: int) -> float | None:
        """The number that a count is told as: where others of the area are counted elsewhere, 0 would say nothing."""
        return None if self.cover.partial_place and not count else float(count)

    def numbers_of(self, counts: Sequence[int]) -> list[float | None]:
        """The numbers that counts are told as."""
        return list(map(self.number_of if self.cover.partial_place else float, counts))

    def _figure(self, count: int, measure: Measure) -> Figure:
        """A count; where others of the area are counted elsewhere it is the least."""
        made = at_least if self.cover.partial_place else exactly
        return made(count, self.source, self.frame.caveats(measure), self.locator)


@lru_cache(maxsize=MOST_KEPT)
def _immaturity_of(cohort_end: date, data_through: date) -> tuple[Caveat, ...]:
    age = cohort_age_days(cohort_end, data_through)
    if age is None or age >= YOUNG_DAYS:
        return ()
    text = (
        f"These detainers were issued up to {cohort_end}, and how they ended is known up to {data_through}: many of the "
        "last year have no recorded end yet, and later ends would move the rate."
    )
    return (Caveat(CaveatCode.IMMATURE_COHORT, text),)
