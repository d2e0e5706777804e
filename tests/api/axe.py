"""What the accessibility checker axe finds in a page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WEB = Path(__file__).resolve().parents[2] / "api" / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds, with the elements that it finds it in."""
    # Evaluated, not added as a script: the page's policy lets no script of ours in, and rightly.
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(node => node.html) })))"
    )
    return found
