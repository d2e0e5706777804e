"""The API as the tests of the pages ask it: by another way than the page's own script."""

from typing import Any

import httpx


def ask(server_url: str, query: str, **variables: Any) -> Any:
    """The data of an answer that has no errors."""
    answer = httpx.post(
        f"{server_url}/graphql",
        json={"query": query, "variables": variables},
        headers={"Accept": "application/json"},
        timeout=60,
    ).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]
