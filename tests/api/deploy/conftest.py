"""The whole deployment on loopback."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.deploy.databases import Databases
from tests.api.program import ROOT, environment_of


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder of the module's own, which the user whom the programs run as may enter."""
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="module")
def databases(folder: Path) -> Iterator[Databases]:
    """A primary and two standbys with the figures that ship, made ready by the one job that does so."""
    databases = Databases(folder)
    try:
        databases.start()
        prepare(databases.owner_url)
        yield databases
    finally:
        databases.stop()


def prepare(owner_url: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "db", "prepare"],
        cwd=ROOT,
        env=environment_of({"DATABASE_URL": owner_url}),
        check=True,
    )
