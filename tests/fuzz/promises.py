"""What every answer of /graphql keeps, whatever was sent."""

from __future__ import annotations

from typing import Any

import orjson

from api.limits import ERRORS_TOLD
from schema.codes import Code
from tests.api.silence import told

PATIENCE = 30
"""Seconds after which an answer counts as one that never comes: twice the deadline that a server gives itself."""

OURS = {Code.INTERNAL, Code.UNAVAILABLE, Code.TIMEOUT, Code.OVERLOADED, Code.RATE_LIMITED}
"""Codes that say a fault is the server's, or that it is too much asked: nothing here gives a reason for any of them."""


def require_kept(served: str, status: int, headers: str, content: bytes) -> set[Code]:
    """The codes of an answer; fails where it is a fault, says too much or is not well-formed."""
    assert status < 500, content
    assert told(served, headers, content) == []
    answer = orjson.loads(content)
    assert isinstance(answer, dict), content
    assert answer.keys() <= {"data", "errors", "extensions"}, content
    assert "errors" in answer or (status == 200 and isinstance(answer["data"], dict)), content
    if "errors" not in answer:
        return set()
    assert 0 < len(answer["errors"]) <= ERRORS_TOLD
    return {_code(error) for error in answer["errors"]}


def _code(error: Any) -> Code:
    assert isinstance(error["message"], str), error
    assert error["message"], error
    code = Code[error["extensions"]["code"]]
    assert code not in OURS, error
    return code
