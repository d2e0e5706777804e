"""Scalars and enum values: an expression for the ordinary case of each, and graphql-core's own rule for all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from math import isfinite
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


CLASSES = {"String": str, "ID": str, "Boolean": bool, "Int": int, "Float": float}
"""What ordinary values are of, by scalar."""


EXACT = 2**53
"""Whole numbers up to this one are the same as floating-point numbers."""


def ordinary(leaf: GraphQLLeafType) -> str | None:
    """The condition under which `v` is its own completion, as source; None where it never is."""
    return ORDINARY.get(leaf.name)


def all_ordinary(leaf: GraphQLLeafType, values: Sequence[Any]) -> bool:
    """Whether of many values each is its own completion; told without a look at each in Python, false in doubt."""
    kind = CLASSES.get(leaf.name)
    if kind is None or {*map(type, values)} != {kind}:
        return False
    if kind is int:
        return min(values) >= -(2**31) and bool(max(values) < 2**31)
    # A sum with something in it that is not finite is not finite.
    return isfinite(sum(values)) if kind is float else True


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
