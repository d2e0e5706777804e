"""Totals of a tree: what is held back is divided nowhere, and is as large as a shown count must be."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from db.meaning.areas_held_back import areas_held_back

Path = tuple[int, ...]

trees = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)), st.integers(1, 12), min_size=1
)


def totals(leaves: dict[Path, int]) -> dict[Path, int]:
    counts: dict[Path, int] = defaultdict(int)
    for path, count in leaves.items():
        for depth in range(len(path) + 1):
            counts[path[:depth]] += count
    return dict(counts)


@given(trees, st.integers(2, 20))
def test_whatever_is_shown_is_made_of_blocks_of_enough_people(leaves: dict[Path, int], min_cell: int) -> None:
    counts = totals(leaves)
    hidden = areas_held_back(counts, {path: path[:-1] for path in counts if path}, min_cell)
    assert {path for path, count in counts.items() if count < min_cell} <= hidden
    for path in counts:
        parts = [part for part in counts if part and part[:-1] == path]
        if path in hidden:
            assert set(parts) <= hidden
            continue
        block = [part for part in parts if part in hidden]
        inside = [leaf for leaf in leaves if any(leaf[: len(part)] == part for part in block)]
        if block:
            assert len(block) >= 2
            assert sum(counts[part] for part in block) >= min_cell
            assert sum(leaves[leaf] for leaf in inside) > len(inside)


def test_the_smallest_other_part_goes_with_a_small_one() -> None:
    counts = {"state": 140, "a": 3, "b": 40, "c": 7, "d": 90}
    parents = dict.fromkeys("abcd", "state")
    assert areas_held_back(counts, parents, 5) == {"a", "c"}
    assert areas_held_back(counts, parents, 11) == {"a", "c", "b"}
    assert areas_held_back(counts, parents, 2) == frozenset()


def test_what_is_inside_a_hidden_area_is_hidden() -> None:
    counts = {"nation": 60, "MN": 53, "VT": 7, "county": 7, "jail": 7, "27053": 53}
    parents = {"MN": "nation", "VT": "nation", "county": "VT", "jail": "county", "27053": "MN"}
    assert areas_held_back(counts, parents, 8) == {"VT", "county", "jail", "MN", "27053"}


def test_one_detainer_in_each_of_five_jails_is_not_told_by_their_five() -> None:
    """Each jail is known to have one or more, so that five in all would say that each has one."""
    counts = {"state": 65, "county": 5, **dict.fromkeys("abcde", 1), "other": 20, "large": 40}
    parents = {**dict.fromkeys("abcde", "county"), **dict.fromkeys(["county", "other", "large"], "state")}
    assert areas_held_back(counts, parents, 5) == {*"abcde", "county", "other"}
