"""What the page's own addresses answer, over HTTP."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path, PurePath

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import pages


async def page(_: Request) -> Response:
    return pages.graphiql_page()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route("/graphql", page), *pages.asset_routes()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture(scope="module")
def assets() -> dict[str, bytes]:
    """The files that the page loads and their packed copies, by name."""
    assert pages.DIST.is_dir(), "the page is not built: make bundle"
    return {path.name: path.read_bytes() for path in (pages.DIST / "assets").iterdir()}


@pytest.fixture(scope="module")
def names(assets: dict[str, bytes]) -> list[str]:
    """The names of the files, without the packed copies."""
    return sorted(name for name in assets if not name.endswith(".gz"))


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout in which the page has not been built."""
    monkeypatch.setattr(pages, "DIST", tmp_path / "dist")


@pytest.mark.anyio
async def test_the_page_is_asked_for_anew_each_time_and_loads_from_here_alone(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/graphql")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Vary"] == "Accept"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "://" not in policy
    assert "://" not in answer.text
    assert '<html lang="en">' in answer.text


@pytest.mark.anyio
async def test_an_asset_comes_whole_with_its_type_and_is_kept_for_good(
    client: httpx.AsyncClient, assets: dict[str, bytes], names: list[str]
) -> None:
    for name in names:
        plain = await client.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
        packed = await client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip, br"})
        assert plain.content == packed.content == assets[name]
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert plain.headers["ETag"] != packed.headers["ETag"]
        for answer in (plain, packed):
            media_type = answer.headers["Content-Type"].removesuffix("; charset=utf-8")
            assert media_type == pages.MEDIA_TYPES[PurePath(name).suffix]
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.anyio
async def test_an_asset_that_has_not_changed_is_not_sent_again(
    client: httpx.AsyncClient, names: list[str]
) -> None:
    address = f"/assets/{names[0]}"
    tag = (await client.get(address)).headers["ETag"]
    assert (await client.get(address, headers={"If-None-Match": tag})).status_code == 304


@pytest.mark.anyio
@pytest.mark.parametrize(
    "address",
    [
        "/assets/",
        "/assets/no-such.js",
        "/assets/../index.html",
        "/assets/..%2findex.html",
        "/assets/%2e%2e/%2e%2e/package.json",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..%5cindex.html",
        "/assets/%00",
        f"/assets/{'x' * 300}",
    ],
)
async def test_there_is_nothing_else_under_assets(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 404


@pytest.mark.anyio
@pytest.mark.usefixtures("unbuilt")
async def test_an_unbuilt_page_says_how_to_build_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql")
    assert answer.status_code == 503
    assert answer.text == "The pages have not been built yet: run `make bundle` and reload."
    assert (await client.get("/assets/index.js")).status_code == 404


def test_the_build_packed_each_asset_as_it_is(assets: dict[str, bytes], names: list[str]) -> None:
    for name in names:
        assert gzip.decompress(assets[f"{name}.gz"]) == assets[name]


def test_of_the_languages_that_monaco_knows_the_page_brings_two(names: list[str]) -> None:
    kinds = {name.split("-")[0] for name in names}
    assert {kind for kind in kinds if kind.endswith((".worker", "Mode"))} == {
        "editor.worker",
        "graphql.worker",
        "graphqlMode",
        "json.worker",
        "jsonMode",
    }
