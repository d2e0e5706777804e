"""The server from the moment on that it listens."""

from __future__ import annotations

import httpx
import pytest

from api import server
from api.app import create_app
from api.listen import listen
from api.settings import Settings


def test_its_first_answer_has_a_date_already(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 9110, section 6.6.1: a cache counts from it."""

    def first_asked(address: str) -> str:
        return httpx.get(f"{address}/health/live").headers.get("date", "none")

    monkeypatch.setattr(server, "_served", first_asked)
    told: list[str] = []

    def tell(date: str) -> None:
        told.append(date)
        running.should_exit = True

    settings = Settings(database_url=served, port=0)
    running = server.Server(create_app(settings), tell)
    with listen(settings) as listener:
        running.run([listener])
    (date,) = told
    assert date.endswith(" GMT")
