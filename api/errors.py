"""What a client is told when something goes wrong: one shape, `{"errors": [{"message", "extensions": {"code"}}]}`.

The client's mistakes are told with what would be accepted. The server's faults are told as an ID alone, and the
log has the rest under it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import uuid4

from graphql import FieldNode, GraphQLEnumType, GraphQLError, GraphQLSyntaxError

from schema import schema
from schema.codes import Code as Code
from schema.errors import ClientError
from schema.limits import LimitError

log = logging.getLogger("handover")

# Strawberry logs each error of a question, also a client's; what is ours is logged here, once and with its ID.
logging.getLogger("strawberry.execution").disabled = True


Entry: TypeAlias = dict[str, Any]
"""One of the answer's `errors`: message and extensions, and for an error in the question where it is."""


class RequestError(Exception):
    """A request that is refused before GraphQL sees it; the message is one sentence for the client, `more` its extensions."""

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        more: Mapping[str, Any] = MappingProxyType({}),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.told = entry(code, message)
        self.told["extensions"] |= more


class QuestionError(Exception):
    """A well-formed question that is not executed.

    `told` is what the client is told, `extensions` what of the question as a whole; `allow` the method that could.
    """

    def __init__(
        self, *told: Entry, allow: str | None = None, extensions: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(told[0]["message"])
        self.told = list(told)
        self.allow = allow
        self.extensions = extensions


def entry(code: Code, message: str) -> Entry:
    """An error with nothing but its code."""
    return {"message": message, "extensions": {"code": code}}


def fault(error: BaseException) -> Entry:
    """Log a fault of ours under an ID, and tell the client that alone."""
    name = uuid4().hex
    log.error("internal error", exc_info=error, extra={"id": name})
    told = entry(Code.INTERNAL, "Something went wrong on our side; the log has it under this ID.")
    told["extensions"]["id"] = name
    return told


def is_ours(told: Entry) -> bool:
    """Whether it is a fault of ours that the client is told of."""
    return bool(told["extensions"]["code"] == Code.INTERNAL)


def entries(errors: Iterable[GraphQLError], *, executed: bool) -> list[Entry]:
    """What the client is told of errors that GraphQL met, before it `executed` the question or while it did.

    One fault that many fields share is logged once.
    """
    faults: dict[int, Entry] = {}
    told = []
    for error in errors:
        extensions = _extensions(error, executed=executed)
        if extensions is None:
            cause = error.original_error or error
            known = faults.get(id(cause)) or faults.setdefault(id(cause), fault(cause))
            formatted: Entry = {**error.formatted, **known}
        else:
            message = error.message.replace(*NULL)
            formatted = {**error.formatted, "message": message, "extensions": extensions}
        told.append(formatted)
    return told


def _extensions(error: GraphQLError, *, executed: bool) -> dict[str, Any] | None:
    """The extensions of a client's mistake, None for a fault of ours."""
    if mistake := _raised_for_client(error):
        return dict(mistake.extensions or {})
    if isinstance(error, LimitError):
        return dict(error.extensions or {})
    if isinstance(error, GraphQLSyntaxError):
        return {"code": Code.GRAPHQL_PARSE_FAILED}
    if not (error.path or error.nodes or isinstance(error.original_error, GraphQLError | None)):
        # It points at nothing and comes from no rule: something broke on the way to the resolvers.
        return None
    if error.path is not None and all(isinstance(node, FieldNode) for node in error.nodes or ()):
        # A resolver's. A value that an argument cannot take points at the value instead.
        return None
    code = Code.BAD_USER_INPUT if executed else Code.GRAPHQL_VALIDATION_FAILED
    accepted = (error.extensions or {}).get("accepted") or _accepted(error.message)
    return {"code": code, "accepted": accepted} if accepted else {"code": code}


def _raised_for_client(error: GraphQLError) -> ClientError | None:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ClientError):
        cause = cause.original_error if isinstance(cause, GraphQLError) else None
    return cause


NULL = "not to be None", "not to be null"
"""How the library speaks of a null in a document, and how GraphQL does."""

# How the library speaks of a value that an enum does not have, and of one that is not even a name.
ENUM = re.compile(r"does not exist in '(\w+)' enum|Enum '(\w+)' cannot represent")


def _accepted(message: str) -> list[str]:
    """The values of the enum that an error is about, if it is about one."""
    if found := ENUM.search(message):
        kind = schema._schema.type_map.get(found[1] or found[2])
        if isinstance(kind, GraphQLEnumType):
            return list(kind.values)
    return []
