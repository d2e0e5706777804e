"""A claim held against the records that touch it.

A verdict of `CONSISTENT` or `CONTRADICTED` needs every axis to agree, or arithmetic that leaves no choice
(arithmetic.py); everything else is `NOT_COMPARABLE`, with the axes and the values on both sides.

Records of separate custody are added before they are held against a claim on all custody: those that answer the
claim by name, and those of one measure, kind and period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from db.figures import Figure
from db.meaning import bounds
from db.meaning.arithmetic import impossible
from db.meaning.axes import Difference, differences, in_words
from db.meaning.jurisdictions import JurisdictionRelation
from db.meaning.phrases import (
    CUSTODIES,
    MEASURES,
    as_subject,
    listed,
    number,
    percent,
    quantity,
    sentence,
    the,
    when_stated,
)
from db.meaning.record_facts import EXCLUDES, HELD_BY_PEOPLE_RELEASED
from db.rows import Statement
from db.words import Custody, Measure, MeasureKind, Qualifier, Role, Verdict

COUNTS = frozenset(
    {
        Measure.DETAINERS,
        Measure.ACTIVE_DETAINERS,
        Measure.DETAINERS_DECLINED,
        Measure.RELEASES,
        Measure.RELEASES_WITH_DETAINER,
        Measure.PICKUPS,
        Measure.TRANSFERS,
        Measure.PRISON_POPULATION,
    }
)
SHARES = frozenset({Measure.PICKUP_RATE, Measure.NOT_PICKED_UP_RATE, Measure.COMPLIANCE_RATE})
RELATED = (COUNTS, SHARES)
"""Measures that readers set against each other, and that a check must therefore tell apart."""


@dataclass(frozen=True, slots=True)
class Check:
    """One claim held against one record, or against records of separate custody added up to `figure`."""

    records: tuple[Statement, ...]
    figure: Figure
    verdict: Verdict
    differences: tuple[Difference, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All checks of one claim: first against records that answer it, then by fewness of differences and nearness."""

    verdict: Verdict
    checks: tuple[Check, ...]


def check(claim: Statement, records: Sequence[Statement], places: JurisdictionRelation) -> Checked:
    """Hold a claim against every record that touches it; statements that are claims themselves are passed over."""
    kept = [record for record in records if record.role is Role.RECORD]
    answers = [record for record in kept if record.responds_to == claim.id]
    touching = [
        record for record in kept if record.responds_to != claim.id and touches(claim, record, places)
    ]
    first = [_held_against(claim, group, places) for group in added_up(claim, answers, places)]
    others = [_held_against(claim, group, places) for group in _of_one_period(claim, touching, places)]
    others.sort(key=lambda each: (len(each.differences), _days_apart(claim, each.records[0])))
    checks = (*first, *others)
    return Checked(overall(each.verdict for each in checks), checks)


def touches(claim: Statement, record: Statement, places: JurisdictionRelation) -> bool:
    """Whether the record counts something like it in the same place, in a part of it, or in what contains it."""
    alike = claim.measure is record.measure or any(
        claim.measure in group and record.measure in group for group in RELATED
    )
    return alike and places.overlap(claim.jurisdiction, record.jurisdiction)


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on a claim from those of its checks: a contradiction outweighs agreement."""
    found = set(verdicts)
    for verdict in (Verdict.CONTRADICTED, Verdict.CONSISTENT, Verdict.NOT_COMPARABLE):
        if verdict in found:
            return verdict
    return Verdict.UNCHECKED


def added_up(
    claim: Statement, records: Sequence[Statement], places: JurisdictionRelation
) -> list[tuple[Statement, ...]]:
    """The records as one group if they may be added to answer the claim, otherwise each alone.

    They may where the claim is on all custody and they are counts of one measure and kind, inside the claim's
    jurisdiction, each of a custody of its own: nobody is then counted twice.
    """
    custodies = {record.custody for record in records}
    may = (
        len(records) > 1
        and claim.custody is Custody.ALL
        and Custody.ALL not in custodies
        and len(custodies) == len(records)
        and len({(record.measure, record.kind) for record in records}) == 1
        and records[0].kind is not MeasureKind.RATE
        and all(places.within(record.jurisdiction, claim.jurisdiction) for record in records)
    )
    return [tuple(records)] if may else [(record,) for record in records]


def _of_one_period(
    claim: Statement, records: Sequence[Statement], places: JurisdictionRelation
) -> list[tuple[Statement, ...]]:
    """Groups of records of one measure, kind and stated period, added up where they may be."""

    def same(record: Statement) -> tuple[str, str, str, str]:
        return record.measure, record.kind, str(record.period.start), str(record.period.end)

    groups: list[tuple[Statement, ...]] = []
    for _, group in groupby(sorted(records, key=same), key=same):
        members = list(group)
        stated = members[0].period.start and members[0].period.end
        groups += added_up(claim, members, places) if stated else [(member,) for member in members]
    return groups


def _held_against(claim: Statement, records: tuple[Statement, ...], places: JurisdictionRelation) -> Check:
    figure = records[0].figure if len(records) == 1 else bounds.added([each.figure for each in records])
    found = differences(claim, records, places)
    if not found:
        verdict, closing = _compared(claim, figure)
    elif reason := impossible(claim, records, figure, places):
        verdict, closing = Verdict.CONTRADICTED, reason
    else:
        apart = "; ".join(in_words(each, claim, records, places) for each in found)
        verdict, closing = Verdict.NOT_COMPARABLE, f"They do not count the same thing: {apart}."
    said = sentence(f"{as_subject(claim.asserted_by)} stated{_claimed(claim, places)}")
    return Check(
        records, figure, verdict, found, f"{said}, while {_recorded(records, figure, places)}. {closing}"
    )


def _days_apart(claim: Statement, record: Statement) -> int:
    """Days between the ends of the two periods; longer than any where an end is not stated."""
    if claim.period.end is None or record.period.end is None:
        return date.max.toordinal()
    return abs((claim.period.end - record.period.end).days)


def _compared(claim: Statement, figure: Figure) -> tuple[Verdict, str]:
    """The verdict where every axis agrees: whether one number can be true of both."""
    if Qualifier.APPROXIMATE in (claim.figure.qualifier, figure.qualifier):
        if bounds.agree_when_rounded(claim.figure, figure):
            return Verdict.CONSISTENT, "They count the same thing, and to the digits given the numbers agree."
        return (
            Verdict.NOT_COMPARABLE,
            "They count the same thing, but one number is approximate and its source does not say by how much.",
        )
    mine, theirs = bounds.stated_interval(claim.figure), bounds.stated_interval(figure)
    if mine.lies_above(theirs) or theirs.lies_above(mine):
        return Verdict.CONTRADICTED, "They count the same thing, and no number fits both."
    return Verdict.CONSISTENT, "They count the same thing, and the numbers agree."


def _claimed(claim: Statement, places: JurisdictionRelation) -> str:
    """The words of the source and how they are read here, or the reading alone where it gives no words."""
    counted, words = _counted(claim, places), claim.figure.as_stated
    return (
        f', in the words of the source, "{words}", which is read here as {counted}'
        if words
        else f" {counted}"
    )


def _recorded(records: tuple[Statement, ...], figure: Figure, places: JurisdictionRelation) -> str:
    if len(records) == 1:
        fact = _fact_of(records[0])
        return f"{as_subject(records[0].asserted_by)} recorded {_counted(records[0], places)}{f' ({fact})' if fact else ''}"
    parts = listed(
        [
            f"{_counted(record, places)} ({'; '.join(filter(None, (record.asserted_by, _fact_of(record))))})"
            for record in records
        ]
    )
    total = " + ".join(quantity(record.figure) for record in records)
    return f"the records have {parts}: {total} = {quantity(figure)}"


def _fact_of(record: Statement) -> str | None:
    """What a record counts, where its measure alone would mislead."""
    if record.id in EXCLUDES:
        return f"the record counts them without {MEASURES[EXCLUDES[record.id]]}"
    return HELD_BY_PEOPLE_RELEASED.get(record.id)


def _counted(statement: Statement, places: JurisdictionRelation) -> str:
    write = percent if statement.kind is MeasureKind.RATE else number
    what = f"{quantity(statement.figure, write)} {MEASURES[statement.measure]}"
    # A prison system is a keeper and not a place, so people are in its prisons and not in it.
    link = "of" if statement.custody is Custody.STATE_PRISON else "in"
    place = the(places.name(statement.jurisdiction))
    return f"{what} in {CUSTODIES[statement.custody]} {link} {place} {when_stated(statement)}"
