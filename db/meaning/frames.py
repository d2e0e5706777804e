"""What is known of the figures of an area over a period before anything is counted: its days, its words, its caveats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from db.caveats import Scope, caveats_for, merged
from db.figures import Caveat, Period
from db.meaning.coverage import MOST_KEPT, Cover
from db.words import CaveatCode, Custody, Measure, PeriodType, PlaceGrain


class Subject(NamedTuple):
    """What an answer is about: the area, its kind, the period asked for and the custodies counted."""

    within: frozenset[str]
    name: str
    is_county: bool
    is_state: bool
    is_nation: bool
    asked: Period
    custodies: frozenset[Custody]


class Frame:
    """The figures of one area from one grain, whatever is counted. They are kept: the same is asked in many ways."""

    def __init__(self, subject: Subject, cover: Cover) -> None:
        self.subject = subject
        self.cover = cover
        self._found: dict[Measure, tuple[Caveat, ...]] = {}

    @cached_property
    def period(self) -> Period:
        """The days that are counted: those asked for, cut to what the source covers."""
        return self.subject.asked if self.cover.complete else days_of(self.cover.start, self.cover.end)

    @cached_property
    def locator(self) -> str:
        """Which rows of the source's files are counted."""
        days = f"dated {self.cover.start} to {self.cover.end}"
        if self.cover.grain.place is not PlaceGrain.FACILITY:
            return f"the rows {days}"
        if self.subject.is_nation:
            return f"the rows {days}, whatever their facility"
        return (
            f"the rows {days} whose facility is placed in {self.subject.name}; `facilities` has their names"
        )

    def caveats(self, measure: Measure) -> tuple[Caveat, ...]:
        """The caveats of a measure, found once: every figure of it has the same."""
        if measure not in self._found:
            self._found[measure] = self._find_caveats(measure)
        return self._found[measure]

    def _find_caveats(self, measure: Measure) -> tuple[Caveat, ...]:
        scope = Scope(
            source=self.cover.grain.source,
            within=self.subject.within,
            is_county=self.subject.is_county,
            custodies=self.subject.custodies,
            measure=measure,
            start=self.subject.asked.start,
            end=self.subject.asked.end,
        )
        registered, own = caveats_for(scope), tuple(self._own_caveats())
        return merged(registered, own) if own else registered

    def _own_caveats(self) -> Iterable[Caveat]:
        """Caveats that follow from this answer itself."""
        if not self.cover.complete:
            yield Caveat(
                CaveatCode.INCOMPLETE_PERIOD,
                f"The source covers {self.cover.start} to {self.cover.end} of {self.subject.asked.label}; "
                "the rest is not counted.",
            )
        if self.cover.partial_place:
            yield Caveat(
                CaveatCode.STATELESS_FACILITY_NAMES,
                "The source names facilities without their state; those whose name fits several are not counted here.",
            )


@lru_cache(maxsize=MOST_KEPT)
def frame_of(subject: Subject, cover: Cover) -> Frame:
    """The frame of a question that a grain answers."""
    return Frame(subject, cover)


def days_of(start: date, end: date) -> Period:
    """Days that are no period with a name."""
    return Period(PeriodType.RANGE, start, end)
