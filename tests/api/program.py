"""`python -m api` as a process, as `make serve` starts it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "api"]
ADDRESS = re.compile(r"Handover: (http://\S+)/graphql\n")


@dataclass
class Program:
    """A program that serves: where, and what it has said on standard output until then."""

    process: subprocess.Popen[str]
    address: str
    said: str

    def end(self, kind: signal.Signals) -> tuple[int, str, str]:
        """Send a signal and wait; the exit code, and what was said on standard output from then on and on standard error.

        The lines of the log that say of a request what became of it are left out.
        """
        code, output, lines = self.end_with_log(kind)
        return code, output, "".join(line for line in lines if not is_of_request(line))

    def end_with_log(self, kind: signal.Signals) -> tuple[int, str, list[str]]:
        """The same with every line of standard error."""
        self.process.send_signal(kind)
        output, errors = self.process.communicate()
        return self.process.returncode, output, errors.splitlines(keepends=True)


def is_of_request(line: str) -> bool:
    """Whether a line of standard error is one that the log has for each request."""
    return line.startswith("{") and json.loads(line)["message"] == "request"


def environment_of(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process without any setting of ours, and with those."""
    ours = {"DATABASE_URL", "HOST", "PORT"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith("HANDOVER_")
    } | dict(settings)


@contextmanager
def program(settings: Mapping[str, str]) -> Iterator[Program]:
    """The program on a free port, once it says that it serves; ended afterwards if it still runs."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0"],
        cwd=ROOT,
        env=environment_of({"PYTHONUNBUFFERED": "1"} | dict(settings)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    with process:
        try:
            while not said.endswith("Ctrl-C ends it.\n"):
                line = process.stdout.readline()
                assert line, f"it ended before it served: {said}{process.communicate()[1]}"
                said += line
            found = ADDRESS.search(said)
            assert found
            yield Program(process, found[1], said)
        finally:
            process.terminate()


def failing(settings: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    """Run it where it cannot serve; its exit code and what it says on standard error."""
    run = subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment_of(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return run.returncode, run.stderr
