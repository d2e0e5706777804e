"""The pages that a browser opens and the files that they load, as `make bundle` leaves them in `web/dist`."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from api.packing import takes_gzip
from api.sharing import sharing_tags

DIST = Path(__file__).parent / "web" / "dist"

SHARING = "<!--sharing-->"
"""Where a page has room for what a link to it shows elsewhere."""

# The pages speak with this server alone. The two exceptions: charts and Monaco write style elements into the
# page, and Monaco's line under a mistake and a chart on its way to a PNG are data: images.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
FRAMED_BY_NOBODY = f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'"
FRAMED_BY_ANYBODY = f"{CONTENT_SECURITY_POLICY}; frame-ancestors *"

# Said here because Python would ask the machine, and machines differ; a browser refuses a script of another type.
MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}


async def home(request: Request) -> Response:
    """The page of the panels; what it shows is in its address, and read there by its script."""
    return _page("index.html", FRAMED_BY_NOBODY, sharing_tags(request, request.query_params.get("panel", "")))


async def embedded_panel(request: Request) -> Response:
    """One panel, for the frame of any other page."""
    return _page("embed/panel.html", FRAMED_BY_ANYBODY, sharing_tags(request, request.path_params["panel"]))


def graphiql_page() -> Response:
    """GraphiQL for a browser that opens `/graphql`."""
    page = _page("graphiql.html", FRAMED_BY_NOBODY)
    # The API answers at the same address.
    page.headers["Vary"] = "Accept"
    return page


def _page(name: str, policy: str, sharing: str = "") -> Response:
    """A page as it was built; 503 and how to build it where it has not been built."""
    try:
        page = (DIST / name).read_text("utf-8")
    except FileNotFoundError:
        return PlainTextResponse(
            "The pages have not been built yet: run `make bundle` and reload.",
            status_code=503,
            headers={"Cache-Control": "no-store"},
        )
    return HTMLResponse(
        page.replace(SHARING, sharing),
        headers={"Cache-Control": "no-cache", "Content-Security-Policy": policy},
    )


def asset_routes() -> list[BaseRoute]:
    """The scripts, styles, workers, boundaries, font and icon of the pages, under `/assets`."""
    return [Mount("/assets", Assets(DIST / "assets"), name="assets")]


class Packed(StaticFiles):
    """Files of a build, each with a copy packed as .gz beside it for the browsers that can read it."""

    def __init__(self, directory: Path, *, html: bool = False) -> None:
        super().__init__(directory=directory, html=html, check_dir=False)

    async def check_config(self) -> None:
        """Accept a folder that is not there: until it is built, its files are not found."""

    def headers_of(self, path: Path) -> dict[str, str]:
        """What is said of a file besides its type and coding."""
        raise NotImplementedError

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or the copy that the build has compressed where the browser can read it."""
        request_headers = Headers(scope=scope)
        path = Path(full_path)
        own = self.headers_of(path)
        headers = {**own, "Vary": "Accept-Encoding"}
        media_type = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
        compressed = path.with_name(f"{path.name}.gz")
        if takes_gzip(request_headers) and compressed.is_file():
            headers["Content-Encoding"] = "gzip"
            path, stat_result = compressed, compressed.stat()
        response: Response = FileResponse(path, status_code, headers, media_type, stat_result=stat_result)
        if self.is_not_modified(response.headers, request_headers):
            response = NotModifiedResponse(response.headers)
            # A browser takes the headers of a 304 for those of the file that it has: a page's policy must come again.
            response.headers.update(own)
        return response


class Assets(Packed):
    """Files whose names change with their content: fetched once, then kept by the browser."""

    def headers_of(self, path: Path) -> dict[str, str]:
        """Kept for a year, without asking again."""
        return {"Cache-Control": "public, max-age=31536000, immutable"}
