"""Several processes and one server, and the ends that processes come to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.embedded import start

Ask = Callable[..., Any]
Use = Callable[[Path], Any]

STARTED = "SELECT pg_postmaster_start_time()"


def postmaster(folder: Path) -> int:
    return int((folder / "postgresql/data/postmaster.pid").read_text().split("\n")[0])


def is_running(folder: Path) -> bool:
    return (folder / "postgresql/data/postmaster.pid").exists()


def test_processes_that_start_at_once_share_and_the_last_stops(place: Path, use: Use, ask: Ask) -> None:
    users = [use(place) for _ in range(4)]
    dsns = {user.dsn() for user in users}
    [dsn] = dsns
    started = ask(dsn, STARTED)
    for user in users[:-1]:
        user.leave()
        assert ask(dsn, STARTED) == started
    users[-1].leave()
    assert not is_running(place)


def test_a_user_killed_no_longer_counts(made: Path, use: Use, throwaway: Mapping[str, str], ask: Ask) -> None:
    killed = use(made)
    killed.dsn()
    with start(made, throwaway) as server:
        killed.kill()
        assert ask(server.dsn("postgres"), "SELECT 1") == 1
    assert not is_running(made)


def test_the_server_of_a_killed_user_is_joined(
    made: Path, use: Use, throwaway: Mapping[str, str], ask: Ask
) -> None:
    killed = use(made)
    started = ask(killed.dsn(), STARTED)
    killed.kill()
    with start(made, throwaway) as server:
        assert ask(server.dsn("postgres"), STARTED) == started
    assert not is_running(made)


def test_killed_at_any_moment_of_the_first_start(
    place: Path, use: Use, throwaway: Mapping[str, str], ask: Ask
) -> None:
    ours = place / "postgresql"
    for moment in (ours / "turn.lock", ours / "data.unfinished/PG_VERSION", ours / "data"):
        user = use(place)
        while not moment.exists() and not (ours / "data").exists() and user.process.poll() is None:
            time.sleep(0.001)
        user.kill()
    with start(place, throwaway) as server:
        assert ask(server.dsn("postgres"), "SELECT 1") == 1
    assert not is_running(place)
    assert not (ours / "data.unfinished").exists()


def test_a_killed_postmaster_is_followed_by_another_and_nothing_committed_is_lost(
    made: Path, use: Use, throwaway: Mapping[str, str], ask: Ask
) -> None:
    user = use(made)
    dsn = user.dsn()
    ask(
        dsn,
        "SET synchronous_commit = on",
        "CREATE TABLE kept (n int)",
        "INSERT INTO kept VALUES (1641) RETURNING n",
    )
    os.kill(postmaster(made), signal.SIGKILL)
    with start(made, throwaway) as server:
        assert server.dsn("postgres") == dsn
        assert ask(dsn, "SELECT n FROM kept") == 1641
        user.leave()
        assert ask(dsn, "SELECT n FROM kept") == 1641
    assert not is_running(made)


def test_stopping_after_the_postmaster_was_killed(made: Path, throwaway: Mapping[str, str]) -> None:
    server = start(made, throwaway)
    os.kill(postmaster(made), signal.SIGKILL)
    server.stop()
    start(made, throwaway).stop()


def test_stale_files_that_name_a_living_stranger(made: Path, throwaway: Mapping[str, str], ask: Ask) -> None:
    """After a crash the pid in postmaster.pid may be anybody's, also a process of PostgreSQL's own account."""
    with start(made, throwaway) as server:
        ask(server.dsn("postgres"), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7) RETURNING n")
        left = {path: path.read_bytes() for path in (made / "postgresql").glob("*/*.pid")}
        left |= {path: path.read_bytes() for path in (made / "postgresql").glob("run/.*.lock")}
        assert len(left) == 2
    owner = (made / "postgresql/data").stat()
    identity = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd="/", **identity)
    try:
        for path, content in left.items():
            path.parent.mkdir(exist_ok=True)
            _, rest = content.split(b"\n", 1)
            path.write_bytes(f"{stranger.pid}\n".encode() + rest)
            os.chown(path, owner.st_uid, owner.st_gid)
        (made / "postgresql/run/.s.PGSQL.5432").touch()
        (made / "postgresql/run").chmod(0o700)
        with start(made, throwaway) as server:
            assert ask(server.dsn("postgres"), "SELECT n FROM kept") == 7
            assert postmaster(made) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.communicate()


def test_ctrl_c_reaches_the_program_alone_and_it_stops_the_server_in_order(made: Path, use: Use) -> None:
    user = use(made)
    user.dsn()
    assert "KeyboardInterrupt" in user.interrupt()
    assert not is_running(made)
    log = "".join(path.read_text() for path in (made / "postgresql/log").iterdir())
    assert "received fast shutdown request" in log
    assert "database system is shut down" in log
    assert "not properly shut down" not in log


def test_ctrl_c_of_one_user_is_nothing_to_another(
    made: Path, use: Use, throwaway: Mapping[str, str], ask: Ask
) -> None:
    user = use(made)  # it started the server, so the server is of its making
    started = ask(user.dsn(), STARTED)
    with start(made, throwaway) as server:
        user.interrupt()
        assert ask(server.dsn("postgres"), STARTED) == started


def test_a_server_leaves_no_process_behind(made: Path, throwaway: Mapping[str, str]) -> None:
    """The lock that all of them inherit is free."""
    server = start(made, throwaway)
    lock = made / "postgresql/server.lock"
    command = [
        sys.executable,
        "-c",
        "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)",
    ]
    assert subprocess.run([*command, lock], capture_output=True, check=False).returncode == 1
    server.stop()
    assert subprocess.run([*command, lock], capture_output=True, check=False).returncode == 0
