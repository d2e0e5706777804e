"""The codes of errors: one closed set for all that a client can be told, whatever part of the server tells it.

A code never changes its meaning and is never taken away: programs branch on it. The sentence beside it may change.
"""

from __future__ import annotations

from enum import auto

from db.words import Word


class Code(Word):
    """`extensions.code` of an error."""

    BAD_REQUEST = auto(), "The request is not a well-formed question; the message says what is wrong with it."
    NOT_FOUND = auto(), "There is nothing at this address."
    METHOD_NOT_ALLOWED = auto(), "The address does not take that method; `Allow` names those that it takes."
    NOT_ACCEPTABLE = auto(), "None of the media types that `Accept` names can be given."
    BODY_TOO_LARGE = auto(), "The body has more bytes than are taken; the message says how many are."
    UNSUPPORTED_MEDIA_TYPE = (
        auto(),
        "The body's `Content-Type` is not JSON in UTF-8, or it has a `Content-Encoding`.",
    )
    GRAPHQL_PARSE_FAILED = auto(), "The document is not GraphQL; `locations` says where reading it ended."
    GRAPHQL_VALIDATION_FAILED = (
        auto(),
        "The document does not fit the schema: an unknown field, a wrong type.",
    )
    OPERATION_RESOLUTION_FAILED = (
        auto(),
        "The document has no operation, or not just one, of the name asked for.",
    )
    OPERATION_NOT_ALLOWED = (
        auto(),
        "The operation is a mutation or a subscription; only queries are answered.",
    )
    DOCUMENT_NOT_FOUND = auto(), "No trusted document has the ID that `documentId` names."
    DOCUMENT_NOT_TRUSTED = auto(), "This server answers trusted documents alone, and the document is none."
    PERSISTED_QUERY_NOT_FOUND = auto(), "No document with this hash is kept; send its text with the hash."
    BAD_USER_INPUT = (
        auto(),
        "An argument or a variable has a value that cannot be used; `accepted` says what can.",
    )
    UNKNOWN_JURISDICTION = (
        auto(),
        "No place or prison system has this code. Of a county's former code `replacedBy` lists those that followed.",
    )
    UNKNOWN_SOURCE = auto(), "No source that counts detainers has this ID; the message names those that do."
    UNKNOWN_REVISION = auto(), "The database has no such revision, or had none on that day."
    TOO_LARGE = (
        auto(),
        "A list, a text or a period is longer than is taken; `accepted` says how long it may be.",
    )
    DOCUMENT_TOO_LONG = auto(), "The document has more characters than are read: `limit`."
    TOO_MANY_TOKENS = auto(), "The document has more tokens than are read: `limit`."
    TOO_DEEP = auto(), "Fields stand in each other `measured` levels deep, where `limit` are taken."
    TOO_MANY_FIELDS = (
        auto(),
        "With its fragments spelt out the question has `measured` fields, where `limit` are taken.",
    )
    TOO_MANY_ROOT_FIELDS = (
        auto(),
        "The question has `measured` fields at its root, where `limit` are taken.",
    )
    TOO_MANY_ALIASES = auto(), "The question has `measured` aliases, where `limit` are taken."
    TOO_MANY_DIRECTIVES = auto(), "The question has `measured` directives, where `limit` are taken."
    COST_TOO_HIGH = (
        auto(),
        "The answer may take `measured` rows to read, or hold as many values, where `limit` are given.",
    )
    RATE_LIMITED = (
        auto(),
        "The client has asked for more than one may in a minute; ask again after `Retry-After` seconds.",
    )
    OVERLOADED = (
        auto(),
        "More is being answered than is answered at once; ask again after `Retry-After` seconds.",
    )
    UNAVAILABLE = auto(), "The database does not answer; ask again after `Retry-After` seconds."
    TIMEOUT = (
        auto(),
        "The answer took longer than one may take; ask for less, or again after `Retry-After` seconds.",
    )
    INTERNAL = auto(), "A fault of the server's; its log has the rest under the `id` that is told."
