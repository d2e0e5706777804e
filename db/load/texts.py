"""Lift reasons and forms that no file before has had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db.database import Connection
from db.load.read import ReadFile
from db.rows import DetainerCount
from db.vocabulary import form_of, outcome_of
from db.words import DetainerForm, Outcome


async def new_texts(connection: Connection, files: Sequence[ReadFile]) -> tuple[str, ...]:
    """The raw texts that load as OTHER and are new to the database, in their order."""
    reasons, forms = set(_texts(files, "lift reason")), set(_texts(files, "form"))
    known = await connection.fetch("select raw from lift_reason union all select raw from form")
    held = {record["raw"] for record in known}
    unknown = {text for text in reasons if outcome_of(text) is Outcome.OTHER}
    unknown |= {text for text in forms if form_of(text) is DetainerForm.OTHER}
    return tuple(sorted(unknown - held))


def _texts(files: Iterable[ReadFile], column: str) -> Iterable[str]:
    for file in files:
        if file.counted is not None:
            yield from file.counted.cells[column].drop_nulls().unique().cast(str)
        for row in file.accepted:
            if isinstance(row, DetainerCount):
                text = row.lift_reason if column == "lift reason" else row.form
                if text is not None:
                    yield text
