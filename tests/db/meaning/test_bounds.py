"""Each operation against all the numbers that its parts may be, tried one by one."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.figures import Caveat, Figure
from db.meaning.bounds import (
    PartExceedsWholeError,
    added,
    complement,
    count_interval,
    exact,
    part_of,
    share,
    subtracted,
)
from db.words import CaveatCode, FigureStatus, Qualifier

REACH = 30
"""No bounded figure below comes near it, so a result that touches it has no upper bound."""

BOUNDED = [q for q in Qualifier if q is not Qualifier.APPROXIMATE]


def stated(value: float, qualifier: Qualifier = Qualifier.EXACT) -> Figure:
    """A figure as a source states it, with no bound but what the qualifier says."""
    below = value if qualifier in (Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.MORE_THAN) else None
    above = value if qualifier in (Qualifier.EXACT, Qualifier.AT_MOST, Qualifier.LESS_THAN) else None
    return Figure(value, below, above, qualifier, FigureStatus.REPORTED, source="one")


def allows(figure: Figure, candidate: Fraction | int) -> bool:
    assert figure.value is not None
    value = Fraction(str(figure.value))
    return {
        Qualifier.EXACT: candidate == value,
        Qualifier.AT_LEAST: candidate >= value,
        Qualifier.MORE_THAN: candidate > value,
        Qualifier.AT_MOST: candidate <= value,
        Qualifier.LESS_THAN: candidate < value,
    }[figure.qualifier]


def possible(count: Figure) -> list[int]:
    return [candidate for candidate in range(REACH + 1) if allows(count, candidate)]


def unbounded(figure: Figure) -> bool:
    return figure.qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN)


counts = st.builds(stated, st.integers(1, 9), st.sampled_from(BOUNDED))
rates = st.builds(stated, st.integers(0, 20).map(lambda n: n / 20), st.sampled_from(BOUNDED))


@given(st.lists(counts, min_size=1, max_size=3))
def test_a_sum_lies_exactly_where_the_sums_of_what_is_possible_lie(figures: list[Figure]) -> None:
    smallest = sum(min(possible(figure)) for figure in figures)
    largest = sum(max(possible(figure)) for figure in figures)
    total = added(figures)
    assert total.lower == smallest
    assert total.upper == (None if any(map(unbounded, figures)) else largest)


@given(counts, counts)
def test_a_difference_lies_exactly_where_the_differences_lie(whole: Figure, part: Figure) -> None:
    tried = [w - p for w in possible(whole) for p in possible(part) if p <= w]
    if not tried:
        with pytest.raises(PartExceedsWholeError):
            subtracted(whole, part)
        return
    rest = subtracted(whole, part)
    assert rest.lower == min(tried)
    assert rest.upper == (None if unbounded(whole) else max(tried))


@given(counts, counts)
def test_a_share_lies_exactly_where_the_quotients_lie(part: Figure, whole: Figure) -> None:
    tried = [Fraction(p, w) for w in possible(whole) for p in possible(part) if w >= 1 and p <= w]
    if not tried:
        if possible(whole) == [0]:
            assert share(part, whole).status is FigureStatus.NOT_APPLICABLE
        else:
            with pytest.raises(PartExceedsWholeError):
                share(part, whole)
        return
    quotient = share(part, whole)
    assert quotient.upper == float(max(tried))
    assert quotient.lower == (0 if unbounded(whole) else float(min(tried)))


@given(rates, st.integers(1, 40))
def test_a_part_lies_exactly_where_whole_numbers_give_the_stated_share(rate: Figure, whole: int) -> None:
    tried = [part for part in range(whole + 1) if allows(rate, Fraction(part, whole))]
    part = part_of(rate, stated(whole))
    if not tried:
        assert part.qualifier is Qualifier.APPROXIMATE
        assert (part.lower, part.upper) == (None, None)
        return
    assert (part.lower, part.upper) == (min(tried), max(tried))


@given(rates, counts)
def test_no_part_of_an_uncertain_whole_lies_outside_its_bounds(rate: Figure, whole: Figure) -> None:
    tried = [p for w in possible(whole) for p in range(w + 1) if w and allows(rate, Fraction(p, w))]
    assume(tried)
    part = part_of(rate, whole)
    if part.qualifier is not Qualifier.APPROXIMATE:
        assert part.lower is not None
        assert part.lower <= min(tried)
        assert part.upper is None or part.upper >= max(tried)


@given(rates, st.integers(0, 40))
def test_a_complement_allows_what_the_rate_leaves(rate: Figure, fortieths: int) -> None:
    assume(any(allows(rate, Fraction(n, 40)) for n in range(41)))
    other = complement(rate)
    candidate = Fraction(fortieths, 40)
    assert other.lower is not None
    assert other.upper is not None
    if allows(rate, candidate):
        assert exact(other.lower) <= 1 - candidate <= exact(other.upper)


def test_more_than_88_percent_of_1641_is_at_least_1445() -> None:
    pickups = part_of(stated(0.88, Qualifier.MORE_THAN), stated(1641))
    assert (pickups.value, pickups.lower, pickups.upper) == (None, 1445, 1641)
    assert (pickups.qualifier, pickups.status) == (Qualifier.AT_LEAST, FigureStatus.DERIVED)


@pytest.mark.parametrize(
    ("rate", "qualifier", "whole", "lower"),
    [
        (0.07, Qualifier.EXACT, 100, 7),  # in binary floating point 0.07 * 100 is 7.000000000000001
        (0.29, Qualifier.AT_LEAST, 100, 29),  # and 0.29 * 100 is 28.999999999999996
        (0.5, Qualifier.MORE_THAN, 10, 6),
        (0.88, Qualifier.MORE_THAN, 25, 23),  # 22 is exactly 88% and so not more
    ],
)
def test_a_share_is_taken_of_its_decimal_text(
    rate: float, qualifier: Qualifier, whole: int, lower: int
) -> None:
    assert part_of(stated(rate, qualifier), stated(whole)).lower == lower


def test_more_than_26000_people_are_26001_or_more() -> None:
    assert count_interval(stated(26000, Qualifier.MORE_THAN)).lower == 26001
    assert count_interval(stated(470, Qualifier.LESS_THAN)).upper == 469


def test_an_approximate_part_makes_the_result_approximate_and_gives_it_no_bounds() -> None:
    total = added([stated(8000, Qualifier.APPROXIMATE), stated(94)])
    assert (total.value, total.lower, total.upper) == (8094, None, None)
    assert total.qualifier is Qualifier.APPROXIMATE
    taken = complement(stated(0.125, Qualifier.APPROXIMATE))
    assert (taken.value, taken.lower, taken.upper) == (0.875, None, None)
    assert part_of(taken, stated(1641)).value == 1436


@pytest.mark.parametrize("status", [s for s in FigureStatus if s not in ("REPORTED", "DERIVED")])
def test_what_has_no_number_leaves_the_result_without_one_for_the_same_reason(status: FigureStatus) -> None:
    missing, present = Figure(None, None, None, Qualifier.EXACT, status), stated(5)
    for result in (
        added([present, missing]),
        subtracted(present, missing),
        share(missing, present),
        part_of(missing, present),
        complement(missing),
    ):
        assert (result.value, result.lower, result.upper, result.status) == (None, None, None, status)


def test_a_share_of_nobody_is_not_applicable_and_not_zero() -> None:
    nobody = share(stated(0), stated(0))
    assert (nobody.value, nobody.status) == (None, FigureStatus.NOT_APPLICABLE)
    assert share(stated(0), stated(995)).value == 0


def test_a_result_keeps_its_caveats_once_and_a_source_only_if_there_is_one() -> None:
    caveat = Caveat(CaveatCode.TRANSCRIBED, "from a report")
    first = Figure(1, 1, 1, Qualifier.EXACT, FigureStatus.REPORTED, source="one", caveats=(caveat,))
    second = Figure(2, 2, 2, Qualifier.EXACT, FigureStatus.REPORTED, source="two", caveats=(caveat,))
    assert added([first, second]).caveats == (caveat,)
    assert added([first, second]).source is None
    assert added([first, first]).source == "one"
