"""What the generated client stands on, copied into it by ariadne-codegen in place of its own, which never asks twice."""

import asyncio
from typing import Any, Self

import httpx
from pydantic_core import to_jsonable_python

from .base_model import UNSET

ATTEMPTS = 4


class RefusedError(Exception):
    """The server's own sentences, or what there is in their place."""


class PatientClient:
    """Sends documents to one address; where the server is busy, waits as long as it says."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.AsyncClient(timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def execute(self, query: str, operation_name: str, variables: dict[str, object]) -> httpx.Response:
        """Ask, up to four times."""
        given = {name: value for name, value in variables.items() if value is not UNSET}
        question = {"query": query, "operationName": operation_name, "variables": to_jsonable_python(given)}
        for attempt in range(1, ATTEMPTS):
            response = await self.http.post(self.url, json=question)
            if response.status_code not in (429, 503):
                return response
            await asyncio.sleep(float(response.headers.get("Retry-After", attempt)))
        return await self.http.post(self.url, json=question)

    def get_data(self, response: httpx.Response) -> dict[str, Any]:
        """The data. Raises RefusedError where there is none, or not all of it."""
        if "json" not in response.headers.get("Content-Type", ""):
            raise RefusedError(f"{self.url} answered {response.status_code} {response.reason_phrase}")
        answer: dict[str, Any] = response.json()
        if errors := answer.get("errors"):
            raise RefusedError("\n".join(error["message"] for error in errors))
        data: dict[str, Any] = answer["data"]
        return data
