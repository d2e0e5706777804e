"""Deprecations: what the reason of one must say, and which deprecated names a document uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from schema import schema

FORM = "<a sentence that says why>. Use `<Type.field>`. Stays until <2027-11-24>."
"""How a reason is written. The replacement is a schema coordinate (https://spec.graphql.org/draft/#sec-Schema-Coordinates),
the day the last on which the old name is answered."""

_REASON = re.compile(
    r"(?P<why>[^`]*\.) Use `(?P<instead>[^`]+)`\. Stays until (?P<until>\d{4}-\d{2}-\d{2})\."
)

Deprecatable = GraphQLField | GraphQLArgument | GraphQLInputField | GraphQLEnumValue


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Why a name goes, what takes its place (`Type.field`), and the last day on which it is answered."""

    why: str
    instead: str
    until: date


def read_deprecation(reason: str) -> Deprecation:
    """Read the reason of a `@deprecated`. Raises ValueError where it is not written as FORM has it."""
    found = _REASON.fullmatch(reason)
    if found is None:
        raise ValueError(f"“{reason}” is not written as: {FORM}")
    return Deprecation(found["why"], found["instead"], date.fromisoformat(found["until"]))


def names_of(given: GraphQLSchema) -> Iterator[tuple[str, Deprecatable]]:
    """Every name of a schema that can be deprecated, by its coordinate: `Type.field`, `Type.field(argument:)`, `Enum.VALUE`."""
    for name, kind in given.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name}:)", argument
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, entry in kind.fields.items():
                yield f"{name}.{field_name}", entry
        elif isinstance(kind, GraphQLEnumType):
            for value_name, value in kind.values.items():
                yield f"{name}.{value_name}", value


@lru_cache(maxsize=8)
def deprecated_names(given: GraphQLSchema) -> dict[str, str]:
    """The reason of each deprecated name, by its coordinate."""
    return {name: each.deprecation_reason for name, each in names_of(given) if each.deprecation_reason}


def deprecated_fields(document: DocumentNode, of: GraphQLSchema = schema._schema) -> frozenset[str]:
    """The deprecated names that a document uses, by their coordinates. Values that variables bring are not seen."""
    known = deprecated_names(of)
    if not known:
        return frozenset()
    info = TypeInfo(of)
    seen = _Names(info)
    visit(document, TypeInfoVisitor(info, seen))
    return frozenset(seen.names & known.keys())


class _Names(Visitor):
    """Notes the coordinate of every field, argument, input field and enum value of a document."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.names: set[str] = set()

    def enter_field(self, node: Any, *_: Any) -> None:
        """A field of the type around it."""
        self._field = f"{self._info.get_parent_type()}.{node.name.value}"
        self.names.add(self._field)

    def enter_argument(self, node: Any, *_: Any) -> None:
        """An argument of the field that was entered last."""
        if self._info.get_directive() is None:
            self.names.add(f"{self._field}({node.name.value}:)")

    def enter_object_field(self, node: Any, *_: Any) -> None:
        """A field of an input object."""
        if kind := self._info.get_parent_input_type():
            self.names.add(f"{get_named_type(kind)}.{node.name.value}")

    def enter_enum_value(self, node: Any, *_: Any) -> None:
        """A value of an enum."""
        if kind := self._info.get_input_type():
            self.names.add(f"{get_named_type(kind)}.{node.value}")
