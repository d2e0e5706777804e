"""One process and its server."""

import asyncio
import os
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from db.embedded import BinariesMissingError, EmbeddedServer, start

Ask = Callable[..., Any]


def test_data_outlives_the_server(place: Path, ask: Ask) -> None:
    with start(place) as server:  # as it serves, synchronised to the disk
        assert ask(server.dsn("postgres"), "SHOW fsync") == "on"
        ask(server.dsn("postgres"), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (882) RETURNING n")
    with start(place) as server:
        assert ask(server.dsn("postgres"), "SELECT n FROM kept") == 882


def test_a_stopped_server_is_gone_and_stopping_again_is_nothing(
    made: Path, throwaway: Mapping[str, str], ask: Ask
) -> None:
    server = start(made, throwaway)
    dsn = server.dsn("postgres")
    server.stop()
    with pytest.raises(OSError, match=r"No such file"):
        ask(dsn, "SELECT 1")
    assert not (made / "postgresql/data/postmaster.pid").exists()
    server.stop()


def test_two_uses_in_one_process_count_as_two(made: Path, throwaway: Mapping[str, str], ask: Ask) -> None:
    first = start(made, throwaway)
    second = start(made, throwaway)
    first.stop()
    first.stop()
    assert ask(second.dsn("postgres"), "SELECT 1") == 1
    second.stop()
    assert not (made / "postgresql/data/postmaster.pid").exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TimeZone", "UTC"),
        ("server_encoding", "UTF8"),
        ("lc_messages", "C"),
        ("listen_addresses", ""),
        ("logging_collector", "on"),
        ("fsync", "off"),
        ("max_connections", "60"),
    ],
)
def test_settings(postgres: EmbeddedServer, ask: Ask, setting: str, value: str) -> None:
    assert ask(postgres.dsn("postgres"), f"SHOW {setting}") == value


def test_text_is_utf_8_sorted_by_code_point(postgres: EmbeddedServer, ask: Ask) -> None:
    query = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['é', 'b', 'Z', 'a']) word"
    assert ask(postgres.dsn("postgres"), query) == "Z a b é"


def test_nobody_else_can_come_near(postgres: EmbeddedServer) -> None:
    ours = postgres.folder / "postgresql"
    for private in ("data", "run", "log"):
        assert stat.S_IMODE((ours / private).stat().st_mode) == 0o700
    assert stat.S_IMODE((ours / "run/.s.PGSQL.5432").stat().st_mode) == 0o700
    assert ours.stat().st_mode & 0o027 == 0


def test_the_log_is_one_file_for_a_day_of_the_week(made: Path, throwaway: Mapping[str, str]) -> None:
    start(made, throwaway).stop()
    log = made / "postgresql/log"
    [today] = log.iterdir()
    assert today.name in {f"server-{day}.log" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
    old, recent = log / "server-old.log", log / "server-recent.log"
    week = 7 * 24 * 60 * 60
    for path, age in ((old, week), (recent, week - 2 * 24 * 60 * 60)):
        path.touch()
        os.utime(path, (today.stat().st_mtime - age,) * 2)
    start(made, throwaway).stop()
    assert set(log.iterdir()) == {today, recent}


def test_odd_names_of_databases_and_users(postgres: EmbeddedServer, ask: Ask) -> None:
    ask(postgres.dsn("postgres"), 'CREATE DATABASE "a/b?c d@é"', "SELECT 1")
    ask(postgres.dsn("postgres"), 'CREATE ROLE "r@x:y/z" LOGIN', "SELECT 1")
    dsn = postgres.dsn("a/b?c d@é", user="r@x:y/z")
    assert ask(dsn, "SELECT current_database() || ' ' || current_user") == "a/b?c d@é r@x:y/z"


def test_an_environment_meant_for_another_server_changes_nothing(
    made: Path, throwaway: Mapping[str, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGPORT": "5999",
        "PGHOST": "example.org",
        "PGDATA": "/nowhere",
        "PGOPTIONS": "-c x=y",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with start(made, throwaway) as server:
        assert ask(server.dsn("postgres"), "SHOW data_directory") == str(made / "postgresql/data")


def test_the_url_serves_sqlalchemy_too(postgres: EmbeddedServer) -> None:
    async def answer() -> object:
        engine = create_async_engine(
            postgres.dsn("postgres").replace("postgresql:", "postgresql+asyncpg:", 1)
        )
        try:
            async with engine.connect() as connection:
                return await connection.scalar(text("SELECT current_user"))
        finally:
            await engine.dispose()

    assert asyncio.run(answer()) == "postgres"


def test_programs_of_the_server(postgres: EmbeddedServer, ask: Ask) -> None:
    dump = subprocess.run(
        [postgres.binary("pg_dump"), "--dbname", postgres.dsn("postgres")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "PostgreSQL database dump complete" in dump.stdout
    with pytest.raises(BinariesMissingError, match=r"has no program pg_nothing\.$"):
        postgres.binary("pg_nothing")


@pytest.mark.parametrize(
    "name",
    ["n" * 200, 'a b, "c" é %a #', "-c"],
    ids=["longer than a socket's path", "odd characters", "an option"],
)
def test_odd_folders(place: Path, throwaway: Mapping[str, str], ask: Ask, name: str) -> None:
    folder = place / name
    with start(folder, throwaway) as server:
        assert ask(server.dsn("postgres"), "SHOW data_directory") == f"{folder}/postgresql/data"
        listed = ask(server.dsn("postgres"), "SHOW unix_socket_directories")
        sockets = Path(listed.removeprefix('"').removesuffix('"').replace('""', '"'))
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert (folder in sockets.parents) == ("," not in name and len(name) < 100)
    assert not sockets.exists()


def test_a_folder_that_was_moved_to_a_longer_path_and_back(
    place: Path, throwaway: Mapping[str, str], ask: Ask
) -> None:
    short, long = place / "short", place / ("n" * 200)
    for folder, moved_to in ((short, long), (long, short), (short, long)):
        with start(folder, throwaway) as server:
            assert ask(server.dsn("postgres"), "SELECT 1") == 1
        folder.rename(moved_to)


def test_a_connection_without_a_password_needs_the_socket(postgres: EmbeddedServer, ask: Ask) -> None:
    rules = ask(
        postgres.dsn("postgres"),
        "SELECT string_agg(DISTINCT type || ' ' || auth_method, ', ') FROM pg_hba_file_rules",
    )
    assert rules == "host reject, local trust"
