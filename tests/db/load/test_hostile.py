"""Hostile files: one clear sentence, exit code 65, less than 512 MB, and nothing in the database."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.db.load.hostile import MIB, hostile

pytestmark = pytest.mark.slow

MOST_MEMORY = 512 * MIB


def test_each_is_refused_in_one_sentence_within_the_memory(
    sources: Path,
    release: pl.DataFrame,
    database: str,
    ask: Callable[..., list[dict[str, Any]]],
    tmp_path: Path,
) -> None:
    before = ask("select count(*) as releases, (select max(number) from revision) as revision from release")
    found: dict[str, str] = {}
    for path, words in hostile(tmp_path, sources, release):
        code, sentence, memory = load(path, database)
        if code != 65 or words not in sentence or sentence.count("\n") != 1 or "Traceback" in sentence:
            found[path.name] = f"{code} {sentence}, not “{words}”"
        if memory > MOST_MEMORY:
            found[path.name] = f"{memory / MIB:.0f} MiB"
        if path.name in ("long-line.csv", "bomb.xlsx"):
            path.unlink()
    assert found == {}
    assert (
        ask("select count(*) as releases, (select max(number) from revision) as revision from release")
        == before
    )


# A process counts as its own what the one that started it held at that moment, so a small one starts it.
MEASURING = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss, flush=True)
os._exit(os.waitstatus_to_exitcode(status))
"""


def load(path: Path, database: str) -> tuple[int, str, int]:
    """Load a file in a process of its own: its exit code, what it wrote, and the most memory that it had."""
    environment = {**os.environ, "DATABASE_URL": database}
    process = subprocess.run(
        [sys.executable, "-c", MEASURING, sys.executable, "-m", "db", "load", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
        check=False,
    )
    written, _, memory = process.stdout.rstrip("\n").rpartition("\n")
    return process.returncode, f"{written}\n", int(memory) * (1 if sys.platform == "darwin" else 1024)
