"""What a client is told of its bucket: headers beside an answer that was made for it, or 429 in its place."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import refusal
from api.errors import Code, entry
from api.limiting import Limiter, Standing
from api.security import as_sent


class RateLimitedError(Exception):
    """The client's bucket has less in it than the answer costs."""

    def __init__(self, standing: Standing, units: int) -> None:
        super().__init__(f"{units} units, and {standing.left} are left")
        self.standing = standing
        self.units = units


def require_units(request: Request) -> None:
    """Raise RateLimitedError where the bucket is known to be empty, before the question is so much as read."""
    limiter: Limiter | None = request.scope["state"]["limiter"]
    if limiter and (standing := limiter.emptied(_address(request))):
        raise RateLimitedError(standing, 0)


async def take(request: Request, units: int) -> Standing | None:
    """Take what an answer costs that is to be made; None where nobody is limited. Raises RateLimitedError."""
    limiter: Limiter | None = request.scope["state"]["limiter"]
    if limiter is None:
        return None
    standing = await limiter.take(_address(request), units)
    if standing.wait:
        raise RateLimitedError(standing, units)
    return standing


class WithStanding:
    """An answer with how its client stands: the answer itself is the same for all."""

    def __init__(self, answer: ASGIApp, standing: Standing) -> None:
        self._answer = answer
        self._standing = standing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        told = as_sent(self._standing.headers)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        await self._answer(scope, receive, send_with_headers)


def with_standing(answer: ASGIApp, standing: Standing | None) -> ASGIApp:
    """The answer, with how its client stands where anything was taken for it."""
    return WithStanding(answer, standing) if standing else answer


async def refuse_for_now(request: Request, error: Exception) -> Response:
    """Answer a client that has asked too much: what the question costs, what is left, and when it can be asked."""
    assert isinstance(error, RateLimitedError)
    standing = error.standing
    told = entry(
        Code.RATE_LIMITED,
        f"You have asked as much as one may in a minute; ask again in {standing.wait} seconds.",
    )
    told["extensions"] |= {
        "limit": standing.quota,
        "left": standing.left,
        "retryAfter": standing.wait,
    }
    if error.units:
        told["extensions"]["measured"] = error.units
    return refusal(request, 429, told, {**standing.headers, "Cache-Control": "no-store"})


def _address(request: Request) -> str | None:
    return request.client.host if request.client else None
