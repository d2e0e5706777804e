"""What an answer was estimated to cost and has cost, as `extensions.cost` tells it to those who ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from db.reading import READING, Reading
from schema import limits
from schema.cost.estimate import Estimate


@dataclass
class Used:
    """What has been read since."""

    statements: int = 0
    rows: int = 0

    def with_answer(self, data: object) -> Estimate:
        """All that the answer has cost."""
        return Estimate(self.statements, self.rows, leaves_of(data))


@contextmanager
def using() -> Iterator[Used]:
    """Count what is read within, beside whoever counts already."""
    outer = READING.get()
    reading = outer or Reading(lambda _: None)
    token = READING.set(reading)
    used, statements, rows = Used(), reading.statements, reading.rows
    try:
        yield used
    finally:
        READING.reset(token)
        used.statements, used.rows = reading.statements - statements, reading.rows - rows


def told(estimated: Estimate, used: Estimate | None = None) -> Mapping[str, Any]:
    """`extensions.cost`. Without `used` the question was refused."""
    parts: dict[str, Any] = {"estimated": _parts(estimated)}
    if used is not None:
        parts["used"] = _parts(used)
    return parts | {"limits": {"rows": limits.ROWS.most, "leaves": limits.LEAVES.most}}


def leaves_of(data: object) -> int:
    """The values of an answer, each null among them."""
    match data:
        case dict():
            return sum(map(leaves_of, data.values()))
        case list():
            return sum(map(leaves_of, data))
        case orjson.Fragment():
            return leaves_of(orjson.loads(orjson.dumps(data)))
    return 1


def _parts(cost: Estimate) -> Mapping[str, int]:
    return {
        name: min(value, limits.MOST_TOLD) for name, value in (*cost._asdict().items(), ("units", cost.units))
    }
