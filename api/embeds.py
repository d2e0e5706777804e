"""Panels in the frames of other pages: the frame itself, and oEmbed (https://oembed.com/), which says how to make it."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.errors import Code, RequestError
from api.pages import embedded_panel
from api.sharing import FIRST, PANELS

WIDTH: Final = 720
HEIGHT: Final = 600
"""The frame in pixels where the asking site sets no limit; the panel then tells its page how high it is."""

DAY: Final = 24 * 60 * 60


def embed_routes() -> list[BaseRoute]:
    """The frames, and how to make one."""
    return [Route("/embed/{panel}", embed), Route("/oembed", oembed)]


async def embed(request: Request) -> Response:
    """A panel for a frame. 404 for what is no panel."""
    if request.path_params["panel"] not in PANELS:
        raise RequestError(404, Code.NOT_FOUND, f"There is no such panel; there are {', '.join(PANELS)}.")
    return await embedded_panel(request)


async def oembed(request: Request) -> Response:
    """How to frame the panel at an address of the page. 404 for any other address, 501 for XML."""
    parameters = request.query_params
    if parameters.get("format", "json") != "json":
        raise RequestError(
            501, Code.BAD_REQUEST, "oEmbed is answered in JSON alone; leave “format” out or ask for json."
        )
    panel, query = _panel_at(request, parameters.get("url", ""))
    width = min(WIDTH, _most(parameters.get("maxwidth"), "maxwidth"))
    height = min(HEIGHT, _most(parameters.get("maxheight"), "maxheight"))
    source = f"{request.base_url}embed/{panel}{'?' if query else ''}{query}"
    title = PANELS[panel]
    return JSONResponse(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": "Handover",
            "provider_url": str(request.base_url),
            "title": title,
            "cache_age": DAY,
            "width": width,
            "height": height,
            "html": f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}" '
            'style="border:0" loading="lazy"></iframe>',
        }
    )


def _panel_at(request: Request, url: str) -> tuple[str, str]:
    """The panel and the query of an address of this server. Raises RequestError 404 for others."""
    nothing = RequestError(404, Code.NOT_FOUND, "“url” is no address of the page or of a panel here.")
    base = urlsplit(str(request.base_url))
    try:
        asked = urlsplit(url)
    except ValueError:
        raise nothing from None
    if (asked.scheme, asked.netloc) != (base.scheme, base.netloc):
        raise nothing
    panel = _named_panel(asked, base.path)
    if panel is None:
        raise nothing
    return panel, asked.query


def _named_panel(asked: SplitResult, root: str) -> str | None:
    """The panel: behind the # or in the query of the page's address, or in the path of a frame's."""
    path = asked.path.removeprefix(root)
    if path == "":
        named = [asked.fragment, *parse_qs(asked.query).get("panel", ())]
        return next((name for name in named if name in PANELS), FIRST)
    name = path.removeprefix("embed/")
    return name if path.startswith("embed/") and name in PANELS else None


def _most(text: str | None, name: str) -> int:
    """A limit in pixels. Raises RequestError 400 for what is none."""
    if text is None:
        return 10_000
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) > 0):
        raise RequestError(400, Code.BAD_REQUEST, f"“{name}” is a number of pixels, from 1 to 99999.")
    return int(text)
