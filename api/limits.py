"""Every limit of the server in one table, and the two that only HTTP knows."""

from __future__ import annotations

from schema import limits
from schema.codes import Code
from schema.limits import Limit

BODY = Limit(Code.BODY_TOO_LARGE, 64 * 1024, "bytes in its body")
"""The longest question that the pages or the documentation ask has 4 KB."""

ERRORS_TOLD = 5
"""Errors of one answer that are told: a mistake that stands in a list comes back with each of its elements."""

LIMITS = (BODY, *limits.OF_A_QUESTION)
"""In the order in which they are held against a request. Beside them, the rate: `HANDOVER_UNITS_PER_MINUTE`."""
