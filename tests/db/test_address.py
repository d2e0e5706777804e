"""What an address says: its servers one by one, whatever else stands in it."""

import pytest

from db.address import KEPT_STATEMENTS, NO_ADDRESS, address_of


@pytest.mark.parametrize(
    ("url", "servers"),
    [
        ("postgresql://h/x", ["postgresql://h/x"]),
        (
            "postgresql://u:p%40ss%2C@h1:1,[::1]:2,h3/x?a=b",
            [
                "postgresql://u:p%40ss%2C@h1:1/x?a=b",
                "postgresql://u:p%40ss%2C@[::1]:2/x?a=b",
                "postgresql://u:p%40ss%2C@h3/x?a=b",
            ],
        ),
        ("postgresql://u@/x?host=/a,b&port=5432", ["postgresql://u@/x?host=/a,b&port=5432"]),
        ("postgresql:///x", ["postgresql:///x"]),
        ("postgres://h1,h2", ["postgres://h1", "postgres://h2"]),
    ],
)
def test_each_host_of_an_address_is_a_server(url: str, servers: list[str]) -> None:
    address = address_of(url)
    assert list(address.servers) == servers
    assert address.dsn == url
    assert address.statement_cache_size == KEPT_STATEMENTS


@pytest.mark.parametrize(
    ("query", "dsn", "size"),
    [
        ("?statement_cache_size=0", "postgresql://h/x", 0),
        ("?a=b&statement_cache_size=7&c=d", "postgresql://h/x?a=b&c=d", 7),
        ("?statement_cache_size=1&statement_cache_size=2", "postgresql://h/x", 1),
    ],
)
def test_statements_kept_prepared_are_not_for_the_driver_to_read(query: str, dsn: str, size: int) -> None:
    address = address_of(f"postgresql://h/x{query}")
    assert (address.dsn, address.servers, address.statement_cache_size) == (dsn, (dsn,), size)


@pytest.mark.parametrize("url", ["postgresql://[::1", "postgresql://h/x?statement_cache_size=-1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        address_of(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2/pw@h:1/x",
        "postgresql://u:12/hunter2@h:1/x",
        "postgresql://u:hunter2#pw@h:1/x",
        "postgresql://u:12#hunter2@h:1/x",
        "postgresql://u:hunter2?pw@h:1/x",
        "postgresql://u:12?hunter2@h:1/x",
        "postgresql://u:hunter2@pw@h:1/x",
        "postgresql://u:hunter2[pw@h:1/x",
        "postgresql://u:hunter2\N{ACCOUNT OF}@h:1/x",
        "postgresql://h:hunter2/x",
        "postgresql://h1:1,h2:hunter2/x",
        "postgresql://h:99999/x",
        "postgresql://u@/x?host=h&port=hunter2",
        "hunter2://h/x",
        "hunter2",
    ],
)
def test_a_password_that_is_not_encoded_is_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        address_of(url)
    assert str(refused.value) == NO_ADDRESS
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
