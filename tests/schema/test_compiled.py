"""What is compiled gives the bytes that graphql-core gives: questions at random, both ways."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson
import pytest
from graphql import parse

from db.database import Pool
from schema import Catalogues, Context, schema
from schema.compiled.programs import Operation
from schema.documents import Document, execute_document, read_document
from schema.limits import LimitError
from schema.reference import execute_by_reference, executor_for
from tests.schema.documents_at_random import Question, questions

pytestmark = pytest.mark.anyio

CASES = int(os.environ.get("HANDOVER_CASES", "1000"))
"""`make test` asks a thousand, `make fuzz` ten thousand."""

PORTIONS = 20


def told(result: Any) -> bytes:
    """The answer as bytes: data, and all errors in their order."""
    errors = [error.formatted for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


def small_questions(seed: int) -> Iterator[tuple[Question, Document]]:
    """Questions with their documents, but for those that are larger than is answered."""
    for asked in questions(schema._schema, seed):
        document = read_document(asked.document)
        if any(isinstance(error, LimitError) for error in document.errors):
            continue
        assert not document.errors, (asked.document, document.errors)
        yield asked, document


async def by_reference(document: Document, asked: Question, context: Context) -> Any:
    assert document.node
    executor = executor_for(document.node, None, asked.variables, context)
    assert not isinstance(executor, list), executor
    return await execute_by_reference(executor)


async def by_program(document: Document, asked: Question, context: Context) -> Any:
    assert document.node
    executor = executor_for(document.node, None, asked.variables, context)
    assert not isinstance(executor, list), executor
    program = document.programs.of(executor)
    assert program
    return await program.run(executor, context)


@pytest.mark.parametrize("portion", range(PORTIONS))
async def test_questions_at_random_are_answered_as_by_the_reference(portion: int, pool: Pool) -> None:
    catalogues = Catalogues()
    seen: Counter[str] = Counter()
    for asked, document in islice(small_questions(portion), CASES // PORTIONS):
        expected = await by_reference(document, asked, Context(pool, catalogues))
        found = await execute_document(document, None, asked.variables, Context(pool, catalogues))
        assert told(found) == told(expected), asked
        if not expected.errors:
            # The program alone: what it leaves to the reference would not show in the answer.
            assert orjson.dumps(await by_program(document, asked, Context(pool, catalogues))) == orjson.dumps(
                expected.data
            )
        seen["without errors"] += not expected.errors
        seen["with errors"] += bool(expected.errors)
        seen["bubbled to the root"] += expected.data is None
    # Neither way is left out: a question that is refused is answered by the reference alone.
    assert seen["without errors"] > sum(seen.values()) / 5
    assert seen["with errors"]


async def test_the_reference_is_what_graphql_core_answers(pool: Pool) -> None:
    catalogues = Catalogues()
    compared = 0
    for asked, document in islice(small_questions(PORTIONS), 60):
        expected = await schema.execute(asked.document, asked.variables, Context(pool, catalogues))
        found = await by_reference(document, asked, Context(pool, catalogues))
        if not expected.errors:
            assert told(found) == told(expected), asked
            compared += 1
    assert compared > 20


async def test_what_the_reference_would_refuse_is_not_compiled_away(pool: Pool) -> None:
    """Values that no resolver here gives are still held against their types."""
    document = read_document('{ jurisdiction(code: "MN") { code name kind } }')
    context = Context(pool)
    assert (await execute_document(document, None, None, context)).data
    at = await context.latest()
    broken = at.catalogue.jurisdictions.by_code["MN"]
    for field, value in (("name", None), ("code", 7.5), ("kind", "KINGDOM")):
        at.catalogue.jurisdictions.by_code["MN"] = type(broken)(
            **{**{name: getattr(broken, name) for name in type(broken).__dataclass_fields__}, field: value}
        )
        expected = await execute_by_reference(executor_for(parse(document.text), None, None, context))  # type: ignore[arg-type]
        found = await execute_document(document, None, None, context)
        assert told(found) == told(expected)
        assert found.errors or field == "code"
    at.catalogue.jurisdictions.by_code["MN"] = broken


async def test_a_program_that_fails_alone_is_answered_for_and_told(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    document = read_document('{ jurisdiction(code: "MN") { code } }')
    refused = await execute_document(
        read_document('{ jurisdiction(code: "XX") { code } }'), None, None, Context(pool)
    )
    assert refused.errors
    assert not caplog.records

    async def fail(*_: object) -> None:
        raise AttributeError("a mistake of ours")

    monkeypatch.setattr(Operation, "run", fail)
    found = await execute_document(document, None, None, Context(pool))
    assert found.data == {"jurisdiction": {"code": "MN"}}
    (record,) = caplog.records
    assert record.exc_info
    assert isinstance(record.exc_info[1], AttributeError)
