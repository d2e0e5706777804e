"""What Prometheus reads, from the application as it runs."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.metrics import Metrics, exposed
from db.named import QUERIES, named
from db.read import detainers
from schema import documents
from tests.api.program import failing, program
from tests.api.serving import serving

QUESTION = {
    "query": '{ jurisdiction(code: "MN") { detainers(period: { calendarYear: 2025 }) { total { value } } } }'
}

HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


class Running:
    """An application and what it exposes."""

    def __init__(self, address: str, metrics: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60, headers=HEADERS)
        self.metrics = metrics

    def samples(self) -> Samples:
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(httpx.get(f"{self.metrics}/metrics").text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """A sample; 0 where there is none yet."""
        return self.samples().get((name, frozenset(labels.items())), 0)


@pytest.fixture
def running(served: str) -> Iterator[Running]:
    metrics = Metrics()
    with (
        exposed(metrics, "127.0.0.1", 0) as port,
        serving(served, metrics=metrics) as address,
    ):
        running = Running(address, f"http://127.0.0.1:{port}")
        with running.client:
            yield running


def until(running: Running, name: str, expected: float, **labels: str) -> None:
    """Wait for a sample: an answer is there before it is counted."""
    for _ in range(500):
        if running.value(name, **labels) == expected:
            return
    assert running.value(name, **labels) == expected


def test_requests_are_counted_by_method_route_and_status(running: Running) -> None:
    post = {"method": "POST", "route": "/graphql"}
    before = running.value("handover_requests_total", **post, status="200")
    first = running.client.post("/graphql", json=QUESTION)
    again = running.client.post("/graphql", json=QUESTION, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    running.client.post("/graphql", content=b"", headers={"Content-Type": "text/plain"})
    running.client.get("/nowhere")
    running.client.request("PROPFIND", "/nowhere")
    until(running, "handover_requests_total", before + 1, **post, status="200")
    until(running, "handover_requests_total", 1, **post, status="304")
    until(running, "handover_requests_total", 1, **post, status="415")
    until(running, "handover_requests_total", 1, method="GET", route="none", status="404")
    until(running, "handover_requests_total", 1, method="other", route="none", status="404")
    until(running, "handover_request_seconds_count", before + 3, route="/graphql")
    until(running, "handover_requests_in_flight", 0)


def test_it_is_told_which_answers_were_in_memory(running: Running) -> None:
    executed, kept = (
        running.value("handover_answers_total", origin=origin) for origin in ("execution", "memory")
    )
    for _ in range(3):
        running.client.post("/graphql", json=QUESTION)
    until(running, "handover_answers_total", executed + 1, origin="execution")
    until(running, "handover_answers_total", kept + 2, origin="memory")


def test_statements_are_told_by_their_names_in_the_queries(running: Running) -> None:
    name = "detainers_by_lift_reason"
    running.client.post("/graphql", json=QUESTION)
    until(running, "handover_statement_seconds_count", 1, statement=name)
    assert running.value("handover_statement_seconds_sum", statement=name) > 0
    assert running.value("handover_statement_rows_total", statement=name) >= 1
    names = {name for file in QUERIES.glob("*.sql") for name in named(file.stem)}
    told = {dict(labels).get("statement") for _, labels in running.samples()} - {None}
    assert name in told <= names


def test_a_statement_that_fails_is_counted_as_such(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detainers, "SQL", {**detainers.SQL, "detainers_by_lift_reason": "select 1 / 0"})
    running.client.post("/graphql", json=QUESTION)
    # Once as it is compiled, and once as the reference has it, which says what is told.
    until(running, "handover_statement_failures_total", 2, statement="unnamed")


def test_what_the_process_holds_is_measured_when_somebody_looks(running: Running) -> None:
    number = running.client.post("/graphql", json={"query": "{ revision { number } }"}).json()
    assert running.value("handover_revision") == number["data"]["revision"]["number"]
    answers, used = running.value("handover_memory_answers"), running.value("handover_memory_bytes")
    documents = running.value("handover_documents")
    body = running.client.post("/graphql", json=QUESTION).content
    assert running.value("handover_memory_answers") == answers + 1
    assert running.value("handover_memory_bytes") > used + len(body)
    assert running.value("handover_documents") == documents + 1
    assert running.value("handover_connections", state="most") == 4
    assert 1 <= running.value("handover_connections", state="idle") <= 4
    assert running.value("handover_connections", state="used") == 0
    assert running.value("process_resident_memory_bytes") > 0


def test_the_use_of_a_name_that_will_go_is_counted(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "deprecated_fields", lambda _: frozenset({"Rate.value"}))
    for _ in range(2):
        running.client.post("/graphql", json={"query": "{ __typename }"})
    until(running, "handover_deprecated_field_total", 2, field="Rate.value")


def test_who_makes_things_up_makes_no_series(running: Running) -> None:
    running.client.post("/graphql", json=QUESTION)
    running.client.get("/nowhere")
    until(running, "handover_requests_total", 1, method="GET", route="none", status="404")
    known = set(running.samples())
    for number in range(50):
        running.client.get(f"/nowhere/{number}", headers={"User-Agent": f"agent-{number}"})
        operation = {"query": f"query Q{number} {QUESTION['query']}", "operationName": f"Q{number}"}
        running.client.post("/graphql", json=operation)
    until(running, "handover_requests_total", 51, method="GET", route="none", status="404")
    assert set(running.samples()) == known


def test_the_program_exposes_them_where_it_is_told_and_nowhere_else(served: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with program({"DATABASE_URL": served, "HANDOVER_METRICS_PORT": str(port)}) as running:
        assert "handover_revision" in httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert httpx.get(f"{running.address}/metrics").status_code == 404


def test_a_port_that_is_taken_is_told_in_one_sentence(served: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = failing({"DATABASE_URL": served, "HANDOVER_METRICS_PORT": str(port), "PORT": "0"})
    assert code == 78
    assert said == (
        f"HANDOVER_METRICS_PORT {port} on 127.0.0.1 cannot be had (Address already in use); choose another.\n"
    )
