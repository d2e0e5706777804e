"""What the README shows is what the API answers today."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
SHOWN = re.findall(r"```graphql\n(.*?)```\s*```json\n(.*?)```", README, flags=re.DOTALL)


def shortened(answer: Any, shown: Any) -> Any:
    """The answer as the README may show it: of a list, as many as the README has."""
    if isinstance(answer, dict) and isinstance(shown, dict):
        return {key: shortened(value, shown.get(key)) for key, value in answer.items()}
    if isinstance(answer, list) and isinstance(shown, list):
        return [shortened(value, part) for value, part in zip(answer, shown, strict=False)]
    return answer


def test_the_readme_shows_the_headline_and_a_claim() -> None:
    assert len(SHOWN) == 2
    assert "CA-CDCR" in SHOWN[0][0]
    assert "claim(" in SHOWN[1][0]


@pytest.mark.parametrize(("query", "shown"), SHOWN)
def test_every_answer_in_the_readme_is_todays(server_url: str, query: str, shown: str) -> None:
    answer = httpx.post(f"{server_url}/graphql", json={"query": query}, timeout=30).json()
    assert "errors" not in answer
    told = json.loads(shown)
    assert told
    assert shortened(answer["data"], told) == told


def test_the_readme_fits_on_a_screen() -> None:
    assert len(README.splitlines()) <= 90
    assert max(len(line) for line in README.splitlines() if not line.startswith((" ", "{"))) <= 120
