"""The ceiling: our program, and the floor's statement where an operation is executed. `python -m tests.bench.ceiling`

A question comes our whole way over HTTP: it is read, looked up, counted, limited, tagged. Executed it is not: the one
statement that has the finished text of its answer is run by our pool, and that text is sent. What this has is the most that
any execution could have, however fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from graphql import ExecutionResult

import api.graphql
from api.__main__ import command
from schema.context import Context
from schema.documents import Document, execute_document
from tests.bench.floor import STATEMENTS
from tests.bench.shapes import SHAPES

STATEMENT_OF = {shape.ours.document: STATEMENTS[shape.name] for shape in SHAPES}

BEFORE, BEHIND = b'{"data":', b"}"


async def one_statement(
    document: Document, operation: str | None, variables: Mapping[str, Any] | None, context: Context
) -> ExecutionResult:
    """The finished text of a shape's data, as it was received; any other question, as at the start, is executed."""
    statement = STATEMENT_OF.get(document.text)
    if statement is None:
        return await execute_document(document, operation, variables, context)
    row = await context.pool.fetchrow(statement)
    assert row, "each statement gives one row"
    text: bytes = row[0].encode()
    return ExecutionResult(orjson.Fragment(text.removeprefix(BEFORE).removesuffix(BEHIND)))  # type: ignore[arg-type] # orjson writes it as it is


if __name__ == "__main__":
    api.graphql.execute_document = one_statement
    command()
