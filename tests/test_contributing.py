"""What CONTRIBUTING.md says of adding a source is done as it says, in a copy of the project, from the parser to the answer."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.api.serving import serving

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", "site", "__pycache__", "clients", ".venv")


def block(language: str, after: str) -> str:
    """The code block of a language behind some words of the page."""
    found = re.search(rf"{re.escape(after)}.*?```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert found, f"the page has no block of {language} after “{after}”"
    return found[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as it stands, with what the page has one write."""
    for folder in ("alembic", "api", "db", "schema", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=NOT_COPIED)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, language in (
        ("db/parsers/sheriff_releases.py", "python"),
        ("tests/db/parsers/sheriff_releases.csv", "csv"),
        ("tests/db/parsers/test_sheriff_releases.py", "python"),
    ):
        (tmp_path / name).write_text(block(language, f"`{name}`"), encoding="utf-8")
    with (tmp_path / "db/sources.toml").open("a", encoding="utf-8") as sources:
        sources.write("\n" + block("toml", "Append:"))
    return tmp_path


def run(copy: Path, *command: str, **environment: str) -> str:
    """What a program says that must go well."""
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=copy,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_a_source_is_added_as_the_page_says(copy: Path, database: str) -> None:
    assert "2 passed" in run(
        copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/db/parsers/test_sheriff_releases.py"
    )
    run(
        copy,
        "ruff",
        "check",
        "--no-cache",
        "db/parsers/sheriff_releases.py",
        "tests/db/parsers/test_sheriff_releases.py",
    )
    run(copy, "ruff", "format", "--no-cache", "--check", "db/parsers/sheriff_releases.py")
    run(copy, "db", "load", "tests/db/parsers/sheriff_releases.csv", DATABASE_URL=database)
    with serving(database) as address:
        answer = httpx.post(
            f"{address}/graphql", json={"query": block("graphql", "the first query finds it")}
        ).json()
    assert answer["data"]["jurisdiction"]["releaseCount"] == {
        "value": 226.0,
        "source": {"title": "Releases from the jail of Example County"},
    }


def test_a_file_that_does_not_add_up_is_refused(copy: Path, database: str) -> None:
    excerpt = copy / "tests/db/parsers/sheriff_releases.csv"
    excerpt.write_text(excerpt.read_text("utf-8").replace("241", "240"), encoding="utf-8")
    with pytest.raises(AssertionError, match="730"):
        run(copy, "db", "load", "tests/db/parsers/sheriff_releases.csv", DATABASE_URL=database)


def test_the_page_is_one_page() -> None:
    assert len(PAGE.splitlines()) < 140
