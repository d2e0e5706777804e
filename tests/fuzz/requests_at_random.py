"""Requests at random: valid questions, and what a mistake or malice may make of their document, variables, body and way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from urllib.parse import quote

from graphql import GraphQLSchema

from tests.fuzz.hostile import BYTES, TOKENS, VALUES, nested_documents
from tests.schema.documents_at_random import Asker, ambiguous_names

TOKEN = re.compile(r'"[^"]*"|\w+|\.\.\.|\s+|.', re.DOTALL)

ACCEPT = (
    "application/json",
    "application/graphql-response+json",
    "*/*",
    "application/json;q=0",
    "text/csv",
    "application/*;q=nan, */*;q=0.1",
)
CONTENT_TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=utf-16",
    "application/json;;;=",
    "application/graphql",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/plain",
    "",
)
METHODS = ("PUT", "DELETE", "PATCH", "HEAD", "QUERY")
LONGEST_ADDRESS = 40_000
"""Bytes; the server's reader of HTTP takes 65,536 for the address and all headers."""


@dataclass(frozen=True)
class Sent:
    """One request to /graphql; `name` is the seed and the number that make it again."""

    name: str
    method: str = "POST"
    search: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


def requests(schema: GraphQLSchema, seed: int) -> Iterator[Sent]:
    """Requests without end, the same ones for the same seed."""
    ambiguous = ambiguous_names(schema)
    for number in count():
        name = f"{seed}:{number}"
        random = Random(name)  # tests
        question = Asker(schema, random, ambiguous).question()
        yield Sender(random, name).sent(question.document, question.variables)


@dataclass(frozen=True)
class Sender:
    """Makes one request of a question; about every third stays as it is."""

    random: Random
    name: str

    def sent(self, document: str, variables: dict[str, Any]) -> Sent:
        """The request."""
        spoilt = self.random.random() < 0.65
        if spoilt and self.chance(0.6):
            document = self.document(document)
        if spoilt and self.chance(0.4):
            variables = self.variables(variables)
        body: dict[str, Any] = {"query": document, "variables": variables}
        if spoilt and self.chance(0.3):
            body = self.body(body)
        headers = {"Accept": self.random.choice(ACCEPT) if spoilt and self.chance(0.2) else "*/*"}
        if self.chance(0.2):
            return self.by_address(body, headers)
        return self.by_body(body, headers, spoilt)

    def document(self, document: str) -> str:
        """A document with some of its tokens lost, doubled, moved or replaced; or one that nests without end."""
        if self.chance(0.1):
            return self.random.choice(nested_documents(self.random.choice((5, 50, 400, 2_000))))
        tokens = TOKEN.findall(document)
        for _ in range(self.random.choice((1, 1, 1, 2, 4, 16))):
            at = self.random.randrange(len(tokens))
            match self.random.randrange(6):
                case 0:
                    tokens[at] = ""
                case 1:
                    tokens[at] *= self.random.choice((2, 2, 3, 200))
                case 2:
                    other = self.random.randrange(len(tokens))
                    tokens[at], tokens[other] = tokens[other], tokens[at]
                case 3:
                    tokens[at] = tokens[self.random.randrange(len(tokens))]
                case 4:
                    tokens[at] = self.random.choice(TOKENS)
                case _:
                    tokens[at] += self.random.choice(TOKENS)
        return "".join(tokens)

    def variables(self, variables: Any) -> Any:
        """The same variables with a value somewhere in them that is another, one too many, or one that is missing."""
        if isinstance(variables, dict) and variables and self.chance(0.85):
            name = self.random.choice(list(variables))
            if self.chance(0.15):
                return {key: value for key, value in variables.items() if key != name}
            return variables | {name: self.variables(variables[name])}
        if isinstance(variables, list) and variables and self.chance(0.5):
            at = self.random.randrange(len(variables))
            return [*variables[:at], self.variables(variables[at]), *variables[at:]]
        if isinstance(variables, dict) and self.chance(0.3):
            return variables | {self.random.choice(TOKENS): self.random.choice(VALUES)}
        return self.random.choice(VALUES)

    def body(self, body: dict[str, Any]) -> Any:
        """A body whose own members are wrong, or that is no object at all."""
        if self.chance(0.15):
            return self.random.choice(([body], [body, body], body["query"], *VALUES))
        names = ("query", "variables", "operationName", "extensions", "documentId", "mutation", "")
        body = {**body, self.random.choice(names): self.random.choice(VALUES)}
        if self.chance(0.4):
            asked = {
                self.random.choice(("revision", "methods", "cost", "x")): self.random.choice((True, *VALUES))
            }
            key = self.random.choice(("handover", "persistedQuery"))
            body["extensions"] = {key: self.random.choice((asked, *VALUES))}
        if self.chance(0.1):
            del body["query"]
        return body

    def by_address(self, body: Any, headers: dict[str, str]) -> Sent:
        """By GET, each member a parameter of the address."""
        members = body if isinstance(body, dict) else {"query": body}
        pairs = [
            f"{_quoted(name)}={_quoted(value if isinstance(value, str) else json.dumps(value))}"
            for name, value in members.items()
        ]
        if self.chance(0.1):
            pairs.append(
                self.random.choice(("query=%FF", "query", "=", "&&", "variables=%5B", "variables=%00", "%"))
            )
        return Sent(self.name, "GET", f"?{'&'.join(pairs)}"[:LONGEST_ADDRESS], headers)

    def by_body(self, body: Any, headers: dict[str, str], spoilt: bool) -> Sent:
        """By POST, mostly; of a spoilt one the bytes and the headers may be wrong too."""
        content = json.dumps(body, ensure_ascii=self.chance(0.5)).encode("utf-8", "surrogatepass")
        method, content_type = "POST", "application/json"
        if spoilt and self.chance(0.15):
            content = self.bytes(content)
        if spoilt and self.chance(0.1):
            content_type = self.random.choice(CONTENT_TYPES)
        if spoilt and self.chance(0.05):
            method = self.random.choice(METHODS)
        return Sent(self.name, method, "", headers | {"Content-Type": content_type}, content)

    def bytes(self, content: bytes) -> bytes:
        """Bytes some of which are lost, doubled or others."""
        changed = bytearray(content)
        for _ in range(self.random.choice((1, 1, 2, 8))):
            at, end = sorted(self.random.randrange(len(changed) + 1) for _ in range(2))
            match self.random.randrange(4):
                case 0:
                    changed[at:at] = self.random.choice(BYTES)
                case 1:
                    changed[at : at + 1] = self.random.randbytes(1)
                case 2:
                    del changed[at:end]
                case _:
                    changed[at:at] = changed[at:end]
        return bytes(changed)

    def chance(self, odds: float) -> bool:
        """True as often as that."""
        return self.random.random() < odds


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))
