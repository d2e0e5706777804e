"""What an operation asks, as a tree: its fields by type, fragments merged, directives decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet, collect_fields
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.described import Many, many_of


class NotCompiledError(Exception):
    """The operation asks what only graphql-core answers: introspection."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A field that is asked for, under its key in the answer, and what is asked of its value, by the value's type."""

    key: str
    node: FieldNode
    definition: GraphQLField
    resolved_by: StrawberryField
    number: int
    under: Mapping[str, Selection]

    @cached_property
    def type(self) -> GraphQLOutputType:
        """The type of its value."""
        return self.definition.type

    @cached_property
    def resolver(self) -> Any:
        """The function that resolves it for one object; None where it is an attribute of that."""
        by = self.resolved_by.base_resolver
        return by and by.wrapped_func

    @cached_property
    def many(self) -> Many | None:
        """The function that resolves it for many at once, if it has one."""
        return many_of(self.resolved_by)

    @cached_property
    def is_async(self) -> bool:
        """Whether its value has to be waited for."""
        return self.resolved_by.is_async

    @cached_property
    def waits(self) -> bool:
        """Whether its value, or something in it, has to be waited for."""
        return self.is_async or self.waits_below

    @cached_property
    def waits_below(self) -> bool:
        """Whether something in its value has to be waited for."""
        return any(each.waits for each in self.under.values())

    @cached_property
    def takes_info(self) -> bool:
        """Whether its resolver asks who asks."""
        return bool(self.resolved_by.base_resolver and self.resolved_by.base_resolver.info_parameter)

    @property
    def has_arguments(self) -> bool:
        """Whether its resolver takes any beside its object."""
        return bool(self.definition.args) or self.takes_info


@dataclass(frozen=True, eq=False)
class Selection:
    """What is asked of the objects of one type. `names`: keys at which the type's own name is asked for."""

    type: GraphQLObjectType
    fields: tuple[Asked, ...]
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default=())

    @cached_property
    def waits(self) -> bool:
        """Whether something in it has to be waited for."""
        return bool(self.waiting)

    @cached_property
    def waiting(self) -> tuple[Asked, ...]:
        """The fields of which something has to be waited for."""
        return tuple(each for each in self.fields if each.waits)

    @cached_property
    def names_asked(self) -> frozenset[str]:
        """The fields of the type that are asked for, by the names of the schema."""
        return frozenset(each.node.name.value for each in self.fields)

    @cached_property
    def names_anywhere(self) -> frozenset[str]:
        """The fields that are asked for, here or below."""
        below = (each.names_anywhere for asked in self.fields for each in asked.under.values())
        return self.names_asked.union(*below)


class Tree:
    """An operation's tree. Its fields are numbered, so that each execution can hold the arguments of each."""

    def __init__(self, executor: Executor[Any]) -> None:
        self._executor = executor
        self.fields: list[Asked] = []
        root = executor.schema.query_type
        assert root is not None, "there are queries"
        asked = collect_fields(
            executor.schema, executor.fragments, executor.variable_values, root, executor.operation
        )
        self.root = self._selection(root, asked.grouped_field_set)

    def _selection(self, kind: GraphQLObjectType, asked: GroupedFieldSet) -> Selection:
        fields: list[Asked] = []
        names: list[str] = []
        for key, details in asked.items():
            node = details[0].node
            if node.name.value == "__typename":
                names.append(key)
                continue
            if node.name.value not in kind.fields:
                raise NotCompiledError
            fields.append(self._asked(key, kind.fields[node.name.value], details))
        return Selection(kind, tuple(fields), tuple(names), tuple(asked))

    def _asked(self, key: str, definition: GraphQLField, details: FieldDetailsList) -> Asked:
        under = {kind.name: self._under(kind, details) for kind in self._kinds(definition.type)}
        by = definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
        asked = Asked(key, details[0].node, definition, by, len(self.fields), under)
        self.fields.append(asked)
        return asked

    def _under(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Selection:
        return self._selection(kind, self._executor.collect_subfields(kind, details).grouped_field_set)

    def _kinds(self, given: GraphQLOutputType) -> Iterator[GraphQLObjectType]:
        """The types of objects that a field can have."""
        named = get_named_type(given)
        if isinstance(named, GraphQLObjectType):
            yield named
        elif not is_leaf_type(named):
            assert isinstance(named, GraphQLAbstractType)
            yield from self._executor.schema.get_possible_types(named)
