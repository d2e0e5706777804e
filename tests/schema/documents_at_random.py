"""Valid questions at random, made from the schema: fragments, aliases, merged fields, directives, variables, and mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

CODES = ("US", "CA", "MN", "DE", "27053", "06037", "10003", "CA-CDCR", "MN-DOC")
WRONG = "XX"
MONTHS = ("2014-10", "2015-02", "2026-02")
DAYS = ("2015-02-11", "2025-12-31", "2026-01-15")
IDS = (
    "jurisdiction:MN",
    "jurisdiction:27053",
    "source:ice-foia-2015",
    "source:census-population-2024",
    "facility:nowhere",
    "nonsense",
)
ONE_OF = ("AsOf", "PeriodInput")
"""Inputs that take one of their fields. Strawberry sees to that itself; graphql-core's types do not know it."""

ODDS_OF_A_MISTAKE = 0.02


@dataclass(frozen=True)
class Question:
    """A document with one operation, and the values of its variables."""

    document: str
    variables: dict[str, Any]


@dataclass
class Asker:
    """Makes one question: `fields` is how many it may still ask for, so that no question is endless."""

    schema: GraphQLSchema
    random: Random
    ambiguous: frozenset[str]
    fields: int = 16
    fragments: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def question(self) -> Question:
        """A question of a few fields of the root."""
        root = self.schema.query_type
        assert root
        asked = self.selection(root, depth=0)
        given = f"({', '.join(self.declared)})" if self.declared else ""
        return Question("\n".join([f"query Q{given} {asked}", *self.fragments]), self.variables)

    def selection(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        """What is asked of a type, in braces: never nothing."""
        parts = [self.part(kind, depth) for _ in range(self.random.randint(1, 4))]
        if self.chance(0.2):
            parts.append("__typename")
        if self.chance(0.15):
            # The same field once more, under the same key: the two are merged.
            parts.append(self.random.choice(parts))
        return "{ " + " ".join(parts) + " }"

    def part(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        """A field, or a fragment with some."""
        if depth and self.chance(0.1):
            return f"... on {kind.name}{self.directives()} {self.selection(kind, depth + 1)}"
        if depth and self.chance(0.1):
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            place = len(self.fragments) - 1
            self.fragments[place] = f"fragment {name} on {kind.name} {self.selection(kind, depth + 1)}"
            return f"...{name}{self.directives()}"
        if isinstance(kind, GraphQLInterfaceType) and self.chance(0.8):
            one = self.random.choice(self.schema.get_possible_types(kind))
            return f"... on {one.name} {self.selection(one, depth + 1)}"
        return self.field_of(kind, depth)

    def field_of(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        """A field under an alias of its own, so that nothing else is merged with it by chance."""
        self.fields -= 1
        deep = depth > 6 or self.fields < 0
        names = [
            name for name, each in kind.fields.items() if not deep or is_leaf_type(get_named_type(each.type))
        ]
        if not names:
            return "__typename"
        name = self.random.choice(names)
        asked = kind.fields[name]
        named = get_named_type(asked.type)
        under = "" if is_leaf_type(named) else f" {self.selection(named, depth + 1)}"
        apart = bool(asked.args or under) or name in self.ambiguous or self.chance(0.3)
        alias = f"a{self.random.randrange(10**9)}: " if apart else ""
        return f"{alias}{name}{self.arguments(name, asked)}{self.directives()}{under}"

    def arguments(self, name: str, asked: GraphQLField) -> str:
        """The arguments that must be given, and some others."""
        given = [
            f"{argument}: {self.argument(argument, each)}"
            for argument, each in asked.args.items()
            if isinstance(each.type, GraphQLNonNull) or argument in ("first", "codes") or self.chance(0.25)
        ]
        return f"({', '.join(given)})" if given else ""

    def argument(self, name: str, given: GraphQLArgument) -> str:
        """The value of an argument, as a literal or in a variable."""
        value = self.value(name, given.type)
        if self.chance(0.3):
            return self.variable(str(given.type), value)
        return literal(value, given.type)

    def variable(self, kind: str, value: Any) -> str:
        """A new variable with that value."""
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    def directives(self) -> str:
        """Mostly none; @skip or @include, decided in the document or by a variable."""
        if self.chance(0.9):
            return ""
        decided = self.chance(0.7)
        told = self.variable("Boolean!", decided) if self.chance(0.5) else str(decided).lower()
        return f" @{'include' if self.chance(0.7) else 'skip'}(if: {told})"

    def value(self, name: str, kind: GraphQLInputType) -> Any:
        """A value of a type as JSON has it; now and then one that is refused."""
        if isinstance(kind, GraphQLNonNull):
            return self.value(name, kind.of_type)
        if isinstance(kind, GraphQLList):
            return [self.value(name, kind.of_type) for _ in range(self.random.randint(2, 3))]
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self.object_value(kind)
        match kind.name:
            case "Int":
                return self.number(name)
            case "Boolean":
                return self.chance(0.5)
            case "Date":
                return self.random.choice(DAYS)
            case "ID":
                return "ice-foia-2015" if name == "source" else self.random.choice(IDS)
        return self.text(name)

    def object_value(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        """An input object: of one that takes one of its fields, one."""
        names = [self.random.choice(list(kind.fields))] if kind.name in ONE_OF else list(kind.fields)
        return {name: self.value(name, kind.fields[name].type) for name in names}

    def number(self, name: str) -> int:
        """A number as that argument means it."""
        if self.chance(ODDS_OF_A_MISTAKE):
            return self.random.choice((-1, 9999))
        match name:
            case "first":
                return self.random.randint(0, 3)
            case "minCell":
                return self.random.choice((5, 11))
            case "revision" | "number":
                return self.random.randint(3, 14)
        return self.random.choice((2014, 2015, 2015, 2024, 2025))

    def text(self, name: str) -> str:
        """A text as that argument means it."""
        if self.chance(ODDS_OF_A_MISTAKE):
            return WRONG
        match name:
            case "search":
                return self.random.choice(("san", "henn", "st"))
            case "month":
                return self.random.choice(MONTHS)
            case "after":
                return "WzE0LCIwNjAzNyIsIjA2MDM3Il0" if self.chance(0.5) else WRONG
        return self.random.choice(CODES)

    def chance(self, odds: float) -> bool:
        """True as often as that."""
        return self.random.random() < odds


def literal(value: Any, kind: GraphQLInputType) -> str:
    """A value as a document writes it."""
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(kind, GraphQLList):
        return "[" + ", ".join(literal(each, kind.of_type) for each in value) + "]"
    if isinstance(kind, GraphQLInputObjectType):
        fields = (f"{name}: {literal(each, kind.fields[name].type)}" for name, each in value.items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'


def questions(schema: GraphQLSchema, seed: int) -> Iterator[Question]:
    """Questions without end, the same ones for the same seed."""
    ambiguous = ambiguous_names(schema)
    for number in count():
        yield Asker(schema, Random(f"{seed}:{number}"), ambiguous).question()  # tests


def ambiguous_names(schema: GraphQLSchema) -> frozenset[str]:
    """Names of fields that have different types in different objects: they cannot stand under one key."""
    types: dict[str, set[str]] = {}
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, each in kind.fields.items():
                types.setdefault(name, set()).add(str(each.type))
    return frozenset(name for name, several in types.items() if len(several) > 1)
