"""A mapping that forgets."""

from collections import OrderedDict

from hypothesis import given
from hypothesis import strategies as st

from api.bounded import Bounded

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("get"), st.integers(0, 8), st.just(0)),
        st.tuples(st.just("put"), st.integers(0, 8), st.integers(0, 12)),
    )
)


@given(st.integers(0, 30), STEPS)
def test_it_never_exceeds_its_budget_and_forgets_what_was_asked_for_longest_ago(
    budget: int, steps: list[tuple[str, int, int]]
) -> None:
    bounded: Bounded[int, int] = Bounded(budget)
    # The plain way: a list from the longest unasked to the last, cut at the front.
    expected: OrderedDict[int, tuple[int, int]] = OrderedDict()
    for value, (kind, key, size) in enumerate(steps):
        if kind == "get":
            assert bounded.get(key) == (expected[key][0] if key in expected else None)
            if key in expected:
                expected.move_to_end(key)
        else:
            bounded.put(key, value, size)
            expected.pop(key, None)
            if size <= budget:
                expected[key] = (value, size)
            while sum(size for _, size in expected.values()) > budget:
                del expected[next(iter(expected))]
        assert bounded.size == sum(size for _, size in expected.values()) <= budget
        assert len(bounded) == len(expected)
    assert {key: bounded.get(key) for key in range(9)} == {
        key: expected[key][0] if key in expected else None for key in range(9)
    }
