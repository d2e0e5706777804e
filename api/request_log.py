"""A line of the log for each request: what was asked and what it took, without the one who asked."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Any, Final

from structlog.typing import FilteringBoundLogger

from api.observed import Seen
from api.settings import LoggedAddress
from db.reading import Read

LONGEST: Final = 200
"""Characters of what a client wrote: with six bytes for each, two such words fit the line."""

NETWORK: Final = {4: 24, 6: 48}
"""Bits that are kept of an address as a prefix: a network, and no subscriber in it. RFC 6177 has /48 for a site."""


class RequestLog:
    """An observer that writes a line when a request is over."""

    def __init__(self, log: FilteringBoundLogger, addresses: LoggedAddress) -> None:
        self._log = log
        self._addresses = addresses

    def begun(self) -> None:
        """Say nothing."""

    def read(self, read: Read) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Leave the writer to who opened it."""

    def ended(self, seen: Seen) -> None:
        """Write the line."""
        line: dict[str, Any] = {
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "ms": round(seen.seconds * 1000, 3),
            "bytes": seen.sent,
            "memory": seen.from_memory,
            "revision": seen.revision,
            "statements": seen.statements,
            "rows": seen.rows,
        }
        if seen.route != seen.path:
            line["path"] = seen.path[:LONGEST]
        if operation := seen.operation:
            line["document"] = operation.sha256
            if operation.name:
                line["operation"] = operation.name[:LONGEST]
            if operation.cost is not None:
                line["cost"] = operation.cost
        if self._addresses is not LoggedAddress.NONE and seen.client:
            line["client"] = logged_address(seen.client, self._addresses)
        self._log.info("request", **line)


@lru_cache(maxsize=4096)
def logged_address(client: str, part: LoggedAddress) -> str | None:
    """As much of an address as may be written; None of what is no address."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    match part:
        case LoggedAddress.NONE:
            return None
        case LoggedAddress.PREFIX:
            return str(ipaddress.ip_network((address, NETWORK[address.version]), strict=False))
        case LoggedAddress.FULL:
            return str(address)
