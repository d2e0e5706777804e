"""Runs the programs of clients as their authors would, and hands back what they said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

HERE = Path(__file__).parent
NPM = HERE.parents[1] / "api" / "web" / "npm.py"
PYTHON = HERE / "python" / ".venv" / "bin"
"""The programs in the environment of the Python clients."""

Done: TypeAlias = subprocess.CompletedProcess[str]


def run(*command: str | Path, cwd: Path = HERE, **environment: str) -> Done:
    """Run a program to its end, with these variables beside those of the tests."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def npm(folder: Path, script: str, *arguments: str, **environment: str) -> Done:
    """Run a script of a package."""
    command = (sys.executable, NPM, "--prefix", folder, "run", "--silent", script, "--", *arguments)
    return run(*command, **environment)


def said(done: Done) -> str:
    """What a program that went well wrote."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
