"""GraphQL over HTTP: a question by GET or POST, one answer. https://graphql.github.io/graphql-over-http/"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, nullcontext
from functools import partial
from typing import Any, Final

from graphql import ExecutionResult, OperationDefinitionNode, OperationType
from starlette.requests import Request
from starlette.types import ASGIApp

from api import costs
from api.caching import Lifetime
from api.errors import Code, Entry, QuestionError, RequestError, entries, entry, is_ours
from api.headers import said, varying
from api.limiting_http import require_units, take, with_standing
from api.limits import ERRORS_TOLD
from api.memory import Key, Memory
from api.methods import methods_of
from api.negotiation import MediaType, wants_page
from api.not_now import raise_if_not_now
from api.observed import Operation
from api.packing import Coding
from api.pages import graphiql_page
from api.questions import Question, question_from
from api.responses import Answer, answer_of, packed, refusal_of
from db.read.catalogue import Revision
from schema import Context, Methods
from schema.cost.estimate import QUESTION, Estimate
from schema.documents import Document, execute_document
from schema.errors import ClientError
from schema.limits import LimitError


async def graphql(request: Request) -> ASGIApp:
    """Answer a question, or open GraphiQL for a browser that asks none."""
    if wants_page(request):
        return graphiql_page()
    headers = said(varying(request.scope))
    if headers.media_type is None:
        raise RequestError(
            406,
            Code.NOT_ACCEPTABLE,
            f"Answers are {MediaType.GRAPHQL} or {MediaType.JSON}; accept one of them.",
        )
    require_units(request)
    question = await question_from(request, headers)
    state = request.scope["state"]
    try:
        document = state["documents"].of(question)
        state["operation"] = _known(document, question.operation_name)
        operation = _operation(document, question, request.method)
        estimate = _estimate(document, operation, question)
    except QuestionError as error:
        standing = await take(request, QUESTION)
        refused = _refused(headers.media_type, error.told, error.allow, error.extensions)
        return with_standing(await packed(refused, headers.coding), standing)
    return await _answered(
        request, question, document, operation, estimate, headers.media_type, headers.coding
    )


def _known(document: Document, name: str | None, cost: int | None = None) -> Operation:
    """What those who keep account are told of a question."""
    return Operation(document.sha256, name, cost, document.deprecated)


def _operation(document: Document, question: Question, method: str) -> OperationDefinitionNode:
    """The operation to execute. Raises QuestionError where there is none, or it cannot be executed."""
    if document.node is None:
        raise QuestionError(*entries(document.errors, executed=False))
    found = document.operations_named(question.operation_name)
    if len(found) > 1 and question.operation_name is None:
        raise QuestionError(
            entry(
                Code.OPERATION_RESOLUTION_FAILED,
                "The document has several operations; name one of them in “operationName”.",
            )
        )
    if not found:
        sentence = (
            "The document has no operation to execute."
            if question.operation_name is None
            else "The document has no operation with the name that “operationName” asks for."
        )
        raise QuestionError(entry(Code.OPERATION_RESOLUTION_FAILED, sentence))
    kind = found[0].operation
    if kind is not OperationType.QUERY:
        told = entry(Code.OPERATION_NOT_ALLOWED, f"Only queries are answered here; there is no {kind.value}.")
        by_get = method != "POST" and kind is OperationType.MUTATION
        raise QuestionError(told, allow="POST" if by_get else None)
    if document.errors:
        raise QuestionError(*entries(document.errors, executed=False))
    return found[0]


def _estimate(document: Document, operation: OperationDefinitionNode, question: Question) -> Estimate:
    """What the operation costs at most. Raises QuestionError where that is more than is answered."""
    estimator, given = document.estimates.of(operation), document.given(question.variables)
    try:
        return estimator.require_modest(given)
    except LimitError as error:
        cost = costs.told(estimator.of(given))
        raise QuestionError(*entries([error], executed=False), extensions={"cost": cost}) from None
    except ClientError as error:
        raise QuestionError(*entries([error], executed=False)) from None


async def _answered(
    request: Request,
    question: Question,
    document: Document,
    operation: OperationDefinitionNode,
    estimate: Estimate,
    media_type: MediaType,
    coding: Coding,
) -> ASGIApp:
    """The answer from memory, or executed."""
    state, asked = request.scope["state"], question.asked
    newest: Revision | None = state["newest"].revision
    memory: Memory = state["memory"]
    name = operation.name.value if operation.name else None
    state["operation"] = _known(document, name, estimate.units)
    key = Key(
        newest.number if newest else 0,
        document.text,
        name,
        question.sorted_variables,
        asked.revision,
        asked.methods,
        str(request.base_url) if asked.methods else "",
        media_type,
        coding,
        asked.cost,
    )
    state["from_memory"] = True
    if kept := memory.kept(key):
        # What is in memory costs less to send than to count.
        answer, standing = kept, None
    else:
        standing = await take(request, estimate.units)
        make = partial(_executed, request, question, document, estimate, newest, key)
        answer = await memory.packed(key, make)
    # Methods have our address in them, as the client wrote it.
    if answer.lasting and not asked.methods:
        state["answered"] = key
    return with_standing(answer, standing)


async def _executed(
    request: Request,
    question: Question,
    document: Document,
    estimate: Estimate,
    newest: Revision | None,
    key: Key,
) -> Answer:
    """The answer made, for the first who asks."""
    state, asked = request.scope["state"], question.asked
    state["from_memory"] = False
    methods = Methods() if asked.methods else None
    with closing(Context(state["pool"], state["catalogues"], asked.revision, methods, newest)) as context:
        async with state["admission"].admitted():
            with costs.using() if asked.cost else UNCOUNTED as used:
                result = await execute_document(document, key.operation, question.variables, context)
        extensions: dict[str, Any] = {}
        if methods:
            extensions["handover"] = methods_of(request, document.text, question, methods)
        if used:
            extensions["cost"] = costs.told(estimate, used.with_answer(result.data))
        return _answer(result, extensions, key, is_held=context.is_held)


UNCOUNTED: Final = nullcontext()


def _answer(result: ExecutionResult, extensions: Mapping[str, Any], key: Key, *, is_held: bool) -> Answer:
    """What is told of a result. Raises what the database did not say; `is_held`: the same is told for ever."""
    content: dict[str, Any] = {"data": result.data}
    told: list[Entry] = []
    if result.errors:
        raise_if_not_now(result.errors)
        told = entries(result.errors, executed=True)
        # An error in the question itself has no place in the answer: then there is no data, not even null.
        if any("path" not in error for error in told):
            return _refused(key.media_type, told)
        content["errors"] = told[:ERRORS_TOLD]
    if extensions:
        content["extensions"] = extensions
    if told:
        return refusal_of(content, key.media_type, 200, lasting=not any(map(is_ours, told)))
    if is_held:
        return answer_of(content, key.media_type, Lifetime.HELD)
    return answer_of(content, key.media_type, Lifetime.NEWEST, key.revision)


def _refused(
    media_type: MediaType,
    told: list[Entry],
    allow: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Answer:
    """No data. In plain JSON the status stays 200: there it says only that the answer is GraphQL's."""
    ours = any(map(is_ours, told))
    content: dict[str, Any] = {"errors": told[:ERRORS_TOLD]}
    if extensions:
        content["extensions"] = extensions
    if allow:
        return refusal_of(content, media_type, 405, lasting=True, headers={"Allow": allow})
    status = 200 if media_type is MediaType.JSON else 500 if ours else 400
    return refusal_of(content, media_type, status, lasting=not ours)
