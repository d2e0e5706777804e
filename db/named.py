"""The SQL that serves, by name. A `.sql` file in `db/queries/` holds queries, each under a line `-- name: ...`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

QUERIES = Path(__file__).parent / "queries"

_names: dict[str, str] = {}


def named(file: str) -> Mapping[str, str]:
    """Read `db/queries/<file>.sql`: the text of each query by its name."""
    text = (QUERIES / f"{file}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
    found = {name: body.strip().removesuffix(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}
    _names.update((query, name) for name, query in found.items())
    return found


def name_of(query: str) -> str:
    """The name of a query that was read here; of any other text `unnamed`, for its words are nobody's business."""
    return _names.get(query, "unnamed")
