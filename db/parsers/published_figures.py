"""Figures that agencies and officials published, transcribed one to a line with who, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from db.figures import Caveat, Figure, Period
from db.meaning.bounds import count_interval, share_interval
from db.parsers.publications import publication
from db.parsers.tables import CellError, Line, Once, csv_lines, rows
from db.rows import Publication, Rejected, Statement
from db.words import CaveatCode, Custody, FigureStatus, Measure, MeasureKind, PeriodType, Qualifier, Role

COLUMNS = (
    "id",
    "jurisdiction",
    "custody",
    "measure",
    "kind",
    "value",
    "qualifier",
    "as_stated",
    "period_type",
    "period_from",
    "period_to",
    "role",
    "asserted_by",
    "published_on",
    "publisher",
    "source_kind",
    "source_url",
    "responds_to",
    "note",
)

# The nation, a state, a state's prison system, a county by its FIPS code.
JURISDICTION = re.compile(r"US|[A-Z]{2}|[A-Z]{2}-[A-Z]+|\d{5}", re.ASCII)
# Of ten digits at most: there are not as many people, and one of hundreds would be infinite.
NUMBER = re.compile(r"\d{1,10}(\.\d{1,20})?", re.ASCII)

TRANSCRIBED = {
    "NEWS": "Transcribed from a news report, not from the document itself.",
    "SECONDARY": "Transcribed from another's account, not from the document itself.",
}


def parse(path: Path) -> Iterator[Statement | Publication | Rejected]:
    """A statement for each line and, before the first that uses it, the publication it was read in."""
    return rows(csv_lines(path, COLUMNS), partial(_statement, set(), Once()))


def jurisdiction(line: Line) -> str:
    """The code of the jurisdiction that a line is about."""
    code = line.text("jurisdiction")
    if not JURISDICTION.fullmatch(code):
        raise CellError("jurisdiction", code, "must be a code such as US, CA, 27053 or CA-CDCR")
    return code


def _statement(known: set[str], once: Once, line: Line) -> Iterator[Statement | Publication]:
    read_in = publication(line, line.text("publisher"))
    kind = line.word("kind", MeasureKind)
    statement = Statement(
        id=line.text("id"),
        line=line.number,
        jurisdiction=jurisdiction(line),
        custody=line.word("custody", Custody),
        measure=line.word("measure", Measure),
        kind=kind,
        role=line.word("role", Role),
        period=_period(line),
        figure=_figure(line, kind)._replace(source=read_in.id, caveats=_caveats(line, read_in)),
        asserted_by=line.text("asserted_by"),
        published_on=line.day_if_given("published_on"),
        responds_to=line.raw("responds_to"),
        note=line.raw("note"),
    )
    once.check(statement.id, "id", line)
    if read_in.id not in known:
        known.add(read_in.id)
        yield read_in
    yield statement


def _figure(line: Line, kind: MeasureKind) -> Figure:
    """The value as stated, with the bounds that follow: more than 26,000 people are at least 26,001."""
    text = line.text("value")
    is_share = kind is MeasureKind.RATE
    if not NUMBER.fullmatch(text):
        raise CellError("value", text, "must be a number")
    if is_share and float(text) > 1:
        raise CellError("value", text, "must be a share from 0 to 1")
    if not is_share and not text.isdecimal():
        raise CellError("value", text, "must be a whole number")
    stated = Figure(
        value=float(text),
        lower=None,
        upper=None,
        qualifier=line.word("qualifier", Qualifier),
        status=FigureStatus.REPORTED,
        as_stated=line.raw("as_stated"),
    )
    if stated.qualifier is Qualifier.APPROXIMATE:
        return stated
    interval = share_interval(stated) if is_share else count_interval(stated)
    upper = None if interval.upper is None else float(interval.upper)
    return stated._replace(lower=float(interval.lower), upper=upper)


def _period(line: Line) -> Period:
    """The days that a figure covers; the source may leave either end open."""
    period = Period(
        line.word("period_type", PeriodType),
        line.day_if_given("period_from"),
        line.day_if_given("period_to"),
    )
    if period.start and period.end and period.start > period.end:
        raise CellError("period_to", f"{period.end}", "must not be before period_from")
    if period.type is PeriodType.POINT_IN_TIME and period.start != period.end:
        raise CellError("period_to", f"{period.end}", "must be the day of period_from")
    return period


def _caveats(line: Line, read_in: Publication) -> tuple[Caveat, ...]:
    note, transcribed = line.raw("note"), TRANSCRIBED.get(read_in.kind)
    return tuple(
        Caveat(code, text)
        for code, text in ((CaveatCode.SOURCE_NOTE, note), (CaveatCode.TRANSCRIBED, transcribed))
        if text
    )
