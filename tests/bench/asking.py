"""Asks one question again and again over several connections, and says how fast the answers came.

wrk does it where it is installed. Without it a generator in Python does, which is itself the slower side from some
thousand answers a second on: the ratios between fast servers are then too small, never too large.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

BYTES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}

SCRIPT = """
local function read(name) return io.open(name, "rb"):read("*a") end
local before, behind = read("{before}"), read("{behind}")
wrk.method = "POST"
wrk.body = before .. behind
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"
{encoding}
{fresh}
"""

FRESH = """
local asked = 0
function request()
  asked = asked + 1
  return wrk.format(nil, nil, nil, before .. "{token}_" .. asked .. behind)
end
"""


@dataclass(frozen=True)
class Load:
    """What is posted where. `behind`: between it and `body` stands, each time, a number never used before."""

    address: str
    body: bytes
    connections: int
    behind: bytes | None = None
    coding: str | None = None


@dataclass(frozen=True)
class Speed:
    """How many answers, how many a second, the milliseconds that half and 99 of 100 took at most, how many failed.

    `received`: bytes, the heads of answers among them.
    """

    answers: int
    rate: float
    p50: float
    p99: float
    failed: int
    received: float
    by: str


def ask(load: Load, seconds: float) -> Speed:
    """Post for so long."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return asyncio.run(_ask_in_python(load, seconds))
    with tempfile.TemporaryDirectory(prefix="handover-bench-") as folder:
        parts = {"before": load.body, "behind": load.behind or b""}
        for name, content in parts.items():
            Path(folder, name).write_bytes(content)
        script = Path(folder, "post.lua")
        script.write_text(
            SCRIPT.format(
                before=Path(folder, "before"),
                behind=Path(folder, "behind"),
                encoding=f'wrk.headers["Accept-Encoding"] = "{load.coding}"' if load.coding else "",
                fresh="" if load.behind is None else FRESH.format(token=_token()),
            )
        )
        command = [wrk, "-t1", f"-c{load.connections}", f"-d{seconds:.0f}s", "--timeout", "60s", "--latency"]
        said = subprocess.run(
            [*command, "-s", str(script), load.address], check=True, capture_output=True, text=True
        ).stdout
    unanswered = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    volume = _found(r"([\d.]+)([KMG]?B) read", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Speed(
        int(_found(r"(\d+) requests in", said)[1]),
        float(_found(r"Requests/sec:\s+([\d.]+)", said)[1]),
        _milliseconds(_found(r"50%\s+([\d.]+)(\w+)", said)),
        _milliseconds(_found(r"99%\s+([\d.]+)(\w+)", said)),
        sum(int(number) for found in (unanswered, refused) if found for number in found.groups()),
        float(volume[1]) * BYTES[volume[2]],
        "wrk",
    )


def _token() -> str:
    """What no earlier run put into a document."""
    return f"{time.time_ns():x}"


def _found(pattern: str, said: str) -> re.Match[str]:
    found = re.search(pattern, said)
    assert found, said
    return found


def _milliseconds(found: re.Match[str]) -> float:
    return float(found[1]) * UNITS[found[2]]


async def _ask_in_python(load: Load, seconds: float) -> Speed:
    numbers = count()
    token = _token()

    def body() -> bytes:
        if load.behind is None:
            return load.body
        return load.body + f"{token}_{next(numbers)}".encode() + load.behind

    parts = urlsplit(load.address)
    assert parts.hostname
    assert parts.port
    head = [
        f"POST {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/json",
        "Accept: application/json",
        *([f"Accept-Encoding: {load.coding}"] if load.coding else []),
    ]

    async def one(until: float) -> tuple[list[float], int, int]:
        """How long each answer took on one connection, in seconds, how many were none, and how many bytes came."""
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**20)
        waits, failed, received = [], 0, 0
        while (began := time.perf_counter()) < until:
            content = body()
            writer.write("\r\n".join([*head, f"Content-Length: {len(content)}", "", ""]).encode() + content)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", answer)
            assert length, answer
            received += len(answer) + len(await reader.readexactly(int(length[1])))
            waits.append(time.perf_counter() - began)
            failed += not answer.startswith(b"HTTP/1.1 200")
        writer.close()
        return waits, failed, received

    began = time.perf_counter()
    each = await asyncio.gather(*(one(began + seconds) for _ in range(load.connections)))
    took = time.perf_counter() - began
    waits = [wait for waits, _, _ in each for wait in waits]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else waits * 99
    failed, received = (sum(found[at] for found in each) for at in (1, 2))
    return Speed(len(waits), len(waits) / took, cuts[49] * 1000, cuts[98] * 1000, failed, received, "Python")
