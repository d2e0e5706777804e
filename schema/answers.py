"""The short answers of a jurisdiction: how many detainers, releases and pickups, and at what rate.

Of what answers, the first of these is taken: ICE's files where they cover the whole period; a published record of
exactly that period; what ICE's files cover of it, as the least that it can be. Null with the reason where nothing does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from db import figures
from db.caveats import merged
from db.figures import Caveat
from db.meaning.counts import missing
from db.meaning.coverage import WHOLE, Cover, Need
from db.meaning.phrases import the
from db.meaning.rates import rate_without_counts
from db.meaning.rates_of_records import derived_pickups, rate_of_records
from db.meaning.statistics import Statistics
from db.read.jurisdictions import Jurisdiction
from db.rows import Statement
from db.words import (
    CaveatCode,
    Custody,
    Dimension,
    FigureStatus,
    JurisdictionKind,
    Measure,
    MeasureKind,
    Outcome,
    RateDefinition,
    Role,
)
from schema.context import At
from schema.detainer_questions import Question, statistics_at

POPULATION_SOURCE = "census-population-2024"
WITH_OUTCOMES = Need(dimensions=frozenset({Dimension.LIFT_REASON}))


async def detainer_count(at: At, question: Question) -> figures.Figure:
    """Detainers over the period."""
    records = records_of(at, question)
    stated = _stated(records, Measure.DETAINERS)
    return await _counted(at, question, WHOLE, stated, lambda found: found.total)


async def pickup_count(at: At, question: Question) -> figures.Figure:
    """People of whom ICE took custody."""
    records = records_of(at, question)
    stated = _stated(records, Measure.PICKUPS) or derived_pickups(records)
    return await _counted(
        at, question, WITH_OUTCOMES, stated, lambda found: found.outcomes[Outcome.PICKED_UP]
    )


def release_count(at: At, question: Question) -> figures.Figure:
    """People released; ICE's files do not count them."""
    return _stated(records_of(at, question), Measure.RELEASES) or missing(FigureStatus.NOT_RELEASED)


async def pickup_rate(at: At, question: Question, definition: RateDefinition) -> figures.Rate:
    """The rate of one definition."""
    chosen = question.cover(at, WITH_OUTCOMES, None)
    of_releases = definition is RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER
    if isinstance(chosen, Cover) and chosen.complete and not of_releases:
        return (await statistics_at(at, question, chosen)).rate(definition)
    if stated := rate_of_records(definition, records_of(at, question)):
        return stated
    if isinstance(chosen, Cover):
        return (await statistics_at(at, question, chosen)).rate(definition)
    return rate_without_counts(definition, chosen, source=None)


def records_of(at: At, question: Question) -> list[Statement]:
    """The records of exactly this jurisdiction and period, in the custody asked for, marked where that is a part.

    A state's own prisons are those of its prison system, and so are the records of them.
    """
    system = _prison_system(at, question)
    codes = (question.code, system.code) if system else (question.code,)
    return [
        _of_system(record, system)
        if system and record.jurisdiction == system.code
        else _marked(record, question)
        for record in at.catalogue.statements.values()
        if record.role is Role.RECORD
        and record.kind is not MeasureKind.STOCK
        and record.jurisdiction in codes
        and (record.period.start, record.period.end) == (question.period.start, question.period.end)
        and question.custody in (None, record.custody)
        and question.forms is None
    ]


async def _counted(
    at: At,
    question: Question,
    need: Need,
    stated: figures.Figure | None,
    count: Callable[[Statistics], figures.Figure],
) -> figures.Figure:
    chosen = question.cover(at, need, None)
    if isinstance(chosen, FigureStatus):
        return stated or missing(chosen)
    if stated and not chosen.complete:
        return stated
    statistics = await statistics_at(at, question, chosen)
    return statistics.whole_period(count(statistics))


def _stated(records: list[Statement], measure: Measure) -> figures.Figure | None:
    return next((record.figure for record in records if record.measure is measure), None)


def _prison_system(at: At, question: Question) -> Jurisdiction | None:
    """The system that keeps all that is asked for: where that is a state's prisons and nothing else."""
    if question.kind is not JurisdictionKind.STATE or question.custody is not Custody.STATE_PRISON:
        return None
    return at.catalogue.jurisdictions.systems.get(question.code)


def _of_system(record: Statement, system: Jurisdiction) -> Statement:
    """A record of a prison system in an answer about its state, which says of whom it is."""
    locator = f"{record.figure.locator}, a record of {the(system.name)} ({system.code})"
    return replace(record, figure=record.figure._replace(locator=locator))


def _marked(record: Statement, question: Question) -> Statement:
    """A record of one custody answers for the whole place only with a caveat."""
    whole = record.custody is Custody.ALL or question.kind is JurisdictionKind.PRISON_SYSTEM
    if whole or question.custody is not None:
        return record
    text = f"The record counts the custody {record.custody} alone, not everybody held in {question.name}."
    part = Caveat(CaveatCode.PART_OF_CUSTODY, text)
    return replace(record, figure=record.figure._replace(caveats=merged(record.figure.caveats, (part,))))
