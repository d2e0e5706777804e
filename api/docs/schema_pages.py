"""The reference, written from the descriptions in the schema: a page for each sort of type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    get_named_type,
    is_specified_scalar_type,
)

PAGES: Final[dict[type[GraphQLNamedType], tuple[str, str, str]]] = {
    GraphQLObjectType: ("objects", "Objects", "What answers are made of."),
    GraphQLInterfaceType: ("interfaces", "Interfaces", "What objects have in common."),
    GraphQLInputObjectType: ("inputs", "Inputs", "What arguments are made of."),
    GraphQLEnumType: ("enums", "Enums", "Closed sets of words; each value says what it means."),
    GraphQLScalarType: ("scalars", "Scalars", "Values that have no fields."),
}
"""File, title and first sentence of the page of each sort of type."""

QUERIES: Final = ("queries", "Queries", "Where a question begins: the fields of `Query`.")


def reference(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """The pages: name of the file and Markdown."""
    assert schema.query_type is not None
    yield (
        QUERIES[0],
        _page(QUERIES[1], QUERIES[2], map(_query, *zip(*schema.query_type.fields.items(), strict=True))),
    )
    for sort, (name, title, sentence) in PAGES.items():
        yield name, _page(title, sentence, map(_type, _types(schema, sort)))


def _types(schema: GraphQLSchema, sort: type[GraphQLNamedType]) -> list[GraphQLNamedType]:
    return [
        kind
        for name, kind in sorted(schema.type_map.items())
        if type(kind) is sort and not name.startswith("__") and kind is not schema.query_type
    ]


def _page(title: str, sentence: str, sections: Iterable[str]) -> str:
    return f"# {title}\n\n{sentence}\n\n" + "\n\n".join(sections) + "\n"


def _query(name: str, field: GraphQLField) -> str:
    arguments = _arguments("Arguments", field.args) if field.args else ""
    return f"## `{name}` {{ #{name.lower()} }}\n\nGives {_link(field.type)}. {_words(field)}\n\n{arguments}"


def _type(kind: GraphQLNamedType) -> str:
    parts = [f"## {kind.name}", _words(kind)]
    if isinstance(kind, GraphQLObjectType) and kind.interfaces:
        parts.append(f"Implements {', '.join(map(_link, kind.interfaces))}.")
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        parts.append(_typed("Field", kind.fields))
        parts += [
            _arguments(f"Arguments of `{name}`", field.args)
            for name, field in kind.fields.items()
            if field.args
        ]
    elif isinstance(kind, GraphQLInputObjectType):
        parts.append(_typed("Field", kind.fields))
    elif isinstance(kind, GraphQLEnumType):
        parts.append(_values(kind.values))
    elif isinstance(kind, GraphQLScalarType) and kind.specified_by_url:
        parts.append(f"Specified at <{kind.specified_by_url}>.")
    return "\n\n".join(parts)


Typed = GraphQLField | GraphQLArgument | GraphQLInputField
Described = GraphQLNamedType | GraphQLEnumValue | Typed


def _arguments(title: str, arguments: Mapping[str, GraphQLArgument]) -> str:
    return f"**{title}**\n\n{_typed('Argument', arguments)}"


def _typed(head: str, rows: Mapping[str, Typed]) -> str:
    lines = [f"| `{name}` | {_link(row.type)} | {_words(row)} |" for name, row in rows.items()]
    return "\n".join([f"| {head} | Type | Meaning |", "| --- | --- | --- |", *lines])


def _values(rows: Mapping[str, GraphQLEnumValue]) -> str:
    return "\n".join(
        [
            "| Value | Meaning |",
            "| --- | --- |",
            *(f"| `{name}` | {_words(row)} |" for name, row in rows.items()),
        ]
    )


def _link(kind: GraphQLType) -> str:
    """The type as the schema writes it, leading to where it is described."""
    named = get_named_type(kind)
    if is_specified_scalar_type(named):
        return f"`{kind}`"
    return f"[`{kind}`]({PAGES[type(named)][0]}.md#{named.name.lower()})"


EXAMPLE = re.compile(r"\bExample: (?!`)(.+?)(, as [^.]*)?\.$")


def _words(row: Described) -> str:
    """The description on one line, its example as code, and why it should no longer be used."""
    words = " ".join((row.description or "").split())
    words = EXAMPLE.sub(r"Example: `\1`\2.", words.replace("<", "&lt;").replace("|", "&#124;"))
    reason = getattr(row, "deprecation_reason", None)
    return f"{words} **Deprecated:** {reason}" if reason else words
