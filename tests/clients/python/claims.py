"""Prints what officials have claimed about a place, and what the records say: a typed client by ariadne-codegen.

    python -m venv .venv
    .venv/bin/pip install --requirement requirements.lock
    .venv/bin/ariadne-codegen               # writes `generated` from claims.graphql and the schema, checked against it
    .venv/bin/python claims.py http://127.0.0.1:8000 CA

Dates come as dates and enums as enums; `mypy` finds what the document does not ask for. Against another server, give
`remote_schema_url` in pyproject.toml in place of `schema_path`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import httpx
from generated import ClaimsClaimsNodes, Client, Verdict
from generated.patient_client import RefusedError

PAGE = 4


async def claims_about(client: Client, place: str) -> AsyncIterator[ClaimsClaimsNodes]:
    """Every claim about a place and what lies in it, page by page."""
    after: str | None = None
    while True:
        page = (await client.claims(about=place, first=PAGE, after=after)).claims
        for claim in page.nodes:
            yield claim
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def told(claim: ClaimsClaimsNodes) -> str:
    """A claim in a line, and in another what the record that answers it best says of it."""
    day = f"{claim.stated_on:%Y-%m-%d}" if claim.stated_on else "day not known"
    line = f"{claim.verdict.value}: {claim.speaker}, {day}: “{claim.figure.as_stated}”"
    # The first check is of the record that touches the claim most closely.
    return line if claim.verdict is Verdict.UNCHECKED else f"{line}\n  {claim.checks[0].explanation}"


async def main(server: str, place: str) -> None:
    """Print the claims, or end with the server's own sentence."""
    async with Client(f"{server}/graphql") as client:
        try:
            async for claim in claims_about(client, place):
                print(told(claim))
        except (RefusedError, httpx.HTTPError) as error:
            sys.exit(str(error))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
