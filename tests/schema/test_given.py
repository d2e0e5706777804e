"""What follows from the values of variables is found once, and for each value its own."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.given import LONG, MOST, Kept

SCALARS = st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.floats(allow_nan=False) | st.text()
VALUES = st.dictionaries(
    st.sampled_from("ab"),
    st.recursive(SCALARS, lambda below: st.lists(below) | st.dictionaries(st.text(), below)),
)


@given(VALUES, VALUES)
def test_values_are_the_same_where_their_json_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    kept: Kept[bytes] = Kept()
    for values in (one, other, one):
        assert kept.of(values, lambda values=values: orjson.dumps(values)) == orjson.dumps(values)


@pytest.mark.parametrize(
    "values", [(1, True), (1, 1.0), (0, False), ("1", 1), (None, "None"), ([], {}), (0.0, -0.0)]
)
def test_what_python_takes_for_equal_is_told_apart(values: tuple[object, object]) -> None:
    kept: Kept[str] = Kept()
    asked: list[object] = []
    for value in (*values, *values):

        def find(value: object = value) -> str:
            asked.append(value)
            return repr(value)

        assert kept.of({"a": value}, find) == repr(value)
    assert len(asked) == 2


def test_long_values_and_values_of_long_ago_are_not_kept() -> None:
    kept: Kept[int] = Kept()
    asked: list[int] = []

    def find() -> int:
        asked.append(1)
        return len(asked)

    for _ in range(2):
        kept.of({"a": "x" * LONG}, find)
    assert len(asked) == 2
    for number in (*range(MOST + 1), MOST, 0):
        kept.of({"a": number}, find)
    assert len(asked) == 2 + MOST + 2
