"""The examples in descriptions: there is one for everything that a client gives, and it can be given as it stands."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    Undefined,
    build_schema,
    get_named_type,
    parse_value,
    value_from_ast,
)

from db.database import Pool
from schema import Catalogues, Context, schema
from schema.deprecations import names_of
from tests.schema.calls import CALLS, OURS, Call

EXAMPLE = re.compile(r"\bExample: (.+?)(?:, as [^.]*)?\.$", re.DOTALL)


def given(of: GraphQLSchema) -> Iterator[tuple[str, GraphQLInputType, str]]:
    """Everything that a client gives, an argument or a field of an input, with its type and its description."""
    for name, named in names_of(of):
        owner, _, _ = name.partition(".")
        if "(" in name or isinstance(of.type_map[owner], GraphQLInputObjectType):
            yield name, named.type, named.description or ""


def without_example(of: GraphQLSchema) -> list[str]:
    return [name for name, _, text in given(of) if not EXAMPLE.search(text)]


def value(kind: GraphQLInputType, text: str) -> Any:
    """The example in a description as JSON has it; IDs, texts and days stand there without quotes."""
    found = EXAMPLE.search(text)
    assert found
    example = found[1]
    quoted = get_named_type(kind).name in {"String", "ID", "Date"} and example[0] not in "[{"
    return value_from_ast(parse_value(f'"{example}"' if quoted else example), kind)


def test_what_a_client_gives_has_an_example() -> None:
    assert len(list(given(OURS))) > 80
    assert without_example(OURS) == []


def test_an_argument_and_a_field_of_an_input_without_one_are_found() -> None:
    bare = build_schema(
        """
        type Query { "All." a("The first. Example: 1." x: Int, "The second." y: Int, z: Int, i: I): Int }
        input I { "The third." e: Int, "The fourth. Example: 2." f: Int }
        """
    )
    assert without_example(bare) == ["Query.a(y:)", "Query.a(z:)", "Query.a(i:)", "I.e"]


@pytest.mark.parametrize(
    ("kind", "text"), [pytest.param(kind, text, id=name) for name, kind, text in given(OURS)]
)
def test_an_example_is_a_value_of_its_type(kind: GraphQLInputType, text: str) -> None:
    assert value(kind, text) is not Undefined


@pytest.mark.anyio
@pytest.mark.parametrize("call", CALLS, ids=repr)
async def test_a_field_that_is_asked_with_the_examples_of_its_arguments_answers(
    call: Call, pool: Pool
) -> None:
    told = {name: (kind, text) for name, kind, text in given(OURS)}
    variables = {
        name: value(*told[f"{call.name}({name}:)"])
        for name in call.arguments
        # A cursor is of one list at one revision, and the lists are many.
        if name != "after"
    }
    result = await schema.execute(call.document, variables, Context(pool, Catalogues()))
    assert not result.errors
    found: Any = result.data
    while "asked" not in found:
        (found,) = found.values()
    assert found["asked"] is not None
