"""An answer to a question as the bytes that go out, made once and sent as often as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import orjson
from starlette.types import Receive, Scope, Send

from api import caching, packing
from api.caching import Lifetime
from api.negotiation import MediaType
from api.packing import Coding
from api.security import HEADERS, Headers, as_sent

READABLE = "Age, Cache-Status, Handover-Revision"
"""The headers that the scripts of other sites may read besides those that they always may."""

ALWAYS: Final = as_sent(
    {
        "Vary": caching.VARY,
        # Said also to those who do not ask: a cache gives it to a page that does.
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": READABLE,
        **HEADERS,
    }
)
"""The headers that every answer has."""

NOT_MODIFIED = {b"content-type", b"content-length", b"content-encoding"}
"""What a 304 does not have."""


@dataclass(slots=True, eq=False)
class Answer:
    """A response, which nobody changes. `lasting`: the same question will have the same answer for as long as no revision is added.

    `digest` is that of the answer before it was packed, None for one that is not to be recognised.
    """

    status: int
    body: bytes
    media_type: MediaType
    lifetime: Lifetime
    lasting: bool
    digest: str | None
    more: Mapping[str, str] = field(default_factory=dict)
    coding: Coding = Coding.IDENTITY
    tag: str | None = field(init=False)
    headers: Headers = field(init=False)

    def __post_init__(self) -> None:
        self.tag = f'"{self.digest}{_suffix(self.coding)}"' if self.digest else None
        self.headers = [(b"content-length", b"%d" % len(self.body)), *as_sent(self.more)]
        if self.tag:
            self.headers.append((b"etag", self.tag.encode()))
        self.headers += _alike(self.media_type, self.lifetime, self.coding)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or 304 to one who has it: a question by POST is as safe as one by GET."""
        status, headers, body = self.status, self.headers, self.body
        if self.tag and caching.is_known(scope, self.tag):
            status, body = 304, b""
            headers = [header for header in headers if header[0] not in NOT_MODIFIED]
        if self.lifetime is Lifetime.NEWEST:
            newest = scope["state"]["newest"]
            headers = [*headers, *(caching.stale(newest.age) if newest.away else caching.this_second())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@lru_cache
def _alike(media_type: MediaType, lifetime: Lifetime, coding: Coding) -> Headers:
    """The headers that answers have alike."""
    own = {"Content-Type": f"{media_type}; charset=utf-8", "Cache-Control": lifetime}
    if coding is not Coding.IDENTITY:
        own["Content-Encoding"] = coding
    return [*as_sent(own), *ALWAYS]


def answer_of(
    content: Mapping[str, Any], media_type: MediaType, lifetime: Lifetime, revision: int | None = None
) -> Answer:
    """An answer with data. `revision`: the newest one, where the answer depends on which that is."""
    body = orjson.dumps(content)
    more = {} if revision is None else {"Handover-Revision": str(revision)}
    return Answer(200, body, media_type, lifetime, True, caching.digest_of(media_type, body), more)


def refusal_of(
    content: Mapping[str, Any],
    media_type: MediaType,
    status: int,
    *,
    lasting: bool,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Errors, with or without data beside them."""
    body = orjson.dumps(content)
    return Answer(status, body, media_type, Lifetime.NOT_AT_ALL, lasting, None, headers or {})


async def packed(answer: Answer, coding: Coding) -> Answer:
    """The same answer in a coding; a short one stays as it is."""
    if coding is Coding.IDENTITY or len(answer.body) < packing.LEAST:
        return answer
    return Answer(
        answer.status,
        await packing.pack(answer.body, coding),
        answer.media_type,
        answer.lifetime,
        answer.lasting,
        answer.digest,
        answer.more,
        coding,
    )


def _suffix(coding: Coding) -> str:
    """Packed and plain are different bytes, so that their tags differ."""
    return "" if coding is Coding.IDENTITY else f"-{coding}"
