"""The documentation at `/docs`, as `make docs` leaves it in `docs/site`."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import Scope

from api.pages import Packed

SITE = Path(__file__).parent / "docs" / "site"

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
"""The scripts that the theme writes into its pages. Those with an attribute are files, or data that is not run."""

MANY = 256
"""Pages whose policy is remembered; the site has fewer."""


def docs_routes() -> list[BaseRoute]:
    """The pages, below `/docs/`, to which their links lead."""
    return [Mount("/docs", Documentation(SITE, html=True), name="docs")]


class Documentation(Packed):
    """The site: asked for anew each time, and answered with 304 while it has not been built anew."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file or a page; the page for what is not there with 404, and 503 where nothing has been built."""
        if not (SITE / "index.html").is_file():
            return PlainTextResponse(
                "The documentation has not been built yet: run `make docs` and reload.",
                status_code=503,
                headers={"Cache-Control": "no-store"},
            )
        response = await super().get_response(path, scope)
        if response.status_code == 404:
            # Starlette sends it as it is.
            response.headers.update(self.headers_of(SITE / "404.html"))
        return response

    def headers_of(self, path: Path) -> dict[str, str]:
        """A page brings a policy of its own."""
        headers = {"Cache-Control": "no-cache"}
        if path.suffix == ".html":
            headers["Content-Security-Policy"] = policy_of(path, path.stat().st_mtime_ns)
        return headers


@lru_cache(maxsize=MANY)
def policy_of(page: Path, _changed: int) -> str:
    """A page speaks with this server alone, and runs the scripts that were built into it and no others.

    The search runs in a worker. The theme's icons are data: images in its style sheet.
    """
    inline = sorted(set(INLINE.findall(page.read_text("utf-8"))))
    scripts = [
        "'self'",
        *(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in inline),
    ]
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            "worker-src 'self'",
            "connect-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
