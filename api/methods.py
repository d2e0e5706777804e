"""`extensions.handover` of an answer: its methods, and an address that gives the same answer for ever."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request

from api.questions import Question
from schema import Methods


def methods_of(request: Request, document: str, question: Question, methods: Methods) -> dict[str, Any]:
    """What was read, how it is cited, and the permanent link."""
    return {**methods.told(), "link": permanent_link(request, document, question, methods)}


def permanent_link(request: Request, document: str, question: Question, methods: Methods) -> str:
    """The address of this question, spelt out and held to the newest revision that answered it."""
    held = methods.newest()
    parts: dict[str, str] = {"query": document}
    if question.variables:
        parts["variables"] = orjson.dumps(question.variables).decode()
    if question.operation_name:
        parts["operationName"] = question.operation_name
    if held is not None:
        parts["extensions"] = orjson.dumps({"handover": {"revision": held}}).decode()
    return f"{request.url_for('graphql')}?{urlencode(parts)}"
