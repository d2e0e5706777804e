"""How much one client may ask: taken by cost, told in headers, refused with 429, nothing for what is in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest

from api.limiting import WINDOW, Limiter, OwnBuckets, network_of
from api.limiting_memory import OwnMemory
from api.settings import Settings, SettingsError, settings_from
from schema.codes import Code
from schema.cost.estimate import QUESTION
from tests.api.in_process import running
from tests.api.serving import serving

NAME = '{ jurisdiction(code: "MN") { name } }'
COST = QUESTION + 100 + 1 + 1
"""Of that: the question, the statement that finds the newest revision, its row, and one value."""

QUOTA = 10 * COST + COST // 2


@pytest.fixture
def limited(served: str) -> Iterator[httpx.Client]:
    with (
        serving(served, units_per_minute=QUOTA) as address,
        httpx.Client(base_url=address, headers={"Accept": "application/json"}) as client,
    ):
        yield client


def ask(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.post("/graphql", json={"query": query}, headers=headers)


def other(number: int) -> str:
    """A question that costs as much and was never asked."""
    return NAME.replace("name", f"a{number}: name")


def spend(client: httpx.Client, **headers: str) -> tuple[int, httpx.Response]:
    """Ask until it is refused: how many were answered, and the refusal."""
    for number in range(1000):
        response = ask(client, other(number), **headers)
        if response.status_code != 200:
            return number, response
    raise AssertionError("it was never refused")


def left(response: httpx.Response) -> int:
    found = re.fullmatch(r'"cost";r=(\d+);t=(\d+)', response.headers["RateLimit"])
    assert found
    assert 1 <= int(found[2]) <= 2 * WINDOW
    return int(found[1])


def test_each_question_takes_what_it_costs_and_is_told_what_is_left(limited: httpx.Client) -> None:
    # The server asked itself once, as it does when it starts.
    first = ask(limited, other(0))
    second = ask(limited, other(1))
    assert first.headers["RateLimit-Policy"] == f'"cost";q={QUOTA};w={WINDOW}'
    # Meanwhile what was taken fades: by less than a question in the time of one.
    assert 0 <= left(first) - (left(second)) <= COST
    assert "RateLimit" in first.headers["Access-Control-Expose-Headers"]


def test_more_than_the_bucket_holds_is_refused_until_it_has_filled_again(limited: httpx.Client) -> None:
    answered, refused = spend(limited)
    assert answered >= 5
    assert refused.status_code == 429
    (error,) = refused.json()["errors"]
    extensions = error["extensions"]
    assert extensions["code"] == Code.RATE_LIMITED
    assert extensions["limit"] == QUOTA
    assert extensions["measured"] == COST
    assert extensions["left"] == left(refused) < COST
    assert 1 <= int(refused.headers["Retry-After"]) == extensions["retryAfter"] <= 2 * WINDOW
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["RateLimit-Policy"] == f'"cost";q={QUOTA};w={WINDOW}'


def test_what_is_in_memory_takes_nothing_even_from_an_empty_bucket(limited: httpx.Client) -> None:
    kept = ask(limited, NAME)
    spend(limited)
    for spacing in ("", " ", "  "):
        # The same bytes are answered in front; others with the same document would be read first.
        again = ask(limited, NAME)
        assert again.status_code == 200, spacing
        assert again.content == kept.content
        assert "RateLimit" not in again.headers


def test_an_answer_is_the_same_whatever_is_left(limited: httpx.Client, server_url: str) -> None:
    with httpx.Client(base_url=server_url, headers={"Accept": "application/json"}) as unlimited:
        assert ask(limited, NAME).content == ask(unlimited, NAME).content
        assert "RateLimit" not in ask(unlimited, other(1)).headers


def test_a_question_that_is_refused_takes_something_too(limited: httpx.Client) -> None:
    taken = [ask(limited, f"{{ nothing{number} }}") for number in range(100)]
    assert {response.status_code for response in taken} == {200, 429}
    assert taken[-1].json()["errors"][0]["extensions"]["code"] == Code.RATE_LIMITED


@pytest.mark.anyio
async def test_a_question_that_costs_more_than_the_bucket_holds_takes_all_of_it() -> None:
    limiter = Limiter(OwnBuckets(OwnMemory(), 500))
    first, second = await limiter.take("192.0.2.1", 10_000), await limiter.take("192.0.2.1", 100)
    assert first.wait == 0
    assert first.left == 0
    assert second.wait > 0


def test_only_a_proxy_that_is_trusted_says_for_whom_it_asks(served: str) -> None:
    with (
        serving(served, units_per_minute=QUOTA) as address,
        httpx.Client(base_url=address, headers={"Accept": "application/json"}) as client,
    ):
        # Loopback is trusted: each address has a bucket of its own, by the last that no trusted proxy has written.
        spend(client, **{"X-Forwarded-For": "192.0.2.1"})
        assert ask(client, other(2001), **{"X-Forwarded-For": "192.0.2.1"}).status_code == 429
        assert ask(client, other(2001), **{"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}).status_code == 429
        assert ask(client, other(2000), **{"X-Forwarded-For": "192.0.2.2"}).status_code == 200


def test_what_anybody_else_says_of_it_does_not_count(served: str) -> None:
    with (
        serving(served, units_per_minute=QUOTA, proxies=("192.0.2.77",)) as address,
        httpx.Client(base_url=address, headers={"Accept": "application/json"}) as client,
    ):
        spend(client, **{"X-Forwarded-For": "192.0.2.1"})
        assert ask(client, other(2000), **{"X-Forwarded-For": "192.0.2.2"}).status_code == 429


class Clock(SimpleNamespace):
    """Stands in for the module `time` of the storage."""

    now = 1_000_000_000.0

    def time(self) -> float:
        return self.now


@pytest.mark.anyio
@pytest.mark.parametrize("spent", [100, 60, 37])
async def test_after_the_time_that_is_told_the_question_is_taken_and_a_second_before_it_is_not(
    monkeypatch: pytest.MonkeyPatch, spent: int
) -> None:
    clock = Clock()
    monkeypatch.setattr("limits.aio.storage.memory.time", clock)
    monkeypatch.setattr("api.limiting_memory.time", clock)
    buckets = OwnBuckets(OwnMemory(), 100)
    assert (await buckets.take("a", spent)).left == 100 - spent
    clock.now += 50
    refused = await buckets.take("a", 90)
    assert refused.wait
    clock.now += refused.wait - 2
    assert (await buckets.take("a", 90)).wait
    clock.now += 2
    assert (await buckets.take("a", 90)).wait == 0


@pytest.mark.anyio
async def test_what_is_over_is_forgotten_also_of_clients_that_do_not_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr("limits.aio.storage.memory.time", clock)
    monkeypatch.setattr("api.limiting_memory.time", clock)
    storage = OwnMemory()
    buckets = OwnBuckets(storage, 100)
    for number in range(50):
        await buckets.take(str(number), 1)
    clock.now += 3 * WINDOW
    await buckets.take("another", 1)
    assert len(storage.storage) == len(storage.expirations) == 1


@pytest.mark.anyio
async def test_however_many_clients_there_are_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limiting_memory.MOST_COUNTED", 10)
    storage = OwnMemory()
    buckets = OwnBuckets(storage, 100)
    for number in range(50):
        await buckets.take(str(number), 1)
    assert len(storage.storage) == len(storage.expirations) == 10
    assert (await buckets.take("49", 1)).left == 98


@pytest.mark.anyio
async def test_no_address_is_kept() -> None:
    storage = OwnMemory()
    limiter = Limiter(OwnBuckets(storage, 100))
    await limiter.take("192.0.2.55", 100)
    await limiter.take("192.0.2.55", 100)
    assert limiter.emptied("192.0.2.55")
    kept = repr(vars(storage)) + repr(vars(limiter)) + repr(limiter._empty.__dict__)
    assert storage.storage
    assert "192.0.2" not in kept


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (None, ""),
        ("/run/socket", ""),
    ],
)
def test_the_subscriber_of_a_network_is_one_client(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.anyio
async def test_one_who_has_nothing_left_is_refused_before_the_question_is_read(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(monkeypatch, served, units_per_minute=QUESTION) as here:
        await here.ask(other(0))
        refused = await here.ask(other(1))
        assert refused.status_code == 429
        unread = await here.client.post("/graphql", content=b"not JSON at all")
        assert unread.status_code == 429
        assert unread.headers["Retry-After"] == refused.headers["Retry-After"]


def test_the_settings_say_how_much_where_it_is_counted_and_whom_to_believe() -> None:
    given = settings_from(
        {
            "HANDOVER_UNITS_PER_MINUTE": "0",
            "HANDOVER_REDIS_URL": "redis://:secret@cache/1",
            "HANDOVER_PROXIES": "10.0.0.0/8, 2001:db8::1",
        }
    )
    assert given.units_per_minute == 0
    assert given.redis_url == "redis://:secret@cache/1"
    assert given.proxies == ("10.0.0.0/8", "2001:db8::1")
    assert Settings().proxies == settings_from({}).proxies == ("127.0.0.1",)
    assert settings_from({}).units_per_minute == 3_000_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HANDOVER_UNITS_PER_MINUTE", "many"),
        ("HANDOVER_UNITS_PER_MINUTE", "-1"),
        ("HANDOVER_REDIS_URL", "http://cache:secret"),
        ("HANDOVER_PROXIES", "*"),
        ("HANDOVER_PROXIES", "10.0.0.1/8"),
        ("HANDOVER_PROXIES", "proxy.example"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_from({name: value})
    assert name in str(refused.value)
    assert "secret" not in str(refused.value)
