"""Whether a release moves the figures further than its source's bounds allow."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from db.load.report import SourceReport
from db.load.window import Span
from db.sources import SourceEntry


def drifted(source: SourceEntry, report: SourceReport, span: Span | None) -> tuple[str, ...]:
    """A sentence for each bound of sources.toml that is passed."""
    bounds = source.drift
    found: list[str] = []
    rows = sum(file.rows for file in report.files)
    quarantined = sum(file.quarantined for file in report.files)
    if bounds.quarantined is not None and rows and quarantined / rows > bounds.quarantined:
        found.append(
            f"{quarantined:,} of {rows:,} rows break a rule, more than {bounds.quarantined:.0%} of them"
        )
    if bounds.new_texts is not None and len(report.new_texts) > bounds.new_texts:
        found.append(
            f"{len(report.new_texts):,} lift reasons and forms were never seen before, more than {bounds.new_texts}: "
            "a column may have slipped"
        )
    months = [change for change in report.changes if change.before and not _was_partial(change.month, report)]
    before, after = sum(change.before for change in months), sum(change.after for change in months)
    if bounds.total is not None and _moves(before, after) > bounds.total:
        found.append(
            f"the months that were known before go from {before:,} to {after:,} detainers, by more than {bounds.total:.0%}"
        )
    far = [
        change
        for change in months
        if bounds.month is not None and _moves(change.before, change.after) > bounds.month
    ]
    found += [
        f"{change.month:%Y-%m} goes from {change.before:,} to {change.after:,}, by more than {bounds.month:.0%}"
        for change in far[:MOST_NAMED]
    ]
    if len(far) > MOST_NAMED:
        found.append(f"{len(far) - MOST_NAMED:,} more months do likewise")
    if (
        span
        and report.known_to
        and any(file.covers_to and _ends_early(file.covers_to, report.known_to) for file in report.files)
    ):
        found.append(
            f"a file ends within a month of which more is loaded, to {report.known_to}: it is older than what is loaded"
        )
    return tuple(found)


def _moves(before: int, after: int) -> float:
    """By what share of what was there; a handful may move as it likes."""
    return abs(after - before) / before if before >= LEAST else 0.0


MOST_NAMED = 3
"""Months that a message names; the report has them all."""

LEAST = 30
"""A month of fewer detainers says nothing by its share: chance alone moves it."""


def _was_partial(month: date, report: SourceReport) -> bool:
    """Whether the month was known only in part before, so that it must grow."""
    known_to = report.known_to
    return (
        known_to is not None
        and (month.year, month.month) == (known_to.year, known_to.month)
        and not _is_last(known_to)
    )


def _ends_early(ends: date, known_to: date) -> bool:
    return not _is_last(ends) and ends < known_to and ends.replace(day=1) <= known_to


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
