"""The report of a load, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Column, Table

from db.load.report import FileReport, SourceReport

NUMBERS = ("Rows", "Loaded", "Quarantined", "Likely duplicates")

MOST_CHANGES = 12
"""Months whose change is shown, those that moved most."""

MOST_STANDING = 100
"""Statements that stand without a line in the file, which are named; what is beyond them is counted."""


def show(console: Console, reports: Sequence[SourceReport], *, changed: bool) -> None:
    """Print what a load did, or would do."""
    for report in reports:
        if not report.is_new:
            console.print(f"{report.source}: nothing new; what every file says stands already.")
            continue
        outcome = f"revision {report.revision}" if changed else "read, and nothing was changed"
        console.print(f"[bold]{report.source}[/bold]: {outcome}")
        console.print(_files(report.files))
        for sentence in _sentences(report):
            console.print(sentence, markup=False)


def _files(files: Sequence[FileReport]) -> Table:
    table = Table("File", *(Column(name, justify="right") for name in NUMBERS))
    for file in files:
        numbers = (file.rows, file.loaded, file.quarantined, file.duplicates)
        table.add_row(file.file_name, *(f"{number:,}" for number in numbers))
    return table


def _sentences(report: SourceReport) -> Iterator[str]:
    for file in report.files:
        for broken in file.broken:
            column = f"{broken.column} " if broken.column else ""
            yield f"  {broken.rows:,} rows in quarantine: {column}{broken.rule}; {'; '.join(broken.examples)}"
        if file.unmapped:
            yield f"  Columns that nobody knows, not read: {', '.join(file.unmapped)}"
        yield from (f"  {remark}" for remark in file.remarks)
    if report.new_texts:
        yield f"  New lift reasons and forms, loaded as OTHER: {'; '.join(report.new_texts)}"
    if report.places:
        placed = (f"{rule.rule} {rule.places:,} ({rule.detainers:,} detainers)" for rule in report.places)
        yield f"  Places by rule: {', '.join(placed)}"
    if report.totals:
        held = sum(total.sentence is None for total in report.totals)
        yield f"  Published totals: {held:,} of {len(report.totals):,} hold"
    if report.standing:
        beyond = len(report.standing) - MOST_STANDING
        named = ", ".join(report.standing[:MOST_STANDING])
        yield (
            f"  No line that was loaded from these files has the ID of {len(report.standing):,} that stand as before: "
            f"{named}{f' and {beyond:,} more' if beyond > 0 else ''}"
        )
    yield from (f"  Drift, accepted: {sentence}" for sentence in report.drift)
    if report.changes:
        before, after = sum(c.before for c in report.changes), sum(c.after for c in report.changes)
        yield f"  {len(report.changes):,} months moved, together from {before:,} to {after:,} detainers"
        most = sorted(report.changes, key=lambda change: -abs(change.after - change.before))[:MOST_CHANGES]
        for change in sorted(most, key=lambda change: change.month):
            yield f"    {change.month:%Y-%m}: {change.before:,} to {change.after:,}"
