"""The commands that show and document: what they print, in words and as JSON."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from db.address import NO_ADDRESS
from db.cli.app import app
from db.cli.exits import CODES
from db.layouts import recognise
from db.source_pages import markdown
from db.sources import read_sources
from db.templates import MEANING_OF, TEMPLATES, describe

LOADING = Path(__file__).parents[3] / "api" / "docs" / "pages" / "loading.md"
Run = Callable[..., str]


@pytest.fixture
def run(database: str) -> Run:
    def run(*arguments: str, code: int = 0) -> str:
        found = CliRunner().invoke(app, list(arguments), env={"DATABASE_URL": database, "COLUMNS": "200"})
        assert found.exit_code == code, found.output
        return found.stdout

    return run


def test_status_counts_the_rows_of_each_source(run: Run) -> None:
    found = {record["source"]: record for record in json.loads(run("status", "--json"))}
    assert found["ice-foia-2015"]["rows"] == 79_053
    assert found["ice-287g-lists"]["files"] == 65
    assert "ice-foia-2015" in run("status")


def test_revisions_are_shown_newest_first(run: Run) -> None:
    numbers = [record["number"] for record in json.loads(run("revisions", "--json"))]
    assert numbers == sorted(numbers, reverse=True)
    assert json.loads(run("revisions", "--most", "1", "--json"))[0]["number"] == numbers[0]


def test_check_reconciles_every_total_of_what_ships(run: Run) -> None:
    found = json.loads(run("check", "--json"))
    assert set(found) == {source.id for source in read_sources().values() if source.shipped}
    assert [total["sentence"] for totals in found.values() for total in totals if total["sentence"]] == []
    held = {(name, total["what"]): total["found"] for name, totals in found.items() for total in totals}
    assert held["ice-foia-2015", "state “CA”"] == 13_456
    assert held["ice-minnesota-2022-2026", "table “day”"] == 6_232


@pytest.mark.anyio
async def test_check_finds_a_cell_that_was_changed(database: str) -> None:
    import asyncpg

    from db.load.check import check

    connection = await asyncpg.connect(database)
    await connection.execute(
        "update detainer_cell set count = count + 1 where row_id = (select min(c.row_id) from detainer_cell c "
        "join grain g on g.key = c.grain where g.source = 'ice-foia-2015')"
    )
    found = await check(connection)
    await connection.close()
    assert "all rows: the file has 79,054, published 79,053 (1 more)" in [
        total.sentence for total in found["ice-foia-2015"]
    ]


def test_sources_are_listed_and_documented(run: Run) -> None:
    assert [source["id"] for source in json.loads(run("sources", "--format", "json"))] == list(read_sources())
    assert run("sources", "--format", "markdown") == markdown(read_sources().values())


def test_the_page_of_sources_misses_nothing() -> None:
    page = markdown(read_sources().values())
    for source in read_sources().values():
        section = page.split(f"## {source.title}\n", 1)[1].split("\n## ", 1)[0]
        for title in ("### Limitations", "### Missingness", "### Lag"):
            assert title in section, f"{source.id} has no {title}"
        for sentence in source.limits:
            assert f"- {sentence}" in section


def test_the_template_is_a_file_that_loads(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(run("template", "statements"), encoding="utf-8")
    assert recognise(path).source.id == "published-figures"
    report = json.loads(run("load", str(path), "--json"))
    assert report["sources"][0]["files"][0]["loaded"] == 1
    header = TEMPLATES["statements"].splitlines()[0].split(",")
    assert list(MEANING_OF) == header
    assert run("template", "statements", "--explain") == describe("statements")


def test_the_page_on_loading_has_every_command_code_and_column() -> None:
    page = LOADING.read_text(encoding="utf-8")
    assert describe("statements") in page
    for code in ("0", "2", "65", "74", "75", "78"):
        assert f"| {code} |" in page
        assert code in CODES
    for command in app.registered_commands:
        assert command.callback is not None
        assert f"python -m db {command.callback.__name__}" in page
    assert "python -m db quarantine export" in page


@pytest.mark.parametrize(
    ("url", "words"),
    [("postgresql://nobody@/nowhere?host=/nowhere", "cannot be reached"), ("nonsense", "cannot be reached")],
)
def test_a_wrong_configuration_ends_with_78(url: str, words: str) -> None:
    found = CliRunner().invoke(app, ["status"], env={"DATABASE_URL": url})
    assert found.exit_code == 78
    assert words in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.anyio
async def test_a_database_that_refuses_a_statement_is_not_told_as_away(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("alter table release rename to released")
    await connection.close()
    found = await asyncio.to_thread(
        CliRunner().invoke, app, ["status"], env={"DATABASE_URL": database, "COLUMNS": "200"}
    )
    assert found.exit_code == 78
    assert found.stderr == (
        'Stopped: The database refused a statement: relation "release" does not exist (SQLSTATE 42P01). '
        "Nothing was changed.\n"
    )


@pytest.mark.parametrize("password", ["hunter2/pw", "12/hunter2", "hunter2#pw", "12?hunter2"])
@pytest.mark.parametrize("command", ["status", "prepare", "backup", "restore"])
def test_a_password_that_is_not_encoded_is_not_shown(command: str, password: str, tmp_path: Path) -> None:
    file = tmp_path / "handover.dump"
    if command == "restore":
        file.write_text("a backup")
    arguments = [command, *([str(file)] if command in {"backup", "restore"} else [])]
    environment = {"DATABASE_URL": f"postgresql://u:{password}@127.0.0.1:1/x"}
    found = CliRunner().invoke(app, arguments, env=environment)
    assert found.exit_code == 78
    assert found.stderr == f"Stopped: The database cannot be reached: {NO_ADDRESS}.\n"
    assert not found.stdout


def test_a_reason_and_its_flag_go_together(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["load", str(tmp_path), "--accept-drift"]).exit_code == 2
    assert CliRunner().invoke(app, ["load", str(tmp_path), "--why", "x"]).exit_code == 2
