"""A real Chromium, and what it went through on a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

# Left alone, a fresh Chromium asks its maker for updates; and as root it starts only without its sandbox.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Long enough for a busy machine: no test fails because the page was slow.
PATIENCE = 120_000  # milliseconds


@contextmanager
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, for as long as the block lasts."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("the page is tested in Chromium, which is not here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, the hosts that it and its workers have asked, and whatever went wrong in it."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    mishaps: list[str] = field(default_factory=list)

    def note_console(self, message: ConsoleMessage) -> None:
        """Keep what the console shows in yellow or red."""
        if message.type in {"warning", "error"}:
            self.mishaps.append(message.text)

    def assert_all_went_well(self) -> None:
        """The console stayed clean, and no host but the server was asked for anything."""
        assert self.mishaps == []
        assert self.hosts == {urlsplit(self.page.url).netloc}

    def note_response(self, response: Response) -> None:
        """Keep what the server would not or could not give."""
        if response.status >= 400:
            self.mishaps.append(f"{response.status} {response.url}")


DESKTOP, PHONE = (1280, 800), (390, 844)
"""Windows, width and height in pixels."""


@contextmanager
def first_visit(
    browser: Browser,
    url: str,
    window: tuple[int, int] = DESKTOP,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Visit]:
    """A page opened by a browser that has never been there; `window` is its width and height in pixels."""
    context = browser.new_context(
        viewport={"width": window[0], "height": window[1]},
        color_scheme=scheme,
        locale="en-US",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page())
    context.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    context.on("requestfailed", lambda request: visit.mishaps.append(f"{request.failure} {request.url}"))
    context.on("response", visit.note_response)
    context.on("console", visit.note_console)
    context.on("weberror", lambda error: visit.mishaps.append(str(error.error)))
    visit.page.clock.install()
    visit.page.goto(url)
    yield visit
    context.close()
