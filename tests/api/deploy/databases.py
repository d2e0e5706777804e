"""A primary and two standbys, each behind a PgBouncer of its own, with the files of api/deploy."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import asyncpg

from db.roles import CONFINE
from tests.api.deploy.machines import DEPLOY, Machine, given_away, path_of

PASSWORDS = {
    "OWNER_PASSWORD": "of-the-owner",
    "READER_PASSWORD": 'of "the" reader',
    "REPLICATOR_PASSWORD": "of-the-replicator",
}
SUPERUSER = "of-the-superuser"


class Contents(NamedTuple):
    """Some of what is in a revision: the name of Minnesota, and how many agreements there are."""

    name: str
    agreements: int


async def _contents(connection: asyncpg.Connection[asyncpg.Record]) -> Contents:
    """What is in the newest revision."""
    name = await connection.fetchval("select name from jurisdiction where code = 'MN' and until = 2147483647")
    return Contents(
        name, await connection.fetchval("select count(*) from agreement where until = 2147483647")
    )


@dataclass
class Database:
    """One of the servers: PostgreSQL and the PgBouncer before it. `deploy`: the folder of their files."""

    postgresql: Machine
    pgbouncer: Machine
    deploy: Path

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps everything."""
        return self.postgresql.folder / "data"

    def start_first(self) -> None:
        """Make a new database and start it as the primary."""
        self.postgresql.command = self._command()
        self.postgresql.environment = {"PGDATA": str(self.data)}
        password = self.postgresql.folder / "password"
        password.write_text(SUPERUSER)
        given_away(password)
        self.postgresql.run(
            *("initdb", "--pgdata", self.data, "--username", "postgres", "--pwfile", password),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        self._start()
        self.postgresql.run(
            *("psql", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", self.deploy / "roles.sql"),
            f"postgresql://postgres:{SUPERUSER}@127.0.0.1:{self.postgresql.port}/postgres",
            CONFINE=str(self.deploy / CONFINE.name),
            **PASSWORDS,
        )

    def start_standby(self, servers: str) -> None:
        """Start it as a standby of whichever of the servers is the primary; if it has no data, copied from that."""
        self.postgresql.command = [str(self.deploy / "standby.sh"), *self._command()]
        self.postgresql.environment = {"PGDATA": str(self.data), "SERVERS": servers}
        self._start()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
        """A connection of the superuser, to PostgreSQL itself."""
        dsn = f"postgresql://postgres:{SUPERUSER}@127.0.0.1:{self.postgresql.port}/handover"
        connection = await asyncpg.connect(dsn)
        try:
            yield connection
        finally:
            await connection.close()

    async def ask(self, statement: str) -> Any:
        """The value that a statement of the superuser gives."""
        async with self.connected() as connection:
            return await connection.fetchval(statement)

    async def published(self) -> tuple[int, Contents]:
        """The newest revision, and what is in it."""
        async with self.connected() as connection:
            number: int = await connection.fetchval("select max(number) from revision")
            return number, await _contents(connection)

    async def publish(self, into: dict[int, Contents]) -> int:
        """As the primary, publish a revision with another name of Minnesota and one more agreement.

        What is in it is put `into` the contents by revision before anybody can have read it.
        """
        async with self.connected() as connection, connection.transaction():
            number: int = await connection.fetchval(
                "insert into revision select max(number) + 1, now(), 'For a test.' from revision returning number"
            )
            await connection.execute(
                "update jurisdiction set until = $1 where code = 'MN' and since < $1 and $1 < until", number
            )
            await connection.execute(
                "insert into jurisdiction (code, kind, name, parent, state, search_name, since) "
                "select code, kind, 'Minnesota ' || $1::int, parent, state, search_name, $1 "
                "from jurisdiction where code = 'MN' and until = $1",
                number,
            )
            await connection.execute(
                "insert into agreement (id, state, agency, model, first_listed_on, last_listed_on, since) "
                "values ('test-' || $1::int, 'MN', 'A test', 'TASK_FORCE', '2026-01-01', '2026-01-01', $1)",
                number,
            )
            into[number] = await _contents(connection)
        return number

    @asynccontextmanager
    async def stuck(self) -> AsyncIterator[None]:
        """As a standby, receive what the primary does and do not apply it."""
        await self.ask("select pg_wal_replay_pause()")
        while await self.ask("select pg_get_wal_replay_pause_state()") != "paused":
            await asyncio.sleep(0.05)
        yield
        await self.ask("select pg_wal_replay_resume()")

    def _start(self) -> None:
        self.postgresql.start()
        if self.pgbouncer.process is None:
            self.pgbouncer.start()

    def _command(self) -> list[str]:
        """PostgreSQL with what the files do not say: where. The data of a test need not outlive a power cut."""
        settings = {
            "config_file": self.deploy / "postgresql.conf",
            "hba_file": self.deploy / "pg_hba.conf",
            "listen_addresses": "127.0.0.1",
            "port": self.postgresql.port,
            "unix_socket_directories": self.postgresql.folder,
            "fsync": "off",
        }
        return [
            "postgres",
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]


class Databases:
    """Three of them; the first begins as the primary."""

    def __init__(self, folder: Path) -> None:
        # Copied to where the user whom they run as may read them.
        deploy = Path(shutil.copytree(DEPLOY, folder / "deploy"))
        shutil.copy(CONFINE, deploy)
        self.all = [_database(given_away(folder / f"server{number}"), deploy) for number in (1, 2, 3)]
        ports = [each.postgresql.port for each in self.all]
        self.servers = (
            f"host={','.join('127.0.0.1' for _ in ports)} port={','.join(map(str, ports))} "
            f"user=replicator password={PASSWORDS['REPLICATOR_PASSWORD']}"
        )
        owner = f"postgresql://handover:{PASSWORDS['OWNER_PASSWORD']}"
        self.owner_url = f"{owner}@{','.join(f'127.0.0.1:{port}' for port in ports)}/handover"
        reader = f"postgresql://handover_reader:{quote(PASSWORDS['READER_PASSWORD'])}"
        poolers = ",".join(f"127.0.0.1:{each.pgbouncer.port}" for each in self.all)
        self.reader_url = f"{reader}@{poolers}/handover?statement_cache_size=0"

    def start(self) -> None:
        """Start all, the standbys as copies of the primary."""
        primary, *standbys = self.all
        primary.start_first()
        for standby in standbys:
            standby.start_standby(self.servers)

    def stop(self) -> None:
        """End all that run."""
        for each in self.all:
            each.pgbouncer.stop()
            each.postgresql.stop()


def _database(folder: Path, deploy: Path) -> Database:
    path_of("pgbouncer", "pgbouncer")
    postgresql = Machine([], given_away(folder / "postgresql"), {})
    pgbouncer = Machine([str(deploy / "pgbouncer.sh")], given_away(folder / "pgbouncer"), {})
    pgbouncer.environment = {
        "READER_PASSWORD": PASSWORDS["READER_PASSWORD"],
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(postgresql.port),
        "LISTEN_HOST": "127.0.0.1",
        "LISTEN_PORT": str(pgbouncer.port),
    }
    return Database(postgresql, pgbouncer, deploy)
