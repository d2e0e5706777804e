"""287(g) agreements on a day: those of ICE's list, and before the first of them no zero."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from db.database import Pool
from db.snapshot import PUBLISHED_AT
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
    # Without a day it is that of the publication, which is after the last list.
    published = PUBLISHED_AT.date().isoformat()
    assert answer["jurisdiction"]["cooperation"] == {"on": published, "agreementsKnownOn": "2026-05-18"}
    assert published > "2026-05-18"
    later = answer["jurisdiction"]["later"]
    assert (later["agreementsKnownOn"], len(later["agreements"])) == ("2026-05-18", 1_843)


@pytest.mark.parametrize(
    ("code", "models"),
    [
        ("FL-DOC", ["JAIL_ENFORCEMENT"]),
        ("MS-DOC", ["JAIL_ENFORCEMENT", "TASK_FORCE", "WARRANT_SERVICE"]),
        ("26021", ["WARRANT_SERVICE"]),  # Berrien, which ICE writes Berrian
        ("42087", ["TASK_FORCE"]),  # Lewistown's constable, in what ICE writes Miffin County
        ("01045", ["TASK_FORCE"]),  # the police of Level Plains
        ("51670", ["TASK_FORCE"]),  # Hopewell, a city of no county, which ICE writes Hopewell County
        (
            "48441",
            ["TASK_FORCE", "WARRANT_SERVICE"],
        ),  # Taylor's sheriff, and Tye's police, in ICE's Galveston County
        (
            "48501",
            ["WARRANT_SERVICE"],
        ),  # Yoakum's sheriff, and not the police of the city, which is in DeWitt County
    ],
)
async def test_an_agreement_is_its_places_own(ask: Ask, code: str, models: list[str]) -> None:
    answer = await ask(
        f"""{{ agreements(within: "{code}", on: "2026-05-18") {{ nodes {{ model agency {{ name }} }} }}
          jurisdiction(code: "{code}") {{ cooperation(on: "2026-05-18") {{ agreements {{ model }} }} }} }}"""
    )
    assert sorted(each["model"] for each in answer["agreements"]["nodes"]) == models
    assert sorted(each["model"] for each in answer["jurisdiction"]["cooperation"]["agreements"]) == models


async def test_agencies_of_a_whole_state_are_those_that_ice_calls_so(ask: Ask, sources: Path) -> None:
    types = pl.read_excel(sources / LISTS / "participatingAgencies05182026am.xlsx", infer_schema_length=0)[
        "TYPE"
    ]
    nodes: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        page = (
            await ask(
                """query ($after: String) { agreements(on: "2026-05-18", first: 500, after: $after) {
                  nodes { agency { statewide jurisdiction { kind } } } pageInfo { hasNextPage endCursor } } }""",
                after=after,
            )
        )["agreements"]
        nodes += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    states = int((types.str.strip_chars() == "State Agency").sum())
    assert Counter(each["agency"]["statewide"] for each in nodes) == {
        True: states,
        False: len(types) - states,
    }
    # Of the local ones seven have no county: colleges, an airport and jails of several, and one that cannot be told.
    local = [each["agency"]["jurisdiction"] for each in nodes if not each["agency"]["statewide"]]
    assert local.count(None) == 7
    assert {place["kind"] for place in local if place} == {"COUNTY"}


async def test_whether_an_agency_that_left_before_2025_is_a_states_is_not_known(ask: Ask) -> None:
    answer = await ask(
        """{ agreements(within: "NV", on: "2021-01-31") { nodes { agency { name statewide } removedBetween { to } } } }"""
    )
    left = [each["agency"] for each in answer["agreements"]["nodes"] if each["removedBetween"]]
    assert left == [{"name": "Nye County Sheriff's Office", "statewide": None}]
