"""As an ordinary user, wherever the tests run: root becomes one, anybody else is one. Root itself: test_root.py."""

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from db.embedded import NotRunningError, default_folder, folders, start
from db.embedded.account import Account
from db.embedded.programs import find_programs, runnable_by

CHECKOUT = Path(__file__).resolve().parents[3]
IS_ROOT = os.geteuid() == 0

# Loads what it needs as the user who runs the tests and only then becomes another, who might not reach it.
START_AND_ASK = """
import json, os, subprocess, sys
import db.embedded
uid, gid, settings = (json.loads(argument) for argument in sys.argv[1:])
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
try:
    for _ in range(2):
        with db.embedded.start(settings=settings) as server:
            query = "SELECT current_setting('data_directory')"
            psql = [server.binary("psql"), "--no-psqlrc", "--no-align", "--tuples-only", "--command", query]
            print(subprocess.run([*psql, server.dsn("postgres")], check=True, capture_output=True, text=True).stdout)
except db.embedded.EmbeddedError as error:
    sys.exit(str(error))
"""

Ordinary = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ordinary(place: Path, wheel: Path, throwaway: Mapping[str, str]) -> Ordinary:
    """Start and ask twice as nobody (as ourselves where we are not root), whose home is `place`."""
    entry = pwd.getpwnam("nobody") if IS_ROOT else pwd.getpwuid(os.geteuid())
    if IS_ROOT:
        os.chown(place, entry.pw_uid, entry.pw_gid)
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("HANDOVER_DATA", "XDG_DATA_HOME")
    }

    def run(uid: int = entry.pw_uid, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", START_AND_ASK, str(uid), str(entry.pw_gid), json.dumps(throwaway)],
            env=inherited | {"HOME": str(place), "PYTHONPATH": f"{wheel}:{CHECKOUT}"} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_an_ordinary_user_has_it_in_his_data_directory(place: Path, ordinary: Ordinary) -> None:
    done = ordinary()
    assert done.returncode == 0, done.stderr
    [data] = {Path(line) for line in done.stdout.split()}
    assert place in data.parents
    assert data.parent.parent.name == "handover"
    assert data.stat().st_uid == place.stat().st_uid


def test_handover_data_names_another_folder(place: Path, ordinary: Ordinary) -> None:
    done = ordinary(HANDOVER_DATA=str(place / "named/deeper"))
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == {str(place / "named/deeper/postgresql/data")}
    assert (place / "named/deeper/postgresql/data").stat().st_uid == place.stat().st_uid


@pytest.mark.parametrize("below", [".", "deeper", "deeper/still"])
def test_a_folder_that_an_ordinary_user_may_not_write_to(place: Path, ordinary: Ordinary, below: str) -> None:
    closed = place / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    folder = closed / below
    done = ordinary(HANDOVER_DATA=str(folder))
    assert done.stderr.strip() == (
        f"The folder {folder} belongs to another user or is closed to this one; "
        "set HANDOVER_DATA to a folder of your own."
    )
    assert not any(closed.iterdir())


def test_root_where_it_cannot_become_another(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root of a container that may not change its user; an ordinary user who is taken for root is just that."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    if IS_ROOT:
        monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(
        NotRunningError, match=r"does not let root become \w+; run Handover as an ordinary user"
    ):
        folders.Folders(place / "data").create()
    assert not (place / "data").exists()


def test_a_copy_of_the_programs_is_complete(
    place: Path, wheel: Path, throwaway: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For an account that cannot run the wheel's; here nobody can, so that this holds for everybody."""
    monkeypatch.syspath_prepend(wheel)
    wheels = find_programs()
    wheels.binary("initdb").chmod(0o600)
    try:
        copy = runnable_by(Account("ourselves", os.geteuid(), os.getegid()), wheels, place / "programs")
    finally:
        wheels.binary("initdb").chmod(0o755)
    assert copy.folder.is_relative_to(place / "programs" / wheels.version)
    monkeypatch.setattr("db.embedded.server.find_programs", lambda: copy)
    with start(place / "data", throwaway) as server:
        assert server.binary("postgres") == copy.folder / "bin/postgres"
        dump = subprocess.run(
            [server.binary("pg_dump"), server.dsn("postgres")], check=True, capture_output=True
        )
    assert b"PostgreSQL database dump complete" in dump.stdout


def test_default_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("HANDOVER_DATA", raising=False)
    monkeypatch.setenv("HOME", str(place))
    assert default_folder().name == "handover"
    assert place in default_folder().parents
    monkeypatch.setenv("HANDOVER_DATA", "relative")
    assert default_folder() == Path.cwd() / "relative"
    monkeypatch.setenv("HANDOVER_DATA", "~/named")
    assert default_folder() == place / "named"
    monkeypatch.setenv("HANDOVER_DATA", "")
    assert place in default_folder().parents
    assert not any(place.iterdir())


if IS_ROOT:  # an ordinary user cannot make the folders of others, and only root can become one without a name

    def test_an_ordinary_user_and_the_folder_of_another(
        place: Path, ordinary: Ordinary, throwaway: Mapping[str, str]
    ) -> None:
        folder = place / "data"
        os.chown(place, 0, 0)
        start(folder, throwaway).stop()
        folder.chmod(0o777)
        (folder / "postgresql").chmod(0o755)
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
        assert ordinary(HANDOVER_DATA=str(folder)).stderr.strip() == (
            f"The folder {folder}/postgresql belongs to root; run Handover as that user, "
            "or set HANDOVER_DATA to a folder of your own."
        )
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before

    def test_an_ordinary_user_without_a_name(place: Path, ordinary: Ordinary) -> None:
        place.chmod(0o777)
        unnamed = max(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid < 60_000) + 1
        done = ordinary(uid=unnamed, HANDOVER_DATA=str(place / "data"))
        assert f"{unnamed} has none in this system's list of accounts" in done.stderr
        assert done.stderr.count("\n") == 1
