"""A backup holds everything, and a database made from it adds up as the one it was made of."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import asyncpg
import pytest
from typer.testing import CliRunner

from db import backup
from db.cli.app import app
from db.embedded import EmbeddedServer
from tests.api.postgresql_15 import postgresql_15


def run(dsn: str, *arguments: str | Path) -> tuple[int, str]:
    """Run a command on a database; its exit code and what it says."""
    environment = {"DATABASE_URL": dsn, "COLUMNS": "200"}
    found = CliRunner().invoke(app, [str(each) for each in arguments], env=environment)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.output


@pytest.fixture(scope="module")
def bare(postgres: EmbeddedServer) -> Iterator[str]:
    """A database without a table."""
    subprocess.run(
        [postgres.binary("psql"), "-qc", "create database bare", postgres.dsn("postgres")], check=True
    )
    yield postgres.dsn("bare")
    subprocess.run(
        [postgres.binary("psql"), "-qc", "drop database bare with (force)", postgres.dsn("postgres")],
        check=True,
    )


@pytest.fixture
def content(postgres: EmbeddedServer) -> Callable[[str], str]:
    """Schema and rows of a database as text."""

    def dumped(dsn: str) -> str:
        dump = [postgres.binary("pg_dump"), "--restrict-key=same", "--no-owner", "--no-privileges", dsn]
        return subprocess.run(dump, check=True, capture_output=True, text=True).stdout

    return dumped


def test_a_database_made_from_a_backup_is_the_same_and_adds_up(
    database: str, bare: str, tmp_path: Path, content: Callable[[str], str]
) -> None:
    file = tmp_path / "handover.dump"
    code, said = run(database, "backup", file)
    assert (code, said) == (0, f"handover.dump: {file.stat().st_size:,} bytes\n")
    assert list(tmp_path.iterdir()) == [file]
    assert run(bare, "restore", file)[0] == 0
    assert content(bare) == content(database)
    code, said = run(bare, "check", "--json")
    assert code == 0
    totals = [total for totals in json.loads(said).values() for total in totals]
    assert len(totals) > 100
    assert [total["sentence"] for total in totals if total["sentence"]] == []

    # Over a database that has tables only when that is said; then as it was.
    before = content(bare)
    code, said = run(bare, "restore", file)
    assert code == 65
    assert "The database is not empty; restore into an empty one, or say that it is to be replaced." in said
    assert content(bare) == before
    execute(bare, "delete from detainer_cell; update revision set summary = 'spoilt'")
    assert content(bare) != before
    assert run(bare, "restore", "--replace", file)[0] == 0
    assert content(bare) == before


def test_what_is_there_and_is_no_file_stays(empty_database: str, tmp_path: Path) -> None:
    pipe, leads_to_it, circle = tmp_path / "pipe", tmp_path / "leads to it", tmp_path / "circle"
    os.mkfifo(pipe)
    leads_to_it.symlink_to(pipe)
    circle.symlink_to(circle)
    for path in (pipe, leads_to_it, circle):
        code, said = run(empty_database, "backup", path)
        assert (code, said) == (
            65,
            f"Stopped: {path} is there and is no file; a backup would take its place. Nothing was changed.\n",
        )
    assert pipe.is_fifo()
    assert circle.is_symlink()
    assert set(tmp_path.iterdir()) == {pipe, leads_to_it, circle}


def test_of_a_link_the_file_that_it_leads_to_is_written(empty_database: str, tmp_path: Path) -> None:
    link, folder = tmp_path / "latest", tmp_path / "disk"
    folder.mkdir()
    link.symlink_to(folder / "handover.dump")
    for before in ([], [folder / "handover.dump"]):
        assert list(folder.iterdir()) == before
        assert run(empty_database, "backup", link)[0] == 0
        assert link.is_symlink()
        assert (folder / "handover.dump").read_bytes().startswith(b"PGDMP")
        (folder / "handover.dump").write_text("an older one")


def test_two_backups_to_one_name_do_not_write_into_one_another(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, written = tmp_path / "handover.dump", []

    def run_it(program: Path, dsn: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = run_really(program, dsn, *arguments)
        written.append([path for path in tmp_path.iterdir() if path != file])
        if len(written) == 1:
            # Another begins and ends while the first has not yet put its file in place.
            asyncio.run_coroutine_threadsafe(backup.back_up(empty_database, file), beside).result(60)
        return done

    run_really = backup._run
    monkeypatch.setattr(backup, "_run", run_it)
    beside = asyncio.new_event_loop()
    thread = Thread(target=beside.run_forever)
    thread.start()
    try:
        asyncio.run(backup.back_up(empty_database, file))
    finally:
        beside.call_soon_threadsafe(beside.stop)
        thread.join()
        beside.close()
    assert [len(paths) for paths in written] == [1, 2]
    assert list(tmp_path.iterdir()) == [file]


def test_tables_that_the_backup_does_not_know_are_not_left_beside_it(
    empty_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "handover.dump"
    run(empty_database, "backup", file)
    execute(empty_database, "create table later (a int)")
    code, said = run(empty_database, "restore", "--replace", file)
    assert code == 65
    assert "The database has tables that the file does not know (later); restore into an empty one." in said


def test_a_file_that_is_no_backup_or_is_cut_short_changes_nothing(
    database: str, bare: str, tmp_path: Path, content: Callable[[str], str]
) -> None:
    before = content(bare)
    file = tmp_path / "handover.dump"
    file.write_text("no backup")
    assert run(bare, "restore", "--replace", file)[0] == 65
    run(database, "backup", file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    code, said = run(bare, "restore", "--replace", file)
    assert code == 65
    assert "pg_restore failed: " in said
    assert "Nothing was changed." in said
    assert content(bare) == before


def test_where_the_programs_are_missing_it_is_said_what_to_install(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_candidates", lambda name, major: iter([tmp_path / "pg_dump"]))
    code, said = run(database, "backup", tmp_path / "handover.dump")
    assert code == 65
    assert (
        "pg_dump of PostgreSQL 18 or later is needed and is not here; install postgresql-client-18." in said
    )


@pytest.mark.parametrize(
    ("address", "password", "argument"),
    [
        (
            "owner:p%40ss%2Fword@one:1,two:2/name?sslmode=require",
            "p@ss/word",
            "owner@one:1,two:2/name?sslmode=require",
        ),
        (
            "one/name?user=owner&password=p%40ss+word&sslmode=require",
            "p@ss word",
            "@one/name?user=owner&sslmode=require",
        ),
        ("/name?password=first&pass%77ord=last&host=/run", "last", "@/name?host=/run"),
        ("owner:before@one/name?password=in-the-query", "before", "owner@one/name"),
        ("owner@one/name", "", "owner@one/name"),
    ],
)
def test_a_password_is_not_among_the_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, password: str, argument: str
) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    shown = tmp_path / "shown"
    shown.write_text('#!/bin/sh\necho "$PGPASSWORD $*"\n')
    shown.chmod(0o755)
    told = backup._run(shown, f"postgresql://{address}").stdout
    assert told == f"{password} --dbname=postgresql://{argument}\n"


def test_an_address_with_all_of_it_in_its_query_is_written_from(empty_database: str, tmp_path: Path) -> None:
    address = empty_database.replace("//postgres@/", "///") + "&user=postgres&password=secret"
    assert "@" not in address
    assert run(address, "backup", tmp_path / "handover.dump")[0] == 0


@pytest.mark.system
def test_on_postgresql_15_its_own_programs_are_used(database: str, tmp_path: Path) -> None:
    file = tmp_path / "handover.dump"
    with postgresql_15() as address:
        assert run(address, "backup", file)[0] == 65
        assert run(address, "prepare")[0] == 0
        assert run(address, "backup", file)[0] == 0
        execute(address, "delete from detainer_cell")
        assert run(address, "check")[0] == 65
        assert run(address, "restore", "--replace", file)[0] == 0
        assert run(address, "check")[0] == 0


def execute(dsn: str, statement: str) -> None:
    """Run a statement as the owner."""

    async def go() -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(go())
