"""Detainers of many areas at once: like areas share one choice of a grain, one statement, and what is equal in their answers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from db.meaning.coverage import WHOLE, Cover, Need
from db.meaning.guarded_statistics import GuardedStatistics
from db.meaning.statistics import Statistics
from db.read import detainers as read
from db.read.jurisdictions import Jurisdiction
from db.words import Interval
from schema.compiled.tree import Selection
from schema.context import At
from schema.described import Column, Lists
from schema.detainer_counts import SeriesPoint
from schema.detainer_questions import Question, source_id
from schema.figures import Figure, figure
from schema.periods import period

if TYPE_CHECKING:
    from schema.detainers import DetainerStatistics

Thing = TypeVar("Thing")

Together: TypeAlias = Sequence[tuple[Cover, Sequence[Thing]]]
"""Things by what answers them, with the grain and the days of it."""

OF_TOTALS = frozenset({"total", "series", "period", "source"})
"""The fields of DetainerStatistics for which it is enough to know how many detainers there are in all."""

CODE = attrgetter("code")

OF_THE_AREA = ("locator", "caveats")
"""The fields that differ between areas with equal counts."""


async def statistics_of_many(
    at: At,
    places: Sequence[Jurisdiction],
    question: Callable[[Jurisdiction], Question],
    selection: Selection,
    source: str | None,
) -> Sequence[DetainerStatistics] | Column:
    """The answers to one question about many jurisdictions, in their order, from the source asked for."""
    from schema.detainers import statistics_of, with_statistics, without_statistics

    if at.min_cell is not None:
        return await asyncio.gather(*(statistics_of(at, question(each), source) for each in places))
    own = source_id(at, source) if source is not None else None
    codes = list(map(CODE, places))
    kinds = list(map(at.catalogue.jurisdictions.alike.__getitem__, codes))
    # One of each kind stands for the others.
    likes = {kind: question(each) for kind, each in dict(zip(kinds, places, strict=True)).items()}
    chosen = {kind: like.cover(at, WHOLE, own) for kind, like in likes.items()}
    covers = {kind: cover for kind, cover in chosen.items() if isinstance(cover, Cover)}
    together = _together(covers.items(), lambda kind: likes[kind])
    if len(covers) == len(chosen) and _asks_totals(selection):
        return await _totals_of(at, codes, kinds, likes, together, source)
    answers: dict[str, DetainerStatistics] = {}
    for cover, some in together:
        alike = _of_kinds(places, kinds, some)
        selected = likes[some[0]].selection(cover)
        counts = await at.read_all(read.detainers_by_lift_reason, list(map(CODE, alike)), selected)
        days = period(_statistics(at, question(alike[0]), cover).period)
        for each in alike:
            asked = question(each)
            statistics = _statistics(at, asked, cover, counts.get(asked.code, ()))
            answers[asked.code] = with_statistics(at, asked, statistics, source, days)
    for each, kind in zip(places, kinds, strict=True):
        if not isinstance(status := chosen[kind], Cover):
            answers[each.code] = without_statistics(at, question(each), source, status)
    return [answers[code] for code in codes]


async def series_of_many(
    answers: Sequence[DetainerStatistics], selection: Selection, by: Interval
) -> list[list[SeriesPoint]]:
    """The series of many areas, in their order: equal steps are the same objects."""
    if "outcomes" in selection.names_anywhere or any(
        isinstance(each.statistics, GuardedStatistics) for each in answers
    ):
        return list(await asyncio.gather(*(each.steps(by) for each in answers)))
    series: dict[int, list[SeriesPoint]] = {}
    covers: list[tuple[DetainerStatistics, Cover]] = []
    for each in answers:
        cover = each.cover_for(Need(interval=by))
        if isinstance(cover, Cover):
            covers.append((each, cover))
        else:
            series[id(each)] = each.empty_series(by, cover)
    alone = not selection.names_anywhere.isdisjoint(OF_THE_AREA)
    for cover, alike in _together(covers, lambda each: each.question):
        codes = [each.question.code for each in alike]
        selected = alike[0].question.selection(cover)
        counts = await alike[0].at.read_all(read.detainers_in_all_by_interval, codes, selected, by)
        for some in ([each] for each in alike) if alone else (alike,):
            points: list[SeriesPoint] = []
            steps = _Steps(some[0], cover, by, points)
            places = {id(each): steps.of(counts.get(each.question.code)) for each in some}
            series |= {one: [points[place] for place in found] for one, found in places.items()}
    return [series[id(each)] for each in answers]


class _Figures(dict[int, Figure]):
    """Figures by their counts, of areas whose figures are equal where their counts are."""

    def __init__(self, like: DetainerStatistics) -> None:
        super().__init__()
        self._at = like.at
        self._statistics = _known(like)

    def __missing__(self, count: int) -> Figure:
        made = self[count] = figure(self._at, self._statistics.of_count(count))
        return made


class _Steps(dict[tuple[date, int], tuple[int, int]]):
    """The steps of the series of such areas, each made once for each count and put among `points`.

    By the day on which a step would begin and its count: which step it is, and its place among `points`.
    """

    def __init__(
        self, like: DetainerStatistics, cover: Cover, by: Interval, points: list[SeriesPoint]
    ) -> None:
        super().__init__()
        self._points = points
        self._at = like.at
        steps = _known(like).at_grain(cover).by_step(by)
        self._statistics = [of_step for _, of_step in steps]
        self._periods = [period(of_step.period) for of_step in self._statistics]
        self._numbers = {start: number for number, (start, _) in enumerate(steps)}
        self._nothing = [self[start, 0][1] for start, _ in steps]

    def of(self, counts: Mapping[date, int] | None) -> list[int]:
        """The places of the steps of a series."""
        if not counts:
            return self._nothing
        # Most steps of most areas have none: those that have some take their places among them.
        series = self._nothing.copy()
        for step in counts.items():
            number, place = self[step]
            series[number] = place
        return series

    def __missing__(self, step: tuple[date, int]) -> tuple[int, int]:
        start, count = step
        number = self._numbers[start]
        made = self[step] = (number, len(self._points))
        total = figure(self._at, self._statistics[number].of_count(count))
        self._points.append(SeriesPoint(outcomes_of=_not_read, period=self._periods[number], total=total))
        return made


def _not_read() -> Any:
    raise RuntimeError("outcomes were not asked for, and not read")


class _Totals(Column):
    """The answers for areas of which only totals are asked: none is made for an area, but one for those that are alike.

    `kinds` tells the kind of each area; `like` has an answer for each kind, in whose place the areas of its codes stand.
    """

    def __init__(
        self,
        codes: Sequence[str],
        kinds: Sequence[int],
        like: Mapping[int, DetainerStatistics],
        counts: Sequence[int],
    ) -> None:
        self._codes = codes
        self._kinds = kinds
        self._like = like
        self._counts = counts

    def __len__(self) -> int:
        return len(self._codes)

    async def field(
        self, name: str, selection: Selection | None, **given: Any
    ) -> Sequence[Any] | Column | Lists:
        """The values of one of OF_TOTALS."""
        match name:
            case "total":
                if selection is not None and selection.names_asked <= {"value"}:
                    known = {kind: _known(each) for kind, each in self._like.items()}
                    return _Values(known, self._kinds, self._counts)
                shared: dict[Hashable, _Figures] = {}
                figures = {
                    kind: shared.setdefault(_sharing(each), _Figures(each))
                    for kind, each in self._like.items()
                }
                return [figures[kind][count] for kind, count in zip(self._kinds, self._counts, strict=True)]
            case "period":
                return [self._like[kind].period for kind in self._kinds]
            case "source":
                sources = {kind: each.source() for kind, each in self._like.items()}
                return [sources[kind] for kind in self._kinds]
        assert name == "series", "nothing else is asked for"
        return await self._series(**given)

    async def _series(self, by: Interval) -> Lists:
        covers: list[tuple[int, Cover]] = []
        points: list[SeriesPoint] = []
        empty: dict[int, Sequence[int]] = {}
        for kind, like in self._like.items():
            cover = like.cover_for(Need(interval=by))
            if isinstance(cover, Cover):
                covers.append((kind, cover))
            else:
                nothing = like.empty_series(by, cover)
                empty[kind] = range(len(points), len(points) + len(nothing))
                points += nothing
        series: dict[str, Sequence[int]] = {}
        for cover, some in _together(covers, lambda kind: self._like[kind].question):
            like = self._like[some[0]]
            codes = _of_kinds(self._codes, self._kinds, some)
            counts = await like.at.read_all(
                read.detainers_in_all_by_interval, codes, like.question.selection(cover), by
            )
            steps = _Steps(like, cover, by, points)
            series |= {code: steps.of(counts.get(code)) for code in codes}
        areas = zip(self._codes, self._kinds, strict=True)
        return Lists(points, [empty[kind] if kind in empty else series[code] for code, kind in areas])


class _Values(Column):
    """The totals of such areas where nothing is asked of them but the number: no figure is made."""

    def __init__(self, like: Mapping[int, Statistics], kinds: Sequence[int], counts: Sequence[int]) -> None:
        self._like = like
        self._kinds = kinds
        self._counts = counts

    def __len__(self) -> int:
        return len(self._counts)

    async def field(self, name: str, selection: Selection | None, **given: Any) -> Sequence[Any]:
        """The numbers."""
        assert name == "value", "nothing else is asked for"
        if len({each.cover.partial_place for each in self._like.values()}) == 1:
            return next(iter(self._like.values())).numbers_of(self._counts)
        numbers = {kind: each.number_of for kind, each in self._like.items()}
        return [numbers[kind](count) for kind, count in zip(self._kinds, self._counts, strict=True)]


async def _totals_of(
    at: At,
    codes: Sequence[str],
    kinds: Sequence[int],
    questions: Mapping[int, Question],
    together: Together[int],
    source: str | None,
) -> Column:
    from schema.detainers import with_statistics

    like: dict[int, DetainerStatistics] = {}
    totals: dict[str, int] = {}
    for cover, some in together:
        for kind in some:
            statistics = _statistics(at, questions[kind], cover)
            like[kind] = with_statistics(at, questions[kind], statistics, source, period(statistics.period))
        selected = questions[some[0]].selection(cover)
        totals |= await at.read_all(read.detainers_in_all, _of_kinds(codes, kinds, some), selected)
    return _Totals(codes, kinds, like, list(map(totals.get, codes, repeat(0))))


def _asks_totals(selection: Selection) -> bool:
    """Whether what is asked for hangs on nothing but how many detainers there are in all."""
    return selection.names_asked <= OF_TOTALS and selection.names_anywhere.isdisjoint(
        ("outcomes", *OF_THE_AREA)
    )


def _statistics(
    at: At, question: Question, cover: Cover, counts: Sequence[read.ReasonCount] = ()
) -> Statistics:
    through = at.catalogue.sources[cover.grain.source].covers.end or cover.grain.end
    return Statistics(question.subject, cover, counts, at.catalogue.lift_reasons, through)


def _known(answer: DetainerStatistics) -> Statistics:
    """The figures of an answer that a grain gives."""
    assert answer.statistics is not None, "a grain was chosen"
    return answer.statistics


def _sharing(answer: DetainerStatistics) -> Hashable:
    """Areas for which this is the same have equal figures where their counts are equal."""
    return answer.statistics and answer.statistics.cover


def _together(
    covers: Iterable[tuple[Thing, Cover]], question: Callable[[Thing], Question]
) -> Together[Thing]:
    """What is answered from the same cells of the same grain for the same days: one statement for each."""
    together: defaultdict[tuple[Cover, Hashable], list[Thing]] = defaultdict(list)
    for thing, cover in covers:
        together[cover, question(thing).custodies].append(thing)
    return [(cover, things) for (cover, _), things in together.items()]


def _of_kinds(things: Sequence[Thing], kinds: Sequence[int], some: Iterable[int]) -> Sequence[Thing]:
    """The things that are of some of the kinds."""
    among = set(some)
    if among.issuperset(kinds):
        return things
    return [thing for thing, kind in zip(things, kinds, strict=True) if kind in among]
