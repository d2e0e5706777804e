"""The program from its start to its end, with a PostgreSQL of its own."""

import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from db.address import NO_ADDRESS
from tests.api.program import Program, failing, program

EX_CONFIG = 78


@pytest.fixture(scope="module")
def data() -> Iterator[dict[str, str]]:
    """The settings of a user who starts it for the first time."""
    # Not below pytest's own temporary folder: as root, that is closed to the account PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as folder:
        yield {"HANDOVER_DATA": folder}


def name_of_nation(running: Program) -> str:
    query = '{ jurisdiction(code: "US") { name } }'
    answer = httpx.post(f"{running.address}/graphql", json={"query": query}).json()
    name: str = answer["data"]["jurisdiction"]["name"]
    return name


def servers_on(data: dict[str, str]) -> list[Path]:
    return list(Path(data["HANDOVER_DATA"]).rglob("postmaster.pid"))


def test_the_first_start_fills_the_database_and_the_second_finds_it_filled(data: dict[str, str]) -> None:
    with program(data) as first:
        assert first.said.startswith("Loading the figures that ship")
        assert "jurisdictions" in first.said
        assert name_of_nation(first) == "United States"
        assert httpx.get(f"{first.address}/health/ready").status_code == 200
        assert servers_on(data)
        assert first.end(signal.SIGTERM) == (0, "", "")
    assert not servers_on(data)
    with program(data) as second:
        assert second.said.startswith("Handover: http://127.0.0.1:")
        assert name_of_nation(second) == "United States"
        # Ctrl-C: 128 and the number of the signal, as shells have it.
        assert second.end(signal.SIGINT) == (130, "", "")
    assert not servers_on(data)


def test_two_at_once_share_the_database_and_the_last_one_closes_it(data: dict[str, str]) -> None:
    with program(data) as one, program(data) as other:
        assert one.end(signal.SIGTERM)[0] == 0
        assert servers_on(data)
        assert name_of_nation(other) == "United States"
        assert other.end(signal.SIGTERM)[0] == 0
    assert not servers_on(data)


BODY = b'{"query": "{ __typename }"}'


def half_a_question(running: Program) -> socket.socket:
    """A connection on which the server waits for the body of a question."""
    client = socket.create_connection(("127.0.0.1", int(running.address.rpartition(":")[2])))
    client.sendall(
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    )
    # Said when the application asks for the body.
    assert client.recv(4096).startswith(b"HTTP/1.1 100 ")
    return client


def test_what_runs_is_finished_when_it_is_asked_to_end(data: dict[str, str]) -> None:
    with program(data) as running, half_a_question(running) as client:
        running.process.send_signal(signal.SIGTERM)
        client.sendall(BODY)
        answer = b"".join(iter(lambda: client.recv(4096), b""))
        assert answer.endswith(b'{"data":{"__typename":"Query"}}')
        assert running.process.wait() == 0


def test_a_client_that_hangs_up_is_no_fault(data: dict[str, str]) -> None:
    with program(data) as running:
        half_a_question(running).close()
        assert running.end(signal.SIGTERM) == (0, "", "")


def test_a_port_that_is_taken_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = failing({"HANDOVER_DATA": str(tmp_path / "data")}, "--port", str(port))
    assert code == EX_CONFIG
    assert said == (
        f"Port {port} on 127.0.0.1 is taken; stop what listens there, "
        f"or choose another: make serve PORT={port + 1}.\n"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "http"}, "PORT must be a whole number from 0 to 65535, and is “http”.\n"),
        (
            {"DATABASE_URL": "mysql://root:secret@localhost/x"},
            "DATABASE_URL must be an address that begins with postgresql://.\n",
        ),
        (
            {"DATABASE_URL": "postgresql://u:hunter2/pw@127.0.0.1:1/x", "PORT": "0"},
            f"The database cannot be reached: {NO_ADDRESS}.\n",
        ),
        ({"HOST": "192.0.2.1", "PORT": "0"}, "192.0.2.1 is not an address of this machine.\n"),
        (
            {"HANDOVER_DATA": "/dev/null", "PORT": "0"},
            "/dev/null cannot be made: a file stands in its place.\n",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_told_in_one_sentence(settings: dict[str, str], sentence: str) -> None:
    assert failing(settings) == (EX_CONFIG, sentence)


def test_a_database_that_is_not_there_is_told_in_one_sentence_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    code, said = failing(
        {"DATABASE_URL": f"postgresql://handover:secret@127.0.0.1:{port}/handover", "PORT": "0"}
    )
    assert code == EX_CONFIG
    assert said.startswith("The database cannot be reached: ")
    assert said.count("\n") == 1
    assert "secret" not in said
