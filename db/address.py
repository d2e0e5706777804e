"""What an address in DATABASE_URL says: its servers one by one, and what lies between them and us."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

OURS = "statement_cache_size"
"""The parameter that the driver takes as an argument and not in an address."""

KEPT_STATEMENTS = 100
"""Statements that a connection keeps prepared; the driver's own number."""


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
    netloc = urlsplit(before).netloc
    user, at, hosts = netloc.rpartition("@")
    return Address(
        dsn=before + rest,
        servers=tuple(
            before.replace(f"//{netloc}", f"//{user}{at}{host}", 1) + rest for host in hosts.split(",")
        ),
        statement_cache_size=_count(
            *(value for name, _, value in parameters if name == OURS), str(KEPT_STATEMENTS)
        ),
    )


def _count(text: str, *_: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(KEPT_STATEMENTS))):
        raise ValueError(f"{OURS} must be a whole number, 0 for none")
    return int(text)
