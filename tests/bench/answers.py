"""How fast questions are answered: ours beside PostGraphile, one plain statement, and bare bytes. `make bench`

Every server is one process on one core; PostgreSQL and the load generator have another. All stand side by side and are
asked by turns, so that what else the machine does disturbs all alike; medians are told, and what is compared are ratios
of one run. Before anything is measured all answers are compared. README.md says how to read the table.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.asking import Speed, ask
from tests.bench.database import Database, database, rival
from tests.bench.pace import AT_LEAST, ROUNDS, SECONDS, WARMING
from tests.bench.report import table, written
from tests.bench.servers import ASKING, Server, bare, ceiling, floor, on, ours, postgraphile
from tests.bench.shapes import SHAPES, Shape
from tests.bench.targets import (
    AGAIN,
    AGAIN_PACKED,
    ALIKE,
    BARE,
    CEILING,
    FIRST,
    FLOOR,
    FRESH,
    MOST_OF_THEIR_MEMORY,
    RIVAL,
    RIVAL_FINISHED,
    RIVAL_FRESH,
    TARGETS,
)


@dataclass(frozen=True)
class Measured:
    """One shape on one server: medians of the rounds, CPU in milliseconds of the server for each answer, memory in MB.

    `memory` is the most that the process had until then, over the shapes before it too.
    """

    shape: str
    server: str
    rate: float
    p50: float
    p99: float
    cpu: float
    memory: float
    by: str


def measure(made: Database) -> list[Measured]:
    """Start everything, compare the answers, measure."""
    with ExitStack() as held:
        servers = started(made, held)
        return [measured for shape in SHAPES for measured in of_shape(shape, servers)]


def started(made: Database, held: ExitStack) -> list[Server]:
    """All servers, ours and theirs, that give the same answers."""
    dsn = made.reader
    first = Server(FIRST, *held.enter_context(ours(dsn, HANDOVER_ANSWER_BYTES="0")))
    again = Server(AGAIN, *held.enter_context(ours(dsn)))
    fresh = Server(FRESH, *held.enter_context(ours(dsn)), fresh=True)
    alike = Server(ALIKE, *held.enter_context(ours(dsn)), fresh=True, alike=True)
    packed = Server(AGAIN_PACKED, again.pid, again.address, coding="gzip")
    least = Server(FLOOR, *held.enter_context(floor(made.owner)), by_shape=True)
    most = Server(CEILING, *held.enter_context(ceiling(dsn)))
    rivals = [
        Server(RIVAL, *held.enter_context(postgraphile(dsn, "rival")), theirs=True),
        Server(RIVAL_FRESH, *held.enter_context(postgraphile(dsn, "rival")), theirs=True, fresh=True),
        Server(RIVAL_FINISHED, *held.enter_context(postgraphile(dsn, "rival_finished")), theirs=True),
    ]
    folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="handover-bench-")))
    for shape in SHAPES:
        body = first.body(shape)
        for server in (again, fresh, least, most):
            assert server.body(shape) == body, f"{shape.name}: {server.name} answers otherwise"
        for server in (alike, *rivals):
            assert server.answer(shape) == first.answer(shape), (
                f"{shape.name}: {server.name} answers otherwise"
            )
        (folder / shape.name).write_bytes(body)
        print(f"{shape.name}: {shape.says}; {len(body):,} bytes; {shape.connections} connections", flush=True)
    bytes_alone = Server(BARE, *held.enter_context(bare(folder)), by_shape=True)
    return [bytes_alone, least, most, *rivals, first, again, packed, fresh, alike]


def of_shape(shape: Shape, servers: list[Server]) -> list[Measured]:
    """One shape on all servers, by turns."""
    rounds: dict[str, list[tuple[Speed, float]]] = {server.name: [] for server in servers}
    seconds = {server.name: max(SECONDS, AT_LEAST * lasts(shape, server)) for server in servers}
    for server in servers:
        round_of(shape, server, WARMING)
    for _ in range(ROUNDS):
        for server in servers:
            rounds[server.name].append(round_of(shape, server, seconds[server.name]))
    return [
        Measured(
            shape.name,
            server.name,
            median(speed.rate for speed, _ in rounds[server.name]),
            median(speed.p50 for speed, _ in rounds[server.name]),
            median(speed.p99 for speed, _ in rounds[server.name]),
            median(cpu for _, cpu in rounds[server.name]),
            server.peak_memory,
            rounds[server.name][0][0].by,
        )
        for server in servers
    ]


def lasts(shape: Shape, server: Server) -> float:
    """Seconds of one answer."""
    began = time.perf_counter()
    server.body(shape)
    return time.perf_counter() - began


def round_of(shape: Shape, server: Server, seconds: float) -> tuple[Speed, float]:
    """Ask for a while; how fast it was, and the milliseconds of CPU for each answer."""
    before = server.cpu
    with on(ASKING):
        speed = ask(server.load(shape), seconds)
    # An error may come with status 200, but not with as many bytes.
    whole = speed.received >= 0.99 * speed.answers * len(server.body(shape))
    assert whole, f"{server.name}: not all answers to {shape.name} were whole"
    assert not speed.failed, f"{server.name}: {speed.failed} answers to {shape.name} failed"
    return speed, (server.cpu - before) / max(speed.answers, 1) * 1000


def judged(found: list[Measured]) -> list[tuple[str, ...]]:
    """Each target with what came out."""
    rates = {(each.shape, each.server): each.rate for each in found}
    costs = {(each.shape, each.server): each.cpu for each in found}
    rows = []
    for target in TARGETS:
        ratio, reached = target.reached(rates)
        what = f"{target.shape}: {target.server} / {target.other}"
        by_cpu = costs[target.shape, target.other] / costs[target.shape, target.server]
        rows.append(
            (what, f"{target.least:g}", f"{ratio:.2f}", f"{by_cpu:.2f}", "reached" if reached else "missed")
        )
    for mine, theirs in ((FIRST, RIVAL), (AGAIN, RIVAL), (FRESH, RIVAL_FRESH), (ALIKE, RIVAL_FRESH)):
        peaks = [max(each.memory for each in found if each.server == name) for name in (mine, theirs)]
        ratio = peaks[0] / peaks[1]
        rows.append(
            (
                f"peak memory: {mine} / {theirs}",
                f"at most {MOST_OF_THEIR_MEMORY:g}",
                f"{ratio:.2f}",
                "",
                "reached" if ratio <= MOST_OF_THEIR_MEMORY else "missed",
            )
        )
    return rows


def main() -> None:
    """Measure, print, write."""
    with database() as made:
        rival(made)
        found = measure(made)
    speeds = [
        (
            each.shape,
            each.server,
            f"{each.rate:,.1f}",
            f"{each.p50:.2f}",
            f"{each.p99:.2f}",
            f"{each.cpu:.3f}",
            f"{each.memory:.0f}",
        )
        for each in found
    ]
    texts = [
        table("shape, server, answers/s, p50 ms, p99 ms, CPU ms each, peak MB", speeds),
        table("target, aimed at, measured, by CPU, ", judged(found)),
    ]
    written(Path(sys.argv[1]) / "answers", found, texts)


if __name__ == "__main__":
    main()
