"""What is wrong is said in one sentence, and what was there stays as it was."""

import errno
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from db.embedded import (
    AnotherVersionError,
    BinariesMissingError,
    DiskFullError,
    EmbeddedError,
    FolderNotOursError,
    NotRunningError,
    programs,
    start,
)
from db.embedded.errors import from_postgres, in_one_sentence
from db.embedded.programs import Programs, find_programs

Ask = Callable[..., Any]


def sentence(error: pytest.ExceptionInfo[EmbeddedError]) -> str:
    """The message, which is one sentence: it ends with the only full stop that ends anything."""
    message = str(error.value)
    assert re.fullmatch(r"(?:(?!\. |\n).)*\.", message), message
    return message


def test_data_of_another_version(made: Path, throwaway: Mapping[str, str], ask: Ask) -> None:
    version = made / "postgresql/data/PG_VERSION"
    ours = version.read_text()
    version.write_text("14\n")
    with pytest.raises(AnotherVersionError) as error:
        start(made, throwaway)
    assert f"{made}/postgresql/data was made by PostgreSQL 14 and this is {ours.strip()}." in sentence(error)
    version.write_text(ours)
    with start(made, throwaway) as server:
        assert ask(server.dsn("postgres"), "SELECT 1") == 1


def test_a_file_in_place_of_the_folder(place: Path) -> None:
    (place / "data").write_text("mine")
    for folder in (place / "data", place / "data/deeper"):
        with pytest.raises(FolderNotOursError) as error:
            start(folder)
        assert "a file stands in its place" in sentence(error)
    assert (place / "data").read_text() == "mine"


def test_data_without_a_version_is_not_made_anew(made: Path, throwaway: Mapping[str, str]) -> None:
    (made / "postgresql/data/PG_VERSION").unlink()
    with pytest.raises(NotRunningError) as error:
        start(made, throwaway)
    assert f"{made}/postgresql/data/PG_VERSION" in sentence(error)
    assert (made / "postgresql/data/base").is_dir()


def test_a_server_that_does_not_start_names_its_log(made: Path, throwaway: Mapping[str, str]) -> None:
    (made / "postgresql/data/global/pg_control").unlink()
    with pytest.raises(NotRunningError) as error:
        start(made, throwaway)
    assert (
        sentence(error)
        == f"PostgreSQL did not start on {made}/postgresql; failure.log and log in it say why."
    )
    assert "pg_control" in (made / "postgresql/failure.log").read_text()


def test_a_setting_that_postgresql_does_not_know(made: Path, throwaway: Mapping[str, str]) -> None:
    with pytest.raises(NotRunningError) as error:
        start(made, {**throwaway, "no_such_setting": "on"})
    sentence(error)
    assert "no_such_setting" in (made / "postgresql/failure.log").read_text()
    start(made, throwaway).stop()


@pytest.fixture
def small_disk(place: Path) -> Iterator[Path]:
    """A disk with room for an empty cluster and hardly more. Only root can mount one."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", place], check=True)


if os.geteuid() == 0:  # for everybody else there is test_programs_that_meet_a_full_disk

    def test_a_disk_too_small_for_a_cluster(small_disk: Path, throwaway: Mapping[str, str]) -> None:
        filling = small_disk / "filling"
        filling.write_bytes(bytes(50 * 1024 * 1024))
        with pytest.raises(DiskFullError) as error:
            start(small_disk, throwaway)
        assert "is full; make room" in sentence(error)
        assert not (small_disk / "postgresql/data").exists()
        filling.unlink()
        start(small_disk, throwaway).stop()

    def test_a_disk_that_was_filled_after_the_cluster_was_made(
        small_disk: Path, throwaway: Mapping[str, str], ask: Ask
    ) -> None:
        start(small_disk, throwaway).stop()
        filling = small_disk / "filling"
        subprocess.run(["dd", "if=/dev/zero", f"of={filling}"], stderr=subprocess.DEVNULL, check=False)
        with pytest.raises(DiskFullError) as error:
            start(small_disk, throwaway)
        assert str(small_disk) in sentence(error)
        filling.unlink()
        with start(small_disk, throwaway) as server:
            assert ask(server.dsn("postgres"), "SELECT 1") == 1


def test_programs_that_meet_a_full_disk(
    place: Path, throwaway: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For machines where nobody may mount: the kernel's own words, from the device that is always full."""
    wheel = place / "site" / programs.PACKAGE
    for name in programs.NEEDED:
        program = wheel / "pginstall18/bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(
            '#!/bin/sh\ncase "$1" in --version) echo "postgres 18.4";; *) cat /dev/zero >/dev/full;; esac\n'
        )
        program.chmod(0o755)
    (wheel / "pginstall18/share/postgresql").mkdir(parents=True)
    (wheel / "pginstall18/share/postgresql/postgres.bki").touch()
    (wheel / "__init__.py").touch()
    monkeypatch.syspath_prepend(place / "site")
    with pytest.raises(DiskFullError) as error:
        start(place / "data", throwaway)
    sentence(error)
    assert not (place / "data/postgresql/data").exists()


def test_no_binaries_for_this_machine(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = place / "site" / programs.PACKAGE
    wheel.mkdir(parents=True)
    (wheel / "__init__.py").write_text("raise AssertionError('the wheel is never imported')")
    monkeypatch.syspath_prepend(place / "site")
    for missing in ("pg_dump", "initdb", "postgres"):
        with pytest.raises(BinariesMissingError) as error:
            start(place / "data")
        assert "set DATABASE_URL" in sentence(error)
        (wheel / "pginstall/bin").mkdir(parents=True, exist_ok=True)
        (wheel / "pginstall/bin" / missing).write_bytes(b"\x7fELF of another machine")
        (wheel / "pginstall/bin" / missing).chmod(0o755)
    with pytest.raises(BinariesMissingError) as error:  # now all are there, and none of them runs
        start(place / "data")
    assert "does not run on this machine" in sentence(error)
    assert not (place / "data").exists()


def test_the_newest_complete_postgresql_is_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = place / programs.PACKAGE
    for install, version in (("pginstall", "9.6.24"), ("pginstall18", "18.4"), ("pginstall19", "19.1")):
        (wheel / install / "bin").mkdir(parents=True)
        for name in programs.NEEDED:
            (wheel / install / "bin" / name).write_text(
                f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n"
            )
            (wheel / install / "bin" / name).chmod(0o755)
    (wheel / "__init__.py").touch()
    monkeypatch.syspath_prepend(place)
    assert find_programs() == Programs(wheel / "pginstall19", "19.1")
    (wheel / "pginstall19/bin/initdb").unlink()
    assert find_programs() == Programs(wheel / "pginstall18", "18.4")
    assert find_programs().major == "18"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('FATAL:  could not write to file "pg_wal/xlogtemp.8": No space left on device', DiskFullError),
        ('FATAL:  could not extend file "base/1/1249": Disk quota exceeded', DiskFullError),
        ('initdb: error: could not access directory "/x": Permission denied', FolderNotOursError),
        ('FATAL:  data directory "/x" has wrong ownership', FolderNotOursError),
        ("PANIC:  could not locate a valid checkpoint record", NotRunningError),
        ("", NotRunningError),
    ],
)
def test_the_words_of_postgresql_become_ours(place: Path, words: str, kind: type[EmbeddedError]) -> None:
    error = from_postgres(words, place)
    assert type(error) is kind
    assert str(place) in str(error)
    assert not words or words not in str(error)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EACCES, FolderNotOursError),
        (errno.EROFS, FolderNotOursError),
        (errno.EIO, NotRunningError),
    ],
)
def test_what_the_system_refuses_becomes_ours(place: Path, number: int, kind: type[EmbeddedError]) -> None:
    with pytest.raises(EmbeddedError) as error, in_one_sentence(place):
        raise OSError(number, os.strerror(number))
    assert type(error.value) is kind
    assert str(place) in sentence(error)
