"""What fuzzing would find is found: answers that break a promise fail, and a seed makes the same requests again."""

from itertools import islice

import pytest

from schema import schema
from schema.codes import Code
from tests.fuzz.promises import require_kept
from tests.fuzz.requests_at_random import requests

SERVED = "postgresql://handover_reader@/db?host=/run/somewhere&port=5432"
REFUSED = b'{"errors": [{"message": "No.", "extensions": {"code": "%s"}}]}'


def test_what_is_well_formed_passes() -> None:
    assert require_kept(SERVED, 200, "", b'{"data": {"a": 1}}') == set()
    assert require_kept(SERVED, 400, "", REFUSED % b"BAD_REQUEST") == {Code.BAD_REQUEST}


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (500, "", REFUSED % b"BAD_REQUEST"),
        (200, "", REFUSED % b"INTERNAL"),
        (200, "", REFUSED % b"SOMETHING_NEW"),
        (200, "X-From: /run/somewhere", b'{"data": {}}'),
        (200, "", b'{"data": {"a": "asyncpg.exceptions"}}'),
        (200, "", b'{"data": null}'),
        (200, "", b'{"data": {}, "errors": []}'),
        (400, "", b'{"data": {}}'),
        (400, "", b'{"errors": [{"message": "", "extensions": {"code": "BAD_REQUEST"}}]}'),
        (400, "", b'{"errors": [{"message": "No."}]}'),
        (400, "", b"Bad Request"),
        (200, "", b'{"data": {"a": NaN}}'),
    ],
)
def test_what_breaks_a_promise_fails(status: int, headers: str, content: bytes) -> None:
    with pytest.raises((AssertionError, KeyError, ValueError)):
        require_kept(SERVED, status, headers, content)


def test_a_seed_makes_the_same_requests_again() -> None:
    one, again, other = (list(islice(requests(schema._schema, seed), 50)) for seed in (1, 1, 2))
    assert one == again
    assert [sent.content for sent in one] != [sent.content for sent in other]
