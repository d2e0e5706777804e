"""`load`: files into the database."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from db.cli.arguments import MOST_WAIT
from db.cli.connect import database
from db.cli.exits import CODES, errors, in_one_sentence
from db.cli.progress import progress
from db.cli.report import show
from db.database import UNREACHABLE, Connection
from db.layouts import Recognised, holds_mended_rows, recognise
from db.load.mended import MendedFile, read_mended
from db.load.pipeline import Batch, DriftError, Terms
from db.load.pipeline import load as load_batches
from db.load.read import Fingerprint, ReadFile, day_in_name, read_file, sha256_of
from db.load.releases import standing_files
from db.load.report import SourceReport
from db.load.upkeep import reclaim, settle

INTERRUPTED = 130
"""What a command ends with that Ctrl-C stops, as shells have it: 128 and the number of the signal."""

HELP = f"""Load files: ICE's detainer workbooks, 287(g) lists, published figures, and the other tables of sources.toml.

The layout is told from the header. All of the files are loaded or none; a file whose figures stand is nothing new, and
one that a later file replaced is loaded again.
Rows that break a rule go to quarantine and are reported. {CODES}"""


def load(
    files: Annotated[
        list[Path], typer.Argument(help="The files: .xlsx, .csv or .parquet.", show_default=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and change nothing.")] = False,
    accept_drift: Annotated[
        bool,
        typer.Option("--accept-drift", help="Load although figures move beyond their bounds; needs --why."),
    ] = False,
    why: Annotated[
        str | None, typer.Option(help="The reason, kept with the revision.", show_default=False)
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for another load.", min=0, max=MOST_WAIT)] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Load files, all of them or none."""
    if accept_drift != bool(why and why.strip()):
        raise typer.BadParameter("--accept-drift and --why TEXT go together.")
    terms = Terms(dry_run=dry_run, why=why.strip() if why else None, wait=wait)
    with in_one_sentence():
        try:
            reports = asyncio.run(_load(files, terms))
        except DriftError as stopped:
            _tell([stopped.report], changed=False, as_json=as_json)
            raise
        except KeyboardInterrupt:
            errors.print(
                "[red]Interrupted.[/red] Nothing was changed, unless it was at the very end: `revisions` shows every load."
            )
            raise typer.Exit(INTERRUPTED) from None
    _tell(reports, changed=not dry_run, as_json=as_json)


def _tell(reports: Sequence[SourceReport], *, changed: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(
            orjson.dumps({"changed": changed and any(r.is_new for r in reports), "sources": reports}).decode()
        )
    else:
        show(Console(), reports, changed=changed)


async def _load(paths: Sequence[Path], terms: Terms) -> list[SourceReport]:
    layouts = {path: None if holds_mended_rows(path) else recognise(path) for path in paths}
    async with database() as connection:
        await reclaim(connection)
        if known := await _known(connection, layouts):
            return known
        batches = _batches(layouts)
        reports = await load_batches(connection, batches, terms)
        await _settle(connection)
        return reports


async def _settle(connection: Connection) -> None:
    """Tidy the tables. The load has ended by then: what stops this is told, and takes nothing back."""
    try:
        await settle(connection)
    except (asyncio.CancelledError, *UNREACHABLE) as error:
        errors.print(
            "The load has ended well. Its tables could not be tidied after it, which the next load makes up for: "
            f"{str(error) or 'interrupted'}",
            markup=False,
        )


async def _known(connection: Connection, layouts: Mapping[Path, Recognised | None]) -> list[SourceReport]:
    """The report if what every file says stands already, so that none need be read; else none."""
    sha256_by_path = {path: sha256_of(path) for path in layouts}
    standing = await standing_files(connection, set(sha256_by_path.values()))
    sources = {found.sha256: found.source for found in standing}
    for path, layout in layouts.items():
        sha256 = sha256_by_path[path]
        if sha256 not in sources:
            return []
        if layout and Fingerprint(layout.source.id, sha256, day_in_name(path, layout.parser)) not in standing:
            return []
    return [SourceReport.nothing_new(source, ()) for source in dict.fromkeys(sources.values())]


def _batches(layouts: dict[Path, Recognised | None]) -> list[Batch]:
    """The files of each source, read; in the order in which the sources were named."""
    read: list[ReadFile | MendedFile] = []
    for path, layout in layouts.items():
        with ExitStack() as stack:
            tell = stack.enter_context(progress(path.name))
            if layout is None:
                read.append(read_mended(path))
            else:
                read.append(read_file(path, layout.source, layout.parser, layout.unmapped, tell))
    files = [file for file in read if isinstance(file, ReadFile)]
    mends = [mend for mend in read if isinstance(mend, MendedFile)]
    by_id = {file.source.id: file.source for file in [*files, *(mend.file for mend in mends)]}
    return [
        Batch(
            source,
            tuple(file for file in files if file.source.id == name),
            is_whole=not source.piecemeal and any(file.source.id == name for file in files),
            mends=tuple(mend for mend in mends if mend.file.source.id == name),
        )
        for name, source in by_id.items()
    ]
