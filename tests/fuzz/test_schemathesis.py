"""What the schema allows, by schemathesis: each field of the root, with arguments of the right types and of any value."""

import os
import signal
from collections import Counter

import schemathesis
from hypothesis import given, settings
from schemathesis import Case

from tests.api.program import program
from tests.fuzz.promises import PATIENCE, require_kept

CASES = int(os.environ.get("HANDOVER_ALLOWED", "100"))
"""`make test` asks a hundred, `make fuzz` a thousand."""


def test_what_the_schema_allows_meets_no_fault(served: str) -> None:
    seen: Counter[str] = Counter()
    database = {"DATABASE_URL": served, "HANDOVER_UNITS_PER_MINUTE": "0", "HANDOVER_LOG": "text"}
    with program(database) as running:
        fields = list(
            schemathesis.graphql.from_url(f"{running.address}/graphql", timeout=PATIENCE).get_all_operations()
        )
        for found in fields:

            @settings(max_examples=-(-CASES // len(fields)), deadline=None)
            @given(case=found.ok().as_strategy())
            def ask(case: Case) -> None:
                # Its own checks take a refused value for a fault, since a type says nothing of bounds.
                answer = case.call(timeout=PATIENCE)
                codes = require_kept(served, answer.status_code, repr(answer.headers), answer.content)
                seen.update(codes or {"answered"})

            ask()
        code, _, faults = running.end(signal.SIGTERM)
    assert (code, faults) == (0, "")
    assert seen["answered"]
    assert len(seen) > 1
    assert {found.ok().label for found in fields} >= {"Query.jurisdiction", "Query.compare", "Query.claims"}
    print(f"What the schema allows: {seen}")
