"""ICE's current detainer releases, as ICE gives them and as the Deportation Data Project republishes them.

A row for each detainer, with an ID that serves to find likely duplicates while the file is read and is then gone:
what leaves this module are counts, and the rows that break a rule without anything that tells of a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from db.parsers import LayoutError
from db.parsers.detainer_columns import NAMES, NOT_READ, REPUBLISHED
from db.parsers.detainer_rules import Window, cleaned, judged, told
from db.parsers.files import FileKind, file_kind
from db.parsers.headers import Matched, match
from db.parsers.pieces import Table, csv_tables, parquet_tables, workbook_tables
from db.rows import Rejected

DAY = "prepare date"
COUNTED_BY = ("month", "facility", "state", "city", "facility code", "form", "lift reason", "criminality")

MOST_REJECTED = 100_000
"""A file with more rows that break a rule is not in this layout, whatever its header says."""

# "2026-ICLI-00005_Detainers_FY26_20260311_Redacted.xlsx": the day on which ICE drew the file.
DAY_IN_NAME = re.compile(r"(?<!\d)(?P<year>20\d{2})-?(?P<month>\d{2})-?(?P<day>\d{2})(?!\d)", re.ASCII)

NUMBER = re.compile(r"[0-9]{1,9}")
"""What a row of a sheet can be numbered by. Anything else, where republished files have that number, names no row."""

Progress = Callable[[int, int, int], None]
"""Told how much of how much has been read, and how many rows."""


@dataclass(frozen=True, slots=True)
class DetainerRelease:
    """What was counted in a file: `cells` has a row for each of `COUNTED_BY` and `duplicate`, with `count`.

    Rows read = rows counted + rejected. `first` and `last` are the days of the first and the last detainer.
    """

    cells: pl.DataFrame
    rejected: tuple[Rejected, ...]
    rows: int
    first: date | None
    last: date | None
    duplicates: int
    unmapped: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    """What has been read so far: of each row that counts its cell, and a number made of its ID and day."""

    slim: list[pl.DataFrame] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rows: int = 0
    unmapped: dict[str, None] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def drawn_on(path: Path) -> date | None:
    """The day in a file's name; None where it has none."""
    try:
        found = [
            date(int(m["year"]), int(m["month"]), int(m["day"])) for m in DAY_IN_NAME.finditer(path.stem)
        ]
    except ValueError:
        return None
    return found[-1] if found else None


def read(path: Path, window: Window, progress: Progress = lambda done, size, rows: None) -> DetainerRelease:
    """Read a file of any kind. Raises `LayoutError`; a row that breaks a rule is in `rejected`."""
    tally = _Tally()

    def matched(header: Sequence[str]) -> Matched:
        found = match(path, header, NAMES, REPUBLISHED, NOT_READ)
        tally.unmapped.update(dict.fromkeys(found.unmapped))
        return found

    for table in _tables(path, matched, tally.remarks):
        _add(path, tally, table, window)
        progress(table.done, table.size, tally.rows)
    if not tally.rows:
        raise LayoutError(f"{path.name} has a header and no rows.")
    return _release(tally)


def _tables(path: Path, matched: Callable[[Sequence[str]], Matched], remarks: list[str]) -> Iterator[Table]:
    match file_kind(path):
        case FileKind.PARQUET:
            return parquet_tables(path, matched, DAY)
        case FileKind.CSV:
            return csv_tables(path, matched)
        case FileKind.WORKBOOK:
            return workbook_tables(
                path,
                matched,
                DAY,
                lambda sheet: remarks.append(f"Sheet “{sheet}” has no detainers and was not read."),
            )


def _add(path: Path, tally: _Tally, table: Table, window: Window) -> None:
    blank = [
        pl.lit(None, dtype=pl.String).alias(name) for name in REPUBLISHED if name not in table.frame.columns
    ]
    frame = cleaned(table.frame.with_columns(blank))
    frame = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in NAMES))
    frame = judged(frame, table.sheet, window)
    tally.rows += frame.height + len(table.misfits)
    for line, cells, wanted in table.misfits:
        rule = f"the line has {cells} cells where the header has {wanted}"
        tally.rejected.append(Rejected(table.sheet, line, "", "", rule))
    for row in frame.filter(pl.col("rule").is_not_null()).iter_rows(named=True):
        sheet, line = table.sheet, row["line"]
        if NUMBER.fullmatch(row["original row"] or ""):
            sheet, line = row["original sheet"] or sheet, int(row["original row"])
        value = str(row[row["at fault"]] or "")
        tally.rejected.append(Rejected(sheet, line, row["at fault"], value, row["rule"], told(row)))
    if len(tally.rejected) > MOST_REJECTED:
        raise LayoutError(
            f"{path.name} has more than {MOST_REJECTED:,} rows that break a rule, the first in line "
            f"{tally.rejected[0].line:,}: “{tally.rejected[0].column}” {tally.rejected[0].rule}."
        )
    named = pl.col("id").is_not_null()
    flagged = pl.col("likely duplicate").str.to_lowercase().is_in(["true", "1", "yes"]).fill_null(False)
    tally.slim.append(
        frame.filter(pl.col("rule").is_null()).select(
            pl.col("day"),
            *(pl.col(name).cast(pl.Categorical) for name in COUNTED_BY if name not in ("month", "state")),
            pl.col("code of state").cast(pl.Categorical).alias("state"),
            pl.when(named).then(pl.struct("id", "day").hash(seed=0)).alias("person and day"),
            flagged.alias("flagged"),
        )
    )


def _release(tally: _Tally) -> DetainerRelease:
    """Add up. Of the rows with one ID and one day all but the first are likely duplicates."""
    rows = pl.concat(tally.slim)
    again = pl.col("person and day").is_not_null() & ~pl.col("person and day").is_first_distinct()
    rows = rows.with_columns(again.alias("duplicate"), pl.col("day").dt.month_start().alias("month"))
    shared = rows["person and day"].drop_nulls().is_duplicated().sum()
    flagged = int(rows["flagged"].sum())
    remarks = list(tally.remarks)
    if flagged and flagged != shared:
        remarks.append(
            f"The publisher flags {flagged:,} rows as likely duplicates; {shared:,} rows share ID and day."
        )
    return DetainerRelease(
        cells=rows.group_by(*COUNTED_BY, "duplicate").agg(pl.len().cast(pl.Int32).alias("count")),
        rejected=tuple(tally.rejected),
        rows=tally.rows,
        first=_as_day(rows["day"].min()),
        last=_as_day(rows["day"].max()),
        duplicates=int(rows["duplicate"].sum()),
        unmapped=tuple(tally.unmapped),
        remarks=tuple(remarks),
    )


def _as_day(value: object) -> date | None:
    return value if isinstance(value, date) else None
