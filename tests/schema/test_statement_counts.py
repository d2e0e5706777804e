"""How many statements a question costs: as many as it has fields that read, however many parents they have."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import pytest

from db.database import READ_ONLY, Pool
from db.named import QUERIES, named
from schema import Catalogues
from tests.schema.asking import asking

pytestmark = pytest.mark.anyio

NAMES = {text: name for file in QUERIES.glob("*.sql") for name, text in named(file.stem).items()}

DRIVERS_OWN = ("pg_advisory_unlock_all", "typeinfo_tree", "'jit'")
"""What asyncpg itself asks: when a connection goes back, and once for each type of array."""


class Statements(Counter[str]):
    """Statements by name since the last look."""

    def note(self, logged: asyncpg.connection.LoggedQuery) -> None:
        if not any(word in logged.query for word in DRIVERS_OWN):
            self[NAMES.get(logged.query, logged.query)] += 1

    def taken(self) -> dict[str, int]:
        found = dict(self)
        self.clear()
        return found


@pytest.fixture
def statements() -> Statements:
    return Statements()


@pytest.fixture
async def counted_pool(served: str, statements: Statements) -> AsyncIterator[Pool]:
    async def listen(connection: asyncpg.Connection) -> None:
        connection.add_query_logger(statements.note)

    pool = await asyncpg.create_pool(served, min_size=1, max_size=4, server_settings=READ_ONLY, init=listen)
    yield pool
    await pool.close()


Cost = Callable[..., "object"]


@pytest.fixture
def cost(counted_pool: Pool, statements: Statements) -> Cost:
    """What a question costs once the small tables are read."""
    catalogues = Catalogues()

    async def cost(document: str, **variables: object) -> dict[str, int]:
        ask = asking(counted_pool, catalogues)
        await ask("{ revision { summary } }")
        statements.taken()
        await ask(document, **variables)
        return statements.taken()

    return cost


HEADLINE = "california-beside-minnesota.graphql"


async def test_the_headline_costs_the_same_for_two_counties_and_for_all(cost: Cost, queries: Path) -> None:
    document = (queries / HEADLINE).read_text(encoding="utf-8")
    few = await cost(document.replace("first: 100", "first: 2"))
    all_of_them = await cost(document)
    assert few == all_of_them
    # One for each field that reads, twice where two periods or days are asked for: Minnesota's 2025 and its counties'
    # months; agreements at the end of 2025 and in May 2026. The figures of California stand in the small tables.
    assert all_of_them == {
        "latest_revision": 1,
        "detainers_by_lift_reason": 2,
        "agreements_of": 2,
    }


async def test_the_county_map_costs_the_same_for_two_counties_and_for_all(cost: Cost, queries: Path) -> None:
    document = (queries / "county-map.graphql").read_text(encoding="utf-8")
    few = await cost(document.replace("first: 4000", "first: 2"), year=2015)
    all_of_them = await cost(document, year=2015)
    assert few == all_of_them
    assert all_of_them == {
        "latest_revision": 1,
        "populations": 1,
        "detainers_by_lift_reason": 1,
        "detainers_in_all_by_interval": 1,
    }


async def test_claims_cost_no_more_for_more_claims(cost: Cost, queries: Path) -> None:
    document = (queries / "claims-against-records.graphql").read_text(encoding="utf-8")
    assert await cost(document.replace("first: 50", "first: 1"), about="CA") == await cost(
        document, about="CA"
    )


WIDE = """
query ($first: Int!) {
  jurisdictions(within: "MN", kind: COUNTY, first: $first) { nodes {
    parent { name } prisonSystem { name } population { value } secureCommunitiesSince { label }
    counties(first: 2) { nodes { name } }
    detainerCount(period: { fiscalYear: 2015 }) { value }
    pickupCount(period: { fiscalYear: 2015 }) { value }
    detainers(period: { fiscalYear: 2015 }) {
      total { value } forms { count { value } } custodies { count { value } }
      facilities(first: 3) { nodes { count { value } facility {
        name spellings county { name } state { name } prisonSystem { name }
        detainers(period: { fiscalYear: 2015 }) { total { value } } } } }
      months: series(by: MONTH) { total { value } }
      years: series(by: CALENDAR_YEAR) { total { value } }
    }
    facilities(first: 2) { nodes { name } }
    records(first: 2) { nodes { jurisdiction { name } } }
    claims(first: 2) { nodes { jurisdiction { name } checks { records { jurisdiction { name } } } } }
    cooperation(on: "2026-05-18") { agreements { agency { name jurisdiction { name } state { name } } }
      agreementsKnownOn stances { inheritedFrom { name } } }
  } }
}
"""


# How many of its fields each statement answers. Fields that read the same thing at once share a statement.
FIELDS = {
    "latest_revision": 1,
    "populations": 1,
    "activations": 1,
    "facilities_page": 1,
    "facilities_by_id": 1,
    "spellings_of": 1,
    "detainers_by_lift_reason": 3,
    "detainers_by_form": 1,
    "detainers_by_custody": 1,
    "detainers_by_facility": 1,
    "detainers_in_all_by_interval": 2,
    "agreements_of": 1,
    "last_lists": 1,
}


async def test_a_wide_question_costs_one_statement_a_field_for_all_places(cost: Cost) -> None:
    found = await cost(WIDE, first=87)
    assert found.keys() == FIELDS.keys()
    assert {name: count for name, count in found.items() if count > FIELDS[name]} == {}


async def test_small_cells_cost_one_statement_once_for_all_places_and_questions(cost: Cost) -> None:
    document = """query ($minCell: Int) { jurisdiction(code: "MN", minCell: $minCell) { counties(first: 100) { nodes {
        detainers(period: {calendarYear: 2015}) { total { value } series(by: MONTH) { total { value } } }
        pickupCount(period: {fiscalYear: 2015}) { value } } } } }"""
    assert "detainers_of_grains" not in await cost(document)
    first = await cost(document, minCell=7)
    again = await cost(document, minCell=7)
    assert first == {**again, "detainers_of_grains": 1}
    assert sum(again.values()) < 10
    assert await cost(document, minCell=8) == first


async def test_the_revision_is_settled_once_for_many_root_fields(cost: Cost) -> None:
    found = await cost(
        """{ a: jurisdiction(code: "CA") { name } b: jurisdiction(code: "MN") { name }
             c: sources { id } d: claims(first: 1) { totalCount } e: revision { number } }"""
    )
    assert found == {"latest_revision": 1}


async def test_the_small_tables_are_read_once_for_many_root_fields(
    counted_pool: Pool, statements: Statements
) -> None:
    await asking(counted_pool)("{ a: sources { id } b: sources { id } c: revision { summary } }")
    found = statements.taken()
    assert found["statements"] == found["grains"] == found["latest_revision"] == 1, found


async def test_sources_and_revisions_do_not_read_the_small_tables_for_each(cost: Cost) -> None:
    found = await cost("{ sources { releases { revision { number summary } } } }")
    assert sum(found.values()) <= 2, found
    few = await cost("{ revisions(first: 2) { nodes { number summary releases { fileName } } } }")
    all_of_them = await cost("{ revisions(first: 20) { nodes { number summary releases { fileName } } } }")
    assert few == all_of_them


def test_every_statement_that_serves_has_a_name() -> None:
    assert len(NAMES) > 20
    assert all(re.fullmatch(r"[a-z_]+", name) for name in NAMES.values())
