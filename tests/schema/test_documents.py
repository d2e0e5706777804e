"""Documents read once give what Strawberry gives, which reads them each time."""

from pathlib import Path

import pytest

from db.database import Pool
from schema import Context, schema
from schema.documents import execute_document, read_document

pytestmark = pytest.mark.anyio

VARIABLES = {
    "california-beside-minnesota": {},
    "claims-against-records": {"about": "MN"},
    "county-map": {"year": 2015},
}


@pytest.mark.parametrize("name", VARIABLES)
async def test_a_document_is_executed_as_strawberry_would(name: str, queries: Path, pool: Pool) -> None:
    text = (queries / f"{name}.graphql").read_text("utf-8")
    document = read_document(text)
    assert not document.errors
    operation = document.operations[0].name
    expected = await schema.execute(text, VARIABLES[name], Context(pool))
    assert not expected.errors
    for _ in range(2):
        found = await execute_document(
            document, operation.value if operation else None, VARIABLES[name], Context(pool)
        )
        assert found.data == expected.data
        assert not found.errors


@pytest.mark.parametrize(
    "text",
    [
        "{ jurisdiction(",
        "{ nothing }",
        "{ jurisdiction(code: 3) { name } }",
        '{ jurisdiction(code: "US", asOf: {}) { name } }',
        "query A { a: __typename } query A { b: __typename }",
        "query Q($unused: Int) { __typename }",
    ],
)
async def test_what_is_wrong_with_it_is_what_strawberry_finds(text: str, pool: Pool) -> None:
    expected = await schema.execute(text, context_value=Context(pool))
    assert expected.errors
    assert [each.formatted for each in read_document(text).errors] == [
        each.formatted for each in expected.errors
    ]


async def test_errors_while_it_is_executed_are_all_told_in_the_order_of_the_document(pool: Pool) -> None:
    text = 'query Q($year: Int!) { jurisdiction(code: "XX") { name } revision(number: $year) { number } }'
    for variables in ({}, {"year": "x"}):
        expected = await schema.execute(text, variables, Context(pool))
        found = await execute_document(read_document(text), "Q", variables, Context(pool))
        assert expected.errors
        assert [each.locations for each in found.errors or ()] == [each.locations for each in expected.errors]
    for _ in range(20):
        found = await execute_document(read_document(text), "Q", {"year": 4000}, Context(pool))
        assert found.data is None
        codes = [(each.extensions or {})["code"] for each in found.errors or ()]
        assert codes == ["UNKNOWN_JURISDICTION", "UNKNOWN_REVISION"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('query ($x: Boolean = true) { jurisdiction(code: "MN") @include(if: $x) { name } }', None),
        ('query ($x: Boolean = true) { jurisdiction(code: "MN") { name @skip(if: $x) } }', ["jurisdiction"]),
    ],
)
async def test_a_directive_that_decides_by_a_null_is_told_as_strawberry_does(
    text: str, place: list[str] | None, pool: Pool
) -> None:
    expected = await schema.execute(text, {"x": None}, Context(pool))
    found = await execute_document(read_document(text), None, {"x": None}, Context(pool))
    assert found.data == expected.data
    assert [each.formatted for each in found.errors or ()] == [
        each.formatted for each in expected.errors or ()
    ]
    assert [each.path for each in found.errors or ()] == [place]


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ('{ jurisdiction(code: "US", asOf: { revision: 3 }) { name } }', True),
        ('{ jurisdiction(code: "US", asOf: { date: "2099-01-01" }) { name } }', False),
        ('{ jurisdiction(code: "US") { name } }', False),
        ("{ __typename }", False),
    ],
)
async def test_the_context_knows_whether_the_answer_can_ever_change(
    asked: str, held: bool, pool: Pool
) -> None:
    context = Context(pool)
    assert not (await execute_document(read_document(asked), None, None, context)).errors
    assert context.is_held is held
    pinned = Context(pool, revision=3)
    await execute_document(read_document('{ jurisdiction(code: "US") { name } }'), None, None, pinned)
    assert pinned.is_held
