"""Each recipe as the page shows it: run where its tool is, and its address looked up where it is not."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import httpx
import pytest

from api.data.recipes import RECIPES

PROGRAMS = {"python": [sys.executable, "-c"], "sh": ["sh", "-euc"], "Rscript": ["Rscript", "-e"]}


def runs_here(recipe: dict[str, str]) -> bool:
    """Whether its program and what that program needs are on this machine."""
    if recipe.get("runs") == "python":
        return find_spec(recipe["needs"]) is not None
    if recipe.get("runs") == "Rscript":
        return shutil.which("Rscript") is not None and has_r_package(recipe["needs"])
    return "runs" in recipe and shutil.which(recipe["runs"]) is not None


def has_r_package(name: str) -> bool:
    asked = f"quit(status = !requireNamespace('{name}', quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", asked], check=False).returncode == 0


RUN = [recipe["tool"] for recipe in RECIPES if runs_here(recipe)]


def shown(server_url: str, tool: str) -> dict[str, str]:
    """The recipe as the server tells it."""
    told = httpx.get(f"{server_url}/data/").json()["recipes"]
    (recipe,) = [each for each in told if each["tool"] == tool]
    return recipe


def test_every_tool_that_was_promised_has_a_recipe() -> None:
    tools = " ".join(recipe["tool"] for recipe in RECIPES)
    for tool in ("pandas", "polars", "readr", "Observable", "Google Sheets", "Datawrapper", "curl"):
        assert tool in tools


def test_what_can_always_be_run_is_run() -> None:
    assert {"curl", "Python, polars"} <= set(RUN)


@pytest.mark.parametrize("tool", RUN)
def test_a_recipe_does_what_it_says(server_url: str, tool: str) -> None:
    recipe = shown(server_url, tool)
    done = subprocess.run(
        [*PROGRAMS[recipe["runs"]], recipe["text"]],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert recipe["tells"] in done.stdout


@pytest.mark.parametrize("tool", [recipe["tool"] for recipe in RECIPES])
def test_the_address_in_a_recipe_answers_any_page_with_what_it_tells(server_url: str, tool: str) -> None:
    recipe = shown(server_url, tool)
    (address,) = re.findall(r"http://[^\s\")]+", recipe["text"])
    answer = httpx.get(address, headers={"Origin": "https://newsroom.example"}, timeout=60)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert recipe["tells"].encode() in answer.content
    assert answer.content.count(b"\n") > 1
    if ".csv" in address:
        head = answer.text.splitlines()[0].split(",")
        assert set(re.findall(r"\b[a-z]+_(?:value|from|to)\b", recipe["text"])) <= set(head)
