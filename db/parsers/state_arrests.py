"""ICE's arrests in each state over one range."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from db.figures import Caveat, Figure, Period
from db.parsers.tables import CellError, Line, Once, csv_lines, rows
from db.places.states import CODE_OF_NAME
from db.rows import Rejected, Statement
from db.sources import read_sources
from db.words import CaveatCode, Custody, FigureStatus, Measure, MeasureKind, PeriodType, Qualifier, Role

COLUMNS = ("state_name", "arrests")

SOURCE = "ice-arrests-by-state"
METHODS_END = Caveat(CaveatCode.ARREST_METHODS_END, CaveatCode.ARREST_METHODS_END.description)


def parse(path: Path) -> Iterator[Statement | Rejected]:
    """A record of arrests for each state, over the whole range of the source."""
    return rows(csv_lines(path, COLUMNS), partial(_record, Once()))


def _record(once: Once, line: Line) -> Iterator[Statement]:
    source = read_sources()[SOURCE]
    state = CODE_OF_NAME.get(line.text("state_name").upper())
    if not state:
        raise CellError("state_name", line.text("state_name"), "must be a state or territory")
    arrests = line.whole("arrests")
    once.check(state, "state_name", line)
    yield Statement(
        id=f"ice-arrests-{state}",
        line=line.number,
        jurisdiction=state,
        custody=Custody.ALL,
        measure=Measure.ARRESTS,
        kind=MeasureKind.FLOW,
        role=Role.RECORD,
        period=Period(PeriodType.RANGE, source.starts, source.ends),
        figure=Figure(
            value=arrests,
            lower=arrests,
            upper=arrests,
            qualifier=Qualifier.EXACT,
            status=FigureStatus.REPORTED,
            source=SOURCE,
            caveats=(METHODS_END,),
        ),
        asserted_by=source.publisher,
        published_on=None,
        responds_to=None,
        note=None,
    )
