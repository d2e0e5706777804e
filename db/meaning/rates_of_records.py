"""Rates from published records: a share that the keeper states, or the quotient of two counts that it kept.

Every function here takes the records of one jurisdiction, one custody and one period; claims among them are passed
over, because a claim is held against records and never mixed with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.figures import Figure, Rate
from db.meaning import bounds
from db.meaning.axes import narrower_meaning
from db.meaning.phrases import MEASURES, listed, number, percent, quantity, the, when
from db.meaning.rates import cohort_age_days, rate_without_counts, with_stability
from db.meaning.record_facts import EXCLUDES, HELD_BY_PEOPLE_RELEASED
from db.rows import Statement
from db.words import FigureStatus, Measure, Qualifier, RateDefinition, Role

NOT_STATED = Figure(None, None, None, Qualifier.EXACT, FigureStatus.NOT_RELEASED)

DENOMINATORS: Mapping[RateDefinition, str] = {
    RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER: "people released with a detainer",
    RateDefinition.PICKUP_OF_ISSUED: "detainers that the keeper received",
}


@dataclass(frozen=True, slots=True)
class _Whole:
    """What a share is taken of; `summed` are the records whose sum it is, where no record has it."""

    figure: Figure
    summed: tuple[Statement, ...] = ()

    @property
    def origin(self) -> str:
        """Whose the number is, to stand after what it counts, where it is no record's."""
        if not self.summed:
            return ""
        terms = [
            f"the {quantity(each.figure)} {narrower_meaning(each) or MEASURES[each.measure]} of {each.id}"
            for each in self.summed
        ]
        return f" (a number that no record has: it is added up here from {listed(terms)})"


def rate_of_records(definition: RateDefinition, statements: Sequence[Statement]) -> Rate | None:
    """The rate that records give under one definition, or None where they say nothing on it.

    A rate of status `NOT_COLLECTED` means that the records would seem to give the rate but count something else; its
    explanation says what.
    """
    records = records_by_measure(statements)
    match definition:
        case RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER:
            return (
                _stated(records)
                or _stated_by_complement(records)
                or _pickups_of(definition, _released(records), records)
            )
        case RateDefinition.PICKUP_OF_ISSUED:
            detainers = records.get(Measure.DETAINERS)
            if detainers and detainers.id in HELD_BY_PEOPLE_RELEASED:
                return _not_issued(detainers)
            return _pickups_of(definition, _Whole(detainers.figure) if detainers else None, records)
    return None


def derived_pickups(statements: Sequence[Statement]) -> Figure | None:
    """How many ICE took where a keeper states only the share: whole numbers that the share allows.

    None where a count of pickups is itself on record, or where there is no share or nothing to take it of.
    """
    records = records_by_measure(statements)
    rate, whole = records.get(Measure.PICKUP_RATE), _released(records)
    if Measure.PICKUPS in records or rate is None or whole is None:
        return None
    return bounds.part_of(rate.figure, whole.figure)


def records_by_measure(statements: Sequence[Statement]) -> Mapping[Measure, Statement]:
    """The first record of each measure, in the order given; claims are left out."""
    records: dict[Measure, Statement] = {}
    for statement in statements:
        if statement.role is Role.RECORD:
            records.setdefault(statement.measure, statement)
    return records


def _released(records: Mapping[Measure, Statement]) -> _Whole | None:
    """People released with a detainer, those handed over among them, from whichever record counts them."""
    released = records.get(Measure.RELEASES_WITH_DETAINER)
    if released and released.id in EXCLUDES:
        others = records.get(EXCLUDES[released.id])
        return _sum_of(others, released) if others else None
    if released:
        return _Whole(released.figure)
    detainers = records.get(Measure.DETAINERS)
    return _Whole(detainers.figure) if detainers and detainers.id in HELD_BY_PEOPLE_RELEASED else None


def _sum_of(*records: Statement) -> _Whole:
    added = bounds.added([each.figure for each in records])
    places = listed([f"{each.figure.locator} ({each.id})" for each in records])
    return _Whole(added._replace(locator=f"{places}, added up"), records)


def _stated(records: Mapping[Measure, Statement]) -> Rate | None:
    """The share that the keeper itself gives, with the count that its words make the denominator."""
    record = records.get(Measure.PICKUP_RATE)
    if record is None:
        return None
    figure, pickups, whole = record.figure, records.get(Measure.PICKUPS), _released(records)
    said = f"ICE took {quantity(figure, percent)}"
    if whole is None:
        to = "the people released with a detainer, whose number it does not give"
        return _of_share(record, figure, NOT_STATED, NOT_STATED, f"{said} of {to}")
    taken = pickups.figure if pickups else bounds.part_of(figure, whole.figure)
    of = f"the {quantity(whole.figure)} people released with a detainer{whole.origin}"
    return _of_share(record, figure, taken, whole.figure, f"{said} of {of}, which is {_span(taken)}")


def _stated_by_complement(records: Mapping[Measure, Statement]) -> Rate | None:
    """The share picked up, where the keeper gives the share that was not."""
    record = records.get(Measure.NOT_PICKED_UP_RATE)
    if record is None:
        return None
    share = bounds.complement(record.figure)
    missed, taken = quantity(record.figure, percent), quantity(share, percent)
    said = f"ICE did not take {missed} of the people released with a detainer, so it took {taken}"
    return _of_share(record, share, NOT_STATED, NOT_STATED, said)


def _of_share(record: Statement, share: Figure, taken: Figure, whole: Figure, said: str) -> Rate:
    """The rate of a stated share; an approximate one has no bounds, because its keeper gives none."""
    interval = bounds.share_interval(share)
    bounded = share.qualifier is not Qualifier.APPROXIMATE
    return Rate(
        RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER,
        share.value,
        float(interval.lower) if bounded else None,
        float(interval.upper) if bounded and interval.upper is not None else None,
        share.qualifier,
        share.status,
        taken,
        whole,
        (),
        _age(record),
        f"According to {the(record.asserted_by)}, {when(record.period)} {said}.",
        share.source,
        with_stability(share.caveats, whole),
        record.period,
    )


def _pickups_of(
    definition: RateDefinition, whole: _Whole | None, records: Mapping[Measure, Statement]
) -> Rate | None:
    """The quotient of the pickups on record and another count of the same keeper."""
    pickups = records.get(Measure.PICKUPS)
    if pickups is None or whole is None:
        return None
    try:
        share = bounds.share(pickups.figure, whole.figure)
    except bounds.PartExceedsWholeError:
        rate = rate_without_counts(
            definition, FigureStatus.NOT_APPLICABLE, source=pickups.figure.source, denominator=whole.figure
        )
        more = f"the records count {quantity(pickups.figure)} pickups but {quantity(whole.figure)} {DENOMINATORS[definition]}"
        return rate._replace(
            numerator=pickups.figure,
            told=f"There is no rate: {more}, so one is no part of the other.",
            period=pickups.period,
        )
    return Rate(
        definition,
        share.value,
        share.lower,
        share.upper,
        share.qualifier,
        share.status,
        pickups.figure,
        whole.figure,
        (),
        _age(pickups),
        _quotient_in_words(definition, pickups, whole, share),
        share.source,
        with_stability(share.caveats, whole.figure),
        pickups.period,
    )


def _quotient_in_words(definition: RateDefinition, pickups: Statement, whole: _Whole, share: Figure) -> str:
    of = DENOMINATORS[definition]
    if not bounds.has_number(share):
        return f"There is no rate: the record counts no {of} {when(pickups.period)}."
    return (
        f"According to {the(pickups.asserted_by)}, {when(pickups.period)} ICE took {quantity(pickups.figure)} people, "
        f"against {quantity(whole.figure)} {of}{whole.origin}: {quantity(share, percent)}."
    )


def _not_issued(detainers: Statement) -> Rate:
    """Why no share of detainers issued comes from a record that counts the detainers of people released."""
    rate = rate_without_counts(
        RateDefinition.PICKUP_OF_ISSUED, FigureStatus.NOT_COLLECTED, source=detainers.figure.source
    )
    why = HELD_BY_PEOPLE_RELEASED[detainers.id]
    return rate._replace(told=f"There is no rate of detainers issued to {the(detainers.asserted_by)}: {why}.")


def _span(count: Figure) -> str:
    if count.value is not None or count.lower is None or count.upper is None:
        return f"{quantity(count)} people"
    return f"at least {number(count.lower)} and at most {number(count.upper)} people"


def _age(record: Statement) -> int | None:
    """Days from the end of the record's period to its publication, where both are stated."""
    return cohort_age_days(record.period.end, record.published_on)
