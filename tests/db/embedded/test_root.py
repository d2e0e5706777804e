"""As root: which account serves, what it can reach, and what is left alone.

What anybody can test of this (root that cannot become another, the copy of the programs) is in test_accounts.py.
"""

import os
import pwd
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from db.embedded import FolderNotOursError, account, default_folder, start
from db.embedded.folders import ROOTS_FOLDER

Ask = Callable[..., Any]


def modes(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Owner, group and mode of a folder and of all above it."""
    status = {path: path.stat() for path in (folder, *folder.parents)}
    return {path: (entry.st_uid, entry.st_gid, stat.S_IMODE(entry.st_mode)) for path, entry in status.items()}


if os.geteuid() == 0:

    def test_an_account_that_is_there_serves_and_none_is_added(
        place: Path, throwaway: Mapping[str, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(account, "CANDIDATES", ("no-such-account", "nobody"))
        nobody = pwd.getpwnam("nobody").pw_uid
        accounts, above = Path("/etc/passwd").read_bytes(), modes(place)
        with start(place / "data", throwaway) as server:
            postmaster = int((place / "data/postgresql/data/postmaster.pid").read_text().split("\n")[0])
            assert Path("/proc", str(postmaster)).stat().st_uid == nobody
            groups = Path("/proc", str(postmaster), "status").read_text()
            assert "\nGroups:\t \n" in groups  # none of root's
        monkeypatch.setattr(account, "CANDIDATES", ("daemon",))
        with start(place / "data", throwaway) as server:  # the data's owner, whoever would be chosen today
            assert ask(server.dsn("postgres"), "SELECT 1") == 1
            assert (place / "data/postgresql/run/.s.PGSQL.5432").stat().st_uid == nobody
        assert Path("/etc/passwd").read_bytes() == accounts
        assert modes(place) == above

    def test_what_the_account_may_not_change_is_root_s(made: Path, throwaway: Mapping[str, str]) -> None:
        """The account owns the data, the socket and the log; not the locks, the programs or the folder of all."""
        start(made, throwaway).stop()
        ours = made / "postgresql"
        assert {path.name for path in ours.iterdir() if path.stat().st_uid != 0} == {"data", "log"}
        assert ours.stat().st_uid == 0
        assert not ours.stat().st_mode & 0o027

    @pytest.mark.parametrize("mode", [0o700, 0o755])
    def test_a_named_folder_that_only_root_may_enter_lets_the_account_pass(
        place: Path, throwaway: Mapping[str, str], mode: int
    ) -> None:
        folder = place / "data"
        folder.mkdir()
        folder.chmod(mode)
        start(folder, throwaway).stop()
        assert stat.S_IMODE(folder.stat().st_mode) == mode | 0o010
        assert folder.stat().st_uid == 0

    def test_folders_made_under_a_strict_umask_let_the_account_pass(
        place: Path, throwaway: Mapping[str, str]
    ) -> None:
        before = os.umask(0o077)
        try:
            start(place / "a/b/data", throwaway).stop()
        finally:
            os.umask(before)

    def test_a_folder_below_one_that_the_account_cannot_enter(place: Path) -> None:
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        before = modes(closed)
        for folder in (closed / "data", closed / "data/deeper"):
            with pytest.raises(FolderNotOursError) as error:
                start(folder)
            assert f"cannot enter {closed}; set HANDOVER_DATA to a folder such as {ROOTS_FOLDER}" in str(
                error.value
            )
        assert modes(closed) == before
        assert not any(closed.iterdir())

    def test_a_folder_that_belongs_to_an_ordinary_user(place: Path) -> None:
        os.chown(place, 12345, 12345)
        with pytest.raises(FolderNotOursError, match=r"belongs to user 12345; run Handover as that user"):
            start(place)
        assert not any(place.iterdir())

    def test_data_that_was_given_to_root(made: Path, throwaway: Mapping[str, str]) -> None:
        os.chown(made / "postgresql/data", 0, 0)
        with pytest.raises(FolderNotOursError, match=r"belongs to root, whom PostgreSQL refuses to run as"):
            start(made, throwaway)

    def test_a_wheel_that_the_account_cannot_reach(
        place: Path, wheel: Path, throwaway: Mapping[str, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As in a checkout below /root: a copy serves, made once, and the way to the wheel stays closed."""
        monkeypatch.syspath_prepend(wheel)
        wheel.parent.chmod(0o700)
        before = modes(wheel)
        try:
            made = []
            for _ in range(2):
                with start(place / "data", throwaway) as server:
                    assert ask(server.dsn("postgres"), "SELECT lower('DO')") == "do"
                    ask(
                        server.dsn("postgres"), "DO $$ BEGIN END $$", "SELECT 1"
                    )  # loads a library of the copy
                [copy] = (place / "data/postgresql/programs").iterdir()
                made.append(copy.stat().st_ino)
            assert made[0] == made[1]
            assert modes(wheel) == before
        finally:
            wheel.parent.chmod(0o755)
        assert {path.stat().st_uid for path in copy.rglob("*")} == {0}

    def test_a_wheel_that_was_unpacked_for_root_alone(
        place: Path, wheel: Path, throwaway: Mapping[str, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As pip does under a strict umask: the folders can be entered, the catalogue's source cannot be read."""
        monkeypatch.syspath_prepend(wheel)
        [catalogue] = wheel.rglob("postgres.bki")
        catalogue.chmod(0o600)
        try:
            with start(place / "data", throwaway) as server:
                assert ask(server.dsn("postgres"), "SELECT 1") == 1
        finally:
            catalogue.chmod(0o644)

    def test_the_default_folder_of_root(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        monkeypatch.delenv("HANDOVER_DATA", raising=False)
        monkeypatch.setenv("HOME", str(place))
        assert place in default_folder().parents
        os.chown(place, 12345, 12345)  # under sudo, the home may be the ordinary user's
        assert default_folder() == ROOTS_FOLDER
        os.chown(place, 0, 0)
        place.chmod(0o700)  # as /root is
        assert default_folder() == ROOTS_FOLDER
