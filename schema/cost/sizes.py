"""How long lists are, from the arguments that say so. Values come as a client sent them: whatever is odd counts as much as can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from schema.cost.declared import Given

PAGE = 50
"""Rows of a page that does not say how many."""

MOST_MONTHS = 12 * 51
"""The months of the longest period that a series is given for: 50 years, and the parts of years at its ends."""


def page(most: int) -> Callable[[Given], int]:
    """The elements of a page, of which there are never more than `most`."""

    def elements(given: Given) -> int:
        return min(_number(given.get("first"), PAGE, most), most)

    return elements


def page_of_codes(most: int) -> Callable[[Given], int]:
    """The elements of a page that holds no more than the codes asked for."""
    of_first = page(most)

    def elements(given: Given) -> int:
        codes = given.get("codes")
        return of_first(given) if codes is None else min(of_first(given), length(codes))

    return elements


def read_for_page(elements: Callable[[Given], int], beside: int = 0) -> Callable[[Given], int]:
    """The rows of a page, the one more that shows whether another follows, and those that are read `beside`."""
    return lambda given: elements(given) + 1 + beside


def codes(each: int, beside: int = 0) -> Callable[[Given], int]:
    """So many for each code asked for, and so many beside."""
    return lambda given: each * length(given.get("codes")) + beside


def sides(given: Given) -> int:
    """The values that differ: those of a claim and of records that are added up, or one for each code of a comparison."""
    return max(4, length(given.get("codes")))


def months(given: Given) -> int:
    """The months that a period touches."""
    match given.get("period"):
        case {"calendarYear": int()} | {"fiscalYear": int()}:
            return 12
        case {"month": str()} | {"on": str()}:
            return 1
        case {"range": {"from": str(start), "to": str(end)}}:
            return _months_between(start, end)
    return MOST_MONTHS


def steps(given: Given) -> int:
    """The steps of a series over a period."""
    if given.get("by") in ("CALENDAR_YEAR", "FISCAL_YEAR"):
        # Two years for the parts that a period has of those in which it begins and ends.
        return months(given) // 12 + 2
    return months(given)


def length(given: Any) -> int:
    """The elements of a list argument; a value alone stands for a list of it."""
    return len(given) if isinstance(given, list) else 0 if given is None else 1


def _number(given: Any, default: int, most: int) -> int:
    match given:
        case None:
            return default
        case bool():
            return most
        case int():
            return max(0, given)
        case float() if 0 <= given < most:
            return int(given)
    return most


def _months_between(start: str, end: str) -> int:
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return MOST_MONTHS
    return min(max(0, (last.year - first.year) * 12 + last.month - first.month + 1), MOST_MONTHS)
