"""What a field costs, as it is declared beside the field: statements, the rows that they give, elements of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from strawberry.types.field import StrawberryField

Given: TypeAlias = Mapping[str, Any]
"""Arguments by their names: the field's own, and those of the fields above it that it does not have itself."""

Size: TypeAlias = int | Callable[[Given], int]
"""A number, or how it follows from the arguments."""


def size_of(size: Size, given: Given) -> int:
    """The number that it is with these arguments."""
    return size if isinstance(size, int) else size(given)


F = TypeVar("F")

COST = "cost"
"""The key of a field's metadata that has its Cost."""


@dataclass(frozen=True, slots=True)
class Amount:
    """At most `each` for one parent, at most `in_all` for any number of different ones (None: no such bound), and `once`.

    `once` is for all parents together: it is done for the first of them and kept for the others.
    """

    each: Size
    in_all: int | None = None
    once: Size = 0

    def of(self, parents: int, given: Given) -> int:
        """The amount for so many parents that are all different."""
        amount = parents * self.each_of(given)
        amount = amount if self.in_all is None else min(amount, self.in_all)
        return amount + (size_of(self.once, given) if parents else 0)

    def each_of(self, given: Given) -> int:
        """The amount for one parent."""
        return size_of(self.each, given)


NONE = Amount(0)
ONE = Amount(1)

OF_PAGE = Amount(0)
"""As many as the page has that the connection asked for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a field costs at most.

    `statements` of the database, however many parents it has, `statements_each` for each of them, and the `rows` that
    all those give. `elements` of its list, or of its page if it is a connection. `alone`: its value belongs to its parent alone, although things of its type
    can stand in many places. `batched`: arguments whose elements are all read by one statement.
    """

    statements: Size = 0
    statements_each: int = 0
    rows: Amount = NONE
    elements: Amount = ONE
    alone: bool = False
    batched: frozenset[str] = frozenset()


FREE = Cost()
"""Of a field that says nothing: one value that is at hand."""


def costs(
    *,
    statements: Size = 0,
    statements_each: int = 0,
    rows: Amount | Size = NONE,
    elements: Amount | Size = ONE,
    alone: bool = False,
    batched: frozenset[str] = frozenset(),
) -> Callable[[F], F]:
    """Declare what a field costs; a plain number is that of each parent."""
    cost = Cost(statements, statements_each, _amount(rows), _amount(elements), alone, batched)

    def declare(field: F) -> F:
        assert isinstance(field, StrawberryField)
        field.metadata = MappingProxyType({**field.metadata, COST: cost})
        return field

    return declare


def cost_of(field: StrawberryField) -> Cost:
    """What a field declares."""
    cost: Cost = field.metadata.get(COST, FREE)
    return cost


def _amount(given: Amount | Size) -> Amount:
    return given if isinstance(given, Amount) else Amount(given)
