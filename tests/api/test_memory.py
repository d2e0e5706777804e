"""The answers given last: which question gets which, how much they take, and one making for many who ask."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.caching import Lifetime
from api.memory import Key, Memory
from api.negotiation import MediaType
from api.packing import LEAST, Coding
from api.responses import Answer

KEY = Key(14, "{ a }", None, b"{}", None, False, "", MediaType.JSON)

# Each differs from the first in one thing.
KEYS = [
    KEY,
    KEY._replace(revision=15),
    KEY._replace(document="{ b }"),
    KEY._replace(operation="A"),
    KEY._replace(variables=b'{"a":1}'),
    KEY._replace(variables=b'{"a":1.0}'),
    KEY._replace(variables=b'{"a":true}'),
    KEY._replace(held_to=14),
    KEY._replace(methods=True),
    KEY._replace(address="http://localhost/"),
    KEY._replace(media_type=MediaType.GRAPHQL),
    KEY._replace(coding=Coding.GZIP),
]


def answer(body: bytes, lasting: bool = True) -> Answer:
    return Answer(200, body, MediaType.JSON, Lifetime.NEWEST, lasting, None)


@dataclass
class Maker:
    """Makes answers when it is told to, and counts them."""

    body: bytes = b"body"
    lasting: bool = True
    made: int = 0
    go: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: int = 0

    async def __call__(self) -> Answer:
        self.made += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return answer(self.body, self.lasting)


async def a_moment() -> None:
    """Let everybody go on as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_answers_to_different_questions_are_never_mixed() -> None:
    memory = Memory(2**20)
    for number, key in enumerate(KEYS):

        async def make(number: int = number) -> Answer:
            return answer(b"%d" % number)

        assert (await memory.answer(key, make)).body == b"%d" % number
    for number, key in enumerate(KEYS):
        kept = memory.kept(key)
        assert kept
        assert kept.body == b"%d" % number


@given(st.lists(st.tuples(st.sampled_from(range(len(KEYS))), st.sampled_from(["ask", "leave", "make"]))))
def test_whoever_asks_whatever_and_leaves_whenever_gets_the_answer_to_his_own_question(
    steps: list[tuple[int, str]],
) -> None:
    async def play() -> None:
        memory = Memory(10_000)
        makers = [Maker(b"%d" % number) for number in range(len(KEYS))]
        waiting: list[tuple[int, asyncio.Task[Answer]]] = []
        for number, step in steps:
            if step == "ask":
                waiting.append((number, asyncio.ensure_future(memory.answer(KEYS[number], makers[number]))))
            elif step == "make":
                makers[number].go.set()
            elif waiting:
                waiting.pop(number % len(waiting))[1].cancel()
            await a_moment()
            assert memory.size <= 10_000
        for maker in makers:
            maker.go.set()
        for number, task in waiting:
            assert (await task).body == b"%d" % number
        assert not memory._flights

    asyncio.run(play())


@pytest.mark.anyio
async def test_a_question_that_many_ask_at_once_is_answered_once() -> None:
    memory, maker = Memory(2**20), Maker()
    asked = [asyncio.ensure_future(memory.answer(KEY, maker)) for _ in range(100)]
    await a_moment()
    maker.go.set()
    assert len({id(each) for each in await asyncio.gather(*asked)}) == 1
    assert maker.made == 1
    await memory.answer(KEY, maker)
    assert maker.made == 1


@pytest.mark.anyio
async def test_one_who_hangs_up_leaves_the_others_their_answer() -> None:
    memory, maker = Memory(2**20), Maker()
    asked = [asyncio.ensure_future(memory.answer(KEY, maker)) for _ in range(3)]
    await a_moment()
    asked[0].cancel()
    await a_moment()
    maker.go.set()
    assert [each.body for each in await asyncio.gather(*asked[1:])] == [b"body", b"body"]
    assert (asked[0].cancelled(), maker.made, maker.cancelled) == (True, 1, 0)


@pytest.mark.anyio
@pytest.mark.parametrize("coding", [Coding.IDENTITY, Coding.GZIP])
async def test_when_all_have_hung_up_the_answer_is_not_made_and_the_next_one_gets_it_anew(
    coding: Coding,
) -> None:
    memory, maker, key = Memory(2**20), Maker(), KEY._replace(coding=coding)
    asked = [asyncio.ensure_future(memory.packed(key, maker)) for _ in range(2)]
    await a_moment()
    for each in asked:
        each.cancel()
    # One who asks in the very moment in which the last one leaves joins nothing that is being given up.
    await asyncio.sleep(0)
    late = asyncio.ensure_future(memory.packed(key, maker))
    await a_moment()
    assert (maker.made, maker.cancelled) == (2, 1)
    maker.go.set()
    assert (await late).body == b"body"


@pytest.mark.anyio
async def test_an_answer_that_does_not_last_is_not_kept() -> None:
    memory, maker = Memory(2**20), Maker(lasting=False)
    maker.go.set()
    for _ in range(2):
        await memory.packed(KEY._replace(coding=Coding.GZIP), maker)
    assert maker.made == 2
    assert memory.size == 0


@pytest.mark.anyio
async def test_a_failure_reaches_all_who_wait_and_is_not_kept() -> None:
    memory = Memory(2**20)

    async def fail() -> Answer:
        await a_moment()
        raise KeyError("broken")

    asked = await asyncio.gather(*(memory.answer(KEY, fail) for _ in range(3)), return_exceptions=True)
    assert [repr(each) for each in asked] == ["KeyError('broken')"] * 3
    maker = Maker()
    maker.go.set()
    assert (await memory.answer(KEY, maker)).body == b"body"


@pytest.mark.anyio
async def test_the_budget_counts_bodies_and_questions() -> None:
    memory = Memory(100_000)

    async def long() -> Answer:
        return answer(b"x" * 20_000)

    for number in range(20):
        await memory.answer(KEY._replace(variables=b"%020000d" % number), long)
        assert memory.size <= 100_000
    # Two of forty thousand bytes and something fit, not five of twenty thousand.
    kept = [memory.kept(KEY._replace(variables=b"%020000d" % number)) is not None for number in range(20)]
    assert kept == [False] * 18 + [True] * 2


@pytest.mark.anyio
async def test_an_answer_larger_than_the_budget_is_given_and_not_kept() -> None:
    memory, maker = Memory(5_000), Maker(b"x" * 6_000)
    maker.go.set()
    assert len((await memory.answer(KEY, maker)).body) == 6_000
    assert memory.size == 0


@pytest.mark.anyio
async def test_without_a_budget_each_question_is_answered_for_itself() -> None:
    memory, maker = Memory(0), Maker()
    maker.go.set()
    await asyncio.gather(*(memory.packed(KEY, maker) for _ in range(3)))
    assert maker.made == 3


@pytest.mark.anyio
async def test_an_answer_is_packed_once_for_all_who_read_a_coding() -> None:
    memory, maker = Memory(2**20), Maker(b"x" * LEAST)
    maker.go.set()
    key = KEY._replace(coding=Coding.GZIP)
    first, second = await asyncio.gather(memory.packed(key, maker), memory.packed(key, maker))
    assert first is second
    assert first is await memory.packed(key, maker)
    assert first.coding is Coding.GZIP
    assert (await memory.packed(KEY, maker)).body == b"x" * LEAST
    assert maker.made == 1
