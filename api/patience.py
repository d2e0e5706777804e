"""How long we wait for a client that sends or reads slowly, or not at all. uvicorn by itself waits for ever."""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

SENDING: Final[float] = 8
"""Seconds for a whole request to come, from when the client could begin: its 64 KB at most are a few packets."""

READING: Final[float] = 8
"""Seconds in which a client must take some of what it is sent."""

MOST_HEADERS: Final = 64 * 1024
"""Bytes that may come before the headers are all there; the parser has no limit of its own."""

TOO_MANY: Final = STATUS_LINE[431] + b"connection: close\r\ncontent-length: 0\r\n\r\n"


class Patient(HttpToolsProtocol):
    """uvicorn's protocol with an end to its patience. A request that comes in one piece costs no timer."""

    _receiving = False
    _in_headers = False
    _heard = 0
    _sending_ends: asyncio.TimerHandle | None = None
    _reading_ends: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """A client has come, and may begin."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        super().connection_lost(exc)
        self._expect_no_more()
        self._stop_reading_clock()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._receiving = self._in_headers = True
        self._heard = 0

    def on_headers_complete(self) -> None:
        """All its headers."""
        super().on_headers_complete()
        self._in_headers = False

    def on_message_complete(self) -> None:
        """All of it."""
        super().on_message_complete()
        self._receiving = False

    def data_received(self, data: bytes) -> None:
        """Some bytes, of a request or of nothing yet."""
        super().data_received(data)
        if not self._receiving and self._answering:
            self._expect_no_more()
            return
        if self._sending_ends is None:
            self._expect()
        if self._in_headers:
            self._heard += len(data)
            if self._heard > MOST_HEADERS:
                self.transport.write(TOO_MANY)
                self.transport.close()

    def pause_writing(self) -> None:
        """The client takes less than it is sent."""
        super().pause_writing()
        self._reading_ends = self.loop.call_later(READING, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken some."""
        super().resume_writing()
        self._stop_reading_clock()

    def _expect(self) -> None:
        self._sending_ends = self.loop.call_later(SENDING, self._too_slow)

    def _expect_no_more(self) -> None:
        if self._sending_ends is not None:
            self._sending_ends.cancel()
            self._sending_ends = None

    def _stop_reading_clock(self) -> None:
        if self._reading_ends is not None:
            self._reading_ends.cancel()
            self._reading_ends = None

    def _too_slow(self) -> None:
        # While an earlier request on this connection is being answered, the next is not late.
        if self.flow.read_paused or (self._in_headers and self._answering):
            self._expect()
        else:
            self.transport.close()

    @property
    def _answering(self) -> bool:
        """Whether a request, at least its headers, is there that has not been answered."""
        return self.cycle is not None and not self.cycle.response_complete
