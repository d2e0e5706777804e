"""The form that prison and sheriff reports and published statements are filled into, and what its columns hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from db.parsers.published_figures import COLUMNS
from db.words import Custody, Measure, MeasureKind, PeriodType, Qualifier, Role, Word


def _one_of(words: type[Word]) -> str:
    return "one of " + ", ".join(f"`{name}`" for name in words.__members__)


MEANING_OF: Mapping[str, str] = {
    "id": "a name of its own for the statement, in small letters; a line with the same ID replaces the one before",
    "jurisdiction": "`US`, a state `CA`, a county by its FIPS code `27053`, a prison system `CA-CDCR`",
    "custody": _one_of(Custody),
    "measure": _one_of(Measure),
    "kind": f"{_one_of(MeasureKind)}: counted over a period, at a moment, or a share",
    "value": "a whole number, or for a share a number from 0 to 1",
    "qualifier": _one_of(Qualifier),
    "as_stated": "the words of the source",
    "period_type": _one_of(PeriodType),
    "period_from": "the first day as 2025-01-31; blank if not known",
    "period_to": "the last day; blank if not known",
    "role": f"{_one_of(Role)}: a count that somebody kept, or a statement that somebody made",
    "asserted_by": "who counted or said it",
    "published_on": "the day of publication; blank if not known",
    "publisher": "who published it",
    "source_kind": "`PRIMARY`: the document itself, `NEWS`: a report on it, `SECONDARY`: another's account",
    "source_url": "its address, beginning with https://",
    "responds_to": "the ID of the statement that it answers; blank if none",
    "note": "what a reader must know; blank if nothing",
}

EXAMPLE: Mapping[str, str] = {
    "id": "sheriff-2025-transfers",
    "jurisdiction": "06107",
    "custody": "COUNTY_JAIL",
    "measure": "TRANSFERS",
    "kind": "FLOW",
    "value": "33",
    "qualifier": "EXACT",
    "as_stated": "33 people were transferred",
    "period_type": "CALENDAR_YEAR",
    "period_from": "2025-01-01",
    "period_to": "2025-12-31",
    "role": "RECORD",
    "asserted_by": "The county's sheriff",
    "published_on": "2026-03-01",
    "publisher": "The county's sheriff",
    "source_kind": "PRIMARY",
    "source_url": "https://example.org/report-2025",
}


def _statements() -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(EXAMPLE)
    return text.getvalue()


TEMPLATES: Mapping[str, str] = {"statements": _statements()}
"""A CSV file for each form: its header and one line as an example."""


def describe(name: str) -> str:
    """What each column of a form holds, as a Markdown table."""
    header = TEMPLATES[name].splitlines()[0].split(",")
    lines = [f"| `{column}` | {MEANING_OF[column]} |" for column in header]
    return "\n".join(["| column | what it holds |", "| --- | --- |", *lines]) + "\n"
