"""Days and moments, described and read as they are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from graphql import GraphQLError, StringValueNode, ValueNode, print_ast
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.scalar import ScalarDefinition

from schema.errors import fit_to_repeat

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
"""How both are written: `full-date` and `date-time`. An RFC never changes, nor does its address."""

A_DAY = "a day as 2026-02-11"
"""What is accepted where a day is asked for."""


def day_written(text: object) -> date:
    """The day that is written as 2026-02-11. Raises ValueError for whatever else.

    Python would take 20260211 and 2026-W07-3 too, which RFC 3339 does not know.
    """
    if not isinstance(text, str) or (day := date.fromisoformat(text)).isoformat() != text:
        raise ValueError
    return day


def _day_in_document(node: ValueNode, _: object = None) -> date:
    """A day that a document has. Raises GraphQLError, in GraphQL's words where Strawberry's would be Python's."""
    try:
        return day_written(node.value if isinstance(node, StringValueNode) else None)
    except ValueError:
        raise GraphQLError(
            f"Date cannot represent {fit_to_repeat(print_ast(node))}; give {A_DAY}.", node
        ) from None


def _described(kind: type, description: str) -> ScalarDefinition:
    return replace(DEFAULT_SCALAR_REGISTRY[kind], description=description, specified_by_url=RFC_3339)


SCALARS: dict[object, ScalarDefinition] = {
    date: replace(
        _described(date, "A day as ISO 8601 writes it: 2026-02-11."),
        parse_value=day_written,
        parse_literal=_day_in_document,
    ),
    datetime: _described(
        datetime, "A moment as ISO 8601 writes it, with its distance from UTC: 2026-11-24T00:00:00+00:00."
    ),
}
