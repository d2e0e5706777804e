"""The compose file against the files and programs that it names. No container is started: there is no engine here."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from api.settings import settings_from
from db.address import address_of
from tests.api.deploy.machines import DEPLOY

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SECRET = re.compile(r"\$\{\w+:\?\}")


def test_every_file_that_is_mounted_or_built_from_is_there() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file(), mount
        if "build" in service:
            folder = DEPLOY / service["build"]["context"]
            assert (folder / service["build"].get("dockerfile", "Dockerfile")).is_file()


@pytest.mark.parametrize(
    ("file", "services"),
    [
        ("pgbouncer.sh", ["pgbouncer1", "pgbouncer2", "pgbouncer3"]),
        ("standby.sh", ["pg1", "pg2", "pg3"]),
        ("haproxy.cfg", ["haproxy"]),
    ],
)
def test_each_variable_that_a_file_reads_is_given(file: str, services: list[str]) -> None:
    read = set(re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", (DEPLOY / file).read_text("utf-8")))
    assert read
    for service in services:
        assert read <= set(SERVICES[service]["environment"]), service


def test_the_first_primary_is_given_what_its_roles_are_made_with() -> None:
    read = re.findall(r"^\\getenv \w+ (\w+)$", (DEPLOY / "roles.sql").read_text("utf-8"), re.MULTILINE)
    assert len(read) == 4
    assert set(read) <= set(SERVICES["pg1"]["environment"])


def test_processes_that_serve_read_from_every_pooler_and_the_one_job_writes_to_the_servers() -> None:
    def hosts(service: str) -> list[str]:
        url = SECRET.sub("secret", SERVICES[service]["environment"]["DATABASE_URL"])
        return [server.partition("@")[2].partition("/")[0] for server in address_of(url).servers]

    poolers = [
        f"{name}:{SERVICES[name]['environment']['LISTEN_PORT']}" for name in SERVICES if "pgbouncer" in name
    ]
    for name in ("api1", "api2", "api3"):
        assert hosts(name) == poolers
        assert name in SERVICES["haproxy"]["depends_on"]
    assert hosts("prepare") == ["pg1:5432", "pg2:5432", "pg3:5432"]
    given = {name: SECRET.sub("secret", value) for name, value in SERVICES["api1"]["environment"].items()}
    settings = settings_from(given | {"HANDOVER_REDIS_URL": ""})
    assert settings.proxies == (COMPOSE["networks"]["default"]["ipam"]["config"][0]["subnet"],)
