"""What a revision changed: figures added, changed and withdrawn, agreements that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.change_words import ChangeKind, ChangeSubject, ChangeTerm
from db.database import Pool
from db.named import named
from db.read.pages import Page

SQL = named("changes")


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term that differs, and its value before and since; None where it had or has none."""

    term: ChangeTerm
    was: str | None
    is_now: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, policy, agreement or fact of a county that differs from the revision before.

    `jurisdiction` is a code, `item` the ID of the statement, policy or agreement, the grain of a count, a year, the
    county of Secure Communities, or ICE's area. `was` and `is_now` are the numbers; None where there was or is none, and
    for what is no number. `terms` are those that differ beside the number; none of what was added or withdrawn.
    """

    subject: ChangeSubject
    kind: ChangeKind
    source: str
    jurisdiction: str
    start: date | None
    end: date | None
    item: str
    was: float | None
    is_now: float | None
    terms: tuple[ChangedTerm, ...]


async def changes_page(
    pool: Pool,
    revision: int,
    *,
    source: str | None = None,
    jurisdiction: str | None = None,
    kinds: Sequence[ChangeKind] | None = None,
    after: str | None = None,
    first: int,
) -> Page[Change]:
    """A page of what a revision changed, by subject, source, jurisdiction and days; `kinds` None: every kind."""
    query, scope = SQL["changes_page"], (revision - 1, revision, source, jurisdiction)
    records = await pool.fetch(query, *scope, after, first + 1, kinds)
    counted = records or (after and await pool.fetch(query, *scope, None, 1, kinds))
    return Page(
        tuple(
            Change(
                subject=ChangeSubject(record["subject"]),
                kind=ChangeKind(record["kind"]),
                source=record["source"],
                jurisdiction=record["jurisdiction"],
                start=record["period_from"],
                end=record["period_to"],
                item=record["item"],
                was=record["was"],
                is_now=record["is_now"],
                terms=tuple(ChangedTerm(ChangeTerm(term), was, now) for term, was, now in record["terms"]),
            )
            for record in records[:first]
        ),
        tuple((record["sort_key"],) for record in records[:first]),
        counted[0]["total"] if counted else 0,
        len(records) > first,
    )
