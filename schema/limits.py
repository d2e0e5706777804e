"""How large a question may be: what is measured, how much of it is accepted, and under which code more is refused."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLError

from schema.codes import Code

MOST_TOLD = 2**53 - 1
"""The largest number that every JSON reader takes for what it is; what exceeds it is told as this."""


class LimitError(GraphQLError):
    """A question that is larger than is answered. `extensions` carries `code`, `measured` and `limit`."""

    def __init__(self, code: Code, message: str, measured: int, limit: int) -> None:
        told = {"code": code, "measured": min(measured, MOST_TOLD), "limit": limit}
        super().__init__(message, extensions=told)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of `what`, in words that go on from "The question has 12"; more is refused under `code`."""

    code: Code
    most: int
    what: str

    def require(self, measured: int) -> None:
        """Raise LimitError if it is more."""
        if measured > self.most:
            raise self.exceeded(measured)

    def exceeded(self, measured: int) -> LimitError:
        """The refusal of so much."""
        counted = f"{measured:,}" if measured <= MOST_TOLD else f"more than {MOST_TOLD:,}"
        message = f"The question has {counted} {self.what}; up to {self.most:,} are accepted."
        return LimitError(self.code, message, measured, self.most)


SOURCE = Limit(Code.DOCUMENT_TOO_LONG, 20_000, "characters in its document")
TOKENS = Limit(Code.TOO_MANY_TOKENS, 2_000, "tokens in its document")
DEPTH = Limit(Code.TOO_DEEP, 12, "levels of fields")
FIELDS = Limit(Code.TOO_MANY_FIELDS, 500, "fields, fragments spelt out")
ROOT_FIELDS = Limit(Code.TOO_MANY_ROOT_FIELDS, 10, "fields at its root")
ALIASES = Limit(Code.TOO_MANY_ALIASES, 30, "aliases, fragments spelt out")
DIRECTIVES = Limit(Code.TOO_MANY_DIRECTIVES, 50, "directives, fragments spelt out")

INTROSPECTION_DEPTH = Limit(Code.TOO_DEEP, 20, "levels of fields about the schema")
"""The usual question of tools goes down 13: to a type, and through nine wrappings of it."""
INTROSPECTION_FIELDS = Limit(Code.TOO_MANY_FIELDS, 500, "fields about the schema, fragments spelt out")

BATCHED = Limit(Code.TOO_LARGE, 4_000, "elements in a list that one statement reads")
"""All counties of the nation and more."""
LISTED = Limit(Code.TOO_LARGE, 250, "elements in a list")

ROWS = Limit(Code.COST_TOO_HIGH, 250_000, "rows to read by the estimate")
"""Twice what every county's months, outcomes and rate of a year are estimated at."""
LEAVES = Limit(Code.COST_TOO_HIGH, 250_000, "values in its answer by the estimate")
"""Some 8 MB of JSON. Twice what every county by twelve months gives."""

OF_A_QUESTION = (
    SOURCE,
    TOKENS,
    DEPTH,
    FIELDS,
    ROOT_FIELDS,
    ALIASES,
    DIRECTIVES,
    INTROSPECTION_DEPTH,
    INTROSPECTION_FIELDS,
    BATCHED,
    LISTED,
    ROWS,
    LEAVES,
)
"""All of them, in the order in which they are held against a question."""
