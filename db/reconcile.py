"""Whether the rows of a source add up to the totals published for it, and by how much they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from db.rows import DetainerCount, ListedAgreement, Population, Statement
from db.sources import PublishedTotal, SameTotals, SourceEntry
from db.words import TimeGrain

Row = DetainerCount | ListedAgreement | Population | Statement

# How messages name the field of a row that a total selects by.
FIELD_IN_WORDS = {"lift_reason": "lift reason", "listed_on": "list of", "code": "place", "grain": "table"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A total that is known from elsewhere, and what the rows add up to. `sentence` is None where they agree."""

    what: str
    found: float
    expected: float
    sentence: str | None


def differences(source: SourceEntry, rows: Iterable[Row]) -> list[str]:
    """A sentence for each total that the rows of a whole source miss; none if all of them hold."""
    return [total.sentence for total in checked(source, rows) if total.sentence]


def checked(source: SourceEntry, rows: Iterable[Row]) -> list[Checked]:
    """Every total that the rows of a whole source must have, and what they have."""
    counted = [(row, _amount(row)) for row in rows]
    found = [_against_total(total, counted) for total in source.totals]
    detainers = [row for row, _ in counted if isinstance(row, DetainerCount)]
    for check in source.crosschecks:
        found += _against_each_other(source, check, detainers)
    return found


def _against_total(total: PublishedTotal, counted: Sequence[tuple[Row, float]]) -> Checked:
    found = sum(amount for row, amount in counted if _selected(total, row))
    chosen = ([("grain", total.grain)] if total.grain else []) + list(total.where.items())
    what = (
        ", ".join(f"{FIELD_IN_WORDS.get(field, field)} {_quoted(value)}" for field, value in chosen)
        or "all rows"
    )
    sentence = f"{what}: the file has {found:,}, published {total.total:,} ({_apart(found, total.total)})"
    return Checked(what, found, total.total, None if found == total.total else sentence)


def _against_each_other(
    source: SourceEntry, check: SameTotals, rows: Sequence[DetainerCount]
) -> Iterable[Checked]:
    """Both grains added up by year, by month or over the range, within the days that both cover."""
    one, other = source.grain(check.grain), source.grain(check.same_as)
    start, end = max(one.start, other.start), min(one.end, other.end)
    sums: dict[str, Counter[str]] = {one.id: Counter(), other.id: Counter()}
    for row in rows:
        if row.grain in sums and start <= row.start and row.end <= end:
            sums[row.grain][_step(check.by, row.start)] += row.count
    for step in sorted(set(sums[one.id]) | set(sums[other.id])):
        found, expected = sums[one.id][step], sums[other.id][step]
        when = step or f"{start} to {end}"
        sentence = f"{when}: table “{one.id}” has {found:,}, table “{other.id}” {expected:,} ({_apart(found, expected)})"
        yield Checked(
            f"{when}: table “{one.id}” as table “{other.id}”",
            found,
            expected,
            sentence if found != expected else None,
        )


def _step(by: TimeGrain, day: date) -> str:
    return {TimeGrain.YEAR: f"{day:%Y}", TimeGrain.MONTH: f"{day:%Y-%m}"}.get(by, "")


def _quoted(value: object) -> str:
    return "blank" if value == "" else f"“{value}”"


def _apart(found: float, expected: float) -> str:
    return f"{abs(found - expected):,} {'fewer' if found < expected else 'more'}"


def _amount(row: Row) -> float:
    match row:
        case DetainerCount():
            return row.count
        case Population():
            return row.people
        case Statement():
            return row.figure.value or 0
        case _:
            return 1


def _selected(total: PublishedTotal, row: Row) -> bool:
    if total.grain and getattr(row, "grain", None) != total.grain:
        return False
    return all(_matches(row, field, value) for field, value in total.where.items())


def _matches(row: Row, field: str, value: object) -> bool:
    """Whether one field has the value; a blank matches "", and `from` and `to` hold the whole of the row's days."""
    if isinstance(row, DetainerCount):
        match field:
            case "from":
                return isinstance(value, date) and row.start >= value
            case "to":
                return isinstance(value, date) and row.end <= value
            case "facility":
                return (row.facility.name if row.facility else "") == value
            case "state":
                return ((row.facility and row.facility.state) or "") == value
    found = getattr(row, field)
    return ("" if found is None else found) == value
