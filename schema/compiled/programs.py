"""The programs of one document: one for each operation and each way in which its directives can be decided."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    Node,
    Undefined,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import get_argument_values
from strawberry.types.arguments import convert_arguments

from schema import schema
from schema.compiled.running import Program
from schema.compiled.tree import Asked, NotCompiledError, Tree
from schema.context import Context
from schema.reference import Reference

MOST = 16
"""The most programs of one document; what is asked with more combinations of directives is left to the reference."""

DECIDING = frozenset({GraphQLSkipDirective.name, GraphQLIncludeDirective.name})


class Programs:
    """Compiles the operations of a document as they are asked."""

    def __init__(self, document: DocumentNode | None) -> None:
        self._document = document
        self._deciding: tuple[str, ...] | None = None
        self._made: dict[Hashable, Operation | None] = {}

    def of(self, executor: Reference) -> Operation | None:
        """The program of what is asked, None where only the reference answers."""
        assert self._document is not None
        if self._deciding is None:
            self._deciding = _deciding_variables(self._document)
        name = executor.operation.name
        coerced = executor.variable_values.coerced
        key = (name and name.value, *map(coerced.get, self._deciding))
        if key not in self._made:
            if len(self._made) == MOST:
                return None
            self._made[key] = _compiled(executor)
        return self._made[key]


class Asking(NamedTuple):
    """What resolvers ask of Strawberry's Info, for which it stands: the request, and nothing of their place in the question."""

    context: Context


class Operation:
    """A program, and what the resolvers of its fields are given."""

    def __init__(self, tree: Tree) -> None:
        self._program = Program(tree.root)
        self._count = len(tree.fields)
        self._taking = [Taking(asked) for asked in tree.fields if asked.has_arguments]

    async def run(self, executor: Reference, context: Context) -> dict[str, Any]:
        """The answer's data. Raises whatever resolvers raise, and IrregularError for what only the reference tells."""
        arguments: list[dict[str, Any] | None] = [None] * self._count
        info = Asking(context)
        for taking in self._taking:
            arguments[taking.number] = taking.given(executor, info)
        context.alone = asyncio.current_task()
        # Resolvers for many give one object for several: what methods collect of each would be lost.
        return await self._program.run(arguments, together=context.methods is None)


class Taking:
    """A field whose resolver takes arguments: what those of the last values of its variables were is kept."""

    KEPT = 64

    def __init__(self, asked: Asked) -> None:
        self.number = asked.number
        self._asked = asked
        self._variables = _variables_of(asked.node.arguments or ())
        self._kept: dict[tuple[Any, ...], dict[str, Any]] = {}

    def given(self, executor: Reference, info: Asking) -> dict[str, Any]:
        """The arguments as the resolver takes them: coerced by graphql-core, converted by Strawberry."""
        values = executor.variable_values.coerced
        key = tuple([values.get(name, Undefined) for name in self._variables])
        try:
            found = self._kept.get(key)
        except TypeError:  # a list or an object, which no mapping finds
            found, key = self._converted(executor), ()
        if found is None:
            found = self._converted(executor)
            if len(self._kept) >= self.KEPT:
                self._kept.clear()
            self._kept[key] = found
        return {**found, "info": info} if self._asked.takes_info else found

    def _converted(self, executor: Reference) -> dict[str, Any]:
        asked = self._asked
        return convert_arguments(
            get_argument_values(asked.definition, asked.node, executor.variable_values),
            asked.resolved_by.arguments,
            scalar_registry=schema.schema_converter.scalar_registry,
            config=schema.config,
        )


def _compiled(executor: Reference) -> Operation | None:
    try:
        return Operation(Tree(executor))
    except (NotCompiledError, GraphQLError):
        # The error is of a directive that decides by a null: the reference says what is to be told of it.
        return None


def _variables_of(nodes: Iterable[Node]) -> tuple[str, ...]:
    """The variables that nodes mention, in order."""
    found: list[VariableNode] = []
    for node in nodes:
        visit(node, _Collector(found))
    return tuple(dict.fromkeys(node.name.value for node in found))


def _deciding_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables on which the directives of a document hang."""
    found: list[DirectiveNode] = []

    class Directives(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            if node.name.value in DECIDING:
                found.append(node)

    visit(document, Directives())
    return _variables_of(found)


class _Collector(Visitor):
    """Collects the variables that a node mentions."""

    def __init__(self, found: list[VariableNode]) -> None:
        super().__init__()
        self._found = found

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """One more."""
        self._found.append(node)
