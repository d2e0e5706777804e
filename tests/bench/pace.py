"""How long is measured: so long that the figures can be trusted, or, where only the benchmarks themselves are tried, a moment."""

from __future__ import annotations

import os

BRIEFLY = os.environ.get("HANDOVER_BENCH") == "briefly"

WARMING = 1.0
"""Seconds for which each server is asked before: connections are made, plans chosen, code compiled."""

SECONDS = 1.0 if BRIEFLY else 3.0
"""Of a round. wrk counts whole ones."""

AT_LEAST = 1 if BRIEFLY else 10
"""Answers of a round, however slow they are."""

ROUNDS = 1 if BRIEFLY else 3

TIMES = (1,) if BRIEFLY else (1, 10, 100)
"""How many times the figures that ship are asked, to see how all of it grows."""
