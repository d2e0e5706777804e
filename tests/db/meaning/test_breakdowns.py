"""How far down its columns each part of an area shows its breakdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meaning.areas_held_back import areas_held_back
from db.meaning.breakdowns import levels

WIDTH = 4
rows = st.lists(st.one_of(st.integers(0, 3), st.integers(0, 40)), min_size=WIDTH, max_size=WIDTH)


def level(parts: list[list[int]], min_cell: int) -> tuple[int, list[int]]:
    """The levels of an area and its parts; the columns are put in the order of the area."""
    order = sorted(range(len(parts[0])), key=lambda column: -sum(part[column] for part in parts))
    counts = {n: [part[column] for column in order] for n, part in enumerate(parts) if any(part)}
    counts["all"] = [sum(part[column] for part in parts) for column in order]
    parents = {n: "all" for n in counts if n != "all"}
    hidden = areas_held_back({area: sum(row) for area, row in counts.items()}, parents, min_cell)
    found = levels(counts, parents, hidden, min_cell)
    return found["all"], [found.get(n, WIDTH) for n in range(len(parts))]


def test_what_is_rare_is_held_back_together() -> None:
    assert level([[50, 30, 20, 10]], 5)[0] == 4
    # 6 and 1 are 7 together; the 6 alone would tell the 1.
    assert level([[50, 30, 6, 1]], 5)[0] == 2
    # 2 and 1 are too few, so the 30 goes with them.
    assert level([[50, 30, 2, 1]], 5)[0] == 1


def test_a_part_that_holds_back_is_joined_by_another() -> None:
    """The first county's 1 and 7 would be the state's 41 and 37 less the second's and the third's."""
    assert level([[60, 1, 7], [50, 20, 20], [40, 20, 10]], 5) == (3, [1, 3, 1])


def test_a_part_shows_no_more_than_its_area() -> None:
    assert level([[20, 10, 0, 3], [20, 10, 0, 0]], 5) == (1, [1, 1])


def test_what_is_left_of_parts_that_show_less_follows_too() -> None:
    """Two counties without a total have three people, who follow from the third's; two of them are in the first column,
    which the third shows, and so one would be left. Now the third shows no column either."""
    assert level([[0, 1, 2], [0, 1, 0], [2, 0, 0]], 2) == (3, [0, 0, 0])


def test_a_hidden_part_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="alone"):
        levels({"all": [9, 9], "a": [9, 9]}, {"a": "all"}, {"a"}, 5)


@given(st.lists(rows, min_size=1, max_size=5).filter(lambda parts: any(map(any, parts))), st.integers(2, 12))
def test_neither_a_part_nor_the_parts_together_give_a_small_count(
    parts: list[list[int]], min_cell: int
) -> None:
    above, found = level(parts, min_cell)
    order = sorted(range(WIDTH), key=lambda column: -sum(part[column] for part in parts))
    table = [[part[column] for column in order] for part in parts]
    for part, shown in zip(table, found, strict=True):
        assert shown <= above or not any(part)
        if shown:
            assert not any(0 < count < min_cell for count in (*part[:shown], sum(part[shown:])))
    for column in range(above):
        held = [part[column] for part, shown in zip(table, found, strict=True) if shown <= column]
        assert not 0 < sum(held) < min_cell
        rest = [sum(part[column + 1 :]) for part, shown in zip(table, found, strict=True) if shown <= column]
        assert not 0 < sum(rest) < min_cell
