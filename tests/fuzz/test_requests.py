"""Requests at random to the real process: no fault, no leak, no hang, and each refusal well-formed."""

import os
import signal
from collections import Counter
from itertools import islice

import httpx
import pytest

from schema import schema
from tests.api.program import program
from tests.fuzz.promises import PATIENCE, require_kept
from tests.fuzz.requests_at_random import Sent, requests

CASES = int(os.environ.get("HANDOVER_REQUESTS", "200"))
"""`make test` sends two hundred, `make fuzz` ten thousand."""

SEED = int(os.environ.get("HANDOVER_SEED", "0"))


def send(client: httpx.Client, sent: Sent) -> httpx.Response:
    return client.request(sent.method, f"/graphql{sent.search}", headers=sent.headers, content=sent.content)


def test_requests_at_random_meet_no_fault(served: str) -> None:
    seen: Counter[str] = Counter()
    # A log in text has a line for each fault and none for each request.
    settings = {"DATABASE_URL": served, "HANDOVER_UNITS_PER_MINUTE": "0", "HANDOVER_LOG": "text"}
    with program(settings) as running:
        with httpx.Client(base_url=running.address, timeout=PATIENCE) as client:
            for sent in islice(requests(schema._schema, SEED), CASES):
                try:
                    answer = send(client, sent)
                    if sent.method == "HEAD":
                        assert answer.status_code < 500
                        continue
                    codes = require_kept(served, answer.status_code, repr(answer.headers), answer.content)
                except (AssertionError, httpx.HTTPError, KeyError, ValueError) as error:
                    pytest.fail(f"request {sent.name}: {error!r}\n{sent!r}")
                seen.update(codes or {"answered"})
        code, _, faults = running.end(signal.SIGTERM)
    assert (code, faults) == (0, "")
    # Neither way is left out, and refusals are of many kinds.
    assert seen["answered"] > CASES / 10
    assert len(seen) > 5
    print(f"{CASES} requests of seed {SEED}: {seen}")
