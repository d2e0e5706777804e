"""What other sites show of a link to a panel: title, picture, and where oEmbed tells them how to frame it."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

PANELS: Final = {
    "sides": "Side by side",
    "counties": "County by county",
    "outcomes": "How detainers ended",
    "definitions": "One place, six rates",
    "trend": "Month by month",
    "map": "The counties of the United States",
    "claims": "Claims against records",
    "policy": "Law, policy and practice",
}
"""The panels by the names that addresses use, with the titles that the page gives them in English."""

FIRST: Final = next(iter(PANELS))
"""The panel that stands for the page where none is named."""

DESCRIPTION: Final = (
    "When a jail or a prison let go of somebody whom ICE had asked for, did ICE take them? "
    "The public records, each number with its source."
)


def sharing_tags(request: Request, panel: str) -> str:
    """The elements of the head for the address that is asked for; `panel` "" or unknown: the page as a whole.

    Open Graph: https://ogp.me/. Discovery of oEmbed: https://oembed.com/, section 4.
    """
    title = f"Handover: {PANELS[panel]}" if panel in PANELS else "Handover"
    address = str(request.url)
    base = str(request.base_url)
    oembed = f"{base}oembed?{urlencode({'url': address})}"
    card = f"{base}card/{panel if panel in PANELS else FIRST}.png?{request.url.query}".rstrip("?")
    properties = {
        "og:type": "website",
        "og:site_name": "Handover",
        "og:title": title,
        "og:description": DESCRIPTION,
        "og:url": address,
        "og:image": card,
        "og:image:width": "1200",
        "og:image:height": "630",
    }
    return "\n    ".join(
        [
            *(
                f'<meta property="{name}" content="{escape(content)}" />'
                for name, content in properties.items()
            ),
            '<meta name="twitter:card" content="summary_large_image" />',
            f'<link rel="alternate" type="application/json+oembed" title="{escape(title)}" href="{escape(oembed)}" />',
        ]
    )
