"""What the environment may say to the server.

DATABASE_URL           a PostgreSQL from version 15 on; without it the embedded one is started
HANDOVER_DATA          the folder of the embedded one (read where the folder is chosen, in `db.embedded`)
HOST, PORT             where to listen; 127.0.0.1 and 8000
HANDOVER_POOL_SIZE     connections to the database at most; 8. One more looks for new revisions
HANDOVER_ANSWER_BYTES  memory for answers that were given; 67108864 (64 MiB). With 0 each question is executed
HANDOVER_DOCUMENTS     a folder of .graphql files: trusted documents, asked for by their names or hashes
HANDOVER_TRUSTED_ONLY  true: no other documents are answered; false

HANDOVER_IN_FLIGHT         answers that are made at once; 8. Those from memory do not count
HANDOVER_DEADLINE          seconds from a question to the beginning of its answer; 15, at most 20
HANDOVER_UNITS_PER_MINUTE  what is made for one client may cost; 3000000. With 0 as much as it likes
HANDOVER_REDIS_URL         a Redis in which several processes count that together; without it each counts alone
HANDOVER_PROXIES           addresses and networks of proxies, by commas, whose X-Forwarded-For is believed; 127.0.0.1

HANDOVER_LOG            json: a line for each request and each fault; text: faults alone, for people.
                        Without it text at a terminal, and else json
HANDOVER_LOG_ADDRESSES  what the log says of a client's address: none, prefix (/24 or /48), full; none
HANDOVER_METRICS_PORT   where Prometheus finds /metrics; without it there are none
HANDOVER_METRICS_HOST   the address of that port; 127.0.0.1
OTEL_EXPORTER_OTLP_ENDPOINT  a collector of traces, for example http://127.0.0.1:4318; without it none are made
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, urlsplit

HIGHEST_PORT = 65535
MOST_DEADLINE = 20
MOST_ANSWER_BYTES = 2**40
MOST_UNITS = 10**12
SCHEMES = ("postgresql://", "postgres://")

# As `urlsplit` has it: a name or an address, without the brackets of one of IPv6.
HOST = re.compile(r"\w[\w.-]*|[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?")


class SettingsError(Exception):
    """A setting that cannot be used; the message is one sentence, names it, and never repeats a password."""


class LogFormat(StrEnum):
    """How the log is written."""

    JSON = "json"
    TEXT = "text"


class LoggedAddress(StrEnum):
    """What the log says of a client's address."""

    NONE = "none"
    PREFIX = "prefix"
    FULL = "full"


Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Settings:
    """How to serve.

    `database_url` None: the embedded PostgreSQL. `port` and `metrics_port` 0: any that is free. `log` None: as text at
    a terminal, else as JSON. `metrics_port`, `traces` None: there are none.
    """

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    pool_size: int = 8
    answer_bytes: int = 64 * 1024 * 1024
    documents: Path | None = None
    trusted_only: bool = False
    deadline: int = 15
    in_flight: int = 8
    units_per_minute: int = 3_000_000
    redis_url: str | None = None
    proxies: tuple[str, ...] = ("127.0.0.1",)
    log: LogFormat | None = None
    log_addresses: LoggedAddress = LoggedAddress.NONE
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    traces: str | None = None


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; an empty variable is one that is not set. Raises SettingsError."""
    given = {name: value for name, value in environment.items() if value}
    trusted_only = _truth(given, "HANDOVER_TRUSTED_ONLY")
    if trusted_only and "HANDOVER_DOCUMENTS" not in given:
        raise SettingsError(
            "HANDOVER_TRUSTED_ONLY needs the documents that are trusted; name their folder in HANDOVER_DOCUMENTS."
        )
    url = given.get("DATABASE_URL")
    if url is not None and not url.startswith(SCHEMES):
        raise SettingsError("DATABASE_URL must be an address that begins with postgresql://.")
    return Settings(
        database_url=url,
        host=given.get("HOST", Settings.host),
        port=_number(given, "PORT", Settings.port, 0, HIGHEST_PORT),
        deadline=_number(given, "HANDOVER_DEADLINE", Settings.deadline, 1, MOST_DEADLINE),
        in_flight=_number(given, "HANDOVER_IN_FLIGHT", Settings.in_flight, 1, 1000),
        pool_size=_number(given, "HANDOVER_POOL_SIZE", Settings.pool_size, 1, 1000),
        answer_bytes=_number(given, "HANDOVER_ANSWER_BYTES", Settings.answer_bytes, 0, MOST_ANSWER_BYTES),
        documents=Path(given["HANDOVER_DOCUMENTS"]) if "HANDOVER_DOCUMENTS" in given else None,
        trusted_only=trusted_only,
        units_per_minute=_number(
            given, "HANDOVER_UNITS_PER_MINUTE", Settings.units_per_minute, 0, MOST_UNITS
        ),
        redis_url=_redis(given),
        proxies=_proxies(given),
        log=_choice(given, "HANDOVER_LOG", LogFormat),
        log_addresses=_choice(given, "HANDOVER_LOG_ADDRESSES", LoggedAddress) or Settings.log_addresses,
        metrics_host=given.get("HANDOVER_METRICS_HOST", Settings.metrics_host),
        metrics_port=_number(given, "HANDOVER_METRICS_PORT", 0, 0, HIGHEST_PORT)
        if "HANDOVER_METRICS_PORT" in given
        else None,
        traces=_collector(given),
    )


def _truth(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "false")
    if text not in {"true", "false"}:
        raise SettingsError(f"{name} must be true or false, and is “{text[:40]}”.")
    return text == "true"


def _choice(given: Mapping[str, str], name: str, choices: type[Choice]) -> Choice | None:
    text = given.get(name)
    if text is None:
        return None
    if text not in set(choices):
        raise SettingsError(f"{name} must be one of {', '.join(choices)}, and is “{text[:40]}”.")
    return choices(text)


def _redis(given: Mapping[str, str]) -> str | None:
    name = "HANDOVER_REDIS_URL"
    url = given.get(name)
    if url is None:
        return None
    if not url.startswith(("redis://", "rediss://")):
        raise SettingsError(f"{name} must be an address that begins with redis:// or rediss://.")
    parts = _parts(name, url, "redis://host:6379/0")
    databases = [parts.path.strip("/"), *(value for key, value in parse_qsl(parts.query) if key == "db")]
    if not all(re.fullmatch(r"\d{0,9}", database, re.ASCII) for database in databases):
        raise SettingsError(f"{name} must give the database of Redis by its number, as redis://host:6379/0.")
    _check_parameters(name, url)
    return url


def _check_parameters(name: str, url: str) -> None:
    from redis.asyncio import ConnectionPool
    from redis.exceptions import RedisError

    try:
        # Made, and not opened: the client looks at its parameters only then.
        ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call] # without types in redis-py
    except (ValueError, TypeError, RedisError):
        raise SettingsError(
            f"{name} has a parameter behind its ? that the client of Redis refuses."
        ) from None


def _proxies(given: Mapping[str, str]) -> tuple[str, ...]:
    text = given.get("HANDOVER_PROXIES")
    if text is None:
        return Settings.proxies
    proxies = tuple(part.strip() for part in text.split(","))
    for proxy in proxies:
        try:
            network = ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise SettingsError(
                f"HANDOVER_PROXIES must be addresses and networks by commas, and “{proxy[:40]}” is neither."
            ) from None
        address = ipaddress.ip_address(proxy.partition("/")[0])
        if address != network.network_address:
            raise SettingsError(
                f"HANDOVER_PROXIES has “{proxy}”, where bits behind the mask are set; write {network} for the network, "
                f"or {address} for the one address."
            )
    return proxies


def _collector(given: Mapping[str, str]) -> str | None:
    name = "OTEL_EXPORTER_OTLP_ENDPOINT"
    url = given.get(name)
    if url is None:
        return None
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"{name} must be an address that begins with http:// or https://.")
    _parts(name, url, "http://host:4318")
    return url


def _parts(name: str, url: str, example: str) -> SplitResult:
    """The parts of an address whose host and port can be. What is refused is not repeated: it may hold a password."""
    try:
        parts = urlsplit(url)
        # A password that is not encoded is cut at its slash, ? or #, and the rest of it and the host stand behind that.
        if (
            HOST.fullmatch(parts.hostname or "")
            and parts.port != 0
            and "@" not in parts.path
            and "#" not in url
        ):
            return parts
    except ValueError:
        pass
    raise SettingsError(
        f"{name} is no address such as {example}; signs such as /, # and ? in a password must be percent-encoded, "
        "%2F for a slash."
    )


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    digits = len(str(most))
    if not (text.isascii() and text.isdigit() and len(text) <= digits and least <= int(text) <= most):
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, and is “{text[:40]}”.")
    return int(text)
