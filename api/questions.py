"""Takes a question out of an HTTP request: the parameters of GraphQL over HTTP, well-formed or refused."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect, Request

from api.errors import Code, RequestError
from api.headers import Said
from api.limits import BODY


class Asked(NamedTuple):
    """What `extensions.handover` asks: answers of one revision; the methods of the whole answer, and its cost, beside it."""

    revision: int | None = None
    methods: bool = False
    cost: bool = False


NOTHING: Final = Asked()


class Question(NamedTuple):
    """A well-formed request. The document need not parse.

    It is there itself, or as the ID of a trusted one, or as the SHA-256 of one that was sent before. A hash beside
    the document asks to know it by that from now on. `sorted_variables`: the variables as JSON, its names in order.
    """

    document: str | None
    document_id: str | None
    sha256: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    asked: Asked
    sorted_variables: bytes = b"{}"


async def question_from(request: Request, headers: Said) -> Question:
    """Read the question of a GET or POST request, or raise RequestError that says what is wrong with it."""
    given = await _posted(request, headers) if request.method == "POST" else _in_address(request)
    document, document_id = _text(given, "query"), _text(given, "documentId")
    name = _text(given, "operationName")
    variables, extensions = _object(given, "variables"), _object(given, "extensions")
    sha256 = _sha256(extensions) if extensions else None
    if document is None and document_id is None and sha256 is None:
        raise RequestError(
            400, Code.BAD_REQUEST, "The request must have a “query”: the GraphQL document, as a string."
        )
    if document_id is not None and (document is not None or sha256 is not None):
        raise RequestError(
            400,
            Code.BAD_REQUEST,
            "“documentId” stands for the document; send it without “query” or its hash.",
        )
    return Question(
        document,
        document_id,
        sha256,
        variables,
        name,
        _asked(extensions) if extensions else NOTHING,
        _sorted(variables) if variables else b"{}",
    )


MOST_DIGITS = 16
"""Of a length that is repeated to the client."""

MOST_LEVELS = 254
"""Objects and lists in each other that orjson writes; it reads four times as many."""

SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def _sha256(extensions: dict[str, Any]) -> str | None:
    """The hash by which an automatic persisted query is known, None where the question is none."""
    given = extensions.get("persistedQuery")
    if given is None:
        return None
    told = given.get("sha256Hash") if isinstance(given, dict) and given.get("version") == 1 else None
    if not isinstance(told, str) or not SHA256.fullmatch(told):
        raise RequestError(
            400,
            Code.BAD_REQUEST,
            "“extensions.persistedQuery” must have “version” 1 and “sha256Hash”, 64 hexadecimal digits.",
        )
    return told.lower()


def _sorted(variables: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # Whatever can be read can be written, unless it is deeper.
        raise RequestError(
            400,
            Code.BAD_REQUEST,
            f"“variables” must have at most {MOST_LEVELS} levels of objects and lists, its own among them.",
        ) from None


def _asked(extensions: dict[str, Any]) -> Asked:
    """Extensions of others are passed over, as GraphQL over HTTP has it; what is meant for us must be well-formed."""
    given = extensions.get("handover")
    if given is None:
        return Asked()
    if not isinstance(given, dict) or not given.keys() <= {"revision", "methods", "cost"}:
        raise RequestError(
            400,
            Code.BAD_REQUEST,
            "“extensions.handover” must be an object with any of “revision” (a number), “methods” (true) and “cost” (true).",
        )
    revision, methods, cost = given.get("revision"), given.get("methods", False), given.get("cost", False)
    if type(revision) not in (int, type(None)) or type(methods) is not bool or type(cost) is not bool:
        raise RequestError(
            400,
            Code.BAD_REQUEST,
            "In “extensions.handover”, “revision” must be a whole number, “methods” and “cost” true or false.",
        )
    return Asked(revision, methods, cost)


async def _posted(request: Request, headers: Said) -> dict[str, Any]:
    if not headers.is_json:
        raise RequestError(
            415, Code.UNSUPPORTED_MEDIA_TYPE, "A POST must have the Content-Type application/json, in UTF-8."
        )
    if headers.is_packed:
        # RFC 9110, 15.5.16.
        raise RequestError(
            415,
            Code.UNSUPPORTED_MEDIA_TYPE,
            "The body of a POST must be sent as it is, without a Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
    given = _json(await _body(request), "The body")
    if isinstance(given, list):
        raise RequestError(
            400, Code.BAD_REQUEST, "Batches are not taken; send each operation in a request of its own."
        )
    if not isinstance(given, dict):
        raise RequestError(400, Code.BAD_REQUEST, f"The body must be a JSON object, and is {_kind(given)}.")
    return given


async def _body(request: Request) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY.most:
            told = request.headers.get("content-length", "")
            # A body that does not say how long it is has been read no further than this.
            measured = (
                int(told) if told.isascii() and told.isdigit() and len(told) < MOST_DIGITS else len(body)
            )
            raise RequestError(
                413,
                Code.BODY_TOO_LARGE,
                f"The body must have at most {BODY.most:,} bytes.",
                {"measured": measured, "limit": BODY.most},
            )
    return bytes(body)


def _in_address(request: Request) -> dict[str, Any]:
    try:
        pairs = parse_qsl(request.url.query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise RequestError(400, Code.BAD_REQUEST, "The address must be in UTF-8.") from None
    given: dict[str, Any] = dict(pairs)
    for key in ("variables", "extensions"):
        if key in given:
            given[key] = _json(given[key].encode(), f"“{key}” in the address")
    # As GraphQL over HTTP has it: an empty name in the address is none.
    if given.get("operationName") == "":
        del given["operationName"]
    return given


def _json(text: bytes, what: str) -> Any:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        raise RequestError(
            400, Code.BAD_REQUEST, f"{what} must be in UTF-8, and byte {error.start + 1} is not."
        ) from None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RequestError(
            400,
            Code.BAD_REQUEST,
            f"{what} cannot be read as JSON, from line {error.lineno}, column {error.colno} on.",
        ) from None


def _text(given: dict[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is None or isinstance(value, str):
        return value
    raise RequestError(400, Code.BAD_REQUEST, f"“{key}” must be a string, and is {_kind(value)}.")


def _object(given: dict[str, Any], key: str) -> dict[str, Any] | None:
    value = given.get(key)
    if value is None or isinstance(value, dict):
        return value
    raise RequestError(400, Code.BAD_REQUEST, f"“{key}” must be an object, and is {_kind(value)}.")


def _kind(value: object) -> str:
    """A JSON value's type in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"
