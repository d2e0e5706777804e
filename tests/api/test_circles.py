"""An answered question leaves nothing behind that only Python's collector of circles would find: its rounds stop all answers."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.api.in_process import running
from tests.bench.shapes import P1, P2

pytestmark = pytest.mark.anyio

BY_CUSTODY = """{ jurisdiction(code: "MN") { counties(first: 5) { nodes { name
    detainers(period: { calendarYear: 2014 }) { total { value source { id } } custodies { custody count { value } }
    series(by: MONTH) { total { value } } } } } } }"""

QUESTIONS = {
    "a state": (P1.ours.document, P1.ours.variables),
    "two states": (P2.ours.document, P2.ours.variables),
    "breakdowns": (BY_CUSTODY, {}),
}


@contextmanager
def left_by_us() -> Iterator[set[str]]:
    """The classes of ours of which something is left that only the collector finds; filled when it is over."""
    found: set[str] = set()
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield found
        gc.collect()
        names = {f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.garbage}
        found |= {each for each in names if each.startswith(("api.", "schema.", "db."))}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.mark.parametrize("name", QUESTIONS)
async def test_an_answer_leaves_no_circle(monkeypatch: pytest.MonkeyPatch, database: str, name: str) -> None:
    document, variables = QUESTIONS[name]
    async with running(monkeypatch, database, answer_bytes=0) as ours:
        for _ in range(3):  # what is kept for good is made
            assert "errors" not in (await ours.ask(document, variables=variables)).json()
        with left_by_us() as left:
            await ours.ask(document, variables=variables)
    assert left == set()
