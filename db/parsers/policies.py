"""Laws, policies and practices on detainers, one dimension of one jurisdiction to a line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from db.parsers.publications import publication
from db.parsers.published_figures import jurisdiction
from db.parsers.tables import CellError, Line, Once, csv_lines, rows
from db.rows import Policy, Publication, Rejected
from db.words import Custody, PolicyBasis, PolicyDimension, StanceValue

COLUMNS = (
    "id",
    "jurisdiction",
    "applies_to",
    "dimension",
    "stance",
    "basis",
    "effective_from",
    "effective_to",
    "authority",
    "summary",
    "source_kind",
    "source_url",
)


def parse(path: Path) -> Iterator[Policy | Publication | Rejected]:
    """A policy for each line and, before the first that uses it, the publication it was read in."""
    return rows(csv_lines(path, COLUMNS), partial(_policy, set(), Once()))


def _policy(known: set[str], once: Once, line: Line) -> Iterator[Policy | Publication]:
    read_in = publication(line, None)
    policy = Policy(
        id=line.text("id"),
        line=line.number,
        jurisdiction=jurisdiction(line),
        custody=line.word("applies_to", Custody),
        dimension=line.word("dimension", PolicyDimension),
        stance=line.word("stance", StanceValue),
        basis=line.word("basis", PolicyBasis),
        effective_from=line.day_if_given("effective_from"),
        effective_to=line.day_if_given("effective_to"),
        authority=line.text("authority"),
        summary=line.text("summary"),
        source=read_in.id,
    )
    if policy.effective_from and policy.effective_to and policy.effective_from > policy.effective_to:
        raise CellError("effective_to", f"{policy.effective_to}", "must not be before effective_from")
    once.check(policy.id, "id", line)
    if read_in.id not in known:
        known.add(read_in.id)
        yield read_in
    yield policy
