"""Social cards: the picture that other sites show of a link, 1200 by 630 pixels, drawn here as SVG and made a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from html import escape
from typing import Any, Final

from anyio import to_thread
from resvg_py import svg_to_bytes
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from api.caching import Lifetime, until_the_next_revision
from api.card_rows import Row, card_rows, may_compare
from api.errors import Code, RequestError
from api.limiting_http import take, with_standing
from api.not_now import raise_if_not_now
from api.pages import DIST
from api.sharing import PANELS
from schema import Context, schema

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 72
ROW: Final = 132
LONGEST_NAME: Final = 42
"""Letters of a name that leave room for the number beside it."""
LONGEST_ALONE: Final = 64
"""Letters of a name that has the line to itself."""

READING: Final = 30_000
"""Units of what a card asks of the API at most: three places at a revision that is named, and whether they compare."""
DRAWING: Final = 10_000
"""Units of the drawing, which takes as long as so many values of a file."""
UNITS: Final = READING + DRAWING

EACH_WITH_ITS_SOURCE: Final = "ICE detainers, releases and pickups: each number with its source"
LISTED: Final = (
    "287(g) agreements on the lists of participating agencies that ICE publishes, one for each month"
)
SAID: Final = "What law, policy and practice say (the page has who says so), and agreements as ICE lists them"
PERIODS_DIFFER: Final = "Periods or definitions differ: these shares do not compare"
DO_NOT_COMPARE: Final = "These shares do not count the same thing and do not compare"


def card_routes() -> list[BaseRoute]:
    """A card for each panel at each address of the page."""
    return [Route("/card/{panel}.png", card)]


async def card(request: Request) -> ASGIApp:
    """The card of a panel; the query is that of the page's address. 404 for what is no panel. Raises RateLimitedError."""
    panel = request.path_params["panel"]
    if panel not in PANELS:
        raise RequestError(404, Code.NOT_FOUND, f"There is no such card; there are {', '.join(PANELS)}.")
    standing = await take(request, UNITS)

    async def ask(document: str, variables: dict[str, Any]) -> dict[str, Any] | None:
        with closing(Context(request.state.pool, request.state.catalogues)) as context:
            result = await schema.execute(document, variables, context)
        raise_if_not_now(result.errors or ())
        return None if result.errors else result.data

    rows = await card_rows(panel, request.query_params, ask)
    compare = await may_compare(rows, request.query_params, ask)
    # Some 30 ms of drawing, meanwhile others are served.
    png = await to_thread.run_sync(rendered, drawing(PANELS[panel], rows, compare=compare))
    # A card without a number is nothing to keep: the next one may have it.
    caching = until_the_next_revision() if rows else {"Cache-Control": Lifetime.NOT_AT_ALL}
    return with_standing(Response(png, media_type="image/png", headers=caching), standing)


def rendered(svg: str) -> bytes:
    """The drawing as a PNG, in the face that the build brings along: a server need not have any."""
    fonts = [str(path) for path in sorted((DIST / "fonts").glob("*.ttf"))]
    return svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts, font_family="Public Sans")


def drawing(title: str, rows: Sequence[Row], *, compare: bool = True) -> str:
    """The card as SVG: title, a line for each place with its number, and the share as a bar.

    `compare`: whether the shares may be put side by side.
    """
    lines = "".join(_row(row, 200 + ROW * index) for index, row in enumerate(rows))
    # A share of another period or by another definition is not higher or lower.
    differ = len({row.detail for row in rows if row.is_share}) > 1
    if rows and not any(row.is_share for row in rows):
        foot = SAID if any(row.beside for row in rows) else LISTED
    else:
        foot = PERIODS_DIFFER if differ else EACH_WITH_ITS_SOURCE if compare else DO_NOT_COMPARE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="Public Sans" fill="#1b1f23">'
        '<defs><pattern id="unknown" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="10" height="10" fill="#f1f2f3"/><rect width="3" height="10" fill="#a4abb2"/></pattern></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<rect width="{WIDTH}" height="12" fill="#1f4e79"/>'
        f"{_text(MARGIN, 84, 'Handover', 28, 600)}"
        f"{_text(MARGIN, 140, title, 46, 600)}"
        f"{lines}"
        f"{_text(MARGIN, HEIGHT - 34, foot, 22, 400, '#565d65')}"
        "</svg>"
    )


def _row(row: Row, top: int) -> str:
    longest = LONGEST_NAME if row.figure else LONGEST_ALONE
    name = row.name if len(row.name) <= longest else f"{row.name[: longest - 1].rstrip()}…"
    right = f'text-anchor="end" x="{WIDTH - MARGIN}"'
    figure = f'<text {right} y="{top + 50}" font-size="44" font-weight="600">{escape(row.figure)}</text>'
    return (
        f"{_text(MARGIN, top + 32, name, 30, 600)}"
        f"{_text(MARGIN, top + 64, row.detail, 22, 400, '#565d65')}"
        f"{figure if row.figure else ''}"
        f"{_bar(row, top + 82) if row.is_share else ''}"
        f"{_text(MARGIN, top + 96, row.beside, 22, 400, '#565d65') if row.beside else ''}"
    )


def _bar(row: Row, top: int) -> str:
    """From 0 to 1 over the width: full up to the least, lighter up to the most; hatched where it is not known."""
    whole = WIDTH - 2 * MARGIN
    if row.least is None or row.most is None:
        return f'<rect x="{MARGIN}" y="{top}" width="{whole}" height="16" fill="url(#unknown)"/>'
    return (
        f'<rect x="{MARGIN}" y="{top}" width="{whole}" height="16" fill="#eceef0"/>'
        f'<rect x="{MARGIN}" y="{top}" width="{whole * row.most:.1f}" height="16" fill="#a3c3e0"/>'
        f'<rect x="{MARGIN}" y="{top}" width="{whole * row.least:.1f}" height="16" fill="#1f4e79"/>'
    )


def _text(x: int, y: int, text: str, size: int, weight: int, fill: str = "#1b1f23") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}">{escape(text)}</text>'
    )
