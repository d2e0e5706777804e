"""The socket that the server listens on, taken before anything else starts."""

from __future__ import annotations

import errno
import socket

from api.settings import Settings

BACKLOG = 2048
"""Connections that may wait to be accepted; uvicorn's own number."""


class ListenError(Exception):
    """The address cannot be had; the message is one sentence."""


def listen(settings: Settings) -> socket.socket:
    """Take the address that the settings name, or raise ListenError."""
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ListenError(_why(host, port, error)) from error


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken; stop what listens there, or choose another: make serve PORT={port + 1}."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} is closed to ordinary users; choose one from 1024 on."
    return f"{host} is not an address of this machine."
