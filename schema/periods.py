"""Periods as the schema shows them."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Final

import strawberry

from db import figures
from db.words import PeriodType
from schema.described import attribute


@strawberry.type(
    description="The days that a figure covers, both ends counted; an end that is not known is null."
)
class Period:
    """A period."""

    type: PeriodType = attribute("What sort of period it is.")
    from_: datetime.date | None = strawberry.field(name="from", description="The first day.")
    to: datetime.date | None = attribute("The last day.")
    label: str = attribute("The period in words fit to print: `2025`, `FY2015`, `2025-12-01 to 2026-03-10`.")


MOST_KEPT: Final = 1024
"""Periods that are kept as they are shown: most questions are about the same years and months."""


@lru_cache(maxsize=MOST_KEPT)
def period(given: figures.Period) -> Period:
    """A period as the schema shows it."""
    return Period(type=given.type, from_=given.start, to=given.end, label=given.label)
