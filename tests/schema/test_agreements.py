"""287(g) agreements on a day: those of ICE's list, and before the first of them no zero."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from db.database import Pool
from schema import Catalogues, Context, schema
from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

LISTS = "agreements-287g/ice-lists"


async def test_on_the_day_of_the_first_list_its_agreements_stood(ask: Ask, sources: Path) -> None:
    first = min((sources / LISTS).glob("*.xlsx"))
    assert "20210131" in first.name
    answer = await ask(
        """{ all: agreements(on: "2021-01-31", first: 0) { totalCount }
          alabama: agreements(on: "2021-01-31", within: "AL", first: 0) { totalCount }
          california: agreements(on: "2021-01-31", within: "CA", first: 0) { totalCount } }"""
    )
    states = pl.read_excel(first, infer_schema_length=0)["STATE"]
    assert len(states) == 148
    counts = {name: found["totalCount"] for name, found in answer.items()}
    # California has none on the list, which is a zero that is known.
    assert counts == {"all": 148, "alabama": int((states == "ALABAMA").sum()), "california": 0}


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        ("2021-01-30", "the first of ICE's lists that were read is of 2021-01-31"),
        ("2020-06-01", "the first of ICE's lists that were read is of 2021-01-31"),
        ("0001-01-01", "the first of ICE's lists that were read is of 2021-01-31"),
        ("2026-05-19", "the last of ICE's lists that were read is of 2026-05-18"),
        ("2030-01-01", "the last of ICE's lists that were read is of 2026-05-18"),
    ],
)
@pytest.mark.parametrize("more", ["", 'within: "MN",', "model: TASK_FORCE, first: 0,"])
async def test_before_the_first_list_and_after_the_last_it_is_not_known(
    pool: Pool, catalogues: Catalogues, day: str, nearest: str, more: str
) -> None:
    document = f"""{{ agreements({more} on: "{day}") {{ totalCount }} }}"""
    (error,) = (await schema.execute(document, None, Context(pool, catalogues))).errors or ()
    assert error.message == (
        f"Which 287(g) agreements stood on {date.fromisoformat(day)} is not known: {nearest}."
    )
    assert error.extensions == {
        "code": "BAD_USER_INPUT",
        "argument": "on",
        "accepted": "a day from 2021-01-31 to 2026-05-18",
    }


async def test_where_no_list_had_been_read_it_is_not_known(pool: Pool, catalogues: Catalogues) -> None:
    document = """{ agreements(on: "2026-05-18", asOf: { revision: 1 }) { totalCount } }"""
    (error,) = (await schema.execute(document, None, Context(pool, catalogues))).errors or ()
    assert error.message == (
        "Which 287(g) agreements stood on 2026-05-18 is not known: none of ICE's lists had been read by revision 1."
    )


async def test_cooperation_says_that_agreements_are_not_known(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdiction(code: "27021") { before: cooperation(on: "2021-01-30") { agreementsKnownOn agreements { id } }
          first: cooperation(on: "2021-01-31") { agreementsKnownOn agreements { id } } } }"""
    )
    assert answer["jurisdiction"] == {
        "before": {"agreementsKnownOn": None, "agreements": []},
        "first": {"agreementsKnownOn": "2021-01-31", "agreements": []},
    }


async def test_cooperation_says_on_which_list_a_day_after_the_last_rests(ask: Ask) -> None:
    answer = await ask(
        """{ jurisdiction(code: "US") { cooperation { on agreementsKnownOn }
          later: cooperation(on: "2030-01-01") { agreementsKnownOn agreements { id } } } }"""
    )
    assert answer["jurisdiction"]["cooperation"] == {"on": "2026-11-24", "agreementsKnownOn": "2026-05-18"}
    later = answer["jurisdiction"]["later"]
    assert (later["agreementsKnownOn"], len(later["agreements"])) == ("2026-05-18", 1_843)
