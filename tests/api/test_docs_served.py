"""What the addresses below `/docs` answer, over HTTP."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api.documentation import SITE, Documentation, docs_routes
from api.pages import MEDIA_TYPES
from tests.api.docs_site import site


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=docs_routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.mark.anyio
async def test_the_address_that_people_type_leads_to_the_start(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs")
    assert answer.status_code == 307
    assert answer.headers["Location"] == "http://test/docs/"
    assert "Start in five minutes" in (await client.get("/docs/")).text


@pytest.mark.anyio
async def test_a_page_runs_the_scripts_that_were_built_into_it_and_no_others(
    client: httpx.AsyncClient,
) -> None:
    for address in site():
        answer = await client.get(f"/docs/{address}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        allowed = policy["script-src"].split()
        assert allowed[0] == "'self'"
        assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", each) for each in allowed[1:])
        # Scripts of a browser's own kind of data are not run, and an attribute that were one would be refused.
        assert len(allowed) - 1 == len(set(re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)))
        assert not re.search(r"<[^>]+ (on\w+|style)=", answer.text)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "://" not in answer.headers["Content-Security-Policy"]


def test_a_page_loads_from_here_alone() -> None:
    for address, page in site().items():
        text = page.path.read_text("utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"', text)
        loaded += re.findall(r'<link[^>]*\shref="([^"]+)"', text)
        assert loaded
        assert [each for each in loaded if "//" in each] == [], address
    for style in SITE.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//|@import", style.read_text("utf-8")), style.name


@pytest.mark.anyio
async def test_a_file_comes_whole_with_its_type_and_packed_for_who_can_read_it(
    client: httpx.AsyncClient,
) -> None:
    files = [path for path in SITE.rglob("*") if path.is_file() and path.suffix != ".gz"]
    assert {path.suffix for path in files} <= MEDIA_TYPES.keys()
    for path in files:
        address = f"/docs/{path.relative_to(SITE).as_posix()}"
        plain = await client.get(address, headers={"Accept-Encoding": "identity"})
        packed = await client.get(address, headers={"Accept-Encoding": "gzip"})
        assert plain.content == packed.content == path.read_bytes()
        copy = path.with_name(f"{path.name}.gz")
        assert copy.is_file() == ("Content-Encoding" in packed.headers)
        if copy.is_file():
            assert gzip.decompress(copy.read_bytes()) == path.read_bytes()
            assert plain.headers["ETag"] != packed.headers["ETag"]
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
        assert plain.headers["Cache-Control"] == "no-cache"
        assert plain.headers["Content-Type"].partition(";")[0] == MEDIA_TYPES[path.suffix]


@pytest.mark.anyio
async def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    once = await client.get("/docs/concepts/rates/")
    again = await client.get("/docs/concepts/rates/", headers={"If-None-Match": once.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    # The browser renews the headers of the page that it has by these.
    for name in ("Content-Security-Policy", "Cache-Control", "ETag", "Vary"):
        assert again.headers[name] == once.headers[name]


@pytest.mark.anyio
@pytest.mark.parametrize("address", ["/docs/nothing", "/docs/nothing/at/all/", f"/docs/{'x' * 300}"])
async def test_what_is_not_there_gets_a_page_that_finds_its_styles(
    client: httpx.AsyncClient, address: str
) -> None:
    answer = await client.get(address)
    assert answer.status_code == 404
    if answer.headers["Content-Type"].startswith("text/html"):
        assert "script-src 'self' 'sha256-" in answer.headers["Content-Security-Policy"]
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
        assert styles
        for style in styles:
            assert (await client.get(style)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    "address",
    [
        "/docs/../settings.py",
        "/docs/..%2f..%2fsettings.py",
        "/docs/%2e%2e/fill.py",
        "/docs//etc/passwd",
        "/docs/%00",
    ],
)
async def test_nothing_outside_of_the_site_is_given(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "import" not in answer.text.partition("<script>")[0]


@pytest.mark.anyio
async def test_an_unbuilt_site_says_how_to_build_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.documentation.SITE", tmp_path / "site")
    app = Documentation(tmp_path / "site", html=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/concepts/")
    assert answer.status_code == 503
    assert answer.text == "The documentation has not been built yet: run `make docs` and reload."
    assert answer.headers["Cache-Control"] == "no-store"
