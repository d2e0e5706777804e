"""Settings from the environment."""

import traceback
from pathlib import Path

import pytest

from api.settings import LogFormat, LoggedAddress, Settings, SettingsError, settings_from


def test_an_empty_environment_means_this_machine_and_the_embedded_database() -> None:
    assert settings_from({}) == Settings(database_url=None, host="127.0.0.1", port=8000, pool_size=8)


def test_answers_are_kept_and_documents_are_open_unless_said_otherwise() -> None:
    assert settings_from({}) == Settings(answer_bytes=67_108_864, documents=None, trusted_only=False)
    given = {
        "HANDOVER_ANSWER_BYTES": "0",
        "HANDOVER_DOCUMENTS": "/srv/documents",
        "HANDOVER_TRUSTED_ONLY": "true",
    }
    assert settings_from(given) == Settings(
        answer_bytes=0, documents=Path("/srv/documents"), trusted_only=True
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"HANDOVER_TRUSTED_ONLY": "1"}, "HANDOVER_TRUSTED_ONLY must be true or false, and is “1”."),
        (
            {"HANDOVER_TRUSTED_ONLY": "true"},
            "HANDOVER_TRUSTED_ONLY needs the documents that are trusted; name their folder in HANDOVER_DOCUMENTS.",
        ),
    ],
)
def test_trust_is_all_or_nothing_and_needs_documents(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from(given)
    assert str(raised.value) == sentence


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert settings_from({"DATABASE_URL": "", "HOST": "", "PORT": "", "HANDOVER_POOL_SIZE": ""}) == Settings()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_each_setting_is_read(scheme: str) -> None:
    given = {
        "DATABASE_URL": f"{scheme}://reader@one,two/handover",
        "HOST": "::",
        "PORT": "65535",
        "HANDOVER_POOL_SIZE": "1",
    }
    assert settings_from(given) == Settings(f"{scheme}://reader@one,two/handover", "::", 65535, 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "\uff18\uff10"),  # digits, and no port
        ("PORT", "80 "),
        ("PORT", "9" * 5000),
        ("HANDOVER_ANSWER_BYTES", "64MB"),
        ("HANDOVER_POOL_SIZE", "0"),
        ("HANDOVER_POOL_SIZE", "many"),
        ("HANDOVER_DEADLINE", "0"),
        ("HANDOVER_DEADLINE", "21"),
        ("HANDOVER_IN_FLIGHT", "0"),
    ],
)
def test_a_number_that_is_none_or_too_large_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} must be a whole number from \d+ to \d+, and is"):
        settings_from({name: text})


@pytest.mark.parametrize("url", ["handover", "http://user:secret@host/", "postgresql:", "://secret@host"])
def test_an_address_that_is_no_databases_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from({"DATABASE_URL": url})
    assert "secret" not in str(raised.value)
    assert str(raised.value).endswith("begins with postgresql://.")


def test_what_is_logged_and_measured_is_said_by_settings() -> None:
    quiet = settings_from({})
    assert (quiet.log, quiet.log_addresses, quiet.metrics_port, quiet.traces) == (
        None,
        LoggedAddress.NONE,
        None,
        None,
    )
    told = settings_from(
        {
            "HANDOVER_LOG": "text",
            "HANDOVER_LOG_ADDRESSES": "prefix",
            "HANDOVER_METRICS_PORT": "9100",
            "HANDOVER_METRICS_HOST": "::",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        }
    )
    assert (told.log, told.log_addresses) == (LogFormat.TEXT, LoggedAddress.PREFIX)
    assert (told.metrics_host, told.metrics_port) == ("::", 9100)
    assert told.traces == "http://collector:4318"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HANDOVER_LOG", "xml", "HANDOVER_LOG must be one of json, text, and is “xml”."),
        (
            "HANDOVER_LOG_ADDRESSES",
            "some",
            "HANDOVER_LOG_ADDRESSES must be one of none, prefix, full, and is “some”.",
        ),
        (
            "HANDOVER_METRICS_PORT",
            "off",
            "HANDOVER_METRICS_PORT must be a whole number from 0 to 65535, and is “off”.",
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "collector:4318",
            "OTEL_EXPORTER_OTLP_ENDPOINT must be an address that begins with http:// or https://.",
        ),
    ],
)
def test_a_wrong_choice_is_told_in_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from({name: value})
    assert str(raised.value) == sentence


REDIS = (
    "HANDOVER_REDIS_URL is no address such as redis://host:6379/0; signs such as /, # and ? in a password must be "
    "percent-encoded, %2F for a slash."
)
COLLECTOR = REDIS.replace("HANDOVER_REDIS_URL", "OTEL_EXPORTER_OTLP_ENDPOINT").replace(
    "redis://host:6379/0", "http://host:4318"
)
DATABASE = "HANDOVER_REDIS_URL must give the database of Redis by its number, as redis://host:6379/0."
PARAMETER = "HANDOVER_REDIS_URL has a parameter behind its ? that the client of Redis refuses."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HANDOVER_REDIS_URL", "redis://:hunter2/x@h:6379/0", REDIS),
        ("HANDOVER_REDIS_URL", "redis://u:12/hunter2@h:6379/0", REDIS),
        ("HANDOVER_REDIS_URL", "redis://:hunter2#x@h:6379/0", REDIS),
        ("HANDOVER_REDIS_URL", "redis://u:12#hunter2@h:6379/0", REDIS),
        ("HANDOVER_REDIS_URL", "redis://:hunter2?x@h:6379/0", REDIS),
        ("HANDOVER_REDIS_URL", "redis://localhost:notaport", REDIS),
        ("HANDOVER_REDIS_URL", "redis://localhost:65536", REDIS),
        ("HANDOVER_REDIS_URL", "redis://[bad", REDIS),
        ("HANDOVER_REDIS_URL", "redis://", REDIS),
        ("HANDOVER_REDIS_URL", "redis://h/notanumber", DATABASE),
        ("HANDOVER_REDIS_URL", "redis://h/1/2", DATABASE),
        ("HANDOVER_REDIS_URL", "redis://h?db=first", DATABASE),
        ("HANDOVER_REDIS_URL", "redis://h?socket_timeout=hunter2", PARAMETER),
        ("HANDOVER_REDIS_URL", "redis://h?hunter2=1", PARAMETER),
        ("HANDOVER_REDIS_URL", "rediss://h?ssl_cert_reqs=hunter2", PARAMETER),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://", COLLECTOR),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://[bad", COLLECTOR),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:99999", COLLECTOR),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://u:hunter2/x@h:4318", COLLECTOR),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a b:4318", COLLECTOR),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from({name: value})
    assert str(raised.value) == sentence
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    "url",
    [
        "redis://h",
        "redis://h:6379/",
        "rediss://user:p%2Fss@h.example:6380/15",
        "redis://:p@ss@[::1]:1?db=3&health_check_interval=5",
    ],
)
def test_an_address_of_redis_that_can_be_is_taken_as_it_stands(url: str) -> None:
    assert settings_from({"HANDOVER_REDIS_URL": url}).redis_url == url


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4318", "https://u:p@a_b-c.example/v1", "http://[fe80::1]:1"]
)
def test_an_address_of_a_collector_that_can_be_is_taken_as_it_stands(url: str) -> None:
    assert settings_from({"OTEL_EXPORTER_OTLP_ENDPOINT": url}).traces == url


def test_a_network_with_bits_behind_its_mask_is_told_so() -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from({"HANDOVER_PROXIES": "127.0.0.1, 10.0.0.1/8"})
    assert str(raised.value) == (
        "HANDOVER_PROXIES has “10.0.0.1/8”, where bits behind the mask are set; write 10.0.0.0/8 for the network, or "
        "10.0.0.1 for the one address."
    )
    assert settings_from({"HANDOVER_PROXIES": "10.0.0.0/8,::1,fd00::/8"}).proxies == (
        "10.0.0.0/8",
        "::1",
        "fd00::/8",
    )
