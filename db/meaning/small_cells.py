"""What must be held back so that no count of 1 to `min_cell` - 1 can be seen or worked out, for one grain of a source.

What is held back does not hang on the question: it is settled for the grain's whole table, once for each calendar year
of it (its days are whole if the grain does not divide them). In each year stand

- the totals of the nation, its states, what they consist of (counties with their local jails, the prison system,
  federal keepers, ICE, what is not placed) and single facilities, a tree (areas_held_back.py);
- for each of these areas its lift reasons, its forms and its months, each alone (breakdowns.py).

Every other number is shown only where it is a sum of numbers that are shown: a custody is made of areas, several years
of years, part of a year of months. Two cuts at once (a month by outcome, a form by month) are not shown at all. So
whatever is subtracted from whatever, it is sums of what stands in these tables, and those give no small count away:
a detainer can be moved between two hidden areas, or between two hidden columns of two areas, without any other number
changing; moving keeps its form, month and lift reason, or all of these but one, and so the tables do not disturb
one another.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from db.meaning.areas_held_back import areas_held_back
from db.meaning.breakdowns import levels
from db.places.codes import NATION
from db.read.catalogue import Grain
from db.read.detainers import Leaf, LeafCount
from db.words import LOCAL, Custody, DetainerForm, TimeGrain

Column = TypeVar("Column", date, int, DetainerForm)

Path = tuple[str, ...]
"""An area of the tree: the codes from the top down to it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A count that is asked for: an area by code, days, custodies and forms (None: all), only what is not placed."""

    code: str
    start: date
    end: date
    custodies: tuple[Custody, ...] | None = None
    forms: frozenset[DetainerForm] | None = None
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is held back of an answer: its total, and of its breakdowns some columns, or (None) all."""

    total: bool
    lift_reasons: frozenset[int] | None
    forms: frozenset[DetainerForm] | None
    min_cell: int

    def lift_reason(self, key: int) -> bool:
        """Whether the count of a lift reason is held back."""
        return self.lift_reasons is None or key in self.lift_reasons

    def form(self, form: DetainerForm) -> bool:
        """Whether the count of a form is held back."""
        return self.forms is None or form in self.forms


class SmallCells:
    """The whole table of one grain, and what of it is held back."""

    def __init__(self, grain: Grain, counts: Iterable[LeafCount], min_cell: int) -> None:
        self._grain = grain
        self._everything = Hidden(True, None, None, min_cell)
        self._min_cell = min_cell
        by_year: dict[int, list[LeafCount]] = defaultdict(list)
        for row in counts:
            by_year[row.year].append(row)
        self._years = {year: _Year(rows, min_cell) for year, rows in sorted(by_year.items())}

    def hidden(self, asked: Asked) -> Hidden:
        """What is held back of the answer to a question."""
        lift_reasons: set[int] = set()
        forms: set[DetainerForm] = set()
        by_form = asked.forms is not None and asked.forms != frozenset(DetainerForm)
        by_month = False
        for year, start, end in self._touched(asked):
            parts = year.parts(asked)
            if not parts <= year.shown:
                return self._everything
            if parts and not (asked.start <= start and end <= asked.end):
                by_month = True
                months = self._months(max(start, asked.start), min(end, asked.end))
                if by_form or months is None or not months.isdisjoint(year.months.held_back(parts)):
                    return self._everything
            held = year.forms.held_back(parts)
            if by_form and not held.isdisjoint(asked.forms or ()):
                return self._everything
            forms |= held
            lift_reasons |= year.lift_reasons.held_back(parts)
        return Hidden(
            total=False,
            lift_reasons=None if by_form or by_month else frozenset(lift_reasons),
            forms=None if by_month else frozenset(forms),
            min_cell=self._min_cell,
        )

    def facilities(self, asked: Asked) -> list[str]:
        """The facilities of an area that have detainers in a year that the question touches, by ID.

        Of a part of a year, or a form, that is more than the question would find: which facilities have some in one
        month would say something of what is held back.
        """
        return sorted({leaf.id for year, *_ in self._touched(asked) for leaf in year.leaves(asked)})

    def _touched(self, asked: Asked) -> Iterator[tuple[_Year, date, date]]:
        """The years of the table in which the question asks for a day, each with the days that the grain has of it."""
        for year, table in self._years.items():
            start, end = self._grain.start, self._grain.end
            if self._grain.time is not TimeGrain.RANGE:
                start, end = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
            if asked.start <= end and start <= asked.end:
                yield table, start, end

    def _months(self, start: date, end: date) -> frozenset[date] | None:
        """The months, by their first days, of which days of one year consist; None where they do not."""
        if self._grain.time not in (TimeGrain.DAY, TimeGrain.MONTH):
            return None
        last = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        if start not in (start.replace(day=1), self._grain.start) or end not in (last, self._grain.end):
            return None
        return frozenset(date(start.year, month, 1) for month in range(start.month, end.month + 1))


class _Breakdown(Generic[Column]):
    """One breakdown of every area of the tree, and the columns that each holds back."""

    def __init__(
        self, rows: Iterable[tuple[Path, Column, int]], hidden: frozenset[Path], min_cell: int
    ) -> None:
        by_area: dict[Path, Counter[Column]] = defaultdict(Counter)
        everywhere: Counter[Column] = Counter()
        for path, column, count in rows:
            everywhere[column] += count
            for area in _areas(path):
                by_area[area][column] += count
        # The most first: what is rare is held back before what is common.
        self._columns: list[Column] = sorted(
            everywhere, key=lambda column: (-everywhere[column], str(column))
        )
        table = {area: [counts[column] for column in self._columns] for area, counts in by_area.items()}
        self._levels = levels(table, _parents(table), hidden, min_cell)

    def held_back(self, areas: Iterable[Path]) -> set[Column]:
        """The columns that one of these areas holds back."""
        level = min((self._levels[area] for area in areas), default=len(self._columns))
        return set(self._columns[level:])


class _Year:
    """One year of the table. A leaf without a detainer is not in it: nothing is hidden there."""

    def __init__(self, rows: Collection[LeafCount], min_cell: int) -> None:
        totals = Counter[Path]()
        self._sizes = Counter[Path]()
        self._leaves: dict[str, list[Leaf]] = defaultdict(list)
        for leaf, count in _leaf_totals(rows).items():
            for area in _areas(_path(leaf)):
                totals[area] += count
                self._sizes[area] += 1
            for code in leaf.within:
                self._leaves[code].append(leaf)
        hidden = areas_held_back(totals, _parents(totals), min_cell)
        self.shown = totals.keys() - hidden
        self.lift_reasons = _Breakdown(
            [(_path(r.leaf), r.column, r.count) for r in rows if isinstance(r.column, int)], hidden, min_cell
        )
        self.forms = _Breakdown(
            [(_path(r.leaf), r.column, r.count) for r in rows if isinstance(r.column, DetainerForm)],
            hidden,
            min_cell,
        )
        self.months = _Breakdown(
            [(_path(r.leaf), r.column, r.count) for r in rows if isinstance(r.column, date)], hidden, min_cell
        )
        self._parts: dict[tuple[object, ...], frozenset[Path]] = {}

    def leaves(self, asked: Asked) -> list[Leaf]:
        """The leaves that a question counts."""
        return [
            leaf
            for leaf in self._leaves.get(asked.code, ())
            if (asked.custodies is None or leaf.custody in asked.custodies)
            and (leaf.unplaced or not asked.unplaced)
        ]

    def parts(self, asked: Asked) -> frozenset[Path]:
        """The largest areas of the tree that together are what a question counts."""
        key = (asked.code, asked.custodies, asked.unplaced)
        if key not in self._parts:
            paths = [_path(leaf) for leaf in self.leaves(asked)]
            counted = Counter(area for path in paths for area in _areas(path))
            self._parts[key] = frozenset(
                next(area for area in _areas(path) if counted[area] == self._sizes[area]) for path in paths
            )
        return self._parts[key]


def _leaf_totals(rows: Iterable[LeafCount]) -> Counter[Leaf]:
    totals = Counter[Leaf]()
    for row in rows:
        if isinstance(row.column, date):
            totals[row.leaf] += row.count
    return totals


def _path(leaf: Leaf) -> Path:
    """Where a leaf stands in the tree. A county has its local jails; each other keeper in a state is a part of its own."""
    if leaf.within == {leaf.id}:
        return (leaf.id,)
    county = next((code for code in leaf.within if code.isdecimal()), None)
    state = next((code for code in leaf.within if len(code) == 2 and code != NATION), "no state")
    system = next((code for code in leaf.within if code.startswith(f"{state}-")), None)
    if leaf.unplaced:
        keeper = "unplaced"
    elif leaf.custody in LOCAL:
        keeper = county or "no county"
    else:
        keeper = system or leaf.custody.value
    return (NATION, state, keeper, leaf.id)


def _areas(path: Path) -> Iterator[Path]:
    """The areas that a leaf is a part of, the largest first, and itself."""
    return (path[:depth] for depth in range(1, len(path) + 1))


def _parents(areas: Iterable[Path]) -> Mapping[Path, Path]:
    return {area: area[:-1] for area in areas if len(area) > 1}
