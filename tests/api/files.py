"""The files under `/data/` as tests read them, and GraphQL's answers beside them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import polars

FIGURE = "value lower upper qualifier status"
SOURCE = "source { id title url }"
CAVEATS = "caveats { code text }"

Row = dict[str, Any]


def rows(client: httpx.Client, address: str) -> list[Row]:
    """The rows of a table with their types, from its JSON."""
    name, _, query = address.partition("?")
    answer = client.get(f"/data/{name}.json?{query}")
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()
    return found


def rows_of_ndjson(content: bytes) -> list[Row]:
    return [json.loads(line) for line in content.splitlines()]


def rows_of_parquet(content: bytes) -> list[Row]:
    return [
        {name: None if cell is None else cell for name, cell in row.items()}
        for row in polars.read_parquet(io.BytesIO(content))
        .with_columns(polars.selectors.date().dt.to_string())
        .to_dicts()
    ]


def rows_of_csv(content: bytes, kinds: dict[str, str]) -> list[Row]:
    """The rows as a careful reader of the dictionary has them: texts, numbers and empty cells."""
    number = {"integer": int, "number": float}
    return [
        {
            name: None
            if cell == ""
            else number[kinds[name]](cell)
            if kinds[name] in number
            else cell.removeprefix("'")
            for name, cell in row.items()
        }
        for row in csv.DictReader(io.StringIO(content.decode(), newline=""))
    ]


def ask(client: httpx.Client, query: str) -> dict[str, Any]:
    """GraphQL's answer, without an error."""
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def figure(name: str, told: dict[str, Any]) -> Row:
    """A figure of GraphQL as the columns of a file."""
    return {f"{name}_{part}": told[part] for part in FIGURE.split()}


def source(told: dict[str, Any] | None) -> Row:
    """A source of GraphQL as the columns of a file."""
    told = told or {"id": None, "title": None, "url": None}
    return {"source": told["id"], "source_title": told["title"], "source_url": told["url"]}


def caveats(told: list[dict[str, str]]) -> Row:
    """Caveats of GraphQL as the columns of a file."""
    return {
        "caveat_codes": " ".join(each["code"] for each in told) or None,
        "caveats": " ".join(each["text"] for each in told) or None,
    }


def period(told: dict[str, Any]) -> Row:
    """A period of GraphQL as the columns of a file."""
    return {"period": told["label"], "period_from": told["from"], "period_to": told["to"]}
