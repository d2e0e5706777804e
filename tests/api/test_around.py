"""What is around every answer: reading from any page, security headers, compression, health, the SDL."""

import asyncio
import gzip
from collections.abc import Iterator

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.security import ReadableByAnyPage
from schema.sdl import sdl
from tests.api.serving import serving

ADDRESSES = ["/graphql?query={__typename}", "/graphql", "/schema.graphql", "/health/live", "/nowhere", "/"]


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url) as client:
        yield client


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_page_may_read_any_answer(client: httpx.Client, address: str) -> None:
    response = client.get(address, headers={"Origin": "https://newsroom.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.anyio
async def test_a_page_may_read_how_long_it_is_to_wait() -> None:
    async def busy(_: Request) -> Response:
        return Response(status_code=503, headers={"Retry-After": "1"})

    app = ReadableByAnyPage(Starlette(routes=[Route("/", busy)]), allow_origins=["*"])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/", headers={"Origin": "https://newsroom.example"})
    assert response.headers["access-control-expose-headers"] == "Retry-After"


@pytest.mark.parametrize("asked", ["content-type", "authorization,content-type,if-none-match,x-client"])
def test_a_browser_that_asks_beforehand_may_send_what_it_likes_and_need_not_ask_again_today(
    client: httpx.Client, asked: str
) -> None:
    response = client.options(
        "/graphql",
        headers={
            "Origin": "https://newsroom.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": asked,
        },
    )
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    allowed = response.headers["access-control-allow-headers"].lower().replace(" ", "").split(",")
    assert set(asked.split(",")) <= set(allowed)
    assert response.headers["access-control-max-age"] == "86400"


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address != "/"])
def test_a_browser_is_told_to_do_no_more_with_an_answer_than_it_needs(
    client: httpx.Client, address: str
) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "server" not in headers


def test_a_browser_gets_the_page_with_a_policy_of_its_own(client: httpx.Client) -> None:
    response = client.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in response.headers["content-security-policy"]


def test_the_home_page_is_a_page_with_a_policy_of_its_own(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in response.headers["content-security-policy"]


def test_a_long_answer_is_compressed_for_those_who_can_read_it(client: httpx.Client) -> None:
    with client.stream("GET", "/schema.graphql", headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(response.iter_raw())).decode() == sdl()
    plain = client.get("/schema.graphql", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_the_schema_is_served_as_text_and_not_twice(client: httpx.Client) -> None:
    response = client.get("/schema.graphql")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == sdl()
    tag = response.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get("/schema.graphql", headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    assert client.get("/schema.graphql", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_server_with_figures_lives_and_is_ready(client: httpx.Client) -> None:
    for address in ("/health/live", "/health/ready"):
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"


def test_a_server_without_figures_lives_and_is_not_ready(empty_database: str) -> None:
    with serving(empty_database) as address:
        assert httpx.get(f"{address}/health/live").status_code == 200
        response = httpx.get(f"{address}/health/ready")
        assert response.status_code == 503
        assert response.text == "The database has no figures yet.\n"


@pytest.mark.anyio
async def test_a_server_whose_database_goes_away_lives_and_is_ready_again_when_it_is_back(
    database: str,
) -> None:
    name = database.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(database.replace(f"/{name}?", "/postgres?"))
    with serving(database) as address:
        async with httpx.AsyncClient(base_url=address) as client:
            assert (await client.get("/health/ready")).status_code == 200
            await connection.execute(f"alter database {name} allow_connections false")
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
            )
            # It looks by itself, a few times a second.
            while (response := await client.get("/health/ready")).status_code == 200:
                await asyncio.sleep(0.01)
            assert response.status_code == 503
            assert response.headers["retry-after"] == "1"
            assert response.text == "The database does not answer.\n"
            assert (await client.get("/health/live")).status_code == 200
            await connection.execute(f"alter database {name} allow_connections true")
            while (response := await client.get("/health/ready")).status_code == 503:
                await asyncio.sleep(0.01)
            assert response.status_code == 200
    await connection.close()
