"""A document filled into the pattern of another is answered as one that is read for itself."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import islice
from random import Random
from typing import Any

import orjson
import pytest

from db.database import Pool
from schema import Catalogues, Context, schema
from schema.documents import Document, execute_document, pattern_of, read_document
from schema.errors import ClientError
from schema.limits import LimitError
from schema.literals import outline_of
from schema.reference import execute_by_reference, executor_for
from tests.schema.documents_at_random import CODES, DAYS, IDS, MONTHS, questions

pytestmark = pytest.mark.anyio

CASES = int(os.environ.get("HANDOVER_CASES", "1000")) // 4
"""A quarter as many as are answered both ways: each is read, and answered, twice."""

PORTIONS = 5

STRINGS = (*CODES, *DAYS, *MONTHS, *IDS, "XX", "2014-13", "Hennepin", "")
NUMBERS = (0, 1, 3, 7, 50, 2014, 2015, 2026, -1, 2**31 - 1, 2**31)


def otherwise(text: str, random: Random, *, is_odd: bool) -> str:
    """The text with other literals, other white space and comments; what was written alike still is, and nothing else.

    `is_odd`: with what looks like white space, and is none to GraphQL.
    """
    strings = iter(random.sample(STRINGS, len(STRINGS)))
    numbers = iter(random.sample(NUMBERS, len(NUMBERS)))
    written: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        old = found[0]
        if old not in written:
            new = next(strings, None) if old[0] == '"' else next(numbers, None)
            keeps = random.random() < 0.6 or new is None
            written[old] = old if keeps else f'"{new}"' if old[0] == '"' else str(new)
        return written[old]

    changed = re.sub(r'"[^"]*"|(?<![\w.-])\d+(?![\w.])', other, text)
    if is_odd:
        return changed.replace(" ", random.choice("\xa0\x0b\x0c\x1c\x85\u2028"), 1)
    return changed.replace(" {", ' # it is "7\n  {') if random.random() < 0.5 else changed


def told(result: Any) -> bytes:
    errors = [error.formatted for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


def cost_of(document: Document, variables: dict[str, Any]) -> object:
    """What the operation is estimated at, or the words in which it is refused."""
    try:
        return document.estimates.of(document.operations[0]).require_modest(document.given(variables))
    except (LimitError, ClientError) as error:
        return str(error)


@pytest.mark.parametrize("portion", range(PORTIONS))
async def test_questions_at_random_are_answered_as_if_read_for_themselves(portion: int, pool: Pool) -> None:
    catalogues, seen, random = Catalogues(), Counter[str](), Random(portion)
    for number, asked in enumerate(islice(questions(schema._schema, 1000 + portion), CASES // PORTIONS)):
        document, outline = read_document(asked.document), outline_of(asked.document)
        if outline is None or document.errors:
            continue
        pattern = pattern_of(document, outline)
        assert pattern, asked.document
        text = otherwise(asked.document, random, is_odd=number % 10 == 0)
        like, own = outline_of(text), read_document(text)
        if like is None or like.text != outline.text:
            # Two literals that were unlike are alike now.
            seen["another outline"] += 1
            continue
        filled = pattern.filled(text, like)
        if own.errors:
            assert filled is None, text
            seen["refused"] += 1
            continue
        assert filled, text
        assert (filled.text, filled.sha256, filled.deprecated) == (own.text, own.sha256, own.deprecated)
        assert cost_of(filled, asked.variables) == cost_of(own, asked.variables), text
        assert own.node
        executor = executor_for(own.node, None, asked.variables, Context(pool, catalogues))
        assert not isinstance(executor, list)
        expected = await execute_by_reference(executor)
        found = await execute_document(filled, None, asked.variables, Context(pool, catalogues))
        assert told(found) == told(expected), text
        seen["with errors" if expected.errors else "without errors"] += 1
    # Each of the ways is gone: every tenth text has white space that is none, and many a literal that is a mistake.
    assert seen["without errors"] > CASES / PORTIONS / 10, seen
    assert seen["with errors"]
    assert seen["refused"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{ a: jurisdiction(code: "MN") { name } }', '{ a: jurisdiction(code:\n  "27053") { name } }'),
        ("{ jurisdictions(first: 5) { totalCount } }", "{ jurisdictions(first: 12)\t{ totalCount } }"),
        ('{ a(x: "#1") b }', '{ # "2"\n a(x: "# \'") # 3"\r b }'),
        ("{ f(x: 1.5) }", "{ f(x: -2.0e3) }"),
        ('{ a(x: "1") b(x: "1") }', '{ a(x: "2") b(x: "2") }'),
        ('{ a(x: "") }', '{ a(x: "{ b } $c 7") }'),
    ],
)
def test_documents_that_differ_in_literals_white_space_and_comments_have_one_outline(
    one: str, other: str
) -> None:
    first, second = outline_of(one), outline_of(other)
    assert first
    assert second
    assert first.text == second.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{ a(x: "1") b(x: "1") }', '{ a(x: "1") b(x: "2") }'),
        ("{ a(x: 1) }", '{ a(x: "1") }'),
        ("{ a(x: 1) }", "{ a(x: 1.0) }"),
        ("{ a1(x: 1) }", "{ a2(x: 1) }"),
        ("{ a(x: $v1, y: 1) }", "{ a(x: $v2, y: 1) }"),
        ("{ a(x: true, y: 1) }", "{ a(x: false, y: 1) }"),
        ("{ a(x: 1) }", "{\xa0a(x: 1) }"),
        ("{ a(x: 1) }", "{ a(x:\x0b 1) }"),
        ("{ a(x: 1) }", "{ a(x: 1) }\x0c"),
        ("{ a(x: 07, y: 1) }", "{ a(x: 08, y: 1) }"),
        ("{ a(x: 1a, y: 1) }", "{ a(x: 2a, y: 1) }"),
    ],
)
def test_whatever_else_differs_is_another_outline(one: str, other: str) -> None:
    first, second = outline_of(one), outline_of(other)
    assert first
    assert second
    assert first.text != second.text


@pytest.mark.parametrize(
    "text",
    [
        "{ a }",
        '{ a(x: "\\"") }',
        '{ a(x: """1""") }',
        '{ a(x: "1) }',
        '{ a(x: "1"") }',
        '{ a(x: "\0") }',
        "query ($literal_0: Int) { a(x: 1) }",
        "{ a(x: -0) }",
        "{ a(x: 1234567890123456789) }",
    ],
)
def test_what_may_be_something_else_is_taken_as_it_is(text: str) -> None:
    assert outline_of(text) is None


async def test_a_default_is_no_place_for_a_variable() -> None:
    text = 'query ($code: String! = "MN") { jurisdiction(code: $code) { name } }'
    outline = outline_of(text)
    assert outline
    assert pattern_of(read_document(text), outline) is None
