"""Files, feeds and cards take from their client's bucket too: told in headers, refused with 429, nothing for a 304."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import asyncpg
import httpx
import pytest

from api import cards, feeds
from api.card_rows import AGREEMENTS, COMPARED, LIST, MOST_ROWS, NEWEST_LIST, PLACE
from api.costs import leaves_of
from api.limiting import WINDOW
from db.database import Pool
from db.read.revisions import latest_revision
from schema.codes import Code
from schema.cost.estimate import QUESTION, STATEMENT
from schema.documents import read_document
from tests.api.in_process import Running, running
from tests.api.serving import serving
from tests.api.test_limiting import Clock, left
from tests.api.test_methods import publish_another_number
from tests.schema.revising import rewrite

pytestmark = pytest.mark.anyio

FILE = "/data/detainers.csv?codes=27053"
COST = 637
"""Of that: the question, the newest revision with its one statement and row, up to four statements with 16 rows of one
county by lift reason, and a row of 20 values."""

QUOTA = 120_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("limits.aio.storage.memory.time", clock)
    monkeypatch.setattr("api.limiting_memory.time", clock)
    return clock


@pytest.fixture
async def here(served: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """The application, in which no second passes unless the clock is moved."""
    async with running(monkeypatch, served, units_per_minute=QUOTA) as here:
        yield here


async def spend(here: Running, address: str) -> tuple[int, httpx.Response]:
    """Ask until it is refused: how many were answered, and the refusal."""
    for number in range(QUOTA // QUESTION + 1):
        response = await here.client.get(address)
        if response.status_code != 200:
            return number, response
    raise AssertionError("it was never refused")


FEEDS = ("/revisions.atom", "/revisions.json")
TAKES = {
    FILE: COST,
    FILE.replace("csv", "json"): COST,
    FILE.replace("csv", "ndjson"): COST,
    FILE.replace("csv", "parquet"): COST,
    "/data/": QUESTION,
    "/data/datapackage.json": QUESTION,
    "/data/detainers.csv-metadata.json": QUESTION,
    **{f"/card/{panel}.png": cards.UNITS for panel in ("sides", "map")},
}
MADE = (*TAKES, *FEEDS)


@pytest.fixture
async def takes(pool: Pool) -> Mapping[str, int]:
    """What each of MADE takes: a feed two statements with their rows, and the values of each revision that ships."""
    newest = await latest_revision(pool)
    assert newest
    return TAKES | dict.fromkeys(FEEDS, of_a_feed(newest.number))


def of_a_feed(revisions: int) -> int:
    return QUESTION + 2 * STATEMENT + (1 + revisions + 1) + feeds.VALUES * revisions


@pytest.mark.parametrize("address", MADE)
async def test_what_is_made_takes_what_it_costs_and_is_told_what_is_left(
    here: Running, takes: Mapping[str, int], address: str
) -> None:
    for times in (1, 2):
        answer = await here.client.get(address, headers={"Origin": "https://newsroom.example"})
        assert answer.status_code == 200
        assert left(answer) == QUOTA - times * takes[address]
        assert answer.headers["RateLimit-Policy"] == f'"cost";q={QUOTA};w={WINDOW}'
        assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
    # To ask for the headers takes as much: for them all of it is made, or its beginning.
    head = await here.client.head(address)
    assert (left(head), head.content) == (QUOTA - 3 * takes[address], b"")


@pytest.mark.parametrize("address", MADE)
async def test_who_has_taken_enough_is_refused_until_the_bucket_has_filled(
    here: Running, clock: Clock, takes: Mapping[str, int], address: str
) -> None:
    answered, refused = await spend(here, address)
    assert answered == QUOTA // takes[address]
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/json; charset=utf-8"
    (error,) = refused.json()["errors"]
    wait = int(refused.headers["Retry-After"])
    assert error["extensions"] == {
        "code": Code.RATE_LIMITED,
        "limit": QUOTA,
        "left": left(refused),
        "measured": takes[address],
        "retryAfter": wait,
    }
    assert refused.headers["Cache-Control"] == "no-store"
    # Also where a page or a picture is wanted, an error is JSON.
    for accepted in ("text/html,*/*;q=0.8", "image/png", "*/*"):
        refused = await here.client.get(address, headers={"Accept": accepted})
        assert refused.headers["Content-Type"].startswith("application/")
        assert refused.json()["errors"][0]["extensions"]["code"] == Code.RATE_LIMITED
    clock.now += wait - 2
    assert (await here.client.get(address)).status_code == 429
    clock.now += 2
    assert (await here.client.get(address)).status_code == 200


async def test_questions_and_files_take_from_one_bucket(here: Running) -> None:
    counties = "{ jurisdictions(kind: COUNTY, first: 1000) { nodes { name } } }"
    asked = await here.ask(counties)
    assert left(await here.client.get(FILE)) == left(asked) - COST
    _, refused = await spend(here, FILE)
    assert left(refused) < COST
    assert (await here.ask(counties.replace("name", "code"))).status_code == 429


async def test_another_client_is_not_refused(served: str) -> None:
    # Loopback is trusted to say for whom it asks.
    with serving(served, units_per_minute=QUOTA) as address:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            one, other = ({"X-Forwarded-For": name} for name in ("192.0.2.1", "192.0.2.2"))
            assert (await client.get("/data/outcomes.csv?kind=COUNTY", headers=one)).status_code == 200
            assert (await client.get("/card/sides.png", headers=one)).status_code == 429
            assert (await client.get("/card/sides.png", headers=other)).status_code == 200


@pytest.mark.parametrize("address", [address for address in MADE if not address.startswith("/card/")])
async def test_who_has_it_already_is_told_so_whatever_is_left(here: Running, address: str) -> None:
    tag = (await here.client.get(address)).headers["ETag"]
    await spend(here, address)
    again = await here.client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "RateLimit" not in again.headers


async def test_what_cannot_be_given_takes_nothing(here: Running) -> None:
    for address, status in (
        ("/data/detainer.csv", 404),
        ("/data/detainers.csv?kind=county", 400),
        ("/data/detainers.csv?asOf=4000000", 400),
        ("/revisions.atom?since=3", 400),
        ("/card/nothing.png", 404),
    ):
        assert (await here.client.get(address)).status_code == status
    assert left(await here.client.get(FILE)) == QUOTA - COST


async def test_a_browser_that_asks_whether_it_may_ask_takes_nothing(here: Running) -> None:
    asks = {"Origin": "https://newsroom.example", "Access-Control-Request-Method": "GET"}
    for address in MADE:
        allowed = await here.client.options(address, headers=asks)
        assert allowed.status_code == 200
        assert "RateLimit" not in allowed.headers
    assert left(await here.client.get(FILE)) == QUOTA - COST


async def test_where_nobody_is_limited_nobody_is_told_of_it(server_url: str) -> None:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as client:
        for address in MADE:
            assert "RateLimit" not in (await client.get(address)).headers


def test_a_card_takes_no_less_than_its_questions_do() -> None:
    def units(text: str, **variables: object) -> int:
        document = read_document(text)
        (operation,) = document.operations
        return document.estimates.of(operation).of(variables).units

    held = {"asOf": {"revision": 3}}
    places = MOST_ROWS * units(PLACE, **held)
    agreements = units(NEWEST_LIST) + units(LIST, **held) + units(AGREEMENTS, **held)
    compared = units(COMPARED, codes=["CA", "MN", "US"], **held)
    assert cards.READING / 2 < max(places + compared, agreements) <= cards.READING


async def test_a_feed_takes_as_much_as_it_has(
    database: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish_another_number(database)
    connection = await asyncpg.connect(database)
    await connection.execute("insert into revision select max(number) + 1, now(), 'Words.' from revision")
    newest = await connection.fetchval("select max(number) from revision")
    words = {"as_stated": "Other words.", "note": "Another note."}
    await rewrite(connection, newest, "statement", "id = 'lasd-2024-requests'", lambda row: row | words)
    await connection.close()
    async with running(monkeypatch, database, units_per_minute=QUOTA) as here:
        answer = await here.client.get("/revisions.json")
    items = answer.json()["items"]
    of_words, of_a_number = (
        feeds.VALUES_OF_A_CORRECTION + 2 * feeds.VALUES_OF_A_TERM,
        feeds.VALUES_OF_A_CORRECTION,
    )
    for item, values in zip(items, (of_words, of_a_number), strict=False):
        (correction,) = item["_handover"]["corrections"]
        assert leaves_of(correction) == values
        assert leaves_of(item) == feeds.VALUES + values
    assert all(leaves_of(item) < feeds.VALUES for item in items[2:])
    assert QUOTA - left(answer) == of_a_feed(len(items)) + of_words + of_a_number
