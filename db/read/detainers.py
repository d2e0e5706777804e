"""Counts of detainers in areas: jurisdictions by code, facilities by ID."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from db.database import Pool
from db.named import named
from db.words import Custody, DetainerForm, Interval

SQL = named("detainers")


class Span(StrEnum):
    """Where counts are at hand: cells added up for jurisdictions, by their own days or by the year; cells at facilities.

    A year is one whose days are all that the grain covers of it.
    """

    CELL = "CELL"
    CALENDAR_YEAR = "CALENDAR_YEAR"
    FISCAL_YEAR = "FISCAL_YEAR"
    FACILITY = "FACILITY"

    @property
    def of_days(self) -> Span:
        """The same areas by the days of their cells."""
        return Span.FACILITY if self is Span.FACILITY else Span.CELL


class Selection(NamedTuple):
    """Which detainers are counted: a grain's key, the days (both counted), custodies and forms (None: all).

    `span`: in which of the tables that are kept the areas' counts stand.
    """

    grain: int
    start: date
    end: date
    custodies: tuple[Custody, ...] | None = None
    forms: tuple[DetainerForm, ...] | None = None
    span: Span = Span.CELL

    @property
    def has_totals(self) -> bool:
        """Whether what its cells come to in all is kept: of jurisdictions, over all forms."""
        return self.forms is None and self.span is not Span.FACILITY


class ReasonCount(NamedTuple):
    """Detainers of one lift reason, by its key, and how many of them no rule could place.

    `likely_duplicates` are beside them and not among them.
    """

    lift_reason: int
    count: int  # type: ignore[assignment] # a tuple's method of that name is not used
    unplaced: int
    likely_duplicates: int = 0


@dataclass(frozen=True, slots=True)
class IntervalCount:
    """Detainers of one lift reason in one step of time, by the first day of the step."""

    start: date
    lift_reason: int
    count: int


@dataclass(frozen=True, slots=True)
class FacilityCount:
    """Detainers at one facility, by its ID."""

    facility: str
    count: int


@dataclass(frozen=True, slots=True)
class FacilityCounts:
    """A page of facilities with their counts, the most first; `total` facilities in all pages."""

    rows: tuple[FacilityCount, ...]
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a grain does not divide further: a facility, or in a table without any a jurisdiction, by its ID.

    `within` has the codes of the areas in whose totals it is counted; `unplaced`: no rule could place it.
    """

    id: str
    custody: Custody
    unplaced: bool
    within: frozenset[str]


@dataclass(frozen=True, slots=True)
class LeafCount:
    """Detainers of a leaf in a calendar year with one month (its first day), one lift reason (its key) or one form."""

    leaf: Leaf
    year: int
    column: date | int | DetainerForm
    count: int


STEPS = {Interval.MONTH: ("month", 0), Interval.CALENDAR_YEAR: ("year", 0), Interval.FISCAL_YEAR: ("year", 3)}
"""PostgreSQL's unit, and the months by which a year is shifted: the federal fiscal year begins in October."""


async def detainers_by_lift_reason(
    pool: Pool, revision: int, areas: Sequence[str], selection: Selection
) -> dict[str, list[ReasonCount]]:
    """Detainers of each area by lift reason; an area without any is missing."""
    counts: dict[str, list[ReasonCount]] = {}
    for record in await pool.fetch(
        SQL["detainers_by_lift_reason"], *_arguments(revision, areas, selection), selection.span
    ):
        counts.setdefault(record[0], []).append(tuple.__new__(ReasonCount, record[1:]))
    return counts


async def detainers_in_all(
    pool: Pool, revision: int, areas: Sequence[str], selection: Selection
) -> dict[str, int]:
    """All detainers of each area; an area without any is missing."""
    query, arguments = _in_all("detainers_in_all", "detainers_in_all_from_cells", revision, areas, selection)
    records = await pool.fetch(query, *arguments, selection.span)
    return dict(records)  # type: ignore[arg-type] # each is a pair


async def detainers_by_form(
    pool: Pool, revision: int, areas: Sequence[str], selection: Selection
) -> dict[str, dict[DetainerForm, int]]:
    """Detainers of each area by form; an area or a form without any is missing."""
    counts: dict[str, dict[DetainerForm, int]] = {}
    for within, form, count in await pool.fetch(
        SQL["detainers_by_form"], *_arguments(revision, areas, selection), selection.span
    ):
        counts.setdefault(within, {})[DetainerForm(form)] = count
    return counts


async def detainers_by_custody(
    pool: Pool, revision: int, areas: Sequence[str], selection: Selection
) -> dict[str, dict[Custody, int]]:
    """Detainers of each area by custody; an area or a custody without any is missing."""
    counts: dict[str, dict[Custody, int]] = {}
    for within, custody, count in await pool.fetch(
        SQL["detainers_by_custody"], *_arguments(revision, areas, selection), selection.span
    ):
        counts.setdefault(within, {})[Custody(custody)] = count
    return counts


async def detainers_by_interval(
    pool: Pool, revision: int, areas: Sequence[str], selection: Selection, by: Interval
) -> dict[str, list[IntervalCount]]:
    """Detainers of each area by steps of time and lift reason; a step without any is missing."""
    counts: dict[str, list[IntervalCount]] = {}
    for within, *row in await pool.fetch(
        SQL["detainers_by_interval"],
        *_arguments(revision, areas, selection),
        *STEPS[by],
        selection.span.of_days,
    ):
        counts.setdefault(within, []).append(IntervalCount(*row))
    return counts


async def detainers_in_all_by_interval(
    pool: Pool, revision: int, areas: Sequence[str], selection: Selection, by: Interval
) -> dict[str, dict[date, int]]:
    """All detainers of each area by the first days of steps of time; a step without any is missing."""
    counts: dict[str, dict[date, int]] = {}
    query, arguments = _in_all(
        "detainers_in_all_by_interval",
        "detainers_in_all_by_interval_from_cells",
        revision,
        areas,
        selection,
    )
    for within, start, count in await pool.fetch(query, *arguments, *STEPS[by], selection.span.of_days):
        counts.setdefault(within, {})[start] = count
    return counts


async def detainers_by_facility(
    pool: Pool,
    revision: int,
    areas: Sequence[str],
    selection: Selection,
    after: tuple[int, str] | None,
    first: int,
) -> dict[str, FacilityCounts]:
    """A page of each area's facilities with their counts; an area without any is missing."""
    query = SQL["detainers_by_facility"]
    arguments = _arguments(revision, areas, selection)
    records = await pool.fetch(query, *arguments, *(after or (None, None)), first + 1)
    under: dict[str, list[FacilityCount]] = {}
    totals: dict[str, int] = {}
    for within, facility, count, total in records:
        under.setdefault(within, []).append(FacilityCount(facility, count))
        totals[within] = total
    if after and (behind := [area for area in areas if area not in under]):
        # An area whose last page lies before this one: its first page says how many there are.
        rest = await pool.fetch(query, *_arguments(revision, behind, selection), None, None, 1)
        totals |= {record["within"]: record["total"] for record in rest}
    return {
        area: FacilityCounts(tuple(rows[:first]), total, len(rows) > first)
        for area, total in totals.items()
        for rows in (under.get(area, []),)
    }


async def detainers_of_grains(pool: Pool, revision: int, grains: Sequence[int]) -> dict[int, list[LeafCount]]:
    """The whole table of each grain, by its key; a grain without any detainer is missing."""
    leaves: dict[tuple[str, Custody, bool, tuple[str, ...]], Leaf] = {}
    counts: dict[int, list[LeafCount]] = {}
    for grain, name, custody, unplaced, within, year, month, lift_reason, form, count in await pool.fetch(
        SQL["detainers_of_grains"], revision, grains
    ):
        key = (name, custody, unplaced, tuple(within))
        leaf = leaves.setdefault(key, Leaf(name, Custody(custody), unplaced, frozenset(within)))
        column = next(each for each in (month, lift_reason, form and DetainerForm(form)) if each is not None)
        counts.setdefault(grain, []).append(LeafCount(leaf, year, column, count))
    return counts


def _arguments(revision: int, areas: Sequence[str], selection: Selection) -> tuple[object, ...]:
    """The arguments that every count has, in the order of the queries.

    The driver would look at each element of a list as long as at all the rest of a statement.
    """
    return (
        revision,
        ",".join(areas),
        selection.grain,
        selection.start,
        selection.end,
        selection.custodies,
        selection.forms,
    )


def _in_all(
    of_totals: str, from_cells: str, revision: int, areas: Sequence[str], selection: Selection
) -> tuple[str, tuple[object, ...]]:
    """Which of the two statements adds up a selection, and its first arguments: totals that are kept know no forms."""
    arguments = _arguments(revision, areas, selection)
    return (SQL[of_totals], arguments[:-1]) if selection.has_totals else (SQL[from_cells], arguments)
