"""No statement that serves scans what it need not: its plan over ten times the figures that ship, as PostgreSQL ran it.

The role that serves has one plan for each statement, whatever it is asked; another role has one for what is asked.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import pytest

from db.embedded import EmbeddedServer
from db.named import QUERIES, named
from db.roles import READER, ensure_reader
from db.words import LOCAL
from tests.bench.multiply import multiply
from tests.conftest import clone

TIMES = 10

FEW_PAGES = 10
"""A table of so few pages is read whole sooner than its index."""

WASTE = 50
"""Rows of a table that may be thrown away on top of as many as are kept."""

EARLIER = 4
"""How many times as many that may be where an earlier revision is asked about: here every sum has changed three times."""

FIRST, LAST = date(2014, 10, 1), date(2015, 7, 19)
FOIA, MINNESOTA_STAYS = 1, 7
"""Grains: the one of the months that are multiplied, and a small one."""

JAILS = [str(custody) for custody in LOCAL]

HOLDING = "area_total_grain_span_within_start_on_end_on_custody_count__idx"
HELD = "area_total_grain_span_within_start_on_until_idx"
"""The indexes of the totals that hold, and of those that held before."""

Arguments = tuple[Any, ...]


@dataclass(frozen=True)
class Asked:
    """What statements are asked: the newest revision, all counties, those of two states, their facilities, agreements."""

    newest: int
    counties: list[str]
    two_states: list[str]
    facilities: list[str]
    agreements: list[str]


@dataclass(frozen=True)
class Case:
    """Arguments of a statement, and the tables of which it needs all that holds.

    `is_earlier`: it asks about an earlier revision, and reads past what came since.
    """

    arguments: Arguments
    whole: frozenset[str] = frozenset()
    is_earlier: bool = False


@pytest.fixture(scope="module")
def many(postgres: EmbeddedServer, template: str) -> Iterator[str]:
    """A database with ten times the cells; its address for the role that serves."""
    with clone(postgres, template) as name:
        asyncio.run(know_all_rows(postgres.dsn(name), name))
        asyncio.run(multiply(postgres.dsn(name), TIMES))
        asyncio.run(ensure_reader(postgres.dsn(name)))
        yield postgres.dsn(name, READER)


async def know_all_rows(dsn: str, name: str) -> None:
    """Plans hang on what PostgreSQL knows of the rows: of a sample of them they would differ from run to run."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(f'alter database "{name}" set default_statistics_target = 10000')
    await connection.close()


@pytest.fixture
async def connection(many: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection as those that serve."""
    connection = await asyncpg.connect(many)
    yield connection
    await connection.close()


@pytest.fixture
async def asked(connection: asyncpg.Connection[asyncpg.Record]) -> Asked:
    """The names that the cases need."""

    async def names(query: str) -> list[str]:
        return [record[0] for record in await connection.fetch(query)]

    counties = "select code from jurisdiction where kind = 'COUNTY' and until = 2147483647"
    return Asked(
        await connection.fetchval("select max(number) from revision"),
        await names(f"{counties} order by code"),
        await names(f"{counties} and parent in ('CA', 'MN') order by code"),
        await names("select id from facility where state = 'MN' and until = 2147483647 order by id limit 20"),
        await names("select id from agreement order by id limit 3"),
    )


def cases(asked: Asked) -> dict[str, list[Case]]:
    """What each statement is asked, in the ways that lead to different plans."""
    at = asked.newest
    state = (at, "MN", FOIA, FIRST, LAST, None, None)
    states = (at, ",".join(asked.two_states), FOIA, FIRST, LAST, JAILS, None)
    nation = (at, ",".join(asked.counties), FOIA, FIRST, LAST, JAILS, None)
    jails = (at, ",".join(asked.facilities), FOIA, FIRST, LAST, None, None)
    forms = (at, "MN", FOIA, FIRST, LAST, None, ["I_247D"])
    before = (10, *states[1:])
    in_all = states[:-1]
    year = ("FISCAL_YEAR",)
    by_month = ("month", 0, "CELL")
    day = date(2026, 1, 1)

    def each(*arguments: Arguments, whole: str = "") -> list[Case]:
        return [Case(one, frozenset(whole.split())) for one in arguments]

    return {
        "agreements_page": [
            *each((at, "MN", day, None, None, 101), (at, "27053", None, None, None, 101)),
            *each((at, None, None, None, None, 101), whole="agreement"),
        ],
        "agreements_of": each((at, asked.two_states, day), (at, ["MN"], day)),
        "agreements_by_id": each((at, asked.agreements)),
        "last_lists": each((at, [day, date(2020, 1, 1)])),
        "latest_revision": each(()),
        "revision_by_number": each((5,)),
        "revision_on": each((date(2026, 12, 1),)),
        "revisions_by_number": each((at, [3, 4])),
        "revisions_page": each((at, None, 101), whole="revision"),
        "sources": each((at,), whole="source"),
        "grains": each((at,), whole="grain"),
        "releases": each((at,), whole="release"),
        "lift_reasons": each((at,), whole="lift_reason"),
        "statements": each((at,), whole="statement"),
        "policies": each((at,), whole="policy"),
        "first_and_last_list": each((at,)),
        "changes_page": each(
            (at - 1, at, None, None, None, 101, None), (at - 1, at, None, "27053", None, 101, None)
        ),
        "detainers_by_lift_reason": [
            *each((*state, *year), (*states, *year), (*states, "CELL"), (*jails, "FACILITY")),
            Case((*before, *year), is_earlier=True),
        ],
        "detainers_in_all": [
            *each((*in_all, *year), (*nation[:-1], *year), (*in_all, "CELL")),
            Case((10, *in_all[1:], *year), is_earlier=True),
        ],
        "detainers_in_all_from_cells": each((*states, *year), (*forms, "CELL"), (*jails, "FACILITY")),
        "detainers_by_form": each((*states, *year), (*forms, "CELL")),
        "detainers_by_custody": each((*state, *year), (*states, "CELL")),
        "detainers_by_interval": [
            *each((*state, *by_month), (*states, *by_month)),
            Case((*before, *by_month), is_earlier=True),
        ],
        "detainers_in_all_by_interval": [
            *each((*in_all, *by_month), (*nation[:-1], *by_month)),
            Case((10, *in_all[1:], *by_month), is_earlier=True),
        ],
        "detainers_in_all_by_interval_from_cells": each(
            (*forms, *by_month), (*jails, *by_month[:2], "FACILITY")
        ),
        "detainers_by_facility": each((*state, None, None, 101), (*states, None, None, 101)),
        "detainers_of_grains": [
            Case((at, [FOIA]), frozenset({"detainer_cell", "place_within"})),
            Case((at, [MINNESOTA_STAYS]), frozenset({"place_within"})),
        ],
        "facilities_by_id": each((at, asked.facilities)),
        "facilities_page": [
            *each(
                (at, ["MN"], None, None, None, None, 101),
                (at, ["27053", "27123"], None, None, None, None, 101),
            ),
            *each((at, ["US"], None, None, None, None, 101), whole="facility"),
        ],
        "spellings_of": each((at, asked.facilities)),
        "facility_names": each((at,), whole="facility place place_within"),
        "listed_codes": each((at,), whole="listed_ice_facility"),
        "all_jurisdictions": each((at,), whole="jurisdiction"),
        "populations": each((at, asked.two_states, None), (at, asked.counties, 2024)),
        "activations": each((at, asked.two_states)),
        "areas_of_responsibility": each((at, asked.two_states)),
    }


STATEMENTS = {
    name: query for file in sorted(QUERIES.glob("*.sql")) for name, query in named(file.stem).items()
}


@pytest.mark.anyio
async def test_the_role_that_serves_has_one_plan(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    assert await connection.fetchval("show plan_cache_mode") == "force_generic_plan"


@pytest.mark.anyio
async def test_no_area_has_a_comma(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """They are given to the statements with commas between them."""
    assert (
        await connection.fetchval("select count(*) from place_within where position(',' in within) > 0") == 0
    )
    assert await connection.fetchval("select count(*) from place_within") > 0


@pytest.mark.anyio
async def test_every_statement_is_looked_at(asked: Asked) -> None:
    assert set(cases(asked)) == set(STATEMENTS)


@pytest.mark.anyio
@pytest.mark.parametrize("name", STATEMENTS)
async def test_it_reads_what_it_needs(
    connection: asyncpg.Connection[asyncpg.Record], asked: Asked, name: str
) -> None:
    pages = dict(await connection.fetch("select relname, relpages from pg_class where relkind = 'r'"))
    await connection.execute(f"prepare asked as {STATEMENTS[name]}")
    for case in cases(asked)[name]:
        for mode in ("force_generic_plan", "force_custom_plan"):
            await connection.execute(f"set plan_cache_mode = {mode}")
            plan = await explained(connection, case.arguments)
            assert wasted(plan, case, pages) == [], mode


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["detainers_in_all", "detainers_in_all_by_interval"])
async def test_totals_are_read_from_the_index_of_those_that_hold_and_from_nowhere_else(
    connection: asyncpg.Connection[asyncpg.Record], asked: Asked, name: str
) -> None:
    await connection.execute(f"prepare asked as {STATEMENTS[name]}")
    for case in cases(asked)[name]:
        for mode in ("force_generic_plan", "force_custom_plan"):
            await connection.execute(f"set plan_cache_mode = {mode}")
            plan = await explained(connection, case.arguments)
            ran = [
                node
                for node in nodes(plan)
                if node.get("Relation Name") == "area_total" and node["Actual Loops"]
            ]
            read = {node["Index Name"]: node["Node Type"] for node in ran}
            assert read.pop(HOLDING) == "Index Only Scan", mode
            assert read.keys() == ({HELD} if case.is_earlier else set()), mode
            assert tables(plan) == {"area_total", "revision"}, mode


async def explained(connection: asyncpg.Connection[asyncpg.Record], arguments: Arguments) -> dict[str, Any]:
    """The plan by which the prepared statement was run."""
    given = f"({', '.join(map(literal, arguments))})" if arguments else ""
    told = await connection.fetchval(
        f"explain (analyze, buffers, timing off, format json) execute asked{given}"
    )
    plan: dict[str, Any] = json.loads(told)[0]["Plan"]
    return plan


def literal(value: Any) -> str:
    """An argument as SQL has it."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"'{{{','.join(map(str, value))}}}'"
    return str(value) if isinstance(value, int) else f"'{value}'"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node and all below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def wasted(plan: dict[str, Any], case: Case, pages: dict[str, int]) -> list[str]:
    """What the plan reads without need: a sentence for each table."""
    large = {table for table, count in pages.items() if count > FEW_PAGES} - case.whole
    faults, kept, removed = [], Counter[str](), Counter[str]()
    for node in nodes(plan):
        table, loops = node.get("Relation Name"), node["Actual Loops"]
        if table in large:
            if node["Node Type"] == "Seq Scan" and loops:
                faults.append(f"reads all of {table}: {node.get('Filter')}")
            kept[table] += round(loops * node["Actual Rows"])
            removed[table] += round(loops * thrown_away(node))
        elif node["Node Type"] == "Nested Loop" and large.intersection(tables(node["Plans"][1])):
            kept["joins"] += round(loops * node["Actual Rows"])
            removed["joins"] += round(loops * thrown_away(node))
    factor = EARLIER if case.is_earlier else 1
    return faults + [
        f"of {table} {kept[table]} rows are kept and {count} thrown away"
        for table, count in removed.items()
        if count > factor * kept[table] + WASTE
    ]


def tables(plan: dict[str, Any]) -> set[str]:
    """The tables that a node and all below it read."""
    return {node["Relation Name"] for node in nodes(plan) if "Relation Name" in node}


def thrown_away(node: dict[str, Any]) -> float:
    """Rows that a node read or made and did not pass on, each time."""
    return sum(node.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Join Filter", "Index Recheck"))
