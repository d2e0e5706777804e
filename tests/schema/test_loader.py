"""Keys that are asked for side by side are read together, once, and each who asks is told what became of his."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from schema.loader import Loader

pytestmark = pytest.mark.anyio


class Reads:
    """What was read, call by call: of each key its length, and nothing of the empty one."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    async def __call__(self, keys: Sequence[str]) -> Mapping[str, int]:
        self.calls.append(list(keys))
        await asyncio.sleep(0)
        if "broken" in keys:
            raise KeyError("broken")
        return {key: len(key) for key in keys if key}


async def test_keys_of_one_turn_are_read_together_and_none_twice() -> None:
    reads = Reads()
    loader = Loader(reads)
    assert await asyncio.gather(*map(loader.load, ["CA", "", "27053", "CA"])) == [2, None, 5, 2]
    assert await loader.load("27053") == 5
    assert await loader.load("MN-DOC") == 6
    assert reads.calls == [["CA", "", "27053"], ["MN-DOC"]]


async def test_a_failure_is_told_to_all_who_asked() -> None:
    reads = Reads()
    loader = Loader(reads)
    told = await asyncio.gather(*map(loader.load, ["CA", "broken"]), return_exceptions=True)
    assert [type(each) for each in told] == [KeyError, KeyError]
    assert await loader.load("MN") == 2


async def test_one_who_leaves_keeps_nothing_from_the_others() -> None:
    reads = Reads()
    loader = Loader(reads)

    async def ask(key: str) -> int | None:
        return await loader.load(key)

    leaving, staying = asyncio.create_task(ask("CA")), asyncio.create_task(ask("MN"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 2
    assert leaving.cancelled()


async def test_what_a_task_asks_beside_which_nobody_asks_is_read_at_once() -> None:
    reads = Reads()
    loader = Loader(reads, asyncio.current_task())
    turns: list[list[list[str]]] = []
    asyncio.get_running_loop().call_soon(lambda: turns.append(list(reads.calls)))
    assert await loader.load("CA") == 2
    assert turns == [[["CA"]]]
    assert await loader.load("CA") == 2
    # In its children it is not alone.
    assert await asyncio.gather(*map(loader.load, ["MN", "27053", "CA"])) == [2, 5, 2]
    assert reads.calls == [["CA"], ["MN", "27053"]]
    with pytest.raises(KeyError):
        await loader.load("broken")
    with pytest.raises(KeyError):
        await loader.load("broken")
    assert reads.calls[2:] == [["broken"]]
