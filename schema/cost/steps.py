"""An operation as the steps that cost something, fragments spelt out, types looked up, sizes left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    value_from_ast_untyped,
)
from graphql.language import Visitor, visit
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema import limits
from schema.cost.declared import FREE, Cost, Given, cost_of
from schema.cost.introspection import introspected
from schema.errors import ClientError
from schema.limits import Limit

SIZING = frozenset({"first", "codes", "period", "by", "minCell", "asOf", "number", "search"})
"""The arguments on which sizes hang."""

META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}

IDENTIFIED = "Node"
"""The interface of things that can stand in many places of one answer."""


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list argument as a question has it, and how long it may be."""

    argument: str
    value: ValueNode
    limit: Limit

    def require(self, elements: int) -> None:
        """Raise ClientError if it has more elements than are taken."""
        most = self.limit.most
        if elements > most:
            raise ClientError(
                self.limit.code,
                f"`{self.argument}` has {elements:,} elements; up to {most:,} are accepted.",
                self.argument,
                f"up to {most} elements",
                measured=elements,
                limit=most,
            )


@dataclass(slots=True)
class Step:
    """A field that costs more than its one value; `leaves` stand in each element of what it gives.

    `is_shared`: it may give the same thing to several parents. `hidden`: sizing arguments that those of fields above
    it do not stand for. `fixed` and `varying`: its own, by whether variables are in them.
    """

    cost: Cost
    is_list: bool = False
    is_shared: bool = False
    hidden: frozenset[str] = frozenset()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    varying: Mapping[str, ValueNode] = field(default_factory=dict)
    leaves: int = 0
    below: list[Step] = field(default_factory=list)

    def given(self, above: Given, variables: dict[str, Any]) -> Given:
        """The arguments on which sizes hang, here and below."""
        if not self.hidden:
            return above
        given = {name: value for name, value in above.items() if name not in self.hidden} | dict(self.fixed)
        for name, node in self.varying.items():
            value = value_from_ast_untyped(node, variables)
            if value is not Undefined:
                given[name] = value
        return given


class Steps:
    """Makes the steps of a valid operation that is small enough; `lists` are the list arguments met on the way."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self.lists: list[AskedList] = []

    def of(self, kind: GraphQLNamedType, selections: SelectionSetNode, into: Step) -> Step:
        """Fill a step with what is asked of its values."""
        for each, on in self._fields(kind, selections):
            name = each.name.value
            if name == "__typename":
                into.leaves += 1
                continue
            definition = META.get(name) or on.fields[name]
            cost = self._cost(on, name, definition)
            self._note_lists(each, definition, cost)
            named = get_named_type(definition.type)
            if cost is FREE and not is_composite_type(named):
                into.leaves += 1
                continue
            step = self._step(each, definition, cost)
            if each.selection_set:
                self.of(named, each.selection_set, step)
            else:
                step.leaves = 1
            into.below.append(step)
        return into

    def _fields(
        self, kind: GraphQLNamedType, selections: SelectionSetNode
    ) -> Iterator[tuple[FieldNode, GraphQLObjectType | GraphQLInterfaceType]]:
        """The fields of a selection, each with the type that has it."""
        for each in selections.selections:
            if isinstance(each, FieldNode):
                assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType), "the document is valid"
                yield each, kind
            else:
                assert isinstance(each, InlineFragmentNode | FragmentSpreadNode)
                fragment = self._fragments[each.name.value] if isinstance(each, FragmentSpreadNode) else each
                condition = fragment.type_condition
                on = self._schema.type_map[condition.name.value] if condition else kind
                yield from self._fields(on, fragment.selection_set)

    def _cost(self, on: GraphQLNamedType, name: str, definition: GraphQLField) -> Cost:
        if name in META or on.name.startswith("__"):
            return introspected(self._schema).get((on.name, name), FREE)
        return cost_of(definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF])

    def _step(self, node: FieldNode, definition: GraphQLField, cost: Cost) -> Step:
        named = get_named_type(definition.type)
        is_list = is_list_type(get_nullable_type(definition.type))
        own = {each.name.value: each.value for each in node.arguments or () if each.name.value in SIZING}
        varying = {name: value for name, value in own.items() if has_variables(value)}
        fixed = {name: value_from_ast_untyped(own[name]) for name in own.keys() - varying.keys()}
        return Step(
            cost,
            is_list=is_list,
            is_shared=not is_list and not cost.alone and _is_identified(named),
            hidden=SIZING & definition.args.keys(),
            fixed=fixed,
            varying=varying,
        )

    def _note_lists(self, node: FieldNode, definition: GraphQLField, cost: Cost) -> None:
        for each in node.arguments or ():
            name = each.name.value
            if is_list_type(get_nullable_type(definition.args[name].type)):
                limit = limits.BATCHED if name in cost.batched else limits.LISTED
                self.lists.append(AskedList(name, each.value, limit))


def _is_identified(kind: GraphQLNamedType) -> bool:
    interfaces: Sequence[GraphQLInterfaceType] = getattr(kind, "interfaces", ())
    return kind.name == IDENTIFIED or any(each.name == IDENTIFIED for each in interfaces)


def has_variables(value: ValueNode) -> bool:
    """Whether a value is a variable or has one in it."""
    found = False

    class Find(Visitor):
        def enter_variable(self, node: VariableNode, *_: object) -> None:
            nonlocal found
            found = True

    visit(value, Find())
    return found
