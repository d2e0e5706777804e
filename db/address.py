"""What an address in DATABASE_URL says: its servers one by one, and what lies between them and us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

OURS = "statement_cache_size"
"""The parameter that the driver takes as an argument and not in an address."""

KEPT_STATEMENTS = 100
"""Statements that a connection keeps prepared; the driver's own number."""

SCHEMES = ("postgresql", "postgres")
HIGHEST_PORT = 65535

HOST = re.compile(r"(\[[^\[\]]+\]|[^\[\]:]*)(:(?P<port>\d*))?", re.ASCII)

NO_ADDRESS = (
    "DATABASE_URL is no address such as postgresql://user:password@host:5432/database; signs such as /, #, ? and @ in a "
    "name or a password must be percent-encoded, %2F for a slash"
)
"""All that is said of what is no address. The driver would repeat it, and with it a password that was cut at such a sign."""


@dataclass(frozen=True)
class Address:
    """`dsn` as the driver takes it; `servers`: the same for each host alone.

    `statement_cache_size`: statements that a connection keeps prepared. It must be 0 where a pooler gives each
    transaction another connection and does not know of them: PgBouncer before 1.21.
    """

    dsn: str
    servers: tuple[str, ...]
    statement_cache_size: int


def address_of(url: str) -> Address:
    """Read an address, as libpq has it: `postgresql://user:password@host1:port,host2:port/database?name=value`.

    Raises ValueError where it is none.
    """
    before, _, query = url.partition("?")
    parameters = [each.partition("=") for each in query.split("&") if each]
    rest = "&".join("".join(each) for each in parameters if each[0] != OURS)
    rest = f"?{rest}" if rest else ""
    netloc = _netloc(before)
    user, at, hosts = netloc.rpartition("@")
    if (
        "#" in url
        or "@" in user
        or not all(map(_is_host, hosts.split(",")))
        or not all(equals and (name != "port" or _are_ports(value)) for name, equals, value in parameters)
    ):
        raise ValueError(NO_ADDRESS)
    return Address(
        dsn=before + rest,
        servers=tuple(
            before.replace(f"//{netloc}", f"//{user}{at}{host}", 1) + rest for host in hosts.split(",")
        ),
        statement_cache_size=_count(
            *(value for name, _, value in parameters if name == OURS), str(KEPT_STATEMENTS)
        ),
    )


def _netloc(before: str) -> str:
    """User, password and hosts of an address without its query."""
    try:
        parts = urlsplit(before)
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    if parts.scheme not in SCHEMES or "@" in parts.path:
        raise ValueError(NO_ADDRESS)
    return parts.netloc


def _is_host(text: str) -> bool:
    found = HOST.fullmatch(text)
    return found is not None and (not found["port"] or _are_ports(found["port"]))


def _are_ports(text: str) -> bool:
    return all(
        re.fullmatch(r"\d{1,5}", each, re.ASCII) and int(each) <= HIGHEST_PORT for each in text.split(",")
    )


def _count(text: str, *_: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(KEPT_STATEMENTS))):
        raise ValueError(f"{OURS} must be a whole number, 0 for none")
    return int(text)
