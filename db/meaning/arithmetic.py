"""Where arithmetic alone rules a claim out, though it and the record do not count the same thing.

Three rules, and no verdict outside them:

1. A part is never larger than its whole. A count is part of another when it is of the same measure and kind, its
   jurisdiction lies in the other's, its custody is the other's or the other covers all, and its days lie within the
   other's (for a stock: are the same day). Releases with a detainer are a part of all releases.
2. Records of separate custody, added up, are a part of a claim under the same conditions.
3. Releases on one day are never more than the people held, or the detainers open, on that day in the same scope. Over
   more than a day nothing follows: people come in while others leave.

An approximate number has no bounds and so never decides. Nor does a record that counts less than its measure says, nor a
count over days that are not stated.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.figures import Figure, Period
from db.meaning import bounds
from db.meaning.jurisdictions import JurisdictionRelation
from db.meaning.record_facts import EXCLUDES, HELD_BY_PEOPLE_RELEASED
from db.rows import Statement
from db.words import Custody, Measure, MeasureKind

WIDER = {Measure.RELEASES_WITH_DETAINER: Measure.RELEASES}
"""Measures and the measure that counts them and others."""

FLOWS_FROM = {
    Measure.RELEASES: frozenset({Measure.PRISON_POPULATION}),
    Measure.RELEASES_WITH_DETAINER: frozenset({Measure.PRISON_POPULATION, Measure.ACTIVE_DETAINERS}),
}
"""Flows and the stocks that they come out of."""


def impossible(
    claim: Statement, records: Sequence[Statement], figure: Figure, places: JurisdictionRelation
) -> str | None:
    """Why claim and records, whose sum is `figure`, cannot both be true; None where nothing forces that."""
    if any(record.id in EXCLUDES or record.id in HELD_BY_PEOPLE_RELEASED for record in records):
        return None
    if any(each.states_no_days for each in (claim, *records)):
        return None
    claimed, recorded = bounds.stated_interval(claim.figure), bounds.stated_interval(figure)
    holder = "record counts" if len(records) == 1 else "records together count"
    if recorded.lies_above(claimed):
        if all(_part_of(record, claim, places) for record in records):
            return (
                f"The {holder} a part of what the claim counts, and a part cannot be larger than its whole."
            )
        if len(records) == 1 and _flows_from(records[0], claim, places):
            return "More people cannot be released on a day than are held on it."
    # A sum covers only its own parts, so a claim is a part of one record or of none.
    if len(records) == 1 and claimed.lies_above(recorded):
        if _part_of(claim, records[0], places):
            return "The claim counts a part of what the record counts, and a part cannot be larger than its whole."
        if _flows_from(claim, records[0], places):
            return "More people cannot be released on a day than are held on it."
    return None


def _part_of(part: Statement, whole: Statement, places: JurisdictionRelation) -> bool:
    same_measure = part.measure is whole.measure or WIDER.get(part.measure) is whole.measure
    if not same_measure or part.kind is not whole.kind or part.kind is MeasureKind.RATE:
        return False
    within = days_within(part.period, whole.period)
    if part.kind is MeasureKind.STOCK:
        within = within and days_within(whole.period, part.period)
    return within and _in_scope(part, whole, places)


def _flows_from(flow: Statement, stock: Statement, places: JurisdictionRelation) -> bool:
    return (
        flow.kind is MeasureKind.FLOW
        and stock.kind is MeasureKind.STOCK
        and stock.measure in FLOWS_FROM.get(flow.measure, ())
        and flow.period.start == flow.period.end
        and days_within(flow.period, stock.period)
        and days_within(stock.period, flow.period)
        and _in_scope(flow, stock, places)
    )


def _in_scope(inner: Statement, outer: Statement, places: JurisdictionRelation) -> bool:
    """Whether whoever is counted on one side by place and custody is counted on the other too."""
    return places.within(inner.jurisdiction, outer.jurisdiction) and outer.custody in (
        inner.custody,
        Custody.ALL,
    )


def days_within(inner: Period, outer: Period) -> bool:
    """Whether every day of one period is a day of the other; False where an end is not stated."""
    if inner.start is None or inner.end is None or outer.start is None or outer.end is None:
        return False
    return outer.start <= inner.start and inner.end <= outer.end
