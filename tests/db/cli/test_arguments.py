"""Arguments that cannot be are refused as such, in words of their own, and before anything is begun."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from db.cli.app import app
from db.cli.exits import in_one_sentence

NOWHERE = "postgresql://nobody@/nowhere?host=/nowhere"
HUGE = "100000000000000000000"
Run = Callable[..., Result]


@pytest.fixture
def run(database: str) -> Run:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env={"DATABASE_URL": database, "COLUMNS": "400"})

    return run


@pytest.mark.parametrize(
    ("arguments", "most"),
    [
        (("withdraw", "2147483648", "--why", "x"), "2147483647"),
        (("withdraw", HUGE, "--why", "x"), "2147483647"),
        (("quarantine", "show", "2147483648"), "2147483647"),
        (("quarantine", "export", HUGE), "2147483647"),
        (("revisions", "--most", HUGE), "2147483647"),
        (("load", "x.csv", "--wait", "86401"), "86400"),
        (("load", "x.csv", "--wait", "inf"), "86400"),
        (("load", "x.csv", "--wait", "nan"), "86400"),
    ],
)
def test_a_number_that_is_too_large_is_told_before_the_database_is_asked(
    arguments: tuple[str, ...], most: str
) -> None:
    found = CliRunner().invoke(app, list(arguments), env={"DATABASE_URL": NOWHERE, "COLUMNS": "400"})
    assert found.exit_code == 2
    assert f"less than or equal to {most}" in found.stderr


def test_the_largest_numbers_that_can_be_are_asked_for(run: Run) -> None:
    assert run("revisions", "--most", "2147483647").exit_code == 0
    withdrawn = run("withdraw", "2147483647", "--why", "x")
    assert (
        withdrawn.exit_code,
        withdrawn.stderr.startswith("Stopped: Revision 2147483647 loaded no file"),
    ) == (
        65,
        True,
    )


@pytest.mark.parametrize("command", [("show",), ("show", "--json"), ("export",)])
def test_a_release_that_there_is_not_is_told_so(run: Run, command: tuple[str, ...]) -> None:
    found = run("quarantine", command[0], "4242", *command[1:])
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == (
        "Stopped: There is no release 4242; `quarantine list` shows those that have rows there.\n"
    )


def test_a_release_without_rows_in_quarantine_is_told_so(run: Run) -> None:
    waiting = {rule["release"] for rule in json.loads(run("quarantine", "list", "--json").stdout)}
    assert waiting
    number = min(set(range(1, max(waiting) + 2)) - waiting)
    assert run("quarantine", "show", str(number)).stdout == f"Release {number} has no rows in quarantine.\n"


def test_a_file_that_the_system_does_not_take_is_told_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    found = run("quarantine", "export", "1", "--output", str(path))
    assert (found.exit_code, found.stderr) == (2, f"Stopped: {path} cannot be written: File name too long.\n")


@pytest.mark.parametrize(
    "arguments", [("quarantine", "export", "1", "--output"), ("snapshot", ".", "--archive")]
)
def test_a_file_that_cannot_be_written_is_told_before_anything_is_done(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {"DATABASE_URL": NOWHERE, "COLUMNS": "400"}
    missing = tmp_path / "none"
    for path, sentence in (
        (missing / "x", f"There is no folder {missing} to write x to."),
        (tmp_path, "is a directory"),
    ):
        found = CliRunner().invoke(app, [*arguments, str(path)], env=environment)
        assert found.exit_code == 2
        assert sentence in found.stderr
    assert not missing.exists()


def test_a_file_that_the_system_refuses_is_not_taken_for_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    with pytest.raises(typer.Exit) as ended, in_one_sentence():
        path.read_bytes()
    assert ended.value.exit_code == 65
    assert capsys.readouterr().err == f"Stopped: {path}: No such file or directory. Nothing was changed.\n"
