"""The published figures, read here line by line and not by the project's own parser."""

import csv
from datetime import date
from pathlib import Path

import pytest

from db.figures import Figure, Period
from db.rows import Statement
from db.words import Custody, FigureStatus, Measure, MeasureKind, PeriodType, Qualifier, Role

BELOW = {Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.MORE_THAN}
ABOVE = {Qualifier.EXACT, Qualifier.AT_MOST, Qualifier.LESS_THAN}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def statement(line: int, row: dict[str, str]) -> Statement:
    value, qualifier = float(row["value"]), Qualifier[row["qualifier"]]
    return Statement(
        id=row["id"],
        line=line,
        jurisdiction=row["jurisdiction"],
        custody=Custody[row["custody"]],
        measure=Measure[row["measure"]],
        kind=MeasureKind[row["kind"]],
        role=Role[row["role"]],
        period=Period(PeriodType[row["period_type"]], day(row["period_from"]), day(row["period_to"])),
        figure=Figure(
            value,
            value if qualifier in BELOW else None,
            value if qualifier in ABOVE else None,
            qualifier,
            FigureStatus.REPORTED,
            row["as_stated"],
            row["source_url"],
        ),
        asserted_by=row["asserted_by"],
        published_on=day(row["published_on"]),
        responds_to=row["responds_to"] or None,
        note=row["note"] or None,
    )


@pytest.fixture(scope="session")
def published(sources: Path) -> dict[str, Statement]:
    with (sources / "figures/published_figures.csv").open(encoding="utf-8") as file:
        rows = [statement(line, row) for line, row in enumerate(csv.DictReader(file), start=2)]
    return {row.id: row for row in rows}
