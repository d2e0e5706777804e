"""What is known of the figures of an area over a period before anything is counted: its days, its words, its caveats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from db.caveats import Scope, caveats_for, merged, registered_places
from db.figures import Caveat, Period
from db.meaning.coverage import MOST_KEPT, Cover
from db.meaning.periods import step_of, step_periods
from db.words import CaveatCode, Custody, Interval, Measure, PeriodType

MOST_SERIES: Final = 64
"""Series whose frames are kept: one may have hundreds, and those of areas that are alike are the same."""


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
    """The figures of areas that are alike from one grain, whatever is counted and however the areas are called."""

    def __init__(self, subject: Subject, cover: Cover) -> None:
        self.subject = subject
        self.cover = cover
        self._found: dict[Measure, tuple[Caveat, ...]] = {}

    @cached_property
    def period(self) -> Period:
        """The days that are counted: those asked for, cut to what the source covers."""
        return self.subject.asked if self.cover.complete else days_of(self.cover.start, self.cover.end)

    @cached_property
    def rows(self) -> str:
        """The rows of the source's files that have those days, in words."""
        return f"the rows dated {self.cover.start} to {self.cover.end}"

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
            start=self.cover.start,
            end=self.cover.end,
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
        if text := self._on_states():
            yield Caveat(CaveatCode.STATELESS_FACILITY_NAMES, text)

    @property
    def uncounted(self) -> str | None:
        """The detainers of the area that are counted elsewhere, in words; None where there are none such."""
        if not self.cover.partial_place:
            return None
        if self.cover.grain.states_known:
            return "those of this name of which the source gives the state"
        return "those of facilities whose names fit several states"

    def _on_states(self) -> str | None:
        """What a reader must know where the source, or the facility that is asked for, has no state."""
        match self.cover.grain.states_known, self.cover.partial_place:
            case False, True:
                return "The source names facilities without their state; those whose name fits several are not counted here."
            case True, True:
                return (
                    "This is a name without a state, and the source gives states: its detainers of this name are counted "
                    "at the facilities of those states, and here only those without one."
                )
            case False, False if not self.subject.is_nation:
                return (
                    "The source names facilities without their state, and this name may stand for several, in several "
                    "states; their detainers are counted together here."
                )
        return None


def frame_of(subject: Subject, cover: Cover) -> Frame:
    """The frame of a question that a grain answers."""
    # Most of 3,144 counties are in no caveat: to it they are one subject.
    within = subject.within & registered_places()
    _, _, is_county, is_state, is_nation, asked, custodies = subject
    return _kept(Subject(within, "", is_county, is_state, is_nation, asked, custodies), cover)


@lru_cache(maxsize=MOST_KEPT)
def _kept(subject: Subject, cover: Cover) -> Frame:
    return Frame(subject, cover)


@lru_cache(maxsize=MOST_SERIES)
def frames_by_step(frame: Frame, by: Interval) -> Sequence[tuple[date, Frame]]:
    """The frame of each step of the covered days, with the day on which it would begin."""
    subject, cover = frame.subject, frame.cover
    assert subject.asked.start, "a period that is asked for has both ends"
    assert subject.asked.end, "a period that is asked for has both ends"
    frames = []
    for begins, counted in step_periods(cover.start, cover.end, by):
        asked = step_of(begins, by, subject.asked.start, subject.asked.end)
        assert counted.start, "a step has both ends"
        assert counted.end, "a step has both ends"
        of_step = replace(cover, start=counted.start, end=counted.end, complete=counted == asked)
        frames.append((begins, _kept(subject._replace(asked=asked), of_step)))
    return frames


def days_of(start: date, end: date) -> Period:
    """Days that are no period with a name."""
    return Period(PeriodType.RANGE, start, end)
