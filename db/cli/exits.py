"""How a command ends: the codes of sysexits.h, and the one sentence that goes with each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import asyncpg
import typer
from rich.console import Console
from rich.markup import escape

from db.backup import BackupError
from db.database import UNREACHABLE
from db.embedded import DiskFullError, EmbeddedError
from db.load.pipeline import BusyError, DriftError, RefusedError
from db.load.withdraw import WithdrawError
from db.parsers import LayoutError
from db.pool import PASSING
from db.prepare import PrepareError
from db.schema_version import NewerSchemaError
from db.sources import SourcesError

WRONG_ARGUMENTS, REFUSED, IO_ERROR, BUSY, CONFIGURATION = 2, 65, 74, 75, 78

CODES = """Exit codes: 0 done, or nothing new; 2 wrong arguments; 65 refused data, nothing changed; 74 the disk is full or
fails, nothing changed; 75 another load is running, try again; 78 the configuration or the database is wrong; 130 and 143
stopped by Ctrl-C and by SIGTERM."""

AWAY = "The database cannot be reached or went away. Nothing was changed."

errors = Console(stderr=True, soft_wrap=True, highlight=False)


class ArgumentError(Exception):
    """An argument that names nothing that there is, or nothing that can be written; the message is one sentence."""


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """End with a code and a sentence where something foreseen goes wrong; nothing has changed then."""
    try:
        yield
    except DriftError as error:
        _end(
            REFUSED,
            f"{error}. Nothing was changed. If this is right, load again with --accept-drift --why TEXT.",
        )
    except (RefusedError, LayoutError, WithdrawError, BackupError) as error:
        _end(REFUSED, f"{str(error).rstrip('.')}. Nothing was changed.")
    except ArgumentError as error:
        _end(WRONG_ARGUMENTS, str(error))
    except BusyError as error:
        _end(BUSY, str(error))
    except (DiskFullError, asyncpg.DiskFullError, asyncpg.PostgresIOError, asyncpg.UndefinedFileError):
        _end(IO_ERROR, "The disk of the database is full or fails. Nothing was changed.")
    except (PrepareError, SourcesError, EmbeddedError, NewerSchemaError) as error:
        _end(CONFIGURATION, str(error))
    except (asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError):
        _end(CONFIGURATION, "The user of DATABASE_URL may not write to it; use the one who owns the tables.")
    except asyncpg.PostgresError as error:
        if isinstance(error, PASSING):
            _end(CONFIGURATION, AWAY)
        # Without its detail, which may have values of a row.
        said = f"{error.message} (SQLSTATE {error.sqlstate})"
        _end(CONFIGURATION, f"The database refused a statement: {said}. Nothing was changed.")
    except UNREACHABLE as error:
        # What the system refuses of the database has no path.
        if isinstance(error, OSError) and error.filename is not None:
            _end(REFUSED, f"{error.filename}: {error.strerror}. Nothing was changed.")
        _end(CONFIGURATION, AWAY)


def _end(code: int, sentence: str) -> NoReturn:
    errors.print(f"[red]Stopped:[/red] {escape(sentence)}")
    raise typer.Exit(code) from None
