"""New revisions, as a load makes them, and when they are there."""

from __future__ import annotations

import time

import asyncpg
import httpx


async def publish(dsn: str) -> int:
    """A revision that changes nothing; its number."""
    connection = await asyncpg.connect(dsn)
    try:
        number: int = await connection.fetchval(
            "insert into revision select max(number) + 1, now(), 'Nothing new.' from revision returning number"
        )
    finally:
        await connection.close()
    return number


def newest_at(address: str) -> int:
    """The number of the revision that a server, or a cache before it, answers from."""
    answer = httpx.get(
        f"{address}/graphql",
        params={"query": "{ revision { number } }"},
        headers={"Accept": "application/json"},
        timeout=60,
    )
    number: int = answer.json()["data"]["revision"]["number"]
    return number


def wait_for(number: int, address: str) -> None:
    """Ask until the revision is the newest; a run that waits for ever is ended from outside."""
    while newest_at(address) != number:
        time.sleep(0.05)
