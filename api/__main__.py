"""The program that serves: `python -m api`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
import uvloop

from api.listen import ListenError, listen
from api.logs import log_as
from api.settings import HIGHEST_PORT, LogFormat, Settings, SettingsError, settings_from
from db.embedded import EmbeddedError, EmbeddedServer, start
from db.prepare import PrepareError, prepare_embedded, prepare_to_serve

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

EX_CONFIG = 78
"""Exit code for what the one who starts it must change, as sysexits.h has it."""
INTERRUPTED = 128 + signal.SIGINT

command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@command.command()
def serve(
    port: Annotated[
        int | None, typer.Option(help="0: any that is free. [default: PORT or 8000]", min=0, max=HIGHEST_PORT)
    ] = None,
    host: Annotated[str | None, typer.Option(help="[default: HOST or 127.0.0.1]")] = None,
) -> None:
    """Serve Handover from the database at DATABASE_URL or, without it, from a PostgreSQL of its own."""
    signal.signal(signal.SIGTERM, _end)
    try:
        settings = settings_from(os.environ)
        settings = replace(
            settings,
            host=settings.host if host is None else host,
            port=settings.port if port is None else port,
        )
        with (
            log_as(settings.log or _usual_format()) as log,
            listen(settings) as listener,
            _embedded_unless_given(settings) as embedded,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            runner.run(_serve(settings, embedded, listener, log))
    except (SettingsError, ListenError, EmbeddedError, PrepareError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EX_CONFIG) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


async def _serve(
    settings: Settings, embedded: EmbeddedServer | None, listener: socket, log: FilteringBoundLogger | None
) -> None:
    if embedded:
        settings = replace(settings, database_url=await prepare_embedded(embedded, typer.echo))
    else:
        assert settings.database_url is not None
        await prepare_to_serve(settings.database_url, typer.echo)

    # Read in only now: what is wrong with the settings or the database shows at once.
    from api.app import create_app
    from api.metrics import Metrics, exposed
    from api.server import Server

    with ExitStack() as stack:
        metrics = None
        if settings.metrics_port is not None:
            metrics = Metrics()
            stack.enter_context(exposed(metrics, settings.metrics_host, settings.metrics_port))
        await Server(create_app(settings, log, metrics), typer.echo, settings.proxies).serve([listener])


@contextmanager
def _embedded_unless_given(settings: Settings) -> Iterator[EmbeddedServer | None]:
    if settings.database_url is not None:
        yield None
        return
    with start() as server:
        yield server


def _usual_format() -> LogFormat:
    return LogFormat.TEXT if sys.stderr.isatty() else LogFormat.JSON


def _end(_signal: int, _frame: FrameType | None) -> None:
    """To be asked to stop is no failure."""
    raise SystemExit(0)


if __name__ == "__main__":
    command()
