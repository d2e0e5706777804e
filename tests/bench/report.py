"""What was measured, as tables for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson


def table(heads: str, rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; `heads` parted by commas."""
    names = heads.split(", ")
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def written(path: Path, found: Sequence[object], texts: Sequence[str]) -> None:
    """Print the tables; write them, and what was found, beside each other: `path` gets `.md` and `.json`."""
    text = "\n\n".join(texts) + "\n"
    print("\n" + text, flush=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".md").write_text(text)
    path.with_suffix(".json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
