"""A fault that no endpoint foresaw."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.faults import Faults


async def breaks(_: Request) -> Response:
    raise KeyError("postgresql://owner:secret@host/")


async def breaks_off(_: Request) -> Response:
    async def half() -> AsyncIterator[bytes]:
        yield b"half"
        raise KeyError("the other half")

    return StreamingResponse(half())


@pytest.fixture
def client() -> httpx.AsyncClient:
    application = Starlette(
        routes=[Route("/breaks", breaks), Route("/breaks-off", breaks_off)], middleware=[Middleware(Faults)]
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://localhost")


@pytest.mark.anyio
async def test_it_is_told_as_an_id_that_the_log_has(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    async with client:
        response = await client.get("/breaks", headers={"Accept": "application/json"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["message"] == "Something went wrong on our side; the log has it under this ID."
    assert set(error["extensions"]) == {"code", "id"}
    assert "secret" not in response.text
    (record,) = caplog.records
    assert getattr(record, "id", None) == error["extensions"]["id"]
    assert record.levelno == logging.ERROR
    assert record.exc_info


@pytest.mark.anyio
async def test_an_answer_that_has_begun_is_broken_off(client: httpx.AsyncClient) -> None:
    async with client:
        with pytest.raises(KeyError, match="the other half"):
            await client.get("/breaks-off")
