"""Detainers of jurisdictions as rows: in all, by outcome, and as rates."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from api.data.asked import Asked
from api.data.parameters import BY, CUSTODY, DEFINITION, FORM, SOURCE
from api.data.places import number_of_batches, number_of_places, places_in_batches
from api.data.tables import Size
from db.words import (
    Custody,
    DetainerForm,
    Dimension,
    ExclusionReason,
    Interval,
    Outcome,
    PlaceGrain,
    RateDefinition,
)
from schema.context import At
from schema.cost.declared import Amount
from schema.cost.holdings import BY_MONTH_IN_ALL, KINDS, LIFT_REASONS, LIFT_REASONS_IN_ALL
from schema.cost.sizes import steps
from schema.detainer_counts import OutcomeCount
from schema.detainers import DetainerStatistics
from schema.figures import Figure, Rate
from schema.inputs import DateRange, PeriodInput, period_of
from schema.jurisdictions import Jurisdiction
from schema.periods import Period, period


@dataclass(frozen=True, slots=True)
class Counted:
    """Detainers of one jurisdiction over one period, with what was asked for."""

    place: Jurisdiction
    custody: Custody | None
    forms: Sequence[DetainerForm] | None
    period: Period
    total: Figure
    outcomes: Callable[[], list[OutcomeCount]]


@dataclass(frozen=True, slots=True)
class Ended:
    """Those of one outcome."""

    counted: Counted
    ended: OutcomeCount


@dataclass(frozen=True, slots=True)
class Rated:
    """A rate of one jurisdiction by one definition."""

    place: Jurisdiction
    custody: Custody | None
    period: Period
    rate: Rate

    def excluded(self, reason: ExclusionReason) -> int | None:
        """How many are left out for a reason; None where none are, or the source does not tell."""
        return next((each.count for each in self.rate.excluded() if each.reason is reason), None)


async def detainers(at: At, asked: Asked) -> AsyncIterator[Counted]:
    """Each jurisdiction's detainers over the period, or over each of its steps."""
    over = asked.period() or newest_period(at)
    period_of(over)
    custody, forms = asked.word(CUSTODY, Custody), asked.words(FORM, DetainerForm)
    source, by = asked.text(SOURCE), asked.word(BY, Interval)
    async for places in places_in_batches(at, asked):
        found = await asyncio.gather(
            *(place.detainers(period=over, custody=custody, form=forms, source=source) for place in places)
        )
        if by is None:
            for place, statistics in zip(places, found, strict=True):
                yield _whole(place, custody, forms, statistics)
            continue
        series = await asyncio.gather(*(statistics.series(by=by) for statistics in found))
        for place, points in zip(places, series, strict=True):
            for point in points:
                yield Counted(place, custody, forms, point.period, point.total, point.outcomes)


async def outcomes(at: At, asked: Asked) -> AsyncIterator[Ended]:
    """The same by outcome."""
    async for counted in detainers(at, asked):
        for ended in counted.outcomes():
            yield Ended(counted, ended)


async def rates(at: At, asked: Asked) -> AsyncIterator[Rated]:
    """Each jurisdiction's rate by each definition asked for."""
    over = asked.period() or newest_period(at)
    whole = period_of(over)
    custody = asked.word(CUSTODY, Custody)
    definitions = _definitions(asked)
    async for places in places_in_batches(at, asked):
        pairs = [(place, definition) for place in places for definition in definitions]
        found = await asyncio.gather(
            *(place.pickup_rate(period=over, definition=each, custody=custody) for place, each in pairs)
        )
        for (place, _), rate in zip(pairs, found, strict=True):
            yield Rated(place, custody, period(rate.rate.period or whole), rate)


def size_of_detainers(at: At, asked: Asked) -> Size:
    """The counts of each jurisdiction by lift reason, and again by step where steps are asked for."""
    places = number_of_places(at, asked)
    whole = _counted(places)
    by = asked.word(BY, Interval)
    if by is None:
        return whole
    over = period_of(asked.period() or newest_period(at))
    most = steps({"by": by, "period": {"range": {"from": str(over.start), "to": str(over.end)}}})
    return Size(
        rows=places * most,
        statements=2 * whole.statements,
        read=whole.read + Amount(LIFT_REASONS * most, BY_MONTH_IN_ALL).of(places, {}),
    )


def size_of_outcomes(at: At, asked: Asked) -> Size:
    """The same, and every outcome of each."""
    size = size_of_detainers(at, asked)
    return replace(size, rows=size.rows * len(Outcome))


def size_of_rates(at: At, asked: Asked) -> Size:
    """The counts of each jurisdiction, from which every rate of it is made."""
    places = number_of_places(at, asked)
    return replace(_counted(places), rows=places * len(_definitions(asked)))


def _counted(places: int) -> Size:
    """A row for each of so many jurisdictions, of which some batches are of several kinds."""
    return Size(
        rows=places,
        statements=KINDS * number_of_batches(places),
        read=Amount(LIFT_REASONS, LIFT_REASONS_IN_ALL).of(places, {}),
    )


def _definitions(asked: Asked) -> list[RateDefinition]:
    return list(dict.fromkeys(asked.words(DEFINITION, RateDefinition) or RateDefinition))


def newest_period(at: At) -> PeriodInput:
    """The days of the newest grain that tells jails of the whole nation and outcomes apart; of two, the preferred one's."""
    telling = [
        grain
        for grain in at.catalogue.grains
        if grain.within == "US"
        and grain.place is PlaceGrain.FACILITY
        and Dimension.LIFT_REASON in grain.dimensions
    ]
    if not telling:
        # A revision from before the first such source: any day shows that there is nothing yet.
        day = at.catalogue.revision.published_at.date()
        return PeriodInput(on=day)
    newest = max(telling, key=lambda grain: (grain.end, -at.catalogue.preference(grain.source)))
    return PeriodInput(range=DateRange(from_=newest.start, to=newest.end))


def _whole(
    place: Jurisdiction,
    custody: Custody | None,
    forms: Sequence[DetainerForm] | None,
    statistics: DetainerStatistics,
) -> Counted:
    return Counted(place, custody, forms, statistics.period, statistics.total(), statistics.outcomes)
