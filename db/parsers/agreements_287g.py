"""ICE's lists of agencies that take part in 287(g): a line for each agreement that stood on the day of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from db.parsers import LayoutError
from db.parsers.headers import plain
from db.parsers.tables import CellError, Line, any_lines, rows
from db.places.states import CODE_OF_NAME
from db.rows import ListedAgreement, Rejected
from db.words import AgreementModel

COLUMNS = ("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED")
# TYPE since February 2025, COUNTY since March; MOA and ADDENDUM say whether there is a document behind a link.
SINCE_2025 = ("TYPE", "COUNTY")
NOT_READ = ("MOA", "ADDENDUM")

CODE_OF_MISSPELT_NAME = {"PENNSLYVANIA": "PA", "WEST VIRIGINIA": "WV"}

# The words that tell the models apart; ICE has written "Warrant Service Officer" and "Warrant Service Office".
MODEL_OF_WORD = {
    "jail": AgreementModel.JAIL_ENFORCEMENT,
    "warrant": AgreementModel.WARRANT_SERVICE,
    "task": AgreementModel.TASK_FORCE,
    "tribal": AgreementModel.TRIBAL,
}

# "ParticipatingEntities-20210131051047.xlsx" has year, month, day and a time; "participatingAgencies01302026am.xlsx"
# month, day, year and the half of the day.
YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})\d{6}(?!\d)", re.ASCII)
MONTH_FIRST = re.compile(r"(?<!\d)(?P<month>\d{2})(?P<day>\d{2})(?P<year>20\d{2})(?!\d)", re.ASCII)

# What ICE writes for a cell that has nothing to say.
BLANKS = {"#NA", "#N/A", "N/A"}


def parse(path: Path) -> Iterator[ListedAgreement | Rejected]:
    """An agreement for each line of the list, dated to the day in the file's name."""
    lines = any_lines(path, {name: (plain(name),) for name in (*COLUMNS, *SINCE_2025)}, optional=SINCE_2025)
    return rows(lines, partial(_agreement, listed_on(path)))


def listed_on(path: Path) -> date:
    """The day of the list, which stands in its file's name and nowhere in the file."""
    found = YEAR_FIRST.search(path.stem) or MONTH_FIRST.search(path.stem)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise LayoutError(f"{path.name} does not have the day of the list in its name.")


def _agreement(day: date, line: Line) -> Iterator[ListedAgreement]:
    name = " ".join(line.text("STATE").upper().split())
    state = CODE_OF_NAME.get(name) or CODE_OF_MISSPELT_NAME.get(name)
    if not state:
        raise CellError("STATE", line.text("STATE"), "must be a state or territory")
    yield ListedAgreement(
        line=line.number,
        listed_on=day,
        state=state,
        agency=" ".join(line.text("LAW ENFORCEMENT AGENCY").split()),
        county=_if_given(line, "COUNTY"),
        agency_type=_if_given(line, "TYPE"),
        model=_model(line),
        signed_on=line.day_if_given("SIGNED"),
    )


def _model(line: Line) -> AgreementModel:
    words = line.text("SUPPORT TYPE").lower().split()
    found = [model for word, model in MODEL_OF_WORD.items() if word in words]
    if len(found) != 1:
        raise CellError("SUPPORT TYPE", line.text("SUPPORT TYPE"), "must name one model of agreement")
    return found[0]


def _if_given(line: Line, column: str) -> str | None:
    text = " ".join((line.raw(column) or "").split()) if column in line.cells else ""
    return text if text and text not in BLANKS else None
