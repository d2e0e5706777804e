"""Where the data is, and what lies in it.

<data folder>/postgresql/   ours; entered by the server's account, written by us alone
    data/                   the cluster; belongs to the server's account, like run and log
    run/                    the socket; or a link to a short folder under the temporary directory
    log/                    the server's log, one file for each day of the week
    programs/               a copy of PostgreSQL, where the account cannot run the wheel's
    *.lock                  see server.py
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

import platformdirs

from db.embedded.account import Account, account_for, can_enter, name_of
from db.embedded.errors import FolderNotOursError

# Where services keep their state (Filesystem Hierarchy Standard 3.0, 5.8).
ROOTS_FOLDER = Path("/var/lib/handover")

SOCKET = ".s.PGSQL.5432"
# The size of sun_path less its closing NUL: 103 on macOS, 107 on Linux.
LONGEST_SOCKET_PATH = 103
# Six days: a log with the name of today was written today, or at least that long ago.
LOG_SECONDS = 6 * 24 * 60 * 60


def default_folder() -> Path:
    """Return the folder for the data: HANDOVER_DATA, else the user's data directory.

    Root's home is closed to the account that PostgreSQL then runs as, and may be somebody else's under sudo;
    in either case it is /var/lib/handover.
    """
    if named := os.environ.get("HANDOVER_DATA"):
        return Path(named).expanduser().absolute()
    folder = platformdirs.user_data_path("handover", appauthor=False)
    if os.geteuid() == 0:
        home = _nearest(folder.parent)
        if home.stat().st_uid != 0 or not can_enter(Folders(folder).account, home):
            return ROOTS_FOLDER
    return folder


class Folders:
    """The folders of one embedded server, and the account that it runs as (None: this very user)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ours = folder / "postgresql"
        self.data = self.ours / "data"
        self.log = self.ours / "log"
        self.programs = self.ours / "programs"
        self.account = account_for(self.data)

    @property
    def run(self) -> Path:
        """The folder of the socket, its path fit for one."""
        link = self.ours / "run"
        return link.readlink() if link.is_symlink() else link

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return self.run / SOCKET

    def lock(self, name: str) -> Path:
        """Return the path of a lock file."""
        return self.ours / f"{name}.lock"

    def create(self) -> None:
        """Make the data folder and ours in it, or raise FolderNotOursError if they are another's."""
        missing = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        if self.account:
            _require_way(self.account, _nearest(self.folder.parent))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            # What an ordinary user owns he could swap for a link while root works in it.
            _require_owner(self.folder)
        self.ours.mkdir(mode=0o700, exist_ok=True)
        _require_owner(self.ours)
        if self.account:
            for path in (*reversed(missing), self.folder, self.ours):
                _let_in(self.account, path)

    def prepare_run_and_log(self) -> None:
        """Make the folders of the socket and the log, private to the server's account. No server may run."""
        self.prepare(self.log)
        _drop_old(self.log)
        link = self.ours / "run"
        fits = _fits(link)
        # A folder that was moved may need the other kind; one that serves is kept, for those who have its path.
        if fits == link.is_symlink() or not self._is_private(self.run):
            self.remove_run()
        if fits:
            self.prepare(link)
        elif not link.is_symlink():
            link.symlink_to(self._short_folder())

    def prepare(self, path: Path) -> None:
        """Make one folder, private to the server's account."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def remove_run(self) -> None:
        """Remove the folder of the socket, also from the temporary directory."""
        shutil.rmtree(self.run, ignore_errors=True)
        (self.ours / "run").unlink(missing_ok=True)

    def _short_folder(self) -> Path:
        for parent in (tempfile.gettempdir(), "/tmp"):
            if _fits(Path(parent) / "handover-12345678") and can_enter(self.account, Path(parent)):
                folder = Path(tempfile.mkdtemp(prefix="handover-", dir=parent))
                self.prepare(folder)
                return folder
        raise FolderNotOursError(
            f"The path {self.folder} is too long for a socket, or has a comma, and no other folder can be made "
            "for it; set HANDOVER_DATA to a shorter one."
        )

    def _is_private(self, folder: Path) -> bool:
        owner = self.account.uid if self.account else os.geteuid()
        try:
            status = folder.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(status.st_mode) and status.st_uid == owner and status.st_mode & 0o077 == 0


def _fits(run: Path) -> bool:
    """Whether a socket can lie in this folder. In a list of hosts, which a URL has, a comma ends the first."""
    return len(os.fsencode(run / SOCKET)) <= LONGEST_SOCKET_PATH and "," not in os.fspath(run)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _drop_old(log: Path) -> None:
    """Drop logs of an earlier week: PostgreSQL overwrites one only if it runs when the day begins."""
    for path in log.iterdir():
        if path.lstat().st_mtime < time.time() - LOG_SECONDS:
            path.unlink()


def _require_owner(folder: Path) -> None:
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise FolderNotOursError(
            f"The folder {folder} belongs to {name_of(owner) or f'user {owner}'}; run Handover as that user, "
            "or set HANDOVER_DATA to a folder of your own."
        )


def _require_way(account: Account, folder: Path) -> None:
    for step in (*reversed(folder.parents), folder):
        if not can_enter(account, step):
            raise FolderNotOursError(
                f"PostgreSQL does not run as root, and {account.name}, as whom it runs then, cannot enter {step}; "
                f"set HANDOVER_DATA to a folder such as {ROOTS_FOLDER}, or run Handover as an ordinary user."
            )


def _let_in(account: Account, folder: Path) -> None:
    """Let the account, and nobody else, pass through a folder of ours."""
    if not can_enter(account, folder):
        os.chown(folder, -1, account.gid)
        folder.chmod(folder.stat().st_mode & 0o7777 | 0o010)
