"""Panels in the frames of other pages, oEmbed, and what a link shows elsewhere."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Browser, expect
from starlette.applications import Starlette
from starlette.routing import Route

from api.answers import refuse_request
from api.embeds import embed_routes
from api.errors import RequestError
from api.pages import home
from api.sharing import PANELS
from tests.api.browser import PATIENCE

pytestmark = pytest.mark.system

WORDS = Path(__file__).resolve().parents[2] / "api" / "web" / "src" / "page" / "words" / "en.ts"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(
        routes=[Route("/", home), *embed_routes()], exception_handlers={RequestError: refuse_request}
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@contextmanager
def newsroom(page: str) -> Iterator[str]:
    """A page of another origin; its address. Really served: Chromium lets no made-up page frame this machine."""

    class Newsroom(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Newsroom) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_panels_are_called_here_what_the_page_calls_them() -> None:
    text = WORDS.read_text()
    panels = text[text.index("  panels: {") : text.index("  comparable: {")]
    found = re.findall(r'^    (\w+): \{\s*title: "([^"]+)"', panels, re.MULTILINE)
    assert dict(found) == PANELS


@pytest.mark.anyio
@pytest.mark.parametrize(
    "address",
    [
        "http://test/?place=MN:2025&panel=map#map",
        "http://test/?place=MN:2025&panel=map",
        "http://test/embed/map?place=MN:2025&panel=map",
    ],
)
async def test_oembed_tells_how_to_frame_the_panel_at_an_address(
    client: httpx.AsyncClient, address: str
) -> None:
    answer = await client.get("/oembed", params={"url": address, "maxwidth": "400"})
    told = answer.json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", PANELS["map"])
    assert (told["width"], told["height"]) == (400, 600)
    source = unescape(re.findall(r'<iframe src="([^"]+)"', told["html"])[0])
    assert source == "http://test/embed/map?place=MN:2025&panel=map"
    assert (await client.get(source)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 404),
        ({"url": "http://elsewhere/"}, 404),
        ({"url": "http://test/graphql"}, 404),
        ({"url": "http://test/embed/nothing"}, 404),
        ({"url": "http://[/"}, 404),
        ({"url": "http://test/", "format": "xml"}, 501),
        ({"url": "http://test/", "maxwidth": "-1"}, 400),
        ({"url": "http://test/", "maxheight": "9" * 99}, 400),
    ],
)
async def test_oembed_refuses_what_it_cannot_frame(
    client: httpx.AsyncClient, parameters: dict[str, str], status: int
) -> None:
    answer = await client.get("/oembed", params=parameters)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"].endswith(".")


@pytest.mark.anyio
async def test_a_link_shows_its_title_and_its_card_elsewhere_and_nothing_of_it_becomes_an_element(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get('/?panel=map&place=MN:2025&x="><script>alert(1)</script>')
    tags = dict(re.findall(r'<meta property="([^"]+)" content="([^"]+)" />', answer.text))
    assert tags["og:title"] == "Handover: The counties of the United States"
    assert unescape(tags["og:image"]).startswith("http://test/card/map.png?panel=map&place=MN:2025")
    assert "<script>alert" not in answer.text
    assert 'type="application/json+oembed"' in answer.text


@pytest.mark.anyio
async def test_a_panel_may_be_framed_by_anybody_and_the_page_by_nobody(client: httpx.AsyncClient) -> None:
    framed = await client.get("/embed/trend")
    assert framed.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert (await client.get("/")).headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    nothing = await client.get("/embed/nothing")
    assert nothing.status_code == 404
    assert "sides, counties" in nothing.json()["errors"][0]["message"]


def test_the_code_that_the_page_gives_frames_the_panel_as_high_as_it_is(
    browser: Browser, server_url: str
) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{server_url}/?place=MN:2025-12-01..2026-03-10")
    page.locator("#outcomes").get_by_role("button", name="Embed").click()
    code = page.locator("#outcomes textarea").input_value()
    with newsroom(code) as address:
        page.goto(address)
        panel = page.frame_locator("iframe")
        expect(panel.locator("#outcomes")).to_contain_text("files: 882")
        expect(panel.locator("h1")).to_have_text("How detainers ended")
        # The frame follows what is in it, also when the reader opens a part.
        panel.get_by_text("The numbers as a table").click()
        page.wait_for_function(
            "() => document.querySelector('iframe').height > 700",
            timeout=PATIENCE,
        )
        height = int(page.locator("iframe").get_attribute("height") or 0)
        assert abs(height - panel.locator("body").evaluate("body => body.getBoundingClientRect().height")) < 2
    page.context.close()
