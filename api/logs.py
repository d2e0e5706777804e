"""The log, on standard error: as JSON, an object a line, or as text for a person at a terminal.

As JSON it has a line for each request beside warnings and faults; as text it has those alone.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from api.log_writer import LogWriter
from api.settings import LogFormat

MOST_BYTES: Final = 4096
"""A line with its end: what a pipe takes from one of several writers in one piece (PIPE_BUF of Linux)."""


@contextmanager
def log_as(form: LogFormat) -> Iterator[FilteringBoundLogger | None]:
    """Send what this process and its libraries log to standard error; gives what requests are logged with, if they are."""
    match form:
        case LogFormat.TEXT:
            handler: logging.Handler = logging.StreamHandler()
            handler.setFormatter(_formatter(_for_people()))
            logging.basicConfig(level=logging.WARNING, handlers=[handler])
            yield None
        case LogFormat.JSON:
            writer = LogWriter(sys.stderr.fileno(), _of_lost)
            logging.basicConfig(level=logging.WARNING, handlers=[ToWriter(writer)])
            try:
                yield json_logger(writer)
            finally:
                writer.close()


class ToWriter(logging.Handler):
    """Hands on what libraries log, as JSON."""

    def __init__(self, writer: LogWriter) -> None:
        super().__init__()
        self._writer = writer
        self.setFormatter(_formatter(lambda *event: rendered(*event).decode()))

    def emit(self, record: logging.LogRecord) -> None:
        """Have a record written."""
        self._writer.write(self.format(record).encode())


class _Lines:
    """What structlog calls a logger: takes lines that are ready."""

    def __init__(self, writer: LogWriter) -> None:
        self.info = writer.write


def json_logger(writer: LogWriter) -> FilteringBoundLogger:
    """A logger whose events are lines of JSON."""
    logger: FilteringBoundLogger = structlog.wrap_logger(
        _Lines(writer),
        processors=[_stamped, rendered],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    ).bind()
    return logger


def rendered(_: Any, __: str, event: EventDict) -> bytes:
    """An event as a line of JSON within MOST_BYTES; what is too long loses its middle."""
    line = _dumped(event)
    while len(line) > MOST_BYTES:
        longest = max(event, key=lambda name: len(_dumped(event[name])))
        text = str(event[longest])
        third = len(text) // 3
        event[longest] = f"{text[:third]}…{text[-third:]}"
        line = _dumped(event)
    return line


def _dumped(value: object) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_APPEND_NEWLINE)


def _stamped(_: Any, level: str, event: EventDict) -> EventDict:
    """The event with its time in UTC, which orjson writes out, and its level; one step, for each takes its microsecond."""
    return {"time": datetime.now(UTC), "level": level, "message": event.pop("event"), **event}


def _formatter(renderer: Processor) -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_logger_name,
            # The ID of a fault, which the client was given.
            structlog.stdlib.ExtraAdder(allow=["id"]),
            _stamped,
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )


def _for_people() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), event_key="message", timestamp_key="time"
    )


def _of_lost(lines: int) -> bytes:
    return rendered(
        None, "warning", _stamped(None, "warning", {"event": "lines of the log were lost", "lines": lines})
    )
