"""Whom PostgreSQL runs as: it refuses root, so as root an unprivileged account that is already there.

Nothing is added to the system. Which account it is, is decided once for a data folder: its owner is the account.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from db.embedded.errors import FolderNotOursError, NotRunningError

# PostgreSQL's own account where the distribution has made one; else the one that every Unix has.
CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine: name, for sentences, and numbers."""

    name: str
    uid: int
    gid: int


def account_for(data: Path) -> Account | None:
    """Return the account to run PostgreSQL as on `data`, which may not exist yet; None is this very user."""
    if os.geteuid() != 0:
        if not data.exists() and name_of(os.geteuid()) is None:
            raise NotRunningError(
                f"PostgreSQL cannot make its data for a user without a name, and {os.geteuid()} has none in this "
                "system's list of accounts; run Handover as one that has, or set DATABASE_URL."
            )
        return None
    if data.exists():
        owner = data.stat()
        if owner.st_uid == 0:
            raise FolderNotOursError(
                f"The data in {data} belongs to root, whom PostgreSQL refuses to run as; "
                "give it back to the account that made it."
            )
        return Account(name_of(owner.st_uid) or f"user {owner.st_uid}", owner.st_uid, owner.st_gid)
    return _existing_account()


def run(
    account: Account | None,
    command: Sequence[str | Path],
    *,
    inherit: Sequence[int] = (),
    output: IO[bytes] | int = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """Run `command` as `account` until it ends: in its own session, so that Ctrl-C is ours alone.

    Standard error goes where standard output goes. The variables that steer PostgreSQL's programs are kept
    from it, and its words are English. Raises OSError when it cannot be run.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(  # noqa: S603 - the commands are PostgreSQL's programs, sh and test
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",  # the account may not be able to enter ours
        env=environment | {"LC_ALL": "C"},
        pass_fds=inherit,
        start_new_session=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def can_enter(account: Account | None, folder: Path) -> bool:
    """Ask the system itself, which knows of modes, groups and access lists, whether `account` may enter."""
    try:
        return run(account, ["test", "-x", folder]).returncode == 0
    except PermissionError as error:
        name = account.name if account else "another account"
        raise NotRunningError(
            f"PostgreSQL does not run as root and this system does not let root become {name}; "
            "run Handover as an ordinary user or set DATABASE_URL."
        ) from error


def name_of(uid: int) -> str | None:
    """Return the name of a user, if the system's list of accounts has one."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _existing_account() -> Account:
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise NotRunningError(
        "PostgreSQL does not run as root and this system has no account nobody; "
        "run Handover as an ordinary user or set DATABASE_URL."
    )
