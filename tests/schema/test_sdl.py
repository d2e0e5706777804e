"""The schema as it is checked in, and that a reader finds every name in it described."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from schema.sdl import sdl

SDL = Path(__file__).resolve().parents[2] / "schema/schema.graphql"
OURS = build_schema(sdl())

LEAST = 7
"""Characters of the shortest description that says something: `States.`"""


def described(of: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Every name that a client can write, with its description."""
    for name, kind in of.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name})", argument.description
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, given in kind.fields.items():
                yield f"{name}.{field_name}", given.description
        elif isinstance(kind, GraphQLEnumType):
            for value_name, value in kind.values.items():
                yield f"{name}.{value_name}", value.description
    for directive in of.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description


def test_the_sdl_that_is_checked_in_is_the_schema() -> None:
    assert SDL.read_text(encoding="utf-8") == sdl(), "write it anew: make sdl"


def test_the_walk_meets_every_kind_of_name() -> None:
    names = {name for name, _ in described(OURS)}
    assert {
        "Query",
        "Query.compare",
        "Query.compare(codes)",
        "PeriodInput.fiscalYear",
        "Outcome.NOT_RECORDED",
        "Node.id",
        "JurisdictionConnection.totalCount",
    } <= names
    assert len(names) > 400


def faults(name: str, description: str | None) -> Iterator[str]:
    """What keeps a description from being a sentence about its name."""
    if not description:
        yield f"{name} has no description"
        return
    if not description.endswith((".", ".`")):
        yield f"{name}: no sentence: {description!r}"
    if len(description) < LEAST or name.rpartition(".")[2].lower() == description.rstrip(".").lower():
        yield f"{name}: says nothing: {description!r}"
    if not description[0].isupper() and description[0] not in '`"“0123456789':
        yield f"{name}: begins in the middle: {description!r}"


def undescribed(of: GraphQLSchema) -> list[str]:
    return [fault for name, description in described(of) for fault in faults(name, description)]


def test_every_name_is_described_in_a_sentence() -> None:
    assert undescribed(OURS) == []


BARE = build_schema(
    """
    type Query { field(argument: Input): Type, vague: Scalar, same: Enum, abrupt: Interface }
    type Type implements Interface { count: Int, share: Float, figure: Figure }
    type Figure { value: Float }
    interface Interface { count: Int }
    input Input { entry: Int }
    enum Enum { VALUE }
    scalar Scalar
    directive @mark on FIELD
    """
)


def test_every_kind_of_name_without_a_description_is_found() -> None:
    assert {fault.removesuffix(" has no description") for fault in undescribed(BARE)} == {
        *("Query", "Query.field", "Query.field(argument)", "Query.vague", "Query.same", "Query.abrupt"),
        *("Type", "Type.count", "Type.share", "Type.figure", "Figure", "Figure.value"),
        *("Interface", "Interface.count", "Input", "Input.entry", "Enum", "Enum.VALUE", "Scalar", "@mark"),
    }


@pytest.mark.parametrize("text", ["", "A count", "Count.", "It.", "counts all of them."])
def test_a_description_that_says_nothing_is_found(text: str) -> None:
    assert list(faults("Type.count", text))


def test_a_number_without_a_unit_and_a_figure_without_those_that_it_is_of_are_found() -> None:
    assert without_unit(BARE) == ["Type.count", "Type.share", "Type.figure", "Figure.value"]
    assert without_population_and_source(BARE) == ["Type.figure"]


def numbers(of: GraphQLSchema) -> Iterator[tuple[str, str, str]]:
    """Every field that gives figures, rates or plain numbers, with its type and its description."""
    for name, kind in of.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                given = get_named_type(field.type).name
                if given in ("Figure", "Rate", "DetainerStatistics", "Float", "Int"):
                    yield f"{name}.{field_name}", given, field.description or ""


def without_unit(of: GraphQLSchema) -> list[str]:
    return [name for name, _, text in numbers(of) if not re.search(r"Unit: \S", text)]


def without_population_and_source(of: GraphQLSchema) -> list[str]:
    figures = [(name, text) for name, kind, text in numbers(of) if kind not in ("Float", "Int")]
    return [name for name, text in figures if not re.search(r"Of: .*\bSource: \S", text, re.DOTALL)]


def test_the_description_of_a_number_names_its_unit() -> None:
    assert len(list(numbers(OURS))) > 40
    assert without_unit(OURS) == []


def test_the_description_of_a_figure_says_of_whom_it_is_and_from_which_source() -> None:
    assert sum(kind not in ("Float", "Int") for _, kind, _ in numbers(OURS)) > 20
    assert without_population_and_source(OURS) == []


def test_each_scalar_of_ours_says_where_it_is_specified() -> None:
    scalars = [kind for kind in OURS.type_map.values() if isinstance(kind, GraphQLScalarType)]
    ours = [kind for kind in scalars if not is_specified_scalar_type(kind)]
    assert {kind.name for kind in ours} == {"Date", "DateTime"}
    assert all((kind.specified_by_url or "").startswith("https://") for kind in ours)
