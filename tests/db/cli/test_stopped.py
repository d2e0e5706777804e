"""A command that is asked to stop closes what it opened, and the next finds everything as it was."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.api.program import ROOT, environment_of

COMMAND = [sys.executable, "-m", "db"]
TERMINATED = 143
STARTED = 60.0
"""Seconds within which the embedded PostgreSQL has begun."""


@pytest.fixture
def data() -> Iterator[Path]:
    """The folder of an embedded PostgreSQL that nobody has started yet."""
    # Not below pytest's own temporary folder: as root, that is closed to the account PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as folder:
        yield Path(folder)


@pytest.fixture
def large(sources: Path, tmp_path: Path) -> Path:
    """A file that takes seconds to read, in other bytes than those that ship: of what stands already none is read."""
    path = tmp_path / "FOIA-15-87693_detainers_FY15YTD.xlsx"
    shutil.copy(sources / "ice-detainers" / path.name, path)
    with ZipFile(path, "a") as workbook:
        workbook.comment = b"packed again"
    return path


def test_the_embedded_postgresql_stops_with_the_command_that_started_it(data: Path, large: Path) -> None:
    environment = environment_of({"HANDOVER_DATA": str(data)})
    server = data / "postgresql" / "data" / "postmaster.pid"
    # While the database is filled, and once more while the file is read.
    for wait in (0, 0.5):
        process = subprocess.Popen(
            [*COMMAND, "load", "--dry-run", large],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        began = time.monotonic()
        while not server.exists() and time.monotonic() - began < STARTED:
            time.sleep(0.05)
        time.sleep(wait)
        is_there = server.exists()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert is_there
        assert (process.returncode, "Traceback" in said) == (TERMINATED, False), said
        assert not server.exists()
    done = subprocess.run(
        [*COMMAND, "status", "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    rows = {source["source"]: source["rows"] for source in json.loads(done.stdout)}
    assert rows["ice-foia-2015"] == 79_053
    assert not server.exists()
