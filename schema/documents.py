"""Documents: read and held against the schema once, executed as often as they are asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeAlias

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
)
from graphql.execution.values import get_variable_values
from strawberry.schema.schema import validate_document

from db.database import TooSlowError, UnavailableError
from schema import limits, schema
from schema.compiled.programs import Programs
from schema.context import Context
from schema.cost.estimate import Estimates
from schema.cost.outline import require_small
from schema.deprecations import deprecated_fields
from schema.given import Kept
from schema.literals import Outline, Parameterised, parameterised
from schema.reference import Reference, execute_by_reference, executor_for

log = logging.getLogger("handover")

Coerced: TypeAlias = Reference | list[GraphQLError]
"""An operation with its variables coerced, or what is wrong with those."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document with its operations and the deprecated names in it, in order.

    `sha256` is that of the text, see `hash_of`. One with `errors`, which parsing or validation found, cannot be executed.
    `literals` are the values of the variables that stand in `node` for literals of the text, if there are any.
    """

    text: str
    sha256: str
    node: DocumentNode | None
    operations: tuple[OperationDefinitionNode, ...] = ()
    errors: Sequence[GraphQLError] = ()
    programs: Programs = field(default_factory=lambda: Programs(None))
    deprecated: tuple[str, ...] = ()
    estimates: Estimates = field(default_factory=lambda: Estimates(schema._schema, None))
    literals: Mapping[str, Any] = field(default_factory=dict)
    _coerced: dict[str | None, Kept[Coerced]] = field(default_factory=dict)

    def operations_named(self, name: str | None) -> list[OperationDefinitionNode]:
        """The operations with that name; all of them if none is given."""
        return [
            operation
            for operation in self.operations
            if name is None or (operation.name and operation.name.value == name)
        ]

    def given(self, variables: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """The values of all variables, given those of a request."""
        return {**(variables or {}), **self.literals} if self.literals else variables

    def coerced(self, operation_name: str | None, variables: Mapping[str, Any] | None) -> Coerced:
        """An operation with its variables coerced, which requests that ask it alike share; or what is wrong with them.

        It has no context, and so executes nothing.
        """
        node = self.node
        assert node is not None
        # Of names there are no more than operations: others have been refused.
        kept = self._coerced.get(operation_name)
        if kept is None:
            kept = self._coerced[operation_name] = Kept()
        return kept.of(variables, lambda: executor_for(node, operation_name, variables, None))


def read_document(text: str) -> Document:
    """Parse and validate a document. One that is larger than is answered is refused before each of the two."""
    name = hash_of(text)
    try:
        limits.SOURCE.require(len(text))
        node = _parsed(text)
        require_small(node)
    except GraphQLError as error:
        return Document(text, name, None, errors=(error,))
    operations = _operations(node)
    errors = validate_document(schema._schema, node, tuple(specified_rules))
    return Document(
        text,
        name,
        node,
        operations,
        errors,
        Programs(node),
        () if errors else tuple(sorted(deprecated_fields(node))),
        Estimates(schema._schema, node),
    )


class Pattern:
    """A document read once for all that differ from it in literals, white space and comments alone."""

    def __init__(self, document: Document, like: Parameterised) -> None:
        operations = _operations(like.node)
        self._definitions = like.definitions
        self._document = replace(
            document,
            node=like.node,
            operations=operations,
            programs=Programs(like.node),
            estimates=Estimates(schema._schema, like.node),
            _coerced={},
        )

    def filled(self, text: str, outline: Outline) -> Document | None:
        """The document with this text and its outline; None where a literal in it is not what its place takes."""
        values = outline.variables
        if isinstance(get_variable_values(schema._schema, self._definitions, values), list):
            return None
        if len(text) > limits.SOURCE.most:
            return None
        return replace(self._document, text=text, sha256=hash_of(text), literals=values)


def pattern_of(document: Document, outline: Outline) -> Pattern | None:
    """The pattern of a document, given its outline; None where it has none."""
    if document.node is None or document.errors or document.literals:
        return None
    like = parameterised(schema._schema, document.node, outline)
    return like and Pattern(document, like)


def hash_of(text: str) -> str:
    """The SHA-256 of a document's text in UTF-8, in lower-case hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _operations(node: DocumentNode) -> tuple[OperationDefinitionNode, ...]:
    return tuple(each for each in node.definitions if isinstance(each, OperationDefinitionNode))


def _parsed(text: str) -> DocumentNode:
    most = limits.TOKENS.most
    try:
        return parse(text, max_lexical_tokens=most)
    except GraphQLSyntaxError as error:
        # The parser counts as it goes and ends at the first one too many, so that more is not known of the rest.
        if error.message.startswith(f"Syntax Error: Document contains more than {most} tokens"):
            raise limits.TOKENS.exceeded(most + 1) from None
        raise


async def execute_document(
    document: Document, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context
) -> ExecutionResult:
    """Execute an operation of a document without errors. What goes wrong meanwhile is in the result.

    Raises UnavailableError and TooSlowError where the database does not answer, unless the result has them already.
    """
    assert document.node is not None
    assert not document.errors
    coerced = document.coerced(operation_name, document.given(variables))
    irregular: Exception | None = None
    program = None if isinstance(coerced, list) else document.programs.of(coerced)
    if program is not None:
        assert not isinstance(coerced, list), "it has a program"
        try:
            return ExecutionResult(await program.run(coerced, context))
        except (UnavailableError, TooSlowError):
            raise
        except Exception as error:  # noqa: BLE001 # whatever is irregular, the reference says what is to be told of it
            irregular = error
            context.restart()
    if document.literals:
        # What is told of a mistake says where it stands in the document's own text.
        return await execute_document(read_document(document.text), operation_name, variables, context)
    if isinstance(coerced, list):
        return ExecutionResult(None, coerced)
    executor = executor_for(document.node, operation_name, variables, context)
    assert not isinstance(executor, list), "the same variables were coerced before"
    result = await execute_by_reference(executor)
    if irregular and not result.errors:
        log.error("a compiled operation failed where the reference does not", exc_info=irregular)
    return result
