"""Puts questions to the schema itself, with nothing of HTTP between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from db.database import Pool
from schema import Catalogues, Context, schema
from schema.documents import execute_document, read_document
from schema.limits import LimitError

Ask = Callable[..., Awaitable[Any]]


def asking(pool: Pool, catalogues: Catalogues | None = None) -> Ask:
    """Put questions to a database; each call is a request of its own, and an error fails the test."""

    async def ask(document: str, **variables: object) -> Any:
        read = read_document(document)
        context = Context(pool, catalogues)
        if any(isinstance(error, LimitError) for error in read.errors):
            # Some tests ask more at once than the public may.
            result = await schema.execute(document, variable_values=variables, context_value=context)
        else:
            assert not read.errors, [error.formatted for error in read.errors]
            result = await execute_document(read, None, variables, context)
        assert result.errors is None, [error.formatted for error in result.errors]
        return result.data

    return ask
