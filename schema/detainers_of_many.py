"""Detainers of many areas at once: like areas share one choice of a grain, one statement, and what is equal in their answers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from db.meaning.coverage import WHOLE, Cover, Need
from db.meaning.guarded_statistics import GuardedStatistics
from db.meaning.statistics import Statistics, step_periods
from db.read import detainers as read
from db.words import FigureStatus, Interval
from schema.compiled.tree import Selection
from schema.context import At
from schema.described import Column
from schema.detainer_counts import SeriesPoint
from schema.detainer_questions import Question, source_id
from schema.figures import Figure, figure
from schema.periods import period

if TYPE_CHECKING:
    from schema.detainers import DetainerStatistics
    from schema.jurisdictions import Jurisdiction

Thing = TypeVar("Thing")

OF_TOTALS = frozenset({"total", "series", "period", "source"})
"""The fields of DetainerStatistics for which it is enough to know how many detainers there are in all."""

OF_THE_AREA = ("locator", "caveats")
"""The fields that differ between areas with equal counts."""


async def statistics_of_many(
    places: Sequence[Jurisdiction],
    question: Callable[[Jurisdiction], Question],
    selection: Selection,
    source: str | None,
) -> Sequence[DetainerStatistics] | Column:
    """The answers to one question about many jurisdictions, in their order, from the source asked for."""
    from schema.detainers import statistics_of, with_statistics, without_statistics

    at = places[0].at
    if at.min_cell is not None or any(each.at is not at for each in places):
        return await asyncio.gather(*(statistics_of(each.at, question(each), source) for each in places))
    own = source_id(at, source) if source is not None else None
    # What covers a county covers all of its state, so that one of each kind stands for the others.
    chosen: list[tuple[Cover, list[Jurisdiction]]] = []
    uncovered: list[tuple[FigureStatus, list[Jurisdiction]]] = []
    for alike in _alike(places):
        cover = question(alike[0]).cover(at, WHOLE, own)
        if isinstance(cover, Cover):
            chosen.append((cover, alike))
        else:
            uncovered.append((cover, alike))
    if not uncovered and _asks_totals(selection):
        return await _totals_of(at, places, question, chosen, source)
    answers = {
        each.code: without_statistics(at, question(each), source, status)
        for status, alike in uncovered
        for each in alike
    }
    for cover, alike in _together(chosen, question):
        selected = question(alike[0]).selection(cover)
        counts = await at.read_all(read.detainers_by_lift_reason, [each.code for each in alike], selected)
        days = period(_statistics(at, question(alike[0]), cover).period)
        for each in alike:
            asked = question(each)
            statistics = _statistics(at, asked, cover, counts.get(each.code, ()))
            answers[each.code] = with_statistics(at, asked, statistics, source, days)
    return [answers[each.code] for each in places]


async def series_of_many(
    answers: Sequence[DetainerStatistics], selection: Selection, by: Interval
) -> list[list[SeriesPoint]]:
    """The series of many areas, in their order: equal steps are the same objects."""
    if selection.asks_anywhere("outcomes") or any(
        isinstance(each.statistics, GuardedStatistics) for each in answers
    ):
        return list(await asyncio.gather(*(each.steps(by) for each in answers)))
    points: dict[int, list[SeriesPoint]] = {}
    chosen: list[tuple[Cover, list[DetainerStatistics]]] = []
    for each in answers:
        cover = each.cover_for(Need(interval=by))
        if isinstance(cover, Cover):
            chosen.append((cover, [each]))
        else:
            points[id(each)] = each.empty_series(by, cover)
    alone = any(map(selection.asks_anywhere, OF_THE_AREA))
    for cover, alike in _together(chosen, lambda each: each.question):
        codes = [each.question.code for each in alike]
        selected = alike[0].question.selection(cover)
        counts = await alike[0].at.read_all(read.detainers_in_all_by_interval, codes, selected, by)
        for some in ([each] for each in alike) if alone else (alike,):
            steps = _Steps(some[0], cover, by)
            points |= {id(each): steps.of(counts.get(each.question.code)) for each in some}
    return [points[id(each)] for each in answers]


class _Figures(dict[int, Figure]):
    """Figures by their counts, of areas whose figures are equal where their counts are."""

    def __init__(self, like: DetainerStatistics) -> None:
        super().__init__()
        self._at = like.at
        self._statistics = _known(like)

    def __missing__(self, count: int) -> Figure:
        made = self[count] = figure(self._at, self._statistics.of_count(count))
        return made


class _Steps:
    """The steps of the series of such areas."""

    def __init__(self, like: DetainerStatistics, cover: Cover, by: Interval) -> None:
        self._at = like.at
        self._statistics = _known(like).at_grain(cover)
        self._steps = [(start, period(days)) for start, days in step_periods(cover.start, cover.end, by)]
        self._made: list[dict[int, SeriesPoint]] = [{} for _ in self._steps]
        self._places = {start: place for place, (start, _) in enumerate(self._steps)}
        self._nothing = [self._step(place, 0) for place in range(len(self._steps))]

    def of(self, counts: Mapping[date, int] | None) -> list[SeriesPoint]:
        """A series; each step is made once for each count."""
        if not counts:
            return self._nothing
        # Most steps of most areas have none: those that have some take their places among them.
        series = self._nothing.copy()
        for start, count in counts.items():
            place = self._places[start]
            series[place] = self._made[place].get(count) or self._step(place, count)
        return series

    def _step(self, place: int, count: int) -> SeriesPoint:
        total = figure(self._at, self._statistics.of_count(count))
        made = SeriesPoint(outcomes_of=_not_read, period=self._steps[place][1], total=total)
        self._made[place][count] = made
        return made


def _not_read() -> Any:
    raise RuntimeError("outcomes were not asked for, and not read")


class _Totals(Column):
    """The answers for areas of which only totals are asked: none is made for an area, but one for those that are alike.

    `like` has one of each kind, in whose place the areas of its codes stand; `kinds` tells the kind of each area.
    """

    def __init__(
        self,
        codes: Sequence[str],
        kinds: Sequence[int],
        like: Sequence[DetainerStatistics],
        counts: Sequence[int],
    ) -> None:
        self._codes = codes
        self._kinds = kinds
        self._like = like
        self._counts = counts

    def __len__(self) -> int:
        return len(self._codes)

    async def field(self, name: str, selection: Selection | None, **given: Any) -> Sequence[Any] | Column:
        """The values of one of OF_TOTALS."""
        match name:
            case "total":
                if selection is not None and selection.asks() <= {"value"}:
                    return _Values([_known(each) for each in self._like], self._kinds, self._counts)
                shared: dict[Hashable, _Figures] = {}
                figures = [shared.setdefault(_sharing(each), _Figures(each)) for each in self._like]
                return [figures[kind][count] for kind, count in zip(self._kinds, self._counts, strict=True)]
            case "period":
                return [self._like[kind].period for kind in self._kinds]
            case "source":
                sources = [each.source() for each in self._like]
                return [sources[kind] for kind in self._kinds]
        assert name == "series", "nothing else is asked for"
        return await self._series(**given)

    async def _series(self, by: Interval) -> Sequence[list[SeriesPoint]]:
        codes: list[list[str]] = [[] for _ in self._like]
        for code, kind in zip(self._codes, self._kinds, strict=True):
            codes[kind].append(code)
        chosen: list[tuple[Cover, list[int]]] = []
        series: dict[str, list[SeriesPoint]] = {}
        for kind, like in enumerate(self._like):
            cover = like.cover_for(Need(interval=by))
            if isinstance(cover, Cover):
                chosen.append((cover, [kind]))
            else:
                series |= dict.fromkeys(codes[kind], like.empty_series(by, cover))
        for cover, kinds in _together(chosen, lambda kind: self._like[kind].question):
            like = self._like[kinds[0]]
            some = [code for kind in kinds for code in codes[kind]]
            counts = await like.at.read_all(
                read.detainers_in_all_by_interval, some, like.question.selection(cover), by
            )
            steps = _Steps(like, cover, by)
            series |= {code: steps.of(counts.get(code)) for code in some}
        return [series[code] for code in self._codes]


class _Values(Column):
    """The totals of such areas where nothing is asked of them but the number: no figure is made."""

    def __init__(self, like: Sequence[Statistics], kinds: Sequence[int], counts: Sequence[int]) -> None:
        self._like = like
        self._kinds = kinds
        self._counts = counts

    def __len__(self) -> int:
        return len(self._counts)

    async def field(self, name: str, selection: Selection | None, **given: Any) -> Sequence[Any]:
        """The numbers."""
        assert name == "value", "nothing else is asked for"
        numbers = [each.number_of for each in self._like]
        return [numbers[kind](count) for kind, count in zip(self._kinds, self._counts, strict=True)]


async def _totals_of(
    at: At,
    places: Sequence[Jurisdiction],
    question: Callable[[Jurisdiction], Question],
    chosen: Sequence[tuple[Cover, list[Jurisdiction]]],
    source: str | None,
) -> Column:
    from schema.detainers import with_statistics

    like: list[DetainerStatistics] = []
    kinds: dict[str, int] = {}
    totals: dict[str, int] = {}
    for cover, alike in chosen:
        asked = question(alike[0])
        statistics = _statistics(at, asked, cover)
        kinds |= dict.fromkeys([each.code for each in alike], len(like))
        like.append(with_statistics(at, asked, statistics, source, period(statistics.period)))
    for cover, alike in _together(chosen, question):
        selected = question(alike[0]).selection(cover)
        totals |= await at.read_all(read.detainers_in_all, [each.code for each in alike], selected)
    codes = [each.code for each in places]
    return _Totals(codes, [kinds[code] for code in codes], like, [totals.get(code, 0) for code in codes])


def _asks_totals(selection: Selection) -> bool:
    """Whether what is asked for hangs on nothing but how many detainers there are in all."""
    return selection.asks() <= OF_TOTALS and not any(map(selection.asks_anywhere, ("outcomes", *OF_THE_AREA)))


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
    chosen: Iterable[tuple[Cover, list[Thing]]], question: Callable[[Thing], Question]
) -> Sequence[tuple[Cover, list[Thing]]]:
    """What is answered from the same cells of the same grain for the same days: one statement for each."""
    together: defaultdict[tuple[Cover, Hashable], list[Thing]] = defaultdict(list)
    for cover, things in chosen:
        together[cover, question(things[0]).custodies] += things
    return [(cover, things) for (cover, _), things in together.items()]


def _alike(places: Iterable[Jurisdiction]) -> Iterable[list[Jurisdiction]]:
    """Places of one kind in one state together."""
    groups: defaultdict[Hashable, list[Jurisdiction]] = defaultdict(list)
    for each in places:
        groups[each.row.state, each.kind].append(each)
    return groups.values()
