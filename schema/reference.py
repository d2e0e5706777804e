"""graphql-core's execution, by which every other is held: the same question gives the same errors, in the same order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    get_operation_ast,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path, Undefined
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema import schema
from schema.context import Context
from schema.variables import errors_of_variables


class Reference(StrawberryGraphQLCoreExecutionContext):
    """Waits for all fields of an object and for all of a list before an error among them empties what they stand in.

    graphql-core cancels those that are still being made when one fails, so that which errors are told hangs on which
    statement was the quickest.
    """

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Execute the fields of one object side by side."""
        results: dict[str, Any] = {}
        for key, details in grouped_field_set.items():
            place = Path(path, key, parent_type.name)
            try:
                result = self.execute_field(parent_type, source_value, details, place, position_context)
            except GraphQLError as error:
                result = _raise(error)
            if result is not Undefined:
                results[key] = result
        if not any(map(self.is_awaitable, results.values())):
            return results

        async def settled() -> dict[str, Any]:
            return dict(zip(results, await _settled(results.values()), strict=True))

        return settled()

    def complete_iterable_value(
        self,
        item_type: Any,
        field_details_list: FieldDetailsList,
        info: Any,
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> AwaitableOrValue[list[Any]]:
        """Complete the elements of a list side by side."""
        results: list[Any] = []
        for index, item in enumerate(items):
            place = path.add_key(index, None)
            try:
                self.complete_list_item_value(
                    item, results, item_type, field_details_list, info, place, position_context
                )
            except GraphQLError as error:
                results.append(_raise(error))
        return _settled(results) if any(map(self.is_awaitable, results)) else results


async def _raise(error: GraphQLError) -> None:
    raise error


async def _settled(results: Iterable[Any]) -> list[Any]:
    """All results. Where some failed: once all have ended, the error of the first in their order."""
    found = list(results)
    waiting = [place for place, result in enumerate(found) if isawaitable(result)]
    ended = await asyncio.gather(*(found[place] for place in waiting), return_exceptions=True)
    for place, result in zip(waiting, ended, strict=True):
        if isinstance(result, BaseException):
            raise result
        found[place] = result
    return found


def executor_for(
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any] | None,
    context: Context | None,
) -> Reference | list[GraphQLError]:
    """What executes an operation of a valid document, or what is wrong with the question."""
    built = Reference.build(
        schema._schema,
        document,
        context_value=context,
        raw_variable_values=dict(variables or {}),
        operation_name=operation_name,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type] # typed as a predicate that narrows nothing
        operation_extensions=None,
    )
    if isinstance(built, Reference):
        return built
    operation = get_operation_ast(document, operation_name)
    definitions = (operation and operation.variable_definitions) or ()
    return errors_of_variables(definitions, variables or {}) or [
        GraphQLError("The operation cannot be executed.")
    ]


async def execute_by_reference(executor: Reference) -> ExecutionResult:
    """Execute as graphql-core does; errors are told in the order in which the answer has their places."""
    try:
        result = executor.execute_operation()
        done = await result if isawaitable(result) else result
    except GraphQLError as error:
        # Of a directive at the root that decides by a null: there is no field yet to tell it at.
        return ExecutionResult(None, [error])
    assert isinstance(done, ExecutionResult), "nothing is delivered in parts"
    if done.errors:
        done.errors.sort(key=_place)
    return done


def _place(error: GraphQLError) -> tuple[Any, ...]:
    """The order of errors: of their fields in the document, then of the elements of lists."""
    fields = tuple((where.line, where.column) for where in error.locations or ())
    return (fields, tuple(str(step).rjust(9) for step in error.path or ()))
