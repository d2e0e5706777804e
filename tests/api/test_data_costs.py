"""What a file takes from its client's bucket: at least what it costs, and not much more."""

from __future__ import annotations

import pytest

from api.costs import using
from api.data.asked import Asked
from api.data.catalogue import TABLES
from api.data.lists import FACILITIES_OF_A_STATE
from db.database import Pool
from schema.context import Catalogues, Context
from schema.cost.estimate import Estimate
from schema.inputs import at_of

pytestmark = pytest.mark.anyio

FACTOR = 24
"""So much more than was used a file may be charged: a small state's agreements and jails count as the largest state's."""

FILES = [
    "detainers",
    "detainers?codes=27053",
    "detainers?by=MONTH",
    "detainers?by=MONTH&fiscalYear=2015&kind=STATE",
    "detainers?by=FISCAL_YEAR&within=MN",
    "detainers?form=I_247D,I_247N&kind=COUNTY&fiscalYear=2015",
    "detainers?custody=STATE_PRISON&kind=STATE",
    "outcomes?kind=STATE",
    "outcomes?kind=STATE&by=MONTH&calendarYear=2015",
    "rates?kind=STATE&calendarYear=2015&definition=PICKUP_OF_ISSUED",
    "rates?kind=PRISON_SYSTEM&calendarYear=2025",
    "rates?codes=MN,CA&asOf=9",
    "records",
    "records?about=CA&measure=RELEASES",
    "claims",
    "claims?about=MN",
    "agreements",
    "agreements?within=FL",
    "agreements?within=MN",
    "agreements?on=2026-01-01&asOf=12",
    "policies",
    "policies?within=CA&on=2026-01-01",
    "facilities",
    "facilities?within=TX",
    "facilities?search=hennepin",
    "places",
    "places?codes=MN",
    "places?search=lake&year=2020",
    "places?kind=COUNTY&within=TX",
]


@pytest.mark.parametrize("address", FILES)
async def test_a_file_is_charged_at_least_what_it_costs_and_not_much_more(pool: Pool, address: str) -> None:
    name, _, query = address.partition("?")
    table, catalogues, values = TABLES[name], Catalogues(), 0
    asked = Asked(query, table.parameters)
    await at_of(Context(pool, catalogues), None)
    with using() as used:
        at = await at_of(Context(pool, catalogues), asked.as_of())
        estimated = table.estimate(at, asked)
        async for row in table.cells(at, asked):
            values += len(row)
    cost = Estimate(used.statements, used.rows, values)
    assert estimated.statements >= cost.statements
    assert estimated.rows >= cost.rows
    assert estimated.leaves >= cost.leaves
    assert estimated.units <= FACTOR * cost.units


@pytest.mark.parametrize("state", ["TX", "CA", "GA"])
async def test_no_state_has_more_jails_and_prisons_than_are_counted_with(pool: Pool, state: str) -> None:
    table = TABLES["facilities"]
    at = await at_of(Context(pool), None)
    jails = [row async for row in table.cells(at, Asked(f"within={state}", table.parameters))]
    assert 100 < len(jails) <= FACILITIES_OF_A_STATE
