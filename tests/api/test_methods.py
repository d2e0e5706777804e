"""The methods of a whole answer: what it rests on, and a link that gives it again after the database moved on."""

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from tests.api.publishing import wait_for
from tests.api.serving import serving

HEADLINE = """
{
  california: jurisdiction(code: "CA-CDCR") {
    pickupRate(period: { calendarYear: 2025 }, definition: PICKUP_OF_RELEASED_WITH_DETAINER) { value }
  }
  minnesota: jurisdiction(code: "MN") { detainerCount(period: { calendarYear: 2025 }) { value } }
}
"""


def ask(address: str, query: str, **parameters: Any) -> dict[str, Any]:
    answer = httpx.post(f"{address}/graphql", json={"query": query, **parameters}, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def follow(link: str) -> dict[str, Any]:
    return httpx.get(link, headers={"Accept": "application/json"}, timeout=30).json()


def test_an_answer_carries_methods_only_when_it_is_asked_to(server_url: str) -> None:
    assert "extensions" not in ask(server_url, HEADLINE)


def test_the_methods_name_what_was_read_and_nothing_else(server_url: str) -> None:
    told = ask(server_url, HEADLINE, extensions={"handover": {"methods": True}})["extensions"]["handover"]
    newest = ask(server_url, "{ revision { number publishedAt } }")["data"]["revision"]
    assert [each["number"] for each in told["revisions"]] == [newest["number"]]
    assert {source["publisher"].partition(",")[0] for source in told["sources"]} == {
        "news report of 2026-02-06/07",
        "U.S. Immigration and Customs Enforcement",
    }
    assert [each["definition"] for each in told["definitions"]] == ["PICKUP_OF_RELEASED_WITH_DETAINER"]
    assert "LIKELY_DUPLICATES_REMOVED" in {caveat["code"] for caveat in told["caveats"]}
    for source in told["sources"]:
        assert set(source["citations"]) == {"APA", "BIBTEX", "CSL_JSON"}
        assert json.loads(source["citations"]["CSL_JSON"])[0]["URL"] == source["url"]
        assert all(len(release["sha256"]) == 64 for release in source["releases"])
        assert source["title"] in told["paragraph"]
    assert f"revision {newest['number']}" in told["paragraph"]


@pytest.fixture
def own_server(database: str) -> Iterator[str]:
    with serving(database) as address:
        yield address


async def publish_another_number(dsn: str) -> int:
    """A revision in which California's prisons recorded one detainer more."""
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        number = await connection.fetchval("select max(number) + 1 from revision")
        await connection.execute("insert into revision values ($1, now(), 'A correction.')", number)
        changed = await connection.fetch(
            "update statement set until = $1 where id = 'cdcr-2025-detainers' returning *", number
        )
        row = dict(changed[0].items()) | {"value": 1642.0, "lower": 1642.0, "upper": 1642.0, "since": number}
        del row["row_id"], row["until"]
        await connection.copy_records_to_table("statement", records=[(*row.values(),)], columns=[*row])
    await connection.close()
    return int(number)


@pytest.mark.anyio
async def test_the_link_gives_the_same_answer_after_a_correction(database: str, own_server: str) -> None:
    question = '{ jurisdiction(code: "CA-CDCR") { detainerCount(period: { calendarYear: 2025 }) { value } } }'
    before = ask(own_server, question, extensions={"handover": {"methods": True}})
    wait_for(await publish_another_number(database), own_server)
    after = ask(own_server, question)
    link = before["extensions"]["handover"]["link"]
    again = follow(link)
    assert before["data"]["jurisdiction"]["detainerCount"]["value"] == 1641
    assert after["data"]["jurisdiction"]["detainerCount"]["value"] == 1642
    assert again["data"] == before["data"]
    told = ask(own_server, "{ revision { changes { nodes { subject kind item was isNow jurisdiction } } } }")
    assert told["data"]["revision"]["changes"]["nodes"] == [
        {
            "subject": "RECORD",
            "kind": "CHANGED",
            "item": "cdcr-2025-detainers",
            "was": 1641,
            "isNow": 1642,
            "jurisdiction": "CA-CDCR",
        }
    ]


@pytest.mark.parametrize(
    "given", [[], "14", {"revision": "14"}, {"revision": True}, {"methods": 1}, {"unknown": 1}]
)
def test_what_is_meant_for_us_must_be_well_formed(server_url: str, given: object) -> None:
    answer = httpx.post(
        f"{server_url}/graphql",
        json={"query": "{ revision { number } }", "extensions": {"handover": given}},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_a_revision_that_there_is_not_is_a_clear_error(server_url: str) -> None:
    answer = ask(server_url, "{ revision { number } }", extensions={"handover": {"revision": 4_000_000}})
    assert answer["errors"][0]["extensions"]["code"] == "UNKNOWN_REVISION"


def test_extensions_of_others_are_passed_over(server_url: str) -> None:
    assert ask(server_url, "{ revision { number } }", extensions={"tracing": {"version": 1}})["data"]
