"""Days as they are written: in documents, variables and addresses."""

from __future__ import annotations

from datetime import date

import pytest
from graphql import parse, validate
from hypothesis import given
from hypothesis import strategies as st

from schema import schema
from schema.scalars import day_written

OTHER_SPELLINGS = [
    "%Y%m%d",
    "%G-W%V-%u",
    "%GW%V%u",
    "%d-%m-%Y",
    "%Y-%m",
    "%Y-%j",
    " %Y-%m-%d",
    "%Y-%m-%dT00:00:00",
]

OTHERS = ["20260211", "2026-W07-3", "2026-2-11", "\uff12026-02-11", "2026-02-30", "", "yesterday"]


def read(text: str) -> date | None:
    try:
        return day_written(text)
    except ValueError:
        return None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_as_rfc_3339_writes_it_and_in_no_other_way(day: date) -> None:
    assert read(day.isoformat()) == day
    assert [read(day.strftime(spelling)) for spelling in OTHER_SPELLINGS] == [None] * len(OTHER_SPELLINGS)


@pytest.mark.parametrize("text", OTHERS)
def test_a_document_may_write_it_in_no_other_way_either(text: str) -> None:
    document = parse(f'{{ jurisdiction(code: "MN") {{ cooperation(on: "{text}") {{ on }} }} }}')
    (error,) = validate(schema._schema, document)
    assert error.message == f'Date cannot represent "{text}"; give a day as 2026-02-11.'
