"""The house keeps its plan: what stands at the top, who may ask whom, where SQL lives, how long a module is."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]

FOLDERS = {"alembic", "api", "db", "schema", "tests"}
FILES = {
    "CHANGELOG.md",
    "CITATION.cff",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
}

# Each room and the rooms that it may ask.
ASKS = {"api": {"schema", "db"}, "schema": {"db"}, "db": set[str]()}

MOST_LINES = 400
MEDIAN_LINES = 150

STATEMENT = re.compile(
    r"\s*(select\b.*\bfrom\b|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|with\s+\w+\s+as\s*\(|merge\s+into\b"
    r"|(create|alter|drop|truncate|lock)\s+(table|index|role|database|schema|view|function)\b|grant\s|copy\s+\w+\s+(from|to)\b)",
    re.IGNORECASE | re.DOTALL,
)


def ignored() -> set[str]:
    """What is made here and belongs to nobody: the folders that .gitignore names."""
    return {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git"}


def files(folder: Path, made: set[str]) -> Iterator[Path]:
    """The files of the project, as a fresh clone has them."""
    for path in sorted(folder.iterdir()):
        if path.name in made or path.relative_to(ROOT).as_posix() in made:
            continue
        if path.is_dir():
            yield from files(path, made)
        else:
            yield path


EVERYTHING = [path.relative_to(ROOT) for path in files(ROOT, ignored())]
MODULES = [path for path in EVERYTHING if path.suffix == ".py"]


def tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"))


def imported(module: Path) -> set[str]:
    """The names at the top of what a module imports, wherever in it the import stands."""
    names = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots, which hides from where"
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def literals(module: Path) -> Iterator[str]:
    """The strings of a module that are not docstrings; of a formatted one, what is fixed."""
    nodes = list(ast.walk(tree(module)))
    documentation = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def test_at_the_top_stand_five_folders_and_the_files_that_belong_there() -> None:
    top = {path for path in EVERYTHING if not path.parts[0].startswith(".")}
    assert {path.parts[0] for path in top if len(path.parts) > 1} == FOLDERS
    assert {path.name for path in top if len(path.parts) == 1} <= FILES


@pytest.mark.parametrize("room", ASKS)
def test_a_room_asks_only_those_below_it(room: str) -> None:
    for module in MODULES:
        if module.parts[0] == room:
            asked = imported(module) & (FOLDERS - {room, "alembic"})
            assert asked <= ASKS[room], f"{module} imports {asked - ASKS[room]}"


def test_the_migrations_do_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


@pytest.mark.parametrize("room", ["api", "schema", "db/read", "db/meaning"])
def test_what_serves_has_no_sql_in_it(room: str) -> None:
    modules = [module for module in MODULES if module.is_relative_to(room)]
    assert modules
    for module in modules:
        found = [text for text in literals(module) if STATEMENT.match(text)]
        assert not found, f"{module} has SQL in it, which belongs in db/queries: {found[0]!r}"


@pytest.mark.parametrize(
    "text",
    ["select 1 from revision", "\n  SELECT a\nFROM b", "with a as (select 1)", "drop table a", "copy a to b"],
)
def test_sql_is_known_when_it_is_seen(text: str) -> None:
    assert STATEMENT.match(text)


def test_each_query_has_a_name_a_line_of_description_and_one_function_that_uses_it() -> None:
    reading = [module for module in MODULES if module.is_relative_to("db/read")]
    for queries in sorted((ROOT / "db" / "queries").iterdir()):
        assert queries.suffix == ".sql"
        text = queries.read_text("utf-8")
        names = re.findall(r"^-- name: (\w+)$", text, re.MULTILINE)
        assert names
        assert len(re.findall(r"^-- name: \w+\n-- [A-Z]", text, re.MULTILINE)) == len(names)
        users = [module for module in reading if queries.stem in literals(module)]
        used = Counter(text for module in users for text in literals(module))
        assert {name: used[name] for name in names} == dict.fromkeys(names, 1), queries.name


def test_every_module_of_a_room_says_what_it_is() -> None:
    modules = [module for module in MODULES if module.parts[0] in ASKS]
    assert [str(module) for module in modules if not ast.get_docstring(tree(module))] == []


def test_modules_are_short() -> None:
    lines = {str(module): (ROOT / module).read_text("utf-8").count("\n") for module in MODULES}
    assert {module: length for module, length in lines.items() if length > MOST_LINES} == {}
    assert median(lines.values()) < MEDIAN_LINES


def test_tests_stand_in_the_room_of_what_they_test() -> None:
    for module in MODULES:
        if module.parts[0] == "tests" and module.parts[1:-1][:1] not in {
            (),
            ("bench",),
            ("clients",),
            ("fuzz",),
        }:
            assert (ROOT / Path(*module.parts[1:-1])).is_dir(), f"{module} tests a room that is not there"


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager"])
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    assert [str(module) for module in MODULES if word in module.stem] == []
