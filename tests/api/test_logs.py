"""Lines of the log: JSON of a bounded length, or text for people."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.log_writer import MOST_WAITING, LogWriter
from api.logs import MOST_BYTES, ToWriter, rendered

PROGRAM = """
import logging
from api.logs import log_as
from api.settings import LogFormat

with log_as(LogFormat({form!r})) as log:
    try:
        raise ValueError("“quoted”\\nand broken")
    except ValueError as error:
        logging.getLogger("handover").error("internal error", exc_info=error, extra={{"id": "0f"}})
    logging.getLogger("uvicorn.error").info("not worth a line")
    logging.getLogger("uvicorn.error").warning("slow: %s", 3)
    if log:
        log.info("request", status=200)
"""


def said_as(form: str) -> str:
    """What a program with this log says on standard error."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(form=form)], check=True, stderr=subprocess.PIPE, text=True
    ).stderr


def test_as_json_each_line_is_one_object_and_has_what_there_is_to_say() -> None:
    fault, slow, request = map(json.loads, said_as("json").splitlines())
    assert list(fault) == ["time", "level", "message", "logger", "id", "exception"]
    assert fault["time"].endswith("+00:00")
    assert (fault["level"], fault["logger"], fault["id"]) == ("error", "handover", "0f")
    assert fault["exception"].startswith("Traceback (most recent call last):\n")
    assert fault["exception"].endswith("\nValueError: “quoted”\nand broken")
    assert (slow["level"], slow["logger"], slow["message"]) == ("warning", "uvicorn.error", "slow: 3")
    assert (request["level"], request["message"], request["status"]) == ("info", "request", 200)


def test_as_text_it_is_for_people_and_has_faults_alone() -> None:
    said = said_as("text")
    assert "[error    ] internal error" in said
    assert "id=0f" in said
    assert "\nValueError: “quoted”\nand broken" in said
    assert "slow: 3" in said
    assert "request" not in said
    assert "\x1b[" not in said, "colours where there is no terminal"


@given(
    st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=8), st.text(max_size=40) | st.integers(0, 2**60), max_size=6
    ),
    st.integers(1, 2000),
)
def test_no_line_is_longer_than_it_may_be(event: dict[str, str | int], times: int) -> None:
    event = {name: value * times if isinstance(value, str) else value for name, value in event.items()}
    line = rendered(None, "info", {"message": "request", **event})
    assert len(line) <= MOST_BYTES
    assert line.count(b"\n") == 1
    assert set(json.loads(line)) == {"message", *event}


def test_of_an_exception_that_is_too_long_both_ends_are_kept() -> None:
    written: list[bytes] = []
    handler = ToWriter(Taking(written.append))
    try:
        breaks("\x00" * 10_000 + "the end")
    except ValueError:
        record = logging.LogRecord("handover", logging.ERROR, "here.py", 1, "fault", (), sys.exc_info())
    handler.emit(record)
    (line,) = written
    assert len(line) <= MOST_BYTES
    exception = json.loads(line)["exception"]
    assert exception.startswith("Traceback")
    assert exception.endswith("the end")


def breaks(why: str) -> None:
    raise ValueError(why)


class Taking(LogWriter):
    """A writer that hands lines to a function."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.write = take  # type: ignore[method-assign]  # nothing else of it is used


@pytest.fixture
def pipe() -> tuple[int, int]:
    return os.pipe()


def test_nobody_waits_for_a_reader_and_what_is_lost_is_counted(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = LogWriter(writing, lambda lines: b"lost %d\n" % lines)
    line = b"x" * 99 + b"\n"
    # A pipe holds 64 KiB; what is beyond it waits, and at last is not kept. This returns, though nobody reads.
    given = 3 * MOST_WAITING
    for _ in range(given):
        writer.write(line)
    with os.fdopen(reading, "rb") as lines:
        kept, lost = 0, 0
        while kept + lost < given:
            told = lines.readline()
            if told.startswith(b"lost "):
                lost += int(told.split()[1])
            else:
                assert told == line
                kept += 1
        assert lost
        assert kept >= MOST_WAITING
        writer.write(b"the last\n")
        writer.close()
        os.close(writing)
        assert lines.read() == b"the last\n"
