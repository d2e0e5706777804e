"""Revisions published while many read: each answer is all of one revision."""

from __future__ import annotations

import asyncio
import csv
import io

import asyncpg
import httpx
import pytest

from db.load.revise import FOREVER
from tests.api.serving import serving

pytestmark = pytest.mark.anyio

# Three ways to the same number, read by statements of their own, beside two to the revision.
QUESTION = """{
  revision { number }
  revisions(first: 1) { nodes { number } }
  jurisdiction(code: "27053") { population(year: 2024) { value } }
  jurisdictions(codes: ["27053"]) { nodes { population(year: 2024) { value } } }
  state: jurisdiction(code: "MN") {
    counties(search: "Hennepin", first: 1) { nodes { population(year: 2024) { value } } }
  }
}"""
READERS = 64
REVISIONS = 5


async def publish_in_hennepin(dsn: str) -> int:
    """A revision in which as many people live in Hennepin County as it has for a number."""
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        number: int = await connection.fetchval(
            "insert into revision select max(number) + 1, now(), 'Counted again.' from revision returning number"
        )
        await connection.execute(
            "update population set until = $1 where jurisdiction = '27053' and year = 2024 and until = $2",
            number,
            FOREVER,
        )
        await connection.execute(
            "insert into population (jurisdiction, year, people, since) values ('27053', 2024, $1, $1)",
            number,
        )
    await connection.close()
    return number


def numbers_in(answer: httpx.Response) -> set[int]:
    """Every revision, and every number of people, in an answer."""
    if answer.headers["content-type"].startswith("text/csv"):
        (row,) = csv.DictReader(io.StringIO(answer.text))
        return {int(row["revision"]), int(float(row["population_value"]))}
    data = answer.json()["data"]
    return {
        data["revision"]["number"],
        data["revisions"]["nodes"][0]["number"],
        int(data["jurisdiction"]["population"]["value"]),
        int(data["jurisdictions"]["nodes"][0]["population"]["value"]),
        int(data["state"]["counties"]["nodes"][0]["population"]["value"]),
    }


@pytest.mark.parametrize("answer_bytes", [0, 2**20])
async def test_no_answer_mixes_two(database: str, answer_bytes: int) -> None:
    last = first = await publish_in_hennepin(database)
    seen: set[int] = set()
    with serving(database, answer_bytes=answer_bytes) as address:
        async with httpx.AsyncClient(
            base_url=address, timeout=60, limits=httpx.Limits(max_connections=None)
        ) as client:

            async def read(reader: int) -> None:
                found = 0
                while found < first + REVISIONS:
                    if reader % 4:
                        answer = await client.post("/graphql", json={"query": f"{QUESTION} # {reader % 5}"})
                    else:
                        answer = await client.get("/data/places.csv?codes=27053")
                    if answer.status_code == 503:
                        continue
                    numbers = numbers_in(answer)
                    assert len(numbers) == 1, numbers
                    # Nor does one who has seen a revision see an earlier one after it, from either address.
                    assert found <= min(numbers)
                    found = numbers.pop()
                    seen.add(found)

            readers = [asyncio.create_task(read(number)) for number in range(READERS)]
            for _ in range(REVISIONS):
                # The next one comes once somebody has seen the last.
                while last not in seen and not any(reader.done() for reader in readers):
                    await asyncio.sleep(0.01)
                last = await publish_in_hennepin(database)
            await asyncio.gather(*readers)
    assert len(seen) == REVISIONS + 1
