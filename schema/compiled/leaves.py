"""Scalars and enum values: an expression for the ordinary case of each, and graphql-core's own rule for all others."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType, Undefined
from graphql.execution import Executor

Complete = Callable[[Any], Any]


class IrregularError(Exception):
    """A value that graphql-core would make an error of."""


ORDINARY = {
    "String": "v.__class__ is str",
    "ID": "v.__class__ is str",
    "Boolean": "v.__class__ is bool",
    "Int": "v.__class__ is int and -2147483648 <= v <= 2147483647",
    "Float": "v.__class__ is float and -1.8e308 < v < 1.8e308",
}
"""The values that graphql-core passes on as they are, by scalar; no infinity lies between the bounds of Float."""


EXACT = 2**53
"""Whole numbers up to this one are the same as floating-point numbers."""


def ordinary(leaf: GraphQLLeafType) -> str | None:
    """The condition under which `v` is its own completion, as source; None where it never is."""
    return ORDINARY.get(leaf.name)


def completion(leaf: GraphQLLeafType, is_required: bool) -> Complete:
    """The completion of any value of a leaf type. Raises IrregularError for null where there must be a value."""
    rule = Executor.complete_leaf_value
    of_members: dict[Any, str] = _members(leaf)

    is_float = leaf.name == "Float"

    def complete(value: Any) -> Any:
        if value is None or value is Undefined:
            if is_required:
                raise IrregularError
            return None
        if is_float and value.__class__ is int and -EXACT <= value <= EXACT:
            return float(value)
        if isinstance(value, Enum) and (name := of_members.get(value)) is not None:
            return name
        return rule(leaf, value)

    return complete


def _members(leaf: GraphQLLeafType) -> dict[Any, str]:
    if not isinstance(leaf, GraphQLEnumType):
        return {}
    members = {leaf.coerce_input_value(name): name for name in leaf.values}
    return members if all(isinstance(member, Enum) for member in members) else {}
