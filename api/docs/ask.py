"""Writes the answers that the pages quote: `python -m api.docs.ask http://127.0.0.1:8000` asks the server there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ANSWERS = Path(__file__).with_name("answers")


def ask(server: str, question: str) -> dict[str, Any]:
    """The answer of a server to a question, with whatever errors it has."""
    request = Request(
        f"{server}/graphql", json.dumps({"query": question}).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def written(answer: dict[str, Any]) -> str:
    """An answer as its file has it."""
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def main(server: str) -> None:
    """Ask every question anew; an answer with errors is none."""
    for question in sorted(ANSWERS.glob("*.graphql")):
        answer = ask(server, question.read_text("utf-8"))
        if "errors" in answer:
            sys.exit(f"{question.name}: {answer['errors'][0]['message']}")
        question.with_suffix(".json").write_text(written(answer), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
