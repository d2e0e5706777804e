"""What is wrong with the values that a request gives to the variables of an operation, in GraphQL's words.

graphql-core finds the same, but shows what it found as Python writes it: None, True, {'to': 1}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    VariableDefinitionNode,
    coerce_input_value,
    is_input_type,
    is_required_input_field,
    type_from_ast,
)
from graphql.pyutils import print_path_list

from schema import schema
from schema.errors import shown, shown_json
from schema.scalars import A_DAY

MOST = 50
"""Errors of one request; graphql-core ends at as many."""

WRITTEN = {"Int": "a whole number of 32 bits", "Date": A_DAY}
"""How a value of the scalar is written, where its name alone would not tell what is wrong with one."""


class Wrong(NamedTuple):
    """Where in a value, what is wrong there, and what is accepted where that is a closed set."""

    path: list[str | int]
    sentence: str
    accepted: Sequence[str] = ()


def errors_of_variables(
    definitions: Sequence[VariableDefinitionNode], given: Mapping[str, Any]
) -> list[GraphQLError]:
    """An error for each value that its variable cannot take, and for each variable that must be given and is not."""
    return list(islice(_errors(definitions, given), MOST))


def _errors(
    definitions: Sequence[VariableDefinitionNode], given: Mapping[str, Any]
) -> Iterator[GraphQLError]:
    for definition in definitions:
        name, kind = definition.variable.name.value, type_from_ast(schema._schema, definition.type)
        assert is_input_type(kind), "documents are valid that are executed"
        if name not in given:
            if isinstance(kind, GraphQLNonNull) and definition.default_value is None:
                yield GraphQLError(f"Variable “${name}” must be given: it is {kind}.", definition)
            continue
        for wrong in _wrong(given[name], kind, []):
            yield GraphQLError(
                f"Variable “${name}” has an invalid value{print_path_list(wrong.path)}: {wrong.sentence}.",
                definition,
                extensions={"accepted": list(wrong.accepted)} if wrong.accepted else None,
            )


def _wrong(value: Any, kind: GraphQLInputType, path: list[str | int]) -> Iterator[Wrong]:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield Wrong(path, f"expected {kind}, found null")
        else:
            yield from _wrong(value, kind.of_type, path)
    elif value is None:
        return
    elif isinstance(kind, GraphQLList):
        if isinstance(value, list):
            for index, element in enumerate(value):
                yield from _wrong(element, kind.of_type, [*path, index])
        else:
            yield from _wrong(value, kind.of_type, path)
    elif isinstance(kind, GraphQLInputObjectType):
        yield from _wrong_object(value, kind, path)
    elif coerce_input_value(value, kind) is Undefined:
        written = f" ({WRITTEN[kind.name]})" if kind.name in WRITTEN else ""
        accepted = list(kind.values) if isinstance(kind, GraphQLEnumType) else ()
        yield Wrong(path, f"expected {kind}{written}, found {shown_json(value)}", accepted)


def _wrong_object(value: Any, kind: GraphQLInputObjectType, path: list[str | int]) -> Iterator[Wrong]:
    fields = list(kind.fields)
    if not isinstance(value, dict):
        yield Wrong(path, f"expected {kind} (an object), found {shown_json(value)}", fields)
        return
    for name in value:
        if name not in kind.fields:
            yield Wrong(path, f"{kind} has no field {shown(name)}", fields)
    for name, field in kind.fields.items():
        if name in value:
            yield from _wrong(value[name], field.type, [*path, name])
        elif is_required_input_field(field):
            yield Wrong(path, f"{kind} must have the field “{name}”")
    given = [name for name in value if name in fields]
    # Strawberry keeps it to itself.
    one_of = kind.extensions["strawberry-definition"].is_one_of
    if one_of and (len(given) != 1 or value[given[0]] is None):
        yield Wrong(path, f"{kind} must have exactly one field, and that not null", fields)
