"""What every test may ask for."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect

from db.database import Pool, open_pool
from db.embedded import EmbeddedServer, start
from db.migrate import migrate
from db.roles import READER, ensure_reader
from db.snapshot import load_snapshot
from tests.api.browser import PATIENCE, chromium
from tests.api.serving import serving

# No property is judged by a clock: a busy machine is not a counterexample. The same examples come in every run, so
# that a change is judged by what it changes; `make fuzz` looks for new ones, and more of them.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "more", deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of public records, beside the checkout; they are read where they are and never shipped."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    assert folder.is_dir(), "the tests read the public records in ../shared/data; put them there"
    return folder


@pytest.fixture(scope="session")
def queries(sources: Path) -> Path:
    """The folder of the questions that the project must answer, beside the public records."""
    return sources.parent / "queries"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The server runs on asyncio alone."""
    return "asyncio"


@pytest.fixture(scope="session")
def throwaway() -> dict[str, str]:
    """Settings of a server whose data need not outlive a power cut."""
    return {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def postgres(throwaway: dict[str, str]) -> Iterator[EmbeddedServer]:
    """A real server for this run of the tests, in a folder that goes with it."""
    # Not below pytest's own temporary folder: as root, that is closed to the account PostgreSQL runs as.
    with (
        tempfile.TemporaryDirectory(prefix="handover-tests-") as folder,
        start(Path(folder), throwaway) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def empty_template(postgres: EmbeddedServer) -> str:
    """The name of a database at the newest schema without figures."""
    asyncio.run(_execute(postgres, "create database empty_template"))
    asyncio.run(migrate(postgres.dsn("empty_template")))
    asyncio.run(_execute(postgres, "alter database empty_template is_template true"))
    return "empty_template"


@pytest.fixture(scope="session")
def template(postgres: EmbeddedServer, empty_template: str) -> str:
    """The name of a database with the figures that ship."""
    asyncio.run(_execute(postgres, f"create database template template {empty_template}"))
    asyncio.run(load_snapshot(postgres.dsn("template")))
    asyncio.run(_execute(postgres, "alter database template is_template true"))
    return "template"


@pytest.fixture
def database(postgres: EmbeddedServer, template: str) -> Iterator[str]:
    """A database of this test's own with the figures that ship; its address for the owner, who may write."""
    with clone(postgres, template) as name:
        yield postgres.dsn(name)


@pytest.fixture
def empty_database(postgres: EmbeddedServer, empty_template: str) -> Iterator[str]:
    """A database of this test's own without figures; its address for the owner."""
    with clone(postgres, empty_template) as name:
        yield postgres.dsn(name)


@pytest.fixture(scope="session")
def served(postgres: EmbeddedServer, template: str) -> Iterator[str]:
    """The database that is only read, shared by the whole run; its address for the role that serves."""
    with clone(postgres, template) as name:
        asyncio.run(ensure_reader(postgres.dsn(name)))
        yield postgres.dsn(name, READER)


@pytest.fixture
async def pool(served: str) -> AsyncIterator[Pool]:
    """Connections as the application has them."""
    async with await open_pool(served, 2) as connections:
        yield connections


@pytest.fixture(scope="session")
def server_url(served: str) -> Iterator[str]:
    """The address of the real application, on a port of its own."""
    with serving(served) as address:
        yield address


@pytest.fixture(scope="module")
def browser(server_url: str) -> Iterator[Browser]:
    """One Chromium for the tests of a module. The server is there first: while the browser's client runs, no other loop can."""
    assert server_url
    expect.set_options(timeout=PATIENCE)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: the folder that HANDOVER_SCREENSHOTS names, if it names one."""
    folder = Path(os.environ.get("HANDOVER_SCREENSHOTS", tmp_path_factory.mktemp("screenshots")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


names = (f"test_{number}" for number in count(1))


@contextmanager
def clone(postgres: EmbeddedServer, template: str) -> Iterator[str]:
    """The name of a copy of a database, dropped afterwards whoever may still be connected."""
    name = next(names)
    asyncio.run(_execute(postgres, f"create database {name} template {template}"))
    yield name
    asyncio.run(_execute(postgres, f"drop database {name} with (force)"))


async def _execute(postgres: EmbeddedServer, statement: str) -> None:
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
