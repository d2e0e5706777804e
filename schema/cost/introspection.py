"""How long the lists are that a schema has of itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_abstract_type,
)

from schema.cost.declared import Amount, Cost


@lru_cache(maxsize=1)
def introspected(schema: GraphQLSchema) -> Mapping[tuple[str, str], Cost]:
    """What the fields about a schema cost, by type and name: nothing is read, and each type has its own lists."""
    types = list(schema.type_map.values())
    composite = [each for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
    arguments = [len(each.args) for kind in composite for each in kind.fields.values()]
    possible = [len(schema.get_possible_types(each)) for each in types if is_abstract_type(each)]
    return {
        ("__Schema", "types"): _each([len(types)]),
        ("__Schema", "directives"): _each([len(schema.directives)]),
        ("__Type", "fields"): _each([len(each.fields) for each in composite]),
        ("__Type", "interfaces"): _each([len(each.interfaces) for each in composite]),
        ("__Type", "possibleTypes"): _each(possible),
        ("__Type", "enumValues"): _each(
            [len(each.values) for each in types if isinstance(each, GraphQLEnumType)]
        ),
        ("__Type", "inputFields"): _each(
            [len(each.fields) for each in types if isinstance(each, GraphQLInputObjectType)]
        ),
        ("__Field", "args"): _each(arguments),
        ("__Directive", "args"): _each([len(each.args) for each in schema.directives]),
        ("__Directive", "locations"): _each([len(each.locations) for each in schema.directives]),
    }


def _each(lengths: list[int]) -> Cost:
    """A list of at most the longest of these lengths, and for all types together of as many as all have."""
    return Cost(elements=Amount(max(lengths, default=0), in_all=sum(lengths)))
