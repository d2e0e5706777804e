"""GraphQL over HTTP as the reference implementation audits it: https://graphql.github.io/graphql-over-http/draft/"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "api" / "web"


@pytest.fixture(scope="module")
def audits(server_url: str) -> list[dict[str, str]]:
    """What each audit found, from the program that has them."""
    script = Path(__file__).with_name("audit.mjs")
    command = [
        sys.executable,
        str(PAGES / "npm.py"),
        "run",
        "--silent",
        "node",
        "--",
        str(script),
        f"{server_url}/graphql",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.system
def test_every_audit_is_passed(audits: list[dict[str, str]]) -> None:
    assert len(audits) > 50
    assert [each for each in audits if each["status"] != "ok"] == []


@pytest.mark.system
def test_the_audits_hold_us_to_something(audits: list[dict[str, str]]) -> None:
    names = [each["name"] for each in audits]
    for word in ("MUST", "SHOULD"):
        assert sum(name.startswith(word) for name in names) > 10
    assert any("application/graphql-response+json" in name for name in names)
