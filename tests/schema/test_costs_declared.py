"""What each field costs stands beside it: no list without its length, no reading without its statements."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema import schema
from schema.cost.declared import FREE, OF_PAGE, ONE, cost_of
from schema.cost.steps import SIZING

CORE = schema._schema


def fields() -> Iterator[tuple[str, GraphQLField, StrawberryField]]:
    for name, kind in CORE.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                yield (
                    f"{name}.{field_name}",
                    field,
                    field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF],
                )


LISTS = [(name, own) for name, field, own in fields() if is_list_type(get_nullable_type(field.type))]
CONNECTIONS = [
    (name, field, own)
    for name, field, own in fields()
    if get_named_type(field.type).name.endswith("Connection")
]
READING = [(name, own) for name, _, own in fields() if own.is_async]

RESOLVED_BESIDE = {"Jurisdiction.releaseCount"}
"""Of the same make as those that read, but what it gives is at hand."""


@pytest.mark.parametrize(("name", "own"), LISTS, ids=[name for name, _ in LISTS])
def test_a_list_says_how_long_it_is(name: str, own: StrawberryField) -> None:
    assert cost_of(own).elements is not ONE


@pytest.mark.parametrize(("name", "field", "own"), CONNECTIONS, ids=[name for name, _, _ in CONNECTIONS])
def test_a_connection_says_how_long_its_page_is(name: str, field: GraphQLField, own: StrawberryField) -> None:
    cost = cost_of(own)
    assert "first" in field.args
    assert cost.elements.each_of({"first": 3}) == 3
    assert cost.elements.each_of({}) == min(50, cost.elements.each_of({"first": 500}))


@pytest.mark.parametrize(("name", "own"), READING, ids=[name for name, _ in READING])
def test_what_waits_for_the_database_says_so(name: str, own: StrawberryField) -> None:
    cost = cost_of(own)
    assert name in RESOLVED_BESIDE or cost.statements or cost.statements_each
    assert (cost is FREE) == (name in RESOLVED_BESIDE)


def test_pages_are_of_what_their_connection_asked_for() -> None:
    pages = {name for name, own in LISTS if cost_of(own).elements is OF_PAGE}
    assert pages == {
        f"{get_named_type(field.type).name}.{part}"
        for _, field, _ in CONNECTIONS
        for part in ("nodes", "edges")
    }


def test_sizes_hang_on_arguments_that_there_are() -> None:
    known = {name for _, field, _ in fields() for name in field.args}
    assert known >= SIZING
