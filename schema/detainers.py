"""Detainers of an area over a period: totals, outcomes, lift reasons, forms, facilities, series and rates."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Annotated

import strawberry

from db import figures
from db.meaning.counts import missing
from db.meaning.coverage import WHOLE, Cover, Need
from db.meaning.guarded_statistics import GuardedStatistics
from db.meaning.periods import step_periods
from db.meaning.rates import rate_without_counts
from db.meaning.statistics import Statistics, Step
from db.read import detainers as read
from db.words import (
    Custody,
    DetainerForm,
    Dimension,
    FigureStatus,
    Interval,
    Outcome,
    RateDefinition,
)
from schema.codes import Code
from schema.connections import After, Connection, First, connection, page_size, read_cursor, read_number
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import Amount, costs
from schema.described import attribute, field, field_of_many
from schema.detainer_counts import (
    CustodyCount,
    FacilityCount,
    FormCount,
    LiftReasonCount,
    OutcomeCount,
    SeriesPoint,
)
from schema.detainer_questions import Question, guarded, source_id, statistics_at
from schema.detainers_of_many import series_of_many
from schema.errors import ClientError
from schema.figures import Caveat, Figure, Rate, caveats, figure, rate
from schema.inputs import at_of_page
from schema.periods import Period, period
from schema.sources import Source, source


async def statistics_of(at: At, question: Question, source: str | None = None) -> DetainerStatistics:
    """The answer to a question, from the source asked for or the preferred one."""
    own = source_id(at, source) if source is not None else None
    chosen = question.cover(at, WHOLE, own)
    if isinstance(chosen, FigureStatus):
        return without_statistics(at, question, source, chosen)
    statistics = await statistics_at(at, question, chosen)
    return with_statistics(at, question, statistics, source, period(statistics.period))


def with_statistics(
    at: At, question: Question, statistics: Statistics, source: str | None, days: Period
) -> DetainerStatistics:
    """The answer that a grain gives over these days."""
    return DetainerStatistics(
        at=at,
        question=question,
        statistics=statistics,
        asked_source=source,
        status=FigureStatus.REPORTED,
        period=days,
    )


def without_statistics(
    at: At, question: Question, source: str | None, status: FigureStatus
) -> DetainerStatistics:
    """The answer where no grain gives any, with the reason."""
    return DetainerStatistics(
        at=at,
        question=question,
        statistics=None,
        asked_source=source,
        status=status,
        period=period(question.period),
    )


@strawberry.type(
    description="Detainers that ICE issued in a period to the jails and prisons of an area, from one grain of one "
    "source. Two sources over one period are never added."
)
class DetainerStatistics:
    """Detainers of an area over a period."""

    at: strawberry.Private[At]
    question: strawberry.Private[Question]
    statistics: strawberry.Private[Statistics | None]
    asked_source: strawberry.Private[str | None]
    status: strawberry.Private[FigureStatus]
    period: Period = attribute(
        "The days that are counted: those asked for, cut to what the source covers. With no source, those asked for."
    )

    @field
    def source(self) -> Source | None:
        """The source that was counted; null if none covers the place and the period."""
        return source(self.at, self.statistics.source) if self.statistics else None

    @field
    def total(self) -> Figure:
        """All of them. Unit: detainers. Of: those issued in the period to the area, as asked for. Source: `source`."""
        return self._figure(self.statistics.total if self.statistics else None)

    @costs(elements=len(Outcome))
    @field
    def outcomes(self) -> list[OutcomeCount]:
        """Detainers by how they ended, every outcome."""
        found = self.statistics
        if found is None:
            return self._outcomes(dict.fromkeys(Outcome, missing(self.status)), missing(self.status))
        return self._outcomes(found.outcomes, found.total)

    @costs(elements=Amount(holdings.LIFT_REASONS, holdings.LIFT_REASONS_IN_ALL))
    @field
    def lift_reasons(self) -> list[LiftReasonCount]:
        """Detainers by ICE's own words, the most first; empty where the source does not break them down."""
        rows = self.statistics.lift_reasons if self.statistics else []
        return [
            LiftReasonCount(lift_reason=reason.raw, outcome=reason.outcome, count=self._figure(count))
            for reason, count in rows
        ]

    @holdings.BY_FORM
    @field
    async def forms(self) -> list[FormCount]:
        """Detainers by form, every form; NOT_APPLICABLE for those that were not asked for."""
        chosen, asked = self.cover_for(Need(dimensions=frozenset({Dimension.FORM}))), self.question.forms
        if isinstance(chosen, FigureStatus):
            figures_of = dict.fromkeys(DetainerForm, missing(chosen))
        else:
            selection = self.question.selection(chosen)
            counts = await self.at.load(read.detainers_by_form, self.question.code, selection)
            figures_of = (await self._statistics(chosen)).forms(counts or {})
        return [
            FormCount(
                form=form, count=self._figure(count if asked is None or form in asked else NOT_ASKED_FOR)
            )
            for form, count in figures_of.items()
        ]

    @holdings.BY_CUSTODY
    @field
    async def custodies(self) -> list[CustodyCount]:
        """Detainers by custody, every custody that stands in the area: also those that a county's total leaves out.

        NOT_APPLICABLE for those that were not asked for.
        """
        chosen, asked = self.cover_for(Need(facilities=True)), self.question.custody or Custody.ALL
        if isinstance(chosen, FigureStatus):
            kinds: list[Custody] = [kind for kind in Custody if kind is not Custody.ALL]
            figures_of = dict.fromkeys(kinds, missing(chosen))
        else:
            selection = self.question._replace(custody=asked).selection(chosen)
            counts = await self.at.load(read.detainers_by_custody, self.question.code, selection)
            figures_of = (await self._statistics(chosen)).custodies(counts or {})
        return [
            CustodyCount(
                custody=kind, count=self._figure(count if asked in (kind, Custody.ALL) else NOT_ASKED_FOR)
            )
            for kind, count in figures_of.items()
        ]

    @holdings.BY_FACILITY
    @field
    async def facilities(self, first: First = None, after: After = None) -> Connection[FacilityCount]:
        """Detainers by facility, the most first; empty where the source does not name facilities."""
        from schema.facilities import facility_of

        at, size = await at_of_page(self.at, after, 2), page_size(first)
        if at.revision != self.at.revision:
            of_the_page_before = await statistics_of(at, self.question, self.asked_source)
            found: Connection[FacilityCount] = await of_the_page_before.facilities(first, after)
            return found
        chosen = self.cover_for(Need(facilities=True))
        if isinstance(chosen, FigureStatus):
            return connection([], [], total=0, more=False, after=after, revision=at.revision)
        keys = read_cursor(after, 2).keys if after is not None else None
        place = (read_number(keys[0]), keys[1]) if keys else None
        statistics, selection = await self._statistics(chosen), self.question.selection(chosen)
        if isinstance(statistics, GuardedStatistics):
            # The order of all hangs on what is held back; so all are read, and the page is cut here.
            everything = await at.load(
                read.detainers_by_facility, self.question.code, selection, None, MOST_FACILITIES
            )
            counts = {row.facility: row.count for row in everything.rows} if everything else {}
            page: read.FacilityCounts | None = statistics.facilities(counts, place, size)
        else:
            page = await at.load(read.detainers_by_facility, self.question.code, selection, place, size)
        rows = page.rows if page else ()
        places = await asyncio.gather(*(facility_of(at, row.facility) for row in rows))
        nodes = [
            FacilityCount(facility=place, count=self._figure(statistics.facility(row)))
            for row, place in zip(rows, places, strict=True)
            if place is not None
        ]
        total, more = (page.total, page.more) if page else (0, False)
        return connection(
            nodes,
            [(row.count, row.facility) for row in rows],
            total=total,
            more=more,
            after=after,
            revision=at.revision,
        )

    @holdings.BY_STEP
    @field_of_many(series_of_many)
    async def series(
        self,
        by: Annotated[Interval, strawberry.argument(description="The steps. Example: MONTH.")],
    ) -> list[SeriesPoint]:
        """Detainers by steps of time over the days that are counted, also steps without any."""
        return await self.steps(by)

    async def steps(self, by: Interval) -> list[SeriesPoint]:
        """The series with all that can be asked of it."""
        chosen = self.cover_for(Need(interval=by))
        if isinstance(chosen, FigureStatus):
            return self.empty_series(by, chosen)
        selection = self.question.selection(chosen)
        counts = await self.at.load(read.detainers_by_interval, self.question.code, selection, by)
        statistics = await self._statistics(chosen)
        return [
            SeriesPoint(
                outcomes_of=partial(self._outcomes_of_step, statistics, step),
                period=period(step.period),
                total=self._figure(step.total),
            )
            for step in statistics.series(counts or (), by)
        ]

    @field
    def rate(
        self,
        definition: Annotated[
            RateDefinition,
            strawberry.argument(description="What is divided by what. Example: PICKUP_OF_RESOLVED."),
        ],
    ) -> Rate:
        """One rate. Unit: a share from 0 to 1. Of: the detainers issued in the period that it names. Source: `source`."""
        return self._rate(definition)

    @costs(elements=len(RateDefinition))
    @field
    def rates(self) -> list[Rate]:
        """Every definition, to show how far the answer hangs on the denominator; for one of them `rate` is enough.

        All are counted from the one detainer file that these statistics are of. For the one share that is printed of a
        place, use `Jurisdiction.pickupRate`, which also knows what keepers state of their own custody.
        Unit: a share from 0 to 1. Of: as each names. Source: `source`.
        """
        return [self._rate(definition) for definition in RateDefinition]

    @field
    def unplaced(self) -> Figure:
        """Detainers in the total of a state or the nation that no rule gave a county, a prison system or a federal keeper.

        A state's counties, its prison system, federal and ICE's own custody in it and these make up its total.
        Unit: detainers. Of: those in the total. Source: `source`.
        """
        return self._figure(self.statistics.unplaced if self.statistics else None)

    @costs(elements=holdings.CAVEATS)
    @field
    def caveats(self) -> list[Caveat]:
        """What must be known before any of these numbers is printed."""
        return caveats(self.statistics.caveats if self.statistics else ())

    def _rate(self, definition: RateDefinition) -> Rate:
        if self.statistics is None:
            return rate(self.at, rate_without_counts(definition, self.status, source=None))
        return rate(self.at, self.statistics.rate(definition))

    def _figure(self, given: figures.Figure | None) -> Figure:
        return figure(self.at, given or missing(self.status))

    def _outcomes_of_step(self, statistics: Statistics, step: Step) -> list[OutcomeCount]:
        return self._outcomes(statistics.outcomes_of(step), step.total)

    def _outcomes(
        self, counts: Mapping[Outcome, figures.Figure], total: figures.Figure
    ) -> list[OutcomeCount]:
        return [
            OutcomeCount(
                outcome=outcome,
                count=self._figure(count),
                share=count.value / total.value if total.value and count.value is not None else None,
            )
            for outcome, count in counts.items()
        ]

    def cover_for(self, need: Need) -> Cover | FigureStatus:
        """Another grain of the same source over the same days that can tell more; the status where there is none."""
        if self.statistics is None:
            return self.status
        chosen, main = self.question.cover(self.at, need, self.statistics.source), self.statistics.cover
        if isinstance(chosen, FigureStatus) or (chosen.start, chosen.end) != (main.start, main.end):
            return FigureStatus.NOT_BROKEN_DOWN
        return chosen

    async def _statistics(self, chosen: Cover) -> Statistics:
        """The figures of another grain over the same days; its own counts by lift reason are not read."""
        assert self.statistics is not None, "a grain was chosen"
        return await guarded(self.at, self.question, self.statistics.at_grain(chosen))

    def empty_series(self, by: Interval, status: FigureStatus) -> list[SeriesPoint]:
        """The steps of a series of which nothing is known."""
        covered = self.statistics.period if self.statistics else self.question.period
        assert covered.start, "a period that is asked for has both ends"
        assert covered.end, "a period that is asked for has both ends"
        if (covered.end - covered.start).days > MOST_DAYS:
            raise ClientError(
                Code.TOO_LARGE,
                f"A series over {covered.label} would have nothing in it; ask for fewer years.",
                "period",
                "up to 50 years",
            )
        nothing = dict.fromkeys(Outcome, missing(status))
        return [
            SeriesPoint(
                outcomes_of=partial(self._outcomes, nothing, missing(status)),
                period=period(step),
                total=self._figure(missing(status)),
            )
            for _, step in step_periods(covered.start, covered.end, by)
        ]


NOT_ASKED_FOR = missing(FigureStatus.NOT_APPLICABLE)
"""Of a form or a custody that the question leaves out: it may have some, and they were not looked for."""

MOST_DAYS = 50 * 366
"""The longest series of nothing that is given: longer than any source covers."""

MOST_FACILITIES = 100_000
"""More facilities than any source names."""
