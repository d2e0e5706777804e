"""What becomes of answers when far more is asked than can be answered: `python -m tests.bench.pressure FOLDER`

One server process on one core, answers not kept, is asked one shape of question. First by one client after the other, then
by as many as it takes to know how many answers a second the core has, then by 128 who ask four times as many between
them, each again at its time or, if its last answer is late, as soon as that has come.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from api.settings import Settings
from tests.bench.database import database
from tests.bench.pace import BRIEFLY
from tests.bench.report import table, written
from tests.bench.servers import ASKING, on, ours
from tests.bench.shapes import SHAPES

SHAPE = "P2"
CLIENTS = 128
TIMES = 4
SECONDS, ROUNDS = (1.0, 1) if BRIEFLY else (4.0, 5)

SLOWER = 2.0
"""The most that the p95 of answers may grow by."""

FLAT = 1.1
"""The most that memory may grow by from the first round to the last."""


@dataclass
class Heard:
    """What clients were told: the seconds that each answer took, how many were refused for now, and how many were wrong."""

    took: list[float] = field(default_factory=list)
    refused: int = 0
    wrong: int = 0

    @property
    def p95(self) -> float:
        """The seconds that 95 of 100 answers took at most."""
        return quantiles(self.took, n=20)[18]


@dataclass(frozen=True)
class Round:
    """The figures of one round: milliseconds, answers and questions a second, parts of 1, MB."""

    alone_p95: float
    rate: float
    crowd_p95: float
    crowd_rate: float
    asked_rate: float
    refused: float
    wrong: int
    memory: float


class Asker:
    """One question as bytes, and the right answer to it."""

    def __init__(self, address: str, body: bytes) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        lines = [
            "POST /graphql HTTP/1.1",
            f"Host: {parts.netloc}",
            "Content-Type: application/json",
            "Accept: application/json",
            f"Content-Length: {len(body)}",
        ]
        self.request = "\r\n".join([*lines, "", ""]).encode() + body
        self.right: bytes | None = None

    async def ask(self, heard: Heard, until: float, between: float = 0.0, begin: float = 0.0) -> None:
        """Ask over one connection until that time, each `between` seconds if answers come so soon."""
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        due = time.perf_counter() + begin
        while True:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            if began > until:
                break
            due = max(due + between, began)
            writer.write(self.request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert length, head
            self._judge(heard, head, await reader.readexactly(int(length[1])), time.perf_counter() - began)
        writer.close()

    def _judge(self, heard: Heard, head: bytes, body: bytes, took: float) -> None:
        if self.right is None:
            self.right = body
        if head.startswith(b"HTTP/1.1 200 ") and body == self.right:
            heard.took.append(took)
        elif head.startswith(b"HTTP/1.1 503 ") and b"\r\nretry-after: 1\r\n" in head:
            heard.refused += 1
        else:
            heard.wrong += 1


async def crowd(asker: Asker, clients: int, seconds: float, rate: float | None = None) -> Heard:
    """Ask by so many at once, as fast as they are answered or so many times a second in all."""
    heard, until = Heard(), time.perf_counter() + seconds
    between = clients / rate if rate else 0.0
    await asyncio.gather(
        *(asker.ask(heard, until, between, between * number / clients) for number in range(clients))
    )
    return heard


def memory_of(process: int) -> float:
    """What a process has in memory, MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) / 1024


async def measure(process: int, address: str) -> list[Round]:
    """The rounds of one run against a server, after one that warms it."""
    shape = next(shape for shape in SHAPES if shape.name == SHAPE)
    asker = Asker(address, shape.ours.body)
    rounds = [await one_round(process, asker) for _ in range(1 + ROUNDS)]
    return rounds[1:]


async def one_round(process: int, asker: Asker) -> Round:
    """One client, as many as are answered at once, and the crowd: next to each other, for the machine has other things to do."""
    alone = await crowd(asker, 1, SECONDS / 2)
    full = await crowd(asker, Settings.in_flight, SECONDS / 2)
    rate = len(full.took) / (SECONDS / 2)
    many = await crowd(asker, CLIENTS, SECONDS, rate * TIMES)
    asked = len(many.took) + many.refused + many.wrong
    return Round(
        alone_p95=alone.p95 * 1000,
        rate=rate,
        crowd_p95=many.p95 * 1000,
        crowd_rate=len(many.took) / SECONDS,
        asked_rate=asked / SECONDS,
        refused=many.refused / asked,
        wrong=sum(heard.wrong for heard in (alone, full, many)),
        memory=memory_of(process),
    )


def rows(rounds: Sequence[Round]) -> list[tuple[str, ...]]:
    """Each figure, the median of the rounds where they differ, beside what it should be."""
    slower = median(each.crowd_p95 / each.alone_p95 for each in rounds)
    wrong = sum(each.wrong for each in rounds)
    grown = rounds[-1].memory / rounds[0].memory
    return [
        ("p95 of answers / of one client's", f"{slower:.2f}", f"at most {SLOWER:g}", _met(slower <= SLOWER)),
        ("wrong answers", f"{wrong}", "0", _met(not wrong)),
        (
            "memory after the last round / after the first",
            f"{grown:.2f}",
            f"at most {FLAT:g}",
            _met(grown <= FLAT),
        ),
        (
            "answers a second / what the core has",
            _ratio(each.crowd_rate / each.rate for each in rounds),
            "",
            "",
        ),
        (
            "questions a second / what the core has",
            _ratio(each.asked_rate / each.rate for each in rounds),
            "",
            "",
        ),
        ("refused for now / questions", _ratio(each.refused for each in rounds), "", ""),
    ]


def _ratio(found: Iterable[float]) -> str:
    return f"{median(found):.2f}"


def _met(truth: bool) -> str:
    return "yes" if truth else "no"


def main() -> None:
    """Run it and tell the figures; only a wrong answer is a failure."""
    folder = Path(sys.argv[1])
    with database() as made, ours(made.reader, HANDOVER_ANSWER_BYTES="0") as (process, address), on(ASKING):
        rounds = asyncio.run(measure(process, address))
    written(folder / "pressure", rounds, [table("under pressure, measured, should be, is", rows(rounds))])
    assert not any(each.wrong for each in rounds)


if __name__ == "__main__":
    main()
