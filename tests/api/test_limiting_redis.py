"""Buckets that several servers share in a real Redis, and what they do without it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Iterator

import httpx
import pytest
import redis

from api.limiting import Limiter, Standing
from api.limiting_shared import SharedBuckets
from tests.api.redis_server import free_port, redis_server
from tests.api.serving import serving
from tests.api.test_limiting import QUOTA, ask, other, spend

pytestmark = pytest.mark.system


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def cache(port: int) -> Iterator[subprocess.Popen[bytes]]:
    with redis_server(port) as process:
        yield process


def test_two_servers_take_from_one_bucket(served: str, port: int, cache: subprocess.Popen[bytes]) -> None:
    url = f"redis://127.0.0.1:{port}"
    shared = {"units_per_minute": QUOTA, "redis_url": url}
    with (
        serving(served, **shared) as one,
        serving(served, **shared) as two,
        httpx.Client(base_url=one) as first,
        httpx.Client(base_url=two) as second,
    ):
        _, refused = spend(first)
        assert refused.status_code == 429
        assert ask(second, other(5000)).status_code == 429
        with redis.Redis(port=port) as client:
            keys = client.keys()
            assert keys
            assert b"127.0.0" not in b"".join(keys)
            assert all(0 < client.ttl(key) <= 120 for key in keys)


def test_without_its_redis_a_server_goes_on_and_counts_alone(
    served: str, port: int, cache: subprocess.Popen[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with (
        serving(served, units_per_minute=QUOTA, redis_url=f"redis://:password@127.0.0.1:{port}") as address,
        httpx.Client(base_url=address) as client,
    ):
        cache.kill()
        cache.wait()
        answered, refused = spend(client)
        assert answered > 5
        assert refused.status_code == 429
        messages = [record.message for record in caplog.records if "Redis" in record.message]
        assert len(messages) == 1
        assert "password" not in messages[0]
        assert str(port) not in messages[0]


async def taken(buckets: SharedBuckets, units: int) -> Standing:
    return await buckets.take("client", units)


def test_a_redis_that_hangs_is_not_waited_for_and_one_that_is_back_is_used_again(
    port: int, cache: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        monkeypatch.setattr("api.limiting_shared.PAUSE", 0.2)
        buckets = SharedBuckets(f"redis://127.0.0.1:{port}", 100)
        assert (await taken(buckets, 60)).left == 40
        cache.send_signal(signal.SIGSTOP)
        # Its own bucket is a full one.
        assert (await taken(buckets, 10)).left == 90
        cache.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.3)
        assert (await taken(buckets, 10)).left <= 40
        await buckets.close()

    asyncio.run(story())


def test_a_redis_that_was_never_there_keeps_nobody_from_starting(served: str) -> None:
    with (
        serving(served, units_per_minute=QUOTA, redis_url=f"redis://127.0.0.1:{free_port()}") as address,
        httpx.Client(base_url=address) as client,
    ):
        assert ask(client, other(0)).status_code == 200


def test_the_name_of_a_bucket_is_the_same_for_all_who_share_the_secret() -> None:
    names = []

    class Named:
        async def take(self, client: str, units: int) -> Standing:
            names.append(client)
            return Standing(1, 1)

        async def close(self) -> None:
            pass

    async def story() -> None:
        for secret in (b"one", b"one", b"two", None, None):
            await Limiter(Named(), secret).take("192.0.2.1", 1)

    asyncio.run(story())
    assert names[0] == names[1]
    assert len(set(names)) == 4
