"""Which months a release of counts by month speaks of, and what is then known of all of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both counted; `first` begins a month."""

    first: date
    last: date

    def touches(self, other: Span) -> bool:
        """Whether the two overlap, or one begins on the day after the other ends."""
        day = timedelta(days=1)
        return self.first <= other.last + day and other.first <= self.last + day

    def overlaps(self, other: Span) -> bool:
        """Whether a month lies in both."""
        return self.first <= month_end(other.last) and other.first <= month_end(self.last)

    def joined(self, other: Span) -> Span:
        """From the earlier beginning to the later end."""
        return Span(min(self.first, other.first), max(self.last, other.last))


def span_of(first: date, last: date) -> Span:
    """The span of a release by the days of its first and last detainer: ICE's files begin with a month."""
    return Span(first.replace(day=1), last)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def together(spans: Iterable[Span]) -> Span | None:
    """One span of all; None where days lie between them that none of them covers.

    Of a month at whose end one stops, the next covers the rest, so that they touch within a month as well.
    """
    joined: Span | None = None
    for span in sorted(spans, key=lambda span: span.first):
        if joined is not None and not Span(joined.first, month_end(joined.last)).touches(span):
            return None
        joined = span if joined is None else joined.joined(span)
    return joined
