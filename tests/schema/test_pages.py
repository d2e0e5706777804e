"""Pages by cursor: every row once, whatever the size of the page and the order, also while the data change."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.database import Pool, open_pool
from schema import Context, schema
from tests.schema.asking import Ask, asking
from tests.schema.revising import revise_everything

pytestmark = pytest.mark.anyio

# Each list with the arguments that narrow it to some tens of rows, and what tells its rows apart.
LISTS = {
    "jurisdictions": ('jurisdictions(within: "MN", {page})', "code"),
    "by name downwards": (
        'jurisdictions(within: "MN", orderBy: {{ field: NAME, direction: DESC }}, {page})',
        "code",
    ),
    "by population": ('jurisdictions(within: "MN", orderBy: {{ field: POPULATION }}, {page})', "code"),
    "by population downwards": (
        'jurisdictions(within: "VA", orderBy: {{ field: POPULATION, direction: DESC }}, {page})',
        "code",
    ),
    "by code downwards": (
        "jurisdictions(kind: STATE, orderBy: {{ field: CODE, direction: DESC }}, {page})",
        "code",
    ),
    "found by name": ('jurisdictions(search: "saint l", orderBy: {{ field: NAME }}, {page})', "code"),
    "facilities": ('facilities(within: "MN", {page})', "id"),
    "city lockups": ('facilities(within: "CA", custody: CITY_LOCKUP, search: "police", {page})', "id"),
    "agreements": ('agreements(within: "MN", {page})', "id"),
    "claims": ("claims({page})", "id"),
    "revisions": ("revisions({page})", "number"),
}
NESTED = {
    "counties": ('jurisdiction(code: "MN") {{ list: counties({page}) {rows} }}', "code"),
    "counties by population": (
        'jurisdiction(code: "MN") {{ list: counties(orderBy: {{ field: POPULATION, direction: DESC }}, {page}) {rows} }}',
        "code",
    ),
    "counties by name": (
        'jurisdiction(code: "GA") {{ list: counties(orderBy: {{ field: NAME }}, {page}) {rows} }}',
        "code",
    ),
    "facilities of a place": ('jurisdiction(code: "27053") {{ list: facilities({page}) {rows} }}', "id"),
    "records": ('jurisdiction(code: "CA") {{ list: records({page}) {rows} }}', "id"),
    "claims about a place": ('jurisdiction(code: "US") {{ list: claims({page}) {rows} }}', "id"),
    "facility counts": (
        'jurisdiction(code: "MN") {{ detainers(period: {{ fiscalYear: 2015 }}) {{ list: facilities({page}) {rows} }} }}',
        "facility { id }",
    ),
    "changes": ("revision(number: 1) {{ list: changes({page}) {rows} }}", "item"),
}
CHANGES = {"changes"}
"""Lists without a key of their own in the answer: their cursors tell the rows apart."""


def document(name: str, page: str) -> str:
    """The question for one page of a list, with its rows, count and cursors."""
    template, key = (LISTS | NESTED)[name]
    rows = f"{{ totalCount nodes {{ {key} }} edges {{ cursor node {{ {key} }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
    if name in LISTS:
        return f"{{ list: {template.format(page=page)} {rows} }}"
    return f"{{ {template.format(page=page, rows=rows)} }}"


def found_in(answer: Any) -> Any:
    """The list, wherever in the answer it lies."""
    while "list" not in answer:
        (answer,) = answer.values()
    return answer["list"]


async def page(ask: Ask, name: str, size: int, after: str | None) -> Any:
    cursor = f', after: "{after}"' if after is not None else ""
    return found_in(await ask(document(name, f"first: {size}{cursor}")))


async def walk(ask: Ask, name: str, size: int, most: int = 200) -> list[Any]:
    """Every row of a list, page by page, with all that a page says of itself checked on the way."""
    edges: list[Any] = []
    after, more = None, True
    while more and len(edges) < most:
        found = await page(ask, name, size, after)
        info = found["pageInfo"]
        assert [edge["node"] for edge in found["edges"]] == found["nodes"]
        assert info["hasPreviousPage"] == (after is not None)
        assert info["startCursor"] == (found["edges"][0]["cursor"] if found["edges"] else None)
        assert info["endCursor"] == (found["edges"][-1]["cursor"] if found["edges"] else None)
        edges += found["edges"]
        more, after = info["hasNextPage"], info["endCursor"]
        assert len(found["nodes"]) == size or not more
        assert more == (len(edges) < found["totalCount"])
    return edges


@pytest.mark.parametrize("name", [*LISTS, *NESTED])
@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck))
@given(size=st.integers(7, 60))
async def test_every_row_comes_once_whatever_the_size_of_the_page(ask: Ask, name: str, size: int) -> None:
    whole = await walk(ask, name, 500)
    assert whole
    paged = await walk(ask, name, size)
    assert paged == whole[: len(paged)]
    cursors = [edge["cursor"] for edge in whole]
    assert len(cursors) == len(set(cursors))


@pytest.mark.parametrize("name", [name for name in (*LISTS, *NESTED) if name not in CHANGES])
async def test_no_row_comes_twice_in_a_list(ask: Ask, name: str) -> None:
    nodes = [str(edge["node"]) for edge in await walk(ask, name, 500)]
    assert len(nodes) == len(set(nodes))


@pytest.mark.parametrize("name", [*LISTS, *NESTED])
async def test_a_page_of_nothing_still_says_how_many_there_are(ask: Ask, name: str) -> None:
    whole = await page(ask, name, 500, None)
    none = await page(ask, name, 0, None)
    assert none["nodes"] == [] == none["edges"]
    assert none["totalCount"] == whole["totalCount"]
    assert none["pageInfo"]["hasNextPage"] is True
    if not whole["pageInfo"]["hasNextPage"]:
        beyond = await page(ask, name, 5, whole["pageInfo"]["endCursor"])
        assert beyond["nodes"] == []
        assert beyond["totalCount"] == whole["totalCount"]
        assert beyond["pageInfo"]["hasNextPage"] is False


async def test_orders_are_what_they_say(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdiction(code: "MN") {
          name: counties(first: 100, orderBy: { field: NAME }) { nodes { name } }
          code: counties(first: 100) { nodes { code } }
          population: counties(first: 100, orderBy: { field: POPULATION, direction: DESC }) {
            nodes { name population { value } } } } }"""
    )
    counties = answer["jurisdiction"]
    names = [node["name"] for node in counties["name"]["nodes"]]
    codes = [node["code"] for node in counties["code"]["nodes"]]
    people = [node["population"]["value"] for node in counties["population"]["nodes"]]
    assert names == sorted(names)
    assert codes == sorted(codes)
    assert people == sorted(people, reverse=True)
    assert counties["population"]["nodes"][0]["name"] == "Hennepin County"


@pytest.fixture
async def changing(database: str) -> AsyncIterator[Pool]:
    """A database of the test's own, as the application reads it."""
    async with await open_pool(database, 2) as pool:
        yield pool


async def test_pages_stay_of_their_revision_while_a_new_one_is_loaded(changing: Pool, database: str) -> None:
    ask = asking(changing)
    before = {name: await walk(ask, name, 500) for name in (*LISTS, *NESTED)}
    sizes = {name: max(1, min(len(edges) // 3, 100)) for name, edges in before.items()}
    begun = {name: await page(ask, name, size, None) for name, size in sizes.items()}
    connection = await asyncpg.connect(database)
    await revise_everything(connection)
    await connection.close()
    for name, first in begun.items():
        edges, info = list(first["edges"]), first["pageInfo"]
        while info["hasNextPage"] and len(edges) < len(before[name]):
            following = await page(ask, name, sizes[name], info["endCursor"])
            assert following["totalCount"] == first["totalCount"], name
            edges, info = edges + following["edges"], following["pageInfo"]
        assert edges[: len(before[name])] == before[name], name


async def test_the_new_revision_would_have_made_other_pages(changing: Pool, database: str) -> None:
    ask = asking(changing)
    before = {name: await walk(ask, name, 500) for name in (*LISTS, *NESTED)}
    connection = await asyncpg.connect(database)
    await revise_everything(connection)
    await connection.close()
    same = {name for name, edges in before.items() if nodes(await walk(ask, name, 500)) == nodes(edges)}
    assert same <= {"changes", "by code downwards", "by population downwards"}


def nodes(edges: list[Any]) -> list[Any]:
    return [edge["node"] for edge in edges]


BROKEN = [
    "",
    "x",
    "not a cursor",
    "\u00e9",
    "\0",
    "W10",  # []
    "e30",  # {}
    "MTI",  # 12
    base64.urlsafe_b64encode(orjson.dumps(["1", "27053"])).decode(),
    base64.urlsafe_b64encode(orjson.dumps([1, None])).decode(),
    base64.urlsafe_b64encode(orjson.dumps([1, ["a"], "b"])).decode(),
    base64.urlsafe_b64encode(orjson.dumps([1, "a\0", "b"])).decode(),
    base64.urlsafe_b64encode(orjson.dumps([1, "a", "b", "c"])).decode(),
    base64.urlsafe_b64encode(orjson.dumps([True, "a", "b"])).decode(),
    base64.urlsafe_b64encode(b"[" * 5000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


@pytest.mark.parametrize("name", [*LISTS, *NESTED])
@pytest.mark.parametrize("cursor", BROKEN, ids=range(len(BROKEN)))
async def test_a_broken_cursor_is_refused(pool: Pool, name: str, cursor: str) -> None:
    question = document(name, "first: 2, after: $after").replace("{", "query ($after: String) {", 1)
    result = await schema.execute(question, {"after": cursor}, Context(pool))
    assert result.errors
    (error,) = result.errors
    assert error.extensions
    assert (error.extensions["code"], error.extensions["argument"]) == ("BAD_USER_INPUT", "after")
    assert "cursor" in error.message


@pytest.mark.parametrize("revision", [0, -1, 10**6, 2**31, 2**63])
async def test_a_cursor_of_a_revision_that_there_is_not_is_refused(pool: Pool, revision: int) -> None:
    cursor = base64.urlsafe_b64encode(orjson.dumps([revision, "27053", "27053"])).decode()
    question = 'query ($after: String) { jurisdictions(within: "MN", after: $after) { totalCount } }'
    result = await schema.execute(question, {"after": cursor}, Context(pool))
    assert result.errors
    assert [(error.extensions or {}).get("code") for error in result.errors] == ["UNKNOWN_REVISION"]


async def test_a_page_tells_the_revision_that_it_is_of(pool: Pool) -> None:
    ask = asking(pool)
    first = await ask(
        "{ jurisdictions(first: 1, asOf: { revision: 3 }) { pageInfo { revision endCursor } } }"
    )
    told = first["jurisdictions"]["pageInfo"]
    after = await ask(
        "query ($after: String) { jurisdictions(first: 1, after: $after) { pageInfo { revision } } }",
        after=told["endCursor"],
    )
    newest = await ask("{ revision { number } jurisdictions(first: 1) { pageInfo { revision } } }")
    assert told["revision"] == after["jurisdictions"]["pageInfo"]["revision"] == 3
    assert newest["jurisdictions"]["pageInfo"]["revision"] == newest["revision"]["number"] > 3


@pytest.mark.parametrize("places", ["jurisdictions", 'jurisdiction(code: "US") { counties'])
@pytest.mark.parametrize(
    ("given", "other"),
    [
        ("orderBy: { field: NAME }", ""),
        ("orderBy: { field: POPULATION }", ""),
        ("", "orderBy: { field: NAME }"),
        ('search: "Washington"', 'search: "Orange"'),
        ('search: "Washington"', ""),
    ],
)
async def test_a_cursor_of_another_order_or_search_is_refused(
    pool: Pool, ask: Ask, places: str, given: str, other: str
) -> None:
    def question(asked: str) -> str:
        end = " }" * places.count("{")
        return f"query ($after: String) {{ {places}(first: 2, after: $after {asked}) {{ pageInfo {{ endCursor }} }}{end} }}"

    told = await ask(question(given))
    cursor = (told.get("jurisdictions") or told["jurisdiction"]["counties"])["pageInfo"]["endCursor"]
    assert await ask(question(given), after=cursor)
    (error,) = (await schema.execute(question(other), {"after": cursor}, Context(pool))).errors or [None]
    assert error is not None
    assert error.message.startswith("`after` is not a cursor of this list")
    assert (error.extensions or {})["argument"] == "after"
