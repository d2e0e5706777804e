"""Writes the rates of some places under every definition as CSV, each with its bounds: plain httpx and pandas.

    python -m venv .venv
    .venv/bin/pip install --requirement requirements.lock
    .venv/bin/python rates.py http://127.0.0.1:8000 2025-12-01 2026-03-10 MN 27053 27123 > rates.csv

A share without its definition says nothing, and one without its qualifier and bounds says too much: they are columns
here, and should stay with the number wherever it goes. `status` says why a value is missing.
"""

import sys
import time
from typing import Any

import httpx
import pandas as pd

ATTEMPTS = 4

RATES = """
query Rates($codes: [String!]!, $from: Date!, $to: Date!) {
  jurisdictions(codes: $codes, first: 500) {
    nodes {
      code
      name
      detainers(period: { range: { from: $from, to: $to } }) {
        rates {
          definition value lower upper qualifier status
          numerator { value }
          denominator { value }
          source { title url }
        }
      }
    }
  }
}
"""


def ask(client: httpx.Client, document: str, **variables: object) -> dict[str, Any]:
    """The data of an answer. Raises RuntimeError with the server's own sentences, httpx.HTTPError where it has none."""
    for attempt in range(1, ATTEMPTS + 1):
        response = client.post("/graphql", json={"query": document, "variables": variables})
        if response.status_code not in (429, 503) or attempt == ATTEMPTS:
            break
        time.sleep(float(response.headers.get("Retry-After", attempt)))
    if "json" not in response.headers.get("Content-Type", ""):
        response.raise_for_status()
    answer = response.json()
    if "errors" in answer:
        raise RuntimeError("\n".join(error["message"] for error in answer["errors"]))
    data: dict[str, Any] = answer["data"]
    return data


def rates(client: httpx.Client, codes: list[str], start: str, end: str) -> pd.DataFrame:
    """A row for each place and definition: shares from 0 to 1, counts of detainers, and the source."""
    data = ask(client, RATES, codes=codes, **{"from": start, "to": end})
    nodes = data["jurisdictions"]["nodes"]
    frame = pd.json_normalize(nodes, record_path=["detainers", "rates"], meta=["code", "name"])
    # Counts are whole, and some are missing.
    counts = {"numerator.value": "Int64", "denominator.value": "Int64"}
    return frame.astype(counts).set_index(["code", "name", "definition"]).sort_index()


def main(server: str, start: str, end: str, *codes: str) -> None:
    """Write the table to standard output, or end with the server's own sentence."""
    with httpx.Client(base_url=server, timeout=30) as client:
        try:
            rates(client, list(codes), start, end).to_csv(sys.stdout)
        except (RuntimeError, httpx.HTTPError) as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
