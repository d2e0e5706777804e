"""Fields whose description is their docstring, so that it stands beside what it describes."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import strawberry
from strawberry.types.field import StrawberryField


class Column(ABC):
    """Values of a field of many objects that are not made one by one: it tells their fields, each for all of them."""

    @abstractmethod
    def __len__(self) -> int:
        """How many there are."""

    @abstractmethod
    async def field(self, name: str, selection: Any, **arguments: Any) -> Sequence[Any] | Column | Lists:
        """The values of a field of all, by its name in the schema; of `selection` as a Many is given it.

        A Column of them only where leaves alone are asked of each.
        """


class Listed(ABC):
    """A list whose elements need not be made to tell what is asked of them."""

    @classmethod
    @abstractmethod
    def column(cls, lists: Sequence[Any], selection: Any) -> Column | None:
        """The elements of several such lists, one after another, as a Column for a Selection; None where it asks for more."""


class Lists(NamedTuple):
    """Values of a field of many objects that are lists of the same few elements.

    `places`: of each list's elements among `elements`; equal lists may be the same object.
    """

    elements: Sequence[Any]
    places: Sequence[Sequence[int]]


Many: TypeAlias = Callable[..., Awaitable[Sequence[Any] | Column]]
"""Resolves a field of many objects at once: given the objects, what is asked of the values (a Selection) and the
field's arguments, it gives a value for each, which may be the same object for several, or a Column of them."""

MANY = "many"
"""The key of a field's metadata that has its Many."""


def field(resolver: Callable[..., Any]) -> Any:
    """A field with this resolver, described by its docstring."""
    return strawberry.field(resolver, description=inspect.getdoc(resolver))


def field_described(description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field with a resolver whose description is longer than a line, or another field's too."""
    return lambda resolver: strawberry.field(resolver, description=description)


def attribute(description: str) -> Any:
    """A field that is a plain attribute, with its description."""
    return strawberry.field(description=description)


def field_of_many(many: Many) -> Callable[[Callable[..., Any]], Any]:
    """A field with a resolver for one object, and one for many that gives equal values."""

    def described(resolver: Callable[..., Any]) -> Any:
        return strawberry.field(resolver, description=inspect.getdoc(resolver), metadata={MANY: many})

    return described


def many_of(resolved_by: StrawberryField) -> Many | None:
    """The resolver for many, where the field has one."""
    many: Many | None = resolved_by.metadata.get(MANY)
    return many
