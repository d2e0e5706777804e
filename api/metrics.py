"""What monitoring reads: Prometheus' text format, at `/metrics` on a port of its own.

Requests that were refused are among the requests, by their status: 304 for who had the answer, 429 for who asked too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)

from api.listen import ListenError
from api.observed import Seen
from db.reading import Read

if TYPE_CHECKING:
    from api.app import State

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""The methods that are told apart; who makes up others makes no series."""

SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the histograms: from an answer in memory to the longest that a statement may take."""


class Metrics:
    """An observer that counts, and the gauges of what a process holds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "handover_requests",
            "Requests that are over.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "handover_request_seconds",
            "From the first byte of a request to the last of its answer.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._in_flight = Gauge("handover_requests_in_flight", "Requests now.", registry=self.registry)
        self._answers = Counter(
            "handover_answers",
            "Questions, by where the answer came from.",
            ["origin"],
            registry=self.registry,
        )
        self._deprecated = Counter(
            "handover_deprecated_field",
            "Questions with a name that will go.",
            ["field"],
            registry=self.registry,
        )
        self._statements = Histogram(
            "handover_statement_seconds",
            "From sending a statement to its last row, by its name in db/queries.",
            ["statement"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._rows = Counter(
            "handover_statement_rows", "Rows that statements gave.", ["statement"], registry=self.registry
        )
        self._failed = Counter(
            "handover_statement_failures",
            "Statements that failed or were given up.",
            ["statement"],
            registry=self.registry,
        )

    def begun(self) -> None:
        """Count a request among those in flight."""
        self._in_flight.inc()

    def read(self, read: Read) -> None:
        """Count a statement."""
        self._statements.labels(read.name).observe(read.seconds)
        if read.rows is None:
            self._failed.labels(read.name).inc()
        else:
            self._rows.labels(read.name).inc(read.rows)

    def ended(self, seen: Seen) -> None:
        """Count a request."""
        self._in_flight.dec()
        method = seen.method if seen.method in METHODS else "other"
        route = seen.route or "none"
        self._requests.labels(method, route, "none" if seen.status is None else str(seen.status)).inc()
        self._seconds.labels(route).observe(seen.seconds)
        if seen.operation:
            self._answers.labels("memory" if seen.from_memory else "execution").inc()
            for field in seen.operation.deprecated:
                self._deprecated.labels(field).inc()

    def close(self) -> None:
        """Leave the port to who opened it."""

    def measure(self, state: State) -> None:
        """Have what requests share measured each time that somebody looks."""
        pool, memory = state["pool"], state["memory"]
        connections = Gauge(
            "handover_connections", "Connections to the database.", ["state"], registry=self.registry
        )
        connections.labels("used").set_function(lambda: pool.sizes.used)
        connections.labels("idle").set_function(lambda: pool.sizes.idle)
        connections.labels("most").set_function(lambda: pool.sizes.most)
        for name, what, value in (
            ("handover_revision", "The newest revision; 0 if there is none.", lambda: state["newest"].number),
            ("handover_memory_bytes", "Memory that kept answers take.", lambda: memory.size),
            ("handover_memory_answers", "Answers that are kept.", lambda: len(memory)),
            ("handover_documents", "Documents that are kept read.", lambda: len(state["documents"])),
        ):
            Gauge(name, what, registry=self.registry).set_function(value)


@contextmanager
def exposed(metrics: Metrics, host: str, port: int) -> Iterator[int]:
    """Serve the metrics from a thread of their own; gives the port. Raises ListenError where it cannot be had."""
    try:
        server, thread = start_http_server(port, host, metrics.registry)
    except OSError as error:
        raise ListenError(
            f"HANDOVER_METRICS_PORT {port} on {host} cannot be had ({error.strerror or 'no such address'}); choose another."
        ) from error
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
