"""A panel as a file: an SVG that stands alone and has the numbers, and the same as a PNG."""

import struct
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.browser import first_visit

pytestmark = pytest.mark.system

SVG = "{http://www.w3.org/2000/svg}"
# A number or a word of each panel that its picture must have.
TOLD = {
    "sides": "more than 26,000",
    "counties": "Hennepin County",
    "outcomes": "292",
    "definitions": "26.6%",
    "trend": "Minnesota, Oct 1, 2022",
    "map": "May 18, 2026: 1,843 agreements; agencies in",
    "claims": "Not comparable",
    "policy": "Holding past release: Prohibited",
}


@pytest.fixture(scope="module")
def page(browser: Browser, server_url: str) -> Iterator[Page]:
    with first_visit(browser, f"{server_url}/") as visit:
        for panel in TOLD:
            expect(visit.page.locator(f"#{panel} .source")).to_be_visible()
        expect(visit.page.locator(".county").first).to_be_attached()
        yield visit.page
        visit.assert_all_went_well()


def downloaded(page: Page, panel: str, kind: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"#{panel}").get_by_role("button", name=kind).click()
    assert download.value.suggested_filename == f"handover-{panel}.{kind.lower()}"
    return download.value.path().read_bytes()


@pytest.mark.parametrize("panel", TOLD)
def test_the_svg_stands_alone_and_has_the_numbers(page: Page, panel: str) -> None:
    picture = downloaded(page, panel, "SVG").decode()
    # Nothing of the page's style sheet is needed, and nothing is fetched.
    assert "var(--" not in picture
    assert "href" not in picture
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    lines = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert TOLD[panel] in " ".join(lines)
    assert "Revision" in " ".join(lines)
    # The hatching that shapes refer to is in the file.
    assert [pattern.get("id") for pattern in root.iter(f"{SVG}pattern")] == ["unknown"]


@pytest.mark.parametrize("panel", ["outcomes", "map"])
def test_the_png_is_twice_the_size_for_print(page: Page, panel: str) -> None:
    picture = downloaded(page, panel, "PNG")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 2 * 960
    assert height > 400
