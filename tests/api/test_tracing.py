"""Traces, as a collector gets them over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from db.read import detainers
from tests.api.serving import serving

QUERY = """query Minnesota($code: String!) {
  jurisdiction(code: $code) { detainers(period: { calendarYear: 2025 }) { total { value } } }
}"""


class Collector(ThreadingHTTPServer):
    """Takes traces on a port of its own."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiving)
        self.bodies: list[bytes] = []

    @property
    def spans(self) -> list[Span]:
        """Every span that has come."""
        found = []
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                assert attributes(resource.resource)["service.name"] == "handover"
                found += [span for scope in resource.scope_spans for span in scope.spans]
        return found


class Receiving(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        assert self.headers["Content-Type"] == "application/x-protobuf"
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def collecting() -> Iterator[Collector]:
    with Collector() as collector:
        thread = Thread(target=collector.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


def attributes(of: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in of.attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


def test_a_request_is_a_span_with_its_statements_in_it(served: str, collector: Collector) -> None:
    with serving(served, traces=f"http://127.0.0.1:{collector.server_port}") as address:
        for _ in range(2):
            httpx.post(
                f"{address}/graphql",
                json={"query": QUERY, "variables": {"code": "MN"}},
                headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "User-Agent": "the-agent"},
            ).raise_for_status()
        httpx.get(f"{address}/nowhere")
    # Once it has ended, all has been sent.
    requests = [span for span in collector.spans if span.kind == Span.SPAN_KIND_SERVER]
    asked = [span for span in requests if attributes(span).get("graphql.operation.name") == "Minnesota"]
    first, again = asked
    assert {first.name, again.name} == {"POST /graphql"}
    told = attributes(first)
    assert (told["http.route"], told["http.response.status_code"]) == ("/graphql", 200)
    assert not told["handover.from_memory"]
    assert attributes(again)["handover.from_memory"]
    (nowhere,) = [span for span in requests if span.name == "GET"]
    assert attributes(nowhere)["http.response.status_code"] == 404

    statements = [span for span in collector.spans if span.parent_span_id == first.span_id]
    assert len(statements) == told["handover.statements"] >= 1
    assert sum(attributes(span)["db.response.returned_rows"] for span in statements) == told["handover.rows"]
    assert "detainers_by_lift_reason" in {span.name for span in statements}
    for span in statements:
        assert span.trace_id == first.trace_id
        assert first.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
    assert [span for span in collector.spans if span.parent_span_id == again.span_id] == []

    # A trace of its own, that the client did not name.
    assert first.parent_span_id == b""
    assert first.trace_id.hex() != "a" * 32
    everything = b"".join(collector.bodies)
    for word in (b"MN", b"select", b"the-agent", b"127.0.0.1", b"postgres:"):
        assert word not in everything


def test_what_fails_is_marked(served: str, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detainers, "SQL", dict.fromkeys(detainers.SQL, "select 1 / 0, 'secret'"))
    with serving(served, traces=f"http://127.0.0.1:{collector.server_port}") as address:
        httpx.post(f"{address}/graphql", json={"query": QUERY, "variables": {"code": "MN"}})
    failed = [span for span in collector.spans if span.status.code == Status.STATUS_CODE_ERROR]
    assert {span.name for span in failed} >= {"unnamed"}
    assert b"secret" not in b"".join(collector.bodies)


def test_a_collector_that_is_not_there_is_nobodys_fault(served: str) -> None:
    with collecting() as gone:
        port = gone.server_port
    with serving(served, traces=f"http://127.0.0.1:{port}") as address:
        assert httpx.get(f"{address}/health/live").status_code == 200


def test_what_sends_them_is_not_imported_where_no_collector_is_named() -> None:
    program = "import sys, api.app; print([name for name in sys.modules if name.startswith('opentelemetry.exporter')])"
    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout == b"[]\n"
