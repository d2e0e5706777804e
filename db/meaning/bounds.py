"""Interval arithmetic on figures: what follows from the qualifiers of the parts for the whole.

Counts and shares are never negative, so a lower end is always known, if only as 0; an upper end of None is not.
Numbers are taken from their decimal text, so that 0.88 of 1,641 is 1,444.08 and not something beside it.
A sum or a share with an approximate part is approximate itself and has no bounds, as its part has none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from db.figures import Caveat, Figure
from db.words import FigureStatus, Qualifier

NOTHING = Fraction(0)
EVERYTHING = Fraction(1)
VALUED = frozenset({FigureStatus.REPORTED, FigureStatus.DERIVED})


class PartExceedsWholeError(ValueError):
    """The part is larger than its whole, whatever the bounds allow."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `lower` to `upper`; an open end is not among them. `upper` None: no bound is known."""

    lower: Fraction
    upper: Fraction | None
    lower_open: bool = False
    upper_open: bool = False

    @property
    def is_one_number(self) -> bool:
        """Whether it is made of one number alone, as that of an exact figure is."""
        return self.lower is self.upper and not (self.lower_open or self.upper_open)

    def whole(self) -> Interval:
        """The whole numbers inside, as a closed interval: what it leaves of a count."""
        if self.is_one_number and self.lower.denominator == 1:
            return self
        lower = math.floor(self.lower) + 1 if self.lower_open else math.ceil(self.lower)
        if self.upper is None:
            return Interval(Fraction(lower), None)
        upper = math.ceil(self.upper) - 1 if self.upper_open else math.floor(self.upper)
        return Interval(Fraction(lower), Fraction(upper))

    def lies_above(self, other: Interval) -> bool:
        """Whether every number here is greater than every number there."""
        if other.upper is None:
            return False
        if self.lower == other.upper:
            return self.lower_open or other.upper_open
        return self.lower > other.upper


def has_number(figure: Figure) -> bool:
    """Whether the figure says anything of its size: a value, or bounds derived here."""
    return figure.status in VALUED


def stated_interval(figure: Figure) -> Interval:
    """The numbers that the figure's value, qualifier and bounds allow. An approximate figure allows any."""
    if figure.value is not None and figure.qualifier is Qualifier.EXACT:
        value = exact(figure.value)
        return Interval(value, value)
    lower = NOTHING if figure.lower is None else exact(figure.lower)
    upper = None if figure.upper is None else exact(figure.upper)
    if figure.value is None:
        return Interval(lower, upper)
    value = exact(figure.value)
    match figure.qualifier:
        case Qualifier.AT_LEAST:
            return Interval(max(lower, value), upper)
        case Qualifier.MORE_THAN:
            return Interval(max(lower, value), upper, lower_open=value >= lower)
        case Qualifier.AT_MOST:
            return Interval(lower, value if upper is None else min(upper, value))
        case Qualifier.LESS_THAN:
            strict = upper is None or value <= upper
            return Interval(lower, value if strict else upper, upper_open=strict)
    return Interval(lower, upper)


def count_interval(figure: Figure) -> Interval:
    """The whole numbers that a count may be: more than 26,000 is 26,001 or more."""
    return stated_interval(figure).whole()


def share_interval(figure: Figure) -> Interval:
    """The numbers from 0 to 1 that a share may be."""
    stated = stated_interval(figure)
    if stated.upper is None or stated.upper > EVERYTHING:
        return Interval(stated.lower, EVERYTHING, stated.lower_open)
    return stated


def added(figures: Sequence[Figure]) -> Figure:
    """The sum of counts. One count without a number leaves the sum without, for the same reason."""
    if not figures:
        raise ValueError("a sum needs at least one figure")
    if missing := _without_number(figures):
        return missing
    values = [exact(figure.value) for figure in figures if figure.value is not None]
    if _approximate(figures) and len(values) == len(figures):
        return _about(sum(values, NOTHING), figures)
    intervals = [count_interval(figure) for figure in figures]
    lower = sum((each.lower for each in intervals), NOTHING)
    uppers = [each.upper for each in intervals if each.upper is not None]
    upper = sum(uppers, NOTHING) if len(uppers) == len(intervals) else None
    return _derived(Interval(lower, upper), None, figures)


def subtracted(whole: Figure, part: Figure) -> Figure:
    """What is left of a count when a part of it is taken away.

    Raises `PartExceedsWholeError` when the part is larger than the whole in any case.
    """
    if missing := _without_number((whole, part)):
        return missing
    if _approximate((whole, part)) and whole.value is not None and part.value is not None:
        return _about(max(NOTHING, exact(whole.value) - exact(part.value)), (whole, part))
    outer, inner = count_interval(whole), count_interval(part)
    _require_part(inner, outer)
    lower = NOTHING if inner.upper is None else max(NOTHING, outer.lower - inner.upper)
    upper = None if outer.upper is None else outer.upper - inner.lower
    return _derived(Interval(lower, upper), None, (whole, part))


def share(numerator: Figure, denominator: Figure) -> Figure:
    """A count as a share, from 0 to 1, of the count that it is a part of.

    A share of nobody has no meaning: `NOT_APPLICABLE`. Where both bounds say something (neither 0 nor 1) the
    value is None and the bounds speak. Raises `PartExceedsWholeError` when the numerator is the larger in any case.
    """
    parts = (numerator, denominator)
    if _is_counted(numerator) and _is_counted(denominator):
        # As most are. The quotient of two whole numbers is rounded as that of two fractions is, in a tenth of the time.
        count, of = numerator.value, denominator.value
        if count is not None and of and 0 <= count <= of:
            return _of(quotient := count / of, quotient, quotient, Qualifier.EXACT, parts)
    if missing := _without_number(parts):
        return missing
    part, whole = count_interval(numerator), count_interval(denominator)
    if whole.upper == NOTHING:
        return _without(FigureStatus.NOT_APPLICABLE, parts)
    if _approximate(parts) and numerator.value is not None and denominator.value:
        return _about(min(EVERYTHING, exact(numerator.value) / exact(denominator.value)), parts)
    _require_part(part, whole)
    if part.is_one_number and whole.is_one_number:
        ratio = part.lower / whole.lower
        return _derived(Interval(ratio, ratio), EVERYTHING, parts)
    # A share exists only of one or more, so the smallest whole to divide by is 1.
    smallest = max(whole.lower, EVERYTHING)
    lower = NOTHING if whole.upper is None else part.lower / whole.upper
    lower_open = whole.upper is None and part.lower > 0
    upper = EVERYTHING if part.upper is None else min(EVERYTHING, part.upper / smallest)
    return _derived(Interval(lower, upper, lower_open), EVERYTHING, parts)


def part_of(rate: Figure, whole: Figure) -> Figure:
    """The count that a stated share of a count comes to: whole numbers between the bounds.

    More than 0.88 of exactly 1,641 is more than 1,444.08: at least 1,445 and at most 1,641. Where no whole number
    fits, the share had been rounded, and the count is approximate.
    """
    parts = (rate, whole)
    if missing := _without_number(parts):
        return missing
    ratio, outer = share_interval(rate), count_interval(whole)
    product = None if rate.value is None or whole.value is None else exact(rate.value) * exact(whole.value)
    if _approximate(parts) and product is not None:
        return _about(Fraction(round(product)), parts)
    share_of_whole = Interval(
        ratio.lower * outer.lower,
        None if outer.upper is None or ratio.upper is None else ratio.upper * outer.upper,
        ratio.lower_open and outer.lower > 0,
        ratio.upper_open and outer.upper != NOTHING,
    ).whole()
    if share_of_whole.upper is not None and share_of_whole.lower > share_of_whole.upper:
        return _about(Fraction(round(share_of_whole.lower if product is None else product)), parts)
    return _derived(share_of_whole, None, parts)


def complement(rate: Figure) -> Figure:
    """The share of the others: one in eight not picked up is 0.875 picked up."""
    if missing := _without_number((rate,)):
        return missing
    if _approximate((rate,)) and rate.value is not None:
        return _about(EVERYTHING - exact(rate.value), (rate,))
    stated = share_interval(rate)
    assert stated.upper is not None, "a share is bounded by 1"
    mirrored = Interval(
        EVERYTHING - stated.upper, EVERYTHING - stated.lower, stated.upper_open, stated.lower_open
    )
    return _derived(mirrored, EVERYTHING, (rate,))


def agree_when_rounded(one: Figure, other: Figure) -> bool:
    """Whether two numbers, one or both approximate, are the same to the digits that the approximate one gives.

    About 33,000 agrees with 33,179, which rounds to it, and not with 33,600. What is neither exact nor approximate
    has no one number to round.
    """
    figures = (one, other)
    plain = (Qualifier.EXACT, Qualifier.APPROXIMATE)
    if one.value is None or other.value is None or any(each.qualifier not in plain for each in figures):
        return False
    steps = [
        _last_digit(exact(each.value))
        for each in figures
        if each.value is not None and each.qualifier is Qualifier.APPROXIMATE
    ]
    return 2 * abs(exact(one.value) - exact(other.value)) <= max(steps, default=NOTHING)


def exact(number: float) -> Fraction:
    """The number that the shortest decimal text of a float spells: 0.88 is 88/100."""
    # Counts are whole numbers, and most of all figures: to spell them out would take as long as all the rest.
    return Fraction(number) if isinstance(number, int) else Fraction(str(number))


def _last_digit(value: Fraction) -> Fraction:
    """The worth of the last digit that a decimal number gives: 1,000 for 33,000 and 1/1000 for 0.125."""
    step = EVERYTHING
    while value % step:
        step /= 10
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _is_counted(figure: Figure) -> bool:
    """Whether it is one whole number."""
    return figure.qualifier is Qualifier.EXACT and isinstance(figure.value, int) and has_number(figure)


def _require_part(part: Interval, whole: Interval) -> None:
    if part.lies_above(whole):
        raise PartExceedsWholeError(f"a part of {part.lower} or more cannot belong to {whole.upper} or fewer")


def _without_number(figures: Sequence[Figure]) -> Figure | None:
    for figure in figures:
        if not has_number(figure):
            return _without(figure.status, figures)
    return None


def _without(status: FigureStatus, figures: Sequence[Figure]) -> Figure:
    return Figure(
        None, None, None, Qualifier.EXACT, status, source=_source(figures), caveats=_caveats(figures)
    )


def _approximate(figures: Sequence[Figure]) -> bool:
    return any(figure.qualifier is Qualifier.APPROXIMATE for figure in figures)


def _about(value: Fraction, figures: Sequence[Figure]) -> Figure:
    return _of(float(value), None, None, Qualifier.APPROXIMATE, figures)


def _derived(interval: Interval, ceiling: Fraction | None, figures: Sequence[Figure]) -> Figure:
    """The figure of an interval; an upper end at `ceiling` says nothing that was not known before."""
    value, qualifier = _spoken(interval, ceiling)
    upper = None if interval.upper is None else float(interval.upper)
    return _of(None if value is None else float(value), float(interval.lower), upper, qualifier, figures)


def _of(
    value: float | None,
    lower: float | None,
    upper: float | None,
    qualifier: Qualifier,
    figures: Sequence[Figure],
) -> Figure:
    """A number that follows from figures, with their source and everything that limits them."""
    source, caveats = _source(figures), _caveats(figures)
    return Figure(value, lower, upper, qualifier, FigureStatus.DERIVED, None, source, caveats)


def _spoken(interval: Interval, ceiling: Fraction | None) -> tuple[Fraction | None, Qualifier]:
    """The one number that tells an interval, with its qualifier; None where it takes both ends to tell it."""
    if interval.lower == interval.upper:
        return interval.lower, Qualifier.EXACT
    at_least = Qualifier.MORE_THAN if interval.lower_open else Qualifier.AT_LEAST
    if interval.upper is None or interval.upper == ceiling:
        return interval.lower, at_least
    if interval.lower == NOTHING:
        return interval.upper, Qualifier.LESS_THAN if interval.upper_open else Qualifier.AT_MOST
    return None, at_least


def _source(figures: Sequence[Figure]) -> str | None:
    """The source of all the figures, or None when they have several."""
    sources = {figure.source for figure in figures}
    return sources.pop() if len(sources) == 1 else None


def _caveats(figures: Sequence[Figure]) -> tuple[Caveat, ...]:
    """Those of all the figures, which mostly have the same."""
    first = figures[0].caveats
    for figure in figures:
        if figure.caveats is not first:
            return tuple(dict.fromkeys(caveat for each in figures for caveat in each.caveats))
    return first
