"""Every field of the schema that takes arguments, as a question whose arguments are variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
)

from schema import schema

OURS = build_schema(schema.as_str())

# How to come to a field of each type that has fields with arguments.
WAYS = {
    "Query": "{call}",
    "Jurisdiction": 'jurisdiction(code: "MN") {{ {call} }}',
    "DetainerStatistics": 'jurisdiction(code: "MN") {{ detainers(period: {{ fiscalYear: 2015 }}) {{ {call} }} }}',
    "Facility": 'facility(id: "mn-hennepin-county-adc") {{ {call} }}',
    "Source": 'source(id: "ice-foia-2015") {{ {call} }}',
    "Revision": "revision(number: 1) {{ {call} }}",
}


@dataclass(frozen=True)
class Call:
    """A field with its arguments and the question that asks for it; each argument is a variable of its name."""

    name: str
    arguments: dict[str, GraphQLInputType]
    document: str

    def __repr__(self) -> str:
        return self.name

    @property
    def required(self) -> set[str]:
        """The arguments without which it cannot be asked."""
        return {name for name, kind in self.arguments.items() if isinstance(kind, GraphQLNonNull)}


def calls() -> Iterator[Call]:
    """Every field with arguments."""
    for type_name, kind in OURS.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not type_name.startswith("__"):
            for field_name, field in kind.fields.items():
                if field.args:
                    yield call(type_name, field_name, field)


def call(type_name: str, field_name: str, field: GraphQLField) -> Call:
    declared = ", ".join(f"${name}: {argument.type}" for name, argument in field.args.items())
    given = ", ".join(f"{name}: ${name}" for name in field.args)
    asked = f"asked: {field_name}({given}) {selection(field, 1)}"
    document = f"query ({declared}) {{ {WAYS[type_name].format(call=asked)} }}"
    arguments = {name: argument.type for name, argument in field.args.items()}
    return Call(f"{type_name}.{field_name}", arguments, document)


def selection(field: GraphQLField, depth: int) -> str:
    """Whatever can be read of a field without arguments of its own, so many levels down."""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return ""
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    below = [
        f"{name} {selection(each, depth - 1)}"
        for name, each in kind.fields.items()
        if not each.args and (depth or is_leaf_type(get_named_type(each.type)))
    ]
    return f"{{ __typename {' '.join(below)} }}"


CALLS = list(calls())
