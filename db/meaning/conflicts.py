"""Records of one keeper that cannot both be true, or whose parts do not add up to their whole.

Found among records of the same keeper, jurisdiction, custody and measure; the tallies that a keeper's own words make
are in record_facts.py. What is found is shown as a caveat on every record concerned, and nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from db.figures import Caveat, Figure
from db.meaning import bounds
from db.meaning.arithmetic import days_within
from db.meaning.phrases import MEASURES, as_subject, listed, number, percent, quantity, sentence, when
from db.meaning.record_facts import TALLIES, Tally
from db.rows import Statement
from db.words import CaveatCode, FigureStatus, MeasureKind, Qualifier, Role


@dataclass(frozen=True, slots=True)
class Conflict:
    """Records that do not agree, and the sentence that says so, naming each."""

    records: tuple[Statement, ...]
    explanation: str

    @property
    def caveat(self) -> Caveat:
        """The caveat that each of the records bears."""
        return Caveat(CaveatCode.CONFLICTING_RECORDS, self.explanation)


def conflicts(records: Sequence[Statement]) -> list[Conflict]:
    """Every conflict among the records, in their order; statements that are claims are passed over."""
    kept = [record for record in records if record.role is Role.RECORD]
    pairs = (_between(one, other) for one, other in combinations(kept, 2) if _same_count(one, other))
    by_id = {record.id: record for record in kept}
    sums = (_within(tally, by_id) for tally in TALLIES)
    return [found for found in (*pairs, *sums) if found]


def _same_count(one: Statement, other: Statement) -> bool:
    return (
        one.kind is other.kind
        and one.measure is other.measure
        and one.custody is other.custody
        and one.jurisdiction == other.jurisdiction
        and one.asserted_by == other.asserted_by
    )


def _between(one: Statement, other: Statement) -> Conflict | None:
    """Two numbers of which the larger cannot be the larger, given the days that each covers."""
    mine, theirs = bounds.stated_interval(one.figure), bounds.stated_interval(other.figure)
    if mine.lies_above(theirs):
        why = _why_not_larger(one, other)
    elif theirs.lies_above(mine):
        why = _why_not_larger(other, one)
    else:
        return None
    if why is None:
        return None
    write = percent if one.kind is MeasureKind.RATE else number
    told = [f"{quantity(each.figure, write)} {when(each.period)} ({each.id})" for each in (one, other)]
    text = sentence(
        f"{as_subject(one.asserted_by)} gives two numbers for {MEASURES[one.measure]}: {told[0]} and {told[1]}. {why}"
    )
    return Conflict((one, other), text)


def _why_not_larger(larger: Statement, smaller: Statement) -> str | None:
    """Why the days leave no room for the larger number; None where they do."""
    days, others = larger.period, smaller.period
    if days_within(days, others) and days_within(others, days):
        return "Over the same days both cannot be true."
    if larger.kind is MeasureKind.FLOW and days_within(days, others):
        return "A shorter period cannot count more than a longer one around it."
    one_end_missing = (days.end is None) != (others.end is None)
    if days.start is not None and days.start == others.start and one_end_missing:
        return "The end of one period is not stated; over the same days both cannot be true."
    return None


def _within(tally: Tally, records: Mapping[str, Statement]) -> Conflict | None:
    """A whole that the parts its keeper gives do not add up to; None where a record of the tally is not there."""
    if not all(key in records for key in (tally.whole, *tally.parts)):
        return None
    whole, parts = records[tally.whole], [records[key] for key in tally.parts]
    unlisted = [_counted(count) for count, _ in tally.unlisted]
    total = bounds.added([*(part.figure for part in parts), *unlisted])
    mine, theirs = bounds.count_interval(whole.figure), bounds.count_interval(total)
    if not (mine.lies_above(theirs) or theirs.lies_above(mine)):
        return None
    terms = [f"{quantity(part.figure)} {MEASURES[part.measure]} ({part.id})" for part in parts]
    terms += [f"{number(count)} who {words}" for count, words in tally.unlisted]
    text = sentence(
        f"{as_subject(whole.asserted_by)} gives {quantity(whole.figure)} {MEASURES[whole.measure]} ({whole.id}) "
        f"{when(whole.period)}, but its parts, {listed(terms)}, add up to {quantity(total)}."
    )
    return Conflict((whole, *parts), text)


def _counted(count: int) -> Figure:
    return Figure(count, count, count, Qualifier.EXACT, FigureStatus.REPORTED)
