"""Detainer counts into cells: added up by place, period, form and lift reason at the grain of their source.

A release of ICE's current layout replaces the months that it speaks of and leaves the others. It has no partition of its
own that would be attached at the end: the revision that makes its cells hold is written in the same transaction as they
are, so that nobody reads half of a release, and what a release repeats of the one before it is not written again.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

import polars as pl

from db.database import Connection
from db.load.dictionary import form_keys, grain_keys, lift_reason_keys, place_keys
from db.load.revise import Change, add_to_cells, revise, revise_cells
from db.load.window import Span, month_end
from db.parsers.ice_detainers import DetainerRelease
from db.rows import DetainerCount, FacilityName
from db.sources import GrainEntry, SourceEntry
from db.vocabulary import lumped_outcomes
from db.words import TimeGrain

GRAIN = [
    "key",
    "source",
    "id",
    "place",
    "within",
    "time",
    "dimensions",
    "covers_from",
    "covers_to",
    "states_known",
    "lumped",
]
Cells: TypeAlias = "Counter[tuple[str, FacilityName | str, date, date, str | None, str | None]]"
"""Detainers by grain, place, first and last day, form and lift reason."""

NOT_NAMED = FacilityName("")
"""The place of detainers whose row names no facility and no state: counted in the nation alone."""


async def write_detainers(
    connection: Connection, source: SourceEntry, counts: Iterable[DetainerCount], revision: int
) -> Change:
    """Make these counts, a whole source's, its cells from `revision` on."""
    keys = await grain_keys(connection, source.id, [grain.id for grain in source.grains if grain.stored])
    await write_grains(connection, source, keys, revision)
    rows = await _cell_rows(connection, keys, _added_up(source, with_blanks(source, list(counts))))
    return await revise_cells(
        connection, rows, revision, "c.grain = any($2::smallint[])", list(keys.values())
    )


def _added_up(source: SourceEntry, counts: Iterable[DetainerCount]) -> Cells:
    stored = {grain.id: grain for grain in source.grains if grain.stored}
    cells: Cells = Counter()
    for row in counts:
        if grain := stored.get(row.grain):
            start, end = period_of(grain, row)
            place = row.facility or row.jurisdiction or NOT_NAMED
            cells[row.grain, place, start, end, row.form, row.lift_reason] += row.count
    return cells


async def _cell_rows(
    connection: Connection, keys: Mapping[str, int], cells: Cells
) -> Iterator[tuple[object, ...]]:
    """Rows of `CELL` with the keys of what the counts name."""
    places = await place_keys(connection, (place for _, place, *_ in cells))
    forms = await form_keys(connection, {form for *_, form, _ in cells})
    reasons = await lift_reason_keys(connection, {reason for *_, reason in cells})
    return (
        (keys[grain], places[place], start, end, forms[form], reasons[reason], "", False, count)
        for (grain, place, start, end, form, reason), count in cells.items()
    )


async def write_releases(
    connection: Connection,
    source: SourceEntry,
    releases: Sequence[DetainerRelease],
    known: Span,
    revision: int,
) -> None:
    """Make what these releases counted the cells of the months that they speak of, from `revision` on.

    Each replaces the months from its first to its last, and none of those that lie between two of them. `known` spans all
    that is then loaded of the source: a month at its end is known as far as it reaches.
    """
    grain = source.grains[0]
    keys = await grain_keys(connection, source.id, [grain.id])
    window = replace(grain, start=known.first, end=known.last)
    await write_grains(connection, replace(source, grains=(window,)), keys, revision)
    scope = "c.grain = $2 and c.start_on between $3 and $4"
    for release in releases:
        if release.first is None or release.last is None:
            continue
        rows = await _rows(connection, keys[grain.id], release.cells, known)
        first, last = release.first.replace(day=1), month_end(release.last)
        await revise_cells(connection, rows, revision, scope, keys[grain.id], first, last)


async def _rows(
    connection: Connection, grain: int, cells: pl.DataFrame, known: Span
) -> list[tuple[object, ...]]:
    """The counts of a release as rows of `CELL`."""
    texts = cells.with_columns(pl.col(pl.Categorical).cast(pl.String))
    named = ("facility", "state", "city", "facility code")
    names = texts.select(named).unique(maintain_order=True)
    facilities = [FacilityName(name or "", *rest) for name, *rest in names.iter_rows()]
    place_of = await place_keys(connection, facilities)
    places = names.with_columns(
        pl.Series("place", [place_of[facility] for facility in facilities], dtype=pl.Int32)
    )
    form_of = await form_keys(connection, set(texts["form"].unique()))
    reason_of = await lift_reason_keys(connection, set(texts["lift reason"].unique()))
    start, end = pl.col("month"), pl.col("month").dt.month_end()
    placed = texts.join(places, on=named, how="left", nulls_equal=True).select(
        pl.lit(grain),
        pl.col("place"),
        start,
        pl.min_horizontal(end, pl.lit(known.last)).alias("end"),
        _keyed("form", form_of),
        _keyed("lift reason", reason_of),
        pl.col("criminality").fill_null(""),
        pl.col("duplicate"),
        pl.col("count"),
    )
    return placed.rows()


def _keyed(column: str, key_of: Mapping[str | None, int]) -> pl.Expr:
    texts = {text: key for text, key in key_of.items() if text is not None}
    return pl.col(column).replace_strict(texts, default=key_of[None], return_dtype=pl.Int16)


async def add_counts(
    connection: Connection, source: SourceEntry, counts: Iterable[DetainerCount], revision: int
) -> Change:
    """Add mended rows to the cells of their source."""
    cells = _added_up(source, counts)
    keys = await grain_keys(connection, source.id, [grain.id for grain in source.grains if grain.stored])
    return await add_to_cells(connection, await _cell_rows(connection, keys, cells), revision)


async def add_release(
    connection: Connection, source: SourceEntry, release: DetainerRelease, known: Span, revision: int
) -> Change:
    """Add mended rows of a release to the cells of their months."""
    grain = source.grains[0]
    keys = await grain_keys(connection, source.id, [grain.id])
    rows = await _rows(connection, keys[grain.id], release.cells, known)
    return await add_to_cells(connection, rows, revision)


async def write_grains(
    connection: Connection, source: SourceEntry, keys: dict[str, int], revision: int
) -> None:
    """Keep beside the cells how finely they were counted, as sources.toml says."""
    rows = [
        (
            keys[grain.id],
            source.id,
            grain.id,
            grain.place.value,
            grain.within,
            grain.time.value,
            [dimension.value for dimension in grain.dimensions],
            grain.start,
            grain.end,
            grain.states_known,
            sorted(lumped_outcomes(grain.names)),
        )
        for grain in source.grains
        if grain.stored
    ]
    await revise(connection, "grain", GRAIN, rows, revision, "source = $1", source.id)


def with_blanks(source: SourceEntry, counts: Sequence[DetainerCount]) -> Iterator[DetainerCount]:
    """The counts, and for a table that leaves out detainers without a lift reason how many those are.

    They are the total that another table of the source gives for the same place and days, less those with a reason.
    """
    yield from counts
    lacking = {grain.id for grain in source.grains if grain.leaves_out_blank}
    named: Counter[tuple[str, str | None, date, date]] = Counter()
    totals: dict[tuple[str | None, date, date], Counter[str]] = {}
    for row in counts:
        if row.grain in lacking:
            named[row.grain, row.jurisdiction, row.start, row.end] += row.count
        elif lacking:
            totals.setdefault((row.jurisdiction, row.start, row.end), Counter())[row.grain] += row.count
    for (grain, jurisdiction, start, end), count in named.items():
        total = max(totals[jurisdiction, start, end].values())
        if total > count:
            yield DetainerCount(grain, 0, None, jurisdiction, start, end, None, None, total - count)


def period_of(grain: GrainEntry, row: DetainerCount) -> tuple[date, date]:
    """The days of the cell that a row belongs to: its month within the window of the grain, or its own days."""
    if grain.time is not TimeGrain.MONTH:
        return row.start, row.end
    last = calendar.monthrange(row.start.year, row.start.month)[1]
    return max(row.start.replace(day=1), grain.start), min(row.start.replace(day=last), grain.end)
