"""Fields of many jurisdictions at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.read.jurisdictions import Jurisdiction as Row
from db.words import Custody, DetainerForm
from schema.compiled.tree import Selection
from schema.context import At
from schema.described import Column
from schema.detainer_questions import forms_of, question_about
from schema.detainers import DetainerStatistics
from schema.detainers_of_many import statistics_of_many
from schema.inputs import PeriodInput, period_of

if TYPE_CHECKING:
    from schema.connections import Connection
    from schema.jurisdictions import Jurisdiction


async def detainers_of_many(
    parents: Sequence[Jurisdiction], selection: Selection, **given: Any
) -> Sequence[DetainerStatistics] | Column:
    """The detainers of many jurisdictions, in their order."""
    at = parents[0].at
    if any(each.at is not at for each in parents):
        alone: list[DetainerStatistics] = await asyncio.gather(*(each.detainers(**given) for each in parents))
        return alone
    return await detainers_of_rows(at, [each.row for each in parents], selection, **given)


async def counties_of_many(
    parents: Sequence[Jurisdiction], selection: Selection, **given: Any
) -> Sequence[Connection[Jurisdiction]]:
    """The counties of many jurisdictions, in their order: one after another, since they are all at hand."""
    return [await each.counties(**given) for each in parents]


async def detainers_of_rows(
    at: At,
    rows: Sequence[Row],
    selection: Selection,
    period: PeriodInput,
    custody: Custody | None = None,
    form: list[DetainerForm] | None = None,
    source: str | None = None,
) -> Sequence[DetainerStatistics] | Column:
    """The same of rows of one revision."""
    asked, forms = period_of(period), forms_of(form)
    return await statistics_of_many(
        at, rows, lambda row: question_about(row, asked, custody, forms), selection, source
    )
